// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tektite/core/error.hpp"
#include "tektite/io/detail/compiled.hpp"
#include "tektite/io/detail/decoder.hpp"

#if defined(TEKTITE_USES_ZSTD)
#include <zstd.h>
#endif
#if defined(TEKTITE_USES_BZIP2)
#include <bzlib.h>
#endif
#if defined(TEKTITE_USES_LZMA)
#include <lzma.h>
#endif

/// \file
/// Compressed data, piece by piece. Each format is there where the build has its library: the CMake targets
/// tektite::zstd, tektite::bzip2 and tektite::lzma define the macros.

namespace tektite::io::detail {

#if defined(TEKTITE_USES_ZSTD)
class ZstdDecoder : public Decoder {
 public:
  ZstdDecoder() : stream_(ZSTD_createDStream()) { require(stream_ != nullptr, "no memory for zstd"); }

  void decode(Piece& piece, bool) override {
    ZSTD_inBuffer in{piece.in, std::size_t(piece.in_end - piece.in), 0};
    ZSTD_outBuffer out{piece.out, std::size_t(piece.out_end - piece.out), 0};
    std::size_t const hint = ZSTD_decompressStream(stream_.get(), &out, &in);
    if (ZSTD_isError(hint)) fail("damaged zstd data (", ZSTD_getErrorName(hint), ")");
    boundary_ = hint == 0;
    piece.in += in.pos;
    piece.out += out.pos;
  }

  bool at_boundary() const override { return boundary_; }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  std::unique_ptr<ZSTD_DStream, Free> stream_;
  bool boundary_ = false;
};
#endif

#if defined(TEKTITE_USES_BZIP2)
class Bzip2Decoder : public Decoder {
 public:
  Bzip2Decoder() { begin(); }
  Bzip2Decoder(Bzip2Decoder const&) = delete;
  Bzip2Decoder& operator=(Bzip2Decoder const&) = delete;
  ~Bzip2Decoder() override { BZ2_bzDecompressEnd(&stream_); }

  void decode(Piece& piece, bool) override {
    if (boundary_ && piece.in != piece.in_end) {
      BZ2_bzDecompressEnd(&stream_);
      begin();
    }
    stream_.next_in = const_cast<char*>(piece.in);
    stream_.avail_in = static_cast<unsigned>(piece.in_end - piece.in);
    stream_.next_out = piece.out;
    stream_.avail_out = static_cast<unsigned>(piece.out_end - piece.out);
    int const code = BZ2_bzDecompress(&stream_);
    if (code != BZ_OK && code != BZ_STREAM_END) fail("damaged bzip2 data (code ", code, ")");
    boundary_ = code == BZ_STREAM_END;
    piece.in = stream_.next_in;
    piece.out = stream_.next_out;
  }

  bool at_boundary() const override { return boundary_; }

 private:
  void begin() {
    stream_ = {};
    require(BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK, "no memory for bzip2");
    boundary_ = false;
  }

  bz_stream stream_{};
  bool boundary_ = false;
};
#endif

#if defined(TEKTITE_USES_LZMA)
class XzDecoder : public Decoder {
 public:
  XzDecoder() {
    require(lzma_stream_decoder(&stream_, std::uint64_t(1) << 30, LZMA_CONCATENATED) == LZMA_OK, "no memory for xz");
  }
  XzDecoder(XzDecoder const&) = delete;
  XzDecoder& operator=(XzDecoder const&) = delete;
  ~XzDecoder() override { lzma_end(&stream_); }

  void decode(Piece& piece, bool last) override {
    stream_.next_in = reinterpret_cast<std::uint8_t const*>(piece.in);
    stream_.avail_in = std::size_t(piece.in_end - piece.in);
    stream_.next_out = reinterpret_cast<std::uint8_t*>(piece.out);
    stream_.avail_out = std::size_t(piece.out_end - piece.out);
    lzma_ret const code = lzma_code(&stream_, last ? LZMA_FINISH : LZMA_RUN);
    if (code == LZMA_MEMLIMIT_ERROR) fail("xz data need more than 1 GiB of memory");
    if (code != LZMA_OK && code != LZMA_STREAM_END && code != LZMA_BUF_ERROR)
      fail("damaged xz data (code ", int(code), ")");
    boundary_ = code == LZMA_STREAM_END;
    piece.in = reinterpret_cast<char const*>(stream_.next_in);
    piece.out = reinterpret_cast<char*>(stream_.next_out);
  }

  bool at_boundary() const override { return boundary_; }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool boundary_ = false;
};
#endif

/// The decoder for data that begin so, or null where they are not compressed, or by gzip.
///
/// \throws Error a format that this build cannot read, with its name
TEKTITE_IO_COMPILED std::unique_ptr<Decoder> decoder_for(std::string_view begin) {
  auto const starts = [&](std::string_view magic) { return begin.substr(0, magic.size()) == magic; };
  // Parallel zstd begins with a frame of its own that decoders skip.
  bool const skippable = begin.size() >= 4 && (begin[0] & 0xf0) == 0x50 && begin.substr(1, 3) == "\x2a\x4d\x18";
  if (starts("\x28\xb5\x2f\xfd") || skippable) {
#if defined(TEKTITE_USES_ZSTD)
    return std::make_unique<ZstdDecoder>();
#else
    fail("is compressed by zstd, which this build cannot read; unpack it (zstd -d), or build with libzstd");
#endif
  }
  // A digit and the mark of a block follow, or that of the end: a title may begin with these letters.
  std::string_view const mark = begin.substr(std::min<std::size_t>(4, begin.size()), 2);
  bool const marked =
      mark == std::string_view("1A").substr(0, mark.size()) || mark == std::string_view("\x17r").substr(0, mark.size());
  if (starts("BZh") && begin.size() > 3 && begin[3] >= '1' && begin[3] <= '9' && marked) {
#if defined(TEKTITE_USES_BZIP2)
    return std::make_unique<Bzip2Decoder>();
#else
    fail("is compressed by bzip2, which this build cannot read; unpack it (bunzip2), or build with libbz2");
#endif
  }
  if (starts(std::string_view("\xfd"
                              "7zXZ\0",
                              6))) {
#if defined(TEKTITE_USES_LZMA)
    return std::make_unique<XzDecoder>();
#else
    fail("is compressed by xz, which this build cannot read; unpack it (unxz), or build with liblzma");
#endif
  }
  return nullptr;
}

}  // namespace tektite::io::detail
