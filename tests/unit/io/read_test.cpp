// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/core/copy.hpp>
#include <tektite/core/particles.hpp>
#include <tektite/io/read_configuration.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/scratch_folder.hpp"

using Catch::Matchers::WithinAbs;
using tektite::Box;
using tektite::Error;
using tektite::Vec3;
using tektite::io::Configuration;
using tektite::io::FrameReader;
using tektite::io::read_configuration;

namespace {

std::vector<Configuration> frames_of(std::string const& text) {
  std::istringstream stream(text);
  FrameReader reader(stream, "file");
  std::vector<Configuration> frames;
  while (auto frame = reader.next()) frames.push_back(std::move(*frame));
  return frames;
}

Configuration one(std::string const& text) {
  auto frames = frames_of(text);
  REQUIRE(frames.size() == 1);
  return frames[0];
}

void require_close(Vec3<double> a, Vec3<double> b) {
  for (int d = 0; d < 3; ++d) REQUIRE_THAT(a[d], WithinAbs(b[d], 1e-13));
}

std::string dump(std::string const& bounds, std::string const& columns, std::string const& atoms, int count) {
  return "ITEM: TIMESTEP\n7\nITEM: NUMBER OF ATOMS\n" + std::to_string(count) + "\nITEM: BOX BOUNDS " + bounds +
         "\nITEM: ATOMS " + columns + "\n" + atoms;
}

std::string const cube = "pp pp pp\n0 10\n0 10\n0 10";

}  // namespace

TEST_CASE("a dump gives its atoms sorted by id, with every number as written") {
  Configuration const c = one(dump("pp ff fs\n-1 9\n0 1e1\n+2 12.5", "type id x y z vx vy vz ix iy iz c_pe c_st[1]",
                                   "2 30 1.5 2 3 .1 -.2 3e-1 1 -2 0 -6.25 1e3\n1 4 4 5 6 0 0 0 0 0 7 -3.5 -2\n", 2));
  REQUIRE(c.timestep == 7);
  REQUIRE(c.ids == std::vector<std::int64_t>{4, 30});
  REQUIRE(c.types == std::vector<int>{1, 2});
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
  require_close(unwrapped(c)[1], {11.5, -18, 3});
}

TEST_CASE("triclinic bounds are those of the bounding box") {
  // lengths 10 9 8, origin (1, 2, 3), tilts xy = -4, xz = 3, yz = -2: by hand from LAMMPS' rules
  Configuration const c =
      one(dump("xy xz yz pp pp pp\n-3 14 -4\n0 11 3\n3 11 -2", "id type xs ys zs", "1 1 .5 .25 .5\n", 1));
  Box const expected = Box::triclinic({10, 9, 8}, -4, 3, -2, {1, 2, 3});
  REQUIRE(c.box.edges() == expected.edges());
  REQUIRE(c.box.origin() == expected.origin());
  require_close(c.positions[0], {1 + 5 - 1 + 1.5, 2 + 2.25 - 1, 3 + 4});
}

TEST_CASE("a general triclinic box keeps its three vectors") {
  Configuration const c = one(
      dump("abc origin pp pp pp\n0 10 0 -1\n-9 0 1 -2\n.5 0 8 -3", "id element x y z", "5 Zr 1 2 3\n2 Cu 0 0 0\n", 2));
  REQUIRE(c.box.edges() == tektite::Mat3{{{0, 10, 0}, {-9, 0, 1}, {.5, 0, 8}}});
  REQUIRE(c.box.origin() == Vec3<double>{-1, -2, -3});
  REQUIRE(c.elements == std::vector<std::string>{"Cu", "Zr"});
  REQUIRE(c.types == std::vector<int>{1, 2});
}

