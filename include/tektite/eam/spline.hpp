// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <array>
#include <cstddef>
#include <vector>

namespace tektite {

/// One interval of a cubic: value = ((c3 p + c2) p + c1) p + c0 with p in [0, 1].
struct Cubic {
  double c0;  ///< value at the start
  double c1;  ///< slope at the start, per interval
  double c2;  ///< coefficient of p^2
  double c3;  ///< coefficient of p^3

  bool operator==(Cubic const&) const = default;

  /// Value at p.
  KOKKOS_FUNCTION double value(double p) const { return ((c3 * p + c2) * p + c1) * p + c0; }
  /// Slope at p, per interval.
  KOKKOS_FUNCTION double slope(double p) const { return (3 * c3 * p + 2 * c2) * p + c1; }
};

/// The interval of a table with `count` points that x = distance / spacing lies in; p becomes the place in it.
///
/// Beyond the table p stays at the end of the last interval, as in LAMMPS.
KOKKOS_INLINE_FUNCTION int spline_interval(double x, int count, double& p) {
  int const k = x < count - 2 ? static_cast<int>(x) : count - 2;
  p = x - k < 1 ? x - k : 1;
  return k;
}

/// Cubic pieces through tabulated values, exactly as LAMMPS makes them (`PairEAM::interpolate`).
///
/// Slopes at the points are five-point differences, second order at the second point and one-sided at the first, so
/// the curve and its first derivative are continuous. The slope of a piece is per spacing, not per unit length.
inline std::vector<Cubic> make_spline(std::vector<double> const& f) {
  std::size_t const n = f.size();
  std::vector<double> slope(n);
  slope[0] = f[1] - f[0];
  slope[1] = 0.5 * (f[2] - f[0]);
  for (std::size_t m = 2; m + 2 < n; ++m) slope[m] = ((f[m - 2] - f[m + 2]) + 8.0 * (f[m + 1] - f[m - 1])) / 12.0;
  slope[n - 2] = 0.5 * (f[n - 1] - f[n - 3]);
  slope[n - 1] = f[n - 1] - f[n - 2];
  std::vector<Cubic> pieces(n - 1);
  for (std::size_t m = 0; m + 1 < n; ++m) {
    double const rise = f[m + 1] - f[m];
    pieces[m] = {f[m], slope[m], 3.0 * rise - 2.0 * slope[m] - slope[m + 1], slope[m] + slope[m + 1] - 2.0 * rise};
  }
  return pieces;
}

}  // namespace tektite
