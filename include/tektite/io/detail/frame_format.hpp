// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "tektite/io/configuration.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Formats of frames; the functions are in `recognise_frames.hpp`.

namespace tektite::io::detail {

/// Formats of `FrameReader`.
enum class FrameFormat { dump, xyz, data };

FrameFormat frame_format(TextReader& reader);

void keep_numbers(Configuration& frame, std::vector<std::string>& elements);

}  // namespace tektite::io::detail
