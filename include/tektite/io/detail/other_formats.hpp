// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "tektite/io/text_reader.hpp"

/// \file
/// Names of formats that the library does not read as frames, so that a message can say what a file is.

namespace tektite::io::detail {

/// Whether all words are numbers. \param words of a line \param count how many there must be
inline bool are_numbers(std::vector<std::string_view> const& words, std::size_t count) {
  double number = 0;
  bool all = words.size() == count;
  for (auto const& word : words) all = all && parse_number(word, number);
  return all;
}

/// A binary format. \param first line of the file \returns its name, empty if it is none of those known
inline std::string_view binary_format(std::string_view first) {
  using namespace std::string_view_literals;
  constexpr std::pair<std::string_view, std::string_view> formats[] = {
      {"PK\3\4"sv, "a ZIP archive"},
      {"\4\"M\x18"sv, "compressed by LZ4"},
      {"\x1f\x9d"sv, "compressed by compress (.Z)"},
      {"7z\xbc\xaf"sv, "a 7z archive"},
      {"\x89HDF"sv, "an HDF5 file"},
      {"CDF\1"sv, "a NetCDF file"},
      {"CDF\2"sv, "a NetCDF file"},
      {"CDF\5"sv, "a NetCDF file"},
      {"tektite checkpoint"sv, "a checkpoint"},
      {"\x1f\x8b"sv, "compressed twice"},
      {"\x28\xb5\x2f\xfd"sv, "compressed twice"},
      {"\xfd\x37zXZ"sv, "compressed twice"},
      {"]\0\0"sv, "compressed by LZMA (.lzma)"},
  };
  for (auto const& [begin, name] : formats)
    if (first.substr(0, begin.size()) == begin) return name;
  return first.size() > 262 && first.substr(257, 5) == "ustar" ? "a tar archive" : "";
}

/// A text format whose first lines cannot be those of a frame that the library reads.
///
/// \param reader at the beginning of the file
/// \returns      its name, empty if it is none of those known
inline std::string_view text_format(TextReader& reader) {
  constexpr std::pair<std::string_view, std::string_view> beginnings[] = {
      {"Number of particles", "an AtomEye configuration (CFG)"},
      {"---", "YAML"},
      {"{", "JSON"},
      {"<", "XML"},
      {"data_", "a CIF file"},
      {"HEADER", "a PDB file"},
      {"CRYST1", "a PDB file"},
      {"REMARK", "a PDB file"},
      {"ATOM ", "a PDB file"},
      {"HETATM", "a PDB file"},
  };
  for (auto const& [begin, name] : beginnings)
    if (reader.peek(1).substr(0, begin.size()) == begin) return name;
  if (reader.peek(1).find('\0') != std::string_view::npos) return "binary";
  std::vector<std::string_view> words;
  auto const is_row = [&](std::size_t line, std::size_t numbers) {
    TextReader::split(reader.peek(line), words);
    return are_numbers(words, numbers);
  };
  if (is_row(2, 1) && is_row(3, 3) && is_row(4, 3) && is_row(5, 3)) return "a POSCAR file";
  std::int64_t elements = 0;
  TextReader::split(reader.peek(4), words);
  bool const named = words.size() > 1 && parse_number(words[0], elements) && elements == std::int64_t(words.size()) - 1;
  if (named && is_row(5, 5)) return "an EAM potential (setfl)";
  return "";
}

}  // namespace tektite::io::detail
