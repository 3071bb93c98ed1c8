// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::boost

#include <tektite/adaptors/boost_accumulators.hpp>
#include <tektite/core/copy.hpp>

#include <algorithm>
#include <boost/accumulators/statistics/stats.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "reference/sample_oracle.hpp"

namespace boost_accumulators_test {

namespace ba = boost::accumulators;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using tektite::Moments;
using tektite::to_device;
using tektite::adaptors::MomentSet;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

std::vector<double> sample(int n, unsigned seed) {
  std::mt19937_64 random(seed);
  std::gamma_distribution<double> gamma(2.0, 1.5);
  std::vector<double> x(n);
  for (auto& v : x) v = gamma(random);
  return x;
}

/// Boost's own accumulators, as code without Tektite uses them.
using Plain = ba::accumulator_set<
    double, ba::stats<ba::tag::count, ba::tag::mean, ba::tag::variance, ba::tag::skewness, ba::tag::kurtosis,
                      ba::tag::min, ba::tag::max, ba::tag::moment<2>, ba::tag::moment<3>, ba::tag::moment<4>>>;

template <class A, class B>
void read_alike(A const& a, B const& b, double tolerance) {
  REQUIRE(ba::count(a) == ba::count(b));
  REQUIRE_THAT(ba::mean(a), WithinRel(ba::mean(b), 1e-13));
  REQUIRE_THAT(ba::variance(a), WithinRel(ba::variance(b), tolerance));
  REQUIRE_THAT(ba::skewness(a), WithinRel(ba::skewness(b), tolerance));
  REQUIRE_THAT(ba::kurtosis(a), WithinRel(ba::kurtosis(b), 10 * tolerance));
  REQUIRE_THAT(ba::moment<2>(a), WithinRel(ba::moment<2>(b), tolerance));
  REQUIRE_THAT(ba::moment<3>(a), WithinRel(ba::moment<3>(b), tolerance));
  REQUIRE_THAT(ba::moment<4>(a), WithinRel(ba::moment<4>(b), tolerance));
}

}  // namespace

TEST_CASE("moments of a View read as an accumulator set give what Boost's own accumulators give") {
  auto const x = sample(20'000, 1);
  Plain plain;
  for (double const v : x) plain(v);
  auto const set = tektite::adaptors::accumulator_set(tektite::moments(Exec{}, to_device<double>(x)));
  read_alike(set, plain, 1e-11);
  REQUIRE((ba::min)(set) == (ba::min)(plain));
  REQUIRE((ba::max)(set) == (ba::max)(plain));
}

TEST_CASE("samples, results of the library and other sets merge into one") {
  auto const x = sample(9000, 2);
  std::vector<double> const first(x.begin(), x.begin() + 2000), second(x.begin() + 2000, x.begin() + 7000);
  MomentSet<> set;
  for (double const v : first) set(v);
  tektite::adaptors::merge(set, tektite::moments(Exec{}, to_device<double>(second)));
  MomentSet<> rest;
  std::for_each(x.begin() + 7000, x.end(), [&](double v) { rest(v); });
  tektite::adaptors::merge(set, rest);
  Plain plain;
  for (double const v : x) plain(v);
  read_alike(set, plain, 1e-11);

  Moments const all = tektite::adaptors::moments_of(set);
  auto const oracle = reference::two_pass(x);
  REQUIRE_THAT(all.localization_factor(), WithinRel(double(std::sqrt(oracle.m2) / oracle.mean), 1e-12));
}

TEST_CASE("a plain set of Boost's becomes moments and merges with them") {
  auto const x = sample(5000, 3), y = sample(7000, 4);
  Plain plain, both;
  for (double const v : x) plain(v);
  for (double const v : x) both(v);
  for (double const v : y) both(v);
  Moments m = tektite::adaptors::moments_from(plain);
  m.merge(tektite::moments(Exec{}, to_device<double>(y)));
  read_alike(tektite::adaptors::accumulator_set(m), both, 1e-10);
  REQUIRE(m.low == (ba::min)(both));
  REQUIRE(tektite::adaptors::moments_from(Plain{}).count == 0);
  Plain equal;
  for (int i = 0; i < 100; ++i) equal(0.1);
  Moments const same = tektite::adaptors::moments_from(equal);
  REQUIRE((same.sigma() == 0 && same.skewness() == 0 && same.excess_kurtosis() == 0));
}

TEST_CASE("weighted sets equal Boost's weighted accumulators") {
  auto const x = sample(4000, 5), w = sample(4000, 6);
  ba::accumulator_set<double,
                      ba::stats<ba::tag::count, ba::tag::mean, ba::tag::variance, ba::tag::skewness, ba::tag::kurtosis,
                                ba::tag::moment<2>, ba::tag::moment<3>, ba::tag::moment<4>>,
                      double>
      plain;
  MomentSet<double> set;
  for (std::size_t i = 0; i < x.size(); ++i) {
    plain(x[i], ba::weight = w[i]);
    set(x[i], ba::weight = w[i]);
  }
  set(1e6, ba::weight = 0.0);  // not counted
  read_alike(set, plain, 1e-11);
  read_alike(
      tektite::adaptors::accumulator_set<double>(tektite::moments(Exec{}, to_device<double>(x), to_device<double>(w))),
      plain, 1e-11);
}

TEST_CASE("a mean far above the spread keeps its digits, where Boost's powers lose them") {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  std::vector<double> x(10'000);
  MomentSet<> set;
  for (auto& v : x) set(v = 1e8 + normal(random));
  REQUIRE_THAT(ba::variance(set), WithinRel(double(reference::two_pass(x).m2), 1e-8));
}

TEST_CASE("an empty set and one value give numbers, not NaN") {
  MomentSet<> set;
  REQUIRE((ba::count(set) == 0 && ba::mean(set) == 0 && ba::variance(set) == 0 && ba::skewness(set) == 0));
  REQUIRE((ba::kurtosis(set) == 0 && ba::moment<3>(set) == 0));
  REQUIRE((ba::max)(set) == -std::numeric_limits<double>::infinity());
  set(4.0);
  REQUIRE((ba::count(set) == 1 && ba::mean(set) == 4 && ba::variance(set) == 0 && ba::moment<2>(set) == 16));
}

TEST_CASE("accumulators, as on the page on statistics") {
  Exec const exec{};
  auto const values = to_device<double>(sample(1000, 1)), more = to_device<double>(sample(500, 2));
  //[accumulators]
  auto set = tektite::adaptors::accumulator_set(tektite::moments(exec, values));
  set(3.5);                                                     // one more sample
  tektite::adaptors::merge(set, tektite::moments(exec, more));  // from another frame or rank
  double const skewness = boost::accumulators::skewness(set);   // any extractor below
  //[/accumulators]
  REQUIRE(ba::count(set) == 1501);
  REQUIRE(skewness > 0);
}

}  // namespace boost_accumulators_test
