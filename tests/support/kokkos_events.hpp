// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstdint>
#include <string_view>

/// \file
/// What a call does, as Kokkos' tool callbacks report it. Kokkos reports copies and fences of backends in host memory,
/// too.

namespace reference {

/// Number of events, and bytes of Views.
struct KokkosEvents {
  std::int64_t copies = 0;       ///< copies of Views
  std::int64_t copied = 0;       ///< bytes of these
  std::int64_t fences = 0;       ///< of any instance; see `count_fence`
  std::int64_t allocations = 0;  ///< also of Views without entries
  std::int64_t bytes = 0;        ///< of Views that exist, less those that existed before
  std::int64_t most = 0;         ///< the largest value of `bytes`
  bool operator==(KokkosEvents const&) const = default;
};

namespace detail {

inline KokkosEvents seen;  // one global object, because Kokkos' callbacks are functions without state

inline void count_fence(char const* name, std::uint32_t, std::uint64_t*) {
  // Kokkos fences before it calls a tool: there are no such fences without the test. It also does before it releases
  // memory, which the number of allocations tells. Scans on the host have fences that a device does not have.
  std::string_view const label = name;
  for (char const* other : {"Tool Fence", "before free", "tektite::host only"})
    if (label.find(other) != label.npos) return;
  ++seen.fences;
}

inline void count_bytes(std::int64_t bytes) {
  seen.bytes += bytes;
  seen.most = std::max(seen.most, seen.bytes);
}

}  // namespace detail

/// Runs a call while events are counted.
template <class Call>
KokkosEvents events_of(Call const& call) {
  using namespace Kokkos::Tools::Experimental;
  auto const before = get_callbacks();
  detail::seen = {};
  set_begin_deep_copy_callback([](Kokkos_Profiling_SpaceHandle, char const*, void const*, Kokkos_Profiling_SpaceHandle,
                                  char const*, void const*, std::uint64_t size) {
    ++detail::seen.copies;
    detail::seen.copied += static_cast<std::int64_t>(size);
  });
  set_begin_fence_callback(detail::count_fence);
  set_allocate_data_callback([](Kokkos_Profiling_SpaceHandle, char const*, void const*, std::uint64_t size) {
    ++detail::seen.allocations;
    detail::count_bytes(static_cast<std::int64_t>(size));
  });
  set_deallocate_data_callback([](Kokkos_Profiling_SpaceHandle, char const*, void const*, std::uint64_t size) {
    detail::count_bytes(-static_cast<std::int64_t>(size));
  });
  call();
  set_callbacks(before);
  return detail::seen;
}

}  // namespace reference
