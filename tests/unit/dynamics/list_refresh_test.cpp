// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/dynamics/list_refresh.hpp>
#include <tektite/dynamics/simulation.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <random>

#include "support/lennard_jones.hpp"

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Forces = reference::LennardJonesForces<Exec>;

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

TEST_CASE("no pair is ever missing while the cell is stretched, sheared and heated") {
  Forces forces, fresh;
  auto system = reference::fcc<Exec>(4, 3.56);
  draw_velocities(Exec{}, system, 900, 3);
  Simulation simulation(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 0.7});
  simulation.set_ensemble(
      {.thermostat = ThermostatOptions{.start = 900},
       .barostat = BarostatOptions{.pressure = -2e4, .damping = 0.3, .coupling = Coupling::per_axis},
       .shear = ShearOptions{.plane = Plane::xz, .rate = 0.8}});
  auto const other = detail::allocate<Kokkos::View<Vec3<double>*, Exec::memory_space>>(Exec{}, "other", system.size());
  for (int k = 0; k < 300; ++k) {
    simulation.run(1);
    auto const& now = simulation.system();
    auto const list = build_neighbor_list(Exec{}, now.positions, now.box, {.cutoff = forces.cutoff()});
    fresh.compute(now.positions, now.types, now.box, list, other);
    // The energy from the other list is a sum in another order: the two may differ by rounding only.
    REQUIRE(std::abs(fresh.energy() - forces.energy()) < 1e-10 * std::abs(forces.energy()));
  }
  CHECK(simulation.list().builds > 5);
  CHECK(simulation.list().builds < 150);
}
