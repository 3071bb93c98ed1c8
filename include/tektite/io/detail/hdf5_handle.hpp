// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::hdf5
#pragma once

#include <hdf5.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"

/// \file
/// HDF5 identifiers, types and property lists as the classes of this folder use them.

namespace tektite::io::detail {

/// Owns one HDF5 identifier, and closes it. A negative one is empty.
class Hdf5Handle {
 public:
  Hdf5Handle() = default;

  /// \param id identifier \param closer HDF5 function that closes it
  Hdf5Handle(hid_t id, herr_t (*closer)(hid_t)) : id_(id), close_(closer) {}
  Hdf5Handle(Hdf5Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Hdf5Handle() { close(); }

  /// The identifier; negative if empty.
  hid_t get() const { return id_; }

  /// Closes the identifier now. \returns negative on failure
  herr_t close() {
    hid_t const id = std::exchange(id_, -1);
    return id >= 0 ? close_(id) : 0;
  }

 private:
  hid_t id_ = -1;
  herr_t (*close_)(hid_t) = nullptr;
};

/// Keeps HDF5 from printing its error stack while it lives: errors are thrown, not printed.
class Hdf5Quiet {
 public:
  Hdf5Quiet() {
    H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  Hdf5Quiet(Hdf5Quiet const&) = delete;
  Hdf5Quiet& operator=(Hdf5Quiet const&) = delete;
  ~Hdf5Quiet() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

/// The innermost entry of HDF5's error stack: the reason, not the calls that passed it on.
inline std::string hdf5_reason() {
  std::string reason;
  auto const note = [](unsigned, H5E_error2_t const* entry, void* out) -> herr_t {
    auto& text = *static_cast<std::string*>(out);
    if (text.empty() && entry->desc) text = entry->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, note, &reason);
  return reason.empty() ? "HDF5 gives no reason" : reason;
}

/// The HDF5 type of numbers of type T.
template <class T>
hid_t hdf5_type() {
  if constexpr (std::is_same_v<T, double>) {
    return H5T_NATIVE_DOUBLE;
  } else if constexpr (std::is_same_v<T, float>) {
    return H5T_NATIVE_FLOAT;
  } else if constexpr (std::is_same_v<T, int>) {
    return H5T_NATIVE_INT;
  } else {
    static_assert(std::is_same_v<T, std::int64_t>, "double, float, int or std::int64_t");
    return H5T_NATIVE_INT64;
  }
}

/// UTF-8 text of any length.
inline Hdf5Handle hdf5_string_type() {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.get(), H5T_VARIABLE);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  return type;
}

/// Memory for the texts that HDF5 reads, up to a limit: entries of a dataset may refer to one long text again and
/// again.
class Hdf5Texts {
 public:
  /// \param limit largest number of bytes of all texts together
  explicit Hdf5Texts(std::size_t limit) : left_(limit) {}

  /// Transfer properties with which HDF5 asks this object for memory.
  Hdf5Handle transfer() {
    Hdf5Handle list(H5Pcreate(H5P_DATASET_XFER), H5Pclose);
    H5Pset_vlen_mem_manager(list.get(), allocate, this, release, this);
    return list;
  }

 private:
  static void* allocate(std::size_t size, void* self) {
    auto& texts = *static_cast<Hdf5Texts*>(self);
    if (size > texts.left_) return nullptr;
    texts.left_ -= size;
    return texts.blocks_.emplace_back(new (std::nothrow) char[size]).get();
  }
  static void release(void*, void*) {}  // all memory is given back at once

  std::size_t left_;
  std::deque<std::unique_ptr<char[]>> blocks_;
};

/// Transfer properties with which a number that type T cannot hold is an error, not another number.
template <class T>
Hdf5Handle hdf5_exact_transfer() {
  auto const decide = [](H5T_conv_except_t problem, hid_t, hid_t, void*, void*, void*) {
    bool const special =
        problem == H5T_CONV_EXCEPT_PINF || problem == H5T_CONV_EXCEPT_NINF || problem == H5T_CONV_EXCEPT_NAN;
    bool const rounded = problem == H5T_CONV_EXCEPT_PRECISION || problem == H5T_CONV_EXCEPT_TRUNCATE;
    return std::is_floating_point_v<T> && (special || rounded) ? H5T_CONV_UNHANDLED : H5T_CONV_ABORT;
  };
  Hdf5Handle list(H5Pcreate(H5P_DATASET_XFER), H5Pclose);
  H5Pset_type_conv_cb(list.get(), decide, nullptr);
  return list;
}

/// Access properties of an object: links to other files are not followed. \param kind class of the property list
inline Hdf5Handle hdf5_within_file(hid_t kind) {
  Hdf5Handle list(H5Pcreate(kind), H5Pclose);
  auto const refuse = [](char const*, char const*, char const*, char const*, unsigned*, hid_t, void*) -> herr_t {
    return -1;
  };
  H5Pset_elink_cb(list.get(), refuse, nullptr);
  return list;
}

/// Pointers to texts, as HDF5 expects them; the texts must outlive the pointers.
inline std::vector<char const*> hdf5_pointers(std::vector<std::string> const& texts) {
  std::vector<char const*> pointers;
  pointers.reserve(texts.size());
  for (std::string const& text : texts) pointers.push_back(text.c_str());
  return pointers;
}

/// Access properties of a file in memory that grows in steps of 4 MiB.
inline Hdf5Handle hdf5_in_memory() {
  Hdf5Handle list(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_fapl_core(list.get(), std::size_t(1) << 22, false);
  return list;
}

/// Link properties that create the groups on the way.
inline Hdf5Handle hdf5_intermediate_groups() {
  Hdf5Handle list(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(list.get(), 1);
  return list;
}

/// Floating-point numbers as integers. HDF5 rounds, and calls some whole numbers out of range.
///
/// \param what   file and name of the object in the message
/// \throws Error a number is not whole, or `T` cannot hold it
template <class T>
std::vector<T> hdf5_whole_numbers(std::string const& what, std::vector<double> const& numbers) {
  std::vector<T> values;
  values.reserve(numbers.size());
  // Beyond 2^53 neighbouring whole numbers have the same bits.
  double const most = std::min(9007199254740992.0, double(std::numeric_limits<T>::max()));
  for (double const x : numbers) {
    tektite::require(std::isfinite(x) && std::abs(x) <= most && x == std::floor(x), what, " has the value ", x,
                     ", expected a whole number within ", most);
    values.push_back(static_cast<T>(x));
  }
  return values;
}

/// So many texts of equal width, which end with a zero or, if `blanks`, with blanks.
inline std::vector<std::string> hdf5_words(std::string const& characters, std::size_t count, bool blanks) {
  std::vector<std::string> words;
  for (std::size_t k = 0; k < count; ++k) {
    std::size_t const width = characters.size() / count;
    std::string& word = words.emplace_back(characters, k * width, width);
    word.resize(std::min(word.size(), word.find('\0')));
    while (blanks && word.ends_with(' ')) word.pop_back();
  }
  return words;
}

}  // namespace tektite::io::detail
