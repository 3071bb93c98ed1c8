// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/checkpointed_run.hpp"
#include "common/molecular_dynamics.hpp"

/// \file
/// The stages of a program that `--resume` continues after Ctrl-C or a kill.

namespace tektite::examples {

class Program;

/// Throws if a run that makes `output` would replace an input, or if it or its checkpoint cannot be written.
void require_outputs(std::string const& output, std::vector<std::string> const& inputs);

/// A `CheckpointedRun` as the programs have it: the checkpoint beside the output, a table of averages on stdout and a
/// progress line for each stage.
///
/// The checkpoint is refused by a run with other arguments or inputs of other contents. A run without
/// `--resume` that finds one stops, so that a missing option does not destroy hours of work.
class Stages {
 public:
  /// \param program  its arguments are those that must not change
  /// \param output   the file, or prefix of files, that the run makes
  /// \param inputs   files that must not change
  /// \throws Error   a checkpoint that is not this run's, or that is there without `--resume`
  Stages(Program const& program, DynamicsArguments const& arguments, EamSimulation& simulation,
         std::string const& output, std::vector<std::string> const& inputs, Memo memo = {});

  /// Does one stage, or what is left of it.
  /// \param begin    called before its first step; sets the ensemble
  /// \param every    steps between calls of `between`, counted from the stage's begin; 0: never
  /// \param between  called then
  void run(std::string const& name, std::int64_t steps, std::function<void()> const& begin, std::int64_t every = 0,
           std::function<void()> const& between = {});

  /// Removes the checkpoint. To be called when the results are written.
  void finish() const { run_.finish(); }

 private:
  static CheckpointedRun::Options options(Program const& program, DynamicsArguments const& arguments,
                                          std::string const& output, std::vector<std::string> const& inputs, Memo memo);

  EamSimulation& simulation_;
  std::int64_t thermo_every_;
  CheckpointedRun run_;
};

}  // namespace tektite::examples
