// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/network.hpp>
#include <tektite/voronoi.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace ordered_networks_test {

using tektite::Box;
using tektite::Vec3;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;

namespace {

/// Voronoi cells of which only the neighbours are set.
tektite::VoronoiCells<Memory> cells_from(std::vector<std::vector<int>> rows) {
  tektite::VoronoiCells<Memory> cells;
  std::size_t const n = rows.size();
  cells.status = Kokkos::View<tektite::Status*, Memory>("status", n);
  cells.offsets = Kokkos::View<std::int64_t*, Memory>("offsets", n + 1);
  auto const offsets = Kokkos::create_mirror_view(cells.offsets);
  std::vector<int> flat;
  for (std::size_t i = 0; i < n; ++i) {
    std::sort(rows[i].begin(), rows[i].end());
    offsets(i) = std::int64_t(flat.size());
    flat.insert(flat.end(), rows[i].begin(), rows[i].end());
  }
  offsets(n) = std::int64_t(flat.size());
  Kokkos::deep_copy(cells.offsets, offsets);
  cells.neighbors = Kokkos::View<int*, Memory>("neighbors", flat.size());
  Kokkos::deep_copy(cells.neighbors,
                    Kokkos::View<int*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(flat.data(), flat.size()));
  return cells;
}

Kokkos::View<bool*, Memory> mask_from(std::vector<int> const& selected, std::size_t n) {
  Kokkos::View<bool*, Memory> mask("mask", n);
  auto const host = Kokkos::create_mirror_view(mask);
  for (int const i : selected) host(i) = true;
  Kokkos::deep_copy(mask, host);
  return mask;
}

template <class View>
std::vector<typename View::non_const_value_type> values(View const& view) {
  auto const host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, view);
  return {host.data(), host.data() + host.extent(0)};
}

struct Expected {
  std::vector<int> sizes, labels;
  tektite::SharingCounts sharing;
};

/// The oracle: intersections of std::set, and components by repeated merging of sets.
Expected brute_force(std::vector<std::vector<int>> const& rows, std::vector<int> const& centers,
                     std::size_t min_shared) {
  std::vector<std::set<int>> clusters;
  for (int const c : centers) {
    std::set<int> cluster{c};
    for (int const j : rows[c])
      if (j >= 0) cluster.insert(j);
    clusters.push_back(cluster);
  }
  Expected expected;
  std::vector<std::set<int>> groups;  // of cluster numbers
  for (int a = 0; a < int(clusters.size()); ++a) {
    std::set<int> group{a};
    for (int b = 0; b < a; ++b) {
      std::vector<int> shared;
      std::set_intersection(clusters[a].begin(), clusters[a].end(), clusters[b].begin(), clusters[b].end(),
                            std::back_inserter(shared));
      if (shared.empty()) continue;
      if (clusters[a].count(centers[b])) {
        ++expected.sharing.interpenetrating;
      } else if (shared.size() == 1) {
        ++expected.sharing.vertex;
      } else if (shared.size() == 2) {
        ++expected.sharing.edge;
      } else {
        ++expected.sharing.face;
      }
      if (shared.size() >= min_shared) group.insert(b);
    }
    std::vector<std::set<int>> apart;
    for (auto const& other : groups) {
      if (std::any_of(other.begin(), other.end(), [&](int c) { return group.count(c) > 0; })) {
        group.insert(other.begin(), other.end());
      } else {
        apart.push_back(other);
      }
    }
    apart.push_back(group);
    groups = apart;
  }
  std::vector<std::set<int>> networks;
  for (auto const& group : groups) {
    std::set<int> atoms;
    for (int const c : group) atoms.insert(clusters[c].begin(), clusters[c].end());
    networks.push_back(atoms);
  }
  std::sort(networks.begin(), networks.end(), [](auto const& a, auto const& b) {
    return a.size() != b.size() ? a.size() > b.size() : *a.begin() < *b.begin();
  });
  expected.labels.assign(rows.size(), 0);
  for (std::size_t k = 0; k < networks.size(); ++k) {
    expected.sizes.push_back(int(networks[k].size()));
    for (int const i : networks[k])
      if (expected.labels[i] == 0) expected.labels[i] = int(k) + 1;
  }
  return expected;
}

}  // namespace

