// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>

#include "tektite/core/vec3.hpp"

namespace tektite::detail {

/// Rows of grid cells, relative to a cell, that hold all sites within `reach` of any place in it.
struct Stencil {
  static constexpr int capacity = 64;
  double reach;
  int rows;  // negative: more than there is room for
  int b[capacity], c[capacity], low[capacity], high[capacity];
};

/// \param upper see `PointGrid`
/// \param reach of the stencil, from any place in a cell
inline Stencil make_stencil(Mat3 const& upper, double reach) {
  Stencil stencil;
  stencil.reach = reach;
  stencil.rows = 0;
  double const squared = reach * reach * (1 + 1e-9);
  // Cells n apart hold points between n - 1 and n + 1 apart.
  auto const gap = [](double low, double high) { return std::max({0.0, low, -high}); };
  auto const least = [](double factor, int n) { return factor * n - std::abs(factor); };
  auto const most = [](double factor, int n) { return factor * n + std::abs(factor); };
  int const planes = static_cast<int>(std::ceil(reach / upper(2, 2) + 1e-6)) + 1;
  for (int c = -planes; c <= planes; ++c) {
    double const gap2 = gap(least(upper(2, 2), c), most(upper(2, 2), c));
    double const left2 = squared - gap2 * gap2;
    if (left2 < 0) continue;
    double const skew = upper(1, 2) / upper(1, 1);
    double const reach1 = std::sqrt(left2) / upper(1, 1);
    int const rows_low = static_cast<int>(std::floor(-reach1 - most(skew, c) - 1e-6)) - 1;
    int const rows_high = static_cast<int>(std::ceil(reach1 - least(skew, c) + 1e-6)) + 1;
    for (int b = rows_low; b <= rows_high; ++b) {
      double const gap1 =
          gap(least(upper(1, 1), b) + least(upper(1, 2), c), most(upper(1, 1), b) + most(upper(1, 2), c));
      double const left1 = left2 - gap1 * gap1;
      if (left1 < 0) continue;
      double const skew_b = upper(0, 1) / upper(0, 0), skew_c = upper(0, 2) / upper(0, 0);
      double const reach0 = std::sqrt(left1) / upper(0, 0);
      if (stencil.rows == Stencil::capacity) {
        stencil.rows = -1;
        return stencil;
      }
      stencil.b[stencil.rows] = b;
      stencil.c[stencil.rows] = c;
      stencil.low[stencil.rows] = static_cast<int>(std::floor(-reach0 - most(skew_b, b) - most(skew_c, c) - 1e-6));
      stencil.high[stencil.rows] = static_cast<int>(std::ceil(reach0 - least(skew_b, b) - least(skew_c, c) + 1e-6));
      ++stencil.rows;
    }
  }
  return stencil;
}

}  // namespace tektite::detail
