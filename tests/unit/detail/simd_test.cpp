// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/detail/simd/compaction.hpp>
#include <tektite/detail/simd/lanes.hpp>
#include <tektite/detail/simd/quads.hpp>

#include <algorithm>
#include <array>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <random>
#include <utility>
#include <vector>

namespace simd_test {

using namespace tektite::detail;

namespace {

template <class T, int w>
struct Shape {
  using Number = T;
  static constexpr int W = w;
};

constexpr int doubles = lane_count<Kokkos::HostSpace, double>, floats = lane_count<Kokkos::HostSpace, float>;

}  // namespace

// A GPU uses one lane; the wide shapes are those of this CPU.
TEMPLATE_TEST_CASE("vectors do what single numbers do", "", (Shape<double, 1>), (Shape<float, 1>),
                   (Shape<double, doubles>), (Shape<float, floats>)) {
  using T = typename TestType::Number;
  constexpr int W = TestType::W;
  std::mt19937 random(W);
  std::uniform_real_distribution<T> number(-1, 1);
  alignas(64) std::array<T, 400> table;
  for (auto& t : table) t = number(random);

  SECTION("lines are loaded by index and taken apart") {
    std::array<int, W> index;
    for (int round = 0; round < 20; ++round) {
      for (int& i : index) i = static_cast<int>(random() % 100);
      auto const quads = load_quads<W, 4>(table.data(), index.data());
      for (int c = 0; c < 4; ++c)
        for (int w = 0; w < W; ++w) REQUIRE(lane(quads.part[c], w) == table[4 * index[w] + c]);
    }
  }

  SECTION("entries that pass a test are listed upwards and downwards, and nothing below or above is touched") {
    for (int round = 0; round < 200; ++round) {
      std::array<T, W> values;
      std::array<int, W> entries;
      for (int w = 0; w < W; ++w) values[w] = number(random), entries[w] = 100 + w;
      Lanes<T, W> v;
      std::memcpy(&v, values.data(), sizeof v);
      T const limit = number(random);
      unsigned const bits = below<W>(v, limit);
      std::vector<int> expected;
      for (int w = 0; w < W; ++w) {
        REQUIRE((bits >> w & 1u) == unsigned(values[w] < limit));
        if (values[w] < limit) expected.push_back(100 + w);
      }
      std::array<int, 3 * W> list;
      list.fill(-1);
      REQUIRE(append<W>(list.data() + W, entries.data(), bits) == int(expected.size()));
      for (int w = 0; w < W; ++w) REQUIRE(list[w] == -1);
      for (std::size_t k = 0; k < expected.size(); ++k) REQUIRE(list[W + k] == expected[k]);
      for (int w = 2 * W; w < 3 * W; ++w) REQUIRE(list[w] == -1);

      list.fill(-1);
      REQUIRE(prepend<W>(list.data() + 2 * W, entries.data(), bits) == int(expected.size()));
      std::vector<int> below_end(list.data() + 2 * W - expected.size(), list.data() + 2 * W);
      std::sort(below_end.begin(), below_end.end());
      REQUIRE(below_end == expected);
      for (int w = 2 * W; w < 3 * W; ++w) REQUIRE(list[w] == -1);
      for (int w = 0; w < W; ++w) REQUIRE(list[w] == -1);

      std::array<T, 3 * W> kept;
      kept.fill(-2);
      REQUIRE(append_lanes<W>(kept.data() + W, v, bits) == int(expected.size()));
      for (std::size_t k = 0; k < expected.size(); ++k) REQUIRE(kept[W + k] == values[expected[k] - 100]);
      for (int w = 0; w < W; ++w) REQUIRE(std::pair(kept[w], kept[2 * W + w]) == std::pair(T(-2), T(-2)));
    }
  }

  SECTION("lanes add up, the smallest is found, and whole numbers come out in order") {
    std::array<T, W> values;
    double sum = 0;
    for (auto& value : values) value = static_cast<T>(random() % 1000), sum += value;
    Lanes<T, W> v;
    std::memcpy(&v, values.data(), sizeof v);
    REQUIRE(lane_min<W, T>(v) == *std::min_element(values.begin(), values.end()));
    REQUIRE(pairwise_lane_sum<W, T>(v) == sum);  // whole numbers: exact in any order
    using Bits = std::conditional_t<sizeof(T) == 8, std::int64_t, std::int32_t>;
    LaneArray<Bits, W> const array(reinterpret<Lanes<Bits, W>>(v));
    for (int w = 0; w < W; ++w) REQUIRE(array.number[w] == reinterpret<Bits>(values[w]));
  }
}

}  // namespace simd_test
