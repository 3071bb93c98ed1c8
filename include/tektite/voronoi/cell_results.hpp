// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <type_traits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/status.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/voronoi/cell_builder.hpp"
#include "tektite/voronoi/cell_measure.hpp"
#include "tektite/voronoi/cell_vertices.hpp"
#include "tektite/voronoi/cell_walker.hpp"
#include "tektite/voronoi/point_grid.hpp"

namespace tektite::detail {

struct FaceRecord {
  int neighbor;
  Vec3<int> shift;
  double area;
  int order;
  int cycle;  // where its vertices begin among the cell's in the pool of corners

  KOKKOS_FUNCTION bool operator<(FaceRecord const& b) const {
    if (neighbor != b.neighbor) return neighbor < b.neighbor;
    if (shift.x != b.shift.x) return shift.x < b.shift.x;
    if (shift.y != b.shift.y) return shift.y < b.shift.y;
    return shift.z < b.shift.z;
  }
};

/// What a cell still lacks.
enum class Lack : int { nothing = 0, care = 1, reach = 2, room = 3, pool = 4 };

/// Where finished cells go. Faces are put one after the other into a pool, in the order in which cells are finished;
/// `sort_faces` brings them into the particles' order. So are vertices, and the cycles of vertex numbers round faces,
/// each behind its length; `gather_vertices` orders those. What was not asked for has no entries.
template <MemorySpace Memory>
struct CellResults {
  Kokkos::View<int* [4], Memory> indices;
  Kokkos::View<int*, Memory> face_counts;
  Kokkos::View<double*, Memory> volumes, surface_areas;
  Kokkos::View<Status*, Memory> status;
  Kokkos::View<int*, Memory> faces_dropped, edges_dropped, vertices, degenerate_vertices;
  double face_threshold = 0, relative_face_threshold = 0, edge_threshold = 0;
  Kokkos::View<Lack*, Memory> lack;                // by sorted point
  Kokkos::View<std::int64_t*, Memory> first_face;  // into the pool, by particle; empty: no faces are wanted
  Kokkos::View<FaceRecord*, Memory> pool;
  Kokkos::View<std::int64_t*, Memory> first_vertex, first_corner;  // by particle; empty: no vertices are wanted
  Kokkos::View<Vec3<double>*, Memory> vertex_pool;
  Kokkos::View<int*, Memory> corner_pool;
  Kokkos::View<std::int64_t[3], Memory> used;  // of the pools of faces, vertices and corners

  bool counts_only() const {
    return volumes.extent(0) == 0 && first_face.extent(0) == 0 && face_threshold == 0 && relative_face_threshold == 0 &&
           edge_threshold == 0;
  }

  /// The fast path. \param ends see `EdgeWalk::walk`; null where only counts are wanted
  KOKKOS_FUNCTION void walk(CellWalker<Memory> const& walker, int k, std::uint16_t* ends) const {
    EdgeWalk cell;
    double area[EdgeWalk::capacity];
    int order[EdgeWalk::capacity];
    lack(k) = Lack::care;
    if (!walker(k, cell, ends)) return;
    auto const measured = measure_walk(cell, ends, 1 / walker.scale, face_threshold, relative_face_threshold,
                                       edge_threshold, area, order);
    int const i = walker.grid.particle(k);
    Vec3<double> const center = walker.grid.point(k);
    lack(k) = put(
        i, measured, cell.planes, WalkedShape{cell, ends, 1 / walker.scale},
        [&](int f) { return ends && order[f] > 0; },
        [&](int f) {
          Vec3<double> const d = (1 / walker.scale) * Vec3<double>{cell.x[f], cell.y[f], cell.z[f]};
          return face(walker.grid, i, center, cell.source[f], d, area[f], order[f]);
        });
  }

