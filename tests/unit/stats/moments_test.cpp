// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/stats/moments.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>
#include <random>

#include "reference/sample_oracle.hpp"
#include "support/moment_samples.hpp"

namespace moments_test {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using tektite::moments;
using tektite::Moments;
using tektite::to_device;
using Exec = Kokkos::DefaultExecutionSpace;
using namespace moment_samples;

TEST_CASE("moments equal those of two passes in extended precision") {
  int const kind = GENERATE(0, 1, 2, 3, 4);
  int const n = GENERATE(2, 3, 255, 256, 257, 100'003);
  CAPTURE(kind, n);
  auto const x = sample(kind, n);
  auto const m = moments(to_device<double>(x));
  REQUIRE(m.count == n);
  REQUIRE(m.low == *std::min_element(x.begin(), x.end()));
  REQUIRE(m.high == *std::max_element(x.begin(), x.end()));
  // At a mean of 1e8 the mean itself is known to 1e-8 of the spread: third moments inherit that.
  same_as(m, reference::two_pass(x), kind == 2 ? 1e-8 : 1e-10);
}

TEST_CASE("weights act as repetitions, and weight zero as absence") {
  std::vector<double> const x{1, 4, -2, 8, 3.5}, w{1, 3, 2, 0, 4};
  std::vector<double> repeated;
  for (std::size_t i = 0; i < x.size(); ++i) repeated.insert(repeated.end(), static_cast<std::size_t>(w[i]), x[i]);
  auto const m = moments(Exec{}, to_device<double>(x), to_device<double>(w));
  REQUIRE(m.count == 4);
  REQUIRE(m.high == 4);
  same_as(m, reference::two_pass(repeated), 1e-13);

  auto const values = sample(3, 10'000);
  std::vector<double> weights(values.size());
  std::mt19937 random(3);
  for (auto& one : weights) one = std::uniform_real_distribution<double>(0, 2)(random);
  same_as(moments(Exec{}, to_device<double>(values), to_device<double>(weights)), reference::two_pass(values, weights),
          1e-10);
}

TEST_CASE("distributions with known numbers") {
  // Exponential: Psi = 1, S_k = 2, excess 6; uniform: Psi = 1 / sqrt(3), 0, -1.2, here at 10^6 midpoints.
  int const n = 1'000'000;
  std::vector<double> uniform(n);
  for (int i = 0; i < n; ++i) uniform[i] = (i + 0.5) / n;
  auto const flat = moments(to_device<double>(uniform));
  REQUIRE_THAT(flat.localization_factor(), WithinRel(1 / std::sqrt(3.0), 1e-11));
  REQUIRE_THAT(flat.skewness(), WithinAbs(0, 1e-11));
  REQUIRE_THAT(flat.excess_kurtosis(), WithinRel(-1.2, 1e-10));
  auto const falling = moments(to_device<double>(sample(0, n)));
  REQUIRE_THAT(falling.localization_factor(), WithinAbs(1, 0.01));
  REQUIRE_THAT(falling.skewness(), WithinAbs(2, 0.05));
  REQUIRE_THAT(falling.excess_kurtosis(), WithinAbs(6, 0.6));
}

TEST_CASE("values of other types are taken as double") {
  std::vector<int> counts(1000);
  std::vector<float> halves(1000);
  std::vector<double> wanted(1000);
  for (int i = 0; i < 1000; ++i) {
    counts[i] = i * 7 % 31;
    halves[i] = 0.5f * float(counts[i]);
    wanted[i] = counts[i];
  }
  auto const m = moments(to_device(counts)), half = moments(to_device(halves)), expected = moments(to_device(wanted));
  REQUIRE((m.mean == expected.mean && m.m2 == expected.m2 && m.m4 == expected.m4));
  REQUIRE_THAT(half.mean, WithinRel(0.5 * expected.mean, 1e-15));
  REQUIRE_THAT(half.m2, WithinRel(0.25 * expected.m2, 1e-14));
}

TEST_CASE("no values, one value, equal values and a mean of zero have documented results") {
  auto const none = moments(to_device<double>({}));
  REQUIRE((none.count == 0 && none.mean == 0 && none.sigma() == 0));
  REQUIRE((none.localization_factor() == 0 && none.skewness() == 0 && none.excess_kurtosis() == 0));
  auto const one = moments(to_device<double>({7.25}));
  REQUIRE((one.count == 1 && one.mean == 7.25 && one.sigma() == 0));
  REQUIRE((one.localization_factor() == 0 && one.skewness() == 0 && one.excess_kurtosis() == 0));
  for (double const value : {0.1, 1e8 + 0.1, -3e-7}) {
    auto const equal = moments(to_device<double>(std::vector<double>(10'001, value)));
    REQUIRE((equal.mean == value && equal.m2 == 0 && equal.m3 == 0 && equal.m4 == 0));
    REQUIRE((equal.localization_factor() == 0 && equal.skewness() == 0));
  }
  auto const centred = moments(to_device<double>({-1, 1}));
  REQUIRE((centred.mean == 0 && centred.sigma() == 1 && centred.localization_factor() == 0));
  auto const weightless = moments(Exec{}, to_device<double>({1, 2}), to_device<double>({0, 0}));
  REQUIRE((weightless.count == 0 && weightless.weight == 0));
}

TEST_CASE("the tree of merges depends on the number of values alone") {
  // The same order of additions without threads: blocks of 256 values, then blocks of 256 results.
  auto const x = sample(3, 70'000);
  std::vector<Moments> level;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (i % 256 == 0) level.emplace_back();
    level.back().add(x[i]);
  }
  while (level.size() > 1) {
    std::vector<Moments> next;
    for (std::size_t i = 0; i < level.size(); ++i) {
      if (i % 256 == 0) {
        next.push_back(level[i]);
      } else {
        next.back().merge(level[i]);
      }
    }
    level = next;
  }
  auto const m = moments(to_device<double>(x));
  REQUIRE_THAT(m.m4, WithinRel(level[0].m4, 1e-14));
  auto const again = moments(to_device<double>(x));
  REQUIRE((again.mean == m.mean && again.m2 == m.m2 && again.m3 == m.m3 && again.m4 == m.m4));
}

TEST_CASE("values that are not finite are refused by index") {
  using Catch::Matchers::ContainsSubstring;
  double const nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  std::vector<double> x(1000, 1.0);
  x[700] = infinity;
  REQUIRE_THROWS_WITH(moments(to_device<double>(x)), ContainsSubstring("700"));
  x[300] = nan;
  REQUIRE_THROWS_WITH(moments(to_device<double>(x)), ContainsSubstring("300"));
  REQUIRE_THROWS_WITH(moments(Exec{}, to_device<double>({1, 2}), to_device<double>({1, -1})),
                      ContainsSubstring("1 of 2"));
  REQUIRE_THROWS_AS(moments(Exec{}, to_device<double>({1, 2}), to_device<double>({1})), tektite::Error);
}

TEST_CASE("moments of a selection are those of the selected values") {
  using tektite::Status;
  int const kind = GENERATE(0, 1, 2, 3, 4);
  int const n = GENERATE(1, 255, 256, 257, 1000, 100'003);
  double const share = GENERATE(0.02, 0.5, 0.98);
  CAPTURE(kind, n, share);
  // Failed results are 0 by contract; here they are what no sum survives.
  auto x = sample(kind, std::max(n, 3));
  x.resize(std::size_t(n));
  std::mt19937 random(5);
  std::vector<Status> status(x.size());
  std::vector<int> numbers(x.size());
  std::vector<double> chosen;
  for (std::size_t i = 0; i < x.size(); ++i) {
    bool const good = std::uniform_real_distribution<double>(0, 1)(random) < share;
    status[i] = good ? (i % 2 ? Status::ok : Status::degenerate) : Status::too_few_neighbors;
    numbers[i] = good ? 3 - 7 * int(i % 2) : 0;
    if (good) chosen.push_back(x[i]);
    if (!good) x[i] = std::numeric_limits<double>::quiet_NaN();
  }
  auto const values = to_device<double>(x);
  auto const m = moments(values, to_device(status));
  REQUIRE(m.count == std::int64_t(chosen.size()));
  REQUIRE(m.weight == double(chosen.size()));
  if (chosen.size() > 2) {
    REQUIRE(m.low == *std::min_element(chosen.begin(), chosen.end()));
    REQUIRE(m.high == *std::max_element(chosen.begin(), chosen.end()));
    same_as(m, reference::two_pass(chosen), kind == 2 ? 1e-8 : 1e-10);
  }
  // Integers are a selection, not weights.
  auto const again = moments(Exec{}, values, to_device(numbers));
  REQUIRE((again.mean == m.mean && again.m2 == m.m2 && again.m3 == m.m3 && again.m4 == m.m4 && again.count == m.count));
}

TEST_CASE("a selection of all values gives the bits of no selection") {
  for (int const n : {0, 1, 255, 256, 257, 9999}) {
    std::vector<double> const x = n > 0 ? sample(3, std::max(n, 3)) : std::vector<double>{};
    auto const values = to_device<double>(x);
    auto const all = moments(values), selected = moments(values, to_device(std::vector<int>(x.size(), 1)));
    REQUIRE((all.mean == selected.mean && all.m2 == selected.m2 && all.m3 == selected.m3 && all.m4 == selected.m4));
    REQUIRE((all.count == selected.count && all.low == selected.low && all.high == selected.high));
  }
}

TEST_CASE("a selected value that is not finite is refused by its index, a selection of another length as well") {
  using Catch::Matchers::ContainsSubstring;
  std::vector<double> x(1000, 1.0);
  std::vector<int> mask(1000, 1);
  x[100] = x[613] = x[700] = std::numeric_limits<double>::infinity();
  mask[100] = 0;
  for (std::size_t i = 0; i < 1000; i += 3) mask[i] = 0;
  mask[613] = 1;
  REQUIRE_THROWS_WITH(moments(to_device<double>(x), to_device(mask)), ContainsSubstring("value or weight 613 of 1000"));
  mask[613] = mask[700] = 0;
  REQUIRE(moments(to_device<double>(x), to_device(mask)).mean == 1);
  REQUIRE_THROWS_WITH(moments(to_device<double>({1, 2}), to_device(std::vector<int>{1})),
                      ContainsSubstring("moments: 1 selected for 2 values"));
}

}  // namespace moments_test
