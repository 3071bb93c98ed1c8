// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/neighbors/cell_list.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "support/test_configurations.hpp"

namespace cell_list_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

TEST_CASE("every point is in the cell that it lies in, ascending, and neighbours are within the span") {
  for (Box const& box : {Box::orthogonal(10, 11, 12), Box::triclinic({10, 10, 10}, 17, -3, 8)}) {
    auto const points = configurations::random_points(box, 500, 1);
    auto const x = configurations::to_view(points);
    double const width = 1.3, reach = 2.9;
    auto const cells = build_cell_list(Exec{}, x, box.edges(), width);
    auto const offsets = to_host(cells.offsets);
    auto const order = to_host(cells.points);
    REQUIRE(order.size() == 500);
    REQUIRE(offsets.size() == std::size_t(cells.count[0]) * cells.count[1] * cells.count[2] + 1);
    REQUIRE(offsets.back() == 500);
    for (int d = 0; d < 3; ++d) REQUIRE(cells.width[d] >= width);
    std::vector<int> seen(500);
    for (std::size_t c = 0; c + 1 < offsets.size(); ++c) {
      for (int k = offsets[c]; k < offsets[c + 1]; ++k) {
        Vec3<int> const cell = cells.cell_of(points[order[k]]);
        REQUIRE(cells.index(cell.x, cell.y, cell.z) == int(c));
        if (k > offsets[c]) REQUIRE(order[k] > order[k - 1]);
        seen[order[k]] += 1;
      }
    }
    for (int const count : seen) REQUIRE(count == 1);
    Vec3<int> const span = cells.span(reach);
    for (auto const& a : points)
      for (auto const& b : points) {
        if (norm(a - b) > reach) continue;
        Vec3<int> const apart = cells.cell_of(a) - cells.cell_of(b);
        for (int d = 0; d < 3; ++d) REQUIRE(std::abs(apart[d]) <= span[d]);
      }
  }
}

TEST_CASE("sparse points do not make a grid that is larger than they are worth") {
  configurations::Points const points{{0, 0, 0}, {1e6, 1e6, 1e6}};
  auto const cells = build_cell_list(Exec{}, configurations::to_view(points), Mat3::identity(), 1.0);
  REQUIRE(double(cells.count[0]) * cells.count[1] * cells.count[2] < 1000);
  auto const none = build_cell_list(Exec{}, configurations::to_view({}), Mat3::identity(), 1.0);
  REQUIRE(to_host(none.offsets).back() == 0);
}

TEST_CASE("numbers of grid cells fit into 32 bits, and so must those of points") {
  // Two thousand million points, sparse enough for as many grid cells as they may have: 8e9 by their number alone.
  std::size_t const n = 2'000'000'000;
  Bounds const extent{{0, 0, 0}, {1e6, 1e6, 1e6}};
  CellList<Kokkos::HostSpace> cells;
  detail::choose_cell_counts(cells, Box(Mat3::identity()), extent, n, 1.0);
  double const total = double(cells.count[0]) * cells.count[1] * cells.count[2];
  REQUIRE(total > 1.5e9);
  REQUIRE(total < 2147483647.0);
  // Refused before any point is read.
  using Points = Kokkos::View<Vec3<double>*, Exec::memory_space>;
  Points const many(static_cast<Vec3<double>*>(nullptr), std::size_t(1) << 31);
  REQUIRE_THROWS_AS(build_cell_list(Exec{}, many, Mat3::identity(), 1.0), Error);
}

TEST_CASE("a grid cell with a million points is sorted like one with a few") {
  // Two threads bring points in an order in which an insertion sort would move each of them past a quarter of the
  // others: minutes.
  int const n = 1'000'000;
  std::vector<Vec3<double>> points(n);
  for (int i = 0; i < n; ++i) points[i] = {0.25 + 0.5 * i / n, 0.25, 0.25};
  points[n / 3] = {5, 5, 5};
  auto const before = std::chrono::steady_clock::now();
  auto const cells = build_cell_list(Exec{}, configurations::to_view(points), Mat3::identity(), 1.0);
  auto const order = to_host(cells.points);
  REQUIRE(std::chrono::steady_clock::now() - before < std::chrono::seconds(20));
  REQUIRE(order.back() == n / 3);
  REQUIRE(std::is_sorted(order.begin(), order.end() - 1));
}

}  // namespace cell_list_test
