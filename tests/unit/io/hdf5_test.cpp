// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::hdf5

#include <tektite/io/hdf5.hpp>
#include <tektite/io/hdf5_reader.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <filesystem>

#include "reference/full_disk.hpp"
#include "support/scratch_folder.hpp"

namespace hdf5_test {

using tektite::Error;
using tektite::io::Hdf5File;
using tektite::io::Hdf5Reader;

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

}  // namespace hdf5_test