TEST_CASE("positions are taken from the columns that tell where the atom really is") {
  SECTION("unwrapped") {
    Configuration const c = one(dump(cube, "id type xu yu zu", "1 1 -25 3 14\n", 1));
    REQUIRE(unwrapped(c)[0] == Vec3<double>{-25, 3, 14});
  }
  SECTION("unwrapped and scaled") {
    Configuration const c = one(dump(cube, "id type xsu ysu zsu", "1 1 -2.5 .3 1.4\n", 1));
    require_close(unwrapped(c)[0], {-25, 3, 14});
  }
  SECTION("image flags are not added to unwrapped positions") {
    Configuration const c = one(dump(cube, "id type xu yu zu ix iy iz", "1 1 -25 3 14 -3 0 1\n", 1));
    REQUIRE(unwrapped(c)[0] == Vec3<double>{-25, 3, 14});
  }
  SECTION("wrapped and unwrapped without flags: unwrapped") {
    Configuration const c = one(dump(cube, "id type x y z xu yu zu", "1 1 5 3 4 -25 3 14\n", 1));
    REQUIRE(unwrapped(c)[0] == Vec3<double>{-25, 3, 14});
    REQUIRE(c.find("x")->values[0] == 5);
  }
  SECTION("wrapped and unwrapped with flags: wrapped plus flags") {
    Configuration const c = one(dump(cube, "id type x y z xu yu zu ix iy iz", "1 1 5 3 4 -25 3 14 -3 0 1\n", 1));
    REQUIRE(c.positions[0] == Vec3<double>{5, 3, 4});
    REQUIRE(unwrapped(c)[0] == Vec3<double>{-25, 3, 14});
  }
}

TEST_CASE("elements of a dump are by type") {
  Configuration const c = one(dump(cube, "id type element x y z", "1 3 Zr 1 1 1\n2 1 Cu 2 2 2\n", 2));
  REQUIRE(c.types == std::vector<int>{3, 1});
  REQUIRE(c.elements == std::vector<std::string>{"Cu", "", "Zr"});
  REQUIRE(c.type_count() == 3);
}

TEST_CASE("dumps of several frames are read one by one, with units, times and CR LF") {
  std::string const frame = dump(cube, "id type x y z", "1 1 1 1 1\n", 1);
  std::string text =
      "ITEM: UNITS\nmetal\nITEM: TIME\n0.5\n" + frame + frame + "\n" + dump(cube, "id type x y z", "", 0);
  REQUIRE(frames_of(text).size() == 3);
  REQUIRE(frames_of(text)[2].size() == 0);
  std::string windows;
  for (char const ch : text) windows += ch == '\n' ? std::string("\r\n") : std::string(1, ch);
  REQUIRE(frames_of(windows).size() == 3);
  REQUIRE(frames_of(windows)[1].positions == frames_of(text)[1].positions);
}

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
    for (int k = 0; k < 3; ++k) file << dump(cube, "id type x y z", "1 1 " + std::to_string(k) + " 1 1\n", 1);
  }
  REQUIRE(read_configuration(path).positions[0].x == 0);
  REQUIRE(read_configuration(path, {.frame = 1}).positions[0].x == 1);
  REQUIRE(read_configuration(path, {.frame = -1}).positions[0].x == 2);
  REQUIRE_THROWS_AS(read_configuration(path, {.frame = 3}), Error);
  REQUIRE_THROWS_AS(read_configuration(path, {.frame = -2}), Error);
  REQUIRE(tektite::io::read_frames(path).size() == 3);
}

