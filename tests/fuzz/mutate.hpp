// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// Changes of inputs at random, the same ones on every machine.

namespace fuzz {

/// Makes variants of inputs.
class Mutator {
 public:
  /// \param seed of the changes
  explicit Mutator(std::uint64_t seed) : engine_(seed) {}

  /// \param input to be changed \param other any other input, of which parts are taken \returns a variant
  std::string operator()(std::string input, std::string const& other) {
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) change(input, other);
    return input;
  }

 private:
  /// A number from 0 to n - 1. The standard's distributions differ between libraries.
  std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(engine_() % n); }

  void change(std::string& text, std::string const& other) {
    switch (below(8)) {
      case 0:
        if (!text.empty()) text[below(text.size())] ^= static_cast<char>(1u << below(8));
        return;
      case 1:
        if (!text.empty()) text[below(text.size())] = static_cast<char>(below(256));
        return;
      case 2:
        return erase_part(text);
      case 3:
        return insert_part(text, text);
      case 4:
        return insert_part(text, other);
      case 5:
        return replace_binary(text);
      default:
        return replace_number(text);
    }
  }

  /// Up to a few characters, whole lines or half of all.
  std::size_t part_length(std::size_t size) {
    return 1 + below(below(2) == 0 ? std::min<std::size_t>(size, 8) : size / 2);
  }

  void erase_part(std::string& text) {
    std::size_t const begin = below(text.size() + 1);
    text.erase(begin, part_length(text.size()));
  }

  void insert_part(std::string& text, std::string const& source) {
    std::size_t const begin = below(source.size() + 1);
    std::string const part = source.substr(begin, part_length(source.size()));
    constexpr std::size_t longest = 1 << 16;
    if (text.size() + part.size() <= longest) text.insert(below(text.size() + 1), part);
  }

  /// Another number of 4 or 8 bytes in the place of one.
  void replace_binary(std::string& text) {
    double const real[] = {
        0, -1, 1e300, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN(), 5e-324};
    std::uint64_t const whole[] = {0, 1, 0x7fffffffu, 0xffffffffu, 1ull << 62, ~0ull, 1ull << 33, 255};
    char bytes[8];
    std::size_t const k = below(std::size(real) + std::size(whole));
    if (k < std::size(real))
      std::memcpy(bytes, &real[k], 8);
    else
      std::memcpy(bytes, &whole[k - std::size(real)], 8);
    std::size_t const width = below(2) == 0 ? 4 : 8;
    if (text.size() < width) return;
    std::size_t at = below(text.size() - width + 1);
    if (below(2) == 0) at -= at % 4;
    text.replace(at, width, bytes, width);
  }

  /// Another number, written out, in the place of one.
  void replace_number(std::string& text) {
    static constexpr std::array<std::string_view, 24> nasty{"0",
                                                            "-1",
                                                            "1",
                                                            "2",
                                                            "1e300",
                                                            "-1e300",
                                                            "1e-300",
                                                            "1e400",
                                                            "nan",
                                                            "inf",
                                                            "2147483647",
                                                            "2147483648",
                                                            "9223372036854775807",
                                                            "9223372036854775808",
                                                            "-9223372036854775808",
                                                            "1e15",
                                                            "1e-12",
                                                            "0.1",
                                                            "65536",
                                                            "1000000000000",
                                                            "-0",
                                                            "0x10",
                                                            "1e6",
                                                            "3.0000000000000004"};
    auto const digit = [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e'; };
    std::size_t const start = below(text.size() + 1);
    auto const begin = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(start), text.end(), digit);
    auto const end = std::find_if_not(begin, text.end(), digit);
    text.replace(begin, end, nasty[below(nasty.size())]);
  }

  std::mt19937_64 engine_;
};

}  // namespace fuzz
