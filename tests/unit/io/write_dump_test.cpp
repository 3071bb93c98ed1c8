// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/read_configuration.hpp>
#include <tektite/io/write_dump.hpp>
#include <tektite/io/write_xyz.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>
#include <string>
#include <vector>

#include "support/sample_configuration.hpp"
#include "support/scratch_folder.hpp"

namespace write_dump_test {

using Catch::Matchers::ContainsSubstring;
using namespace samples;

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
  SECTION("a type that no file can have") {
    c.types[1] = GENERATE(-1, 65535);
    message = "atom 3 has type " + std::to_string(c.types[1]) + ", expected 0 to 65534";
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

TEST_CASE("columns that would be read as something else are not written") {
  ScratchFolder const folder;
  Configuration const c = sample(Box::orthogonal(10, 10, 10), 1);
  bool const velocities = GENERATE(true, false), images = GENERATE(true, false);
  tektite::io::WriteOptions const options{.velocities = velocities, .images = images};
  auto const check = [&](std::vector<std::string> const& names, bool allowed, std::string const& message = {}) {
    std::vector<Column> extra;
    for (auto const& name : names) extra.push_back({name, {0.5}});
    for (std::string const file : {"a.dump", "a.xyz"}) {
      INFO(file << ", column " << names[0] << ", velocities " << velocities << ", images " << images);
      auto const write = [&] {
        if (file == "a.dump")
          write_dump(folder / file, c, extra, options);
        else
          write_xyz(folder / file, c, extra, options);
      };
      if (!allowed) {
        REQUIRE_THROWS_WITH(write(), ContainsSubstring(file + ": cannot be written: ") && ContainsSubstring(message));
        continue;
      }
      REQUIRE_NOTHROW(write());
      Configuration const back = tektite::io::read_configuration(folder / file);
      REQUIRE(back.positions == c.positions);
      for (auto const& name : names) REQUIRE(back.find(name)->values == std::vector<double>{0.5});
    }
  };
  for (char const* name : {"id", "type", "x", "y", "z", "element", "typelabel"})
    check({name}, false, "is that of another field");
  check({"pe", "pe"}, false, "the name of column 'pe' is that of another field");
  check({"vy"}, !velocities, "column 'vy'");
  check({"iz"}, !images, "column 'iz'");
  check({"ix", "iy", "iz"}, false);
  check({"xu", "yu", "zu"}, images, "xu, yu and zu would be read as positions");
  check({"xsu", "ysu", "zsu"}, images, "xsu, ysu and zsu would be read as positions");
  check({"xs", "ys", "zs", "xu", "ysu", "species", "pos", "Z"}, true);
  check({std::string(201, 'n')}, false, "201 bytes");
  check({"a\x01"}, false, "'a?'");
}

}  // namespace write_dump_test
