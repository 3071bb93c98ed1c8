// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
  bool nested = false;              ///< whether it is neither a list nor a matrix: arrays within arrays

  friend bool operator==(XyzValue const&, XyzValue const&) = default;

  /// The words of the value, however it is written: "1 2 3", "1, 2, 3", "[1, 2, 3]", {1 2 3}, [1, 2, 3], [[1, 2], [3,
  /// 4]].
  std::vector<std::string> words() const {
    if (array) return items;
    std::string bare = text;
    for (char& c : bare)
      if (std::string_view(",[](){}").find(c) != std::string_view::npos) c = ' ';
    std::vector<std::string_view> tokens;
    TextReader::split(bare, tokens);
    return {tokens.begin(), tokens.end()};
  }
};

/// The keys and values of the reader's current line, by the specification of extended XYZ (libAtoms/extxyz, README):
/// bare or quoted keys, spaces around `=`, bare and quoted strings with backslash escapes, arrays in quotes, braces or
/// brackets, matrices in nested brackets, bare words as flags. Single quotes are accepted like double ones. Values that
/// are not used may be nested in any way.
///
/// O(length of the line) time and memory.
class XyzComment {
 public:
  /// \param reader the line, and what messages name
  /// \throws Error a quote, bracket or brace of a value that is not closed; a word behind a closing quote
  explicit XyzComment(TextReader const& reader) : reader_(reader), line_(reader.line()) {
    for (skip_blanks(); at_ < line_.size(); skip_blanks()) {
      if (line_[at_] == '=') {  // no key before it: as in "=== title ==="
        ++at_;
        continue;
      }
      std::string const key = read_key();
      skip_blanks();
      XyzValue value;
      if (at_ < line_.size() && line_[at_] == '=') {
        std::size_t const behind = ++at_;
        skip_blanks();
        // As in `comment= pbc="T T F"`, which some codes write for an empty text.
        if (at_ > behind && next_is_key())
          value.text.clear();
        else
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
    if (found->second.nested)
      reader_.fail("the value of ", quote(found->first), " is an array within arrays, expected words or rows of words");
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

  // A backslash makes the next character ordinary; n is the end of a line. Empty where the quote is not closed.
  std::optional<std::string> read_closed() {
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
    if (at_ == line_.size()) return std::nullopt;
    ++at_;
    return text;
  }

  std::string read_quoted(std::string_view what) {
    char const mark = line_[at_];
    std::optional<std::string> text = read_closed();
    if (!text) reader_.fail("the closing ", mark, " of ", what, " is missing");
    return *std::move(text);
  }

  // The character here, a blank at the end of the line.
  char here() const { return at_ < line_.size() ? line_[at_] : ' '; }

  // A quote that does not close around a key is part of a word: 'tis, 5".
  std::string read_key() {
    if (quoted()) {
      std::size_t const begin = at_;
      std::optional<std::string> key = read_closed();
      if (key && (blank(here()) || here() == '=')) return *std::move(key);
      at_ = begin;
    }
    return read_bare("=");
  }

  // Whether a key and its `=` come next, without a blank between them.
  bool next_is_key() {
    std::size_t const begin = at_;
    if (quoted())
      read_closed();
    else
      at_ = std::min(line_.find_first_of(" \t=[]{}\"'", at_), line_.size());
    bool const is_key = at_ > begin && here() == '=';
    at_ = begin;
    return is_key;
  }

  XyzValue read_value(std::string const& key) {
    std::string const what = "the value of " + quote(key);
    XyzValue value;
    value.text.clear();
    if (at_ == line_.size()) return value;
    if (quoted()) {
      value.text = read_quoted(what);
      require_end(what);
    } else if (line_[at_] == '[' || line_[at_] == '{') {
      read_array(what, value);
    } else {
      value.text = read_bare("");
    }
    return value;
  }

  // Throws if a word follows a closing quote. It is another value's then: in `path="C:\" pbc="T T F"` the backslash
  // makes the second quote ordinary, and the third one closes the value.
  void require_end(std::string const& what) const {
    if (blank(here()) || here() == ',' || here() == ';') return;
    std::size_t const end = line_.find_first_of(" \t=", at_);
    if (end == std::string_view::npos || line_[end] != '=')
      reader_.fail("found ", quote(line_.substr(at_)), " behind the closing quote of ", what,
                   ", expected a blank: a backslash before a quote makes it part of the value");
  }

  // Items up to the bracket or brace that closes the first one; blanks and commas separate them. Not recursive: a line
  // may hold a million brackets.
  void read_array(std::string const& what, XyzValue& value) {
    std::size_t const begin = at_;
    std::string closing;  // of the arrays that are open
    std::size_t before = 0;
    bool alone = false, rows = false;
    value.array = true;
    do {
      while (at_ < line_.size() && (blank(line_[at_]) || line_[at_] == ',')) ++at_;
      if (at_ == line_.size()) reader_.fail("the closing ", closing.back(), " of ", what, " is missing");
      char const c = line_[at_];
      if (c == '[' || c == '{') {
        closing += c == '[' ? ']' : '}';
        value.nested = value.nested || closing.size() > 2;
        rows = rows || closing.size() == 2;
        if (closing.size() == 2) before = value.items.size();
        ++at_;
      } else if (c == ']' || c == '}') {
        if (c != closing.back())
          reader_.fail("found ", quote(line_.substr(at_)), " within ", what, ", expected a word or ", closing.back());
        if (closing.size() == 2) value.widths.push_back(value.items.size() - before);
        closing.pop_back();
        ++at_;
      } else {
        alone = alone || closing.size() == 1;
        value.items.push_back(quoted() ? read_quoted(what) : read_bare(",[]{}"));
      }
    } while (!closing.empty());
    value.nested = value.nested || (alone && rows);
    value.text = line_.substr(begin, at_ - begin);
  }

  TextReader const& reader_;
  std::string_view line_;
  std::size_t at_ = 0;
  std::map<std::string, XyzValue> values_;
  std::map<std::string, bool> conflicts_;
};

}  // namespace tektite::io::detail
