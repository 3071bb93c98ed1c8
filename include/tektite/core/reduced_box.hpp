// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstdint>

#include "tektite/core/box.hpp"
#include "tektite/core/vec3.hpp"

namespace tektite {

/// Shifts in edges of one box in terms of another box with the same images.
struct ShiftMap {
  Vec3<int> edges[3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};  ///< each edge of the one, in edges of the other

  /// A shift in edges of the other box.
  ///
  /// \param shift in edges of the one box
  /// \returns     the same translation in edges of the other
  KOKKOS_FUNCTION Vec3<int> operator()(Vec3<int> shift) const {
    Vec3<int> result;
    for (int d = 0; d < 3; ++d) {
      std::int64_t sum = 0;  // its terms may be much larger than the sum
      for (int k = 0; k < 3; ++k) sum += std::int64_t(shift[k]) * edges[k][d];
      result[d] = static_cast<int>(sum);
    }
    return result;
  }
};

/// A box with short edges, and what its shifts are in the box that it stands for.
struct ReducedBox {
  Box box;               ///< the box with short edges
  ShiftMap original;     ///< from its shifts to those of the original box
  bool shorter = false;  ///< whether it is another box than the original
};

/// The box with the shortest edges that has the same periodic images and the same walls as a strongly tilted one.
///
/// Work that goes by the faces of a box (images within a cutoff, cells of a grid) takes time and loses digits in a long
/// and thin description of a compact lattice, such as many flips of a box under shear leave behind. Edges of periodic
/// axes become a basis of short vectors. Periodic edges are taken off the other edges until these are shortest, which
/// moves no wall. Axes keep their numbers where they are not periodic.
///
/// \param box any box
/// \returns   the box with short edges and the same origin; the box itself unless the product of its edges' lengths is
///            more than four times that of the short ones, or if one of these counts a million of its edges or more, or
///            if its edges have too few digits for a volume accurate to 1e-9
/// \throws Error an edge tilted by 2^31 others or more
/// \source    `Box::shortest_shifts`
inline ReducedBox reduced_box(Box const& box) {
  ReducedBox const same{box, {}};
  ReducedBox result = same;
  Mat3 const to_edges = inverse(box.edges());
  Mat3 steps;  // the short edges in units of the given ones
  auto const shortest = box.shortest_shifts();
  for (int d = 0, k = 0; d < 3; ++d) {
    if (box.periodic(d)) {
      steps.col[d] = {double(shortest[k].x), double(shortest[k].y), double(shortest[k].z)};
      ++k;
    } else {
      steps.col[d] = to_edges * box.minimum_image(box.edge(d));
    }
  }
  Mat3 edges;
  double shorter = 1;  // product of the ratios of lengths
  for (int d = 0; d < 3; ++d) {
    for (int e = 0; e < 3; ++e) {
      if (!(std::abs(steps(e, d)) < 1e6)) return same;
      result.original.edges[d][e] = static_cast<int>(std::round(steps(e, d)));
    }
    edges.col[d] = box.translation(result.original.edges[d]);
    shorter *= norm(edges.col[d]) / norm(box.edge(d));
  }
  // Equal volumes: the short vectors are a basis of the whole lattice.
  if (!(shorter < 0.25) || std::abs(std::abs(determinant(edges)) / box.volume() - 1) > 1e-9) return same;
  result.box = box.with_edges(edges);
  result.shorter = true;
  return result;
}

}  // namespace tektite
