// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/csv.hpp>
#include <tektite/io/read_configuration.hpp>

#include <zlib.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>
#include <random>
#include <sstream>

#include "support/scratch_folder.hpp"

using Catch::Matchers::ContainsSubstring;
using tektite::Error;
using tektite::io::FrameReader;

namespace {

void read_all(std::string const& text) {
  std::istringstream stream(text);
  FrameReader reader(stream, "file");
  while (auto frame = reader.next()) {
    // What is accepted is complete and finite.
    std::size_t const n = frame->size();
    REQUIRE((frame->ids.size() == n && frame->types.size() == n));
    REQUIRE((frame->images.empty() || frame->images.size() == n));
    REQUIRE((frame->velocities.empty() || frame->velocities.size() == n));
    for (auto const& column : frame->columns) REQUIRE(column.values.size() == n);
    for (std::size_t i = 0; i < n; ++i) {
      REQUIRE(frame->types[i] >= 1);
      if (i > 0) REQUIRE(frame->ids[i - 1] < frame->ids[i]);
      for (int d = 0; d < 3; ++d) REQUIRE(std::isfinite(frame->positions[i][d]));
      frame->box.wrap(frame->positions[i]);
    }
    REQUIRE(frame->box.volume() > 0);
  }
}

std::string const dump =
    "ITEM: TIMESTEP\n0\n"             // 1, 2
    "ITEM: NUMBER OF ATOMS\n3\n"      // 3, 4
    "ITEM: BOX BOUNDS pp pp ff\n"     // 5
    "0 10\n0 10\n-1.5 10\n"           // 6, 7, 8
    "ITEM: ATOMS id type x y z pe\n"  // 9
    "1 1 1.5 2.5 3.5 -3.25\n"         // 10
    "2 2 4.5 5.5 6.5 -6.5\n"          // 11
    "3 1 7.5 8.5 9.5 -3.5\n";         // 12
std::string const tilted =
    "ITEM: TIMESTEP\n100\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS xy xz yz pp pp pp\n-3 14 -4\n0 11 3\n3 11 -2\n"
    "ITEM: ATOMS id type element xs ys zs ix iy iz vx vy vz\n1 1 Cu .5 .25 .5 0 0 1 1 2 3\n2 2 Zr .1 .2 .3 -1 0 0 4 5 "
    "6\n";
std::string const general =
    "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS abc origin pp pp pp\n0 10 0 -1\n-9 0 1 -2\n.5 0 8 "
    "-3\n"
    "ITEM: ATOMS id type xu yu zu\n7 1 1e2 2 3\n";
std::string const data =
    "title\n\n2 atoms\n2 atom types\n\n0 10 xlo xhi\n0 10 ylo yhi\n0 10 zlo zhi\n\n"  // 1 to 9
    "Masses\n\n1 63.546 # Cu\n2 91.224 # Zr\n\n"                                      // 10 to 14
    "Atoms # atomic\n\n1 1 1 2 3\n2 2 4 5 6\n\n"                                      // 15 to 19
    "Velocities\n\n1 0 0 0\n2 1 1 1\n";                                               // 20 to 23
std::string const xyz =
    "2\nLattice=\"10 0 0 0 10 0 0 0 10\" pbc=\"T T F\" Properties=species:S:1:pos:R:3:f:R:3:moved:L:1\n"
    "Cu 1 2 3 0 0 0 T\nZr 4 5 6 1 1 1 F\n";

// The text with the first `what` replaced.
std::string with(std::string text, std::string const& what, std::string const& by) {
  std::size_t const where = text.find(what);
  REQUIRE(where != std::string::npos);
  return text.replace(where, what.size(), by);
}

struct Case {
  std::string text, message;
};

}  // namespace

TEST_CASE("the good files are good") {
  for (auto const& text : {dump, tilted, general, data, xyz, dump + dump}) REQUIRE_NOTHROW(read_all(text));
}

