// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tektite/core/box.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_table.hpp"
#include "tektite/io/detail/atom_words.hpp"
#include "tektite/io/detail/compiled.hpp"
#include "tektite/io/detail/xyz_comment.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Frames of extended XYZ files, read.

namespace tektite::io::detail {

/// One of `Properties=species:S:1:pos:R:3:...`.
struct XyzProperty {
  std::string_view name;  ///< one word
  char kind;              ///< S, R, I or L
  std::size_t count;      ///< of its columns
};

/// The properties of a frame.
///
/// \param text  the value of the key, which must outlive the result
/// \param atoms their number
/// \throws Error with file and line, also where an atom line has another number of words than there are columns
inline std::vector<XyzProperty> split_xyz_properties(TextReader& reader, std::string_view text, std::int64_t atoms) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0;;) {
    std::size_t const colon = text.find(':', begin);
    parts.push_back(text.substr(begin, colon - begin));
    if (colon == std::string_view::npos) break;
    begin = colon + 1;
  }
  if (parts.size() % 3 != 0) reader.fail("Properties has ", parts.size(), " parts, expected triples name:type:count");
  std::vector<XyzProperty> result;
  std::size_t columns = 0;
  for (std::size_t k = 0; k < parts.size(); k += 3) {
    std::string_view const name = parts[k], kind = parts[k + 1];
    if (name.empty()) reader.fail("a property has no name, expected triples name:type:count");
    check_name(reader, "a property", name);
    if (kind != "S" && kind != "R" && kind != "I" && kind != "L")
      reader.fail("property ", quote(name), " has type ", quote(kind), ", expected S, R, I or L");
    auto const count = reader.integer(parts[k + 2], "the count of property " + shortened(name), 1, max_columns);
    result.push_back({name, kind[0], static_cast<std::size_t>(count)});
    columns += result.back().count;
    if (columns > max_columns) reader.fail("Properties has more than ", max_columns, " columns");
  }
  // A short line can announce many columns. Their names are only made where the file shows as many words.
  if (atoms == 0 && columns > 100)
    reader.fail("Properties has ", columns, " columns, expected at most 100 in a frame without atoms");
  if (atoms > 0 && columns > 100) {
    std::vector<std::string_view> words;
    TextReader::split(reader.peek(1), words);
    if (words.size() != columns)
      reader.fail_at(reader.line_number() + 1, "atom line has ", words.size(), " fields, expected ", columns);
  }
  return result;
}

/// Names of the fields of an atom line as `AtomTable` knows them. \param atoms number of atoms of the frame
inline FieldNames read_xyz_fields(std::vector<XyzProperty> const& properties, std::int64_t atoms) {
  static std::map<std::string, std::vector<std::string>, std::less<>> const known{
      {"species", {"element"}},
      {"pos", {"x", "y", "z"}},
      {"id", {"id"}},
      {"type", {"type"}},
      {"velo", {"vx", "vy", "vz"}},
      {"vel", {"vx", "vy", "vz"}},
      {"velocities", {"vx", "vy", "vz"}},
      {"map_shift", {"ix", "iy", "iz"}},
      {"periodic_image", {"ix", "iy", "iz"}}};
  auto const has = [&](std::string_view name) {
    return std::any_of(properties.begin(), properties.end(),
                       [&](auto const& property) { return property.name == name; });
  };
  // Names that other codes have for species and positions.
  std::map<std::string_view, std::string_view> stand_ins;
  if (!has("species")) stand_ins[has("element") ? "element" : "symbols"] = "species";
  if (!has("pos")) stand_ins["positions"] = "pos";
  bool has_species = has("species") || has("element") || has("symbols");
  FieldNames result;
  for (auto const& [given, kind, count] : properties) {
    auto const stand_in = stand_ins.find(given);
    std::string_view const name = stand_in == stand_ins.end() ? given : stand_in->second;
    // Species and types may be words or whole numbers, or else real ones that are whole (ASE calls those of no atoms
    // real); all other properties that are known are numbers.
    bool const word_or_type = name == "species" || name == "type";
    bool const real = kind == 'R' && std::none_of(properties.begin(), properties.end(), [&](auto const& other) {
                        return other.name == given && (other.kind == 'S' || other.kind == 'I');
                      });
    auto const special = known.find(name);
    if (special != known.end() && special->second.size() == count &&
        (word_or_type ? kind == 'S' || kind == 'I' || real || atoms == 0 : kind != 'S')) {
      result.names.insert(result.names.end(), special->second.begin(), special->second.end());
      continue;
    }
    if ((name == "Z" || name == "numbers") && kind == 'I' && count == 1 && !std::exchange(has_species, true)) {
      result.names.push_back(atomic_number_field);
      continue;
    }
    for (std::size_t d = 0; d < count; ++d) {
      if (kind == 'L') result.logical.push_back(result.names.size());
      if (kind == 'S') result.text.push_back(result.names.size());
      std::string& column = result.names.emplace_back(name);
      if (count > 1) column += "[" + std::to_string(d + 1) + "]";
    }
  }
  return result;
}

