// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <cstddef>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <tektite/io/read_configuration.hpp>

/// Texts of files with frames, and their readers, for tests.
namespace frame_texts {

using tektite::io::Configuration;
using tektite::io::FrameReader;

/// All frames of a text, in any of the formats.
inline std::vector<Configuration> frames_of(std::string const& text) {
  std::istringstream stream(text);
  FrameReader reader(stream, "file");
  std::vector<Configuration> frames;
  while (auto frame = reader.next()) frames.push_back(std::move(*frame));
  return frames;
}

/// The frame of a text that has one.
inline Configuration one(std::string const& text) {
  auto frames = frames_of(text);
  REQUIRE(frames.size() == 1);
  return frames[0];
}

/// Requires that two vectors are equal up to rounding.
inline void require_close(tektite::Vec3<double> a, tektite::Vec3<double> b) {
  for (int d = 0; d < 3; ++d) REQUIRE_THAT(a[d], Catch::Matchers::WithinAbs(b[d], 1e-13));
}

/// A dump with these bounds of the box, columns and atoms.
inline std::string dump_text(std::string const& bounds, std::string const& columns, std::string const& atoms,
                             int count) {
  return "ITEM: TIMESTEP\n7\nITEM: NUMBER OF ATOMS\n" + std::to_string(count) + "\nITEM: BOX BOUNDS " + bounds +
         "\nITEM: ATOMS " + columns + "\n" + atoms;
}

/// Bounds of a box for `dump_text`.
inline std::string const cube = "pp pp pp\n0 10\n0 10\n0 10";

/// Reads a text to its end, and requires that what is accepted is complete and finite.
inline void read_all(std::string const& text) {
  std::istringstream stream(text);
  FrameReader reader(stream, "file");
  while (auto frame = reader.next()) {
    std::size_t const n = frame->size();
    REQUIRE((frame->ids.size() == n && frame->types.size() == n));
    REQUIRE((frame->images.empty() || frame->images.size() == n));
    REQUIRE((frame->velocities.empty() || frame->velocities.size() == n));
    for (auto const& column : frame->columns) REQUIRE(column.values.size() == n);
    for (std::size_t i = 0; i < n; ++i) {
      REQUIRE(frame->types[i] >= 0);
      if (i > 0) REQUIRE(frame->ids[i - 1] < frame->ids[i]);
      for (int d = 0; d < 3; ++d) REQUIRE(std::isfinite(frame->positions[i][d]));
      frame->box.wrap(frame->positions[i]);
    }
    REQUIRE(frame->box.volume() > 0);
  }
}

/// Files without a fault; the comments count lines.
inline std::string const dump =
    "ITEM: TIMESTEP\n0\n"             // 1, 2
    "ITEM: NUMBER OF ATOMS\n3\n"      // 3, 4
    "ITEM: BOX BOUNDS pp pp ff\n"     // 5
    "0 10\n0 10\n-1.5 10\n"           // 6, 7, 8
    "ITEM: ATOMS id type x y z pe\n"  // 9
    "1 1 1.5 2.5 3.5 -3.25\n"         // 10
    "2 2 4.5 5.5 6.5 -6.5\n"          // 11
    "3 1 7.5 8.5 9.5 -3.5\n";         // 12
inline std::string const tilted =
    "ITEM: TIMESTEP\n100\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS xy xz yz pp pp pp\n-3 14 -4\n0 11 3\n3 11 -2\n"
    "ITEM: ATOMS id type element xs ys zs ix iy iz vx vy vz\n1 1 Cu .5 .25 .5 0 0 1 1 2 3\n2 2 Zr .1 .2 .3 -1 0 0 4 5 "
    "6\n";
inline std::string const general =
    "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS abc origin pp pp pp\n0 10 0 -1\n-9 0 1 -2\n.5 0 8 "
    "-3\n"
    "ITEM: ATOMS id type xu yu zu\n7 1 1e2 2 3\n";
inline std::string const data =
    "title\n\n2 atoms\n2 atom types\n\n0 10 xlo xhi\n0 10 ylo yhi\n0 10 zlo zhi\n\n"  // 1 to 9
    "Masses\n\n1 63.546 # Cu\n2 91.224 # Zr\n\n"                                      // 10 to 14
    "Atoms # atomic\n\n1 1 1 2 3\n2 2 4 5 6\n\n"                                      // 15 to 19
    "Velocities\n\n1 0 0 0\n2 1 1 1\n";                                               // 20 to 23
inline std::string const xyz =
    "2\nLattice=\"10 0 0 0 10 0 0 0 10\" pbc=\"T T F\" Properties=species:S:1:pos:R:3:f:R:3:moved:L:1\n"
    "Cu 1 2 3 0 0 0 T\nZr 4 5 6 1 1 1 F\n";

/// The text with the first `what` replaced.
inline std::string with(std::string text, std::string const& what, std::string const& by) {
  std::size_t const where = text.find(what);
  REQUIRE(where != std::string::npos);
  return text.replace(where, what.size(), by);
}

/// A malformed text, and a part of the message that it gives.
struct Case {
  std::string text, message;
};

}  // namespace frame_texts
