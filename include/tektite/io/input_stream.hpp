// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <istream>
#include <memory>
#include <streambuf>
#include <string>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/detail/decoders.hpp"
#include "tektite/io/gzip.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Input from files that may be compressed.

namespace tektite::io {

namespace detail {

/// A stream buffer over a file that a `Decoder` unpacks.
class DecodingBuffer : public std::streambuf {
 public:
  /// Opens the file. \param path of the file \param decoder of its format
  DecodingBuffer(std::string const& path, std::unique_ptr<Decoder> decoder)
      : decoder_(std::move(decoder)), in_(1 << 16), out_(1 << 17) {
    errno = 0;
    file_.reset(std::fopen(path.c_str(), "rb"));
    require(file_ != nullptr, path, ": cannot be opened: ", std::strerror(errno ? errno : ENOMEM));
  }

  /// Position in the file. \returns compressed bytes
  std::int64_t bytes_read() const { return bytes_read_; }

 protected:
  int_type underflow() override {
    Piece piece{begin_, end_, out_.data(), out_.data() + out_.size()};
    while (piece.out == out_.data()) {
      if (piece.in == piece.in_end && !at_end_) {
        std::size_t const count = std::fread(in_.data(), 1, in_.size(), file_.get());
        if (std::ferror(file_.get()) != 0) fail("cannot be read: ", std::strerror(errno));
        at_end_ = count < in_.size();
        bytes_read_ += static_cast<std::int64_t>(count);
        piece.in = in_.data();
        piece.in_end = in_.data() + count;
      }
      char const* const before = piece.in;
      if (piece.in == piece.in_end && decoder_->at_boundary()) break;
      decoder_->decode(piece, at_end_);
      if (piece.out == out_.data() && piece.in == before && at_end_) {
        require(decoder_->at_boundary(), "the compressed data end early");
        break;
      }
    }
    begin_ = piece.in;
    end_ = piece.in_end;
    setg(out_.data(), out_.data(), piece.out);
    return piece.out == out_.data() ? traits_type::eof() : traits_type::to_int_type(out_[0]);
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<Decoder> decoder_;
  std::unique_ptr<std::FILE, Close> file_;
  std::vector<char> in_, out_;
  char const* begin_ = nullptr;
  char const* end_ = nullptr;
  bool at_end_ = false;
  std::int64_t bytes_read_ = 0;
};

/// The first bytes of a file, at most eight.
inline std::string first_bytes(std::string const& path) {
  errno = 0;
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  require(file != nullptr, path, ": cannot be opened: ", std::strerror(errno ? errno : ENOMEM));
  char bytes[8];
  std::size_t const count = std::fread(bytes, 1, sizeof bytes, file);
  std::fclose(file);
  return std::string(bytes, count);
}

}  // namespace detail

/// An input stream over a file as it is, or compressed by gzip, zstd, bzip2 or xz: told by content, not by name.
///
/// gzip is always there; the others where the build has their libraries (`tektite::zstd`, `tektite::bzip2`,
/// `tektite::lzma`). Memory does not grow with the file.
class InputStream : public std::istream {
 public:
  /// Opens the file.
  /// \param path the file
  /// \throws Error where it cannot be opened, or is compressed in a way that this build cannot read. Reading throws
  ///               `Error` from the stream buffer where data are damaged or end early.
  explicit InputStream(std::filesystem::path const& path) : std::istream(nullptr) {
    std::string const name = path.string();
    std::unique_ptr<detail::Decoder> decoder;
    try {
      decoder = detail::decoder_for(detail::first_bytes(name));
    } catch (Error const& error) {
      std::string const text = error.what();
      tektite::fail(text.rfind(name, 0) == 0 ? text : name + ": " + text);
    }
    if (decoder) {
      decoding_ = std::make_unique<detail::DecodingBuffer>(name, std::move(decoder));
      rdbuf(decoding_.get());
    } else {
      gzip_ = std::make_unique<detail::GzipBuffer>(name);
      rdbuf(gzip_.get());
    }
    exceptions(std::ios::badbit);  // passes on the exception of the stream buffer
  }

  /// How much of the file was read so far.
  ///
  /// \returns bytes of the file, compressed where it is, in blocks of about 100 KiB
  std::int64_t bytes_read() const { return decoding_ ? decoding_->bytes_read() : gzip_->bytes_read(); }

 private:
  std::unique_ptr<detail::DecodingBuffer> decoding_;
  std::unique_ptr<detail::GzipBuffer> gzip_;
};

/// A text file, compressed or not, with its line reader.
class TextFile {
 public:
  /// Opens the file. \param path of the file \throws Error it cannot be opened, or not be unpacked
  explicit TextFile(std::filesystem::path const& path) : stream_(path), reader_(stream_, path.string()) {}
  TextFile(TextFile const&) = delete;
  TextFile& operator=(TextFile const&) = delete;

  /// The line reader. \returns valid as long as this object
  TextReader& reader() { return reader_; }

 private:
  InputStream stream_;
  TextReader reader_;
};

}  // namespace tektite::io
