// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::hdf5

#include <tektite/io/hdf5_reader.hpp>
#include <tektite/io/trajectory.hpp>

#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/scratch_folder.hpp"

using tektite::Box;
using tektite::Error;
using tektite::io::Configuration;
using tektite::io::Hdf5Reader;

namespace {

Configuration frame(int k, bool images) {
  Configuration c;
  c.timestep = 100 * k;
  c.box = Box::triclinic({10, 11 + 0.1 * k, 12}, 0.5 * k, -1, 2, {-1, 0.25, 3}, {true, false, true});
  for (int i = 0; i < 7; ++i) {
    c.ids.push_back(3 * i + 1);
    c.types.push_back(1 + i % 2);
    c.positions.push_back({0.1 * i + k, 1.0 / (i + 1), -2.0 * i});
    if (images) c.images.push_back({i - 3, 0, k});
  }
  c.elements = {"Cu", "Zr"};
  c.masses = {63.546, 91.224};
  return c;
}

}  // namespace

TEST_CASE("trajectories come back frame by frame") {
  ScratchFolder const folder;
  bool const images = true;
  auto const write = [&](char const* name) {
    tektite::io::TrajectoryWriter out(folder / name);
    for (int k = 0; k < 5; ++k) {
      Configuration const c = frame(k, images);
      tektite::io::Column const d2min{"d2min", {0, 1, 2, 3, 4, 5, 6.0 + k}};
      out.append(c, 0.002 * k, {d2min});
    }
    out.commit();
  };
  write("a.h5");
  tektite::io::TrajectoryReader const in(folder / "a.h5");
  REQUIRE(in.size() == 5);
  for (int k = 0; k < 5; ++k) {
    Configuration const c = in.frame(std::size_t(k)), expected = frame(k, images);
    REQUIRE(in.time(std::size_t(k)) == 0.002 * k);
    REQUIRE(c.timestep == expected.timestep);
    REQUIRE(c.ids == expected.ids);
    REQUIRE(c.types == expected.types);
    REQUIRE(c.positions == expected.positions);
    REQUIRE(c.images == expected.images);
    REQUIRE(c.elements == expected.elements);
    REQUIRE(c.masses == expected.masses);
    REQUIRE(c.box.edges() == expected.box.edges());
    REQUIRE(c.box.origin() == expected.box.origin());
    for (int d = 0; d < 3; ++d) REQUIRE(c.box.periodic(d) == expected.box.periodic(d));
  }
  Hdf5Reader const file(folder / "a.h5");
  REQUIRE(file.read_item<double>("/particles/all/d2min/value", 3) == std::vector<double>{0, 1, 2, 3, 4, 5, 9});
  REQUIRE(file.read<std::int64_t>("/particles/all/box/edges/step") == std::vector<std::int64_t>{0, 100, 200, 300, 400});
  REQUIRE(file.read_attribute<int>("/h5md", "version") == std::vector<int>{1, 1});

  // Nothing in the file depends on when it was written.
  write("b.h5");
  REQUIRE(folder.bytes("a.h5") == folder.bytes("b.h5"));
}

TEST_CASE("frames that do not belong to the trajectory are refused") {
  ScratchFolder const folder;
  tektite::io::TrajectoryWriter out(folder / "a.h5");
  out.append(frame(0, true), 0);
  REQUIRE_THROWS_AS(out.append(frame(1, false), 1), Error);
  Configuration c = frame(1, true);
  c.ids[0] = 2;
  REQUIRE_THROWS_AS(out.append(c, 1), Error);
  c = frame(1, true);
  c.box = Box::orthogonal(10, 10, 10);
  REQUIRE_THROWS_AS(out.append(c, 1), Error);
  REQUIRE_THROWS_AS(out.append(frame(1, true), 1, {{"pe", std::vector<double>(7)}}), Error);
}
