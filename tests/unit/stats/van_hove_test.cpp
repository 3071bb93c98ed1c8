// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/core/copy.hpp>
#include <tektite/stats/van_hove.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <vector>

#include "support/random_walk.hpp"

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using tektite::Box;
using tektite::to_device;
using tektite::to_host;
using Exec = Kokkos::DefaultExecutionSpace;
using namespace random_walk;

TEST_CASE("Brownian particles have a Gaussian self part, within its error in each bin") {
  int const n = 40000;
  double const sigma = 0.5;
  Walk walk(n, 3);
  auto const before = to_device(walk.points());
  walk.step(sigma, {3, 0, -1});
  auto const result = van_hove_self(before, to_device(walk.points()), {.cutoff = 1.5, .bins = 30});
  auto const counts = to_host(result.counts);
  auto const r = to_host(result.r), density = to_host(result.density), probability = to_host(result.probability);
  REQUIRE(result.particles == n);
  REQUIRE(std::accumulate(counts.begin(), counts.end(), std::int64_t(0)) == n);
  // The Maxwell distribution up to a distance.
  auto const inside = [&](double a) {
    double const x = a / (std::sqrt(2.0) * sigma);
    return std::erf(x) - 2 / std::sqrt(std::numbers::pi) * x * std::exp(-x * x);
  };
  for (int k = 0; k < 30; ++k) {
    double const share = inside(0.05 * (k + 1)) - inside(0.05 * k), error = std::sqrt(n * share) + 1;
    REQUIRE_THAT(double(counts[std::size_t(k)]), WithinAbs(n * share, 4.5 * error));
    double const shell = 4 * std::numbers::pi / 3 * (std::pow(0.05 * (k + 1), 3) - std::pow(0.05 * k, 3));
    REQUIRE_THAT(r[std::size_t(k)], WithinAbs(0.05 * (k + 0.5), 1e-14));
    REQUIRE_THAT(density[std::size_t(k)] * shell * n, WithinAbs(double(counts[std::size_t(k)]), 1e-8));
    REQUIRE_THAT(probability[std::size_t(k)] * 0.05 * n, WithinAbs(double(counts[std::size_t(k)]), 1e-8));
  }
  // Displacements at the cutoff or beyond are in the last entry.
  REQUIRE_THAT(double(counts[30]), WithinAbs(n * (1 - inside(1.5)), 4.5 * std::sqrt(n * (1 - inside(1.5)))));
  std::vector<int> odd(n);
  for (std::size_t i = 0; i < odd.size(); ++i) odd[i] = i % 2 == 1;
  auto const part =
      van_hove_self(Exec{}, before, to_device(walk.points()), to_device(odd), {.cutoff = 1.5, .bins = 30});
  REQUIRE(part.particles == n / 2);
}

namespace {

/// Pairs by bin and pair of types, of all images in 5^3 boxes about the former particle, without any library code.
std::vector<std::int64_t> plain_pairs(Points const& before, Points const& now, std::vector<int> const& types,
                                      Box const& box, double cutoff, int bins) {
  std::size_t const n = before.size();
  Vec3<double> drift{};
  for (std::size_t i = 0; i < n; ++i) drift += (1.0 / double(n)) * (now[i] - before[i]);
  std::vector<std::int64_t> counts(std::size_t(3 * bins));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      Vec3<double> const d = now[j] - drift - before[i];
      auto const f = box.fractional(d), zero = box.fractional(Vec3<double>{});
      int centre[3];
      for (int k = 0; k < 3; ++k) centre[k] = int(std::floor(f[k] - zero[k] + 0.5));
      for (int a = -3; a <= 3; ++a)
        for (int b = -3; b <= 3; ++b)
          for (int c = -3; c <= 3; ++c) {
            Vec3<int> const image{a - centre[0], b - centre[1], c - centre[2]};
            if (i == j && image.x == 0 && image.y == 0 && image.z == 0) continue;
            Vec3<double> const e = d + box.translation(image);
            double const r = std::sqrt(dot(e, e));
            if (r >= cutoff) continue;
            int const low = std::min(types[i], types[j]), high = std::max(types[i], types[j]);
            int const row = low * 2 - low * (low - 1) / 2 + (high - low);
            ++counts[std::size_t(row * bins + std::min(int(r * bins / cutoff), bins - 1))];
          }
    }
  return counts;
}

}  // namespace

