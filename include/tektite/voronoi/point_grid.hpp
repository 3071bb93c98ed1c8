// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/sort.hpp"
#include "tektite/neighbors/cell_list.hpp"
#include "tektite/neighbors/sites.hpp"

namespace tektite::detail {

/// Particles sorted in space, and all their periodic images, which are not stored: who walks off the grid on one side
/// comes back on the other, one image further.
///
/// Positions, counted from the origin of the box, and the edges of the box are rounded to multiples of `quantum`, about
/// the spacing of doubles at four times the size of the box. So the vector from one site to another is exact, and its
/// opposite is the vector back, whichever image is looked at: what the predicates decide, all cells decide alike.
template <MemorySpace Memory>
struct PointGrid {
  Kokkos::View<double*, Memory> x, y, z;    // sorted by grid cell, the first axis fastest
  Kokkos::View<int*, Memory> particle;      // of the sorted point
  Kokkos::View<Vec3<int>*, Memory> came;    // by particle: the box that it was moved in from
  Kokkos::View<int*, Memory> offsets;       // first point of each grid cell
  int count[3] = {1, 1, 1};                 // grid cells along each axis
  bool periodic[3] = {false, false, false};
  double quantum = 1;
  Mat3 edges = Mat3::identity();            // of the box, rounded
  Mat3 to_images = Mat3::identity();        // its inverse
  Mat3 to_grid = Mat3::identity();          // lengths to grid cells
  Vec3<double> low{};                       // corner of the grid, in grid cells
  Mat3 upper = Mat3::identity();            // R of the QR decomposition of a grid cell's edges, diagonal positive

  KOKKOS_FUNCTION Vec3<double> point(int k) const { return {x(k), y(k), z(k)}; }

  KOKKOS_FUNCTION Vec3<double> translation(Vec3<int> image) const {
    return edges * Vec3<double>{double(image.x), double(image.y), double(image.z)};
  }

  /// The image of point `k` that is at displacement d from `center`.
  KOKKOS_FUNCTION Vec3<int> image(Vec3<double> center, int k, Vec3<double> d) const {
    Vec3<double> const s = to_images * (d + center - point(k));
    Vec3<int> result;
    for (int axis = 0; axis < 3; ++axis) {
      result[axis] = periodic[axis] ? static_cast<int>(Kokkos::round(s[axis])) : 0;
    }
    return result;
  }

  KOKKOS_FUNCTION int cell_of(Vec3<double> r) const {
    Vec3<double> const u = to_grid * r - low;
    int c[3];
    for (int d = 0; d < 3; ++d) c[d] = static_cast<int>(Kokkos::clamp(u[d], 0.0, double(count[d] - 1)));
    return c[0] + count[0] * (c[1] + count[1] * c[2]);
  }

  /// Visits runs of points, among which are all sites within `reach` of a place in the grid.
  ///
  /// \param visit device-callable `void(int begin, int end, Vec3<int> image)`
  ///
  /// A displacement of f grid cells has the length of R f, R upper triangular. So the last axis bounds the others: each
  /// run ends where the sphere does, whatever the tilt of the box.
  template <class Visit>
  KOKKOS_FUNCTION void for_each_run(Vec3<double> r, double reach, Visit const& visit) const {
    Vec3<double> const u = to_grid * r - low;
    double const squared = reach * reach * (1 + 1e-9);
    Interval const planes = cells(2, u.z, Kokkos::sqrt(squared), 0, 0);
    for (double c = planes.low; c <= planes.high; ++c) {
      double const f2_low = c - u.z - slack, f2_high = c + 1 - u.z + slack;
      double const gap2 = Kokkos::max(0.0, Kokkos::max(f2_low, -f2_high)) * upper(2, 2);
      double const left2 = squared - gap2 * gap2;
      if (left2 < 0) continue;
      Interval const skew1 = times(upper(1, 2), f2_low, f2_high);
      Interval const rows = cells(1, u.y, Kokkos::sqrt(left2), skew1.low, skew1.high);
      for (double b = rows.low; b <= rows.high; ++b) {
        double const f1_low = b - u.y - slack, f1_high = b + 1 - u.y + slack;
        double const gap1 = Kokkos::max(
            0.0, Kokkos::max(upper(1, 1) * f1_low + skew1.low, -(upper(1, 1) * f1_high + skew1.high)));
        double const left1 = left2 - gap1 * gap1;
        if (left1 < 0) continue;
        Interval const skew0 = times(upper(0, 1), f1_low, f1_high) + times(upper(0, 2), f2_low, f2_high);
        Interval const run = cells(0, u.x, Kokkos::sqrt(left1), skew0.low, skew0.high);
        if (run.low > run.high) continue;
        Vec3<int> image{};
        int const row = count[0] * (wrap(1, static_cast<int>(b), image.y) +
                                    count[1] * wrap(2, static_cast<int>(c), image.z));
        int a = wrap(0, static_cast<int>(run.low), image.x);
        for (int left = static_cast<int>(run.high - run.low) + 1; left > 0;) {
          int const end = Kokkos::min(a + left, count[0]);
          visit(offsets(row + a), offsets(row + end), image);
          left -= end - a;
          a = 0;
          ++image.x;
        }
      }
    }
  }

