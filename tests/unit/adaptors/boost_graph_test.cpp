// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::boost
//
// Contacts and clusters as Boost graphs. The region between //[bridges] and //[/bridges] is what docs/percolation.md
// shows; docs_test holds the page to that.

#include <tektite/adaptors/boost_graph.hpp>
#include <tektite/core/copy.hpp>
#include <tektite/tektite.hpp>

#include <boost/graph/betweenness_centrality.hpp>
#include <boost/graph/biconnected_components.hpp>
#include <boost/graph/connected_components.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <iterator>
#include <map>
#include <numbers>
#include <random>
#include <set>
#include <vector>

namespace boost_graph_test {

using tektite::Box;
using tektite::to_device;
using tektite::to_host;
using tektite::Vec3;
using tektite::adaptors::contact_graph;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Points = std::vector<Vec3<double>>;

namespace {

//[bridges]
// Clusters whose loss would cut their network in two, each with the fraction of shortest paths that lead through it.
std::map<int, double> bridges(tektite::OrderedNetworks<Memory> const& networks) {
  auto const graph = tektite::adaptors::cluster_graph(networks);
  std::vector<int> cut;
  boost::articulation_points(graph, std::back_inserter(cut));
  std::vector<double> betweenness(num_vertices(graph));
  auto const through = boost::make_iterator_property_map(betweenness.begin(), get(boost::vertex_index, graph));
  boost::brandes_betweenness_centrality(graph, through);
  boost::relative_betweenness_centrality(graph, through);
  auto const centers = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, networks.centers);
  std::map<int, double> found;
  for (int const cluster : cut) found[centers(cluster)] = betweenness[cluster];  // by the particle in the middle
  return found;
}
//[/bridges]

/// A centre and its twelve neighbours at distance 1; two of them are on the z axis. Rotated about z.
Points icosahedron(Vec3<double> center, int turns) {
  Points points{center, center + Vec3<double>{0, 0, 1}, center - Vec3<double>{0, 0, 1}};
  double const z = 1 / std::sqrt(5.0);
  for (int k = 0; k < 5; ++k) {
    for (int side : {-1, 1}) {
      double const angle = (2 * k + turns + (side > 0)) * std::numbers::pi / 5;
      points.push_back(center + Vec3<double>{2 * z * std::cos(angle), 2 * z * std::sin(angle), side * z});
    }
  }
  return points;
}

}  // namespace

TEST_CASE("articulation points of a network of icosahedra") {
  // Four icosahedra in a row along z, each of which shares one particle with the next, and a separate one. Rotated so
  // that the rings above and below a shared particle are aligned: then that particle is not the centre of an
  // icosahedron.
  Points points;
  for (int k = 0; k < 4; ++k) {
    for (auto const& r : icosahedron({10, 10, 4 + 2.0 * k}, k)) {
      bool known = false;
      for (auto const& other : points) known = known || norm(r - other) < 1e-9;
      if (!known) points.push_back(r);
    }
  }
  for (auto const& r : icosahedron({3, 3, 17}, 0)) points.push_back(r);
  REQUIRE(points.size() == 4 * 13 - 3 + 13);
  Box const box = Box::orthogonal(20, 20, 20);
  auto const cells = voronoi(Exec{}, to_device(points), box, {.faces = true});
  auto const networks = ordered_networks(Exec{}, cells, tektite::select_index(Exec{}, cells.indices, {0, 0, 12, 0}));
  REQUIRE(to_host(networks.sizes) == std::vector<int>{49, 13});
  auto const found = bridges(networks);
  auto const centers = to_host(networks.centers);
  REQUIRE(centers.size() == 5);
  // The row is 0 - 1 - 2 - 3: each inner cluster is on the shortest paths of 2 of the 6 pairs of other clusters.
  REQUIRE(found.size() == 2);
  for (int k : {1, 2}) {
    REQUIRE(found.count(centers[k]) == 1);
    REQUIRE(std::abs(found.at(centers[k]) - 2 / 6.0) < 1e-12);
  }
}

