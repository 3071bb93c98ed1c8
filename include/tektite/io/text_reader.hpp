// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <istream>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "tektite/core/error.hpp"

namespace tektite::io {

/// A piece of a file for an error message: quoted, printable, short.
inline std::string quote(std::string_view text) {
  std::string out = "'";
  for (char const c : text.substr(0, 40)) out += c >= ' ' && c <= '~' ? c : '?';
  return out + (text.size() > 40 ? "...'" : "'");
}

/// The whole token as a finite number; false for anything else ("1.5x", "nan", "", overflow).
/// Fortran's D exponents are numbers too. Underflow gives zero.
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
    // Too large or too small: only the sign of the exponent tells.
    std::size_t const e = token.find_first_of("eE");
    if (e == std::string_view::npos || e + 1 >= token.size() || token[e + 1] != '-') return false;
    value = 0;
    return true;
  }
  return error == std::errc{} && std::isfinite(value);
}

/// The whole token as an integer.
template <std::integral T>
bool parse_number(std::string_view token, T& value) {
  if (token.size() > 1 && token[0] == '+' && token[1] != '-') token.remove_prefix(1);
  auto const [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  return error == std::errc{} && end == token.data() + token.size();
}

/// Reads a stream line by line and knows where it is, so that every complaint names file and line.
///
/// All text readers of the library stand on this class. It never reads past its data, and lines beyond `max_line`
/// characters are refused, so rubbish cannot eat the memory. Line ends may be LF or CR LF.
class TextReader {
 public:
  /// Longest line that is read.
  static constexpr std::size_t max_line = std::size_t(1) << 20;

  /// \param stream must outlive the reader
  /// \param name   what messages call the file
  TextReader(std::istream& stream, std::string name) : stream_(&stream), name_(std::move(name)) {}

  /// Goes to the next line; false at the end of the file.
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

  /// Goes to the next line that is not blank.
  bool next_non_blank() {
    while (next())
      if (line_.find_first_not_of(" \t") != std::string::npos) return true;
    return false;
  }

  /// Goes to the next line. \throws Error there is none; `expected` says what it was wanted for
  void need(std::string_view expected) {
    if (!next()) fail("the file ends here, expected ", expected);
  }

  /// The line `k` lines after the current one (k >= 1) without going there; empty beyond the end of the file.
  std::string_view peek(std::size_t k) {
    while (ahead_.size() < k) {
      std::string line;
      if (!read_line(line)) return {};
      ahead_.push_back(std::move(line));
    }
    return ahead_[k - 1];
  }

  /// The current line without its end. Valid until the next line is read.
  std::string_view line() const { return line_; }
  /// What messages call the file.
  std::string const& name() const { return name_; }

  /// 1-based; 0 before the first `next`.
  std::size_t line_number() const { return line_number_; }

  /// The words of the current line, separated by blanks and tabs. Valid until the next line is read.
  std::vector<std::string_view> const& tokens() {
    split(line_, tokens_);
    return tokens_;
  }

  /// The words of a text, separated by blanks and tabs.
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

  /// A finite number, or `Error` that says what it should have been.
  double number(std::string_view token, std::string_view what) const {
    double value = 0;
    if (!parse_number(token, value)) fail(what, " is ", quote(token), ", expected a finite number");
    return value;
  }

  /// An integer within [low, high], or `Error`.
  std::int64_t integer(std::string_view token, std::string_view what,
                       std::int64_t low = std::numeric_limits<std::int64_t>::min(),
                       std::int64_t high = std::numeric_limits<std::int64_t>::max()) const {
    std::int64_t value = 0;
    if (!parse_number(token, value)) fail(what, " is ", quote(token), ", expected an integer");
    if (value < low || value > high) fail(what, " is ", value, ", expected ", low, " to ", high);
    return value;
  }

  /// Throws `Error` with file and line in front.
  template <class... Parts>
  [[noreturn]] void fail(Parts const&... parts) const {
    fail_at(line_number_ + (at_end_ ? 1 : 0), parts...);
  }

  /// The same for a line that was read before.
  template <class... Parts>
  [[noreturn]] void fail_at(std::size_t line, Parts const&... parts) const {
    tektite::fail(name_, ":", line, ": ", parts...);
  }

 private:
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
    return end_ > 0;
  }

  std::istream* stream_;
  std::string name_, line_;
  std::deque<std::string> ahead_;
  std::vector<std::string_view> tokens_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0, line_number_ = 0;
  bool at_end_ = false;
};

}  // namespace tektite::io
