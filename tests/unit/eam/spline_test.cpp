// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/eam/spline.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstddef>
#include <vector>

namespace spline_test {

using Catch::Matchers::WithinAbs;
using tektite::Cubic;
using tektite::make_spline;
using tektite::spline_interval;

TEST_CASE("a cubic has its value and its slope") {
  Cubic const c{7, -5, 3, 2};  // 2 p^3 + 3 p^2 - 5 p + 7
  REQUIRE((c.value(0) == 7 && c.value(1) == 7 && c.value(0.5) == 5.5 && c.value(2) == 25));
  REQUIRE((c.slope(0) == -5 && c.slope(1) == 7 && c.slope(0.5) == -0.5 && c.slope(2) == 31));
}

TEST_CASE("the inner pieces of a cubic are that cubic") {
  // f(m + p) = 6 (m + p)^3 - (m + p)^2 + 4, expanded in p.
  int const n = 12;
  std::vector<double> f(n);
  for (int m = 0; m < n; ++m) f[m] = 6.0 * m * m * m - m * m + 4;
  auto const pieces = make_spline(f);
  REQUIRE(pieces.size() == n - 1);
  for (int m = 2; m + 3 < n; ++m) {
    REQUIRE_THAT(pieces[m].c0, WithinAbs(f[m], 1e-9));
    REQUIRE_THAT(pieces[m].c1, WithinAbs(18.0 * m * m - 2 * m, 1e-9));
    REQUIRE_THAT(pieces[m].c2, WithinAbs(18.0 * m - 1, 1e-9));
    REQUIRE_THAT(pieces[m].c3, WithinAbs(6, 1e-9));
  }
}

TEST_CASE("pieces pass through the values, join smoothly, and have the documented slopes") {
  std::vector<double> const f{3, -1, 4, 1, -5, 9, 2, -6};
  std::size_t const n = f.size();
  auto const pieces = make_spline(f);
  for (std::size_t m = 0; m + 1 < n; ++m) {
    REQUIRE(pieces[m].value(0) == f[m]);
    REQUIRE_THAT(pieces[m].value(1), WithinAbs(f[m + 1], 1e-13));
    if (m + 2 < n) REQUIRE_THAT(pieces[m].slope(1), WithinAbs(pieces[m + 1].slope(0), 1e-13));
  }
  REQUIRE(pieces[0].slope(0) == -4);
  REQUIRE(pieces[1].slope(0) == 0.5);
  REQUIRE_THAT(pieces[2].slope(0), WithinAbs((3 + 8 * 2 - -5) / 12.0, 1e-13));
  REQUIRE_THAT(pieces[4].slope(0), WithinAbs((4 + 8 * 8 - 2) / 12.0, 1e-13));
  REQUIRE(pieces[n - 2].slope(0) == -7.5);
  REQUIRE_THAT(pieces[n - 2].slope(1), WithinAbs(-8, 1e-13));
  // Three points are the fewest.
  auto const few = make_spline({0, 1, 4});
  REQUIRE(few.size() == 2);
  REQUIRE((few[0].slope(0) == 1 && few[1].slope(0) == 2 && few[1].slope(1) == 3));
}

TEST_CASE("an abscissa has its interval, and beyond the table the end of the last one") {
  int const count = 5;
  auto const in = [&](double x, int interval, double fraction) {
    double p = -1;
    REQUIRE(spline_interval(x, count, p) == interval);
    REQUIRE(p == fraction);
  };
  in(0, 0, 0);
  in(0.75, 0, 0.75);
  in(1, 1, 0);
  in(2.5, 2, 0.5);
  in(3, 3, 0);
  in(3.25, 3, 0.25);
  in(4, 3, 1);
  in(17.5, 3, 1);
  in(1e300, 3, 1);
}

TEST_CASE("fewer than three points have no spline") {
  std::vector<double> points;
  for (char const* message : {"make_spline: 0 points", "make_spline: 1 points", "make_spline: 2 points"}) {
    REQUIRE_THROWS_WITH(make_spline(points), Catch::Matchers::ContainsSubstring(message));
    points.push_back(1);
  }
}

}  // namespace spline_test
