// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
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

/// A column of a file whose values are not all numbers.
struct TextColumn {
  std::string name;                 ///< as in the file
  std::string why;                  ///< a sentence with file and line, for a program that asks for numbers
  std::vector<std::string> values;  ///< one word per atom
};

/// One frame of a file, on the host. Readers sort atoms by id; units are those of the file.
struct Configuration {
  std::int64_t timestep = 0;             ///< 0 where the format has no time step
  Box box;                               ///< the box; all axes periodic where the format does not tell
  std::vector<std::int64_t> ids;         ///< distinct and ascending
  std::vector<int> types;                ///< from 0, as algorithms count; files count from 1
  std::vector<std::string> elements;     ///< by type (`elements[type]`); empty where the file has no names
  std::vector<Vec3<double>> positions;   ///< as in the file
  std::vector<Vec3<int>> images;         ///< image flags: box edges that a position was wrapped by; may be empty
  std::vector<Vec3<double>> velocities;  ///< may be empty
  std::vector<Column> columns;           ///< all other numeric columns; values may be infinite or no number
  std::vector<TextColumn> text_columns;  ///< columns whose values are text
  std::vector<double> masses;            ///< by type; may be empty
  bool types_by_name = false;            ///< true if the file has names of types only: their numbers are the reader's
  bool positions_unwrapped = false;      ///< true if the file has positions that were never wrapped (`xu yu zu`)

  /// Number of atoms. \returns length of `positions`
  std::size_t size() const { return positions.size(); }

  /// Finds a numeric column, whatever its values. \param name of the column \returns null where there is none
  Column const* find(std::string_view name) const {
    for (Column const& column : columns)
      if (column.name == name) return &column;
    return nullptr;
  }

  /// A column whose values are used.
  ///
  /// \param name   of the column
  /// \returns      one finite number per atom
  /// \throws Error there is no such column, it holds text, or a value is not finite: the message names the atom
  std::vector<double> const& values(std::string_view name) const {
    for (TextColumn const& text : text_columns)
      if (text.name == name) tektite::fail(text.why);
    Column const* const column = find(name);
    if (column == nullptr) {
      std::vector<std::string> names;
      for (Column const& other : columns) names.push_back(other.name);
      tektite::fail("there is no column '", shortened(name), "'; the file has ",
                    names.empty() ? "no other columns" : tektite::detail::listed(names, ", "));
    }
    for (std::size_t i = 0; i < column->values.size(); ++i) {
      if (!std::isfinite(column->values[i]))
        tektite::fail("column '", shortened(name), "' of atom ",
                      i < ids.size() ? std::to_string(ids[i]) : std::to_string(i), " is ",
                      std::isnan(column->values[i]) ? "not a number" : "infinite", ", expected a finite number");
    }
    return column->values;
  }

  /// Number of types. \returns the largest type of an atom plus 1, or the number of elements or masses if larger
  int type_count() const {
    std::size_t count = elements.size() > masses.size() ? elements.size() : masses.size();
    for (int const type : types)
      if (type >= 0 && static_cast<std::size_t>(type) >= count) count = static_cast<std::size_t>(type) + 1;
    return static_cast<int>(count);
  }
};

/// Whether positions without periodicity are known, so that `unwrap` can be called.
///
/// \param c atoms
/// \returns true with image flags, with positions that were never wrapped, and where no axis is periodic
inline bool can_unwrap(Configuration const& c) {
  bool const periodic = c.box.periodic(0) || c.box.periodic(1) || c.box.periodic(2);
  return c.positions_unwrapped || !c.images.empty() || !periodic || c.positions.empty();
}

/// Positions without periodicity: with the image flags applied, or as they are where they were never wrapped.
///
/// Wrapped positions are never returned. Of a file without image flags the path of an atom is not known; two frames of
/// the same atoms are compared by `match_frames` (strain/match_frames.hpp), which needs none.
///
/// \param c      atoms
/// \returns      one position per atom, in the unit of the file
/// \throws Error there are no image flags, the positions are not known to be unwrapped, and an axis is periodic; or the
///               numbers of image flags and atoms differ
inline std::vector<Vec3<double>> unwrap(Configuration const& c) {
  if (c.images.empty()) {
    tektite::require(
        can_unwrap(c),
        "unwrapped positions need image flags (ix iy iz) or unwrapped columns (xu yu zu), and the file has "
        "neither; two frames of the same atoms are compared by match_frames (strain/match_frames.hpp)");
    return c.positions;
  }
  tektite::require(c.images.size() == c.size(), "configuration: ", c.images.size(), " images for ", c.size(), " atoms");
  std::vector<Vec3<double>> result(c.size());
  for (std::size_t i = 0; i < c.size(); ++i) result[i] = c.box.unwrap(c.positions[i], c.images[i]);
  return result;
}

}  // namespace tektite::io
