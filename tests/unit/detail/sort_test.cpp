// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/box.hpp>
#include <tektite/core/copy.hpp>
#include <tektite/detail/sort.hpp>
#include <tektite/voronoi/detail/build_point_grid.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace sort_test {

using namespace tektite;

namespace {

/// A number that counts how often it is compared.
struct Counted {
  int number;

  static inline long comparisons = 0;
  friend bool operator<(Counted a, Counted b) {
    ++comparisons;
    return a.number < b.number;
  }
};

/// The numbers 0 to n - 1 in an order that is hard for a sort: as threads bring them, backwards, or at random.
std::vector<Counted> hard_order(int n, int kind) {
  std::vector<Counted> numbers;
  for (int i = 0; i < n; ++i) numbers.push_back({kind == 0 ? i / 2 + i % 2 * (n - n / 2) : kind == 1 ? n - 1 - i : i});
  if (kind == 2) std::shuffle(numbers.begin(), numbers.end(), std::mt19937(1));
  return numbers;
}

}  // namespace

TEST_CASE("arrays of any length are sorted with n log n comparisons") {
  int const n = GENERATE(0, 1, 2, 31, 32, 33, 64, 65, 1000, 4096, 100'001), kind = GENERATE(0, 1, 2);
  auto numbers = hard_order(n, kind);
  std::vector<Counted> scratch(n);
  Counted::comparisons = 0;
  detail::sort(numbers.data(), n, scratch.data());
  double const comparisons = double(Counted::comparisons);
  bool sorted = true;
  for (int i = 0; i < n; ++i) sorted = sorted && numbers[i].number == i;
  REQUIRE(sorted);
  // Runs of 32 are made with at most 32 / 2 comparisons for each number.
  REQUIRE(comparisons <= n * (16 + std::log2(n / 32.0 + 1) + 1));
}

TEST_CASE("a grid cell with a hundred thousand points is sorted like one with a few") {
  using Exec = Kokkos::DefaultExecutionSpace;
  int const n = 100'000;
  std::vector<Vec3<double>> points(n);
  for (int i = 0; i < n; ++i) points[i] = {0.25 + 0.5 * i / n, 0.25, 0.25};
  auto const grid = detail::build_point_grid(Exec{}, to_device(points), Box::orthogonal(1, 1, 1), {0.25, 0.25, 0.25},
                                             {0.75, 0.25, 0.25}, 1.0, {2, 2, 2});
  auto const particle = to_host(grid.particle), slot = to_host(grid.slot_of);
  auto const x = to_host(grid.x);
  REQUIRE(grid.count[0] * grid.count[1] * grid.count[2] == 1);
  bool sorted = true;
  for (int i = 0; i < n; ++i)
    sorted = sorted && particle[i] == i && slot[i] == i && std::abs(x[i] - points[i].x) < 1e-12;
  REQUIRE(sorted);
}

}  // namespace sort_test
