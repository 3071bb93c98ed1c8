// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/chosen_frames.hpp"
#include "common/progress.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/frame_writer.hpp"
#include "tektite/io/write_options.hpp"

/// \file
/// What programs do with the files of an analysis: frames in, the same frames with more columns out.

namespace tektite::examples {

class Program;

/// One frame at work.
struct Frame {
  io::Configuration atoms;
  std::int64_t number;  ///< in the file, from 0
  std::string where;    ///< file, and frame if there are several, for messages
};

/// The files and options of a program that adds columns to frames.
///
///     FrameJob job;
///     job.add_to(program);
///     return program.run(argc, argv, [&] {
///       job.results = {"faces", "volume"};
///       job.run(program, [&](Frame const& frame) { ...; return columns; });
///     });
class FrameJob {
 public:
  /// Returns the columns that the program adds to a frame; it may change the frame.
  using Work = std::function<std::vector<io::Column>(Frame&)>;

  std::string in, out;

  /// Names of the columns that the program adds. `--columns` is compared with them before the first frame is computed.
  std::vector<std::string> results;

  /// Adds IN OUT, and the options on frames and columns. \param name,help of IN
  void add_to(Program& program, std::string const& name = "IN",
              std::string const& help = "LAMMPS dump or data file, or extended XYZ; compressed or not");

  /// Reads frames, calls `work` with each, writes them with the columns that it returns.
  void run(Program& program, Work const& work);

  /// Shows that a part of the work on the present frame is done.
  void show_part(double part);

  /// Takes the progress bar off the terminal, for other output to follow.
  void wipe_progress() { progress_->wipe(); }

 private:
  // Throws if neither the frame nor the program has a column of `--columns`.
  void require_columns(io::Configuration const& c) const;

  // Writes a frame with what is chosen of its columns and of the results.
  void add(io::FrameWriter& writer, io::Configuration& c, std::vector<io::Column>& columns) const;

  void choose(io::Configuration& c, std::vector<io::Column>& columns, io::WriteOptions& options) const;

  FrameChoice choice_;
  std::vector<std::string> columns_;
  int digits_ = 0;
  std::optional<Progress> progress_;
  std::int64_t done_ = 0, read_ = 0;  // bytes of the frames before, and with the present one
};

}  // namespace tektite::examples
