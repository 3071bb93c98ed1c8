// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/box.hpp"
#include "tektite/io/configuration.hpp"
#include "tektite/io/detail/atom_table.hpp"
#include "tektite/io/detail/atom_words.hpp"
#include "tektite/io/detail/compiled.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Frames of LAMMPS text dumps, read.

namespace tektite::io::detail {

/// Whether an axis is periodic, from its boundary word: "pp", or one letter of f, s, m for each face.
inline bool read_boundary(TextReader const& reader, std::string_view token) {
  if (token == "pp") return true;
  auto const wall = [](char c) { return c == 'f' || c == 's' || c == 'm'; };
  if (token.size() != 2 || !wall(token[0]) || !wall(token[1]))
    reader.fail("boundary is ", quote(token), ", expected pp or two letters of f, s, m");
  return false;
}

/// The box, from the three lines after `ITEM: BOX BOUNDS ...`. \param header the words after BOX BOUNDS
inline Box read_dump_box(TextReader& reader, std::vector<std::string> const& header) {
  enum { upright, tilted, general } form = upright;
  std::size_t used = 0;
  auto const starts_with = [&](std::initializer_list<char const*> words) {
    return header.size() >= words.size() && std::equal(words.begin(), words.end(), header.begin());
  };
  if (starts_with({"xy", "xz", "yz"})) {
    form = tilted;
    used = 3;
  } else if (starts_with({"abc", "origin"})) {
    form = general;
    used = 2;
  }
  // Dumps older than 2009 have no boundary words; all their axes are read as periodic.
  Box::Periodic periodic{true, true, true};
  if (header.size() != used && header.size() != used + 3)
    reader.fail("BOX BOUNDS has ", header.size(),
                " words after it, expected [xy xz yz | abc origin] and three boundaries");
  for (std::size_t d = 0; d < 3 && header.size() > used; ++d) periodic[d] = read_boundary(reader, header[used + d]);

  std::size_t const width = form == upright ? 2 : (form == tilted ? 3 : 4);
  double v[3][4] = {};
  for (auto& row : v) {
    reader.need("three lines of box bounds");
    auto const& tokens = reader.tokens();
    if (tokens.size() != width) reader.fail("box line has ", tokens.size(), " fields, expected ", width);
    for (std::size_t k = 0; k < width; ++k) row[k] = reader.number(tokens[k], "box bound");
  }
  if (form == general) {
    Mat3 edges;
    for (int k = 0; k < 3; ++k) edges.col[k] = {v[k][0], v[k][1], v[k][2]};
    return make_box(reader, edges, {v[0][3], v[1][3], v[2][3]}, periodic);
  }
  // For a tilted box the bounds are those of the orthogonal bounding box.
  double const xy = v[0][2], xz = v[1][2], yz = v[2][2];
  v[0][0] -= std::min({0.0, xy, xz, xy + xz});
  v[0][1] -= std::max({0.0, xy, xz, xy + xz});
  v[1][0] -= std::min(0.0, yz);
  v[1][1] -= std::max(0.0, yz);
  Mat3 const edges{{{v[0][1] - v[0][0], 0, 0}, {xy, v[1][1] - v[1][0], 0}, {xz, yz, v[2][1] - v[2][0]}}};
  require_positive_lengths(reader, edges);
  return make_box(reader, edges, {v[0][0], v[1][0], v[2][0]}, periodic);
}

/// Reads the next frame, for `io::read_dump_frame`.
TEKTITE_IO_COMPILED std::optional<Configuration> read_dump_frame(TextReader& reader) {
  if (!reader.next_non_blank()) return std::nullopt;
  std::optional<std::int64_t> timestep, count;
  std::optional<Box> box;
  for (bool first = true;; first = false) {
    if (!first) reader.need("'ITEM: ATOMS ...'");
    auto const& item = reader.tokens();
    auto const begins = [&](std::initializer_list<std::string_view> name) {
      return item.size() > name.size() && item[0] == "ITEM:" && std::equal(name.begin(), name.end(), item.begin() + 1);
    };
    auto const is = [&](std::initializer_list<std::string_view> name) {
      return item.size() == name.size() + 1 && begins(name);
    };
    // A header that was cut off would go on with the next frame's.
    auto const only = [&](bool has) {
      if (has) reader.fail("a second ", quote(reader.line()), " in one frame, expected ITEM: ATOMS before it");
    };
    if (is({"TIMESTEP"})) {
      only(timestep.has_value());
      reader.need("the time step");
      timestep = reader.whole(single(reader, "the time step"), "time step");
    } else if (is({"NUMBER", "OF", "ATOMS"})) {
      only(count.has_value());
      reader.need("the number of atoms");
      count = reader.integer(single(reader, "the number of atoms"), "number of atoms", 0);
    } else if (begins({"BOX", "BOUNDS"})) {
      only(box.has_value());
      std::vector<std::string> const header(item.begin() + 3, item.end());
      box = read_dump_box(reader, header);
    } else if (is({"UNITS"}) || is({"TIME"})) {
      reader.need("one line");
    } else if (begins({"ATOMS"})) {
      break;
    } else {
      reader.fail("found ", quote(reader.line()), ", expected an ITEM of a LAMMPS dump");
    }
  }
  if (!timestep || !count || !box)
    reader.fail("ITEM: ATOMS comes before ",
                !timestep ? "ITEM: TIMESTEP" : (!count ? "ITEM: NUMBER OF ATOMS" : "ITEM: BOX BOUNDS"));

  auto const& words = reader.tokens();
  if (words.size() > max_columns + 2)
    reader.fail("ITEM: ATOMS has ", words.size() - 2, " columns, expected at most ", max_columns);
  std::vector<std::string> const names(words.begin() + 2, words.end());
  AtomTable table(reader, {names}, *box);
  table.add_lines(reader, *count);
  Configuration c = table.finish(reader);
  c.timestep = *timestep;
  return c;
}

}  // namespace tektite::io::detail