  /// The careful path.
  template <class Cell>
  KOKKOS_FUNCTION void build(CellBuilder<Memory> const& builder, int k, Cell&& cell) const {
    int const i = builder.grid.particle(k);
    if (builder.duplicate.extent(0) > 0 && builder.duplicate(i)) {
      status(i) = Status::duplicate;
      lack(k) = Lack::nothing;
      return;
    }
    bool const closed = builder(k, cell);
    lack(k) = cell.overflow ? Lack::room : closed ? Lack::nothing : Lack::reach;
    if (lack(k) != Lack::nothing) return;
    auto const measured = measure_cell(cell, face_threshold, relative_face_threshold, edge_threshold, builder.tie);
    Vec3<double> const center = builder.grid.point(k);
    lack(k) = put(
        i, measured, cell.faces, ClippedShape<std::remove_reference_t<Cell>>{cell, measured.merged},
        [&](int f) { return cell.order[f] > 0; },
        [&](int f) {
          return face(builder.grid, i, center, cell.plane[f].label, cell.plane[f].normal, cell.area[3 * f],
                      cell.order[f]);
        });
  }

 private:
  /// Room in one of the pools.
  KOKKOS_FUNCTION std::int64_t reserve(int which, int count) const {
    return Kokkos::atomic_fetch_add(&used(which), std::int64_t(count));
  }

  template <class Shape, class Keep, class MakeFace>
  KOKKOS_FUNCTION Lack put(int i, CellMeasure const& measured, int faces, Shape const& shape, Keep const& keep,
                           MakeFace const& face) const {
    if (first_vertex.extent(0) > 0) {
      shape.number_vertices();
      int corners = measured.faces;
      for (int f = 0; f < faces; ++f) {
        if (keep(f)) shape.go_round(f, [&](int) { ++corners; });
      }
      std::int64_t const vertex = reserve(1, measured.vertices), corner = reserve(2, corners);
      if (vertex + measured.vertices > std::int64_t(vertex_pool.extent(0))) return Lack::pool;
      if (corner + corners > std::int64_t(corner_pool.extent(0))) return Lack::pool;
      first_vertex(i) = vertex;
      first_corner(i) = corner;
    }
    if (first_face.extent(0) > 0) {
      std::int64_t const first = reserve(0, measured.faces);
      if (first + measured.faces > std::int64_t(pool.extent(0))) return Lack::pool;
      first_face(i) = first;
      std::int64_t next = first;
      for (int f = 0; f < faces; ++f) {
        if (keep(f)) pool(next++) = face(f);
      }
    }
    if (first_vertex.extent(0) > 0) put_vertices(i, faces, shape, keep);
    for (int n = 0; n < 4; ++n) indices(i, n) = measured.counts[n];
    face_counts(i) = measured.faces;
    status(i) = measured.degenerate_vertices > 0 ? Status::degenerate : Status::ok;
    faces_dropped(i) = measured.faces_dropped;
    edges_dropped(i) = measured.edges_dropped;
    vertices(i) = measured.vertices;
    degenerate_vertices(i) = measured.degenerate_vertices;
    if (volumes.extent(0) > 0) {
      volumes(i) = measured.volume;
      surface_areas(i) = measured.surface;
    }
    return Lack::nothing;
  }

  template <class Shape, class Keep>
  KOKKOS_FUNCTION void put_vertices(int i, int faces, Shape const& shape, Keep const& keep) const {
    shape.for_each_vertex([&](int v, Vec3<double> r) { vertex_pool(first_vertex(i) + v) = r; });
    std::int64_t at = first_face(i);
    std::int64_t corner = first_corner(i);
    for (int f = 0; f < faces; ++f) {
      if (!keep(f)) continue;
      std::int64_t const length = corner++;
      pool(at++).cycle = static_cast<int>(length - first_corner(i));
      shape.go_round(f, [&](int v) { corner_pool(corner++) = v; });
      corner_pool(length) = static_cast<int>(corner - length - 1);
    }
  }

  /// \param source sorted point, or wall
  KOKKOS_FUNCTION static FaceRecord face(PointGrid<Memory> const& grid, int i, Vec3<double> center, int source,
                                         Vec3<double> d, double area, int order) {
    if (source < 0) return {source, {}, area, order, 0};
    int const j = grid.particle(source);
    return {j, grid.image(center, source, d) + grid.came(i) - grid.came(j), area, order, 0};
  }
};

}  // namespace tektite::detail
