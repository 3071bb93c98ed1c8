// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::hdf5

#include <tektite/io/hdf5.hpp>
#include <tektite/io/hdf5_reader.hpp>

#include <hdf5.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <fstream>
#include <vector>

#include "support/scratch_folder.hpp"

using tektite::Error;
using tektite::io::Hdf5File;
using tektite::io::Hdf5Reader;

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

namespace {

/// Writes one dataset with HDF5's own functions.
template <class T>
void write_raw(hid_t file, char const* name, hid_t type_in_file, hid_t type, std::vector<hsize_t> const& extent,
               std::vector<T> const& values) {
  hid_t const space =
      extent.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(int(extent.size()), extent.data(), nullptr);
  hid_t const data = H5Dcreate2(file, name, type_in_file, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  REQUIRE(H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
  H5Dclose(data);
  H5Sclose(space);
}

}  // namespace

TEST_CASE("files that others wrote are read, numbers converted from any type") {
  ScratchFolder const folder;
  auto const path = folder / "other.h5";
  hid_t const file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  write_raw<short>(file, "small", H5T_STD_I16BE, H5T_NATIVE_SHORT, {3}, {1, -2, 300});
  write_raw<double>(file, "cube", H5T_IEEE_F64BE, H5T_NATIVE_DOUBLE, {2, 1, 3}, {0.5, 1, 1.5, 2, -2.5, 1e300});
  write_raw<float>(file, "scalar", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, {}, {0.25f});
  H5Gclose(H5Gcreate2(file, "group", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  H5Fclose(file);

  Hdf5Reader const reader(path);
  using Shape = Hdf5Reader::Shape;
  REQUIRE(reader.name() == path.string());
  REQUIRE((reader.has("/small") && reader.has("/group") && reader.has("/")));
  REQUIRE_FALSE((reader.has("/none") || reader.has("/group/none") || reader.has("/none/small")));
  REQUIRE(reader.read<int>("/small") == std::vector<int>{1, -2, 300});
  REQUIRE(reader.read<std::int64_t>("/small") == std::vector<std::int64_t>{1, -2, 300});
  REQUIRE(reader.read<double>("/small") == std::vector<double>{1, -2, 300});
  REQUIRE(reader.shape("/cube") == Shape{2, 1, 3});
  REQUIRE(reader.read<double>("/cube") == std::vector<double>{0.5, 1, 1.5, 2, -2.5, 1e300});
  REQUIRE(reader.read_item<double>("/cube", 1) == std::vector<double>{2, -2.5, 1e300});
  REQUIRE(reader.shape("/scalar").empty());
  REQUIRE(reader.read<double>("/scalar") == std::vector<double>{0.25});
  using Catch::Matchers::ContainsSubstring;
  REQUIRE_THROWS_WITH(reader.read_item<double>("/cube", 2), ContainsSubstring("other.h5: /cube has no item 2"));
  REQUIRE_THROWS_WITH(reader.read_item<double>("/scalar", 0), ContainsSubstring("/scalar has no item 0"));
  REQUIRE_THROWS_WITH(reader.shape("/none"), ContainsSubstring("other.h5: has no dataset /none"));
  REQUIRE_THROWS_WITH(reader.read_attribute<int>("/none", "key"), ContainsSubstring("has no object /none"));
  REQUIRE_THROWS_WITH(reader.read_text_attribute("/cube", "key"), ContainsSubstring("/cube has no attribute key"));
}
