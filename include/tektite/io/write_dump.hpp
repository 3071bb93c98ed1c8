// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/text_writer.hpp"

namespace tektite::io {

/// What a writer adds to the ids, types and positions.
struct WriteOptions {
  bool velocities = false;  ///< `vx vy vz`, if the configuration has them
  bool images = false;      ///< `ix iy iz`, if the configuration has them
  bool columns = false;     ///< the configuration's own columns
};

namespace detail {

/// Throws unless every per-atom array has one finite value per atom, so that what is written can be read.
inline void check_writable(std::string const& name, Configuration const& c, std::vector<Column> const& extra) {
  using tektite::detail::fail;
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

/// The edges are LAMMPS' restricted triangle: a along x, b in the xy plane, all lengths positive.
inline bool is_restricted(Box const& box) {
  Mat3 const& e = box.edges();
  return e(1, 0) == 0 && e(2, 0) == 0 && e(2, 1) == 0 && e(0, 0) > 0 && e(1, 1) > 0 && e(2, 2) > 0;
}

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
  // With tilts LAMMPS writes the box that bounds the cell, not the cell's own edges.
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

/// Adds one frame in LAMMPS dump format: `id type x y z`, then what the options ask for, then the extra columns.
///
/// \throws Error where an array has the wrong length or a value is not finite: nothing of the frame is written then
inline void write_dump_frame(TextWriter& out, Configuration const& c, std::vector<Column> const& extra = {},
                             WriteOptions const& options = {}) {
  detail::check_writable(out.name(), c, extra);
  bool const velocities = options.velocities && !c.velocities.empty();
  bool const images = options.images && !c.images.empty();
  std::vector<Column const*> columns;
  if (options.columns)
    for (Column const& column : c.columns) columns.push_back(&column);
  for (Column const& column : extra) columns.push_back(&column);

  out << "ITEM: TIMESTEP\n" << c.timestep << "\nITEM: NUMBER OF ATOMS\n" << c.size() << '\n';
  detail::write_dump_box(out, c.box);
  out << "ITEM: ATOMS id type x y z";
  if (velocities) out << " vx vy vz";
  if (images) out << " ix iy iz";
  for (Column const* column : columns) out << ' ' << column->name;
  out << '\n';
  for (std::size_t i = 0; i < c.size(); ++i) {
    out << c.ids[i] << ' ' << c.types[i];
    for (int d = 0; d < 3; ++d) out << ' ' << c.positions[i][d];
    for (int d = 0; d < 3 && velocities; ++d) out << ' ' << c.velocities[i][d];
    for (int d = 0; d < 3 && images; ++d) out << ' ' << c.images[i][d];
    for (Column const* column : columns) out << ' ' << column->values[i];
    out << '\n';
  }
}

/// Writes one frame to a dump file of its own, gzip-compressed where the name ends in `.gz`.
///
/// The file appears under its name when it is complete. Numbers read back to the same bits; a box whose first edge
/// is not along x is written in the newer `abc origin` form.
inline void write_dump(std::filesystem::path const& path, Configuration const& c,
                       std::vector<Column> const& extra = {}, WriteOptions const& options = {}) {
  TextWriter out(path);
  write_dump_frame(out, c, extra, options);
  out.commit();
}

}  // namespace tektite::io
