// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/status.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"
#include "tektite/voronoi/detail/cell_results.hpp"

namespace tektite::detail {

/// Finds the largest squared radius. Fences `exec` once.
///
/// \param exec    runs the kernel
/// \param weights squared radii, by particle; empty: all equal
/// \returns the largest, 0 if there are none
template <ExecutionSpace Exec>
double largest_weight(Exec const& exec, Kokkos::View<double const*, typename Exec::memory_space> weights) {
  return deterministic_reduce(
      exec, "voronoi::largest_radius", weights.extent(0), 0.0,
      KOKKOS_LAMBDA(std::size_t i, double& most) { most = Kokkos::max(most, weights(i)); },
      KOKKOS_LAMBDA(double& most, double const& other) { most = Kokkos::max(most, other); });
}

/// Marks duplicates: of particles within the tolerance of each other all but the one with the largest radius, or, of
/// equal radii, with the smallest index. Fences `exec` once.
///
/// One item is a slot. It writes the mark of the particle in that slot; a particle is in one slot only.
///
/// \param exec      runs the kernel
/// \param grid      holds the points
/// \param weights   squared radii, by particle; empty: all equal
/// \param tolerance largest distance of duplicates
/// \returns the marks by particle; empty if there are no duplicates
template <ExecutionSpace Exec>
Kokkos::View<std::uint8_t*, typename Exec::memory_space> find_duplicates(
    Exec const& exec, PointGrid<typename Exec::memory_space> const& grid,
    Kokkos::View<double const*, typename Exec::memory_space> weights, double tolerance) {
  using Marks = Kokkos::View<std::uint8_t*, typename Exec::memory_space>;
  std::size_t const points = grid.particle.extent(0);
  auto marks = allocate_zero<Marks>(exec, "voronoi::duplicates", points);
  // Ghosts are marked as owned particles are; images have the mark of their particle.
  auto const found = launch_count<std::int64_t>(
      exec, "voronoi::find_duplicates", points, KOKKOS_LAMBDA(int slot, std::int64_t& sum) {
        int const i = grid.particle(slot);
        Vec3<double> const center = grid.point(slot);
        bool duplicate = false;
        grid.for_each_run(center, tolerance, [&](int begin, int end, Vec3<int> image) {
          Vec3<double> const from = grid.translation(image) - center;
          for (int k = begin; k < end; ++k) {
            int const j = grid.particle(k);
            Vec3<double> const d = grid.point(k) + from;
            if (j == i || dot(d, d) > tolerance * tolerance) continue;
            double const own = weights.extent(0) > 0 ? weights(i) : 0, other = weights.extent(0) > 0 ? weights(j) : 0;
            duplicate = duplicate || other > own || (other == own && j < i);
          }
        });
        marks(i) = duplicate;
        sum += duplicate;
      });
  return found > 0 ? marks : Marks{};
}

/// How many cells are pending, by what they need.
struct PendingCount {
  int exact = 0, radius = 0, capacity = 0, pool = 0;

  /// \returns the number of pending cells
  int total() const { return exact + radius + capacity + pool; }

