// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/neighbors/list_limits.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <random>

namespace list_limits_test {

using namespace tektite;

TEST_CASE("smallest stretch equals the one found by trying directions") {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (int trial = 0; trial < 50; ++trial) {
    Mat3 f = Mat3::identity();
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) f(i, j) += (trial % 5) * 0.1 * uniform(random);
    double const found = smallest_stretch(f);
    // Power iteration on the inverse: |f^-1 v| grows by 1 / smallest.
    Mat3 const g = inverse(f), h = g * transpose(g);
    Vec3<double> v{0.3, 0.5, 0.7};
    for (int k = 0; k < 4000; ++k) {
      v = transpose(h) * v;
      v = (1 / norm(v)) * v;
    }
    double const expected = 1 / std::sqrt(norm(h * v));
    CHECK(found <= expected);
    CHECK_THAT(found, Catch::Matchers::WithinAbs(expected, 1e-5));
  }
}

}  // namespace list_limits_test
