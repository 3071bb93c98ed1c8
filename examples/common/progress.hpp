// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

namespace tektite::examples {

/// "1.23 M ", "45.6 k ", "7.89 ": a unit follows.
std::string with_prefix(double value);

/// "0:07", "12:34", "3:25:45".
std::string clock_time(double seconds);

/// A line with the part of a long piece of work that is done, the rate and the time left.
///
///     Progress progress("shear", steps, "atom-steps", atoms);
///     for (...) { ...; progress.update(step); }
///
/// shows `shear  [#####.....]  50 %  1.23 M atom-steps/s  0:07 left` on stderr and wipes it at the end. By default it
/// is shown on a terminal only, and only after two seconds.
class Progress {
 public:
  struct Settings {
    std::FILE* stream = stderr;
    bool terminal = ::isatty(2) == 1;  ///< whether the stream is one: the line is then overwritten by the next
    double delay = 2;                  ///< seconds without a line
    double interval = 0.2;             ///< seconds between two lines on a terminal
    double plain_interval = 0;         ///< seconds between two lines elsewhere; 0: none there
    bool changing_name = false;        ///< the name stands behind the percentage, and `rename` changes it
  };

  /// \param total items of work; `unit` and `per_item` say what the rate counts
  Progress(std::string name, std::int64_t total, std::string unit, double per_item = 1)
      : Progress(std::move(name), total, std::move(unit), per_item, Settings{}) {}

  Progress(std::string name, std::int64_t total, std::string unit, double per_item, Settings const& settings)
      : name_(std::move(name)), unit_(std::move(unit)), total_(total), per_item_(per_item), settings_(settings) {}

  Progress(Progress const&) = delete;
  Progress& operator=(Progress const&) = delete;
  ~Progress() { wipe(); }

  /// Counts items that an earlier process has done: they are not part of the rate.
  void skip(std::int64_t items) {
    done_ += items;
    first_ += items;
  }

  /// Sets the number of items done, those that were skipped included. Cheap enough for every step.
  void update(std::int64_t done) {
    done_ = done;
    show(false);
  }

  /// Adds items that are done.
  void add(std::int64_t items) { update(done_ + items); }

  /// Sets the name of the part of the work that begins now. Without a terminal it gets a line at once.
  void rename(std::string name) {
    name_ = std::move(name);
    show(!settings_.terminal);
  }

  /// The line after `elapsed` seconds.
  std::string line(std::int64_t done, double elapsed) const;

  /// Takes the line off the terminal, for other output to follow; the next update shows it again.
  void wipe();

  /// Items of work in all.
  std::int64_t total() const { return total_; }

  /// Seconds since the begin.
  double elapsed() const { return seconds(begin_, Clock::now()); }

 private:
  using Clock = std::chrono::steady_clock;

  static double seconds(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
  }

  void show(bool at_once);

  std::string name_, unit_;
  std::int64_t total_, first_ = 0, done_ = 0;
  double per_item_;
  Settings settings_;
  Clock::time_point begin_ = Clock::now(), last_ = begin_;
  std::size_t shown_ = 0;
};

}  // namespace tektite::examples
