// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>
#include <limits>
#include <random>
#include <sstream>

#include "reference/full_disk.hpp"
#include "support/scratch_folder.hpp"

using Catch::Matchers::ContainsSubstring;
using tektite::Box;
using tektite::Error;
using tektite::Vec3;
using tektite::io::Column;
using tektite::io::Configuration;

namespace {

Configuration sample(Box const& box, int n = 50) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> uniform(-3, 4);
  Configuration c;
  c.timestep = 123456789012;
  c.box = box;
  Column pe{"c_pe", {}}, stress{"c_st[1]", {}};
  for (int i = 0; i < n; ++i) {
    c.ids.push_back(2 * i + 1);
    c.types.push_back(1 + i % 3);
    c.positions.push_back(box.cartesian({uniform(random), uniform(random), uniform(random)}));
    c.velocities.push_back({uniform(random), uniform(random) * 1e-300, uniform(random) * 1e300});
    c.images.push_back({i - 25, -i, 1000000});
    pe.values.push_back(uniform(random));
    stress.values.push_back(i == 0 ? std::numeric_limits<double>::denorm_min() : -0.0);
  }
  c.columns = {pe, stress};
  return c;
}

void require_same_box(Box const& a, Box const& b, double tolerance) {
  for (int k = 0; k < 3; ++k) {
    REQUIRE(a.periodic(k) == b.periodic(k));
    for (int d = 0; d < 3; ++d) {
      REQUIRE(std::abs(a.edges()(d, k) - b.edges()(d, k)) <= tolerance);
      REQUIRE(std::abs(a.origin()[d] - b.origin()[d]) <= tolerance);
    }
  }
}

// Boxes of both kinds; the last value is what LAMMPS' bounds, lo and hi instead of lengths, may cost.
struct Case {
  Box box;
  double tolerance;
};

auto boxes() {
  return GENERATE(values<Case>({
      {Box::orthogonal(10, 11.25, 0.1, {-1, 0.3, 1000}), 1e-12},
      {Box::triclinic({10, 9, 11}, -4.1, 3.7, -2.3, {1, -2, 3}, {true, false, true}), 1e-12},
      {Box::triclinic({6, 7, 8}, 11.5, -13.1, 9.7), 1e-12},
      {Box({{{0, 10, 0.1}, {-9, 0, 1}, {0.5, 0, 8}}}, {1, 2, 3}), 0.0},
      {Box({{{-10, 0, 0}, {0, 10, 0}, {0, 0, 10}}}), 0.0},
  }));
}

}  // namespace

TEST_CASE("what is written to a dump comes back to the last bit") {
  ScratchFolder const folder;
  auto const [box, tolerance] = boxes();
  Configuration const c = sample(box);
  std::string const name = GENERATE("a.dump", "a.dump.gz");
  Column const extra{"d2min", std::vector<double>(c.size(), 0.1)};
  write_dump(folder / name, c, {extra}, {.velocities = true, .images = true, .columns = true});
  Configuration const back = tektite::io::read_configuration(folder / name);
  REQUIRE(back.timestep == c.timestep);
  REQUIRE(back.ids == c.ids);
  REQUIRE(back.types == c.types);
  REQUIRE(back.positions == c.positions);
  REQUIRE(back.velocities == c.velocities);
  REQUIRE(back.images == c.images);
  REQUIRE(back.columns.size() == 3);
  REQUIRE(back.find("c_pe")->values == c.columns[0].values);
  REQUIRE(back.find("c_st[1]")->values == c.columns[1].values);
  REQUIRE(back.find("d2min")->values == extra.values);
  require_same_box(back.box, c.box, tolerance);
  REQUIRE(folder.bytes(name).starts_with("\x1f\x8b") == name.ends_with(".gz"));
  REQUIRE(folder.count() == 1);
}

TEST_CASE("without being asked, a dump has id, type and position") {
  ScratchFolder const folder;
  write_dump(folder / "a.dump", sample(Box::orthogonal(1, 1, 1), 1), {{"cluster", {3}}});
  REQUIRE_THAT(folder.bytes("a.dump"), ContainsSubstring("ITEM: ATOMS id type x y z cluster\n1 1 ") &&
                                           ContainsSubstring(" 3\n") &&
                                           ContainsSubstring("BOX BOUNDS pp pp pp\n0 1\n"));
}

TEST_CASE("several frames go into one dump") {
  ScratchFolder const folder;
  tektite::io::TextWriter out(folder / "many.dump");
  for (int k = 0; k < 3; ++k) {
    Configuration c = sample(Box::orthogonal(10, 10, 10 + k));
    c.timestep = k;
    write_dump_frame(out, c);
  }
  out.commit();
  auto const frames = tektite::io::read_frames(folder / "many.dump");
  REQUIRE(frames.size() == 3);
  for (int k = 0; k < 3; ++k)
    REQUIRE((frames[std::size_t(k)].timestep == k && frames[std::size_t(k)].box.edge(2).z == 10 + k));
}

