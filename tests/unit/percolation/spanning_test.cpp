// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/core/copy.hpp>
#include <tektite/percolation/spanning.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <vector>

namespace spanning_test {

using tektite::Box;
using tektite::to_device;
using tektite::to_host;
using tektite::Vec3;
using Points = std::vector<Vec3<double>>;

namespace {

constexpr int x_axis = 1, y_axis = 2, z_axis = 4;

}  // namespace

TEST_CASE("spanning looks at free axes only, from the outermost particles, whatever the vacuum and the tilt") {
  // Beads along a, then from there along c; one bead at the far end of b, alone.
  auto const spans_in = [](Box const& box, double depth) {
    Points points;
    for (int k = 0; k <= 40; ++k) points.push_back(box.cartesian({0.2 + 0.6 * k / 40, 0.3, 0.3}));
    for (int k = 1; k <= 40; ++k) points.push_back(box.cartesian({0.8, 0.3, 0.3 + 0.5 * k / 40}));
    points.push_back(box.cartesian({0.5, 0.9, 0.5}));
    auto const all = to_device(std::vector<int>(points.size(), 1));
    auto const clusters = percolation_clusters(contacts_within(to_device(points), box, 0.7), all);
    auto const spans = to_host(spanning_axes(to_device(points), box, clusters, {.depth = depth}));
    REQUIRE(spans.size() == 2);
    REQUIRE(spans[1] == 0);
    return spans[0];
  };
  for (double const tilt : {0.0, 9.0, -13.0}) {
    CAPTURE(tilt);
    REQUIRE(spans_in(Box::triclinic({20, 22, 24}, tilt, 5, -tilt, {1, 2, 3}, {false, false, false}), 0.5) ==
            (x_axis | z_axis));
    REQUIRE(spans_in(Box::triclinic({20, 22, 24}, tilt, 5, -tilt, {1, 2, 3}, {true, false, false}), 0.5) == z_axis);
    REQUIRE(spans_in(Box::triclinic({20, 22, 24}, tilt, 5, -tilt, {1, 2, 3}, {true, true, true}), 0.5) == 0);
  }
  // The far bead alone keeps the cluster from spanning b; with a layer as thick as the sample everything spans.
  REQUIRE((spans_in(Box::orthogonal(20, 22, 24, {}, {true, false, true}), 13.0) & y_axis) == 0);
  Box const slab = Box::orthogonal(20, 22, 24, {}, {true, false, true});
  Points const two{{1, 5, 1}, {1, 15, 1}};
  auto const clusters =
      percolation_clusters(contacts_within(to_device(two), slab, 1.0), to_device(std::vector<int>{1, 1}));
  REQUIRE(to_host(spanning_axes(to_device(two), slab, clusters, {.depth = 9.9})) == std::vector<int>{0, 0});
  REQUIRE(to_host(spanning_axes(to_device(two), slab, clusters, {.depth = 10.1})) == std::vector<int>{y_axis, y_axis});
}

TEST_CASE("no cluster spans nothing") {
  Box const box = Box::orthogonal(3, 30, 30);
  Points const points{{0.1, 1, 1}, {1.1, 1, 1}, {2.1, 1, 1}, {1, 9, 9}};
  auto const none = percolation_clusters(contacts_within(to_device(points), box, 1.05),
                                         to_device(std::vector<int>(points.size(), 0)));
  REQUIRE(spanning_axes(to_device(points), box, none, {.depth = 1.0}).extent(0) == 0);
}

TEST_CASE("positions of another number and a depth that is negative are refused") {
  using Catch::Matchers::ContainsSubstring;
  Box const box = Box::orthogonal(9, 9, 9);
  Points const points{{1, 1, 1}, {2, 1, 1}};
  auto const clusters =
      percolation_clusters(contacts_within(to_device(points), box, 1.5), to_device(std::vector<int>{1, 1}));
  auto const more = to_device(Points(3));
  REQUIRE_THROWS_WITH(spanning_axes(more, box, clusters, {.depth = 1.0}), ContainsSubstring("3 positions"));
  REQUIRE_THROWS_WITH(spanning_axes(to_device(points), box, clusters, {.depth = -1.0}), ContainsSubstring("-1"));
}

}  // namespace spanning_test
