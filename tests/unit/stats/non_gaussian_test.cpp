// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/stats/non_gaussian.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using tektite::Box;
using tektite::to_device;
using tektite::Vec3;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Points = std::vector<Vec3<double>>;

namespace {

class Walk {
 public:
  explicit Walk(int n, unsigned seed) : random_(seed), points_(n) {
    std::uniform_real_distribution<double> uniform(0, 30);
    for (auto& r : points_) r = {uniform(random_), uniform(random_), uniform(random_)};
  }
  Points const& points() const { return points_; }
  void step(double sigma, Vec3<double> drift = {}) {
    std::normal_distribution<double> normal(0, sigma);
    for (auto& r : points_) r += Vec3<double>{normal(random_), normal(random_), normal(random_)} + drift;
  }

 private:
  std::mt19937 random_;
  Points points_;
};

/// Moments by the definition, without any library code.
tektite::DisplacementMoments plain_moments(Points const& a, Points const& b, bool remove_drift = true) {
  long double mean[3] = {0, 0, 0}, second = 0, fourth = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (int d = 0; d < 3; ++d) mean[d] += remove_drift ? (b[i][d] - a[i][d]) / (long double)a.size() : 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    long double squared = 0;
    for (int d = 0; d < 3; ++d) squared += std::pow(b[i][d] - a[i][d] - mean[d], 2);
    second += squared;
    fourth += squared * squared;
  }
  return {double(second / a.size()), double(fourth / a.size())};
}

}  // namespace

TEST_CASE("Gaussian displacements: MSD 3 sigma^2, alpha2 zero within its error") {
  int const n = 40000;
  Walk walk(n, 3);
  auto const before = to_device(walk.points());
  walk.step(0.7);
  auto const moments = displacement_moments(before, to_device(walk.points()));
  // Relative standard errors: MSD sqrt(2 / 3n), alpha2 sqrt(8 / 15n) (from the moments of chi^2 with 3 degrees).
  REQUIRE_THAT(moments.msd, WithinRel(3 * 0.49, 4 * std::sqrt(2.0 / 3.0 / n)));
  REQUIRE_THAT(moments.alpha2(), WithinAbs(0.0, 4 * std::sqrt(8.0 / 15.0 / n)));
}

TEST_CASE("equal displacements give -2/5, few that move give a large value, none that moves gives 0") {
  Points const origin(6, {1, 2, 3});
  Points moved = origin;
  double const s = 0.25;
  Vec3<double> const steps[6] = {{s, 0, 0}, {-s, 0, 0}, {0, s, 0}, {0, -s, 0}, {0, 0, s}, {0, 0, -s}};
  for (int i = 0; i < 6; ++i) moved[i] += steps[i];
  auto const moments = displacement_moments(to_device(origin), to_device(moved));
  REQUIRE_THAT(moments.msd, WithinRel(s * s, 1e-14));
  REQUIRE_THAT(moments.alpha2(), WithinAbs(-0.4, 1e-14));

  Points many(1000, {0, 0, 0});
  auto const rest = to_device(many);
  REQUIRE(displacement_moments(rest, rest).alpha2() == 0);
  many[0] = {2, 0, 0};
  many[1] = {-2, 0, 0};  // two of a thousand: <r^4>/<r^2>^2 = 500
  REQUIRE_THAT(displacement_moments(rest, to_device(many)).alpha2(), WithinRel(0.6 * 500 - 1, 1e-12));
  REQUIRE(displacement_moments(to_device(Points{}), to_device(Points{})).msd == 0);
}

TEST_CASE("moments equal the definition's, and the mean displacement does not count") {
  Walk walk(3000, 5);
  auto const before = walk.points();
  walk.step(0.1, {40, -3, 0.5});
  auto const moments = displacement_moments(to_device(before), to_device(walk.points()));
  auto const expected = plain_moments(before, walk.points());
  REQUIRE_THAT(moments.msd, WithinRel(expected.msd, 1e-10));
  REQUIRE_THAT(moments.fourth, WithinRel(expected.fourth, 1e-10));
  REQUIRE_THAT(moments.msd, WithinRel(0.03, 0.05));
}

