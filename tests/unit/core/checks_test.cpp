// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/checks.hpp>
#include <tektite/core/copy.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>
#include <vector>

namespace checks_test {

using namespace tektite;
using Catch::Matchers::ContainsSubstring;
using Exec = Kokkos::DefaultExecutionSpace;

TEST_CASE("the first position that is not finite, or too far away, is named") {
  double const nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  std::vector<Vec3<double>> points(1000, Vec3<double>{1, 2, 3});
  REQUIRE_NOTHROW(require_finite(Exec{}, to_device(points), 10.0));
  points[900].y = nan;
  points[700].z = -infinity;
  REQUIRE_THROWS_WITH(require_finite(Exec{}, to_device(points), 10.0),
                      ContainsSubstring("particle 700") && ContainsSubstring("-inf"));
  points[700].z = 0;
  REQUIRE_THROWS_WITH(require_finite(Exec{}, to_device(points), 10.0), ContainsSubstring("particle 900"));
  points[900].y = -10;
  REQUIRE_THROWS_WITH(require_finite(Exec{}, to_device(points), 10.0), ContainsSubstring("(1, -10, 3)"));
  REQUIRE_NOTHROW(require_finite(Exec{}, to_device(points), 10.1));
}

TEST_CASE("a position so far from a box that an int cannot count the edges is named") {
  std::vector<Vec3<double>> points(1000, Vec3<double>{1, 2, 3});
  points[400] = {0, 0, 1e6};
  Box const box = Box::orthogonal(10, 10, 10), flat = Box::orthogonal(10, 10, 1e-3);
  Box const layer = Box::orthogonal(10, 10, 1e-3, {}, {true, true, false});
  REQUIRE_NOTHROW(require_near(Exec{}, to_device(points), box));
  REQUIRE_NOTHROW(require_near(Exec{}, to_device(points), layer));
  REQUIRE_THROWS_WITH(require_near(Exec{}, to_device(points), flat), ContainsSubstring("particle 400"));
  points[300] = {0, 1e8, 0};
  REQUIRE_THROWS_WITH(require_near(Exec{}, to_device(points), box), ContainsSubstring("particle 300"));
  points[200].x = std::numeric_limits<double>::quiet_NaN();
  REQUIRE_THROWS_WITH(require_near(Exec{}, to_device(points), layer), ContainsSubstring("particle 200"));
}

TEST_CASE("a cutoff is finite and positive") {
  REQUIRE_NOTHROW(require_cutoff("somewhere", 1e-300));
  for (double const bad :
       {0.0, -1.0, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
    REQUIRE_THROWS_WITH(require_cutoff("somewhere", bad), ContainsSubstring("somewhere: cutoff"));
}

}  // namespace checks_test
