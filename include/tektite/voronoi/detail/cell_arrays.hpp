// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/vec3.hpp"

namespace tektite::detail {

/// The half-space dot(r, normal) <= offset.
struct CuttingPlane {
  Vec3<double> normal;  // of any length but zero
  double length;        // of the normal
  double offset;
  int label;  // the caller's: slot of the neighbour, -1 - wall, or a face of the cube that clipping starts from
};

/// Storage for a `ConvexCell` of fixed capacity, on the stack of one thread.
template <int Vertices, int Faces>
struct CellStorage {
  double x[Vertices], y[Vertices], z[Vertices], vertex_scratch[Vertices], error[Vertices];
  int neighbor[3 * Vertices], face[3 * Vertices];
  int outside[Vertices], touched[Vertices];
  double area[3 * Faces];
  CuttingPlane plane[Faces];
  int face_scratch[Faces], order[Faces], first[Faces];
};

/// Pointers to the arrays of a cell: in a `CellStorage`, or in memory that the caller provides.
///
/// Counter-clockwise seen from outside, vertex v has edge 0, face 0, edge 1, face 1, edge 2, face 2 around it. Edge k
/// leads to vertex `neighbor[3 v + k]`, and `face[3 v + k]` is the face to its left.
struct CellArrays {
  static constexpr int numbers_per_vertex = 8, indices_per_vertex = 11;  // for as many faces as vertices

  // By vertex.
  double *x, *y, *z;
  double* vertex_scratch;  // `ConvexCell::measure`: distances to a plane; `merge_vertices`: representatives
  double* error;           // bound on the distance from the exact vertex
  int *neighbor, *face;    // three per vertex
  int* outside;            // of the plane that cuts; `merge_vertices`: whether it is a corner
  int* touched;            // whether it lies on a further plane; `ClippedCellVertices`: number of the corner
  // By face.
  double* area;  // three numbers: `find_areas`: area vector; then the area and two unused
  CuttingPlane* plane;
  int* face_scratch;  // `drop_unused_faces`: new number; `cross_edges`: a new vertex; `merge_vertices`: whether a face
  int* order;         // number of edges
  int* first;         // one of its vertices
  int vertex_capacity, face_capacity;

  /// In storage on the stack.
  ///
  /// \param storage must live as long as the cell
  template <int Vertices, int Faces>
  KOKKOS_FUNCTION explicit CellArrays(CellStorage<Vertices, Faces>& storage)
      : x(storage.x),
        y(storage.y),
        z(storage.z),
        vertex_scratch(storage.vertex_scratch),
        error(storage.error),
        neighbor(storage.neighbor),
        face(storage.face),
        outside(storage.outside),
        touched(storage.touched),
        area(storage.area),
        plane(storage.plane),
        face_scratch(storage.face_scratch),
        order(storage.order),
        first(storage.first),
        vertex_capacity(Vertices),
        face_capacity(Faces) {}

  /// In memory that the caller provides.
  ///
  /// \param numbers  `numbers_per_vertex` times the capacity
  /// \param indices  `indices_per_vertex` times the capacity
  /// \param planes   as many as the capacity
  /// \param capacity of vertices, and of faces
  KOKKOS_FUNCTION CellArrays(double* numbers, int* indices, CuttingPlane* planes, int capacity)
      : x(numbers),
        y(x + capacity),
        z(y + capacity),
        vertex_scratch(z + capacity),
        error(vertex_scratch + capacity),
        neighbor(indices),
        face(neighbor + 3 * capacity),
        outside(face + 3 * capacity),
        touched(outside + capacity),
        area(error + capacity),
        plane(planes),
        face_scratch(touched + capacity),
        order(face_scratch + capacity),
        first(order + capacity),
        vertex_capacity(capacity),
        face_capacity(capacity) {}
};

}  // namespace tektite::detail
