// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// On one rank. tests/unit/adaptors/mpi_test.cpp compares several ranks with one.

#include <tektite/network/over_ranks.hpp>
#include <tektite/voronoi.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <random>
#include <span>
#include <vector>

namespace network_over_ranks_test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
using tektite::OneRank;
using tektite::to_host;
using tektite::Vec3;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

/// Random particles, followed by their images around the box.
struct Sample {
  tektite::Box box = tektite::Box::triclinic({9, 10, 11}, 2, -1, 3);
  std::vector<Vec3<double>> positions, with_images;
  std::vector<std::int64_t> ids;

  explicit Sample(std::size_t count) {
    std::mt19937_64 random(4);
    std::uniform_real_distribution<double> place(0, 1);
    for (std::size_t i = 0; i < count; ++i)
      positions.push_back(box.cartesian({place(random), place(random), place(random)}));
    with_images = positions;
    for (std::size_t i = 0; i < count; ++i) ids.push_back(std::int64_t(3 * i + 2));
    for (int image = 0; image < 27; ++image) {
      Vec3<int> const shift{image % 3 - 1, image / 3 % 3 - 1, image / 9 - 1};
      if (image == 13) continue;
      for (std::size_t i = 0; i < count; ++i) {
        with_images.push_back(positions[i] + box.translation(shift));
        ids.push_back(ids[i]);
      }
    }
  }
};

}  // namespace

TEST_CASE("networks of one rank with ghosts are those of the periodic box") {
  Exec const exec{};
  Sample const sample(300);
  auto const cells = voronoi(exec, tektite::to_device<Vec3<double>>(sample.positions), sample.box);
  auto const part = voronoi(exec, tektite::to_device<Vec3<double>>(sample.with_images), tektite::WithGhosts{300});
  std::vector<int> marks(300);
  for (int const every : {5, 12, 30}) {
    for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = int(i) % every == 1;
    auto const selected = tektite::to_device<int>(marks);
    for (int const min_shared : {1, 2, 4}) {
      auto const expected = ordered_networks(exec, cells, selected, {.min_shared = min_shared});
      auto const found = ordered_networks_over_ranks(exec, OneRank{}, part, selected,
                                                     std::span<std::int64_t const>(sample.ids), {min_shared});
      CHECK(found.labels == to_host(exec, expected.labels));
      auto const sizes = to_host(exec, expected.sizes);
      CHECK(found.sizes == std::vector<std::int64_t>(sizes.begin(), sizes.end()));
      CHECK(found.sharing == expected.sharing);
      std::vector<std::int64_t> counts(sizes.size(), 0);
      for (int const network : to_host(exec, expected.network_of)) ++counts[std::size_t(network - 1)];
      CHECK(found.counts == counts);
    }
  }
}

TEST_CASE("networks of ranks refuse what does not fit together") {
  Exec const exec{};
  Sample const sample(50);
  auto const part = voronoi(exec, tektite::to_device<Vec3<double>>(sample.with_images), tektite::WithGhosts{50});
  auto const call = [&](std::size_t ids, std::size_t marks, int min_shared) {
    ordered_networks_over_ranks(exec, OneRank{}, part, tektite::to_device<int>(std::vector<int>(marks, 1)),
                                std::span<std::int64_t const>(sample.ids).first(ids), {min_shared});
  };
  CHECK_NOTHROW(call(sample.ids.size(), 50, 1));
  CHECK_THROWS_MATCHES(call(sample.ids.size(), 49, 1), tektite::Error,
                       MessageMatches(ContainsSubstring("49 selected for 50")));
  CHECK_THROWS_MATCHES(call(49, 50, 1), tektite::Error, MessageMatches(ContainsSubstring("49 ids for 50 particles")));
  CHECK_THROWS_MATCHES(call(50, 50, 1), tektite::Error, MessageMatches(ContainsSubstring("has no id, there are 50")));
  CHECK_THROWS_MATCHES(call(sample.ids.size(), 50, 0), tektite::Error,
                       MessageMatches(ContainsSubstring("min_shared 0")));
}

}  // namespace network_over_ranks_test
