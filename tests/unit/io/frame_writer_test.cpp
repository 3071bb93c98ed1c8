// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/io/frame_writer.hpp>
#include <tektite/io/read_configuration.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "support/scratch_folder.hpp"

namespace frame_writer_test {

using namespace tektite;
using namespace tektite::io;
using Catch::Matchers::ContainsSubstring;

namespace {

double const not_a_number = std::numeric_limits<double>::quiet_NaN();

Configuration frame(std::int64_t step) {
  Configuration c;
  c.timestep = step;
  c.box = Box::triclinic({5, 6, 7}, 1, -2, 0.5, {1, 2, 3}, {true, true, false});
  c.ids = {1, 4, 9};
  c.types = {0, 1, 0};
  c.elements = {"Cu", "Zr"};
  c.positions = {{1, 2, 3}, {2.25, 3, 1.0 / 3}, {3, 4, 5}};
  c.images = {{0, 0, 0}, {1, -2, 0}, {0, 0, 0}};
  c.velocities = {{0.5, 0, 0}, {0, -0.25, 0}, {1e-7, 0, 2}};
  c.columns = {{"q[1]", {1, 2, 3}},
               {"q[2]", {4, not_a_number, 6}},
               {"q[3]", {7, 8, -INFINITY}},
               {"c_pe", {-3.5, 1.0 / 3, not_a_number}}};
  c.text_columns = {{"molecule", "", {"a1", "12", "b"}}};
  return c;
}

bool same(std::vector<double> const& a, std::vector<double> const& b) {
  bool equal = a.size() == b.size();
  for (std::size_t i = 0; equal && i < a.size(); ++i) equal = a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]));
  return equal;
}

}  // namespace

TEST_CASE("frames of every format come back with all that they had") {
  ScratchFolder const folder;
  for (std::string const name : {"a.dump", "a.lammpstrj", "a.xyz", "a.extxyz.gz", "a.dump.gz", "a"}) {
    CAPTURE(name);
    {
      FrameWriter writer(folder / name);
      for (int step : {0, 100}) writer.add(frame(step), {{"result", {0.1, 0.2, 0.3}}}, write_all);
      writer.commit();
    }
    auto const read = read_frames(folder / name);
    REQUIRE(read.size() == 2);
    Configuration const expected = frame(100), &c = read[1];
    REQUIRE(c.timestep == 100);
    REQUIRE(c.ids == expected.ids);
    REQUIRE(c.types == expected.types);
    REQUIRE(c.elements == expected.elements);
    REQUIRE(c.positions == expected.positions);
    REQUIRE(c.images == expected.images);
    REQUIRE(c.velocities == expected.velocities);
    REQUIRE(same(c.values("result"), {0.1, 0.2, 0.3}));
    for (Column const& column : expected.columns) {
      REQUIRE(c.find(column.name) != nullptr);
      REQUIRE(same(c.find(column.name)->values, column.values));
    }
    REQUIRE(c.text_columns.size() == 1);
    REQUIRE(c.text_columns[0].values == expected.text_columns[0].values);
  }
}

TEST_CASE("a result replaces a column of its name, and positions in another form are left out") {
  ScratchFolder const folder;
  Configuration c = frame(0);
  c.columns.push_back({"xs", {9, 9, 9}});
  FrameWriter writer(folder / "a.dump");
  writer.add(c, {{"c_pe", {1, 2, 3}}, {"molecule", {4, 5, 6}}}, write_all);
  writer.commit();
  auto const read = read_configuration(folder / "a.dump");
  REQUIRE(read.values("c_pe") == std::vector<double>{1, 2, 3});
  REQUIRE(read.values("molecule") == std::vector<double>{4, 5, 6});
  REQUIRE(read.find("xs") == nullptr);
  REQUIRE(read.positions == c.positions);
}

