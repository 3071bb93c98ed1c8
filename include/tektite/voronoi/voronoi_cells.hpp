// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/status.hpp"
#include "tektite/core/vec3.hpp"

/// \file
/// Options and results of `voronoi` and `radical_voronoi`.

namespace tektite {

/// Which faces and edges are dropped (by the rules of OVITO), and which results are wanted.
///
/// Indices and counts are always computed; results that are not wanted cost nothing. An edge is dropped if it is at
/// most `edge_threshold` long. A face is dropped if its area is at most `face_threshold`, or at most
/// `relative_face_threshold` times the surface of its cell, or if fewer than three of its edges are left.
///
/// With all thresholds at zero, the default, indices equal those of Voro++. There is no one right value: small faces
/// appear and vanish with tiny displacements (Lazar, Han, Srolovitz, PNAS 2015). 1 % of the surface is in use.
struct VoronoiOptions {
  double face_threshold = 0;           ///< largest area of dropped faces (length squared)
  double relative_face_threshold = 0;  ///< largest area of dropped faces, as a fraction of the cell's surface
  double edge_threshold = 0;           ///< largest length of dropped edges
  bool volumes = true;                 ///< compute volumes and surface areas
  bool faces = true;                   ///< list the faces, with their areas
  bool vertices = false;               ///< list the vertices, and the vertices of each face; needs `faces`
};

/// The Voronoi cells of the owned particles.
///
/// The faces of cell i are entries [offsets(i), offsets(i + 1)), ascending by neighbour, then by shift; dropped faces
/// are not listed. Face k is shared with the image of particle `neighbors(k)` at its position +
/// `box.translation(shifts(k))`, for both particles at the positions that the caller gave. On a wall of a box that is
/// not periodic the neighbour is -1 - wall, wall = 2 axis + (0 low, 1 high). Lengths are in the caller's unit.
template <MemorySpace Memory>
struct VoronoiCells {
  Kokkos::View<std::int64_t*, Memory> offsets;  ///< owned + 1 entries; no entry if faces are not wanted
  Kokkos::View<int*, Memory> neighbors;         ///< by face
  Kokkos::View<Vec3<int>*, Memory> shifts;      ///< by face
  Kokkos::View<double*, Memory> areas;          ///< by face
  Kokkos::View<int*, Memory> orders;            ///< number of edges that are not dropped, by face

  // Empty unless vertices are wanted. The vertices of cell i are entries [vertex_offsets(i), vertex_offsets(i + 1)),
  // numbered from zero; those of face k are the numbers in entries [cycle_offsets(k), cycle_offsets(k + 1)) of
  // `cycles`.
  Kokkos::View<std::int64_t*, Memory> vertex_offsets;    ///< owned + 1 entries
  Kokkos::View<Vec3<double>*, Memory> vertex_positions;  ///< relative to the particle
  Kokkos::View<std::int64_t*, Memory> cycle_offsets;     ///< faces + 1 entries
  Kokkos::View<int*, Memory> cycles;                     ///< counter-clockwise round the face, seen from outside

  Kokkos::View<int* [4], Memory> indices;          ///< number of faces with 3, 4, 5 and 6 edges that are not dropped
  Kokkos::View<int*, Memory> face_counts;          ///< number of faces of any order that are not dropped
  Kokkos::View<double*, Memory> volumes;           ///< of the cell
  Kokkos::View<double*, Memory> surface_areas;     ///< of all faces, dropped ones included
  Kokkos::View<Status*, Memory> status;            ///< whether there is a cell
  Kokkos::View<int*, Memory> faces_dropped;        ///< number of faces dropped by the rules of `VoronoiOptions`
  Kokkos::View<int*, Memory> edges_dropped;        ///< number of edges dropped
  Kokkos::View<int*, Memory> vertices;             ///< number of vertices, merged ones counted once
  Kokkos::View<int*, Memory> degenerate_vertices;  ///< number of vertices where more than three planes meet

  /// \returns the number of cells
  std::size_t owned() const { return status.extent(0); }
};

}  // namespace tektite
