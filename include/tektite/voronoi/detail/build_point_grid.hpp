// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/cell_counts.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"
#include "tektite/detail/sort.hpp"
#include "tektite/voronoi/detail/point_grid.hpp"

namespace tektite::detail {

/// How far away sites can be that share a face. The cell of a particle lies in the cell of the lattice of its own
/// images (its Wigner-Seitz cell), and that of its neighbour in the neighbour's. So a site that shares a face is at
/// most two such cells away. x is in one if |x.v| <= |v|^2/2 for each of the shortest vectors v of the lattice, which
/// bounds the coordinates of x in the basis of these vectors, and by them the fractional ones.
///
/// \param box    around the particles
/// \param extent no part of a cell is farther from its particle than half of this
/// \returns by axis: the largest difference of fractional coordinates; infinite if the axis is not periodic
inline Vec3<double> farthest_face(Box const& box, double extent) {
  auto const shifts = box.shortest_shifts();
  // Products of the shortest vectors, that of a missing one with itself being 1.
  Mat3 products = Mat3::identity();
  Mat3 const to_frame = inverse(box.edges());
  auto const missing = [&](int k) { return shifts[k] == Vec3<int>{}; };
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      if (!missing(i) && !missing(j)) products(i, j) = dot(box.translation(shifts[i]), box.translation(shifts[j]));
    }
  }
  Mat3 const to_coordinates = inverse(products);
  Vec3<double> farthest;
  for (int d = 0; d < 3; ++d) {
    // The part of this axis' coordinate that directions without images add.
    Vec3<double> across{to_frame(d, 0), to_frame(d, 1), to_frame(d, 2)};
    double bound = 0;
    for (int j = 0; j < 3 && !missing(j); ++j) {
      double coordinate = 0, along = 0;
      for (int i = 0; i < 3 && !missing(i); ++i) {
        coordinate += std::abs(to_coordinates(j, i)) * 0.5 * products(i, i);
        along += to_coordinates(j, i) * shifts[i][d];
      }
      bound += coordinate * std::abs(shifts[j][d]);
      across += -along * box.translation(shifts[j]);
    }
    farthest[d] =
        box.periodic(d) ? 2 * (bound + norm(across) * extent) * (1 + 1e-6) : std::numeric_limits<double>::infinity();
  }
  return farthest;
}

/// \param box around the particles
/// \returns the smallest distance between opposite periodic faces; infinity if there are none
inline double least_height(Box const& box) {
  double least = std::numeric_limits<double>::infinity();
  for (int d = 0; d < 3; ++d) {
    if (box.periodic(d)) least = std::min(least, box.height(d));
  }
  return least;
}

/// Chooses `quantum`, and rounds the edges of the cell to multiples of it. Points are rounded to multiples, too, so
/// that differences of points and edges have no rounding error: see `PointGrid`.
///
/// \param grid     its quantum, edges and inverse edges are set
/// \param cell     around the particles; directions of axes where there are ghosts only
/// \param low,high extremes of the coordinates in the cell
/// \throws Error   a box so thin that its volume would not be accurate to 1e-9
template <MemorySpace Memory>
void round_edges(PointGrid<Memory>& grid, Box const& cell, Vec3<double> low, Vec3<double> high) {
  Mat3 const& frame = cell.edges();
  double size = 0;
  for (int d = 0; d < 3; ++d) {
    size += norm(frame.col[d]) * (cell.periodic(d) ? 1 : std::max({1.0, std::abs(low[d]), std::abs(high[d])}));
  }
  grid.quantum = std::ldexp(1.0, std::ilogb(4 * size) + 1 - 53);
  require(least_height(cell) > std::ldexp(grid.quantum, 31), "voronoi: a box ", size, " long and ", least_height(cell),
          " thick: cells are accurate up to lengths of about 500000 times the thickness");
  for (int d = 0; d < 3; ++d) {
    for (int e = 0; e < 3; ++e) grid.edges(e, d) = std::round(frame(e, d) / grid.quantum) * grid.quantum;
  }
  grid.to_images = inverse(grid.edges);
}

/// Finds R of the QR decomposition by Gram-Schmidt; q0, q1, q2 are the orthonormal axes.
///
/// \param edges of a grid cell
/// \returns R, its diagonal positive
inline Mat3 upper_triangle(Mat3 const& edges) {
  Vec3<double> q[3];
  Mat3 upper{};
  for (int d = 0; d < 3; ++d) {
    Vec3<double> rest = edges.col[d];
    for (int e = 0; e < d; ++e) {
      upper(e, d) = dot(q[e], edges.col[d]);
      rest += -upper(e, d) * q[e];
    }
    upper(d, d) = norm(rest);
    q[d] = (1 / upper(d, d)) * rest;
  }
  return upper;
}

