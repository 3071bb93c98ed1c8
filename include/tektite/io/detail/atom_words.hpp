// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include "tektite/core/box.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/io/text_reader.hpp"

/// \file
/// Words, numbers and boxes that the readers of all text formats share, and their limits.

namespace tektite::io::detail {

/// Largest type that readers accept.
inline constexpr std::int64_t max_type = 65535;

/// Most columns of an atom line. Each costs memory even where there are no atoms.
inline constexpr std::size_t max_columns = 10000;

/// Longest name of a column, an element or a type, in bytes.
inline constexpr std::size_t max_name = 200;

/// Throws for a name that would not be one word in a file or on a terminal: with blanks or characters that cannot be
/// printed, or too long.
///
/// \param what the name is of, for the message
inline void check_name(TextReader const& reader, std::string_view what, std::string_view name) {
  if (name.size() > max_name)
    reader.fail("the name ", quote(name), " of ", what, " has ", name.size(), " bytes, expected at most ", max_name);
  if (name.find_first_of(" \t") != std::string_view::npos)
    reader.fail("the name ", quote(name), " of ", what, " has blanks, expected one word");
  if (printable(name) != name)
    reader.fail("the name ", quote(name), " of ", what, " has characters that cannot be printed");
}

/// The only word of the current line.
///
/// \param what   expected content, for the message
/// \throws Error there are more or fewer
inline std::string_view single(TextReader& reader, std::string_view what) {
  auto const& tokens = reader.tokens();
  if (tokens.size() != 1) reader.fail("found ", quote(reader.line()), ", expected ", what, " alone");
  return tokens[0];
}

/// Throws unless the diagonal of the edges is positive.
inline void require_positive_lengths(TextReader const& reader, Mat3 const& edges) {
  for (int d = 0; d < 3; ++d) {
    double const length = edges(d, d);
    if (length <= 0) reader.fail("box length along ", "xyz"[d], " is ", length, ", expected a positive one");
  }
}

/// Makes a box.
///
/// \throws Error with file and line: no box has these edges, or lengths outside [1e-30, 1e30], where products of edges
///               could overflow; or the origin is so far away that positions near it have no digits left
inline Box make_box(TextReader const& reader, Mat3 const& edges, Vec3<double> origin, Box::Periodic periodic) {
  double longest = 0;
  for (int k = 0; k < 3; ++k) {
    double largest = 0;
    for (int d = 0; d < 3; ++d) largest = std::max(largest, std::abs(edges(d, k)));
    if (largest < 1e-30 || largest > 1e30)
      reader.fail("box edge ", "abc"[k], " has length ", largest, ", expected a positive finite one");
    longest = std::max(longest, largest);
  }
  for (int d = 0; d < 3; ++d)
    if (std::abs(origin[d]) > 1e9 * longest) reader.fail("box origin ", origin[d], " is more than 1e9 edges away");
  try {
    return Box(edges, origin, periodic);
  } catch (Error const& error) {
    reader.fail(error.what());
  }
}

/// Reads a word as a number that may be infinite or no number at all: nan, -nan, inf.
///
/// \returns false where the word is no number, or one that no `double` holds
inline bool parse_any_number(std::string_view token, double& value) {
  if (parse_number(token, value)) return true;
  if (token.size() > 1 && token[0] == '+' && token[1] != '-') token.remove_prefix(1);
  auto const [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  return end == token.data() + token.size() && error == std::errc{};
}

/// Reads a logical word in any spelling: T, F, true, false in any case, 1, 0, 1.0, 0.0. \returns whether it is one
inline bool parse_logical(std::string_view token, bool& value) {
  std::string word;
  for (char const c : token.substr(0, 8)) word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  std::int64_t number = -1;
  if (word == "t" || word == "true")
    number = 1;
  else if (word == "f" || word == "false")
    number = 0;
  else if (!parse_whole(token, number))
    return false;
  value = number == 1;
  return number == 0 || number == 1;
}

/// A logical word as `parse_logical` reads it.
///
/// \param what name of the value in messages
inline bool read_logical(TextReader const& reader, std::string_view token, std::string_view what) {
  bool value = false;
  if (!parse_logical(token, value)) reader.fail(what, " is ", quote(token), ", expected T or F");
  return value;
}

}  // namespace tektite::io::detail
