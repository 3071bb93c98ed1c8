// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/sort.hpp"
#include "tektite/neighbors/neighbor_search.hpp"
#include "tektite/neighbors/sites.hpp"

namespace tektite::detail {

/// Decides which of the sites in reach are in the row of particle i: all but itself, or in a half list one of each
/// pair.
template <MemorySpace Memory>
struct PairFilter {
  Sites<Memory> sites;  ///< particle and image of each site
  bool half;            ///< whether each pair is listed once

  /// Whether site j is in the row of particle i.
  KOKKOS_FUNCTION bool operator()(int i, int j) const {
    if (j == i) return false;
    if (!half) return true;
    int const other = sites.particle(j);
    if (other != i) return other > i;
    // A particle and an image of it: of the two opposite shifts keep the lexicographically positive one.
    Vec3<int> const s = sites.shift(j) - sites.shift(i);
    return s.x > 0 || (s.x == 0 && (s.y > 0 || (s.y == 0 && s.z > 0)));
  }
};

/// Rows of a neighbour list, each by a separate search. GPU threads use it, and on the CPU `VectorRows` does where a
/// block has too many candidates or single precision cannot decide.
template <MemorySpace Memory>
struct ListRows {
  Kokkos::View<Vec3<double>*, Memory> x;  ///< of all sites
  NeighborSearch<Memory> search;          ///< finds the sites in reach of a position
  PairFilter<Memory> in_row;              ///< selects those in the row

  /// Number of neighbours in the row of particle i.
  KOKKOS_FUNCTION std::int64_t count(int i) const {
    std::int64_t count = 0;
    search(x(i), [&](int j) { count += in_row(i, j); });
    return count;
  }

  /// Writes the row of particle i to `row`, ascending.
  KOKKOS_FUNCTION void fill(int i, int* row) const {
    int count = 0;
    search(x(i), [&](int j) {
      if (in_row(i, j)) row[count++] = j;
    });
    sort(row, count);
  }
};

}  // namespace tektite::detail
