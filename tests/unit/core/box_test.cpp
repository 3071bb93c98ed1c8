// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/box.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cfenv>
#include <cmath>
#include <limits>
#include <random>

namespace box_test {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using tektite::Box;
using tektite::Mat3;
using tektite::Vec3;

namespace {

Box random_box(std::mt19937& random, double tilt, Box::Periodic periodic = {true, true, true}) {
  std::uniform_real_distribution<double> uniform(-1, 1);
  // In separate statements, because compilers evaluate function arguments in different orders.
  Vec3<double> const a{5 + uniform(random), 0, 0};
  Vec3<double> const b{tilt * uniform(random), 5 + uniform(random), 0};
  Vec3<double> const c{tilt * uniform(random), tilt * uniform(random), 5 + uniform(random)};
  Vec3<double> const origin{uniform(random), uniform(random), uniform(random)};
  return Box({{a, b, c}}, origin, periodic);
}

/// Length of the shortest image of d, found by trying all images up to `reach` box edges away.
double shortest_image(Box const& box, Vec3<double> d, int reach) {
  double best = std::numeric_limits<double>::max();
  int const a = box.periodic(0) ? reach : 0, b = box.periodic(1) ? reach : 0, c = box.periodic(2) ? reach : 0;
  for (int i = -a; i <= a; ++i)
    for (int j = -b; j <= b; ++j)
      for (int k = -c; k <= c; ++k) best = std::min(best, norm(d + box.translation({i, j, k})));
  return best;
}

/// Numbers that are not finite, without the exceptions that tests otherwise make of them.
struct NoTraps {
  std::fenv_t saved{};
  NoTraps() { std::feholdexcept(&saved); }
  ~NoTraps() { std::fesetenv(&saved); }
};

}  // namespace

TEST_CASE("fractional and Cartesian coordinates are inverse to each other") {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> uniform(-30, 30);
  for (int n = 0; n < 200; ++n) {
    Box const box = random_box(random, 12);
    Vec3<double> const r{uniform(random), uniform(random), uniform(random)};
    REQUIRE(norm(box.cartesian(box.fractional(r)) - r) < 1e-11);
  }
}

TEST_CASE("wrap brings a point into the cell and unwrap takes it back") {
  std::mt19937 random(2);
  std::uniform_real_distribution<double> uniform(-60, 60);
  for (int n = 0; n < 200; ++n) {
    Box const box = random_box(random, 12, {true, n % 2 == 0, n % 3 == 0});
    Vec3<double> const r{uniform(random), uniform(random), uniform(random)};
    Vec3<int> image{};
    Vec3<double> const wrapped = box.wrap(r, image);
    for (int d = 0; d < 3; ++d) {
      if (!box.periodic(d)) {
        REQUIRE(image[d] == 0);
        continue;
      }
      REQUIRE(box.fractional(wrapped)[d] >= -1e-12);
      REQUIRE(box.fractional(wrapped)[d] < 1 + 1e-12);
    }
    REQUIRE(norm(box.unwrap(wrapped, image) - r) < 1e-11);
  }
}

TEST_CASE("edges to a position are counted as far as an int holds them, and no farther") {
  Box const tilted = Box::triclinic({4, 5, 6}, 1, -2, 3, {1, 2, 3}, {true, true, false});
  REQUIRE(tilted.cell_of(tilted.cartesian({4.9e8 + 0.5, -4.9e8 + 0.5, 1e12})) == Vec3<int>{490000000, -490000000, 0});
  Box const box = Box::orthogonal(4, 5, 6, {}, {true, true, false});
  NoTraps const no_traps;
  double const infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  for (double const far : {Box::most_edges, 2147483648.0, -2147483649.0, 4294967296.5, 1e18, -1e300, infinity, nan}) {
    Vec3<double> const r{4 * far, 2, 13};
    Vec3<int> image{7, 8, 9};
    Vec3<double> const wrapped = box.wrap(r, image);
    REQUIRE(box.cell_of(r).x == 0);
    REQUIRE(image == Vec3<int>{7, 8, 9});
    if (std::isfinite(far)) REQUIRE(wrapped == r);
  }
  // Flags that cannot count further stay, and the position with them.
  constexpr int most = std::numeric_limits<int>::max();
  Vec3<int> image{most - 1, -most, 0};
  Vec3<double> const r{23, -16, 3};
  REQUIRE(box.wrap(r, image) == r);
  REQUIRE(image == Vec3<int>{most - 1, -most, 0});
}

TEST_CASE("the minimum image is the shortest of all images, in strongly tilted cells too") {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> uniform(-8, 8);
  for (int n = 0; n < 200; ++n) {
    // Tilts up to twice the box length: rounding fractional coordinates would be wrong here.
    Box const box = random_box(random, 8, {n % 2 == 0, n % 3 != 0, n % 5 != 0});
    Vec3<double> const d{uniform(random), uniform(random), uniform(random)};
    REQUIRE_THAT(norm(box.minimum_image(d)), WithinRel(shortest_image(box, d, 26), 1e-12));
  }
}

TEST_CASE("heights are distances between opposite faces") {
  Box const box = Box::triclinic({4, 5, 6}, -7, 3, 9);
  REQUIRE_THAT(box.volume(), WithinRel(120.0, 1e-14));
  REQUIRE_THAT(box.height(2), WithinRel(6.0, 1e-14));
  for (int d = 0; d < 3; ++d) {
    double const face = norm(cross(box.edge((d + 1) % 3), box.edge((d + 2) % 3)));
    REQUIRE_THAT(box.height(d) * face, WithinRel(box.volume(), 1e-13));
  }
}

TEST_CASE("boxes without volume or with edges that are not finite are refused") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  REQUIRE_THROWS_AS(Box::orthogonal(0, 1, 1), tektite::Error);
  REQUIRE_THROWS_AS(Box::orthogonal(1, nan, 1), tektite::Error);
  REQUIRE_THROWS_WITH(Box::orthogonal(2, -1, 3), "box: lengths 2, -1, 3 must be positive");
  REQUIRE_THROWS_WITH(Box::triclinic({2, 1, -3}, 0, 0, 0), "box: lengths 2, 1, -3 must be positive");
  REQUIRE_THROWS_AS(Box::triclinic({2, 1, 3}, 0, nan, 0), tektite::Error);
  REQUIRE_THROWS_AS(Box({{{1, 1, 0}, {2, 2, 0}, {0, 0, 1}}}), tektite::Error);
}