TEST_CASE("malformed dumps give file, line and what was expected") {
  auto const c = GENERATE(values<Case>({
      {with(dump, "ITEM: TIMESTEP\n0", "ITEM: TIMESTEP\nzero"), "file:2: time step is 'zero', expected an integer"},
      {with(dump, "ITEM: TIMESTEP\n0", "ITEM: TIMESTEP\n0 1"), "file:2: found '0 1', expected the time step alone"},
      {with(dump, "ITEM: TIMESTEP\n0\n", ""), "file:7: ITEM: ATOMS comes before ITEM: TIMESTEP"},
      {with(dump, "ATOMS\n3", "ATOMS\n-3"), "file:4: number of atoms is -3, expected 0 to"},
      {with(dump, "ATOMS\n3", "ATOMS\n3.0"), "file:4: number of atoms is '3.0', expected an integer"},
      {with(dump, "ATOMS\n3", "ATOMS\n4"), "file:13: the file ends after 3 atoms, expected 4"},
      {with(dump, "ATOMS\n3", "ATOMS\n9000000000000000000"),
       "file:13: the file ends after 3 atoms, expected 9000000000000000000"},
      {with(dump, "ATOMS\n3", "ATOMS\n99999999999999999999"),
       "file:4: number of atoms is '99999999999999999999', expected an integer"},
      {with(dump, "ATOMS\n3", "ATOMS\n2"), "file:12: found '3 1 7.5 8.5 9.5 -3.5', expected an ITEM of a LAMMPS dump"},
      {with(dump, "pp pp ff", "pp pp"), "file:5: BOX BOUNDS has 2 words"},
      {with(dump, "pp pp ff", "pp pp px"), "file:5: boundary is 'px'"},
      {with(dump, "0 10\n0 10\n", "0 10\n5 5\n"), "file:8: box length along y is 0, expected a positive one"},
      {with(dump, "0 10\n0 10\n", "0 10\n10 0\n"), "file:8: box length along y is -10"},
      {with(dump, "0 10\n0 10\n", "0 10\n0 inf\n"), "file:7: box bound is 'inf', expected a finite number"},
      {with(dump, "0 10\n0 10\n", "0 10\n0 1e200\n"), "file:8: box edge b has length 1e+200"},
      {with(dump, "0 10\n0 10\n", "0 10\n0 10 0\n"), "file:7: box line has 3 fields, expected 2"},
      {with(dump, "0 10\n0 10\n-1.5 10\n", "0 10\n"), "file:7: box line has 8 fields"},
      {with(general, "-9 0 1", "0 20 0"), "file:8: box: volume"},
      {with(general, "-9 0 1", "0 0 0"), "file:8: box edge b has length 0"},
      {with(dump, "id type", "type"), "file:9: there is no column 'id'"},
      {with(dump, "id type", "id tipe"), "file:9: there is no column 'type' or 'element'"},
      {with(dump, "x y z", "x y zz"), "file:9: there is no column 'x y z'"},
      {with(dump, "y z pe", "y z y"), "file:9: column 'y' appears twice"},
      {with(dump, " pe\n", "\n"), "file:10: atom line has 6 fields, expected 5"},
      {with(dump, " -6.5", ""), "file:11: atom line has 5 fields, expected 6"},
      {with(dump, "4.5", "four"), "file:11: x is 'four', expected a finite number"},
      {with(dump, "4.5", "nan"), "file:11: x is 'nan'"},
      {with(dump, "4.5", "1e300"), "file:11: atom 2 lies more than 1e9 box lengths away"},
      {with(dump, "4.5", "1e12"), "file:11: atom 2 lies more than 1e9 box lengths away"},
      {with(dump, "2 2 4.5", "2 0 4.5"), "file:11: type is 0, expected 1 to 65535"},
      {with(dump, "2 2 4.5", "2 100000 4.5"), "file:11: type is 100000, expected 1 to 65535"},
      {with(dump, "2 2 4.5", "1 2 4.5"), "file:11: id 1 has appeared before"},
      {with(dump, "2 2 4.5", "2.0 2 4.5"), "file:11: id is '2.0', expected an integer"},
      {with(dump, "2 2 4.5", "-2 2 4.5"), "file:11: id is -2, expected 0 to"},
      {with(tilted, "2 2 Zr", "2 1 Zr"), "file:11: type 1 is 'Zr', but was 'Cu' before"},
      {with(tilted, "-1 0 0", "-1 0.5 0"), "file:11: iy is '0.5', expected an integer"},
      {with(tilted, "-1 0 0", "-1 99999999999 0"), "file:11: iy is 99999999999, expected"},
      {dump.substr(0, dump.find("ITEM: ATOMS")), "file:9: the file ends here, expected 'ITEM: ATOMS ...'"},
      {"ITEM: TIMESTEP", "file:2: the file ends here, expected the time step"},
      {"ITEM: SOMETHING\n", "file:1: found 'ITEM: SOMETHING', expected an ITEM of a LAMMPS dump"},
      {dump + "rubbish\n", "file:13: found 'rubbish', expected an ITEM of a LAMMPS dump"},
  }));
  CAPTURE(c.text);
  REQUIRE_THROWS_WITH(read_all(c.text), ContainsSubstring(c.message));
  REQUIRE_THROWS_AS(read_all(c.text), Error);
}

