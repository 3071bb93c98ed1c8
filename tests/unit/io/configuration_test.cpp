// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/io/configuration.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <vector>

namespace configuration_test {

using tektite::Box;
using tektite::Vec3;
using tektite::io::Configuration;

TEST_CASE("columns are found by name") {
  Configuration c;
  c.columns = {{"pe", {1, 2}}, {"vol", {3, 4}}, {"pe", {5, 6}}};
  REQUIRE(c.find("vol") == &c.columns[1]);
  REQUIRE(c.find("pe") == &c.columns[0]);
  REQUIRE(c.find("p") == nullptr);
  REQUIRE(Configuration{}.find("pe") == nullptr);
}

TEST_CASE("there is a type for each number up to the largest, each element and each mass") {
  Configuration c;
  REQUIRE((c.size() == 0 && c.type_count() == 0));
  c.types = {1, 0};
  c.positions = {{}, {}};
  REQUIRE((c.size() == 2 && c.type_count() == 2));
  c.elements = {"Cu", "Zr", "Al"};
  REQUIRE(c.type_count() == 3);
  c.masses = {1, 2, 3, 4};
  REQUIRE(c.type_count() == 4);
  c.types = {1, 6};
  REQUIRE(c.type_count() == 7);
}

TEST_CASE("image flags move positions by whole edges") {
  Configuration c;
  c.box = Box::triclinic({4, 5, 6}, 1, -2, 3);  // edges (4, 0, 0), (1, 5, 0), (-2, 3, 6)
  c.positions = {{1, 2, 3}, {0.5, 0, 0}};
  REQUIRE_THROWS_WITH(unwrap(c), Catch::Matchers::ContainsSubstring("need image flags"));
  c.positions_unwrapped = true;
  REQUIRE(unwrap(c) == c.positions);
  c.positions_unwrapped = false;
  c.images = {{2, -1, 1}, {0, 0, 0}};
  REQUIRE(unwrap(c) == std::vector<Vec3<double>>{{1 + 8 - 1 - 2, 2 - 5 + 3, 3 + 6}, {0.5, 0, 0}});
  c.images.pop_back();
  REQUIRE_THROWS_WITH(unwrap(c), Catch::Matchers::ContainsSubstring("1 images for 2 atoms"));
}

}  // namespace configuration_test
