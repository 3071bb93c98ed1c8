// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/stats/lagged_correlation.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using Exec = Kokkos::DefaultExecutionSpace;
using Rows = std::vector<std::vector<double>>;

namespace {

Kokkos::View<double**, Exec::memory_space> view_of(Rows const& rows) {
  Kokkos::View<double**, Exec::memory_space> const view("tektite::test", rows.size(), rows.front().size());
  auto const host = Kokkos::create_mirror_view(view);
  for (std::size_t t = 0; t < rows.size(); ++t)
    for (std::size_t i = 0; i < rows[t].size(); ++i) host(t, i) = rows[t][i];
  Kokkos::deep_copy(view, host);
  return view;
}

Rows noise(std::size_t frames, std::size_t n, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(3, 2);
  Rows rows(frames, std::vector<double>(n));
  for (auto& row : rows)
    for (double& value : row) value = normal(random);
  return rows;
}

}  // namespace

TEST_CASE("correlations are NumPy's: means of corrcoef over pairs of frames") {
  Rows const a{{3, 1, 4, 1, 5}, {9, 2, 6, 5, 3}, {5, 8, 9, 7, 9}, {3, 2, 3, 8, 4}};
  Rows const b{{2, 7, 1, 8, 2}, {8, 1, 8, 2, 8}, {4, 5, 9, 0, 4}, {5, 2, 3, 5, 3}};
  // NumPy 1.24.2: mean([corrcoef(a[t], b[t + lag])[0, 1] for t in range(4) if 0 <= t + lag < 4])
  double const expected[] = {-0.2181389464661848, -0.3937654913361445, 0.18049260023226799, 0.07123677566010726,
                             0.6224387359332633};
  auto const result = tektite::lagged_correlation(view_of(a), view_of(b), {.largest_lag = 2});
  REQUIRE(result.lag == std::vector<int>{-2, -1, 0, 1, 2});
  for (std::size_t k = 0; k < 5; ++k) REQUIRE_THAT(result.correlation[k], WithinAbs(expected[k], 1e-14));
}

TEST_CASE("a lag that was planted is found, with the sign of its direction") {
  std::size_t const frames = 30, n = 400;
  Rows const a = noise(frames, n, 1), own = noise(frames, n, 2);
  // The second quantity is the first one of three frames before, and as much noise of its own.
  Rows b = own;
  for (std::size_t t = 3; t < frames; ++t)
    for (std::size_t i = 0; i < n; ++i) b[t][i] = 0.5 * (own[t][i] + a[t - 3][i]) + double(t);
  auto const peak = [](tektite::LaggedCorrelation const& r) {
    return std::size_t(std::max_element(r.correlation.begin(), r.correlation.end()) - r.correlation.begin());
  };
  auto const forward = tektite::lagged_correlation(view_of(a), view_of(b), {.largest_lag = 6});
  REQUIRE(forward.lag[peak(forward)] == 3);
  REQUIRE_THAT(forward.correlation[peak(forward)], WithinAbs(std::sqrt(0.5), 0.02));
  REQUIRE(forward.correlation[peak(forward)] > 50 * forward.control_deviation[peak(forward)]);
  auto const backward = tektite::lagged_correlation(view_of(b), view_of(a), {.largest_lag = 6});
  REQUIRE(backward.lag[peak(backward)] == -3);
  for (std::size_t k = 0; k < 13; ++k)
    REQUIRE_THAT(backward.correlation[k], WithinAbs(forward.correlation[12 - k], 1e-13));
}

TEST_CASE("white noise stays within the spread of the controls, which is that of chance") {
  std::size_t const frames = 20, n = 300;
  auto const result = tektite::lagged_correlation(view_of(noise(frames, n, 3)), view_of(noise(frames, n, 4)),
                                                  {.largest_lag = 5, .controls = 200});
  for (std::size_t k = 0; k < 11; ++k) {
    double const pairs = double(frames) - std::abs(result.lag[k]), chance = 1 / std::sqrt(pairs * double(n));
    REQUIRE_THAT(result.control_deviation[k], WithinRel(chance, 0.25));
    REQUIRE_THAT(result.control_mean[k], WithinAbs(0, 4 * chance / std::sqrt(200.0)));
    REQUIRE(std::abs(result.correlation[k]) < 4 * result.control_deviation[k]);
  }
}

TEST_CASE("a quantity with itself is 1 at lag 0; what is common to all particles does not count") {
  Rows a = noise(6, 50, 5);
  auto const before = tektite::lagged_correlation(view_of(a), view_of(a), {.largest_lag = 1});
  REQUIRE_THAT(before.correlation[1], WithinAbs(1, 1e-14));
  for (std::size_t t = 0; t < 6; ++t)
    for (double& value : a[t]) value = 2 * value + 10 * double(t);
  auto const after = tektite::lagged_correlation(view_of(a), view_of(a), {.largest_lag = 1});
  for (std::size_t k = 0; k < 3; ++k) REQUIRE_THAT(after.correlation[k], WithinAbs(before.correlation[k], 1e-13));
}

TEST_CASE("wrong sizes, lags and values are refused with their values") {
  Rows a = noise(4, 5, 6);
  auto const call = [&](Rows const& first, Rows const& second, tektite::LaggedCorrelationOptions const& options) {
    return tektite::lagged_correlation(view_of(first), view_of(second), options);
  };
  REQUIRE_THROWS_WITH(call(a, noise(3, 5, 7), {.largest_lag = 1}), ContainsSubstring("4 frames of 5 particles and 3"));
  REQUIRE_THROWS_WITH(call(a, a, {.largest_lag = 4}), ContainsSubstring("largest lag 4 of 4 frames"));
  REQUIRE_THROWS_WITH(call(a, a, {.largest_lag = -1}), ContainsSubstring("largest lag -1"));
  REQUIRE_THROWS_WITH(call(a, a, {.largest_lag = 1, .controls = 1}), ContainsSubstring("1 controls"));
  Rows equal = a;
  equal[2] = std::vector<double>(5, 0.5);
  REQUIRE_THROWS_WITH(call(a, equal, {.largest_lag = 1}), ContainsSubstring("second quantity in frame 2 has equal"));
  a[1][3] = std::numeric_limits<double>::quiet_NaN();
  REQUIRE_THROWS_WITH(call(a, equal, {.largest_lag = 1}), ContainsSubstring("first quantity in frame 1 has a value"));
}
