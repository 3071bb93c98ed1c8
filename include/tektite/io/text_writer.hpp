// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <zlib.h>

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "tektite/core/error.hpp"
#include "tektite/io/atomic_file.hpp"

/// \file
/// Output of text files, compressed or not.

namespace tektite::io {

/// Writes text to a file that appears at `commit`; gzip-compressed where the name ends in `.gz`.
///
/// Numbers are written in the shortest form that reads back to the same bits.
class TextWriter {
 public:
  /// Opens a temporary file.
  ///
  /// \param path   of the finished file
  /// \throws Error with file and reason, here and in every member
  explicit TextWriter(std::filesystem::path const& path) : name_(path.string()), file_(path) {
    if (path.extension() != ".gz") return;
    deflate_ = std::make_unique<z_stream>();
    int const gzip_wrapper = 15 + 16;
    if (deflateInit2(deflate_.get(), Z_BEST_SPEED, Z_DEFLATED, gzip_wrapper, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
      deflate_.reset();
      tektite::fail(name_, ": cannot be written: zlib cannot be initialised");
    }
  }

  TextWriter(TextWriter const&) = delete;
  TextWriter& operator=(TextWriter const&) = delete;

  ~TextWriter() {
    if (deflate_) deflateEnd(deflate_.get());
  }

  /// Adds text. \param text any text \returns this writer
  TextWriter& operator<<(std::string_view text) {
    text_.append(text);
    return keep_small();
  }

  /// Adds one character. \param c the character \returns this writer
  TextWriter& operator<<(char c) {
    text_.push_back(c);
    return keep_small();
  }

  /// Adds a number. \param value written in the shortest form that reads back to the same bits \returns this writer
  template <class T>
    requires(std::integral<T> || std::floating_point<T>)
  TextWriter& operator<<(T value) {
    if constexpr (std::floating_point<T>) {
      // 100000 is as long as 1e+05, which readers of whole numbers take for 1.
      if (is_whole(value)) return *this << static_cast<std::int64_t>(value);
    }
    char number[64];
    auto const result = std::to_chars(number, number + sizeof number, value);
    text_.append(number, result.ptr);
    return keep_small();
  }

  /// Adds a number. \param value with few digits, but a whole number as it is \param digits significant ones, at most
  /// 17; 0: as `<<`
  void add(double value, int digits) {
    if (digits == 0 || is_whole(value)) {
      *this << value;
      return;
    }
    char number[64];
    text_.append(number, std::to_chars(number, number + sizeof number, value, std::chars_format::general, digits).ptr);
    keep_small();
  }

  /// Writes the buffer and replaces the file of that name. Nothing may be written afterwards.
  void commit() {
    flush(true);
    file_.commit();
  }

  /// Name of the file in messages. \returns its path
  std::string const& name() const { return name_; }

 private:
  // Whether a number is whole and has at most 15 digits. Not -0, whose sign would be lost.
  static bool is_whole(double value) {
    return std::abs(value) < 1e15 && value == std::trunc(value) && !(value == 0 && std::signbit(value));
  }

  TextWriter& keep_small() {
    if (text_.size() >= (1 << 16)) flush(false);
    return *this;
  }

  void flush(bool last) {
    if (!deflate_) {
      file_.write(text_);
    } else {
      char out[1 << 14];
      deflate_->next_in = reinterpret_cast<Bytef*>(text_.data());
      deflate_->avail_in = static_cast<uInt>(text_.size());
      do {
        deflate_->next_out = reinterpret_cast<Bytef*>(out);
        deflate_->avail_out = sizeof out;
        deflate(deflate_.get(), last ? Z_FINISH : Z_NO_FLUSH);
        file_.write({out, sizeof out - deflate_->avail_out});
      } while (deflate_->avail_out == 0);
    }
    text_.clear();
  }

  std::string name_, text_;
  AtomicFile file_;
  std::unique_ptr<z_stream> deflate_;
};

}  // namespace tektite::io