TEST_CASE("what is written to a data file comes back") {
  ScratchFolder const folder;
  auto const [box, tolerance] = boxes();
  Configuration c = sample(box);
  c.elements = {"Cu", "Zr", "Al"};
  c.masses = {63.546, 91.224, 1.5};
  write_data(folder / "a.data", c);
  Configuration const back = tektite::io::read_configuration(folder / "a.data");
  REQUIRE(back.ids == c.ids);
  REQUIRE(back.types == c.types);
  REQUIRE(back.elements == c.elements);
  REQUIRE(back.masses == c.masses);
  REQUIRE(back.positions == c.positions);
  REQUIRE(back.velocities == c.velocities);
  REQUIRE(back.images == c.images);
  for (int k = 0; k < 3; ++k)
    for (int d = 0; d < 3; ++d) REQUIRE(std::abs(back.box.edges()(d, k) - c.box.edges()(d, k)) <= tolerance);
}

TEST_CASE("what is written to extended XYZ comes back") {
  ScratchFolder const folder;
  auto const box = boxes().box;
  Configuration c = sample(box);
  bool const named = GENERATE(true, false);
  if (named) c.elements = {"Zr", "Cu", "Al"};
  write_xyz(folder / "a.xyz", c, {}, {.velocities = true, .images = true, .columns = true});
  Configuration const back = tektite::io::read_configuration(folder / "a.xyz");
  REQUIRE(back.timestep == c.timestep);
  REQUIRE(back.ids == c.ids);
  REQUIRE(back.types == c.types);
  REQUIRE(back.elements == c.elements);
  REQUIRE(back.positions == c.positions);
  REQUIRE(back.velocities == c.velocities);
  REQUIRE(back.images == c.images);
  REQUIRE(back.find("c_st[1]")->values == c.columns[1].values);
  require_same_box(back.box, c.box, 0);
}

TEST_CASE("tables come back from CSV") {
  ScratchFolder const folder;
  tektite::io::Table table;
  table.columns = {{"r", {0.05, 0.15, 1e-310}}, {"g_11", {0, -1.5, 1.0 / 3}}};
  write_csv(folder / "t.csv", table);
  REQUIRE(folder.bytes("t.csv").starts_with("r,g_11\n0.05,0\n0.15,-1.5\n"));
  auto const back = tektite::io::read_csv(folder / "t.csv");
  REQUIRE(back.columns.size() == 2);
  REQUIRE(back.find("r")->values == table.columns[0].values);
  REQUIRE(back.find("g_11")->values == table.columns[1].values);
  REQUIRE(back.rows() == 3);
  table.columns[1].values.pop_back();
  REQUIRE_THROWS_WITH(write_csv(folder / "t.csv", table), ContainsSubstring("column g_11 has 2 rows, expected 3"));
  table.columns[1] = {"a,b", {1, 2, 3}};
  REQUIRE_THROWS_AS(write_csv(folder / "t.csv", table), Error);
  table.columns[1] = {"a", {1, std::numeric_limits<double>::infinity(), 3}};
  REQUIRE_THROWS_WITH(write_csv(folder / "t.csv", table), ContainsSubstring("row 2 of a is inf"));
  REQUIRE(tektite::io::read_csv(folder / "t.csv").columns.size() == 2);
}

TEST_CASE("what could not be read again is not written") {
  ScratchFolder const folder;
  Configuration const good = sample(Box::orthogonal(10, 10, 10), 4);
  write_dump(folder / "a.dump", good);
  std::string const before = folder.bytes("a.dump");
  Configuration c = good;
  std::vector<Column> extra;
  std::string message;
  SECTION("NaN position") {
    c.positions[2].y = std::numeric_limits<double>::quiet_NaN();
    message = "position of atom 5 is nan";
  }
  SECTION("infinite value") {
    extra = {{"pe", {1, 2, std::numeric_limits<double>::infinity(), 4}}};
    message = "column pe of atom 5 is inf";
  }
  SECTION("missing values") {
    extra = {{"pe", {1, 2, 3}}};
    message = "3 values of column pe for 4 atoms";
  }
  SECTION("two words") {
    extra = {{"p e", {1, 2, 3, 4}}};
    message = "a column is named 'p e'";
  }
  SECTION("missing ids") {
    c.ids.pop_back();
    message = "3 ids for 4 atoms";
  }
  REQUIRE_THROWS_WITH(write_dump(folder / "a.dump", c, extra),
                      ContainsSubstring(message) && ContainsSubstring("a.dump: cannot be written: "));
  REQUIRE(folder.bytes("a.dump") == before);
  REQUIRE(folder.count() == 1);
}

