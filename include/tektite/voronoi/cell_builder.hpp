// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstdint>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/sort.hpp"
#include "tektite/neighbors/neighbor_search.hpp"
#include "tektite/neighbors/sites.hpp"
#include "tektite/voronoi/convex_cell.hpp"

namespace tektite::detail {

/// The faces of the box that do not repeat: dot(r, normal) <= offset, wall w = 2 axis + (0 low, 1 high).
struct Walls {
  int count = 0;
  int wall[6];
  Vec3<double> normal[6];  // unit vectors, outward
  double offset[6];
};

inline Walls walls_of(Box const& box) {
  Walls walls;
  for (int axis = 0; axis < 3; ++axis) {
    if (box.periodic(axis)) continue;
    Vec3<double> up = cross(box.edge((axis + 1) % 3), box.edge((axis + 2) % 3));
    up = (std::copysign(1.0, dot(up, box.edge(axis))) / norm(up)) * up;
    for (int high = 0; high < 2; ++high) {
      walls.wall[walls.count] = 2 * axis + high;
      walls.normal[walls.count] = high ? up : -up;
      walls.offset[walls.count] = dot(walls.normal[walls.count], box.origin() + double(high) * box.edge(axis));
      ++walls.count;
    }
  }
  return walls;
}

inline Walls walls_of(WithGhosts const&) { return {}; }

/// Makes the Voronoi cell of one particle among sites known within `reach`.
///
/// Sites are taken in order of distance as far as `near_reach` (that is where nearly all faces come from), then as they
/// come. A site at distance d cuts nothing once d > 2 R, R the distance of the farthest vertex: the security radius.
template <MemorySpace Memory>
struct CellBuilder {
  static constexpr int open_face = -7;  // label of the cube that the cell starts from; walls are -1 to -6
  static constexpr int near_capacity = 96;

  Kokkos::View<Vec3<double>*, Memory> x;          // by site
  Kokkos::View<int*, Memory> particle;            // by site
  Kokkos::View<double const*, Memory> radii;      // by particle; empty: all alike
  Kokkos::View<std::uint8_t*, Memory> duplicate;  // by particle; empty: none
  NeighborSearch<Memory> near, far;
  double near_reach, reach;
  double largest_radius_squared;
  Walls walls;

  /// False if the cell could not be closed by sites within `reach`. The cell is void if it has run out of room.
  template <class Cell>
  KOKKOS_FUNCTION bool operator()(int i, Cell& cell) const {
    Vec3<double> const center = x(i);
    double const own = radius_squared(i);
    cell.start_cube(0.5 * reach, open_face);
    for (int w = 0; w < walls.count; ++w) {
      cell.clip(walls.normal[w], 1.0, walls.offset[w] - dot(walls.normal[w], center), -1 - walls.wall[w]);
    }
    auto const cut = [&](int j) {
      Vec3<double> const d = x(j) - center;
      double const squared = dot(d, d);
      cell.clip(d, Kokkos::sqrt(squared), 0.5 * (squared + own - radius_squared(j)), j);
    };
    // Sites farther than this cut nothing; widened so that planes that touch a vertex are noticed.
    auto const security = [&] {
      return (Kokkos::sqrt(cell.radius_squared) + Kokkos::sqrt(cell.radius_squared + largest_radius_squared - own)) *
             (1 + 1e-9);
    };

    std::uint64_t queue[near_capacity];
    int count = 0;
    near(center, [&](int j) {
      if (j == i || (duplicate.extent(0) > 0 && duplicate(particle(j)))) return;
      if (count == near_capacity) {
        cut(j);
        return;
      }
      // Distance in the high half, site in the low half: one comparison sorts by both. A float is exact enough here.
      Vec3<double> const d = x(j) - center;
      auto const distance = static_cast<std::uint64_t>(Kokkos::bit_cast<std::uint32_t>(static_cast<float>(dot(d, d))));
      queue[count++] = (distance << 32) | static_cast<std::uint32_t>(j);
    });
    sort(queue, count);
    double wanted = security();
    for (int k = 0; k < count && !cell.overflow; ++k) {
      double const squared = Kokkos::bit_cast<float>(static_cast<std::uint32_t>(queue[k] >> 32));
      if (squared * (1 - 1e-6) > wanted * wanted) break;
      int const faces = cell.faces;
      cut(static_cast<int>(queue[k] & 0xffffffffu));
      if (cell.faces != faces) wanted = security();
    }
    wanted = security();
    if (wanted > near_reach) {
      far(center, [&](int j) {
        if (cell.overflow || j == i) return;
        Vec3<double> const d = x(j) - center;
        double const squared = dot(d, d);
        if (squared <= near_reach * near_reach || squared > wanted * wanted) return;
        if (duplicate.extent(0) > 0 && duplicate(particle(j))) return;
        cut(j);
        wanted = security();
      });
    }
    return wanted <= reach;
  }

 private:
  KOKKOS_FUNCTION double radius_squared(int site) const {
    if (radii.extent(0) == 0) return 0.0;
    double const r = radii(particle(site));
    return r * r;
  }
};

/// What a finished cell is measured for.
struct CellMeasure {
  double volume = 0, surface = 0;
  int edges_dropped = 0, faces_dropped = 0;
  int faces = 0;     // that are left
  int vertices = 0;  // with those at one place counted once
  int degenerate_vertices = 0;
  int counts[4] = {0, 0, 0, 0};  // faces with 3, 4, 5, 6 edges
};

/// Counts vertices at one place once: each takes the smallest number among those that short edges join it to.
template <class Cell>
KOKKOS_FUNCTION void merge_vertices(Cell& cell, double tie, CellMeasure& result) {
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
  for (int v = 0; v < cell.vertices; ++v) {
    int const root = static_cast<int>(cell.s[v]);
    if (root != v) {
      --result.vertices;
      cell.touched[root] = 1;
    }
  }
  for (int v = 0; v < cell.vertices; ++v) {
    // One touched vertex makes its whole place degenerate.
    if (cell.touched[v]) cell.touched[static_cast<int>(cell.s[v])] = 1;
  }
  for (int v = 0; v < cell.vertices; ++v) result.degenerate_vertices += cell.s[v] == v && cell.touched[v];
}

/// Areas, volume, and the number of edges of each face by the thresholds.
///
/// Afterwards `cell.area[3 f]` is the area of face f and `cell.order[f]` its number of edges, 0 for a dropped one.
template <class Cell>
KOKKOS_FUNCTION CellMeasure measure_cell(Cell& cell, double face_threshold, double relative_face_threshold,
                                         double edge_threshold) {
  CellMeasure result;
  cell.drop_unused_faces();
  double const tie = Cell::tie_tolerance * Kokkos::sqrt(cell.radius_squared);
  double const shortest = Kokkos::max(edge_threshold, tie);
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
      double const squared = dot(along, along);
      if (squared > shortest * shortest) {
        ++cell.order[f];
      } else if (v < w) {
        ++result.edges_dropped;
      }
      degenerate = degenerate || squared <= tie * tie;
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
  double const smallest = Kokkos::max(face_threshold, relative_face_threshold * result.surface);
  for (int f = 0; f < cell.faces; ++f) {
    bool const keep = cell.order[f] >= 3 && cell.area[3 * f] > smallest;
    if (!keep) cell.order[f] = 0;
    result.faces += keep;
    result.faces_dropped += !keep;
    if (keep && cell.order[f] <= 6) ++result.counts[cell.order[f] - 3];
  }
  result.vertices = cell.vertices;
  if (degenerate) merge_vertices(cell, tie, result);
  return result;
}

}  // namespace tektite::detail
