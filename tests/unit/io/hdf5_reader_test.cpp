// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::hdf5

#include <tektite/io/hdf5.hpp>
#include <tektite/io/hdf5_reader.hpp>

#include <hdf5.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <ios>
#include <string>
#include <vector>

#include "support/scratch_folder.hpp"

namespace hdf5_reader_test {

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

TEST_CASE("numbers that the type cannot hold, and values that are no numbers, are errors") {
  ScratchFolder const folder;
  auto const path = folder / "other.h5";
  hid_t const file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  write_raw<double>(file, "halves", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {2}, {1, 1.5});
  write_raw<double>(file, "whole", H5T_IEEE_F64BE, H5T_NATIVE_DOUBLE, {2}, {1, -3e9});
  write_raw<double>(file, "large", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {1}, {1e300});
  write_raw<std::uint64_t>(file, "unsigned", H5T_STD_U64LE, H5T_NATIVE_UINT64, {1}, {std::uint64_t(1) << 63});
  hid_t const text = H5Tcopy(H5T_C_S1);
  H5Tset_size(text, 4);
  write_raw<char>(file, "text", text, text, {2}, {'C', 'u', 0, 0, 'Z', 'r', 'x', 'y'});
  hid_t const pair = H5Tcreate(H5T_COMPOUND, 8);
  H5Tinsert(pair, "a", 0, H5T_NATIVE_INT);
  H5Tinsert(pair, "b", 4, H5T_NATIVE_INT);
  write_raw<int>(file, "pair", pair, pair, {1}, {1, 2});
  H5Tclose(pair);
  H5Tclose(text);
  hid_t const scalar = H5Screate(H5S_SCALAR);
  hid_t const attribute = H5Acreate2(file, "half", H5T_NATIVE_DOUBLE, scalar, H5P_DEFAULT, H5P_DEFAULT);
  double const half = 0.5;
  H5Awrite(attribute, H5T_NATIVE_DOUBLE, &half);
  H5Aclose(attribute);
  H5Sclose(scalar);
  H5Fclose(file);

  Hdf5Reader const reader(path);
  using Catch::Matchers::ContainsSubstring;
  REQUIRE_THROWS_WITH(reader.read<int>("/halves"),
                      ContainsSubstring("other.h5: /halves has the value 1.5, expected a whole number"));
  REQUIRE_THROWS_AS(reader.read<int>("/whole"), Error);
  REQUIRE(reader.read<std::int64_t>("/whole") == std::vector<std::int64_t>{1, -3000000000});
  REQUIRE_THROWS_AS(reader.read<std::int64_t>("/large"), Error);
  REQUIRE_THROWS_AS(reader.read<float>("/large"), Error);
  REQUIRE_THROWS_AS(reader.read<std::int64_t>("/unsigned"), Error);
  REQUIRE(reader.read<double>("/unsigned") == std::vector<double>{9223372036854775808.0});
  REQUIRE(reader.read<float>("/halves") == std::vector<float>{1, 1.5});
  REQUIRE(reader.read_strings("/text") == std::vector<std::string>{"Cu", "Zrxy"});
  REQUIRE_THROWS_WITH(reader.read<int>("/text"), ContainsSubstring("/text holds other values than numbers"));
  REQUIRE_THROWS_WITH(reader.read<int>("/pair"), ContainsSubstring("/pair holds other values than numbers"));
  REQUIRE_THROWS_WITH(reader.read_strings("/pair"), ContainsSubstring("/pair holds other values than text"));
  REQUIRE((reader.has_attribute("/", "half") && !reader.has_attribute("/", "whole") &&
           !reader.has_attribute("/none", "half")));
  REQUIRE(reader.attribute_shape("/", "half").empty());
  REQUIRE(reader.read_attribute<double>("/", "half") == std::vector<double>{0.5});
  REQUIRE_THROWS_WITH(reader.read_attribute<int>("/", "half"),
                      ContainsSubstring("attribute half of / has the value 0.5"));
  REQUIRE_THROWS_WITH(reader.read_text_attribute("/", "half"), ContainsSubstring("holds other values than text"));
  REQUIRE_THROWS_WITH(Hdf5Reader(folder / "."), ContainsSubstring("is not a file"));
}

TEST_CASE("many references to one long text take no more memory than the file") {
  ScratchFolder const folder;
  auto const path = folder / "texts.h5";
  constexpr std::size_t count = 2000;
  {
    auto file = Hdf5File::create(path);
    file.write("/texts", std::vector<std::string>(count, std::string(60000, 'x')));
    file.write("/few", std::vector<std::string>{"Cu", "", "Zr"});
    file.commit();
  }
  Hdf5Reader const whole(path);
  REQUIRE(whole.read_strings("/texts").size() == count);
  REQUIRE(whole.read_strings("/few") == std::vector<std::string>{"Cu", "", "Zr"});

  // The same bytes of the dataset for all entries: length, address and index of the first text.
  auto const small = folder / "small.h5";
  {
    auto file = Hdf5File::create(small);
    std::vector<std::string> texts(count);
    texts[0] = std::string(60000, 'x');
    file.write("/texts", texts);
    file.commit();
  }
  hid_t const file = H5Fopen(small.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  hid_t const data = H5Dopen2(file, "/texts", H5P_DEFAULT);
  auto const start = static_cast<std::streamoff>(H5Dget_offset(data));
  H5Dclose(data);
  H5Fclose(file);
  std::string bytes = folder.bytes("small.h5");
  for (std::size_t k = 1; k < count; ++k)
    std::copy_n(bytes.data() + start, 16, bytes.data() + start + static_cast<std::streamoff>(16 * k));
  std::ofstream(small, std::ios::binary) << bytes;
  REQUIRE_THROWS_WITH(Hdf5Reader(small).read_strings("/texts"), Catch::Matchers::ContainsSubstring("small.h5: /texts"));
}

}  // namespace hdf5_reader_test
