// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/percolation/union_find.hpp>

#include <catch2/catch_test_macros.hpp>
#include <random>
#include <utility>
#include <vector>

#include "reference/breadth_first_labels.hpp"

namespace union_find_test {

using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Edges = std::vector<std::pair<int, int>>;

TEST_CASE("the joins that succeed are the edges of a spanning forest") {
  int const n = 5000;
  std::mt19937 random(23);
  std::uniform_int_distribution<int> vertex(0, n - 1);
  Edges edges(4000);
  for (auto& [i, j] : edges) {
    i = vertex(random);
    j = vertex(random);
  }
  Kokkos::View<int* [2], Memory> pairs("pairs", edges.size());
  auto const host = Kokkos::create_mirror_view(pairs);
  for (std::size_t k = 0; k < edges.size(); ++k) {
    host(k, 0) = edges[k].first;
    host(k, 1) = edges[k].second;
  }
  Kokkos::deep_copy(pairs, host);
  auto const sets = tektite::make_union_find(Exec{}, n);
  Kokkos::View<int*, Memory> root_of_join("root_of_join", edges.size());
  Kokkos::parallel_for(
      "unite", Kokkos::RangePolicy<Exec>(0, edges.size()),
      KOKKOS_LAMBDA(int k) { root_of_join(k) = sets.unite(pairs(k, 0), pairs(k, 1)); });
  auto const roots = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, root_of_join);
  Edges forest;
  std::vector<int> times(n, 0);
  for (std::size_t k = 0; k < edges.size(); ++k) {
    if (roots(k) < 0) continue;
    forest.push_back(edges[k]);
    REQUIRE(++times[roots(k)] == 1);
  }
  auto const labels = reference::breadth_first_labels(n, edges);
  int trees = 0;
  for (int i = 0; i < n; ++i) trees += labels[i] == i;
  REQUIRE(int(forest.size()) == n - trees);
  REQUIRE(reference::breadth_first_labels(n, forest) == labels);

  flatten(Exec{}, sets);
  auto const parents = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, sets.parents());
  for (int i = 0; i < n; ++i) REQUIRE(parents(i) == labels[i]);
}

TEST_CASE("a chain that is one long path is made flat") {
  int const n = 60000;
  Kokkos::View<int*, Memory> parents("parents", n);
  Kokkos::parallel_for(
      "chain", Kokkos::RangePolicy<Exec>(0, n), KOKKOS_LAMBDA(int i) { parents(i) = i > 7 ? i - 1 : i; });
  flatten(Exec{}, tektite::UnionFind<Memory>(parents));
  auto const flat = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, parents);
  for (int i = 0; i < n; ++i) REQUIRE(flat(i) == (i > 7 ? 7 : i));
}

}  // namespace union_find_test
