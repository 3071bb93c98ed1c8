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
#include <type_traits>
#include <vector>

#include "tektite/detail/device_code.hpp"
#include "tektite/detail/item_order.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// Kernels over a range of items.
///
/// Kokkos compiles its launch once for each functor, which takes the compiler longer than a short kernel does. On the
/// host `launch` gives Kokkos one functor for all kernels, which calls the caller's through a pointer once per thread.

namespace tektite::detail {

/// Whether an execution space is one of the host. By name: where a GPU shares its memory with the host, the memory does
/// not tell.
template <class Exec>
inline constexpr bool is_host_space =
#ifdef KOKKOS_ENABLE_SERIAL
    std::same_as<Exec, Kokkos::Serial> ||
#endif
#ifdef KOKKOS_ENABLE_OPENMP
    std::same_as<Exec, Kokkos::OpenMP> ||
#endif
#ifdef KOKKOS_ENABLE_THREADS
    std::same_as<Exec, Kokkos::Threads> ||
#endif
    false;

/// Whether kernels of an execution space run on the host, and are done when the launch returns. Tests may take the path
/// of a device: see `device_code.hpp`.
template <class Exec>
inline constexpr bool runs_on_host = is_host_space<Exec> && !device_path_on_host;

/// The items of a kernel on the host, divided into parts. The type of the caller's functor is hidden behind pointers.
///
/// Kokkos copies this object when it launches, and a copy has its own copy of the functor. Views in a functor that is
/// copied then do not count references, as in every kernel of Kokkos: threads that copy Views would wait for each
/// other's counts.
class HostItems {
 public:
  /// Runs items [begin, end), which are a part. `sums` is by part, null where the kernel has none.
  using Run = void (*)(void const* functor, void* sums, std::size_t part, std::size_t begin, std::size_t end);

  template <class Functor>
  HostItems(std::size_t count, std::size_t parts, Functor const& functor, Run run, void* sums = nullptr)
      : count_(count), parts_(parts), functor_(&functor), run_(run), sums_(sums) {
    copy_ = [](void const* f) -> void const* { return new Functor(*static_cast<Functor const*>(f)); };
    destroy_ = [](void const* f) { delete static_cast<Functor const*>(f); };
  }
  HostItems(HostItems const& other)
      : count_(other.count_),
        parts_(other.parts_),
        functor_(other.copy_(other.functor_)),
        run_(other.run_),
        sums_(other.sums_),
        copy_(other.copy_),
        destroy_(other.destroy_),
        owns_functor_(true) {}
  HostItems& operator=(HostItems const&) = delete;
  ~HostItems() {
    if (owns_functor_) destroy_(functor_);
  }

  /// Number of parts.
  std::size_t parts() const { return parts_; }

  /// Runs one part.
  void operator()(std::size_t part) const { run_(functor_, sums_, part, first(part), first(part + 1)); }

 private:
  // First item of a part; the first parts are larger by one item if they cannot all be equal.
  std::size_t first(std::size_t part) const { return count_ / parts_ * part + std::min(part, count_ % parts_); }

