// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/vec3.hpp"

namespace tektite::detail {

/// The rule for dropped faces of one cell, for walked and for clipped cells alike.
struct FaceRule {
  double largest_dropped_area;

  /// \param edges of the face, without dropped ones
  /// \param area  of the face
  /// \returns whether the face is kept: it has at least three edges left, and an area above the thresholds
  KOKKOS_FORCEINLINE_FUNCTION bool keeps(int edges, double area) const {
    return edges >= 3 && area > largest_dropped_area;
  }
};

/// Which edges and faces are dropped: the thresholds of `VoronoiOptions`.
struct DropRules {
  double face_threshold = 0, relative_face_threshold = 0, edge_threshold = 0;

  /// \returns whether all thresholds are zero
  bool keep_all() const { return face_threshold == 0 && relative_face_threshold == 0 && edge_threshold == 0; }

  /// \param surface of the cell, all faces included
  /// \returns the rule for its faces
  KOKKOS_FORCEINLINE_FUNCTION FaceRule face_rule(double surface) const {
    return {Kokkos::max(face_threshold, relative_face_threshold * surface)};
  }
};

/// \param along     the vector from one end of an edge to the other
/// \param threshold `DropRules::edge_threshold` in the same unit
/// \returns whether the edge is dropped
KOKKOS_FORCEINLINE_FUNCTION bool drops_edge(Vec3<double> along, double threshold) {
  return dot(along, along) <= threshold * threshold;
}

}  // namespace tektite::detail