TEST_CASE("the distinct part counts the pairs of the definition, in a tilted box that is smaller than the cutoff") {
  Box const box = Box::triclinic({4, 5, 6}, -1.5, 1, 2);
  Walk walk(60, 5);
  Points const before = walk.points();
  for (int k = 0; k < 8; ++k) walk.step(0.9, {0.4, 0, 0.1});  // far: some particles leave the box, and the cutoff
  Points const now = walk.points();
  std::vector<int> types(60);
  for (std::size_t i = 0; i < types.size(); ++i) types[i] = i % 3 == 0;
  auto const result =
      van_hove_distinct(to_device(before), to_device(now), to_device(types), box, {.cutoff = 4.5, .bins = 18});
  auto const expected = plain_pairs(before, now, types, box, 4.5, 18);
  auto const counts = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, result.counts);
  for (int row = 0; row < 3; ++row)
    for (int k = 0; k < 18; ++k) REQUIRE(counts(row, k) == expected[std::size_t(row * 18 + k)]);
}

TEST_CASE("without motion the distinct part is g(r); that of an ideal gas is 1") {
  Box const box = Box::orthogonal(30, 30, 30);
  int const n = 4000;
  Walk walk(n, 9);
  auto const before = to_device(walk.points());
  auto const types = to_device(std::vector<int>(n, 0));
  tektite::RadialDistributionOptions const options{.cutoff = 6, .bins = 12};
  auto const still = to_host(van_hove_distinct(before, before, types, box, options).total);
  REQUIRE(still == to_host(radial_distribution(before, types, box, options).total));
  walk.step(5);
  auto const gas = van_hove_distinct(before, to_device(walk.points()), types, box, options);
  auto const g = to_host(gas.total);
  for (int k = 0; k < 12; ++k) {
    double const shell = 4 * std::numbers::pi / 3 * (std::pow(0.5 * (k + 1), 3) - std::pow(0.5 * k, 3));
    double const pairs = double(n) * n * shell / box.volume();
    REQUIRE_THAT(g[std::size_t(k)], WithinAbs(1, 4.5 / std::sqrt(pairs)));
  }
}

TEST_CASE("wrong options and sizes are refused with their values") {
  auto const three = to_device(Points(3)), two = to_device(Points(2));
  Box const box = Box::orthogonal(9, 9, 9);
  auto const types = to_device(std::vector<int>{0, 0, 0});
  REQUIRE_THROWS_WITH(van_hove_self(three, two, {.cutoff = 1}), ContainsSubstring("3 reference positions, but 2"));
  REQUIRE_THROWS_WITH(van_hove_self(two, two, {.cutoff = -1}), ContainsSubstring("van_hove_self: cutoff -1"));
  REQUIRE_THROWS_WITH(van_hove_self(two, two, {.cutoff = 1, .bins = 0}), ContainsSubstring("0 bins"));
  REQUIRE_THROWS_WITH(van_hove_distinct(three, two, types, box, {.cutoff = 1}),
                      ContainsSubstring("3 reference positions"));
  REQUIRE_THROWS_WITH(van_hove_distinct(three, three, to_device(std::vector<int>{0}), box, {.cutoff = 1}),
                      ContainsSubstring("van_hove_distinct: 1 types for 3"));
  REQUIRE_THROWS_WITH(van_hove_distinct(three, three, types, box, {.cutoff = 1, .bins = 0}),
                      ContainsSubstring("van_hove_distinct: 0 bins"));
}
