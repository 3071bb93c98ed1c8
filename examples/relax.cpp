// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Relaxes small regions of a glass, separate or connected in chains, at a high temperature while the matrix around them
// stays cold. Then all rests at the matrix' temperature and zero pressure. A run that was stopped continues with
// --resume.
//
//     relax --potential Cu-Zr_4.eam.fs.gz --elements Cu,Zr --connectivity 0.5 --time 1000 glass.dump relaxed.dump

#include <tektite/dynamics/regions.hpp>
#include <tektite/io/columns.hpp>
#include <tektite/io/frame_writer.hpp>
#include <tektite/io/system.hpp>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "common/command_line.hpp"
#include "common/region_temperatures.hpp"
#include "common/stages.hpp"
#include "common/start_frame.hpp"

namespace {

using namespace tektite::examples;

/// Mean temperatures of regions and matrix, over the rescalings.
struct MeanTemperatures {
  double regions = 0, matrix = 0, samples = 0;

  // Between two rescalings heat flows out of the regions. The mean of the temperatures before and after is that of the
  // time between.
  void add(double set_regions, double regions_before, double set_matrix, double matrix_before) {
    regions += 0.5 * (set_regions + regions_before);
    matrix += 0.5 * (set_matrix + matrix_before);
    ++samples;
  }
  void print() const {
    if (samples > 0)
      std::printf("mean temperature: regions %.2f K, matrix %.2f K\n", regions / samples, matrix / samples);
  }
  Memo memo() {
    return memo_of_numbers([this] { return std::vector{regions, matrix, samples}; },
                           [this](std::vector<double> const& saved) {
                             tektite::require(saved.size() == 3, "the checkpoint is not of this program");
                             regions = saved[0];
                             matrix = saved[1];
                             samples = saved[2];
                           });
  }
};

void print_regions(tektite::Regions<Memory> const& placed, std::size_t atoms) {
  std::printf("%zu regions of %.3f x %.3f x %.3f A, %d connected (connectivity %.4g) in %d closed and %d open chains\n",
              placed.regions.size(), placed.edges.x, placed.edges.y, placed.edges.z, placed.connected,
              placed.connectivity(), placed.closed_chains, placed.open_chains);
  std::size_t const inside = placed.separate_particles + placed.connected_particles;
  std::printf("%zu atoms in separate regions, %zu in connected ones: %.3f %% of %zu\n", placed.separate_particles,
              placed.connected_particles, 100.0 * double(inside) / double(atoms), atoms);
  tektite::require(inside > 0, "no atom lies in any region: ask for larger ones");
}

/// Throws where so many regions, so small or so far apart, are asked for that to place them takes memory or time out of
/// proportion to the file.
void check_regions(tektite::RegionOptions const& options, tektite::io::Configuration const& c) {
  if (options.fraction < 1e-6 || (options.count == 0 && options.edge < 1e-6)) return;  // `place_regions` refuses these
  double const fitting = options.fraction * c.box.volume() / std::pow(options.edge, 3);
  double const count = options.count > 0 ? options.count : std::max<double>(options.min_count, fitting);
  // The box is divided into cells of the size of a region. Each region may have to try them all.
  double const cells = count / options.fraction, atoms = double(c.size());
  tektite::require(cells <= std::max(1e6, atoms) && count * cells <= 1e7 + 1e3 * atoms, count, " regions in ",
                   options.fraction, " of the volume, of which the box holds ", cells,
                   ", are too many or too small for ", c.size(), " atoms");
  double const half = 0.5 * std::max({c.box.height(0), c.box.height(1), c.box.height(2)});
  tektite::require(options.gap <= half, "--gap ", options.gap, " A is larger than half the box, ", half, " A");
}

}  // namespace

int main(int argc, char** argv) {
  Program program("relax", "Relaxes regions of prescribed connectivity at one temperature, the matrix at another");
  DynamicsArguments run;
  run.add_to(program);
  tektite::RegionOptions options{.edge = 10};  // 1 nm
  double hot = 850, cold = 50, time = 0, rest = 2;
  std::int64_t every = 1;
  std::string axis = "x", in, out;
  std::optional<std::int64_t> frame;
  program.add_option("--connectivity", options.connectivity, "regions in chains / all regions")->required();
  program.add_option("--temperature", hot, "of the regions (K)")->capture_default_str();
  program.add_option("--matrix", cold, "temperature of all other atoms (K)")->capture_default_str();
  program.add_option("--time", time, "how long both are held (ps)")->required();
  program.add_option("--seed", options.seed, "seed of the places and velocities")->capture_default_str();
  program.add_option("--fraction", options.fraction, "of the volume in all regions")->capture_default_str();
  program.add_option("--edge", options.edge, "wanted edge of a region (A)")->capture_default_str();
  program.add_option("--regions", options.count, "number of regions (default: as the fraction gives, at least 10)");
  program.add_option("--gap", options.gap, "clear distance of separate regions (A; at least one edge is kept)");
  program.add_option("--axis", axis, "along which chains run")->one_of({"x", "y", "z"})->capture_default_str();
  program.add_option("--rescale", every, "steps between rescalings of velocities")->capture_default_str();
  program.add_option("--rest", rest, "time afterwards, all at the matrix' temperature and zero pressure (ps)")
      ->capture_default_str();
  program.add_frame(frame);
  program.files(in, out);
  return program.run(argc, argv, [&] {
    run.check();
    require_temperature("--temperature", hot);
    require_temperature("--matrix", cold);
    tektite::require(every > 0, "--rescale ", every, " steps, expected at least 1");
    auto const steps = run.steps("--time", time), resting = run.steps("--rest", rest);
    options.axis = axis[0] - 'x';
    require_outputs(out, {in, run.potential});
    Exec const exec{};
    auto const configuration = start_frame(in, frame);
    auto const resting_ensemble = run.npt(cold, cold, tektite::Coupling::per_axis);
    validate(resting_ensemble, configuration.box);
    check_regions(options, configuration);
    auto forces = run.forces(exec);
    note_unused_elements(in, configuration, run.elements);
    auto simulation = run.simulation(exec, system_from(exec, configuration, run.elements, forces.masses()), forces);
    auto const& system = simulation.system();

    auto const regions = place_regions(exec, system.positions, system.box, options);
    print_regions(regions, system.size());
    RegionTemperatures const temperatures(exec, regions.labels);
    MeanTemperatures means;
    Stages stages(program, run, simulation, out, {in, run.potential}, means.memo());
    auto const begin = [&] {
      start_missing_velocities(exec, system, in, configuration, cold, options.seed);
      temperatures.set(simulation, hot, cold);
      simulation.set_ensemble({.timestep = run.timestep});
    };
    stages.run("relax", steps, begin, every, [&] {
      means.add(hot, temperature(exec, system, temperatures.regions()), cold,
                temperature(exec, system, temperatures.matrix()));
      temperatures.set(simulation, hot, cold);
    });
    means.print();
    stages.run("rest", resting, [&] {
      temperatures.set(simulation, cold, cold);
      simulation.set_ensemble(resting_ensemble);
    });
    // Other columns of IN are kept, for programs to follow each other.
    auto relaxed = tektite::io::configuration_from(simulation, run.elements);
    relaxed.columns = configuration.columns;
    relaxed.text_columns = configuration.text_columns;
    write_frame(out, relaxed, {tektite::io::column("region", regions.labels)}, tektite::io::write_all);
    stages.finish();
  });
}
