// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::io
// mutations: 75
//
// H5MD trajectories: sound HDF5 files with any contents. The input is a list of edits of a good trajectory. What is
// accepted goes on into the algorithms.
#include <array>
#include <cstring>
#include <tektite/io/trajectory.hpp>

#include "target.hpp"
#include "use_configuration.hpp"

using namespace tektite;

namespace {

struct Dataset {
  char const* path;
  hid_t type;  ///< in the file
  std::vector<hsize_t> extents;
  std::vector<double> values;  ///< repeated as often as needed
  enum class Kind { numbers, texts, group, missing } kind = Kind::numbers;

  /// \returns the number of values, or a large number where they are too many to be written
  std::size_t count() const {
    constexpr std::size_t too_many = 1 << 20;
    std::size_t product = 1;
    for (hsize_t const extent : extents) {
      if (extent >= too_many) return too_many;
      product = std::min(too_many, product * static_cast<std::size_t>(extent));
    }
    return product;
  }
};

struct Contents {
  std::vector<Dataset> datasets;
  std::vector<std::string> boundary{"periodic", "periodic", "none"};
};

/// Two frames of three atoms.
Contents good_contents() {
  hid_t const real = H5T_NATIVE_DOUBLE, whole = H5T_NATIVE_INT64, small = H5T_NATIVE_INT;
  std::vector<double> const positions{1, 1, 1, 2, 2.5, 3, 3, 4, 5}, edges{4, 0, 0, 1, 5, 0, 0.5, -1, 6};
  return {{{"/particles/all/position/value", real, {2, 3, 3}, positions},
           {"/particles/all/position/step", whole, {2}, {0, 10}},
           {"/particles/all/position/time", real, {2}, {0, 0.5}},
           {"/particles/all/box/edges/value", real, {2, 3, 3}, edges},
           {"/particles/all/box/offset/value", real, {2, 3}, {1, 2, 3}},
           {"/particles/all/id", whole, {3}, {1, 2, 5}},
           {"/particles/all/species", small, {3}, {1, 2, 1}},
           {"/particles/all/image/value", small, {2, 3, 3}, {0, 1, -1}},
           {"/particles/all/velocity/value", real, {2, 3, 3}, {0.5, 0, -1}},
           {"/parameters/masses", real, {2}, {63.5, 91.2}},
           {"/parameters/elements", real, {2}, {}, Dataset::Kind::texts}}};
}

/// One edit is ten bytes: of which dataset, what, and eight bytes more.
void edit(Contents& contents, std::uint8_t const* bytes) {
  Dataset& data = contents.datasets[bytes[0] % contents.datasets.size()];
  std::uint8_t const* const more = bytes + 2;
  static constexpr std::array<hsize_t, 16> extents{
      0, 1, 2, 3, 4, 6, 9, 10, 16, 1000, 1 << 20, 1ull << 31, 1ull << 32, 1ull << 33, 1ull << 60, 1ull << 62};
  hid_t const types[] = {H5T_NATIVE_DOUBLE, H5T_NATIVE_FLOAT, H5T_NATIVE_INT64, H5T_NATIVE_INT, H5T_NATIVE_UINT64};
  double number = 0;
  switch (bytes[1] % 8) {
    case 0:
      data.kind = static_cast<Dataset::Kind>(more[0] % 4);
      return;
    case 1:
      data.type = types[more[0] % std::size(types)];
      return;
    case 2:
      data.extents.clear();
      for (int d = 0; d < more[0] % 5; ++d) data.extents.push_back(extents[more[1 + d] % extents.size()]);
      return;
    case 3:
      if (!data.extents.empty()) data.extents[more[0] % data.extents.size()] = extents[more[1] % extents.size()];
      return;
    case 4:
      contents.boundary.resize(more[0] % 5);
      return;
    case 5:
      if (!contents.boundary.empty())
        contents.boundary[more[0] % contents.boundary.size()] =
            std::string(reinterpret_cast<char const*>(more + 1), more[1] % 8).c_str();
      return;
    default:
      std::memcpy(&number, more, sizeof number);
      data.values.resize(std::max<std::size_t>(data.values.size(), 1));
      data.values[bytes[1] / 8 % data.values.size()] = number;
  }
}

/// Writes a list of texts as a dataset or, with an attribute's name, as an attribute.
void write_texts(hid_t object, char const* name, std::vector<std::string> const& texts, hid_t links) {
  std::vector<char const*> pointers;
  for (auto const& text : texts) pointers.push_back(text.c_str());
  hsize_t const size = texts.size();
  hid_t const type = H5Tcopy(H5T_C_S1), space = H5Screate_simple(1, &size, nullptr);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  if (links >= 0) {
    hid_t const data = H5Dcreate2(object, name, type, space, links, H5P_DEFAULT, H5P_DEFAULT);
    if (size > 0) H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data());
    H5Dclose(data);
  } else {
    hid_t const data =
        H5Acreate_by_name(object, "/particles/all/box", name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    if (size > 0) H5Awrite(data, type, pointers.data());
    H5Aclose(data);
  }
  H5Sclose(space);
  H5Tclose(type);
}

/// Writes numbers; a dataset of very many is announced only, so that reading it gives zeros.
void write_numbers(hid_t file, Dataset const& data, hid_t links) {
  constexpr std::size_t most_values = 5000;
  std::size_t const count = data.count();
  hid_t const space = data.extents.empty() ? H5Screate(H5S_SCALAR)
                                           : H5Screate_simple(int(data.extents.size()), data.extents.data(), nullptr);
  hid_t const creation = H5Pcreate(H5P_DATASET_CREATE);
  if (count > most_values) {
    std::vector<hsize_t> chunk;
    for (hsize_t const extent : data.extents) chunk.push_back(std::clamp<hsize_t>(extent, 1, 4));
    H5Pset_chunk(creation, int(chunk.size()), chunk.data());
  }
  hid_t const out = H5Dcreate2(file, data.path, data.type, space, links, creation, H5P_DEFAULT);
  if (count > 0 && count <= most_values && !data.values.empty()) {
    std::vector<double> values(count);
    for (std::size_t k = 0; k < count; ++k) values[k] = data.values[k % data.values.size()];
    H5Dwrite(out, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
  }
  H5Dclose(out);
  H5Pclose(creation);
  H5Sclose(space);
}

void write_file(std::string const& path, Contents const& contents) {
  hid_t const file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  hid_t const links = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  for (Dataset const& data : contents.datasets) {
    if (data.kind == Dataset::Kind::numbers) write_numbers(file, data, links);
    if (data.kind == Dataset::Kind::texts) write_texts(file, data.path, {"Cu", "Zr"}, links);
    if (data.kind == Dataset::Kind::group) H5Gclose(H5Gcreate2(file, data.path, links, H5P_DEFAULT, H5P_DEFAULT));
  }
  write_texts(file, "boundary", contents.boundary, -1);
  H5Pclose(links);
  H5Fclose(file);
}

}  // namespace

std::vector<std::string> fuzz::seeds() {
  auto const number = [](double value) {
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
  };
  std::string all;
  for (char k = 0; k < 11; ++k) all += std::string{k, 6} + number(1.5);
  return {"",
          std::string{6, 7} + number(-7),
          std::string{3, 6} + number(1e300),
          all,
          std::string("\0\2\3\12\0\0\0\0\0\0", 10),
          std::string("\5\0\2\0\0\0\0\0\0\0", 10),
          std::string("\0\5\1zzzzzzz", 10)};
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  constexpr std::size_t edit_size = 10, most_edits = 20;
  io::detail::Hdf5Quiet const quiet;
  Contents contents = good_contents();
  for (std::size_t k = 0; k < std::min(size / edit_size, most_edits); ++k) edit(contents, data + k * edit_size);
  std::string const& path = fuzz::input_file("");
  write_file(path, contents);
  constexpr std::size_t most_frames = 2;
  std::vector<io::Configuration> frames;
  fuzz::accepted(path, [&] {
    io::TrajectoryReader const reader{std::filesystem::path(path)};
    for (std::size_t k = 0; k < std::min(reader.size(), most_frames); ++k) frames.push_back(reader.frame(k));
  });
  fuzz::expect(size >= edit_size || frames.size() == 2, "a good trajectory is refused");
  for (auto const& frame : frames) fuzz::use(frame);
  return 0;
}