TEST_CASE("with masses the mean displacement is that of the centre of mass") {
  Points const origin{{0, 0, 0}, {0, 0, 0}};
  Points const moved{{3, 0, 0}, {0, 0, 0}};
  auto const weights = to_device(std::vector<double>{1.0, 2.0});  // the centre moves by 1
  auto const moments = displacement_moments(Exec{}, to_device(origin), to_device(moved), weights);
  REQUIRE_THAT(moments.msd, WithinRel(0.5 * (4 + 1), 1e-14));
  REQUIRE_THAT(moments.fourth, WithinRel(0.5 * (16 + 1), 1e-14));
}

TEST_CASE("displacements across the boundary are right with image flags, also in tilted boxes") {
  Box const box = Box::triclinic({5, 6, 7}, -8, 3, 4);
  Walk walk(500, 6);
  auto const before = walk.points();
  for (int k = 0; k < 20; ++k) walk.step(1.0);
  auto const wrapped = [&](Points points) {
    std::vector<Vec3<int>> images(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) points[i] = box.wrap(points[i], images[i]);
    return unwrapped_positions(Exec{}, to_device(points), to_device(images), box);
  };
  auto const expected = plain_moments(before, walk.points());
  auto const moments = displacement_moments(wrapped(before), wrapped(walk.points()));
  REQUIRE(moments.msd > 30);
  REQUIRE_THAT(moments.msd, WithinRel(expected.msd, 1e-10));
  REQUIRE_THAT(moments.fourth, WithinRel(expected.fourth, 1e-10));
}

TEST_CASE("log-spaced lags are distinct, ascending, and end where they are asked to") {
  REQUIRE(tektite::log_spaced_lags(1, 10) == std::vector<std::int64_t>{1});
  REQUIRE(tektite::log_spaced_lags(100, 2) == std::vector<std::int64_t>{1, 3, 10, 32, 100});
  REQUIRE(tektite::log_spaced_lags(7, 20) == std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7});
  auto const lags = tektite::log_spaced_lags(500000, 10);
  REQUIRE((lags.size() > 45 && lags.size() < 60 && lags.back() == 500000));
}

TEST_CASE("the recorder averages every lag over all origins that reach it") {
  int const n = 300, last_step = 47;
  Walk walk(n, 7);
  std::vector<Points> frames;
  for (int k = 0; k <= last_step; ++k) {
    frames.push_back(walk.points());
    walk.step(0.1 + 0.01 * k, {0.3, 0, 0});
  }
  std::vector<std::int64_t> const lags{1, 2, 5, 12, 30};
  tektite::Alpha2Recorder recorder(Exec{}, {.lags = lags, .origin_every = 4});
  std::int64_t const start = 100;
  std::int64_t next = start;
  std::size_t most = 0;
  for (std::int64_t step = start; step <= start + last_step; ++step) {
    REQUIRE(recorder.wants(step) == (step == next));
    if (!recorder.wants(step)) continue;
    recorder.record(step, to_device(frames[step - start]));
    next = recorder.next_wanted(step);
    most = std::max(most, recorder.open_origins());
  }
  REQUIRE(most <= 30 / 4 + 1);  // origins are dropped when the longest lag is done
  auto const results = recorder.results();
  REQUIRE(results.size() == lags.size());
  for (auto const& result : results) {
    tektite::DisplacementMoments sum;
    int origins = 0;
    for (int origin = 0; origin + result.lag <= last_step; origin += 4) {
      auto const m = plain_moments(frames[origin], frames[origin + result.lag]);
      sum.msd += m.msd;
      sum.fourth += m.fourth;
      ++origins;
    }
    REQUIRE(result.origins == origins);
    REQUIRE_THAT(result.moments.msd, WithinRel(sum.msd / origins, 1e-10));
    REQUIRE_THAT(result.moments.fourth, WithinRel(sum.fourth / origins, 1e-10));
  }
  auto const peak = tektite::alpha2_peak(results);
  for (auto const& result : results) REQUIRE(peak.moments.alpha2() >= result.moments.alpha2());
}

