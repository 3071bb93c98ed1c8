// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

// needs: tektite::files
#include <tektite/core/copy.hpp>
#include <tektite/dynamics/simulation.hpp>
#include <tektite/eam/forces.hpp>
#include <tektite/io/read_configuration.hpp>
#include <tektite/io/read_setfl.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>
#include <sstream>

#include "support/host_mirror.hpp"

namespace simulation_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string const source_dir = TEKTITE_SOURCE_DIR;

struct Row {
  std::int64_t step;
  double temperature, potential, pressure, pxx, pyy, pzz, pxy, volume, xy;
};

std::vector<Row> golden(std::string const& ensemble) {
  std::ifstream in(source_dir + "/tests/golden/dynamics/thermo.txt");
  std::vector<Row> rows;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string name;
    Row r;
    words >> name >> r.step >> r.temperature >> r.potential >> r.pressure >> r.pxx >> r.pyy >> r.pzz >> r.pxy >>
        r.volume >> r.xy;
    if (name == ensemble) rows.push_back(r);
  }
  REQUIRE(rows.size() == 9);
  return rows;
}

System<Exec::memory_space> glass(std::vector<double> const& masses) {
  auto const c = io::read_configuration(source_dir + "/tests/golden/dynamics/glass.data.gz");
  auto system = make_system(Exec{}, c.positions, c.types, c.box, masses);
  system.velocities = to_device(Exec{}, c.velocities, "velocities");
  return system;
}

EamForces<Exec> cuzr(EamEvaluation evaluation) {
  return EamForces<Exec>(Exec{}, io::read_setfl(source_dir + "/data/Cu-Zr_4.eam.fs.gz"), {"Cu", "Zr"},
                         {.evaluation = evaluation});
}

}  // namespace

TEST_CASE("short runs in every ensemble follow LAMMPS") {
  struct Case {
    std::string name;
    bool thermostat;
    std::optional<Coupling> coupling;
    double shear_rate, energy, pressure;
  };
  auto const c = GENERATE(Case{"nve", false, {}, 0, 1e-12, 1e-10}, Case{"nvt", true, {}, 0, 1e-12, 1e-10},
                          Case{"npt", true, Coupling::isotropic, 0, 5e-9, 2e-5},
                          Case{"shear", true, Coupling::per_axis, 0.05, 5e-6, 0.01});
  auto forces = cuzr(EamEvaluation::reference);
  Simulation simulation(Exec{}, glass(forces.masses()), forces, {.cutoff = forces.cutoff(), .skin = 1.0});
  EnsembleOptions options;
  if (c.thermostat) options.thermostat = ThermostatOptions{.start = 300};
  if (c.coupling) options.barostat = BarostatOptions{.coupling = *c.coupling};
  if (c.shear_rate > 0) options.shear = ShearOptions{.plane = Plane::xy, .rate = c.shear_rate};
  simulation.set_ensemble(options);
  double temperature = 0, energy = 0, pressure = 0, volume = 0, tilt = 0;
  for (Row const& row : golden(c.name)) {
    simulation.run(row.step - simulation.step());
    Thermo const t = simulation.thermo();
    temperature = std::max(temperature, std::abs(t.temperature / row.temperature - 1));
    energy = std::max(energy, std::abs(t.potential / row.potential - 1));
    volume = std::max(volume, std::abs(t.volume / row.volume - 1));
    tilt = std::max(tilt, std::abs(simulation.system().box.edges()(0, 1) - row.xy));
    double const p[] = {t.pressure(0, 0) - row.pxx, t.pressure(1, 1) - row.pyy, t.pressure(2, 2) - row.pzz,
                        t.pressure(0, 1) - row.pxy};
    for (double const d : p) pressure = std::max(pressure, std::abs(d) / 1e4);
  }
  UNSCOPED_INFO(c.name << ": temperature " << temperature << " energy " << energy << " pressure " << pressure
                       << " volume " << volume << " tilt " << tilt);
  CHECK(temperature < 50 * c.energy);
  CHECK(energy < c.energy);
  CHECK(pressure < c.pressure);
  CHECK(volume < 20 * c.energy);
  CHECK(tilt < (c.shear_rate > 0 ? 5e-3 : 1e-12));
}

