// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <istream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Lines, numbers and tables of EAM potential files, read by the rules of LAMMPS' `TableFileReader`.

namespace tektite::io::detail {

/// Longest text of a potential that is read, in bytes: a hundred tables of a hundred thousand points. A small file
/// that is compressed cannot fill the memory.
inline constexpr std::size_t max_eam_text = std::size_t(1) << 28;

/// The whole text of a stream.
///
/// \param in the stream \param name of the file in messages
/// \returns all of its bytes
/// \throws Error with the file's name, if it cannot be read or unpacked, or has more than `max_eam_text` bytes
inline std::string whole_text(std::istream& in, std::string const& name) {
  std::string text;
  std::vector<char> piece(std::size_t(1) << 16);
  try {
    while (auto const count = in.rdbuf()->sgetn(piece.data(), std::streamsize(piece.size()))) {
      text.append(piece.data(), static_cast<std::size_t>(count));
      require(text.size() <= max_eam_text, "is longer than ", max_eam_text >> 20, " MiB, expected a potential");
    }
  } catch (Error const& error) {
    fail(name, ": ", error.what());
  } catch (std::ios_base::failure const& error) {
    fail(name, ": cannot be read: ", error.what());
  }
  return text;
}

/// A position in the text of an EAM file. A copy of it reads ahead.
///
/// A table begins on a new line. Lines are read until the table has its values; what follows on the last of these
/// lines is dropped, as in LAMMPS. `#` begins a comment, except in lines that `next_line` reads.
class EamText {
 public:
  /// \param text of the file, must outlive this object \param name of the file in messages
  EamText(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {}

  /// \returns name of the file in messages
  std::string const& name() const { return name_; }
  /// \returns what is left of the current line, without blanks at its ends
  std::string_view line() const { return trimmed(line_); }
  /// \returns the word that the last `token` has taken
  std::string_view word() const { return token_; }

  /// Throws `Error` with file and line before the text. \param parts of the text
  template <class... Parts>
  [[noreturn]] void bad(Parts const&... parts) const {
    fail(name_, ":", line_number_, ": ", parts...);
  }

  /// Goes to the next line. \returns false at the end of the file
  bool next_line() {
    if (text_.empty()) return false;
    auto const end = std::min(text_.find('\n'), text_.size());
    line_ = text_.substr(0, end);
    text_.remove_prefix(std::min(end + 1, text_.size()));
    ++line_number_;
    return true;
  }

  /// Goes to the next line that is more than a comment, and removes its comment. \returns false at the end of the file
  bool next_data_line() {
    while (next_line()) {
      line_ = trimmed(line_.substr(0, line_.find('#')));
      if (!line_.empty()) return true;
    }
    return false;
  }

  /// Takes the next word of the current line. \returns false if there is none
  bool token() {
    while (!line_.empty() && space(line_.front())) line_.remove_prefix(1);
    std::size_t length = 0;
    while (length < line_.size() && !space(line_[length])) ++length;
    token_ = line_.substr(0, length);
    line_.remove_prefix(length);
    return length > 0;
  }

  /// Throws at the end of the file. \param found whether there was a line \param what it should hold
  void expect(bool found, std::string const& what) const {
    if (!found) bad("the file ends where ", what, " should be");
  }

  /// The last word as a finite number. \param what name of the number in messages \returns the number
  double converted(std::string const& what) const {
    double value = 0;
    if (!io::parse_number(token_, value)) bad(io::quote(token_), " is not a finite number: expected ", what);
    return value;
  }

  /// The next word of the line as a finite number. \param what name of the number in messages \returns the number
  double number(std::string const& what) {
    if (!token()) bad("the line ends where ", what, " should be");
    return converted(what);
  }

  /// The next word of the line as a positive number. \param what name of the number in messages \returns the number
  double positive(std::string const& what) {
    double const value = number(what);
    if (!(value > 0)) bad(what, " is ", value, ", but must be positive");
    return value;
  }

  /// The next word of the line as a number of table points. \param what its name in messages \returns at least 5
  std::size_t count(std::string const& what) {
    double const value = number(what);
    if (!(value >= 5 && value <= 1e9) || value != std::floor(value))
      bad(what, " is ", value, ", but must be a whole number of at least 5 points");
    return static_cast<std::size_t>(value);
  }

  /// A table, from the next line on. Memory grows with the values in the file, not with the announced size.
  ///
  /// \param size number of values \param what name of the table in messages
  /// \returns the values
  std::vector<double> table(std::size_t size, std::string const& what) {
    std::vector<double> values;
    values.reserve(std::min(size, text_.size() / 2 + 1));
    line_ = {};
    while (values.size() < size) {
      if (token()) {
        values.push_back(converted(what));
      } else if (!next_data_line()) {
        bad("the file ends after ", values.size(), " of ", size, " values of ", what);
      }
    }
    line_ = {};
    return values;
  }

  /// Throws if numbers follow where the last table has ended: the counts in the header are wrong, or the file is of
  /// another kind. Text is ignored there, as in LAMMPS.
  void expect_no_more_values() {
    double value;
    if (next_data_line() && token() && io::parse_number(token_, value)) bad("values after the end of the tables");
  }

  /// \returns whether the text is that of a funcfl file: "number mass ..." in the second line, five numbers in the
  ///          third, and no names of elements in the fourth. To be called at the start of the file.
  bool is_funcfl() const {
    EamText ahead = *this;
    return ahead.next_line() && ahead.next_data_line() && ahead.begins_with_numbers(2) && ahead.next_data_line() &&
           ahead.begins_with_numbers(5) && ahead.next_data_line() && ahead.begins_with_numbers(1) &&
           !(ahead.token() && !ahead.is_number());
  }

 private:
  static bool space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

  static std::string_view trimmed(std::string_view s) {
    while (!s.empty() && space(s.front())) s.remove_prefix(1);
    while (!s.empty() && space(s.back())) s.remove_suffix(1);
    return s;
  }

  bool is_number() const {
    double value;
    return io::parse_number(token_, value);
  }

  bool begins_with_numbers(int n) {
    for (int k = 0; k < n; ++k)
      if (!token() || !is_number()) return false;
    return true;
  }

  std::string_view text_, line_, token_;
  std::string name_;
  std::size_t line_number_ = 0;
};

}  // namespace tektite::io::detail
