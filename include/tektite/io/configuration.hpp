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

/// \file
/// Atoms as files hold them.

namespace tektite::io {

/// One number per atom, with a name.
struct Column {
  std::string name;            ///< one word
  std::vector<double> values;  ///< one per atom
};

/// One frame of a file, on the host. Readers sort atoms by id; units are those of the file.
struct Configuration {
  std::int64_t timestep = 0;             ///< 0 where the format has no time step
  Box box;                               ///< the box; all axes periodic where the format does not tell
  std::vector<std::int64_t> ids;         ///< distinct and ascending
  std::vector<int> types;                ///< from 1, as in files
  std::vector<std::string> elements;     ///< by type (`elements[type - 1]`); empty where the file has no names
  std::vector<Vec3<double>> positions;   ///< as in the file
  std::vector<Vec3<int>> images;         ///< image flags: box edges that a position was wrapped by; may be empty
  std::vector<Vec3<double>> velocities;  ///< may be empty
  std::vector<Column> columns;           ///< all other numeric columns
  std::vector<double> masses;            ///< by type; may be empty
  bool positions_unwrapped = false;      ///< true if the file has positions that were never wrapped (`xu yu zu`)

  /// Number of atoms. \returns length of `positions`
  std::size_t size() const { return positions.size(); }

  /// Finds a column. \param name of the column \returns null where there is none
  Column const* find(std::string_view name) const {
    for (Column const& column : columns)
      if (column.name == name) return &column;
    return nullptr;
  }

  /// Number of types. \returns the largest type of an atom, or the number of elements or masses if that is larger
  int type_count() const {
    std::size_t count = elements.size() > masses.size() ? elements.size() : masses.size();
    for (int const type : types)
      if (static_cast<std::size_t>(type) > count) count = static_cast<std::size_t>(type);
    return static_cast<int>(count);
  }
};

/// Positions with the image flags applied.
///
/// With image flags these are the positions without periodicity. Without them the positions are returned as they are,
/// wrapped or not: see `positions_unwrapped`.
///
/// \param c      atoms
/// \returns      one position per atom, in the unit of the file
/// \throws Error the numbers of image flags and atoms differ
inline std::vector<Vec3<double>> unwrapped(Configuration const& c) {
  if (c.images.empty()) return c.positions;
  tektite::require(c.images.size() == c.size(), "configuration: ", c.images.size(), " images for ", c.size(), " atoms");
  std::vector<Vec3<double>> result(c.size());
  for (std::size_t i = 0; i < c.size(); ++i) result[i] = c.box.unwrap(c.positions[i], c.images[i]);
  return result;
}

}  // namespace tektite::io
