// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"

namespace tektite {

/// Selects the values above a threshold.
///
/// \param exec      execution space instance that runs everything
/// \param values    n values, any unit
/// \param threshold in the unit of the values
/// \returns         n entries: 1 where the value is above the threshold, 0 where it is not, or is not a number
/// \throws Error    the threshold is not a number
/// \cost            O(n) work; 4 bytes per value, the result
/// \fences          none
/// \determinism     each entry depends on its value alone
/// \source          none
template <ExecutionSpace Exec, ViewOf<double, 1> Values>
Kokkos::View<int*, typename Exec::memory_space> select_above(Exec const& exec, Values const& values, double threshold) {
  require(threshold == threshold, "select_above: the threshold is not a number");
  auto const mask =
      detail::allocate<Kokkos::View<int*, typename Exec::memory_space>>(exec, "select_above::mask", values.extent(0));
  detail::launch(
      exec, "select_above", values.extent(0), KOKKOS_LAMBDA(int i) {
        double const value = values(i);
        mask(i) = !Kokkos::isnan(value) && value > threshold;
      });
  return mask;
}

}  // namespace tektite
