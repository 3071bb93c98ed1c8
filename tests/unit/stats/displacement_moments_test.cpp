// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/core/copy.hpp>
#include <tektite/core/unwrap.hpp>
#include <tektite/stats/displacement_moments.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstddef>
#include <vector>

#include "support/random_walk.hpp"

namespace displacement_moments_test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using tektite::Box;
using tektite::to_device;
using Exec = Kokkos::DefaultExecutionSpace;
using namespace random_walk;

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
    return unwrap(Exec{}, to_device(points), to_device(images), box);
  };
  auto const expected = plain_moments(before, walk.points());
  auto const moments = displacement_moments(wrapped(before), wrapped(walk.points()));
  REQUIRE(moments.msd > 30);
  REQUIRE_THAT(moments.msd, WithinRel(expected.msd, 1e-10));
  REQUIRE_THAT(moments.fourth, WithinRel(expected.fourth, 1e-10));
}

TEST_CASE("sizes that differ and weights without a sum are refused with their values") {
  auto const three = to_device(Points(3)), two = to_device(Points(2));
  REQUIRE_THROWS_WITH(displacement_moments(three, two), ContainsSubstring("3 reference positions, but 2"));
  REQUIRE_THROWS_WITH(displacement_moments(Exec{}, three, three, to_device(std::vector<double>{1, 1})),
                      ContainsSubstring("2 weights for 3"));
  REQUIRE_THROWS_WITH(displacement_moments(Exec{}, two, two, to_device(std::vector<double>{1, -1})),
                      ContainsSubstring("add up to 0"));
}

TEST_CASE("moments by type are relative to the mean displacement of all, and add up to those of all") {
  int const n = 5000;
  Walk walk(n, 11);
  auto const before = to_device(walk.points());
  walk.step(0.4);
  auto const after = to_device(walk.points());
  std::vector<int> types(n), light(n);
  std::vector<double> masses(n);
  for (int i = 0; i < n; ++i) {
    types[i] = i % 3 == 0;
    masses[i] = types[i] ? 91.2 : 63.5;
  }
  auto const weights = to_device(masses);
  auto const all = displacement_moments(Exec{}, before, after, weights);
  tektite::DisplacementMoments part[2];
  double const share[2] = {3333.0 / n, 1667.0 / n};
  for (int t = 0; t < 2; ++t)
    part[t] = displacement_moments(Exec{}, before, after, weights, tektite::select_type(to_device(types), t));
  REQUIRE(part[0].msd != part[1].msd);
  REQUIRE_THAT(share[0] * part[0].msd + share[1] * part[1].msd, WithinRel(all.msd, 1e-12));
  REQUIRE_THAT(share[0] * part[0].fourth + share[1] * part[1].fourth, WithinRel(all.fourth, 1e-12));
  auto const everything = displacement_moments(Exec{}, before, after, weights, to_device(std::vector<int>(n, 1)));
  REQUIRE((everything.msd == all.msd && everything.fourth == all.fourth));
  auto const nothing = displacement_moments(Exec{}, before, after, weights, to_device(light));
  REQUIRE((nothing.msd == 0 && nothing.fourth == 0));
  REQUIRE_THROWS_WITH(displacement_moments(Exec{}, before, after, weights, to_device(std::vector<int>{1})),
                      ContainsSubstring("1 selected for 5000 particles"));
}

}  // namespace displacement_moments_test
