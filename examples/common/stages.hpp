// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "common/molecular_dynamics.hpp"
#include "common/progress.hpp"
#include "tektite/io/checkpoint.hpp"

/// \file
/// The stages of a long run, which `--resume` goes on with where a killed process left off.

namespace tektite::examples {

namespace detail {

inline volatile std::sig_atomic_t stop_signal = 0;

extern "C" inline void note_stop_signal(int) {
  // The second one ends the process at once.
  if (stop_signal) std::_Exit(130);
  stop_signal = 1;
}

}  // namespace detail

/// What a program remembers beside the simulation, as numbers.
struct Memo {
  std::function<std::vector<double>()> save = [] { return std::vector<double>{}; };
  std::function<void(std::vector<double> const&)> load = [](std::vector<double> const&) {};
};

/// The stages of one run, one after the other, with a checkpoint beside the output.
///
/// A checkpoint is written every so many seconds of wall time, and on Ctrl-C. It changes nothing in the run: however
/// often a run is killed and resumed, its files are the same bytes. When the result is in place, `finish` removes it.
///
/// A checkpoint holds the arguments and the contents of the inputs, and is refused by a run that has others. A run
/// that finds a checkpoint and was not told to resume stops: hours of work are not thrown away by a forgotten option.
class Stages {
 public:
  /// \param program  its arguments are those that must not change
  /// \param output   the file, or prefix of files, that the run makes
  /// \param inputs   files that must not change
  /// \throws Error   a checkpoint that is not this run's, or that is there without `--resume`
  Stages(Program const& program, DynamicsArguments const& run, EamSimulation& simulation, std::string const& output,
         std::vector<std::string> const& inputs, Memo memo = {})
      : simulation_(simulation),
        run_(run),
        memo_(std::move(memo)),
        checkpoint_(output + ".checkpoint"),
        arguments_(program.config_to_str(true)) {
    for (auto const& path : inputs) {
      std::ifstream file(path, std::ios::binary);
      std::string const bytes(std::istreambuf_iterator<char>(file), {});
      char hash[64];
      std::snprintf(hash, sizeof hash, "contents of input %zu=%016llx\n", std::size_t(&path - inputs.data()) + 1,
                    static_cast<unsigned long long>(tektite::io::checksum(bytes)));
      arguments_ += hash;
    }
    require(std::isfinite(run.checkpoint_every) && run.checkpoint_every > 0, "--checkpoint ", run.checkpoint_every,
            " s must be finite and positive");
    if (std::filesystem::exists(checkpoint_)) {
      require(run.resume, checkpoint_,
              ": left by an interrupted run: --resume goes on with it; remove it to start anew");
      load();
    }
    if (run.resume) io::remove_abandoned(output);
    std::signal(SIGINT, detail::note_stop_signal);
    std::signal(SIGTERM, detail::note_stop_signal);
  }

  /// Does one stage, or what is left of it.
  /// \param begin    what comes before its first step; sets the ensemble
  /// \param every    steps between calls of `between`, counted from the stage's begin; 0: never
  /// \param between  what to do then
  template <class Begin, class Between>
  void run(std::string const& name, std::int64_t steps, Begin const& begin, std::int64_t every,
           Between const& between) {
    if (number_++ < place_.stage) return;
    bool const fresh = place_.done == 0;
    place_.stage = number_ - 1;
    if (fresh) begin();
    if (steps == 0) return;
    std::printf("# %s: %lld steps%s\n", name.c_str(), static_cast<long long>(steps), fresh ? "" : ", resumed");
    print_thermo_head();
    print_thermo(simulation_.thermo());
    auto const atoms = double(simulation_.system().size());
    std::int64_t const thermo_every = run_.thermo_every > 0 ? run_.thermo_every : std::max<std::int64_t>(1, steps / 20);
    // Short enough to answer Ctrl-C at once, long enough to cost nothing.
    auto const stretch = std::max<std::int64_t>(1, static_cast<std::int64_t>(1e5 / atoms));
    Progress progress(name, steps, "atom-steps", atoms);
    progress.start_at(place_.done);
    for (std::int64_t& done = place_.done; done < steps;) {
      auto const up_to_multiple = [&](std::int64_t of) { return of > 0 ? (done / of + 1) * of : steps; };
      std::int64_t const next = std::min({steps, up_to_multiple(thermo_every), up_to_multiple(every), done + stretch});
      simulation_.run(next - done);
      done = next;
      if (every > 0 && done % every == 0) between();
      if (done % thermo_every == 0 || done == steps) {
        progress.wipe();
        print_thermo(simulation_.thermo());
      }
      progress.update(done);
      if (detail::stop_signal || Clock::now() - saved_ > std::chrono::duration<double>(run_.checkpoint_every)) save();
      if (detail::stop_signal) {
        std::ostringstream text;
        text << "interrupted in stage " << name << " at step " << done << "; --resume goes on from there";
        throw Interrupted(text.str());
      }
    }
    place_ = {number_, 0};
  }

  template <class Begin>
  void run(std::string const& name, std::int64_t steps, Begin const& begin) {
    run(name, steps, begin, 0, [] {});
  }

  /// The result is in place: the checkpoint is not needed any more.
  void finish() const {
    std::error_code error;
    std::filesystem::remove(checkpoint_, error);
  }

 private:
  using Clock = std::chrono::steady_clock;

  struct Place {
    int stage = 0;
    std::int64_t done = 0;  ///< steps of the stage
  };

  void save() {
    // Numbers below 2^53 are exact as doubles.
    std::vector<double> numbers = memo_.save();
    numbers.insert(numbers.begin(), {double(place_.stage), double(place_.done)});
    std::string extra = arguments_;
    extra += '\0';
    extra.append(reinterpret_cast<char const*>(numbers.data()), numbers.size() * sizeof(double));
    io::write_checkpoint(checkpoint_, simulation_, extra);
    saved_ = Clock::now();
  }

  void load() {
    std::string const extra = io::read_checkpoint(checkpoint_, simulation_);
    std::size_t const end = extra.find('\0');
    std::size_t const bytes = end == std::string::npos ? 0 : extra.size() - end - 1;
    require(bytes >= 2 * sizeof(double) && bytes % sizeof(double) == 0, checkpoint_, ": is not of this program");
    std::istringstream before(extra.substr(0, end)), now(arguments_);
    for (std::string old_line, line; std::getline(before, old_line) && std::getline(now, line);)
      require(old_line == line, checkpoint_, ": is of a run with ", old_line, ", not ", line,
              "; remove it to start anew");
    require(extra.substr(0, end) == arguments_, checkpoint_, ": is of a run with other arguments");
    std::vector<double> numbers(bytes / sizeof(double));
    std::memcpy(numbers.data(), extra.data() + end + 1, bytes);
    place_ = {static_cast<int>(numbers[0]), static_cast<std::int64_t>(numbers[1])};
    memo_.load({numbers.begin() + 2, numbers.end()});
  }

  EamSimulation& simulation_;
  DynamicsArguments const& run_;
  Memo memo_;
  std::string checkpoint_, arguments_;
  Place place_;
  int number_ = 0;
  Clock::time_point saved_ = Clock::now();
};

}  // namespace tektite::examples
