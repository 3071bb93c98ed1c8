// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"
#include "tektite/core/reduced_box.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/voronoi/detail/stencil.hpp"

namespace tektite::detail {

/// Points sorted by grid cells: one for each position, owned particle or ghost, wrapped into the box along its periodic
/// axes. A slot is the index of a point in this order. A site is a point, or a periodic image of it; images are not
/// stored: a search that leaves the grid on one side goes on at the other, one image further.
///
/// Points count from the origin of the box. They and the edges of the box are rounded to multiples of `quantum`, about
/// the spacing of doubles at four times the size of the box. So the vector between two sites is exact, and is the same
/// up to its sign seen from either of them and from any of their images: the exact predicates decide alike for all
/// cells.
///
/// Along an axis with a long stretch without points the grid has a gap: it spans the points only, and its images are
/// farther apart than it is long. So a slab or a wire in vacuum has grid cells as small as a glass has.
template <MemorySpace Memory>
struct PointGrid {
  static constexpr int padding = 8;  // numbers that may be read beyond the last point

  Kokkos::View<double*, Memory> x, y, z;        // by slot; grid cells in order, the first axis fastest
  Kokkos::View<int*, Memory> particle;          // by slot: index of the position
  Kokkos::View<int*, Memory> slot_of;           // by particle
  Kokkos::View<Vec3<int>*, Memory> home_shift;  // by slot: image flags of the position that the caller gave
  Kokkos::View<int*, Memory> offsets;           // first slot of each grid cell; one entry more, the number of points
  int count[3] = {1, 1, 1};                     // grid cells along each axis
  bool periodic[3] = {false, false, false};
  bool gaps = false;  // whether the grid has a gap along any axis
  // Distance from one image of the grid to the next, in grid cells; without a gap `count`.
  double period[3] = {1, 1, 1};
  double farthest[3] = {1, 1, 1};  // no site farther away along an axis shares a face, in grid cells
  Vec3<int> shortest_shift[3];     // to the nearest images, see `Box::shortest_shifts`; zeros without images
  double quantum = 1;
  Mat3 edges = Mat3::identity();      // of the box, rounded
  ShiftMap original;                  // from shifts in these edges to those of the caller's box
  Mat3 to_images = Mat3::identity();  // inverse of `edges`
  Mat3 to_grid = Mat3::identity();    // from lengths to grid cells
  Vec3<double> low{};                 // the lowest corner of the grid, in grid cells
  Mat3 upper = Mat3::identity();      // R of the QR decomposition of a grid cell's edges, diagonal positive

  /// \param slot of a point
  /// \returns its coordinates
  KOKKOS_FUNCTION Vec3<double> point(int slot) const { return {x(slot), y(slot), z(slot)}; }

  /// \param image shift
  /// \returns the vector from a point to this image
  KOKKOS_FUNCTION Vec3<double> translation(Vec3<int> image) const {
    return edges * Vec3<double>{double(image.x), double(image.y), double(image.z)};
  }

  /// \param center where a search was done
  /// \param slot   of a point
  /// \param d      displacement from the center to a site that is an image of this point
  /// \returns the shift from the point to that site
  KOKKOS_FUNCTION Vec3<int> image(Vec3<double> center, int slot, Vec3<double> d) const {
    Vec3<double> const moved = d + center - point(slot);
    if (moved == Vec3<double>{}) return {};
    Vec3<double> const s = to_images * moved;
    Vec3<int> result;
    for (int axis = 0; axis < 3; ++axis) {
      result[axis] = periodic[axis] ? static_cast<int>(Kokkos::floor(s[axis] + 0.5)) : 0;
    }
    return result;
  }

  /// \param r a point
  /// \returns its grid cell along each axis, the nearest one if the point is outside the grid
  KOKKOS_FUNCTION Vec3<int> cell_of(Vec3<double> r) const {
    Vec3<double> const u = to_grid * r - low;
    return {static_cast<int>(Kokkos::clamp(u.x, 0.0, double(count[0] - 1))),
            static_cast<int>(Kokkos::clamp(u.y, 0.0, double(count[1] - 1))),
            static_cast<int>(Kokkos::clamp(u.z, 0.0, double(count[2] - 1)))};
  }