TEST_CASE("Boost's components of the contact graph are the library's") {
  int const n = 700;
  Box const box = Box::triclinic({10, 9, 11}, -4, 3, -2);
  std::mt19937 random(3);
  std::uniform_real_distribution<double> uniform(0, 1);
  Points points(n);
  std::vector<int> mask(n);
  for (int i = 0; i < n; ++i) {
    points[i] = box.cartesian({uniform(random), uniform(random), uniform(random)});
    mask[i] = uniform(random) < 0.6;
  }
  double const cutoff = GENERATE(0.5, 0.9, 1.1);
  auto const contacts = contacts_within(to_device(points), box, cutoff);
  auto const graph = contact_graph(Exec{}, n, contacts, to_device(mask));
  std::vector<int> component(n);
  boost::connected_components(graph,
                              boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph)));
  auto const labels = to_host(percolation_clusters(contacts, to_device(mask)).labels);
  std::map<int, int> label_of;
  std::set<int> used;
  for (int i = 0; i < n; ++i) {
    if (!mask[i]) {
      REQUIRE(out_degree(i, graph) == 0);
      continue;
    }
    if (label_of.count(component[i]) == 0) {
      REQUIRE(used.insert(labels[i]).second);
      label_of[component[i]] = labels[i];
    }
    REQUIRE(label_of[component[i]] == labels[i]);
  }
  std::size_t brute = 0;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < i; ++j) brute += norm(box.minimum_image(points[i] - points[j])) <= cutoff;
  REQUIRE(num_edges(contact_graph(Exec{}, n, contacts)) == brute);
  REQUIRE(num_edges(contact_graph(Exec{}, n, build_neighbor_list(to_device(points), box, {.cutoff = cutoff}))) ==
          brute);
}

TEST_CASE("several images of one particle make one edge, the own image makes none") {
  Box const box = Box::orthogonal(2, 30, 30);
  auto const points = to_device(Points{{0.5, 1, 1}, {1.5, 1, 1}});
  auto const graph = contact_graph(Exec{}, 2, contacts_within(points, box, 2.5));
  REQUIRE((num_edges(graph) == 1 && out_degree(0, graph) == 1));
}

TEST_CASE("clusters that share too few particles are not adjacent; wrong input is refused") {
  tektite::OrderedNetworks<Memory> networks;
  networks.centers = to_device(std::vector<int>{0, 4, 8});
  networks.offsets = to_device(std::vector<std::int64_t>{0, 4, 8, 11});
  networks.members = to_device(std::vector<int>{0, 1, 2, 3, 1, 2, 4, 5, 3, 8, 9});
  REQUIRE(num_edges(tektite::adaptors::cluster_graph(networks, 1)) == 2);
  auto const two = tektite::adaptors::cluster_graph(networks, 2);
  REQUIRE((num_vertices(two) == 3 && num_edges(two) == 1 && two.edge(0).target == 1));
  REQUIRE(num_edges(tektite::adaptors::cluster_graph(networks, 3)) == 0);
  REQUIRE(num_vertices(tektite::adaptors::cluster_graph(tektite::OrderedNetworks<Memory>{})) == 0);
  using Catch::Matchers::ContainsSubstring;
  REQUIRE_THROWS_WITH(tektite::adaptors::cluster_graph(networks, 0), ContainsSubstring("min_shared 0"));
  tektite::PairContacts<Memory> pairs{Kokkos::View<int* [2], Memory>("pairs", 1), {}};
  Kokkos::deep_copy(pairs.pairs, 7);
  REQUIRE_THROWS_WITH(contact_graph(Exec{}, 3, pairs), ContainsSubstring("outside [0, 3)"));
  tektite::RaggedContacts<Memory> const rows{
      to_device(std::vector<std::int64_t>{0, 1, 2}), to_device(std::vector<int>{1, 0}), {}};
  REQUIRE(num_edges(contact_graph(Exec{}, 2, rows)) == 1);
  REQUIRE_THROWS_WITH(contact_graph(Exec{}, 3, rows),
                      ContainsSubstring("contact_graph: 3 particles, but contacts of 2"));
  REQUIRE_THROWS_WITH(contact_graph(Exec{}, std::size_t(1) << 31, pairs), ContainsSubstring("at most 2^31 - 1"));
  networks.offsets = to_device(std::vector<std::int64_t>{0, 4});
  REQUIRE_THROWS_WITH(tektite::adaptors::cluster_graph(networks), ContainsSubstring("2 offsets for 3 clusters"));
}

}  // namespace boost_graph_test
