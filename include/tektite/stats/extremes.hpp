// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/stats/moments.hpp"

namespace tektite {

namespace detail {

/// How many values have each value of four bits.
struct DigitCounts {
  std::int64_t of[16] = {};

  KOKKOS_FUNCTION DigitCounts& operator+=(DigitCounts const& other) {
    for (int d = 0; d < 16; ++d) of[d] += other.of[d];
    return *this;
  }
};

/// Bits of a finite number, ordered as unsigned integers like the numbers themselves; -0 counts as 0.
KOKKOS_INLINE_FUNCTION std::uint64_t ordered_bits(double x) {
  auto const bits = Kokkos::bit_cast<std::uint64_t>(x + 0.0);
  return bits >> 63 ? ~bits : bits | (std::uint64_t{1} << 63);
}

KOKKOS_INLINE_FUNCTION double from_ordered_bits(std::uint64_t key) {
  return Kokkos::bit_cast<double>(key >> 63 ? key & ~(std::uint64_t{1} << 63) : ~key);
}

template <class View>
struct CountDigits {
  View values;
  std::uint64_t prefix, known;  ///< only values whose `known` bits equal `prefix` are counted
  int shift;

  KOKKOS_FUNCTION void operator()(std::size_t i, DigitCounts& counts) const {
    std::uint64_t const key = ordered_bits(values(i));
    if ((key & known) == prefix) ++counts.of[(key >> shift) & 15];
  }
};

struct AddDigits {
  KOKKOS_FUNCTION void operator()(DigitCounts& sum, DigitCounts const& other) const { sum += other; }
};

/// The value of the given rank in ascending order, exactly: sixteen passes fix four bits each, nothing is copied.
/// All values are finite and rank < n.
template <ExecutionSpace Exec, class View>
double order_statistic(Exec const& exec, View const& values, std::size_t rank) {
  std::uint64_t prefix = 0, known = 0;
  auto before = static_cast<std::int64_t>(rank);
  for (int shift = 60; shift >= 0; shift -= 4) {
    auto const counts = deterministic_reduce(exec, "order_statistic", values.extent(0), DigitCounts{},
                                             CountDigits<View>{values, prefix, known, shift}, AddDigits{});
    std::uint64_t digit = 0;
    for (; before >= counts.of[digit]; ++digit) before -= counts.of[digit];
    prefix |= digit << shift;
    known |= std::uint64_t{15} << shift;
  }
  return from_ordered_bits(prefix);
}

/// Sum and number of the values above a threshold.
struct SumAbove {
  double sum = 0;
  std::int64_t count = 0;

  KOKKOS_FUNCTION SumAbove& operator+=(SumAbove const& other) {
    sum += other.sum;
    count += other.count;
    return *this;
  }
};

template <class View>
struct TermAbove {
  View values;
  double threshold;
  KOKKOS_FUNCTION SumAbove operator()(std::size_t i) const {
    double const x = values(i);
    return x > threshold ? SumAbove{x, 1} : SumAbove{};
  }
};

}  // namespace detail

/// The largest values of a set against all of them.
struct TopFraction {
  std::size_t count = 0;  ///< how many values are in the top
  double mean = 0;        ///< their mean
  double threshold = 0;   ///< the smallest of them
  double all_mean = 0;    ///< mean of all values
  double ratio = 0;       ///< mean / all_mean; 0 where all_mean is 0
};

/// Extreme-value ratio P_X / <P>: the mean of the largest values over the mean of all, by exact selection.
///
/// \param exec     runs everything; fenced for the result
/// \param values   n numbers, finite
/// \param fraction which part of them is the top, in (0, 1]
/// \throws Error   fraction outside (0, 1], a value that is not finite
///
/// The top has ceil(fraction * n) values (a rounding error of that product is no value more), so at least one. Where
/// values equal to the smallest of the top are left out, it does not matter which: the mean is the same. No values:
/// zeros. The same bits at any thread count. O(n) work in about twenty passes, no copy of the values.
template <ExecutionSpace Exec, ViewOf<double, 1> V>
TopFraction top_fraction(Exec const& exec, V const& values, double fraction = 0.01) {
  require(std::isfinite(fraction) && fraction > 0 && fraction <= 1, "top_fraction: fraction ", fraction,
          " must be in (0, 1]");
  std::size_t const n = values.extent(0);
  TopFraction top;
  if (n == 0) return top;
  top.all_mean = moments(exec, values).mean;
  auto const wanted = static_cast<std::size_t>(std::ceil(fraction * double(n) * (1 - 1e-14)));
  top.count = wanted < 1 ? 1 : (wanted > n ? n : wanted);
  top.threshold = detail::order_statistic(exec, values, n - top.count);
  auto const above =
      deterministic_sum<detail::SumAbove>(exec, "top_fraction", n, detail::TermAbove<V>{values, top.threshold});
  double const equal = double(top.count) - double(above.count);
  top.mean = (above.sum + equal * top.threshold) / double(top.count);
  top.ratio = top.all_mean != 0 ? top.mean / top.all_mean : 0.0;
  return top;
}

/// `top_fraction(...).ratio`: the same work and errors. Fences `exec`.
template <ExecutionSpace Exec, ViewOf<double, 1> V>
double top_fraction_ratio(Exec const& exec, V const& values, double fraction = 0.01) {
  return top_fraction(exec, values, fraction).ratio;
}

/// On the default instance of the values' memory.
template <ViewOf<double, 1> V>
double top_fraction_ratio(V const& values, double fraction = 0.01) {
  return top_fraction_ratio(typename V::execution_space{}, values, fraction);
}

/// The value below which a fraction q of all values lies, exactly.
///
/// \param exec   runs everything; fenced for the result
/// \param values n > 0 numbers, finite
/// \param q      in [0, 1]; 0 is the smallest value, 1/2 the median, 1 the largest
/// \throws Error no values, q outside [0, 1], a value that is not finite
///
/// Between two values the quantile is interpolated linearly at (n - 1) q (definition 7 of Hyndman and Fan 1996, the
/// default of NumPy and R). O(n) work in about forty passes, no copy of the values.
template <ExecutionSpace Exec, ViewOf<double, 1> V>
double quantile(Exec const& exec, V const& values, double q) {
  std::size_t const n = values.extent(0);
  require(n > 0, "quantile: no values");
  require(std::isfinite(q) && q >= 0 && q <= 1, "quantile: ", q, " must be in [0, 1]");
  moments(exec, values);  // throws where a value is not finite
  double const place = double(n - 1) * q, floor = std::floor(place);
  auto const rank = static_cast<std::size_t>(floor);
  double const low = detail::order_statistic(exec, values, rank);
  if (place == floor) return low;
  return low + (place - floor) * (detail::order_statistic(exec, values, rank + 1) - low);
}

/// On the default instance of the values' memory.
template <ViewOf<double, 1> V>
double quantile(V const& values, double q) {
  return quantile(typename V::execution_space{}, values, q);
}

}  // namespace tektite
