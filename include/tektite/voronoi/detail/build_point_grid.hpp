// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"
#include "tektite/detail/sort.hpp"
#include "tektite/voronoi/detail/point_grid.hpp"

namespace tektite::detail {

inline bool repeats(Box const& box, int axis) { return box.periodic(axis); }
inline bool repeats(WithGhosts const&, int) { return false; }
inline Vec3<double> origin_of(Box const& box) { return box.origin(); }
inline Vec3<double> origin_of(WithGhosts const&) { return {}; }
KOKKOS_INLINE_FUNCTION Vec3<int> box_of(Box const& box, Vec3<double> r) { return box.cell_of(r); }
KOKKOS_INLINE_FUNCTION Vec3<int> box_of(WithGhosts const&, Vec3<double>) { return {}; }

/// \param low, high extremes of all positions in the frame of the domain, wrapped along its periodic axes
/// \param width     least width of the grid cells along each axis; they grow where points are sparse
template <ExecutionSpace Exec, Positions P, Domain D>
PointGrid<typename Exec::memory_space> build_point_grid(Exec const& exec, P const& positions, D const& domain,
                                                        Vec3<double> low, Vec3<double> high, Vec3<double> width) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = particle_count(positions);
  require(n < std::size_t(std::numeric_limits<int>::max()) / 4, "voronoi: ", n, " positions, at most 2^29");
  PointGrid<Memory> grid;
  if (n == 0) return grid;
  Mat3 const frame = frame_of(domain);
  Mat3 const to_frame = inverse(frame);
  double size = 0;
  for (int d = 0; d < 3; ++d) {
    size += norm(frame.col[d]) * (repeats(domain, d) ? 1 : std::max({1.0, std::abs(low[d]), std::abs(high[d])}));
  }
  grid.quantum = std::ldexp(1.0, std::ilogb(4 * size) + 1 - 53);
  double const quantum = grid.quantum;
  for (int d = 0; d < 3; ++d) {
    for (int e = 0; e < 3; ++e) grid.edges(e, d) = std::round(frame(e, d) / quantum) * quantum;
  }
  grid.to_images = inverse(grid.edges);
  double const most = 8.0 * double(n) + 64.0;
  Vec3<double> span;
  for (int d = 0; d < 3; ++d) {
    grid.periodic[d] = repeats(domain, d);
    if (grid.periodic[d]) low[d] = 0, high[d] = 1;
    span[d] = std::max(high[d] - low[d], 1e-300);
  }
  for (double grow = 1;; grow *= 1.25) {
    double total = 1;
    for (int d = 0; d < 3; ++d) {
      Vec3<double> const row{to_frame(d, 0), to_frame(d, 1), to_frame(d, 2)};
      double const number = std::max(1.0, std::floor(span[d] / norm(row) / (width[d] * grow)));
      total *= number;
      grid.count[d] = number < most ? static_cast<int>(number) : 1;
    }
    if (total <= most) break;
  }
  Mat3 step;
  for (int d = 0; d < 3; ++d) {
    double const per = grid.count[d] > 1 || grid.periodic[d] ? grid.count[d] / span[d] : 1 / std::max(span[d], 1e-3);
    step.col[d] = (1 / per) * frame.col[d];
    for (int e = 0; e < 3; ++e) grid.to_grid(d, e) = per * to_frame(d, e);
    grid.low[d] = per * low[d];
  }
  // Gram-Schmidt; q0, q1, q2 are the orthonormal axes.
  Vec3<double> q[3];
  grid.upper = {};
  for (int d = 0; d < 3; ++d) {
    Vec3<double> rest = step.col[d];
    for (int e = 0; e < d; ++e) {
      grid.upper(e, d) = dot(q[e], step.col[d]);
      rest += -grid.upper(e, d) * q[e];
    }
    grid.upper(d, d) = norm(rest);
    q[d] = (1 / grid.upper(d, d)) * rest;
  }

  std::size_t const total = std::size_t(grid.count[0]) * grid.count[1] * grid.count[2];
  grid.offsets = allocate_zero<Kokkos::View<int*, Memory>>(exec, "voronoi::grid_offsets", total + 1);
  grid.particle = allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::grid_particle", n);
  grid.point_of = allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::grid_point_of", n);
  grid.came = allocate<Kokkos::View<Vec3<int>*, Memory>>(exec, "voronoi::grid_came", n);
  grid.x = allocate_zero<Kokkos::View<double*, Memory>>(exec, "voronoi::grid_x", n + PointGrid<Memory>::padding);
  grid.y = allocate_zero<Kokkos::View<double*, Memory>>(exec, "voronoi::grid_y", n + PointGrid<Memory>::padding);
  grid.z = allocate_zero<Kokkos::View<double*, Memory>>(exec, "voronoi::grid_z", n + PointGrid<Memory>::padding);
  auto const r = allocate<Kokkos::View<Vec3<double>*, Memory>>(exec, "voronoi::grid_unsorted", n);
  auto const came = allocate<Kokkos::View<Vec3<int>*, Memory>>(exec, "voronoi::grid_came_unsorted", n);
  auto const place = allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::grid_place", n);
  auto const g = grid;
  Vec3<double> const origin = origin_of(domain);
  using Policy = Kokkos::RangePolicy<Exec>;
  Kokkos::parallel_for(
      "tektite::voronoi::grid_count", Policy(exec, 0, n), KOKKOS_LAMBDA(int i) {
        Vec3<double> const given = position(positions, i);
        came(i) = box_of(domain, given);
        Vec3<double> const inside = given - site_translation(domain, came(i)) - origin;
        for (int d = 0; d < 3; ++d) r(i)[d] = Kokkos::round(inside[d] / quantum) * quantum;
        Vec3<int> const cell = g.cell_of(r(i));
        place(i) = cell.x + g.count[0] * (cell.y + g.count[1] * cell.z);
        Kokkos::atomic_inc(&g.offsets(place(i)));
      });
  counts_to_offsets(exec, "voronoi::grid_scan", grid.offsets);
  auto const next = allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::grid_next", total + 1);
  Kokkos::deep_copy(exec, next, grid.offsets);
  Kokkos::parallel_for(
      "tektite::voronoi::grid_fill", Policy(exec, 0, n),
      KOKKOS_LAMBDA(int i) { g.particle(Kokkos::atomic_fetch_add(&next(place(i)), 1)) = i; });
  // In order of arrival so far; sorted, nothing depends on the threads.
  Kokkos::parallel_for(
      "tektite::voronoi::grid_sort", Policy(exec, 0, total), KOKKOS_LAMBDA(int c) {
        int const begin = g.offsets(c), end = g.offsets(c + 1);
        sort(g.particle.data() + begin, end - begin);
        for (int k = begin; k < end; ++k) {
          int const i = g.particle(k);
          g.x(k) = r(i).x;
          g.y(k) = r(i).y;
          g.z(k) = r(i).z;
          g.came(k) = came(i);
          g.point_of(i) = k;
        }
      });
  return grid;
}

}  // namespace tektite::detail