TEST_CASE("networks by hand: sharing of every kind, walls, images, ties") {
  // Centres 0, 10, 20, 30, 40: 0 and 10 share one particle, 10 and 20 two, 20 and 30 are neighbours, 40 shares none.
  std::vector<std::vector<int>> rows(50);
  rows[0] = {1, 2, 3, -1, -6};
  rows[10] = {3, 11, 12, 13};
  rows[20] = {12, 13, 21, 30};
  rows[30] = {20, 31, 32};
  rows[40] = {40, 40, 41, 41, 42};  // its own images, and two of one neighbour
  auto const cells = cells_from(rows);
  auto const networks = ordered_networks(Exec{}, cells, mask_from({0, 10, 20, 30, 40}, 50));
  REQUIRE(values(networks.centers) == std::vector{0, 10, 20, 30, 40});
  REQUIRE(values(networks.members) ==
          std::vector{0, 1, 2, 3, 3, 10, 11, 12, 13, 12, 13, 20, 21, 30, 20, 30, 31, 32, 40, 41, 42});
  REQUIRE(values(networks.sizes) == std::vector{13, 3});
  REQUIRE(values(networks.network_of) == std::vector{1, 1, 1, 1, 2});
  REQUIRE(networks.sharing == tektite::SharingCounts{1, 1, 0, 1});
  auto const labels = values(networks.labels);
  REQUIRE(labels[41] == 2);
  REQUIRE(labels[31] == 1);
  REQUIRE(labels[5] == 0);

  // With min_shared = 2 cluster 0 is a network of its own. Particle 3 is in both networks; its label is the larger one.
  auto const strict = ordered_networks(Exec{}, cells, mask_from({0, 10, 20, 30, 40}, 50), {.min_shared = 2});
  REQUIRE(values(strict.sizes) == std::vector{10, 4, 3});
  REQUIRE(values(strict.network_of) == std::vector{2, 1, 1, 1, 3});
  REQUIRE(values(strict.labels)[3] == 1);
  REQUIRE(strict.sharing == networks.sharing);
}

TEST_CASE("networks equal intersections of sets, for any index and any min_shared") {
  int const n = 600;
  double const edge = 22;
  std::mt19937 random(77);
  std::uniform_real_distribution<double> uniform(0, edge);
  Kokkos::View<double* [3], Exec> positions("positions", n);
  auto const host = Kokkos::create_mirror_view(positions);
  for (int i = 0; i < n; ++i)
    for (int d = 0; d < 3; ++d) host(i, d) = uniform(random);
  Kokkos::deep_copy(positions, host);
  Exec const exec{};
  auto const cells = voronoi(exec, positions, Box::orthogonal(edge, edge, edge, {}, {true, true, false}));
  auto const offsets = values(cells.offsets);
  auto const neighbors = values(cells.neighbors);
  std::vector<std::vector<int>> rows(n);
  for (int i = 0; i < n; ++i) rows[i].assign(neighbors.begin() + offsets[i], neighbors.begin() + offsets[i + 1]);

  double const fraction = GENERATE(0.0, 0.005, 0.02, 0.1, 1.0);
  std::bernoulli_distribution chosen(fraction);
  std::vector<int> centers;
  for (int i = 0; i < n; ++i)
    if (chosen(random)) centers.push_back(i);
  int const min_shared = GENERATE(1, 2, 3, 7);
  CAPTURE(fraction, min_shared, centers.size());
  auto const networks = ordered_networks(exec, cells, mask_from(centers, n), {.min_shared = min_shared});
  auto const expected = brute_force(rows, centers, std::size_t(min_shared));
  REQUIRE(values(networks.centers) == centers);
  REQUIRE(values(networks.sizes) == expected.sizes);
  REQUIRE(values(networks.labels) == expected.labels);
  REQUIRE(networks.sharing == expected.sharing);
}

TEST_CASE("networks throw on sizes that do not match, ghosts, and missing faces") {
  using Catch::Matchers::ContainsSubstring;
  Exec const exec{};
  auto const cells = cells_from({{1, 2}, {0, 2}, {0, 1}});
  auto const mask = mask_from({0}, 3);
  REQUIRE_THROWS_WITH(ordered_networks(exec, cells, mask, {.min_shared = 0}), ContainsSubstring("min_shared 0"));
  REQUIRE_THROWS_WITH(ordered_networks(exec, cells, mask_from({0}, 2)), ContainsSubstring("2 selected for 3"));
  REQUIRE_THROWS_WITH(ordered_networks(exec, cells_from({{1, 2, 9}, {}, {}}), mask), ContainsSubstring("ghosts"));
  Kokkos::View<int*, Memory> const numbers("numbers", 3);
  Kokkos::deep_copy(numbers, 2);  // integers select, too
  REQUIRE(values(ordered_networks(exec, cells, numbers).centers) == std::vector<int>{0, 1, 2});
  auto bare = cells;
  bare.offsets = {};
  REQUIRE_THROWS_WITH(ordered_networks(exec, bare, mask), ContainsSubstring("no faces"));
}

}  // namespace ordered_networks_test
