// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_BitManipulation.hpp>
#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/vec3.hpp"
#include "tektite/voronoi/detail/convex_cell.hpp"
#include "tektite/voronoi/detail/edge_walk.hpp"

namespace tektite::detail {

/// What a finished cell is measured for.
struct CellMeasure {
  double volume = 0, surface = 0;
  int edges_dropped = 0, faces_dropped = 0;
  int faces = 0;     // that are left
  int vertices = 0;  // with those at one place counted once
  int degenerate_vertices = 0;
  int counts[4] = {0, 0, 0, 0};  // faces with 3, 4, 5, 6 edges
  bool merged = false;           // were vertices at one place looked for?
};

/// Vertices joined by edges of no length are one place: each takes the smallest number among them.
template <class Cell>
KOKKOS_FUNCTION void find_places(Cell& cell, double tie) {
  for (int v = 0; v < cell.vertices; ++v) cell.s[v] = v;
  for (bool changed = true; changed;) {
    changed = false;
    for (int e = 0; e < 3 * cell.vertices; ++e) {
      int const v = e / 3, w = cell.neighbor[e];
      Vec3<double> const along = cell.vertex(w) - cell.vertex(v);
      if (dot(along, along) > tie * tie || cell.s[w] >= cell.s[v]) continue;
      cell.s[v] = cell.s[w];
      changed = true;
    }
  }
}

/// Finds corners and edges where edges of no length join vertices: a corner is a place where at least three faces meet,
/// an edge leads from corner to corner, and a face has at least three edges that have a length.
///
/// Where four sites of a crystal's square make a Voronoi edge, rounding puts a face of no width on it, which may end
/// anywhere along the edge. That is no face, and where it ends is no corner.
template <class Cell>
KOKKOS_FUNCTION void merge_vertices(Cell& cell, double edge_threshold, double tie, CellMeasure& result) {
  find_places(cell, tie);
  for (int f = 0; f < cell.faces; ++f) {
    cell.slot[f] = cell.order[f] > 2;
    cell.order[f] = 0;  // the last place where it was seen, plus one
  }
  result.vertices = 0;
  for (int root = 0; root < cell.vertices; ++root) {
    if (cell.s[root] != root) continue;
    int meeting = 0;
    bool several = false;
    for (int v = root; v < cell.vertices; ++v) {
      if (cell.s[v] != root) continue;
      several = several || cell.touched[v] || v != root;
      for (int k = 0; k < 3; ++k) {
        int const f = cell.face[3 * v + k];
        meeting += cell.slot[f] && cell.order[f] != root + 1;
        cell.order[f] = static_cast<typename Cell::index_type>(root + 1);
      }
    }
    cell.outside[root] = meeting > 2;
    result.vertices += meeting > 2;
    result.degenerate_vertices += meeting > 2 && several;
  }
  int twice_dropped = 0;
  for (int f = 0; f < cell.faces; ++f) {
    cell.order[f] = 0;
    if (!cell.slot[f]) continue;
    int const start = cell.first[f];
    int first = -1, last = -1, edges = 0;
    auto const edge = [&](int from, int to) {
      Vec3<double> const along = cell.vertex(to) - cell.vertex(from);
      bool const counts = edge_threshold <= tie || dot(along, along) > edge_threshold * edge_threshold;
      edges += counts;
      twice_dropped += !counts;
    };
    for (int v = start;;) {
      int const place = static_cast<int>(cell.s[v]);
      if (cell.outside[place] && place != last) {
        if (last >= 0) edge(last, place);
        if (first < 0) first = place;
        last = place;
      }
      v = cell.neighbor[3 * v + cell.side(v, f)];
      if (v == start) break;
    }
    if (last != first) edge(last, first);
    cell.order[f] = static_cast<typename Cell::index_type>(edges);
  }
  result.edges_dropped = twice_dropped / 2;
}

/// Areas, volume, and the number of edges of each face by the thresholds.
///
/// \param tie an edge of at most this length is none
/// Afterwards `cell.area[3 f]` is the area of face f and `cell.order[f]` its number of edges, 0 for a dropped one.
template <class Cell>
KOKKOS_FUNCTION CellMeasure measure_cell(Cell& cell, double face_threshold, double relative_face_threshold,
                                         double edge_threshold, double tie) {
  CellMeasure result;
  cell.drop_unused_faces();
  bool degenerate = false;
  for (int f = 0; f < cell.faces; ++f) {
    cell.order[f] = cell.first[f] = 0;
    for (int d = 0; d < 3; ++d) cell.area[3 * f + d] = 0;
  }
  for (int e = 0; e < 3 * cell.vertices; ++e) cell.first[cell.face[e]] = static_cast<typename Cell::index_type>(e / 3);
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
  for (int f = 0; f < cell.faces; ++f) {
    Vec3<double> const area{cell.area[3 * f], cell.area[3 * f + 1], cell.area[3 * f + 2]};
    result.volume += dot(area, cell.vertex(cell.first[f])) / 3;
    cell.area[3 * f] = norm(area);
    result.surface += cell.area[3 * f];
  }
  result.vertices = cell.vertices;
  result.merged = degenerate;
  if (degenerate) {
    merge_vertices(cell, edge_threshold, tie, result);
  } else if (edge_threshold > 0) {
    for (int e = 0; e < 3 * cell.vertices; ++e) {
      int const v = e / 3, w = cell.neighbor[e];
      Vec3<double> const along = cell.vertex(w) - cell.vertex(v);
      if (dot(along, along) > edge_threshold * edge_threshold) continue;
      --cell.order[cell.face[e]];
      result.edges_dropped += v < w;
    }
  }
  double const smallest = Kokkos::max(face_threshold, relative_face_threshold * result.surface);
  for (int f = 0; f < cell.faces; ++f) {
    bool const is_face = degenerate ? cell.slot[f] != 0 : true;
    bool const keep = is_face && cell.order[f] >= 3 && cell.area[3 * f] > smallest;
    if (!keep) cell.order[f] = 0;
    result.faces += keep;
    result.faces_dropped += is_face && !keep;
    if (keep && cell.order[f] <= 6) ++result.counts[cell.order[f] - 3];
  }
  return result;
}

/// The same for a cell that was walked: it has no ties, so nothing merges. Only the counts, if `ends` is null.
///
/// \param ends  see `EdgeWalk::walk` \param per   the unit of the cell's lengths
/// Afterwards `face` lists the planes that make faces, and face k of them has `area[k]` and `order[k]`, 0 for a dropped
/// one.
KOKKOS_INLINE_FUNCTION CellMeasure measure_walk(EdgeWalk const& cell, std::uint16_t const* ends, double per,
                                                double face_threshold, double relative_face_threshold,
                                                double edge_threshold, int* face, double* area, int* order) {
  CellMeasure result;
  result.vertices = cell.vertices;
  if (!ends) {
    for (int f = 0; f < cell.planes; ++f) {
      int const k = Kokkos::popcount(cell.edges[f]);
      result.faces += k > 0;
      for (int n = 3; n <= 6; ++n) result.counts[n - 3] += k == n;
    }
    return result;
  }
  // What there is of something is listed first, without a branch: which vertices and planes these are, no processor can
  // guess.
  int from[2 * EdgeWalk::vertex_capacity], to[2 * EdgeWalk::vertex_capacity];
  int left[2 * EdgeWalk::vertex_capacity], right[2 * EdgeWalk::vertex_capacity];
  int edges = 0, faces = 0;
  for (int v = 0; v < cell.vertices; ++v) {
    int const around[4] = {cell.va[v], cell.vb[v], cell.vc[v], cell.va[v]};
    for (int k = 0; k < 3; ++k) {
      // The edge from v between faces a and b; from its other end it is the edge between b and a.
      int const a = around[k], b = around[k + 1], w = ends[EdgeWalk::capacity * b + a];
      from[edges] = v;
      to[edges] = w;
      left[edges] = a;
      right[edges] = b;
      edges += v < w;
    }
  }
  double twice[EdgeWalk::capacity];  // area of a plane's face, times the length of its normal
  int missing[EdgeWalk::capacity];   // edges that are too short
  for (int f = 0; f < cell.planes; ++f) {
    twice[f] = 0;
    missing[f] = 0;
    face[faces] = f;
    faces += cell.edges[f] != 0;
  }
  for (int e = 0; e < edges; ++e) {
    int const v = from[e], w = to[e], a = left[e], b = right[e];
    Vec3<double> const p{cell.px[v], cell.py[v], cell.pz[v]}, q{cell.px[w], cell.py[w], cell.pz[w]};
    Vec3<double> const t = cross(q, p);
    twice[a] += t.x * cell.x[a] + t.y * cell.y[a] + t.z * cell.z[a];
    twice[b] -= t.x * cell.x[b] + t.y * cell.y[b] + t.z * cell.z[b];
  }
  if (edge_threshold > 0) {
    double const shortest = edge_threshold / per;
    for (int e = 0; e < edges; ++e) {
      int const v = from[e], w = to[e];
      Vec3<double> const along{cell.px[w] - cell.px[v], cell.py[w] - cell.py[v], cell.pz[w] - cell.pz[v]};
      bool const dropped = dot(along, along) <= shortest * shortest;
      missing[left[e]] += dropped;
      missing[right[e]] += dropped;
      result.edges_dropped += dropped;
    }
  }
  for (int k = 0; k < faces; ++k) {
    int const f = face[k];
    double const squared = cell.x[f] * cell.x[f] + cell.y[f] * cell.y[f] + cell.z[f] * cell.z[f];
    result.volume += twice[f] * cell.offset[f] / (6 * squared) * (per * per * per);
    area[k] = twice[f] * per * per / (2 * Kokkos::sqrt(squared));
    result.surface += area[k];
  }
  double const smallest = Kokkos::max(face_threshold, relative_face_threshold * result.surface);
  for (int k = 0; k < faces; ++k) {
    int const edges_left = Kokkos::popcount(cell.edges[face[k]]) - missing[face[k]];
    bool const keep = edges_left >= 3 && area[k] > smallest;
    order[k] = keep ? edges_left : 0;
    result.faces += keep;
    for (int n = 3; n <= 6; ++n) result.counts[n - 3] += order[k] == n;
  }
  result.faces_dropped = faces - result.faces;
  return result;
}

}  // namespace tektite::detail
