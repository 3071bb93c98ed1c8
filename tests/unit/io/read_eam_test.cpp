// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/detail/funcfl_parser.hpp>
#include <tektite/io/read_eam.hpp>
#include <tektite/io/read_setfl.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace read_eam_test {

using namespace tektite;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;

namespace {

std::string const golden = std::string(TEKTITE_SOURCE_DIR) + "/tests/golden/eam/";

// F = 0, 1, ...; Z = 2; rho = 10, 11, ...
std::string funcfl(int columns, std::string const& header = "29 63.55 3.615 FCC") {
  std::ostringstream out;
  out << "one line\n" << header << "\n 7 0.5 6 0.2 1.0\n";
  auto const table = [&](int n, double start, double step) {
    for (int k = 0; k < n; ++k) out << start + step * k << ((k + 1) % columns == 0 || k == n - 1 ? "\n" : " ");
  };
  table(7, 0, 1);
  table(6, 2, 0);
  table(6, 10, 1);
  return out.str();
}

EamPotential parse(std::string const& text) { return io::detail::mix_funcfl({io::detail::parse_funcfl(text, "x")}); }

std::string message(std::string const& text) {
  try {
    parse(text);
  } catch (Error const& error) {
    return error.what();
  }
  return "accepted";
}

std::string replaced(std::string text, std::string const& from, std::string const& to) {
  auto const at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// A file that is removed at the end of the test.
struct File {
  std::filesystem::path path;
  File(std::string const& name, std::string const& text) : path(std::filesystem::temp_directory_path() / name) {
    std::ofstream(path) << text;
  }
  ~File() { std::filesystem::remove(path); }
};

}  // namespace

TEST_CASE("a funcfl file in any wrapping") {
  int const columns = GENERATE(1, 2, 5, 100);
  auto const p = parse(funcfl(columns));
  REQUIRE(p.elements.size() == 1);
  REQUIRE(p.elements[0].name == "Cu");
  REQUIRE(p.elements[0].atomic_number == 29);
  REQUIRE(p.elements[0].mass == 63.55);
  REQUIRE(p.elements[0].lattice_constant == 3.615);
  REQUIRE(p.elements[0].lattice == "FCC");
  REQUIRE(p.comments[0] == "one line");
  REQUIRE_FALSE(p.finnis_sinclair);
  REQUIRE(p.cutoff == 1.0);
  // LAMMPS' grid ends one point before that of the file, and its F is continued from the file's last point.
  REQUIRE(p.density_count == 6);
  REQUIRE(p.distance_count == 5);
  REQUIRE(p.density_end == 3.0);
  REQUIRE(p.distance_spacing == 0.2);
  for (int k = 0; k < 5; ++k) {
    REQUIRE_THAT(p.density(0, 0)[k], WithinRel(10.0 + k, 1e-14));
    REQUIRE_THAT(p.pair(0, 0)[k], WithinRel(27.2 * 0.529 * 4, 1e-14));
  }
}

TEST_CASE("what follows the last value of a funcfl table is dropped") {
  auto const plain = parse(funcfl(5));
  auto text = replaced(funcfl(5), "5 6\n", "5 6 99\n");
  text = replaced(text, "FCC\n", "FCC and more\n");
  text = replaced(text, "0.2 1.0\n", "0.2 1.0 A\n");
  text += "the end\n";
  auto const p = parse(text);
  REQUIRE(p.elements[0].embedding == plain.elements[0].embedding);
  REQUIRE(p.densities == plain.densities);
  REQUIRE(p.pairs == plain.pairs);
}

TEST_CASE("what is wrong in a funcfl file is said with file and line") {
  REQUIRE_THAT(message(""), ContainsSubstring("x:0: the file ends"));
  REQUIRE_THAT(message(replaced(funcfl(5), "29 63.55", "29.5 63.55")), ContainsSubstring("x:2: the atomic number is"));
  REQUIRE_THAT(message(replaced(funcfl(5), "63.55", "-1")), ContainsSubstring("x:2: the mass is -1"));
  REQUIRE_THAT(message(replaced(funcfl(5), "7 0.5", "7 0")), ContainsSubstring("x:3: drho is 0"));
  REQUIRE_THAT(message(replaced(funcfl(5), "7 0.5", "1e9 0.5")), ContainsSubstring("of 1000000000 values of"));
  REQUIRE_THAT(message(replaced(funcfl(5), "13 14", "1\0333 14")), ContainsSubstring("'1?3' is not a finite number"));
  REQUIRE_THAT(message(replaced(funcfl(5), "\n15\n", "\n")), ContainsSubstring("5 of 6 values of the density"));
  REQUIRE_THAT(message(funcfl(5) + "16\n"), ContainsSubstring("values after the end"));
}

TEST_CASE("an atomic number that no element has is the element's name") {
  REQUIRE(parse(funcfl(5, "0 1.0")).elements[0].name == "0");
  REQUIRE(parse(funcfl(5, "110 281 1 none")).elements[0].name == "110");
}

TEST_CASE("a file of one kind given for another is named") {
  REQUIRE_THROWS_WITH(io::read_setfl(golden + "toy_Al.eam"),
                      ContainsSubstring("toy_Al.eam: this is a funcfl file (pair_style eam), expected setfl"));
  REQUIRE_THROWS_WITH(io::read_funcfl({golden + "toy_Al.eam", golden + "toy.eam.fs"}),
                      ContainsSubstring("toy.eam.fs: this is a setfl file (eam/alloy or eam/fs), expected funcfl"));
  REQUIRE(io::read_eam(golden + "toy_Al.eam").elements[0].name == "Al");
  REQUIRE(io::read_eam(golden + "toy.eam.fs").finnis_sinclair);
  REQUIRE(io::read_eam(golden + "toy.eam.alloy").elements[1].name == "Bb");
}

TEST_CASE("comments of numbers do not make a setfl file a funcfl file") {
  std::ifstream in(golden + "toy.eam.alloy");
  std::string text{std::istreambuf_iterator<char>(in), {}};
  for (int k = 0; k < 3; ++k) text.erase(0, text.find('\n') + 1);
  File const file("tektite_numeric_comments.eam.alloy", "2019\n29 63.5\n100 0.1 100 0.1 5.5\n" + text);
  REQUIRE(io::read_eam(file.path).elements.size() == 2);
}

TEST_CASE("funcfl files on one grid: largest spacings, largest cutoff, products of charges") {
  auto const p = io::read_funcfl({golden + "toy_Fe.eam", golden + "toy_Al.eam"});
  REQUIRE(p.elements[0].name == "Fe");
  REQUIRE(p.elements[1].name == "Al");
  REQUIRE(p.cutoff == 5.5);
  REQUIRE(p.distance_spacing == 0.0275);
  REQUIRE(p.density_spacing == 0.31);
  REQUIRE(p.distance_count == 199);  // 249 * 0.022 / 0.0275
  REQUIRE(p.density_end == 119 * 0.25);
  REQUIRE_THAT(std::pow(p.pair(0, 1)[90], 2), WithinRel(p.pair(0, 0)[90] * p.pair(1, 1)[90], 1e-12));
  REQUIRE_THROWS_WITH(io::read_funcfl({golden + "toy_Al.eam", golden + "toy_Al.eam"}),
                      ContainsSubstring("is of element Al, as is"));
  REQUIRE_THROWS_WITH(io::read_funcfl({}), ContainsSubstring("no potential file"));
}

TEST_CASE("a potential that cannot be evaluated is refused where it is read") {
  File const wide("tektite_wide.eam", replaced(funcfl(5), "0.2 1.0\n", "0.2 1e300\n"));
  REQUIRE_THROWS_WITH(io::read_eam(wide.path), ContainsSubstring("tektite_wide.eam: the cutoff is 1e+300"));
  File const coarse("tektite_coarse.eam", replaced(funcfl(5), "0.2 1.0\n", "1e9 1.0\n"));
  REQUIRE_THROWS_WITH(io::read_eam(coarse.path), ContainsSubstring("first distance 1e+09"));
  File const large("tektite_large.eam", replaced(funcfl(5), "0 1 2", "0 1e308 2"));
  REQUIRE_THROWS_WITH(io::read_eam(large.path), ContainsSubstring("of Cu has the value 1e+308"));
  // Grids that differ by far.
  File const fine("tektite_fine.eam", replaced(funcfl(5, "13 27"), "7 0.5 6 0.2 1.0\n", "7 1e-9 6 0.2 1.0\n"));
  File const wide_steps("tektite_wide_steps.eam", replaced(funcfl(5), "6 0.2 1.0\n", "6 100 101\n"));
  REQUIRE(io::read_eam(fine.path).elements[0].name == "Al");
  REQUIRE(io::read_eam(wide_steps.path).density_count == 6);
  REQUIRE_NOTHROW(io::read_funcfl({fine.path, wide_steps.path}));
  File const few("tektite_few.eam", replaced(funcfl(5), "7 0.5", "5 0.5"));
  REQUIRE_THROWS_AS(io::read_eam(few.path), Error);
}

}  // namespace read_eam_test
