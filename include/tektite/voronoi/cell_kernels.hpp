// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/status.hpp"
#include "tektite/neighbors/cell_list.hpp"
#include "tektite/voronoi/cell_builder.hpp"

namespace tektite::detail {

/// Lengths that steer the search. None of them changes a result.
struct LengthScale {
  double spacing;  ///< about the distance between neighbours
  double extent;   ///< sites farther apart than this cannot share a face, or there are none
  double last;     ///< a cell that is not closed by all sites within this is open
};

template <ExecutionSpace Exec, Positions P>
LengthScale length_scale(Exec const& exec, P const& positions, Box const& box) {
  std::size_t const n = particle_count(positions);
  double const edges = norm(box.edge(0)) + norm(box.edge(1)) + norm(box.edge(2));
  require_finite(exec, positions, norm(box.origin()) + 1e6 * edges);
  double const big = std::numeric_limits<double>::max();
  auto const extent = deterministic_reduce(
      exec, "voronoi::length_scale", n, Bounds{{big, big, big}, {-big, -big, -big}},
      KOKKOS_LAMBDA(std::size_t i, Bounds & b) {
        Vec3<double> const u = box.fractional(box.wrap(position(positions, i)));
        for (int d = 0; d < 3; ++d) {
          b.low[d] = Kokkos::min(b.low[d], u[d]);
          b.high[d] = Kokkos::max(b.high[d], u[d]);
        }
      },
      KOKKOS_LAMBDA(Bounds & b, Bounds const& other) {
        for (int d = 0; d < 3; ++d) {
          b.low[d] = Kokkos::min(b.low[d], other.low[d]);
          b.high[d] = Kokkos::max(b.high[d], other.high[d]);
        }
      });
  // Empty space around the particles does not thin them out.
  double volume = box.volume(), outside = 0;
  for (int d = 0; d < 3; ++d) {
    if (n > 1) volume *= std::clamp(extent.high[d] - extent.low[d], 0.05, 1.0);
    if (n > 0) outside += norm(box.edge(d)) * std::max({0.0, -extent.low[d], extent.high[d] - 1});
  }
  bool const periodic = box.periodic(0) && box.periodic(1) && box.periodic(2);
  double const enough = periodic ? 1.01 * edges : 2.02 * (edges + outside);
  double const spacing = std::min(std::cbrt(volume / double(std::max<std::size_t>(n, 1))), enough);
  return {spacing, enough, enough};
}

template <ExecutionSpace Exec, Positions P>
LengthScale length_scale(Exec const& exec, P const& positions, WithGhosts const& ghosts) {
  auto const sites = make_sites(exec, positions, ghosts, 1.0);
  if (sites.size() == 0) return {1, 1, 1};
  auto const box = bounds(exec, site_positions(exec, positions, ghosts, sites), Mat3::identity());
  Vec3<double> const size = box.high - box.low;
  double const diagonal = norm(size);
  if (!(diagonal > 0)) return {1, 1, 1};
  double volume = 1;
  for (int d = 0; d < 3; ++d) volume *= std::max(size[d], 0.05 * diagonal);
  // A closed cell may reach far beyond the sites that close it; past the last reach it is called open.
  return {std::cbrt(volume / double(sites.size())), diagonal, 64 * diagonal};
}

template <ExecutionSpace Exec>
double largest_squared(Exec const& exec, Kokkos::View<double const*, typename Exec::memory_space> radii) {
  return deterministic_reduce(
      exec, "voronoi::largest_radius", radii.extent(0), 0.0,
      KOKKOS_LAMBDA(std::size_t i, double& most) { most = Kokkos::max(most, radii(i) * radii(i)); },
      KOKKOS_LAMBDA(double& most, double const& other) { most = Kokkos::max(most, other); });
}

/// Marks all but one of the particles at one place: the one with the largest radius, then the smallest index, stays.
///
/// \returns the marks, without entries if there are none
template <ExecutionSpace Exec>
Kokkos::View<std::uint8_t*, typename Exec::memory_space> find_duplicates(
    Exec const& exec, Kokkos::View<Vec3<double>*, typename Exec::memory_space> x,
    CellList<typename Exec::memory_space> const& grid, Sites<typename Exec::memory_space> const& sites,
    Kokkos::View<double const*, typename Exec::memory_space> radii, double tolerance, std::size_t particles) {
  using Marks = Kokkos::View<std::uint8_t*, typename Exec::memory_space>;
  NeighborSearch<typename Exec::memory_space> const search(x, grid, tolerance);
  auto marks = allocate_zero<Marks>(exec, "voronoi::duplicates", particles);
  auto const particle = sites.particle;
  std::int64_t found = 0;
  // Ghosts are marked as well as owned particles, images with the particle that they belong to.
  Kokkos::parallel_reduce(
      "tektite::voronoi::find_duplicates", Kokkos::RangePolicy<Exec>(exec, 0, particles),
      KOKKOS_LAMBDA(int i, std::int64_t& sum) {
        bool duplicate = false;
        search(x(i), [&](int s) {
          int const j = particle(s);
          if (j == i) return;
          double const own = radii.extent(0) > 0 ? radii(i) : 0, other = radii.extent(0) > 0 ? radii(j) : 0;
          duplicate = duplicate || other > own || (other == own && j < i);
        });
        marks(i) = duplicate;
        sum += duplicate;
      },
      found);
  return found > 0 ? marks : Marks{};
}

struct FaceRecord {
  int neighbor;
  Vec3<int> shift;
  double area;
  int order;

