// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files tektite_examples_programs
//
// What the example programs share. How whole programs behave is tested in tests/programs.

#include "common/command_line.hpp"
#include "common/atoms.hpp"
#include "common/numbers_by_type.hpp"
#include "common/progress.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdio>
#include <fstream>
#include <thread>

#include "support/scratch_folder.hpp"

using Catch::Matchers::ContainsSubstring;
using namespace tektite::examples;
using tektite::Error;
using tektite::io::Configuration;

namespace {

std::string text_of(std::filesystem::path const& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("lists are read strictly") {
  using Pairs = std::vector<std::pair<std::string, double>>;
  REQUIRE(split_list("Cu,Zr") == std::vector<std::string>{"Cu", "Zr"});
  REQUIRE(split_list("Cu") == std::vector<std::string>{"Cu"});
  REQUIRE(parse_numbers<double>("0.5,1e-1") == std::vector<double>{0.5, 0.1});
  REQUIRE(parse_numbers<int>("0,0,12,0") == std::vector<int>{0, 0, 12, 0});
  REQUIRE(parse_named_numbers("Cu=1.28,Zr=1.60") == Pairs{{"Cu", 1.28}, {"Zr", 1.6}});
  for (char const* bad : {"", ",", "Cu,", ",Cu", "Cu,,Zr"}) REQUIRE_THROWS_AS(split_list(bad), Error);
  REQUIRE(split_list("Cu,Zr,Cu") == std::vector<std::string>{"Cu", "Zr", "Cu"});  // two types of one element
  for (char const* bad : {"", "1,", "x", "nan", "1.5.2"}) REQUIRE_THROWS_AS(parse_numbers<double>(bad), Error);
  for (char const* bad : {"1.5", "99999999999", "0,,1"}) REQUIRE_THROWS_AS(parse_numbers<int>(bad), Error);
  for (char const* bad : {"Cu", "Cu=", "=1", "Cu=x", "Cu=1,Zr", "Cu=1,Zr=2,Cu=1"})
    REQUIRE_THROWS_AS(parse_named_numbers(bad), Error);
  REQUIRE_THROWS_WITH(parse_numbers<int>("0,x"), ContainsSubstring("'x' is no integer in the list '0,x'"));
}

TEST_CASE("options are read, lists do not swallow the file names") {
  Program program("voronoi", "test");
  double cutoff = 0;
  std::vector<std::string> elements;
  std::vector<int> index;
  std::vector<std::pair<std::string, double>> radii;
  std::string in, out;
  program.add_option("--cutoff", cutoff, "length")->required();
  program.add_names("--elements", elements, "names");
  program.add_numbers("--index", index, "numbers");
  program.add_named_numbers("--radii", radii, "radii");
  program.files(in, out);
  char const* const arguments[] = {"voronoi",  "--cutoff", "-1.5", "--elements", "Cu,Zr", "--index",
                                   "0,0,12,0", "--radii",  "Cu=1", "a",          "b"};
  REQUIRE(program.parse(int(std::size(arguments)), arguments));
  REQUIRE(cutoff == -1.5);
  REQUIRE(elements == std::vector<std::string>{"Cu", "Zr"});
  REQUIRE(index == std::vector<int>{0, 0, 12, 0});
  REQUIRE(radii.size() == 1);
  REQUIRE((in == "a" && out == "b"));
  char const* const wrong[] = {"voronoi", "--cutoff", "1", "--index", "0,x", "a", "b"};
  REQUIRE_THROWS_AS(program.parse(int(std::size(wrong)), wrong), Error);
}

TEST_CASE("no word is taken for another number") {
  auto const code = [](std::vector<char const*> words) {
    Program program("quench", "test");
    double cutoff = 0;
    std::uint64_t seed = 1;
    int count = 0;
    program.add_option("--cutoff", cutoff, "length");
    program.add_option("--seed", seed, "seed")->capture_default_str();
    program.add_option("--count", count, "count");
    words.insert(words.begin(), "quench");
    bool worked = false;
    // Messages come before Kokkos would be started.
    int const result = program.run(int(words.size()), words.data(), [&] { worked = true; });
    REQUIRE(!worked);
    return result;
  };
  for (char const* bad : {"", "nan", "1e999", "1x"}) REQUIRE(code({"--cutoff", bad}) == 2);
  for (char const* bad : {"", "-1", "18446744073709551616", "1.5"}) REQUIRE(code({"--seed", bad}) == 2);
  for (char const* bad : {"", "1.5", "99999999999", "0x10", " 1", "1e3"}) REQUIRE(code({"--count", bad}) == 2);
  for (char const* bad : {"0", "-1", "513", "100000"}) REQUIRE(code({"--kokkos-num-threads", bad}) == 2);
}

TEST_CASE("a message is one line of bounded length that does no harm to a terminal") {
  REQUIRE(one_line("a\nb\x1b[31m\x7f\t\r") == "a b?[31m???");
  REQUIRE(one_line("Z\xc3\xbcrich \xc2\x9b"
                   "31m") == "Z\xc3\xbcrich ??31m");
  std::string const text = one_line(std::string(100000, 'x') + "end");
  REQUIRE(text.size() < 1000);
  REQUIRE_THAT(text, ContainsSubstring(" ... ") && ContainsSubstring("end"));
}

TEST_CASE("named numbers are matched to the types of a file, by element or by number") {
  Configuration c;
  c.ids = {1, 2, 3};
  c.types = {0, 1, 2};
  c.positions = {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}};
  using Pairs = std::vector<std::pair<std::string, double>>;
  auto const numbers = [&](Pairs const& named) { return numbers_by_type("--radii", "in", c, named); };
  REQUIRE(numbers({{"3", 30}, {"1", 10}, {"2", 20}}) == std::vector<double>{10, 20, 30});
  for (Pairs const& bad : {Pairs{{"Cu", 1}, {"Zr", 2}, {"Al", 3}}, Pairs{{"1", 1}, {"2", 2}}, Pairs{{"0", 1}},
                           Pairs{{"1", 1}, {"2", 2}, {"3", 3}, {"4", 4}}})
    REQUIRE_THROWS_AS(numbers(bad), Error);
  c.elements = {"Cu", "Zr", "Cu"};
  REQUIRE(numbers({{"Zr", 20}, {"Cu", 10}}) == std::vector<double>{10, 20, 10});
  REQUIRE(numbers({{"2", 20}, {"Cu", 10}}) == std::vector<double>{10, 20, 10});
  REQUIRE_THROWS_WITH(numbers({{"Cu", 1}, {"1", 2}, {"Zr", 3}}), ContainsSubstring("'Cu' and '1' are the same type"));
}

TEST_CASE("atoms are on the device with their types from 0") {
  Configuration c;
  c.ids = {1, 2, 3};
  c.types = {0, 1, 0};
  c.positions = {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}};
  c.elements = {"Zr", "Cu"};
  Exec const exec;
  Atoms const atoms = atoms_on_device(exec, c, {"Cu", "Zr"});
  REQUIRE(tektite::to_host(atoms.types) == std::vector<int>{1, 0, 1});
  REQUIRE(tektite::to_host(atoms.positions) == c.positions);
  REQUIRE(tektite::to_host(atoms_on_device(exec, c).types) == std::vector<int>{0, 1, 0});
}

