// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <type_traits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/status.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/voronoi/detail/cell_clipper.hpp"
#include "tektite/voronoi/detail/cell_measure.hpp"
#include "tektite/voronoi/detail/cell_vertices.hpp"
#include "tektite/voronoi/detail/cell_walker.hpp"
#include "tektite/voronoi/detail/face_record.hpp"
#include "tektite/voronoi/detail/point_grid.hpp"
#include "tektite/voronoi/detail/walk_measure.hpp"

namespace tektite::detail {

/// Whether a cell is finished, or what the next attempt to compute it needs.
enum class CellState : int {
  done = 0,
  needs_exact = 1,     ///< the edge walk could not decide it: clip it, with exact predicates
  needs_radius = 2,    ///< the sites within the search radius do not close it: search farther
  needs_capacity = 3,  ///< it has more vertices or faces than its storage
  needs_pool = 4,      ///< not computed yet, or one of the pools of results was full
};

/// All results of a cell but its faces and vertices: 64 bytes, one cache line of most processors.
struct CellRecord {
  int indices[4] = {0, 0, 0, 0};  // faces with 3, 4, 5 and 6 edges
  int faces = 0;                  // that are kept
  Status status = Status::ok;
  int faces_dropped = 0, edges_dropped = 0, vertices = 0, degenerate_vertices = 0;
  double volume = 0, surface = 0;
  std::int64_t first_face = 0;  // in the pool, for a cell with more faces than a row holds
};

/// Results of the finished cells, in cell order: threads that work on different parts of space write to different parts
/// of memory, whatever the order of the particles. The functions of `gather_cells.hpp` copy them into the order of the
/// particles. All Views but those of the pools are indexed by the slot of the cell's particle in the `PointGrid`.
///
/// The kept faces of a cell are stored in its row, if they fit, else one after the other in a pool. Space in the pools
/// is reserved in the order in which cells are finished, which depends on the threads; `gather_cells.hpp` removes that
/// dependence. Vertices have a pool, and so have the cycles of vertex numbers round faces: each cycle is stored as its
/// length, then its vertex numbers. Views of what was not asked for are empty.
template <MemorySpace Memory>
struct CellResults {
  static constexpr int row_capacity = 16;  // faces; a cell of a glass has about 14

  Kokkos::View<CellState*, Memory> state;
  Kokkos::View<CellRecord*, Memory> records;
  bool volumes = false;
  DropRules rules;
  Kokkos::View<FaceRecord* [row_capacity], Kokkos::LayoutRight, Memory> face_rows;  // empty: no faces are wanted
  Kokkos::View<FaceRecord*, Memory> face_pool;
  Kokkos::View<std::int64_t*, Memory> first_vertex, first_cycle;  // in their pools; empty: no vertices are wanted
  Kokkos::View<Vec3<double>*, Memory> vertex_pool;
  Kokkos::View<int*, Memory> cycle_pool;
  Kokkos::View<std::int64_t[3], Memory> pool_used;  // entries of the pools of faces, vertices and cycles

  /// \returns whether the numbers of faces and vertices are all that is wanted, so that no length is compared or summed
  bool counts_only() const { return !volumes && face_rows.extent(0) == 0 && rules.keep_all(); }

  /// \param slot of a finished cell
  /// \returns its kept faces, `records(slot).faces` of them
  KOKKOS_FUNCTION FaceRecord* faces_of(int slot) const {
    return records(slot).faces <= row_capacity ? &face_rows(slot, 0) : face_pool.data() + records(slot).first_face;
  }

  /// Computes a cell with the filtered edge walk and stores it, or marks what it needs.
  ///
  /// \param walker finds the sites and walks
  /// \param slot   of the particle
  /// \param ends   see `EdgeWalk::walk`; null where only counts are wanted
  KOKKOS_FUNCTION void walk(CellWalker<Memory> const& walker, int slot, std::uint16_t* ends) const {
    EdgeWalk cell;
    double area[EdgeWalk::capacity];
    int faces[EdgeWalk::capacity], order[EdgeWalk::capacity];
    state(slot) = CellState::needs_exact;
    if (!walker(slot, cell, ends)) return;
    double const unit = 1 / walker.scale;
    auto const measured = measure_walk(cell, ends, unit, rules, faces, area, order);
    Vec3<double> const center = walker.grid.point(slot);
    state(slot) = store(
        slot, measured, ends ? measured.faces + measured.faces_dropped : 0, WalkedCellVertices{cell, ends, faces, unit},
        [&](int n) { return order[n] > 0; },
        [&](int n) {
          int const f = faces[n];
          Vec3<double> const d = unit * Vec3<double>{cell.x[f], cell.y[f], cell.z[f]};
          return face_record(walker.grid, slot, center, cell.source[f], d, area[n], order[n]);
        });
  }

  /// Computes a cell by exact clipping and stores it, or marks what it needs.
  ///
  /// \param clipper finds the sites and clips
  /// \param slot    of the particle
  /// \param cell    its storage is used
  KOKKOS_FUNCTION void clip(CellClipper<Memory> const& clipper, int slot, ConvexCell cell) const {
    if (clipper.duplicate.extent(0) > 0 && clipper.duplicate(clipper.grid.particle(slot))) {
      records(slot) = {};
      records(slot).status = Status::duplicate;
      state(slot) = CellState::done;
      return;
    }
    bool const closed = clipper(slot, cell);
    state(slot) = cell.overflow ? CellState::needs_capacity : closed ? CellState::done : CellState::needs_radius;
    if (state(slot) != CellState::done) return;
    auto const measured = measure_cell(cell, rules, clipper.tie);
    Vec3<double> const center = clipper.grid.point(slot);
    state(slot) = store(
        slot, measured, cell.faces, ClippedCellVertices{cell, measured.merged},
        [&](int f) { return cell.order[f] > 0; },
        [&](int f) {
          CuttingPlane const& plane = cell.plane[f];
          return face_record(clipper.grid, slot, center, plane.label, plane.normal, cell.area[3 * f], cell.order[f]);
        });
  }

