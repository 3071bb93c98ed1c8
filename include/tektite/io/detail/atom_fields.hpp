// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_table.hpp"
#include "tektite/io/text_numbers.hpp"
#include "tektite/io/text_reader.hpp"
#include "tektite/io/write_options.hpp"

/// \file
/// Checks and fields of atom lines that the written text formats share.

namespace tektite::io::detail {

/// Throws unless every per-atom array has one value per atom, those of results are finite, types are numbers that a
/// file may have, and columns have names, so that the readers of this library accept what is written.
///
/// \param name of the file in messages
inline void check_writable(std::string const& name, Configuration const& c, std::vector<Column> const& extra) {
  using tektite::fail;
  std::size_t const n = c.size();
  auto const length = [&](std::string const& what, std::size_t size) {
    if (size != n) fail(name, ": cannot be written: ", size, " ", what, " for ", n, " atoms");
  };
  length("ids", c.ids.size());
  length("types", c.types.size());
  if (!c.images.empty()) length("images", c.images.size());
  if (!c.velocities.empty()) length("velocities", c.velocities.size());
  auto const finite = [&](std::string_view what, std::size_t i, double value) {
    if (!std::isfinite(value)) fail(name, ": cannot be written: ", what, " of atom ", c.ids[i], " is ", value);
  };
  for (std::size_t i = 0; i < n; ++i) {
    if (c.types[i] < 0 || c.types[i] >= max_type)
      fail(name, ": cannot be written: atom ", c.ids[i], " has type ", c.types[i], ", expected 0 to ", max_type - 1);
    for (int d = 0; d < 3; ++d) finite("position", i, c.positions[i][d]);
    for (int d = 0; d < 3 && !c.velocities.empty(); ++d) finite("velocity", i, c.velocities[i][d]);
  }
  auto const check = [&](auto const& column) {
    if (column.name.empty() || column.name.find_first_of(" \t\r\n") != std::string::npos)
      fail(name, ": cannot be written: a column is named '", column.name, "', expected one word");
    length("values of column " + column.name, column.values.size());
  };
  for (Column const& column : extra) {
    check(column);
    auto const bad =
        std::find_if_not(column.values.begin(), column.values.end(), [](double x) { return std::isfinite(x); });
    if (bad != column.values.end()) finite("column " + column.name, std::size_t(bad - column.values.begin()), *bad);
  }
  // Values that came from a file, and were not used, may be infinite or no number.
  for (Column const& column : c.columns) check(column);
  for (TextColumn const& column : c.text_columns) check(column);
}

/// Whether the edges are a restricted triclinic box of LAMMPS: a along x, b in the xy plane, all lengths positive.
inline bool is_restricted(Box const& box) {
  Mat3 const& e = box.edges();
  return e(1, 0) == 0 && e(2, 0) == 0 && e(2, 1) == 0 && e(0, 0) > 0 && e(1, 1) > 0 && e(2, 2) > 0;
}

/// Throws for names of elements that would not be read as such: species that are whole numbers are types.
inline void check_elements(std::string const& file, std::vector<std::string> const& elements) {
  for (std::string const& name : elements) {
    std::int64_t number = 0;
    bool const word = name.size() <= max_name && name.find(' ') == std::string::npos && printable(name) == name;
    if (!word || parse_whole(name, number))
      tektite::fail(file, ": cannot be written: an element is named ", quote(name), ", expected one word of at most ",
                    max_name, " bytes that is no whole number");
  }
}

/// The number that files have for the type of atom i: they count from 1.
inline int type_in_file(Configuration const& c, std::size_t i) { return c.types[i] + 1; }

/// Appends the name of atom i's element, X1, X2, ... by type where it has none.
inline void append_element(std::string& text, Configuration const& c, std::size_t i) {
  auto const t = static_cast<std::size_t>(c.types[i]);
  if (t < c.elements.size() && !c.elements[t].empty()) {
    text += c.elements[t];
  } else {
    text += 'X';
    append_number(text, type_in_file(c, i));
  }
}

/// The fields of an atom line after its id and type.
struct AtomFields {
  bool velocities, images, elements;            ///< whether they are written
  int digits;                                   ///< of all but positions and image flags
  std::vector<Column const*> columns;           ///< results, point into the extra columns
  std::vector<Column const*> kept;              ///< point into the configuration
  std::vector<TextColumn const*> text_columns;  ///< point into the configuration

