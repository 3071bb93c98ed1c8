// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/core/copy.hpp>
#include <tektite/stats/non_gaussian.hpp>
#include <tektite/stats/relaxation.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

#include "support/random_walk.hpp"

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using tektite::SelfCorrelation;
using tektite::to_device;
using Exec = Kokkos::DefaultExecutionSpace;
using namespace random_walk;

namespace {

/// By the definition, without any library code; of the particles for which `chosen` is true.
template <class Chosen>
SelfCorrelation plain_correlation(Points const& a, Points const& b, double q, double distance, bool remove_drift,
                                  Chosen const& chosen) {
  long double mean[3] = {0, 0, 0}, scattering = 0;
  SelfCorrelation result;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (int d = 0; d < 3; ++d) mean[d] += remove_drift ? (b[i][d] - a[i][d]) / (long double)a.size() : 0;
  long overlapping = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!chosen(i)) continue;
    long double squared = 0;
    for (int d = 0; d < 3; ++d) squared += std::pow(b[i][d] - a[i][d] - mean[d], 2);
    long double const r = std::sqrt(squared);
    scattering += r > 0 ? std::sin(q * r) / (q * r) : 1;
    overlapping += r < distance;
    ++result.count;
  }
  result.scattering = double(scattering / result.count);
  result.overlap = double(overlapping) / double(result.count);
  return result;
}

bool every(std::size_t) { return true; }
bool odd(std::size_t i) { return i % 2 == 1; }

}  // namespace

TEST_CASE("Brownian particles have the analytic F_s and overlap within their errors") {
  int const n = 40000;
  Walk walk(n, 3);
  auto const before = to_device(walk.points());
  double variance = 0;
  for (double const sigma : {0.1, 0.3, 0.5}) {
    walk.step(sigma);
    variance += sigma * sigma;
    double const q = 2.5, a = 0.6;
    auto const now = self_correlation(before, to_device(walk.points()), {.q = q, .distance = a});
    // F_s = exp(-q^2 s^2 / 2); its error is at most that of cos, 1 / sqrt(2 n).
    REQUIRE_THAT(now.scattering, WithinAbs(std::exp(-0.5 * q * q * variance), 4 / std::sqrt(2.0 * n)));
    // The integral of the Maxwell distribution up to a.
    double const x = a / std::sqrt(2 * variance);
    double const inside = std::erf(x) - 2 / std::sqrt(std::numbers::pi) * x * std::exp(-x * x);
    REQUIRE_THAT(now.overlap, WithinAbs(inside, 4 * std::sqrt(inside * (1 - inside) / n)));
    REQUIRE(now.count == n);
  }
}

TEST_CASE("F_s and overlap are those of the definition, relative to the drift of all, for a selection as well") {
  Walk walk(3000, 5);
  auto const before = walk.points();
  walk.step(0.4, {40, -3, 0.5});
  auto const a = to_device(before), b = to_device(walk.points());
  tektite::SelfCorrelationOptions const options{.q = 3, .distance = 0.7};
  auto const all = self_correlation(a, b, options);
  auto const expected = plain_correlation(before, walk.points(), 3, 0.7, true, every);
  REQUIRE_THAT(all.scattering, WithinAbs(expected.scattering, 1e-12));
  REQUIRE(all.overlap == expected.overlap);
  std::vector<int> marks(3000);
  for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = odd(i);
  auto const part =
      self_correlation(Exec{}, a, b, Kokkos::View<double*, Exec::memory_space>{}, to_device(marks), options);
  auto const expected_part = plain_correlation(before, walk.points(), 3, 0.7, true, odd);
  REQUIRE_THAT(part.scattering, WithinAbs(expected_part.scattering, 1e-12));
  REQUIRE(part.overlap == expected_part.overlap);
  REQUIRE(part.count == 1500);
}

