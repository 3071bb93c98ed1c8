// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <istream>
#include <memory>
#include <streambuf>
#include <string>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/detail/decoder.hpp"
#include "tektite/io/gzip.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Input from files that may be compressed.

namespace tektite::io {

namespace detail {

/// A stream buffer that passes the bytes of another one through a `Decoder`.
class DecodingBuffer : public std::streambuf {
 public:
  /// \param source  must outlive this object; from its next byte on all are decoded
  /// \param decoder of their format
  DecodingBuffer(std::streambuf& source, std::unique_ptr<Decoder> decoder)
      : decoder_(std::move(decoder)), source_(&source), in_(1 << 16), out_(1 << 17) {}

 protected:
  int_type underflow() override {
    Piece piece{begin_, end_, out_.data(), out_.data() + out_.size()};
    while (piece.out == out_.data()) {
      if (piece.in == piece.in_end && !at_end_) {
        auto const count = static_cast<std::size_t>(source_->sgetn(in_.data(), std::streamsize(in_.size())));
        at_end_ = count < in_.size();
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
  std::unique_ptr<Decoder> decoder_;
  std::streambuf* source_;
  std::vector<char> in_, out_;
  char const* begin_ = nullptr;
  char const* end_ = nullptr;
  bool at_end_ = false;
};

}  // namespace detail

/// An input stream over a file as it is, or compressed by gzip, zstd, bzip2 or xz: told by content, not by name.
///
/// gzip is always there; the others where the build has their libraries (`tektite::zstd`, `tektite::bzip2`,
/// `tektite::lzma`). Memory does not grow with the file. The file is opened once and read from its begin to its end, so
/// it may be a pipe.
class InputStream : public std::istream {
 public:
  /// Opens the file and reads its first block.
  /// \param path the file
  /// \throws Error where it cannot be opened or read, or is compressed in a way that this build cannot read. Reading
  ///               throws `Error` from the stream buffer where data are damaged or end early.
  explicit InputStream(std::filesystem::path const& path) : std::istream(nullptr), file_(path.string()) {
    std::unique_ptr<detail::Decoder> decoder;
    try {
      decoder = detail::decoder_for(file_.ahead());
    } catch (Error const& error) {
      tektite::fail(path.string(), ": ", error.what());
    }
    if (decoder) decoding_ = std::make_unique<detail::DecodingBuffer>(file_, std::move(decoder));
    rdbuf(decoding_ ? static_cast<std::streambuf*>(decoding_.get()) : &file_);
    exceptions(std::ios::badbit);  // passes on the exception of the stream buffer
  }

  /// How much of the file was read so far.
  ///
  /// \returns bytes of the file, compressed where it is, in blocks of about 100 KiB; 0 for a pipe
  std::int64_t bytes_read() const { return file_.bytes_read(); }

 private:
  detail::GzipBuffer file_;
  std::unique_ptr<detail::DecodingBuffer> decoding_;
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

#ifndef TEKTITE_USES_HOST_IO
#include "tektite/io/detail/decoders.hpp"
#endif
