// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/read_configuration.hpp>
#include <tektite/io/write_data.hpp>

#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "support/sample_configuration.hpp"
#include "support/scratch_folder.hpp"

namespace write_data_test {

using namespace samples;

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

}  // namespace write_data_test
