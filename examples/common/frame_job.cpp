// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/frame_job.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <initializer_list>
#include <set>
#include <system_error>
#include <utility>

#include "common/command_line.hpp"
#include "tektite/core/error.hpp"
#include "tektite/io/atomic_file.hpp"
#include "tektite/io/frame_writer.hpp"
#include "tektite/io/text_writer.hpp"

namespace tektite::examples {

namespace {

// Positions that were never wrapped become wrapped ones with image flags, which say the same.
void keep_paths(io::Configuration& c) {
  c.images.assign(c.size(), {});
  for (std::size_t i = 0; i < c.size(); ++i) c.positions[i] = c.box.wrap(c.positions[i], c.images[i]);
  c.positions_unwrapped = false;
}

}  // namespace

void FrameJob::add_to(Program& program, std::string const& name, std::string const& help) {
  program.add_frames(choice_);
  program.add_names("--columns", columns_, "write these columns only, besides id, type, element and position");
  program.add_option("--precision", digits_, "significant digits of columns (default: all)")->within(1, 17);
  atoms_.add_to(program, "analyse the atoms for which a condition on a column holds");
  program.add_option("--table", table_,
                     "a CSV file to write: one line of numbers for each frame; - is standard output");
  program.add_option(name, in, help)->required();
  program.add_option("OUT", out, "the file to write: .dump, .xyz, .csv, each also .gz; - is standard output")
      ->required();
}

void FrameJob::run(Program& program, Work const& work) {
  require_other_file(in, out);
  std::string const target = program.output(out);
  require_other_file(in, target);  // standard output may be the input, too
  std::string const table = checked_table(program);
  ChosenFrames frames(in, choice_);
  io::FrameWriter writer(target);
  progress_.emplace(program.get_name(), frames.bytes(), "B");
  auto next = frames.next();
  for (bool several = false, first = true; next; first = false) {
    Frame frame{std::move(*next), frames.number(), in};
    if (frame.atoms.positions_unwrapped) keep_paths(frame.atoms);
    done_ = read_;
    read_ = frames.bytes_read();
    require_columns(frame.atoms);
    // One frame ahead, to know whether there are several.
    next = frames.next();
    several = several || next.has_value();
    if (several) frame.where += ": frame " + std::to_string(frame.number);
    frame.chosen = atoms_.of(frame.atoms, frame.where);
    wipe_progress();
    print_heading(frame, several, first);
    std::vector<io::Column> columns = name_errors(in, frame.where, [&] { return work(frame); });
    for (io::Column const& column : columns)
      require(std::find(results.begin(), results.end(), column.name) != results.end(), "the column ", column.name,
              " is not among FrameJob::results");
    add(writer, frame.atoms, columns);
    show_part(1);
  }
  wipe_progress();
  if (finish) finish();
  writer.commit();
  if (!table.empty()) write_table(table);
}

void FrameJob::add_row(Frame const& frame, Row const& row) {
  if (table_.empty()) return;
  rows_.push_back({{"frame", double(frame.number)}, {"step", double(frame.atoms.timestep)}});
  rows_.back().insert(rows_.back().end(), row.begin(), row.end());
}

std::string FrameJob::checked_table(Program& program) const {
  require(table_.empty() || !is_same_name(table_, out), "--table and OUT are the same file: ", out);
  std::string const table = table_.empty() ? "" : program.output(table_);
  if (table.empty()) return table;
  require_other_file(in, table);
  io::AtomicFile const probe(table);  // it is written last, and must not fail after OUT
  return table;
}

void FrameJob::print_heading(Frame const& frame, bool several, bool first) const {
  if (several)
    std::printf("%sframe %lld, step %lld\n", first ? "" : "\n", static_cast<long long>(frame.number),
                static_cast<long long>(frame.atoms.timestep));
  if (!has_choice()) return;
  std::printf("--only %s: %zu of %zu atoms\n", printable(atoms_.text()).c_str(), frame.chosen_count(),
              frame.chosen.size());
  if (frame.chosen_count() == 0 && !frame.chosen.empty()) print_note(frame.where + ": --only chooses no atom");
}

void FrameJob::write_table(std::string const& target) const {
  io::TextWriter csv(target);
  for (std::size_t k = 0; !rows_.empty() && k < rows_.front().size(); ++k)
    csv << (k ? "," : "") << rows_.front()[k].first;
  if (!rows_.empty()) csv << '\n';
  for (Row const& row : rows_) {
    for (std::size_t k = 0; k < row.size(); ++k) csv << (k ? "," : "") << row[k].second;
    csv << '\n';
  }
  csv.commit();
}

void FrameJob::show_part(double part) {
  // A pipe has no size.
  if (progress_->total() > 0) progress_->update(done_ + std::int64_t(part * double(read_ - done_)));
}

void FrameJob::require_columns(io::Configuration const& c) const {
  if (c.size() == 0) return;  // a frame without atoms does not say which columns atoms have
  std::vector<std::string> known = results;
  for (io::Column const& column : c.columns) known.push_back(column.name);
  for (io::TextColumn const& column : c.text_columns) known.push_back(column.name);
  if (!c.velocities.empty()) known.insert(known.end(), {"vx", "vy", "vz"});
  if (!c.images.empty()) known.insert(known.end(), {"ix", "iy", "iz"});
  std::string names;
  for (std::size_t k = 0; k < std::min<std::size_t>(known.size(), 60); ++k) names += (k ? ", " : "") + known[k];
  known.insert(known.end(), {"id", "type", "element", "x", "y", "z"});
  for (std::string const& name : columns_)
    require(std::find(known.begin(), known.end(), name) != known.end(), "--columns: there is no column ",
            io::quote(name), "; there are ", names);
}

void FrameJob::add(io::FrameWriter& writer, io::Configuration& c, std::vector<io::Column>& columns) const {
  io::WriteOptions options = io::write_all;
  options.digits = digits_;
  if (!columns_.empty()) choose(c, columns, options);
  writer.add(c, columns, options);
}

void FrameJob::choose(io::Configuration& c, std::vector<io::Column>& columns, io::WriteOptions& options) const {
  std::set<std::string> const chosen(columns_.begin(), columns_.end());
  auto const is_left_out = [&](auto const& column) { return !chosen.contains(column.name); };
  auto const any = [&](std::initializer_list<char const*> names) {
    return std::any_of(names.begin(), names.end(), [&](char const* name) { return chosen.contains(name); });
  };
  std::erase_if(columns, is_left_out);
  std::erase_if(c.columns, is_left_out);
  std::erase_if(c.text_columns, is_left_out);
  options.velocities = any({"vx", "vy", "vz"});
  options.images = any({"ix", "iy", "iz"});
}

}  // namespace tektite::examples
