// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <filesystem>
#include <string>

#include "tektite/core/error.hpp"
#include "tektite/io/detail/setfl_parser.hpp"
#include "tektite/io/gzip.hpp"
#include "tektite/io/setfl_format.hpp"

namespace tektite::io {

/// Reads a DYNAMO setfl file, `eam/alloy` or `eam/fs`.
///
/// Values may be wrapped in any way and have Fortran exponents (`1.0D-3`); from the fourth line on `#` begins a
/// comment. For compressed files see `io/read_setfl.hpp`.
///
/// \param in     the text
/// \param name   what errors call it, usually the path
/// \param format which layout, where the caller knows
/// \throws Error one line with file, line number and what was expected: short or long file, a field that is not a
///               finite number, spacing or cutoff not positive, an element named twice
///
/// Host only. Memory is that of the file's text and of its values.
inline EamPotential read_setfl(std::istream& in, std::string const& name, SetflFormat format = SetflFormat::automatic) {
  std::string const text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  require(!in.bad(), name, ": cannot be read");
  return detail::SetflParser(text, name).parse(format);
}

/// Reads a setfl file from disk, compressed or not: `tektite::read_setfl` with a path.
///
/// \throws Error one line with file, line number and what was expected
inline EamPotential read_setfl(std::filesystem::path const& path, SetflFormat format = SetflFormat::automatic) {
  GzipStream stream(path);
  std::string text;
  try {
    text.assign(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  } catch (Error const& error) {
    tektite::fail(path.string(), ": ", error.what());
  }
  return detail::SetflParser(text, path.string()).parse(format);
}

}  // namespace tektite::io
