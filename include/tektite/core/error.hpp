// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <charconv>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace tektite {

/// The one exception type of the library.
///
/// Thrown on the host for input that cannot give a right answer. The text is one line: what was wrong, where, and
/// what was expected. A failure that concerns a single particle never throws: it is reported in a `Status` View.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace detail {

/// Writes one part of an error text.
template <class Part>
void add_to_line(std::ostream& line, Part const& part) {
  if constexpr (std::is_floating_point_v<Part>) {
    // The shortest text that reads back to the same value: -1.1, not -1.1000000000000001.
    char text[64];
    auto const result = std::to_chars(text, text + sizeof text, part);
    line.write(text, result.ptr - text);
  } else {
    line << part;
  }
}

}  // namespace detail

/// Throws `Error` with a text of one line.
///
/// \param parts of the text, written one after the other; floating-point numbers with the fewest digits that read back
///              to the same bits
/// \throws Error always
template <class... Parts>
[[noreturn]] void fail(Parts const&... parts) {
  std::ostringstream line;
  (detail::add_to_line(line, parts), ...);
  throw Error(line.str());
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

}  // namespace tektite
