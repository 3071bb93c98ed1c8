// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/chosen_frames.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "tektite/core/error.hpp"

namespace tektite::examples {

ChosenFrames::ChosenFrames(std::string const& path, FrameChoice const& choice) : path_(path), choice_(choice) {
  if (choice.counts_from_end()) {
    require(std::filesystem::is_regular_file(path), path, ": ", choice.text,
            " counts frames from the end, expected a file that can be read twice");
    io::FrameReader frames(path);
    std::int64_t count = 0;
    while (frames.next()) ++count;
    bool const one = choice.text.starts_with("--frame ");
    require(!one || choice.begin >= -count, path, ": has ", count, " frames, but ", choice.text);
    if (choice_.begin < 0) choice_.begin = std::max<std::int64_t>(choice_.begin + count, 0);
    if (choice_.end < 0) choice_.end += count;
  }
  frames_.emplace(path);
}

std::optional<io::Configuration> ChosenFrames::next() {
  bool const past = number_ >= 0 && choice_.step > FrameChoice::past_all - number_;
  std::int64_t const wanted = number_ < 0 ? choice_.begin : past ? choice_.end : number_ + choice_.step;
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

std::int64_t ChosenFrames::bytes() const {
  std::error_code none;
  auto const size = std::filesystem::file_size(path_, none);
  return none ? 0 : static_cast<std::int64_t>(size);
}

io::Configuration chosen_frame(std::string const& path, std::int64_t number, std::string const& what) {
  FrameChoice choice = FrameChoice::one(number);
  choice.text = what + " " + std::to_string(number);
  ChosenFrames frames(path, choice);
  return std::move(*frames.next());
}

}  // namespace tektite::examples
