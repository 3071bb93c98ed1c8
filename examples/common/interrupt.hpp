// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <csignal>
#include <cstdlib>
#include <stdexcept>

/// \file
/// Ctrl-C and SIGTERM in programs that write a checkpoint before they stop.

namespace tektite::examples {

/// Thrown after Ctrl-C or SIGTERM, when the checkpoint is written. The program's exit code is 130.
class Interrupted : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline volatile std::sig_atomic_t stop_signal = 0;

/// Notes the first signal, for the run loop to read. A second one ends the process at once.
extern "C" inline void note_stop_signal(int) {
  if (stop_signal != 0) std::_Exit(130);
  stop_signal = 1;
}

inline void catch_stop_signals() {
  std::signal(SIGINT, note_stop_signal);
  std::signal(SIGTERM, note_stop_signal);
}

/// Whether there was a Ctrl-C or SIGTERM.
inline bool stop_requested() { return stop_signal != 0; }

}  // namespace tektite::examples
