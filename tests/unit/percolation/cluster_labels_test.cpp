// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/core/copy.hpp>
#include <tektite/percolation/cluster_labels.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "reference/breadth_first_labels.hpp"

using tektite::to_device;
using tektite::to_host;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;

namespace {

struct Masked {
  Kokkos::View<int*, Memory> mask;
  KOKKOS_FUNCTION bool operator()(int i) const { return mask(i) != 0; }
};

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
  auto const found = tektite::canonical_labels(Exec{}, to_device(components), Masked{to_device(mask)});
  REQUIRE(to_host(found.sizes) == sizes);
  REQUIRE(to_host(found.labels) == labels);
}

TEST_CASE("no particles have no clusters") {
  auto const none = tektite::canonical_labels(Exec{}, Kokkos::View<int*, Memory>("components", 0), Masked{});
  REQUIRE((none.labels.extent(0) == 0 && none.sizes.extent(0) == 0));
}
