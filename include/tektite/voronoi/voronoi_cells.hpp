// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/status.hpp"
#include "tektite/core/vec3.hpp"

namespace tektite {

/// What counts as a face and as an edge (the rules of OVITO), and what is wanted. Indices and counts are always found;
/// what is not wanted costs nothing.
///
/// With all thresholds at zero, the default, indices equal those of Voro++. No value is *the* right one: small faces
/// come and go with the smallest displacement (Lazar, Han, Srolovitz, PNAS 2015). Often used: 1 % of the surface.
struct VoronoiOptions {
  double face_threshold = 0;           ///< a face of at most this area is dropped (length squared)
  double relative_face_threshold = 0;  ///< and so is one of at most this fraction of the cell's surface
  double edge_threshold = 0;           ///< an edge of at most this length is not counted
  bool volumes = true;                 ///< volumes and surface areas
  bool faces = true;                   ///< list the faces, with their areas
  bool vertices = false;               ///< and the vertices, and which of them each face has
};

/// The Voronoi cells of the owned particles.
///
/// Row i of the faces is [offsets(i), offsets(i + 1)), ascending by neighbour, then by shift. A face is shared with the
/// image of particle `neighbors(k)` at its position + `box.translation(shifts(k))`, for particle i at the position that
/// the caller gave. On a wall of a box that is not periodic the neighbour is -1 - wall, wall = 2 axis + (0 low, 1
/// high). Lengths carry the caller's unit.
template <MemorySpace Memory>
struct VoronoiCells {
  Kokkos::View<std::int64_t*, Memory> offsets;  ///< owned + 1 entries; none if faces were not asked for
  Kokkos::View<int*, Memory> neighbors;         ///< by face
  Kokkos::View<Vec3<int>*, Memory> shifts;      ///< by face
  Kokkos::View<double*, Memory> areas;          ///< by face
  Kokkos::View<int*, Memory> orders;            ///< number of counted edges, by face

  // Only if vertices were asked for. Cell i has those of [vertex_offsets(i), vertex_offsets(i + 1)), numbered from
  // zero; face k the numbers [cycle_offsets(k), cycle_offsets(k + 1)) of `cycles`.
  Kokkos::View<std::int64_t*, Memory> vertex_offsets;    ///< owned + 1 entries
  Kokkos::View<Vec3<double>*, Memory> vertex_positions;  ///< counted from the particle
  Kokkos::View<std::int64_t*, Memory> cycle_offsets;     ///< faces + 1 entries
  Kokkos::View<int*, Memory> cycles;                     ///< counter-clockwise round the face, seen from outside

  Kokkos::View<int* [4], Memory> indices;          ///< number of faces with 3, 4, 5 and 6 edges
  Kokkos::View<int*, Memory> face_counts;          ///< of any order
  Kokkos::View<double*, Memory> volumes;           ///< of the cell
  Kokkos::View<double*, Memory> surface_areas;     ///< of all faces, dropped ones included
  Kokkos::View<Status*, Memory> status;            ///< what became of the cell
  Kokkos::View<int*, Memory> faces_dropped;        ///< by a threshold, or because it leaves fewer than three edges
  Kokkos::View<int*, Memory> edges_dropped;        ///< not longer than the threshold
  Kokkos::View<int*, Memory> vertices;             ///< vertices at one place counted once
  Kokkos::View<int*, Memory> degenerate_vertices;  ///< of them, those where more than three planes meet

  /// Number of cells.
  std::size_t owned() const { return status.extent(0); }
};

}  // namespace tektite
