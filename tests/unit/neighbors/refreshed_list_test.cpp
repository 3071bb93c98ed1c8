// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/neighbors/refreshed_list.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

namespace refreshed_list_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Points = std::vector<Vec3<double>>;

namespace {

Points random_points(Box const& box, std::size_t n, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  Points points(n);
  for (auto& r : points) r = box.cartesian({uniform(random), uniform(random), uniform(random)});
  return points;
}

/// Sum over the pairs of a list within its cutoff of (1 - r^2 / cutoff^2)^2, as a host computes energies: positions of
/// sites from positions of particles and the list's shifts.
double energy(Points const& points, Box const& box, NeighborList<Memory> const& list) {
  auto const offsets = to_host(Exec{}, list.offsets);
  auto const neighbors = to_host(Exec{}, list.neighbors);
  auto const particle = to_host(Exec{}, list.sites.particle);
  auto const shift = to_host(Exec{}, list.sites.shift);
  auto const site = [&](std::size_t s) { return points[std::size_t(particle[s])] + box.translation(shift[s]); };
  double sum = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (auto k = offsets[i]; k < offsets[i + 1]; ++k) {
      Vec3<double> const d = site(std::size_t(neighbors[std::size_t(k)])) - site(i);
      double const left = 1 - dot(d, d) / (list.cutoff * list.cutoff);
      if (left > 0) sum += left * left;
    }
  }
  return sum;
}

double energy_of_new_list(Points const& points, Box const& box, double cutoff) {
  auto const list = build_neighbor_list(Exec{}, to_device(Exec{}, points), box, {.cutoff = cutoff});
  return energy(points, box, list);
}

RefreshedList<Memory> built(Points const& points, Box const& box, double cutoff, double skin) {
  RefreshedList<Memory> refreshed;
  refreshed.cutoff = cutoff;
  refreshed.skin = skin;
  refresh_list(Exec{}, to_device(Exec{}, points), box, refreshed);
  return refreshed;
}

bool valid(Points const& points, Box const& box, RefreshedList<Memory> const& refreshed) {
  return list_is_valid(Exec{}, to_device(Exec{}, points), box, refreshed);
}

}  // namespace

TEST_CASE("particles may move by half of the skin in a fixed cell, and by less in a compressed or sheared cell") {
  RefreshedList<Exec::memory_space> list;
  list.cutoff = 5;
  list.skin = 1;
  list.reference_box = Box::orthogonal(10, 10, 10);
  auto const allowed = [&](Box const& now) { return list.limits().allowed_displacement(now.edges()); };
  CHECK_THAT(allowed(list.reference_box), Catch::Matchers::WithinAbs(0.5, 1e-6));
  CHECK_THAT(allowed(Box::orthogonal(10, 9, 10)), Catch::Matchers::WithinAbs(0.2, 1e-6));
  CHECK(allowed(Box::orthogonal(8, 10, 10)) < 0);
  CHECK(allowed(Box::triclinic({10, 10, 10}, 4, 0, 0)) < 0);
}

TEST_CASE("a host may wrap its particles in every step") {
  Box const box = GENERATE(Box::orthogonal(9, 10, 11, {-4, 1, 2}), Box::triclinic({9, 10, 11}, 7, -6, 12, {1, 2, 3}),
                           Box::orthogonal(9, 10, 2.5), Box::orthogonal(9, 10, 11, {}, {true, false, true}));
  double const cutoff = 2;
  std::mt19937 random(7);
  std::normal_distribution<double> step(0, 0.02);
  Points points = random_points(box, 300, 3), drift(points.size());
  for (auto& v : drift) v = {step(random), step(random), step(random)};
  RefreshedList<Memory> refreshed;
  refreshed.cutoff = cutoff;
  refreshed.skin = 0.6;
  bool wrapped_positions_fail = false;
  int const steps = 60;
  for (int k = 0; k < steps; ++k) {
    for (std::size_t i = 0; i < points.size(); ++i) points[i] = box.wrap(points[i] + drift[i]);
    auto const x = to_host(Exec{}, update_list(Exec{}, to_device(Exec{}, points), box, refreshed));
    double const expected = energy_of_new_list(points, box, cutoff);
    REQUIRE(expected > 0);
    REQUIRE_THAT(energy(x, box, refreshed.list), Catch::Matchers::WithinRel(expected, 1e-11));
    if (std::abs(energy(points, box, refreshed.list) - expected) > 1e-3 * expected) wrapped_positions_fail = true;
  }
  CHECK(wrapped_positions_fail);  // the positions as the host has them do not belong to the list
  CHECK(refreshed.builds > 2);
  CHECK(refreshed.builds < steps / 3);
}

