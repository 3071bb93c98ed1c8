// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "common/molecular_dynamics.hpp"

/// \file
/// The checkpoint of a run, and what must be the same for another process to go on from it.

namespace tektite::examples {

class Program;

/// Where the run that writes `output` keeps its checkpoint.
std::string checkpoint_path(std::string const& output);

/// The arguments of a program and the contents of its inputs, line by line.
std::string run_identity(Program const& program, std::vector<std::string> const& inputs);

/// A file with a simulation, bytes of the program, and the lines that the run which goes on from it must have, too.
class RunCheckpoint {
 public:
  RunCheckpoint(std::filesystem::path path, std::string identity)
      : path_(std::move(path)), identity_(std::move(identity)) {}

  std::string name() const { return path_.string(); }
  std::string const& identity() const { return identity_; }
  bool exists() const { return std::filesystem::exists(path_); }

  /// Throws if there is one, so that a missing `--resume` does not destroy hours of work.
  void require_none() const;

  void save(EamSimulation const& simulation, std::string const& extra) const;

  /// Restores a simulation. \returns the bytes of the program
  /// \throws Error the file is damaged, or of a run with another identity, other atoms or another list; the simulation
  /// is then unchanged
  std::string load(EamSimulation& simulation) const;

  void remove() const;

 private:
  /// Names the first line that differs.
  void require_identity(std::string const& found) const;

  /// What no run changes: particles, and the reach of the potential.
  void require_same_atoms(EamSimulation const& restored, EamSimulation const& present) const;

  std::filesystem::path path_;
  std::string identity_;
};

}  // namespace tektite::examples
