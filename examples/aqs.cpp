// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11
//
// Athermal quasistatic shear: shears a glass in small steps, each followed by the way to the nearest energy minimum,
// once or in cycles. Writes the stress-strain curve, the plastic events and frames. A run that was stopped continues
// with --resume.
//
//     aqs --potential Cu-Zr_4.eam.fs.gz --elements Cu,Zr --to 0.1 --d2min-cutoff 3.8 --d2min-above 0.5 glass.dump
//     sheared

#include <tektite/dynamics/quasistatic_shear.hpp>
#include <tektite/io/atomic_file.hpp>
#include <tektite/io/system.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "common/athermal_record.hpp"
#include "common/atoms.hpp"
#include "common/command_line.hpp"
#include "common/frame_files.hpp"
#include "common/interrupt.hpp"
#include "common/progress.hpp"
#include "common/python.hpp"
#include "common/run_checkpoint.hpp"
#include "common/start_frame.hpp"

namespace {

using namespace tektite::examples;

/// The options of this program.
struct Arguments {
  std::string potential, plane = "xy", in, prefix;
  std::vector<std::string> elements;
  double to = 0.1, step = 5e-4, skin = 1.0, checkpoint_every = 60;
  std::int64_t cycles = 0;
  tektite::QuasistaticOptions shear{.event_energy = 1e-3, .d2min_cutoff = 0, .d2min_above = 0};
  std::optional<double> pressure;
  std::optional<std::int64_t> frames, frame;
  bool resume = false;
  PlotOption plot;

  void add_to(Program& program) {
    // Options that are not configurable may change when a run is resumed.
    program.add_option("--potential", potential, "EAM potential: setfl (eam/alloy or eam/fs) or funcfl (eam)")
        ->required()
        ->configurable(false);
    program.add_names("--elements", elements, "element of each type, in type order")->required();
    program.add_option("--plane", plane, "xy, xz or yz: flow along the first axis")->capture_default_str();
    program.add_option("--to", to, "final strain, with --cycles the amplitude; negative: the other way first")
        ->capture_default_str();
    program.add_option("--step", step, "strain of a step, or a little less")->capture_default_str();
    program.add_option("--cycles", cycles, "cycles to the strain, to its negative and back to 0; 0: one way")
        ->capture_default_str();
    program.add_option("--pressure", pressure, "pressure, to which the volume adjusts (bar); without: fixed volume");
    program.add_option("--pressure-tolerance", shear.minimum.pressure_tolerance, "largest difference from it (bar)")
        ->capture_default_str();
    add_events_to(program);
    shear.minimum.force_tolerance = 1e-6;
    program.add_option("--tolerance", shear.minimum.force_tolerance, "largest force in a minimum (eV/A)")
        ->capture_default_str();
    program.add_option("--most", shear.minimum.most_evaluations, "most force evaluations for a minimum")
        ->capture_default_str()
        ->configurable(false);
    program.add_option("--skin", skin, "neighbours are listed so far beyond the cutoff (A)")->capture_default_str();
    program.add_option("--frames", frames, "frames after the first (default: one per step, at most 30)")
        ->within(1, 1000000);
    program.add_option("--checkpoint", checkpoint_every, "seconds between checkpoints, written to OUT.checkpoint")
        ->capture_default_str()
        ->configurable(false);
    program.add_flag("--resume", resume, "go on from OUT.checkpoint, if there is one: the same bytes in the end")
        ->configurable(false);
    plot.add_to(program);
    program.add_frame(frame);
    program.add_option("IN", in, "LAMMPS dump or data file, or extended XYZ; gzip or not")->required();
    program.add_option("OUT-PREFIX", prefix, "writes OUT-PREFIX.0000.dump, ..., OUT-PREFIX.csv, OUT-PREFIX.events.csv")
        ->required();
  }

