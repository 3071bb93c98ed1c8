// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/read_configuration.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// The frames of a file that a program works on.

namespace tektite::examples {

/// Which frames: from `begin` up to `end`, which is not one of them, every `step`-th. Negative numbers count from the
/// end, as in Python: -1 is the last frame.
struct FrameChoice {
  static constexpr std::int64_t past_all = std::numeric_limits<std::int64_t>::max();

  std::int64_t begin = 0, end = past_all, step = 1;
  std::string text = {};  ///< as the user wrote it; empty: all frames

  /// The frame of `--frame N`.
  static FrameChoice one(std::int64_t number) {
    return {number, number == -1 ? past_all : number + 1, 1, "--frame " + std::to_string(number)};
  }

  /// The frames of `--frames A:B:STEP`; each number may be left out.
  static FrameChoice range(std::string_view text) {
    FrameChoice choice;
    choice.text = "--frames " + std::string(text);
    std::int64_t* const numbers[] = {&choice.begin, &choice.end, &choice.step};
    std::size_t k = 0;
    for (std::size_t begin = 0; begin <= text.size(); ++k) {
      std::size_t const colon = std::min(text.find(':', begin), text.size());
      std::string_view const part = text.substr(begin, colon - begin);
      require(k < 3 && (part.empty() || io::parse_number(part, *numbers[k])), io::quote(text),
              " are no frames, expected A:B:STEP with whole numbers, such as 0:100:10 or -5:");
      begin = colon + 1;
    }
    require(k > 1, io::quote(text), " are no frames, expected A:B:STEP; one frame is --frame ", io::quote(text));
    require(choice.step > 0, io::quote(text), " has the step ", choice.step, ", expected 1 or more");
    return choice;
  }

  /// Whether the number of frames must be known first.
  bool counts_from_end() const { return begin < 0 || end < 0; }
};

/// Reads the chosen frames one after the other.
class ChosenFrames {
 public:
  /// \throws Error the file cannot be read; frames count from the end of what can be read once only
  ChosenFrames(std::string const& path, FrameChoice const& choice) : path_(path), choice_(choice) {
    if (choice.counts_from_end()) {
      require(std::filesystem::is_regular_file(path), path, ": ", choice.text,
              " counts frames from the end, expected a file that can be read twice");
      io::FrameReader frames(path);
      std::int64_t count = 0;
      while (frames.next()) ++count;
      require(choice.begin >= -count, path, ": has ", count, " frames, but ", choice.text);
      if (choice_.begin < 0) choice_.begin += count;
      if (choice_.end < 0) choice_.end += count;
    }
    frames_.emplace(path);
  }

  /// \returns      the next chosen frame, nothing after the last one
  /// \throws Error the file is malformed up to there, or has none of the chosen frames
  std::optional<io::Configuration> next() {
    std::int64_t const wanted = number_ < 0 ? choice_.begin : number_ + choice_.step;
    while (read_ <= wanted && wanted < choice_.end) {
      auto frame = frames_->next();
      if (!frame) break;
      if (read_++ < wanted) continue;
      number_ = wanted;
      return frame;
    }
    if (number_ < 0) {
      require(wanted < choice_.end, path_, ": ", choice_.text, " chooses no frame");
      require(read_ > 0, path_, ": has no frames");
      fail(path_, ": has ", read_, " frames, but ", choice_.text);
    }
    return std::nullopt;
  }

  /// \returns number of the last frame that `next` gave, from 0
  std::int64_t number() const { return number_; }

  /// \returns bytes read of the file
  std::int64_t bytes_read() const { return frames_->bytes_read(); }

  /// \returns bytes of the file; 0 for a pipe
  std::int64_t bytes() const {
    std::error_code none;
    auto const size = std::filesystem::file_size(path_, none);
    return none ? 0 : static_cast<std::int64_t>(size);
  }

 private:
  std::string path_;
  FrameChoice choice_;
  std::optional<io::FrameReader> frames_;
  std::int64_t number_ = -1, read_ = 0;
};

/// The frame of `--frame N`, where a program works on one. \param what "--frame" or the like, for messages
inline io::Configuration chosen_frame(std::string const& path, std::int64_t number, std::string const& what) {
  FrameChoice choice = FrameChoice::one(number);
  choice.text = what + " " + std::to_string(number);
  ChosenFrames frames(path, choice);
  return std::move(*frames.next());
}

}  // namespace tektite::examples