/// Makes the geometry of a grid, without points.
///
/// \param n        number of points
/// \param cell     around the particles
/// \param low,high extremes of the coordinates in the cell, wrapped along periodic axes
/// \param extent   no site farther away shares a face
/// \param width    least distances between opposite faces of a grid cell
/// \returns the grid, its Views empty
template <MemorySpace Memory>
PointGrid<Memory> make_grid_frame(std::size_t n, Box const& cell, Vec3<double> low, Vec3<double> high, double extent,
                                  Vec3<double> width) {
  PointGrid<Memory> grid;
  round_edges(grid, cell, low, high);
  Mat3 const& frame = cell.edges();
  Mat3 const to_frame = inverse(frame);
  Vec3<double> const farthest = farthest_face(cell, extent);
  Vec3<double> span;
  bool gap[3];
  for (int d = 0; d < 3; ++d) {
    grid.periodic[d] = cell.periodic(d);
    // A search is slower in a grid with gaps. Where the points occupy much of the edge, empty grid cells cost less.
    gap[d] = grid.periodic[d] && high[d] - low[d] < 0.27;
    grid.gaps = grid.gaps || gap[d];
    if (grid.periodic[d] && !gap[d]) low[d] = 0, high[d] = 1;
    span[d] = std::max(high[d] - low[d], 1e-300);
  }
  std::array<double, 3> length, least;
  for (int d = 0; d < 3; ++d) {
    length[d] = span[d] / norm(Vec3<double>{to_frame(d, 0), to_frame(d, 1), to_frame(d, 2)});
    least[d] = width[d];
  }
  auto const counts = cell_counts(length, least, 8.0 * double(n) + 64.0);
  std::copy(counts.begin(), counts.end(), grid.count);
  Mat3 cell_edges;
  for (int d = 0; d < 3; ++d) {
    bool const spanned = grid.count[d] > 1 || (grid.periodic[d] && !gap[d]);
    double const per = spanned ? grid.count[d] / span[d] : 1 / std::max(span[d], 1e-3);
    cell_edges.col[d] = (1 / per) * frame.col[d];
    for (int e = 0; e < 3; ++e) grid.to_grid(d, e) = per * to_frame(d, e);
    grid.low[d] = per * low[d];
    grid.period[d] = gap[d] ? per : grid.count[d];
    grid.farthest[d] = per * farthest[d];
  }
  grid.upper = upper_triangle(cell_edges);
  auto const shifts = cell.shortest_shifts();
  std::copy(shifts.begin(), shifts.end(), grid.shortest_shift);
  return grid;
}

/// Points in the order of the positions: the input of `sort_points`.
template <MemorySpace Memory>
struct UnsortedPoints {
  Kokkos::View<Vec3<double>*, Memory> r;        // from the origin of the box, wrapped and rounded
  Kokkos::View<Vec3<int>*, Memory> home_shift;  // image flags: the edges to add to get the position
  Kokkos::View<int*, Memory> cell;              // index of the grid cell
};

/// Makes a point of each position: wraps it, rounds it to multiples of `quantum`, and finds its grid cell. Counts the
/// points of each grid cell in `grid.offsets`. Does not fence.
///
/// One item is a position. Several items count in one grid cell; the order of integer additions does not matter.
///
/// \param exec      runs the kernel
/// \param positions of owned particles, and ghosts
/// \param cell      around the particles
/// \param grid      with its geometry, and zeros in `offsets`
/// \returns the points
template <ExecutionSpace Exec, Positions P>
UnsortedPoints<typename Exec::memory_space> count_points(Exec const& exec, P const& positions, Box const& cell,
                                                         PointGrid<typename Exec::memory_space> const& grid) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = particle_count(positions);
  auto const r = allocate<Kokkos::View<Vec3<double>*, Memory>>(exec, "voronoi::grid_unsorted", n);
  auto const home_shift = allocate<Kokkos::View<Vec3<int>*, Memory>>(exec, "voronoi::grid_home_shift_unsorted", n);
  auto const cell_of_point = allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::grid_cell_of_point", n);
  double const quantum = grid.quantum;
  launch(
      exec, "voronoi::grid_count", n, KOKKOS_LAMBDA(int i) {
        Vec3<double> const given = position(positions, i);
        home_shift(i) = cell.cell_of(given);
        Vec3<double> const inside = given - cell.translation(home_shift(i)) - cell.origin();
        for (int d = 0; d < 3; ++d) r(i)[d] = Kokkos::round(inside[d] / quantum) * quantum;
        Vec3<int> const at = grid.cell_of(r(i));
        cell_of_point(i) = at.x + grid.count[0] * (at.y + grid.count[1] * at.z);
        Kokkos::atomic_inc(&grid.offsets(cell_of_point(i)));
      });
  return {r, home_shift, cell_of_point};
}

