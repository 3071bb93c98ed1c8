// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_fields.hpp"
#include "tektite/io/text_reader.hpp"
#include "tektite/io/text_writer.hpp"
#include "tektite/io/write_options.hpp"

/// \file
/// Extended XYZ files, written.

namespace tektite::io {

namespace detail {

/// Throws for names of elements that would not be read as such: species that are whole numbers are types.
inline void check_elements(std::string const& file, std::vector<std::string> const& elements) {
  for (std::string const& name : elements) {
    std::int64_t number = 0;
    bool const word = name.size() <= max_name && name.find(' ') == std::string::npos && printable(name) == name;
    if (!word || parse_number(name, number))
      tektite::fail(file, ": cannot be written: an element is named ", quote(name), ", expected one word of at most ",
                    max_name, " bytes that is no whole number");
  }
}

}  // namespace detail

/// Adds one frame in extended XYZ: species, id, type, pos, then what the options ask for, then the extra columns.
///
/// Where the configuration has no names of elements, species are X1, X2, ... by type. On an error nothing of the frame
/// may be used: `out` must not be committed.
///
/// \param out     of the file
/// \param c       atoms
/// \param extra   per-atom results
/// \param options what to write of the configuration besides species, id, type and position
/// \throws Error  an array has the wrong length, a value is not finite, or the name of a column is taken, would be read
///                as something else (two alike, element, xu yu zu without image flags) or contains one of `:"'{}=`; or
///                an element is named by more than one word or by a whole number
inline void write_xyz_frame(TextWriter& out, Configuration const& c, std::vector<Column> const& extra = {},
                            WriteOptions const& options = {}) {
  detail::AtomFields const fields(out.name(), c, extra, options);
  detail::check_elements(out.name(), c.elements);
  Mat3 const& e = c.box.edges();
  Vec3<double> const o = c.box.origin();
  out << c.size() << "\nLattice=\"";
  for (int k = 0; k < 9; ++k) out << (k ? " " : "") << e(k % 3, k / 3);
  out << "\" Origin=\"" << o.x << ' ' << o.y << ' ' << o.z << "\" pbc=\"";
  for (int d = 0; d < 3; ++d) out << (d ? " " : "") << (c.box.periodic(d) ? 'T' : 'F');
  out << "\" Timestep=" << c.timestep << " Properties=species:S:1:id:I:1:type:I:1:pos:R:3";
  if (fields.velocities) out << ":velo:R:3";
  if (fields.images) out << ":periodic_image:I:3";
  for (Column const* column : fields.columns) {
    if (column->name.find_first_of(":\"'{}=") != std::string::npos)
      tektite::fail(out.name(), ": cannot be written: extended XYZ allows no column named '", column->name, "'");
    out << ':' << column->name << ":R:1";
  }
  out << '\n';
  for (std::size_t i = 0; i < c.size(); ++i) {
    auto const t = static_cast<std::size_t>(c.types[i]) - 1;
    if (t < c.elements.size() && !c.elements[t].empty())
      out << c.elements[t];
    else
      out << 'X' << c.types[i];
    out << ' ' << c.ids[i] << ' ' << c.types[i];
    fields.write(out, c, i);
  }
}

/// Writes an extended XYZ file of one frame, gzip-compressed where the name ends in `.gz`.
///
/// \param path             of the file, which appears when it is complete
/// \param c,extra,options  as for `write_xyz_frame`
/// \throws Error           as `write_xyz_frame`; or the file cannot be written
inline void write_xyz(std::filesystem::path const& path, Configuration const& c, std::vector<Column> const& extra = {},
                      WriteOptions const& options = {}) {
  TextWriter out(path);
  write_xyz_frame(out, c, extra, options);
  out.commit();
}

}  // namespace tektite::io
