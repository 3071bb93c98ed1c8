// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/core/copy.hpp>
#include <tektite/percolation/series.hpp>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>
#include <vector>

#include "support/ring_contacts.hpp"

namespace series_test {

using tektite::percolation_clusters;
using tektite::to_device;
using Exec = Kokkos::DefaultExecutionSpace;

TEST_CASE("the onset is the largest jump of S_max") {
  tektite::PercolationSeries series;
  REQUIRE(!series.onset().found);
  std::array<int, 7> const largest{1, 4, 9, 40, 71, 70, 90}, wraps{0, 0, 0, 1, 5, 7, 7};
  for (int k = 0; k < 7; ++k) series.add({0.05 * k, 100, largest[k], largest[k] / 100.0, 1.0, wraps[k]});
  auto const onset = series.onset();
  REQUIRE((onset.found && onset.frame == 3 && onset.jump == 31 && onset.before == 0.1 && onset.after == 0.05 * 3));
  REQUIRE(series.first_wrapping(1) == 3);
  REQUIRE(series.first_wrapping(4) == 4);
  REQUIRE(series.first_wrapping(7) == 5);
  REQUIRE_THROWS_WITH(series.first_wrapping(8), Catch::Matchers::ContainsSubstring("axes 8"));
  REQUIRE_THROWS_WITH(series.first_wrapping(-1), Catch::Matchers::ContainsSubstring("axes -1"));
  REQUIRE(series.points().size() == 7);
  using Catch::Matchers::ContainsSubstring;
  REQUIRE_THROWS_WITH(series.add({0.3, 0, 0, 0, 0, 0}), ContainsSubstring("frame 7 is at 0.3"));
  REQUIRE_THROWS(series.add({std::numeric_limits<double>::quiet_NaN(), 0, 0, 0, 0, 0}));
  tektite::PercolationSeries falling;
  falling.add(0, percolation_clusters(Exec{}, Ring{5}, to_device(std::vector<int>(5, 1))));
  falling.add(1, percolation_clusters(Exec{}, Ring{5}, to_device(std::vector<int>{1, 0, 1, 1, 0})));
  REQUIRE(!falling.onset().found);
  REQUIRE((falling.points()[0].wraps == 1 && falling.points()[1].largest == 2));
  REQUIRE(falling.first_wrapping(1) == 0);
  REQUIRE(falling.first_wrapping(2) == 2);
}

}  // namespace series_test
