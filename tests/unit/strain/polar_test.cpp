// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/strain/polar.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <numbers>
#include <random>

#include "support/test_configurations.hpp"

namespace polar_test {

using namespace tektite;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

double difference(Mat3 const& a, Mat3 const& b) {
  double most = 0;
  for (int i = 0; i < 3; ++i)
    for (int k = 0; k < 3; ++k) most = std::max(most, std::abs(a(i, k) - b(i, k)));
  return most;
}

Vec3<double> random_axis(std::mt19937& random) {
  std::normal_distribution<double> normal;
  return {normal(random), normal(random), normal(random)};
}

/// Symmetric, with the given eigenvalues, in random directions.
Mat3 stretch(double a, double b, double c, std::mt19937& random) {
  Mat3 const Q = configurations::rotation(random_axis(random), 1.3);
  return Q * Mat3{{{a, 0, 0}, {0, b, 0}, {0, 0, c}}} * transpose(Q);
}

}  // namespace

TEST_CASE("rotation, stretch and angle are recovered from their product") {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> angle(0, std::numbers::pi), size(0.2, 3);
  for (int n = 0; n < 500; ++n) {
    double const theta = angle(random);
    Mat3 const R = configurations::rotation(random_axis(random), theta);
    Mat3 const U = stretch(size(random), size(random), size(random), random);
    auto const polar = polar_decomposition(R * U);
    REQUIRE(polar.proper);
    REQUIRE_THAT(polar.angle, WithinAbs(theta, 1e-13));
    REQUIRE(difference(polar.rotation, R) < 1e-13);
    REQUIRE(difference(polar.stretch, U) < 1e-13);
  }
}

TEST_CASE("small rotations keep their relative accuracy") {
  std::mt19937 random(2);
  for (double const theta : {1e-3, 1e-6, 1e-9, 1e-12}) {
    Mat3 const R = configurations::rotation({0, 0, 1}, theta);
    REQUIRE_THAT(polar_decomposition(R).angle, WithinRel(theta, 1e-12));
  }
  REQUIRE(polar_decomposition(Mat3::identity()).angle == 0);
  REQUIRE(polar_decomposition(stretch(1.1, 0.9, 1.3, random)).angle < 1e-15);
}

TEST_CASE("half turns and nearly flat matrices are decomposed too") {
  std::mt19937 random(3);
  for (int n = 0; n < 100; ++n) {
    Vec3<double> const axis = random_axis(random);
    auto const half = polar_decomposition(configurations::rotation(axis, std::numbers::pi));
    REQUIRE(half.proper);
    REQUIRE_THAT(half.angle, WithinAbs(std::numbers::pi, 1e-7));
    for (double const thin : {1e-3, 1e-6, 1e-9}) {
      Mat3 const R = configurations::rotation(axis, 1.0);
      auto const flat = polar_decomposition(R * stretch(1.2, 0.9, thin, random));
      REQUIRE(flat.proper);
      REQUIRE_THAT(flat.angle, WithinAbs(1.0, 1e-13));
      REQUIRE(difference(flat.rotation, R) < 1e-13);
    }
  }
}

TEST_CASE("reflections and singular matrices have no rotation") {
  std::mt19937 random(4);
  Mat3 const mirror{{{-1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  for (Mat3 const& F : {mirror, -1.0 * Mat3::identity(), Mat3{}, Mat3{{{1, 0, 0}, {0, 1, 0}, {0, 0, 0}}},
                        Mat3{{{1, 2, 3}, {2, 4, 6}, {-1, 0, 2}}}, mirror * stretch(1.1, 0.7, 1.4, random)}) {
    auto const polar = polar_decomposition(F);
    REQUIRE(!polar.proper);
    REQUIRE(polar.angle == 0);
    REQUIRE(polar.rotation == Mat3::identity());
  }
}

TEST_CASE("any size of F gives the same rotation") {
  Mat3 const R = configurations::rotation({1, 2, 3}, 0.7);
  for (double const size : {1e-200, 1e-20, 1e20, 1e200}) {
    auto const polar = polar_decomposition(size * R);
    REQUIRE(polar.proper);
    REQUIRE_THAT(polar.angle, WithinRel(0.7, 1e-14));
  }
}

}  // namespace polar_test
