// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <cmath>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_table.hpp"
#include "tektite/io/text_writer.hpp"
#include "tektite/io/write_options.hpp"

/// \file
/// Checks and fields of atom lines that the written text formats share.

namespace tektite::io::detail {

/// Throws unless every per-atom array has one finite value per atom and columns have names, so that the readers of this
/// library accept what is written.
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
  auto const finite = [&](std::string const& what, std::size_t i, double value) {
    if (!std::isfinite(value)) fail(name, ": cannot be written: ", what, " of atom ", c.ids[i], " is ", value);
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (int d = 0; d < 3; ++d) finite("position", i, c.positions[i][d]);
    for (int d = 0; d < 3 && !c.velocities.empty(); ++d) finite("velocity", i, c.velocities[i][d]);
  }
  auto const check = [&](Column const& column) {
    if (column.name.empty() || column.name.find_first_of(" \t\r\n") != std::string::npos)
      fail(name, ": cannot be written: a column is named '", column.name, "', expected one word");
    length("values of column " + column.name, column.values.size());
    for (std::size_t i = 0; i < n; ++i) finite("column " + column.name, i, column.values[i]);
  };
  for (Column const& column : extra) check(column);
  for (Column const& column : c.columns) check(column);
}

/// Whether the edges are a restricted triclinic box of LAMMPS: a along x, b in the xy plane, all lengths positive.
inline bool is_restricted(Box const& box) {
  Mat3 const& e = box.edges();
  return e(1, 0) == 0 && e(2, 0) == 0 && e(2, 1) == 0 && e(0, 0) > 0 && e(1, 1) > 0 && e(2, 2) > 0;
}

/// The fields of an atom line after its id and type.
struct AtomFields {
  bool velocities, images;             ///< whether they are written
  std::vector<Column const*> columns;  ///< point into the configuration and the extra columns

  /// \throws Error where an array has the wrong length or a value is not finite
  AtomFields(std::string const& file, Configuration const& c, std::vector<Column> const& extra,
             WriteOptions const& options)
      : velocities(options.velocities && !c.velocities.empty()), images(options.images && !c.images.empty()) {
    check_writable(file, c, extra);
    if (options.columns)
      for (Column const& column : c.columns) columns.push_back(&column);
    for (Column const& column : extra) columns.push_back(&column);
    check_names(file);
  }

  /// Writes the fields of atom `i`, and the line end.
  void write(TextWriter& out, Configuration const& c, std::size_t i) const {
    for (int d = 0; d < 3; ++d) out << ' ' << c.positions[i][d];
    for (int d = 0; d < 3 && velocities; ++d) out << ' ' << c.velocities[i][d];
    for (int d = 0; d < 3 && images; ++d) out << ' ' << c.images[i][d];
    for (Column const* column : columns) out << ' ' << column->values[i];
    out << '\n';
  }

 private:
  /// Throws for columns that a reader would refuse, or take for something else than a column.
  void check_names(std::string const& file) const {
    std::set<std::string_view> names{"id", "type", "element", "typelabel", "x", "y", "z"};
    if (velocities) names.insert({"vx", "vy", "vz"});
    if (images) names.insert({"ix", "iy", "iz"});
    if (columns.size() + names.size() > max_columns)
      tektite::fail(file, ": cannot be written: ", columns.size(), " columns, expected at most ",
                    max_columns - names.size());
    for (Column const* column : columns) {
      std::string const& name = column->name;
      if (name.size() > max_name || printable(name) != name)
        tektite::fail(file, ": cannot be written: the column ", quote(name), " has a name of ", name.size(),
                      " bytes, expected at most ", max_name, ", all of which can be printed");
      if (!names.insert(name).second)
        tektite::fail(file, ": cannot be written: the name of column ", quote(name),
                      " is that of another field, expected distinct names");
    }
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