  KOKKOS_FUNCTION bool operator<(FaceRecord const& b) const {
    if (neighbor != b.neighbor) return neighbor < b.neighbor;
    if (shift.x != b.shift.x) return shift.x < b.shift.x;
    if (shift.y != b.shift.y) return shift.y < b.shift.y;
    return shift.z < b.shift.z;
  }
};

/// What a cell still lacks.
enum class Lack : int { nothing = 0, reach = 1, room = 2, pool = 3 };

/// Where finished cells go. Faces are put one after the other into a pool, in the order in which cells are finished;
/// `sort_faces` brings them into the particles' order.
template <MemorySpace Memory>
struct CellResults {
  Kokkos::View<int* [4], Memory> indices;
  Kokkos::View<int*, Memory> face_counts;
  Kokkos::View<double*, Memory> volumes, surface_areas;
  Kokkos::View<Status*, Memory> status;
  Kokkos::View<int*, Memory> faces_dropped, edges_dropped, vertices, degenerate_vertices;
  double face_threshold = 0, relative_face_threshold = 0, edge_threshold = 0;
  Kokkos::View<Lack*, Memory> lack;
  Kokkos::View<std::int64_t*, Memory> first_face;  // into the pool, by particle; empty: no faces are wanted
  Kokkos::View<FaceRecord*, Memory> pool;
  Kokkos::View<std::int64_t, Memory> used;
  Sites<Memory> sites;

  template <class Cell>
  KOKKOS_FUNCTION void finish(CellBuilder<Memory> const& build, int i, Cell&& cell) const {
    if (build.duplicate.extent(0) > 0 && build.duplicate(i)) {
      status(i) = Status::duplicate;
      lack(i) = Lack::nothing;
      return;
    }
    bool const closed = build(i, cell);
    lack(i) = cell.overflow ? Lack::room : closed ? Lack::nothing : Lack::reach;
    if (lack(i) != Lack::nothing) return;
    auto const measured = measure_cell(cell, face_threshold, relative_face_threshold, edge_threshold);
    if (first_face.extent(0) > 0 && !store_faces(i, cell, measured.faces)) {
      lack(i) = Lack::pool;
      return;
    }
    for (int k = 0; k < 4; ++k) indices(i, k) = measured.counts[k];
    face_counts(i) = measured.faces;
    volumes(i) = measured.volume;
    surface_areas(i) = measured.surface;
    status(i) = measured.degenerate_vertices > 0 ? Status::degenerate : Status::ok;
    faces_dropped(i) = measured.faces_dropped;
    edges_dropped(i) = measured.edges_dropped;
    vertices(i) = measured.vertices;
    degenerate_vertices(i) = measured.degenerate_vertices;
  }

