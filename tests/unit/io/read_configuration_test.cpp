// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/read_configuration.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "support/frame_texts.hpp"
#include "support/scratch_folder.hpp"

namespace read_configuration_test {

using Catch::Matchers::ContainsSubstring;
using tektite::Error;
using tektite::io::read_configuration;
using tektite::io::read_dump_frame;
using tektite::io::read_xyz_frame;
using tektite::io::TextReader;
using namespace frame_texts;

TEST_CASE("a reader knows how much of its file it has read") {
  ScratchFolder const folder;
  // More than what is read at once.
  std::string text;
  for (int frame = 0; frame < 3; ++frame) {
    text += "20000\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3\n";
    for (int i = 0; i < 20000; ++i) text += "Cu 1.25 2.50 3.75\n";
  }
  std::ofstream(folder / "three.xyz") << text;
  FrameReader reader(folder / "three.xyz");
  std::int64_t before = 0;
  for (int frame = 0; frame < 3; ++frame) {
    REQUIRE(reader.next());
    REQUIRE(reader.bytes_read() > before);
    REQUIRE(reader.bytes_read() >= (frame + 1) * std::int64_t(text.size()) / 3);
    before = reader.bytes_read();
  }
  REQUIRE(before == std::int64_t(text.size()));
  std::istringstream stream(text);
  REQUIRE(FrameReader(stream, "stream").bytes_read() == 0);
}

TEST_CASE("one frame of many is chosen by number") {
  ScratchFolder const folder;
  auto const path = folder / "many.dump";
  {
    std::ofstream file(path);
    for (int k = 0; k < 3; ++k) file << dump_text(cube, "id type x y z", "1 1 " + std::to_string(k) + " 1 1\n", 1);
  }
  REQUIRE(read_configuration(path).positions[0].x == 0);
  REQUIRE(read_configuration(path, {.frame = 1}).positions[0].x == 1);
  REQUIRE(read_configuration(path, {.frame = -1}).positions[0].x == 2);
  REQUIRE_THROWS_AS(read_configuration(path, {.frame = 3}), Error);
  REQUIRE_THROWS_AS(read_configuration(path, {.frame = -2}), Error);
  REQUIRE(tektite::io::read_frames(path).size() == 3);
}

TEST_CASE("elements keep their types from frame to frame") {
  auto const frame = [](std::string const& atoms, int count) {
    return std::to_string(count) + "\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3\n" + atoms;
  };
  std::istringstream stream(frame("Zr 1 1 1\nCu 2 2 2\n", 2) + frame("Zr 1 1 1\n", 1) +
                            frame("Al 1 1 1\nZr 2 2 2\nCu 3 3 3\n", 3));
  tektite::io::FrameReader frames(stream, "frames.xyz");
  auto const first = frames.next(), second = frames.next(), third = frames.next();
  REQUIRE(first->elements == std::vector<std::string>{"Cu", "Zr"});
  REQUIRE(first->types == std::vector<int>{1, 0});
  REQUIRE(second->types == std::vector<int>{1});
  REQUIRE(third->elements == std::vector<std::string>{"Cu", "Zr", "Al"});
  REQUIRE(third->types == std::vector<int>{2, 1, 0});
}

TEST_CASE("all of LAMMPS' ways to write positions give the same atoms") {
  auto const golden = std::filesystem::path(TEKTITE_SOURCE_DIR) / "tests" / "golden" / "io";
  auto const expected = tektite::io::read_frames(golden / "unwrapped.dump.gz");
  REQUIRE(expected.size() == 2);
  double farthest = 0;
  auto const require_same = [&](Configuration const& c, Configuration const& e) {
    REQUIRE(c.ids == e.ids);
    REQUIRE(c.types == e.types);
    auto const a = unwrap(c), b = unwrap(e);
    for (std::size_t i = 0; i < a.size(); ++i) {
      farthest = std::max(farthest, norm(b[i]));
      REQUIRE(norm(a[i] - b[i]) < 1e-10);
    }
  };
  for (char const* name : {"scaled.dump", "wrapped.dump", "scaled_unwrapped.dump"}) {
    auto const frames = tektite::io::read_frames(golden / name);
    REQUIRE(frames.size() == 2);
    for (std::size_t k = 0; k < 2; ++k) require_same(frames[k], expected[k]);
  }
  Configuration const data = read_configuration(golden / "last.data");
  Configuration const last = read_configuration(golden / "scaled.dump", {.frame = -1});
  require_same(data, expected[1]);
  REQUIRE(farthest > 100);  // image flags matter
  REQUIRE(data.velocities == last.velocities);
  REQUIRE(data.elements == last.elements);
  REQUIRE(data.elements == std::vector<std::string>{"Cu", "Zr"});
  for (int k = 0; k < 3; ++k) require_close(data.box.edge(k), last.box.edge(k));
  require_close(data.box.origin(), last.box.origin());
}

TEST_CASE("the good files are good") {
  for (auto const& text : {dump, tilted, general, data, xyz, dump + dump}) REQUIRE_NOTHROW(read_all(text));
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

namespace {

/// What a reader makes of a text: the atoms, or the refusal. \param alone whether each line is read by itself
std::string outcome(std::string const& text, bool alone) {
  std::istringstream stream(text);
  TextReader reader(stream, "file");
  if (alone) reader.peek(text.size());  // lines that are known cannot be read by several threads
  std::ostringstream out;
  out.precision(17);
  try {
    auto const c = text.starts_with("ITEM") ? *read_dump_frame(reader) : *read_xyz_frame(reader);
    for (std::size_t i = 0; i < c.size(); ++i) {
      out << c.ids[i] << ' ' << c.types[i] << ' ' << c.positions[i].x << ' ' << c.positions[i].y << ' '
          << c.positions[i].z;
      if (!c.images.empty()) out << ' ' << c.images[i].x << ' ' << c.images[i].y << ' ' << c.images[i].z;
      if (!c.velocities.empty()) out << ' ' << c.velocities[i].x << ' ' << c.velocities[i].z;
      for (auto const& column : c.columns) out << ' ' << column.name << '=' << column.values[i];
      for (auto const& column : c.text_columns) out << ' ' << column.name << "='" << column.values[i] << '\'';
      out << '\n';
    }
    for (auto const& name : c.elements) out << name << '\n';
    for (auto const& column : c.text_columns) out << column.why << '\n';
    out << reader.line_number() << ' ' << (reader.next() ? reader.line() : "end");
  } catch (Error const& error) {
    return error.what();
  }
  return out.str();
}

/// Lines of atoms with everything that readers accept. \param quirk some of it
std::string atom_lines(std::mt19937_64& random, int count, int quirk, std::vector<std::string> const& species) {
  auto const number = [&] { return std::to_string(double(random() % 2000001) / 1e5 - 10); };
  std::string text;
  for (int i = 0; i < count; ++i) {
    std::string const end = quirk == 1 && i % 3 == 0 ? " # fixed\r\n" : (quirk == 1 ? "\t\n" : "\n");
    std::string const id = std::to_string((i * 7919LL + 13) % count + (quirk == 2 ? 0 : 1));
    text += species[random() % std::min<std::size_t>(species.size(), 1 + std::size_t(i) / 2500)] + ' ' + id +
            (quirk == 3 && i % 5 == 0 ? ".0 " : " ") + number() + ' ' + number() + (quirk == 3 ? "e+00\t" : "  ") +
            number() + ' ';
    text += quirk == 4 && i > count / 2 ? "word" + std::to_string(i % 3) : (i % 11 == 0 ? "-nan" : number());
    text +=
        (quirk == 3 && i % 7 == 0 ? " +1.5D+01" : " " + number()) + ' ' + std::to_string(int(random() % 5) - 2) + end;
  }
  return text;
}

}  // namespace

TEST_CASE("lines that threads read side by side are those that are read one after the other") {
  std::mt19937_64 random(3);
  int const count = 12000;
  std::vector<std::string> const names{"Zr", "Cu", "Al", "Ni"}, numbers{"1", "3", "2.0", "2"};
  std::string const head = "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n" + std::to_string(count) +
                           "\nITEM: BOX BOUNDS pp pp pp\n-10 10\n-10 10\n-10 10\nITEM: ATOMS ";
  for (int quirk = 0; quirk < 5; ++quirk) {
    for (auto const& [field, species] : {std::pair{"element", names}, std::pair{"type", numbers}}) {
      CAPTURE(quirk, field);
      std::string const lines = atom_lines(random, count, quirk, species);
      std::string const dump = head + field + " id x y z c_a q iz\n" + lines + "ITEM: TIMESTEP\n";
      std::string const kind = std::string(field) == "type" ? "type:I:1" : "species:S:1";
      std::string const xyz = std::to_string(count) + "\nLattice=\"20 0 0 0 20 0 0 0 20\" Properties=" + kind +
                              ":id:I:1:pos:R:3:c_a:R:1:q:R:1:l:I:1\n" + lines;
      for (std::string const& text : {dump, xyz}) {
        std::string const expected = outcome(text, true);
        REQUIRE(expected.find("expected") == (quirk == 4 ? expected.find("expected") : std::string::npos));
        bool const same = outcome(text, false) == expected;
        REQUIRE(same);
      }
      // Wrong in one place or in several: the first one is named.
      for (int fault = 0; fault < 4; ++fault) {
        std::string wrong = dump;
        for (std::size_t k = 0; k < 1 + std::size_t(fault) % 3; ++k) {
          std::size_t const at = head.size() + 40 + random() % (lines.size() - 60);
          char const* const pieces[] = {"\n", " ", "x", "-", "e9", "\n\n", "1e40", "Cu", "9", "."};
          wrong.replace(at, random() % 3, pieces[random() % 10]);
        }
        std::string const refusal = outcome(wrong, true);
        CAPTURE(refusal.substr(0, 200));
        bool const same = outcome(wrong, false) == refusal;
        REQUIRE(same);
      }
    }
  }
}

TEST_CASE("lines without words take no memory for their columns") {
  std::string const blank(1 << 20, '\n');
  std::string columns;
  for (int k = 0; k < 9000; ++k) columns += " c" + std::to_string(k);
  std::string const text =
      "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1000000\nITEM: BOX BOUNDS pp pp pp\n0 1\n0 1\n0 1\n"
      "ITEM: ATOMS id type x y z" +
      columns + "\n" + blank;
  REQUIRE(outcome(text, false) == "file:10: atom line has 0 fields, expected 9005");
}

}  // namespace read_configuration_test
