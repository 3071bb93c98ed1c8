// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::hdf5

#include <tektite/io/hdf5.hpp>
#include <tektite/io/hdf5_reader.hpp>
#include <tektite/io/trajectory.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <filesystem>
#include <fstream>

#include "reference/full_disk.hpp"
#include "support/scratch_folder.hpp"

using tektite::Box;
using tektite::Error;
using tektite::io::Configuration;
using tektite::io::Hdf5File;
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

TEST_CASE("datasets, attributes and texts come back as they were written") {
  ScratchFolder const folder;
  auto const path = folder / "results.h5";
  std::vector<double> const stress{0.0, 1.5, -2.25, 1e-300, 4, 5};
  std::vector<std::int64_t> const counts{1, -(std::int64_t(1) << 60), 3};
  {
    auto file = Hdf5File::create(path);
    file.write("/a/b/stress", stress, {2, 3});
    file.write("/counts", counts);
    file.write("/a/types", std::vector<int>{1, 2, 2});
    file.write("/names", std::vector<std::string>{"Cu", "", "Z\xc3\xbcrich"});
    file.write("/empty", std::vector<double>{});
    file.write_attribute("/a/b/stress", "unit", std::string("GPa"));
    file.write_attribute("/a", "version", std::vector<int>{1, 1});
    file.write_attribute("/counts", "rate", std::vector<double>{2.5});
    REQUIRE_FALSE(std::filesystem::exists(path));
    file.commit();
  }
  Hdf5Reader const file(path);
  REQUIRE(file.read<double>("/a/b/stress") == stress);
  REQUIRE(file.shape("/a/b/stress") == Hdf5File::Shape{2, 3});
  REQUIRE(file.read_item<double>("/a/b/stress", 1) == std::vector<double>{1e-300, 4, 5});
  REQUIRE(file.read<std::int64_t>("/counts") == counts);
  REQUIRE(file.read<double>("/a/types") == std::vector<double>{1, 2, 2});
  REQUIRE(file.read_strings("/names") == std::vector<std::string>{"Cu", "", "Z\xc3\xbcrich"});
  REQUIRE(file.read<double>("/empty").empty());
  REQUIRE(file.read_text_attribute("/a/b/stress", "unit") == std::vector<std::string>{"GPa"});
  REQUIRE(file.read_attribute<int>("/a", "version") == std::vector<int>{1, 1});
  REQUIRE(file.read_attribute<double>("/counts", "rate") == std::vector<double>{2.5});
  REQUIRE(file.has("/a/b"));
  REQUIRE_FALSE(file.has("/a/c/d"));
  REQUIRE_THROWS_AS(file.read<double>("/a/c"), Error);
  REQUIRE_THROWS_AS(file.read<double>("/a"), Error);  // a group
  REQUIRE_THROWS_AS(file.read_strings("/counts"), Error);
  REQUIRE_THROWS_AS(file.read_attribute<int>("/a", "none"), Error);
}

TEST_CASE("an update replaces the file as a whole, or not at all") {
  ScratchFolder const folder;
  auto const path = folder / "results.h5";
  {
    auto file = Hdf5File::update(path);
    file.write("/x", std::vector<double>{1, 2});
    file.commit();
  }
  std::string const before = folder.bytes("results.h5");
  {
    auto file = Hdf5File::update(path);
    file.write("/x", std::vector<double>{3, 4, 5});
    // no commit: as if the process had ended here
  }
  REQUIRE(folder.bytes("results.h5") == before);
  REQUIRE(folder.count() == 1);
  {
    auto file = Hdf5File::update(path);
    file.write("/x", std::vector<double>{3, 4, 5});
    REQUIRE(folder.bytes("results.h5") == before);
    file.write("/y", std::vector<double>{6});
    file.commit();
    REQUIRE_THROWS_AS(file.write("/z", std::vector<double>{1}), Error);
  }
  Hdf5Reader const file(path);
  REQUIRE(file.read<double>("/x") == std::vector<double>{3, 4, 5});
  REQUIRE(file.read<double>("/y") == std::vector<double>{6});
}

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

TEST_CASE("files that are no HDF5 give one line") {
  ScratchFolder const folder;
  REQUIRE_THROWS_WITH(Hdf5Reader(folder / "none.h5"), Catch::Matchers::ContainsSubstring("none.h5: cannot be opened"));
  std::ofstream(folder / "text.h5") << "not HDF5\n";
  REQUIRE_THROWS_WITH(Hdf5Reader(folder / "text.h5"),
                      Catch::Matchers::ContainsSubstring("text.h5: is not a readable HDF5"));
  REQUIRE_THROWS_AS(Hdf5File::update(folder / "text.h5"), Error);
  REQUIRE_THROWS_AS(Hdf5File::create(folder / "missing" / "a.h5"), Error);
  REQUIRE(folder.count() == 1);
}

TEST_CASE("a full disk leaves the old file and no rubbish") {
  ScratchFolder const folder;
  auto const path = folder / "results.h5";
  auto const write = [&](std::size_t n) {
    auto file = Hdf5File::create(path);
    file.write("/x", std::vector<double>(n, 1.0));
    file.commit();
  };
  write(10);
  std::string const before = folder.bytes("results.h5");
  {
    FullDisk const disk(20000);
    REQUIRE_THROWS_WITH(write(100000), Catch::Matchers::ContainsSubstring("results.h5"));
  }
  REQUIRE(folder.bytes("results.h5") == before);
  REQUIRE(folder.count() == 1);
}
