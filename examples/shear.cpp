// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
// uses: tektite::hdf5
//
// Shears a glass at a constant rate, at zero pressure along all axes, and writes frames and the stress-strain curve. A
// run that was stopped continues with --resume.
//
//     shear --potential Cu-Zr_4.eam.fs.gz --elements Cu,Zr --rate 1e9 glass.dump sheared

#ifdef TEKTITE_USES_HDF5
#include <tektite/io/trajectory.hpp>
#endif

#include "common/shear_record.hpp"
#include "common/stages.hpp"

namespace {

using namespace tektite::examples;

/// Tilt of the sheared plane in edges along the flow.
double tilt(tektite::Box const& box, tektite::Plane plane) {
  auto const& h = box.edges();
  return h(flow_axis(plane), gradient_axis(plane)) / h(flow_axis(plane), flow_axis(plane));
}

/// All frames in one H5MD file, read from their own files, which stay as they are if this fails.
void gather([[maybe_unused]] std::string const& prefix, [[maybe_unused]] std::int64_t frames,
            [[maybe_unused]] double timestep) {
#ifdef TEKTITE_USES_HDF5
  tektite::io::TrajectoryWriter trajectory(prefix + ".h5");
  for (std::int64_t k = 0; k <= frames; ++k) {
    auto const c = tektite::io::read_configuration(frame_path(prefix, k));
    trajectory.append(c, double(c.timestep) * timestep);
  }
  trajectory.commit();
#endif
}

}  // namespace

int main(int argc, char** argv) {
  Program program("shear", "Shears a glass at a constant engineering rate, at zero pressure along all axes");
  DynamicsArguments run;
  run.add_to(program);
  std::string plane_name = "xy", in, prefix;
  double rate = 0, to = 0.3, kelvin = 50, hold = 2;
  std::int64_t frames = 30, rows = 300;
  std::uint64_t seed = 1;
  bool flip = false, h5md = false;
  program.add_option("--plane", plane_name, "xy, xz or yz: flow along the first axis")->capture_default_str();
  program.add_option("--rate", rate, "engineering strain rate (1/s)")->required();
  program.add_option("--to", to, "final strain; negative: the other way")->capture_default_str();
  program.add_option("--temperature", kelvin, "temperature (K)")->capture_default_str();
  program.add_option("--frames", frames, "frames after the first")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  program.add_option("--rows", rows, "rows of the stress-strain curve")
      ->check(CLI::Range(1, 100000000))
      ->capture_default_str();
  program.add_option("--hold", hold, "time at this temperature and zero pressure before (ps)")->capture_default_str();
  program.add_option("--seed", seed, "seed of the velocities of a file that has none")->capture_default_str();
  program.add_flag("--flip", flip, "keep the cell compact: flip it where its tilt exceeds 0.55 of an edge");
  program.add_flag("--h5md", h5md, "gather the frames in OUT-PREFIX.h5, too (H5MD)");
  program.add_option("IN", in, "LAMMPS dump or data file, or extended XYZ; gzip or not")->required();
  program.add_option("OUT-PREFIX", prefix, "writes OUT-PREFIX.0000.dump, ... and OUT-PREFIX.csv")->required();
  return program.run(argc, argv, [&] {
    require_writable(prefix + ".csv");
#ifndef TEKTITE_USES_HDF5
    tektite::require(!h5md, "--h5md: this program was built without HDF5");
#endif
    auto const plane = tektite::parse_plane(plane_name);
    tektite::require(std::isfinite(rate) && rate > 0, "rate ", rate, " must be finite and positive");
    tektite::require(std::isfinite(to) && to != 0, "final strain ", to, " must be finite and not zero");
    Exec const exec{};
    auto const configuration = tektite::io::read_configuration(in);
    auto forces = run.forces(exec);
    auto simulation = run.simulation(exec, system_from(exec, configuration, run.elements, forces.masses()), forces);
    auto const per_ps = rate * tektite::units::per_second;
    auto const holding = run.steps("--hold", hold);
    auto const total = run.steps("time of shear", std::abs(to) / per_ps);
    tektite::require(total >= frames, "strain ", to, " at ", rate, " per second takes ", total, " steps, too few for ",
                     frames, " frames");
    auto ensemble = run.npt(kelvin, kelvin, tektite::Coupling::per_axis);
    simulation.set_ensemble(ensemble);

    rows = std::min(rows, total);
    ShearRecord record(prefix, plane, run.elements);
    Stages stages(program, run, simulation, prefix, {in, run.potential}, record.memo());
    stages.run("hold", holding, [&] {
      if (configuration.velocities.empty()) start_velocities(exec, simulation.system(), kelvin, seed);
    });
    auto const begin = [&] {
      // The rate is adjusted by less than a step's worth, so that the last step ends exactly at the strain asked for.
      ensemble.shear = tektite::ShearOptions{.plane = plane, .rate = to / (double(total) * run.timestep)};
      simulation.set_ensemble(ensemble);
      record.begin(simulation);
    };
    stages.run("shear", total, begin, 1, [&] {
      // Well beyond half an edge, so that a cell whose edges fluctuate is not flipped back and forth.
      if (flip && std::abs(tilt(simulation.system().box, plane)) > 0.55) simulation.flip_cell(plane);
      record.step(simulation, simulation.step() - holding, total, rows, frames);
    });
    record.wait();
    if (h5md) gather(prefix, frames, run.timestep);
    stages.finish();
    auto const& stress = record.curve().columns[1].values;
    auto const peak =
        std::max_element(stress.begin(), stress.end(), [&](double a, double b) { return to > 0 ? a < b : a > b; });
    std::printf("peak stress %.4f GPa at strain %.4f, last %.4f GPa\n", *peak,
                record.curve().columns[0].values[std::size_t(peak - stress.begin())], stress.back());
  });
}
