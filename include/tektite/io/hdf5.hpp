// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::hdf5
#pragma once

#include <hdf5.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/atomic_file.hpp"
#include "tektite/io/detail/hdf5_handle.hpp"
#include "tektite/io/hdf5_reader.hpp"

/// \file
/// HDF5 files, written.

namespace tektite::io {

/// Writes an HDF5 file of plain datasets and attributes.
///
/// An HDF5 file that is changed in place is damaged if the process ends during a write, and the HDF5 library crashes at
/// exit if the disk was full. So `create` and `update` build the file in memory, and `commit` writes it as `AtomicFile`
/// does: at any moment the target is the old file or the new one, and without `commit` nothing changes. Memory: the
/// size of the file, twice during `commit`. Long runs should write each frame to its own file, and gather them in one
/// HDF5 file at the end.
///
/// Names are paths in the file ("/stress/xy"); groups on the way are created. There are no time stamps: the same data
/// give the same bytes. What is in the file so far can be read. Every member throws `Error` with file and reason.
class Hdf5File : public Hdf5Reader {
 public:
  /// Creates a file, which appears at `commit`. \param path of the file \returns an empty file
  static Hdf5File create(std::filesystem::path const& path) {
    detail::Hdf5Quiet const quiet;
    auto target = std::make_unique<AtomicFile>(path);
    detail::Hdf5Handle const access = detail::hdf5_in_memory();
    hid_t const file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.get());
    tektite::require(file >= 0, path.string(), ": cannot be written: ", detail::hdf5_reason());
    return Hdf5File(path.string(), {file, H5Fclose}, std::move(target));
  }

  /// Reads an existing file to change it, or creates one; at `commit` it replaces the file.
  ///
  /// \param path of the file
  /// \returns    the file in memory
  static Hdf5File update(std::filesystem::path const& path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return create(path);
    detail::Hdf5Quiet const quiet;
    auto target = std::make_unique<AtomicFile>(path);
    detail::Hdf5Handle const access = detail::hdf5_in_memory();
    hid_t const file = H5Fopen(path.c_str(), H5F_ACC_RDWR, access.get());
    tektite::require(file >= 0, path.string(), ": is not a readable HDF5 file (", detail::hdf5_reason(), ")");
    return Hdf5File(path.string(), {file, H5Fclose}, std::move(target));
  }

