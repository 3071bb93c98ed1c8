// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <filesystem>
#include <istream>
#include <string>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/eam/potential.hpp"
#include "tektite/io/detail/compiled.hpp"
#include "tektite/io/detail/eam_text.hpp"
#include "tektite/io/detail/funcfl_parser.hpp"
#include "tektite/io/detail/setfl_parser.hpp"
#include "tektite/io/input_stream.hpp"
#include "tektite/io/setfl_format.hpp"

/// \file
/// EAM potential files, read.

namespace tektite::io::detail {

/// A setfl file, for `io::read_setfl`.
TEKTITE_IO_COMPILED EamPotential read_setfl(std::istream& in, std::string const& name, SetflFormat format) {
  std::string const text = whole_text(in, name);
  EamPotential potential = SetflParser(text, name).parse(format);
  validate(potential);
  return potential;
}

/// Files of one element each, for `io::read_funcfl`.
TEKTITE_IO_COMPILED EamPotential read_funcfl(std::vector<std::filesystem::path> const& paths) {
  require(!paths.empty(), "no potential file is given");
  std::vector<Funcfl> files;
  for (auto const& path : paths) {
    InputStream stream(path);
    files.push_back(parse_funcfl(whole_text(stream, path.string()), path.string()));
  }
  EamPotential potential = mix_funcfl(files);
  validate(potential);
  return potential;
}

/// A file of any kind, for `io::read_eam`.
TEKTITE_IO_COMPILED EamPotential read_eam(std::filesystem::path const& path) {
  InputStream stream(path);
  std::string const name = path.string(), text = whole_text(stream, name);
  EamPotential potential = EamText(text, name).is_funcfl() ? mix_funcfl({parse_funcfl(text, name)})
                                                           : SetflParser(text, name).parse(SetflFormat::automatic);
  validate(potential);
  return potential;
}

}  // namespace tektite::io::detail
