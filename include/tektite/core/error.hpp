// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tektite {

namespace detail {

/// Length of the character that a text begins with, in bytes; 0 where a terminal would not only draw it: for control
/// characters, marks that end a line or turn the direction of the text, and bytes that are not UTF-8.
inline std::size_t drawn_character(std::string_view text) {
  auto const byte = [&](std::size_t k) { return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u; };
  unsigned const first = byte(0);
  if (first < 0x80) return first >= ' ' && first != 0x7f ? 1 : 0;
  if (first < 0xc2 || first > 0xf4) return 0;
  std::size_t const length = first >= 0xf0 ? 4 : (first >= 0xe0 ? 3 : 2);
  std::uint32_t code = first & (0x7fu >> length);
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte(k) & 0xc0) != 0x80) return 0;
    code = code << 6 | (byte(k) & 0x3f);
  }
  constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  auto const within = [code](std::uint32_t low, std::uint32_t high) { return code >= low && code <= high; };
  bool const valid = within(smallest[length], 0x10ffff) && !within(0xd800, 0xdfff);
  bool const mark = within(0x80, 0x9f) || within(0x200e, 0x200f) || within(0x2028, 0x202e) || within(0x2066, 0x2069);
  return valid && !mark ? length : 0;
}

}  // namespace detail

/// Text that can be shown on a terminal, whatever the bytes are.
///
/// \param text any bytes
/// \returns    the text; bytes that are no printable character of UTF-8 are question marks
inline std::string printable(std::string_view text) {
  std::string result(text);
  for (std::size_t k = 0; k < result.size();) {
    std::size_t const length = detail::drawn_character(std::string_view(result).substr(k));
    if (length == 0) result[k] = '?';
    k += length == 0 ? 1 : length;
  }
  return result;
}

/// A word of a file for a message: short, and in ASCII, because files may hold anything.
///
/// \param text any bytes
/// \returns    at most 40 bytes of it; those that cannot be printed are question marks, three dots stand for the rest
inline std::string shortened(std::string_view text) {
  std::string result;
  for (char const c : text.substr(0, 40)) result += c >= ' ' && c <= '~' ? c : '?';
  return text.size() > 40 ? result + "..." : result;
}

/// The one exception type of the library.
///
/// Thrown on the host for input that cannot give a right answer. The text is one line: what was wrong, where, and
/// what was expected. A failure that concerns a single particle never throws: it is reported in a `Status` View.
class Error : public std::runtime_error {
 public:
  /// Longest text in bytes: some paths of files and a sentence.
  static constexpr std::size_t max_text = 16000;

  /// Makes an error of a text, which may hold names from files and of files.
  ///
  /// \param text any bytes; they pass through `printable`, and what is beyond `max_text` is left out
  explicit Error(std::string_view text)
      : std::runtime_error(printable(text.substr(0, max_text)) + (text.size() > max_text ? "..." : "")) {}
};

namespace detail {

/// A part of an error text as it is passed on: all texts as one type, all integers as two. So the code that formats a
/// text is compiled once for many calls.
template <class Part>
decltype(auto) canonical_part(Part const& part) {
  constexpr bool is_number = std::is_integral_v<Part> && sizeof(Part) > 1;  // not a character, not `bool`
  if constexpr (std::is_convertible_v<Part const&, std::string_view>) {
    return std::string_view(part);
  } else if constexpr (is_number && std::is_signed_v<Part>) {
    return static_cast<long long>(part);
  } else if constexpr (is_number) {
    return static_cast<unsigned long long>(part);
  } else {
    return (part);
  }
}

/// Adds one part to an error text. Floating-point numbers get the shortest text that reads back to the same value:
/// -1.1, not -1.1000000000000001.
template <class Part>
void add_to_line(std::string& line, Part const& part) {
  if constexpr (std::is_same_v<Part, std::string_view>) {
    line += part;
  } else if constexpr (std::is_arithmetic_v<Part> && sizeof(Part) > 1) {
    char text[64];
    line.append(text, std::to_chars(text, text + sizeof text, part).ptr);
  } else {
    std::ostringstream text;
    text << part;
    line += text.str();
  }
}

/// Throws `Error` with a text of canonical parts.
template <class... Parts>
[[noreturn, gnu::cold]] void fail_with(Parts const&... parts) {
  std::string line;
  (add_to_line(line, parts), ...);
  throw Error(line);
}

/// Names for a message, at most 20 of them, each `shortened`.
inline std::string listed(std::vector<std::string> const& names, std::string_view separator) {
  std::string list;
  for (std::size_t k = 0; k < names.size() && k < 20; ++k) {
    if (k > 0) list += separator;
    list += shortened(names[k]);
  }
  return names.size() > 20 ? list + " and " + std::to_string(names.size() - 20) + " more" : list;
}

}  // namespace detail

/// Throws `Error` with a text of one line.
///
/// \param parts of the text, written one after the other; floating-point numbers with the fewest digits that read back
///              to the same bits
/// \throws Error always
template <class... Parts>
[[noreturn]] void fail(Parts const&... parts) {
  detail::fail_with(detail::canonical_part(parts)...);
}

/// Throws `Error` unless a condition holds.
///
/// \param condition must be true
/// \param parts     of the text, as for `fail`; formatted on failure only
/// \throws Error    the condition is false
template <class... Parts>
void require(bool condition, Parts const&... parts) {
  if (!condition) fail(parts...);
}

namespace detail {

/// Throws unless there is one entry for each of n others.
///
/// \param caller name of the public function
/// \param count  how many entries there are
/// \param what   what the entries are
/// \param n      how many there have to be
/// \param others what these are
inline void require_entries(char const* caller, std::size_t count, char const* what, std::size_t n,
                            char const* others = "positions") {
  require(count == n, caller, ": ", count, " ", what, " for ", n, " ", others);
}

}  // namespace detail

}  // namespace tektite
