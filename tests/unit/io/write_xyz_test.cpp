// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/read_configuration.hpp>
#include <tektite/io/write_xyz.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>

#include "support/sample_configuration.hpp"
#include "support/scratch_folder.hpp"

namespace write_xyz_test {

using namespace samples;

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

TEST_CASE("elements whose names would be read as something else are not written") {
  ScratchFolder const folder;
  Configuration c = sample(Box::orthogonal(10, 10, 10), 1);
  std::string const name = GENERATE(as<std::string>(), "5", "1", "Cu Zr", "Cu\t", std::string(201, 'n'));
  c.elements = {name, "Zr", "Al"};
  REQUIRE_THROWS_WITH(write_xyz(folder / "a.xyz", c),
                      Catch::Matchers::ContainsSubstring("a.xyz: cannot be written: an element is named '"));
  REQUIRE(folder.count() == 0);
}

}  // namespace write_xyz_test