TEST_CASE("at rest F_s and the overlap are 1; a displacement of exactly the distance does not overlap") {
  Points const origin(6, {1, 2, 3});
  auto const rest = to_device(origin);
  auto const none = self_correlation(rest, rest, {.q = 2, .distance = 1e-9});
  REQUIRE(none.scattering == 1);
  REQUIRE(none.overlap == 1);
  Points moved = origin;
  double const s = 0.25;
  Vec3<double> const steps[6] = {{s, 0, 0}, {-s, 0, 0}, {0, s, 0}, {0, -s, 0}, {0, 0, s}, {0, 0, -s}};
  for (int i = 0; i < 6; ++i) moved[i] += steps[i];
  REQUIRE(self_correlation(rest, to_device(moved), {.q = 2, .distance = s}).overlap == 0);
  auto const far = self_correlation(rest, to_device(moved), {.q = 2 * std::numbers::pi, .distance = 0.26});
  REQUIRE(far.overlap == 1);
  REQUIRE_THAT(far.scattering, WithinRel(2 / std::numbers::pi, 1e-14));  // sin(pi / 2) / (pi / 2)
  REQUIRE(self_correlation(to_device(Points{}), to_device(Points{}), {.q = 1, .distance = 1}).count == 0);
}

TEST_CASE("the recorder averages over origins, by type, with errors that the definition gives") {
  int const n = 200, last_step = 30;
  Walk walk(n, 7);
  std::vector<Points> frames;
  for (int k = 0; k <= last_step; ++k) {
    frames.push_back(walk.points());
    walk.step(0.1 + 0.01 * k, {0.3, 0, 0});
  }
  std::vector<int> types(n);
  for (std::size_t i = 0; i < types.size(); ++i) types[i] = odd(i);
  bool const keep_drift = GENERATE(false, true);
  tektite::RelaxationOptions const options{.at = {.q = 2, .distance = 0.5},
                                           .lags = {1, 2, 5, 12},
                                           .origin_every = 4,
                                           .type_count = 2,
                                           .keep_drift = keep_drift};
  tektite::RelaxationRecorder recorder(Exec{}, options, to_device(types));
  for (int step = 0; step <= last_step; ++step) {
    if (!recorder.wants(step)) continue;
    recorder.record(step, to_device(frames[std::size_t(step)]));
    // An interrupted run continues as if nothing had happened.
    if (step == 13) {
      tektite::RelaxationRecorder restored(Exec{}, options, to_device(types));
      auto const numbers = recorder.save();
      restored.restore(numbers, n);
      REQUIRE(restored.save() == numbers);
      recorder = restored;
    }
  }
  auto const results = recorder.results();
  REQUIRE(results.size() == 4);
  for (auto const& result : results)
    for (int group = 0; group < 3; ++group) {
      std::vector<SelfCorrelation> values;
      for (int origin = 0; origin + result.lag <= last_step; origin += 4) {
        auto const chosen = [&](std::size_t i) { return group == 0 || odd(i) == (group == 2); };
        values.push_back(plain_correlation(frames[std::size_t(origin)], frames[std::size_t(origin + result.lag)], 2,
                                           0.5, !keep_drift, chosen));
      }
      std::size_t const m = values.size();
      REQUIRE(result.origins == std::int64_t(m));
      auto const variance = [&](auto const& of, std::size_t without) {
        double mean = 0, squares = 0, count = 0;
        for (std::size_t k = 0; k < m; ++k)
          if (k != without) mean += of(values[k]), ++count;
        mean /= count;
        for (std::size_t k = 0; k < m; ++k)
          if (k != without) squares += std::pow(of(values[k]) - mean, 2);
        return std::pair{mean, squares / (count - 1)};
      };
      auto const f = [](SelfCorrelation const& v) { return v.scattering; };
      auto const overlap = [](SelfCorrelation const& v) { return v.overlap; };
      auto const& g = result.groups[std::size_t(group)];
      REQUIRE(g.count == (group == 0 ? n : n / 2));
      auto const [mean_f, variance_f] = variance(f, m);
      auto const [mean_q, variance_q] = variance(overlap, m);
      REQUIRE_THAT(g.scattering, WithinAbs(mean_f, 1e-12));
      REQUIRE_THAT(g.overlap, WithinAbs(mean_q, 1e-12));
      REQUIRE_THAT(g.scattering_error, WithinAbs(std::sqrt(variance_f / double(m)), 1e-12));
      REQUIRE_THAT(g.overlap_error, WithinAbs(std::sqrt(variance_q / double(m)), 1e-12));
      double const atoms = double(g.count);
      REQUIRE_THAT(g.chi4, WithinAbs(atoms * variance_q, 1e-11));
      double mean = 0, squares = 0;
      for (std::size_t k = 0; k < m; ++k) mean += atoms * variance(overlap, k).second / double(m);
      for (std::size_t k = 0; k < m; ++k) squares += std::pow(atoms * variance(overlap, k).second - mean, 2);
      REQUIRE_THAT(g.chi4_error, WithinAbs(std::sqrt(squares * double(m - 1) / double(m)), 1e-10));
    }
}

