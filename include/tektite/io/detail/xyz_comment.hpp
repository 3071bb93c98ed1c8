// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tektite/io/text_reader.hpp"

/// \file
/// The second line of a frame in extended XYZ: keys and values.

namespace tektite::io::detail {

/// The value of a key: one word, a vector, or the rows of a matrix one after the other.
struct XyzValue {
  std::string text = "T";           ///< as it stands in the line, without quotes and escapes; T for a bare word
  std::vector<std::string> items;   ///< of an array in brackets or braces
  bool array = false;               ///< whether it is one
  std::vector<std::size_t> widths;  ///< items of each row, where the array is a matrix

  friend bool operator==(XyzValue const&, XyzValue const&) = default;

  /// The words of the value, however it is written: "1 2 3", {1 2 3}, [1, 2, 3], [[1, 2], [3, 4]].
  std::vector<std::string> words() const {
    if (array) return items;
    std::vector<std::string_view> tokens;
    TextReader::split(text, tokens);
    return {tokens.begin(), tokens.end()};
  }
};

/// The keys and values of the reader's current line, by the specification of extended XYZ (libAtoms/extxyz, README):
/// bare or quoted keys, spaces around `=`, bare and quoted strings with backslash escapes, arrays in quotes, braces or
/// brackets, matrices in nested brackets, bare words as flags. Single quotes are accepted like double ones.
///
/// O(length of the line) time and memory.
class XyzComment {
 public:
  /// \param reader the line, and what messages name
  /// \throws Error a quote, bracket or brace that is not closed, an escape at the end of the line
  explicit XyzComment(TextReader const& reader) : reader_(reader), line_(reader.line()) {
    for (skip_blanks(); at_ < line_.size(); skip_blanks()) {
      if (line_[at_] == '=') {  // no key before it: as in "=== title ==="
        ++at_;
        continue;
      }
      std::string const key = quoted() ? read_quoted("a key") : read_bare("=");
      skip_blanks();
      XyzValue value;
      if (at_ < line_.size() && line_[at_] == '=') {
        ++at_;
        skip_blanks();
        value = read_value(key);
      }
      auto const [where, fresh] = values_.try_emplace(key, value);
      if (!fresh && !(where->second == value)) conflicts_[key] = true;
    }
  }

  /// The value of a key: spelt so, or, where no key is, spelt so but for capital letters.
  ///
  /// \param key in the spelling of the specification
  /// \returns null where the line has no such key
  /// \throws Error the key stands twice with different values, or in several spellings none of which is the right one
  XyzValue const* find(std::string_view key) const {
    auto found = values_.find(std::string(key));
    if (found == values_.end()) {
      for (auto it = values_.begin(); it != values_.end(); ++it) {
        if (!same_but_for_case(it->first, key)) continue;
        if (found != values_.end())
          reader_.fail("the keys ", quote(found->first), " and ", quote(it->first), " may both mean ", key);
        found = it;
      }
    }
    if (found == values_.end()) return nullptr;
    if (conflicts_.count(found->first) > 0)
      reader_.fail("the key ", quote(found->first), " appears twice with different values");
    return &found->second;
  }

 private:
  static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

  static bool same_but_for_case(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t k = 0; k < a.size(); ++k)
      if (lower(a[k]) != lower(b[k])) return false;
    return true;
  }

  static bool blank(char c) { return c == ' ' || c == '\t'; }
  bool quoted() const { return at_ < line_.size() && (line_[at_] == '"' || line_[at_] == '\''); }
  void skip_blanks() {
    while (at_ < line_.size() && blank(line_[at_])) ++at_;
  }

  // Up to a blank or one of the characters of `ends`; at least one character, so that reading goes on.
  std::string read_bare(std::string_view ends) {
    std::size_t const begin = at_;
    while (at_ < line_.size() && !blank(line_[at_]) && ends.find(line_[at_]) == std::string_view::npos) ++at_;
    if (at_ == begin) reader_.fail("found ", quote(line_.substr(at_)), ", expected a key");
    return std::string(line_.substr(begin, at_ - begin));
  }

  // A backslash makes the next character ordinary; n is the end of a line.
  std::string read_quoted(std::string_view what) {
    char const mark = line_[at_++];
    std::string text;
    for (; at_ < line_.size() && line_[at_] != mark; ++at_) {
      if (line_[at_] != '\\' || at_ + 1 == line_.size()) {
        text += line_[at_];
      } else {
        ++at_;
        text += line_[at_] == 'n' ? '\n' : line_[at_];
      }
    }
    if (at_ == line_.size()) reader_.fail("the closing ", mark, " of ", what, " is missing");
    ++at_;
    return text;
  }

  XyzValue read_value(std::string const& key) {
    std::string const what = "the value of " + quote(key);
    XyzValue value;
    value.text.clear();
    if (at_ == line_.size()) return value;
    if (quoted()) {
      value.text = read_quoted(what);
    } else if (line_[at_] == '[') {
      value.array = true;
      read_brackets(what, value);
    } else if (line_[at_] == '{') {
      value.array = true;
      ++at_;
      read_items(what, '}', value.items);
    } else {
      value.text = read_bare("");
    }
    return value;
  }

  // Items up to the closing mark; blanks and commas separate them.
  void read_items(std::string const& what, char close, std::vector<std::string>& items) {
    std::string const ends = std::string(",[]{}");
    for (;;) {
      while (at_ < line_.size() && (blank(line_[at_]) || line_[at_] == ',')) ++at_;
      if (at_ == line_.size()) reader_.fail("the closing ", close, " of ", what, " is missing");
      if (line_[at_] == close) break;
      if (quoted()) {
        items.push_back(read_quoted(what));
      } else if (ends.find(line_[at_]) != std::string::npos) {
        reader_.fail("found ", quote(line_.substr(at_)), " within ", what, ", expected a word or ", close);
      } else {
        items.push_back(read_bare(ends));
      }
    }
    ++at_;
  }

  void read_brackets(std::string const& what, XyzValue& value) {
    std::size_t const begin = at_++;
    skip_blanks();
    if (at_ < line_.size() && line_[at_] == '[') {
      for (;;) {
        while (at_ < line_.size() && (blank(line_[at_]) || line_[at_] == ',')) ++at_;
        if (at_ == line_.size()) reader_.fail("the closing ] of ", what, " is missing");
        if (line_[at_] == ']') break;
        if (line_[at_] != '[') reader_.fail("found ", quote(line_.substr(at_)), " within ", what, ", expected [ or ]");
        std::size_t const before = value.items.size();
        ++at_;
        read_items(what, ']', value.items);
        value.widths.push_back(value.items.size() - before);
      }
      ++at_;
    } else {
      read_items(what, ']', value.items);
    }
    value.text = line_.substr(begin, at_ - begin);
  }

  TextReader const& reader_;
  std::string_view line_;
  std::size_t at_ = 0;
  std::map<std::string, XyzValue> values_;
  std::map<std::string, bool> conflicts_;
};

}  // namespace tektite::io::detail
