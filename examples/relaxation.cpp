// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Structural relaxation of a trajectory, over several time origins: the self-intermediate scattering function
// F_s(q, t), the overlap Q(t) and its fluctuations chi4(t), of all atoms and by type.
//
//     relaxation --q 2.8 --distance 1 --timestep 0.002 trajectory.dump relaxation.csv

#include <tektite/core/copy.hpp>
#include <tektite/io/atomic_file.hpp>
#include <tektite/io/columns.hpp>
#include <tektite/io/csv.hpp>
#include <tektite/stats/non_gaussian.hpp>
#include <tektite/stats/relaxation.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/chosen_frames.hpp"
#include "common/command_line.hpp"
#include "common/displacement_averages.hpp"
#include "common/pair_relaxation.hpp"
#include "common/progress.hpp"
#include "common/python.hpp"
#include "common/trajectory_lags.hpp"

namespace {

using namespace tektite::examples;

struct Arguments {
  tektite::SelfCorrelationOptions at{};
  TrajectoryOptions trajectory{.origins = 10};
  bool keep_drift = false;
  PairRelaxation pairs;
  FrameChoice frames;
  PlotOption plot;
  std::string in, out;
};

tektite::io::Table table_of(std::vector<tektite::RelaxationResult> const& results, FrameTimes const& times) {
  using tektite::RelaxationGroup;
  using tektite::io::column;
  tektite::io::Table table;
  table.columns = {column("t", results, [&](auto const& r) { return times.at(r.lag); })};
  auto const enough = [&](std::int64_t origins) {
    return std::all_of(results.begin(), results.end(), [&](auto const& r) { return r.origins >= origins; });
  };
  for (std::size_t g = 0; g < results.front().groups.size(); ++g) {
    std::string const ending = g == 0 ? "" : "_" + std::to_string(g);
    auto const add = [&](char const* name, double RelaxationGroup::* value) {
      table.columns.push_back(column(name + ending, results, [&](auto const& r) { return r.groups[g].*value; }));
    };
    add("fs", &RelaxationGroup::scattering);
    add("overlap", &RelaxationGroup::overlap);
    if (enough(2)) {
      add("chi4", &RelaxationGroup::chi4);
      add("fs_error", &RelaxationGroup::scattering_error);
      add("overlap_error", &RelaxationGroup::overlap_error);
    }
    if (enough(3)) add("chi4_error", &RelaxationGroup::chi4_error);
  }
  table.columns.push_back(column("origins", results, [](auto const& r) { return r.origins; }));
  return table;
}

/// The time at which a decaying curve first reaches 1/e, between lags on a scale of log t; nothing if it does not.
std::optional<double> relaxation_time(std::vector<tektite::RelaxationResult> const& results, FrameTimes const& times) {
  double const level = std::exp(-1.0);
  for (std::size_t k = 1; k < results.size(); ++k) {
    double const before = results[k - 1].groups[0].scattering, after = results[k].groups[0].scattering;
    if (!(before > level && after <= level)) continue;
    double const share = (before - level) / (before - after);
    double const t0 = std::log(times.at(results[k - 1].lag)), t1 = std::log(times.at(results[k].lag));
    return std::exp(t0 + share * (t1 - t0));
  }
  return std::nullopt;
}

void print_summary(std::vector<tektite::RelaxationResult> const& results, FrameTimes const& times) {
  auto const time = relaxation_time(results, times);
  if (time)
    std::printf("F_s falls to 1/e at %.6g ps\n", *time);
  else if (results.front().groups[0].scattering <= std::exp(-1.0))
    std::printf("F_s is below 1/e at the first time difference, %.6g ps\n", times.at(results.front().lag));
  else
    std::printf("F_s is above 1/e up to %.6g ps\n", times.at(results.back().lag));
  auto const peak = std::max_element(results.begin(), results.end(),
                                     [](auto const& x, auto const& y) { return x.groups[0].chi4 < y.groups[0].chi4; });
  if (peak->origins > 1)
    std::printf("peak of chi4: %.6g +- %.2g at %.6g ps (%lld origins)\n", peak->groups[0].chi4,
                peak->groups[0].chi4_error, times.at(peak->lag), static_cast<long long>(peak->origins));
}

void analyse(Program& program, Arguments const& a) {
  using tektite::require;
  require(std::isfinite(a.at.q) && a.at.q > 0, "--q ", a.at.q, " 1/A must be positive");
  require(std::isfinite(a.at.distance) && a.at.distance > 0, "--distance ", a.at.distance, " A must be positive");
  require_other_file(a.in, a.out);
  std::string const target = program.output(a.out);
  PairRelaxation pairs = a.pairs;  // what it collects ends before Kokkos does
  pairs.check(program, {a.in, a.out});
  require(std::filesystem::is_regular_file(a.in), a.in, ": expected a file that can be read twice");
  tektite::io::AtomicFile const probe(target);
  TrajectoryCheck const trajectory = check_trajectory(a.in, a.frames);
  FrameTimes const times = frame_times(program, a.in, a.trajectory, trajectory);
  require_memory(a.trajectory.origins, trajectory.atoms);
  std::int64_t const last = longest_lag(program, a.trajectory, trajectory, times.at(1));
  std::int64_t const origin_every = std::max<std::int64_t>(1, last / a.trajectory.origins);
  auto const lags = tektite::log_spaced_lags(last, a.trajectory.per_decade);
  Exec const exec{};
  ChosenFrames frames(a.in, a.frames);
  Progress progress("relaxation", frames.bytes(), "B");
  std::optional<tektite::RelaxationRecorder<Exec>> recorder;
  for (std::int64_t frame = 0; auto const c = frames.next(); ++frame) {
    if (!recorder)
      recorder.emplace(exec,
                       tektite::RelaxationOptions{.at = a.at,
                                                  .lags = lags,
                                                  .origin_every = origin_every,
                                                  .type_count = trajectory.types,
                                                  .keep_drift = a.keep_drift},
                       tektite::to_device(exec, c->types, "types"));
    if (recorder->wants(frame)) {
      auto const positions = tektite::to_device(exec, tektite::io::unwrap(*c), "positions");
      recorder->record(frame, positions);
      pairs.add(exec, frame, *c, positions, trajectory.types, lags, origin_every);
    }
    progress.update(frames.bytes_read());
  }
  progress.wipe();
  auto const results = recorder->results();
  std::vector<std::int64_t> recorded;
  std::map<std::int64_t, double> time_of;
  for (auto const& r : results) recorded.push_back(r.lag), time_of[r.lag] = times.at(r.lag);
  auto table = table_of(results, times);
  auto const bonds = pairs.bond_columns(recorded);
  table.columns.insert(table.columns.end() - 1, bonds.begin(), bonds.end());  // origins stay last
  write_csv(target, table);
  pairs.write(time_of);
  std::printf("%lld frames, %.6g ps apart, drift %s\n", static_cast<long long>(trajectory.frames), times.at(1),
              a.keep_drift ? "kept" : "removed");
  print_summary(results, times);
}

}  // namespace

