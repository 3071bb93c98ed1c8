// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <filesystem>
#include <string>

#include "tektite/eam/setfl.hpp"
#include "tektite/io/gzip.hpp"

namespace tektite::io {

/// Reads a setfl file from disk, compressed or not: `tektite::read_setfl` with a path.
///
/// \throws Error one line with file, line number and what was expected
inline EamPotential read_setfl(std::filesystem::path const& path, SetflFormat format = SetflFormat::automatic) {
  GzipStream stream(path);
  std::string text;
  try {
    text.assign(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  } catch (Error const& error) {
    tektite::detail::fail(path.string(), ": ", error.what());
  }
  return tektite::detail::SetflParser(text, path.string()).parse(format);
}

}  // namespace tektite::io
