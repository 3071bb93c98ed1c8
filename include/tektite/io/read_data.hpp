// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "tektite/io/configuration.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// LAMMPS data files, read.

namespace tektite::io {

namespace detail {

Configuration read_data(TextReader& reader);  // detail/data_reader.hpp

}  // namespace detail

/// Reads a LAMMPS data file: header, Atom Type Labels, Masses, Atoms, Velocities (these after Atoms). All other
/// sections are skipped.
///
/// The comment after `Atoms` names the atom style: atomic, charge, molecular (bond, angle), full, sphere, ellipsoid,
/// dipole, also with a suffix like /kk. Without it the style is the one of the first five that all lines fit: as many
/// fields, integers where integers must be, types of the header; where two fit, the file is refused. Fields other than
/// positions and image flags become columns (`q`, `mol`, `diameter`, `density`).
///
/// Elements are the type labels where the file has them; else they are taken from comments in Masses (`1 63.546 # Cu`),
/// else from masses within 1 % of an element's, and only if this gives one for every type. The format has no
/// periodicity: all axes are periodic.
///
/// \param reader before the first line of the file
/// \returns      the atoms, sorted by id
/// \throws Error with file, line, what is wrong and what was expected
inline Configuration read_data(TextReader& reader) { return detail::read_data(reader); }

}  // namespace tektite::io

#ifndef TEKTITE_USES_HOST_IO
#include "tektite/io/detail/data_reader.hpp"
#endif
