// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

namespace tektite {

/// Count, mean and central moments to order four, with or without weights. Moments of two sets can be merged.
///
/// All updates are relative to the running mean (Chan, Golub and LeVeque 1983; Pebay 2008, SAND2008-6212), so a mean
/// much larger than the spread costs only the digits that the data have already lost. The moments are population
/// moments: sums are divided by the total weight. Every derived number is 0 where it would be a division by zero; it is
/// never NaN. The unit is that of the values, to the power of the moment; |x - mean|^4 must not overflow. All members
/// are callable on the device.
struct Moments {
  std::int64_t count = 0;                                   ///< number of values of positive weight
  double weight = 0;                                        ///< sum of their weights; equals count without weights
  double mean = 0;                                          ///< 0 without values
  double m2 = 0;                                            ///< sum of weight * (x - mean)^2
  double m3 = 0;                                            ///< sum of weight * (x - mean)^3
  double m4 = 0;                                            ///< sum of weight * (x - mean)^4
  double low = Kokkos::Experimental::infinity_v<double>;    ///< smallest value; infinity without values
  double high = -Kokkos::Experimental::infinity_v<double>;  ///< largest value; minus infinity without values

  /// Adds one value.
  ///
  /// \param x the value, finite
  /// \param w its weight, positive
  KOKKOS_FUNCTION void add(double x, double w = 1.0) { merge({1, w, x, 0, 0, 0, x, x}); }

  /// Adds the moments of another set of values, for example of another thread, rank or frame.
  ///
  /// \param other moments of that set
  KOKKOS_FUNCTION void merge(Moments const& other) {
    if (other.count == 0) return;
    if (count == 0) {
      *this = other;
      return;
    }
    double const a = weight, b = other.weight, n = a + b;
    double const delta = other.mean - mean, step = delta / n, step2 = step * step;
    double const first2 = m2, second2 = other.m2, first3 = m3, second3 = other.m3;
    m4 += other.m4 + a * b * (a * a - a * b + b * b) * delta * step * step2 +
          6 * (a * a * second2 + b * b * first2) * step2 + 4 * (a * second3 - b * first3) * step;
    m3 += second3 + a * b * (a - b) * delta * step2 + 3 * (a * second2 - b * first2) * step;
    m2 += second2 + a * b * delta * step;
    mean += b * step;
    weight = n;
    count += other.count;
    low = Kokkos::min(low, other.low);
    high = Kokkos::max(high, other.high);
  }

  /// Population variance.
  ///
  /// \returns the mean of (x - mean)^2, unit of the values squared; 0 without values
  KOKKOS_FUNCTION double variance() const { return weight > 0 ? m2 / weight : 0.0; }

  /// Population standard deviation.
  ///
  /// \returns the square root of the variance, unit of the values
  KOKKOS_FUNCTION double sigma() const { return Kokkos::sqrt(variance()); }

  /// Localization factor Psi = sqrt(<(a / <a> - 1)^2>): the standard deviation over the absolute value of the mean.
  ///
  /// \returns Psi, no unit; 0 where the mean is 0
  KOKKOS_FUNCTION double localization_factor() const { return mean != 0 ? sigma() / Kokkos::abs(mean) : 0.0; }

  /// Skewness S_k = <((a - <a>) / sigma)^3>.
  ///
  /// \returns S_k, no unit; 0 where all values are equal
  KOKKOS_FUNCTION double skewness() const { return m2 > 0 ? m3 / weight / (variance() * sigma()) : 0.0; }

  /// Excess kurtosis <((a - <a>) / sigma)^4> - 3, which is 0 for a normal distribution.
  ///
  /// \returns the excess kurtosis, no unit; 0 where all values are equal
  KOKKOS_FUNCTION double excess_kurtosis() const { return m2 > 0 ? m4 / weight / (variance() * variance()) - 3 : 0.0; }
};

}  // namespace tektite
