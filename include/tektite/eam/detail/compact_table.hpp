// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

#include "tektite/eam/spline.hpp"

/// \file
/// Small tables over the squared distance s = r^2, so that the pair loop has no square root and no division.
///
/// A file's tables have 10 000 points each, more than a first-level cache holds. Here the number of an interval is
/// taken from the bits of s: the exponent and the leading bits of the mantissa. Intervals therefore widen with r, where
/// the functions become flat. In each interval a function is a cubic in t = s - (left edge) through its values at four
/// Chebyshev points. The grid is the coarsest that keeps the bound on the error (`FittedTables`).

namespace tektite::detail {

/// Intervals of the squared distance, each given by an exponent and the leading bits of the mantissa.
template <class Real>
struct SquaredGrid {
  using Bits = std::conditional_t<sizeof(Real) == 8, std::int64_t, std::int32_t>;  ///< holds the bits of a Real
  static constexpr int mantissa = sizeof(Real) == 8 ? 52 : 23;                     ///< stored bits of a Real's mantissa

  int shift = mantissa;  ///< mantissa bits that are dropped
  Bits first = 0;        ///< leading bits of the smallest squared distance
  int count = 0;         ///< number of intervals

  /// A grid without intervals.
  SquaredGrid() = default;
  /// A grid of 2^bits intervals per doubling of s.
  ///
  /// \param bits     leading mantissa bits that count
  /// \param smallest squared distance in the first interval
  /// \param largest  squared distance in the last interval
  SquaredGrid(int bits, Real smallest, Real largest)
      : shift(mantissa - bits), first(leading(smallest)), count(static_cast<int>(leading(largest) - first) + 1) {}
  /// The same intervals in another precision.
  ///
  /// \param other grid to convert; its edges must be exact in precision Real
  template <class Other>
  explicit SquaredGrid(SquaredGrid<Other> const& other)
      : shift(other.shift - SquaredGrid<Other>::mantissa + mantissa),
        first(leading(static_cast<Real>(other.edge(0)))),
        count(other.count) {}

  /// \param s squared distance
  /// \returns its leading bits, which ascend with s
  KOKKOS_FUNCTION Bits leading(Real s) const { return Kokkos::bit_cast<Bits>(s) >> shift; }
  /// \returns number of intervals from s to 2 s
  int per_doubling() const { return 1 << (mantissa - shift); }
  /// \param k number of an interval
  /// \returns its left edge, a squared distance
  Real edge(int k) const { return Kokkos::bit_cast<Real>(static_cast<Bits>((first + k) << shift)); }
};

/// The reference functions of one ordered pair of types, on the host, with their derivatives by s = r^2.
struct PairFunctions {
  std::vector<Cubic> density_pieces;  ///< rho that an atom of the second type contributes at one of the first
  std::vector<Cubic> pair_pieces;     ///< r phi
  double spacing;                     ///< distance of the tables' points

  /// \param s squared distance
  /// \returns rho
  double density(double s) const {
    double p;
    return density_pieces[interval(std::sqrt(s), p)].value(p);
  }

  /// \param s squared distance
  /// \returns 2 d rho / ds = (1 / r) d rho / dr
  double density_slope(double s) const {
    double p;
    double const r = std::sqrt(s);
    return density_pieces[interval(r, p)].slope(p) / (r * spacing);
  }

  /// \param s squared distance
  /// \returns 2 d phi / ds = (1 / r) d phi / dr
  double pair_slope(double s) const {
    double p;
    double const r = std::sqrt(s);
    auto const& z = pair_pieces[interval(r, p)];
    return (z.slope(p) / spacing - z.value(p) / r) / s;
  }

  /// \param r distance
  /// \param p set to the fraction of the interval
  /// \returns number of the interval
  int interval(double r, double& p) const { return spline_interval(r / spacing, int(pair_pieces.size()) + 1, p); }

  /// \param f      pieces of one of the two functions
  /// \param cutoff the potential's cutoff
  /// \returns distance from which on the function is exactly zero, at most the cutoff
  double support(std::vector<Cubic> const& f, double cutoff) const {
    std::size_t k = f.size();
    while (k > 0 && f[k - 1].c0 == 0 && f[k - 1].c1 == 0 && f[k - 1].c2 == 0 && f[k - 1].c3 == 0) --k;
    return k == f.size() ? cutoff : std::min(cutoff, double(k) * spacing);
  }
};

/// Coefficients of the cubic in t on [0, width] through f(t) at the four Chebyshev points.
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

/// One function of the squared distance, for every ordered pair of types, as cubics on one grid.
class CompactFunction {
 public:
  using Function = std::function<double(std::size_t pair, double s)>;  ///< of an ordered pair of types and s

  std::vector<std::vector<Cubic>> cubics;  ///< by pair and interval; polynomials in t, not in a fraction of it

  /// \param exact the function
  /// \param pairs number of ordered pairs of types
  /// \param grid  intervals
  /// \param end   squared distance where the tables end
  CompactFunction(Function exact, std::size_t pairs, SquaredGrid<double> const& grid, double end)
      : cubics(pairs, std::vector<Cubic>(grid.count)), exact_(std::move(exact)), grid_(grid), end_(end) {
    // Interval 0 stays zero: `EamInterval` maps to it all shorter distances, and the atom itself, at distance zero,
    // with which the last vector of neighbours is padded.
    for (std::size_t pair = 0; pair < pairs; ++pair)
      for (int k = 1; k < grid.count; ++k)
        if (width(k) > 0)
          cubics[pair][k] = fit_cubic(width(k), [&](double t) { return exact_(pair, grid.edge(k) + t); });
  }

  /// \param pair ordered pair of types
  /// \param k    number of an interval
  /// \returns largest error in the interval, of 25 points, of an evaluation in precision Real
  template <class Real>
  double error(std::size_t pair, int k) const {
    constexpr int samples = 24;
    auto const& c = cubics[pair][k];
    double largest = 0;
    for (int n = 0; n <= samples && width(k) > 0; ++n) {
      double const s = grid_.edge(k) + width(k) * n / samples;
      Real const t = static_cast<Real>(s) - static_cast<Real>(grid_.edge(k));
      Real const value = ((Real(c.c3) * t + Real(c.c2)) * t + Real(c.c1)) * t + Real(c.c0);
      if (s < end_) largest = std::max(largest, std::abs(double(value) - exact_(pair, s)));
    }
    return largest;
  }

  /// \returns largest coefficient of a cubic, or sum of the sizes of its terms, in any interval
  double largest_value() const {
    double largest = 0;
    for (auto const& of_pair : cubics) {
      for (int k = 0; k < grid_.count; ++k) {
        auto const& c = of_pair[k];
        double const w = std::max(1.0, width(k));
        largest = std::max(largest, std::abs(c.c0) + w * (std::abs(c.c1) + w * (std::abs(c.c2) + w * std::abs(c.c3))));
      }
    }
    return largest;
  }

  /// Sets the cubics to zero in all intervals that begin below an edge: the reference evaluates such pairs.
  void clear_below(std::size_t pair, double edge) {
    for (int k = 0; k < grid_.count && grid_.edge(k) < edge; ++k) cubics[pair][k] = Cubic{};
  }

 private:
  // The last interval ends at the cutoff: values that a file has beyond it are not part of the function.
  double width(int k) const { return std::min(grid_.edge(k + 1), end_) - grid_.edge(k); }

  Function exact_;
  SquaredGrid<double> grid_;
  double end_;
};

}  // namespace tektite::detail
