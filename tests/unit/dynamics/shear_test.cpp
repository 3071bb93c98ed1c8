// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/dynamics/shear.hpp>
#include <tektite/dynamics/simulation.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/lennard_jones.hpp"

namespace shear_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Forces = reference::LennardJonesForces<Exec>;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

std::vector<Vec3<double>> unwrapped(System<Memory> const& system) {
  Kokkos::View<Vec3<double>*, Memory> out("unwrapped", system.size());
  unwrap(Exec{}, system, out);
  std::vector<Vec3<double>> result(system.size());
  Kokkos::deep_copy(Kokkos::View<Vec3<double>*, Kokkos::HostSpace>(result.data(), result.size()), out);
  return result;
}

/// No forces: all motion is that of the cell.
struct NoForces {
  template <class X, class Types, class List, class F>
  void compute(X const&, Types const&, CellEdges<Memory> const&, List const&, F const& forces,
               DeviceFlag<Memory> const&) {
    Kokkos::deep_copy(Exec{}, forces, Vec3<double>{});
  }
  void check() const {}
  void virial(Kokkos::View<Mat3, Memory> const& out) const { Kokkos::deep_copy(Exec{}, out, Mat3{}); }
  double energy() const { return 0; }
};

System<Memory> warm_crystal(double kelvin) {
  auto system = reference::fcc<Exec>(3, 3.56);
  draw_velocities(Exec{}, system, {.kelvin = kelvin, .seed = 3});
  remove_mean_velocity(Exec{}, system);
  return system;
}

}  // namespace

TEST_CASE("a static cell's shear stress is the derivative of its energy") {
  auto const plane = GENERATE(Plane::xy, Plane::xz, Plane::yz);
  auto const energy_and_stress = [&](double strain) {
    Forces forces;
    auto system = reference::fcc<Exec>(3, 3.56);
    Box const box = sheared(system.box, {1, 1, 1}, plane, strain);
    Mat3 const f = box.edges() * inverse(system.box.edges());
    drift(Exec{}, system.positions, system.velocities, CellStep{{}, f, f});
    system.box = box;
    Simulation simulation(Exec{}, system, forces, {.cutoff = forces.cutoff()});
    Thermo const t = simulation.thermo();
    return std::pair(t.potential, t.pressure(flow_axis(plane), gradient_axis(plane)) / units::pressure * t.volume);
  };
  double const h = 1e-4, strain = 0.03;
  double const slope = (energy_and_stress(strain + h).first - energy_and_stress(strain - h).first) / (2 * h);
  auto const [energy, stress] = energy_and_stress(strain);
  REQUIRE(std::abs(slope) > 1);
  CHECK_THAT(-stress, WithinRel(slope, 1e-6));
}

TEST_CASE("particles at rest follow the cell affinely and exactly, also across boundaries") {
  auto const plane = GENERATE(Plane::xy, Plane::xz, Plane::yz);
  NoForces forces;
  auto system = reference::fcc<Exec>(3, 3.56);
  auto const start = unwrapped(system);
  Simulation simulation(Exec{}, system, forces, {.cutoff = 5.0, .skin = 0.8});
  simulation.set_ensemble({.shear = ShearOptions{.plane = plane, .rate = 0.5}});
  simulation.run(700);
  CHECK(simulation.list().builds > 2);
  CHECK_THAT(cell_shear_strain(simulation.system().box, plane), WithinAbs(0.7, 1e-12));
  CHECK_THAT(simulation.thermo().strain, WithinAbs(0.7, 1e-12));
  auto const end = unwrapped(simulation.system());
  double worst = 0;
  for (std::size_t i = 0; i < start.size(); ++i) {
    Vec3<double> expected = start[i];
    expected[flow_axis(plane)] += 0.7 * start[i][gradient_axis(plane)];
    worst = std::max(worst, norm(end[i] - expected));
  }
  CHECK(worst < 1e-9);
}

TEST_CASE("the barostat stretches the cell while its strain follows the imposed rate exactly") {
  Forces forces;
  Simulation simulation(Exec{}, warm_crystal(300), forces, {.cutoff = forces.cutoff(), .skin = 0.8});
  simulation.set_ensemble({.thermostat = ThermostatOptions{.start = 300},
                           .barostat = BarostatOptions{.damping = 0.5, .coupling = Coupling::per_axis},
                           .shear = ShearOptions{.plane = Plane::xy, .rate = 0.1}});
  simulation.run(500);
  Mat3 const h = simulation.system().box.edges();
  CHECK(std::abs(h(0, 0) - 10.68) > 1e-3);
  CHECK_THAT(h(0, 1) / h(1, 1), WithinAbs(0.1, 1e-12));
  CHECK_THAT(h(0, 2), WithinAbs(0, 1e-12));
}

