// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <string>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"
#include "tektite/voronoi/detail/cell_results.hpp"
#include "tektite/voronoi/voronoi_cells.hpp"

namespace tektite::detail {

/// Sums counts to offsets. Does not fence.
///
/// \param exec    runs the scan
/// \param label   of the kernel
/// \param counts  of n rows
/// \param offsets n + 1 entries: set to the first entry of each row, and, last, to the sum of all counts
template <ExecutionSpace Exec, class Counts, class Offsets>
void offsets_of(Exec const& exec, std::string_view label, Counts const& counts, Offsets const& offsets) {
  std::size_t const n = offsets.extent(0) - 1;
  launch_scan<std::int64_t, std::size_t>(
      exec, label, n + 1, KOKKOS_LAMBDA(std::size_t i, std::int64_t& sum, bool final) {
        if (final) offsets(i) = sum;
        if (i < n) sum += counts(i);
      });
}

/// Copies the records of cells into the order of the particles. Does not fence. One item is an owned particle.
///
/// \param exec    runs the kernel
/// \param slot_of see `PointGrid`
/// \param results of all cells
/// \param cells   with the Views by particle allocated
template <ExecutionSpace Exec>
void gather_counts(Exec const& exec, Kokkos::View<int*, typename Exec::memory_space> slot_of,
                   CellResults<typename Exec::memory_space> const& results,
                   VoronoiCells<typename Exec::memory_space> const& cells) {
  launch(
      exec, "voronoi::gather_counts", cells.owned(), KOKKOS_LAMBDA(int i) {
        CellRecord const& record = results.records(slot_of(i));
        for (int n = 0; n < 4; ++n) cells.indices(i, n) = record.indices[n];
        cells.face_counts(i) = record.faces;
        cells.status(i) = record.status;
        cells.faces_dropped(i) = record.faces_dropped;
        cells.edges_dropped(i) = record.edges_dropped;
        cells.vertices(i) = record.vertices;
        cells.degenerate_vertices(i) = record.degenerate_vertices;
        if (results.volumes) {
          cells.volumes(i) = record.volume;
          cells.surface_areas(i) = record.surface;
        }
      });
}

/// Copies the faces into the order of the particles. Call it after `gather_counts`. Fences `exec` once. One item is an
/// owned particle, which writes its own interval of the Views by face.
///
/// \param exec    runs the kernels
/// \param slot_of see `PointGrid`
/// \param results of all cells
/// \param cells   its Views by face are allocated and filled
template <ExecutionSpace Exec>
void gather_faces(Exec const& exec, Kokkos::View<int*, typename Exec::memory_space> slot_of,
                  CellResults<typename Exec::memory_space> const& results,
                  VoronoiCells<typename Exec::memory_space>& cells) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = cells.owned();
  cells.offsets = allocate<Kokkos::View<std::int64_t*, Memory>>(exec, "voronoi::offsets", n + 1);
  auto const offsets = cells.offsets;
  offsets_of(exec, "voronoi::scan", cells.face_counts, offsets);
  auto const total = fetch(exec, offsets, n);
  cells.neighbors = allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::neighbors", total);
  cells.shifts = allocate<Kokkos::View<Vec3<int>*, Memory>>(exec, "voronoi::shifts", total);
  cells.areas = allocate<Kokkos::View<double*, Memory>>(exec, "voronoi::areas", total);
  cells.orders = allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::orders", total);
  auto const neighbors = cells.neighbors;
  auto const shifts = cells.shifts;
  auto const areas = cells.areas;
  auto const orders = cells.orders;
  launch(
      exec, "voronoi::gather_faces", n, KOKKOS_LAMBDA(int i) {
        int const count = static_cast<int>(offsets(i + 1) - offsets(i));
        FaceRecord const* const row = results.faces_of(slot_of(i));
        for (int k = 0; k < count; ++k) {
          neighbors(offsets(i) + k) = row[k].neighbor;
          shifts(offsets(i) + k) = row[k].shift;
          areas(offsets(i) + k) = row[k].area;
          orders(offsets(i) + k) = row[k].order;
        }
      });
}

/// Copies vertices and cycles from the pools into the order of the particles. Call it after `gather_faces`. Fences
/// `exec` twice. One item of each kernel is an owned particle, which writes its own intervals: of `cycle_offsets`,
/// first the length of the cycle of each of its faces; then of the vertices and cycles.
///
/// \param exec    runs the kernels
/// \param slot_of see `PointGrid`
/// \param results of all cells
/// \param cells   its Views of vertices and cycles are allocated and filled
template <ExecutionSpace Exec>
void gather_vertices(Exec const& exec, Kokkos::View<int*, typename Exec::memory_space> slot_of,
                     CellResults<typename Exec::memory_space> const& results,
                     VoronoiCells<typename Exec::memory_space>& cells) {
  using Memory = typename Exec::memory_space;
  using Offsets = Kokkos::View<std::int64_t*, Memory>;
  std::size_t const n = cells.owned(), faces = cells.neighbors.extent(0);
  cells.vertex_offsets = allocate<Offsets>(exec, "voronoi::vertex_offsets", n + 1);
  cells.cycle_offsets = allocate_zero<Offsets>(exec, "voronoi::cycle_offsets", faces + 1);
  auto const offsets = cells.offsets, vertex_offsets = cells.vertex_offsets, cycle_offsets = cells.cycle_offsets;
  auto const counts = cells.vertices;
  offsets_of(exec, "voronoi::scan_vertices", counts, vertex_offsets);
  launch(
      exec, "voronoi::cycle_lengths", n, KOKKOS_LAMBDA(int i) {
        int const slot = slot_of(i);
        FaceRecord const* const row = results.faces_of(slot);
        for (auto k = offsets(i); k < offsets(i + 1); ++k) {
          cycle_offsets(k) = results.cycle_pool(results.first_cycle(slot) + row[k - offsets(i)].cycle);
        }
      });
  counts_to_offsets(exec, "voronoi::scan_cycles", cycle_offsets);
  cells.vertex_positions =
      allocate<Kokkos::View<Vec3<double>*, Memory>>(exec, "voronoi::vertex_positions", fetch(exec, vertex_offsets, n));
  cells.cycles = allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::cycles", fetch(exec, cycle_offsets, faces));
  auto const positions = cells.vertex_positions;
  auto const cycles = cells.cycles;
  launch(
      exec, "voronoi::gather_vertices", n, KOKKOS_LAMBDA(int i) {
        int const slot = slot_of(i);
        FaceRecord const* const row = results.faces_of(slot);
        for (int v = 0; v < counts(i); ++v) {
          positions(vertex_offsets(i) + v) = results.vertex_pool(results.first_vertex(slot) + v);
        }
        for (auto k = offsets(i); k < offsets(i + 1); ++k) {
          std::int64_t const from = results.first_cycle(slot) + row[k - offsets(i)].cycle + 1;
          for (auto c = cycle_offsets(k); c < cycle_offsets(k + 1); ++c) {
            cycles(c) = results.cycle_pool(from + c - cycle_offsets(k));
          }
        }
      });
}

}  // namespace tektite::detail
