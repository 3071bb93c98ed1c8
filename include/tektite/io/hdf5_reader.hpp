// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::hdf5
#pragma once

#include <hdf5.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <initializer_list>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/detail/hdf5_handle.hpp"

/// \file
/// HDF5 files, read.

namespace tektite::io {

/// Reads the datasets and attributes of an HDF5 file.
///
/// Names are paths in the file ("/stress/xy"). Every member throws `Error` with file, object and reason.
///
/// Files may be from strangers. Other files are not read: external links, external storage and virtual datasets are
/// errors. A dataset whose values are not all stored is an error, also where HDF5 would fill them in; so is one that is
/// compressed more than 1100 times. So memory is in proportion to the file. Numbers that the type asked for cannot hold
/// are errors; only the rounding of floating-point numbers is none. HDF5 itself reads the structure of the file, and
/// some versions of it do not return from files that are damaged on purpose (1.10.8 loops on some).
class Hdf5Reader {
 public:
  /// Row-major extents.
  using Shape = std::vector<std::size_t>;

  /// Opens a file. \param path of the file \throws Error it does not exist, or is not an HDF5 file
  explicit Hdf5Reader(std::filesystem::path const& path) : name_(path.string()) {
    detail::Hdf5Quiet const quiet;
    std::error_code error;
    auto const status = std::filesystem::status(path, error);
    tektite::require(std::filesystem::exists(status), name_, ": cannot be opened: No such file or directory");
    tektite::require(std::filesystem::is_regular_file(status), name_, ": is not a file, expected an HDF5 file");
    file_ = {H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose};
    tektite::require(file_.get() >= 0, name_, ": is not a readable HDF5 file (", detail::hdf5_reason(), ")");
  }

  /// Name of the file in messages. \returns its path
  std::string const& name() const { return name_; }

  /// Whether there is a group or dataset of that name. \param path in the file \returns true if there is
  bool has(std::string const& path) const {
    detail::Hdf5Quiet const quiet;
    detail::Hdf5Handle const access = detail::hdf5_within_file(H5P_LINK_ACCESS);
    // H5Lexists fails where a group on the way does not exist, so each of them is tested first.
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
      std::string const part = path.substr(0, end);
      if (part.empty() || part == "/") return true;
      if (H5Lexists(file_.get(), part.c_str(), access.get()) <= 0) return false;
      if (end == std::string::npos) return true;
    }
  }

  /// The extents of a dataset. \param path of the dataset \returns extents by axis; empty for a scalar
  Shape shape(std::string const& path) const {
    detail::Hdf5Quiet const quiet;
    detail::Hdf5Handle const data = open_dataset(path);
    return extents({H5Dget_space(data.get()), H5Sclose}, path);
  }

