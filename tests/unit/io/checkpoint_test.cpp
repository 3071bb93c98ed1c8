// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

// needs: tektite::files
#include <tektite/core/copy.hpp>
#include <tektite/eam/forces.hpp>
#include <tektite/io/checkpoint.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "support/cuzr_crystal.hpp"
#include "support/lennard_jones.hpp"

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Forces = reference::LennardJonesForces<Exec>;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path = fs::temp_directory_path() / ("tektite-checkpoint-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
};

EnsembleOptions options(int which) {
  EnsembleOptions o;
  if (which >= 1) o.thermostat = ThermostatOptions{.start = 600, .stop = 300};
  o.ramp_steps = 400;
  if (which >= 2) o.barostat = BarostatOptions{.damping = 0.5, .coupling = Coupling::per_axis};
  if (which >= 3) o.shear = ShearOptions{.plane = Plane::xy, .rate = 0.4};
  return o;
}

using Sim = Simulation<Exec, Forces>;

Sim start(Forces& forces, int which) {
  auto system = reference::fcc<Exec>(4, 3.56);
  draw_velocities(Exec{}, system, 600, 7);
  remove_mean_velocity(Exec{}, system);
  Sim simulation(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 0.5});
  simulation.set_ensemble(options(which));
  return simulation;
}

/// All bits of a state that can be seen from outside.
template <class Sim>
std::string bits(Sim& simulation) {
  std::string all;
  auto const append = [&](auto const& view) {
    auto const host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, view);
    all.append(reinterpret_cast<char const*>(host.data()), host.extent(0) * sizeof(host(0)));
  };
  append(simulation.system().positions);
  append(simulation.system().velocities);
  append(simulation.system().forces);
  append(simulation.system().images);
  Thermo const t = simulation.thermo();
  for (double const x : {t.temperature, t.potential, t.conserved, t.volume, t.pressure(0, 1), t.strain, t.time}) {
    all.append(reinterpret_cast<char const*>(&x), sizeof x);
  }
  return all;
}

std::string read_file(fs::path const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(fs::path const& path, std::string const& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

}  // namespace

TEST_CASE("a restored run goes on with the same bits, and saving changes nothing") {
  int const which = GENERATE(0, 1, 2, 3);
  Folder const folder;
  auto const file = folder.path / "state";
  Forces forces;
  Sim whole = start(forces, which);
  whole.run(400);
  CHECK(whole.list().builds > 2);

  Forces forces_a;
  Sim first = start(forces_a, which);
  first.run(137);
  io::write_checkpoint(file, first, std::string("notes\n\0more", 11));
  first.run(263);
  CHECK(bits(first) == bits(whole));

  // A fresh simulation of something else altogether.
  Forces forces_b;
  Sim second(Exec{}, reference::fcc<Exec>(3, 4.0), forces_b, {.cutoff = 5.0, .skin = 0.1});
  CHECK(io::read_checkpoint(file, second) == std::string("notes\n\0more", 11));
  CHECK(second.step() == 137);
  CHECK(second.ensemble().ramp_steps == 400);
  second.run(100);
  io::write_checkpoint(file, second);
  Forces forces_c;
  Sim third(Exec{}, reference::fcc<Exec>(3, 4.0), forces_c, {.cutoff = 5.0, .skin = 0.1});
  io::read_checkpoint(file, third);
  third.run(163);
  CHECK(bits(third) == bits(whole));
}

TEST_CASE("a restored run with forces that sort neighbours now and then goes on with the same bits") {
  int const which = GENERATE(0, 3);
  auto const evaluation = GENERATE(EamEvaluation::compact, EamEvaluation::mixed);
  Folder const folder;
  auto const file = folder.path / "state";
  struct Run {
    EamForces<Exec> forces;
    Simulation<Exec, EamForces<Exec>> simulation;

    Run(EamEvaluation e, int which)
        : forces(reference::cuzr_forces(Exec{}, {.evaluation = e, .inner_skin = 0.3})),
          simulation(Exec{}, reference::cuzr_crystal(Exec{}, forces.masses(), 900), forces,
                     {.cutoff = forces.cutoff(), .skin = 0.8}) {
      simulation.set_ensemble(options(which));
    }
    std::vector<Vec3<double>> sorted_positions() { return to_host(forces.sorted_positions(simulation.list().list)); }
  };
  Run whole(evaluation, which), first(evaluation, which);
  whole.simulation.run(150);
  CHECK(whole.simulation.list().builds > 1);
  first.simulation.run(67);
  io::write_checkpoint(file, first.simulation);
  auto const sorted = first.sorted_positions();
  REQUIRE(sorted.size() > 432);
  // They are not the present positions: a run that sorted its neighbours here would have other bits.
  REQUIRE(sorted[0] != to_host(first.simulation.system().positions)[0]);
  first.simulation.run(83);
  CHECK(bits(first.simulation) == bits(whole.simulation));

  Run second(evaluation, 1);
  second.simulation.run(3);
  io::read_checkpoint(file, second.simulation);
  CHECK(second.sorted_positions() == sorted);
  second.simulation.run(83);
  CHECK(bits(second.simulation) == bits(whole.simulation));
}

TEST_CASE("averages right after a restart are those before it") {
  Folder const folder;
  Forces forces, other;
  Sim simulation = start(forces, 3);
  simulation.run(50);
  io::write_checkpoint(folder.path / "state", simulation);
  Sim restored = start(other, 0);
  io::read_checkpoint(folder.path / "state", restored);
  CHECK(bits(restored) == bits(simulation));
}

TEST_CASE("a file that is not whole is refused, and the simulation stays as it was") {
  Folder const folder;
  auto const file = folder.path / "state";
  Forces forces;
  Sim simulation = start(forces, 2);
  simulation.run(5);
  io::write_checkpoint(file, simulation, "x");
  std::string const good = read_file(file), before = bits(simulation);
  auto const refused = [&](std::string const& bytes, std::string const& reason) {
    write_file(file, bytes);
    CHECK_THROWS_WITH(io::read_checkpoint(file, simulation),
                      ContainsSubstring(file.string()) && ContainsSubstring(reason));
  };
  refused("", "not a checkpoint");
  refused("something else", "not a checkpoint");
  refused(good.substr(0, 20), "ends early");
  refused(good.substr(0, good.size() / 2), "truncated or altered");
  refused(good.substr(0, good.size() - 1), "truncated or altered");
  refused(good + "x", "truncated or altered");
  for (std::size_t at : {std::size_t(40), good.size() / 2, good.size() - 3}) {
    std::string altered = good;
    altered[at] = char(altered[at] ^ 1);
    refused(altered, "truncated or altered");
  }
  std::string version = good;
  version[io::checkpoint_magic.size()] = 77;
  refused(version, "version 77, expected 2");
  CHECK_THROWS_WITH(io::read_checkpoint(folder.path / "missing", simulation), ContainsSubstring("cannot be read"));
  CHECK(bits(simulation) == before);
  write_file(file, good);
  CHECK(io::read_checkpoint(file, simulation) == "x");
}

TEST_CASE("a checkpoint that cannot be written leaves the old one") {
  Folder const folder;
  Forces forces;
  Sim simulation = start(forces, 0);
  CHECK_THROWS_WITH(io::write_checkpoint(folder.path / "no" / "such" / "folder", simulation),
                    ContainsSubstring("cannot be written"));
}
