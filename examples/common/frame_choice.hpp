// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace tektite::examples {

/// Which frames: from `begin` up to `end`, which is not one of them, every `step`-th. Negative numbers count from the
/// end, as in Python: -1 is the last frame.
struct FrameChoice {
  static constexpr std::int64_t past_all = std::numeric_limits<std::int64_t>::max();

  std::int64_t begin = 0, end = past_all, step = 1;
  std::string text = {};  ///< as the user wrote it; empty: all frames

  /// The frame of `--frame N`.
  static FrameChoice one(std::int64_t number);

  /// The frames of `--frames A:B:STEP`; each number may be left out.
  static FrameChoice range(std::string_view text);

  /// Whether the number of frames must be known first.
  bool counts_from_end() const { return begin < 0 || end < 0; }
};

}  // namespace tektite::examples