TEST_CASE("a failed write leaves the old file and nothing else") {
  ScratchFolder const folder;
  auto const path = folder / "a.dump";
  Configuration const c = sample(Box::orthogonal(10, 10, 10), 20000);
  write_dump(path, sample(Box::orthogonal(10, 10, 10), 3));
  std::string const before = folder.bytes("a.dump");
  SECTION("full disk, in the middle of the text and in what is left at the end") {
    std::size_t const limit = GENERATE(0u, 10u, 500000u, 1100000u);
    FullDisk const disk(limit);
    REQUIRE_THROWS_WITH(write_dump(path, c), ContainsSubstring("a.dump: cannot be written: File too large"));
  }
  SECTION("full disk, compressed") {
    FullDisk const disk(1000);
    REQUIRE_THROWS_WITH(write_dump(folder / "a.dump.gz", c),
                        ContainsSubstring("a.dump.gz: cannot be written: File too large"));
  }
  SECTION("given up before the end") {
    tektite::io::TextWriter out(path);
    out << std::string(5 << 20, 'x');
  }
  REQUIRE(folder.bytes("a.dump") == before);
  REQUIRE(folder.count() == 1);
}

TEST_CASE("what killed processes left half-written of a file goes, and nothing else") {
  ScratchFolder folder;
  for (char const* name :
       {".s.csv.part-12-0", ".s.0003.dump.part-99999-17", ".sample.dump.part-3-1", ".s.csv", "s.csv", "s.csv.part-1-1"})
    std::ofstream(folder / name) << "x";
  tektite::io::remove_abandoned(folder / "s");
  REQUIRE(folder.count() == 4);
  REQUIRE(std::filesystem::exists(folder / ".sample.dump.part-3-1"));
  tektite::io::remove_abandoned(folder / "sample.dump");
  REQUIRE(folder.count() == 3);
  REQUIRE_NOTHROW(tektite::io::remove_abandoned(folder / "no-such-folder/s"));
}

TEST_CASE("files that cannot be made say why") {
  ScratchFolder const folder;
  Configuration const c = sample(Box::orthogonal(10, 10, 10), 3);
  REQUIRE_THROWS_WITH(write_dump(folder / "none" / "a", c),
                      ContainsSubstring("none/a: cannot be written: No such file or directory"));
  REQUIRE_THROWS_WITH(write_dump(folder / "", c), ContainsSubstring("cannot be written: it is a folder"));
  std::ofstream(folder / "file") << "x";
  REQUIRE_THROWS_WITH(write_dump(folder / "file" / "a", c),
                      ContainsSubstring("file/a: cannot be written: Not a directory"));
  REQUIRE_THROWS_WITH(write_dump("/dev/full", c),
                      ContainsSubstring("/dev/full: cannot be written: No space left on device"));
  REQUIRE_NOTHROW(write_dump("/dev/null", c));
  REQUIRE(std::filesystem::is_character_file("/dev/null"));
  REQUIRE(folder.count() == 1);
}

TEST_CASE("protected files and folders stay as they are") {
  ScratchFolder const folder;
  Configuration const c = sample(Box::orthogonal(10, 10, 10), 3);
  auto const path = folder / "a.dump";
  std::ofstream(path) << "old\n";
  chmod(path.c_str(), 0444);
  // Root may write to every file, so the test changes the effective user for this call.
  uid_t const user = geteuid();
  if (user == 0) {
    REQUIRE(chown(path.parent_path().c_str(), 65534, 65534) == 0);
    REQUIRE(seteuid(65534) == 0);
  }
  std::string file_message, folder_message;
  try {
    write_dump(path, c);
  } catch (Error const& error) {
    file_message = error.what();
  }
  chmod(path.parent_path().c_str(), 0555);
  try {
    write_dump(folder / "b.dump", c);
  } catch (Error const& error) {
    folder_message = error.what();
  }
  chmod(path.parent_path().c_str(), 0755);
  if (user == 0) REQUIRE(seteuid(0) == 0);
  REQUIRE_THAT(file_message, ContainsSubstring("a.dump: cannot be written: Permission denied"));
  REQUIRE_THAT(folder_message, ContainsSubstring("b.dump: cannot be written: Permission denied"));
  REQUIRE(folder.bytes("a.dump") == "old\n");
  REQUIRE(folder.count() == 1);
}

TEST_CASE("a symbolic link stays one, its file is replaced") {
  ScratchFolder const folder;
  std::ofstream(folder / "real") << "old\n";
  std::filesystem::create_symlink("real", folder / "link");
  write_dump(folder / "link", sample(Box::orthogonal(10, 10, 10), 3));
  REQUIRE(std::filesystem::is_symlink(folder / "link"));
  REQUIRE(folder.bytes("real").starts_with("ITEM:"));
  REQUIRE(folder.count() == 2);
}

TEST_CASE("the same data give the same bytes, compressed too") {
  ScratchFolder const folder;
  Configuration const c = sample(Box::triclinic({10, 9, 11}, -4, 3, -2), 3000);
  for (std::string const end : {".dump", ".dump.gz"}) {
    write_dump(folder / ("a" + end), c);
    write_dump(folder / ("b" + end), c);
    REQUIRE(folder.bytes("a" + end) == folder.bytes("b" + end));
  }
}
