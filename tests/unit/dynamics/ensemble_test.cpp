// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/dynamics/ensemble.hpp>
#include <tektite/dynamics/simulation.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>

#include "support/lennard_jones.hpp"

namespace ensemble_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Forces = reference::LennardJonesForces<Exec>;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a simulation refuses invalid options with their values") {
  Forces forces;
  Simulation simulation(Exec{}, reference::fcc<Exec>(3, 3.7), forces, {.cutoff = forces.cutoff(), .skin = 0.6});
  CHECK_THROWS_WITH(simulation.set_ensemble({.timestep = 0}), ContainsSubstring("time step 0"));
  CHECK_THROWS_WITH(simulation.set_ensemble({.timestep = std::numeric_limits<double>::quiet_NaN()}),
                    ContainsSubstring("time step nan"));
  CHECK_THROWS_WITH(simulation.set_ensemble({.thermostat = ThermostatOptions{.start = -3}}),
                    ContainsSubstring("temperature -3"));
  CHECK_THROWS_WITH(simulation.set_ensemble({.thermostat = ThermostatOptions{.start = 3, .damping = 0}}),
                    ContainsSubstring("damping 0"));
  CHECK_THROWS_WITH(simulation.set_ensemble({.barostat = BarostatOptions{}}), ContainsSubstring("needs a thermostat"));
}

TEST_CASE("options are valid at the limits of their ranges, and not beyond") {
  double const nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  Box const box = Box::orthogonal(10, 11, 12), slab = Box::orthogonal(10, 11, 12, {}, {true, true, false});
  ThermostatOptions const warm{.start = 300};
  CHECK(warm.stop == 300);
  CHECK_NOTHROW(validate({}, slab));
  CHECK_NOTHROW(validate({.ramp_steps = 5, .thermostat = warm}, slab));
  CHECK_NOTHROW(
      validate({.thermostat = warm, .barostat = BarostatOptions{.pressure = -1}, .shear = ShearOptions{}}, box));
  CHECK_THROWS_WITH(validate({.timestep = infinity}, box), ContainsSubstring("time step inf"));
  CHECK_THROWS_WITH(validate({.ramp_steps = -1}, box), ContainsSubstring("ramp over -1 steps"));
  CHECK_THROWS_WITH(validate({.thermostat = ThermostatOptions{.start = 3, .stop = 0}}, box),
                    ContainsSubstring("temperature 0"));
  CHECK_THROWS_WITH(validate({.thermostat = warm, .barostat = BarostatOptions{.pressure = nan}}, box),
                    ContainsSubstring("pressure must be finite"));
  CHECK_THROWS_WITH(validate({.thermostat = warm, .barostat = BarostatOptions{.damping = -2}}, box),
                    ContainsSubstring("barostat damping -2"));
  CHECK_THROWS_WITH(validate({.shear = ShearOptions{.rate = infinity}}, box),
                    ContainsSubstring("shear rate must be finite"));
}

TEST_CASE("a barostat and a shear need a box that is periodic along all axes, a shear one that is upright") {
  ThermostatOptions const warm{.start = 300};
  for (int axis = 0; axis < 3; ++axis) {
    Box const box = Box::orthogonal(10, 11, 12, {}, {axis != 0, axis != 1, axis != 2});
    CHECK_THROWS_WITH(validate({.thermostat = warm, .barostat = BarostatOptions{}}, box),
                      ContainsSubstring("a barostat needs a cell that is periodic"));
    CHECK_THROWS_WITH(validate({.shear = ShearOptions{}}, box),
                      ContainsSubstring("a shear needs a cell that is periodic"));
  }
  Box const turned({{{0, 10, 0}, {-11, 0, 0}, {0, 0, 12}}});
  CHECK_NOTHROW(validate({.thermostat = warm, .barostat = BarostatOptions{}}, turned));
  CHECK_THROWS_WITH(validate({.shear = ShearOptions{}}, turned), ContainsSubstring("dynamics: shear"));
}

TEST_CASE("the mean pressure is a third of the trace") {
  Thermo thermo;
  thermo.pressure = {{{1, 20, 30}, {20, 2, 40}, {30, 40, 6}}};
  CHECK(thermo.mean_pressure() == 3);
}

}  // namespace ensemble_test