TEST_CASE("the change of energy under shear is the work, up to an error of the square of the time step") {
  auto const error = [](double dt) {
    Forces forces;
    Simulation simulation(Exec{}, warm_crystal(100), forces, {.cutoff = forces.cutoff(), .skin = 0.8});
    simulation.set_ensemble({.timestep = dt,
                             .thermostat = ThermostatOptions{.start = 100},
                             .barostat = BarostatOptions{.damping = 0.5, .coupling = Coupling::per_axis},
                             .shear = ShearOptions{.plane = Plane::xy, .rate = 0.1}});
    double const start = simulation.thermo().conserved;
    double worst = 0;
    for (int k = 0; k < 40; ++k) {
      simulation.run(std::int64_t(std::round(0.02 / dt)));
      worst = std::max(worst, std::abs(simulation.thermo().conserved - start));
    }
    return std::pair(worst, simulation.state().extended.work);
  };
  auto const [coarse, work] = error(0.004);
  double const fine = error(0.002).first;
  INFO("errors " << coarse << ' ' << fine << ", work " << work);
  CHECK(work > 1);
  CHECK(fine < 5e-3 * work);
  CHECK(coarse / fine > 2.5);
}

TEST_CASE("a flip changes no unwrapped position, no energy and no strain in Thermo") {
  Forces forces;
  auto system = warm_crystal(300);
  Simulation simulation(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 0.8});
  simulation.set_ensemble({.shear = ShearOptions{.plane = Plane::xy, .rate = 1.0}});
  simulation.run(450);
  double const energy = simulation.thermo().potential;
  auto const before = unwrapped(simulation.system());
  CHECK(simulation.flip_cell(Plane::xy) == 1);
  CHECK_THAT(cell_shear_strain(simulation.system().box, Plane::xy), WithinAbs(-0.1, 1e-12));
  CHECK_THAT(simulation.thermo().potential, WithinRel(energy, 1e-12));
  CHECK_THAT(simulation.thermo().strain, WithinAbs(0.9, 1e-12));
  auto const after = unwrapped(simulation.system());
  double worst = 0;
  for (std::size_t i = 0; i < before.size(); ++i) worst = std::max(worst, norm(after[i] - before[i]));
  CHECK(worst < 1e-11);
  simulation.run(250);
  CHECK_THAT(simulation.thermo().strain, WithinAbs(1.4, 1e-12));
  CHECK_THAT(cell_shear_strain(simulation.system().box, Plane::xy), WithinAbs(0.4, 1e-12));
}

TEST_CASE("a run with flips follows the run without flips far beyond a strain of 1") {
  auto const plane = GENERATE(Plane::xy, Plane::xz, Plane::yz);
  int const a = flow_axis(plane), b = gradient_axis(plane);
  Forces forces_whole, forces_flipped;
  EnsembleOptions const options{.shear = ShearOptions{.plane = plane, .rate = 8.0}};
  Simulation whole(Exec{}, warm_crystal(300), forces_whole, {.cutoff = forces_whole.cutoff(), .skin = 0.8});
  Simulation flipped(Exec{}, warm_crystal(300), forces_flipped, {.cutoff = forces_flipped.cutoff(), .skin = 0.8});
  whole.set_ensemble(options);
  flipped.set_ensemble(options);
  int flips = 0;
  for (int k = 0; k < 150; ++k) {
    whole.run(1);
    flipped.run(1);
    Mat3 const& h = flipped.system().box.edges();
    if (std::abs(h(a, b) / h(a, a)) > 0.55) flips += flipped.flip_cell(plane);
    Thermo const t = whole.thermo(), u = flipped.thermo();
    REQUIRE_THAT(u.potential, WithinRel(t.potential, 1e-9));
    REQUIRE_THAT(u.strain, WithinAbs(t.strain, 1e-11));
    REQUIRE_THAT(u.conserved, WithinRel(t.conserved, 1e-9));
  }
  CHECK(flips == 2);
  CHECK_THAT(whole.thermo().strain, WithinAbs(2.4, 1e-11));
  CHECK_THAT(cell_shear_strain(flipped.system().box, plane), WithinAbs(0.4, 1e-11));
  auto const x = unwrapped(whole.system()), y = unwrapped(flipped.system());
  double worst = 0, farthest = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    worst = std::max(worst, norm(x[i] - y[i]));
    farthest = std::max(farthest, norm(x[i]));
  }
  INFO("unwrapped positions differ by " << worst << ", the farthest is at " << farthest);
  CHECK(farthest > 20);
  CHECK(worst < 1e-8);
}

TEST_CASE("planes and cells that cannot be sheared are refused") {
  CHECK(parse_plane("xz") == Plane::xz);
  CHECK_THROWS_WITH(parse_plane("zx"), Catch::Matchers::ContainsSubstring("'zx'"));
  auto incomplete = reference::fcc<Exec>(3, 3.56);
  incomplete.images = {};
  CHECK_THROWS_WITH(flip(Exec{}, incomplete, Plane::xy), Catch::Matchers::ContainsSubstring("flip: 0 images for 108"));
  Forces forces;
  auto system = reference::fcc<Exec>(3, 3.56);
  system.box = Box({{{10.68, 1, 0}, {0, 10.68, 0}, {0, 0, 10.68}}});
  Simulation simulation(Exec{}, system, forces, {.cutoff = forces.cutoff()});
  CHECK_THROWS_WITH(simulation.set_ensemble({.shear = ShearOptions{.rate = 1}}),
                    Catch::Matchers::ContainsSubstring("first edge along x"));
}

}  // namespace shear_test
