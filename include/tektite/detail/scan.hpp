// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <numeric>
#include <string_view>
#include <vector>

#include "tektite/detail/launch.hpp"

namespace tektite::detail {

/// Calls the functor of a scan for the items of one part, from the sum of the items before the part on.
template <bool final, class Value, class Index, class Functor>
void scan_part(void const* functor, void* sums, std::size_t part, std::size_t begin, std::size_t end) {
  Functor const& call = *static_cast<Functor const*>(functor);
  Value sum = static_cast<Value*>(sums)[part];
  for (std::size_t i = begin; i < end; ++i) call(static_cast<Index>(i), sum, final);
  static_cast<Value*>(sums)[part] = sum;
}

/// Label of fences that a device does not have, for those that count fences.
inline constexpr char const* host_only_fence = "tektite::host only";

/// Scans on the host: a kernel for the sums of the parts, if there are several, then one in which `final` is true.
///
/// It waits for its kernels, which use a vector of sums; on a device there is no such vector, and no fence.
///
/// \param fence_label of the last fence: whether a device has one too
/// \returns the sum of all items
template <class Value, class Index, class Exec, class Functor>
Value scan_on_host(Exec const& exec, std::string_view label, std::size_t n, Functor const& functor,
                   char const* fence_label) {
  std::vector<Value> sums(parts_for_threads(exec, n));
  if (sums.size() > 1) {
    run_on_host(exec, label, {n, sums.size(), functor, scan_part<false, Value, Index, Functor>, sums.data()});
    exec.fence(host_only_fence);
    std::exclusive_scan(sums.begin(), sums.end(), sums.begin(), Value{});
  }
  run_on_host(exec, label, {n, sums.size(), functor, scan_part<true, Value, Index, Functor>, sums.data()});
  exec.fence(fence_label);
  return sums.back();
}

/// Runs a scan: `functor(i, sum, final)` for i in [0, n), where `sum` is the sum of the items before i in the calls in
/// which `final` is true. Fences `exec` only if the total is wanted.
///
/// \param exec    execution space instance
/// \param label   of the kernel, behind "tektite::"
/// \param n       number of items
/// \param functor device-callable `void(Index i, Value& sum, bool final)`; it adds to the sum, which is an integer
/// \param total   becomes the sum of all items
template <class Value, class Index = void, class Exec, class Functor>
void launch_scan(Exec const& exec, std::string_view label, std::size_t n, Functor const& functor,
                 Value* total = nullptr) {
  if constexpr (runs_on_host<Exec>) {
    auto const sum = scan_on_host<Value, ItemNumber<Index, Exec>>(
        exec, label, n, functor, total == nullptr ? host_only_fence : "tektite::launch_scan");
    if (total != nullptr) *total = sum;
  } else {
    Kokkos::RangePolicy<Exec, Kokkos::IndexType<ItemNumber<Index, Exec>>> const policy(exec, 0, n);
    if (total != nullptr) {
      Kokkos::parallel_scan(prefixed(label), policy, functor, *total);
    } else {
      Kokkos::parallel_scan(prefixed(label), policy, functor);
    }
  }
}

/// Offsets from counts: each entry becomes the sum of the counts before it. Does not fence.
///
/// \param count   device-callable, the count of entry i; also called for the last entry of `offsets`, where it may
///                return anything
/// \param offsets n entries and one more, which becomes the total; `count(i)` may read entry i, which is written after
///                that
template <class Exec, class Count, class View>
void counts_to_offsets(Exec const& exec, std::string_view label, Count const& count, View const& offsets) {
  using T = typename View::non_const_value_type;
  launch_scan<T, std::size_t>(
      exec, label, offsets.extent(0), KOKKOS_LAMBDA(std::size_t i, T& sum, bool final) {
        T const here = count(i);
        if (final) offsets(i) = sum;
        sum += here;
      });
}

/// Turns counts into offsets, in place: each entry becomes the sum of the entries before it. Does not fence.
///
/// \param counts n counts and one more entry of any value, which becomes the total
template <class Exec, class View>
void counts_to_offsets(Exec const& exec, std::string_view label, View const& counts) {
  counts_to_offsets(exec, label, counts, counts);
}

}  // namespace tektite::detail
