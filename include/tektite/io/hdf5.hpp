// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::hdf5
#pragma once

#include <hdf5.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/atomic_file.hpp"
#include "tektite/io/detail/hdf5_handle.hpp"

namespace tektite::io {

/// An HDF5 file of plain datasets and attributes.
///
/// HDF5 files that are changed in place break when the process dies in the wrong moment, and HDF5 itself falls over at
/// exit when a disk was full. So `create` and `update` build the file in memory, and `commit` writes it to a temporary
/// name and renames it: at any moment the target is the old file or the new one, and without `commit` nothing happens.
/// Memory: the size of the file, twice during `commit`. Long runs write their frames as files of their own and gather
/// them in one HDF5 file at the end.
///
/// Names are paths in the file ("/stress/xy"); groups on the way are made. Nothing carries a time stamp: same data,
/// same bytes. \throws Error with file and reason in every member.
class Hdf5File {
 public:
  /// Row-major extents.
  using Shape = std::vector<std::size_t>;

  /// An existing file, to read.
  static Hdf5File open(std::filesystem::path const& path) {
    detail::Hdf5Quiet const quiet;
    std::error_code error;
    tektite::detail::require(std::filesystem::exists(path, error), path.string(),
                             ": cannot be opened: No such file or directory");
    hid_t const file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    tektite::detail::require(file >= 0, path.string(), ": is no readable HDF5 file (", detail::hdf5_reason(), ")");
    return Hdf5File(path.string(), {file, H5Fclose}, nullptr);
  }

  /// A new file, which appears at `commit`.
  static Hdf5File create(std::filesystem::path const& path) {
    detail::Hdf5Quiet const quiet;
    auto target = std::make_unique<AtomicFile>(path);
    detail::Hdf5Handle const access = detail::hdf5_in_memory();
    hid_t const file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.get());
    tektite::detail::require(file >= 0, path.string(), ": cannot be written: ", detail::hdf5_reason());
    return Hdf5File(path.string(), {file, H5Fclose}, std::move(target));
  }

  /// What the file holds, or a new one where there is none, to change; it replaces the file at `commit`.
  static Hdf5File update(std::filesystem::path const& path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return create(path);
    detail::Hdf5Quiet const quiet;
    auto target = std::make_unique<AtomicFile>(path);
    detail::Hdf5Handle const access = detail::hdf5_in_memory();
    hid_t const file = H5Fopen(path.c_str(), H5F_ACC_RDWR, access.get());
    tektite::detail::require(file >= 0, path.string(), ": is no readable HDF5 file (", detail::hdf5_reason(), ")");
    return Hdf5File(path.string(), {file, H5Fclose}, std::move(target));
  }

  /// Puts the file in place. Nothing may be written afterwards.
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

  /// Writes values of type double, float, int or 64-bit integer; replaces a dataset of that name.
  /// \param shape row-major extents, default one-dimensional; their product is the number of values
  template <class T>
  void write(std::string const& path, std::vector<T> const& values, Shape shape = {}) {
    if (shape.empty()) shape = {values.size()};
    check_count(path, values.size(), shape);
    write_as(path, detail::hdf5_type<T>(), values.data(), detail::Hdf5Handle(), shape);
  }

  /// Writes texts, UTF-8.
  void write(std::string const& path, std::vector<std::string> const& values) {
    detail::Hdf5Handle const type = detail::hdf5_string_type();
    std::vector<char const*> pointers;
    for (std::string const& value : values) pointers.push_back(value.c_str());
    write_as(path, type.get(), pointers.data(), detail::Hdf5Handle(), {values.size()});
  }

