// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/read_xyz.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "support/frame_texts.hpp"

namespace read_xyz_test {

using Catch::Matchers::ContainsSubstring;
using tektite::Error;
using tektite::Vec3;
using namespace frame_texts;

TEST_CASE("extended XYZ gives lattice, periodicity and properties") {
  auto const frames = frames_of(
      "2\nLattice=\"10 0 0 1 9 0 0 0 8\" Origin=\"-1 0 0\" pbc=\"T F T\" Timestep=42 energy=-3.5 config_type={a b} "
      "Properties=species:S:1:pos:R:3:velo:R:3:forces:R:3:moved:L:1:label:S:1:charge:R:1\n"
      "Zr 1 2 3 0 0 1 .1 .2 .3 T foo -1\nCu 4 5 6 0 1 0 .4 .5 .6 F bar 2\n"
      "1\nLattice=\"4 0 0 0 4 0 0 0 4\"\nCu 0 0 0\n");
  REQUIRE(frames.size() == 2);
  Configuration const& c = frames[0];
  REQUIRE(c.timestep == 42);
  REQUIRE(c.box.edges() == tektite::Mat3{{{10, 0, 0}, {1, 9, 0}, {0, 0, 8}}});
  REQUIRE(c.box.origin() == Vec3<double>{-1, 0, 0});
  REQUIRE_FALSE(c.box.periodic(1));
  REQUIRE(c.ids == std::vector<std::int64_t>{1, 2});
  REQUIRE(c.elements == std::vector<std::string>{"Cu", "Zr"});
  REQUIRE(c.types == std::vector<int>{1, 0});
  REQUIRE(c.positions == std::vector<Vec3<double>>{{1, 2, 3}, {4, 5, 6}});
  REQUIRE(c.velocities == std::vector<Vec3<double>>{{0, 0, 1}, {0, 1, 0}});
  REQUIRE(c.find("forces[2]")->values == std::vector<double>{.2, .5});
  REQUIRE(c.find("moved")->values == std::vector<double>{1, 0});
  REQUIRE(c.find("charge")->values == std::vector<double>{-1, 2});
  REQUIRE(c.find("label") == nullptr);
  REQUIRE(frames[1].box.periodic(1));
  REQUIRE(frames[1].size() == 1);
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

}  // namespace read_xyz_test
