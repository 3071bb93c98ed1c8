// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <filesystem>
#include <istream>
#include <string>

#include "tektite/eam/potential.hpp"
#include "tektite/io/input_stream.hpp"
#include "tektite/io/setfl_format.hpp"

/// \file
/// DYNAMO setfl files of EAM potentials, read.

namespace tektite::io {

namespace detail {

EamPotential read_setfl(std::istream& in, std::string const& name, SetflFormat format);  // detail/eam_files.hpp

}  // namespace detail

/// Reads a DYNAMO setfl file, `eam/alloy` or `eam/fs`, from a stream.
///
/// The rules are those of LAMMPS: each table begins on a new line and may be wrapped in any way; what follows its last
/// value on a line is dropped, as are further words in the lines of a header and text behind the last table. Values may
/// have Fortran exponents (`1.0D-3`); from the fourth line on `#` begins a comment. Runs on the host; memory is that of
/// the text and of its values.
///
/// \param in     the text, not compressed
/// \param name   of the file in messages, usually its path
/// \param format which layout; by default it is recognised
/// \returns      the tables of the file
/// \throws Error with file, line and what was expected: a file that is too short, numbers after the last table, a field
///               that is not a finite number, spacing or cutoff not positive, an element named twice; a funcfl file; a
///               potential that `validate` refuses
inline EamPotential read_setfl(std::istream& in, std::string const& name, SetflFormat format = SetflFormat::automatic) {
  return detail::read_setfl(in, name, format);
}

/// Reads a DYNAMO setfl file from disk, compressed or not. Contents and errors as above.
///
/// \param path   of the file
/// \param format which layout; by default it is recognised
/// \returns      the tables of the file
/// \throws Error as above; or the file cannot be read
inline EamPotential read_setfl(std::filesystem::path const& path, SetflFormat format = SetflFormat::automatic) {
  InputStream stream(path);
  return read_setfl(stream, path.string(), format);
}

}  // namespace tektite::io

#ifndef TEKTITE_USES_HOST_IO
#include "tektite/io/detail/eam_files.hpp"
#endif
