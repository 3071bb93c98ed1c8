// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Mean squared displacement and non-Gaussian parameter against time, over several time origins: of a trajectory that is
// there, or of a run at one temperature that the program does itself. Such a run continues with --resume if stopped.
//
//     alpha2 --timestep 0.002 trajectory.dump alpha2.csv
//     alpha2 --potential Cu-Zr_4.eam.fs.gz --elements Cu,Zr --temperature 300 --time 1000 glass.dump alpha2.csv

#include <tektite/io/atomic_file.hpp>
#include <tektite/io/columns.hpp>
#include <tektite/io/csv.hpp>
#include <tektite/io/system.hpp>
#include <tektite/stats/non_gaussian.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/chosen_frames.hpp"
#include "common/command_line.hpp"
#include "common/displacement_averages.hpp"
#include "common/progress.hpp"
#include "common/python.hpp"
#include "common/stages.hpp"
#include "common/start_frame.hpp"
#include "common/trajectory_lags.hpp"

namespace {

using namespace tektite::examples;

struct Arguments {
  DynamicsArguments run;
  double kelvin = 300, time = 0, hold = 2, interval = 0;
  int per_decade = 12, origins = 4;
  std::uint64_t seed = 1;
  bool keep_drift = false;
  FrameChoice frames;
  PlotOption plot;
  std::string in, out;
};

tektite::io::Table table_of(std::vector<DisplacementAverage> const& results, FrameTimes const& times) {
  using tektite::io::column;
  tektite::io::Table table;
  table.columns = {column("t", results, [&](auto const& r) { return times.at(r.lag); })};
  bool const errors = std::all_of(results.begin(), results.end(), [](auto const& r) { return r.origins > 1; });
  std::size_t const groups = results.front().groups.size();
  for (std::size_t g = 0; g < groups; ++g) {
    std::string const ending = g == 0 ? "" : "_" + std::to_string(g);
    table.columns.push_back(column("msd" + ending, results, [&](auto const& r) { return r.groups[g].msd; }));
    table.columns.push_back(column("alpha2" + ending, results, [&](auto const& r) { return r.groups[g].alpha2; }));
    if (!errors) continue;
    table.columns.push_back(
        column("msd_error" + ending, results, [&](auto const& r) { return r.groups[g].msd_error; }));
    table.columns.push_back(
        column("alpha2_error" + ending, results, [&](auto const& r) { return r.groups[g].alpha2_error; }));
  }
  table.columns.push_back(column("origins", results, [](auto const& r) { return r.origins; }));
  return table;
}

/// Of a trajectory that is there.
void analyse_trajectory(Program& program, Arguments const& a) {
  using tektite::require;
  for (char const* option :
       {"--elements", "--temperature", "--hold", "--seed", "--skin", "--thermo", "--checkpoint", "--resume"})
    require(program.count(option) == 0, option, " is of a run that the program does itself, which needs --potential");
  require_other_file(a.in, a.out);
  std::string const target = program.output(a.out);
  require(std::filesystem::is_regular_file(a.in), a.in, ": expected a file that can be read twice");
  tektite::io::AtomicFile const probe(target);
  TrajectoryCheck const trajectory = check_trajectory(a.in, a.frames);
  TrajectoryOptions const options{a.run.timestep, a.interval, a.time, a.per_decade, a.origins};
  FrameTimes const times = frame_times(program, a.in, options, trajectory);
  double const interval = times.at(1);
  require_memory(a.origins, trajectory.atoms);
  std::int64_t const last = longest_lag(program, options, trajectory, interval);
  Exec const exec{};
  DisplacementAverages averages(exec, {.lags = tektite::log_spaced_lags(last, a.per_decade),
                                       .origin_every = std::max<std::int64_t>(1, last / a.origins),
                                       .types = trajectory.types,
                                       .keep_drift = a.keep_drift});
  ChosenFrames frames(a.in, a.frames);
  Progress progress("alpha2", frames.bytes(), "B");
  while (auto const c = frames.next()) {
    averages.add(tektite::io::unwrap(*c), c->types);
    progress.update(frames.bytes_read());
  }
  progress.wipe();
  auto const results = averages.results();
  write_csv(target, table_of(results, times));
  auto const peak = std::max_element(results.begin(), results.end(), [](auto const& x, auto const& y) {
    return x.groups[0].alpha2 < y.groups[0].alpha2;
  });
  std::printf("%lld frames, %.6g ps apart, drift %s\n", static_cast<long long>(trajectory.frames), interval,
              a.keep_drift ? "kept" : "removed");
  std::printf("peak of alpha2: %.6g +- %.2g at %.6g ps (msd %.6g +- %.2g A^2, %lld origins)\n", peak->groups[0].alpha2,
              peak->groups[0].alpha2_error, times.at(peak->lag), peak->groups[0].msd, peak->groups[0].msd_error,
              static_cast<long long>(peak->origins));
}

/// Of a run that the program does.
void run_dynamics(Program& program, Arguments const& a) {
  using tektite::require;
  DynamicsArguments const& run = a.run;
  require(!run.elements.empty(), "--elements is required");
  require(program.count("--time") > 0, "--time is required");
  for (char const* option : {"--interval", "--keep-drift", "--frames"})
    require(program.count(option) == 0, option, " is of a trajectory that is there, without --potential");
  std::optional<std::int64_t> frame;
  if (!a.frames.text.empty()) frame = a.frames.begin;
  run.check();
  require_temperature("--temperature", a.kelvin);
  auto const steps = run.steps("--time", a.time), holding = run.steps("--hold", a.hold);
  tektite::require(steps > 0, "--time ", a.time, " ps is less than one step of ", run.timestep, " ps");
  require_outputs(a.out, {a.in, run.potential});
  Exec const exec{};
  auto const configuration = start_frame(a.in, frame);
  require_memory(a.origins, configuration.size());
  auto forces = run.forces(exec);
  note_unused_elements(a.in, configuration, run.elements);
  auto simulation = run.simulation(exec, system_from(exec, configuration, run.elements, forces.masses()), forces);
  simulation.set_ensemble(run.npt(a.kelvin, a.kelvin, tektite::Coupling::isotropic));
  std::int64_t const apart = std::max<std::int64_t>(1, steps / a.origins);
  std::int64_t const total = steps + (std::min<std::int64_t>(a.origins, steps) - 1) * apart;
  tektite::Alpha2Recorder recorder(
      exec, {.lags = tektite::log_spaced_lags(steps, a.per_decade), .origin_every = a.origins > 1 ? apart : 0});
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
  Stages stages(program, run, simulation, a.out, {a.in, run.potential}, recorded);
  stages.run("hold", holding,
             [&] { start_missing_velocities(exec, simulation.system(), a.in, configuration, a.kelvin, a.seed); });
  auto const begin = [&] {
    simulation.set_ensemble(run.nvt(a.kelvin, a.kelvin));
    record();
  };
  stages.run("alpha2", total, begin, 1, record);

  auto const results = recorder.results();
  tektite::io::Table table;
  table.columns = {tektite::io::column("t", results, [&](auto const& r) { return double(r.lag) * run.timestep; }),
                   tektite::io::column("msd", results, [](auto const& r) { return r.moments.msd; }),
                   tektite::io::column("alpha2", results, [](auto const& r) { return r.moments.alpha2(); })};
  write_csv(a.out, table);
  stages.finish();
  auto const peak = tektite::alpha2_peak(results);
  std::printf("peak of alpha2: %.6g at %.6g ps (msd %.6g A^2)\n", peak.moments.alpha2(),
              double(peak.lag) * run.timestep, peak.moments.msd);
}

}  // namespace

