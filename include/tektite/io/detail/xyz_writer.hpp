// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_fields.hpp"
#include "tektite/io/detail/compiled.hpp"
#include "tektite/io/text_writer.hpp"
#include "tektite/io/write_options.hpp"

/// \file
/// Extended XYZ files, written.

namespace tektite::io::detail {

/// Whether a property of this name is more than a column to a reader.
inline bool is_xyz_property(std::string_view name) {
  static std::set<std::string_view> const known{"species",    "pos",       "velo",          "vel",
                                                "velocities", "map_shift", "periodic_image"};
  return known.contains(name);
}

/// The names of columns as `Properties` has them: `q[1] q[2] q[3]` are one property of three numbers.
inline std::vector<std::string> xyz_properties(std::vector<Column const*> const& columns) {
  std::set<std::string_view> names;
  for (Column const* column : columns) names.insert(column->name);
  std::vector<std::string> result;
  for (std::size_t k = 0; k < columns.size();) {
    std::string const& name = columns[k]->name;
    std::string const stem = name.ends_with("[1]") ? name.substr(0, name.size() - 3) : name;
    std::size_t count = 1;
    bool const is_vector = stem != name && !names.contains(stem) && !is_xyz_property(stem);
    while (is_vector && k + count < columns.size() &&
           columns[k + count]->name == stem + "[" + std::to_string(count + 1) + "]")
      ++count;
    result.push_back((count > 1 ? stem : name) + ":R:" + std::to_string(count));
    k += count;
  }
  return result;
}

/// A frame, for `io::write_xyz_frame`.
TEKTITE_IO_COMPILED void write_xyz_frame(TextWriter& out, Configuration const& c, std::vector<Column> const& extra,
                                         WriteOptions const& options) {
  WriteOptions without_elements = options;
  without_elements.elements = false;  // they are the species
  AtomFields const fields(out.name(), c, extra, without_elements);
  check_elements(out.name(), c.elements);
  auto const refuse = [&](std::string_view name) {
    tektite::fail(out.name(), ": cannot be written: extended XYZ allows no column named '", name, "'");
  };
  fields.for_each_name([&](std::string_view name) {
    if (name.find_first_of(":\"'{}=") != std::string_view::npos) refuse(name);
  });
  for (TextColumn const* column : fields.text_columns)
    if (column->name == "species") refuse(column->name);  // words there are kinds of atoms
  Mat3 const& e = c.box.edges();
  Vec3<double> const o = c.box.origin();
  out << c.size() << "\nLattice=\"";
  for (int k = 0; k < 9; ++k) out << (k ? " " : "") << e(k % 3, k / 3);
  out << "\" Origin=\"" << o.x << ' ' << o.y << ' ' << o.z << "\" pbc=\"";
  for (int d = 0; d < 3; ++d) out << (d ? " " : "") << (c.box.periodic(d) ? 'T' : 'F');
  out << "\" Timestep=" << c.timestep << " Properties=species:S:1:id:I:1:type:I:1:pos:R:3";
  for (auto const& property : xyz_properties(fields.columns)) out << ':' << property;
  if (fields.velocities) out << ":velo:R:3";
  if (fields.images) out << ":map_shift:I:3";
  for (auto const& property : xyz_properties(fields.kept)) out << ':' << property;
  for (TextColumn const* column : fields.text_columns) out << ':' << column->name << ":S:1";
  out << '\n';
  out.add_rows(c.size(), [&](std::string& text, std::size_t i) {
    append_element(text, c, i);
    text += ' ';
    append_number(text, c.ids[i]);
    text += ' ';
    append_number(text, type_in_file(c, i));
    fields.append(text, c, i);
    text += '\n';
  });
}

}  // namespace tektite::io::detail