TEST_CASE("data files give masses, elements, images and velocities") {
  Configuration const c =
      one("3 things, a title\n\n2 atoms\n2 atom types\n0 bonds\n\n-1 9 xlo xhi\n0 8 ylo yhi\n0 7 zlo zhi\n1 -2 3 xy xz "
          "yz\n\n"
          "Masses\n\n2 91.22 \n1 63.546 # Cu\n\nPair Coeffs # eam/fs\n\n1 2 3\n\n"
          "Atoms # atomic\n\n9 2 1 2 3 0 -1 4 # comment\n3 1 4 5 6 1 0 0\n\nVelocities\n\n3 .5 0 0\n9 1 2 3\n");
  REQUIRE(c.ids == std::vector<std::int64_t>{3, 9});
  REQUIRE(c.types == std::vector<int>{1, 2});
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
  REQUIRE(c.types == std::vector<int>{2, 1});
  REQUIRE(c.positions == std::vector<Vec3<double>>{{1, 2, 3}, {4, 5, 6}});
  REQUIRE(c.velocities == std::vector<Vec3<double>>{{0, 0, 1}, {0, 1, 0}});
  REQUIRE(c.find("forces[2]")->values == std::vector<double>{.2, .5});
  REQUIRE(c.find("moved")->values == std::vector<double>{1, 0});
  REQUIRE(c.find("charge")->values == std::vector<double>{-1, 2});
  REQUIRE(c.find("label") == nullptr);
  REQUIRE(frames[1].box.periodic(1));
  REQUIRE(frames[1].size() == 1);
}

TEST_CASE("numbers are read strictly") {
  double x = 0;
  std::int64_t n = 0;
  using tektite::io::parse_number;
  for (char const* good : {"1", "-1.5", "+2", ".5", "1.", "1e5", "1E-5", "1.0D+02", "2d0", "1e-400", "0"})
    REQUIRE(parse_number(good, x));
  REQUIRE((parse_number("1.0D+02", x) && x == 100));
  REQUIRE((parse_number("-1e-400", x) && x == 0));
  for (char const* bad : {"",      "+",      "-",    ".",   "1.5x", "x",  "1,5", "nan", "inf", "-inf",
                          "1e400", "-1e400", "0x10", "+-1", "1e",   "1 ", "--1", "1d",  "d",   "D5"})
    REQUIRE_FALSE(parse_number(bad, x));
  for (char const* bad : {"", "1.0", "1e3", "99999999999999999999", "+-1", "0x1", "1 "})
    REQUIRE_FALSE(parse_number(bad, n));
  REQUIRE((parse_number("-9223372036854775808", n) && n == std::numeric_limits<std::int64_t>::min()));
}

TEST_CASE("elements are known by symbol and by mass") {
  using tektite::io::find_element;
  REQUIRE(find_element("Zr")->mass == 91.224);
  REQUIRE(find_element("Q") == nullptr);
  REQUIRE(find_element(63.55)->symbol == "Cu");
  REQUIRE(find_element(58.69)->symbol == "Ni");
  REQUIRE(find_element(58.93)->symbol == "Co");
  REQUIRE(find_element(64.5) == nullptr);
  REQUIRE(find_element(1.0) == nullptr);
}

TEST_CASE("vectors go to the device and back") {
  std::vector<Vec3<double>> const positions{{1, 2, 3}, {4, 5, 6}};
  auto const view = tektite::to_device(positions);
  static_assert(tektite::Positions<decltype(view)>);
  REQUIRE(tektite::to_host(view) == positions);
  REQUIRE(tektite::to_host(tektite::to_device(std::vector<int>{})).empty());
  Kokkos::View<double* [3], Kokkos::DefaultExecutionSpace> const rows("rows", 2);
  Kokkos::deep_copy(rows, 2.5);
  REQUIRE(tektite::to_host(rows) == std::vector<Vec3<double>>(2, {2.5, 2.5, 2.5}));
  auto const column = Kokkos::subview(rows, Kokkos::ALL, 1);  // strided
  REQUIRE(tektite::to_host(column) == std::vector<double>{2.5, 2.5});
}

TEST_CASE("all of LAMMPS' ways to write positions give the same atoms") {
  auto const golden = std::filesystem::path(TEKTITE_SOURCE_DIR) / "tests" / "golden" / "io";
  auto const expected = tektite::io::read_frames(golden / "unwrapped.dump.gz");
  REQUIRE(expected.size() == 2);
  double farthest = 0;
  auto const require_same = [&](Configuration const& c, Configuration const& e) {
    REQUIRE(c.ids == e.ids);
    REQUIRE(c.types == e.types);
    auto const a = unwrapped(c), b = unwrapped(e);
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
