// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <filesystem>
#include <vector>

#include "tektite/eam/potential.hpp"

/// \file
/// EAM potential files of any kind, read.

namespace tektite::io {

namespace detail {

EamPotential read_funcfl(std::vector<std::filesystem::path> const& paths);  // detail/eam_files.hpp
EamPotential read_eam(std::filesystem::path const& path);                   // detail/eam_files.hpp

}  // namespace detail

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
inline EamPotential read_funcfl(std::vector<std::filesystem::path> const& paths) { return detail::read_funcfl(paths); }

/// Reads an EAM potential file of any kind, compressed or not: setfl (`eam/alloy`, `eam/fs`) or funcfl (`eam`).
///
/// \param path   of the file
/// \returns      the potential
/// \throws Error as `read_setfl` and `read_funcfl`
inline EamPotential read_eam(std::filesystem::path const& path) { return detail::read_eam(path); }

}  // namespace tektite::io

#ifndef TEKTITE_USES_HOST_IO
#include "tektite/io/detail/eam_files.hpp"
#endif