TEST_CASE("the shortest period is the shortest of all lattice vectors along periodic axes") {
  for (Box const& box : {Box::triclinic({10, 9, 11}, 17, -23, 14), Box::orthogonal(5, 4, 3, {}, {true, true, false}),
                         Box::triclinic({4, 30, 30}, 11, 7, -5, {}, {false, true, true})}) {
    double least = 1e300;
    for (int i = -12; i <= 12; ++i)
      for (int j = -12; j <= 12; ++j)
        for (int k = -12; k <= 12; ++k) {
          bool const possible =
              (i == 0 || box.periodic(0)) && (j == 0 || box.periodic(1)) && (k == 0 || box.periodic(2));
          if (possible && (i != 0 || j != 0 || k != 0)) least = std::min(least, norm(box.translation({i, j, k})));
        }
    REQUIRE(std::abs(box.shortest_period() - least) < 1e-12 * least);
  }
  REQUIRE(std::isinf(Box::orthogonal(1, 1, 1, {}, {false, false, false}).shortest_period()));
}

TEST_CASE("the shortest shifts are a basis of the lattice, and no sum of two of them is shorter") {
  for (Box const& box : {Box::triclinic({10, 9, 11}, 17, -23, 14), Box::orthogonal(5, 4, 3, {}, {true, true, false}),
                         Box::triclinic({4, 30, 30}, 11, 7, -5, {}, {false, true, true}),
                         Box(Mat3{{{1, 8, 2}, {60, 0, 10}, {-1, 2, 9}}})}) {
    auto const shifts = box.shortest_shifts();
    int const axes = box.periodic(0) + box.periodic(1) + box.periodic(2);
    Mat3 basis = Mat3::identity();
    for (int k = 0; k < 3; ++k) {
      REQUIRE((shifts[k] == Vec3<int>{}) == (k >= axes));
      for (int d = 0; d < 3; ++d) {
        if (!box.periodic(d)) REQUIRE(shifts[k][d] == 0);
        if (k < axes) basis(d, k) = shifts[k][d];
      }
    }
    // Axes without images: the unit vector instead, which keeps the determinant.
    for (int d = 0, k = axes; d < 3; ++d) {
      if (!box.periodic(d)) {
        basis.col[k] = {};
        basis(d, k++) = 1;
      }
    }
    REQUIRE_THAT(std::abs(determinant(basis)), WithinRel(1.0, 1e-14));
    REQUIRE_THAT(norm(box.translation(shifts[0])), WithinRel(box.shortest_period(), 1e-14));
    for (int i = 0; i < axes; ++i) {
      double const length = norm(box.translation(shifts[i]));
      for (int j = 0; j < i; ++j) {
        REQUIRE(norm(box.translation(shifts[j])) <= length);
        REQUIRE(norm(box.translation(shifts[i] + shifts[j])) >= length * (1 - 1e-12));
        REQUIRE(norm(box.translation(shifts[i] - shifts[j])) >= length * (1 - 1e-12));
      }
    }
  }
}

TEST_CASE("a box with another origin has the same lattice") {
  Box const box = Box::triclinic({4, 5, 6}, 1, -2, 3, {1, 2, 3}, {false, true, true});
  Box const moved = box.with_origin({7, 8, 9});
  REQUIRE(moved.origin() == Vec3<double>{7, 8, 9});
  REQUIRE(moved.edges() == box.edges());
  for (int d = 0; d < 3; ++d) REQUIRE(moved.periodic(d) == box.periodic(d));
  REQUIRE_THROWS_AS(box.with_origin({std::numeric_limits<double>::quiet_NaN(), 0, 0}), tektite::Error);
}

}  // namespace box_test
