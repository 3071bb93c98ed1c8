// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/stats/extremes.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>
#include <random>

namespace extremes_test {

using Catch::Matchers::WithinRel;
using tektite::to_device;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

std::vector<double> sample(std::size_t n, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> x(n);
  for (auto& v : x) v = normal(random) * std::exp(5 * normal(random));  // both signs, many magnitudes
  return x;
}

}  // namespace

TEST_CASE("order statistics are those of a sorted copy") {
  auto x = sample(3001, 1);
  for (double const v : {0.0, -0.0, 1e-310, -1e-310, 1e300, -1e300, 1.0, 1.0, 1.0}) x.push_back(v);
  auto const view = to_device<double>(x);
  std::sort(x.begin(), x.end());
  for (std::size_t rank = 0; rank < x.size(); rank += 37)
    REQUIRE(tektite::detail::order_statistic(Exec{}, tektite::OneRank{}, view, rank) == x[rank]);
  REQUIRE(tektite::detail::order_statistic(Exec{}, tektite::OneRank{}, view, x.size() - 1) == 1e300);
}

TEST_CASE("the top fraction is exactly the largest values") {
  for (std::size_t const n : {1, 2, 99, 100, 101, 5000}) {
    auto x = sample(n, 2);
    for (auto& v : x) v = std::abs(v);
    auto const top = tektite::top_fraction(Exec{}, to_device<double>(x), 0.01);
    std::sort(x.begin(), x.end(), std::greater<>());
    std::size_t const count = (n + 99) / 100;
    long double sum = 0, all = 0;
    for (std::size_t i = 0; i < n; ++i) {
      all += x[i];
      if (i < count) sum += x[i];
    }
    REQUIRE(top.count == count);
    REQUIRE(top.threshold == x[count - 1]);
    REQUIRE_THAT(top.mean, WithinRel(double(sum / count), 1e-13));
    REQUIRE_THAT(top.ratio, WithinRel(double(sum / count / (all / n)), 1e-13));
    REQUIRE(tektite::top_fraction_ratio(to_device<double>(sample(n, 2)), 1.0) ==
            tektite::top_fraction(Exec{}, to_device<double>(sample(n, 2)), 1.0).ratio);
  }
}

TEST_CASE("a fraction that is a whole number of values is not rounded up by its binary form") {
  // 0.01 * 700 is 7.000000000000001 in doubles.
  for (std::size_t const n : {100, 700, 2900, 5700, 13500, 108000})
    REQUIRE(tektite::top_fraction(Exec{}, to_device<double>(sample(n, 3)), 0.01).count == n / 100);
  REQUIRE(tektite::top_fraction(Exec{}, to_device<double>(sample(13501, 3)), 0.01).count == 136);
}

TEST_CASE("ties at the threshold do not change the mean") {
  std::vector<double> x(1000, 2.0);
  for (int i = 0; i < 5; ++i) x[100 * i] = 7;
  auto const top = tektite::top_fraction(Exec{}, to_device<double>(x), 0.01);  // five sevens and five of the twos
  REQUIRE(top.count == 10);
  REQUIRE(top.threshold == 2);
  REQUIRE(top.mean == 4.5);
  auto const equal = tektite::top_fraction(Exec{}, to_device<double>(std::vector<double>(500, 0.1)), 0.01);
  REQUIRE_THAT(equal.ratio, WithinRel(1.0, 1e-15));
}

TEST_CASE("degenerate samples have documented results") {
  auto const none = tektite::top_fraction(Exec{}, to_device<double>({}));
  REQUIRE((none.count == 0 && none.mean == 0 && none.ratio == 0));
  auto const one = tektite::top_fraction(Exec{}, to_device<double>({3.0}));
  REQUIRE((one.count == 1 && one.mean == 3 && one.ratio == 1));
  auto const zeros = tektite::top_fraction(Exec{}, to_device<double>({0.0, 0.0}));
  REQUIRE((zeros.mean == 0 && zeros.ratio == 0));
  double const nan = std::numeric_limits<double>::quiet_NaN();
  REQUIRE_THROWS_AS(tektite::top_fraction(Exec{}, to_device<double>({1.0, nan})), tektite::Error);
  for (double const fraction : {0.0, -0.1, 1.5, nan})
    REQUIRE_THROWS_AS(tektite::top_fraction(Exec{}, to_device<double>({1.0}), fraction), tektite::Error);
}

