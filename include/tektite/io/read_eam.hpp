// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/eam/potential.hpp"
#include "tektite/io/detail/eam_text.hpp"
#include "tektite/io/detail/funcfl_parser.hpp"
#include "tektite/io/detail/setfl_parser.hpp"
#include "tektite/io/input_stream.hpp"
#include "tektite/io/setfl_format.hpp"

/// \file
/// EAM potential files of any kind, read.

namespace tektite::io {

/// Reads one or several DYNAMO funcfl files (LAMMPS' `pair_style eam`), one for each element, compressed or not.
///
/// A file has the embedding energy F(rho), the effective charge Z(r) and the density rho(r) of one element. All tables
/// are brought onto one grid, and pairs are mixed, as LAMMPS does: r phi_ab(r) = 27.2 eV * 0.529 A * Z_a(r) Z_b(r),
/// with the largest cutoff of all files. Lines and values are read as those of `read_setfl`. Elements are named by
/// their atomic numbers.
///
/// \param paths  of the files, one for each element
/// \returns      one potential; elements in the order of the files
/// \throws Error with file, line and what was expected: a file that is too short, numbers after the last table, a field
///               that is not a finite number; a setfl file; two files of one element; a potential that `validate`
///               refuses
inline EamPotential read_funcfl(std::vector<std::filesystem::path> const& paths) {
  require(!paths.empty(), "no potential file is given");
  std::vector<detail::Funcfl> files;
  for (auto const& path : paths) {
    InputStream stream(path);
    files.push_back(detail::parse_funcfl(detail::whole_text(stream, path.string()), path.string()));
  }
  EamPotential potential = detail::mix_funcfl(files);
  validate(potential);
  return potential;
}

/// Reads an EAM potential file of any kind, compressed or not: setfl (`eam/alloy`, `eam/fs`) or funcfl (`eam`).
///
/// \param path   of the file
/// \returns      the potential
/// \throws Error as `read_setfl` and `read_funcfl`
inline EamPotential read_eam(std::filesystem::path const& path) {
  InputStream stream(path);
  std::string const name = path.string(), text = detail::whole_text(stream, name);
  EamPotential potential = detail::EamText(text, name).is_funcfl()
                               ? detail::mix_funcfl({detail::parse_funcfl(text, name)})
                               : detail::SetflParser(text, name).parse(SetflFormat::automatic);
  validate(potential);
  return potential;
}

}  // namespace tektite::io
