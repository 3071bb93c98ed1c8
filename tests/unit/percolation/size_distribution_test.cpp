// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/core/copy.hpp>
#include <tektite/percolation/size_distribution.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <vector>

#include "support/periodic_contacts.hpp"

namespace size_distribution_test {

using tektite::to_device;
using tektite::to_host;
using Exec = Kokkos::DefaultExecutionSpace;

TEST_CASE("sizes in doubling bins") {
  std::vector<reference::PeriodicEdge> edges;
  for (int i : {0, 1, 2, 4, 6, 7, 8}) edges.push_back({i, i + 1, {0, 0, 0}});
  auto const clusters = percolation_clusters(to_contacts(edges), to_device(std::vector<int>(11, 1)));
  REQUIRE(to_host(clusters.sizes) == std::vector<int>{4, 4, 2, 1});
  auto const bins = to_host(tektite::size_distribution(Exec{}, clusters));
  REQUIRE((bins[0] == 1 && bins[1] == 1 && bins[2] == 2 && bins[3] == 0));
}

TEST_CASE("bins double and their densities add up to the particles") {
  tektite::PercolationClusters<Kokkos::DefaultExecutionSpace::memory_space> clusters;
  clusters.sizes = to_device(std::vector<int>{9, 3, 3, 2, 1, 1, 1});
  auto const bins = tektite::size_bins(Kokkos::DefaultExecutionSpace{}, clusters, 100);
  REQUIRE(bins.size() == 4);
  REQUIRE((bins[0].first == 1 && bins[0].last == 1 && bins[0].clusters == 3 && bins[0].density == 3 / 100.0));
  REQUIRE((bins[1].first == 2 && bins[1].last == 3 && bins[1].clusters == 3 && bins[1].density == 3 / 200.0));
  REQUIRE(bins[2].clusters == 0);
  REQUIRE((bins[3].first == 8 && bins[3].last == 15 && bins[3].clusters == 1));
}

TEST_CASE("a number of particles that is not positive is refused") {
  tektite::PercolationClusters<Exec::memory_space> clusters;
  clusters.sizes = to_device(std::vector<int>{});
  REQUIRE(tektite::size_bins(Exec{}, clusters, 1).empty());
  REQUIRE_THROWS_WITH(tektite::size_bins(Exec{}, clusters, 0), Catch::Matchers::ContainsSubstring("0 particles"));
}

}  // namespace size_distribution_test
