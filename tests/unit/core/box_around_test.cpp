// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/bounds.hpp>
#include <tektite/core/box_around.hpp>
#include <tektite/core/copy.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <random>
#include <vector>

namespace box_around_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

/// Points in a part of a box, from a fractional corner on, wrapped into the box.
std::vector<Vec3<double>> points_in_part(int n, Box const& box, Vec3<double> corner, Vec3<double> part) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::vector<Vec3<double>> points(n);
  for (auto& p : points) {
    Vec3<double> s;
    for (int d = 0; d < 3; ++d) s[d] = corner[d] + part[d] * uniform(random);
    p = box.wrap(box.cartesian(s));
  }
  return points;
}

}  // namespace

TEST_CASE("wherever a slab lies, the boundary of the box around it lies in the empty space") {
  Box const box = Box::triclinic({10, 12, 400}, 3, -90, 40, {5, -6, 7});
  double const corner = GENERATE(-0.05, 0.0, 0.3, 0.93, 0.95, 17.5);
  auto const points = points_in_part(500, box, {0, 0, corner}, {1, 1, 0.1});
  auto const view = to_device(points);
  Box const around = box_around(Exec{}, view, box);
  REQUIRE(around.edges() == box.edges());
  for (int d = 0; d < 3; ++d) REQUIRE(around.periodic(d));
  // The full axes stay as they are.
  Vec3<double> const moved = box.fractional(around.origin());
  REQUIRE(std::abs(moved.x) < 1e-12);
  REQUIRE(std::abs(moved.y) < 1e-12);
  auto const extent = bounds(
      Exec{}, "box_around_test", points.size(),
      KOKKOS_LAMBDA(std::size_t i) { return around.fractional(around.wrap(view(i))); });
  REQUIRE(extent.high.z - extent.low.z < 0.1 + 1e-12);
  REQUIRE(extent.low.z > 0.4);
  REQUIRE(extent.high.z < 0.6);
}

TEST_CASE("a box that is full, or free along the empty axis, or empty stays as it is") {
  auto const origin_after = [](Box const& box, Vec3<double> part, int n) {
    return box_around(Exec{}, to_device(points_in_part(n, box, {0.8, 0.8, 0.8}, part)), box).origin();
  };
  Box const box = Box::orthogonal(10, 10, 100, {1, 2, 3});
  REQUIRE(origin_after(box, {1, 1, 1}, 500) == box.origin());
  REQUIRE(origin_after(box, {1, 1, 0.4}, 500) == box.origin());
  REQUIRE(origin_after(box, {1, 1, 1}, 0) == box.origin());
  Box const walls = Box::orthogonal(10, 10, 100, {1, 2, 3}, {true, true, false});
  REQUIRE(origin_after(walls, {1, 1, 0.1}, 500) == walls.origin());
}

}  // namespace box_around_test
