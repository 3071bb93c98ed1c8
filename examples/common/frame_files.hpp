// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tektite::examples {

/// "PREFIX.0007.dump".
std::string frame_path(std::string const& prefix, std::int64_t k);

/// Throws unless a run can write its checkpoint, the frames 0 to `frames` and the tables PREFIX + ending: the prefix
/// names no file, or one of them would replace an input or cannot be written.
void require_frame_files(std::string const& prefix, std::int64_t frames, std::vector<std::string> const& endings,
                         std::vector<std::string> const& inputs);

}  // namespace tektite::examples
