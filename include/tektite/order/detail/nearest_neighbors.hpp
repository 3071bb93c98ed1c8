// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/vec3.hpp"

namespace tektite::detail {

/// The nearest neighbours of a particle, ascending by distance; of equally far ones the first in its row comes first.
struct NearestNeighbors {
  static constexpr int most = 14;
  Vec3<double> vectors[most];
  double squared[most];
  int count = 0;

  /// Takes a neighbour if it is among the nearest so far.
  KOKKOS_FUNCTION void add(Vec3<double> const& vector) {
    double const d2 = dot(vector, vector);
    if (count == most && d2 >= squared[most - 1]) return;
    int place = count < most ? count++ : most - 1;
    for (; place > 0 && squared[place - 1] > d2; --place) {
      squared[place] = squared[place - 1];
      vectors[place] = vectors[place - 1];
    }
    squared[place] = d2;
    vectors[place] = vector;
  }

  /// Mean distance of the neighbours [first, last).
  KOKKOS_FUNCTION double mean_distance(int first, int last) const {
    double sum = 0;
    for (int k = first; k < last; ++k) sum += Kokkos::sqrt(squared[k]);
    return sum / (last - first);
  }
};

/// Which of the first `size` neighbours are bonded to each other, as bits.
struct NeighborGraph {
  unsigned bonded[NearestNeighbors::most];
  int size;

  /// \param cutoff neighbours nearer than this to each other are bonded
  KOKKOS_FUNCTION NeighborGraph(NearestNeighbors const& near, int n, double cutoff) : size(n) {
    for (int a = 0; a < n; ++a) bonded[a] = 0;
    for (int a = 0; a < n; ++a) {
      for (int b = 0; b < a; ++b) {
        Vec3<double> const d = near.vectors[a] - near.vectors[b];
        if (dot(d, d) >= cutoff * cutoff) continue;
        bonded[a] |= 1u << b;
        bonded[b] |= 1u << a;
      }
    }
  }

  KOKKOS_FUNCTION static int bits(unsigned mask) { return Kokkos::popcount(mask); }

  /// Honeycutt and Andersen's last three numbers for the bond to neighbour a, as the digits of one number: how many
  /// neighbours both ends share, how many bonds there are between these, and how many of them are connected at most.
  KOKKOS_FUNCTION int signature(int a) const {
    unsigned const common = bonded[a];
    int bonds = 0, chain = 0;
    unsigned left = common;
    for (int start = 0; start < size; ++start) {
      if (!(left >> start & 1)) continue;
      // All that are connected with `start`, and twice their bonds.
      unsigned group = 1u << start, before = 0;
      while (group != before) {
        before = group;
        for (int k = 0; k < size; ++k)
          if (before >> k & 1) group |= bonded[k] & common;
      }
      int twice = 0;
      for (int k = 0; k < size; ++k)
        if (group >> k & 1) twice += bits(bonded[k] & common);
      bonds += twice / 2;
      chain = Kokkos::max(chain, twice / 2);
      left &= ~group;
    }
    return 100 * bits(common) + 10 * bonds + chain;
  }
};

}  // namespace tektite::detail
