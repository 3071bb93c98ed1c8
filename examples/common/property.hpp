// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"

namespace tektite::examples {

/// Any column of numbers by its name in the file, whatever its values: one per atom.
/// \param where file and frame, for the message
inline std::vector<double> column_values(io::Configuration const& c, std::string const& name,
                                         std::string const& where) {
  if (io::Column const* const column = c.find(name)) return column->values;
  std::vector<double> values(c.size());
  for (int d = 0; d < 3; ++d) {
    std::string const axis(1, "xyz"[d]);
    for (std::size_t i = 0; i < c.size(); ++i) {
      if (name == axis) values[i] = c.positions[i][d];
      if (name == "v" + axis && !c.velocities.empty()) values[i] = c.velocities[i][d];
      if (name == "i" + axis && !c.images.empty()) values[i] = c.images[i][d];
    }
    if (name == axis || (name == "v" + axis && !c.velocities.empty()) || (name == "i" + axis && !c.images.empty()))
      return values;
  }
  if (name == "type") {  // as in files, which count from 1
    for (std::size_t i = 0; i < c.size(); ++i) values[i] = c.types[i] + 1;
    return values;
  }
  if (name == "id") return {c.ids.begin(), c.ids.end()};
  std::string known;
  for (auto const& column : c.columns) known += " " + column.name;
  fail(where, ": there is no column '", name, "'; it has id type x y z", known);
}

/// Any column by its name in the file: one finite number per atom.
/// \param where file and frame, for the message
inline std::vector<double> property(io::Configuration const& c, std::string const& name, std::string const& where) {
  auto const has_name = [&](auto const& column) { return column.name == name; };
  if (c.find(name) != nullptr || std::any_of(c.text_columns.begin(), c.text_columns.end(), has_name)) {
    try {
      return c.values(name);
    } catch (Error const& error) {
      fail(where, ": ", error.what());
    }
  }
  return column_values(c, name, where);
}

}  // namespace tektite::examples
