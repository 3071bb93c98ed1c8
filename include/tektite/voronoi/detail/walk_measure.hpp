// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_BitManipulation.hpp>
#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/vec3.hpp"
#include "tektite/voronoi/detail/cell_measure.hpp"
#include "tektite/voronoi/detail/drop_rules.hpp"
#include "tektite/voronoi/detail/edge_walk.hpp"

namespace tektite::detail {

/// The edges of a walked cell, each once.
struct WalkEdges {
  static constexpr int capacity = 2 * EdgeWalk::vertex_capacity;  // 3/2 per vertex, and one that is written in vain

  int from[capacity], to[capacity];     // vertices
  int right[capacity], left[capacity];  // faces, on the way from `from` to `to`, seen from outside
  int count = 0;
};

/// Counts the faces of a walked cell, and those with 3 to 6 edges, as if all thresholds were zero.
///
/// \param cell a closed and certified walk
/// \returns its numbers of vertices and faces
KOKKOS_FORCEINLINE_FUNCTION CellMeasure count_walk(EdgeWalk const& cell) {
  CellMeasure result;
  result.vertices = cell.vertices;
  for (int f = 0; f < cell.planes; ++f) {
    int const k = Kokkos::popcount(cell.edges[f]);
    result.faces += k > 0;
    for (int n = 3; n <= 6; ++n) result.counts[n - 3] += k == n;
  }
  return result;
}

/// Lists the edges without a branch, since a processor cannot predict whether an edge is met for the first time.
///
/// \param cell  a closed walk
/// \param ends  see `EdgeWalk::walk`
/// \param edges set
KOKKOS_FORCEINLINE_FUNCTION void list_edges(EdgeWalk const& cell, std::uint16_t const* ends, WalkEdges& edges) {
  for (int v = 0; v < cell.vertices; ++v) {
    int const planes[4] = {cell.va[v], cell.vb[v], cell.vc[v], cell.va[v]};
    for (int k = 0; k < 3; ++k) {
      // The edge from v between faces a and b; from its other end it is the edge between b and a.
      int const a = planes[k], b = planes[k + 1], w = ends[EdgeWalk::capacity * b + a];
      edges.from[edges.count] = v;
      edges.to[edges.count] = w;
      edges.right[edges.count] = a;
      edges.left[edges.count] = b;
      edges.count += v < w;
    }
  }
}

/// Sums the triangles from the origin to each edge.
///
/// \param cell,edges a walked cell and its edges
/// \param twice      on entry zeros, one per plane; then twice the area of the plane's face, times the length of its
///                   normal
KOKKOS_FORCEINLINE_FUNCTION void sum_areas(EdgeWalk const& cell, WalkEdges const& edges, double* twice) {
  for (int e = 0; e < edges.count; ++e) {
    int const v = edges.from[e], w = edges.to[e], a = edges.right[e], b = edges.left[e];
    Vec3<double> const p{cell.px[v], cell.py[v], cell.pz[v]}, q{cell.px[w], cell.py[w], cell.pz[w]};
    Vec3<double> const t = cross(q, p);
    twice[a] += t.x * cell.x[a] + t.y * cell.y[a] + t.z * cell.z[a];
    twice[b] -= t.x * cell.x[b] + t.y * cell.y[b] + t.z * cell.z[b];
  }
}

/// Counts the edges that the threshold drops.
///
/// \param cell,edges a walked cell and its edges
/// \param threshold  in the unit of the cell
/// \param dropped    on entry zeros, one per plane; then the number of dropped edges of the plane's face
/// \returns the number of dropped edges of the cell
KOKKOS_FORCEINLINE_FUNCTION int drop_walk_edges(EdgeWalk const& cell, WalkEdges const& edges, double threshold,
                                                int* dropped) {
  int sum = 0;
  for (int e = 0; e < edges.count; ++e) {
    int const v = edges.from[e], w = edges.to[e];
    Vec3<double> const along{cell.px[w] - cell.px[v], cell.py[w] - cell.py[v], cell.pz[w] - cell.pz[v]};
    bool const drop = drops_edge(along, threshold);
    dropped[edges.right[e]] += drop;
    dropped[edges.left[e]] += drop;
    sum += drop;
  }
  return sum;
}

/// Finds volume, surface, and the numbers of edges, faces and vertices of a walked cell. Such a cell has no ties, so no
/// vertices are merged.
///
/// \param cell  a closed and certified walk
/// \param ends  see `EdgeWalk::walk`. If it is null only the counts are found, as if all thresholds were zero
/// \param unit  the unit of the cell's lengths
/// \param rules what is dropped
/// \param face  set to the planes that make faces
/// \param area  set to the area of face k, the one of plane `face[k]`
/// \param order set to the number of edges of face k, 0 if it is dropped
/// \returns its measures
KOKKOS_INLINE_FUNCTION CellMeasure measure_walk(EdgeWalk const& cell, std::uint16_t const* ends, double unit,
                                                DropRules const& rules, int* face, double* area, int* order) {
  if (!ends) return count_walk(cell);
  CellMeasure result;
  result.vertices = cell.vertices;
  WalkEdges edges;
  list_edges(cell, ends, edges);
  double twice[EdgeWalk::capacity];  // twice the area of a plane's face, times the length of its normal
  int dropped[EdgeWalk::capacity];   // edges of a plane's face
  int faces = 0;
  for (int f = 0; f < cell.planes; ++f) {
    twice[f] = 0;
    dropped[f] = 0;
    face[faces] = f;
    faces += cell.edges[f] != 0;
  }
  sum_areas(cell, edges, twice);
  if (rules.edge_threshold > 0) {
    result.edges_dropped = drop_walk_edges(cell, edges, rules.edge_threshold / unit, dropped);
  }
  for (int k = 0; k < faces; ++k) {
    int const f = face[k];
    double const squared = cell.x[f] * cell.x[f] + cell.y[f] * cell.y[f] + cell.z[f] * cell.z[f];
    result.volume += twice[f] * cell.offset[f] / (6 * squared) * (unit * unit * unit);
    area[k] = twice[f] * unit * unit / (2 * Kokkos::sqrt(squared));
    result.surface += area[k];
  }
  FaceRule const rule = rules.face_rule(result.surface);
  for (int k = 0; k < faces; ++k) {
    int const edges_kept = Kokkos::popcount(cell.edges[face[k]]) - dropped[face[k]];
    bool const keep = rule.keeps(edges_kept, area[k]);
    order[k] = keep ? edges_kept : 0;
    result.faces += keep;
    for (int n = 3; n <= 6; ++n) result.counts[n - 3] += order[k] == n;
  }
  result.faces_dropped = faces - result.faces;
  return result;
}

}  // namespace tektite::detail
