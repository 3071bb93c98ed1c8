// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_table.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Extended XYZ files, read.

namespace tektite::io {

namespace detail {

/// The keys and values of a comment line: `key=value key="several words" flag`. Keys become lower case, a flag has the
/// value T.
inline std::map<std::string, std::string> read_xyz_comment(TextReader const& reader) {
  std::string_view const line = reader.line();
  std::map<std::string, std::string> result;
  auto const blank = [](char c) { return c == ' ' || c == '\t'; };
  for (std::size_t i = 0; i < line.size();) {
    if (blank(line[i])) {
      ++i;
      continue;
    }
    std::string key, value = "T";
    for (; i < line.size() && !blank(line[i]) && line[i] != '='; ++i)
      key += line[i] >= 'A' && line[i] <= 'Z' ? static_cast<char>(line[i] - 'A' + 'a') : line[i];
    if (i < line.size() && line[i] == '=') {
      ++i;
      value.clear();
      char const open = i < line.size() ? line[i] : ' ';
      char const close = open == '{' ? '}' : (open == '[' ? ']' : open);
      if (open == '"' || open == '\'' || open == '{' || open == '[') {
        std::size_t const end = line.find(close, ++i);
        if (end == std::string_view::npos) reader.fail("the value of ", quote(key), " has no closing ", close);
        value = line.substr(i, end - i);
        i = end + 1;
      } else {
        while (i < line.size() && !blank(line[i])) value += line[i++];
      }
    }
    if (!result.try_emplace(key, value).second) reader.fail("the key ", quote(key), " appears twice");
  }
  return result;
}

/// A logical value in one of its spellings. \param what name of the value in messages
inline bool read_xyz_flag(TextReader const& reader, std::string_view token, std::string_view what) {
  if (token == "T" || token == "1" || token == "True" || token == "true") return true;
  if (token != "F" && token != "0" && token != "False" && token != "false")
    reader.fail(what, " is ", quote(token), ", expected T or F");
  return false;
}

/// Names of the fields of an atom line as `AtomTable` knows them, from `Properties=species:S:1:pos:R:3:...`.
struct XyzProperties {
  std::vector<std::string> names;    ///< by field
  std::vector<std::size_t> logical;  ///< indices of fields that are T or F
};

/// Reads the value of `Properties`. \param text the value
inline XyzProperties read_xyz_properties(TextReader const& reader, std::string const& text) {
  std::vector<std::string> parts(1);
  for (char const c : text) {
    if (c == ':')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  if (parts.size() % 3 != 0) reader.fail("Properties has ", parts.size(), " parts, expected triples name:type:count");
  static std::map<std::string, std::vector<std::string>, std::less<>> const known{
      {"species", {"element"}},
      {"pos", {"x", "y", "z"}},
      {"id", {"id"}},
      {"type", {"type"}},
      {"velo", {"vx", "vy", "vz"}},
      {"vel", {"vx", "vy", "vz"}},
      {"velocities", {"vx", "vy", "vz"}},
      {"periodic_image", {"ix", "iy", "iz"}}};
  XyzProperties result;
  for (std::size_t k = 0; k < parts.size(); k += 3) {
    std::string const &name = parts[k], &kind = parts[k + 1];
    auto const count = static_cast<std::size_t>(reader.integer(parts[k + 2], "the count of property " + name, 1, 1000));
    if (kind != "S" && kind != "R" && kind != "I" && kind != "L")
      reader.fail("property ", quote(name), " has type ", quote(kind), ", expected S, R, I or L");
    auto const special = known.find(name);
    if (special != known.end() && special->second.size() == count && (kind == "S") == (name == "species")) {
      result.names.insert(result.names.end(), special->second.begin(), special->second.end());
      continue;
    }
    for (std::size_t d = 0; d < count; ++d) {
      if (kind == "L") result.logical.push_back(result.names.size());
      if (kind == "S")
        result.names.emplace_back();
      else
        result.names.push_back(count == 1 ? name : name + "[" + std::to_string(d + 1) + "]");
    }
  }
  return result;
}

}  // namespace detail

/// Reads the next frame of an extended XYZ file.
///
/// The comment line must have `Lattice` (rows are the edges) and may have `Origin`, `pbc` (default T T T), `Timestep`
/// and `Properties` (default `species:S:1:pos:R:3`). Species become types in alphabetical order unless there is a
/// `type` property; atoms without an `id` property are counted from 1. Properties of more than one number give columns
/// `name[1]`, `name[2]`, ...; text other than species is skipped.
///
/// \param reader before the first line of the frame
/// \returns      the atoms, sorted by id; nothing at the end of the file
/// \throws Error with file, line, what is wrong and what was expected
inline std::optional<Configuration> read_xyz_frame(TextReader& reader) {
  if (!reader.next_non_blank()) return std::nullopt;
  std::int64_t const count = reader.integer(detail::single(reader, "the number of atoms"), "number of atoms", 0);
  reader.need("the comment line with Lattice=\"...\"");
  auto const keys = detail::read_xyz_comment(reader);
  auto const numbers = [&](char const* key, std::size_t n, double* values) {
    auto const found = keys.find(key);
    if (found == keys.end()) return false;
    std::vector<std::string_view> tokens;
    TextReader::split(found->second, tokens);
    if (tokens.size() != n) reader.fail(key, " has ", tokens.size(), " numbers, expected ", n);
    for (std::size_t k = 0; k < n; ++k) values[k] = reader.number(tokens[k], key);
    return true;
  };
  double a[9], origin[3] = {};
  if (!numbers("lattice", 9, a)) reader.fail("no Lattice, expected Lattice=\"ax ay az bx by bz cx cy cz\"");
  numbers("origin", 3, origin);
  Box::Periodic periodic{true, true, true};
  if (auto const pbc = keys.find("pbc"); pbc != keys.end()) {
    std::vector<std::string_view> tokens;
    TextReader::split(pbc->second, tokens);
    if (tokens.size() != 3) reader.fail("pbc has ", tokens.size(), " values, expected 3");
    for (std::size_t d = 0; d < 3; ++d) periodic[d] = detail::read_xyz_flag(reader, tokens[d], "pbc");
  }
  Box const box = detail::make_box(reader, {{{a[0], a[1], a[2]}, {a[3], a[4], a[5]}, {a[6], a[7], a[8]}}},
                                   {origin[0], origin[1], origin[2]}, periodic);
  std::int64_t timestep = 0;
  if (auto const step = keys.find("timestep"); step != keys.end()) timestep = reader.integer(step->second, "timestep");

  auto const text = keys.find("properties");
  auto const properties =
      detail::read_xyz_properties(reader, text == keys.end() ? "species:S:1:pos:R:3" : text->second);
  detail::AtomTable table(reader, properties.names, box, true);
  for (std::size_t const k : properties.logical) table.set_logical(k);
  for (std::int64_t i = 0; i < count; ++i) {
    if (!reader.next()) reader.fail("the file ends after ", i, " atoms, expected ", count);
    table.add(reader);
  }
  Configuration c = table.finish(reader);
  c.timestep = timestep;
  return c;
}

}  // namespace tektite::io