 private:
  template <class Cell>
  KOKKOS_FUNCTION bool store_faces(int i, Cell const& cell, int count) const {
    std::int64_t const first = Kokkos::atomic_fetch_add(&used(), std::int64_t(count));
    if (first + count > std::int64_t(pool.extent(0))) return false;
    first_face(i) = first;
    std::int64_t next = first;
    for (int f = 0; f < cell.faces; ++f) {
      if (cell.order[f] == 0) continue;
      int const site = cell.label[f];
      FaceRecord& face = pool(next++);
      face.neighbor = site < 0 ? site : sites.particle(site);
      face.shift = site < 0 ? Vec3<int>{} : sites.shift(site) - sites.shift(i);
      face.area = cell.area[3 * f];
      face.order = cell.order[f];
    }
    return true;
  }
};

/// How many cells lack what.
struct LackCount {
  int reach = 0, room = 0, pool = 0;
  int total() const { return reach + room + pool; }
};

template <ExecutionSpace Exec>
LackCount count_lacking(Exec const& exec, Kokkos::View<Lack*, typename Exec::memory_space> lack) {
  LackCount count;
  Kokkos::parallel_reduce(
      "tektite::voronoi::count_lacking", Kokkos::RangePolicy<Exec>(exec, 0, lack.extent(0)),
      KOKKOS_LAMBDA(int i, int& reach, int& room, int& pool) {
        reach += lack(i) == Lack::reach;
        room += lack(i) == Lack::room;
        pool += lack(i) == Lack::pool;
      },
      count.reach, count.room, count.pool);
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

/// The fast path: each thread carries its cell.
template <ExecutionSpace Exec>
void make_cells_in_fixed_room(Exec const& exec, std::size_t n, CellBuilder<typename Exec::memory_space> const& build,
                              CellResults<typename Exec::memory_space> const& results) {
  Kokkos::parallel_for(
      "tektite::voronoi::cells", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) {
        CellRoom<96, 64> room;
        results.finish(build, i, ConvexCell<CellRoom<96, 64>::Index>(room));
      });
}

/// The careful path, for listed particles: room for `capacity` vertices and faces each, in memory.
template <ExecutionSpace Exec>
void make_cells_in_room(Exec const& exec, Kokkos::View<int*, typename Exec::memory_space> list, int capacity,
                        CellBuilder<typename Exec::memory_space> const& build,
                        CellResults<typename Exec::memory_space> const& results) {
  using Cell = ConvexCell<int>;
  using Memory = typename Exec::memory_space;
  std::size_t const bytes = std::size_t(capacity) * (8 * Cell::numbers_per_vertex + 4 * Cell::indices_per_vertex);
  std::size_t const batch = std::clamp<std::size_t>((std::size_t(64) << 20) / bytes, 1, list.extent(0));
  auto const numbers =
      allocate<Kokkos::View<double*, Memory>>(exec, "voronoi::room", batch * capacity * Cell::numbers_per_vertex);
  auto const integers =
      allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::room", batch * capacity * Cell::indices_per_vertex);
  for (std::size_t begin = 0; begin < list.extent(0); begin += batch) {
    std::size_t const count = std::min(batch, list.extent(0) - begin);
    Kokkos::parallel_for(
        "tektite::voronoi::cells_with_room", Kokkos::RangePolicy<Exec>(exec, 0, count), KOKKOS_LAMBDA(std::size_t k) {
          std::size_t const slice = k * capacity;
          results.finish(build, list(begin + k),
                         Cell(numbers.data() + slice * Cell::numbers_per_vertex,
                              integers.data() + slice * Cell::indices_per_vertex, capacity));
        });
  }
}

/// Cells that lack reach have no end.
template <ExecutionSpace Exec>
void mark_open(Exec const& exec, CellResults<typename Exec::memory_space> const& results) {
  auto const lack = results.lack;
  auto const status = results.status;
  Kokkos::parallel_for(
      "tektite::voronoi::mark_open", Kokkos::RangePolicy<Exec>(exec, 0, lack.extent(0)), KOKKOS_LAMBDA(int i) {
        if (lack(i) != Lack::reach) return;
        lack(i) = Lack::nothing;
        status(i) = Status::incomplete;
      });
}

/// Twice the space for faces. What did not fit is not counted as used.
template <ExecutionSpace Exec>
void grow_pool(Exec const& exec, CellResults<typename Exec::memory_space>& results) {
  using Memory = typename Exec::memory_space;
  std::size_t const old = results.pool.extent(0);
  auto const larger = allocate<Kokkos::View<FaceRecord*, Memory>>(exec, "voronoi::pool", 2 * old);
  Kokkos::deep_copy(exec, Kokkos::subview(larger, std::make_pair(std::size_t(0), old)), results.pool);
  results.pool = larger;
  auto const used = results.used;
  Kokkos::parallel_for(
      "tektite::voronoi::grow_pool", Kokkos::RangePolicy<Exec>(exec, 0, 1),
      KOKKOS_LAMBDA(int) { used() = Kokkos::min(used(), std::int64_t(old)); });
}

}  // namespace tektite::detail
