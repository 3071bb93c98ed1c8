// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/random.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

namespace random_test {

using namespace tektite;

TEST_CASE("Philox gives the published numbers") {
  // Known answers of Random123, kat_vectors, philox4x32 10 rounds.
  auto const words = [](std::uint64_t key, std::uint64_t low, std::uint64_t high) {
    auto const b = Philox::block(key, low, high);
    return std::vector<std::uint32_t>(b.word, b.word + 4);
  };
  CHECK(words(0, 0, 0) == std::vector<std::uint32_t>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  std::uint64_t const ones = ~std::uint64_t(0);
  CHECK(words(ones, ones, ones) == std::vector<std::uint32_t>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(words(0x299f31d0a4093822u, 0x85a308d3243f6a88u, 0x0370734413198a2eu) ==
        std::vector<std::uint32_t>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("uniform numbers fill (0, 1] evenly and are not correlated with their neighbours") {
  int const n = 100000;
  double sum = 0, square = 0, product = 0, before = 0, least = 1, most = 0;
  for (int i = 0; i < n; ++i) {
    double const u = Philox::block(7, i, 0).uniform(1);
    sum += u;
    square += u * u;
    product += (u - 0.5) * (before - 0.5);
    before = u;
    least = std::min(least, u);
    most = std::max(most, u);
  }
  // Five standard deviations of each estimate.
  REQUIRE(std::abs(sum / n - 0.5) < 5 * std::sqrt(1.0 / 12 / n));
  REQUIRE(std::abs(square / n - 1.0 / 3) < 5 * std::sqrt(4.0 / 45 / n));
  REQUIRE(std::abs(product / n) < 5 / 12.0 / std::sqrt(double(n)));
  REQUIRE((least > 0 && most <= 1));
  REQUIRE((least < 20.0 / n && most > 1 - 20.0 / n));
}

TEST_CASE("a sequence is a function of its seed and stream") {
  RandomSequence a(5, 1), same(5, 1), other_seed(6, 1), other_stream(5, 2);
  for (int i = 0; i < 10; ++i) {
    double const u = a.uniform();
    REQUIRE(u == same.uniform());
    REQUIRE(u != other_seed.uniform());
    REQUIRE(u != other_stream.uniform());
  }
}

TEST_CASE("permutations hold each number once, and every order comes as often") {
  RandomSequence draw(3, 0);
  auto const big = draw.permutation(1000);
  auto sorted = big;
  std::sort(sorted.begin(), sorted.end());
  for (int i = 0; i < 1000; ++i) REQUIRE(sorted[i] == i);
  REQUIRE(big != sorted);

  std::vector<int> counts(6);
  int const trials = 60000;
  for (int t = 0; t < trials; ++t) {
    auto const p = draw.permutation(3);
    counts[2 * p[0] + (p[1] > p[2])] += 1;
  }
  for (int const count : counts) REQUIRE(std::abs(count - trials / 6.0) < 5 * std::sqrt(trials * 5 / 36.0));
}

TEST_CASE("below gives every number below its bound, and no other") {
  RandomSequence draw(11, 4);
  std::vector<int> counts(7);
  for (int t = 0; t < 7000; ++t) {
    int const k = draw.below(7);
    REQUIRE((k >= 0 && k < 7));
    counts[k] += 1;
  }
  for (int const count : counts) REQUIRE(std::abs(count - 1000) < 5 * std::sqrt(7000 * 6 / 49.0));
}

TEST_CASE("ranges without a number are refused") {
  RandomSequence draw(1, 1);
  REQUIRE_THROWS_WITH(draw.below(0), Catch::Matchers::ContainsSubstring("RandomSequence: below(0)"));
  REQUIRE_THROWS_WITH(draw.permutation(-1), Catch::Matchers::ContainsSubstring("RandomSequence: permutation(-1)"));
  REQUIRE(draw.permutation(0).empty());
}

}  // namespace random_test
