// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/voronoi/detail/stencil.hpp"

namespace tektite::detail {

/// Particles sorted in space, and all their periodic images, which are not stored: who walks off the grid on one side
/// comes back on the other, one image further.
///
/// Positions, counted from the origin of the box, and the edges of the box are rounded to multiples of `quantum`, about
/// the spacing of doubles at four times the size of the box. So the vector from one site to another is exact, and its
/// opposite is the vector back, whichever image is looked at: what the predicates decide, all cells decide alike.
template <MemorySpace Memory>
struct PointGrid {
  static constexpr int padding = 8;  // numbers that may be read behind the last point

  Kokkos::View<double*, Memory> x, y, z;  // sorted by grid cell, the first axis fastest
  Kokkos::View<int*, Memory> particle;    // of the sorted point
  Kokkos::View<int*, Memory> point_of;    // the sorted point of a particle
  Kokkos::View<Vec3<int>*, Memory> came;  // the box that the sorted point was moved in from
  Kokkos::View<int*, Memory> offsets;     // first point of each grid cell
  int count[3] = {1, 1, 1};               // grid cells along each axis
  bool periodic[3] = {false, false, false};
  double quantum = 1;
  Mat3 edges = Mat3::identity();      // of the box, rounded
  Mat3 to_images = Mat3::identity();  // its inverse
  Mat3 to_grid = Mat3::identity();    // lengths to grid cells
  Vec3<double> low{};                 // corner of the grid, in grid cells
  Mat3 upper = Mat3::identity();      // R of the QR decomposition of a grid cell's edges, diagonal positive

  KOKKOS_FUNCTION Vec3<double> point(int k) const { return {x(k), y(k), z(k)}; }

  KOKKOS_FUNCTION Vec3<double> translation(Vec3<int> image) const {
    return edges * Vec3<double>{double(image.x), double(image.y), double(image.z)};
  }

  /// The image of point `k` that is at displacement d from `center`.
  KOKKOS_FUNCTION Vec3<int> image(Vec3<double> center, int k, Vec3<double> d) const {
    Vec3<double> const moved = d + center - point(k);
    if (moved == Vec3<double>{}) return {};
    Vec3<double> const s = to_images * moved;
    Vec3<int> result;
    for (int axis = 0; axis < 3; ++axis) {
      result[axis] = periodic[axis] ? static_cast<int>(Kokkos::floor(s[axis] + 0.5)) : 0;
    }
    return result;
  }

  /// The grid cell of a place, along each axis.
  KOKKOS_FUNCTION Vec3<int> cell_of(Vec3<double> r) const {
    Vec3<double> const u = to_grid * r - low;
    return {static_cast<int>(Kokkos::clamp(u.x, 0.0, double(count[0] - 1))),
            static_cast<int>(Kokkos::clamp(u.y, 0.0, double(count[1] - 1))),
            static_cast<int>(Kokkos::clamp(u.z, 0.0, double(count[2] - 1)))};
  }

  /// Visits runs of points, among which are all sites within the stencil's reach of a place: a little more than
  /// `for_each_run` would, with less to compute.
  template <class Visit>
  KOKKOS_FUNCTION void for_each_run(Vec3<double> r, Stencil const& stencil, Visit const& visit) const {
    if (stencil.rows < 0) {
      for_each_run(r, stencil.reach, visit);
      return;
    }
    Vec3<int> const home = cell_of(r);
    for (int k = 0; k < stencil.rows; ++k) {
      Vec3<int> image{};
      int b = home.y + stencil.b[k], c = home.z + stencil.c[k];
      int first = home.x + stencil.low[k], last = home.x + stencil.high[k];
      if (!inside(1, b, image.y) || !inside(2, c, image.z)) continue;
      if (!periodic[0]) {
        first = Kokkos::max(first, 0);
        last = Kokkos::min(last, count[0] - 1);
      }
      visit_row(count[0] * (b + count[1] * c), first, last - first + 1, image, visit);
    }
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
        double const gap1 =
            Kokkos::max(0.0, Kokkos::max(upper(1, 1) * f1_low + skew1.low, -(upper(1, 1) * f1_high + skew1.high)));
        double const left1 = left2 - gap1 * gap1;
        if (left1 < 0) continue;
        Interval const skew0 = times(upper(0, 1), f1_low, f1_high) + times(upper(0, 2), f2_low, f2_high);
        Interval const run = cells(0, u.x, Kokkos::sqrt(left1), skew0.low, skew0.high);
        if (run.low > run.high) continue;
        Vec3<int> image{};
        int const row =
            count[0] * (wrap(1, static_cast<int>(b), image.y) + count[1] * wrap(2, static_cast<int>(c), image.z));
        visit_row(row, static_cast<int>(run.low), static_cast<int>(run.high - run.low) + 1, image, visit);
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

  /// Visits `left` cells of a row, starting at cell `a`, on through as many images as there are.
  template <class Visit>
  KOKKOS_FUNCTION void visit_row(int row, int a, int left, Vec3<int> image, Visit const& visit) const {
    for (a = wrap(0, a, image.x); left > 0; a = 0, ++image.x) {
      int const end = Kokkos::min(a + left, count[0]);
      visit(offsets(row + a), offsets(row + end), image);
      left -= end - a;
    }
  }

  /// Wraps a cell along a periodic axis; false where there is none.
  KOKKOS_FUNCTION bool inside(int axis, int& cell, int& image) const {
    if (!periodic[axis]) return cell >= 0 && cell < count[axis];
    cell = wrap(axis, cell, image);
    return true;
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

}  // namespace tektite::detail
