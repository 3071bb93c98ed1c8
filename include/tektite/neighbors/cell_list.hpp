// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

#include "tektite/core/bounds.hpp"
#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/detail/cell_counts.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"
#include "tektite/detail/sort.hpp"
#include "tektite/neighbors/detail/fractional_position.hpp"

namespace tektite {

/// A range of grid cells, both ends included.
struct CellRange {
  Vec3<int> low;   ///< smallest coordinates of its grid cells
  Vec3<int> high;  ///< largest coordinates of its grid cells
};

/// Points (usually sites) sorted into the cells of a grid that spans them. The grid is not periodic.
///
/// The grid follows the directions of a frame (the edges of the periodic box, or the Cartesian axes). Cells are
/// numbered with the first axis fastest, so a run of cells along that axis is one contiguous range of `points`.
template <MemorySpace Memory>
struct CellList {
  Kokkos::View<int*, Memory> offsets;  ///< first entry of each cell in `points`; cells + 1 entries
  Kokkos::View<int*, Memory> points;   ///< point indices by cell, ascending within a cell
  int count[3] = {1, 1, 1};            ///< number of cells along each axis
  double width[3] = {Kokkos::Experimental::infinity_v<double>, Kokkos::Experimental::infinity_v<double>,
                     Kokkos::Experimental::infinity_v<double>};  ///< distance between opposite faces of a cell;
                                                                 ///< infinite for a single cell along the axis
  Mat3 to_grid = Mat3::identity();  ///< from Cartesian to grid coordinates, in units of cells
  Vec3<double> low{};               ///< corner of the grid, in grid coordinates

  /// The cell that holds a position; positions outside the grid belong to the nearest cell.
  ///
  /// \param r position
  /// \returns cell coordinates along each axis
  KOKKOS_FUNCTION Vec3<int> cell_of(Vec3<double> r) const {
    Vec3<double> const u = to_grid * r - low;
    Vec3<int> cell;
    for (int d = 0; d < 3; ++d) cell[d] = static_cast<int>(Kokkos::clamp(u[d], 0.0, double(count[d] - 1)));
    return cell;
  }

  /// How many cells away along each axis the points within a distance may be.
  ///
  /// \param reach the distance, in the unit of the points
  /// \returns     number of cells along each axis
  Vec3<int> span(double reach) const {
    Vec3<int> cells;
    for (int d = 0; d < 3; ++d) {
      // Larger by a rounding error, so that the cell of a neighbour just within reach is never left out.
      double const steps = std::ceil(reach * (1 + 1e-9) / width[d]);
      cells[d] = steps < count[d] ? static_cast<int>(steps) : count[d];
    }
    return cells;
  }

  /// The cells up to a number of cells away from a home cell.
  ///
  /// \param home cell coordinates
  /// \param span number of cells along each axis
  /// \returns    the range, cut off at the ends of the grid
  KOKKOS_FUNCTION CellRange around(Vec3<int> home, Vec3<int> span) const {
    CellRange range;
    for (int d = 0; d < 3; ++d) {
      range.low[d] = Kokkos::max(home[d] - span[d], 0);
      range.high[d] = Kokkos::min(home[d] + span[d], count[d] - 1);
    }
    return range;
  }

