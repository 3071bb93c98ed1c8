// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::boost

#include <tektite/percolation/connected_components.hpp>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "reference/breadth_first_labels.hpp"

namespace connected_components_test {

using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Edges = std::vector<std::pair<int, int>>;

namespace {

tektite::PairContacts<Memory> to_device(Edges const& edges) {
  tektite::PairContacts<Memory> contacts;
  contacts.pairs = Kokkos::View<int* [2], Memory>("pairs", edges.size());
  auto host = Kokkos::create_mirror_view(contacts.pairs);
  for (std::size_t k = 0; k < edges.size(); ++k) {
    host(k, 0) = edges[k].first;
    host(k, 1) = edges[k].second;
  }
  Kokkos::deep_copy(contacts.pairs, host);
  return contacts;
}

std::vector<int> components(int n, Edges const& edges) {
  auto const labels = tektite::connected_components(Exec{}, n, to_device(edges));
  auto const host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, labels);
  return {host.data(), host.data() + host.extent(0)};
}

// Boost numbers components in the order of their smallest vertices.
std::vector<int> boost_components(int n, Edges const& edges) {
  boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS> graph(n);
  for (auto const& [i, j] : edges) add_edge(i, j, graph);
  std::vector<int> component(n), smallest;
  if (n > 0) connected_components(graph, component.data());
  for (int i = 0; i < n; ++i) {
    if (component[i] == int(smallest.size())) smallest.push_back(i);
    component[i] = smallest[component[i]];
  }
  return component;
}

Edges random_edges(int n, std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> vertex(0, n - 1);
  Edges edges(count);
  for (auto& [i, j] : edges) {
    i = vertex(random);
    j = vertex(random);  // self-loops and duplicates come by themselves
  }
  return edges;
}

}  // namespace

TEST_CASE("components of random graphs equal Boost's and breadth-first search's at every density") {
  int const n = GENERATE(1, 2, 17, 1000, 20000);
  double const edges_per_vertex = GENERATE(0.0, 0.1, 0.45, 0.5, 0.55, 1.0, 6.0);
  CAPTURE(n, edges_per_vertex);
  auto const edges = random_edges(n, std::size_t(n * edges_per_vertex), 3 * n + 1);
  auto const found = components(n, edges);
  REQUIRE(found == boost_components(n, edges));
  REQUIRE(found == reference::breadth_first_labels(n, edges));
}

TEST_CASE("long chains and stars, where threads meet on one path or one root") {
  int const n = 50000;
  Edges chain, backward, star;
  for (int i = 0; i + 1 < n; ++i) {
    chain.emplace_back(i, i + 1);
    backward.emplace_back(n - 1 - i, n - 2 - i);
    star.emplace_back(n / 2, i);
  }
  star.emplace_back(n - 1, n / 2);
  std::vector<int> const one(n, 0);
  REQUIRE(components(n, chain) == one);
  REQUIRE(components(n, backward) == one);
  REQUIRE(components(n, star) == one);
  auto shuffled = chain;
  std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(5));
  REQUIRE(components(n, shuffled) == one);
  for (auto& [i, j] : chain) i = j;
  auto const alone = components(n, chain);
  for (int i = 0; i < n; ++i) REQUIRE(alone[i] == i);
}

TEST_CASE("no particles and no contacts") {
  REQUIRE(components(0, {}).empty());
  REQUIRE(components(3, {}) == std::vector<int>{0, 1, 2});
}

TEST_CASE("contacts with particles that do not exist are refused") {
  using Catch::Matchers::ContainsSubstring;
  REQUIRE_THROWS_WITH(components(3, {{0, 1}, {1, 3}, {-1, 2}}),
                      ContainsSubstring("2 of them") && ContainsSubstring("[0, 3)"));
}

