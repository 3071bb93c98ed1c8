// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <cstddef>
#include <filesystem>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_fields.hpp"
#include "tektite/io/detail/compiled.hpp"
#include "tektite/io/text_writer.hpp"

/// \file
/// LAMMPS data files, written.

namespace tektite::io::detail {

/// A file, for `io::write_data`.
TEKTITE_IO_COMPILED void write_data(std::filesystem::path const& path, Configuration const& c) {
  TextWriter out(path);
  check_writable(out.name(), c, {});
  int const types = c.type_count();
  out << "LAMMPS data file written by Tektite\n\n" << c.size() << " atoms\n" << types << " atom types\n\n";
  Mat3 const& e = c.box.edges();
  Vec3<double> const lo = c.box.origin();
  if (is_restricted(c.box)) {
    for (int d = 0; d < 3; ++d)
      out << lo[d] << ' ' << lo[d] + e(d, d) << ' ' << "xyz"[d] << "lo " << "xyz"[d] << "hi\n";
    if (e(0, 1) != 0 || e(0, 2) != 0 || e(1, 2) != 0)
      out << e(0, 1) << ' ' << e(0, 2) << ' ' << e(1, 2) << " xy xz yz\n";
  } else {
    for (int k = 0; k < 3; ++k) out << e(0, k) << ' ' << e(1, k) << ' ' << e(2, k) << ' ' << "abc"[k] << "vec\n";
    out << lo.x << ' ' << lo.y << ' ' << lo.z << " abc origin\n";
  }
  if (!c.masses.empty()) {
    tektite::require(c.masses.size() == static_cast<std::size_t>(types), out.name(),
                     ": cannot be written: ", c.masses.size(), " masses for ", types, " types");
    out << "\nMasses\n\n";
    for (std::size_t t = 0; t < c.masses.size(); ++t) {
      out << t + 1 << ' ' << c.masses[t];
      if (t < c.elements.size() && !c.elements[t].empty()) out << " # " << c.elements[t];
      out << '\n';
    }
  }
  out << "\nAtoms # atomic\n\n";
  for (std::size_t i = 0; i < c.size(); ++i) {
    out << c.ids[i] << ' ' << type_in_file(c, i);
    for (int d = 0; d < 3; ++d) out << ' ' << c.positions[i][d];
    for (int d = 0; d < 3 && !c.images.empty(); ++d) out << ' ' << c.images[i][d];
    out << '\n';
  }
  if (!c.velocities.empty()) {
    out << "\nVelocities\n\n";
    for (std::size_t i = 0; i < c.size(); ++i) {
      out << c.ids[i];
      for (int d = 0; d < 3; ++d) out << ' ' << c.velocities[i][d];
      out << '\n';
    }
  }
  out.commit();
}

}  // namespace tektite::io::detail
