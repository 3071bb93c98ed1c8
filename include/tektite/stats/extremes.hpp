// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/ranks.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/selection.hpp"
#include "tektite/stats/moments.hpp"

/// \file
/// Quantiles (the median, for example), and the mean of the largest values: `quantile`, `top_fraction`.
///
/// Both are exact: order statistics are found digit by digit, without a copy of the values and without sorting.

namespace tektite {

namespace detail {

/// Numbers of values by one hexadecimal digit (four bits) of their keys.
struct DigitCounts {
  std::int64_t of[16] = {};

  KOKKOS_FUNCTION DigitCounts& operator+=(DigitCounts const& other) {
    for (int d = 0; d < 16; ++d) of[d] += other.of[d];
    return *this;
  }
};

/// The key of a finite number: its bits, changed so that keys as unsigned integers have the order of the numbers. -0
/// has the key of 0.
KOKKOS_INLINE_FUNCTION std::uint64_t ordered_bits(double x) {
  auto const bits = Kokkos::bit_cast<std::uint64_t>(x + 0.0);
  return bits >> 63 ? ~bits : bits | (std::uint64_t{1} << 63);
}

/// The number with the given key.
KOKKOS_INLINE_FUNCTION double from_ordered_bits(std::uint64_t key) {
  return Kokkos::bit_cast<double>(key >> 63 ? key & ~(std::uint64_t{1} << 63) : ~key);
}

/// Counts selected values by one digit of their keys, among those whose higher digits are the known ones. One item is a
/// value.
template <class View, class Selected>
struct CountDigits {
  View values;
  Selected selected;
  std::uint64_t prefix, known;  ///< only keys that equal `prefix` in the bits of the mask `known` are counted
  int shift;                    ///< lowest bit of the digit

  KOKKOS_FUNCTION void operator()(std::size_t i, DigitCounts& counts) const {
    if (!selected(i)) return;
    std::uint64_t const key = ordered_bits(values(i));
    if ((key & known) == prefix) ++counts.of[(key >> shift) & 15];
  }
};

/// Adds the counts of another part of the values.
struct AddDigits {
  KOKKOS_FUNCTION void operator()(DigitCounts& sum, DigitCounts const& other) const { sum += other; }
};

/// The sum over the ranks of a host code, in their order.
template <Ranks R, class T>
T total_over_ranks(R const& ranks, T const& mine) {
  T sum{};
  for (T const& part : ranks.gather(std::vector<T>{mine})) sum += part;
  return sum;
}

/// The value at the given place in ascending order, from 0, among the selected ones of all ranks. Fences `exec` sixteen
/// times.
///
/// Sixteen passes over the values find one hexadecimal digit of its key each, the highest first; nothing is copied.
///
/// \param ranks    that have a part of the values each
/// \param values   n numbers; the selected ones are finite
/// \param place    less than the number of selected values of all ranks
/// \param selected device-callable `bool(std::size_t)`
template <ExecutionSpace Exec, Ranks R, class View, class Selected = EveryParticle>
double order_statistic(Exec const& exec, R const& ranks, View const& values, std::size_t place,
                       Selected const& selected = {}) {
  std::uint64_t prefix = 0, known = 0;
  auto remaining = static_cast<std::int64_t>(place);  // place among the values with the digits known so far
  for (int shift = 60; shift >= 0; shift -= 4) {
    auto const counts = total_over_ranks(
        ranks, deterministic_reduce(exec, "order_statistic", values.extent(0), DigitCounts{},
                                    CountDigits<View, Selected>{values, selected, prefix, known, shift}, AddDigits{}));
    std::uint64_t digit = 0;
    for (; remaining >= counts.of[digit]; ++digit) remaining -= counts.of[digit];
    prefix |= digit << shift;
    known |= std::uint64_t{15} << shift;
  }
  return from_ordered_bits(prefix);
}

/// The sum of the values above a threshold, and how many there are.
struct SumAbove {
  double sum = 0;
  std::int64_t count = 0;

  KOKKOS_FUNCTION SumAbove& operator+=(SumAbove const& other) {
    sum += other.sum;
    count += other.count;
    return *this;
  }
};

/// What one value adds to that sum.
template <class View, class Selected>
struct TermAbove {
  View values;
  Selected selected;
  double threshold;