TEST_CASE("neighbour lists, full and half, and pairs found on the fly give the same components") {
  int const n = 400;
  tektite::Box const box = tektite::Box::triclinic({10, 9, 11}, -4, 3, -2);
  std::mt19937 random(29);
  std::uniform_real_distribution<double> uniform(-0.3, 1.3);
  Kokkos::View<double* [3], Memory> positions("positions", n);
  auto host = Kokkos::create_mirror_view(positions);
  for (int i = 0; i < n; ++i) {
    auto const r = box.cartesian({uniform(random), uniform(random), uniform(random)});
    for (int d = 0; d < 3; ++d) host(i, d) = r[d];
  }
  Kokkos::deep_copy(positions, host);
  double const cutoff = GENERATE(0.6, 1.0, 1.2);
  Edges edges;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < i; ++j) {
      tektite::Vec3<double> d{host(i, 0) - host(j, 0), host(i, 1) - host(j, 1), host(i, 2) - host(j, 2)};
      if (norm(box.minimum_image(d)) <= cutoff) edges.emplace_back(i, j);
    }
  }
  auto const expected = reference::breadth_first_labels(n, edges);
  auto const labels_of = [&](auto const& contacts) {
    auto const labels = tektite::connected_components(Exec{}, n, contacts);
    auto const copy = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, labels);
    return std::vector<int>(copy.data(), copy.data() + n);
  };
  using tektite::ListContacts;
  REQUIRE(labels_of(ListContacts<Memory>{build_neighbor_list(positions, box, {.cutoff = cutoff})}) == expected);
  REQUIRE(labels_of(build_neighbor_list(positions, box, {.cutoff = cutoff})) == expected);
  REQUIRE(labels_of(ListContacts<Memory>{build_neighbor_list(positions, box, {.cutoff = cutoff, .half = true})}) ==
          expected);
  REQUIRE(labels_of(tektite::contacts_within(Exec{}, positions, box, cutoff)) == expected);
}

TEST_CASE("a full list gives the components of all its pairs, whichever part of them is read") {
  // A dense slab in a thin gas: one set of many, and small ones, some of them with the smallest indices.
  int const n = 8000;
  double const in_slab = GENERATE(0.0, 0.45, 0.7, 1.0);
  bool const shuffled = GENERATE(false, true);
  CAPTURE(in_slab, shuffled);
  tektite::Box const box = tektite::Box::triclinic({20, 20, 100}, 5, -3, 10);
  std::mt19937 random(31);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::vector<tektite::Vec3<double>> points(n);
  for (int i = 0; i < n; ++i) {
    bool const dense = i >= (1 - in_slab) * n;
    points[i] =
        box.cartesian({uniform(random), uniform(random), dense ? 0.9 + 0.2 * uniform(random) : uniform(random)});
  }
  if (shuffled) std::shuffle(points.begin(), points.end(), std::mt19937(37));
  Kokkos::View<tektite::Vec3<double>*, Memory> positions("positions", n);
  auto const host = Kokkos::create_mirror_view(positions);
  for (int i = 0; i < n; ++i) host(i) = points[i];
  Kokkos::deep_copy(positions, host);

  auto const half = build_neighbor_list(positions, box, {.cutoff = 1.4, .half = true});
  auto const offsets = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, half.offsets);
  auto const neighbors = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, half.neighbors);
  auto const particle = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, half.sites.particle);
  Edges edges;
  for (int i = 0; i < n; ++i)
    for (auto k = offsets(i); k < offsets(i + 1); ++k) edges.emplace_back(i, particle(neighbors(k)));
  auto const expected = reference::breadth_first_labels(n, edges);

  auto const full = build_neighbor_list(positions, box, {.cutoff = 1.4});
  auto const labels = tektite::connected_components(Exec{}, n, tektite::ListContacts<Memory>{full});
  auto const found = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, labels);
  REQUIRE(std::vector<int>(found.data(), found.data() + n) == expected);

  // The cases are what they are meant to be.
  auto const sets = tektite::make_union_find(Exec{}, n);
  tektite::detail::unite_all(Exec{}, sets, tektite::detail::SampledContacts<Memory>{full});
  int const common = tektite::detail::common_root(Exec{}, sets);
  if (in_slab == 0.0) REQUIRE(common == -1);
  if (in_slab == 1.0) REQUIRE(common >= 0);
  if (in_slab == 0.7) {
    REQUIRE(common >= 0);
    int apart = 0;
    for (int i = 0; i < n; ++i) apart += expected[i] != expected[common];
    REQUIRE(apart > 0);
  }
}

TEST_CASE("ghosts have no rows, so that all of the others' rows count") {
  // Pairs of an owned particle and a ghost, and a chain that holds most particles.
  int const owned = 3000, all = 4000;
  Kokkos::View<tektite::Vec3<double>*, Memory> positions("positions", all);
  Kokkos::parallel_for(
      "place", Kokkos::RangePolicy<Exec>(0, all),
      KOKKOS_LAMBDA(int i) { positions(i) = {double(i < owned ? i : i - owned), 0.0, i < owned ? 0.0 : 0.6}; });
  auto const list = build_neighbor_list(positions, tektite::WithGhosts{std::size_t(owned)}, {.cutoff = 1.0});
  tektite::ListContacts<Memory> const contacts{list};
  auto const labels = tektite::connected_components(Exec{}, all, contacts);
  auto const found = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, labels);
  for (int i = 0; i < all; ++i) REQUIRE(found(i) == 0);
  REQUIRE_THROWS_WITH(tektite::connected_components(Exec{}, owned, contacts),
                      Catch::Matchers::ContainsSubstring("1000 of them"));
}