  /// Adds the cells of another part.
  KOKKOS_FUNCTION PendingCount& operator+=(PendingCount const& other) {
    exact += other.exact;
    radius += other.radius;
    capacity += other.capacity;
    pool += other.pool;
    return *this;
  }
};

/// Counts the pending cells. Fences `exec` once.
///
/// \param exec  runs the kernel
/// \param state of all cells, by slot
/// \returns the counts
template <ExecutionSpace Exec>
PendingCount count_pending(Exec const& exec, Kokkos::View<CellState*, typename Exec::memory_space> state) {
  return launch_count<PendingCount>(
      exec, "voronoi::count_pending", state.extent(0), KOKKOS_LAMBDA(int slot, PendingCount& count) {
        count.exact += state(slot) == CellState::needs_exact;
        count.radius += state(slot) == CellState::needs_radius;
        count.capacity += state(slot) == CellState::needs_capacity;
        count.pool += state(slot) == CellState::needs_pool;
      });
}

/// Lists the slots of pending cells, ascending. Does not fence.
///
/// \param exec  runs the kernel
/// \param state of all cells, by slot
/// \param count how many are pending
/// \returns the list
template <ExecutionSpace Exec>
Kokkos::View<int*, typename Exec::memory_space> list_pending(
    Exec const& exec, Kokkos::View<CellState*, typename Exec::memory_space> state, int count) {
  auto list = allocate<Kokkos::View<int*, typename Exec::memory_space>>(exec, "voronoi::pending", count);
  launch_scan<int>(
      exec, "voronoi::list_pending", state.extent(0), KOKKOS_LAMBDA(int slot, int& sum, bool final) {
        if (state(slot) == CellState::done) return;
        if (final) list(sum) = slot;
        ++sum;
      });
  return list;
}

/// Marks every owned particle pending and every ghost done: ghosts get no cell. Does not fence.
///
/// \param exec  runs the kernel
/// \param owned number of owned particles, which come first
/// \param grid  holds the points
/// \param state of all cells, by slot; set
template <ExecutionSpace Exec>
void mark_owned(Exec const& exec, std::size_t owned, PointGrid<typename Exec::memory_space> const& grid,
                Kokkos::View<CellState*, typename Exec::memory_space> state) {
  launch(
      exec, "voronoi::mark_owned", state.extent(0), KOKKOS_LAMBDA(int slot) {
        state(slot) = grid.particle(slot) < static_cast<int>(owned) ? CellState::needs_pool : CellState::done;
      });
}

/// Computes the cells that need a pool, or have not been computed, by edge walks. Each thread has its cell on the
/// stack. Does not fence.
///
/// One item is a slot: the particle in it and its cell. Items reserve entries of the pools with atomic counters
/// (`CellResults`), so where a cell is in a pool depends on the threads; `gather_faces` and `gather_vertices` remove
/// this dependence.
///
/// \param exec    runs the kernel
/// \param walker  walks
/// \param results stores the cells
template <ExecutionSpace Exec>
void walk_cells(Exec const& exec, CellWalker<typename Exec::memory_space> const& walker,
                CellResults<typename Exec::memory_space> const& results) {
  std::size_t const points = walker.grid.particle.extent(0);
  if (results.counts_only()) {
    launch(
        exec, "voronoi::count_faces", points, KOKKOS_LAMBDA(int slot) {
          if (results.state(slot) == CellState::needs_pool) results.walk(walker, slot, nullptr);
        });
    return;
  }
  launch(
      exec, "voronoi::cells", points, KOKKOS_LAMBDA(int slot) {
        std::uint16_t ends[EdgeWalk::capacity * EdgeWalk::capacity];
        if (results.state(slot) == CellState::needs_pool) results.walk(walker, slot, ends);
      });
}

/// Computes the listed cells by exact clipping, with storage of fixed capacity on the stack. Does not fence.
///
/// One item is an entry of the list, which has no slot twice. Entries of the pools are reserved as in `walk_cells`.
///
/// \param exec    runs the kernel
/// \param list    slots
/// \param clipper clips
/// \param results stores the cells
template <ExecutionSpace Exec>
void clip_cells(Exec const& exec, Kokkos::View<int*, typename Exec::memory_space> list,
                CellClipper<typename Exec::memory_space> const& clipper,
                CellResults<typename Exec::memory_space> const& results) {
  launch(
      exec, "voronoi::clip_cells", list.extent(0), KOKKOS_LAMBDA(int k) {
        CellStorage<96, 64> storage;
        results.clip(clipper, list(k), ConvexCell(storage));
      });
}

/// Computes the listed cells by exact clipping, with storage allocated in memory: in batches of at most 64 MiB, and at
/// least one cell. Does not fence.
///
/// One item is an entry of the list in the current batch. It has its own slice of the storage, which the next batch
/// uses again. Entries of the pools are reserved as in `walk_cells`.
///
/// \param exec     runs the kernels
/// \param list     slots
/// \param capacity of vertices, and of faces, for each cell
/// \param clipper  clips
/// \param results  stores the cells
template <ExecutionSpace Exec>
void clip_cells_in_memory(Exec const& exec, Kokkos::View<int*, typename Exec::memory_space> list, int capacity,
                          CellClipper<typename Exec::memory_space> const& clipper,
                          CellResults<typename Exec::memory_space> const& results) {
  using Memory = typename Exec::memory_space;
  std::size_t const bytes = std::size_t(capacity) * (8 * ConvexCell::numbers_per_vertex +
                                                     4 * ConvexCell::indices_per_vertex + sizeof(CuttingPlane));
  std::size_t const batch = std::clamp<std::size_t>((std::size_t(64) << 20) / bytes, 1, list.extent(0));
  auto const numbers = allocate<Kokkos::View<double*, Memory>>(exec, "voronoi::clip_storage",
                                                               batch * capacity * ConvexCell::numbers_per_vertex);
  auto const integers = allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::clip_storage",
                                                             batch * capacity * ConvexCell::indices_per_vertex);
  auto const planes = allocate<Kokkos::View<CuttingPlane*, Memory>>(exec, "voronoi::clip_storage", batch * capacity);
  for (std::size_t begin = 0; begin < list.extent(0); begin += batch) {
    std::size_t const count = std::min(batch, list.extent(0) - begin);
    launch(
        exec, "voronoi::clip_cells_in_memory", count, KOKKOS_LAMBDA(std::size_t k) {
          std::size_t const slice = k * capacity;
          results.clip(
              clipper, list(begin + k),
              ConvexCell(numbers.data() + slice * ConvexCell::numbers_per_vertex,
                         integers.data() + slice * ConvexCell::indices_per_vertex, planes.data() + slice, capacity));
        });
  }
}

