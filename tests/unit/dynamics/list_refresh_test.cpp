// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/dynamics/list_refresh.hpp>
#include <tektite/dynamics/simulation.hpp>

#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "support/lennard_jones.hpp"

namespace list_refresh_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Forces = reference::LennardJonesForces<Exec>;

TEST_CASE("no pair is ever missing while the cell is stretched, sheared and heated") {
  Forces forces, fresh;
  auto system = reference::fcc<Exec>(4, 3.56);
  draw_velocities(Exec{}, system, {.kelvin = 900, .seed = 3});
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

}  // namespace list_refresh_test
