// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <istream>
#include <memory>
#include <streambuf>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/error.hpp"

/// \file
/// Input from files that may be gzip-compressed.

namespace tektite::io {

namespace detail {

/// A stream buffer over zlib, which passes on files that are not compressed without a change.
class GzipBuffer : public std::streambuf {
 public:
  /// Opens the file. \param path of the file
  explicit GzipBuffer(std::string const& path) : buffer_(1 << 16) {
    errno = 0;
    file_.reset(gzopen(path.c_str(), "rb"));
    tektite::require(file_ != nullptr, path, ": cannot be opened: ", std::strerror(errno ? errno : ENOMEM));
    gzbuffer(file_.get(), 1 << 17);
  }

  /// Position in the file. \returns bytes, compressed where the file is; 0 for a pipe
  std::int64_t bytes_read() const { return std::max<std::int64_t>(gzoffset(file_.get()), 0); }

  /// The bytes that are read next, without taking them. \returns at least six, but at the end of the file
  std::string_view ahead() {
    sgetc();
    return {gptr(), static_cast<std::size_t>(egptr() - gptr())};
  }

 protected:
  int_type underflow() override {
    errno = 0;
    int const count = gzread(file_.get(), buffer_.data(), static_cast<unsigned>(buffer_.size()));
    int code = Z_OK;
    char const* const message = gzerror(file_.get(), &code);
    if (count < 0 && code == Z_ERRNO) tektite::fail("cannot be read: ", std::strerror(errno));
    // For data that end early gzread returns the bytes so far; only gzerror reports the error.
    if (count < 0 || code != Z_OK) tektite::fail("damaged gzip data (", message, ")");
    setg(buffer_.data(), buffer_.data(), buffer_.data() + count);
    return count == 0 ? traits_type::eof() : traits_type::to_int_type(buffer_[0]);
  }

 private:
  struct Close {
    void operator()(gzFile file) const { gzclose(file); }
  };
  std::unique_ptr<std::remove_pointer_t<gzFile>, Close> file_;
  std::vector<char> buffer_;
};

}  // namespace detail

/// An input stream over a file that may be gzip-compressed, which is recognised by content, not by name.
///
/// Reading throws `Error` from the stream buffer where data are damaged.
class GzipStream : public std::istream {
 public:
  /// Opens the file. \param path of the file \throws Error the file cannot be opened
  explicit GzipStream(std::filesystem::path const& path) : std::istream(nullptr), buffer_(path.string()) {
    rdbuf(&buffer_);
    exceptions(std::ios::badbit);  // passes on the exception of the stream buffer
  }

  /// How much of the file was read so far.
  ///
  /// \returns bytes of the file, compressed where it is, in blocks of about 100 KiB
  std::int64_t bytes_read() const { return buffer_.bytes_read(); }

 private:
  detail::GzipBuffer buffer_;
};

}  // namespace tektite::io
