// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <array>
#include <cstddef>
#include <vector>

#include "tektite/core/error.hpp"

namespace tektite {

/// A cubic on one interval of a table: value = ((c3 p + c2) p + c1) p + c0 with p in [0, 1].
struct Cubic {
  double c0;  ///< value at the start
  double c1;  ///< slope at the start, per interval
  double c2;  ///< coefficient of p^2
  double c3;  ///< coefficient of p^3

  /// Equality of all four coefficients.
  bool operator==(Cubic const&) const = default;

  /// Value of the cubic.
  ///
  /// \param p fraction of the interval
  /// \returns the value, in the unit of the table
  KOKKOS_FUNCTION double value(double p) const { return ((c3 * p + c2) * p + c1) * p + c0; }
  /// Slope of the cubic.
  ///
  /// \param p fraction of the interval
  /// \returns the derivative by p, that is per interval
  KOKKOS_FUNCTION double slope(double p) const { return (3 * c3 * p + 2 * c2) * p + c1; }
};

/// Finds the interval of a table in which an abscissa lies.
///
/// Beyond the table the result is the end of the last interval, as in LAMMPS.
///
/// \param x     abscissa divided by the spacing of the points, not negative (asserted in builds with assertions)
/// \param count number of points of the table, at least 2 (likewise)
/// \param p     set to the fraction of the interval, in [0, 1]
/// \returns number of the interval, from 0 to count - 2
KOKKOS_INLINE_FUNCTION int spline_interval(double x, int count, double& p) {
  KOKKOS_ASSERT(count >= 2 && !(x < 0));
  int const k = x < count - 2 ? static_cast<int>(x) : count - 2;
  p = x - k < 1 ? x - k : 1;
  return k;
}

/// Cubic pieces through tabulated values, exactly as LAMMPS makes them (`PairEAM::interpolate`).
///
/// Slopes at the points are five-point differences; at the second point from either end central differences, at the two
/// ends one-sided ones. The curve and its first derivative are continuous. The slope of a piece is per spacing, not per
/// unit length.
///
/// \param f values at equidistant points, at least three
/// \returns one cubic for each interval, one fewer than points
/// \throws Error fewer than three points
inline std::vector<Cubic> make_spline(std::vector<double> const& f) {
  std::size_t const n = f.size();
  require(n >= 3, "make_spline: ", n, " points, at least 3 are needed");
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