  /// \throws Error where an array has the wrong length or a value is not finite
  AtomFields(std::string const& file, Configuration const& c, std::vector<Column> const& extra,
             WriteOptions const& options)
      : velocities(options.velocities && !c.velocities.empty()),
        images(options.images && !c.images.empty()),
        elements(options.elements && std::any_of(c.elements.begin(), c.elements.end(),
                                                 [](std::string const& name) { return !name.empty(); })),
        digits(options.digits) {
    check_writable(file, c, extra);
    if (elements) check_elements(file, c.elements);
    std::set<std::string_view> results;
    for (Column const& column : extra) {
      columns.push_back(&column);
      results.insert(column.name);
    }
    auto const is_kept = [&](std::string const& name) {
      return options.columns && !results.contains(name) && !is_position(name);
    };
    for (Column const& column : c.columns)
      if (is_kept(column.name)) kept.push_back(&column);
    for (TextColumn const& column : c.text_columns)
      if (is_kept(column.name)) text_columns.push_back(&column);
    check_names(file);
  }

  /// Calls `visit(name)` for each field, in the order of `append`.
  template <class Visit>
  void for_each_name(Visit const& visit) const {
    for (char const* name : {"x", "y", "z"}) visit(name);
    for (Column const* column : columns) visit(column->name);
    for (char const* name : {"vx", "vy", "vz"})
      if (velocities) visit(name);
    for (char const* name : {"ix", "iy", "iz"})
      if (images) visit(name);
    for (Column const* column : kept) visit(column->name);
    for (TextColumn const* column : text_columns) visit(column->name);
    if (elements) visit("element");
  }

  /// Appends the fields of atom `i`. \param separator before each field
  void append(std::string& text, Configuration const& c, std::size_t i, char separator = ' ') const {
    auto const add = [&](double value) {
      text += separator;
      if (std::isnan(value))
        text += "nan";  // without a sign
      else
        append_number(text, value, digits);
    };
    auto const add_exact = [&](auto value) {
      text += separator;
      append_number(text, value);
    };
    for (int d = 0; d < 3; ++d) add_exact(c.positions[i][d]);
    for (Column const* column : columns) add(column->values[i]);
    for (int d = 0; d < 3 && velocities; ++d) add(c.velocities[i][d]);
    for (int d = 0; d < 3 && images; ++d) add_exact(c.images[i][d]);
    for (Column const* column : kept) add(column->values[i]);
    for (TextColumn const* column : text_columns) {
      text += separator;
      text += column->values[i];
    }
    if (elements) {
      text += separator;
      append_element(text, c, i);
    }
  }

 private:
  /// Whether a column of a file is its positions in another form, which would be read instead of those written.
  static bool is_position(std::string_view name) {
    static std::set<std::string_view> const names{"x",  "y",  "z",  "xs", "ys",  "zs",  "xu", "yu",
                                                  "zu", "ix", "iy", "iz", "xsu", "ysu", "zsu"};
    return names.contains(name);
  }

  /// Throws for columns that a reader would refuse, or take for something else than a column.
  void check_names(std::string const& file) const {
    std::set<std::string_view> names{"id", "type", "element", "x", "y", "z"};
    if (!elements) names.insert("typelabel");  // beside elements it is a column like others
    if (velocities) names.insert({"vx", "vy", "vz"});
    if (images) names.insert({"ix", "iy", "iz"});
    std::size_t const count = columns.size() + kept.size() + text_columns.size();
    if (count + names.size() > max_columns)
      tektite::fail(file, ": cannot be written: ", count, " columns, expected at most ", max_columns - names.size());
    auto const check = [&](std::string const& name) {
      if (name.size() > max_name || printable(name) != name)
        tektite::fail(file, ": cannot be written: the column ", quote(name), " has a name of ", name.size(),
                      " bytes, expected at most ", max_name, ", all of which can be printed");
      if (!names.insert(name).second)
        tektite::fail(file, ": cannot be written: the name of column ", quote(name),
                      " is that of another field, expected distinct names");
    };
    for (Column const* column : columns) check(column->name);
    for (Column const* column : kept) check(column->name);
    for (TextColumn const* column : text_columns) check(column->name);
    auto const stand_for = [&](char const* what, std::string_view x, std::string_view y, std::string_view z) {
      if (names.count(x) + names.count(y) + names.count(z) == 3)
        tektite::fail(file, ": cannot be written: the columns ", x, ", ", y, " and ", z, " would be read as ", what,
                      ", expected other names");
    };
    if (images) return;  // with image flags x, y and z are read as positions, whatever else there is
    stand_for("image flags", "ix", "iy", "iz");
    stand_for("positions", "xu", "yu", "zu");
    stand_for("positions", "xsu", "ysu", "zsu");
  }
};

}  // namespace tektite::io::detail
