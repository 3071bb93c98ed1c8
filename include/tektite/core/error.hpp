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
/// what was expected. What can fail for a single particle never throws: it goes to a `Status` View.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace detail {

template <class Part>
void add_to_line(std::ostream& line, Part const& part) {
  if constexpr (std::is_floating_point_v<Part>) {
    // The fewest digits that tell the value: -1.1, not -1.1000000000000001.
    char text[64];
    auto const result = std::to_chars(text, text + sizeof text, part);
    line.write(text, result.ptr - text);
  } else {
    line << part;
  }
}

}  // namespace detail

/// Throws `Error` with all arguments streamed into one line, numbers so that they read back to the same bits.
template <class... Parts>
[[noreturn]] void fail(Parts const&... parts) {
  std::ostringstream line;
  (detail::add_to_line(line, parts), ...);
  throw Error(line.str());
}

/// Throws unless `condition` holds. The parts are only formatted on failure.
template <class... Parts>
void require(bool condition, Parts const&... parts) {
  if (!condition) fail(parts...);
}

}  // namespace tektite