/// Finishes the cells that need a larger radius when there is none: they are `incomplete`. Does not fence. One item is
/// a slot.
///
/// \param exec    runs the kernel
/// \param results of all cells
template <ExecutionSpace Exec>
void mark_open(Exec const& exec, CellResults<typename Exec::memory_space> const& results) {
  launch(
      exec, "voronoi::mark_open", results.state.extent(0), KOKKOS_LAMBDA(int slot) {
        if (results.state(slot) != CellState::needs_radius) return;
        results.state(slot) = CellState::done;
        results.records(slot) = {};
        results.records(slot).status = Status::incomplete;
      });
}

/// Doubles the size of a View and keeps its contents. Does not fence.
///
/// \param exec allocates and copies
/// \param pool the View; replaced
/// \returns the old size
template <ExecutionSpace Exec, class Pool>
std::int64_t grow_to_double(Exec const& exec, Pool& pool) {
  std::size_t const old = pool.extent(0);
  auto const larger = allocate<Pool>(exec, "voronoi::pool", 2 * old);
  copy_first(exec, larger, pool, old);
  pool = larger;
  return std::int64_t(old);
}

/// Doubles the pools. Entries that were reserved beyond the old sizes count as unused again. Does not fence. The kernel
/// has one item, for all three pools.
///
/// \param exec    runs the kernel
/// \param results holds the pools
template <ExecutionSpace Exec>
void grow_pool(Exec const& exec, CellResults<typename Exec::memory_space>& results) {
  auto const faces = grow_to_double(exec, results.face_pool);
  auto const vertices = grow_to_double(exec, results.vertex_pool);
  auto const cycles = grow_to_double(exec, results.cycle_pool);
  auto const used = results.pool_used;
  launch(
      exec, "voronoi::grow_pool", 1, KOKKOS_LAMBDA(int) {
        used(0) = Kokkos::min(used(0), faces);
        used(1) = Kokkos::min(used(1), vertices);
        used(2) = Kokkos::min(used(2), cycles);
      });
}

}  // namespace tektite::detail
