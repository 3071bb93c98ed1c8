// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/stats/non_gaussian.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <limits>
#include <vector>

#include "support/random_walk.hpp"

namespace non_gaussian_test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;
using tektite::to_device;
using Exec = Kokkos::DefaultExecutionSpace;
using namespace random_walk;

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
  auto const three = to_device(Points(3));
  REQUIRE_THROWS_WITH(tektite::log_spaced_lags(0, 3), ContainsSubstring("last lag 0"));
  using Recorder = tektite::Alpha2Recorder<Exec>;
  REQUIRE_THROWS_WITH(Recorder(Exec{}, {.lags = {}}), ContainsSubstring("lags"));
  REQUIRE_THROWS_WITH(Recorder(Exec{}, {.lags = {3, 3}}), ContainsSubstring("lag 3 follows 3"));
  REQUIRE_THROWS_WITH(Recorder(Exec{}, {.lags = {3}, .origin_every = -1}), ContainsSubstring("-1"));
  Recorder recorder(Exec{}, {.lags = {3}});
  recorder.record(5, three);
  REQUIRE_THROWS_WITH(recorder.record(5, three), ContainsSubstring("step 5 recorded after 5"));
  REQUIRE_THROWS_WITH(tektite::alpha2_peak(recorder.results()), ContainsSubstring("nothing"));
  REQUIRE_THROWS_WITH(recorder.record(6, to_device(Points(2))), ContainsSubstring("2 particles recorded after 3"));
  Recorder weighted(Exec{}, {.lags = {3}}, to_device(std::vector<double>{1, 1}));
  REQUIRE_THROWS_WITH(weighted.record(0, three), ContainsSubstring("2 weights for 3 particles"));
  REQUIRE_THROWS_WITH(weighted.restore(recorder.save(), 3), ContainsSubstring("2 weights for 3 particles"));
}

}  // namespace non_gaussian_test