  /// Writes the file to disk and replaces the target. Nothing may be written afterwards.
  void commit() {
    detail::Hdf5Quiet const quiet;
    require_writable();
    check(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL), "the file");
    ssize_t const size = H5Fget_file_image(file_.get(), nullptr, 0);
    check(size, "the file");
    std::string image(static_cast<std::size_t>(size), '\0');
    check(H5Fget_file_image(file_.get(), image.data(), image.size()), "the file");
    check(file_.close(), "the file");
    target_->write(image);
    target_->commit();
    target_.reset();
  }

  /// Writes values of type double, float, int or 64-bit integer; replaces a dataset of that name.
  ///
  /// \param path   of the dataset
  /// \param values in row-major order
  /// \param shape  extents by axis, whose product is the number of values; one axis by default
  template <class T>
  void write(std::string const& path, std::vector<T> const& values, Shape shape = {}) {
    if (shape.empty()) shape = {values.size()};
    check_count(path, values.size(), shape);
    write_as(path, detail::hdf5_type<T>(), values.data(), detail::Hdf5Handle(), shape);
  }

  /// Writes texts in UTF-8; replaces a dataset of that name. \param path of the dataset \param values texts
  void write(std::string const& path, std::vector<std::string> const& values) {
    detail::Hdf5Handle const type = detail::hdf5_string_type();
    write_as(path, type.get(), detail::hdf5_pointers(values).data(), detail::Hdf5Handle(), {values.size()});
  }

  /// Adds one item along the first axis of a dataset, which is created with the first item.
  ///
  /// Each item is a chunk of its own; single numbers are stored in chunks of 256.
  ///
  /// \param path       of the dataset
  /// \param item       values in row-major order
  /// \param item_shape extents of the item; empty for a single number
  template <class T>
  void append(std::string const& path, std::vector<T> const& item, Shape const& item_shape) {
    detail::Hdf5Quiet const quiet;
    check_count(path, item.size(), item_shape);
    Shape shape{1};
    shape.insert(shape.end(), item_shape.begin(), item_shape.end());
    std::vector<hsize_t> count(shape.begin(), shape.end()), start(shape.size(), 0);
    if (!has(path)) {
      detail::Hdf5Handle chunks(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
      std::vector<hsize_t> chunk = count;
      for (hsize_t& extent : chunk) extent = extent == 0 ? 1 : extent;
      if (item.size() <= 1) chunk[0] = 256;  // single numbers
      check(H5Pset_chunk(chunks.get(), static_cast<int>(chunk.size()), chunk.data()), path);
      write_as(path, detail::hdf5_type<T>(), item.data(), std::move(chunks), shape);
      return;
    }
    require_writable();
    detail::Hdf5Handle const data(H5Dopen2(file_.get(), path.c_str(), H5P_DEFAULT), H5Dclose);
    check(data.get(), path);
    Shape extent = this->shape(path);
    tektite::require(extent.size() == shape.size() && std::equal(shape.begin() + 1, shape.end(), extent.begin() + 1),
                     name_, ": ", path, " has items of another shape");
    start[0] = extent[0]++;
    std::vector<hsize_t> const larger(extent.begin(), extent.end());
    check(H5Dset_extent(data.get(), larger.data()), path);
    detail::Hdf5Handle const file_space(H5Dget_space(data.get()), H5Sclose);
    check(H5Sselect_hyperslab(file_space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr), path);
    detail::Hdf5Handle const space(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose);
    check(H5Dwrite(data.get(), detail::hdf5_type<T>(), space.get(), file_space.get(), H5P_DEFAULT, item.data()), path);
  }

  /// Gives an object a second name. \param existing its path \param path the second one
  void link(std::string const& existing, std::string const& path) {
    detail::Hdf5Quiet const quiet;
    require_writable();
    detail::Hdf5Handle const groups = detail::hdf5_intermediate_groups();
    check(H5Lcreate_hard(file_.get(), existing.c_str(), file_.get(), path.c_str(), groups.get(), H5P_DEFAULT), path);
  }

  /// Writes numbers as an attribute, a single one as a scalar; replaces an attribute of that name.
  ///
  /// \param path   of a dataset or group
  /// \param key    name of the attribute
  /// \param values numbers of the types of `write`
  template <class T>
  void write_attribute(std::string const& path, std::string const& key, std::vector<T> const& values) {
    hsize_t const count = values.size();
    attribute_as(path, key, detail::hdf5_type<T>(), values.data(),
                 {count == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &count, nullptr), H5Sclose});
  }

  /// Writes a text as an attribute.
  ///
  /// \param path of a dataset or group
  /// \param key  name of the attribute
  /// \param text in UTF-8
  void write_attribute(std::string const& path, std::string const& key, std::string const& text) {
    detail::Hdf5Handle const type = detail::hdf5_string_type();
    char const* const pointer = text.c_str();
    attribute_as(path, key, type.get(), &pointer, {H5Screate(H5S_SCALAR), H5Sclose});
  }

  /// Writes texts as an attribute.
  ///
  /// \param path  of a dataset or group
  /// \param key   name of the attribute
  /// \param texts in UTF-8
  void write_attribute(std::string const& path, std::string const& key, std::vector<std::string> const& texts) {
    detail::Hdf5Handle const type = detail::hdf5_string_type();
    hsize_t const count = texts.size();
    attribute_as(path, key, type.get(), detail::hdf5_pointers(texts).data(),
                 {H5Screate_simple(1, &count, nullptr), H5Sclose});
  }

  /// Creates a group, and the groups on the way, unless it exists. \param path of the group
  void make_group(std::string const& path) {
    if (has(path)) return;
    detail::Hdf5Quiet const quiet;
    require_writable();
    detail::Hdf5Handle const groups = detail::hdf5_intermediate_groups();
    detail::Hdf5Handle const group(H5Gcreate2(file_.get(), path.c_str(), groups.get(), H5P_DEFAULT, H5P_DEFAULT),
                                   H5Gclose);
    check(group.get(), path);
  }

 private:
  Hdf5File(std::string name, detail::Hdf5Handle file, std::unique_ptr<AtomicFile> target)
      : Hdf5Reader(std::move(name), std::move(file)), target_(std::move(target)) {}

  void require_writable() const { tektite::require(target_ != nullptr, name_, ": is committed already"); }

  void check_count(std::string const& path, std::size_t count, Shape const& shape) const {
    std::size_t const total = product(shape, path);
    tektite::require(count == total, name_, ": ", path, ": ", count, " values for a shape of ", total);
  }

  // Writes a dataset. `chunks` is a property list for a first axis without limit, or an empty handle.
  void write_as(std::string const& path, hid_t type, void const* values, detail::Hdf5Handle chunks,
                Shape const& shape) {
    detail::Hdf5Quiet const quiet;
    require_writable();
    if (has(path)) check(H5Ldelete(file_.get(), path.c_str(), H5P_DEFAULT), path);
    std::vector<hsize_t> const extent(shape.begin(), shape.end());
    std::vector<hsize_t> largest = extent;
    if (chunks.get() >= 0) largest[0] = H5S_UNLIMITED;
    detail::Hdf5Handle const create =
        chunks.get() >= 0 ? std::move(chunks) : detail::Hdf5Handle(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    check(H5Pset_obj_track_times(create.get(), false), path);
    detail::Hdf5Handle const space(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), largest.data()),
                                   H5Sclose);
    check(space.get(), path);
    detail::Hdf5Handle const groups = detail::hdf5_intermediate_groups();
    detail::Hdf5Handle const data(
        H5Dcreate2(file_.get(), path.c_str(), type, space.get(), groups.get(), create.get(), H5P_DEFAULT), H5Dclose);
    check(data.get(), path);
    check(H5Dwrite(data.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), path);
  }

  void attribute_as(std::string const& path, std::string const& key, hid_t type, void const* values,
                    detail::Hdf5Handle const& space) {
    detail::Hdf5Quiet const quiet;
    require_writable();
    tektite::require(has(path), name_, ": has no object ", path);
    if (H5Aexists_by_name(file_.get(), path.c_str(), key.c_str(), H5P_DEFAULT) > 0)
      check(H5Adelete_by_name(file_.get(), path.c_str(), key.c_str(), H5P_DEFAULT), key);
    detail::Hdf5Handle const attribute(H5Acreate_by_name(file_.get(), path.c_str(), key.c_str(), type, space.get(),
                                                         H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                                       H5Aclose);
    check(attribute.get(), key);
    check(H5Awrite(attribute.get(), type, values), key);
  }

  std::unique_ptr<AtomicFile> target_;  // null: committed
};

}  // namespace tektite::io