TEST_CASE("a column is refused where its values are used, with file and line") {
  auto const values_of = [](std::string const& text) {
    std::istringstream stream(text);
    return FrameReader(stream, "file").next()->values("pe");
  };
  REQUIRE(values_of(dump) == std::vector<double>{-3.25, -6.5, -3.5});
  REQUIRE_THROWS_WITH(values_of(with(dump, "-6.5", "-6.5e")), ContainsSubstring("file:11: pe is '-6.5e', expected"));
  REQUIRE_THROWS_WITH(values_of(with(dump, "-6.5", "NaN")), ContainsSubstring("'pe' of atom 2 is not a number"));
}

TEST_CASE("malformed data files give file, line and what was expected") {
  auto const c = GENERATE(values<Case>({
      {"just a title\n", "the header has no number of atoms"},
      {"title\nmore prose\n", "file:2: found 'more prose', expected a header line of a LAMMPS data file"},
      {with(data, "2 atoms", "two atoms"), "file:3: number of atoms is 'two'"},
      {with(data, "0 10 ylo yhi\n", ""), "the header has no box"},
      {with(data, "0 10 ylo yhi", "0 ylo yhi"), "file:7: ylo line has 1 numbers, expected 2"},
      {with(data, "0 10 ylo yhi", "0 nan ylo yhi"), "file:7: ylo is 'nan'"},
      {with(data, "0 10 ylo yhi", "10 10 ylo yhi"), "box length along y is 0"},
      {with(data, "2 atoms\n", "3 atoms\n"), "the Atoms section ends after 2 atoms, expected 3"},
      {with(data, "2 atoms\n", "1 atoms\n"), "file:18: more than the 1 atoms of the header"},
      {with(data, "2 atom types", "1 atom types"), "file:13: type is 2, expected 1 to 1"},
      {with(data, "1 63.546 # Cu\n", ""), "type 1 has no mass"},
      {with(data, "1 63.546", "2 63.546"), "file:13: type 2 has a mass already"},
      {with(data, "63.546", "-63.546"), "file:12: mass is -63.546"},
      {with(data, "63.546", "heavy"), "file:12: mass is 'heavy'"},
      {with(data, "63.546", "1 63.546"), "file:12: mass line has 3 fields"},
      {with(data, "# atomic", "# spin"), "file:15: atom style is 'spin', expected atomic"},
      {with(data, "1 1 1 2 3", "1 1 1 2"), "file:17: atom line has 4 fields, expected 5"},
      {with(data, "1 1 1 2 3", "1 1 1 2 3 0 0 0"), "file:18: atom line has 5 fields, expected 8"},
      {with(data, "2 2 4 5 6", "1 2 4 5 6"), "file:18: id 1 has appeared before"},
      {with(data, "2 2 4 5 6", "2 3 4 5 6"), "file:18: type is 3, expected 1 to 2"},
      {with(data, "2 1 1 1", "3 1 1 1"), "file:23: id 3 is no atom of the Atoms section"},
      {with(data, "2 1 1 1", "1 1 1 1"), "file:23: id 1 has a velocity already"},
      {with(data, "2 1 1 1\n", ""), "the Velocities section ends after 1 atoms, expected 2"},
      {with(data, "2 1 1 1", "2 1 1"), "file:23: velocity line has 3 fields"},
      {with(data, "Velocities", "Velocites"), "file:20: section 'Velocites', expected Velocities"},
      {with(data, "# atomic", "# full"), "file:17: atom line has 5 fields, expected 7"},
      {data.substr(0, data.find("Atoms #")), "the file ends without an Atoms section"},
      {data + "\nAtoms\n\n1 1 1 1 1\n", "a second Atoms section"},
  }));
  CAPTURE(c.text);
  REQUIRE_THROWS_WITH(read_all(c.text), ContainsSubstring(c.message) && ContainsSubstring("file:"));
  REQUIRE_THROWS_AS(read_all(c.text), Error);
}

