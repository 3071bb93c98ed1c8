// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tektite/eam/spline.hpp"

/// \file
/// Small tables over the squared distance: no square root and no division in the pair loop.
///
/// A file's tables have 10 000 points each, far more than an inner cache holds. Here an interval is found from the bits
/// of s = r^2: the exponent and the leading bits of the mantissa. Intervals therefore widen with r, as the functions
/// flatten, and a few hundred per doubling of s are enough. In each interval a function is a cubic in t = s - (left
/// edge) through its values at four Chebyshev points.

namespace tektite {

/// Finds the interval of a squared distance: `bits` leading mantissa bits, counted from the interval of `first`.
struct SquaredGrid {
  int shift = 44;           ///< mantissa bits that are dropped: 52 - bits
  std::int64_t first = 0;   ///< leading bits of the smallest squared distance
  std::int64_t count = 0;   ///< number of intervals

  /// No intervals.
  SquaredGrid() = default;
  /// 2^bits intervals per doubling, from `smallest` to `largest`.
  SquaredGrid(int bits, double smallest, double largest)
      : shift(52 - bits), first(leading(smallest)), count(leading(largest) - first + 1) {}

  /// The leading bits of s.
  KOKKOS_FUNCTION std::int64_t leading(double s) const { return Kokkos::bit_cast<std::int64_t>(s) >> shift; }

  /// The interval of s; t becomes the distance from its left edge.
  KOKKOS_FUNCTION std::int64_t interval(double s, double& t) const {
    std::int64_t const head = leading(s);
    t = s - Kokkos::bit_cast<double>(head << shift);
    return head - first;
  }

  /// Left edge of interval k.
  double edge(std::int64_t k) const { return Kokkos::bit_cast<double>((first + k) << shift); }
};

namespace detail {

/// The reference functions of one ordered pair of types, on the host, with their derivatives by s.
struct PairFunctions {
  std::vector<Cubic> density_here, density_there, pair;  // rho_{j at i}, rho_{i at j}, r phi
  double spacing;

  struct Slopes {
    double density_here, density_there, pair;
  };

  double density(double s) const {
    double p;
    double const r = std::sqrt(s);
    return density_here[interval(r, p)].value(p);
  }

  /// d/ds of the three functions: (1 / 2r) d/dr.
  Slopes slopes(double s) const {
    double p;
    double const r = std::sqrt(s), half = 0.5 / (r * spacing);
    auto const k = interval(r, p);
    double const phi = (pair[k].slope(p) / spacing - pair[k].value(p) / r) / r;
    return {density_here[k].slope(p) * half, density_there[k].slope(p) * half, 0.5 * phi / r};
  }

  int interval(double r, double& p) const { return spline_interval(r / spacing, int(pair.size()) + 1, p); }

  /// Distance from which on a function is exactly zero.
  double support(std::vector<Cubic> const& f, double cutoff) const {
    std::size_t k = f.size();
    while (k > 0 && f[k - 1].c0 == 0 && f[k - 1].c1 == 0 && f[k - 1].c2 == 0 && f[k - 1].c3 == 0) --k;
    return k == f.size() ? cutoff : std::min(cutoff, double(k) * spacing);
  }
};

/// Coefficients of the cubic in t on [0, width] through f at the four Chebyshev points.
template <class F>
Cubic fit_cubic(double width, F const& f) {
  std::array<double, 4> x, c;
  for (int i = 0; i < 4; ++i) {
    x[i] = 0.5 - 0.5 * std::cos((2 * i + 1) * 0.39269908169872414);  // pi / 8
    c[i] = f(x[i] * width);
  }
  for (int order = 1; order < 4; ++order)
    for (int i = 3; i >= order; --i) c[i] = (c[i] - c[i - 1]) / (x[i] - x[i - order]);  // divided differences
  // From Newton's form to powers of p, then of t.
  std::array<double, 4> a{c[3], 0, 0, 0};
  for (int i = 2; i >= 0; --i) {
    for (int k = 3; k > 0; --k) a[k] = a[k - 1] - x[i] * a[k];
    a[0] = c[i] - x[i] * a[0];
  }
  double const w = 1 / width;
  return {a[0], a[1] * w, a[2] * w * w, a[3] * w * w * w};
}

/// Compact table of one ordered pair of types, and what it gets wrong.
struct CompactPair {
  std::vector<Cubic> density;               // rho_{j at i}, the value
  std::vector<std::array<Cubic, 3>> slope;  // 2 d/ds of rho_{j at i}, rho_{i at j}, phi
  double inner = 0;           // below this squared distance the error is above the bound: use the reference
  double force_error = 0;     // largest error of a pair force at and beyond `inner`
  double density_error = 0;   // likewise of a density

  /// \param bound   largest error of a pair force
  /// \param steep_here, steep_there largest |F'| of the two types: a density's slope enters a force times F'
  CompactPair(PairFunctions const& f, SquaredGrid const& grid, double outer, double bound, double steep_here,
              double steep_there) {
    constexpr int samples = 24;
    density.resize(grid.count);
    slope.resize(grid.count);
    for (std::int64_t k = grid.count - 1; k >= 0; --k) {
      double const a = grid.edge(k), width = grid.edge(k + 1) - a;
      density[k] = fit_cubic(width, [&](double t) { return f.density(a + t); });
      slope[k][0] = fit_cubic(width, [&](double t) { return 2 * f.slopes(a + t).density_here; });
      slope[k][1] = fit_cubic(width, [&](double t) { return 2 * f.slopes(a + t).density_there; });
      slope[k][2] = fit_cubic(width, [&](double t) { return 2 * f.slopes(a + t).pair; });
      double force = 0, value = 0;
      for (int n = 0; n <= samples; ++n) {
        double const t = width * n / samples, s = a + t;
        if (s >= outer * outer) break;
        auto const exact = f.slopes(s);
        double const wrong = steep_here * std::abs(slope[k][0].value(t) - 2 * exact.density_here) +
                             steep_there * std::abs(slope[k][1].value(t) - 2 * exact.density_there) +
                             std::abs(slope[k][2].value(t) - 2 * exact.pair);
        force = std::max(force, wrong * std::sqrt(s));
        value = std::max(value, std::abs(density[k].value(t) - f.density(s)));
      }
      if (inner == 0 && force > bound) inner = grid.edge(k + 1);
      if (inner == 0) {
        force_error = std::max(force_error, force);
        density_error = std::max(density_error, value);
      }
    }
    inner = std::max(inner, grid.edge(0));
  }
};

}  // namespace detail
}  // namespace tektite
