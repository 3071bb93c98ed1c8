// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/compiled.hpp"
#include "tektite/io/detail/frame_format.hpp"
#include "tektite/io/detail/other_formats.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// What `FrameReader` asks of a file and of its frames.

namespace tektite::io::detail {

/// Throws if the file is known to be something else.
inline void refuse(TextReader const& reader, std::string_view other) {
  if (other.empty()) return;
  reader.fail_at(1, "the file is ", other, ", expected a LAMMPS dump, a LAMMPS data file or extended XYZ");
}

/// Whether the lines after the first one are those of a data file, whose title may be a number. In XYZ the third line
/// is an atom.
inline bool has_data_header(TextReader& reader) {
  std::vector<std::string_view> words;
  for (std::size_t k = 2; k < 60; ++k) {
    std::string_view const line = reader.peek(k);
    TextReader::split(line.substr(0, line.find('#')), words);
    std::size_t const n = words.size();
    std::int64_t count = 0;
    if (n == 2 && k > 2 && words[1] == "atoms" && parse_number(words[0], count)) return true;
    if (n == 4 && (words[3] == "avec" || (words[2] == "xlo" && words[3] == "xhi"))) return true;
  }
  return false;
}

/// The format of a file. \param reader before its first line \throws Error the file is empty, or something else
TEKTITE_IO_COMPILED FrameFormat frame_format(TextReader& reader) {
  // Copies, because reading further ahead may move the lines in memory.
  std::string const first(reader.peek(1)), second(reader.peek(2));
  if (first.empty() && second.empty() && reader.peek(3).empty())
    reader.fail_at(1, "the file is empty, expected a LAMMPS dump, a LAMMPS data file or extended XYZ");
  if (first.substr(0, 2) == "\xff\xfe" || first.substr(0, 2) == "\xfe\xff")
    reader.fail_at(1, "the file is UTF-16 text, expected UTF-8 or ASCII");
  std::vector<std::string_view> words;
  for (std::size_t k = 1; k <= 3 && words.empty(); ++k) TextReader::split(reader.peek(k), words);
  // In any case of the letters: a dump with a wrong first word is no data file.
  if (!words.empty() && words[0].size() == 5 && edit_distance(words[0], "ITEM:") == 0) return FrameFormat::dump;
  std::int64_t count = 0;
  bool const counted = words.size() == 1 && parse_number(words[0], count);
  refuse(reader, binary_format(first));
  if (has_data_header(reader)) return FrameFormat::data;
  if (counted) return FrameFormat::xyz;
  refuse(reader, text_format(reader));
  return FrameFormat::data;
}

/// Gives the types of a frame the numbers that their elements had in earlier frames. \param elements of these
TEKTITE_IO_COMPILED void keep_numbers(Configuration& frame, std::vector<std::string>& elements) {
  std::set<std::string> const distinct(frame.elements.begin(), frame.elements.end());
  if (distinct.size() < frame.elements.size()) return;  // labels of one element: types of their own
  std::unordered_map<std::string, int> known;           // a frame may have as many elements as atoms
  for (std::string const& name : elements) known.emplace(name, static_cast<int>(known.size()));
  std::vector<int> number;
  for (std::string const& name : frame.elements) {
    auto const [entry, is_new] = known.emplace(name, static_cast<int>(known.size()));
    number.push_back(entry->second);
    if (is_new) elements.push_back(name);
  }
  for (int& type : frame.types) type = number[static_cast<std::size_t>(type)];
  frame.elements = elements;
}

}  // namespace tektite::io::detail