  /// Visits runs of slots that hold all sites within the stencil's radius of a point r: somewhat more than the other
  /// `for_each_run`, with less to compute.
  ///
  /// \param r       a point in the grid
  /// \param stencil made with this grid's `upper`
  /// \param visit   device-callable `void(int begin, int end, Vec3<int> image)`
  template <class Visit>
  KOKKOS_FUNCTION void for_each_run(Vec3<double> r, Stencil const& stencil, Visit const& visit) const {
    if (stencil.rows < 0) {
      for_each_run(r, stencil.radius, visit);
      return;
    }
    Vec3<int> const home = cell_of(r);
    for (int k = 0; k < stencil.rows; ++k) {
      Vec3<int> image{};
      int b = home.y + stencil.b[k], c = home.z + stencil.c[k];
      int first = home.x + stencil.low[k], last = home.x + stencil.high[k];
      if (!wrap_if_periodic(1, b, image.y) || !wrap_if_periodic(2, c, image.z)) continue;
      if (!periodic[0]) {
        first = Kokkos::max(first, 0);
        last = Kokkos::min(last, count[0] - 1);
      }
      visit_row(count[0] * (b + count[1] * c), first, last - first + 1, image, visit);
    }
  }

  /// Visits runs of slots that hold all sites within `radius` of a point r.
  ///
  /// A displacement of f grid cells has the length |R f|, R = `upper`. R is upper triangular, so the square is a sum of
  /// three terms: of f2, of f1 and f2, and of all three. A plane of cells bounds the first term, a row in it the
  /// second, and what remains of the squared radius is left for the next axis. So each run ends at the sphere, whatever
  /// the tilt of the box.
  ///
  /// \param r      a point in the grid
  /// \param radius of the search
  /// \param visit  device-callable `void(int begin, int end, Vec3<int> image)`; the sites are the images of the points
  ///               in slots [begin, end) by the shift `image`
  template <class Visit>
  KOKKOS_FUNCTION void for_each_run(Vec3<double> r, double radius, Visit const& visit) const {
    if (gaps) {
      double const squared = radius * radius * (1 + 1e-9);
      for_each_run_in(r, squared, OneBall{squared}, visit);
      return;
    }
    Vec3<double> const u = to_grid * r - low;
    double const squared = radius * radius * (1 + 1e-9);
    Interval const planes = cells(2, u.z, Kokkos::sqrt(squared), 0, 0);
    for (double c = planes.low; c <= planes.high; ++c) {
      double const f2_low = c - u.z - slack, f2_high = c + 1 - u.z + slack;
      double const gap2 = Kokkos::max(0.0, Kokkos::max(f2_low, -f2_high)) * upper(2, 2);
      double const squared1 = squared - gap2 * gap2;
      if (squared1 < 0) continue;
      Interval const skew1 = times(upper(1, 2), f2_low, f2_high);
      Interval const rows = cells(1, u.y, Kokkos::sqrt(squared1), skew1.low, skew1.high);
      for (double b = rows.low; b <= rows.high; ++b) {
        double const f1_low = b - u.y - slack, f1_high = b + 1 - u.y + slack;
        double const gap1 =
            Kokkos::max(0.0, Kokkos::max(upper(1, 1) * f1_low + skew1.low, -(upper(1, 1) * f1_high + skew1.high)));
        double const squared0 = squared1 - gap1 * gap1;
        if (squared0 < 0) continue;
        Interval const skew0 = times(upper(0, 1), f1_low, f1_high) + times(upper(0, 2), f2_low, f2_high);
        Interval const run = cells(0, u.x, Kokkos::sqrt(squared0), skew0.low, skew0.high);
        if (run.low > run.high) continue;
        Vec3<int> image{};
        int const row =
            count[0] * (wrap(1, static_cast<int>(b), image.y) + count[1] * wrap(2, static_cast<int>(c), image.z));
        visit_row(row, static_cast<int>(run.low), static_cast<int>(run.high - run.low) + 1, image, visit);
      }
    }
  }

  /// Both ends included.
  struct Interval {
    double low, high;
    KOKKOS_FUNCTION friend Interval operator+(Interval a, Interval b) { return {a.low + b.low, a.high + b.high}; }
  };