/// Stores the points by grid cell, those of a cell by ascending particle: a counting sort. Does not fence.
///
/// First the counts in `grid.offsets` become offsets, the first slot of each grid cell.
///
/// \param exec   runs the kernels
/// \param points in the order of the positions
/// \param grid   with the number of points of each grid cell in `offsets`; its Views by slot and `slot_of` are written
template <ExecutionSpace Exec>
void sort_points(Exec const& exec, UnsortedPoints<typename Exec::memory_space> const& points,
                 PointGrid<typename Exec::memory_space> const& grid) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = points.cell.extent(0), cells = grid.offsets.extent(0) - 1;
  counts_to_offsets(exec, "voronoi::grid_scan", grid.offsets);
  // The next free slot of each grid cell.
  auto const next = allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::grid_next", cells + 1);
  copy_first(exec, next, grid.offsets, cells + 1);
  // One item is a point. The atomic counter gives it a slot of its own; which one of those of its grid cell depends on
  // the order of the items.
  launch(
      exec, "voronoi::grid_fill", n,
      KOKKOS_LAMBDA(int i) { grid.particle(Kokkos::atomic_fetch_add(&next(points.cell(i)), 1)) = i; });
  // One item is a grid cell. It sorts the particles in its slots, so that the order of the items above has no effect
  // any more, and stores the coordinates and shifts of its points in these slots. The grid cells of the points are not
  // needed any more.
  launch(
      exec, "voronoi::grid_sort", cells, KOKKOS_LAMBDA(int c) {
        int const begin = grid.offsets(c), end = grid.offsets(c + 1);
        sort(grid.particle.data() + begin, end - begin, points.cell.data() + begin);
        for (int slot = begin; slot < end; ++slot) {
          int const i = grid.particle(slot);
          grid.x(slot) = points.r(i).x;
          grid.y(slot) = points.r(i).y;
          grid.z(slot) = points.r(i).z;
          grid.home_shift(slot) = points.home_shift(i);
          grid.slot_of(i) = slot;
        }
      });
}

/// Builds the grid of all points. Does not fence.
///
/// \param exec      runs all kernels
/// \param positions of owned particles, and ghosts
/// \param cell      around the particles
/// \param low,high  extremes of the coordinates in the cell, wrapped along periodic axes
/// \param extent    no site farther away shares a face
/// \param width     least distances between opposite faces of a grid cell along each axis; all grid cells are wider
///                  where there would be more than about 8 for each point
/// \returns the grid; a default one if there are no points
/// \throws Error    2^29 - 1 positions or more, a box so thin that its volume would not be accurate to 1e-9
template <ExecutionSpace Exec, Positions P>
PointGrid<typename Exec::memory_space> build_point_grid(Exec const& exec, P const& positions, Box const& cell,
                                                        Vec3<double> low, Vec3<double> high, double extent,
                                                        Vec3<double> width) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = particle_count(positions);
  require(n < std::size_t(std::numeric_limits<int>::max()) / 4, "voronoi: ", n, " positions, at most 2^29");
  if (n == 0) return {};
  PointGrid<Memory> grid = make_grid_frame<Memory>(n, cell, low, high, extent, width);
  std::size_t const cells = std::size_t(grid.count[0]) * grid.count[1] * grid.count[2];
  std::size_t const padded = n + PointGrid<Memory>::padding;
  grid.offsets = allocate_zero<Kokkos::View<int*, Memory>>(exec, "voronoi::grid_offsets", cells + 1);
  grid.particle = allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::grid_particle", n);
  grid.slot_of = allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::grid_slot_of", n);
  grid.home_shift = allocate<Kokkos::View<Vec3<int>*, Memory>>(exec, "voronoi::grid_home_shift", n);
  grid.x = allocate_zero<Kokkos::View<double*, Memory>>(exec, "voronoi::grid_x", padded);
  grid.y = allocate_zero<Kokkos::View<double*, Memory>>(exec, "voronoi::grid_y", padded);
  grid.z = allocate_zero<Kokkos::View<double*, Memory>>(exec, "voronoi::grid_z", padded);
  auto const points = count_points(exec, positions, cell, grid);
  sort_points(exec, points, grid);
  return grid;
}

}  // namespace tektite::detail
