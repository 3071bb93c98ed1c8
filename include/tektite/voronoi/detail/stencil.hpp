// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>

#include "tektite/core/vec3.hpp"

namespace tektite::detail {

/// Rows of grid cells, relative to a home cell, that hold all sites within `radius` of any point in that cell.
struct Stencil {
  static constexpr int capacity = 64;
  double radius;
  int rows;  // negative: more than the capacity, so that the stencil cannot be used
  // Row k: the cells from low to high along the first axis, b and c cells away along the other two.
  int b[capacity], c[capacity], low[capacity], high[capacity];
};

/// Lists the rows of a stencil, on the host.
///
/// \param upper  see `PointGrid`
/// \param radius of the stencil
/// \returns the stencil
inline Stencil make_stencil(Mat3 const& upper, double radius) {
  Stencil stencil;
  stencil.radius = radius;
  stencil.rows = 0;
  double const squared = radius * radius * (1 + 1e-9);
  // Points in cells n apart are between n - 1 and n + 1 cells apart; least and most bound factor times that.
  auto const gap = [](double low, double high) { return std::max({0.0, low, -high}); };
  auto const least = [](double factor, int n) { return factor * n - std::abs(factor); };
  auto const most = [](double factor, int n) { return factor * n + std::abs(factor); };
  int const planes = static_cast<int>(std::ceil(radius / upper(2, 2) + 1e-6)) + 1;
  for (int c = -planes; c <= planes; ++c) {
    double const gap2 = gap(least(upper(2, 2), c), most(upper(2, 2), c));
    double const squared1 = squared - gap2 * gap2;
    if (squared1 < 0) continue;
    double const skew = upper(1, 2) / upper(1, 1);
    double const radius1 = std::sqrt(squared1) / upper(1, 1);
    int const rows_low = static_cast<int>(std::floor(-radius1 - most(skew, c) - 1e-6)) - 1;
    int const rows_high = static_cast<int>(std::ceil(radius1 - least(skew, c) + 1e-6)) + 1;
    for (int b = rows_low; b <= rows_high; ++b) {
      double const gap1 =
          gap(least(upper(1, 1), b) + least(upper(1, 2), c), most(upper(1, 1), b) + most(upper(1, 2), c));
      double const squared0 = squared1 - gap1 * gap1;
      if (squared0 < 0) continue;
      double const skew_b = upper(0, 1) / upper(0, 0), skew_c = upper(0, 2) / upper(0, 0);
      double const radius0 = std::sqrt(squared0) / upper(0, 0);
      if (stencil.rows == Stencil::capacity) {
        stencil.rows = -1;
        return stencil;
      }
      stencil.b[stencil.rows] = b;
      stencil.c[stencil.rows] = c;
      stencil.low[stencil.rows] = static_cast<int>(std::floor(-radius0 - most(skew_b, b) - most(skew_c, c) - 1e-6));
      stencil.high[stencil.rows] = static_cast<int>(std::ceil(radius0 - least(skew_b, b) - least(skew_c, c) + 1e-6));
      ++stencil.rows;
    }
  }
  return stencil;
}

}  // namespace tektite::detail