  /// A ball, for `for_each_run_in`.
  struct Ball {
    Vec3<double> center;  // from where the search is done, in the axes of `upper`
    double squared;       // radius
  };

  /// The ball of a given radius around the place where a search is done.
  struct OneBall {
    double squared;  // radius

    /// \returns 1
    KOKKOS_FUNCTION int count() const { return 1; }
    /// \returns the ball
    KOKKOS_FUNCTION Ball operator()(int) const { return {{}, squared}; }
  };

  /// \param d displacement
  /// \returns the same in the axes of `upper`
  KOKKOS_FUNCTION Vec3<double> in_axes(Vec3<double> d) const { return upper * (to_grid * d); }

  /// Visits runs of slots that hold all sites both within a radius and within one of a set of balls, but for those too
  /// far from r to share a face with a point there (`farthest`). Works as `for_each_run` does; a plane, a row and a run
  /// are as long as the balls need together.
  ///
  /// \param r       a point in the grid
  /// \param squared radius of the search
  /// \param balls   device-callable `int count()` and `Ball(int k)`; they may shrink during the search
  /// \param visit   as for `for_each_run`
  template <class Balls, class Visit>
  KOKKOS_FUNCTION void for_each_run_in(Vec3<double> r, double squared, Balls const& balls, Visit const& visit) const {
    Vec3<double> const u = to_grid * r - low;
    for_each_cell(2, u.z, hull(2, squared, balls, {0, 0}, {0, 0}, {0, 0}), [&](int m2, int c, Interval f2) {
      Interval const skew1 = times(upper(1, 2), f2.low, f2.high);
      Interval const third = times(upper(2, 2), f2.low, f2.high);
      for_each_cell(1, u.y, hull(1, squared, balls, third, {0, 0}, skew1), [&](int m1, int b, Interval f1) {
        Interval const second = times(upper(1, 1), f1.low, f1.high) + skew1;
        Interval const skew0 = times(upper(0, 1), f1.low, f1.high) + times(upper(0, 2), f2.low, f2.high);
        int const row = count[0] * (b + count[1] * c);
        for_each_image(0, u.x, hull(0, squared, balls, third, second, skew0), [&](int m0, int first, int last) {
          visit(offsets(row + first), offsets(row + last + 1), Vec3<int>{m0, m1, m2});
        });
      });
    });
  }

 private:
  static constexpr double slack = 1e-9;  // in grid cells: far more than the rounding error of a coordinate

  /// \returns the interval [low, high] times a factor of either sign
  KOKKOS_FUNCTION static Interval times(double factor, double low, double high) {
    return factor >= 0 ? Interval{factor * low, factor * high} : Interval{factor * high, factor * low};
  }

  /// \returns the grid cells along an axis that hold displacements f from u with |upper f + skew| <= radius, for some
  ///          skew between the two
  KOKKOS_FUNCTION Interval cells(int axis, double u, double radius, double skew_low, double skew_high) const {
    double const per = 1 / upper(axis, axis);
    Interval found{Kokkos::floor(u + (-radius - skew_high) * per - slack),
                   Kokkos::floor(u + (radius - skew_low) * per + slack)};
    if (!periodic[axis]) {
      found.low = Kokkos::max(found.low, 0.0);
      found.high = Kokkos::min(found.high, double(count[axis] - 1));
      // A point on the upper boundary is in the last cell.
      if (found.low > count[axis] - 1) found.low = count[axis] - 1;
    }
    return found;
  }

  /// \param axis         0, 1 or 2
  /// \param most_squared radius of the search
  /// \param balls        see `for_each_run_in`
  /// \param third        where the sites are along the third axis of `upper`, if axis < 2
  /// \param second       the same along the second, if axis < 1
  /// \param skew         what the displacements along later axes of the grid add along this one of `upper`
  /// \returns the least interval of displacements along an axis, in grid cells, that the search needs
  template <class Balls>
  KOKKOS_FUNCTION Interval hull(int axis, double most_squared, Balls const& balls, Interval third, Interval second,
                                Interval skew) const {
    Interval all{Kokkos::Experimental::infinity_v<double>, -Kokkos::Experimental::infinity_v<double>};
    for (int k = 0; k < balls.count(); ++k) {
      Interval const one = across(axis, balls(k), third, second);
      all.low = Kokkos::min(all.low, one.low);
      all.high = Kokkos::max(all.high, one.high);
    }
    Interval const most = across(axis, {{}, most_squared}, third, second);
    all.low = Kokkos::max(all.low, most.low);
    all.high = Kokkos::min(all.high, most.high);
    if (all.low > all.high) return all;
    double const per = 1 / upper(axis, axis);
    return {Kokkos::max((all.low - skew.high) * per, -farthest[axis]) - slack,
            Kokkos::min((all.high - skew.low) * per, farthest[axis]) + slack};
  }

