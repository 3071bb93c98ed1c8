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

/// \file
/// HDF5 files, read.

namespace tektite::io {

/// Reads the datasets and attributes of an HDF5 file.
///
/// Names are paths in the file ("/stress/xy"). Every member throws `Error` with file and reason.
class Hdf5Reader {
 public:
  /// Row-major extents.
  using Shape = std::vector<std::size_t>;

  /// Opens a file. \param path of the file \throws Error it does not exist, or is not an HDF5 file
  explicit Hdf5Reader(std::filesystem::path const& path) : name_(path.string()) {
    detail::Hdf5Quiet const quiet;
    std::error_code error;
    tektite::require(std::filesystem::exists(path, error), name_, ": cannot be opened: No such file or directory");
    file_ = {H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose};
    tektite::require(file_.get() >= 0, name_, ": is not a readable HDF5 file (", detail::hdf5_reason(), ")");
  }

  /// Name of the file in messages. \returns its path
  std::string const& name() const { return name_; }

  /// Whether there is a group or dataset of that name. \param path in the file \returns true if there is
  bool has(std::string const& path) const {
    detail::Hdf5Quiet const quiet;
    // H5Lexists fails where a group on the way does not exist, so each of them is tested first.
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
      std::string const part = path.substr(0, end);
      if (part.empty() || part == "/") return true;
      if (H5Lexists(file_.get(), part.c_str(), H5P_DEFAULT) <= 0) return false;
      if (end == std::string::npos) return true;
    }
  }

  /// The extents of a dataset. \param path of the dataset \returns extents by axis; empty for a scalar
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

  /// All values of a dataset, converted to `T`: double, float, int or 64-bit integer.
  ///
  /// \param path of the dataset
  /// \returns    values in row-major order
  template <class T>
  std::vector<T> read(std::string const& path) const {
    Shape const extent = shape(path);
    std::vector<hsize_t> const start(extent.size(), 0);
    return read_slab<T>(path, start, {extent.begin(), extent.end()});
  }

  /// One item along the first axis, converted as by `read`.
  ///
  /// \param path of the dataset
  /// \param k    index of the item
  /// \returns    values in row-major order
  template <class T>
  std::vector<T> read_item(std::string const& path, std::size_t k) const {
    Shape const extent = shape(path);
    tektite::require(!extent.empty() && k < extent[0], name_, ": ", path, " has no item ", k);
    std::vector<hsize_t> start(extent.size(), 0), count(extent.begin(), extent.end());
    start[0] = k;
    count[0] = 1;
    return read_slab<T>(path, start, count);
  }

  /// All texts of a dataset. \param path of the dataset \returns texts in row-major order
  std::vector<std::string> read_strings(std::string const& path) const {
    std::size_t count = 1;
    for (std::size_t const extent : shape(path)) count *= extent;
    detail::Hdf5Quiet const quiet;
    detail::Hdf5Handle const data = open_dataset(path), type = detail::hdf5_string_type();
    std::vector<char*> pointers(count, nullptr);
    check(H5Dread(data.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), path);
    return detail::hdf5_take_texts(pointers);
  }

  /// The numbers of an attribute, converted as by `read`.
  ///
  /// \param path of a dataset or group
  /// \param key  name of the attribute
  /// \returns    its values
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

  /// The texts of an attribute. \param path of a dataset or group \param key name of the attribute \returns its values
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
  /// For a class that has opened or created the file itself. \param name of the file in messages \param file its handle
  Hdf5Reader(std::string name, detail::Hdf5Handle file) : file_(std::move(file)), name_(std::move(name)) {}

  /// Throws if a call of HDF5 has failed.
  ///
  /// \param code its result, negative on failure
  /// \param what name of the object in the message
  void check(std::int64_t code, std::string const& what) const {
    if (code < 0) tektite::fail(name_, ": ", what, ": ", detail::hdf5_reason());
  }

  /// Opens a dataset that must exist. \param path of the dataset \returns its handle
  detail::Hdf5Handle open_dataset(std::string const& path) const {
    tektite::require(has(path), name_, ": has no dataset ", path);
    detail::Hdf5Handle data(H5Dopen2(file_.get(), path.c_str(), H5P_DEFAULT), H5Dclose);
    check(data.get(), path);
    return data;
  }

  /// Opens an attribute that must exist.
  ///
  /// \param path of a dataset or group
  /// \param key  name of the attribute
  /// \returns    its handle
  detail::Hdf5Handle open_attribute(std::string const& path, std::string const& key) const {
    tektite::require(has(path), name_, ": has no object ", path);
    detail::Hdf5Handle attribute(H5Aopen_by_name(file_.get(), path.c_str(), key.c_str(), H5P_DEFAULT, H5P_DEFAULT),
                                 H5Aclose);
    tektite::require(attribute.get() >= 0, name_, ": ", path, " has no attribute ", key);
    return attribute;
  }

  detail::Hdf5Handle file_;  ///< the open file
  std::string name_;         ///< of the file in messages

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
