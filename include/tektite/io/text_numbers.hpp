// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>

/// \file
/// Numbers in text files, read and written without regard to the language of the system.

namespace tektite::io {

namespace detail {

/// Whether a decimal number that no `double` holds is too small for one, not too large.
///
/// \param number digits, at least one of them not 0, with or without a point and an exponent
/// \returns      true where its first digit stands for less than 1
inline bool is_tiny(std::string_view number) {
  std::size_t const e = std::min(number.find_first_of("eE"), number.size());
  std::string_view const digits = number.substr(0, e);
  double const point = double(std::min(digits.find('.'), digits.size()));
  double const first = double(digits.find_first_of("123456789"));
  std::string_view exponent = number.substr(std::min(e + 1, number.size()));
  if (!exponent.empty() && exponent[0] == '+') exponent.remove_prefix(1);
  std::int64_t power = 0;
  auto const [end, error] = std::from_chars(exponent.data(), exponent.data() + exponent.size(), power);
  if (error == std::errc::result_out_of_range) return exponent[0] == '-';
  return double(power) + point - first < 0;
}

/// Whether a number lost digits when it was written: it shows as many as writers show by default (6) or more, but not
/// those of the ones.
///
/// \param number a number with or without a point and an exponent
/// \param value  which it is
/// \returns      true for 1.23457e+06, false for 1e+06 and 1.234570e+06
inline bool is_cut(std::string_view number, std::int64_t value) {
  std::string_view const mantissa = number.substr(0, number.find_first_of("eEdD"));
  std::size_t const first = std::min(mantissa.find_first_of("123456789"), mantissa.size());
  auto const digits = std::count_if(mantissa.begin() + std::ptrdiff_t(first), mantissa.end(),
                                    [](char c) { return c >= '0' && c <= '9'; });
  int needed = 0;
  for (; value != 0; value /= 10) ++needed;
  return digits >= 6 && digits < needed;
}

/// Whether a number is whole and has at most 15 digits. Not -0, whose sign would be lost.
///
/// \param value any number
/// \returns     true if it is
inline bool is_whole(double value) {
  return std::abs(value) < 1e15 && value == std::trunc(value) && !(value == 0 && std::signbit(value));
}

}  // namespace detail

/// Reads a whole word as a finite number. Exponents with Fortran's D are accepted; underflow gives zero.
///
/// \param token a word
/// \param value the number; unspecified where there is none
/// \returns     false for anything else ("1.5x", "nan", "", overflow)
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
    if (!detail::is_tiny(token)) return false;
    value = 0;
    return true;
  }
  return error == std::errc{} && std::isfinite(value);
}

/// Reads a whole word as an integer.
///
/// \param token a word
/// \param value the number
/// \returns     false for anything else, and for numbers that `T` cannot hold
template <std::integral T>
bool parse_number(std::string_view token, T& value) {
  if (token.size() > 1 && token[0] == '+' && token[1] != '-') token.remove_prefix(1);
  auto const [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  return error == std::errc{} && end == token.data() + token.size();
}

/// Reads a whole word as an integer that may be written as a real number: 2.0, 1e+06. Many scripts write tables of
/// numbers in one format for all columns.
///
/// \param token a word
/// \param value the number
/// \returns     false for anything else: for 1.5, for numbers that are too large for a `double` to count, and for
///              those whose last digits were cut off when they were written (1.23457e+06)
inline bool parse_whole(std::string_view token, std::int64_t& value) {
  if (parse_number(token, value)) return true;
  double real = 0;
  if (!parse_number(token, real) || std::abs(real) > 9e15 || real != std::round(real)) return false;
  value = static_cast<std::int64_t>(real);
  return !detail::is_cut(token, value);
}

/// Appends a number to a text.
///
/// \param text  the number is put at its end
/// \param value written in the shortest form that reads back to the same bits; a whole number of at most 15 digits
///              without an exponent
template <class T>
  requires(std::integral<T> || std::floating_point<T>)
void append_number(std::string& text, T value) {
  if constexpr (std::floating_point<T>) {
    // 100000 is as long as 1e+05, which readers of whole numbers take for 1.
    if (detail::is_whole(value)) return append_number(text, static_cast<std::int64_t>(value));
  }
  char number[64];
  text.append(number, std::to_chars(number, number + sizeof number, value).ptr);
}

/// Appends a number with few digits to a text.
///
/// \param text   the number is put at its end
/// \param value  a whole number is written as it is
/// \param digits significant ones, at most 17; 0: as many as read back to the same bits
inline void append_number(std::string& text, double value, int digits) {
  if (digits == 0 || detail::is_whole(value)) return append_number(text, value);
  char number[64];
  text.append(number, std::to_chars(number, number + sizeof number, value, std::chars_format::general, digits).ptr);
}

}  // namespace tektite::io
