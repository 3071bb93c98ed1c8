// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Makes a metallic glass: atoms in random order on a lattice are molten and cooled at a constant rate, at zero
// pressure. A run that was stopped continues with --resume.
//
//     quench --potential Cu-Zr_4.eam.fs.gz --elements Cu,Zr --composition 0.5,0.5 --atoms 13500 glass.dump

#include <tektite/io/frame_writer.hpp>
#include <tektite/io/system.hpp>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "common/command_line.hpp"
#include "common/stages.hpp"

int main(int argc, char** argv) {
  using namespace tektite::examples;
  Program program("quench", "Melts a random crystal and cools it at a constant rate, at zero pressure");
  DynamicsArguments run;
  run.add_to(program);
  std::vector<double> composition;
  std::int64_t atoms = 0;
  std::uint64_t seed = 1;
  double from = 2050, to = 50, rate = 1e14, melt = 5, hold = 2, lattice = 4.0;
  std::string out;
  program.add_numbers("--composition", composition, "fraction of each element")->required();
  program.add_option("--atoms", atoms, "number of atoms (4 n^3 fill the lattice)")->required();
  program.add_option("--from", from, "temperature of the melt (K)")->capture_default_str();
  program.add_option("--to", to, "temperature of the glass (K)")->capture_default_str();
  program.add_option("--rate", rate, "cooling rate (K/s)")->capture_default_str();
  program.add_option("--seed", seed, "seed of types and velocities")->capture_default_str();
  program.add_option("--melt", melt, "time at the first temperature (ps)")->capture_default_str();
  program.add_option("--hold", hold, "time at the last temperature (ps)")->capture_default_str();
  program.add_option("--lattice", lattice, "lattice constant of the start (A)")->capture_default_str();
  program.add_option("OUT", out, "LAMMPS dump to write: id type x y z vx vy vz ix iy iz")->required();
  return program.run(argc, argv, [&] {
    run.check();
    require_temperature("--from", from);
    require_temperature("--to", to);
    tektite::require(std::isfinite(rate) && rate > 0, "rate ", rate, " must be finite and positive");
    tektite::require(lattice > 0 && lattice <= 100, "lattice constant ", lattice,
                     " A must be positive and at most 100");
    auto const cooling = run.steps("cooling time", std::abs(from - to) / (rate * tektite::units::per_second));
    auto const melting = run.steps("--melt", melt), holding = run.steps("--hold", hold);
    require_outputs(out, {run.potential});
    Exec const exec{};
    auto forces = run.forces(exec);
    auto const system = random_crystal(exec, atoms, composition, forces.masses(), lattice, seed);
    auto simulation = run.simulation(exec, system, forces);

    Stages stages(program, run, simulation, out, {run.potential});
    auto const npt = [&](double first, double last, std::int64_t ramp) {
      return
          [&, first, last, ramp] { simulation.set_ensemble(run.npt(first, last, tektite::Coupling::isotropic, ramp)); };
    };
    stages.run("melt", melting, [&] {
      start_velocities(exec, simulation.system(), from, seed);
      npt(from, from, 0)();
    });
    stages.run("quench", cooling, npt(from, to, cooling));
    stages.run("hold", holding, npt(to, to, 0));
    tektite::io::write_frame(out, tektite::io::configuration_from(simulation, run.elements), {},
                             {.velocities = true, .images = true, .elements = true});
    stages.finish();

    auto const end = simulation.thermo();
    std::printf("%lld atoms, %.6f eV/atom, %.4f g/cm3, box edge %.4f A\n", static_cast<long long>(end.particles),
                end.potential / double(end.particles), end.mass_density, std::cbrt(end.volume));
  });
}
