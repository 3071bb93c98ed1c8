// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/core/selection.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>
#include <vector>

using namespace tektite;

TEST_CASE("above is strictly above, infinities count and what is not a number does not") {
  double const nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  auto const values = to_device(std::vector<double>{1.0, 2.0, 2.0000000001, -infinity, infinity, nan});
  REQUIRE(to_host(select_above(Kokkos::DefaultExecutionSpace{}, values, 2.0)) == std::vector<int>{0, 0, 1, 0, 1, 0});
  REQUIRE(to_host(select_above(Kokkos::DefaultExecutionSpace{}, values, -infinity)) ==
          std::vector<int>{1, 1, 1, 0, 1, 0});
  REQUIRE_THROWS_WITH(select_above(Kokkos::DefaultExecutionSpace{}, values, nan),
                      Catch::Matchers::ContainsSubstring("threshold is not a number"));
}

TEST_CASE("particles above a threshold") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  auto const mask =
      select_above(Kokkos::DefaultExecutionSpace{}, to_device(std::vector<double>{0.3, 0.25, nan, -1, 7}), 0.25);
  REQUIRE(to_host(mask) == std::vector<int>{1, 0, 0, 0, 1});
}
