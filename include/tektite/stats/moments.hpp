// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/stats/detail/block_moments.hpp"
#include "tektite/stats/running_moments.hpp"

namespace tektite {

/// Moments of all values, in one pass.
///
/// \param exec   runs everything; fenced for the result
/// \param values n numbers
/// \throws Error a value that is not finite, by index
///
/// No values: count 0 and zeros. The same bits at any thread count. O(n) work, n / 256 partial results of memory, on a
/// GPU n / 31; on a CPU at the speed of memory.
template <ExecutionSpace Exec, ViewOf<double, 1> V>
Moments moments(Exec const& exec, V const& values) {
  return detail::checked_moments(exec, values, detail::UnitWeights{}, values.extent(0));
}

/// The same with a weight for each value; values of weight 0 do not count. \throws Error also for a negative weight, or
/// numbers of values and weights that differ
template <ExecutionSpace Exec, ViewOf<double, 1> V, ViewOf<double, 1> W>
Moments moments(Exec const& exec, V const& values, W const& weights) {
  require(values.extent(0) == weights.extent(0), "moments: ", values.extent(0), " values, but ", weights.extent(0),
          " weights");
  return detail::checked_moments(exec, values, weights, values.extent(0));
}

/// On the default instance of the values' memory.
template <ViewOf<double, 1> V>
Moments moments(V const& values) {
  return moments(typename V::execution_space{}, values);
}

}  // namespace tektite
