// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/vec3.hpp"

namespace tektite::detail {

/// Where dot(r, normal) <= offset.
struct CuttingPlane {
  Vec3<double> normal;  // any length but zero
  double length;        // of the normal
  double offset;
  int label;  // what made it
};

/// Storage of a `ConvexCell` in a fixed amount of memory: what one thread carries.
template <int Vertices, int Faces>
struct CellRoom {
  using Index = std::uint16_t;  // no character type: those alias everything, which costs a third of the time
  static_assert(Vertices <= 65535 && Faces <= 65535);

  double x[Vertices], y[Vertices], z[Vertices], s[Vertices], error[Vertices];
  Index neighbor[3 * Vertices], face[3 * Vertices];
  Index outside[Vertices], touched[Vertices];
  double area[3 * Faces];
  CuttingPlane plane[Faces];
  Index slot[Faces], order[Faces], first[Faces];
};

/// Where the arrays of a cell are: in a `CellRoom`, or in memory that the caller provides.
///
/// At vertex v, going round counter-clockwise seen from outside: edge 0, face 0, edge 1, face 1, edge 2, face 2.
/// `neighbor[3 v + k]` is where edge k leads, `face[3 v + k]` the face to the left of it.
template <class Index>
struct CellArrays {
  static constexpr int numbers_per_vertex = 8, indices_per_vertex = 11;

  double *x, *y, *z, *s;
  double* error;  // bound on the distance from the true place; infinite where it is not known
  Index *neighbor, *face;
  Index *outside, *touched;
  double* area;  // room for three numbers per face
  CuttingPlane* plane;
  Index *slot, *order, *first;
  int vertex_capacity, face_capacity;

  template <int Vertices, int Faces>
  KOKKOS_FUNCTION explicit CellArrays(CellRoom<Vertices, Faces>& room)
      : x(room.x),
        y(room.y),
        z(room.z),
        s(room.s),
        error(room.error),
        neighbor(room.neighbor),
        face(room.face),
        outside(room.outside),
        touched(room.touched),
        area(room.area),
        plane(room.plane),
        slot(room.slot),
        order(room.order),
        first(room.first),
        vertex_capacity(Vertices),
        face_capacity(Faces) {}

  /// In memory that the caller provides: `numbers_per_vertex` times the capacity, and so on.
  KOKKOS_FUNCTION CellArrays(double* numbers, int* indices, CuttingPlane* planes, int capacity)
      : x(numbers),
        y(x + capacity),
        z(y + capacity),
        s(z + capacity),
        error(s + capacity),
        neighbor(indices),
        face(neighbor + 3 * capacity),
        outside(face + 3 * capacity),
        touched(outside + capacity),
        area(error + capacity),
        plane(planes),
        slot(touched + capacity),
        order(slot + capacity),
        first(order + capacity),
        vertex_capacity(capacity),
        face_capacity(capacity) {}
};

}  // namespace tektite::detail