  /// Adds one item along the first axis of a dataset, which is made with the first item; chunks are single items.
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
      if (item.size() <= 1) chunk[0] = 256;  // a number per frame
      check(H5Pset_chunk(chunks.get(), static_cast<int>(chunk.size()), chunk.data()), path);
      write_as(path, detail::hdf5_type<T>(), item.data(), std::move(chunks), shape);
      return;
    }
    require_writable();
    detail::Hdf5Handle const data(H5Dopen2(file_.get(), path.c_str(), H5P_DEFAULT), H5Dclose);
    check(data.get(), path);
    Shape extent = this->shape(path);
    tektite::detail::require(extent.size() == shape.size() && std::equal(shape.begin() + 1, shape.end(), extent.begin() + 1),
                             name_, ": ", path, " has items of another shape");
    start[0] = extent[0]++;
    std::vector<hsize_t> const larger(extent.begin(), extent.end());
    check(H5Dset_extent(data.get(), larger.data()), path);
    detail::Hdf5Handle const file_space(H5Dget_space(data.get()), H5Sclose);
    check(H5Sselect_hyperslab(file_space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr), path);
    detail::Hdf5Handle const space(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose);
    check(H5Dwrite(data.get(), detail::hdf5_type<T>(), space.get(), file_space.get(), H5P_DEFAULT, item.data()), path);
  }

  /// Gives an object a second name.
  void link(std::string const& existing, std::string const& path) {
    detail::Hdf5Quiet const quiet;
    require_writable();
    detail::Hdf5Handle const groups = detail::hdf5_intermediate_groups();
    check(H5Lcreate_hard(file_.get(), existing.c_str(), file_.get(), path.c_str(), groups.get(), H5P_DEFAULT), path);
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

  /// All values of a dataset in row-major order, converted to `T`.
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
    tektite::detail::require(!extent.empty() && k < extent[0], name_, ": ", path, " has no item ", k);
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
    std::vector<std::string> values;
    for (char* pointer : pointers) {
      values.emplace_back(pointer ? pointer : "");
      H5free_memory(pointer);
    }
    return values;
  }

  /// An attribute of a dataset or group: numbers (a single one as a scalar).
  template <class T>
  void write_attribute(std::string const& path, std::string const& key, std::vector<T> const& values) {
    hsize_t const count = values.size();
    attribute_as(path, key, detail::hdf5_type<T>(), values.data(),
                 {count == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &count, nullptr), H5Sclose});
  }

  /// One text.
  void write_attribute(std::string const& path, std::string const& key, std::string const& text) {
    detail::Hdf5Handle const type = detail::hdf5_string_type();
    char const* const pointer = text.c_str();
    attribute_as(path, key, type.get(), &pointer, {H5Screate(H5S_SCALAR), H5Sclose});
  }

  /// Several texts.
  void write_attribute(std::string const& path, std::string const& key, std::vector<std::string> const& texts) {
    detail::Hdf5Handle const type = detail::hdf5_string_type();
    std::vector<char const*> pointers;
    for (std::string const& text : texts) pointers.push_back(text.c_str());
    hsize_t const count = texts.size();
    attribute_as(path, key, type.get(), pointers.data(), {H5Screate_simple(1, &count, nullptr), H5Sclose});
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
    std::vector<std::string> texts;
    for (char* pointer : pointers) {
      texts.emplace_back(pointer ? pointer : "");
      H5free_memory(pointer);
    }
    return texts;
  }

  /// Makes a group, and those on the way, where it is not there.
  void make_group(std::string const& path) {
    if (has(path)) return;
    detail::Hdf5Quiet const quiet;
    require_writable();
    detail::Hdf5Handle const groups = detail::hdf5_intermediate_groups();
    detail::Hdf5Handle const group(H5Gcreate2(file_.get(), path.c_str(), groups.get(), H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
    check(group.get(), path);
  }

 private:
  Hdf5File(std::string name, detail::Hdf5Handle file, std::unique_ptr<AtomicFile> target)
      : target_(std::move(target)), file_(std::move(file)), name_(std::move(name)) {}

  // HDF5 gives its failures as negative numbers.
  void check(std::int64_t code, std::string const& what) const {
    if (code < 0) tektite::detail::fail(name_, ": ", what, ": ", detail::hdf5_reason());
  }

  void require_writable() const {
    tektite::detail::require(target_ != nullptr, name_, ": is open for reading, or committed already");
  }

  void check_count(std::string const& path, std::size_t count, Shape const& shape) const {
    std::size_t product = 1;
    for (std::size_t const extent : shape) product *= extent;
    tektite::detail::require(count == product, name_, ": ", path, ": ", count, " values for a shape of ", product);
  }

  detail::Hdf5Handle open_dataset(std::string const& path) const {
    tektite::detail::require(has(path), name_, ": has no dataset ", path);
    detail::Hdf5Handle data(H5Dopen2(file_.get(), path.c_str(), H5P_DEFAULT), H5Dclose);
    check(data.get(), path);
    return data;
  }

  detail::Hdf5Handle open_attribute(std::string const& path, std::string const& key) const {
    tektite::detail::require(has(path), name_, ": has no object ", path);
    detail::Hdf5Handle attribute(
        H5Aopen_by_name(file_.get(), path.c_str(), key.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    tektite::detail::require(attribute.get() >= 0, name_, ": ", path, " has no attribute ", key);
    return attribute;
  }

  // With `chunks` the first axis may grow.
  void write_as(std::string const& path, hid_t type, void const* values, detail::Hdf5Handle chunks, Shape const& shape) {
    detail::Hdf5Quiet const quiet;
    require_writable();
    if (has(path)) check(H5Ldelete(file_.get(), path.c_str(), H5P_DEFAULT), path);
    std::vector<hsize_t> const extent(shape.begin(), shape.end());
    std::vector<hsize_t> largest = extent;
    if (chunks.get() >= 0) largest[0] = H5S_UNLIMITED;
    detail::Hdf5Handle const create =
        chunks.get() >= 0 ? std::move(chunks) : detail::Hdf5Handle(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    check(H5Pset_obj_track_times(create.get(), false), path);
    detail::Hdf5Handle const space(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), largest.data()), H5Sclose);
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
    tektite::detail::require(has(path), name_, ": has no object ", path);
    if (H5Aexists_by_name(file_.get(), path.c_str(), key.c_str(), H5P_DEFAULT) > 0)
      check(H5Adelete_by_name(file_.get(), path.c_str(), key.c_str(), H5P_DEFAULT), key);
    detail::Hdf5Handle const attribute(H5Acreate_by_name(file_.get(), path.c_str(), key.c_str(), type, space.get(),
                                                         H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                                       H5Aclose);
    check(attribute.get(), key);
    check(H5Awrite(attribute.get(), type, values), key);
  }

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

  std::unique_ptr<AtomicFile> target_;  // null: reading
  detail::Hdf5Handle file_;
  std::string name_;
};

}  // namespace tektite::io
