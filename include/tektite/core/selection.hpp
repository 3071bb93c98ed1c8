// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/memory.hpp"

namespace tektite {

/// 1 where a value is above a threshold, 0 elsewhere and where it is not a number.
///
/// \returns n entries, as `values`. \throws Error the threshold is not a number
///
/// O(n) work. Does not fence.
template <ExecutionSpace Exec, ViewOf<double, 1> Values>
Kokkos::View<int*, typename Exec::memory_space> select_above(Exec const& exec, Values const& values, double threshold) {
  require(threshold == threshold, "select_above: the threshold is not a number");
  auto const mask =
      detail::allocate<Kokkos::View<int*, typename Exec::memory_space>>(exec, "select_above::mask", values.extent(0));
  Kokkos::parallel_for(
      "tektite::select_above", Kokkos::RangePolicy<Exec>(exec, 0, values.extent(0)), KOKKOS_LAMBDA(int i) {
        double const value = values(i);
        mask(i) = !Kokkos::isnan(value) && value > threshold;
      });
  return mask;
}

}  // namespace tektite
