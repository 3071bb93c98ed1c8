// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/neighbors/sites.hpp>

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "support/test_configurations.hpp"

namespace sites_test {

using namespace tektite;
using Catch::Matchers::ContainsSubstring;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

/// How far a point lies outside of the cell, measured from its faces; negative inside.
double outside(Box const& box, Vec3<double> r) {
  Vec3<double> const s = box.fractional(r);
  double most = -1e9;
  for (int d = 0; d < 3; ++d) most = std::max({most, -s[d] * box.height(d), (s[d] - 1) * box.height(d)});
  return most;
}

}  // namespace

TEST_CASE("sites are the particles in the cell and every image within the cutoff of it") {
  for (Box const& box : {Box::orthogonal(10, 11, 12), Box::triclinic({6, 7, 8}, 9, -4, 5, {1, 2, 3}),
                         Box::orthogonal(2, 9, 9), Box::orthogonal(8, 8, 8, {}, {true, false, true})}) {
    double const cutoff = 3;
    auto points = configurations::random_points(box, 40, 1);
    for (int i = 0; i < 40; i += 4)
      points[i] += box.translation({box.periodic(0) ? 3 : 0, 0, box.periodic(2) ? -2 : 0});
    auto const sites = make_sites(Exec{}, configurations::to_view(points), box, cutoff);
    auto const particle = to_host(sites.particle);
    auto const shift = to_host(sites.shift);
    auto const x = to_host(site_positions(Exec{}, configurations::to_view(points), box, sites));
    REQUIRE(sites.owned == 40);

    std::set<std::array<int, 4>> listed;
    for (std::size_t s = 0; s < sites.size(); ++s) {
      REQUIRE(norm(x[s] - (points[particle[s]] + box.translation(shift[s]))) < 1e-11);
      if (s < 40) REQUIRE((particle[s] == int(s) && outside(box, x[s]) < 1e-9));
      listed.insert({particle[s], shift[s].x, shift[s].y, shift[s].z});
    }
    REQUIRE(listed.size() == sites.size());
    // Every image that is well within the cutoff of the cell is among them.
    std::size_t wanted = 0;
    for (int i = 0; i < 40; ++i)
      for (int a = -9; a <= 9; ++a)
        for (int b = -9; b <= 9; ++b)
          for (int c = -9; c <= 9; ++c) {
            Vec3<int> const n{a, b, c};
            bool const possible =
                (a == 0 || box.periodic(0)) && (b == 0 || box.periodic(1)) && (c == 0 || box.periodic(2));
            if (!possible || outside(box, points[i] + box.translation(n)) > cutoff - 1e-6) continue;
            ++wanted;
            REQUIRE(listed.count({i, a, b, c}) == 1);
          }
    REQUIRE(wanted >= 40);
  }
}

TEST_CASE("sites follow a cell that deforms") {
  Box const box = Box::orthogonal(5, 6, 7);
  auto const points = configurations::random_points(box, 20, 2);
  auto const sites = make_sites(Exec{}, configurations::to_view(points), box, 2.0);
  Box const later = box.with_edges(1.1 * box.edges());
  auto const x = to_host(site_positions(Exec{}, configurations::to_view(points), later, sites));
  auto const particle = to_host(sites.particle);
  auto const shift = to_host(sites.shift);
  for (std::size_t s = 0; s < sites.size(); ++s)
    REQUIRE(norm(x[s] - (points[particle[s]] + later.translation(shift[s]))) < 1e-12);
}

TEST_CASE("ghosts of a host code are sites as they are") {
  configurations::Points const points{{0, 0, 0}, {100, 0, 0}, {-3, 5, 1}};
  auto const sites = make_sites(Exec{}, configurations::to_view(points), WithGhosts{2}, 1.0);
  REQUIRE(sites.owned == 2);
  REQUIRE(to_host(sites.particle) == std::vector<int>{0, 1, 2});
  for (auto const& n : to_host(sites.shift)) REQUIRE(n == Vec3<int>{});
  REQUIRE(sites.particles == 3);
}

TEST_CASE("a cutoff beyond the reach of ghosts, and positions of another number of particles, are refused") {
  configurations::Points const points{{0, 0, 0}, {100, 0, 0}, {-3, 5, 1}};
  auto const view = configurations::to_view(points);
  REQUIRE(make_sites(Exec{}, view, WithGhosts{2, 1, 2.5}, 2.5).size() == 3);
  REQUIRE_THROWS_WITH(make_sites(Exec{}, view, WithGhosts{2, 1, 2.5}, 2.6),
                      ContainsSubstring("cutoff 2.6 is beyond the reach of the ghosts, 2.5"));
  REQUIRE_THROWS_WITH(make_sites(Exec{}, view, WithGhosts{2, 1, 0}, 1.0), ContainsSubstring("reach 0, expected"));
  REQUIRE_THROWS_WITH(make_sites(Exec{}, view, WithGhosts{2, 1, std::nan("")}, 1.0), ContainsSubstring("reach"));

  Box const box = Box::orthogonal(5, 6, 7);
  auto const sites = make_sites(Exec{}, view, box, 1.0);
  REQUIRE(sites.particles == 3);
  auto const fewer = Kokkos::subview(view, std::pair(0, 2));
  REQUIRE_THROWS_WITH(site_positions(Exec{}, fewer, box, sites),
                      ContainsSubstring("2 positions, but the sites were made from 3"));
}

TEST_CASE("cutoffs and positions without an answer are refused") {
  Box const box = Box::orthogonal(5, 6, 7);
  configurations::Points points{{1, 1, 1}, {2, 2, 2}};
  REQUIRE_THROWS_WITH(make_sites(Exec{}, configurations::to_view(points), box, 0.0), ContainsSubstring("cutoff 0"));
  REQUIRE_THROWS_WITH(make_sites(Exec{}, configurations::to_view(points), box, 1e4),
                      ContainsSubstring("images of each particle") && ContainsSubstring("at most 65536"));
  Box const thin = Box::orthogonal(10, 10, 1e-6);
  REQUIRE_THROWS_WITH(make_sites(Exec{}, configurations::to_view(points), thin, 6.0), ContainsSubstring("1e-06"));
  Box const cube = Box::orthogonal(5, 5, 5);
  configurations::Points const many(70000, {1, 1, 1});
  REQUIRE_THROWS_WITH(make_sites(Exec{}, configurations::to_view(many), cube, 97.0), ContainsSubstring("2^31"));
  points[1].z = 1e6;
  Box const flat = Box::orthogonal(10, 10, 1e-3);
  REQUIRE_THROWS_WITH(make_sites(Exec{}, configurations::to_view(points), flat, 0.1), ContainsSubstring("particle 1"));
  Box const tilted = Box::triclinic({10, 10, 10}, 5e6, 0, 0);
  points[1] = {1e7, 1e7, 0};
  REQUIRE_THROWS_WITH(make_sites(Exec{}, configurations::to_view(points), tilted, 1.0),
                      ContainsSubstring("particle 1"));
  points[1].x = 1e300;
  REQUIRE_THROWS_WITH(make_sites(Exec{}, configurations::to_view(points), box, 1.0), ContainsSubstring("particle 1"));
}

}  // namespace sites_test
