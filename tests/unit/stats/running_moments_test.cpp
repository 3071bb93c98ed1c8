// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/stats/running_moments.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <cstddef>

#include "reference/sample_oracle.hpp"
#include "support/moment_samples.hpp"

namespace running_moments_test {

using Catch::Matchers::WithinRel;
using tektite::Moments;
using namespace moment_samples;

TEST_CASE("merged sets equal the set of all values") {
  auto const x = sample(0, 5000);
  Moments all, left, right;
  for (std::size_t i = 0; i < x.size(); ++i) {
    all.add(x[i]);
    (i < 1234 ? left : right).add(x[i]);
  }
  left.merge(right);
  left.merge(Moments{});
  Moments none;
  none.merge(left);
  for (Moments const& m : {all, left, none}) same_as(m, reference::two_pass(x), 1e-11);
}

TEST_CASE("moments of values by hand, with weights, and of no values") {
  // 1, 2, 6 with the weights 1, 2, 1: mean 11 / 4, sums of the powers of the distances -7/4, -3/4 (twice), 13/4.
  Moments m;
  m.add(6);
  m.add(1);
  m.add(2, 2);
  REQUIRE((m.count == 3 && m.weight == 4 && m.mean == 2.75 && m.low == 1 && m.high == 6));
  REQUIRE_THAT(m.m2, WithinRel((49 + 2 * 9 + 169) / 16.0, 1e-14));
  REQUIRE_THAT(m.m3, WithinRel((-343 - 2 * 27 + 2197) / 64.0, 1e-14));
  REQUIRE_THAT(m.m4, WithinRel((2401 + 2 * 81 + 28561) / 256.0, 1e-14));
  double const variance = 236 / 64.0;
  REQUIRE_THAT(m.variance(), WithinRel(variance, 1e-14));
  REQUIRE_THAT(m.sigma(), WithinRel(std::sqrt(variance), 1e-14));
  REQUIRE_THAT(m.localization_factor(), WithinRel(std::sqrt(variance) / 2.75, 1e-14));
  REQUIRE_THAT(m.skewness(), WithinRel(1800 / 256.0 / std::pow(variance, 1.5), 1e-14));
  REQUIRE_THAT(m.excess_kurtosis(), WithinRel(31124 / 1024.0 / (variance * variance) - 3, 1e-14));

  Moments const none;
  REQUIRE((none.variance() == 0 && none.sigma() == 0 && none.localization_factor() == 0));
  REQUIRE((none.skewness() == 0 && none.excess_kurtosis() == 0));
  REQUIRE((none.low > none.high && std::isinf(none.low) && std::isinf(none.high)));
}

}  // namespace running_moments_test
