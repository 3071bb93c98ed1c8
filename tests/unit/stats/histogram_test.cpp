// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/stats/histogram.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>
#include <random>

namespace histogram_test {

using Catch::Matchers::WithinRel;
using tektite::BinScale;
using tektite::histogram;
using tektite::to_device;

TEST_CASE("counts equal those of a plain loop over the edges") {
  auto const scale = GENERATE(BinScale::linear, BinScale::logarithmic);
  std::mt19937_64 random(1);
  std::vector<double> x(20'000);
  for (auto& v : x) v = std::exponential_distribution<double>(1.0)(random);
  auto const h = histogram(to_device<double>(x), {.bins = 37, .low = 0.01, .high = 4.0, .scale = scale});
  for (double const edge : h.edges) x.push_back(edge);  // values exactly at the edges
  auto const with_edges = histogram(to_device<double>(x), {.bins = 37, .low = 0.01, .high = 4.0, .scale = scale});
  std::vector<std::int64_t> expected(37);
  std::int64_t below = 0, above = 0;
  for (double const v : x) {
    if (v < 0.01) ++below;
    if (v > 4.0) ++above;
    for (int b = 0; b < 37; ++b) {
      if (v >= h.edges[b] && (v < h.edges[b + 1] || (b == 36 && v == 4.0))) ++expected[b];
    }
  }
  REQUIRE(with_edges.counts == expected);
  REQUIRE((with_edges.below == below && with_edges.above == above && with_edges.invalid == 0));
  REQUIRE(with_edges.total() == std::int64_t(x.size()));
  double integral = 0;
  for (std::size_t b = 0; b < 37; ++b) integral += h.density(b) * (h.edges[b + 1] - h.edges[b]);
  REQUIRE_THAT(integral, WithinRel(1 - double(h.below + h.above) / 20'000, 1e-12));
}

TEST_CASE("edges are equally spaced in the value or in its logarithm") {
  auto const linear = tektite::bin_edges({.bins = 4, .low = -1, .high = 1});
  REQUIRE(linear == std::vector<double>{-1, -0.5, 0, 0.5, 1});
  auto const log = tektite::bin_edges({.bins = 3, .low = 0.1, .high = 100, .scale = BinScale::logarithmic});
  REQUIRE(log.front() == 0.1);
  REQUIRE(log.back() == 100);
  REQUIRE_THAT(log[1], WithinRel(1.0, 1e-14));
  REQUIRE_THAT(log[2], WithinRel(10.0, 1e-14));
}

TEST_CASE("nothing to count, and values that are no numbers") {
  auto const empty = histogram(to_device<double>({}), {.bins = 3, .low = 0, .high = 1});
  REQUIRE(empty.counts == std::vector<std::int64_t>{0, 0, 0});
  REQUIRE(empty.density(1) == 0);
  double const nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  auto const odd = histogram(to_device<double>({nan, infinity, -infinity, 0.5, -2, 0}),
                             {.bins = 1, .low = 0.1, .high = 1, .scale = BinScale::logarithmic});
  REQUIRE((odd.invalid == 3 && odd.below == 2 && odd.counts[0] == 1));
}

TEST_CASE("ranges that are none are refused") {
  auto const view = to_device<double>({1, 2});
  double const nan = std::numeric_limits<double>::quiet_NaN();
  REQUIRE_THROWS_AS(histogram(view, {.bins = 0, .low = 0, .high = 1}), tektite::Error);
  REQUIRE_THROWS_AS(histogram(view, {.bins = 2, .low = 1, .high = 1}), tektite::Error);
  REQUIRE_THROWS_AS(histogram(view, {.bins = 2, .low = nan, .high = 1}), tektite::Error);
  REQUIRE_THROWS_AS(histogram(view, {.bins = 2, .low = 0, .high = 1, .scale = BinScale::logarithmic}), tektite::Error);
}

TEST_CASE("a bin that is not there has no density") {
  auto const h = histogram(to_device<double>({1, 2}), {.bins = 2, .low = 0, .high = 4});
  REQUIRE(h.density(1) == 0.25);
  REQUIRE_THROWS_WITH(h.density(2), Catch::Matchers::ContainsSubstring("Histogram: bin 2 of 2"));
}

TEST_CASE("the histogram of a selection is that of the selected values, which alone may be invalid") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> x(3000), chosen;
  std::vector<int> mask(x.size());
  std::mt19937 random(9);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = std::uniform_real_distribution<double>(-0.2, 1.2)(random);
    mask[i] = random() % 2;
    if (i % 100 == 7) x[i] = nan;
    if (mask[i]) chosen.push_back(x[i]);
  }
  tektite::HistogramOptions const options{.bins = 11, .low = 0, .high = 1};
  auto const expected = histogram(to_device<double>(chosen), options);
  auto const h = histogram(to_device<double>(x), to_device(mask), options);
  REQUIRE((expected.invalid > 0 && expected.invalid < 30));
  REQUIRE((h.counts == expected.counts && h.below == expected.below && h.above == expected.above));
  REQUIRE((h.invalid == expected.invalid && h.total() + h.invalid == std::int64_t(chosen.size())));
  REQUIRE_THROWS_WITH(histogram(to_device<double>({1, 2}), to_device(std::vector<int>{1}), options),
                      Catch::Matchers::ContainsSubstring("histogram: 1 selected for 2 values"));
}

}  // namespace histogram_test
