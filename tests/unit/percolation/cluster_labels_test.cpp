// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/core/copy.hpp>
#include <tektite/percolation/cluster_labels.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <map>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include "reference/breadth_first_labels.hpp"

namespace cluster_labels_test {

using tektite::to_device;
using tektite::to_host;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;

namespace {

/// A random permutation: index of each id.
std::vector<int> shuffled(int n) {
  std::vector<int> at(n);
  std::iota(at.begin(), at.end(), 0);
  std::shuffle(at.begin(), at.end(), std::mt19937(23));
  return at;
}

}  // namespace

TEST_CASE("labels are those of clusters sorted by size and smallest index, whatever is selected") {
  int const n = GENERATE(1, 40, 700, 20000);
  double const density = GENERATE(0.0, 0.3, 0.55, 2.0);
  double const share = GENERATE(0.0, 0.4, 1.0);
  CAPTURE(n, density, share);
  std::mt19937 random(17);
  std::uniform_int_distribution<int> vertex(0, n - 1);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::vector<std::pair<int, int>> edges(std::size_t(density * n));
  for (auto& [i, j] : edges) {
    i = vertex(random);
    j = vertex(random);
  }
  auto components = reference::breadth_first_labels(n, edges);
  std::vector<int> mask(n);
  std::map<int, int> size_of;
  for (int i = 0; i < n; ++i) {
    mask[i] = uniform(random) < share;
    if (mask[i]) ++size_of[components[i]];
  }
  std::vector<std::pair<int, int>> order;  // minus the size, root
  for (auto const& [root, size] : size_of) order.emplace_back(-size, root);
  std::sort(order.begin(), order.end());
  std::vector<int> sizes, labels(n, 0);
  std::map<int, int> label_of;
  for (auto const& [size, root] : order) {
    sizes.push_back(-size);
    label_of[root] = int(sizes.size());
  }
  for (int i = 0; i < n; ++i) {
    if (mask[i]) labels[i] = label_of[components[i]];
    if (!mask[i]) components[i] = -1;  // must not be read
  }
  auto const found = tektite::canonical_labels(Exec{}, to_device(components), to_device(mask));
  REQUIRE(to_host(found.sizes) == sizes);
  REQUIRE(to_host(found.labels) == labels);

  // A host code has sorted its particles: with their ids the labels stay, without them the order of equal sizes
  // changes.
  auto const at = shuffled(n);
  std::map<int, int> smallest_index;
  std::vector<int> moved_components(n, -1), moved_mask(n);
  std::vector<std::int64_t> ids(n);
  for (int i = 0; i < n; ++i) {
    ids[at[i]] = (std::int64_t(1) << 40) + 3 * i;
    moved_mask[at[i]] = mask[i];
    if (!mask[i]) continue;
    auto const [entry, is_new] = smallest_index.emplace(components[i], at[i]);
    if (!is_new) entry->second = std::min(entry->second, at[i]);
  }
  for (int i = 0; i < n; ++i)
    if (mask[i]) moved_components[at[i]] = smallest_index[components[i]];
  auto const again =
      tektite::canonical_labels(Exec{}, to_device(moved_components), to_device(moved_mask), to_device(ids));
  REQUIRE(to_host(again.sizes) == sizes);
  auto const moved_labels = to_host(again.labels);
  // Of clusters of equal size the one with the smallest selected id comes first; without ids it may be the root, which
  // need not be selected. The two orders agree where everything is selected.
  std::map<int, int> first_of_label;
  for (int i = n - 1; i >= 0; --i)
    if (mask[i]) first_of_label[moved_labels[at[i]]] = i;
  for (std::size_t k = 1; k < sizes.size(); ++k)
    if (sizes[k] == sizes[k - 1]) REQUIRE(first_of_label[int(k)] < first_of_label[int(k) + 1]);
  if (share == 1.0) {
    for (int i = 0; i < n; ++i) REQUIRE(moved_labels[at[i]] == labels[i]);
  }
}

TEST_CASE("no particles have no clusters") {
  Kokkos::View<int*, Memory> const no_components("components", 0);
  auto const none = tektite::canonical_labels(Exec{}, no_components, to_device(std::vector<int>{}));
  REQUIRE((none.labels.extent(0) == 0 && none.sizes.extent(0) == 0));
}

TEST_CASE("sizes that do not match are refused") {
  using Catch::Matchers::ContainsSubstring;
  auto const components = to_device(std::vector<int>{0, 0, 2});
  auto const three = to_device(std::vector<int>{1, 1, 1}), two = to_device(std::vector<int>{1, 1});
  REQUIRE_THROWS_WITH(tektite::canonical_labels(Exec{}, components, two), ContainsSubstring("2 selected for 3"));
  REQUIRE_THROWS_WITH(tektite::canonical_labels(Exec{}, components, three, two), ContainsSubstring("2 ids for 3"));
  // Not read: more particles than an index has numbers.
  std::size_t const n = std::size_t(1) << 31;
  Kokkos::View<int*, Memory, Kokkos::MemoryUnmanaged> const far(static_cast<int*>(nullptr), n);
  REQUIRE_THROWS_WITH(tektite::canonical_labels(Exec{}, far, far), ContainsSubstring("at most 2^31 - 1"));
}

}  // namespace cluster_labels_test
