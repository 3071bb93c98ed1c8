// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

#include "common/progress.hpp"

namespace study {

/// How far the whole study is: one line that changes on a terminal, a new line now and then elsewhere.
class Progress {
 public:
  /// \param total atom-steps of the whole study; `done` of them were done by earlier processes
  Progress(double total, double done) : total_(total), first_(done), done_(done) {}
  Progress(Progress const&) = delete;
  Progress& operator=(Progress const&) = delete;
  ~Progress() { wipe(); }

  void stage(std::string text) {
    stage_ = std::move(text);
    show(true);
  }

  void add(double atom_steps) {
    done_ += atom_steps;
    show(false);
  }

  /// A stage goes on from its checkpoint: its first `atom_steps` were done before.
  void resume_at(double atom_steps) {
    done_ += atom_steps;
    first_ += atom_steps;
  }

  /// A line of its own.
  void say(std::string const& text) {
    wipe();
    std::printf("%s\n", text.c_str());
    std::fflush(stdout);
  }

  double elapsed() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

 private:
  using Clock = std::chrono::steady_clock;

  std::string line() const {
    double const part = total_ > 0 ? std::min(done_ / total_, 1.0) : 1.0;
    double const seconds = elapsed();
    double const rate = seconds > 1 ? (done_ - first_) / seconds : 0;
    auto const filled = static_cast<std::size_t>(20 * part);
    std::string text = "[" + std::string(filled, '#') + std::string(20 - filled, '.') + "] ";
    text += std::to_string(static_cast<int>(100 * part)) + " %  " + stage_;
    if (rate > 0) {
      text += "  " + tektite::examples::with_prefix(rate) + "atom-steps/s  " +
              tektite::examples::clock_time((total_ - done_) / rate) + " left";
    }
    return text;
  }

  void show(bool now) {
    auto const interval = terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(15000);
    if (!(now && !terminal_) && Clock::now() - last_ < interval) return;
    last_ = Clock::now();
    std::string const text = line();
    if (terminal_) {
      std::printf("\r%-*s", static_cast<int>(shown_), text.c_str());
      shown_ = text.size();
    } else {
      std::printf("%s\n", text.c_str());
    }
    std::fflush(stdout);
  }

  void wipe() {
    if (!terminal_ || shown_ == 0) return;
    std::printf("\r%*s\r", static_cast<int>(shown_), "");
    std::fflush(stdout);
    shown_ = 0;
  }

  double total_, first_, done_;
  bool terminal_ = ::isatty(1) == 1;
  std::string stage_;
  Clock::time_point begin_ = Clock::now(), last_{};
  std::size_t shown_ = 0;
};

}  // namespace study
