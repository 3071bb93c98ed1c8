// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/vec3.hpp"
#include "tektite/voronoi/detail/convex_cell.hpp"
#include "tektite/voronoi/detail/drop_rules.hpp"

namespace tektite::detail {

/// What is reported of a finished cell.
struct CellMeasure {
  double volume = 0, surface = 0;
  int edges_dropped = 0, faces_dropped = 0;
  int faces = 0;     // that are kept
  int vertices = 0;  // merged ones counted once
  int degenerate_vertices = 0;
  int counts[4] = {0, 0, 0, 0};  // kept faces with 3, 4, 5, 6 edges
  bool merged = false;           // whether vertices were merged
};

/// Merges the vertices that are joined by edges of at most `tie`. Afterwards `vertex_scratch[v]` is the representative
/// of vertex v: the smallest number among the vertices merged with it.
///
/// \param cell a closed `ConvexCell`
/// \param tie  length
KOKKOS_INLINE_FUNCTION void find_representatives(ConvexCell& cell, double tie) {
  for (int v = 0; v < cell.vertices; ++v) cell.vertex_scratch[v] = v;
  for (bool changed = true; changed;) {
    changed = false;
    for (int e = 0; e < 3 * cell.vertices; ++e) {
      int const v = e / 3, w = cell.neighbor[e];
      Vec3<double> const along = cell.vertex(w) - cell.vertex(v);
      if (dot(along, along) > tie * tie || cell.vertex_scratch[w] >= cell.vertex_scratch[v]) continue;
      cell.vertex_scratch[v] = cell.vertex_scratch[w];
      changed = true;
    }
  }
}

/// Visits the corners of a face, once each, counter-clockwise seen from outside. None if there is only one.
///
/// \param cell  with representatives in `vertex_scratch`, and `outside` nonzero for those that are corners
/// \param f     the face
/// \param visit device-callable `void(int representative)`
template <class Visit>
KOKKOS_FUNCTION void for_each_corner(ConvexCell const& cell, int f, Visit const& visit) {
  int const start = cell.first[f];
  int first = -1, last = -1, v = start;
  do {
    int const representative = static_cast<int>(cell.vertex_scratch[v]);
    if (cell.outside[representative] && representative != last) {
      if (last >= 0) visit(last);
      if (first < 0) first = representative;
      last = representative;
    }
    v = cell.neighbor[3 * v + cell.side(v, f)];
  } while (v != start);
  // The last corner may be the first one again, reached by another of its vertices.
  if (last >= 0 && last != first) visit(last);
}

/// Marks the faces in `face_scratch` and the corners in `outside`, and counts the corners. See `merge_vertices`.
///
/// \param cell   with representatives in `vertex_scratch`, and numbers of edges in `order`, which are overwritten
/// \param result its numbers of vertices are set
KOKKOS_INLINE_FUNCTION void mark_corners(ConvexCell& cell, CellMeasure& result) {
  for (int f = 0; f < cell.faces; ++f) {
    cell.face_scratch[f] = cell.order[f] > 2;
    cell.order[f] = 0;  // from here on the last representative whose vertices met this face, plus one
  }
  result.vertices = 0;
  for (int root = 0; root < cell.vertices; ++root) {
    if (cell.vertex_scratch[root] != root) continue;
    int meeting = 0;  // faces
    bool more_than_three_planes = false;
    for (int v = root; v < cell.vertices; ++v) {
      if (cell.vertex_scratch[v] != root) continue;
      more_than_three_planes = more_than_three_planes || cell.touched[v] || v != root;
      for (int k = 0; k < 3; ++k) {
        int const f = cell.face[3 * v + k];
        meeting += cell.face_scratch[f] && cell.order[f] != root + 1;
        cell.order[f] = root + 1;
      }
    }
    cell.outside[root] = meeting > 2;
    result.vertices += meeting > 2;
    result.degenerate_vertices += meeting > 2 && more_than_three_planes;
  }
}

/// Counts the edges of all faces from corner to corner, without those that the threshold drops, in `order`.
///
/// \param cell           with faces and corners marked
/// \param edge_threshold edges of at most this length are dropped
/// \param tie            edges are dropped only by a threshold above this
/// \param result         its number of dropped edges is set
KOKKOS_INLINE_FUNCTION void count_edges(ConvexCell& cell, double edge_threshold, double tie, CellMeasure& result) {
  int twice_dropped = 0;  // each edge belongs to two faces
  for (int f = 0; f < cell.faces; ++f) {
    cell.order[f] = 0;
    if (!cell.face_scratch[f]) continue;
    int first = -1, last = -1, edges = 0;
    auto const edge = [&](int from, int to) {
      bool const drop = edge_threshold > tie && drops_edge(cell.vertex(to) - cell.vertex(from), edge_threshold);
      edges += !drop;
      twice_dropped += drop;
    };
    for_each_corner(cell, f, [&](int corner) {
      if (first < 0) first = corner;
      if (last >= 0) edge(last, corner);
      last = corner;
    });
    if (first >= 0) edge(last, first);
    cell.order[f] = edges;
  }
  result.edges_dropped = twice_dropped / 2;
}

/// Counts vertices and edges of a cell some of whose edges are at most `tie` long, or some of whose vertices lie on
/// further planes. Vertices joined by such edges are merged; a face is one with at least three edges longer than `tie`;
/// a corner is a merged vertex where at least three faces meet; an edge leads from corner to corner.
///
/// Where the bisectors of a square of sites meet in one Voronoi edge, as in crystals, rounding inserts a face of no
/// width along that edge, and this face may end anywhere on it. By these rules it is no face, and its end no corner.
///
/// \param cell           with the number of edges longer than `tie` of each face in `order`
/// \param edge_threshold edges of at most this length are dropped
/// \param tie            see above
/// \param result         its numbers of vertices and of dropped edges are set
KOKKOS_INLINE_FUNCTION void merge_vertices(ConvexCell& cell, double edge_threshold, double tie, CellMeasure& result) {
  find_representatives(cell, tie);
  mark_corners(cell, result);
  count_edges(cell, edge_threshold, tie, result);
}

/// Finds the area vector of each face, in `area`, and its number of edges longer than `tie`, in `order`.
///
/// \param cell a closed `ConvexCell`
/// \param tie  an edge of at most this length is none
///
/// \returns whether there are edges of at most `tie`, or vertices that lie on further planes
KOKKOS_INLINE_FUNCTION bool find_areas(ConvexCell& cell, double tie) {
  bool degenerate = false;
  for (int f = 0; f < cell.faces; ++f) {
    cell.order[f] = cell.first[f] = 0;
    for (int d = 0; d < 3; ++d) cell.area[3 * f + d] = 0;
  }
  for (int e = 0; e < 3 * cell.vertices; ++e) cell.first[cell.face[e]] = e / 3;
  for (int v = 0; v < cell.vertices; ++v) {
    degenerate = degenerate || cell.touched[v];
    for (int k = 0; k < 3; ++k) {
      int const w = cell.neighbor[3 * v + k], f = cell.face[3 * v + k];
      Vec3<double> const along = cell.vertex(w) - cell.vertex(v);
      bool const is_edge = dot(along, along) > tie * tie;
      cell.order[f] += is_edge;
      degenerate = degenerate || !is_edge;
      Vec3<double> const twice = cross(cell.vertex(v) - cell.vertex(cell.first[f]), along);
      for (int d = 0; d < 3; ++d) cell.area[3 * f + d] += 0.5 * twice[d];
    }
  }
  return degenerate;
}

/// Subtracts the edges that the threshold drops from the numbers of edges in `order`. For cells without merged
/// vertices.
///
/// \param cell           with numbers of edges in `order`
/// \param edge_threshold edges of at most this length are dropped
/// \param result         its number of dropped edges is set
KOKKOS_INLINE_FUNCTION void drop_edges(ConvexCell& cell, double edge_threshold, CellMeasure& result) {
  for (int e = 0; e < 3 * cell.vertices; ++e) {
    int const v = e / 3, w = cell.neighbor[e];
    if (!drops_edge(cell.vertex(w) - cell.vertex(v), edge_threshold)) continue;
    --cell.order[cell.face[e]];
    result.edges_dropped += v < w;
  }
}

/// Finds volume, surface, and the numbers of edges, faces and vertices of a clipped cell.
///
/// Afterwards `cell.area[3 f]` is the area of face f and `cell.order[f]` its number of edges, 0 for a dropped one.
///
/// \param cell  a closed `ConvexCell`
/// \param rules what is dropped
/// \param tie   an edge of at most this length is none
/// \returns its measures
KOKKOS_INLINE_FUNCTION CellMeasure measure_cell(ConvexCell& cell, DropRules const& rules, double tie) {
  CellMeasure result;
  cell.drop_unused_faces();
  bool const degenerate = find_areas(cell, tie);
  for (int f = 0; f < cell.faces; ++f) {
    Vec3<double> const area{cell.area[3 * f], cell.area[3 * f + 1], cell.area[3 * f + 2]};
    result.volume += dot(area, cell.vertex(cell.first[f])) / 3;
    cell.area[3 * f] = norm(area);
    result.surface += cell.area[3 * f];
  }
  result.vertices = cell.vertices;
  result.merged = degenerate;
  if (degenerate) {
    merge_vertices(cell, rules.edge_threshold, tie, result);
  } else if (rules.edge_threshold > 0) {
    drop_edges(cell, rules.edge_threshold, result);
  }
  FaceRule const rule = rules.face_rule(result.surface);
  for (int f = 0; f < cell.faces; ++f) {
    bool const is_face = degenerate ? cell.face_scratch[f] != 0 : true;
    bool const keep = is_face && rule.keeps(cell.order[f], cell.area[3 * f]);
    if (!keep) cell.order[f] = 0;
    result.faces += keep;
    result.faces_dropped += is_face && !keep;
    if (keep && cell.order[f] <= 6) ++result.counts[cell.order[f] - 3];
  }
  return result;
}

}  // namespace tektite::detail
