// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "tektite/io/configuration.hpp"

namespace tektite::examples {

/// The first frame of a file, for a program that works on one. A note on stderr says if the file holds more.
///
/// Of a trajectory at most two frames are read, however long it is.
io::Configuration first_frame(std::string const& path);

/// A note on stderr if atoms lie outside the box along axes that are not periodic: walls cut their Voronoi cells off.
void note_outside_walls(std::string const& path, io::Configuration const& c);

/// A note on stderr for each name of `--elements` that no atom has. A file that names no elements has the names in the
/// order of its types, so that a superfluous one gives all types behind it a wrong element.
void note_unused_elements(std::string const& path, io::Configuration const& c,
                          std::vector<std::string> const& elements);

}  // namespace tektite::examples
