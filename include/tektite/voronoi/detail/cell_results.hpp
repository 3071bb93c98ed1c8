// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <type_traits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/status.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/voronoi/detail/cell_builder.hpp"
#include "tektite/voronoi/detail/cell_measure.hpp"
#include "tektite/voronoi/detail/cell_vertices.hpp"
#include "tektite/voronoi/detail/cell_walker.hpp"
#include "tektite/voronoi/detail/face_record.hpp"
#include "tektite/voronoi/detail/point_grid.hpp"

namespace tektite::detail {

/// What a cell still lacks. `pool`: a place for its faces and vertices, as all do at first.
enum class Lack : int { nothing = 0, care = 1, reach = 2, room = 3, pool = 4 };

/// What is known of a cell, but its faces: one line of a processor's cache.
struct CellRecord {
  int indices[4] = {0, 0, 0, 0};
  int faces = 0;
  Status status = Status::ok;
  int faces_dropped = 0, edges_dropped = 0, vertices = 0, degenerate_vertices = 0;
  double volume = 0, surface = 0;
  std::int64_t first_face = 0;  // see `CellResults::row`
};

/// Where finished cells go, in the order of the sorted points: threads that work on different parts of space write to
/// different parts of memory, whatever the order of the particles. `gather_cells` brings all into their order.
///
/// The faces of a cell have a place of their own if they are few; the others are put one behind the other into a pool,
/// in the order in which cells are finished. So are vertices, and the cycles of vertex numbers round faces, each
/// behind its length. What was not asked for has no entries.
template <MemorySpace Memory>
struct CellResults {
  static constexpr int few = 16;  // faces

  Kokkos::View<Lack*, Memory> lack;
  Kokkos::View<CellRecord*, Memory> records;
  bool volumes = false;
  double face_threshold = 0, relative_face_threshold = 0, edge_threshold = 0;
  Kokkos::View<FaceRecord* [few], Kokkos::LayoutRight, Memory> few_faces;  // empty: no faces are wanted
  Kokkos::View<FaceRecord*, Memory> pool;
  Kokkos::View<std::int64_t*, Memory> first_vertex, first_corner;  // empty: no vertices are wanted
  Kokkos::View<Vec3<double>*, Memory> vertex_pool;
  Kokkos::View<int*, Memory> corner_pool;
  Kokkos::View<std::int64_t[3], Memory> used;  // of the pools of faces, vertices and corners

  bool counts_only() const {
    return !volumes && few_faces.extent(0) == 0 && face_threshold == 0 && relative_face_threshold == 0 &&
           edge_threshold == 0;
  }

  /// The faces of a cell.
  KOKKOS_FUNCTION FaceRecord* row(int k) const {
    return records(k).faces <= few ? &few_faces(k, 0) : pool.data() + records(k).first_face;
  }

  /// The fast path. \param ends see `EdgeWalk::walk`; null where only counts are wanted
  KOKKOS_FUNCTION void walk(CellWalker<Memory> const& walker, int k, std::uint16_t* ends) const {
    EdgeWalk cell;
    double area[EdgeWalk::capacity];
    int faces[EdgeWalk::capacity], order[EdgeWalk::capacity];
    lack(k) = Lack::care;
    if (!walker(k, cell, ends)) return;
    auto const measured = measure_walk(cell, ends, 1 / walker.scale, face_threshold, relative_face_threshold,
                                       edge_threshold, faces, area, order);
    Vec3<double> const center = walker.grid.point(k);
    lack(k) = put(
        k, measured, ends ? measured.faces + measured.faces_dropped : 0,
        WalkedShape{cell, ends, faces, 1 / walker.scale}, [&](int n) { return order[n] > 0; },
        [&](int n) {
          int const f = faces[n];
          Vec3<double> const d = (1 / walker.scale) * Vec3<double>{cell.x[f], cell.y[f], cell.z[f]};
          return face(walker.grid, k, center, cell.source[f], d, area[n], order[n]);
        });
  }

