// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string_view>
#include <vector>

#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_fields.hpp"
#include "tektite/io/text_writer.hpp"
#include "tektite/io/write_options.hpp"

/// \file
/// LAMMPS text dumps, written.

namespace tektite::io {

namespace detail {

/// The `BOX BOUNDS` item with its three lines.
inline void write_dump_box(TextWriter& out, Box const& box) {
  auto const boundaries = [&] {
    for (int d = 0; d < 3; ++d) out << (box.periodic(d) ? " pp" : " ff");
    out << '\n';
  };
  Mat3 const& e = box.edges();
  Vec3<double> const lo = box.origin();
  if (!is_restricted(box)) {
    out << "ITEM: BOX BOUNDS abc origin";
    boundaries();
    for (int k = 0; k < 3; ++k) out << e(0, k) << ' ' << e(1, k) << ' ' << e(2, k) << ' ' << lo[k] << '\n';
    return;
  }
  double const xy = e(0, 1), xz = e(0, 2), yz = e(1, 2);
  bool const tilted = xy != 0 || xz != 0 || yz != 0;
  out << "ITEM: BOX BOUNDS";
  if (tilted) out << " xy xz yz";
  boundaries();
  // For a tilted box LAMMPS writes the orthogonal bounding box, not the edges.
  double const low[3] = {std::min({0.0, xy, xz, xy + xz}), std::min(0.0, yz), 0};
  double const high[3] = {std::max({0.0, xy, xz, xy + xz}), std::max(0.0, yz), 0};
  double const tilt[3] = {xy, xz, yz};
  for (int d = 0; d < 3; ++d) {
    out << lo[d] + low[d] << ' ' << lo[d] + e(d, d) + high[d];
    if (tilted) out << ' ' << tilt[d];
    out << '\n';
  }
}

}  // namespace detail

/// Adds one frame in LAMMPS dump format: `id type x y z`, then the extra columns, then what the options ask for.
///
/// A box whose first edge is not along x is written in the newer `abc origin` form.
///
/// \param out     of the file
/// \param c       atoms
/// \param extra   per-atom results
/// \param options what to write of the configuration besides id, type and position
/// \throws Error  an array has the wrong length, a value is not finite, or a column has a name that is taken or would
///                be read as something else (two alike, element, xu yu zu without image flags): nothing of the frame
///                is written then
inline void write_dump_frame(TextWriter& out, Configuration const& c, std::vector<Column> const& extra = {},
                             WriteOptions const& options = {}) {
  detail::AtomFields const fields(out.name(), c, extra, options);
  out << "ITEM: TIMESTEP\n" << c.timestep << "\nITEM: NUMBER OF ATOMS\n" << c.size() << '\n';
  detail::write_dump_box(out, c.box);
  out << "ITEM: ATOMS id type";
  fields.for_each_name([&](std::string_view name) { out << ' ' << name; });
  out << '\n';
  for (std::size_t i = 0; i < c.size(); ++i) {
    out << c.ids[i] << ' ' << detail::type_in_file(c, i);
    fields.write(out, c, i);
    out << '\n';
  }
}

/// Writes a dump file of one frame, gzip-compressed where the name ends in `.gz`. Numbers read back to the same bits.
///
/// \param path             of the file, which appears when it is complete
/// \param c,extra,options  as for `write_dump_frame`
/// \throws Error           as `write_dump_frame`; or the file cannot be written
inline void write_dump(std::filesystem::path const& path, Configuration const& c, std::vector<Column> const& extra = {},
                       WriteOptions const& options = {}) {
  TextWriter out(path);
  write_dump_frame(out, c, extra, options);
  out.commit();
}

}  // namespace tektite::io
