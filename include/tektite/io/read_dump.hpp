// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "tektite/io/configuration.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// LAMMPS text dumps, read.

namespace tektite::io {

namespace detail {

std::optional<Configuration> read_dump_frame(TextReader& reader);  // detail/dump_frame.hpp

}  // namespace detail

/// Reads the next frame of a LAMMPS text dump.
///
/// Required: `id`, `type`, `element` or `typelabel`, and one of `x y z`, `xu yu zu`, `xs ys zs`, `xsu ysu zsu`. Where a
/// dump has wrapped and unwrapped positions, the wrapped ones are read if there are image flags, else the unwrapped
/// ones, so that the positions without periodicity are known. Image flags are dropped where unwrapped positions are
/// read. Scaled positions become Cartesian. Types may be labels (`dump_modify types labels`); they are then numbered in
/// alphabetical order. Words are separated by blanks or tabs. Ids, types, image flags and the time step may be written
/// as real numbers that are whole (2.0, 1e+06).
///
/// Every other column is stored in `columns` where all its values are numbers (nan and inf too: `Configuration::values`
/// refuses them), else in `text_columns`.
///
/// \param reader before the first line of the frame
/// \returns      the atoms, sorted by id; nothing at the end of the file
/// \throws Error with file, line, what is wrong and what was expected
inline std::optional<Configuration> read_dump_frame(TextReader& reader) { return detail::read_dump_frame(reader); }

}  // namespace tektite::io

#ifndef TEKTITE_USES_HOST_IO
#include "tektite/io/detail/dump_frame.hpp"
#endif