  /// Number of a cell in `offsets`.
  ///
  /// \param a,b,c cell coordinates along each axis
  /// \returns      its number
  KOKKOS_FUNCTION int index(int a, int b, int c) const { return a + count[0] * (b + count[1] * c); }
};

namespace detail {

/// Chooses the number of grid cells along each axis, at least `width` wide, for n points within `extent`: at most
/// 4 n + 64, and few enough for 32-bit numbers.
template <MemorySpace Memory>
void choose_cell_counts(CellList<Memory>& cells, Box const& frame, Bounds const& extent, std::size_t n, double width) {
  std::array<double, 3> span, least;
  for (int d = 0; d < 3; ++d) {
    span[d] = (extent.high[d] - extent.low[d]) * frame.height(d);
    // A rounding error wider than asked for, so that a neighbour just within reach is never a cell too far.
    least[d] = width * (1 + 1e-9);
  }
  auto const counts = cell_counts(span, least, 4.0 * double(n) + 64.0);
  for (int d = 0; d < 3; ++d) {
    cells.count[d] = counts[d];
    cells.width[d] = counts[d] > 1 ? span[d] / counts[d] : std::numeric_limits<double>::infinity();
  }
}

/// Sets the map from Cartesian to grid coordinates, in which each cell has edges of length 1.
template <MemorySpace Memory>
void set_grid_coordinates(CellList<Memory>& cells, Mat3 const& to_frame, Bounds const& extent) {
  for (int d = 0; d < 3; ++d) {
    double const span = extent.high[d] - extent.low[d];
    double const per_cell = cells.count[d] > 1 ? cells.count[d] / span : 0.0;
    for (int e = 0; e < 3; ++e) cells.to_grid(d, e) = per_cell * to_frame(d, e);
    cells.low[d] = per_cell * extent.low[d];
  }
}

/// Fills `offsets` and `points` of a grid by a counting sort. Does not fence.
///
/// \param exec   runs the kernels
/// \param points positions of the points
/// \param cells  with its geometry; its two Views are allocated
template <ExecutionSpace Exec>
void sort_into_cells(Exec const& exec, Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& points,
                     CellList<typename Exec::memory_space>& cells) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = points.extent(0);
  auto const total = static_cast<std::size_t>(cells.count[0]) * cells.count[1] * cells.count[2];
  cells.offsets = allocate_zero<Kokkos::View<int*, Memory>>(exec, "cell_list::offsets", total + 1);
  cells.points = allocate<Kokkos::View<int*, Memory>>(exec, "cell_list::points", n);
  auto const offsets = cells.offsets;
  auto const sorted = cells.points;
  auto const cell_of_point = allocate<Kokkos::View<int*, Memory>>(exec, "cell_list::cell_of_point", n);
  auto const arrival = allocate<Kokkos::View<int*, Memory>>(exec, "cell_list::arrival", n);
  auto const grid = cells;
  // Item i is a point: it adds 1 to the count of its grid cell and keeps the count before, a number that no other point
  // of the cell gets.
  launch(
      exec, "cell_list::count", n, KOKKOS_LAMBDA(int i) {
        Vec3<int> const cell = grid.cell_of(points(i));
        cell_of_point(i) = grid.index(cell.x, cell.y, cell.z);
        arrival(i) = Kokkos::atomic_fetch_add(&offsets(cell_of_point(i)), 1);
      });
  counts_to_offsets(exec, "cell_list::scan", offsets);
  // Item i is a point: it writes the entry with its number among those of its grid cell, which no other point writes.
  launch(exec, "cell_list::fill", n, KOKKOS_LAMBDA(int i) { sorted(offsets(cell_of_point(i)) + arrival(i)) = i; });
  // Item c is a grid cell, which sorts its entries. Their order so far is that of arrival, which depends on the
  // threads; now they ascend. The numbers of arrival are not needed any more.
  launch(
      exec, "cell_list::sort", total, KOKKOS_LAMBDA(int c) {
        int const begin = offsets(c), end = offsets(c + 1);
        sort(sorted.data() + begin, end - begin, arrival.data() + begin);
      });
}

}  // namespace detail

/// Sorts points into the cells of a grid, each at least `width` wide, by a counting sort.
///
/// Cells grow beyond `width` where the points are so sparse that the grid would have more than 4 n + 64 cells.
///
/// \param exec   execution space instance that runs everything
/// \param points n positions, all finite
/// \param frame  columns are the directions of the grid, e.g. the edges of the box
/// \param width  smallest distance between opposite faces of a cell, in the unit of the points
/// \returns      the grid, with the points of each cell in ascending order
/// \throws Error width not finite or not positive; 2^31 - 1 points or more; the frame spans no volume (checked for n >
/// 0)
/// \cost         O(n + cells) work, O(n log n) where many points are in one cell; 4 bytes per point and per cell, 8
/// more per point during the call
/// \fences       once, for the bounds of the points; not for n = 0
/// \determinism  the same result at any thread count
/// \source       none
template <ExecutionSpace Exec>
CellList<typename Exec::memory_space> build_cell_list(Exec const& exec,
                                                      Kokkos::View<Vec3<double>*, typename Exec::memory_space> points,
                                                      Mat3 const& frame, double width) {
  require_cutoff("build_cell_list", width);
  std::size_t const n = points.extent(0);
  require(n < std::size_t(std::numeric_limits<int>::max()), "build_cell_list: ", n, " points, at most 2^31 - 1");
  CellList<typename Exec::memory_space> cells;
  if (n > 0) {
    Box const box(frame);
    detail::FractionalPosition<detail::Wrap::no, decltype(points)> const fractional{points, box};
    auto const extent = bounds(exec, "bounds", n, fractional);
    detail::choose_cell_counts(cells, box, extent, n, width);
    detail::set_grid_coordinates(cells, inverse(frame), extent);
  }
  detail::sort_into_cells(exec, points, cells);
  return cells;
}

TEKTITE_NEIGHBORS_INSTANCE(CellList<compiled::Memory> build_cell_list(compiled::Exec const&,
                                                                      compiled::View<Vec3<double>*>, Mat3 const&,
                                                                      double));

}  // namespace tektite
