// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/dynamics/simulation.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <vector>

#include "support/lennard_jones.hpp"

namespace barostat_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Forces = reference::LennardJonesForces<Exec>;
using Catch::Matchers::WithinAbs;

namespace {

EnsembleOptions npt(double dt, Coupling coupling, double pressure = 0, double temperature = 300) {
  return {.timestep = dt,
          .thermostat = ThermostatOptions{.start = temperature, .damping = 0.1},
          .barostat = BarostatOptions{.pressure = pressure, .damping = 0.5, .coupling = coupling}};
}

/// A crystal in a tilted cell, unless `tilt` is 0: the tests then fail for a barostat that ignores the tilt.
System<Exec::memory_space> crystal(double tilt) {
  auto system = reference::fcc<Exec>(3, 3.56);
  Mat3 const h{{{10.68, 0, 0}, {tilt * 10.68, 10.68, 0}, {0, -0.5 * tilt * 10.68, 10.68}}};
  Mat3 const f = h * inverse(system.box.edges());
  drift(Exec{}, system.positions, system.velocities, CellStep{{}, f, f});
  system.box = Box(h);
  draw_velocities(Exec{}, system, {.kelvin = 600, .seed = 7});
  remove_mean_velocity(Exec{}, system);
  set_temperature(Exec{}, system, 600, {.removed = 3});
  return system;
}

double conserved_error(EnsembleOptions const& ensemble, double tilt, double time) {
  Forces forces;
  Simulation simulation(Exec{}, crystal(tilt), forces, {.cutoff = forces.cutoff(), .skin = 0.6});
  simulation.set_ensemble(ensemble);
  return reference::conserved_error(simulation, ensemble.timestep, time, 40);
}

}  // namespace

TEST_CASE("NPT's conserved quantity is flat, and its error falls as the square of the time step") {
  auto const coupling = GENERATE(Coupling::isotropic, Coupling::per_axis);
  double const tilt = GENERATE(0.0, 0.15);
  double const coarse = conserved_error(npt(0.004, coupling), tilt, 0.8),
               fine = conserved_error(npt(0.002, coupling), tilt, 0.8);
  INFO("coupling " << int(coupling) << " tilt " << tilt << ": errors " << coarse << ' ' << fine);
  CHECK(coarse / fine > 2.5);
  CHECK(coarse / fine < 6);
  CHECK(fine < 3e-3 * 3 * 108 * units::boltzmann * 300);
}

TEST_CASE("mean pressure and temperature in NPT are the targets', per axis too", "[long]") {
  auto const [coupling, target] = GENERATE(std::pair(Coupling::isotropic, 20000.0), std::pair(Coupling::per_axis, 0.0));
  Forces forces;
  Simulation simulation(Exec{}, crystal(0.0), forces, {.cutoff = forces.cutoff(), .skin = 0.6});
  simulation.set_ensemble(npt(0.003, coupling, target));
  simulation.run(1500);
  int const blocks = 20;
  std::vector<double> pressure(blocks), axis(blocks), temperature(blocks);
  for (int b = 0; b < blocks; ++b) {
    for (int k = 0; k < 60; ++k) {
      simulation.run(4);
      Thermo const t = simulation.thermo();
      pressure[b] += t.mean_pressure() / 60;
      axis[b] += t.pressure(0, 0) / 60;
      temperature[b] += t.temperature / 60;
    }
  }
  auto const check = [&](std::vector<double> const& v, double expected, double largest_error) {
    double m = 0, q = 0;
    for (double x : v) m += x / blocks;
    for (double x : v) q += (x - m) * (x - m);
    double const error = std::sqrt(q / (blocks * (blocks - 1.0)));
    INFO("mean " << m << " +- " << error << ", expected " << expected);
    CHECK(std::abs(m - expected) < 4 * error);
    CHECK(error < largest_error);
  };
  check(pressure, target, 600);
  check(temperature, 300, 3);
  if (coupling == Coupling::per_axis) check(axis, target, 800);
  if (coupling == Coupling::isotropic) {
    Mat3 const h = simulation.system().box.edges();
    CHECK_THAT(h(1, 1) - h(0, 0), WithinAbs(0, 1e-9));
  }
}

TEST_CASE("volume fluctuations give the compressibility that runs at fixed volumes give", "[long]") {
  auto const mean_of = [](std::vector<double> const& v, double& error) {
    double m = 0, q = 0;
    for (double x : v) m += x / double(v.size());
    for (double x : v) q += (x - m) * (x - m);
    error = std::sqrt(q / (double(v.size()) * (double(v.size()) - 1)));
    return m;
  };
  Forces forces;
  // Fluctuating volume. Means over blocks give the error of the variance for any correlation time.
  EnsembleOptions options = npt(0.004, Coupling::isotropic);
  // The volume oscillates with 72 rad/ps: fast enough for statistics, and slow enough that a time step of 0.004 ps
  // resolves it to 2 %.
  options.barostat->damping = 0.5;
  Simulation simulation(Exec{}, crystal(0.0), forces, {.cutoff = forces.cutoff(), .skin = 0.7});
  simulation.set_ensemble(options);
  simulation.run(1000);
  int const blocks = 30, samples = 200;
  std::vector<double> volumes, mean_square(blocks);
  for (int k = 0; k < blocks * samples; ++k) {
    simulation.run(4);
    volumes.push_back(simulation.system().box.volume());
  }
  double volume_error, variance_error;
  double const volume = mean_of(volumes, volume_error);
  for (int k = 0; k < blocks * samples; ++k)
    mean_square[k / samples] += (volumes[k] - volume) * (volumes[k] - volume) / samples;
  double const variance = mean_of(mean_square, variance_error), kt = units::boltzmann * 300;
  double const fluctuating = variance / (kt * volume), fluctuating_error = fluctuating * variance_error / variance;

  // -1/V dV/dP at constant temperature, from the mean pressures at two volumes beside that one.
  double pressure[2], pressure_error[2];
  double const strain = 0.012;
  for (int side = 0; side < 2; ++side) {
    auto system = crystal(0.0);
    double const scale = std::cbrt(volume * (1 + (side ? strain : -strain)) / system.box.volume());
    Mat3 const f = scale * Mat3::identity();
    drift(Exec{}, system.positions, system.velocities, CellStep{{}, f, Mat3{}});
    system.box = Box(f * system.box.edges());
    Simulation fixed(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 0.7});
    fixed.set_ensemble({.timestep = 0.004, .thermostat = ThermostatOptions{.start = 300, .damping = 0.1}});
    fixed.run(500);
    std::vector<double> means(20);
    for (int k = 0; k < 20 * 40; ++k) {
      fixed.run(5);
      means[k / 40] += fixed.thermo().mean_pressure() / units::pressure / 40;
    }
    pressure[side] = mean_of(means, pressure_error[side]);
  }
  double const drop = pressure[0] - pressure[1];
  double const fixed = 2 * strain / drop, fixed_error = fixed * std::hypot(pressure_error[0], pressure_error[1]) / drop;
  INFO("compressibility " << fluctuating << " +- " << fluctuating_error << " from fluctuations, " << fixed << " +- "
                          << fixed_error << " from fixed volumes");
  CHECK(std::abs(fluctuating - fixed) < 4 * std::hypot(fluctuating_error, fixed_error));
  CHECK(fluctuating_error < 0.07 * fluctuating);
  CHECK(fixed_error < 0.03 * fixed);
}

}  // namespace barostat_test
