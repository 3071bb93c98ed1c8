// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_BitManipulation.hpp>
#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/vec3.hpp"
#include "tektite/voronoi/detail/cell_measure.hpp"
#include "tektite/voronoi/detail/edge_walk.hpp"

namespace tektite::detail {

/// The vertices of a walked cell, and the cycles of vertex numbers round its faces, counter-clockwise seen from
/// outside.
struct WalkedCellVertices {
  EdgeWalk const& cell;
  std::uint16_t const* ends;  // see `EdgeWalk::walk`
  int const* face;            // planes that make faces
  double unit;                // the unit of the cell's lengths

  /// Nothing to do: all vertices are distinct, and numbered already.
  KOKKOS_FUNCTION void number_vertices() const {}

  /// \param visit device-callable `void(int number, Vec3<double> r)`, r counted from the particle
  template <class Visit>
  KOKKOS_FUNCTION void for_each_vertex(Visit const& visit) const {
    for (int v = 0; v < cell.vertices; ++v) visit(v, unit * Vec3<double>{cell.px[v], cell.py[v], cell.pz[v]});
  }

  /// \param n     index into `face`
  /// \param visit device-callable `void(int number)`, called for the vertices of the face in order
  template <class Visit>
  KOKKOS_FUNCTION void for_each_face_vertex(int n, Visit const& visit) const {
    int const f = face[n];
    int const start = ends[EdgeWalk::capacity * f + Kokkos::countr_zero(cell.edges[f])];
    int v = start;
    do {
      visit(v);
      // The next edge round the face leaves v with f on its left: the one between f and the plane before f at v.
      int const before = cell.va[v] == f ? cell.vc[v] : cell.vb[v] == f ? cell.va[v] : cell.vb[v];
      v = ends[EdgeWalk::capacity * f + before];
    } while (v != start);
  }
};

/// The vertices and cycles of a clipped cell, after `measure_cell`. Merged vertices count once; those that are no
/// corners are left out.
struct ClippedCellVertices {
  ConvexCell& cell;
  bool merged;  // whether `measure_cell` has merged vertices, so that representatives and corners are marked

  /// Numbers the corners from zero. Call it before the other two. It overwrites `touched`.
  KOKKOS_FUNCTION void number_vertices() const {
    int next = 0;
    for (int v = 0; v < cell.vertices; ++v) {
      if (!merged) {
        cell.vertex_scratch[v] = v;
        cell.outside[v] = 1;
      }
      if (is_corner(v)) cell.touched[v] = next++;
    }
  }

  /// \param visit device-callable `void(int number, Vec3<double> r)`, r counted from the particle
  template <class Visit>
  KOKKOS_FUNCTION void for_each_vertex(Visit const& visit) const {
    for (int v = 0; v < cell.vertices; ++v) {
      if (is_corner(v)) visit(cell.touched[v], cell.vertex(v));
    }
  }

  /// \param f     a face
  /// \param visit device-callable `void(int number)`, called for the corners of the face in order
  template <class Visit>
  KOKKOS_FUNCTION void for_each_face_vertex(int f, Visit const& visit) const {
    for_each_corner(cell, f, [&](int v) { visit(cell.touched[v]); });
  }

 private:
  KOKKOS_FUNCTION bool is_corner(int v) const { return cell.vertex_scratch[v] == v && cell.outside[v]; }
};

}  // namespace tektite::detail
