// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <filesystem>

#include "tektite/io/configuration.hpp"

/// \file
/// LAMMPS data files, written.

namespace tektite::io {

namespace detail {

void write_data(std::filesystem::path const& path, Configuration const& c);  // detail/data_writer.hpp

}  // namespace detail

/// Writes a LAMMPS data file of atom style atomic: Masses (with the elements as comments), Atoms, Velocities.
///
/// Image flags and velocities are written where the configuration has them. The format has neither periodicity nor a
/// time step. A box whose first edge is not along x is written as a general triclinic one (avec, bvec, cvec).
///
/// \param path   of the file, which appears when it is complete; compressed where it ends in `.gz`
/// \param c      atoms
/// \throws Error an array has the wrong length, a value is not finite, or the file cannot be written
inline void write_data(std::filesystem::path const& path, Configuration const& c) { detail::write_data(path, c); }

}  // namespace tektite::io

#ifndef TEKTITE_USES_HOST_IO
#include "tektite/io/detail/data_writer.hpp"
#endif
