// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/frame_choice.hpp"
#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/read_configuration.hpp"

/// \file
/// The frames of a file that a program works on.

namespace tektite::examples {

/// Reads the chosen frames one after the other.
class ChosenFrames {
 public:
  /// \throws Error the file cannot be read; frames count from the end of what can be read once only
  ChosenFrames(std::string const& path, FrameChoice const& choice);

  /// \returns      the next chosen frame, nothing after the last one
  /// \throws Error the file is malformed up to there, or has none of the chosen frames
  std::optional<io::Configuration> next();

  /// \returns number of the last frame that `next` gave, from 0
  std::int64_t number() const { return number_; }

  /// \returns bytes read of the file
  std::int64_t bytes_read() const { return frames_->bytes_read(); }

  /// \returns bytes of the file; 0 for a pipe
  std::int64_t bytes() const;

 private:
  std::string path_;
  FrameChoice choice_;
  std::optional<io::FrameReader> frames_;
  std::int64_t number_ = -1, read_ = 0;
};

/// Does the work on a frame. An error that does not name the file gets the place in front: the library knows neither.
/// \param in the file \param where file, and frame if there are several
template <class Work>
auto name_errors(std::string const& in, std::string const& where, Work const& work) {
  try {
    return work();
  } catch (Error const& error) {
    std::string const message = error.what();
    if (message.starts_with(in) || message.find(' ' + in) != std::string::npos) throw;
    fail(where, ": ", message);
  }
}

/// The frame of `--frame N`, where a program works on one. \param what "--frame" or the like, for messages
io::Configuration chosen_frame(std::string const& path, std::int64_t number, std::string const& what);

}  // namespace tektite::examples