  /// The careful path.
  template <class Cell>
  KOKKOS_FUNCTION void build(CellBuilder<Memory> const& builder, int k, Cell&& cell) const {
    if (builder.duplicate.extent(0) > 0 && builder.duplicate(builder.grid.particle(k))) {
      records(k) = {};
      records(k).status = Status::duplicate;
      lack(k) = Lack::nothing;
      return;
    }
    bool const closed = builder(k, cell);
    lack(k) = cell.overflow ? Lack::room : closed ? Lack::nothing : Lack::reach;
    if (lack(k) != Lack::nothing) return;
    auto const measured = measure_cell(cell, face_threshold, relative_face_threshold, edge_threshold, builder.tie);
    Vec3<double> const center = builder.grid.point(k);
    lack(k) = put(
        k, measured, cell.faces, ClippedShape<std::remove_reference_t<Cell>>{cell, measured.merged},
        [&](int f) { return cell.order[f] > 0; },
        [&](int f) {
          CuttingPlane const& plane = cell.plane[f];
          return face(builder.grid, k, center, plane.label, plane.normal, cell.area[3 * f], cell.order[f]);
        });
  }

 private:
  /// Room in one of the pools.
  KOKKOS_FUNCTION std::int64_t reserve(int which, int count) const {
    return Kokkos::atomic_fetch_add(&used(which), std::int64_t(count));
  }

  template <class Shape, class Keep, class MakeFace>
  KOKKOS_FUNCTION Lack put(int k, CellMeasure const& measured, int faces, Shape const& shape, Keep const& keep,
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
      first_vertex(k) = vertex;
      first_corner(k) = corner;
    }
    CellRecord& record = records(k);
    for (int n = 0; n < 4; ++n) record.indices[n] = measured.counts[n];
    record.faces = measured.faces;
    record.status = measured.degenerate_vertices > 0 ? Status::degenerate : Status::ok;
    record.faces_dropped = measured.faces_dropped;
    record.edges_dropped = measured.edges_dropped;
    record.vertices = measured.vertices;
    record.degenerate_vertices = measured.degenerate_vertices;
    record.volume = measured.volume;
    record.surface = measured.surface;
    if (few_faces.extent(0) > 0) {
      if (measured.faces > few) {
        record.first_face = reserve(0, measured.faces);
        if (record.first_face + measured.faces > std::int64_t(pool.extent(0))) return Lack::pool;
      }
      FaceRecord* next = row(k);
      for (int f = 0; f < faces; ++f) {
        if (keep(f)) *next++ = face(f);
      }
    }
    if (first_vertex.extent(0) > 0) put_vertices(k, faces, shape, keep);
    if (few_faces.extent(0) > 0) sort_row(row(k), measured.faces);
    return Lack::nothing;
  }

  template <class Shape, class Keep>
  KOKKOS_FUNCTION void put_vertices(int k, int faces, Shape const& shape, Keep const& keep) const {
    shape.for_each_vertex([&](int v, Vec3<double> r) { vertex_pool(first_vertex(k) + v) = r; });
    FaceRecord* at = row(k);
    std::int64_t corner = first_corner(k);
    for (int f = 0; f < faces; ++f) {
      if (!keep(f)) continue;
      std::int64_t const length = corner++;
      (at++)->cycle = static_cast<int>(length - first_corner(k));
      shape.go_round(f, [&](int v) { corner_pool(corner++) = v; });
      corner_pool(length) = static_cast<int>(corner - length - 1);
    }
  }

  /// \param source sorted point, or wall
  KOKKOS_FUNCTION static FaceRecord face(PointGrid<Memory> const& grid, int k, Vec3<double> center, int source,
                                         Vec3<double> d, double area, int order) {
    if (source < 0) return {source, {}, area, order, 0};
    return {grid.particle(source), grid.image(center, source, d) + grid.came(k) - grid.came(source), area, order, 0};
  }
};

}  // namespace tektite::detail
