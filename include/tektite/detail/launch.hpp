// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/detail/memory.hpp"

/// \file
/// Kernels over a range of items.
///
/// Kokkos compiles its launch once for each functor, which takes the compiler longer than a short kernel does. On the
/// host `launch` gives Kokkos one functor for all kernels, which calls the caller's through a pointer once per thread.

namespace tektite::detail {

/// Whether kernels of an execution space run on the host and are done when the launch returns, so that they may use
/// what is on the stack of the caller.
template <class Exec>
inline constexpr bool done_at_return =
#ifdef KOKKOS_ENABLE_HPX
    !std::same_as<Exec, Kokkos::Experimental::HPX> &&
#endif
    Kokkos::SpaceAccessibility<Kokkos::HostSpace, typename Exec::memory_space>::accessible;

/// The items of a kernel on the host, divided into parts. The type of the caller's functor is hidden behind a pointer.
struct HostItems {
  std::size_t count;    ///< number of items
  std::size_t parts;    ///< number of parts, at least 1
  void const* functor;  ///< the caller's
  void (*run)(void const* functor, std::size_t part, std::size_t begin,
              std::size_t end);  ///< calls it for [begin, end)

  /// First item of a part; the first parts are larger by one item if they cannot all be equal.
  std::size_t first(std::size_t part) const { return count / parts * part + std::min(part, count % parts); }

  /// Runs one part.
  void operator()(std::size_t part) const { run(functor, part, first(part), first(part + 1)); }
};

/// Number of parts of n items if each thread gets one.
template <class Exec>
std::size_t parts_for_threads(Exec const& exec, std::size_t n) {
  return std::clamp<std::size_t>(n, 1, exec.concurrency());
}

/// Runs the parts of a kernel on the host. `Schedule` says whether threads take one after the other, or each its share.
template <class Schedule = Kokkos::Schedule<Kokkos::Static>, class Exec>
void run_on_host(Exec const& exec, std::string_view label, HostItems const& items) {
  Kokkos::parallel_for(prefixed(label), Kokkos::RangePolicy<Exec, Schedule>(exec, 0, items.parts, Kokkos::ChunkSize(1)),
                       items);
}

/// Calls a functor for the items of one part.
template <class Index, class Functor>
void run_part(void const* functor, std::size_t, std::size_t begin, std::size_t end) {
  Functor const& call = *static_cast<Functor const*>(functor);
  for (std::size_t i = begin; i < end; ++i) call(static_cast<Index>(i));
}

/// Runs a kernel: `functor(i)` for i in [0, n), on the caller's instance. Does not fence.
///
/// \param exec    execution space instance
/// \param label   of the kernel, behind "tektite::"
/// \param n       number of items
/// \param functor device-callable `void(Index i)`
template <class Index = int, class Exec, class Functor>
void launch(Exec const& exec, std::string_view label, std::size_t n, Functor const& functor) {
  if constexpr (done_at_return<Exec>) {
    run_on_host(exec, label, {n, parts_for_threads(exec, n), &functor, run_part<Index, Functor>});
  } else {
    Kokkos::parallel_for(prefixed(label), Kokkos::RangePolicy<Exec, Kokkos::IndexType<Index>>(exec, 0, n), functor);
  }
}

/// Runs a kernel whose items take unequal times: on the host, threads take the items in chunks, one after the other.
/// Does not fence.
///
/// \param exec    execution space instance
/// \param label   of the kernel, behind "tektite::"
/// \param n       number of items
/// \param chunk   number of items that a thread takes at once
/// \param functor device-callable `void(Index i)`
template <class Index = int, class Exec, class Functor>
void launch_in_chunks(Exec const& exec, std::string_view label, std::size_t n, std::size_t chunk,
                      Functor const& functor) {
  if constexpr (done_at_return<Exec>) {
    std::size_t const parts = std::max<std::size_t>(1, (n + chunk - 1) / chunk);
    run_on_host<Kokkos::Schedule<Kokkos::Dynamic>>(exec, label, {n, parts, &functor, run_part<Index, Functor>});
  } else {
    launch<Index>(exec, label, n, functor);
  }
}

/// Runs a kernel whose functor holds many Views: Kokkos then passes the functor as a kernel argument, whatever its
/// size. Otherwise as `launch`.
///
/// By default Kokkos copies functors larger than 512 bytes into one buffer in a GPU's constant memory. Before it fills
/// that buffer the host waits until the previous kernel that used it is done: in a time step, after each kernel.
template <class Exec, class Functor>
void launch_as_argument(Exec const& exec, std::string_view label, std::size_t n, Functor const& functor) {
  if constexpr (done_at_return<Exec>) {
    launch(exec, label, n, functor);
  } else {
    using namespace Kokkos::Experimental;
    auto const policy = require(Kokkos::RangePolicy<Exec>(exec, 0, n), WorkItemProperty::HintLightWeight);
    Kokkos::parallel_for(prefixed(label), policy, functor);
  }
}

/// Two counts of one kernel.
struct CountPair {
  std::int64_t first = 0;   ///< what the first one is, the kernel says
  std::int64_t second = 0;  ///< likewise

  /// Adds the counts of another part.
  KOKKOS_FUNCTION CountPair& operator+=(CountPair const& other) {
    first += other.first;
    second += other.second;
    return *this;
  }
};

/// A functor and where the sums of the parts go.
template <class Functor, class Value>
struct WithSums {
  Functor const& functor;
  Value* sums;  ///< by part
};

/// Runs a kernel that counts: `functor(i, sum)` for i in [0, n). Fences `exec`.
///
/// \param exec    execution space instance
/// \param label   of the kernel, behind "tektite::"
/// \param n       number of items
/// \param functor device-callable `void(Index i, Value& sum)`; it adds to the sum
/// \returns       the sum: an integer, or a struct of integers that has `+=`, so that the order of additions is free
template <class Value, class Index = int, class Exec, class Functor>
Value launch_count(Exec const& exec, std::string_view label, std::size_t n, Functor const& functor) {
  Value total{};
  if constexpr (done_at_return<Exec>) {
    using Call = WithSums<Functor, Value>;
    std::vector<Value> sums(parts_for_threads(exec, n));
    Call const call{functor, sums.data()};
    auto const run = [](void const* f, std::size_t part, std::size_t begin, std::size_t end) {
      Call const& to = *static_cast<Call const*>(f);
      Value sum{};
      for (std::size_t i = begin; i < end; ++i) to.functor(static_cast<Index>(i), sum);
      to.sums[part] = sum;
    };
    run_on_host(exec, label, {n, sums.size(), &call, run});
    for (Value const& sum : sums) total += sum;
  } else {
    using Policy = Kokkos::RangePolicy<Exec, Kokkos::IndexType<Index>>;
    Kokkos::parallel_reduce(prefixed(label), Policy(exec, 0, n), functor, total);
  }
  return total;
}

}  // namespace tektite::detail
