// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/read_data.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "support/frame_texts.hpp"

namespace read_data_test {

using Catch::Matchers::ContainsSubstring;
using tektite::Box;
using tektite::Error;
using tektite::Vec3;
using namespace frame_texts;

TEST_CASE("data files give masses, elements, images and velocities") {
  Configuration const c =
      one("3 things, a title\n\n2 atoms\n2 atom types\n0 bonds\n\n-1 9 xlo xhi\n0 8 ylo yhi\n0 7 zlo zhi\n1 -2 3 xy xz "
          "yz\n\n"
          "Masses\n\n2 91.22 \n1 63.546 # Cu\n\nPair Coeffs # eam/fs\n\n1 2 3\n\n"
          "Atoms # atomic\n\n9 2 1 2 3 0 -1 4 # comment\n3 1 4 5 6 1 0 0\n\nVelocities\n\n3 .5 0 0\n9 1 2 3\n");
  REQUIRE(c.ids == std::vector<std::int64_t>{3, 9});
  REQUIRE(c.types == std::vector<int>{0, 1});
  REQUIRE(c.positions == std::vector<Vec3<double>>{{4, 5, 6}, {1, 2, 3}});
  REQUIRE(c.images == std::vector<Vec3<int>>{{1, 0, 0}, {0, -1, 4}});
  REQUIRE(c.velocities == std::vector<Vec3<double>>{{.5, 0, 0}, {1, 2, 3}});
  REQUIRE(c.masses == std::vector<double>{63.546, 91.22});
  REQUIRE(c.elements == std::vector<std::string>{"Cu", "Zr"});
  REQUIRE(c.box.edges() == Box::triclinic({10, 8, 7}, 1, -2, 3).edges());
  REQUIRE(c.box.origin() == Vec3<double>{-1, 0, 0});
}

TEST_CASE("data files without masses of elements name none") {
  Configuration const c =
      one("1000\n\n1 atoms\n2 atom types\n0 1 xlo xhi\n0 1 ylo yhi\n0 1 zlo zhi\n\nMasses\n\n1 1.0 # bead\n2 "
          "63.546\n\nAtoms\n\n1 1 0 0 0\n");
  REQUIRE(c.elements.empty());
  REQUIRE(c.masses == std::vector<double>{1.0, 63.546});
  REQUIRE(c.images.empty());
  REQUIRE(c.velocities.empty());
}

TEST_CASE("data files may have a general triclinic box") {
  Configuration const c =
      one("title\n\n1 atoms\n1 atom types\n0 5 0 avec\n-6 0 0 bvec\n0 1 7 cvec\n1 2 3 abc origin\n\nAtoms # "
          "atomic\n\n1 1 0 0 0\n");
  REQUIRE(c.box.edges() == tektite::Mat3{{{0, 5, 0}, {-6, 0, 0}, {0, 1, 7}}});
  REQUIRE(c.box.origin() == Vec3<double>{1, 2, 3});
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

}  // namespace read_data_test
