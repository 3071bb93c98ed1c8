// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/box.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/vec3.hpp"

namespace tektite::io {

/// One number per atom under a name.
struct Column {
  std::string name;            ///< one word
  std::vector<double> values;  ///< one per atom
};

/// One frame of a file, on the host. Atoms are sorted by id; units are the file's.
struct Configuration {
  std::int64_t timestep = 0;             ///< 0 where the format has none
  Box box;                               ///< the cell; all axes periodic where the format does not say
  std::vector<std::int64_t> ids;         ///< distinct and ascending
  std::vector<int> types;                ///< 1-based, as in files
  std::vector<std::string> elements;     ///< by type (`elements[type - 1]`), empty where the file names none
  std::vector<Vec3<double>> positions;   ///< as in the file
  std::vector<Vec3<int>> images;         ///< cells that a wrapped position is away from its atom; empty: none given
  std::vector<Vec3<double>> velocities;  ///< empty: none given
  std::vector<Column> columns;           ///< every other numeric column
  std::vector<double> masses;            ///< by type, empty: none given
  bool positions_unwrapped = false;      ///< the file says that positions were never wrapped (`xu yu zu`)

  /// Number of atoms.
  std::size_t size() const { return positions.size(); }

  /// The column of that name, or null.
  Column const* find(std::string_view name) const {
    for (Column const& column : columns)
      if (column.name == name) return &column;
    return nullptr;
  }

  /// Number of types: the largest type number, or more where the file names more.
  int type_count() const {
    std::size_t count = elements.size() > masses.size() ? elements.size() : masses.size();
    for (int const type : types)
      if (static_cast<std::size_t>(type) > count) count = static_cast<std::size_t>(type);
    return static_cast<int>(count);
  }
};

/// Positions with the image flags applied: where the atoms would be without periodicity. \throws Error the numbers of
/// flags and atoms differ
inline std::vector<Vec3<double>> unwrapped(Configuration const& c) {
  if (c.images.empty()) return c.positions;
  tektite::require(c.images.size() == c.size(), "configuration: ", c.images.size(), " images for ", c.size(), " atoms");
  std::vector<Vec3<double>> result(c.size());
  for (std::size_t i = 0; i < c.size(); ++i) result[i] = c.box.unwrap(c.positions[i], c.images[i]);
  return result;
}

}  // namespace tektite::io