TEST_CASE("independent particles have chi4 = Q (1 - Q) for all origins") {
  int const n = 500, origins = 2000;
  tektite::RelaxationRecorder recorder(Exec{}, {.at = {.q = 1, .distance = 1}, .lags = {1}, .origin_every = 1});
  Walk walk(n, 11);
  for (int step = 0; step <= origins; ++step) {
    recorder.record(step, to_device(walk.points()));
    walk.step(0.6);
  }
  auto const group = recorder.results().at(0).groups.at(0);
  // Relative standard error of a variance of normal numbers.
  double const expected = group.overlap * (1 - group.overlap), error = expected * std::sqrt(2.0 / origins);
  REQUIRE_THAT(group.chi4, WithinAbs(expected, 4 * error));
  REQUIRE_THAT(group.chi4_error, WithinRel(error, 0.15));
  REQUIRE(recorder.open_origins() == 1);
}

TEST_CASE("wrong options and sizes are refused with their values") {
  auto const three = to_device(Points(3)), two = to_device(Points(2));
  REQUIRE_THROWS_WITH(self_correlation(three, two, {.q = 1, .distance = 1}),
                      ContainsSubstring("3 reference positions, but 2"));
  REQUIRE_THROWS_WITH(self_correlation(two, two, {.q = 0, .distance = 1}), ContainsSubstring("q 0 must be"));
  REQUIRE_THROWS_WITH(self_correlation(two, two, {.q = 1, .distance = -1}), ContainsSubstring("distance -1 must be"));
  using Recorder = tektite::RelaxationRecorder<Exec>;
  REQUIRE_THROWS_WITH(Recorder(Exec{}, {.at = {.q = 1, .distance = 1}, .lags = {2, 2}}),
                      ContainsSubstring("RelaxationRecorder: lag 2 follows 2"));
  Recorder typed(Exec{}, {.at = {.q = 1, .distance = 1}, .lags = {1}, .type_count = 1}, to_device(std::vector<int>{0}));
  REQUIRE_THROWS_WITH(typed.record(0, two), ContainsSubstring("1 types for 2 particles"));
  Recorder plain(Exec{}, {.at = {.q = 1, .distance = 1}, .lags = {1}});
  plain.record(0, two);
  REQUIRE_THROWS_WITH(plain.record(0, two), ContainsSubstring("step 0 recorded after 0"));
  auto numbers = plain.save();
  numbers.pop_back();
  REQUIRE_THROWS_WITH(plain.restore(numbers, 2), ContainsSubstring("numbers are not of a recorder"));
  REQUIRE_THROWS_WITH(plain.restore({1, 0, 0}, 2), ContainsSubstring("too few"));
}
