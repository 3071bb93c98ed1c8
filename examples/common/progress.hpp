// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

namespace tektite::examples {

/// "1.23 M ", "45.6 k ", "7.89 ": a unit follows.
inline std::string with_prefix(double value) {
  static char const* const prefixes[] = {" ", " k ", " M ", " G ", " T "};
  int k = 0;
  for (; std::abs(value) >= 999.5 && k < 4; ++k) value /= 1000;
  char text[32];
  std::snprintf(text, sizeof text, "%.3g%s", value, prefixes[k]);
  return text;
}

/// "0:07", "12:34", "3:25:45".
inline std::string clock_time(double seconds) {
  auto const s = static_cast<long long>(std::clamp(seconds, 0.0, 3.6e9) + 0.5);
  char text[48];
  if (s < 3600)
    std::snprintf(text, sizeof text, "%lld:%02lld", s / 60, s % 60);
  else
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
  return text;
}

/// A line on stderr that says how far a long piece of work is. Only on a terminal, only after two seconds.
///
///     Progress progress("shear", steps, "atom-steps", atoms);
///     for (...) { ...; progress.update(step); }
///
/// shows `shear  [#####.....]  50 %  1.23 M atom-steps/s  0:07 left` and wipes it at the end.
class Progress {
 public:
  struct Settings {
    std::FILE* stream = stderr;
    bool terminal = ::isatty(2) == 1;
    double delay = 2;       ///< seconds without a line
    double interval = 0.2;  ///< seconds between two lines
  };

  /// \param total items of work; `unit` and `per_item` say what the rate counts
  Progress(std::string stage, std::int64_t total, std::string unit, double per_item = 1)
      : Progress(std::move(stage), total, std::move(unit), per_item, Settings{}) {}

  Progress(std::string stage, std::int64_t total, std::string unit, double per_item, Settings const& settings)
      : stage_(std::move(stage)), unit_(std::move(unit)), total_(total), per_item_(per_item), settings_(settings) {}

  Progress(Progress const&) = delete;
  Progress& operator=(Progress const&) = delete;
  ~Progress() { wipe(); }

  /// A resumed job starts here, so that the rate counts only what this process did.
  void start_at(std::int64_t done) { first_ = done; }

  /// Cheap enough for every step.
  void update(std::int64_t done) {
    if (!settings_.terminal) return;
    auto const now = Clock::now();
    if (seconds(begin_, now) < settings_.delay || (shown_ > 0 && seconds(last_, now) < settings_.interval)) return;
    last_ = now;
    std::string const text = line(done, seconds(begin_, now));
    std::fprintf(settings_.stream, "\r%-*s", static_cast<int>(shown_), text.c_str());
    std::fflush(settings_.stream);
    shown_ = text.size();
  }

  /// The line after `elapsed` seconds.
  std::string line(std::int64_t done, double elapsed) const {
    double const part = total_ > 0 ? std::clamp(double(done) / double(total_), 0.0, 1.0) : 0;
    double const rate = elapsed > 0 ? double(done - first_) / elapsed : 0;
    auto const filled = static_cast<std::size_t>(20 * part);
    std::string text = stage_ + "  [" + std::string(filled, '#') + std::string(20 - filled, '.') + "]  " +
                       std::to_string(static_cast<int>(100 * part)) + " %  " + with_prefix(rate * per_item_) + unit_ +
                       "/s";
    if (rate > 0) text += "  " + clock_time(double(total_ - done) / rate) + " left";
    return text;
  }

  /// Takes the line off the terminal, for other output to follow; the next update shows it again.
  void wipe() {
    if (shown_ == 0) return;
    std::fprintf(settings_.stream, "\r%*s\r", static_cast<int>(shown_), "");
    std::fflush(settings_.stream);
    shown_ = 0;
  }

 private:
  using Clock = std::chrono::steady_clock;

  static double seconds(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
  }

  std::string stage_, unit_;
  std::int64_t total_, first_ = 0;
  double per_item_;
  Settings settings_;
  Clock::time_point begin_ = Clock::now(), last_ = begin_;
  std::size_t shown_ = 0;
};

}  // namespace tektite::examples