  KOKKOS_FUNCTION SumAbove operator()(std::size_t i) const {
    if (!selected(i)) return {};
    double const x = values(i);
    return x > threshold ? SumAbove{x, 1} : SumAbove{};
  }
};

}  // namespace detail

/// Result of `top_fraction`: the largest values (the top) compared with all values.
struct TopFraction {
  std::size_t count = 0;      ///< number of values in the top
  double mean = 0;            ///< mean of the top
  double threshold = 0;       ///< smallest value of the top
  double all_mean = 0;        ///< mean of all values
  double ratio = 0;           ///< mean / all_mean; 0 where all_mean is 0
  std::size_t all_count = 0;  ///< number of all values; of those selected where there is a selection
};

namespace detail {

/// Moments of the selected values of all ranks.
/// \throws Error on every rank, where a value of one is not finite
template <ExecutionSpace Exec, Ranks R, class View, class Selected>
Moments moments_of_ranks(Exec const& exec, R const& ranks, View const& values, Selected const& selected) {
  Moments const mine = on_all_ranks(ranks, [&] { return selected_moments(exec, values, selected, values.extent(0)); });
  Moments all;
  for (Moments const& part : ranks.gather(std::vector<Moments>{mine})) all.merge(part);
  return all;
}

/// Does the work of `top_fraction` for the selected values of all ranks.
template <ExecutionSpace Exec, Ranks R, class View, class Selected>
TopFraction top_of(Exec const& exec, R const& ranks, View const& values, Selected const& selected, double fraction) {
  require(std::isfinite(fraction) && fraction > 0 && fraction <= 1, "top_fraction: fraction ", fraction,
          " must be in (0, 1]");
  TopFraction top;
  Moments const all = moments_of_ranks(exec, ranks, values, selected);
  auto const n = static_cast<std::size_t>(all.count);
  if (n == 0) return top;
  top.all_count = n;
  top.all_mean = all.mean;
  auto const rounded_up = static_cast<std::size_t>(std::ceil(fraction * double(n) * (1 - 1e-14)));
  top.count = rounded_up < 1 ? 1 : (rounded_up > n ? n : rounded_up);
  top.threshold = order_statistic(exec, ranks, values, n - top.count, selected);
  auto const above =
      total_over_ranks(ranks, deterministic_sum<SumAbove>(exec, "top_fraction", values.extent(0),
                                                          TermAbove<View, Selected>{values, selected, top.threshold}));
  double const equal = double(top.count) - double(above.count);
  top.mean = (above.sum + equal * top.threshold) / double(top.count);
  top.ratio = top.all_mean != 0 ? top.mean / top.all_mean : 0.0;
  return top;
}

/// Does the work of `quantile` for the selected values of all ranks.
template <ExecutionSpace Exec, Ranks R, class View, class Selected>
double quantile_of(Exec const& exec, R const& ranks, View const& values, Selected const& selected, double q) {
  require(std::isfinite(q) && q >= 0 && q <= 1, "quantile: ", q, " must be in [0, 1]");
  // Throws where a value is not finite.
  auto const n = static_cast<std::size_t>(moments_of_ranks(exec, ranks, values, selected).count);
  require(n > 0, "quantile: no values");
  double const exact = double(n - 1) * q, floor = std::floor(exact);
  auto const place = static_cast<std::size_t>(floor);
  double const low = order_statistic(exec, ranks, values, place, selected);
  if (exact == floor) return low;
  return low + (exact - floor) * (order_statistic(exec, ranks, values, place + 1, selected) - low);
}

}  // namespace detail

/// Computes the mean of the largest values, and its ratio to the mean of all values: the extreme-value ratio P_X / <P>.
///
/// The top has ceil(fraction * n) values, so at least one; where that product is a whole number, but for a rounding
/// error, it is not rounded up. If only some of the values that equal the threshold belong to the top, it does not
/// matter which: the mean is the same.
///
/// \param exec     execution space instance that runs everything
/// \param values   n finite numbers
/// \param fraction size of the top relative to n, in (0, 1]
/// \returns     counts, means and threshold in the unit of the values, and the ratio; zeros for no values
/// \throws Error fraction outside (0, 1], a value that is not finite
/// \cost        O(n) work in 18 passes over the values; no copy of the values, memory for the partial sums of
///              `deterministic_reduce`
/// \fences      once in each pass, to get its sum
/// \determinism the same bits at any thread count
/// \source      Yang and Dai, Phys. Rev. Materials 7, 113601 (2023) for the ratio
template <ExecutionSpace Exec, ViewOf<double, 1> V>
TopFraction top_fraction(Exec const& exec, V const& values, double fraction = 0.01) {
  return detail::top_of(exec, OneRank{}, values, EveryParticle{}, fraction);
}

/// Computes the same of the selected values: n is their number. Other values are not looked at.
///
/// \param exec     execution space instance that runs everything
/// \param values   numbers, finite where they are selected
/// \param selected which values: a `Selection`, for example the status of fits
/// \param fraction size of the top relative to n, in (0, 1]
/// \returns     as above
/// \throws Error as above, or a selection of another length
/// \cost        as above, and the selection is read in each pass
/// \fences      as above
/// \determinism the same bits at any thread count
/// \source      as above
template <ExecutionSpace Exec, ViewOf<double, 1> V, Selection S>
TopFraction top_fraction(Exec const& exec, V const& values, S const& selected, double fraction = 0.01) {
  detail::require_selection("top_fraction", selected, values.extent(0), "values");
  return detail::top_of(exec, OneRank{}, values, detail::Selected<S>{selected}, fraction);
}

/// Overload that runs on the default instance of the values' memory.
///
/// \param values,fraction as above
/// \returns as above
template <ViewOf<double, 1> V>
TopFraction top_fraction(V const& values, double fraction = 0.01) {
  return top_fraction(typename V::execution_space{}, values, fraction);
}

/// Overload for selected values that runs on the default instance of the values' memory.
///
/// \param values,selected,fraction as above
/// \returns as above
template <ViewOf<double, 1> V, Selection S>
TopFraction top_fraction(V const& values, S const& selected, double fraction = 0.01) {
  return top_fraction(typename V::execution_space{}, values, selected, fraction);
}

/// Overload of `top_fraction` that gives the ratio alone.
///
/// \param exec,values,fraction as for `top_fraction`
/// \returns mean of the largest values over the mean of all values; 0 where the latter is 0
template <ExecutionSpace Exec, ViewOf<double, 1> V>
double top_fraction_ratio(Exec const& exec, V const& values, double fraction = 0.01) {
  return top_fraction(exec, values, fraction).ratio;
}

/// Overload of `top_fraction` for selected values that gives the ratio alone.
///
/// \param exec,values,selected,fraction as for `top_fraction`
/// \returns mean of the largest values over the mean of all selected values; 0 where the latter is 0
template <ExecutionSpace Exec, ViewOf<double, 1> V, Selection S>
double top_fraction_ratio(Exec const& exec, V const& values, S const& selected, double fraction = 0.01) {
  return top_fraction(exec, values, selected, fraction).ratio;
}

/// Overload that runs on the default instance of the values' memory.
///
/// \param values,fraction as above
/// \returns as above
template <ViewOf<double, 1> V>
double top_fraction_ratio(V const& values, double fraction = 0.01) {
  return top_fraction(values, fraction).ratio;
}

/// Overload for selected values that runs on the default instance of the values' memory.
///
/// \param values,selected,fraction as above
/// \returns as above
template <ViewOf<double, 1> V, Selection S>
double top_fraction_ratio(V const& values, S const& selected, double fraction = 0.01) {
  return top_fraction(values, selected, fraction).ratio;
}

/// Computes a quantile exactly: the value below which a fraction q of all values lies.
///
/// Between two values the quantile is interpolated linearly at (n - 1) q: definition 7 of Hyndman and Fan, the default
/// of NumPy and R.
///
/// \param exec   execution space instance that runs everything
/// \param values n > 0 finite numbers
/// \param q      in [0, 1]; 0 gives the smallest value, 1/2 the median, 1 the largest value
/// \returns     the quantile in the unit of the values
/// \throws Error no values, q outside [0, 1], a value that is not finite
/// \cost        O(n) work in 17 passes over the values, 33 where it interpolates; no copy of the values, memory for the
///              partial sums of `deterministic_reduce`
/// \fences      once in each pass, to get its sum
/// \determinism the same bits at any thread count
/// \source      Hyndman and Fan, Am. Stat. 50, 361 (1996)
template <ExecutionSpace Exec, ViewOf<double, 1> V>
double quantile(Exec const& exec, V const& values, double q) {
  return detail::quantile_of(exec, OneRank{}, values, EveryParticle{}, q);
}

/// Computes a quantile of the selected values: n is their number. Other values are not looked at.
///
/// \param exec     execution space instance that runs everything
/// \param values   numbers, finite where they are selected
/// \param selected which values: a `Selection`, for example the status of fits
/// \param q        as above
/// \returns     the quantile in the unit of the values
/// \throws Error as above, with none selected as without values; or a selection of another length
/// \cost        as above, and the selection is read in each pass
/// \fences      as above
/// \determinism the same bits at any thread count
/// \source      as above
template <ExecutionSpace Exec, ViewOf<double, 1> V, Selection S>
double quantile(Exec const& exec, V const& values, S const& selected, double q) {
  detail::require_selection("quantile", selected, values.extent(0), "values");
  return detail::quantile_of(exec, OneRank{}, values, detail::Selected<S>{selected}, q);
}

/// Overload that runs on the default instance of the values' memory.
///
/// \param values,q as above
/// \returns as above
template <ViewOf<double, 1> V>
double quantile(V const& values, double q) {
  return quantile(typename V::execution_space{}, values, q);
}

/// Overload for selected values that runs on the default instance of the values' memory.
///
/// \param values,selected,q as above
/// \returns as above
template <ViewOf<double, 1> V, Selection S>
double quantile(V const& values, S const& selected, double q) {
  return quantile(typename V::execution_space{}, values, selected, q);
}

}  // namespace tektite
