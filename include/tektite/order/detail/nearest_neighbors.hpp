// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/vec3.hpp"
#include "tektite/order/pair_signature.hpp"

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

/// Which of a particle's neighbours are bonded to each other, as bits.
template <int most, class Mask>
struct NeighborGraph {
  Mask bonded[most];

  /// \param vectors to n neighbours
  /// \param cutoff  neighbours at most so far from each other are bonded
  KOKKOS_FUNCTION NeighborGraph(Vec3<double> const* vectors, int n, double cutoff) {
    for (int a = 0; a < n; ++a) bonded[a] = 0;
    for (int a = 0; a < n; ++a) {
      for (int b = 0; b < a; ++b) {
        Vec3<double> const d = vectors[a] - vectors[b];
        if (dot(d, d) > cutoff * cutoff) continue;
        bonded[a] |= Mask(1) << b;
        bonded[b] |= Mask(1) << a;
      }
    }
  }

  /// The signature of the bond to neighbour a.
  KOKKOS_FUNCTION PairSignature signature(int a) const {
    Mask const common = bonded[a];
    PairSignature found{Kokkos::popcount(common), 0, 0};
    for (Mask left = common; left != 0;) {
      // All that are connected with the first of those left, and twice their bonds.
      Mask group = left & (~left + 1);
      int twice = 0;
      for (Mask next = group; next != 0;) {
        Mask const bonds = bonded[Kokkos::countr_zero(next)] & common;
        next &= next - 1;
        next |= bonds & ~group;
        group |= bonds;
        twice += Kokkos::popcount(bonds);
      }
      found.bonds += twice / 2;
      found.chain = Kokkos::max(found.chain, twice / 2);
      left &= ~group;
    }
    return found;
  }
};

}  // namespace tektite::detail
