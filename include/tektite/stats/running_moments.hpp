// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

namespace tektite {

/// Count, mean and central moments to order four, with or without weights; two of them can be merged.
///
/// All updates are relative to the running mean (Chan, Golub and LeVeque 1983; Pebay 2008, SAND2008-6212), so a mean
/// much larger than the spread costs no more digits than the data have lost themselves. Population moments: sums are
/// divided by the total weight, as the paper's are. Every derived number is defined for any data: it is 0 where
/// there is nothing to divide by, and never NaN. Unit: that of the values, to the power of the moment; |x - mean|^4
/// must not overflow. Everything is callable on the device.
struct Moments {
  std::int64_t count = 0;                                   ///< values of non-zero weight
  double weight = 0;                                        ///< their total weight; equals count where unweighted
  double mean = 0;                                          ///< 0 without values
  double m2 = 0;                                            ///< sum of weight * (x - mean)^2
  double m3 = 0;                                            ///< sum of weight * (x - mean)^3
  double m4 = 0;                                            ///< sum of weight * (x - mean)^4
  double low = Kokkos::Experimental::infinity_v<double>;    ///< smallest value; infinity without values
  double high = -Kokkos::Experimental::infinity_v<double>;  ///< largest value; minus infinity without values

  /// Adds one finite value of positive weight.
  KOKKOS_FUNCTION void add(double x, double w = 1.0) { merge({1, w, x, 0, 0, 0, x, x}); }

  /// Adds all values of another set: from another thread, rank or frame.
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
  KOKKOS_FUNCTION double variance() const { return weight > 0 ? m2 / weight : 0.0; }

  /// Population standard deviation.
  KOKKOS_FUNCTION double sigma() const { return Kokkos::sqrt(variance()); }

  /// Localization factor Psi = sqrt(<(a / <a> - 1)^2>), the standard deviation over the mean; 0 where the mean is 0.
  KOKKOS_FUNCTION double localization_factor() const { return mean != 0 ? sigma() / Kokkos::abs(mean) : 0.0; }

  /// Skewness S_k = <((a - <a>) / sigma)^3>; 0 where all values are equal.
  KOKKOS_FUNCTION double skewness() const { return m2 > 0 ? m3 / weight / (variance() * sigma()) : 0.0; }

  /// Excess kurtosis <((a - <a>) / sigma)^4> - 3, which is 0 for a normal distribution; 0 where all values are equal.
  KOKKOS_FUNCTION double excess_kurtosis() const { return m2 > 0 ? m4 / weight / (variance() * variance()) - 3 : 0.0; }
};

}  // namespace tektite