TEST_CASE("malformed extended XYZ files give file, line and what was expected") {
  auto const c = GENERATE(values<Case>({
      {with(xyz, "2\nLattice", "3\nLattice"), "file:5: the file ends after 2 atoms, expected 3"},
      {with(xyz, "2\nLattice", "1\nLattice"), "file:4: found 'Zr 4 5 6 1 1 1 F', expected the number of atoms alone"},
      {with(xyz, "2\nLattice", "-2\nLattice"), "file:1: number of atoms is -2"},
      {with(xyz, "Lattice=", "lettuce="), "file:2: no Lattice"},
      {with(xyz, "0 0 10\"", "0 0\""), "file:2: Lattice has 8 numbers, expected 9"},
      {with(xyz, "0 0 10\"", "0 0 ten\""), "file:2: Lattice is 'ten'"},
      {with(xyz, "0 0 10\"", "0 0 0\""), "file:2: box edge c has length 0"},
      {with(xyz, "0 10 0", "10 0 0"), "file:2: box: volume"},
      {with(xyz, "T T F", "T T"), "file:2: pbc has 2 values, expected 3"},
      {with(xyz, "T T F", "T T X"), "file:2: pbc is 'X', expected T or F"},
      {with(xyz, "T T F\"", "T T F"), "file:2: the closing \" of the value of 'pbc' is missing"},
      {with(xyz, "species:S:1", "species:S"), "file:2: Properties has 11 parts"},
      {with(xyz, "species:S:1", "species:Q:1"), "file:2: property 'species' has type 'Q'"},
      {with(xyz, "species:S:1", "species:S:0"), "file:2: the count of property species is 0"},
      {with(xyz, "species:S:1", "species:S:1000000000"), "file:2: the count of property species is 1000000000"},
      {with(xyz, "pos:R:3", "pos:R:2"), "file:2: there is no column 'x y z'"},
      {with(xyz, "pbc=", "Lattice="), "file:2: the key 'Lattice' appears twice"},
      {with(xyz, "Cu 1", "1"), "file:3: atom line has 7 fields, expected 8"},
      {with(xyz, "Cu 1", "Cu one"), "file:3: x is 'one'"},
      {with(xyz, "0 T", "0 Q"), "file:3: moved is 'Q'"},
  }));
  CAPTURE(c.text);
  REQUIRE_THROWS_WITH(read_all(c.text), ContainsSubstring(c.message));
  REQUIRE_THROWS_AS(read_all(c.text), Error);
}

TEST_CASE("files that are nothing at all give one printable line") {
  std::string binary;
  for (int k = 0; k < 5000; ++k) binary += static_cast<char>((k * 7919) >> 3);
  for (std::string const& text :
       {std::string(), std::string("\n\n\n"), std::string("\0\0\0", 3), binary, std::string(3 << 20, 'x'),
        std::string("12\n"), std::string("12\n\n"), std::string(1 << 20, '\n')}) {
    std::string message;
    try {
      read_all(text);
    } catch (Error const& error) {
      message = error.what();
    }
    REQUIRE_THAT(message, Catch::Matchers::StartsWith("file:"));
    REQUIRE(message.size() < 300);
    for (char const ch : message) REQUIRE((ch >= ' ' && ch <= '~'));
  }
  REQUIRE_THROWS_WITH(read_all(""), ContainsSubstring("file:1: the file is empty"));
  REQUIRE_THROWS_WITH(read_all(std::string(3 << 20, 'x')), ContainsSubstring("line is longer than"));
}

TEST_CASE("files that cannot be read say why") {
  ScratchFolder const folder;
  REQUIRE_THROWS_WITH(FrameReader(folder / "none"),
                      ContainsSubstring("none: cannot be opened: No such file or directory"));
  REQUIRE_THROWS_WITH(FrameReader(folder / ""), ContainsSubstring("Is a directory"));
  {
    std::ofstream empty(folder / "empty");
  }
  REQUIRE_THROWS_WITH(FrameReader(folder / "empty"), ContainsSubstring("empty:1: the file is empty"));
}

