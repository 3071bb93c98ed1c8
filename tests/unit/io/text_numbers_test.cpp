// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/io/text_numbers.hpp>

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

namespace text_numbers_test {

using tektite::io::append_number;
using tektite::io::parse_number;

namespace {

template <class... Number>
std::string written(Number... number) {
  std::string text = "x";
  append_number(text, number...);
  REQUIRE(text.starts_with("x"));
  return text.substr(1);
}

}  // namespace

TEST_CASE("numbers are written in the shortest form that reads back to the same bits") {
  REQUIRE(written(0.1) == "0.1");
  REQUIRE(written(0.1f) == "0.1");
  REQUIRE(written(-0.0) == "-0");
  REQUIRE(written(0.003) == "0.003");
  REQUIRE(written(1e300) == "1e+300");
  REQUIRE(written(std::numeric_limits<double>::denorm_min()) == "5e-324");
  REQUIRE(written(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  std::mt19937_64 random(1);
  for (int k = 0; k < 20000; ++k) {
    std::uint64_t bits = random();
    if ((bits >> 52 & 0x7ff) == 0x7ff) bits ^= std::uint64_t(1) << 60;  // not a finite number
    double const value = std::bit_cast<double>(bits);
    std::string const text = written(value);
    double back = 0;
    REQUIRE(parse_number(text, back));
    REQUIRE(std::bit_cast<std::uint64_t>(back) == std::bit_cast<std::uint64_t>(value));
    // One digit less is another number.
    std::size_t const digit = text.find_last_of("0123456789", text.find('e') - 1);
    if (text.find('.') == std::string::npos || digit < 3) continue;
    double shorter = 0;
    if (parse_number(std::string(text).erase(digit, 1), shorter)) REQUIRE(shorter != value);
  }
}

TEST_CASE("whole numbers are written without an exponent, however few digits are asked for") {
  REQUIRE(written(100000.0) == "100000");
  REQUIRE(written(-123456789012345.0) == "-123456789012345");
  REQUIRE(written(1e15) == "1e+15");
  REQUIRE(written(123456.0, 3) == "123456");
  REQUIRE(written(0.123456, 3) == "0.123");
  REQUIRE(written(0.123456, 0) == "0.123456");
  REQUIRE(written(-0.0, 4) == "-0");
}

}  // namespace text_numbers_test
