// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/core/copy.hpp>
#include <tektite/stats/bond_breaking.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstddef>
#include <map>
#include <vector>

#include "support/random_walk.hpp"

using Catch::Matchers::ContainsSubstring;
using tektite::Box;
using tektite::to_device;
using tektite::to_host;
using Exec = Kokkos::DefaultExecutionSpace;
using namespace random_walk;

namespace {

/// By particle i and j: how many images of j are within a distance of i, without any library code.
std::map<std::pair<int, int>, int> plain_bonds(Points const& x, double edge, double cutoff) {
  std::map<std::pair<int, int>, int> bonds;
  for (int i = 0; i < int(x.size()); ++i)
    for (int j = 0; j < int(x.size()); ++j)
      for (int a = -2; a <= 2; ++a)
        for (int b = -2; b <= 2; ++b)
          for (int c = -2; c <= 2; ++c) {
            if (i == j && a == 0 && b == 0 && c == 0) continue;
            Vec3<double> const d =
                x[std::size_t(j)] - x[std::size_t(i)] + edge * Vec3<double>{double(a), double(b), double(c)};
            if (dot(d, d) <= cutoff * cutoff) ++bonds[{i, j}];
          }
  return bonds;
}

}  // namespace

TEST_CASE("bonds that are left are those that the definition finds, also among images") {
  // The cutoffs are longer than half the edge: particles are neighbours of several images, and of their own.
  double const edge = 3;
  Walk walk(40, 3);
  auto const inside = [&] {
    Points x = walk.points();
    for (auto& r : x)
      for (int d = 0; d < 3; ++d) r[d] -= edge * std::floor(r[d] / edge);
    return x;
  };
  auto const box = Box::orthogonal(edge, edge, edge);
  Points const before = inside();
  walk.step(0.4, {0.7, 0, 0});
  Points const after = inside();
  auto const then = build_neighbor_list(Exec{}, to_device(before), box, {.cutoff = 1.6});
  auto const now = build_neighbor_list(Exec{}, to_device(after), box, {.cutoff = 1.8});
  auto const result = bond_breaking(Exec{}, then, now);
  auto const bonds = to_host(result.bonds), kept = to_host(result.kept);
  auto const first = plain_bonds(before, edge, 1.6), second = plain_bonds(after, edge, 1.8);
  std::vector<int> expected_bonds(40), expected_kept(40);
  for (auto const& [pair, times] : first) {
    expected_bonds[std::size_t(pair.first)] += times;
    auto const found = second.find(pair);
    if (found != second.end()) expected_kept[std::size_t(pair.first)] += std::min(times, found->second);
  }
  REQUIRE(bonds == expected_bonds);
  REQUIRE(kept == expected_kept);
  long all = 0, left = 0, all_odd = 0, left_odd = 0;
  std::vector<int> odd(40);
  for (std::size_t i = 0; i < 40; ++i) {
    odd[i] = i % 2 == 1;
    all += bonds[i], left += kept[i];
    if (odd[i]) all_odd += bonds[i], left_odd += kept[i];
  }
  REQUIRE((left > 0 && left < all));
  REQUIRE(bond_correlation(Exec{}, result) == double(left) / double(all));
  REQUIRE(bond_correlation(Exec{}, result, to_device(odd)) == double(left_odd) / double(all_odd));
}

TEST_CASE("no bond breaks at rest, in a drift, or where it stays within the longer cutoff; one that exceeds it does") {
  auto const box = Box::orthogonal(20, 20, 20);
  Points const pair{{1, 1, 1}, {2, 1, 1}, {10, 10, 10}};
  auto const then = build_neighbor_list(Exec{}, to_device(pair), box, {.cutoff = 1.2});
  auto const left_at = [&](double distance, Vec3<double> drift) {
    Points const moved{pair[0] + drift, pair[0] + drift + Vec3<double>{distance, 0, 0}, pair[2] + drift};
    auto const now = build_neighbor_list(Exec{}, to_device(moved), box, {.cutoff = 1.5});
    return bond_correlation(Exec{}, bond_breaking(Exec{}, then, now));
  };
  REQUIRE(left_at(1, {}) == 1);
  REQUIRE(left_at(1, {-1.5, 19, 7}) == 1);
  REQUIRE(left_at(1.4, {}) == 1);
  REQUIRE(left_at(1.6, {}) == 0);
  auto const none = build_neighbor_list(Exec{}, to_device(pair), box, {.cutoff = 0.5});
  REQUIRE(bond_correlation(Exec{}, bond_breaking(Exec{}, none, then)) == 0);
}

TEST_CASE("half lists, other particles and other selections are refused") {
  auto const box = Box::orthogonal(20, 20, 20);
  auto const three = build_neighbor_list(Exec{}, to_device(Points(3, {1, 1, 1})), box, {.cutoff = 1});
  auto const half = build_neighbor_list(Exec{}, to_device(Points(3, {1, 1, 1})), box, {.cutoff = 1, .half = true});
  auto const two = build_neighbor_list(Exec{}, to_device(Points(2, {1, 1, 1})), box, {.cutoff = 1});
  REQUIRE_THROWS_WITH(bond_breaking(Exec{}, half, three), ContainsSubstring("half lists"));
  REQUIRE_THROWS_WITH(bond_breaking(Exec{}, three, two), ContainsSubstring("lists of 3 and 2"));
  auto const fine = bond_breaking(Exec{}, three, three);
  REQUIRE_THROWS_WITH(bond_correlation(Exec{}, fine, to_device(std::vector<int>{1})),
                      ContainsSubstring("1 selected for 3"));
}
