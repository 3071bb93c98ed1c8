// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "common/command_line.hpp"
#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/read_configuration.hpp"

namespace tektite::examples {

/// The first frame of a file, for a program that works on one. A note on stderr says if the file holds more.
///
/// Of a trajectory at most two frames are read, however long it is.
inline io::Configuration first_frame(std::string const& path) {
  io::FrameReader frames(path);
  std::optional<io::Configuration> first = frames.next();
  require(first.has_value(), path, ": has no frames");
  bool more = true;
  try {
    more = frames.next().has_value();
  } catch (Error const&) {
    // A second frame that is not complete, as in a trajectory that is still written.
  }
  if (more) print_note(path + ": holds several frames; the first one is used");
  return std::move(*first);
}

}  // namespace tektite::examples