TEST_CASE("another number of particles than that of the contacts is refused") {
  Kokkos::View<tektite::Vec3<double>*, Memory> const positions("positions", 12);
  auto const box = tektite::Box::orthogonal(9, 9, 9);
  auto const within = contacts_within(positions, box, 1.0);
  REQUIRE(tektite::connected_components(Exec{}, 12, within).extent(0) == 12);
  for (std::size_t const n : {11, 13}) {
    auto const text = "connected_components: " + std::to_string(n) + " particles, but contacts of 12";
    REQUIRE_THROWS_WITH(tektite::connected_components(Exec{}, n, within), Catch::Matchers::ContainsSubstring(text));
  }
}

TEST_CASE("all wrong contacts of many are counted, wherever they are") {
  int const n = 20000;
  auto edges = random_edges(n, 50000, 41);
  edges[0] = {-1, 3};
  edges[30000] = {3, n};
  edges[49999] = {n, -1};
  REQUIRE_THROWS_WITH(components(n, edges), Catch::Matchers::ContainsSubstring("3 of them"));
}

TEST_CASE("blocks of threads hold all rows and particles once, for more than 2^31 rows, too") {
  std::size_t const rows =
      GENERATE(std::size_t(1), std::size_t(64), std::size_t(1000), (std::size_t(1) << 31) + 17, std::size_t(1) << 40);
  int const particles = GENERATE(1, 1000, 0x7fffffff), count = GENERATE(1, 2, 7, 128);
  CAPTURE(rows, particles, count);
  tektite::detail::ThreadBlocks const blocks{rows, particles, count};
  REQUIRE((blocks.first_word(0) == 0 && blocks.first_particle(0) == 0));
  REQUIRE((blocks.first_row(blocks.words()) == rows && blocks.first_particle(count) == particles));
  for (int b = 0; b < count; ++b) {
    std::size_t const first = blocks.first_word(b), next = blocks.first_word(b + 1);
    REQUIRE((first <= next && blocks.first_particle(b) <= blocks.first_particle(b + 1)));
    if (first == next) continue;
    REQUIRE((blocks.block_of(first) == b && blocks.block_of(next - 1) == b));
    if (rows == std::size_t(particles)) REQUIRE(std::size_t(blocks.first_particle(b)) == blocks.first_row(first));
  }
}

TEST_CASE("a list with a skin is refused, and more particles than an index has numbers") {
  using Catch::Matchers::ContainsSubstring;
  Kokkos::View<double* [3], Memory> const positions("positions", 1);
  auto const list = build_neighbor_list(positions, tektite::Box::orthogonal(9, 9, 9), {.cutoff = 2.0, .skin = 0.5});
  REQUIRE_THROWS_WITH(tektite::connected_components(Exec{}, 1, list), ContainsSubstring("skin of 0.5"));
  REQUIRE_THROWS_WITH(tektite::connected_components(Exec{}, std::size_t(1) << 31, to_device(Edges{})),
                      ContainsSubstring("at most 2^31 - 1"));
}

TEST_CASE("with ids, components keep their names where a host code sorts its particles") {
  int const n = 4000;
  auto edges = random_edges(n, 2200, 5);
  auto const expected = components(n, edges);
  std::vector<int> at(n);
  for (int i = 0; i < n; ++i) at[i] = i;
  std::shuffle(at.begin(), at.end(), std::mt19937(43));
  for (auto& [i, j] : edges) {
    i = at[i];
    j = at[j];
  }
  std::int64_t const far = std::int64_t(1) << 50;
  Kokkos::View<std::int64_t*, Memory> const ids("ids", n);
  auto const host = Kokkos::create_mirror_view(ids);
  for (int i = 0; i < n; ++i) host(at[i]) = far + i;
  Kokkos::deep_copy(ids, host);
  auto const names = tektite::connected_components(n, to_device(edges), ids);
  auto const copy = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, names);
  for (int i = 0; i < n; ++i) REQUIRE(copy(at[i]) == far + expected[i]);
  REQUIRE_THROWS_WITH(tektite::connected_components(Exec{}, 5, to_device(Edges{}), ids),
                      Catch::Matchers::ContainsSubstring("4000 ids for 5 particles"));
}

}  // namespace connected_components_test
