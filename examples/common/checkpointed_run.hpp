// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "common/molecular_dynamics.hpp"
#include "common/run_checkpoint.hpp"

/// \file
/// The run loop of all programs that do long molecular dynamics: stages, checkpoints, Ctrl-C.

namespace tektite::examples {

/// What a program keeps beside the simulation, as bytes in the checkpoint.
struct Memo {
  std::function<std::string()> save = [] { return std::string(); };
  std::function<void(std::string const&)> load = [](std::string const&) {};
};

/// A memo that is a list of numbers.
Memo memo_of_numbers(std::function<std::vector<double>()> save, std::function<void(std::vector<double> const&)> load);

/// Something to do at some steps of a stage, which are counted from its begin.
struct StageAction {
  std::function<void(std::int64_t done)> act;
  std::int64_t every = 0;                ///< at the multiples of this number; 0: at none
  bool at_end = false;                   ///< at the last step, too
  std::vector<std::int64_t> steps = {};  ///< at these, too; ascending

  /// The first step after `done` that it is due at, at most `last`.
  std::int64_t next(std::int64_t done, std::int64_t last) const {
    if (every > 0) last = std::min(last, (done / every + 1) * every);
    auto const step = std::upper_bound(steps.begin(), steps.end(), done);
    return step == steps.end() ? last : std::min(last, *step);
  }

  bool due(std::int64_t done, std::int64_t last) const {
    return (every > 0 && done % every == 0) || (at_end && done == last) ||
           std::binary_search(steps.begin(), steps.end(), done);
  }
};

/// A part of a run between two changes of ensemble.
struct RunStage {
  std::string name;
  std::int64_t steps = 0;
  std::function<void(bool resumed)> begin = {};               ///< before the first step that this process does
  std::vector<StageAction> actions = {};                      ///< those that are due at one step are done in this order
  std::function<void(std::int64_t done)> after_stretch = {};  ///< after the actions, some ten times a second
};

/// Does the stages of a run one after the other, with a checkpoint.
///
/// A checkpoint is written every so many seconds of wall time, and on Ctrl-C. It changes nothing in the run: however
/// often a run is killed and resumed, its results are the same bytes. A run with a checkpoint continues from there.
class CheckpointedRun {
 public:
  struct Options {
    std::filesystem::path checkpoint;
    double seconds = 60;  ///< between checkpoints
    Memo memo = {};
    std::string identity = {};              ///< lines that must not change from the first process to the last
    std::function<void()> after_save = {};  ///< after each checkpoint
  };

  /// Restores simulation and memo where there is a checkpoint.
  /// \throws Error the checkpoint is damaged, or of a run with another identity
  CheckpointedRun(EamSimulation& simulation, Options options);

  /// The stage that the run is in, and the steps done of it: after construction those of the checkpoint.
  std::uint64_t stage() const { return stage_; }
  std::int64_t done() const { return done_; }

  /// Does a stage, or what is left of it; nothing of a stage that was done before the checkpoint.
  /// \throws Interrupted after Ctrl-C, when the checkpoint is written
  void run(RunStage const& stage);

  /// Removes the checkpoint. To be called when the results are written.
  /// \throws Error the checkpoint said that more stages were done than there are
  void finish() const;

 private:
  using Clock = std::chrono::steady_clock;

  // Beside the simulation a checkpoint holds the stage, the steps done of it, and the memo.
  void save();

  // The simulation is changed when the checkpoint is known to be that of this run.
  void load();

  EamSimulation& simulation_;
  Options options_;
  RunCheckpoint checkpoint_;
  std::uint64_t stage_ = 0, next_stage_ = 0;
  std::int64_t done_ = 0;  ///< steps of the stage
  Clock::time_point saved_ = Clock::now();
};

}  // namespace tektite::examples