 private:
  static constexpr double slack = 1e-9;  // in grid cells: far more than the rounding of a coordinate

  struct Interval {
    double low, high;
    KOKKOS_FUNCTION friend Interval operator+(Interval a, Interval b) { return {a.low + b.low, a.high + b.high}; }
  };

  KOKKOS_FUNCTION static Interval times(double factor, double low, double high) {
    return factor >= 0 ? Interval{factor * low, factor * high} : Interval{factor * high, factor * low};
  }

  /// Grid cells along an axis with displacements f such that |upper f + skew| <= reach for some skew between the two.
  KOKKOS_FUNCTION Interval cells(int axis, double u, double reach, double skew_low, double skew_high) const {
    double const per = 1 / upper(axis, axis);
    Interval found{Kokkos::floor(u + (-reach - skew_high) * per - slack),
                   Kokkos::floor(u + (reach - skew_low) * per + slack)};
    if (!periodic[axis]) {
      found.low = Kokkos::max(found.low, 0.0);
      found.high = Kokkos::min(found.high, double(count[axis] - 1));
      // A point on the upper boundary belongs to the last cell.
      if (found.low > count[axis] - 1) found.low = count[axis] - 1;
    }
    return found;
  }

  KOKKOS_FUNCTION int wrap(int axis, int cell, int& image) const {
    while (cell < 0) {
      cell += count[axis];
      --image;
    }
    while (cell >= count[axis]) {
      cell -= count[axis];
      ++image;
    }
    return cell;
  }
};

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
  grid.came = allocate<Kokkos::View<Vec3<int>*, Memory>>(exec, "voronoi::grid_came", n);
  grid.x = allocate<Kokkos::View<double*, Memory>>(exec, "voronoi::grid_x", n);
  grid.y = allocate<Kokkos::View<double*, Memory>>(exec, "voronoi::grid_y", n);
  grid.z = allocate<Kokkos::View<double*, Memory>>(exec, "voronoi::grid_z", n);
  auto const r = allocate<Kokkos::View<Vec3<double>*, Memory>>(exec, "voronoi::grid_unsorted", n);
  auto const place = allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::grid_place", n);
  auto const g = grid;
  Vec3<double> const origin = origin_of(domain);
  using Policy = Kokkos::RangePolicy<Exec>;
  Kokkos::parallel_for(
      "tektite::voronoi::grid_count", Policy(exec, 0, n), KOKKOS_LAMBDA(int i) {
        Vec3<double> const given = position(positions, i);
        g.came(i) = box_of(domain, given);
        Vec3<double> const inside = given - site_translation(domain, g.came(i)) - origin;
        for (int d = 0; d < 3; ++d) r(i)[d] = Kokkos::round(inside[d] / quantum) * quantum;
        place(i) = g.cell_of(r(i));
        Kokkos::atomic_inc(&g.offsets(place(i)));
      });
  Kokkos::parallel_scan(
      "tektite::voronoi::grid_scan", Policy(exec, 0, total + 1), KOKKOS_LAMBDA(int c, int& sum, bool final) {
        int const points = g.offsets(c);
        if (final) g.offsets(c) = sum;
        sum += points;
      });
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
          Vec3<double> const p = r(g.particle(k));
          g.x(k) = p.x;
          g.y(k) = p.y;
          g.z(k) = p.z;
        }
      });
  return grid;
}

}  // namespace tektite::detail