/// The box, from `Lattice`, `Origin` and `pbc`.
inline Box read_xyz_box(TextReader const& reader, XyzComment const& keys) {
  XyzValue const* const lattice = keys.find("Lattice");
  if (lattice == nullptr)
    reader.fail("no Lattice: plain XYZ has no box; expected Lattice=\"ax ay az bx by bz cx cy cz\" in this line");
  auto const numbers = [&](XyzValue const& value, char const* key) {
    std::vector<double> result;
    for (std::string const& word : value.words()) result.push_back(reader.number(word, key));
    return result;
  };
  std::vector<double> a = numbers(*lattice, "Lattice");
  if (!lattice->widths.empty() && lattice->widths != std::vector<std::size_t>{3, 3, 3})
    reader.fail("Lattice has ", lattice->widths.size(), " rows, expected 3 rows of 3 numbers");
  if (a.size() == 3) a = {a[0], 0, 0, 0, a[1], 0, 0, 0, a[2]};
  if (a.size() != 9) reader.fail("Lattice has ", a.size(), " numbers, expected 9, or 3 for an upright box");
  std::vector<double> origin(3);
  for (char const* key : {"cell_origin", "Origin"})
    if (XyzValue const* const value = keys.find(key)) origin = numbers(*value, key);
  if (origin.size() != 3) reader.fail("Origin has ", origin.size(), " numbers, expected 3");
  Box::Periodic periodic{true, true, true};
  if (XyzValue const* const pbc = keys.find("pbc")) {
    auto const words = pbc->words();
    if (words.size() != 3 && words.size() != 1) reader.fail("pbc has ", words.size(), " values, expected 3");
    for (std::size_t d = 0; d < 3; ++d) periodic[d] = read_logical(reader, words[words.size() == 1 ? 0 : d], "pbc");
  }
  return make_box(reader, {{{a[0], a[1], a[2]}, {a[3], a[4], a[5]}, {a[6], a[7], a[8]}}},
                  {origin[0], origin[1], origin[2]}, periodic);
}

/// The time step: a whole number, also written as a real one (100.0). Anything else is 0.
inline std::int64_t read_xyz_timestep(XyzComment const& keys) {
  XyzValue const* const value = keys.find("Timestep");
  if (value == nullptr) return 0;
  auto const words = value->words();
  std::int64_t step = 0;
  return words.size() == 1 && parse_whole(words[0], step) ? step : 0;
}

/// Reads the next frame, for `io::read_xyz_frame`.
TEKTITE_IO_COMPILED std::optional<Configuration> read_xyz_frame(TextReader& reader) {
  if (!reader.next_non_blank()) return std::nullopt;
  std::int64_t const count = reader.integer(single(reader, "the number of atoms"), "number of atoms", 0);
  reader.need("the comment line with Lattice=\"...\"");
  XyzComment const keys(reader);
  Box const box = read_xyz_box(reader, keys);
  std::int64_t const timestep = read_xyz_timestep(keys);
  XyzValue const* const value = keys.find("Properties");
  std::string_view const text = value == nullptr ? std::string_view("species:S:1:pos:R:3") : value->text;
  auto const properties = split_xyz_properties(reader, text, count);
  AtomTable table(reader, read_xyz_fields(properties, count), box, true);
  table.add_lines(reader, count);
  Configuration c = table.finish(reader);
  c.timestep = timestep;
  return c;
}

}  // namespace tektite::io::detail
