// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/command_line.hpp"
#include "common/frame_job.hpp"
#include "tektite/io/csv.hpp"

namespace tektite::examples {

/// A table that a program of frames writes beside OUT, when all frames are done.
class SideTable {
 public:
  /// \param option that names the file: "--profile"
  explicit SideTable(std::string option) : option_(std::move(option)) {}

  void add_to(Program& program, std::string const& help) { program.add_option(option_, name_, help); }

  /// Whether the user asked for it.
  bool wanted() const { return !name_.empty(); }

  std::string const& name() const { return name_; }

  /// Throws unless the file can be written, and is none that is read or written otherwise.
  void check(Program& program, FrameJob const& job, std::vector<std::string> const& inputs);

  /// Adds a line. The names are the same in each.
  void add(FrameJob::Row const& row);

  void write() const {
    if (wanted()) write_csv(target_, table_);
  }

 private:
  std::string option_, name_, target_;
  io::Table table_;
};

}  // namespace tektite::examples
