// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/voronoi/detail/exact_side.hpp>

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <random>
#include <vector>

namespace exact_side_test {

using namespace tektite::detail;

TEST_CASE("words multiplied by halves give the known product") {
  // 0xfedcba9876543210 * 0x0123456789abcdef, and the largest result there is.
  std::uint64_t carry = 0;
  REQUIRE(multiply_add_in_halves(0xfedcba9876543210, 0x0123456789abcdef, 0, carry) == 0x2236d88fe5618cf0);
  REQUIRE(carry == 0x0121fa00ad77d742);
  std::uint64_t const ones = ~std::uint64_t(0);
  carry = ones;
  REQUIRE(multiply_add_in_halves(ones, ones, ones, carry) == ones);
  REQUIRE(carry == ones);
}

TEST_CASE("words multiplied by halves are those multiplied at once") {
  std::mt19937_64 random(1);
  std::vector<std::uint64_t> words{0, 1, 0xffffffff, 0x100000000, ~std::uint64_t(0), std::uint64_t(1) << 63};
  for (int i = 0; i < 20; ++i) words.push_back(random());
  int wrong = 0;
  for (auto const a : words) {
    for (auto const b : words) {
      for (auto const c : words) {
        for (auto const d : words) {
          auto high = d, high_in_halves = d;
          wrong += multiply_add(a, b, c, high) != multiply_add_in_halves(a, b, c, high_in_halves);
          wrong += high != high_in_halves;
        }
      }
    }
  }
  REQUIRE(wrong == 0);
}

}  // namespace exact_side_test
