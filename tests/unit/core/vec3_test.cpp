// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/vec3.hpp>

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <random>

namespace vec3_test {

using namespace tektite;

namespace {

Mat3 random_matrix(std::mt19937& random) {
  std::uniform_real_distribution<double> uniform(-1, 1);
  Mat3 m;
  for (int row = 0; row < 3; ++row)
    for (int column = 0; column < 3; ++column) m(row, column) = uniform(random);
  return m;
}

double largest(Mat3 const& m) {
  double most = 0;
  for (int row = 0; row < 3; ++row)
    for (int column = 0; column < 3; ++column) most = std::max(most, std::abs(m(row, column)));
  return most;
}

}  // namespace

TEST_CASE("the products of vectors obey their identities") {
  Vec3<double> const a{1, -2, 3}, b{4, 0.5, -6};
  REQUIRE(cross(a, b) == Vec3<double>{10.5, 18, 8.5});
  REQUIRE(dot(a, cross(a, b)) == 0);
  REQUIRE(dot(b, cross(a, b)) == 0);
  // Lagrange: |a x b|^2 + (a . b)^2 = |a|^2 |b|^2.
  REQUIRE(dot(cross(a, b), cross(a, b)) + dot(a, b) * dot(a, b) == dot(a, a) * dot(b, b));
  REQUIRE(norm(Vec3<double>{3, 4, 12}) == 13);
  REQUIRE(2.0 * a - b == Vec3<double>{-2, -4.5, 12});
}

TEST_CASE("elements are addressed by row and column, products follow the rule of rows times columns") {
  Mat3 m;
  for (int row = 0; row < 3; ++row)
    for (int column = 0; column < 3; ++column) m(row, column) = 10 * row + column;
  REQUIRE(m.col[2] == Vec3<double>{2, 12, 22});
  REQUIRE(m * Vec3<double>{1, 0, 0} == m.col[0]);
  REQUIRE(transpose(m).col[2] == Vec3<double>{20, 21, 22});
  REQUIRE(trace(m) == 33);
  REQUIRE((m * m)(1, 2) == 10 * 2 + 11 * 12 + 12 * 22);
}

TEST_CASE("inverse and determinant agree with the definition") {
  std::mt19937 random(1);
  for (int n = 0; n < 100; ++n) {
    Mat3 const a = random_matrix(random), b = random_matrix(random);
    REQUIRE(std::abs(determinant(a * b) - determinant(a) * determinant(b)) < 1e-14);
    REQUIRE(std::abs(determinant(transpose(a)) - determinant(a)) < 1e-15);
    if (std::abs(determinant(a)) < 1e-2) continue;
    REQUIRE(largest(a * inverse(a) - Mat3::identity()) < 1e-12);
  }
}

}  // namespace vec3_test
