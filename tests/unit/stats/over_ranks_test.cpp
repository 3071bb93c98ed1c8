// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// One process; tests/unit/adaptors/mpi_test.cpp has several.

#include <tektite/core/copy.hpp>
#include <tektite/stats/over_ranks.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <random>
#include <vector>

namespace over_ranks_test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

std::vector<double> normal_values(std::size_t count) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  std::vector<double> values(count);
  for (double& value : values) value = normal(random);
  return values;
}

}  // namespace

TEST_CASE("statistics over one rank have the bits of those without ranks") {
  Exec const exec{};
  auto const values = to_device<double>(normal_values(1001));
  std::vector<int> marks(1001);
  for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = i % 3 == 0;
  auto const selected = to_device<int>(marks);

  auto const moments = moments_over_ranks(exec, OneRank{}, values);
  CHECK(moments.m4 == tektite::moments(exec, values).m4);
  CHECK(moments_over_ranks(exec, OneRank{}, values, selected).mean == tektite::moments(exec, values, selected).mean);
  CHECK(quantile_over_ranks(exec, OneRank{}, values, 0.3) == quantile(exec, values, 0.3));
  CHECK(quantile_over_ranks(exec, OneRank{}, values, selected, 0.3) == quantile(exec, values, selected, 0.3));
  CHECK(top_fraction_over_ranks(exec, OneRank{}, values, 0.1).mean == top_fraction(exec, values, 0.1).mean);
  CHECK(top_fraction_over_ranks(exec, OneRank{}, values, selected, 0.1).threshold ==
        top_fraction(exec, values, selected, 0.1).threshold);
}

TEST_CASE("what cannot be joined is refused") {
  Exec const exec{};
  auto const values = to_device<double>(normal_values(10));
  auto const marks = to_device<int>(std::vector<int>(9, 1));
  CHECK_THROWS_MATCHES(moments_over_ranks(exec, OneRank{}, values, marks), tektite::Error,
                       MessageMatches(ContainsSubstring("moments_over_ranks: 9 selected for 10 values")));
  CHECK_THROWS_MATCHES(quantile_over_ranks(exec, OneRank{}, values, marks, 0.5), tektite::Error,
                       MessageMatches(ContainsSubstring("quantile_over_ranks: 9 selected for 10 values")));
  CHECK_THROWS_MATCHES(top_fraction_over_ranks(exec, OneRank{}, values, marks), tektite::Error,
                       MessageMatches(ContainsSubstring("top_fraction_over_ranks: 9 selected for 10 values")));
  CHECK_THROWS_AS(quantile_over_ranks(exec, OneRank{}, to_device<double>({}), 0.5), tektite::Error);
  auto const bad = to_device<double>({1.0, std::numeric_limits<double>::infinity()});
  CHECK_THROWS_AS(moments_over_ranks(exec, OneRank{}, bad), tektite::Error);
  tektite::RadialDistribution<Exec::memory_space> none;
  CHECK_THROWS_MATCHES(radial_distribution_over_ranks(exec, OneRank{}, none, 0.0), tektite::Error,
                       MessageMatches(ContainsSubstring("volume 0 must be finite and positive")));
}

}  // namespace over_ranks_test