  /// \returns the interval that a ball covers along an axis of `upper`, `third` and `second` as for `hull`; the low end
  ///          is above the high one if it covers none
  KOKKOS_FUNCTION static Interval across(int axis, Ball const& ball, Interval third, Interval second) {
    double squared = ball.squared;
    if (axis < 2) squared -= squared_gap(ball.center.z, third);
    if (axis < 1) squared -= squared_gap(ball.center.y, second);
    if (squared < 0) return {Kokkos::Experimental::infinity_v<double>, -Kokkos::Experimental::infinity_v<double>};
    double const reach = Kokkos::sqrt(squared);
    return {ball.center[axis] - reach, ball.center[axis] + reach};
  }

  /// \returns the square of the distance of x from an interval
  KOKKOS_FUNCTION static double squared_gap(double x, Interval of) {
    double const gap = Kokkos::max(0.0, Kokkos::max(of.low - x, x - of.high));
    return gap * gap;
  }

  /// Visits the images of the grid along an axis that displacements f from u reach into.
  ///
  /// \param visit device-callable `void(int image, int first, int last)`, with the first and last grid cell
  template <class Visit>
  KOKKOS_FUNCTION void for_each_image(int axis, double u, Interval f, Visit const& visit) const {
    if (f.low > f.high) return;
    int first_image = 0, last_image = 0;
    if (periodic[axis]) {
      first_image = static_cast<int>(Kokkos::floor((u + f.low) / period[axis] - slack));
      last_image = static_cast<int>(Kokkos::floor((u + f.high) / period[axis] + slack));
    }
    for (int image = first_image; image <= last_image; ++image) {
      double const from = u - image * period[axis];
      // A point on the upper boundary is in the last cell.
      double const first = Kokkos::max(Kokkos::min(Kokkos::floor(from + f.low), count[axis] - 1.0), 0.0);
      double const last = Kokkos::min(Kokkos::floor(from + f.high), count[axis] - 1.0);
      if (first <= last) visit(image, static_cast<int>(first), static_cast<int>(last));
    }
  }

  /// Visits the grid cells along an axis that displacements f from u reach into.
  ///
  /// \param visit device-callable `void(int image, int cell, Interval f)`, with the displacements of the cell
  template <class Visit>
  KOKKOS_FUNCTION void for_each_cell(int axis, double u, Interval f, Visit const& visit) const {
    for_each_image(axis, u, f, [&](int image, int first, int last) {
      for (int cell = first; cell <= last; ++cell) {
        double const low_side = image * period[axis] + cell - u;
        visit(image, cell, Interval{low_side - slack, low_side + 1 + slack});
      }
    });
  }

  /// Visits `cells_left` cells of a row from cell `a` on, through as many images of the row as it takes.
  template <class Visit>
  KOKKOS_FUNCTION void visit_row(int row, int a, int cells_left, Vec3<int> image, Visit const& visit) const {
    for (a = wrap(0, a, image.x); cells_left > 0; a = 0, ++image.x) {
      int const end = Kokkos::min(a + cells_left, count[0]);
      visit(offsets(row + a), offsets(row + end), image);
      cells_left -= end - a;
    }
  }

  /// Wraps a cell along a periodic axis.
  ///
  /// \returns false if there is no such cell, since the axis is not periodic
  KOKKOS_FUNCTION bool wrap_if_periodic(int axis, int& cell, int& image) const {
    if (!periodic[axis]) return cell >= 0 && cell < count[axis];
    cell = wrap(axis, cell, image);
    return true;
  }

  /// \returns the cell moved into the grid, and counts the boxes that it was moved by in `image`
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
