// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/stats/detail/block_moments.hpp"
#include "tektite/stats/running_moments.hpp"

/// \file
/// Mean, variance, skewness, kurtosis and localization factor of values per particle.
///
/// \source Chan, Golub and LeVeque, Am. Stat. 37, 242 (1983); Pebay, SAND2008-6212 (2008)

namespace tektite {

/// Computes the moments of all values, in one pass.
///
/// \param exec   execution space instance that runs everything
/// \param values n numbers
/// \returns     `Moments`; count 0 and zeros for no values
/// \throws Error a value that is not finite, with its index
/// \cost        O(n) work, on a CPU at the speed of memory; n / 256 partial results of scratch memory, on a GPU n / 31
/// \fences      once, to get the result
/// \determinism the same bits at any thread count
template <ExecutionSpace Exec, ViewOf<double, 1> V>
Moments moments(Exec const& exec, V const& values) {
  return detail::checked_moments(exec, values, detail::UnitWeights{}, values.extent(0));
}

/// Computes the moments of all values, each with a weight. Values of weight 0 are left out.
///
/// \param exec    execution space instance that runs everything
/// \param values  n numbers
/// \param weights n numbers, not negative
/// \returns     `Moments`; count 0 and zeros where there are no values of positive weight
/// \throws Error a value or weight that is not finite or a negative weight, with its index; unequal numbers of values
///              and weights
/// \cost        O(n) work; n / 256 partial results of scratch memory, on a GPU n / 31
/// \fences      once, to get the result
/// \determinism the same bits at any thread count
template <ExecutionSpace Exec, ViewOf<double, 1> V, ViewOf<double, 1> W>
Moments moments(Exec const& exec, V const& values, W const& weights) {
  require(values.extent(0) == weights.extent(0), "moments: ", values.extent(0), " values, but ", weights.extent(0),
          " weights");
  return detail::checked_moments(exec, values, weights, values.extent(0));
}

/// Overload that runs on the default instance of the values' memory.
///
/// \param values as above
/// \returns as above
template <ViewOf<double, 1> V>
Moments moments(V const& values) {
  return moments(typename V::execution_space{}, values);
}

}  // namespace tektite