TEST_CASE("a recorder goes on where another one was saved") {
  int const n = 40;
  tektite::Alpha2Options const options{.lags = {1, 3, 8}, .origin_every = 5};
  tektite::Alpha2Recorder whole(Exec{}, options), first(Exec{}, options), second(Exec{}, options);
  Walk walk(n, 9);
  for (int step = 10; step < 40; ++step) {
    auto const x = to_device(walk.points());
    whole.record(step, x);
    if (step == 23) second.restore(first.save(), n);
    (step < 23 ? first : second).record(step, x);
    walk.step(0.2);
  }
  REQUIRE(second.save() == whole.save());
  auto const a = whole.results(), b = second.results();
  REQUIRE(a.size() == 3);
  for (std::size_t k = 0; k < a.size(); ++k)
    REQUIRE((a[k].origins == b[k].origins && a[k].moments.fourth == b[k].moments.fourth));
  REQUIRE_THROWS_WITH(second.restore(whole.save(), n + 1), ContainsSubstring("3 lags and 41 particles"));
  REQUIRE_THROWS_WITH(second.restore({1, 2}, n), ContainsSubstring("2 numbers are not"));
  REQUIRE(second.save() == whole.save());
}

TEST_CASE("with one origin, the first step") {
  Walk walk(50, 8);
  tektite::Alpha2Recorder recorder(Exec{}, {.lags = {2, 3, 9}});
  for (int step = 0; step < 6; ++step) {
    if (recorder.wants(step)) recorder.record(step, to_device(walk.points()));
    walk.step(0.2);
  }
  auto const results = recorder.results();
  REQUIRE(results.size() == 2);  // lag 9 was not reached
  REQUIRE((results[0].lag == 2 && results[0].origins == 1 && results[1].lag == 3));
  REQUIRE(recorder.next_wanted(5) == 9);
  REQUIRE(recorder.next_wanted(9) == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("input that cannot be right is refused with its values") {
  auto const three = to_device(Points(3)), two = to_device(Points(2));
  REQUIRE_THROWS_WITH(displacement_moments(three, two), ContainsSubstring("3 reference positions, but 2"));
  REQUIRE_THROWS_WITH(displacement_moments(Exec{}, three, three, to_device(std::vector<double>{1, 1})),
                      ContainsSubstring("2 weights for 3"));
  REQUIRE_THROWS_WITH(displacement_moments(Exec{}, two, two, to_device(std::vector<double>{1, -1})),
                      ContainsSubstring("add up to 0"));
  REQUIRE_THROWS_WITH(unwrapped_positions(Exec{}, three, to_device(std::vector<Vec3<int>>(2)), Box{}),
                      ContainsSubstring("2 image flags for 3"));
  REQUIRE_THROWS_WITH(tektite::log_spaced_lags(0, 3), ContainsSubstring("last lag 0"));
  using Recorder = tektite::Alpha2Recorder<Exec>;
  REQUIRE_THROWS_WITH(Recorder(Exec{}, {.lags = {}}), ContainsSubstring("lags"));
  REQUIRE_THROWS_WITH(Recorder(Exec{}, {.lags = {3, 3}}), ContainsSubstring("lag 3 follows 3"));
  REQUIRE_THROWS_WITH(Recorder(Exec{}, {.lags = {3}, .origin_every = -1}), ContainsSubstring("-1"));
  Recorder recorder(Exec{}, {.lags = {3}});
  recorder.record(5, three);
  REQUIRE_THROWS_WITH(recorder.record(5, three), ContainsSubstring("step 5 recorded after 5"));
  REQUIRE_THROWS_WITH(tektite::alpha2_peak(recorder.results()), ContainsSubstring("nothing"));
}