TEST_CASE("a list is valid until a particle has moved by half of the skin, whichever image of it is given") {
  Box const box = Box::triclinic({9, 10, 11}, 3, -2, 4);
  Points const start = random_points(box, 50, 1);
  auto const refreshed = built(start, box, 2.5, 1.0);
  REQUIRE(valid(start, box, refreshed));
  auto const with = [&](Vec3<double> move, Vec3<int> shift) {
    Points now = start;
    now[17] = now[17] + move + box.translation(shift);
    return valid(now, box, refreshed);
  };
  CHECK(with({0, 0.499, 0}, {0, 0, 0}));
  CHECK(with({0, 0.499, 0}, {1, -1, 2}));
  CHECK(!with({0, 0.501, 0}, {0, 0, 0}));
  CHECK(!with({0, 0.501, 0}, {0, -1, 0}));
  CHECK(!with({std::numeric_limits<double>::quiet_NaN(), 0, 0}, {}));
  CHECK(!with({std::numeric_limits<double>::infinity(), 0, 0}, {}));
  CHECK(!valid(Points(start.begin(), start.end() - 1), box, refreshed));
  CHECK(!valid(start, box, RefreshedList<Memory>{}));
  CHECK(valid({}, box, built({}, box, 2.5, 1.0)));
}

TEST_CASE("along a free axis there are no images to be near") {
  Box const slab = Box::orthogonal(9, 10, 11, {}, {true, true, false});
  Points const start = random_points(slab, 50, 1);
  auto const refreshed = built(start, slab, 2.5, 1.0);
  Points now = start;
  now[3].x += 9;
  CHECK(valid(now, slab, refreshed));
  now[3].z += 11;
  CHECK(!valid(now, slab, refreshed));
}

TEST_CASE("particles that follow a deforming box have not moved, but the deformation uses up the skin") {
  Box const box = Box::orthogonal(9, 10, 11, {1, 2, 3});
  Points const start = random_points(box, 50, 1);
  auto const refreshed = built(start, box, 2.5, 1.0);
  auto const deformed = [&](double strain) {
    Box const now(Mat3{{{9, 0, 0}, {strain * 10, 10, 0}, {0, 0, 11}}}, {1, 2, 3});
    Points points;
    for (auto const& r : start) points.push_back(now.wrap(now.cartesian(box.fractional(r))));
    return valid(points, now, refreshed);
  };
  CHECK(deformed(0.1));
  CHECK(!deformed(0.8));
}

TEST_CASE("positions to use with a list keep their bits, in any type, where nothing was wrapped") {
  Box const box = Box::orthogonal(9, 10, 11);
  Kokkos::View<float* [3], Kokkos::HostSpace> const x("x", 2);
  x(0, 0) = 0.1f;
  x(1, 2) = 10.9f;
  Kokkos::DefaultHostExecutionSpace const host{};
  RefreshedList<Kokkos::HostSpace> refreshed;
  refreshed.cutoff = 2;
  refreshed.skin = 0.5;
  refresh_list(host, x, box, refreshed);
  x(1, 2) = 11.1f;  // not wrapped yet
  auto nearest = nearest_to_build(host, x, box, refreshed);
  CHECK(nearest(0) == Vec3<double>{double(0.1f), 0, 0});
  CHECK(nearest(1) == Vec3<double>{0, 0, double(11.1f)});
  x(1, 2) = 0.1f;  // wrapped
  nearest = nearest_to_build(host, x, box, refreshed);
  CHECK(nearest(1) == Vec3<double>{0, 0, 11 + double(0.1f)});
  Kokkos::View<float* [3], Kokkos::HostSpace> const three("x", 3);
  CHECK_THROWS_WITH(nearest_to_build(host, three, box, refreshed), Catch::Matchers::ContainsSubstring("3 positions"));
}

}  // namespace refreshed_list_test