TEST_CASE("progress says how far, how fast and how long") {
  Progress::Settings const quiet{.stream = stderr, .terminal = false};
  Progress progress("shear", 1000, "atom-steps", 13500, quiet);
  REQUIRE(progress.line(500, 5.0) == "shear  [##########..........]  50 %  1.35 M atom-steps/s  0:05 left");
  REQUIRE(progress.line(0, 3.0) == "shear  [....................]  0 %  0 atom-steps/s");
  REQUIRE(progress.line(2000, 5.0).find("100 %") != std::string::npos);
  progress.skip(400);
  REQUIRE(progress.line(500, 5.0) == "shear  [##########..........]  50 %  270 k atom-steps/s  0:25 left");
  REQUIRE(with_prefix(999) == "999 ");
  REQUIRE(with_prefix(12345) == "12.3 k ");
  REQUIRE(clock_time(7) == "0:07");
  REQUIRE(clock_time(3600 * 3 + 25 * 60 + 45.4) == "3:25:45");
}

TEST_CASE("progress of work in parts names the part behind the percentage") {
  Progress::Settings const quiet{.stream = stderr, .terminal = false, .changing_name = true};
  Progress progress("quench", 1000, "atom-steps", 1, quiet);
  REQUIRE(progress.line(500, 0.5) == "[##########..........] 50 %  quench");
  progress.skip(400);
  progress.rename("shear");
  REQUIRE(progress.line(500, 5.0) == "[##########..........] 50 %  shear  20 atom-steps/s  0:25 left");
  REQUIRE(Progress("", 0, "atom-steps", 1, quiet).line(0, 0) == "[####################] 100 %  ");
}

TEST_CASE("progress is shown on a terminal, late, and wiped") {
  ScratchFolder const folder;
  auto const shown = [&](bool terminal, double delay) {
    std::FILE* const stream = std::fopen((folder / "out").c_str(), "w");
    {
      Progress progress("strain", 10, "atoms", 1,
                        {.stream = stream, .terminal = terminal, .delay = delay, .interval = 0});
      for (int k = 0; k <= 10; ++k) progress.update(k);
    }
    std::fclose(stream);
    return text_of(folder / "out");
  };
  REQUIRE(shown(false, 0).empty());
  REQUIRE(shown(true, 1000).empty());
  std::string const text = shown(true, 0);
  REQUIRE_THAT(text, ContainsSubstring("\rstrain  [####"));
  REQUIRE(text.back() == '\r');
  std::size_t const last = text.find_last_of('\r', text.size() - 2);
  REQUIRE(text.find_first_not_of(' ', last + 1) == text.size() - 1);
}

TEST_CASE("progress elsewhere than on a terminal is a line now and then, and one for each part") {
  ScratchFolder const folder;
  std::FILE* const stream = std::fopen((folder / "out").c_str(), "w");
  {
    Progress progress("", 10, "atom-steps", 1,
                      {.stream = stream, .terminal = false, .delay = 0, .plain_interval = 1000, .changing_name = true});
    progress.rename("quench");
    for (int k = 0; k < 5; ++k) progress.add(1);
    progress.rename("shear");
  }
  std::fclose(stream);
  std::string const text = text_of(folder / "out");
  REQUIRE_THAT(text, ContainsSubstring("[....................] 0 %  quench"));
  REQUIRE_THAT(text, ContainsSubstring("\n[##########..........] 50 %  shear"));
  REQUIRE(std::count(text.begin(), text.end(), '\n') == 2);
}
