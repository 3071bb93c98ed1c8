// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <filesystem>
#include <string>

#include "tektite/core/error.hpp"
#include "tektite/io/detail/setfl_parser.hpp"
#include "tektite/io/input_stream.hpp"
#include "tektite/io/setfl_format.hpp"

/// \file
/// DYNAMO setfl files of EAM potentials, read.

namespace tektite::io {

/// Reads a DYNAMO setfl file, `eam/alloy` or `eam/fs`, from a stream.
///
/// Line breaks between values have no meaning. Values may have Fortran exponents (`1.0D-3`); from the fourth line on
/// `#` begins a comment. Runs on the host; memory is that of the text and of its values.
///
/// \param in     the text, not compressed
/// \param name   of the file in messages, usually its path
/// \param format which layout; by default it is recognised
/// \returns      the tables of the file
/// \throws Error with file, line and what was expected: a file that is too short or too long, a field that is not a
///               finite number, spacing or cutoff not positive, an element named twice
inline EamPotential read_setfl(std::istream& in, std::string const& name, SetflFormat format = SetflFormat::automatic) {
  std::string const text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  require(!in.bad(), name, ": cannot be read");
  return detail::SetflParser(text, name).parse(format);
}

/// Reads a DYNAMO setfl file from disk, compressed or not. Contents and errors as above.
///
/// \param path   of the file
/// \param format which layout; by default it is recognised
/// \returns      the tables of the file
/// \throws Error as above; or the file cannot be read
inline EamPotential read_setfl(std::filesystem::path const& path, SetflFormat format = SetflFormat::automatic) {
  InputStream stream(path);
  std::string text;
  try {
    text.assign(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  } catch (Error const& error) {
    tektite::fail(path.string(), ": ", error.what());
  }
  return detail::SetflParser(text, path.string()).parse(format);
}

}  // namespace tektite::io