namespace {

/// The same 500 atoms after 0.8 ps far above the melting point: a liquid.
System<Exec::memory_space> liquid(EamForces<Exec>& forces) {
  Simulation simulation(Exec{}, glass(forces.masses()), forces, {.cutoff = forces.cutoff(), .skin = 1.0});
  set_temperature(Exec{}, simulation.system(), 4000, {.removed = 3});
  simulation.set_ensemble({.thermostat = ThermostatOptions{.start = 2050, .damping = 0.05}});
  simulation.run(400);
  return simulation.system();
}

/// A copy with Views of its own.
System<Exec::memory_space> copy_of(System<Exec::memory_space> const& system) {
  auto copy = system;
  auto const own = [](auto& view) {
    auto const fresh =
        std::decay_t<decltype(view)>(Kokkos::view_alloc(Kokkos::WithoutInitializing, "copy"), view.extent(0));
    Kokkos::deep_copy(fresh, view);
    view = fresh;
  };
  own(copy.positions);
  own(copy.velocities);
  own(copy.forces);
  own(copy.images);
  return copy;
}

}  // namespace

TEST_CASE("NVE's energy error falls as the square of the time step in glass and liquid") {
  bool const molten = GENERATE(false, true);
  auto forces = cuzr(EamEvaluation::compact);
  auto const start = molten ? liquid(forces) : glass(forces.masses());
  auto const error = [&](double dt) {
    Simulation simulation(Exec{}, copy_of(start), forces, {.cutoff = forces.cutoff(), .skin = 1.0});
    simulation.set_ensemble({.timestep = dt});
    double const first = simulation.thermo().conserved;
    double worst = 0;
    for (int k = 0; k < 20; ++k) {
      simulation.run(std::int64_t(std::round(0.02 / dt)));
      worst = std::max(worst, std::abs(simulation.thermo().conserved - first));
    }
    return worst / double(simulation.system().size());
  };
  double const coarse = error(0.004), middle = error(0.002), fine = error(0.001);
  INFO((molten ? "liquid" : "glass") << ": errors per atom " << coarse << ' ' << middle << ' ' << fine);
  CHECK(coarse / middle > 3.0);
  CHECK(coarse / middle < 5.5);
  CHECK(middle / fine > 3.0);
  CHECK(middle / fine < 5.5);
  CHECK(middle < (molten ? 1e-4 : 1e-5));
}

TEST_CASE("NVE of the glass run backwards returns to its start") {
  auto forces = cuzr(EamEvaluation::compact);
  auto system = glass(forces.masses());
  auto const start = copy_of(system);
  Simulation simulation(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 0.4});
  for (int way = 0; way < 2; ++way) {
    simulation.run(250);
    scale_velocities(Exec{}, system, -1);
    simulation.velocities_changed();
  }
  CHECK(simulation.list().builds > 2);
  Kokkos::View<Vec3<double>*, Exec::memory_space> const unwrapped("unwrapped", system.size());
  unwrap(Exec{}, simulation.system(), unwrapped);
  auto const x0 = to_host(start.positions), x1 = to_host(unwrapped);
  double worst = 0;
  for (std::size_t i = 0; i < x0.size(); ++i) worst = std::max(worst, norm(x1[i] - x0[i]));
  INFO("farthest " << worst);
  CHECK(worst < 1e-8);
}

TEST_CASE("atoms that come too close stop the run with the step, the atoms and an energy") {
  auto forces = cuzr(EamEvaluation::compact);
  auto system = glass(forces.masses());
  auto const x = configurations::host_mirror(system.positions);
  x(7) = x(30);
  Kokkos::deep_copy(system.positions, x);
  Simulation simulation(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 1.0});
  CHECK_THROWS_WITH(simulation.run(1), ContainsSubstring("step 0: ") &&
                                           ContainsSubstring("particles 7 and 30 are closer") &&
                                           ContainsSubstring("the fastest is particle ") && ContainsSubstring(" eV"));
}

}  // namespace simulation_test
