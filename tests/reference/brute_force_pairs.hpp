// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cmath>
#include <tuple>
#include <vector>

/// Slow oracles. They share no code with the library, so that a fault in one is not in the other, too: plain arrays,
/// plain loops over all images.
namespace reference {

using Point = std::array<double, 3>;

/// Particle i has image (a, b, c) of particle j as a neighbour: (i, j, a, b, c).
using Pair = std::tuple<int, int, int, int, int>;

/// All ordered pairs within `cutoff`, by trying every image up to `images` box edges away, which the caller chooses
/// large enough. Positions may be anywhere; images are relative to the positions as given. `edges[k]` is the k-th edge.
inline std::vector<Pair> brute_force_pairs(std::vector<Point> const& positions, std::array<Point, 3> const& edges,
                                           std::array<bool, 3> periodic, double cutoff, int images) {
  std::vector<Pair> pairs;
  int const n = static_cast<int>(positions.size());
  int const na = periodic[0] ? images : 0, nb = periodic[1] ? images : 0, nc = periodic[2] ? images : 0;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      for (int a = -na; a <= na; ++a) {
        for (int b = -nb; b <= nb; ++b) {
          for (int c = -nc; c <= nc; ++c) {
            if (i == j && a == 0 && b == 0 && c == 0) continue;
            double squared = 0;
            for (int d = 0; d < 3; ++d) {
              double const delta =
                  positions[j][d] - positions[i][d] + a * edges[0][d] + b * edges[1][d] + c * edges[2][d];
              squared += delta * delta;
            }
            if (squared <= cutoff * cutoff) pairs.emplace_back(i, j, a, b, c);
          }
        }
      }
    }
  }
  return pairs;  // sorted by construction
}

}  // namespace reference
