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
#include "tektite/detail/memory.hpp"
#include "tektite/voronoi/detail/cell_results.hpp"

namespace tektite::detail {

template <ExecutionSpace Exec>
double largest_weight(Exec const& exec, Kokkos::View<double const*, typename Exec::memory_space> weights) {
  return deterministic_reduce(
      exec, "voronoi::largest_radius", weights.extent(0), 0.0,
      KOKKOS_LAMBDA(std::size_t i, double& most) { most = Kokkos::max(most, weights(i)); },
      KOKKOS_LAMBDA(double& most, double const& other) { most = Kokkos::max(most, other); });
}

/// Marks all but one of the particles at one place: the one with the largest radius, then the smallest index, stays.
///
/// \returns the marks, without entries if there are none
template <ExecutionSpace Exec>
Kokkos::View<std::uint8_t*, typename Exec::memory_space> find_duplicates(
    Exec const& exec, PointGrid<typename Exec::memory_space> const& grid,
    Kokkos::View<double const*, typename Exec::memory_space> weights, double tolerance) {
  using Marks = Kokkos::View<std::uint8_t*, typename Exec::memory_space>;
  std::size_t const points = grid.particle.extent(0);
  auto marks = allocate_zero<Marks>(exec, "voronoi::duplicates", points);
  std::int64_t found = 0;
  // Ghosts are marked as well as owned particles, images with the particle that they belong to.
  Kokkos::parallel_reduce(
      "tektite::voronoi::find_duplicates", Kokkos::RangePolicy<Exec>(exec, 0, points),
      KOKKOS_LAMBDA(int k, std::int64_t& sum) {
        int const i = grid.particle(k);
        Vec3<double> const center = grid.point(k);
        bool duplicate = false;
        grid.for_each_run(center, tolerance, [&](int begin, int end, Vec3<int> image) {
          Vec3<double> const from = grid.translation(image) - center;
          for (int other_k = begin; other_k < end; ++other_k) {
            int const j = grid.particle(other_k);
            Vec3<double> const d = grid.point(other_k) + from;
            if (j == i || dot(d, d) > tolerance * tolerance) continue;
            double const own = weights.extent(0) > 0 ? weights(i) : 0, other = weights.extent(0) > 0 ? weights(j) : 0;
            duplicate = duplicate || other > own || (other == own && j < i);
          }
        });
        marks(i) = duplicate;
        sum += duplicate;
      },
      found);
  return found > 0 ? marks : Marks{};
}

/// How many cells lack what.
struct LackCount {
  int care = 0, reach = 0, room = 0, pool = 0;
  int total() const { return care + reach + room + pool; }
};

template <ExecutionSpace Exec>
LackCount count_lacking(Exec const& exec, Kokkos::View<Lack*, typename Exec::memory_space> lack) {
  LackCount count;
  Kokkos::parallel_reduce(
      "tektite::voronoi::count_lacking", Kokkos::RangePolicy<Exec>(exec, 0, lack.extent(0)),
      KOKKOS_LAMBDA(int i, int& care, int& reach, int& room, int& pool) {
        care += lack(i) == Lack::care;
        reach += lack(i) == Lack::reach;
        room += lack(i) == Lack::room;
        pool += lack(i) == Lack::pool;
      },
      count.care, count.reach, count.room, count.pool);
  return count;
}

/// The particles whose cells lack something, ascending.
template <ExecutionSpace Exec>
Kokkos::View<int*, typename Exec::memory_space> list_lacking(Exec const& exec,
                                                             Kokkos::View<Lack*, typename Exec::memory_space> lack,
                                                             int count) {
  auto list = allocate<Kokkos::View<int*, typename Exec::memory_space>>(exec, "voronoi::pending", count);
  Kokkos::parallel_scan(
      "tektite::voronoi::list_lacking", Kokkos::RangePolicy<Exec>(exec, 0, lack.extent(0)),
      KOKKOS_LAMBDA(int i, int& sum, bool final) {
        if (lack(i) == Lack::nothing) return;
        if (final) list(sum) = i;
        ++sum;
      });
  return list;
}

/// Everybody lacks a cell but ghosts, who have none.
template <ExecutionSpace Exec>
void mark_owned(Exec const& exec, std::size_t owned, PointGrid<typename Exec::memory_space> const& grid,
                Kokkos::View<Lack*, typename Exec::memory_space> lack) {
  Kokkos::parallel_for(
      "tektite::voronoi::mark_owned", Kokkos::RangePolicy<Exec>(exec, 0, lack.extent(0)),
      KOKKOS_LAMBDA(int k) { lack(k) = grid.particle(k) < static_cast<int>(owned) ? Lack::pool : Lack::nothing; });
}

/// The fast path, for all cells that lack a place: each thread carries its cell.
template <ExecutionSpace Exec>
void walk_cells(Exec const& exec, CellWalker<typename Exec::memory_space> const& walker,
                CellResults<typename Exec::memory_space> const& results) {
  std::size_t const points = walker.grid.particle.extent(0);
  if (results.counts_only()) {
    Kokkos::parallel_for(
        "tektite::voronoi::count_faces", Kokkos::RangePolicy<Exec>(exec, 0, points), KOKKOS_LAMBDA(int k) {
          if (results.lack(k) == Lack::pool) results.walk(walker, k, nullptr);
        });
    return;
  }
  Kokkos::parallel_for(
      "tektite::voronoi::cells", Kokkos::RangePolicy<Exec>(exec, 0, points), KOKKOS_LAMBDA(int k) {
        std::uint16_t ends[EdgeWalk::capacity * EdgeWalk::capacity];
        if (results.lack(k) == Lack::pool) results.walk(walker, k, ends);
      });
}

/// The careful path, for listed points, in fixed room.
template <ExecutionSpace Exec>
void build_cells(Exec const& exec, Kokkos::View<int*, typename Exec::memory_space> list,
                 CellBuilder<typename Exec::memory_space> const& builder,
                 CellResults<typename Exec::memory_space> const& results) {
  Kokkos::parallel_for(
      "tektite::voronoi::careful_cells", Kokkos::RangePolicy<Exec>(exec, 0, list.extent(0)), KOKKOS_LAMBDA(int k) {
        CellRoom<96, 64> room;
        results.build(builder, list(k), ConvexCell<CellRoom<96, 64>::Index>(room));
      });
}

/// The same with room for `capacity` vertices and faces each, in memory.
template <ExecutionSpace Exec>
void build_cells_in_room(Exec const& exec, Kokkos::View<int*, typename Exec::memory_space> list, int capacity,
                         CellBuilder<typename Exec::memory_space> const& builder,
                         CellResults<typename Exec::memory_space> const& results) {
  using Cell = ConvexCell<int>;
  using Memory = typename Exec::memory_space;
  std::size_t const bytes =
      std::size_t(capacity) * (8 * Cell::numbers_per_vertex + 4 * Cell::indices_per_vertex + sizeof(CuttingPlane));
  std::size_t const batch = std::clamp<std::size_t>((std::size_t(64) << 20) / bytes, 1, list.extent(0));
  auto const numbers =
      allocate<Kokkos::View<double*, Memory>>(exec, "voronoi::room", batch * capacity * Cell::numbers_per_vertex);
  auto const integers =
      allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::room", batch * capacity * Cell::indices_per_vertex);
  auto const planes = allocate<Kokkos::View<CuttingPlane*, Memory>>(exec, "voronoi::room", batch * capacity);
  for (std::size_t begin = 0; begin < list.extent(0); begin += batch) {
    std::size_t const count = std::min(batch, list.extent(0) - begin);
    Kokkos::parallel_for(
        "tektite::voronoi::cells_with_room", Kokkos::RangePolicy<Exec>(exec, 0, count), KOKKOS_LAMBDA(std::size_t k) {
          std::size_t const slice = k * capacity;
          results.build(builder, list(begin + k),
                        Cell(numbers.data() + slice * Cell::numbers_per_vertex,
                             integers.data() + slice * Cell::indices_per_vertex, planes.data() + slice, capacity));
        });
  }
}

/// Cells that lack reach have no end.
template <ExecutionSpace Exec>
void mark_open(Exec const& exec, CellResults<typename Exec::memory_space> const& results) {
  Kokkos::parallel_for(
      "tektite::voronoi::mark_open", Kokkos::RangePolicy<Exec>(exec, 0, results.lack.extent(0)), KOKKOS_LAMBDA(int k) {
        if (results.lack(k) != Lack::reach) return;
        results.lack(k) = Lack::nothing;
        results.records(k) = {};
        results.records(k).status = Status::incomplete;
      });
}

template <ExecutionSpace Exec, class Pool>
std::int64_t twice_as_large(Exec const& exec, Pool& pool) {
  std::size_t const old = pool.extent(0);
  auto const larger = allocate<Pool>(exec, "voronoi::pool", 2 * old);
  Kokkos::deep_copy(exec, Kokkos::subview(larger, std::make_pair(std::size_t(0), old)), pool);
  pool = larger;
  return std::int64_t(old);
}

/// Twice the space for faces and vertices. What did not fit is not counted as used.
template <ExecutionSpace Exec>
void grow_pool(Exec const& exec, CellResults<typename Exec::memory_space>& results) {
  auto const faces = twice_as_large(exec, results.pool);
  auto const vertices = twice_as_large(exec, results.vertex_pool);
  auto const corners = twice_as_large(exec, results.corner_pool);
  auto const used = results.used;
  Kokkos::parallel_for(
      "tektite::voronoi::grow_pool", Kokkos::RangePolicy<Exec>(exec, 0, 1), KOKKOS_LAMBDA(int) {
        used(0) = Kokkos::min(used(0), faces);
        used(1) = Kokkos::min(used(1), vertices);
        used(2) = Kokkos::min(used(2), corners);
      });
}

}  // namespace tektite::detail
