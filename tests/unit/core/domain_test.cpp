// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/core/domain.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <vector>

using namespace tektite;

TEST_CASE("a box owns all particles, WithGhosts the first ones") {
  auto const points = to_device(std::vector<Vec3<double>>(7, Vec3<double>{}));
  Box const box = Box::triclinic({4, 5, 6}, 1, -2, 3);
  REQUIRE(owned_count(points, box) == 7);
  REQUIRE(owned_count(points, WithGhosts{3}) == 3);
  REQUIRE(owned_count(points, WithGhosts{7}) == 7);
  REQUIRE_THROWS_WITH(owned_count(points, WithGhosts{8}),
                      Catch::Matchers::ContainsSubstring("8 owned particles, but only 7 positions"));
}

TEST_CASE("rows beyond the ghosts are refused where the number of ghosts is named") {
  auto const points = to_device(std::vector<Vec3<double>>(7, Vec3<double>{}));
  REQUIRE(owned_count(points, WithGhosts{3, 4}) == 3);
  REQUIRE(owned_count(points, WithGhosts{.owned = 7, .ghosts = 0}) == 7);
  REQUIRE_THROWS_WITH(owned_count(points, WithGhosts{3, 2}),
                      Catch::Matchers::ContainsSubstring("3 owned particles and 2 ghosts, but 7 positions"));
  REQUIRE_THROWS_WITH(owned_count(points, WithGhosts{3, 5}),
                      Catch::Matchers::ContainsSubstring("3 owned particles and 5 ghosts, but 7 positions"));
}

TEST_CASE("search grids follow the edges of a box, and the axes where there is none") {
  Box const box = Box::triclinic({4, 5, 6}, 1, -2, 3);
  REQUIRE(frame_of(box) == box.edges());
  REQUIRE(frame_of(WithGhosts{1}) == Mat3::identity());
}

TEST_CASE("a shift moves a site by whole edges of the box, and ghosts by nothing") {
  Box const box = Box::triclinic({4, 5, 6}, 1, -2, 3, {7, 8, 9});
  Vec3<double> const expected{4 * 2 - 1 * 1 + 3 * -2, 5 * -1 + 3 * 3, 6 * 3};
  REQUIRE(site_translation(box, {2, -1, 3}) == expected);
  REQUIRE(site_translation(WithGhosts{1}, {2, -1, 3}) == Vec3<double>{});
  Kokkos::View<Mat3, Kokkos::HostSpace> const edges("edges");
  edges() = box.edges();
  REQUIRE(site_translation(CellEdges<Kokkos::HostSpace>(edges), {2, -1, 3}) == expected);
}
