// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/detail/setfl_parser.hpp>
#include <tektite/io/read_setfl.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>
#include <random>
#include <sstream>

namespace read_setfl_test {

using namespace tektite;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

// Values that show where they belong: every table begins at its own hundred.
std::string tables(bool fs, int columns, char const* break_line = "\n") {
  std::ostringstream out;
  out << "one\ntwo # not a comment\n\n 2 Aa Bb\n 6 0.5 5 1.0D-1 0.4\n";
  double start = 100;
  auto const table = [&](int n) {
    for (int k = 0; k < n; ++k) out << start + k << ((k + 1) % columns == 0 || k == n - 1 ? break_line : " ");
    start += 100;
  };
  for (char const* header : {"13 26.98 4.05 fcc", "26 55.85 2.87 bcc"}) {
    out << header << break_line;
    table(6);
    for (int k = 0; k < (fs ? 2 : 1); ++k) table(5);
  }
  for (int k = 0; k < 3; ++k) table(5);
  return out.str();
}

EamPotential parse(std::string const& text, io::SetflFormat format = io::SetflFormat::automatic) {
  std::istringstream in(text);
  return io::read_setfl(in, "made-up.setfl", format);
}

std::string replaced(std::string text, std::string const& from, std::string const& to) {
  auto const at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("both layouts, told apart, in any wrapping") {
  bool const fs = GENERATE(true, false);
  int const columns = GENERATE(1, 2, 4, 5, 100);
  char const* const break_line = GENERATE("\n", "\r\n", "  # note\n\n \t\n");
  CAPTURE(fs, columns);
  auto const p = parse(tables(fs, columns, break_line));
  REQUIRE(p.finnis_sinclair == fs);
  REQUIRE(p.comments[1] == "two # not a comment");
  REQUIRE(p.elements.size() == 2);
  REQUIRE(p.element("Bb") == 1);
  REQUIRE(p.elements[1].atomic_number == 26);
  REQUIRE(p.elements[1].mass == 55.85);
  REQUIRE(p.elements[1].lattice_constant == 2.87);
  REQUIRE(p.elements[1].lattice == "bcc");
  REQUIRE(p.density_count == 6);
  REQUIRE(p.density_spacing == 0.5);
  REQUIRE(p.distance_spacing == 0.1);
  REQUIRE(p.cutoff == 0.4);
  REQUIRE(p.elements[0].embedding == std::vector<double>{100, 101, 102, 103, 104, 105});
  REQUIRE(p.density(0, 0) == std::vector<double>{200, 201, 202, 203, 204});
  REQUIRE(p.density(0, 1)[0] == (fs ? 300 : 200));
  REQUIRE(p.elements[1].embedding[5] == (fs ? 405 : 305));
  REQUIRE(p.density(1, 0)[0] == (fs ? 500 : 400));
  REQUIRE(p.density(1, 1)[0] == (fs ? 600 : 400));
  double const first_pair = fs ? 700 : 500;
  REQUIRE(p.pair(0, 0)[0] == first_pair);
  REQUIRE(p.pair(1, 0)[0] == first_pair + 100);
  REQUIRE(&p.pair(0, 1) == &p.pair(1, 0));
  REQUIRE(p.pair(1, 1)[4] == first_pair + 204);
}

TEST_CASE("numbers as Fortran and C write them") {
  auto const p = parse(replaced(tables(true, 5), "200 201 202 203", "+2.0D+02 -1.5d0 3E-400 .5"));
  REQUIRE(p.density(0, 0) == std::vector<double>{200, -1.5, 0, 0.5, 204});
}

// The rules of LAMMPS' table reader.
TEST_CASE("a table begins on a new line, and what follows its last value is dropped") {
  bool const fs = GENERATE(true, false);
  int const columns = GENERATE(1, 2, 4, 5, 100);
  CAPTURE(fs, columns);
  std::string text = tables(fs, columns);
  // One value too many in the first embedding energy, two and a word after the first density, one before the end.
  text = replaced(text, "105\n", "105 7.5\n");
  text = replaced(text, "204\n", "204\t8 9 word\n");
  text = replaced(text, fs ? "904\n" : "704\n", fs ? "904 -1 # note\n" : "704 -1 # note\n");
  // Words behind the values of header lines, and text behind the last table.
  text = replaced(text, "1.0D-1 0.4\n", "1.0D-1 0.4 A\n");
  text = replaced(text, "fcc\n", "fcc  copper-like\n");
  text += "end of file\n1 2 3\n";
  auto const p = parse(text), plain = parse(tables(fs, columns));
  REQUIRE(p.finnis_sinclair == fs);
  REQUIRE(p.densities == plain.densities);
  REQUIRE(p.pairs == plain.pairs);
  for (int e : {0, 1}) REQUIRE(p.elements[e].embedding == plain.elements[e].embedding);
  REQUIRE(p.elements[0].lattice == "fcc");
}

TEST_CASE("a value too few is an error that names file, line and table") {
  // The table's last line ends early, so the next table's first line is taken, and in the end values are missing.
  REQUIRE_THROWS_WITH(parse(replaced(tables(false, 5), "504\n", "\n"), io::SetflFormat::alloy),
                      ContainsSubstring("made-up.setfl:") && ContainsSubstring("the pair energy of Bb and Bb"));
  REQUIRE_THROWS_WITH(parse(replaced(tables(false, 5), "204\n", "\n"), io::SetflFormat::alloy),
                      ContainsSubstring("made-up.setfl:"));
}

TEST_CASE("the lattice of an element line may be missing, or stand without its constant") {
  auto const p = parse(replaced(replaced(tables(false, 5), "13 26.98 4.05 fcc", "13 26.98"), "2.87 bcc", "bcc"));
  REQUIRE(p.elements[0].lattice_constant == 0);
  REQUIRE(p.elements[0].lattice.empty());
  REQUIRE(p.elements[1].lattice == "bcc");
}

TEST_CASE("control characters of a file do not reach messages") {
  for (auto const& [from, to] : {std::pair{"Aa Bb", "Aa B\033[31m"}, {"1.0D-1", "\033[31m"}, {"26.98", "2\a"}}) {
    try {
      parse(replaced(tables(false, 5), from, to));
      FAIL("accepted");
    } catch (Error const& error) {
      for (char const* c = error.what(); *c != 0; ++c) REQUIRE(static_cast<unsigned char>(*c) >= ' ');
    }
  }
}

TEST_CASE("memory is in proportion to the file, also with many elements") {
  std::ostringstream text;
  text << "a\nb\nc\n1000";
  for (int e = 0; e < 1000; ++e) text << " e" << e;
  text << "\n5 0.1 1000 0.1 2\n";
  std::string zeros;
  for (int k = 0; k < 1000; ++k) zeros += "0 ";
  for (int e = 0; e < 1000; ++e) text << "0 1 0 fcc\n0 0 0 0 0\n" << zeros << '\n';
  // A copy of each density for each pair of elements would be 8 GB.
  REQUIRE_THROWS_WITH(parse(text.str()), ContainsSubstring("the file ends after 0 of 1000 values of"));
}

TEST_CASE("what is wrong is said in one line with file and line number") {
  std::string const good = tables(true, 5);
  auto const format = GENERATE(io::SetflFormat::automatic, io::SetflFormat::finnis_sinclair);
  auto const message = [&](std::string const& text) {
    try {
      parse(text, format);
    } catch (Error const& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  REQUIRE(message(good) == "accepted");
  REQUIRE_THAT(message(""), StartsWith("made-up.setfl:0: the file ends"));
  REQUIRE_THAT(message("a\nb\nc\n"), StartsWith("made-up.setfl:3: the file ends"));
  REQUIRE_THAT(message(replaced(good, " 2 Aa Bb", " 3 Aa Bb")), StartsWith("made-up.setfl:4: 3 elements"));
  REQUIRE_THAT(message(replaced(good, " 2 Aa Bb", " 2 Aa Aa")), ContainsSubstring("'Aa' is named twice"));
  REQUIRE_THAT(message(replaced(good, " 2 Aa Bb", " -1 Aa")), ContainsSubstring("number of elements is -1"));
  REQUIRE_THAT(message(replaced(good, "6 0.5", "6 -0.5")), StartsWith("made-up.setfl:5: drho is -0.5"));
  REQUIRE_THAT(message(replaced(good, "1.0D-1", "0")), ContainsSubstring("dr is 0"));
  REQUIRE_THAT(message(replaced(good, " 0.4\n", " -7\n")), ContainsSubstring("the cutoff is -7"));
  REQUIRE_THAT(message(replaced(good, " 0.4\n", "\n")), ContainsSubstring("the cutoff"));
  REQUIRE_THAT(message(replaced(good, "6 0.5", "6.5 0.5")), ContainsSubstring("Nrho is 6.5"));
  REQUIRE_THAT(message(replaced(good, "6 0.5", "1e300 0.5")), ContainsSubstring("Nrho is"));
  REQUIRE_THAT(message(replaced(good, "202", "2o2")), StartsWith("made-up.setfl:9: '2o2' is not a finite number"));
  REQUIRE_THAT(message(replaced(good, "202", "nan")), StartsWith("made-up.setfl:9: 'nan'"));
  REQUIRE_THAT(message(replaced(good, "202", "1e999")), StartsWith("made-up.setfl:9: '1e999'"));
  REQUIRE_THAT(message(replaced(good, "55.85", "0")), ContainsSubstring("the mass of Bb is 0"));
  // Cut within the first element's second density, which only eam/fs has.
  REQUIRE_THAT(message(good.substr(0, good.find("204") + 12)),
               ContainsSubstring("the file ends after 2 of 5 values of the density of Aa"));
  REQUIRE_THAT(message(good + "1\n"), ContainsSubstring("after the end"));
  REQUIRE_THAT(message(good.substr(0, good.size() - 5)), ContainsSubstring("of the pair energy of Bb and Bb"));
}

TEST_CASE("sizes that a file does not have cost no memory") {
  auto const text = replaced(tables(true, 5), "6 0.5 5", "1000000000 0.5 1000000000");
  REQUIRE_THROWS_WITH(parse(text), ContainsSubstring("made-up.setfl:"));
  REQUIRE_THROWS_WITH(parse(replaced(tables(true, 5), " 2 Aa", " 1000000 Aa")), ContainsSubstring("made-up.setfl:4"));
}

TEST_CASE("damaged text of any kind gives an error, not a crash") {
  std::string const good = tables(true, 3);
  std::mt19937 random(9);
  int refused = 0;
  for (int n = 0; n < 2000; ++n) {
    std::string text = good.substr(0, n % 3 == 0 ? random() % good.size() : good.size());
    for (int k = 0; k < 3 && !text.empty(); ++k) text[random() % text.size()] = static_cast<char>(random() % 256);
    try {
      parse(text);
    } catch (Error const& error) {
      ++refused;
      REQUIRE_THAT(error.what(), StartsWith("made-up.setfl:"));
    }
  }
  REQUIRE(refused > 1000);
}

TEST_CASE("files, compressed and plain") {
  std::string const root = TEKTITE_SOURCE_DIR;
  auto const p = io::read_setfl(root + "/data/Cu-Zr_4.eam.fs.gz");
  REQUIRE(p.finnis_sinclair);
  REQUIRE(p.elements[0].name == "Cu");
  REQUIRE(p.elements[1].mass == 91.224);
  REQUIRE(p.distance_count == 10000);
  REQUIRE(p.cutoff == 7.6);
  REQUIRE_FALSE(io::read_setfl(root + "/tests/golden/eam/toy.eam.alloy").finnis_sinclair);
  REQUIRE_THROWS_WITH(io::read_setfl(root + "/data/none"), ContainsSubstring("/data/none"));
}

}  // namespace read_setfl_test