TEST_CASE("damaged gzip files never pass for short ones") {
  ScratchFolder const folder;
  auto const whole = folder / "whole.gz", broken = folder / "broken.gz";
  std::string text;
  for (int k = 0; k < 200; ++k) text += dump;
  gzFile const out = gzopen(whole.c_str(), "wb");
  gzwrite(out, text.data(), unsigned(text.size()));
  gzclose(out);
  REQUIRE(tektite::io::read_frames(whole).size() == 200);

  std::ifstream in(whole, std::ios::binary);
  std::string const bytes{std::istreambuf_iterator<char>(in), {}};
  for (std::size_t cut = 3; cut < bytes.size(); cut += 7) {
    std::ofstream(broken, std::ios::binary) << bytes.substr(0, cut);
    REQUIRE_THROWS_AS(tektite::io::read_frames(broken), Error);
  }
  // A flipped bit is caught by the checksum if not before; in the header it may not matter.
  for (std::size_t at = 20; at < bytes.size(); at += 5) {
    std::string flipped = bytes;
    flipped[at] = static_cast<char>(flipped[at] ^ 8);
    std::ofstream(broken, std::ios::binary) << flipped;
    REQUIRE_THROWS_AS(tektite::io::read_frames(broken), Error);
  }
}

TEST_CASE("malformed CSV files give file and line") {
  ScratchFolder const folder;
  auto const path = folder / "t.csv";
  auto const read = [&](char const* text) {
    std::ofstream(path) << text;
    tektite::io::read_csv(path);
  };
  REQUIRE_NOTHROW(read("r,g\n1,2\n"));
  REQUIRE_THROWS_WITH(read(""), ContainsSubstring("t.csv:1: the file ends here, expected a header"));
  REQUIRE_THROWS_WITH(read("r,r\n"), ContainsSubstring("t.csv:1: column 'r' appears twice"));
  REQUIRE_THROWS_WITH(read("r,\n"), ContainsSubstring("t.csv:1: a column has no name"));
  REQUIRE_THROWS_WITH(read("r,g\n1,2\n3\n"), ContainsSubstring("t.csv:3: row has 1 fields, expected 2"));
  REQUIRE_THROWS_WITH(read("r,g\n1,x\n"), ContainsSubstring("t.csv:2: g is 'x'"));
  REQUIRE_THROWS_WITH(read("r,g\n1,nan\n"), ContainsSubstring("t.csv:2: g is 'nan'"));
}

TEST_CASE("random damage is either read or refused, never worse") {
  std::mt19937 random(20240607);
  auto const below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  std::string const pieces[] = {"nan",
                                "inf",
                                "-1",
                                "0",
                                "1e308",
                                "-1e308",
                                "1e-308",
                                "99999999999999999999",
                                "9223372036854775807",
                                "ITEM: ATOMS",
                                "ITEM:",
                                "\n",
                                " ",
                                "\"",
                                "=",
                                ":",
                                "#",
                                "xy xz yz",
                                "abc origin",
                                "Atoms",
                                "Masses",
                                "xlo xhi",
                                "avec",
                                std::string(1, '\0'),
                                "\xff\xfe",
                                "\r",
                                "\t",
                                "2147483648",
                                "element",
                                "ix iy iz"};
  std::vector<std::string> const good{dump, tilted, general, data, xyz, dump + tilted};
  int read = 0, refused = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    std::string text = good[below(good.size())];
    for (std::size_t edits = 1 + below(2); edits > 0 && !text.empty(); --edits) {
      std::size_t const at = below(text.size());
      switch (below(6)) {
        case 0:
          text[at] = static_cast<char>(below(256));
          break;
        case 1:
          text.erase(at, 1 + below(20));
          break;
        case 2:
          text.insert(at, pieces[below(std::size(pieces))]);
          break;
        case 3:
          text.resize(at);
          break;
        case 4:
          text.insert(at, text.substr(below(text.size()), below(60)));
          break;
        default: {  // a whole word for another one
          std::size_t const end = text.find_first_of(" \n", at);
          text.replace(at, end == std::string::npos ? 1 : end - at, pieces[below(std::size(pieces))]);
        }
      }
    }
    INFO(text);
    try {
      read_all(text);
      ++read;
    } catch (Error const& error) {
      ++refused;
      if (std::string(error.what()).rfind("file:", 0) != 0) FAIL(error.what());
    }
  }
  // Both ways out have been taken often.
  REQUIRE(read > 500);
  REQUIRE(refused > 5000);
}
