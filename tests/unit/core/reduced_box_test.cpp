// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/reduced_box.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <cmath>
#include <random>

#include "support/test_configurations.hpp"

namespace reduced_box_test {

using configurations::strongly_tilted;
using tektite::Box;
using tektite::Mat3;
using tektite::reduced_box;
using tektite::Vec3;

namespace {

double edge_sum(Box const& box) { return norm(box.edge(0)) + norm(box.edge(1)) + norm(box.edge(2)); }

constexpr Box::Periodic all_periodicities[] = {{true, true, true},   {true, true, false},  {true, false, true},
                                               {false, true, true},  {true, false, false}, {false, true, false},
                                               {false, false, true}, {false, false, false}};

}  // namespace

TEST_CASE("a strongly tilted box becomes one with short edges, the same images and the same walls") {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (Box::Periodic const& periodic : all_periodicities) {
    for (int tilt : {30, 300}) {
      CAPTURE(periodic[0], periodic[1], periodic[2], tilt);
      Box const compact = Box::triclinic({5, 6, 7}, 1, -2, 2.5, {1, 2, 3}, periodic);
      Box const tilted = strongly_tilted(compact, tilt);
      bool const none = !periodic[0] && !periodic[1] && !periodic[2];
      if (!none) REQUIRE(edge_sum(tilted) > 5 * edge_sum(compact));
      auto const [box, original, shorter] = reduced_box(tilted);
      REQUIRE(shorter == !none);
      REQUIRE(edge_sum(box) < 1.2 * edge_sum(compact));
      REQUIRE(std::abs(box.volume() / tilted.volume() - 1) < 1e-9);
      REQUIRE(box.origin() == tilted.origin());
      for (int trial = 0; trial < 20; ++trial) {
        Vec3<int> shift;
        for (int d = 0; d < 3; ++d) shift[d] = int(random() % 7) - 3;
        REQUIRE(norm(box.translation(shift) - tilted.translation(original(shift))) < 1e-9);
        Vec3<double> const r{20 * uniform(random), 20 * uniform(random), 20 * uniform(random)};
        for (int d = 0; d < 3; ++d) {
          REQUIRE(box.periodic(d) == tilted.periodic(d));
          if (!periodic[d]) REQUIRE(std::abs(box.fractional(r)[d] - compact.fractional(r)[d]) < 1e-9);
        }
      }
    }
  }
}

TEST_CASE("no lattice is too long and thin, while digits suffice") {
  for (Box const& box : {Box(Mat3{{{1e4, 1, 0}, {1e4, 0, 1}, {0, 1e4, 1}}}), Box::triclinic({1, 1, 1}, 9e4, 0, 0)}) {
    auto const [reduced, original, shorter] = reduced_box(box);
    REQUIRE(shorter);
    REQUIRE(std::abs(reduced.volume() / box.volume() - 1) < 1e-9);
    double lengths = 1;
    for (int d = 0; d < 3; ++d) {
      Vec3<int> one{};
      one[d] = 1;
      lengths *= norm(reduced.edge(d));
      REQUIRE(norm(reduced.edge(d) - box.translation(original(one))) < 1e-9);
    }
    REQUIRE(lengths < 2 * box.volume());  // nearly at right angles
  }
  Box const far = Box::triclinic({1, 1, 1}, 1e7, 0, 0);
  REQUIRE(!reduced_box(far).shorter);
  REQUIRE_THROWS_WITH(reduced_box(Box::triclinic({1, 1, 1}, 1e11, 0, 0)),
                      "box: an edge is tilted by 1e+11 others, at most 2^31");
}

TEST_CASE("an ordinary box stays as it is") {
  for (Box::Periodic const& periodic : all_periodicities) {
    for (Box const& box : {Box::orthogonal(5, 6, 7, {1, 2, 3}, periodic), Box::orthogonal(1, 300, 9000, {}, periodic),
                           Box::triclinic({5, 5, 5}, 5, -5, 5, {}, periodic)}) {
      auto const [same, original, shorter] = reduced_box(box);
      REQUIRE(!shorter);
      REQUIRE(same.edges() == box.edges());
      REQUIRE(original({1, -2, 3}) == Vec3<int>{1, -2, 3});
    }
  }
}

}  // namespace reduced_box_test