 private:
  enum Pool : int { face, vertex, cycle };  // entries of `pool_used`

  /// \returns the first of `count` entries of a pool. They may lie beyond its end: then it is full
  KOKKOS_FUNCTION std::int64_t reserve(Pool pool, int count) const {
    return Kokkos::atomic_fetch_add(&pool_used(pool), std::int64_t(count));
  }

  /// Stores a finished cell.
  ///
  /// \param slot      of the cell
  /// \param measured  its measures
  /// \param faces     number of faces, dropped ones included
  /// \param corners   its vertices: `WalkedCellVertices` or `ClippedCellVertices`
  /// \param keep      device-callable `bool(int f)`: whether face f is kept
  /// \param make_face device-callable `FaceRecord(int f)`
  /// \returns `done`, or `needs_pool`
  template <class CellVertices, class Keep, class MakeFace>
  KOKKOS_FUNCTION CellState store(int slot, CellMeasure const& measured, int faces, CellVertices const& corners,
                                  Keep const& keep, MakeFace const& make_face) const {
    bool const with_vertices = first_vertex.extent(0) > 0, with_faces = face_rows.extent(0) > 0;
    if (with_vertices && !reserve_vertices(slot, measured, faces, corners, keep)) return CellState::needs_pool;
    store_record(slot, measured);
    if (with_faces) {
      if (measured.faces > row_capacity) {
        std::int64_t const first = reserve(face, measured.faces);
        records(slot).first_face = first;
        if (first + measured.faces > std::int64_t(face_pool.extent(0))) return CellState::needs_pool;
      }
      FaceRecord* next = faces_of(slot);
      for (int f = 0; f < faces; ++f) {
        if (keep(f)) *next++ = make_face(f);
      }
    }
    if (with_vertices) store_vertices(slot, faces, corners, keep);
    if (with_faces) sort_faces(faces_of(slot), measured.faces);
    return CellState::done;
  }

  /// Numbers the vertices and reserves space for them and for the cycles.
  ///
  /// \returns whether there was space in both pools
  template <class CellVertices, class Keep>
  KOKKOS_FUNCTION bool reserve_vertices(int slot, CellMeasure const& measured, int faces, CellVertices const& corners,
                                        Keep const& keep) const {
    corners.number_vertices();
    int entries = measured.faces;  // a length for each
    for (int f = 0; f < faces; ++f) {
      if (keep(f)) corners.for_each_face_vertex(f, [&](int) { ++entries; });
    }
    std::int64_t const v = reserve(vertex, measured.vertices), c = reserve(cycle, entries);
    if (v + measured.vertices > std::int64_t(vertex_pool.extent(0))) return false;
    if (c + entries > std::int64_t(cycle_pool.extent(0))) return false;
    first_vertex(slot) = v;
    first_cycle(slot) = c;
    return true;
  }

  KOKKOS_FUNCTION void store_record(int slot, CellMeasure const& measured) const {
    CellRecord& record = records(slot);
    for (int n = 0; n < 4; ++n) record.indices[n] = measured.counts[n];
    record.faces = measured.faces;
    record.status = measured.degenerate_vertices > 0 ? Status::degenerate : Status::ok;
    record.faces_dropped = measured.faces_dropped;
    record.edges_dropped = measured.edges_dropped;
    record.vertices = measured.vertices;
    record.degenerate_vertices = measured.degenerate_vertices;
    record.volume = measured.volume;
    record.surface = measured.surface;
  }

  /// Fills the space reserved by `reserve_vertices`. Before the faces are sorted: cycles are in the cell's own order.
  template <class CellVertices, class Keep>
  KOKKOS_FUNCTION void store_vertices(int slot, int faces, CellVertices const& corners, Keep const& keep) const {
    corners.for_each_vertex([&](int v, Vec3<double> r) { vertex_pool(first_vertex(slot) + v) = r; });
    FaceRecord* record = faces_of(slot);
    std::int64_t next = first_cycle(slot);
    for (int f = 0; f < faces; ++f) {
      if (!keep(f)) continue;
      std::int64_t const length = next++;
      (record++)->cycle = static_cast<int>(length - first_cycle(slot));
      corners.for_each_face_vertex(f, [&](int v) { cycle_pool(next++) = v; });
      cycle_pool(length) = static_cast<int>(next - length - 1);
    }
  }

  /// \param grid   holds the points
  /// \param slot   of the cell's particle
  /// \param center where it is
  /// \param source slot of the neighbour, or -1 - wall
  /// \param d      displacement from the centre to the neighbour
  /// \param area,order of the face
  KOKKOS_FUNCTION static FaceRecord face_record(PointGrid<Memory> const& grid, int slot, Vec3<double> center,
                                                int source, Vec3<double> d, double area, int order) {
    if (source < 0) return {source, {}, area, order, 0};
    Vec3<int> const shift = grid.image(center, source, d) + grid.home_shift(slot) - grid.home_shift(source);
    return {grid.particle(source), grid.original(shift), area, order, 0};
  }
};

}  // namespace tektite::detail
