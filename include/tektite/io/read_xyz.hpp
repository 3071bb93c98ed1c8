// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "tektite/io/configuration.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Extended XYZ files, read.

namespace tektite::io {

namespace detail {

std::optional<Configuration> read_xyz_frame(TextReader& reader);  // detail/xyz_frame.hpp

}  // namespace detail

/// Reads the next frame of an extended XYZ file.
///
/// The comment line must have `Lattice` (the three edges one after the other, the same as rows in brackets, or three
/// lengths) and may have `Origin` (also `cell_origin`), `pbc` (default T T T), `Timestep` (0 where it is not whole) and
/// `Properties` (default `species:S:1:pos:R:3`; also `element` or `symbols`, and `positions`). Keys are found in any
/// case, where only one spelling is there. `XyzComment` says how the line may be written.
///
/// Species become types in alphabetical order unless there is a `type` property; species that are whole numbers are
/// types themselves (a file with both kinds is refused). `Z` or `numbers` are atomic numbers, used where there are no
/// species, with types in ascending order; 0 is an atom of no element, X. Atoms without an `id` property are counted
/// from 1. Velocities are `velo`, `vel` or `velocities`; `momenta` are none, they become columns. Properties of more
/// than one number give columns `name[1]`, `name[2]`, ...; of text other than species only the name is kept.
///
/// \param reader before the first line of the frame
/// \returns      the atoms, sorted by id; nothing at the end of the file
/// \throws Error with file, line, what is wrong and what was expected
inline std::optional<Configuration> read_xyz_frame(TextReader& reader) { return detail::read_xyz_frame(reader); }

}  // namespace tektite::io

#ifndef TEKTITE_USES_HOST_IO
#include "tektite/io/detail/xyz_frame.hpp"
#endif
