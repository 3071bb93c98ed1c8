// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

#include "tektite/core/bounds.hpp"
#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"

namespace tektite {

/// A block of cells, both ends included.
struct CellRange {
  Vec3<int> low;   ///< one corner, as places along each axis
  Vec3<int> high;  ///< the other
};

/// Points sorted into the cells of a grid that spans them.
///
/// The grid follows the edges of a frame (the periodic box, or the Cartesian axes). Cells are numbered with the first
/// axis fastest, so a run of cells along it is one contiguous range of `points`.
template <MemorySpace Memory>
struct CellList {
  Kokkos::View<int*, Memory> offsets;  ///< first entry of each cell in `points`; cells + 1 entries
  Kokkos::View<int*, Memory> points;   ///< point indices by cell, ascending within a cell
  int count[3] = {1, 1, 1};            ///< cells along each axis
  double width[3] = {Kokkos::Experimental::infinity_v<double>, Kokkos::Experimental::infinity_v<double>,
                     Kokkos::Experimental::infinity_v<double>};  ///< distance between opposite faces of a cell
  Mat3 to_grid = Mat3::identity();                               ///< Cartesian to cell units
  Vec3<double> low{};                                            ///< corner of the grid, in cell units

  /// The cell that holds `r`; points outside belong to the nearest boundary cell.
  KOKKOS_FUNCTION Vec3<int> cell_of(Vec3<double> r) const {
    Vec3<double> const u = to_grid * r - low;
    Vec3<int> cell;
    for (int d = 0; d < 3; ++d) cell[d] = static_cast<int>(Kokkos::clamp(u[d], 0.0, double(count[d] - 1)));
    return cell;
  }

  /// How many cells away along each axis the points within `reach` may be.
  Vec3<int> span(double reach) const {
    Vec3<int> cells;
    for (int d = 0; d < 3; ++d) {
      // A rounding error more: a neighbour just within reach is never a cell too far.
      double const steps = std::ceil(reach * (1 + 1e-9) / width[d]);
      cells[d] = steps < count[d] ? static_cast<int>(steps) : count[d];
    }
    return cells;
  }

  /// The cells up to `span` away from one, ends included.
  KOKKOS_FUNCTION CellRange around(Vec3<int> home, Vec3<int> span) const {
    CellRange range;
    for (int d = 0; d < 3; ++d) {
      range.low[d] = Kokkos::max(home[d] - span[d], 0);
      range.high[d] = Kokkos::min(home[d] + span[d], count[d] - 1);
    }
    return range;
  }

  /// Number of a cell from its place along each axis.
  KOKKOS_FUNCTION int index(int a, int b, int c) const { return a + count[0] * (b + count[1] * c); }
};

namespace detail {

/// Places of points in the frame whose inverse is `to_frame`.
template <class View>
struct PlaceInFrame {
  View points;
  Mat3 to_frame;

  KOKKOS_FUNCTION Vec3<double> operator()(std::size_t i) const { return to_frame * points(i); }
};

}  // namespace detail

/// Sorts points into cells at least `width` wide.
///
/// \param points positions, all finite
/// \param frame  columns are the directions of the grid
/// \param width  smallest distance between opposite faces of a cell. Cells grow beyond it where the points are so
///               sparse that the grid would have many more cells than points.
/// \throws Error width not positive
///
/// Counting sort, O(points + cells) work, 4 bytes per point and per cell, 8 more per point meanwhile. Fences
/// `exec` once, for the bounds.
template <ExecutionSpace Exec>
CellList<typename Exec::memory_space> build_cell_list(Exec const& exec,
                                                      Kokkos::View<Vec3<double>*, typename Exec::memory_space> points,
                                                      Mat3 const& frame, double width) {
  using Memory = typename Exec::memory_space;
  require_cutoff("build_cell_list", width);
  std::size_t const n = points.extent(0);
  CellList<Memory> cells;
  Mat3 const to_frame = inverse(frame);

  if (n > 0) {
    Box const shape(frame);
    auto const extent = bounds(exec, "bounds", n, detail::PlaceInFrame<decltype(points)>{points, to_frame});
    double const most = 4.0 * double(n) + 64.0;
    // Cells are a rounding error wider than asked for, so that a neighbour just within reach is never a cell too far.
    for (double w = width * (1 + 1e-9);; w *= 1.25) {
      double total = 1;
      for (int d = 0; d < 3; ++d) {
        double const span = (extent.high[d] - extent.low[d]) * shape.height(d);
        double const number = std::max(1.0, std::floor(span / w));
        total *= number;
        cells.count[d] = number < most ? static_cast<int>(number) : 1;
        cells.width[d] = cells.count[d] > 1 ? span / cells.count[d] : std::numeric_limits<double>::infinity();
      }
      if (total <= most) break;
    }
    for (int d = 0; d < 3; ++d) {
      double const span = extent.high[d] - extent.low[d];
      double const per_cell = cells.count[d] > 1 ? cells.count[d] / span : 0.0;
      for (int e = 0; e < 3; ++e) cells.to_grid(d, e) = per_cell * to_frame(d, e);
      cells.low[d] = per_cell * extent.low[d];
    }
  }

  auto const total = static_cast<std::size_t>(cells.count[0]) * cells.count[1] * cells.count[2];
  cells.offsets = detail::allocate_zero<Kokkos::View<int*, Memory>>(exec, "cell_list::offsets", total + 1);
  cells.points = detail::allocate<Kokkos::View<int*, Memory>>(exec, "cell_list::points", n);
  auto const offsets = cells.offsets;
  auto const sorted = cells.points;
  auto const cell_of_point = detail::allocate<Kokkos::View<int*, Memory>>(exec, "cell_list::cell_of_point", n);
  auto const arrival = detail::allocate<Kokkos::View<int*, Memory>>(exec, "cell_list::arrival", n);
  auto const grid = cells;
  Kokkos::parallel_for(
      "tektite::cell_list::count", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) {
        Vec3<int> const cell = grid.cell_of(points(i));
        cell_of_point(i) = grid.index(cell.x, cell.y, cell.z);
        arrival(i) = Kokkos::atomic_fetch_add(&offsets(cell_of_point(i)), 1);
      });
  detail::counts_to_offsets(exec, "cell_list::scan", offsets);
  Kokkos::parallel_for(
      "tektite::cell_list::fill", Kokkos::RangePolicy<Exec>(exec, 0, n),
      KOKKOS_LAMBDA(int i) { sorted(offsets(cell_of_point(i)) + arrival(i)) = i; });
  // The order of arrival depends on the threads; a cell holds few points, so insertion sort makes it canonical.
  Kokkos::parallel_for(
      "tektite::cell_list::sort", Kokkos::RangePolicy<Exec>(exec, 0, total), KOKKOS_LAMBDA(int c) {
        for (int k = offsets(c) + 1; k < offsets(c + 1); ++k) {
          int const point = sorted(k);
          int m = k;
          for (; m > offsets(c) && sorted(m - 1) > point; --m) sorted(m) = sorted(m - 1);
          sorted(m) = point;
        }
      });
  return cells;
}

}  // namespace tektite
