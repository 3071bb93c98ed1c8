// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files tektite::hdf5 CLI11::CLI11 tektite_study_config
//
// A whole study from one TOML file: glass, relaxed regions, structure, shear, alpha2 and a report with figures. A study
// that was interrupted is resumed, and several processes may work on it.
//
//     study run data/quick.toml
//     study resume study-quick
#include <unistd.h>

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "common/command_line.hpp"
#include "common/interrupt.hpp"
#include "study/context.hpp"
#include "study/export.hpp"
#include "study/folder.hpp"
#include "study/machine.hpp"
#include "study/report.hpp"
#include "study/stages.hpp"
#include "tektite/core/error.hpp"

namespace fs = std::filesystem;

namespace {

enum class Outcome {
  finished,
  interrupted,
  shared,  ///< other processes work on the rest
};

/// Does the stages of one glass that are not done. \returns false after Ctrl-C
bool work_on_glass(study::Context const& context, std::vector<study::Stage> const& stages, std::int64_t seed) {
  using namespace study;
  Folder const& folder = context.folder;
  for (Stage const& stage : stages) {
    if (stage.seed != seed) continue;
    if (!folder.done(stage.name)) {
      context.progress.rename(stage.title);
      double const before = context.progress.elapsed();
      try {
        stage.run(context);
      } catch (tektite::examples::Interrupted const&) {
        return false;
      }
      folder.log("\"event\": \"stage\", \"stage\": " + quoted(stage.name) +
                 ", \"seconds\": " + std::to_string(context.progress.elapsed() - before));
      folder.mark_done(stage.name);
    }
    // A finished stage does not need these any more. A process that was killed may have left them.
    fs::remove(folder.stage(stage.name) / "checkpoint.bin");
    fs::remove_all(folder.stage(stage.name) / "frames");
    if (tektite::examples::stop_requested()) return false;
  }
  return true;
}

/// Does the stages that are not done, except those of glasses that other processes work on.
Outcome work_on(study::Folder const& folder, std::string const& command, int measure_threads) {
  using namespace study;
  tektite::examples::catch_stop_signals();
  Config const& config = folder.config();
  Exec const exec;
  Forces forces = tektite::examples::forces_of(exec, folder.potential(), config.elements);
  auto const stages = plan(config);
  std::int64_t total = 0, done = 0;
  std::size_t finished = 0;
  for (Stage const& stage : stages) {
    std::int64_t const work = stage.steps * config.atoms;
    total += work;
    if (folder.done(stage.name)) {
      done += work;
      ++finished;
    }
  }
  folder.log("\"event\": \"start\", \"command\": " + quoted(command) + ", \"host\": " + machine(exec));
  // One line for the whole study: overwritten on a terminal, a new one now and then elsewhere.
  tektite::examples::Progress progress(
      "", total, "atom-steps", 1,
      {.stream = stdout, .terminal = ::isatty(1) == 1, .delay = 0, .plain_interval = 15, .changing_name = true});
  progress.skip(done);
  std::printf("study: %s, %lld atoms, %zu of %zu stages to do, %.2g of %.2g atom-steps\n", folder.root().c_str(),
              static_cast<long long>(config.atoms), stages.size() - finished, stages.size(), double(total - done),
              double(total));
  Context const context{folder, config, exec, forces, progress, measure_threads};
  std::int64_t taken = 0;
  for (std::int64_t seed = config.seed; seed < config.seed + config.replicas; ++seed) {
    auto const lock = folder.lock_glass(seed);
    if (!lock) continue;
    ++taken;
    if (!work_on_glass(context, stages, seed)) return Outcome::interrupted;
  }
  if (taken == 0) tektite::fail(folder.root().string(), ": other processes work on all glasses of this study");
  if (!std::all_of(stages.begin(), stages.end(), [&](Stage const& s) { return folder.done(s.name); }))
    return Outcome::shared;
  auto const lock = folder.lock_root();
  if (!lock) return Outcome::shared;
  progress.rename("study.h5");
  double const before = progress.elapsed();
  export_hdf5(context, stages);
  folder.log("\"event\": \"stage\", \"stage\": \"study.h5\", \"seconds\": " +
             std::to_string(progress.elapsed() - before));
  return Outcome::finished;
}

}  // namespace

int main(int argc, char** argv) {
  tektite::examples::Program program(
      "study", "The study of Yang and Dai (Phys. Rev. Materials 7, 113601): glass, relaxed regions, shear, report");
  std::string config, folder, output;
  bool no_report = false;
  int measure_threads = 0;
  auto* const run = program.add_command("run", "start a study, or go on with it");
  run->add_option("CONFIG", config, "TOML file, such as data/quick.toml")->required();
  run->add_option("-o,--output,--out", output, "the study's folder (default: study-NAME beside you)");
  run->add_flag("--no-report", no_report, "stop before the report");
  auto* const resume = program.add_command("resume", "go on with a study that was interrupted");
  resume->add_option("DIR", folder, "the study's folder")->required();
  resume->add_flag("--no-report", no_report, "stop before the report");
  for (auto* const command : {run, resume}) {
    command
        ->add_option("--measure-threads", measure_threads,
                     "measure frames beside the steps with so many threads; 0: between the steps (default)")
        ->within(0, 1024);
  }
  auto* const report = program.add_command("report", "draw the report of what is finished");
  report->add_option("DIR", folder, "the study's folder")->required();
  auto* const status = program.add_command("status", "how far a study is; it may be running");
  status->add_option("DIR", folder, "the study's folder")->required();

  bool stopped = false;
  int const code = program.run(argc, argv, [&] {
    if (status->given()) {
      study::print_status(study::Folder::open(folder));
      return;
    }
    if (report->given()) {
      study::make_report(study::Folder::open(folder));
      return;
    }
    if (output.empty()) output = "study-" + fs::path(config).stem().string();
    auto const work = run->given() ? study::Folder::create(config, output) : study::Folder::open(folder);
    Outcome const outcome = work_on(work, run->given() ? "run" : "resume", measure_threads);
    stopped = outcome == Outcome::interrupted;
    if (stopped) std::fprintf(stderr, "study: stopped; go on with: study resume %s\n", work.root().c_str());
    if (outcome == Outcome::shared)
      std::printf("study: other processes are busy with the rest; the last of them writes study.h5 and the report\n");
    if (outcome == Outcome::finished && no_report)
      std::printf("study: finished, without a report; the results are in %s\n", work.root().c_str());
    if (outcome == Outcome::finished && !no_report) study::make_report(work);
  });
  return stopped ? 130 : code;
}