int main(int argc, char** argv) {
  Program program("relaxation", "Self-intermediate scattering function, overlap and chi4 against time");
  Arguments a;
  program.add_option("--q", a.at.q, "wave number of F_s (1/A): that of the first peak of S(q), for example")
      ->required();
  program.add_option("--distance", a.at.distance, "an atom overlaps with its former self while nearer than this (A)")
      ->required();
  program.add_option("--timestep", a.trajectory.timestep, "time step (ps), for the time between frames");
  program.add_option("--interval", a.trajectory.interval,
                     "time between frames (ps); default: from their time steps and --timestep");
  program.add_option("--time", a.trajectory.time,
                     "longest time difference (ps); by default as long as the frames allow");
  program.add_option("--per-decade", a.trajectory.per_decade, "time differences per factor of ten")
      ->within(1, 1000)
      ->capture_default_str();
  program.add_option("--origins", a.trajectory.origins, "time origins within the longest time difference")
      ->within(1, 10000)
      ->capture_default_str();
  program.add_flag("--keep-drift", a.keep_drift, "keep the mean displacement of all atoms, which is taken out else");
  a.pairs.add_to(program);
  program.add_frames(a.frames);
  a.plot.add_to(program);
  program
      .add_option("IN", a.in,
                  "a trajectory: frames of the same atoms, at equal distances in time, with image flags or unwrapped\n"
                  "positions; LAMMPS dump or extended XYZ, compressed or not")
      ->required();
  program
      .add_option("OUT", a.out,
                  "the CSV file to write: t,fs,overlap,chi4 and errors, also by type; - is standard output")
      ->required();
  program.footer(
      "Errors are standard errors over the time origins, that of chi4 a jackknife over them. Origins overlap, so that\n"
      "errors are rather too small. chi4 is N times the variance of the overlap over the origins. Van Hove functions "
      "are\n"
      "relative to the mean displacement of all atoms, and need one box for all frames.");
  return program.run(argc, argv, [&] {
    a.plot.check(a.out, "OUT", {a.in, a.out});
    analyse(program, a);
    a.plot.draw("relaxation", a.out);
  });
}
