// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Mean squared displacement and non-Gaussian parameter of a glass at one temperature, against time, over several time
// origins. A run that was stopped continues with --resume.
//
//     alpha2 --potential Cu-Zr_4.eam.fs.gz --elements Cu,Zr --temperature 300 --time 1000 glass.dump alpha2.csv

#include <tektite/io/columns.hpp>
#include <tektite/io/csv.hpp>
#include <tektite/io/system.hpp>
#include <tektite/stats/non_gaussian.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/command_line.hpp"
#include "common/stages.hpp"
#include "common/start_frame.hpp"

namespace {

/// Throws where the positions at all time origins, which are kept, have no room.
void require_memory(int origins, std::size_t atoms) {
  double const needed = 24.0 * origins * double(atoms);
  double const there = double(sysconf(_SC_PHYS_PAGES)) * double(sysconf(_SC_PAGE_SIZE));
  tektite::require(needed < 0.8 * there, "--origins ", origins, ": the positions of ", atoms,
                   " atoms at all of them take ", needed / 1e9, " GB, and this machine has ", there / 1e9);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace tektite::examples;
  Program program("alpha2", "Mean squared displacement and non-Gaussian parameter against time");
  DynamicsArguments run;
  run.add_to(program);
  double kelvin = 300, time = 0, hold = 2;
  int per_decade = 12, origins = 4;
  std::uint64_t seed = 1;
  std::string in, out;
  std::optional<std::int64_t> frame;
  program.add_option("--temperature", kelvin, "temperature (K)")->capture_default_str();
  program.add_option("--time", time, "longest time difference (ps)")->required();
  program.add_option("--hold", hold, "time at this temperature and zero pressure before (ps)")->capture_default_str();
  program.add_option("--per-decade", per_decade, "time differences per factor of ten")
      ->within(1, 1000)
      ->capture_default_str();
  program.add_option("--origins", origins, "time origins; the run takes (1 + (N - 1) / N) of the time")
      ->within(1, 10000)
      ->capture_default_str();
  program.add_option("--seed", seed, "seed of the velocities of a file that has none")->capture_default_str();
  program.add_frame(frame);
  program.add_option("IN", in, "LAMMPS dump or data file, or extended XYZ; gzip or not")->required();
  program.add_option("OUT", out, "the CSV file to write: t,msd,alpha2")->required();
  return program.run(argc, argv, [&] {
    run.check();
    require_temperature("--temperature", kelvin);
    auto const steps = run.steps("--time", time), holding = run.steps("--hold", hold);
    tektite::require(steps > 0, "--time ", time, " ps is less than one step of ", run.timestep, " ps");
    require_outputs(out, {in, run.potential});
    Exec const exec{};
    auto const configuration = start_frame(in, frame);
    require_memory(origins, configuration.size());
    auto forces = run.forces(exec);
    note_unused_elements(in, configuration, run.elements);
    auto simulation = run.simulation(exec, system_from(exec, configuration, run.elements, forces.masses()), forces);
    simulation.set_ensemble(run.npt(kelvin, kelvin, tektite::Coupling::isotropic));
    std::int64_t const apart = std::max<std::int64_t>(1, steps / origins);
    std::int64_t const total = steps + (std::min<std::int64_t>(origins, steps) - 1) * apart;
    tektite::Alpha2Recorder recorder(
        exec, {.lags = tektite::log_spaced_lags(steps, per_decade), .origin_every = origins > 1 ? apart : 0});
    Kokkos::View<tektite::Vec3<double>*, Memory> const unwrapped("unwrapped", simulation.system().size());
    auto const record = [&] {
      std::int64_t const step = simulation.step() - holding;
      if (!recorder.wants(step)) return;
      unwrap(exec, simulation.system(), unwrapped);
      recorder.record(step, unwrapped);
    };

    Memo const recorded =
        memo_of_numbers([&] { return recorder.save(); },
                        [&](std::vector<double> const& saved) { recorder.restore(saved, configuration.size()); });
    Stages stages(program, run, simulation, out, {in, run.potential}, recorded);
    stages.run("hold", holding,
               [&] { start_missing_velocities(exec, simulation.system(), in, configuration, kelvin, seed); });
    auto const begin = [&] {
      simulation.set_ensemble(run.nvt(kelvin, kelvin));
      record();
    };
    stages.run("alpha2", total, begin, 1, record);

    auto const results = recorder.results();
    tektite::io::Table table;
    table.columns = {tektite::io::column("t", results, [&](auto const& r) { return double(r.lag) * run.timestep; }),
                     tektite::io::column("msd", results, [](auto const& r) { return r.moments.msd; }),
                     tektite::io::column("alpha2", results, [](auto const& r) { return r.moments.alpha2(); })};
    write_csv(out, table);
    stages.finish();
    auto const peak = tektite::alpha2_peak(results);
    std::printf("peak of alpha2: %.6g at %.6g ps (msd %.6g A^2)\n", peak.moments.alpha2(),
                double(peak.lag) * run.timestep, peak.moments.msd);
  });
}