TEST_CASE("CSV has a line for each atom of each frame, digits as asked for") {
  ScratchFolder const folder;
  FrameWriter writer(folder / "a.csv");
  for (int step : {0, 100}) {
    Configuration c = frame(step);
    c.columns.resize(0);
    writer.add(c, {{"third", {1.0 / 3, 2, 1e-20 / 3}}}, {.columns = true, .elements = true, .digits = 3});
  }
  writer.commit();
  REQUIRE(folder.bytes("a.csv") ==
          "id,type,x,y,z,third,molecule,element,step\n"
          "1,1,1,2,3,0.333,a1,Cu,0\n4,2,2.25,3,0.3333333333333333,2,12,Zr,0\n9,1,3,4,5,3.33e-21,b,Cu,0\n"
          "1,1,1,2,3,0.333,a1,Cu,100\n4,2,2.25,3,0.3333333333333333,2,12,Zr,100\n9,1,3,4,5,3.33e-21,b,Cu,100\n");
  FrameWriter other(folder / "b.csv");
  other.add(frame(0), {{"a", {1, 2, 3}}});
  REQUIRE_THROWS_WITH(other.add(frame(100), {{"b", {1, 2, 3}}}), ContainsSubstring("the frame of step 100 has"));
  Configuration c = frame(0);
  c.text_columns[0].values[1] = "a,b";
  REQUIRE_THROWS_WITH(FrameWriter(folder / "c.csv").add(c, {}, write_all), ContainsSubstring("which CSV would split"));
}

TEST_CASE("results that are no number are refused, values of a file are kept") {
  ScratchFolder const folder;
  FrameWriter writer(folder / "a.dump");
  REQUIRE_THROWS_WITH(writer.add(frame(0), {{"result", {1, not_a_number, 3}}}, write_all),
                      ContainsSubstring("column result of atom 4 is nan"));
  Configuration c = frame(0);
  c.text_columns[0].values.pop_back();
  REQUIRE_THROWS_WITH(writer.add(c, {}, write_all), ContainsSubstring("2 values of column molecule for 3 atoms"));
}

TEST_CASE("whole numbers are written as such, and read back to the same bits") {
  ScratchFolder const folder;
  Configuration c = frame(0);
  c.columns = {{"whole", {100000, -3e14, -0.0}}, {"large", {1e15, 1e300, 123456.5}}};
  for (int const digits : {0, 3}) {
    FrameWriter writer(folder / "a.dump");
    writer.add(c, {}, {.columns = true, .digits = digits});
    writer.commit();
    auto const read = read_configuration(folder / "a.dump");
    REQUIRE(folder.bytes("a.dump").find("100000 1e+15") != std::string::npos);
    REQUIRE(folder.bytes("a.dump").find("-300000000000000 1e+300") != std::string::npos);
    REQUIRE(same(read.values("whole"), c.values("whole")));
    REQUIRE(std::signbit(read.values("whole")[2]));
    REQUIRE(read.values("large")[2] == (digits == 0 ? 123456.5 : 123000));
  }
}

TEST_CASE("extended XYZ keeps vectors together, and refuses names that mean more than a column") {
  ScratchFolder const folder;
  Configuration c = frame(0);
  c.columns.push_back({"f", {1, 2, 3}});
  c.columns.push_back({"f[1]", {1, 2, 3}});
  c.columns.push_back({"f[2]", {1, 2, 3}});
  c.columns.push_back({"velo[1]", {1, 2, 3}});
  c.columns.push_back({"velo[2]", {1, 2, 3}});
  c.columns.push_back({"velo[3]", {1, 2, 3}});
  write_frame(folder / "a.xyz", c, {}, write_all);
  std::string const text = folder.bytes("a.xyz");
  REQUIRE(text.find(":map_shift:I:3:q:R:3:c_pe:R:1:f:R:1:f[1]:R:1:f[2]:R:1:velo[1]:R:1") != std::string::npos);
  auto const read = read_configuration(folder / "a.xyz");
  REQUIRE(read.velocities == c.velocities);
  REQUIRE(same(read.values("velo[3]"), {1, 2, 3}));
  c.text_columns.push_back({"species", "", {"a", "b", "c"}});
  REQUIRE_THROWS_WITH(write_frame(folder / "a.xyz", c, {}, write_all), ContainsSubstring("no column named 'species'"));
}

}  // namespace frame_writer_test
