// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/selection.hpp"
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
/// \param weights n floating-point numbers, not negative
/// \returns     `Moments`; count 0 and zeros where there are no values of positive weight
/// \throws Error a value or weight that is not finite or a negative weight, with its index; unequal numbers of values
///              and weights
/// \cost        O(n) work; n / 256 partial results of scratch memory, on a GPU n / 31
/// \fences      once, to get the result
/// \determinism the same bits at any thread count
template <ExecutionSpace Exec, ViewOf<double, 1> V, ViewOf<double, 1> W>
  requires(!Selection<W>)
Moments moments(Exec const& exec, V const& values, W const& weights) {
  require(values.extent(0) == weights.extent(0), "moments: ", values.extent(0), " values, but ", weights.extent(0),
          " weights");
  return detail::checked_moments(exec, values, weights, values.extent(0));
}

/// Computes the moments of the selected values. Values that are not selected are not looked at: they need not be
/// finite.
///
/// \param exec     execution space instance that runs everything
/// \param values   n numbers
/// \param selected which values: a `Selection`, for example the status of fits
/// \returns     `Moments`; count is the number of selected values, 0 (and zeros) for none
/// \throws Error a selected value that is not finite, with its index; a selection of another length
/// \cost        O(n) work; n / 256 partial results of scratch memory, on a GPU n / 31
/// \fences      once, to get the result
/// \determinism the same bits at any thread count; where all values are selected, those of the moments of all values
template <ExecutionSpace Exec, ViewOf<double, 1> V, Selection S>
Moments moments(Exec const& exec, V const& values, S const& selected) {
  detail::require_selection("moments", selected, values.extent(0), "values");
  return detail::selected_moments(exec, values, detail::Selected<S>{selected}, values.extent(0));
}

/// Overload that runs on the default instance of the values' memory.
///
/// \param values as above
/// \returns as above
template <ViewOf<double, 1> V>
Moments moments(V const& values) {
  return moments(typename V::execution_space{}, values);
}

/// Overload for selected values that runs on the default instance of the values' memory.
///
/// \param values,selected as above
/// \returns               as above
template <ViewOf<double, 1> V, Selection S>
Moments moments(V const& values, S const& selected) {
  return moments(typename V::execution_space{}, values, selected);
}

}  // namespace tektite