TEST_CASE("quantiles interpolate between order statistics") {
  auto const view = to_device<double>({4, 1, 3, 2});
  REQUIRE(tektite::quantile(view, 0) == 1);
  REQUIRE(tektite::quantile(view, 1) == 4);
  REQUIRE(tektite::quantile(view, 0.5) == 2.5);
  REQUIRE(tektite::quantile(view, 0.25) == 1.75);
  REQUIRE(tektite::quantile(to_device<double>({5}), 0.3) == 5);
  REQUIRE_THROWS_AS(tektite::quantile(to_device<double>({}), 0.5), tektite::Error);
  REQUIRE_THROWS_AS(tektite::quantile(view, 1.1), tektite::Error);
}

TEST_CASE("quantiles and the top of a selection are those of the selected values") {
  using tektite::Status;
  auto x = sample(4001, 5);
  std::vector<Status> status(x.size());
  std::vector<double> chosen;
  std::mt19937 random(7);
  for (std::size_t i = 0; i < x.size(); ++i) {
    status[i] = random() % 3 == 0 ? Status::ill_conditioned : Status::ok;
    if (status[i] == Status::ok) chosen.push_back(x[i]);
    if (status[i] != Status::ok) x[i] = i % 2 ? std::numeric_limits<double>::quiet_NaN() : 0;
  }
  auto const values = to_device<double>(x);
  auto const selected = to_device(status);
  auto const copied = to_device<double>(chosen);
  for (double const q : {0.0, 0.25, 0.37, 0.5, 0.98, 1.0}) {
    REQUIRE(tektite::quantile(values, selected, q) == tektite::quantile(copied, q));
    REQUIRE(tektite::quantile(Exec{}, values, selected, q) == tektite::quantile(copied, q));
  }
  for (double const fraction : {1e-9, 0.01, 0.3, 1.0}) {
    auto const top = tektite::top_fraction(Exec{}, values, selected, fraction);
    auto const expected = tektite::top_fraction(copied, fraction);
    REQUIRE((top.count == expected.count && top.all_count == chosen.size() && top.threshold == expected.threshold));
    REQUIRE_THAT(top.mean, WithinRel(expected.mean, 1e-12));
    REQUIRE_THAT(top.all_mean, WithinRel(expected.all_mean, 1e-10));
    REQUIRE(tektite::top_fraction_ratio(values, selected, fraction) == top.ratio);
    REQUIRE(tektite::top_fraction(values, selected, fraction).mean == top.mean);
  }
}

TEST_CASE("failed results, which are 0, do not count as no deformation") {
  // Every second fit failed; the others have D2min 1.
  std::vector<double> d2min(200);
  std::vector<tektite::Status> status(200, tektite::Status::too_few_neighbors);
  for (std::size_t i = 0; i < 200; i += 2) {
    d2min[i] = 1;
    status[i] = tektite::Status::ok;
  }
  auto const values = to_device<double>(d2min);
  auto const fitted = to_device(status);
  REQUIRE(tektite::quantile(values, 0.5) == 0.5);
  REQUIRE(tektite::quantile(values, fitted, 0.5) == 1);
  REQUIRE(tektite::top_fraction_ratio(values, 0.1) == 2);
  REQUIRE(tektite::top_fraction_ratio(values, fitted, 0.1) == 1);
}

TEST_CASE("a selection of all gives the bits of none, one of nothing gives zeros or an error") {
  using Catch::Matchers::ContainsSubstring;
  auto const values = to_device<double>(sample(5000, 6));
  auto const all = to_device(std::vector<int>(5000, 1)), nothing = to_device(std::vector<int>(5000, 0));
  auto const plain = tektite::top_fraction(values), selected = tektite::top_fraction(values, all);
  REQUIRE((plain.mean == selected.mean && plain.all_mean == selected.all_mean && plain.count == selected.count));
  REQUIRE((plain.all_count == 5000 && selected.all_count == 5000));
  auto const none = tektite::top_fraction(values, nothing);
  REQUIRE((none.count == 0 && none.all_count == 0 && none.mean == 0 && none.ratio == 0));
  REQUIRE_THROWS_WITH(tektite::quantile(values, nothing, 0.5), ContainsSubstring("no values"));
  auto const one = to_device(std::vector<int>{1});
  REQUIRE_THROWS_WITH(tektite::quantile(values, one, 0.5), ContainsSubstring("quantile: 1 selected for 5000 values"));
  REQUIRE_THROWS_WITH(tektite::top_fraction(values, one), ContainsSubstring("top_fraction: 1 selected"));
}

}  // namespace extremes_test
