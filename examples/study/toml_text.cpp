// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "study/toml_text.hpp"

#include <cstddef>
#include <cstdio>

#include "tektite/core/error.hpp"

namespace study {

namespace {

/// Levels of brackets, and parts of a name. The study needs two.
constexpr std::size_t most_levels = 8;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Of a name without quotes.
bool is_of_name(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

/// Of names, numbers, logical values and dates.
bool is_of_word(char c) { return is_of_name(c) || c == '+' || c == '.' || c == ':'; }

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

/// Goes through the text once. Where the text is no TOML it may lose its way: the library stops there.
class TextCheck {
 public:
  TextCheck(std::string_view text, std::string const& file) : text_(text), file_(file) {}

  void run() {
    check_characters();
    while (at_ < text_.size()) token();
  }

 private:
  /// \returns a line end after the end of the text
  char ahead(std::size_t by = 0) const { return at_ + by < text_.size() ? text_[at_ + by] : '\n'; }

  template <class... Parts>
  [[noreturn]] void fail(Parts const&... parts) const {
    tektite::fail(file_, ":", line_, ":", at_ - line_begin_ + 1, ": ", parts...);
  }

  /// The present character for a message.
  std::string name() const {
    char const c = ahead();
    if (c > ' ' && c <= '~') return std::string("'") + c + "'";
    char text[8];
    std::snprintf(text, sizeof text, "0x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    return std::string("byte ") + text;
  }

  [[noreturn]] void fail_at_character() const { fail("unexpected ", name(), " outside quotes and comments"); }

  /// Takes a character, which may be a line end.
  void take() {
    if (ahead() == '\n') {
      ++line_;
      line_begin_ = at_ + 1;
    }
    ++at_;
  }

  void take_blanks() {
    while (at_ < text_.size() && is_blank(ahead())) take();
  }

  /// No control characters anywhere, but tabs and line ends.
  void check_characters() {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = line_begin_ = 3;
    std::size_t const begin = at_;
    for (; at_ < text_.size(); take()) {
      char const c = ahead();
      bool const fine = c == '\t' || c == '\n' || (c == '\r' && ahead(1) == '\n' && at_ + 1 < text_.size());
      if (!fine && is_control(c)) fail("unexpected ", name(), ", expected text in UTF-8");
    }
    at_ = line_begin_ = begin;
    line_ = 1;
  }

  void token() {
    char const c = ahead();
    if (c == '\n') {
      if (open_.empty()) begin_entry(false);
      begins_line_ = begins_line_ || open_.empty();
      return take();
    }
    if (is_blank(c)) return take();
    if (c == '#') {
      while (at_ < text_.size() && ahead() != '\n') take();
      return;
    }
    bool const first = begins_line_;
    begins_line_ = false;
    if (c == '"' || c == '\'') return string(c);
    if (c == '[' && first) return header();
    if (is_of_word(c)) return word();
    mark(c);
  }

  /// Brackets, commas and equal signs.
  void mark(char c) {
    if (c == '[' || c == '{') {
      open(c);
      begin_entry(c == '[');
    } else if (c == ']' || c == '}') {
      if (open_.empty() || open_.back() != (c == ']' ? '[' : '{')) fail("'", c, "' closes nothing that is open");
      open_.pop_back();
      begin_entry(true);
    } else if (c == ',') {
      begin_entry(!open_.empty() && open_.back() == '[');
    } else if (c == '=') {
      if (in_value_) fail("unexpected '=' behind a value, expected one key = value in a line");
      begin_entry(true);
    } else {
      fail_at_character();
    }
    take();
  }

  void begin_entry(bool value) {
    in_value_ = value;
    dots_ = 0;
  }

  void open(char c) {
    if (open_.size() == most_levels) fail("brackets in more than ", most_levels, " levels, expected lists of values");
    open_ += c;
  }

  /// "[name" or "[[name": the library takes for granted that a name follows.
  void header() {
    open('[');
    take();
    if (ahead() == '[') {
      open('[');
      take();
    }
    take_blanks();
    begin_entry(false);
    bool const name = ahead() == '"' || ahead() == '\'' || is_of_name(ahead());
    if (!name) fail("the name of a section is missing, expected [name]");
  }

  void word() {
    if (!in_value_) {
      if (ahead() == '.' && ++dots_ == most_levels) {
        fail("a name of more than ", most_levels, " parts, expected [section] and key = value");
      }
      return take();
    }
    // The library takes for granted that a time of day is one where it has looked only for its marks.
    for (; at_ < text_.size() && is_of_word(ahead()); take())
      if (ahead() == ':') fail("unexpected ':' in a value; dates and times are no values here");
    char const c = ahead();
    if (!is_blank(c) && c != '\n' && c != ',' && c != ']' && c != '}' && c != '#') fail_at_character();
    if (c == ' ' && is_digit(ahead(1))) fail("two values without a comma between them; dates are no values here");
  }

  /// Goes behind a string, or to where the library reports that it does not end.
  void string(char quote) {
    std::string const three(3, quote);
    bool const several_lines = text_.substr(at_).starts_with(three);
    for (int k = several_lines ? 3 : 1; k > 0; --k) take();
    while (at_ < text_.size()) {
      char const c = ahead();
      if (c == '\n' && !several_lines) return;
      if (c == '\\' && quote == '"') {
        escape(several_lines);
        continue;
      }
      bool const ends = c == quote && (!several_lines || text_.substr(at_).starts_with(three));
      take();
      if (!ends) continue;
      // A text of several lines may end in one or two quotes of its own.
      for (int k = 0; several_lines && k < 4 && ahead() == quote; ++k) take();
      return;
    }
  }

  /// Goes behind a backslash and what it escapes.
  void escape(bool several_lines) {
    take();
    if (!several_lines) {
      if (ahead() != '\n') take();
      return;
    }
    bool const goes_on = is_blank(ahead()) || ahead() == '\n';
    while (at_ < text_.size() && (is_blank(ahead()) || ahead() == '\n')) take();
    if (!is_ascii(ahead())) fail("a character outside ASCII follows a backslash, expected a text in one line");
    if (!goes_on && at_ < text_.size()) take();
  }

  std::string_view text_;
  std::string const& file_;
  std::size_t at_ = 0, line_ = 1, line_begin_ = 0;
  std::string open_;         ///< brackets, the outermost first
  bool begins_line_ = true;  ///< nothing yet in this line, which is not inside brackets
  bool in_value_ = false;    ///< else in a name
  std::size_t dots_ = 0;     ///< of the present name
};

}  // namespace

void check_toml_text(std::string_view text, std::string const& file) {
  tektite::require(text.size() <= most_toml_bytes, file, ": more than ", most_toml_bytes,
                   " bytes, expected a configuration of a few thousand");
  tektite::require(!text.starts_with("\xff\xfe") && !text.starts_with("\xfe\xff"), file,
                   ": is UTF-16, expected text in UTF-8");
  TextCheck(text, file).run();
}

}  // namespace study
