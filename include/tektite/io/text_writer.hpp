// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
#pragma once

#include <zlib.h>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/atomic_file.hpp"
#include "tektite/io/detail/host_pieces.hpp"
#include "tektite/io/text_numbers.hpp"

/// \file
/// Output of text files, compressed or not.

namespace tektite::io {

namespace detail {

/// Compresses a text to a member of a gzip file.
///
/// \param name of the file in messages
/// \param text less than 4 GiB
/// \returns    the member
inline std::string gzip_member(std::string const& name, std::string_view text) {
  z_stream stream{};
  int const gzip_wrapper = 15 + 16;
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip_wrapper, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    tektite::fail(name, ": cannot be written: zlib cannot be initialised");
  std::string member(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(member.data());
  stream.avail_out = static_cast<uInt>(member.size());
  int const code = deflate(&stream, Z_FINISH);
  member.erase(static_cast<std::size_t>(stream.total_out));
  deflateEnd(&stream);
  if (code != Z_STREAM_END) tektite::fail(name, ": cannot be written: zlib cannot compress");
  return member;
}

}  // namespace detail

/// Writes text to a file that appears at `commit`; gzip-compressed where the name ends in `.gz`, by several threads.
///
/// Numbers are written in the shortest form that reads back to the same bits.
class TextWriter {
 public:
  /// Opens a temporary file.
  ///
  /// \param path   of the finished file
  /// \throws Error with file and reason, here and in every member
  explicit TextWriter(std::filesystem::path const& path)
      : name_(path.string()),
        file_(path),
        compressed_(path.extension() == ".gz"),
        most_text_(compressed_ ? 2 * detail::host_threads() * member_size : std::size_t(1) << 16) {}

  TextWriter(TextWriter const&) = delete;
  TextWriter& operator=(TextWriter const&) = delete;

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
    append_number(text_, value);
    return keep_small();
  }

  /// Adds rows of text, which threads make side by side: those of Kokkos on the host. The file does not depend on their
  /// number.
  ///
  /// \param count number of rows
  /// \param row   `row(text, i)` appends row i with its line end to a `std::string`. Where rows throw, the exception of
  ///              the first of them is passed on
  template <class Row>
  void add_rows(std::size_t count, Row const& row) {
    constexpr std::size_t piece_size = std::size_t(1) << 17;
    std::vector<std::string> pieces(2 * detail::host_threads());
    std::size_t rows = 16, at_once = 1;  // of a piece, and pieces; few to begin with, which tell how long rows are
    for (std::size_t first = 0; first < count;) {
      std::size_t const last = std::min(count, first + rows * at_once), used = (last - first + rows - 1) / rows;
      detail::for_each_piece(used, [&](std::size_t k) {
        pieces[k].clear();
        for (std::size_t i = first + k * rows; i < std::min(last, first + (k + 1) * rows); ++i) row(pieces[k], i);
      });
      std::size_t bytes = 0;
      for (std::size_t k = 0; k < used; ++k) {
        bytes += pieces[k].size();
        *this << pieces[k];
      }
      rows = std::clamp<std::size_t>(piece_size * (last - first) / std::max<std::size_t>(bytes, 1), 1, 16 * rows);
      at_once = pieces.size();
      first = last;
    }
  }

  /// Writes the buffer and replaces the file of that name. Nothing may be written afterwards.
  void commit() {
    flush(true);
    file_.commit();
  }

  /// Name of the file in messages. \returns its path
  std::string const& name() const { return name_; }

 private:
  // Compressed text is a sequence of gzip members, each of this much text, which threads compress side by side.
  static constexpr std::size_t member_size = std::size_t(1) << 19;

  TextWriter& keep_small() {
    if (text_.size() >= most_text_) flush(false);
    return *this;
  }

  void flush(bool last) {
    std::string_view rest = text_;
    if (!compressed_) {
      file_.write(rest);
      rest = {};
    } else {
      std::size_t const whole = rest.size() / member_size;
      // A file without text has one member, too.
      bool const partial = last && (rest.size() > whole * member_size || !begun_);
      std::vector<std::string> members(whole + (partial ? 1 : 0));
      detail::for_each_piece(members.size(), [&](std::size_t k) {
        members[k] = detail::gzip_member(name_, rest.substr(k * member_size, member_size));
      });
      for (std::string const& member : members) file_.write(member);
      begun_ = begun_ || !members.empty();
      rest.remove_prefix(last ? rest.size() : whole * member_size);
    }
    text_.erase(0, text_.size() - rest.size());
  }

  std::string name_, text_;
  AtomicFile file_;
  bool compressed_;
  std::size_t most_text_;  // bytes that wait to be written
  bool begun_ = false;     // whether a member was written
};

}  // namespace tektite::io
