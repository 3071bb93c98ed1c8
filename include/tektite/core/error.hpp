// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

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

/// Throws `Error` with all arguments streamed into one line, at full precision.
template <class... Parts>
[[noreturn]] void fail(Parts const&... parts) {
  std::ostringstream line;
  line.precision(17);
  (line << ... << parts);
  throw Error(line.str());
}

/// Throws unless `condition` holds. The parts are only formatted on failure.
template <class... Parts>
void require(bool condition, Parts const&... parts) {
  if (!condition) fail(parts...);
}

}  // namespace detail
}  // namespace tektite