  /// All values of a dataset, converted to `T`: double, float, int or 64-bit integer. An integer is never cut.
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
    detail::Hdf5Quiet const quiet;
    detail::Hdf5Handle const data = open_dataset(path), type(H5Dget_type(data.get()), H5Tclose);
    require_class(type.get(), {H5T_STRING}, path, "text");
    std::size_t const count = product(extents({H5Dget_space(data.get()), H5Sclose}, path), path);
    require_stored(data.get(), path);
    detail::Hdf5Texts memory(file_size());
    detail::Hdf5Handle const transfer = memory.transfer();
    return take_texts(type.get(), count, path, [&](void* values) {
      return H5Dread(data.get(), type.get(), H5S_ALL, H5S_ALL, transfer.get(), values);
    });
  }

  /// The extents of an attribute.
  ///
  /// \param path of a dataset or group
  /// \param key  name of the attribute
  /// \returns    extents by axis; empty for a scalar
  Shape attribute_shape(std::string const& path, std::string const& key) const {
    detail::Hdf5Quiet const quiet;
    detail::Hdf5Handle const attribute = open_attribute(path, key);
    return extents({H5Aget_space(attribute.get()), H5Sclose}, attribute_name(path, key));
  }

  /// Whether an object has an attribute.
  ///
  /// \param path of a dataset or group
  /// \param key  name of the attribute
  /// \returns    true if it has
  bool has_attribute(std::string const& path, std::string const& key) const {
    detail::Hdf5Quiet const quiet;
    detail::Hdf5Handle const access = detail::hdf5_within_file(H5P_LINK_ACCESS);
    return has(path) && H5Aexists_by_name(file_.get(), path.c_str(), key.c_str(), access.get()) > 0;
  }

  /// The numbers of an attribute, converted as by `read`.
  ///
  /// \param path of a dataset or group
  /// \param key  name of the attribute
  /// \returns    its values
  template <class T>
  std::vector<T> read_attribute(std::string const& path, std::string const& key) const {
    detail::Hdf5Quiet const quiet;
    std::string const what = attribute_name(path, key);
    detail::Hdf5Handle const attribute = open_attribute(path, key), type(H5Aget_type(attribute.get()), H5Tclose);
    require_class(type.get(), {H5T_INTEGER, H5T_FLOAT}, what, "numbers");
    if (std::is_integral_v<T> && H5Tget_class(type.get()) == H5T_FLOAT)
      return detail::hdf5_whole_numbers<T>(name_ + ": " + what, read_attribute<double>(path, key));
    std::size_t const count = attribute_count(attribute, type.get(), what);
    // Attributes have no transfer properties: their bytes are read as they are, then converted.
    std::size_t const width = std::max(H5Tget_size(type.get()), sizeof(T));
    std::vector<char> bytes(count * width);
    check(H5Aread(attribute.get(), type.get(), bytes.data()), what);
    detail::Hdf5Handle const transfer = detail::hdf5_exact_transfer<T>();
    tektite::require(H5Tconvert(type.get(), detail::hdf5_type<T>(), count, bytes.data(), nullptr, transfer.get()) >= 0,
                     name_, ": ", what, " has a value that is out of range");
    std::vector<T> values(count);
    if (count > 0) std::memcpy(values.data(), bytes.data(), count * sizeof(T));
    return values;
  }

  /// The texts of an attribute. \param path of a dataset or group \param key name of the attribute \returns its values
  std::vector<std::string> read_text_attribute(std::string const& path, std::string const& key) const {
    detail::Hdf5Quiet const quiet;
    std::string const what = attribute_name(path, key);
    detail::Hdf5Handle const attribute = open_attribute(path, key), type(H5Aget_type(attribute.get()), H5Tclose);
    require_class(type.get(), {H5T_STRING}, what, "text");
    std::size_t const count = attribute_count(attribute, type.get(), what);
    // Entries may refer to one long text again and again: their number bounds the memory.
    constexpr std::size_t most = 4096;
    tektite::require(count <= most, name_, ": ", what, " has ", count, " texts, expected at most ", most);
    return take_texts(
        type.get(), count, what, [&](void* values) { return H5Aread(attribute.get(), type.get(), values); },
        H5free_memory);
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

  /// Opens a dataset that must exist, with all its values in this file. \param path of the dataset \returns its handle
  detail::Hdf5Handle open_dataset(std::string const& path) const {
    tektite::require(has(path), name_, ": has no dataset ", path);
    detail::Hdf5Handle const access = detail::hdf5_within_file(H5P_DATASET_ACCESS);
    detail::Hdf5Handle data(H5Dopen2(file_.get(), path.c_str(), access.get()), H5Dclose);
    if (data.get() < 0) tektite::fail(name_, ": ", path, " is not a readable dataset (", detail::hdf5_reason(), ")");
    detail::Hdf5Handle const list(H5Dget_create_plist(data.get()), H5Pclose);
    tektite::require(H5Pget_layout(list.get()) != H5D_VIRTUAL && H5Pget_external_count(list.get()) == 0, name_, ": ",
                     path, " has its values in other files, expected them in this one");
    return data;
  }

  /// Opens an attribute that must exist.
  ///
  /// \param path of a dataset or group
  /// \param key  name of the attribute
  /// \returns    its handle
  detail::Hdf5Handle open_attribute(std::string const& path, std::string const& key) const {
    tektite::require(has(path), name_, ": has no object ", path);
    detail::Hdf5Handle const access = detail::hdf5_within_file(H5P_LINK_ACCESS);
    detail::Hdf5Handle attribute(H5Aopen_by_name(file_.get(), path.c_str(), key.c_str(), H5P_DEFAULT, access.get()),
                                 H5Aclose);
    tektite::require(attribute.get() >= 0, name_, ": ", path, " has no attribute ", key);
    return attribute;
  }

  /// Number of values of a shape.
  ///
  /// \param extent by axis
  /// \param what   name of the object in the message
  /// \returns      the product of the extents
  std::size_t product(Shape const& extent, std::string const& what) const {
    std::size_t total = 1;
    for (std::size_t const one : extent) {
      // Less than all the memory there can be, also as numbers of eight bytes.
      tektite::require(one == 0 || total <= (std::size_t(1) << 60) / one, name_, ": ", what,
                       " has extents that no file can hold");
      total *= one;
    }
    return total;
  }

  detail::Hdf5Handle file_;  ///< the open file
  std::string name_;         ///< of the file in messages

 private:
  static std::string attribute_name(std::string const& path, std::string const& key) {
    return "attribute " + key + " of " + path;
  }

  std::size_t file_size() const {
    hsize_t size = 0;
    check(H5Fget_filesize(file_.get(), &size), "the file");
    return size;
  }

  Shape extents(detail::Hdf5Handle const& space, std::string const& what) const {
    check(space.get(), what);
    tektite::require(H5Sget_simple_extent_type(space.get()) != H5S_NULL, name_, ": ", what, " is empty");
    int const rank = H5Sget_simple_extent_ndims(space.get());
    check(rank, what);
    std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
    check(H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr), what);
    return Shape(extent.begin(), extent.end());
  }

  void require_class(hid_t type, std::initializer_list<H5T_class_t> allowed, std::string const& what,
                     char const* expected) const {
    check(type, what);
    H5T_class_t const found = H5Tget_class(type);
    tektite::require(std::find(allowed.begin(), allowed.end(), found) != allowed.end(), name_, ": ", what,
                     " holds other values than ", expected);
  }

  // Number of values of an attribute, whose bytes the file must have.
  std::size_t attribute_count(detail::Hdf5Handle const& attribute, hid_t type, std::string const& what) const {
    std::size_t const count = product(extents({H5Aget_space(attribute.get()), H5Sclose}, what), what);
    tektite::require(count <= file_size() / H5Tget_size(type), name_, ": ", what, " has ", count,
                     " values, more than the file can hold");
    return count;
  }

  // Throws unless the file holds all values of a dataset. Of chunks that are missing HDF5 would make up the values, and
  // a small file can announce any number of them.
  void require_stored(hid_t data, std::string const& path) const {
    if (stored_.contains(path)) return;  // HDF5 visits all chunks to answer
    detail::Hdf5Handle const list(H5Dget_create_plist(data), H5Pclose), type(H5Dget_type(data), H5Tclose);
    std::size_t const width = H5Tget_size(type.get());
    Shape const extent = extents({H5Dget_space(data), H5Sclose}, path);
    std::size_t needed = product(extent, path);
    bool const chunked = H5Pget_layout(list.get()) == H5D_CHUNKED;
    if (chunked && needed > 0) {
      std::vector<hsize_t> chunk(extent.size());
      check(H5Pget_chunk(list.get(), static_cast<int>(chunk.size()), chunk.data()), path);
      Shape whole(extent.size());
      for (std::size_t k = 0; k < extent.size(); ++k) {
        tektite::require(chunk[k] > 0, name_, ": ", path, " has chunks without values");
        whole[k] = (extent[k] - 1) / chunk[k] + 1;
      }
      whole.insert(whole.end(), chunk.begin(), chunk.end());
      needed = product(whole, path);
    }
    // Deflate, of all filters that come with HDF5, makes data at most 1032 times smaller.
    std::size_t const ratio = chunked && H5Pget_nfilters(list.get()) > 0 ? 1100 : 1;
    std::size_t const stored = H5Dget_storage_size(data);
    tektite::require(stored <= file_size(), name_, ": ", path, " is larger than the file");
    tektite::require(needed <= stored * ratio / width, name_, ": ", path, " has ", needed, " values in ", stored,
                     " bytes: not all of them are stored");
    stored_.insert(path);
  }

  // Texts that `read` reads into an array of characters, or of pointers that are freed by `release`.
  template <class Read>
  std::vector<std::string> take_texts(hid_t type, std::size_t count, std::string const& what, Read const& read,
                                      herr_t (*release)(void*) = nullptr) const {
    std::vector<std::string> texts;
    if (H5Tis_variable_str(type) > 0) {
      std::vector<char*> pointers(count, nullptr);
      check(read(pointers.data()), what);
      for (char* const pointer : pointers) texts.emplace_back(pointer ? pointer : "");
      if (release)
        for (char* const pointer : pointers) release(pointer);
      return texts;
    }
    std::size_t const width = H5Tget_size(type);
    std::string characters(count * width, '\0');
    check(read(characters.data()), what);
    return detail::hdf5_words(characters, count, H5Tget_strpad(type) == H5T_STR_SPACEPAD);
  }

  template <class T>
  std::vector<T> read_slab(std::string const& path, std::vector<hsize_t> const& start,
                           std::vector<hsize_t> const& count) const {
    detail::Hdf5Quiet const quiet;
    detail::Hdf5Handle const data = open_dataset(path), type(H5Dget_type(data.get()), H5Tclose);
    require_class(type.get(), {H5T_INTEGER, H5T_FLOAT}, path, "numbers");
    require_stored(data.get(), path);
    if (std::is_integral_v<T> && H5Tget_class(type.get()) == H5T_FLOAT)
      return detail::hdf5_whole_numbers<T>(name_ + ": " + path, read_slab<double>(path, start, count));
    std::vector<T> values(product(Shape(count.begin(), count.end()), path));
    detail::Hdf5Handle const file_space(H5Dget_space(data.get()), H5Sclose);
    detail::Hdf5Handle const space(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose);
    if (!count.empty())
      check(H5Sselect_hyperslab(file_space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr), path);
    detail::Hdf5Handle const transfer = detail::hdf5_exact_transfer<T>();
    herr_t const code =
        H5Dread(data.get(), detail::hdf5_type<T>(), space.get(), file_space.get(), transfer.get(), values.data());
    if (code < 0)
      tektite::fail(name_, ": ", path, " cannot be read, or has a value that is out of range (", detail::hdf5_reason(),
                    ")");
    return values;
  }

  mutable std::set<std::string> stored_;  // paths of datasets that are known to be stored whole
};

}  // namespace tektite::io
