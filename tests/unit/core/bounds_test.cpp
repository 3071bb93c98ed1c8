// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/bounds.hpp>
#include <tektite/core/copy.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <random>
#include <vector>

namespace bounds_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

TEST_CASE("bounds are the smallest and the largest coordinate along each axis") {
  std::mt19937 random(2);
  std::uniform_real_distribution<double> uniform(-5, 5);
  std::vector<Vec3<double>> points(5000);
  Vec3<double> low{9, 9, 9}, high{-9, -9, -9};
  for (auto& r : points) {
    r = {uniform(random), uniform(random), 1.0};
    for (int d = 0; d < 3; ++d) {
      low[d] = std::min(low[d], r[d]);
      high[d] = std::max(high[d], r[d]);
    }
  }
  auto const view = to_device(points);
  auto const found = bounds(Exec{}, "bounds_test", points.size(), KOKKOS_LAMBDA(std::size_t i) { return view(i); });
  REQUIRE(found.low == low);
  REQUIRE(found.high == high);
}

}  // namespace bounds_test
