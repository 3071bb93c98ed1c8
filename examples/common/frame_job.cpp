// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/frame_job.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <initializer_list>
#include <set>
#include <utility>

#include "common/command_line.hpp"
#include "tektite/core/error.hpp"
#include "tektite/io/frame_writer.hpp"

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
  program.add_option("--precision", digits_, "significant digits of columns (default: all)")->check(CLI::Range(1, 17));
  program.add_option(name, in, help)->required();
  program.add_option("OUT", out, "the file to write: .dump, .xyz, .csv, each also .gz; - is standard output")
      ->required();
}

void FrameJob::run(Program& program, Work const& work) {
  require_other_file(in, out);
  std::string const target = program.output(out);
  require_other_file(in, target);  // standard output may be the input, too
  ChosenFrames frames(in, choice_);
  io::FrameWriter writer(target);
  progress_.emplace(program.get_name(), frames.bytes(), "B");
  auto next = frames.next();
  for (bool several = false, first = true; next; first = false) {
    Frame frame{std::move(*next), frames.number(), in};
    if (frame.atoms.positions_unwrapped) keep_paths(frame.atoms);
    done_ = read_;
    read_ = frames.bytes_read();
    // One frame ahead, to know whether there are several.
    next = frames.next();
    several = several || next.has_value();
    if (several) frame.where += ": frame " + std::to_string(frame.number);
    wipe_progress();
    if (several)
      std::printf("%sframe %lld, step %lld\n", first ? "" : "\n", static_cast<long long>(frame.number),
                  static_cast<long long>(frame.atoms.timestep));
    std::vector<io::Column> results = work(frame);
    add(writer, frame.atoms, results);
    show_part(1);
  }
  wipe_progress();
  writer.commit();
}

void FrameJob::show_part(double part) {
  // A pipe has no size.
  if (progress_->total() > 0) progress_->update(done_ + std::int64_t(part * double(read_ - done_)));
}

void FrameJob::add(io::FrameWriter& writer, io::Configuration& c, std::vector<io::Column>& results) const {
  io::WriteOptions options = io::write_all;
  options.digits = digits_;
  if (!columns_.empty()) choose(c, results, options);
  writer.add(c, results, options);
}

void FrameJob::choose(io::Configuration& c, std::vector<io::Column>& results, io::WriteOptions& options) const {
  std::set<std::string> rest(columns_.begin(), columns_.end());
  std::vector<std::string> known;
  auto const is_left_out = [&](auto const& column) {
    known.push_back(column.name);
    return rest.erase(column.name) == 0;
  };
  auto const is_chosen = [&](bool there, std::initializer_list<char const*> names) {
    bool chosen = false;
    for (char const* name : names) {
      if (there) known.push_back(name);
      chosen = (there && rest.erase(name) > 0) || chosen;
    }
    return chosen;
  };
  std::erase_if(results, is_left_out);
  std::erase_if(c.columns, is_left_out);
  std::erase_if(c.text_columns, is_left_out);
  options.velocities = is_chosen(!c.velocities.empty(), {"vx", "vy", "vz"});
  options.images = is_chosen(!c.images.empty(), {"ix", "iy", "iz"});
  for (char const* name : {"id", "type", "element", "x", "y", "z"}) rest.erase(name);
  if (c.size() == 0) return;  // a frame without atoms does not say which columns atoms have
  std::string names;
  for (std::size_t k = 0; k < std::min<std::size_t>(known.size(), 60); ++k) names += (k ? ", " : "") + known[k];
  require(rest.empty(), "--columns: there is no column ", rest.empty() ? "" : io::quote(*rest.begin()), "; there are ",
          names);
}

}  // namespace tektite::examples
