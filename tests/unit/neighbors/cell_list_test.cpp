// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/neighbors/cell_list.hpp>

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <vector>

#include "support/test_configurations.hpp"

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
