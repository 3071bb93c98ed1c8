// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// Names in LAMMPS data files: atom styles and sections.

namespace tektite::io::detail {

/// The fields of the lines of an Atoms section.
struct AtomStyle {
  std::string_view name;            ///< as LAMMPS calls it
  std::vector<std::string> fields;  ///< without the image flags, which may follow
  bool asked = false;               ///< whether only a comment after `Atoms` chooses it
};

/// The atom styles that are read.
inline std::vector<AtomStyle> const& atom_styles() {
  static std::vector<AtomStyle> const styles{
      {"atomic", {"id", "type", "x", "y", "z"}},
      {"charge", {"id", "type", "q", "x", "y", "z"}},
      {"molecular", {"id", "mol", "type", "x", "y", "z"}},
      {"full", {"id", "mol", "type", "q", "x", "y", "z"}},
      {"sphere", {"id", "type", "diameter", "density", "x", "y", "z"}},
      {"bond", {"id", "mol", "type", "x", "y", "z"}, true},
      {"angle", {"id", "mol", "type", "x", "y", "z"}, true},
      {"ellipsoid", {"id", "type", "ellipsoidflag", "density", "x", "y", "z"}, true},
      {"dipole", {"id", "type", "q", "x", "y", "z", "mux", "muy", "muz"}, true},
  };
  return styles;
}

/// The name of an atom style without the package that computed it: `write_data` of LAMMPS with Kokkos says atomic/kk.
inline std::string_view without_suffix(std::string_view style) {
  for (std::string_view const suffix : {"/kk/device", "/kk/host", "/kk", "/gpu", "/intel", "/omp", "/opt"})
    if (style.size() > suffix.size() && style.substr(style.size() - suffix.size()) == suffix)
      return style.substr(0, style.size() - suffix.size());
  return style;
}

/// Whether LAMMPS has, or had, an atom style of this name that is not in `atom_styles`.
inline bool is_other_atom_style(std::string_view name) {
  static constexpr std::string_view others[] = {
      "amoeba",       "apip",   "body", "bpm/sphere", "colloid", "dielectric", "dpd",   "edpd",      "electron",
      "granular",     "hybrid", "line", "mdpd",       "meso",    "mesont",     "oxdna", "peri",      "rheo",
      "rheo/thermal", "smd",    "sph",  "spin",       "tdpd",    "template",   "tri",   "wavepacket"};
  return std::find(std::begin(others), std::end(others), name) != std::end(others);
}

/// Whether a data file may have a section of this name that says nothing about atoms of the library: bonds, their
/// coefficients and the like.
inline bool is_skipped_section(std::string_view name) {
  static constexpr std::string_view topology[] = {"Bonds",      "Angles", "Dihedrals", "Impropers",
                                                  "Ellipsoids", "Lines",  "Triangles", "Bodies"};
  static constexpr std::string_view tails[] = {" Coeffs", " Type Labels"};
  if (std::find(std::begin(topology), std::end(topology), name) != std::end(topology)) return true;
  return std::any_of(std::begin(tails), std::end(tails), [&](std::string_view tail) {
    return name.size() > tail.size() && name.substr(name.size() - tail.size()) == tail && name != "Atom Type Labels";
  });
}

}  // namespace tektite::io::detail
