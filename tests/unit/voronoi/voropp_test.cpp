// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: voropp::voropp
//
// Voro++ itself is the oracle, where it is installed: the comparison of the golden files, for other points.

#include <tektite/voronoi.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <vector>
#include <voro++/voro++.hh>

#include "support/test_configurations.hpp"

namespace voropp_test {

using configurations::host_mirror;
using configurations::Points;
using configurations::to_view;
using tektite::Box;
using tektite::Vec3;

namespace {

struct Expected {
  std::vector<int> orders, neighbors;
  std::vector<double> vertices;
  double volume = 0, area = 0, shortest = std::numeric_limits<double>::max();
};

void read_cell(voro::voronoicell_neighbor& cell, Expected& e) {
  cell.face_orders(e.orders);
  cell.neighbors(e.neighbors);
  cell.vertices(e.vertices);
  e.volume = cell.volume();
  e.area = cell.surface_area();
}

template <class Container>
std::vector<Expected> cells_in(Container& container, std::size_t n) {
  std::vector<Expected> cells(n);
  voro::c_loop_all loop(container);
  voro::voronoicell_neighbor cell;
  REQUIRE(loop.start());
  do {
    if (!container.compute_cell(cell, loop)) continue;
    Expected& e = cells[loop.pid()];
    read_cell(cell, e);
    for (int i = 0; i < cell.p; ++i)
      for (int j = 0; j < cell.nu[i]; ++j) {
        double squared = 0;  // vertices are kept at twice their coordinates
        for (int d = 0; d < 3; ++d) squared += std::pow(cell.pts[3 * i + d] - cell.pts[3 * cell.ed[i][j] + d], 2);
        e.shortest = std::min(e.shortest, 0.5 * std::sqrt(squared));
      }
  } while (loop.inc());
  return cells;
}

/// \returns how many cells were too degenerate to compare
template <class Cells>
int require_equal(Cells const& cells, std::vector<Expected> const& expected) {
  auto const offsets = host_mirror(cells.offsets);
  auto const neighbors = host_mirror(cells.neighbors), orders = host_mirror(cells.orders);
  auto const vertex_offsets = host_mirror(cells.vertex_offsets);
  auto const vertices = host_mirror(cells.vertex_positions);
  auto const volumes = host_mirror(cells.volumes), areas = host_mirror(cells.surface_areas);
  int skipped = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    auto const& e = expected[i];
    CAPTURE(i);
    REQUIRE(std::abs(volumes(i) - e.volume) < 1e-10 * (1 + e.volume));
    REQUIRE(std::abs(areas(i) - e.area) < 1e-10 * (1 + e.area));
    if (e.shortest < 1e-6) {
      ++skipped;
      continue;
    }
    std::vector<std::pair<int, int>> ours, theirs;
    for (auto k = offsets(i); k < offsets(i + 1); ++k) ours.emplace_back(std::max(neighbors(k), -1), orders(k));
    for (std::size_t k = 0; k < e.orders.size(); ++k) theirs.emplace_back(std::max(e.neighbors[k], -1), e.orders[k]);
    std::sort(ours.begin(), ours.end());
    std::sort(theirs.begin(), theirs.end());
    REQUIRE(ours == theirs);
    REQUIRE(vertex_offsets(i + 1) - vertex_offsets(i) == std::int64_t(e.vertices.size() / 3));
    for (auto v = vertex_offsets(i); v < vertex_offsets(i + 1); ++v) {
      double nearest = std::numeric_limits<double>::max();
      for (std::size_t w = 0; w < e.vertices.size(); w += 3) {
        nearest =
            std::min(nearest, norm(vertices(v) - Vec3<double>{e.vertices[w], e.vertices[w + 1], e.vertices[w + 2]}));
      }
      REQUIRE(nearest < 1e-9);
    }
  }
  return skipped;
}

}  // namespace

TEST_CASE("cells equal those of Voro++, periodic and between walls", "[long]") {
  int skipped = 0;
  for (unsigned seed : {1u, 2u, 3u}) {
    for (bool const z : {true, false}) {
      double const l = 12 + seed;
      Box const box = Box::orthogonal(l, l, l, {}, {true, true, z});
      for (auto const& points :
           {configurations::random_points(box, 1500, seed), configurations::spaced_points(box, 700, 1.0, seed)}) {
        voro::container container(0, l, 0, l, 0, l, 6, 6, 6, true, true, z, 8);
        for (std::size_t i = 0; i < points.size(); ++i) container.put(int(i), points[i].x, points[i].y, points[i].z);
        skipped += require_equal(tektite::voronoi(to_view(points), box, {.vertices = true}),
                                 cells_in(container, points.size()));
      }
    }
  }
  REQUIRE(skipped < 20);
}

TEST_CASE("radical cells equal those of Voro++", "[long]") {
  double const l = 14;
  Box const box = Box::orthogonal(l, l, l);
  auto const points = configurations::spaced_points(box, 900, 1.0, 8);
  voro::container_poly container(0, l, 0, l, 0, l, 6, 6, 6, true, true, true, 8);
  Kokkos::View<double*> radii("radii", points.size());
  auto const host = Kokkos::create_mirror_view(radii);
  for (std::size_t i = 0; i < points.size(); ++i) {
    host(i) = 0.4 + 0.1 * double(i % 5);
    container.put(int(i), points[i].x, points[i].y, points[i].z, host(i));
  }
  Kokkos::deep_copy(radii, host);
  REQUIRE(require_equal(tektite::radical_voronoi(to_view(points), radii, box, {.vertices = true}),
                        cells_in(container, points.size())) < 20);
}

TEST_CASE("cells of a tilted box equal those of Voro++") {
  double const bx = 9, bxy = 7, by = 8, bxz = -5, byz = 6, bz = 10;  // tilts beyond half the box
  Box const box = Box::triclinic({bx, by, bz}, bxy, bxz, byz);
  auto const points = configurations::random_points(box, 500, 4);
  voro::container_periodic container(bx, bxy, by, bxz, byz, bz, 3, 3, 3, 8);
  for (std::size_t i = 0; i < points.size(); ++i) container.put(int(i), points[i].x, points[i].y, points[i].z);
  std::vector<Expected> cells(points.size());
  voro::c_loop_all_periodic loop(container);
  voro::voronoicell_neighbor cell;
  REQUIRE(loop.start());
  do {
    REQUIRE(container.compute_cell(cell, loop));
    Expected& e = cells[loop.pid()];
    read_cell(cell, e);
  } while (loop.inc());
  require_equal(tektite::voronoi(to_view(points), box, {.vertices = true}), cells);
}

}  // namespace voropp_test
