// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/read_dump.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "support/frame_texts.hpp"

namespace read_dump_test {

using Catch::Matchers::ContainsSubstring;
using tektite::Box;
using tektite::Error;
using tektite::Vec3;
using namespace frame_texts;

TEST_CASE("a dump gives its atoms sorted by id, with every number as written") {
  Configuration const c =
      one(dump_text("pp ff fs\n-1 9\n0 1e1\n+2 12.5", "type id x y z vx vy vz ix iy iz c_pe c_st[1]",
                    "2 30 1.5 2 3 .1 -.2 3e-1 1 -2 0 -6.25 1e3\n1 4 4 5 6 0 0 0 0 0 7 -3.5 -2\n", 2));
  REQUIRE(c.timestep == 7);
  REQUIRE(c.ids == std::vector<std::int64_t>{4, 30});
  REQUIRE(c.types == std::vector<int>{0, 1});
  REQUIRE(c.positions == std::vector<Vec3<double>>{{4, 5, 6}, {1.5, 2, 3}});
  REQUIRE(c.velocities == std::vector<Vec3<double>>{{0, 0, 0}, {0.1, -0.2, 0.3}});
  REQUIRE(c.images == std::vector<Vec3<int>>{{0, 0, 7}, {1, -2, 0}});
  REQUIRE(c.columns.size() == 2);
  REQUIRE(c.find("c_st[1]")->values == std::vector<double>{-2, 1000});
  REQUIRE(c.find("c_pe")->values == std::vector<double>{-3.5, -6.25});
  REQUIRE(c.find("vx") == nullptr);
  REQUIRE(c.elements.empty());
  REQUIRE(c.box.edges() == Box::orthogonal(10, 10, 10.5).edges());
  REQUIRE(c.box.origin() == Vec3<double>{-1, 0, 2});
  REQUIRE(c.box.periodic(0));
  REQUIRE_FALSE(c.box.periodic(1));
  REQUIRE_FALSE(c.box.periodic(2));
  require_close(unwrap(c)[1], {11.5, -18, 3});
}

TEST_CASE("triclinic bounds are those of the bounding box") {
  // lengths 10 9 8, origin (1, 2, 3), tilts xy = -4, xz = 3, yz = -2: by hand from LAMMPS' rules
  Configuration const c =
      one(dump_text("xy xz yz pp pp pp\n-3 14 -4\n0 11 3\n3 11 -2", "id type xs ys zs", "1 1 .5 .25 .5\n", 1));
  Box const expected = Box::triclinic({10, 9, 8}, -4, 3, -2, {1, 2, 3});
  REQUIRE(c.box.edges() == expected.edges());
  REQUIRE(c.box.origin() == expected.origin());
  require_close(c.positions[0], {1 + 5 - 1 + 1.5, 2 + 2.25 - 1, 3 + 4});
}

TEST_CASE("a general triclinic box keeps its three vectors") {
  Configuration const c = one(dump_text("abc origin pp pp pp\n0 10 0 -1\n-9 0 1 -2\n.5 0 8 -3", "id element x y z",
                                        "5 Zr 1 2 3\n2 Cu 0 0 0\n", 2));
  REQUIRE(c.box.edges() == tektite::Mat3{{{0, 10, 0}, {-9, 0, 1}, {.5, 0, 8}}});
  REQUIRE(c.box.origin() == Vec3<double>{-1, -2, -3});
  REQUIRE(c.elements == std::vector<std::string>{"Cu", "Zr"});
  REQUIRE(c.types == std::vector<int>{0, 1});
}

TEST_CASE("positions are taken from the columns that tell where the atom really is") {
  SECTION("unwrapped") {
    Configuration const c = one(dump_text(cube, "id type xu yu zu", "1 1 -25 3 14\n", 1));
    REQUIRE(unwrap(c)[0] == Vec3<double>{-25, 3, 14});
  }
  SECTION("unwrapped and scaled") {
    Configuration const c = one(dump_text(cube, "id type xsu ysu zsu", "1 1 -2.5 .3 1.4\n", 1));
    require_close(unwrap(c)[0], {-25, 3, 14});
  }
  SECTION("image flags are not added to unwrapped positions") {
    Configuration const c = one(dump_text(cube, "id type xu yu zu ix iy iz", "1 1 -25 3 14 -3 0 1\n", 1));
    REQUIRE(unwrap(c)[0] == Vec3<double>{-25, 3, 14});
  }
  SECTION("wrapped and unwrapped without flags: unwrapped") {
    Configuration const c = one(dump_text(cube, "id type x y z xu yu zu", "1 1 5 3 4 -25 3 14\n", 1));
    REQUIRE(unwrap(c)[0] == Vec3<double>{-25, 3, 14});
    REQUIRE(c.find("x")->values[0] == 5);
  }
  SECTION("wrapped and unwrapped with flags: wrapped plus flags") {
    Configuration const c = one(dump_text(cube, "id type x y z xu yu zu ix iy iz", "1 1 5 3 4 -25 3 14 -3 0 1\n", 1));
    REQUIRE(c.positions[0] == Vec3<double>{5, 3, 4});
    REQUIRE(unwrap(c)[0] == Vec3<double>{-25, 3, 14});
  }
}

TEST_CASE("elements of a dump are by type") {
  Configuration const c = one(dump_text(cube, "id type element x y z", "1 3 Zr 1 1 1\n2 1 Cu 2 2 2\n", 2));
  REQUIRE(c.types == std::vector<int>{2, 0});
  REQUIRE(c.elements == std::vector<std::string>{"Cu", "", "Zr"});
  REQUIRE(c.type_count() == 3);
}

TEST_CASE("dumps of several frames are read one by one, with units, times and CR LF") {
  std::string const frame = dump_text(cube, "id type x y z", "1 1 1 1 1\n", 1);
  std::string text =
      "ITEM: UNITS\nmetal\nITEM: TIME\n0.5\n" + frame + frame + "\n" + dump_text(cube, "id type x y z", "", 0);
  REQUIRE(frames_of(text).size() == 3);
  REQUIRE(frames_of(text)[2].size() == 0);
  std::string windows;
  for (char const ch : text) windows += ch == '\n' ? std::string("\r\n") : std::string(1, ch);
  REQUIRE(frames_of(windows).size() == 3);
  REQUIRE(frames_of(windows)[1].positions == frames_of(text)[1].positions);
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
      {with(dump, "2 2 4.5", "2.5 2 4.5"), "file:11: id is '2.5', expected an integer"},
      {with(dump, "2 2 4.5", "1.23457e+06 2 4.5"), "file:11: id is '1.23457e+06', expected an integer"},
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

}  // namespace read_dump_test
