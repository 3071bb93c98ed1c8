// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/vec3.hpp"
#include "tektite/detail/sort.hpp"

namespace tektite::detail {

/// A face as `CellResults` stores it. The members are those of `VoronoiCells`.
struct FaceRecord {
  int neighbor;
  Vec3<int> shift;
  double area;
  int order;
  int cycle;  // where its cycle of vertex numbers begins, counted from the cell's first entry in the pool of cycles

  /// \param b another face
  /// \returns whether this one comes first: by neighbour, then by shift
  KOKKOS_FUNCTION bool operator<(FaceRecord const& b) const {
    if (neighbor != b.neighbor) return neighbor < b.neighbor;
    if (shift.x != b.shift.x) return shift.x < b.shift.x;
    if (shift.y != b.shift.y) return shift.y < b.shift.y;
    return shift.z < b.shift.z;
  }
};

/// Sorts the faces of a cell. The rank of each of up to 32 faces is the number of smaller ones, counted without a
/// branch.
///
/// \param row   the faces
/// \param count how many
KOKKOS_INLINE_FUNCTION void sort_faces(FaceRecord* row, int count) {
  constexpr int most = 32;
  if (count > most) return sort(row, count);
  int neighbor[most], rank[most];
  FaceRecord copy[most];
  for (int k = 0; k < most; ++k) {
    neighbor[k] = k < count ? row[k].neighbor : 0;
    rank[k] = 0;
  }
  int const padded = (count + 7) & ~7;
  for (int m = 0; m < count; ++m) {
    for (int k = 0; k < padded; ++k) rank[k] += neighbor[m] < neighbor[k];
  }
  int sum = 0;
  for (int k = 0; k < count; ++k) sum += rank[k];
  // Ranks sum to 0 + 1 + ... + (count - 1) unless two faces have the same neighbour, with different shifts.
  if (2 * sum != count * (count - 1)) return sort(row, count);
  for (int k = 0; k < count; ++k) copy[rank[k]] = row[k];
  for (int k = 0; k < count; ++k) row[k] = copy[k];
}

}  // namespace tektite::detail
