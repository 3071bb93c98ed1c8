// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::hdf5
#pragma once

#include <hdf5.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/detail/hdf5_handle.hpp"

namespace tektite::io {

/// Reads the datasets and attributes of an HDF5 file.
///
/// Names are paths in the file ("/stress/xy"). \throws Error with file and reason in every member.
class Hdf5Reader {
 public:
  /// Row-major extents.
  using Shape = std::vector<std::size_t>;

  /// Opens a file.
  explicit Hdf5Reader(std::filesystem::path const& path) : name_(path.string()) {
    detail::Hdf5Quiet const quiet;
    std::error_code error;
    tektite::require(std::filesystem::exists(path, error), name_, ": cannot be opened: No such file or directory");
    file_ = {H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose};
    tektite::require(file_.get() >= 0, name_, ": is no readable HDF5 file (", detail::hdf5_reason(), ")");
  }

  /// The file, as messages call it.
  std::string const& name() const { return name_; }

  /// There is a group or dataset of that name.
  bool has(std::string const& path) const {
    detail::Hdf5Quiet const quiet;
    // HDF5 wants every group on the way to be asked for.
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
      std::string const part = path.substr(0, end);
      if (part.empty() || part == "/") return true;
      if (H5Lexists(file_.get(), part.c_str(), H5P_DEFAULT) <= 0) return false;
      if (end == std::string::npos) return true;
    }
  }

  /// The extents of a dataset.
  Shape shape(std::string const& path) const {
    detail::Hdf5Quiet const quiet;
    detail::Hdf5Handle const data = open_dataset(path);
    detail::Hdf5Handle const space(H5Dget_space(data.get()), H5Sclose);
    int const rank = H5Sget_simple_extent_ndims(space.get());
    check(rank, path);
    std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
    check(H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr), path);
    return Shape(extent.begin(), extent.end());
  }

  /// All values of a dataset in row-major order, converted to `T`: double, float, int or 64-bit integer.
  template <class T>
  std::vector<T> read(std::string const& path) const {
    Shape const extent = shape(path);
    std::vector<hsize_t> const start(extent.size(), 0);
    return read_slab<T>(path, start, {extent.begin(), extent.end()});
  }

  /// Item `k` along the first axis.
  template <class T>
  std::vector<T> read_item(std::string const& path, std::size_t k) const {
    Shape const extent = shape(path);
    tektite::require(!extent.empty() && k < extent[0], name_, ": ", path, " has no item ", k);
    std::vector<hsize_t> start(extent.size(), 0), count(extent.begin(), extent.end());
    start[0] = k;
    count[0] = 1;
    return read_slab<T>(path, start, count);
  }

  /// All texts of a dataset.
  std::vector<std::string> read_strings(std::string const& path) const {
    std::size_t count = 1;
    for (std::size_t const extent : shape(path)) count *= extent;
    detail::Hdf5Quiet const quiet;
    detail::Hdf5Handle const data = open_dataset(path), type = detail::hdf5_string_type();
    std::vector<char*> pointers(count, nullptr);
    check(H5Dread(data.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), path);
    return detail::hdf5_take_texts(pointers);
  }

  /// The numbers of an attribute.
  template <class T>
  std::vector<T> read_attribute(std::string const& path, std::string const& key) const {
    detail::Hdf5Quiet const quiet;
    detail::Hdf5Handle const attribute = open_attribute(path, key);
    detail::Hdf5Handle const space(H5Aget_space(attribute.get()), H5Sclose);
    hssize_t const count = H5Sget_simple_extent_npoints(space.get());
    check(count < 0 ? -1 : 0, key);
    std::vector<T> values(static_cast<std::size_t>(count));
    check(H5Aread(attribute.get(), detail::hdf5_type<T>(), values.data()), key);
    return values;
  }

  /// The texts of an attribute.
  std::vector<std::string> read_text_attribute(std::string const& path, std::string const& key) const {
    detail::Hdf5Quiet const quiet;
    detail::Hdf5Handle const attribute = open_attribute(path, key), type = detail::hdf5_string_type();
    detail::Hdf5Handle const space(H5Aget_space(attribute.get()), H5Sclose);
    hssize_t const count = H5Sget_simple_extent_npoints(space.get());
    check(count < 0 ? -1 : 0, key);
    std::vector<char*> pointers(static_cast<std::size_t>(count), nullptr);
    check(H5Aread(attribute.get(), type.get(), pointers.data()), key);
    return detail::hdf5_take_texts(pointers);
  }

 protected:
  /// For a class that has opened or made the file itself.
  Hdf5Reader(std::string name, detail::Hdf5Handle file) : file_(std::move(file)), name_(std::move(name)) {}

  /// Throws where a call of HDF5 has failed, which it says by a negative number.
  void check(std::int64_t code, std::string const& what) const {
    if (code < 0) tektite::fail(name_, ": ", what, ": ", detail::hdf5_reason());
  }

  /// A dataset that must be there.
  detail::Hdf5Handle open_dataset(std::string const& path) const {
    tektite::require(has(path), name_, ": has no dataset ", path);
    detail::Hdf5Handle data(H5Dopen2(file_.get(), path.c_str(), H5P_DEFAULT), H5Dclose);
    check(data.get(), path);
    return data;
  }

  /// An attribute that must be there.
  detail::Hdf5Handle open_attribute(std::string const& path, std::string const& key) const {
    tektite::require(has(path), name_, ": has no object ", path);
    detail::Hdf5Handle attribute(H5Aopen_by_name(file_.get(), path.c_str(), key.c_str(), H5P_DEFAULT, H5P_DEFAULT),
                                 H5Aclose);
    tektite::require(attribute.get() >= 0, name_, ": ", path, " has no attribute ", key);
    return attribute;
  }

  detail::Hdf5Handle file_;  ///< the open file
  std::string name_;         ///< the file, as messages call it

 private:
  template <class T>
  std::vector<T> read_slab(std::string const& path, std::vector<hsize_t> const& start,
                           std::vector<hsize_t> const& count) const {
    detail::Hdf5Quiet const quiet;
    detail::Hdf5Handle const data = open_dataset(path);
    std::size_t total = 1;
    for (hsize_t const extent : count) total *= extent;
    std::vector<T> values(total);
    detail::Hdf5Handle const file_space(H5Dget_space(data.get()), H5Sclose);
    detail::Hdf5Handle const space(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose);
    if (!count.empty())
      check(H5Sselect_hyperslab(file_space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr), path);
    check(H5Dread(data.get(), detail::hdf5_type<T>(), space.get(), file_space.get(), H5P_DEFAULT, values.data()), path);
    return values;
  }
};

}  // namespace tektite::io
