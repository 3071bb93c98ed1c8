// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/detail/item_order.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cstdint>
#include <vector>

namespace item_order_test {

using namespace tektite::detail;

TEST_CASE("every item runs once, and each seed gives another order than the ascending one") {
  std::uint64_t const n = GENERATE(1, 2, 3, 4, 6, 7, 8, 30, 256, 1000, 65536, 100'003);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    ItemOrder const order(n, seed);
    std::vector<int> runs(n);
    std::uint64_t in_place = 0;
    for (std::uint64_t k = 0; k < n; ++k) ++runs.at(order(k)), in_place += order(k) == k;
    REQUIRE(runs == std::vector<int>(n, 1));
    if (n > 1) REQUIRE(in_place < n);
    if (n >= 1000) REQUIRE(in_place < n / 10);
  }
}

}  // namespace item_order_test
