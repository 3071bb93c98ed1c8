// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <random>
#include <vector>

#include <tektite/stats/running_moments.hpp>

#include "reference/sample_oracle.hpp"

/// Samples of several distributions, and the comparison of their moments with those of two passes.
namespace moment_samples {

/// Requires that moments are those of the oracle; the tolerance is that of the variance, relative.
inline void same_as(tektite::Moments const& m, reference::Sample const& s, double tolerance) {
  using Catch::Matchers::WithinAbs;
  using Catch::Matchers::WithinRel;
  REQUIRE_THAT(m.weight, WithinRel(double(s.weight), 1e-13));
  REQUIRE_THAT(m.mean, WithinRel(double(s.mean), 1e-13));
  REQUIRE_THAT(m.variance(), WithinRel(double(s.m2), tolerance));
  REQUIRE_THAT(m.localization_factor(), WithinRel(double(std::sqrt(s.m2) / std::abs(s.mean)), tolerance));
  REQUIRE_THAT(m.skewness(), WithinAbs(double(s.m3 / std::pow(s.m2, 1.5L)), 10 * tolerance));
  REQUIRE_THAT(m.excess_kurtosis(), WithinRel(double(s.m4 / (s.m2 * s.m2) - 3), 100 * tolerance));
}

/// Sample of n values: 0 exponential, 1 normal, 2 with a mean far above the spread, 3 with heavy tails, 4 with an
/// outlier.
inline std::vector<double> sample(int kind, int n) {
  std::mt19937_64 random(42);
  std::vector<double> x(n);
  std::exponential_distribution<double> exponential(1.0);
  std::normal_distribution<double> normal;
  for (auto& v : x) {
    if (kind == 0) v = exponential(random);
    if (kind == 1) v = 5 + normal(random);
    if (kind == 2) v = 1e8 + normal(random);  // mean much larger than the spread
    if (kind == 3) v = normal(random) * std::exp(normal(random) * 2) + 1;
  }
  if (kind == 4) {
    for (auto& v : x) v = normal(random);
    x[n / 3] = 1e12;  // one huge outlier
  }
  return x;
}

}  // namespace moment_samples
