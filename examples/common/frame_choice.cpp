// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/frame_choice.hpp"

#include <algorithm>
#include <cstddef>

#include "tektite/core/error.hpp"
#include "tektite/io/text_reader.hpp"

namespace tektite::examples {

FrameChoice FrameChoice::one(std::int64_t number) {
  return {number, number == -1 || number == past_all ? past_all : number + 1, 1, "--frame " + std::to_string(number)};
}

FrameChoice FrameChoice::range(std::string_view text) {
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

}  // namespace tektite::examples
