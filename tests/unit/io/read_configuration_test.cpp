// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/read_configuration.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "support/frame_texts.hpp"
#include "support/scratch_folder.hpp"

namespace read_configuration_test {

using Catch::Matchers::ContainsSubstring;
using tektite::Error;
using tektite::io::read_configuration;
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

}  // namespace read_configuration_test
