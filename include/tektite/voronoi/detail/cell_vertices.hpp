// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_BitManipulation.hpp>
#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/vec3.hpp"
#include "tektite/voronoi/detail/edge_walk.hpp"

namespace tektite::detail {

/// The vertices of a walked cell, and the way round its faces, counter-clockwise seen from outside.
struct WalkedShape {
  EdgeWalk const& cell;
  std::uint16_t const* ends;  // see `EdgeWalk::walk`
  int const* face;            // planes that make faces
  double per;                 // the unit of the cell's lengths

  KOKKOS_FUNCTION void number_vertices() const {}

  template <class Visit>
  KOKKOS_FUNCTION void for_each_vertex(Visit const& visit) const {
    for (int v = 0; v < cell.vertices; ++v) visit(v, per * Vec3<double>{cell.px[v], cell.py[v], cell.pz[v]});
  }

  template <class Visit>
  KOKKOS_FUNCTION void go_round(int k, Visit const& visit) const {
    int const f = face[k];
    int const start = ends[EdgeWalk::capacity * f + Kokkos::countr_zero(cell.edges[f])];
    int v = start;
    do {
      visit(v);
      // Out along the edge that has f to its left: the one between f and the plane before it at v.
      int const before = cell.va[v] == f ? cell.vc[v] : cell.vb[v] == f ? cell.va[v] : cell.vb[v];
      v = ends[EdgeWalk::capacity * f + before];
    } while (v != start);
  }
};

/// The same for a cell that was clipped and measured. Vertices at one place are one; what is no corner is left out.
template <class Cell>
struct ClippedShape {
  Cell& cell;
  bool merged;  // did `measure_cell` look for vertices at one place?

  /// Comes first. What is known of touched vertices is lost.
  KOKKOS_FUNCTION void number_vertices() const {
    int next = 0;
    for (int v = 0; v < cell.vertices; ++v) {
      if (!merged) {
        cell.s[v] = v;
        cell.outside[v] = 1;
      }
      if (cell.s[v] == v && cell.outside[v]) cell.touched[v] = static_cast<typename Cell::index_type>(next++);
    }
  }

  template <class Visit>
  KOKKOS_FUNCTION void for_each_vertex(Visit const& visit) const {
    for (int v = 0; v < cell.vertices; ++v) {
      if (cell.s[v] == v && cell.outside[v]) visit(int(cell.touched[v]), cell.vertex(v));
    }
  }

  template <class Visit>
  KOKKOS_FUNCTION void go_round(int f, Visit const& visit) const {
    int const start = cell.first[f];
    int first = -1, last = -1, v = start;
    do {
      int const place = static_cast<int>(cell.s[v]);
      if (cell.outside[place] && place != last) {
        if (last >= 0) visit(int(cell.touched[last]));
        if (first < 0) first = place;
        last = place;
      }
      v = cell.neighbor[3 * v + cell.side(v, f)];
    } while (v != start);
    // The last corner may be the first one, met again.
    if (last >= 0 && last != first) visit(int(cell.touched[last]));
  }
};

}  // namespace tektite::detail
