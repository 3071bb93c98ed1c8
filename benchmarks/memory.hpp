// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tektite/core/workspace.hpp>

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstdint>
#include <optional>

/// \file
/// Memory between calls, and how many bytes of Views exist, by way of Kokkos Tools.

namespace tektite::benchmarks {

struct Allocated {
  std::int64_t now = 0, most = 0;
};
inline Allocated allocated;

/// Memory that calls use again, as in the programs.
inline std::optional<Workspace<>> workspace;

/// Begins to count. Views that exist already are not counted, nor is their end.
inline void watch_memory() {
  namespace Tools = Kokkos::Tools::Experimental;
  Tools::set_allocate_data_callback([](Kokkos_Profiling_SpaceHandle, char const*, void const*, std::uint64_t bytes) {
    allocated.now += static_cast<std::int64_t>(bytes);
    allocated.most = std::max(allocated.most, allocated.now);
  });
  Tools::set_deallocate_data_callback([](Kokkos_Profiling_SpaceHandle, char const*, void const*, std::uint64_t bytes) {
    allocated.now -= static_cast<std::int64_t>(bytes);
  });
}

/// Bytes that `work` holds at its worst moment, over what there was before, without a workspace.
template <class Work>
std::int64_t peak_bytes(Work const& work) {
  workspace.reset();
  std::int64_t const before = allocated.most = allocated.now;
  work();
  std::int64_t const peak = allocated.most - before;
  workspace.emplace();
  return peak;
}

}  // namespace tektite::benchmarks
