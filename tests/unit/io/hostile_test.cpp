// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// Files that were made to harm: memory and time in proportion to the file, words that cannot be printed, headers that
// nearly fit, files that end anywhere.

#include <tektite/io/csv.hpp>
#include <tektite/io/read_configuration.hpp>
#include <tektite/io/read_setfl.hpp>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <new>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "support/scratch_folder.hpp"

using Catch::Matchers::ContainsSubstring;
using tektite::io::Configuration;

namespace {

// Bytes that were asked for since the program began, also those that were given back.
std::atomic<std::size_t> allocated{0};

}  // namespace

// Not inline, so that compilers see a pair that fits.
[[gnu::noinline]] void* operator new(std::size_t size) {
  allocated += size;
  if (void* const memory = std::malloc(size > 0 ? size : 1)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

Configuration read_frame(std::string const& text) {
  std::istringstream stream(text);
  tektite::io::FrameReader frames(stream, "file");
  return frames.next().value();
}

tektite::EamPotential read_setfl(std::string const& text) {
  std::istringstream stream(text);
  return tektite::io::read_setfl(stream, "file");
}

struct Outcome {
  std::string message;    // empty where the text was read
  std::size_t bytes = 0;  // allocated in all, also those that were given back
};

template <class Read>
Outcome outcome(Read const& read_text, std::string const& text) {
  std::size_t const before = allocated;
  Outcome result;
  try {
    read_text(text);
  } catch (tektite::Error const& error) {
    result.message = error.what();
  }
  result.bytes = allocated - before;
  return result;
}

std::string xyz(std::string const& atoms, std::string const& properties, std::string const& lines = "") {
  return atoms + "\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=" + properties + "\n" + lines;
}

std::string dump(std::string const& names, std::string const& lines) {
  return "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 3\n0 3\n0 3\nITEM: ATOMS " + names +
         "\n" + lines;
}

std::string data(std::string const& header, std::string const& sections) {
  return "title\n\n" + header + "0 3 xlo xhi\n0 3 ylo yhi\n0 3 zlo zhi\n\n" + sections;
}

std::string repeated(std::string const& text, int times) {
  std::string result;
  for (int k = 0; k < times; ++k) result += text;
  return result;
}

// Words that differ.
std::string words(int count, std::string const& separator) {
  std::string result;
  for (int k = 0; k < count; ++k) (result += 'w') += std::to_string(k) + separator;
  return result;
}

// The buffer of a reader, and what the standard library needs once.
constexpr std::size_t fixed = 1 << 20;

}  // namespace

TEST_CASE("columns that a line announces cost nothing before an atom shows them") {
  std::string properties = "species:S:1:pos:R:3";
  for (int k = 0; k < 116; ++k) properties += ":a" + std::to_string(k) + ":R:1000";
  for (char const* atoms : {"0", "1"}) {
    Outcome const many = outcome(read_frame, xyz(atoms, properties, "Cu 0 0 0\n"));
    REQUIRE_THAT(many.message, ContainsSubstring("file:2: Properties has more than 10000 columns"));
    REQUIRE(many.bytes < fixed);
  }
  Outcome const text =
      outcome(read_frame, xyz("1", "species:S:1:pos:R:3" + repeated(":t:S:1000", 100000), "Cu 0 0 0\n"));
  REQUIRE_THAT(text.message, ContainsSubstring("file:2: Properties has more than 10000 columns"));
  REQUIRE(text.bytes < fixed + 100 * text.message.size() + 100 * 1000000);

  std::string const few = "species:S:1:pos:R:3:a:R:9000";
  Outcome const short_line = outcome(read_frame, xyz("1", few, "Cu 0 0 0\n"));
  REQUIRE(short_line.message == "file:3: atom line has 4 fields, expected 9004");
  REQUIRE(short_line.bytes < fixed);
  REQUIRE_THAT(outcome(read_frame, xyz("0", few)).message, ContainsSubstring("at most 100 in a frame without atoms"));
  REQUIRE_THAT(outcome(read_frame, xyz("1", few)).message,
               ContainsSubstring("file:3: atom line has 0 fields, expected 9004"));
  REQUIRE(read_frame(xyz("1", few, "Cu 0 0 0" + repeated(" 1", 9000) + "\n")).columns.size() == 9000);
  REQUIRE(read_frame(xyz("0", "species:S:1:pos:R:3:a:R:96")).size() == 0);
  REQUIRE_THAT(outcome(read_frame, xyz("1", "species:S:1:pos:R:3:a:R:99999999999999999999", "Cu 0 0 0\n")).message,
               ContainsSubstring("the count of property a is '99999999999999999999', expected an integer"));
}

TEST_CASE("names are compared in a time that grows as the line") {
  REQUIRE(
      read_frame(dump("id type x y z " + words(9995, " "), "1 1 1 1 1" + repeated(" 2", 9995) + "\n")).columns.size() ==
      9995);
  REQUIRE_THAT(outcome(read_frame, dump("id type x y z " + words(120000, " "), "")).message,
               ContainsSubstring("file:9: ITEM: ATOMS has 120005 columns, expected at most 10000"));
  REQUIRE(read_frame(xyz("1", "species:S:1:pos:R:3 " + words(100000, "=1 "), "Cu 0 0 0\n")).size() == 1);
  ScratchFolder const folder;
  std::ofstream(folder / "t.csv") << words(120000, ",") << "last\n";
  REQUIRE(tektite::io::read_csv(folder / "t.csv").columns.size() == 120001);
  REQUIRE_THAT(outcome(read_setfl, "1\n2\n3\n2 " + words(300000, " ") + "\n").message,
               ContainsSubstring("file:4: 2 elements are announced, but 300000 are named"));
  REQUIRE_THAT(outcome(read_setfl, "1\n2\n3\n1000 " + words(999, " ") + "w7\n").message,
               ContainsSubstring("file:4: element 'w7' is named twice"));
  // Many elements, sections and labels.
  std::string atoms;
  for (int k = 0; k < 60000; ++k) (atoms += 'w') += std::to_string(k) + " 0 0 0\n";
  REQUIRE(read_frame(xyz("60000", "species:S:1:pos:R:3", atoms)).elements.size() == 60000);
  std::string sections = "Atoms\n\n1 1 0 0 0\n\n";
  for (int k = 0; k < 20000; ++k) (sections += "Section-w") += std::to_string(k) + "\n\n1 2\n\n";
  REQUIRE(read_frame(data("1 atoms\n", sections)).size() == 1);
}

TEST_CASE("memory grows with what a file holds, not with the numbers in its header") {
  for (char const* huge : {"1000000000", "9223372036854775807"}) {
    std::string const n(huge);
    for (std::string const& text :
         {xyz(n, "species:S:1:pos:R:3", "Cu 0 0 0\n"), data(n + " atoms\n", "Atoms # atomic\n\n1 1 0 0 0\n"),
          "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n" + n +
              "\nITEM: BOX BOUNDS pp pp pp\n0 3\n0 3\n0 3\nITEM: ATOMS id type x y z\n1 1 1 1 1\n"}) {
      Outcome const cut = outcome(read_frame, text);
      REQUIRE_THAT(cut.message, ContainsSubstring("after 1 atoms, expected " + n));
      REQUIRE(cut.bytes < fixed);
    }
  }
  // Tables of 1e9 points, and 500 500 pairs of elements.
  Outcome const points = outcome(read_setfl, "1\n2\n3\n1 Cu\n1000000000 0.1 1000000000 0.1 5\n29 63 3.6 fcc\n1 2 3\n");
  REQUIRE_THAT(points.message, ContainsSubstring("after 3 of 1000000000 values of the embedding energy of Cu"));
  REQUIRE(points.bytes < fixed);
  std::string elements = "1\n2\n3\n1000 " + words(1000, " ") + "\n5 0.1 5 0.1 0.4\n";
  for (int k = 0; k < 1000; ++k) elements += "29 63 3.6 fcc\n1 2 3 4 5\n1 2 3 4 5\n";
  Outcome const pairs = outcome(read_setfl, elements);
  REQUIRE_THAT(pairs.message, ContainsSubstring("values of the pair energy of w0 and w0"));
  REQUIRE(pairs.bytes < fixed + 100 * elements.size());
}

TEST_CASE("numbers that no integer holds, and counts below zero") {
  auto const message = [](std::string const& text) { return outcome(read_frame, text).message; };
  REQUIRE_THAT(message(xyz("-1", "species:S:1:pos:R:3")), ContainsSubstring("number of atoms is -1, expected 0 to"));
  REQUIRE_THAT(message(data("-5 atoms\n", "Atoms\n\n")), ContainsSubstring("number of atoms is -5, expected 0 to"));
  REQUIRE_THAT(message(dump("id type x y z", "9223372036854775808 1 1 1 1\n")),
               ContainsSubstring("id is '9223372036854775808', expected an integer between -2^63 and 2^63"));
  REQUIRE_THAT(message(dump("id type x y z", "1 2147483648 1 1 1\n")),
               ContainsSubstring("type is 2147483648, expected 1 to 65535"));
  REQUIRE_THAT(message(dump("id type x y z ix iy iz", "1 1 1 1 1 0 3000000000 0\n")),
               ContainsSubstring("iy is 3000000000, expected -1000000000 to 1000000000"));
  REQUIRE(read_frame(dump("id type x y z", "9223372036854775807 1 1 1 1\n")).ids[0] == 9223372036854775807);
}

TEST_CASE("a name that cannot be printed or is no word is refused where it is read") {
  auto const message = [](std::string const& text) { return outcome(read_frame, text).message; };
  std::string const escape = "a\x1b[31m\x07";
  REQUIRE(message(dump("id type x y z " + escape, "1 1 1 1 1 x\n")) ==
          "file:9: the name 'a?[31m?' of a column has characters that cannot be printed");
  for (std::string const& bad : {escape, std::string("a\0b", 3), std::string("a\x7f"), std::string("\xff"),
                                 std::string("\xc2\x9b[31m"), std::string("\xe2\x80\xae") + "x"}) {
    INFO(tektite::printable(bad));
    std::string const wrong = "has characters that cannot be printed";
    REQUIRE_THAT(message(dump("id type x y z " + bad, "1 1 1 1 1 x\n")), ContainsSubstring(wrong));
    REQUIRE_THAT(message(dump("id element x y z", "1 " + bad + " 1 1 1\n")), ContainsSubstring(wrong));
    REQUIRE_THAT(message(dump("id type element x y z", "1 1 " + bad + " 1 1 1\n")), ContainsSubstring(wrong));
    REQUIRE_THAT(message(xyz("1", "species:S:1:pos:R:3", bad + " 0 0 0\n")), ContainsSubstring(wrong));
    REQUIRE_THAT(message(xyz("1", "species:S:1:pos:R:3:" + bad + ":R:1", "Cu 0 0 0 1\n")), ContainsSubstring(wrong));
    REQUIRE_THAT(message(data("1 atoms\n1 atom types\n", "Atom Type Labels\n\n1 " + bad + "\n\nAtoms\n\n1 1 1 1 1\n")),
                 ContainsSubstring(wrong));
    REQUIRE_THAT(outcome(read_setfl, "1\n2\n3\n1 " + bad + "\n").message, ContainsSubstring("cannot be printed"));
  }
  REQUIRE(message(xyz("1", "\"species:S:1:pos:R:3:my column:R:1\"", "Cu 0 0 0 1\n")) ==
          "file:2: the name 'my column' of a property has blanks, expected one word");
  std::string const letters = "\xc3\x85ngstr\xc3\xb6m";  // letters of other languages are none of these
  REQUIRE(read_frame(dump("id type x y z " + letters, "1 1 1 1 1 2\n")).columns[0].name == letters);

  REQUIRE_THAT(message(dump("id type x y z " + std::string(201, 'w'), "1 1 1 1 1 2\n")),
               ContainsSubstring("file:9: the name '" + std::string(40, 'w') +
                                 "...' of a column has 201 bytes, expected at most 200"));
  Configuration const long_name = read_frame(dump("id type x y z " + std::string(200, 'w'), "1 1 1 1 1 nan\n"));
  REQUIRE_THROWS_WITH(long_name.values(std::string(200, 'w')),
                      ContainsSubstring("'" + std::string(40, 'w') + "...' of"));
}

TEST_CASE("lists of names in a message are short") {
  Configuration const c =
      read_frame(dump("id type x y z " + words(500, " "), "1 1 1 1 1" + repeated(" 2", 500) + "\n"));
  REQUIRE_THROWS_WITH(c.values("pe"), ContainsSubstring("w19 and 480 more"));
}

TEST_CASE("dumps: headers that nearly fit are refused") {
  auto const message = [](std::string const& text) { return outcome(read_frame, text).message; };
  std::string const good = dump("id type x y z", "1 1 1 1 1\n");
  auto const with = [&](std::string const& from, std::string const& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  REQUIRE_THAT(message(with("ITEM: TIMESTEP", "item: timestep")),
               ContainsSubstring("file:1: found 'item: timestep', expected an ITEM of a LAMMPS dump"));
  REQUIRE_THAT(message(with("OF ATOMS", "OF ATOM")), ContainsSubstring("file:3: found 'ITEM: NUMBER OF ATOM'"));
  REQUIRE_THAT(message(with("OF ATOMS", "OF ATOMS 1")), ContainsSubstring("file:3: found 'ITEM: NUMBER OF ATOMS 1'"));
  REQUIRE_THAT(message(with("ITEM: BOX", "ITEM: TIMESTEP\n5\nITEM: BOX")),
               ContainsSubstring("file:5: a second 'ITEM: TIMESTEP' in one frame"));
  REQUIRE_THAT(message(with("ITEM: BOX", "ITEM: NUMBER OF ATOMS\n5\nITEM: BOX")),
               ContainsSubstring("a second 'ITEM: NUMBER OF ATOMS'"));
  REQUIRE_THAT(message(with("ITEM: ATOMS", "ITEM: BOX BOUNDS\n0 1\n0 1\n0 1\nITEM: ATOMS")),
               ContainsSubstring("a second 'ITEM: BOX BOUNDS'"));
  REQUIRE(read_frame("\n \n" + good).size() == 1);  // blank lines before a frame are no part of it
}

TEST_CASE("data files: header lines that nearly fit are refused") {
  std::string const atoms = "Atoms # atomic\n\n1 1 1 1 1\n";
  auto const message = [&](std::string const& header) { return outcome(read_frame, data(header, atoms)).message; };
  REQUIRE(message("1 atoms\n1 atom types\n0 bonds\n2 extra bond per atom\n3 crossterms\n").empty());
  REQUIRE_THAT(message("1 atoms\n1 0 0 XY XZ YZ\n"), ContainsSubstring("file:4: found '1 0 0 XY XZ YZ', expected"));
  REQUIRE_THAT(message("1 atoms\n1 0 0 xy xz\n"), ContainsSubstring("file:4: found '1 0 0 xy xz', expected"));
  REQUIRE_THAT(message("1 Atoms\n"), ContainsSubstring("file:3: found '1 Atoms', expected 'atoms'"));
  REQUIRE_THAT(message("1 atoms\n1 atom type\n"),
               ContainsSubstring("file:4: found '1 atom type', expected 'atom types'"));
  REQUIRE_THAT(message("1 2 atoms\n"), ContainsSubstring("file:3: found '1 2 atoms', expected a header line"));
  REQUIRE_THAT(message("1 atoms\n1 atoms\n"), ContainsSubstring("file:4: a second number of atoms"));
  REQUIRE_THAT(message("1 atoms\n1 atom types\n1 atom types\n"),
               ContainsSubstring("a second line of the number of atom"));
  REQUIRE_THAT(message("1 atoms\n0 1 xlo xhi\n"), ContainsSubstring("file:5: a second line of xlo"));
  REQUIRE_THAT(message("1 atoms\n3 0 0 avec\n0 3 0 bvec\n0 0 3 cvec\n"), ContainsSubstring("expected one of them"));
}

TEST_CASE("data files: what has no blank before it, or another case, is no section") {
  auto const message = [](std::string const& sections) {
    return outcome(read_frame, data("1 atoms\n", sections)).message;
  };
  REQUIRE_THAT(message("ATOMS\n\n1 1 1 1 1\n"), ContainsSubstring("section 'ATOMS', expected Atoms"));
  REQUIRE_THAT(message("atoms\n\n1 1 1 1 1\n"), ContainsSubstring("found 'atoms', expected a header line"));
}

TEST_CASE("a type without a name is never hidden by the others") {
  Configuration const c =
      read_frame(data("1 atoms\n2 atom types\n", "Masses\n\n1 91.224 # Zr\n2 500\n\nAtoms\n\n1 2 1 1 1\n"));
  REQUIRE(c.elements == std::vector<std::string>{"Zr", ""});
  REQUIRE(read_frame(data("1 atoms\n2 atom types\n", "Masses\n\n1 1\n2 1\n\nAtoms\n\n1 2 1 1 1\n")).elements.empty());
}

TEST_CASE("lines without an end and bytes that are zero") {
  auto const message = [](std::string const& text) { return outcome(read_frame, text).message; };
  std::string const endless(tektite::io::TextReader::max_line + 1, '7'), zeros(2000000, '\0');
  for (std::string const& text : {endless, zeros, "1\n" + endless, "title\n\n" + endless,
                                  dump("id type x y z", "1 1 1 1 " + endless), "ITEM: TIMESTEP\n" + zeros})
    REQUIRE_THAT(message(text), ContainsSubstring("line is longer than 1048576 characters, expected a text file"));
  REQUIRE_THAT(message(dump("id type x y z", std::string("1 1 1 1 1\0\n", 11))),
               ContainsSubstring("z is '1?', expected a finite number"));
  REQUIRE_THAT(outcome(read_setfl, endless).message, ContainsSubstring("file:1: the file ends"));
}

TEST_CASE("a file that is cut anywhere is an error, or has all its atoms") {
  std::string const two =
      "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS pp pp pp\n0 3\n0 3\n0 3\nITEM: ATOMS id type x y "
      "z\n1 1 1 1 1\n2 1 2 2 2\n";
  std::string const sections = "Masses\n\n1 63.546\n\nAtoms # atomic\n\n1 1 1 1 1\n2 1 2 2 2\n";
  for (std::string const& text :
       {two, xyz("2", "species:S:1:pos:R:3", "Cu 0 0 0\nZr 1 1 1\n"), data("2 atoms\n1 atom types\n", sections)}) {
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
      INFO("cut " << cut);
      std::string const part = text.substr(0, cut);
      std::string const message = outcome(read_frame, part).message;
      if (message.empty()) {
        REQUIRE(read_frame(part).size() == 2);
        REQUIRE(cut >= text.size() - 2);  // without the last line end
      } else {
        REQUIRE_THAT(message, ContainsSubstring("file:"));
      }
    }
  }
}
