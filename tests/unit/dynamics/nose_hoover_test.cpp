// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/dynamics/simulation.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <vector>

#include "support/lennard_jones.hpp"

namespace nose_hoover_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Forces = reference::LennardJonesForces<Exec>;
using Catch::Matchers::WithinAbs;

namespace {

double conserved_error(EnsembleOptions const& ensemble, double time, double* drift = nullptr) {
  Forces forces;
  auto system = reference::fcc<Exec>(4, 3.7);
  draw_velocities(Exec{}, system, {.kelvin = 600, .seed = 7});
  remove_mean_velocity(Exec{}, system);
  set_temperature(Exec{}, system, 600, {.removed = 3});
  Simulation simulation(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 0.6});
  simulation.set_ensemble(ensemble);
  double const start = simulation.thermo().conserved;
  double const worst = reference::conserved_error(simulation, ensemble.timestep, time, 20);
  if (drift) *drift = simulation.thermo().conserved - start;
  return worst;
}

}  // namespace

TEST_CASE("the chain alone: the conserved quantity of free particles is constant, and time can be reversed") {
  NoseHooverChain chain;
  NoseHooverChain::Bath const bath{.freedom = 30, .kt = 0.05, .damping = 0.2};
  double kinetic = 0.6 * 30 * 0.05;  // twice the kinetic energy, off the target
  double const start = 0.5 * kinetic + chain.energy(bath);
  std::vector<double> history{kinetic};
  for (int k = 0; k < 2000; ++k) {
    double const factor = chain.half_step(bath, kinetic, 0.0005);
    kinetic *= factor * factor;
    history.push_back(kinetic);
    CHECK_THAT(0.5 * kinetic + chain.energy(bath) - start, WithinAbs(0, 2e-6));
  }
  for (double& rate : chain.eta_rate) rate = -rate;
  double worst = 0;
  for (int k = 1999; k >= 0; --k) {
    double const factor = chain.half_step(bath, kinetic, 0.0005);
    kinetic *= factor * factor;
    worst = std::max(worst, std::abs(kinetic - history[k]));
  }
  CHECK(worst < 1e-10);
}

TEST_CASE("NVT's conserved quantity is flat, and its error falls as the square of the time step") {
  auto const at = [](double dt) {
    return EnsembleOptions{.timestep = dt, .thermostat = ThermostatOptions{.start = 900, .damping = 0.1}};
  };
  double const coarse = conserved_error(at(0.004), 0.8), fine = conserved_error(at(0.002), 0.8);
  INFO("errors " << coarse << ' ' << fine);
  CHECK(coarse / fine > 2.8);
  CHECK(coarse / fine < 5.5);
  CHECK(fine < 2e-3 * 256 * units::boltzmann * 900);
}

TEST_CASE("kinetic energy in NVT has the canonical mean and variance", "[long]") {
  Forces forces;
  auto system = reference::fcc<Exec>(3, 3.7);
  draw_velocities(Exec{}, system, {.kelvin = 800, .seed = 5});
  remove_mean_velocity(Exec{}, system);
  Simulation simulation(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 0.7});
  simulation.set_ensemble({.timestep = 0.003, .thermostat = ThermostatOptions{.start = 800, .damping = 0.06}});
  simulation.run(1000);
  // Means over blocks give the errors of mean and variance for any correlation time.
  int const blocks = 40, samples = 250;
  double const freedom = 3.0 * 108 - 3, kt = units::boltzmann * 800;
  std::vector<double> mean(blocks, 0.0), square(blocks, 0.0);
  for (int b = 0; b < blocks; ++b) {
    for (int s = 0; s < samples; ++s) {
      simulation.run(2);
      double const e = simulation.thermo().kinetic / (0.5 * freedom * kt) - 1;
      mean[b] += e / samples;
      square[b] += e * e / samples;
    }
  }
  auto const average = [&](std::vector<double> const& v, double& error) {
    double m = 0, q = 0;
    for (double x : v) m += x / blocks;
    for (double x : v) q += (x - m) * (x - m);
    error = std::sqrt(q / (blocks * (blocks - 1.0)));
    return m;
  };
  double mean_error, variance_error;
  double const m = average(mean, mean_error), variance = average(square, variance_error);
  INFO("mean " << m << " +- " << mean_error << ", variance " << variance << " +- " << variance_error << ", canonical "
               << 2 / freedom);
  CHECK(std::abs(m) < 4 * mean_error);
  CHECK(mean_error < 0.005);
  CHECK(std::abs(variance - 2 / freedom) < 4 * variance_error);
  CHECK(variance_error < 0.1 * 2 / freedom);
}

TEST_CASE("a ramp ends at its temperature") {
  Forces forces;
  auto system = reference::fcc<Exec>(3, 3.7);
  draw_velocities(Exec{}, system, {.kelvin = 600, .seed = 5});
  Simulation simulation(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 0.7});
  simulation.set_ensemble(
      {.ramp_steps = 3000, .thermostat = ThermostatOptions{.start = 300, .stop = 50, .damping = 0.1}});
  simulation.run(3000);
  double sum = 0;
  for (int k = 0; k < 200; ++k) {
    simulation.run(10);
    sum += simulation.thermo().temperature / 200;
  }
  CHECK_THAT(sum, WithinAbs(50, 2.5));
}

}  // namespace nose_hoover_test
