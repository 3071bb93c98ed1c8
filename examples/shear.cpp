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
#include <tektite/io/read_configuration.hpp>
#include <tektite/io/trajectory.hpp>
#endif

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "common/command_line.hpp"
#include "common/frame_files.hpp"
#include "common/python.hpp"
#include "common/shear_record.hpp"
#include "common/stages.hpp"
#include "common/start_frame.hpp"

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

/// The options of this program.
struct ShearArguments {
  std::string plane = "xy", in, prefix;
  double rate = 0, to = 0.3, kelvin = 50, hold = 2;
  std::int64_t frames = 30, rows = 300;
  std::uint64_t seed = 1;
  bool flip = false, h5md = false;
  PlotOption plot;
  std::optional<std::int64_t> frame;

  void add_to(Program& program) {
    program.add_option("--plane", plane, "xy, xz or yz: flow along the first axis")->capture_default_str();
    program.add_option("--rate", rate, "engineering strain rate (1/s)")->required();
    program.add_option("--to", to, "final strain; negative: the other way")->capture_default_str();
    program.add_option("--temperature", kelvin, "temperature (K)")->capture_default_str();
    program.add_option("--frames", frames, "frames after the first")->within(1, 1000000)->capture_default_str();
    program.add_option("--rows", rows, "rows of the stress-strain curve")->within(1, 10000000)->capture_default_str();
    program.add_option("--hold", hold, "time at this temperature and zero pressure before (ps)")->capture_default_str();
    program.add_option("--seed", seed, "seed of the velocities of a file that has none")->capture_default_str();
    program.add_flag("--flip", flip, "keep the cell compact: flip it where its tilt exceeds 0.55 of an edge");
    program.add_flag("--h5md", h5md, "gather the frames in OUT-PREFIX.h5, too (H5MD)");
    plot.add_to(program);
    program.add_frame(frame);
    program.add_option("IN", in, "LAMMPS dump or data file, or extended XYZ; gzip or not")->required();
    program.add_option("OUT-PREFIX", prefix, "writes OUT-PREFIX.0000.dump, ... and OUT-PREFIX.csv")->required();
  }

  /// Throws where one of these options is out of range. Before files are read.
  void check() const {
#ifndef TEKTITE_USES_HDF5
    tektite::require(!h5md, "--h5md: this program was built without HDF5");
#endif
    tektite::require(std::isfinite(rate) && rate > 0, "rate ", rate, " must be finite and positive");
    tektite::require(to != 0 && std::abs(to) <= 100, "final strain ", to, " must lie between -100 and 100, not 0");
    require_temperature("--temperature", kelvin);
  }

  /// Throws if a file that the run makes would replace an input, or cannot be written.
  void check_outputs(std::vector<std::string> const& inputs) const {
    std::vector<std::string> endings{".csv"};
    if (h5md) endings.push_back(".h5");
    require_frame_files(prefix, frames, endings, inputs);
  }
};

/// Prints where the stress-strain curve has its peak.
void print_peak(tektite::io::Table const& curve, bool positive) {
  auto const &strain = curve.columns[0].values, &stress = curve.columns[1].values;
  auto const peak =
      std::max_element(stress.begin(), stress.end(), [&](double a, double b) { return positive ? a < b : a > b; });
  std::printf("peak stress %.4f GPa at strain %.4f, last %.4f GPa\n", *peak, strain[std::size_t(peak - stress.begin())],
              stress.back());
}

}  // namespace

int main(int argc, char** argv) {
  Program program("shear", "Shears a glass at a constant engineering rate, at zero pressure along all axes");
  DynamicsArguments run;
  run.add_to(program);
  ShearArguments shear;
  shear.add_to(program);
  return program.run(argc, argv, [&] {
    run.check();
    shear.check();
    auto const plane = tektite::parse_plane(shear.plane);
    auto const holding = run.steps("--hold", shear.hold);
    auto const total = run.steps("time of shear", std::abs(shear.to) / (shear.rate * tektite::units::per_second));
    tektite::require(total >= shear.frames, "strain ", shear.to, " at ", shear.rate, " per second takes ", total,
                     " steps, too few for ", shear.frames, " frames");
    std::vector<std::string> const inputs{shear.in, run.potential};
    shear.check_outputs(inputs);
    shear.plot.check(shear.prefix + ".csv", "OUT-PREFIX", inputs);
    Exec const exec{};
    auto const configuration = start_frame(shear.in, shear.frame);
    auto const holding_ensemble = run.npt(shear.kelvin, shear.kelvin, tektite::Coupling::per_axis);
    // The rate is adjusted by less than a step's worth, so that the last step ends exactly at the strain asked for.
    auto shearing_ensemble = holding_ensemble;
    shearing_ensemble.shear = tektite::ShearOptions{.plane = plane, .rate = shear.to / (double(total) * run.timestep)};
    validate(shearing_ensemble, configuration.box);
    auto forces = run.forces(exec);
    note_unused_elements(shear.in, configuration, run.elements);
    auto simulation = run.simulation(exec, system_from(exec, configuration, run.elements, forces.masses()), forces);
    simulation.set_ensemble(holding_ensemble);

    auto const rows = std::min(shear.rows, total);
    ShearRecord record(shear.prefix, plane, run.elements);
    Stages stages(program, run, simulation, shear.prefix, inputs, record.memo());
    stages.run("hold", holding, [&] {
      start_missing_velocities(exec, simulation.system(), shear.in, configuration, shear.kelvin, shear.seed);
    });
    auto const begin = [&] {
      simulation.set_ensemble(shearing_ensemble);
      record.begin(simulation);
    };
    stages.run("shear", total, begin, 1, [&] {
      // Well beyond half an edge, so that a cell whose edges fluctuate is not flipped back and forth.
      if (shear.flip && std::abs(tilt(simulation.system().box, plane)) > 0.55) simulation.flip_cell(plane);
      record.step(simulation, simulation.step() - holding, total, rows, shear.frames);
    });
    record.wait();
    if (shear.h5md) gather(shear.prefix, shear.frames, run.timestep);
    stages.finish();
    print_peak(record.curve(), shear.to > 0);
    shear.plot.draw("shear", shear.prefix + ".csv");
  });
}
