// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/io/types.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>
#include <vector>

namespace types_test {

using namespace tektite;
using namespace tektite::io;
using Catch::Matchers::ContainsSubstring;
using Types = std::vector<int>;

namespace {

Configuration three_atoms() {
  Configuration c;
  c.ids = {1, 2, 3};
  c.types = {0, 1, 0};
  c.positions = {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}};
  return c;
}

}  // namespace

TEST_CASE("types follow the elements where the file names them, the numbers where not") {
  Configuration c = three_atoms();
  REQUIRE(types_by_element(c, {"Cu", "Zr"}) == Types{0, 1, 0});
  REQUIRE_THROWS_WITH(types_by_element(c, {"Cu"}), "atom 2 has type 2, but the elements are Cu");
  c.elements = {"Zr", "Cu"};
  REQUIRE(types_by_element(c, {"Cu", "Zr"}) == Types{1, 0, 1});
  REQUIRE_THROWS_WITH(types_by_element(c, {"Cu", "Al"}), "atom 1 has type 1 (Zr), but the elements are Cu,Al");
}

TEST_CASE("a type without a name keeps its number, where the names do not say otherwise") {
  Configuration c = three_atoms();
  c.elements = {"Cu", ""};
  REQUIRE(types_by_element(c, {"Cu", "Zr"}) == Types{0, 1, 0});
  // Both types would be Zr.
  c.elements = {"Zr", ""};
  REQUIRE_THROWS_WITH(types_by_element(c, {"Cu", "Zr"}),
                      "type 2 has no name in the file, and type 1 is Zr, which is not number 1 of Cu,Zr: expected a "
                      "name for every type, or elements in the order of the types");
  c.types = {0, 0, 0};  // no atom without a name
  REQUIRE(types_by_element(c, {"Cu", "Zr"}) == Types{1, 1, 1});
}

TEST_CASE("two types may be of one element, with and without names in the file") {
  Configuration c = three_atoms();
  c.types = {0, 1, 2};
  REQUIRE(types_by_element(c, {"Cu", "Zr", "Cu"}) == Types{0, 1, 2});
  c.elements = {"Cu", "Zr", "Cu"};
  REQUIRE(types_by_element(c, {"Cu", "Zr", "Cu"}) == Types{0, 1, 2});
  REQUIRE(types_by_element(c, {"Cu", "Zr"}) == Types{0, 1, 0});
}

TEST_CASE("names in messages can be printed and are short, and so are lists of them") {
  Configuration c = three_atoms();
  // In steps: GCC 12 warns falsely about temporary texts in a list.
  c.elements.assign(1, std::string(100, 'x'));
  c.elements[0] += "\x1b[31m";
  c.elements.push_back("Cu");
  REQUIRE_THROWS_WITH(types_by_element(c, {"Cu"}),
                      "atom 1 has type 1 (" + std::string(40, 'x') + "...), but the elements are Cu");
  REQUIRE_THROWS_WITH(types_by_element(c, std::vector<std::string>(500, "Al")), ContainsSubstring("Al and 480 more"));
}

TEST_CASE("an element that no atom has may be missing from the list") {
  Configuration c = three_atoms();
  c.elements = {"Zr", "Cu", "Al"};
  REQUIRE(types_by_element(c, {"Cu", "Zr"}) == Types{1, 0, 1});
}

TEST_CASE("types that no file can have are errors") {
  Configuration c = three_atoms();
  for (int const bad : {-1, -7}) {
    c.types[1] = bad;
    std::string const message = "atom at index 1 has type " + std::to_string(bad) + ", expected 0 or more";
    REQUIRE_THROWS_WITH(types_by_element(c, {"Cu", "Zr"}), ContainsSubstring(message));
  }
  c.types = {0, 1};
  REQUIRE_THROWS_WITH(types_by_element(c, {"Cu", "Zr"}), ContainsSubstring("2 types for 3 atoms"));
  // Without ids, the index says which atom is meant.
  c.types = {0, 0, 2};
  c.ids.clear();
  REQUIRE_THROWS_WITH(types_by_element(c, {"Cu"}), "atom at index 2 has type 3, but the elements are Cu");
}

}  // namespace types_test
