// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/chosen_atoms.hpp"
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
  std::int64_t number;           ///< in the file, from 0
  std::string where;             ///< file, and frame if there are several, for messages
  std::vector<int> chosen = {};  ///< 1 for each atom that `--only` chooses, else 0

  /// Number of the atoms chosen.
  std::size_t chosen_count() const { return std::size_t(std::count(chosen.begin(), chosen.end(), 1)); }
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

  /// Numbers of a frame by name.
  using Row = std::vector<std::pair<std::string, double>>;

  std::string in, out;

  /// Names of the columns that the program adds. `--columns` is compared with them before the first frame is computed.
  std::vector<std::string> results;

  /// Called when all frames are done, before OUT takes its place: what is wrong with all frames together leaves no OUT.
  std::function<void()> finish;

  /// Adds IN OUT, and the options on frames, atoms, columns and the table. \param name,help of IN
  void add_to(Program& program, std::string const& name = "IN",
              std::string const& help = "LAMMPS dump or data file, or extended XYZ; compressed or not");

  /// Reads frames, calls `work` with each, writes them with the columns that it returns.
  void run(Program& program, Work const& work);

  /// The file of `--table`; empty if there is none.
  std::string const& table() const { return table_; }

  /// Whether OUT gets a column of the program: all without `--columns`.
  bool writes(std::string const& name) const {
    return columns_.empty() || std::find(columns_.begin(), columns_.end(), name) != columns_.end();
  }

  /// Whether `--only` chooses atoms.
  bool has_choice() const { return !atoms_.all(); }

  /// Adds a line to the table of `--table`: frame, time step, and these. The names are the same in each line.
  void add_row(Frame const& frame, Row const& row);

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

  // Throws if the table cannot be written beside OUT. Returns the name to write it to.
  std::string checked_table(Program& program) const;

  // Names frame and atoms for what is printed behind.
  void print_heading(Frame const& frame, bool several, bool first) const;

  void write_table(std::string const& target) const;

  FrameChoice choice_;
  AtomChoice atoms_;
  std::vector<std::string> columns_;
  std::string table_;
  std::vector<Row> rows_;
  int digits_ = 0;
  std::optional<Progress> progress_;
  std::int64_t done_ = 0, read_ = 0;  // bytes of the frames before, and with the present one
};

}  // namespace tektite::examples
