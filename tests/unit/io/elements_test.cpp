// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/io/elements.hpp>

#include <catch2/catch_test_macros.hpp>

namespace elements_test {

TEST_CASE("elements are known by symbol and by mass") {
  using tektite::io::find_element;
  REQUIRE(find_element("Zr")->mass == 91.224);
  REQUIRE(find_element("Q") == nullptr);
  REQUIRE(find_element(63.55)->symbol == "Cu");
  REQUIRE(find_element(58.69)->symbol == "Ni");
  REQUIRE(find_element(58.93)->symbol == "Co");
  REQUIRE(find_element(64.5) == nullptr);
  REQUIRE(find_element(1.0) == nullptr);
}

}  // namespace elements_test
