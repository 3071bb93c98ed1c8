// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// The forms in which other codes write files: read, or refused with words, never read as something else.

#include <tektite/io/read_configuration.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <chrono>
#include <cmath>
#include <sstream>

namespace dialects_test {

using Catch::Matchers::ContainsSubstring;
using tektite::Box;
using tektite::Vec3;
using tektite::io::Configuration;
using tektite::io::FrameReader;

namespace {

using Names = std::vector<std::string>;
using Types = std::vector<int>;

Configuration read(std::string const& text) {
  std::istringstream stream(text);
  FrameReader reader(stream, "file");
  auto frame = reader.next();
  REQUIRE(frame);
  REQUIRE_FALSE(reader.next());
  return *frame;
}

// Two atoms in a cube of edge 3.
std::string xyz(std::string const& keys, std::string const& first = "Cu .5 .5 .5",
                std::string const& second = "Zr 1.5 1.5 1.5") {
  return "2\nLattice=\"3 0 0 0 3 0 0 0 3\" " + keys + "\n" + first + "\n" + second + "\n";
}

std::string dump(std::string const& columns, std::string const& atoms) {
  return "ITEM: TIMESTEP\n7\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS pp pp pp\n0 3\n0 3\n0 3\nITEM: ATOMS " +
         columns + "\n" + atoms;
}

std::array<bool, 3> periodic(Configuration const& c) {
  return {c.box.periodic(0), c.box.periodic(1), c.box.periodic(2)};
}

}  // namespace

TEST_CASE("positions that were wrapped are never called unwrapped") {
  Configuration c = read(dump("id type x y z", "1 1 .5 .5 .5\n2 1 1 1 1\n"));
  REQUIRE_THROWS_WITH(unwrap(c), ContainsSubstring("need image flags (ix iy iz) or unwrapped columns (xu yu zu)") &&
                                     ContainsSubstring("match_frames"));
  REQUIRE_FALSE(can_unwrap(c));
  REQUIRE(can_unwrap(read(dump("id type xu yu zu", "1 1 .5 .5 .5\n2 1 1 1 1\n"))));
  REQUIRE(can_unwrap(read(dump("id type x y z ix iy iz", "1 1 .5 .5 .5 0 0 0\n2 1 1 1 1 0 0 0\n"))));
  c.box = Box::orthogonal(3, 3, 3).with_edges(c.box.edges());
  c.box = Box(c.box.edges(), {}, {false, false, false});
  REQUIRE(can_unwrap(c));
  REQUIRE(unwrap(c) == c.positions);  // nothing to wrap
}

TEST_CASE("a box so far away that positions have no digits left is refused") {
  std::string text =
      "ITEM: TIMESTEP\n7\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS abc origin pp pp pp\n3 0 0 -1e18\n0 3 0 0\n0 0 3 "
      "0\n"
      "ITEM: ATOMS id type xs ys zs\n1 1 .5 .5 .5\n2 1 .1 .1 .1\n";
  REQUIRE_THROWS_WITH(read(text), ContainsSubstring("box origin -1e+18 is more than 1e9 edges away"));
  text.replace(text.find("-1e18"), 5, "-1e9");
  REQUIRE(read(text).box.origin().x == -1e9);
  REQUIRE_THROWS_WITH(read(xyz("Origin=\"0 4e9 0\"")), ContainsSubstring("box origin 4e+09 is more than"));
}

TEST_CASE("image flags along walls may be left out") {
  std::string text = dump("id type x y z ix iy", "1 1 .5 .5 .5 1 -2\n2 1 1 1 1 0 0\n");
  REQUIRE(read(text).images.empty());  // the axis is periodic
  text.replace(text.find("pp pp pp"), 8, "pp pp ff");
  REQUIRE(read(text).images == std::vector<Vec3<int>>{{1, -2, 0}, {}});
  text.replace(text.find("pp pp ff"), 8, "pp ff ff");
  REQUIRE(read(text).images == std::vector<Vec3<int>>{{1, -2, 0}, {}});
}

TEST_CASE("extended XYZ: species that are numbers are types") {
  REQUIRE(read(xyz("", "10 .5 .5 .5", "2 1 1 1")).types == Types{9, 1});
  REQUIRE(read(xyz("", "10 .5 .5 .5", "2 1 1 1")).elements.empty());
  REQUIRE(read(xyz("Properties=species:I:1:pos:R:3", "2 .5 .5 .5", "1 1 1 1")).types == Types{1, 0});
  REQUIRE_THROWS_WITH(read(xyz("", "10 .5 .5 .5", "Cu 1 1 1")),
                      ContainsSubstring("file:4: element is 'Cu', but the atoms before have numbers"));
  REQUIRE_THROWS_WITH(read(xyz("", "Cu .5 .5 .5", "1 1 1 1")),
                      ContainsSubstring("file:4: element is '1', but the atoms before have names"));
  REQUIRE_THROWS_WITH(read(xyz("", "0 .5 .5 .5", "1 1 1 1")), ContainsSubstring("type is 0, expected 1 to 65535"));
  REQUIRE_THROWS_WITH(read(xyz("", "1.5 .5 .5 .5", "1 1 1 1")), ContainsSubstring("is '1.5', expected an integer"));
  // A species that is a number beside a type must be that type.
  std::string const both = "Properties=species:S:1:type:I:1:pos:R:3";
  REQUIRE(read(xyz(both, "1 1 .5 .5 .5", "Zr 2 1 1 1")).elements == Names{"", "Zr"});
  REQUIRE_THROWS_WITH(read(xyz(both, "29 1 .5 .5 .5", "40 2 1 1 1")),
                      ContainsSubstring("an atom has type 1, but element '29'"));
}

TEST_CASE("extended XYZ: atomic numbers are elements") {
  for (char const* name : {"Z", "numbers"}) {
    Configuration const c = read(xyz("Properties=" + std::string(name) + ":I:1:pos:R:3", "40 .5 .5 .5", "29 1 1 1"));
    REQUIRE(c.elements == Names{"Cu", "Zr"});
    REQUIRE(c.types == Types{1, 0});
  }
  Configuration const dummy = read(xyz("Properties=numbers:I:1:pos:R:3", "0 .5 .5 .5", "1 1 1 1"));
  REQUIRE(dummy.elements == Names{"X", "H"});
  REQUIRE(dummy.types == Types{0, 1});
  REQUIRE_THROWS_WITH(read(xyz("Properties=Z:I:1:pos:R:3", "-1 .5 .5 .5", "1 1 1 1")),
                      ContainsSubstring("atomic number is -1"));
  for (char const* name : {"element:S:1:pos:R:3", "symbols:S:1:positions:R:3"}) {
    Configuration const c = read(xyz("Properties=" + std::string(name), "Zr .5 .5 .5", "Cu 1 1 1"));
    REQUIRE(c.elements == Names{"Cu", "Zr"});
    REQUIRE(c.positions[1] == Vec3<double>{1, 1, 1});
  }
  // Beside species they are a column.
  Configuration const both = read(xyz("Properties=species:S:1:pos:R:3:Z:I:1", "Cu 1 1 1 7", "Zr 2 2 2 8"));
  REQUIRE(both.elements == Names{"Cu", "Zr"});
  REQUIRE(both.values("Z") == std::vector<double>{7, 8});
}

TEST_CASE("extended XYZ: keys and values in every spelling of the format") {
  auto const flags = [](std::string const& keys) { return periodic(read(xyz(keys))); };
  std::array<bool, 3> const slab{true, true, false};
  REQUIRE(flags("pbc=\"T T F\"") == slab);
  REQUIRE(flags("pbc = \"T T F\"") == slab);
  REQUIRE(flags("pbc=[T, T, F]") == slab);
  REQUIRE(flags("pbc=[T,T,F]") == slab);
  REQUIRE(flags("pbc={T T F}") == slab);
  REQUIRE(flags("\"pbc\"=\"T T F\"") == slab);
  REQUIRE(flags("PBC='TRUE True fAlSe'") == slab);
  REQUIRE(flags("pbc=\"1 1 0\"") == slab);
  REQUIRE(flags("pbc=F") == std::array<bool, 3>{false, false, false});
  // What stands in a quoted value is no key.
  REQUIRE(flags("note=\"a \\\"quoted\\\" word, then pbc=\\\"F F F\\\"\" pbc=\"T T F\"") == slab);
  REQUIRE(flags("note=\"ends with \\\\\" pbc=\"T T F\"") == slab);
  REQUIRE(flags("note=\"pbc=F\"") == std::array<bool, 3>{true, true, true});
  // Other keys may be anything.
  REQUIRE(flags("made by a script by hand Energy=1.0 energy=2.0 energy=2.0 x= y=[[1,2],[3,4]] info=\"_JSON {\\\"a\\\": "
                "1}\" === pbc=\"T T F\"") == slab);
  REQUIRE(flags("pbc=\"T T F\" PBC=\"F F F\"") == slab);  // the spelling of the format counts
  REQUIRE_THROWS_WITH(flags("pbc=\"T T F\" pbc=\"F F F\""), ContainsSubstring("'pbc' appears twice with different"));
  REQUIRE_THROWS_WITH(flags("Pbc=\"T T F\" PBC=\"F F F\""), ContainsSubstring("may both mean pbc"));
  REQUIRE_THROWS_WITH(flags("pbc=\"T T F"),
                      ContainsSubstring("file:2: the closing \" of the value of 'pbc' is missing"));
  REQUIRE_THROWS_WITH(flags("pbc=[T, T, F"), ContainsSubstring("closing ]"));
  for (char const* value :
       {"\"T, T, F\"", "T,T,F", "\"[T, T, F]\"", "\"[ True  True False]\"", "(T,T,F)", "\"1.0 1. 0.0\""})
    REQUIRE(flags("pbc=" + std::string(value)) == slab);
  for (char const* value : {"\"p p f\"", "\"2 1 0\"", "\"T T .false.\""})
    REQUIRE_THROWS_WITH(flags("pbc=" + std::string(value)), ContainsSubstring("expected T or F"));
}

TEST_CASE("extended XYZ: keys without a value, lone quotes, nested values") {
  auto const flags = [](std::string const& keys) { return periodic(read(xyz(keys))); };
  std::array<bool, 3> const slab{true, true, false};
  // An empty text, as other codes write it, is not the next key.
  REQUIRE(flags("comment= pbc=\"T T F\"") == slab);
  REQUIRE(flags("a= \"b c\"=1 d= pbc=\"T T F\"") == slab);
  REQUIRE(flags("a = b pbc =\t\"T T F\" c=") == slab);
  REQUIRE_THROWS_WITH(flags("pbc= comment=1"), ContainsSubstring("file:2: pbc has 0 values, expected 3"));
  // A quote that closes no key is part of a word.
  REQUIRE(flags("'tis 5\" wide \"x pbc=\"T T F\" 'tis \"") == slab);
  // A backslash at the end of a text would hide the keys after it.
  REQUIRE_THROWS_WITH(flags("path=\"C:\\glass\\\" pbc=\"T T F\""),
                      ContainsSubstring("file:2: found 'T T F\"' behind the closing quote of the value of 'path'"));
  REQUIRE(flags("a=\"b c\"pbc=\"T T F\", d=\"e\";") == slab);
  // Values that are not used may be nested.
  for (char const* value : {"{\"a\": {\"b\": 1}, \"c\": [1, 2]}", "[[[1, 2], [3, 4]], [[5]]]", "[1, [2, 3]]",
                            "{{1 2} {3}}", "[[], {}]", "[]"})
    REQUIRE(flags("meta=" + std::string(value) + " pbc=\"T T F\"") == slab);
  REQUIRE_THROWS_WITH(flags("meta=[1, 2} pbc=\"T T F\""), ContainsSubstring("expected a word or ]"));
  REQUIRE_THROWS_WITH(flags("meta={1, [2, 3} pbc=\"T T F\""), ContainsSubstring("expected a word or ]"));
  REQUIRE_THROWS_WITH(flags("pbc=[T, [T, F]]"), ContainsSubstring("'pbc' is an array within arrays"));
}

TEST_CASE("extended XYZ: lattices") {
  auto const edges = [](std::string const& value) { return read("1\nLattice" + value + "\nCu 0 0 0\n").box.edges(); };
  tektite::Mat3 const rows{{{10, 0, 0}, {1, 9, 0}, {2, 3, 8}}};
  REQUIRE(edges("=\"10 0 0 1 9 0 2 3 8\"") == rows);
  REQUIRE(edges(" = [10, 0, 0, 1, 9, 0, 2, 3, 8]") == rows);
  REQUIRE(edges("=[[10, 0, 0], [1, 9, 0], [2, 3, 8]]") == rows);
  REQUIRE(edges("=[[10 0 0][1 9 0][2 3 8]]") == rows);
  REQUIRE(edges("={10 0 0 1 9 0 2 3 8}") == rows);
  REQUIRE(edges("={{10 0 0} {1 9 0} {2 3 8}}") == rows);
  REQUIRE(edges("=\"10, 0, 0, 1, 9, 0, 2, 3, 8\"") == rows);
  REQUIRE(edges("=\"[[10, 0, 0], [1, 9, 0], [2, 3, 8]]\"") == rows);
  for (char const* key : {"Origin", "origin", "cell_origin"})
    REQUIRE(read(xyz(std::string(key) + "=\"-1 0 2\"")).box.origin() == Vec3<double>{-1, 0, 2});
  REQUIRE(edges("=\"10 9 8\"") == Box::orthogonal(10, 9, 8).edges());
  REQUIRE(edges("=[10,9,8]") == Box::orthogonal(10, 9, 8).edges());
  REQUIRE_THROWS_WITH(edges("=\"10 0 0 9\""), ContainsSubstring("Lattice has 4 numbers, expected 9, or 3"));
  REQUIRE_THROWS_WITH(edges("=[[10, 0], [0, 9]]"), ContainsSubstring("Lattice has 2 rows, expected 3 rows of 3"));
  REQUIRE_THROWS_WITH(read("1\nplain coordinates\nCu 0 0 0\n"),
                      ContainsSubstring("file:2: no Lattice: plain XYZ has no box; expected Lattice="));
  REQUIRE_THROWS_WITH(read("1\n\nCu 0 0 0\n"), ContainsSubstring("plain XYZ has no box"));
}

TEST_CASE("extended XYZ: ids from 0, time steps, logical words, momenta, text") {
  REQUIRE(read(xyz("Properties=id:I:1:species:S:1:pos:R:3", "0 Cu 1 1 1", "1 Zr 2 2 2")).ids ==
          std::vector<std::int64_t>{0, 1});
  REQUIRE(read(xyz("Timestep=100.0")).timestep == 100);
  REQUIRE(read(xyz("Timestep=1e3 Time=1.5")).timestep == 1000);
  REQUIRE(read(xyz("timestep=12")).timestep == 12);
  for (char const* other : {"0.5", "later", "1e300", "\"1 2\""})
    REQUIRE(read(xyz("Timestep=" + std::string(other))).timestep == 0);
  Configuration const c = read(xyz("Properties=pos:R:3:move_mask:L:1:momenta:R:3:label:S:1:species:S:1",
                                   "1 1 1 T 1 2 3 left Cu", "2 2 2 False 4 5 6 right Zr"));
  REQUIRE(c.values("move_mask") == std::vector<double>{1, 0});
  REQUIRE(c.velocities.empty());
  REQUIRE(c.values("momenta[2]") == std::vector<double>{2, 5});
  REQUIRE_THROWS_WITH(c.values("label"), ContainsSubstring("file:2: column 'label' holds text, expected numbers"));
  REQUIRE_THROWS_WITH(c.values("charge"), ContainsSubstring("there is no column 'charge'; the file has move_mask"));
}

TEST_CASE("a comment line of 100 kB takes no time") {
  std::string keys;
  for (int k = 0; keys.size() < 100000; ++k) keys += "key" + std::to_string(k) + "=\"a \\\"b\\\" c\" ";
  std::string brackets = "deep=[";
  for (int k = 0; k < 50000; ++k) brackets += "1,";
  auto const start = std::chrono::steady_clock::now();
  REQUIRE_FALSE(read(xyz(keys + "pbc=F " + std::string(100000, '=') + " " + brackets +
                         "1] nested=" + std::string(100000, '[') + std::string(100000, ']')))
                    .box.periodic(0));
  for (std::string const part :
       {"\"a\"=", "'x\\' ", "k= \"v ", "\"\\\" ", "[]", "{ ", "a=\"b\"c ", "= ", "a= \"b\" \"c"}) {
    keys = "pbc=F ";
    while (keys.size() < 500000) keys += part;
    try {
      read(xyz(keys));
    } catch (tektite::Error const&) {
    }
  }
  REQUIRE(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
}

TEST_CASE("dumps: type labels") {
  Configuration const words = read(dump("id type x y z", "1 Zr 1 1 1\n2 Cu 2 2 2\n"));
  REQUIRE(words.types == Types{1, 0});
  REQUIRE(words.elements == Names{"Cu", "Zr"});
  Configuration const beside = read(dump("id type typelabel x y z", "1 3 Zr 1 1 1\n2 1 Cu 2 2 2\n"));
  REQUIRE(beside.types == Types{2, 0});
  REQUIRE(beside.elements == Names{"Cu", "", "Zr"});
  REQUIRE(read(dump("id typelabel x y z", "1 b 1 1 1\n2 a 2 2 2\n")).types == Types{1, 0});
  // The element has the better name.
  Configuration const both = read(dump("id type element x y z", "1 core Cu 1 1 1\n2 shell Cu 2 2 2\n"));
  REQUIRE(both.types == Types{0, 1});
  REQUIRE(both.elements == Names{"Cu", "Cu"});
  REQUIRE_THROWS_WITH(read(dump("id type x y z", "1 Zr 1 1 1\n2 1 2 2 2\n")),
                      ContainsSubstring("file:11: type is '1', but the atoms before have names"));
  REQUIRE_THROWS_WITH(read(dump("id type element x y z", "1 core Cu 1 1 1\n2 core Zr 2 2 2\n")),
                      ContainsSubstring("type 'core' is 'Zr', but was 'Cu' before"));
}

TEST_CASE("dumps: columns that nobody uses may hold anything") {
  Configuration const c = read(dump("id type x y z name pe q mixed",
                                    "1 1 1 1 1 left nan 1 0.5\n"
                                    "7 1 2 2 2 right -nan inf none\n"));
  REQUIRE(c.columns.size() == 2);
  REQUIRE(std::isnan(c.find("pe")->values[0]));
  REQUIRE_THROWS_WITH(c.values("pe"), ContainsSubstring("column 'pe' of atom 1 is not a number"));
  REQUIRE_THROWS_WITH(c.values("q"), ContainsSubstring("column 'q' of atom 7 is infinite"));
  REQUIRE_THROWS_WITH(c.values("name"), ContainsSubstring("file:10: name is 'left', expected a finite number"));
  REQUIRE_THROWS_WITH(c.values("mixed"), ContainsSubstring("file:11: mixed is 'none', expected a finite number"));
  // A number that no double holds is not infinite.
  Configuration const large = read(dump("id type x y z pe", "1 1 1 1 1 2.5\n7 1 2 2 2 -1e400\n"));
  REQUIRE(large.text_columns.at(0).values == Names{"2.5", "-1e400"});
  REQUIRE_THROWS_WITH(large.values("pe"), ContainsSubstring("file:11: pe is '-1e400', expected a finite number"));
  REQUIRE_THROWS_WITH(read(dump("id type x y z", "1 1 1 1 1\n7 1 2 nan 2\n")),
                      ContainsSubstring("file:11: y is 'nan', expected a finite number for atom 7"));
}

TEST_CASE("dumps: tabs, trailing blanks, CR LF, ids from 0") {
  Configuration const c = read(
      "ITEM: TIMESTEP \r\n7 \r\nITEM: NUMBER OF ATOMS \r\n2 \r\nITEM: BOX BOUNDS pp\tpp\tff \r\n0\t3 \r\n0\t3 \r\n0\t3 "
      "\r\nITEM: ATOMS\tid\ttype\tx\ty\tz \r\n0\t1\t.5\t.5\t.5 \r\n1\t2\t1\t1\t1 \r\n");
  REQUIRE(c.ids == std::vector<std::int64_t>{0, 1});
  REQUIRE(c.types == Types{0, 1});
  REQUIRE_FALSE(c.box.periodic(2));
  REQUIRE_THROWS_WITH(read(dump("id type x y z", "-1 1 1 1 1\n2 1 2 2 2\n")),
                      ContainsSubstring("id is -1, expected 0"));
}

namespace {

// Two atoms of two types in a cube of edge 3; `sections` come after the header.
std::string data(std::string const& sections) {
  return "title\n\n2 atoms\n2 atom types\n\n0 3 xlo xhi\n0 3 ylo yhi\n0 3 zlo zhi\n\n" + sections;
}

std::string const labels = "Atom Type Labels\n\n1 Cu\n2 Zr\n\n";

}  // namespace

TEST_CASE("data files: type labels") {
  for (char const* atoms : {"1 Zr 1 1 1\n2 Cu 2 2 2\n", "1 2 1 1 1\n2 Cu 2 2 2\n"}) {
    Configuration const c =
        read(data(labels +
                  "Masses\n\nCu 63.546\n2 91.224\n\nPair Coeffs # lj/cut\n\nCu 1.0 2.0\nZr none\n\nAtoms # "
                  "atomic\n\n" +
                  atoms));
    REQUIRE(c.types == Types{1, 0});
    REQUIRE(c.elements == Names{"Cu", "Zr"});
    REQUIRE(c.masses == std::vector<double>{63.546, 91.224});
  }
  // Labels need not be elements.
  REQUIRE(read(data("Atom Type Labels\n\n2 a\n1 Core-1\n\nAtoms\n\n1 a 1 1 1\n2 Core-1 2 2 2\n")).elements ==
          Names{"Core-1", "a"});
  // Behind sections that have numbers they are the names of these.
  std::string const masses = "Masses\n\n1 1\n2 2\n\n", atoms = "Atoms # atomic\n\n1 2 1 1 1\n2 1 2 2 2\n\n";
  REQUIRE(read(data(masses + labels + atoms)).elements == Names{"Cu", "Zr"});
  REQUIRE(read(data(atoms + labels)).elements == Names{"Cu", "Zr"});
  REQUIRE_THROWS_WITH(read(data(labels + "Atoms\n\n1 Al 1 1 1\n2 Cu 2 2 2\n")),
                      ContainsSubstring("file:17: type is 'Al', expected an integer or one of the Atom Type Labels"));
  REQUIRE_THROWS_WITH(read(data("Atoms\n\n1 Al 1 1 1\n2 Cu 2 2 2\n")),
                      ContainsSubstring("file:12: type is 'Al', expected an integer"));
  REQUIRE_THROWS_WITH(read(data("Atom Type Labels\n\n1 Cu\n\nAtoms\n\n")), ContainsSubstring("1 labels, expected one"));
  REQUIRE_THROWS_WITH(read(data("Atom Type Labels\n\n1 Cu\n2 Cu\n\n")), ContainsSubstring("has appeared before"));
  REQUIRE_THROWS_WITH(read(data("Atom Type Labels\n\n1 2\n2 1\n\n")), ContainsSubstring("not begin with a digit"));
}

TEST_CASE("data files: atom styles that a comment names") {
  struct Case {
    std::string style, line, column;
    double value;
  };
  for (Case const& c : {Case{"charge", "-0.5", "q", -0.5}, Case{"sphere", "0.5 7.5", "density", 7.5},
                        Case{"dipole", "1", "q", 1}, Case{"ellipsoid", "1 2.5", "density", 2.5}}) {
    std::string const tail = c.style == "dipole" ? " 1 0 0" : "";
    for (std::string const images : {"", " 1 0 -1"}) {
      std::string text = data("Atoms # " + c.style + "\n\n");
      text += "1 2 " + c.line + " 1 1 1" + tail + images + "\n2 1 " + c.line + " 2 2 2" + tail + images + "\n";
      INFO(text);
      Configuration const got = read(text);
      REQUIRE(got.types == Types{1, 0});
      REQUIRE(got.positions[1] == Vec3<double>{2, 2, 2});
      REQUIRE(got.values(c.column)[0] == c.value);
      REQUIRE(got.images.size() == (images.empty() ? 0 : 2));
    }
  }
  for (char const* style : {"molecular", "bond", "angle"}) {
    Configuration const c = read(data("Atoms # " + std::string(style) + "\n\n1 1 2 1 1 1\n2 1 1 2 2 2\n"));
    REQUIRE(c.types == Types{1, 0});
    REQUIRE(c.values("mol") == std::vector<double>{1, 1});
  }
  Configuration const full = read(data("Atoms # full\n\n1 5 2 -1 1 1 1\n2 6 1 1 2 2 2\n\nBonds\n\n1 1 1 2\n"));
  REQUIRE(full.types == Types{1, 0});
  REQUIRE(full.values("q") == std::vector<double>{-1, 1});
  REQUIRE_THROWS_WITH(read(data("Atoms # hybrid\n\n")), ContainsSubstring("atom style is 'hybrid', expected atomic"));
}

TEST_CASE("whole numbers written as real ones are whole numbers") {
  // As numpy.savetxt, awk and C++ streams write a table of numbers. LAMMPS' readers take them, too.
  std::string text = dump("id type x y z ix iy iz", "2.0 1.0 1 1 1 0.0 -1.0 2e0\n1e+06 2. .5 .5 .5 0 0 0\n");
  text.replace(text.find("\n7\n"), 3, "\n2e+03\n");
  Configuration const c = read(text);
  REQUIRE(c.timestep == 2000);
  REQUIRE(c.ids == std::vector<std::int64_t>{2, 1000000});
  REQUIRE(c.types == Types{0, 1});
  REQUIRE(c.images[0] == Vec3<int>{0, -1, 2});
  Configuration const numbers =
      read(xyz("Properties=species:R:1:id:R:1:pos:R:3", "2.00000000 2.0 .5 .5 .5", "1. 1 1 1 1"));
  REQUIRE(numbers.types == Types{0, 1});
  REQUIRE_THROWS_WITH(read(dump("id type x y z", "1.5 1 1 1 1\n2 1 1 1 1\n")),
                      ContainsSubstring("id is '1.5', expected an integer"));
  REQUIRE_THROWS_WITH(read(dump("id type x y z", "1 1.5 1 1 1\n2 1 1 1 1\n")),
                      ContainsSubstring("type is '1.5', expected an integer or a name"));
  // Two atoms whose ids were cut to the same six digits.
  REQUIRE_THROWS_WITH(read(dump("id type x y z", "1e+06 1 1 1 1\n1e+06 1 1 1 1\n")),
                      ContainsSubstring("id 1000000 has appeared before"));
}

TEST_CASE("data files: whole numbers written as real ones where the atom style is known") {
  REQUIRE(read(data("Atoms # atomic\n\n1.0 2.0 1 1 1 0.0 0.0 1.0\n2 1 2 2 2 0 0 0\n")).images[0] == Vec3<int>{0, 0, 1});
  REQUIRE(read(data("Atoms\n\n1.0 2.0 1 1 1\n2.0 1.0 2 2 2\n")).types == Types{1, 0});
  Configuration const c =
      read(data("Atoms # molecular\n\n1.0 9.0 2.0 1 1 1\n2.0 9.0 1.0 2 2 2\n\nVelocities\n\n"
                "1.0 1 0 0\n2.0 0 1 0\n"));
  REQUIRE(c.types == Types{1, 0});
  REQUIRE(c.values("mol") == std::vector<double>{9, 9});
  REQUIRE(c.velocities[1] == Vec3<double>{0, 1, 0});
  // A comment may be missing: then real numbers are charges.
  REQUIRE(read(data("Atoms\n\n1 1 2.0 1 1 1\n2 2 1.0 2 2 2\n")).values("q") == std::vector<double>{2, 1});
  REQUIRE_THROWS_WITH(read(data("Atoms\n\n1.0 1.0 2.0 1 1 1\n2.0 2.0 1.0 2 2 2\n")),
                      ContainsSubstring("file:12: mol is '1.0', expected an integer in a line of atom style molecular "
                                        "(no comment after 'Atoms' names the style)"));
}

TEST_CASE("data files: the comment of LAMMPS with accelerators names the same atom styles") {
  Configuration const c = read(data("Atoms # molecular/kk\n\n1 1 2 1 1 1 0 0 1\n2 1 1 2 2 2 0 0 0\n"));
  REQUIRE(c.types == Types{1, 0});
  REQUIRE(c.values("mol") == std::vector<double>{1, 1});
  REQUIRE(c.images[0] == Vec3<int>{0, 0, 1});
  REQUIRE(read(data("Atoms # atomic/kk/host\n\n1 2 1 1 1\n2 1 2 2 2\n")).types == Types{1, 0});
  // Lines that would fit charge with image flags.
  for (char const* style : {"spin/kk", "hybrid/kk", "meso", "granular", "colloid", "dpd/kk"}) {
    CAPTURE(style);
    REQUIRE_THROWS_WITH(read(data("Atoms # " + std::string(style) + "\n\n1 2 1 2 1 0 0 1 2\n2 1 2 2 2 0 0 1 2\n")),
                        ContainsSubstring("atom style is '" + std::string(style) + "', expected atomic"));
  }
}

TEST_CASE("data files: charges of 0 are no densities") {
  // What pymatgen and older TopoTools write of atom style full, without a comment.
  Configuration const c = read(data("Atoms\n\n1 1 2 0.0 1 1 1\n2 1 1 0.0 2 2 2\n"));
  REQUIRE(c.types == Types{1, 0});
  REQUIRE(c.values("q") == std::vector<double>{0, 0});
  REQUIRE(read(data("Atoms\n\n1 1 2 0.0 1 1 1 0 0 2\n2 1 1 0.0 2 2 2 0 0 0\n")).images[0] == Vec3<int>{0, 0, 2});
  REQUIRE(read(data("Atoms # sphere\n\n1 1 2 0.0 1 1 1\n2 1 1 0.0 2 2 2\n")).types == Types{0, 0});
}

TEST_CASE("data files: a tilt on lines of its own is refused") {
  std::string text = data("Atoms\n\n1 2 1 1 1\n2 1 2 2 2\n");
  text.replace(text.find("zhi\n"), 4, "zhi\n2 xy\n0 xz\n0 yz\n");
  REQUIRE_THROWS_WITH(read(text), ContainsSubstring("found '2 xy', expected a line of xlo xhi"));
}

TEST_CASE("a comment may follow the fields of an atom") {
  REQUIRE(read(xyz("", "Cu .5 .5 .5 # fixed", "Zr 1 1 1 #")).positions[1] == Vec3<double>{1, 1, 1});
  REQUIRE_THROWS_WITH(read(xyz("", "Cu .5 .5 .5 .1 # fixed", "Zr 1 1 1")),
                      ContainsSubstring("file:3: atom line has 7 fields, expected 4"));
  REQUIRE_THROWS_WITH(read(xyz("", "Cu .5 .5 # fixed", "Zr 1 1 1")),
                      ContainsSubstring("atom line has 5 fields, expected 4"));
}

TEST_CASE("data files: atom styles told apart by their lines") {
  auto const atoms = [](std::string const& lines) { return read(data("Atoms\n\n" + lines)); };
  REQUIRE(atoms("1 2 1 1 1\n2 1 2 2 2\n").types == Types{1, 0});
  REQUIRE(atoms("1 2 1 1 1 0 0 1\n2 1 2 2 2 0 0 0\n").images[0] == Vec3<int>{0, 0, 1});
  REQUIRE(atoms("1 2 0.5 1 1 1\n2 1 -0.5 2 2 2\n").values("q") == std::vector<double>{0.5, -0.5});
  REQUIRE(atoms("1 2 0 1 1 1\n2 1 0 2 2 2\n").values("q") == std::vector<double>{0, 0});    // 0 is no type
  REQUIRE(atoms("1 9 2 1 1 1\n2 9 1 2 2 2\n").values("mol") == std::vector<double>{9, 9});  // nor is 9
  REQUIRE(atoms("1 9 2 0.5 1 1 1\n2 9 1 0 2 2 2\n").values("q") == std::vector<double>{0.5, 0});
  REQUIRE(atoms("1 2 0.5 8.9 1 1 1\n2 1 0.5 8.9 2 2 2\n").values("diameter") == std::vector<double>{0.5, 0.5});
  REQUIRE(atoms("1 9 2 0.5 1 1 1 0 0 0\n2 9 1 0 2 2 2 0 0 0\n").images.size() == 2);
  REQUIRE_THROWS_WITH(atoms("1 1 2 1 1 1\n2 1 1 2 2 2\n"),
                      ContainsSubstring("may be of atom style charge or molecular, expected a line 'Atoms # charge'"));
  REQUIRE_THROWS_WITH(atoms("1 1 2 1 1 1 1\n2 1 1 1 2 2 2\n"), ContainsSubstring("atom style full or sphere"));
  REQUIRE_THROWS_WITH(atoms("1 1 .5 .5 .5 1 0.5 1\n2 1 1 1 1 1 1 1\n"),
                      ContainsSubstring("file:12: image flag is '0.5', expected an integer"));
  REQUIRE_THROWS_WITH(atoms("1 1 1 1\n2 1 1 1\n"),
                      ContainsSubstring("file:12: atom line has 4 fields, expected those of"));
  // A comment that names no style is only a comment.
  REQUIRE(read(data("Atoms # of the glass\n\n1 2 1 1 1\n2 1 2 2 2\n")).types == Types{1, 0});
}

TEST_CASE("data files: sections of bonds, of fixes and the like are skipped") {
  std::string const before =
      "Bond Coeffs # harmonic\n\n1 2 3\n\nAngle Type Labels\n\n1 C-C-C\n\nCMAP\n\n1 1 2 3 4 5\n\n";
  std::string const after =
      "\nVelocities\n\n1 1 2 3 0 0 0\n2 4 5 6 0 0 0\n\nEllipsoids\n\n1 1 1 1 1 0 0 0\n\nBonds\n\n1 1 1 2\n\nAngles # "
      "none\n\n\nDihedrals\n\n1 1 1 2 1 2\n\nImpropers\n\n1 1 1 2 1 2\n";
  Configuration const c = read(
      "title\n\n2 atoms\n2 atom types\n1 bonds\n1 bond types\n2 extra bond per atom\n2 "
      "ellipsoids\n0 3 xlo xhi\n0 3 ylo yhi\n0 3 zlo zhi\n\n" +
      before + "Atoms\n\n1 2 1 1 1\n2 1 2 2 2\n" + after);
  REQUIRE(c.types == Types{1, 0});
  REQUIRE(c.velocities[1] == Vec3<double>{4, 5, 6});
}

TEST_CASE("data files: titles that are numbers") {
  std::string const body =
      "2 atoms\n2 atom types\n0 3 xlo xhi\n0 3 ylo yhi\n0 3 zlo zhi\n\nAtoms\n\n1 2 1 1 1\n2 1 2 2 2\n";
  for (char const* title : {"2\n\n", "2\n# T=300\n", "2\n", "27\nT=300 xlo\n"}) {
    std::string const text = title + body;
    INFO(text);
    if (text.substr(0, 4) == "27\nT")
      REQUIRE_THROWS_WITH(read(text), ContainsSubstring("file:2: found 'T=300 xlo', expected a header line"));
    else
      REQUIRE(read(text).size() == 2);
  }
}

TEST_CASE("masses name an element within 1 %, and never one of two") {
  auto const element = [](std::string const& line) {
    return read(data("Masses\n\n1 91.224\n2 " + line + "\n\nAtoms\n\n1 2 1 1 1\n2 1 2 2 2\n")).elements;
  };
  REQUIRE(element("63.546") == Names{"Zr", "Cu"});
  REQUIRE(element("64") == Names{"Zr", "Cu"});
  REQUIRE(element("58.69") == Names{"Zr", "Ni"});
  REQUIRE(element("64.4").empty());
  REQUIRE(element("1").empty());
  REQUIRE_THROWS_WITH(element("58.8"),
                      ContainsSubstring("file:13: mass 58.8 is within 1 % of those of Ni (58.693) and Co "
                                        "(58.933), expected a comment"));
  REQUIRE(element("58.8 # Co") == Names{"Zr", "Co"});
}

TEST_CASE("files of other formats are named") {
  using namespace std::string_literals;
  std::string tar(512, '\0');
  tar.replace(257, 5, "ustar");
  std::pair<std::string, char const*> const files[] = {
      {"PK\3\4\24\0\0\0"s, "a ZIP archive"},
      {"\4\"M\x18\x64\x40"s, "compressed by LZ4"},
      {"\x89HDF\r\n\x1a\n"s, "an HDF5 file"},
      {"CDF\2\0\0\0"s, "a NetCDF file"},
      {tar, "a tar archive"},
      {"tektite checkpoint\n\1\0\0"s, "a checkpoint"},
      {"\x1f\x8b\x08\0\0"s, "compressed twice"},
      {"]\0\0\x80\0\xff"s, "compressed by LZMA (.lzma)"},
      {"\0\0\0"s, "binary"},
      {"Number of particles = 2\nA = 1.0 Angstrom\nH0(1,1) = 10 A\n", "an AtomEye configuration (CFG)"},
      {"---\ncreator: LAMMPS\ntimestep: 0\n", "YAML"},
      {"data_CuZr\n_cell_length_a 3.2\n", "a CIF file"},
      {"CRYST1   10.000   10.000   10.000\nATOM      1 CU\n", "a PDB file"},
      {"CuZr\n1.0\n10 0 0\n0 10 0\n0 0 10\nCu Zr\n1 1\nDirect\n0 0 0\n0.5 0.5 0.5\n", "a POSCAR file"},
      {"a\nb\nc\n2 Cu Zr\n100 0.1 100 0.1 6.5\n29 63.5 3.6 fcc\n", "an EAM potential (setfl)"},
  };
  for (auto const& [text, name] : files)
    REQUIRE_THROWS_WITH(read(text), ContainsSubstring("file:1: the file is "s + name + ", expected a LAMMPS dump"));
  // Titles of data files may be anything.
  for (std::string const title : {"ATOM positions", "---", "{", "data_1", "HEADER", "Number of particles = 1"})
    REQUIRE(read(title +
                 "\n\n1 atoms\n1 atom types\n0 5 xlo xhi\n0 5 ylo yhi\n0 5 zlo zhi\n\nAtoms # atomic\n\n1 1 1 2 3\n")
                .size() == 1);
}

TEST_CASE("blank lines before the number of atoms") {
  REQUIRE(read("\n \n" + xyz("pbc=F")).size() == 2);
  REQUIRE(read("\n" + dump("id type x y z", "1 1 1 1 1\n2 1 2 2 2\n")).size() == 2);
}

TEST_CASE("a frame without atoms may call its species real numbers") {
  REQUIRE(read("0\nLattice=\"5 0 0 0 5 0 0 0 5\" Properties=species:R:1:pos:R:3\n").size() == 0);
}

TEST_CASE("byte order marks") {
  REQUIRE(read("\xef\xbb\xbf" + dump("id type x y z", "1 1 1 1 1\n2 1 2 2 2\n")).size() == 2);
  REQUIRE_THROWS_WITH(read(std::string("\xff\xfeI\0T\0", 6)), ContainsSubstring("file:1: the file is UTF-16 text"));
}

}  // namespace dialects_test