  void add_events_to(Program& program) {
    program.add_option("--event-energy", shear.event_energy, "a step that dissipates more has an event (eV)")
        ->capture_default_str();
    program.add_option("--refinements", shear.refinements, "how often a step is halved to find its event")
        ->capture_default_str();
    program.add_option("--d2min-cutoff", shear.d2min_cutoff, "neighbours for the D2min of an event (A)")->required();
    program.add_option("--d2min-above", shear.d2min_above, "atoms with a larger D2min are rearranged (A^2)")
        ->required();
  }

  /// The strains. Throws where an option is out of range. Before files are read.
  tektite::StrainPath check(Program const& program) {
    tektite::require(std::isfinite(step) && step > 0, "--step ", step, " must be finite and positive");
    double const count = std::abs(to) / step;
    tektite::require(count <= 1e9, "--to ", to, " takes ", count, " steps of ", step, ", expected at most 1e9");
    tektite::StrainPath const path{.plane = tektite::parse_plane(plane),
                                   .amplitude = to,
                                   .steps = std::max<std::int64_t>(1, std::int64_t(std::ceil(count * (1 - 1e-12)))),
                                   .cycles = cycles};
    validate(path);
    // Beyond this the list of neighbours takes more memory than all else.
    tektite::require(skin >= 0 && skin <= 20, "--skin ", skin, " must lie between 0 and 20 A");
    tektite::require(std::isfinite(checkpoint_every) && checkpoint_every > 0, "--checkpoint ", checkpoint_every,
                     " s must be finite and positive");
    tektite::require(pressure || program.count("--pressure-tolerance") == 0,
                     "--pressure-tolerance: at a fixed volume, without --pressure, it has no use");
    if (pressure) {
      shear.minimum.cell = tektite::CellFreedom::isotropic;
      shear.minimum.pressure = *pressure;
    }
    validate(shear, tektite::Box::orthogonal(1, 1, 1));
    std::int64_t const steps = step_count(path);
    tektite::require(!frames || *frames <= steps, "--frames ", frames.value_or(0), ": the path has ", steps, " steps");
    if (!frames) frames = std::min<std::int64_t>(30, steps);
    return path;
  }
};

void print_head() {
  std::printf("%10s %10s %12s %14s %8s %12s\n", "step", "strain", "stress GPa", "E eV/atom", "events", "evaluations");
}

void print_row(AthermalShear const& shear, std::size_t atoms) {
  auto const& p = shear.point();
  std::printf("%10lld %10.5f %12.5f %14.8f %8zu %12lld\n", static_cast<long long>(shear.step()), p.strain,
              1e-4 * p.stress, p.energy / double(atoms), shear.events().size(), static_cast<long long>(p.evaluations));
  std::fflush(stdout);
}

/// Prints how many events there were, and where the stress was largest.
void print_summary(AthermalShear const& shear, tektite::io::Table const& curve) {
  auto const &strain = curve.columns[0].values, &stress = curve.columns[1].values;
  auto const peak =
      std::max_element(stress.begin(), stress.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  double energy = 0;
  for (auto const& event : shear.events()) energy += event.energy_drop;
  std::printf("%zu events, %.6g eV dissipated; largest stress %.4f GPa at strain %.4f, last %.4f GPa\n",
              shear.events().size(), energy, *peak, strain[std::size_t(peak - stress.begin())], stress.back());
}

/// One run: the system, its tables and its checkpoint.
class Run {
 public:
  Run(Program const& program, Arguments const& arguments, tektite::StrainPath const& path,
      std::vector<std::string> const& inputs)
      : arguments_(arguments),
        path_(path),
        forces_(forces_of(exec_, arguments.potential, arguments.elements)),
        list_{.cutoff = forces_.cutoff(), .skin = arguments.skin},
        record_(arguments.prefix, arguments.elements, step_count(path), *arguments.frames),
        checkpoint_(checkpoint_path(arguments.prefix), run_identity(program, inputs)) {
    auto const configuration = start_frame(arguments.in, arguments.frame);
    validate(arguments.shear, configuration.box);
    require_few_neighbors("--d2min-cutoff", arguments.shear.d2min_cutoff, configuration);
    note_unused_elements(arguments.in, configuration, arguments.elements);
    system_ = system_from(exec_, configuration, arguments.elements, forces_.masses());
    if (!arguments.resume) checkpoint_.require_none();
    if (checkpoint_.exists()) load();
    if (arguments.resume) tektite::io::remove_abandoned(arguments.prefix);
    catch_stop_signals();
  }

  /// Goes to the end of the path.
  /// \throws Interrupted after Ctrl-C, when the checkpoint is written
  void finish() {
    std::int64_t const total = step_count(path_);
    std::printf("# aqs: %lld steps", static_cast<long long>(total));
    if (saved_) std::printf(", resumed at step %lld", static_cast<long long>(saved_->step));
    std::printf("\n");
    print_head();
    AthermalShear shear = saved_ ? AthermalShear(exec_, system_, forces_, list_, path_, arguments_.shear, *saved_)
                                 : AthermalShear(exec_, system_, forces_, list_, path_, arguments_.shear);
    Progress progress("aqs", total, "steps");
    progress.skip(shear.step());
    if (!saved_) record_.add(shear, system_, forces_);
    print_row(shear, system_.size());
    while (advance(shear)) {
      record_.add(shear, system_, forces_);
      progress.update(shear.step());
      if (shear.step() % std::max<std::int64_t>(1, total / 20) != 0) continue;
      progress.wipe();
      print_row(shear, system_.size());
    }
    progress.wipe();
    record_.write_tables();
    checkpoint_.remove();
    print_summary(shear, record_.curve());
  }

 private:
  using Clock = std::chrono::steady_clock;

  EamSimulation simulation() { return {exec_, system_, forces_, list_}; }

  void load() {
    auto restored = simulation();
    std::string const bytes = checkpoint_.load(restored);
    try {
      saved_ = record_.load(bytes);
    } catch (std::exception const& error) {
      tektite::fail(checkpoint_.name(), ": is not of this program (", error.what(), ")");
    }
    system_ = restored.system();
  }

  /// Does the next step, if there is one, after a checkpoint if it is due. Where a strain has no minimum, the tables of
  /// all steps before are written.
  bool advance(AthermalShear& shear) {
    save_if_due(shear);
    try {
      return shear.advance();
    } catch (tektite::Error const&) {
      record_.write_tables();
      throw;
    }
  }

  void save_if_due(AthermalShear const& shear) {
    bool const stop = stop_requested();
    if (!stop && Clock::now() - saved_at_ < std::chrono::duration<double>(arguments_.checkpoint_every)) return;
    record_.write_tables();
    checkpoint_.save(simulation(), record_.save(shear.progress()));
    saved_at_ = Clock::now();
    if (stop) throw Interrupted("interrupted at step " + std::to_string(shear.step()));
  }

  Arguments const& arguments_;
  tektite::StrainPath path_;
  Exec exec_{};
  tektite::EamForces<Exec> forces_;
  tektite::NeighborListOptions list_;
  tektite::System<Memory> system_;
  AthermalRecord record_;
  RunCheckpoint checkpoint_;
  std::optional<AthermalShear::Progress> saved_;
  Clock::time_point saved_at_ = Clock::now();
};

}  // namespace

int main(int argc, char** argv) {
  Program program("aqs", "Shears a glass quasistatically: steps of strain, each to the nearest energy minimum");
  Arguments arguments;
  arguments.add_to(program);
  return program.run(argc, argv, [&] {
    auto const path = arguments.check(program);
    std::vector<std::string> const inputs{arguments.in, arguments.potential};
    require_frame_files(arguments.prefix, *arguments.frames, AthermalRecord::endings(), inputs);
    arguments.plot.check(arguments.prefix + ".csv", "OUT-PREFIX", inputs);
    Run(program, arguments, path, inputs).finish();
    arguments.plot.draw("aqs", arguments.prefix + ".csv");
  });
}