  std::size_t count_, parts_;
  void const* functor_;
  Run run_;
  void* sums_;
  void const* (*copy_)(void const* functor) = nullptr;
  void (*destroy_)(void const* functor) = nullptr;
  bool owns_functor_ = false;
};

/// The type of an item's number: `Index`, or, where that is void, Kokkos' own for the execution space.
template <class Index, class Exec>
using ItemNumber = std::conditional_t<std::is_void_v<Index>, typename Exec::size_type, Index>;

/// Number of parts of n items if each thread gets one.
template <class Exec>
std::size_t parts_for_threads(Exec const& exec, std::size_t n) {
  return std::clamp<std::size_t>(n, 1, exec.concurrency());
}

/// Runs the parts of a kernel on the host. `Schedule` says whether threads take one after the other, or each its share.
template <class Schedule = Kokkos::Schedule<Kokkos::Static>, class Exec>
void run_on_host(Exec const& exec, std::string_view label, HostItems const& items) {
  Kokkos::parallel_for(prefixed(label),
                       Kokkos::RangePolicy<Exec, Schedule>(exec, 0, items.parts(), Kokkos::ChunkSize(1)), items);
}

/// Calls a functor for the items of one part.
template <class Index, class Functor>
void run_part(void const* functor, void*, std::size_t, std::size_t begin, std::size_t end) {
  Functor const& call = *static_cast<Functor const*>(functor);
  for (std::size_t i = begin; i < end; ++i) call(static_cast<Index>(i));
}

/// Calls a functor that counts for the items of one part.
template <class Value, class Index, class Functor>
void count_part(void const* functor, void* sums, std::size_t part, std::size_t begin, std::size_t end) {
  Functor const& call = *static_cast<Functor const*>(functor);
  Value sum{};
  for (std::size_t i = begin; i < end; ++i) call(static_cast<Index>(i), sum);
  static_cast<Value*>(sums)[part] = sum;
}

/// Runs a kernel: `functor(i)` for i in [0, n), on the caller's instance. Does not fence.
///
/// \param exec    execution space instance
/// \param label   of the kernel, behind "tektite::"
/// \param n       number of items
/// \param functor device-callable `void(Index i)`
template <class Index = void, class Exec, class Functor>
void launch(Exec const& exec, std::string_view label, std::size_t n, Functor const& functor) {
  if constexpr (runs_on_host<Exec>) {
    run_on_host(exec, label, {n, parts_for_threads(exec, n), functor, run_part<ItemNumber<Index, Exec>, Functor>});
  } else {
    using Number = ItemNumber<Index, Exec>;
    Kokkos::parallel_for(prefixed(label), Kokkos::RangePolicy<Exec, Kokkos::IndexType<Number>>(exec, 0, n),
                         in_test_order<Number>(functor, n));
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
template <class Index = void, class Exec, class Functor>
void launch_in_chunks(Exec const& exec, std::string_view label, std::size_t n, std::size_t chunk,
                      Functor const& functor) {
  if constexpr (runs_on_host<Exec>) {
    std::size_t const parts = std::max<std::size_t>(1, (n + chunk - 1) / chunk);
    run_on_host<Kokkos::Schedule<Kokkos::Dynamic>>(exec, label,
                                                   {n, parts, functor, run_part<ItemNumber<Index, Exec>, Functor>});
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
  if constexpr (runs_on_host<Exec>) {
    launch(exec, label, n, functor);
  } else {
    using namespace Kokkos::Experimental;
    auto const policy = require(Kokkos::RangePolicy<Exec>(exec, 0, n), WorkItemProperty::HintLightWeight);
    Kokkos::parallel_for(prefixed(label), policy, in_test_order<typename Exec::size_type>(functor, n));
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

/// Runs a kernel that counts: `functor(i, sum)` for i in [0, n). Fences `exec`.
///
/// \param exec    execution space instance
/// \param label   of the kernel, behind "tektite::"
/// \param n       number of items
/// \param functor device-callable `void(Index i, Value& sum)`; it adds to the sum
/// \returns       the sum: an integer, or a struct of integers that has `+=`, so that the order of additions is free
template <class Value, class Index = void, class Exec, class Functor>
Value launch_count(Exec const& exec, std::string_view label, std::size_t n, Functor const& functor) {
  Value total{};
  if constexpr (runs_on_host<Exec>) {
    std::vector<Value> sums(parts_for_threads(exec, n));
    run_on_host(exec, label,
                {n, sums.size(), functor, count_part<Value, ItemNumber<Index, Exec>, Functor>, sums.data()});
    exec.fence("tektite::launch_count");
    for (Value const& sum : sums) total += sum;
  } else {
    using Number = ItemNumber<Index, Exec>;
    Kokkos::parallel_reduce(prefixed(label), Kokkos::RangePolicy<Exec, Kokkos::IndexType<Number>>(exec, 0, n),
                            in_test_order<Number, Value>(functor, n), total);
  }
  return total;
}

}  // namespace tektite::detail
