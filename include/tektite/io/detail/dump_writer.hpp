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
/// LAMMPS text dumps, written.

namespace tektite::io::detail {

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

/// A frame, for `io::write_dump_frame`.
TEKTITE_IO_COMPILED void write_dump_frame(TextWriter& out, Configuration const& c, std::vector<Column> const& extra,
                                          WriteOptions const& options) {
  AtomFields const fields(out.name(), c, extra, options);
  out << "ITEM: TIMESTEP\n" << c.timestep << "\nITEM: NUMBER OF ATOMS\n" << c.size() << '\n';
  write_dump_box(out, c.box);
  out << "ITEM: ATOMS id type";
  fields.for_each_name([&](std::string_view name) { out << ' ' << name; });
  out << '\n';
  out.add_rows(c.size(), [&](std::string& text, std::size_t i) {
    append_number(text, c.ids[i]);
    text += ' ';
    append_number(text, type_in_file(c, i));
    fields.append(text, c, i);
    text += '\n';
  });
}

}  // namespace tektite::io::detail
