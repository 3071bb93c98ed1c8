// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/percolation.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <map>
#include <vector>

#include "support/ring_contacts.hpp"

namespace null_model_test {

using tektite::percolation_clusters;
using tektite::percolation_null_model;
using tektite::to_device;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

/// Sizes of the largest runs of ones on a ring.
int longest_run(std::vector<int> const& mask) {
  int const n = int(mask.size());
  int longest = 0;
  for (int start = 0; start < n; ++start) {
    int length = 0;
    while (length < n && mask[(start + length) % n]) ++length;
    longest = std::max(longest, length);
  }
  return longest;
}

}  // namespace

TEST_CASE("every subset of the candidates is chosen equally often") {
  std::vector<int> mask(7);
  tektite::detail::RandomSubsets subsets({1, 2, 3, 5, 6}, 17);
  std::map<int, int> times;
  int const draws = 20000;
  for (int d = 0; d < draws; ++d) {
    subsets.choose(2, mask);
    int word = 0;
    for (int i = 0; i < 7; ++i) word |= mask[i] << i;
    ++times[word];
  }
  REQUIRE(times.size() == 10);
  double chi_squared = 0;
  for (auto const& [word, count] : times) {
    REQUIRE((word & (1 | 16)) == 0);
    chi_squared += (count - draws / 10.0) * (count - draws / 10.0) / (draws / 10.0);
  }
  REQUIRE(chi_squared < 27.9);  // 9 degrees of freedom, one in a thousand
  subsets.choose(5, mask);
  REQUIRE((mask[0] == 0 && mask[1] == 1 && mask[4] == 0 && mask[6] == 1));
  subsets.choose(0, mask);
  for (int i = 0; i < 7; ++i) REQUIRE(mask[i] == 0);
}

TEST_CASE("mean and spread of the null model are those of all subsets, counted one by one") {
  int const n = 12, count = 5;
  std::vector<int> mask{1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0};
  auto const clusters = percolation_clusters(Exec{}, Ring{n}, to_device(mask));
  REQUIRE(clusters.largest == 5);
  double sum = 0, squares = 0, reach = 0, all = 0;
  std::sort(mask.begin(), mask.end());
  do {
    double const s = longest_run(mask);
    sum += s;
    squares += s * s;
    reach += s >= 5;
    ++all;
  } while (std::next_permutation(mask.begin(), mask.end()));
  double const mean = sum / all, deviation = std::sqrt(squares / all - mean * mean);
  int const repeats = 300;
  auto const null = percolation_null_model(Exec{}, Ring{n}, clusters, {.repeats = repeats, .seed = 5});
  REQUIRE((null.repeats == repeats && null.selected == count));
  REQUIRE(null.largest.observed == 5);
  REQUIRE(std::abs(null.largest.mean - mean) < 4 * deviation / std::sqrt(double(repeats)));
  REQUIRE(std::abs(null.largest.deviation / deviation - 1) < 0.2);
  REQUIRE(std::abs(double(null.largest.at_least) - repeats * reach / all) < 4 * std::sqrt(repeats * reach / all));
  REQUIRE(std::abs(null.ratio.mean - null.largest.mean / count) < 1e-12);
  REQUIRE(std::abs(null.largest.excess() - (5 - null.largest.mean) / null.largest.deviation) < 1e-12);
  REQUIRE((null.wrapping[0] == 0 && null.wrapping[1] == 0));
  auto const again = percolation_null_model(Exec{}, Ring{n}, clusters, {.repeats = repeats, .seed = 5});
  REQUIRE(again.mean_size.mean == null.mean_size.mean);
  auto const other = percolation_null_model(Exec{}, Ring{n}, clusters, {.repeats = repeats, .seed = 6});
  REQUIRE(other.mean_size.mean != null.mean_size.mean);
}

TEST_CASE("candidates bound the choice; all of them is no choice, and nothing selected is nothing") {
  int const n = 30;
  std::vector<int> mask(n, 0);
  for (int i = 0; i < n; i += 2) mask[i] = 1;
  auto const scattered = percolation_clusters(Exec{}, Ring{n}, to_device(mask));
  auto const null = percolation_null_model(Exec{}, Ring{n}, scattered, to_device(mask), {.repeats = 3});
  REQUIRE((null.largest.mean == 1 && null.largest.deviation == 0 && null.largest.excess() == 0));
  auto const all = percolation_clusters(Exec{}, Ring{n}, to_device(std::vector<int>(n, 1)));
  REQUIRE(percolation_null_model(Exec{}, Ring{n}, all, {.repeats = 4}).wrapping[0] == 1);
  auto const none = percolation_clusters(Exec{}, Ring{n}, to_device(std::vector<int>(n, 0)));
  REQUIRE(percolation_null_model(Exec{}, Ring{n}, none).ratio.mean == 0);
  using Catch::Matchers::ContainsSubstring;
  REQUIRE_THROWS_WITH(percolation_null_model(Exec{}, Ring{n}, all, to_device(mask), {}),
                      ContainsSubstring("15 candidates, but 30"));
  REQUIRE_THROWS_WITH(percolation_null_model(Exec{}, Ring{n}, all, {.repeats = 1}), ContainsSubstring("1 repeats"));
  REQUIRE_THROWS_WITH(percolation_null_model(Exec{}, Ring{n}, all, to_device(std::vector<int>{1}), {}),
                      ContainsSubstring("1 candidates for clusters of 30"));
}

TEST_CASE("choices that are all alike do not vary, not even by rounding") {
  // All selected: each choice is all particles, in one cluster. (Twenty times 1/20 is more than 1 in floating point.)
  auto const clusters = percolation_clusters(Exec{}, Ring{6}, to_device(std::vector<int>(6, 1)));
  auto const null = percolation_null_model(Exec{}, Ring{6}, clusters, {.repeats = 20});
  REQUIRE(null.ratio.mean == clusters.ratio());
  REQUIRE(null.ratio.deviation == 0);
  REQUIRE(null.ratio.excess() == 0);
  REQUIRE(null.ratio.at_least == 20);
}

TEST_CASE("the caller hears of each choice, in turn") {
  auto const clusters = percolation_clusters(Exec{}, Ring{6}, to_device(std::vector<int>{1, 1, 0, 1, 0, 0}));
  std::vector<int> heard;
  auto const null = percolation_null_model(
      Exec{}, Ring{6}, clusters, {.repeats = 3, .after_each = [&heard](int choices) { heard.push_back(choices); }});
  REQUIRE(heard == std::vector<int>{1, 2, 3});
  REQUIRE(null.ratio.mean == percolation_null_model(Exec{}, Ring{6}, clusters, {.repeats = 3}).ratio.mean);
}

}  // namespace null_model_test
