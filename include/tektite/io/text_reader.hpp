// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <istream>
#include <limits>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/text_numbers.hpp"

/// \file
/// Lines and words of text files, with errors that name file and line.

namespace tektite::io {

/// How many letters to change, add or leave out to make one word of the other, without regard to capital letters: few
/// for a word that is misspelt.
///
/// \param a,b words
/// \returns   the number
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      std::size_t const changed = diagonal + (lower(a[i]) == lower(b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

/// Part of a file for an error message.
///
/// \param text any bytes
/// \returns    the text as `shortened` gives it, in quotes
inline std::string quote(std::string_view text) {
  std::string quoted = "'";
  quoted += shortened(text);
  quoted += '\'';
  return quoted;
}

/// Reads a stream line by line and counts the lines, so that every error names file and line.
///
/// All text readers of the library but those of EAM potentials use this class. Lines of more than `max_line` characters
/// are an error, so a file that is not text cannot fill the memory. Line ends may be LF or CR LF; a UTF-8 byte order
/// mark at the start is skipped.
class TextReader {
 public:
  /// Longest line that is read.
  static constexpr std::size_t max_line = std::size_t(1) << 20;

  /// Reads from a stream.
  ///
  /// \param stream must outlive the reader
  /// \param name   of the file in messages
  TextReader(std::istream& stream, std::string name) : stream_(&stream), name_(std::move(name)) {}

  /// Goes to the next line. \returns false at the end of the file
  bool next() {
    if (!ahead_.empty()) {
      line_ = std::move(ahead_.front());
      ahead_.pop_front();
      ++line_number_;
      return true;
    }
    if (!read_line(line_)) {
      at_end_ = true;
      return false;
    }
    ++line_number_;
    return true;
  }

  /// Goes to the next line that is not blank. \returns false at the end of the file
  bool next_non_blank() {
    while (next())
      if (line_.find_first_not_of(" \t") != std::string::npos) return true;
    return false;
  }

  /// Goes to the next line, which must exist.
  ///
  /// \param expected content of the line, for the message
  /// \throws Error   at the end of the file
  void need(std::string_view expected) {
    if (!next()) fail("the file ends here, expected ", expected);
  }

  /// A later line, without going there.
  ///
  /// \param k number of lines after the current one, at least 1
  /// \returns the line; empty beyond the end of the file
  std::string_view peek(std::size_t k) {
    while (ahead_.size() < k) {
      std::string line;
      if (!read_line(line)) return {};
      ahead_.push_back(std::move(line));
    }
    return ahead_[k - 1];
  }

  /// Whole lines behind the current one, for callers that read many at once. They are read all the same by `next`,
  /// unless `skip` passes over them.
  ///
  /// \param bytes about how many
  /// \returns     lines with their ends, the last one of the file also without; empty where only `next` can tell what
  ///              follows. Valid until the next line is read
  std::string_view lines_ahead(std::size_t bytes) {
    if (!ahead_.empty()) return {};
    if (begin_ > 0 && end_ - begin_ < bytes) {
      std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
      end_ -= std::exchange(begin_, 0);
    }
    bool more = true;
    while (more && end_ - begin_ < bytes) more = read_more();
    std::string_view const text(buffer_.data() + begin_, end_ - begin_);
    return more || !failure_.empty() ? text.substr(0, text.rfind('\n') + 1) : text;
  }

  /// Passes over lines that `lines_ahead` has returned.
  ///
  /// \param lines their number
  /// \param bytes in them, with their ends
  void skip(std::size_t lines, std::size_t bytes) {
    line_number_ += lines;
    begin_ += bytes;
  }

  /// The current line. \returns without its line end; valid until the next line is read
  std::string_view line() const { return line_; }

  /// Name of the file in messages. \returns as given
  std::string const& name() const { return name_; }

  /// Number of the current line. \returns from 1; 0 before the first `next`
  std::size_t line_number() const { return line_number_; }

  /// The words of the current line, separated by blanks and tabs. \returns valid until the next line is read
  std::vector<std::string_view> const& tokens() {
    split(line_, tokens_);
    return tokens_;
  }

  /// The words of a text, separated by blanks and tabs.
  ///
  /// \param text   to split
  /// \param tokens overwritten; refer to the text
  static void split(std::string_view text, std::vector<std::string_view>& tokens) {
    tokens.clear();
    for (std::size_t i = 0; i < text.size();) {
      std::size_t const begin = text.find_first_not_of(" \t", i);
      if (begin == std::string_view::npos) break;
      std::size_t end = text.find_first_of(" \t", begin);
      if (end == std::string_view::npos) end = text.size();
      tokens.push_back(text.substr(begin, end - begin));
      i = end;
    }
  }

  /// Reads a finite number.
  ///
  /// \param token  a word
  /// \param what   name of the number in messages
  /// \returns      the number
  /// \throws Error it is not a finite number
  double number(std::string_view token, std::string_view what) const {
    double value = 0;
    if (!parse_number(token, value)) fail(what, " is ", quote(token), ", expected a finite number");
    return value;
  }

  /// Reads an integer.
  ///
  /// \param token    a word
  /// \param what     name of the number in messages
  /// \param low,high bounds that are allowed
  /// \returns        the number
  /// \throws Error   it is not an integer within the bounds
  std::int64_t integer(std::string_view token, std::string_view what,
                       std::int64_t low = std::numeric_limits<std::int64_t>::min(),
                       std::int64_t high = std::numeric_limits<std::int64_t>::max()) const {
    std::int64_t value = 0;
    double real = 0;
    if (!parse_number(token, value)) {
      // Digits alone that are a real number, but no integer, are too many.
      bool const digits = token.find_first_not_of("+-0123456789") == std::string_view::npos;
      fail(what, " is ", quote(token), ", expected an integer",
           digits && parse_number(token, real) ? " between -2^63 and 2^63" : "");
    }
    return within(value, what, low, high);
  }

  /// Reads an integer that may be written as a real number: 2.0, 1e+06.
  ///
  /// \param token,what,low,high as for `integer`
  /// \returns        the number
  /// \throws Error   it is no whole number within the bounds, or its last digits are not written
  std::int64_t whole(std::string_view token, std::string_view what,
                     std::int64_t low = std::numeric_limits<std::int64_t>::min(),
                     std::int64_t high = std::numeric_limits<std::int64_t>::max()) const {
    std::int64_t value = 0;
    return parse_whole(token, value) ? within(value, what, low, high) : integer(token, what, low, high);
  }

  /// Throws `Error` with file and line before the text. \param parts of the text
  template <class... Parts>
  [[noreturn]] void fail(Parts const&... parts) const {
    fail_at(line_number_ + (at_end_ ? 1 : 0), parts...);
  }

  /// The same for another line. \param line its number \param parts of the text
  template <class... Parts>
  [[noreturn]] void fail_at(std::size_t line, Parts const&... parts) const {
    tektite::fail(name_, ":", line, ": ", parts...);
  }

 private:
  std::int64_t within(std::int64_t value, std::string_view what, std::int64_t low, std::int64_t high) const {
    if (value < low || value > high) fail(what, " is ", value, ", expected ", low, " to ", high);
    return value;
  }

  bool read_line(std::string& line) {
    line.clear();
    bool any = false;
    for (;;) {
      if (begin_ == end_ && !fill()) break;
      any = true;
      char const* const first = buffer_.data() + begin_;
      auto const* const newline = static_cast<char const*>(std::memchr(first, '\n', end_ - begin_));
      std::size_t const length = newline ? static_cast<std::size_t>(newline - first) : end_ - begin_;
      if (line.size() + length > max_line)
        fail_at(line_number_ + ahead_.size() + 1, "line is longer than ", max_line,
                " characters, expected a text file");
      line.append(first, length);
      begin_ += length + (newline ? 1 : 0);
      if (newline) break;
    }
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return any;
  }

  // Reads on where nothing is left in the buffer. \returns false at the end of the file
  bool fill() {
    begin_ = end_ = 0;
    if (read_more()) return true;
    if (!failure_.empty()) fail_at(line_number_ + ahead_.size() + 1, failure_);
    return false;
  }

  // Adds bytes of the file to the buffer. \returns false at the end of the file, and where it cannot be read on
  bool read_more() {
    constexpr std::size_t piece = 1 << 16;
    if (buffer_.size() < end_ + piece) buffer_.resize(end_ + piece);
    std::size_t count = 0;
    try {
      if (failure_.empty())
        count = static_cast<std::size_t>(stream_->rdbuf()->sgetn(buffer_.data() + end_, std::streamsize(piece)));
    } catch (std::ios_base::failure const& error) {
      failure_ = std::string("cannot be read: ") + error.what();
    } catch (Error const& error) {
      failure_ = error.what();
    }
    // A byte order mark says that the text is UTF-8.
    bool const marked = std::string_view(buffer_.data(), count).substr(0, 3) == "\xef\xbb\xbf";
    if (!std::exchange(started_, true) && marked) begin_ = 3;
    end_ += count;
    return count > 0;
  }

  std::istream* stream_;
  std::string name_, line_, failure_;
  std::deque<std::string> ahead_;
  std::vector<std::string_view> tokens_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0, line_number_ = 0;
  bool at_end_ = false, started_ = false;
};

}  // namespace tektite::io