int main(int argc, char** argv) {
  Program program("alpha2", "Mean squared displacement and non-Gaussian parameter against time");
  Arguments a;
  a.run.add_to(program, false);
  program.add_option("--temperature", a.kelvin, "temperature (K)")->capture_default_str();
  program.add_option("--time", a.time, "longest time difference (ps); of a trajectory by default as long as it allows");
  program.add_option("--hold", a.hold, "time at this temperature and zero pressure before (ps)")->capture_default_str();
  program.add_option("--per-decade", a.per_decade, "time differences per factor of ten")
      ->within(1, 1000)
      ->capture_default_str();
  program.add_option("--origins", a.origins, "time origins; the run takes (1 + (N - 1) / N) of the time")
      ->within(1, 10000)
      ->capture_default_str();
  program.add_option("--seed", a.seed, "seed of the velocities of a file that has none")->capture_default_str();
  program.add_option("--interval", a.interval,
                     "time between frames (ps); default: from their time steps and --timestep");
  program.add_flag("--keep-drift", a.keep_drift, "keep the mean displacement of all atoms, which is taken out else");
  program.add_frames(a.frames);
  a.plot.add_to(program);
  program.add_option("IN", a.in, "LAMMPS dump or data file, or extended XYZ; compressed or not")->required();
  program.add_option("OUT", a.out, "the CSV file to write: t,msd,alpha2")->required();
  program.footer(
      "Without --potential IN is a trajectory: frames of the same atoms, at equal distances in time, with image flags "
      "or\n"
      "unwrapped positions. OUT then has standard errors over the time origins (which overlap, so that errors are "
      "rather\n"
      "too small), and columns for each type. With --potential the program runs from one frame of IN.");
  return program.run(argc, argv, [&] {
    a.plot.check(a.out, "OUT", {a.in, a.out});
    if (a.run.potential.empty())
      analyse_trajectory(program, a);
    else
      run_dynamics(program, a);
    a.plot.draw("alpha2", a.out);
  });
}
