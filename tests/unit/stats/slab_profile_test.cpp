// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/stats/particle_stress.hpp>
#include <tektite/stats/slab_profile.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "support/host_mirror.hpp"

namespace slab_profile_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

std::vector<Vec3<double>> random_points(Box const& box, int n, double low, double high) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> uniform(low, high);
  std::vector<Vec3<double>> points;
  for (int i = 0; i < n; ++i) points.push_back(box.cartesian({uniform(random), uniform(random), uniform(random)}));
  return points;
}

Kokkos::View<double**, Memory> rows(int n, int columns) {
  Kokkos::View<double**, Memory> const values("values", n, columns);
  auto const host = Kokkos::create_mirror(Kokkos::HostSpace{}, values);
  for (int i = 0; i < n; ++i)
    for (int k = 0; k < columns; ++k) host(i, k) = std::sin(i + 0.3 * k);
  Kokkos::deep_copy(values, host);
  return values;
}

}  // namespace

TEST_CASE("a profile has the sums over the particles of each slab, in any box along any axis") {
  Exec const exec;
  auto const box = GENERATE(Box::orthogonal(7, 8, 9.5, {1, -2, 3}), Box::triclinic({7, 6, 8}, 3.1, -2.2, 1.7),
                            Box(Mat3{{{0, 6, 1}, {-7, 0.5, 0}, {0, 1, 5}}}, {}, {true, false, true}));
  int const axis = GENERATE(0, 1, 2), slabs = GENERATE(1, 7, 500), n = 1300, columns = 3;
  auto const points = random_points(box, n, -1.5, 2.5);
  auto const values = rows(n, columns);
  auto const profile = slab_profile(exec, to_device(exec, points), values, box, {.axis = axis, .slabs = slabs});
  auto const counts = to_host(exec, profile.counts);
  auto const sums = configurations::host_mirror(profile.values);
  auto const from = configurations::host_mirror(values);
  for (int s = 0; s < slabs; ++s) {
    std::int64_t count = 0;
    long double expected[3] = {};
    for (int i = 0; i < n; ++i) {
      double f = box.fractional(points[std::size_t(i)])[axis];
      if (box.periodic(axis)) f -= std::floor(f);
      int const slab = std::min(slabs - 1, std::max(0, int(std::floor(f * slabs))));
      if (slab != s) continue;
      ++count;
      for (int k = 0; k < columns; ++k) expected[k] += from(i, k);
    }
    REQUIRE(counts[std::size_t(s)] == count);
    for (int k = 0; k < columns; ++k) REQUIRE(std::abs(sums(s, k) - double(expected[k])) < 1e-12 * n);
  }
}

TEST_CASE("two temperatures side by side are seen by a profile of kinetic stress") {
  Exec const exec;
  auto const box = Box::orthogonal(4, 5, 20);
  int const n = 40000;
  auto const points = random_points(box, n, 0, 1);
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  std::vector<Vec3<double>> velocities;
  for (auto const& r : points) {
    double const spread = std::sqrt(r.z < 10 ? 1.0 : 4.0);
    velocities.push_back({spread * normal(random), spread * normal(random), spread * normal(random)});
  }
  auto const types = to_device(exec, std::vector<int>(std::size_t(n), 0));
  auto const stress = particle_stress(exec, to_device(exec, velocities), types, to_device(exec, std::vector{1.0}), {});
  auto const profile = slab_profile(exec, to_device(exec, points), stress, box, {.axis = 2, .slabs = 10});
  auto const counts = to_host(exec, profile.counts);
  auto const sums = configurations::host_mirror(profile.values);
  for (int s = 0; s < 10; ++s) {
    double const count = double(counts[std::size_t(s)]), expected = s < 5 ? 1 : 4;
    double const temperature = -(sums(s, 0) + sums(s, 1) + sums(s, 2)) / (3 * count);
    // Five standard deviations of the mean of 3 count squares.
    CHECK(std::abs(temperature - expected) < 5 * expected * std::sqrt(2 / (3 * count)));
    CHECK(std::abs(sums(s, 3) / count) < 5 * expected / std::sqrt(count));
  }
}

TEST_CASE("profiles of nothing, and what is refused") {
  Exec const exec;
  auto const box = Box::orthogonal(4, 5, 20);
  auto const none = to_device(exec, std::vector<Vec3<double>>{});
  auto const empty = slab_profile(exec, none, rows(0, 2), box, {.slabs = 4});
  for (auto const count : to_host(exec, empty.counts)) CHECK(count == 0);
  CHECK(configurations::host_mirror(empty.values)(3, 1) == 0);
  auto const points = to_device(exec, std::vector<Vec3<double>>(3));
  auto const refused = [](auto const& call, char const* message) {
    CHECK_THROWS_MATCHES(call(), Error, MessageMatches(ContainsSubstring(message)));
  };
  refused([&] { slab_profile(exec, points, rows(2, 1), box, {.slabs = 4}); }, "values of 2 particles for 3 positions");
  refused([&] { slab_profile(exec, points, rows(3, 1), box, {.axis = 3, .slabs = 4}); }, "axis 3");
  refused([&] { slab_profile(exec, points, rows(3, 1), box, {.slabs = 0}); }, "0 slabs");
  auto const far = to_device(exec, std::vector<Vec3<double>>{{NAN, 0, 0}});
  refused([&] { slab_profile(exec, far, rows(1, 1), box, {.slabs = 4}); }, "is not a finite point");
}

}  // namespace slab_profile_test
