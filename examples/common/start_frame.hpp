// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tektite/io/configuration.hpp"

namespace tektite::examples {

/// The frame that a program starts from: the one that `--frame` names, else the first. A note on stderr says if there
/// was a choice.
///
/// For the first one at most two frames are read, however long the trajectory is.
io::Configuration start_frame(std::string const& path, std::optional<std::int64_t> number);

/// A note on stderr if atoms lie outside the box along axes that are not periodic: walls cut their Voronoi cells off.
void note_outside_walls(std::string const& path, io::Configuration const& c);

/// A note on stderr for each name of `--elements` that no atom has. A file that names no elements has the names in the
/// order of its types, so that a superfluous one gives all types behind it a wrong element.
void note_unused_elements(std::string const& path, io::Configuration const& c,
                          std::vector<std::string> const& elements);

}  // namespace tektite::examples
