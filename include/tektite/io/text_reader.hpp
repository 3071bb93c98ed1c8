// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <istream>
#include <limits>
#include <numeric>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"

/// \file
/// Lines, words and numbers of text files, with errors that name file and line.

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

namespace detail {

/// Whether a decimal number that no `double` holds is too small for one, not too large.
///
/// \param number digits, at least one of them not 0, with or without a point and an exponent
/// \returns      true where its first digit stands for less than 1
inline bool is_tiny(std::string_view number) {
  std::size_t const e = std::min(number.find_first_of("eE"), number.size());
  std::string_view const digits = number.substr(0, e);
  double const point = double(std::min(digits.find('.'), digits.size()));
  double const first = double(digits.find_first_of("123456789"));
  std::string_view exponent = number.substr(std::min(e + 1, number.size()));
  if (!exponent.empty() && exponent[0] == '+') exponent.remove_prefix(1);
  std::int64_t power = 0;
  auto const [end, error] = std::from_chars(exponent.data(), exponent.data() + exponent.size(), power);
  if (error == std::errc::result_out_of_range) return exponent[0] == '-';
  return double(power) + point - first < 0;
}

/// Whether a number lost digits when it was written: it shows as many as writers show by default (6) or more, but not
/// those of the ones.
///
/// \param number a number with or without a point and an exponent
/// \param value  which it is
/// \returns      true for 1.23457e+06, false for 1e+06 and 1.234570e+06
inline bool is_cut(std::string_view number, std::int64_t value) {
  std::string_view const mantissa = number.substr(0, number.find_first_of("eEdD"));
  std::size_t const first = std::min(mantissa.find_first_of("123456789"), mantissa.size());
  auto const digits = std::count_if(mantissa.begin() + std::ptrdiff_t(first), mantissa.end(),
                                    [](char c) { return c >= '0' && c <= '9'; });
  int needed = 0;
  for (; value != 0; value /= 10) ++needed;
  return digits >= 6 && digits < needed;
}

}  // namespace detail

/// Reads a whole word as a finite number. Exponents with Fortran's D are accepted; underflow gives zero.
///
/// \param token a word
/// \param value the number; unspecified where there is none
/// \returns     false for anything else ("1.5x", "nan", "", overflow)
inline bool parse_number(std::string_view token, double& value) {
  if (token.size() > 1 && token[0] == '+' && token[1] != '-') token.remove_prefix(1);
  char copy[64];
  std::size_t const exponent = token.find_first_of("dD");
  if (exponent != std::string_view::npos) {
    if (token.size() > sizeof copy) return false;
    std::memcpy(copy, token.data(), token.size());
    copy[exponent] = 'e';
    token = {copy, token.size()};
  }
  auto const [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  if (end != token.data() + token.size()) return false;
  if (error == std::errc::result_out_of_range) {
    if (!detail::is_tiny(token)) return false;
    value = 0;
    return true;
  }
  return error == std::errc{} && std::isfinite(value);
}

/// Reads a whole word as an integer.
///
/// \param token a word
/// \param value the number
/// \returns     false for anything else, and for numbers that `T` cannot hold
template <std::integral T>
bool parse_number(std::string_view token, T& value) {
  if (token.size() > 1 && token[0] == '+' && token[1] != '-') token.remove_prefix(1);
  auto const [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  return error == std::errc{} && end == token.data() + token.size();
}

/// Reads a whole word as an integer that may be written as a real number: 2.0, 1e+06. Many scripts write tables of
/// numbers in one format for all columns.
///
/// \param token a word
/// \param value the number
/// \returns     false for anything else: for 1.5, for numbers that are too large for a `double` to count, and for
///              those whose last digits were cut off when they were written (1.23457e+06)
inline bool parse_whole(std::string_view token, std::int64_t& value) {
  if (parse_number(token, value)) return true;
  double real = 0;
  if (!parse_number(token, real) || std::abs(real) > 9e15 || real != std::round(real)) return false;
  value = static_cast<std::int64_t>(real);
  return !detail::is_cut(token, value);
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

  bool fill() {
    buffer_.resize(1 << 16);
    begin_ = end_ = 0;
    try {
      end_ = static_cast<std::size_t>(stream_->rdbuf()->sgetn(buffer_.data(), std::streamsize(buffer_.size())));
    } catch (std::ios_base::failure const& error) {
      fail_at(line_number_ + ahead_.size() + 1, "cannot be read: ", error.what());
    } catch (Error const& error) {
      fail_at(line_number_ + ahead_.size() + 1, error.what());
    }
    // A byte order mark says that the text is UTF-8.
    bool const marked = std::string_view(buffer_.data(), end_).substr(0, 3) == "\xef\xbb\xbf";
    if (!std::exchange(started_, true) && marked) begin_ = 3;
    return end_ > 0;
  }

  std::istream* stream_;
  std::string name_, line_;
  std::deque<std::string> ahead_;
  std::vector<std::string_view> tokens_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0, line_number_ = 0;
  bool at_end_ = false, started_ = false;
};

}  // namespace tektite::io
