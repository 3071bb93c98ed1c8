// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files tektite_examples_programs
//
// Displacements of a trajectory that is there are those that a recorder sees while it runs.

#include "common/displacement_averages.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "tektite/stats/non_gaussian.hpp"

using namespace tektite::examples;
using Catch::Matchers::WithinRel;
using tektite::Vec3;

namespace {

using Frames = std::vector<std::vector<Vec3<double>>>;

/// Random walks, of the second type with steps twice as long, on top of a common drift.
Frames random_walks(std::size_t frames, std::size_t atoms, double drift) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> step;
  Frames all(frames, std::vector<Vec3<double>>(atoms));
  for (std::size_t f = 1; f < frames; ++f)
    for (std::size_t i = 0; i < atoms; ++i) {
      double const s = i % 2 == 0 ? 0.1 : 0.2;
      all[f][i] = all[f - 1][i] + Vec3<double>{s * step(random) + drift, s * step(random), s * step(random)};
    }
  return all;
}

std::vector<int> alternating_types(std::size_t atoms) {
  std::vector<int> types(atoms);
  for (std::size_t i = 0; i < atoms; ++i) types[i] = int(i % 2);
  return types;
}

std::vector<DisplacementAverage> averages_of(Frames const& frames, DisplacementAverages::Options const& options) {
  DisplacementAverages averages(Exec{}, options);
  for (auto const& positions : frames) averages.add(positions, alternating_types(positions.size()));
  return averages.results();
}

/// Mean squared displacement of one origin, by the definition. \param type -1: all
double plain_msd(std::vector<Vec3<double>> const& a, std::vector<Vec3<double>> const& b, int type, bool keep_drift) {
  Vec3<double> drift{};
  if (!keep_drift)
    for (std::size_t i = 0; i < a.size(); ++i) drift += (1.0 / double(a.size())) * (b[i] - a[i]);
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (type >= 0 && int(i % 2) != type) continue;
    Vec3<double> const d = b[i] - a[i] - drift;
    sum += dot(d, d);
    count += 1;
  }
  return sum / count;
}

}  // namespace

TEST_CASE("a trajectory and a recorder give the same bits") {
  auto const frames = random_walks(41, 300, 0.05);
  std::vector<std::int64_t> const lags{1, 2, 3, 5, 8, 12};
  tektite::Alpha2Recorder recorder(Exec{}, {.lags = lags, .origin_every = 3});
  for (std::size_t f = 0; f < frames.size(); ++f)
    recorder.record(std::int64_t(f), tektite::to_device(Exec{}, frames[f], "positions"));
  auto const expected = recorder.results();
  auto const found = averages_of(frames, {.lags = lags, .origin_every = 3, .types = 2});
  REQUIRE(found.size() == expected.size());
  for (std::size_t k = 0; k < found.size(); ++k) {
    CHECK(found[k].lag == expected[k].lag);
    CHECK(found[k].origins == expected[k].origins);
    CHECK(found[k].groups[0].msd == expected[k].moments.msd);
    CHECK(found[k].groups[0].alpha2 == expected[k].moments.alpha2());
  }
}

TEST_CASE("averages, errors and types follow their definitions, with and without the drift") {
  auto const frames = random_walks(30, 200, 0.05);
  for (bool const keep_drift : {false, true}) {
    auto const found = averages_of(frames, {.lags = {4, 10}, .origin_every = 2, .types = 2, .keep_drift = keep_drift});
    for (auto const& average : found)
      for (int type = -1; type < 2; ++type) {
        std::vector<double> msd;
        for (std::size_t f = 0; f + std::size_t(average.lag) < frames.size(); f += 2)
          msd.push_back(plain_msd(frames[f], frames[f + std::size_t(average.lag)], type, keep_drift));
        double mean = 0, squares = 0;
        for (double const m : msd) mean += m / double(msd.size());
        for (double const m : msd) squares += (m - mean) * (m - mean);
        double const n = double(msd.size());
        auto const& group = average.groups[std::size_t(type + 1)];
        CHECK(average.origins == std::int64_t(msd.size()));
        CHECK_THAT(group.msd, WithinRel(mean, 1e-12));
        CHECK_THAT(group.msd_error, WithinRel(std::sqrt(squares / (n * (n - 1))), 1e-9));
      }
  }
}

TEST_CASE("random walks diffuse: <r^2> grows with time, and displacements of one type are Gaussian") {
  auto const frames = random_walks(60, 4000, 0);
  auto const found = averages_of(frames, {.lags = {2, 20}, .origin_every = 5, .types = 2});
  for (auto const& average : found) {
    // Three components of variance s^2 per step: within five standard errors of as many independent displacements.
    for (std::size_t type : {0, 1}) {
      double const s = type == 0 ? 0.1 : 0.2;
      auto const& group = average.groups[type + 1];
      CHECK_THAT(group.msd, WithinRel(3 * s * s * double(average.lag), 0.05));
      CHECK(std::abs(group.alpha2) < 0.1);
    }
    // Two kinds of walkers together are not Gaussian: 3 <r^4> / (5 <r^2>^2) - 1 = (1 + 16) 2 / (1 + 4)^2 - 1.
    CHECK(std::abs(average.groups[0].alpha2 - 0.36) < 0.05);
  }
}
