// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/vec3.hpp"
#include "tektite/detail/sort.hpp"

namespace tektite::detail {

/// A face on its way to the results.
struct FaceRecord {
  int neighbor;
  Vec3<int> shift;
  double area;
  int order;
  int cycle;  // where its vertices begin among the cell's in the pool of corners

  KOKKOS_FUNCTION bool operator<(FaceRecord const& b) const {
    if (neighbor != b.neighbor) return neighbor < b.neighbor;
    if (shift.x != b.shift.x) return shift.x < b.shift.x;
    if (shift.y != b.shift.y) return shift.y < b.shift.y;
    return shift.z < b.shift.z;
  }
};

/// Sorts a row of faces. Few are counted to their places, without a branch.
KOKKOS_INLINE_FUNCTION void sort_row(FaceRecord* row, int count) {
  constexpr int few = 32;
  if (count > few) return sort(row, count);
  int neighbor[few], place[few];
  FaceRecord copy[few];
  for (int k = 0; k < few; ++k) {
    neighbor[k] = k < count ? row[k].neighbor : 0;
    place[k] = 0;
  }
  int const padded = (count + 7) & ~7;
  for (int m = 0; m < count; ++m) {
    for (int k = 0; k < padded; ++k) place[k] += neighbor[m] < neighbor[k];
  }
  int sum = 0;
  for (int k = 0; k < count; ++k) sum += place[k];
  // Not 0 + 1 + ... if two have the same neighbour, at different places.
  if (2 * sum != count * (count - 1)) return sort(row, count);
  for (int k = 0; k < count; ++k) copy[place[k]] = row[k];
  for (int k = 0; k < count; ++k) row[k] = copy[k];
}

}  // namespace tektite::detail
