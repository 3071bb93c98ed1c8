// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::boost

#include <tektite/adaptors/graph.hpp>

#include <algorithm>
#include <boost/graph/biconnected_components.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <boost/graph/kruskal_min_spanning_tree.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <set>
#include <utility>
#include <vector>

namespace graph_test {

using tektite::adaptors::Graph;
using PairList = std::vector<std::pair<int, int>>;

BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<Graph>));
BOOST_CONCEPT_ASSERT((boost::AdjacencyGraphConcept<Graph>));
BOOST_CONCEPT_ASSERT((boost::IncidenceGraphConcept<Graph>));
BOOST_CONCEPT_ASSERT((boost::EdgeListGraphConcept<Graph>));
BOOST_CONCEPT_ASSERT((boost::VertexAndEdgeListGraphConcept<Graph>));
BOOST_CONCEPT_ASSERT((boost::ReadablePropertyGraphConcept<Graph, int, boost::vertex_index_t>));
BOOST_CONCEPT_ASSERT((boost::ReadablePropertyGraphConcept<Graph, tektite::adaptors::Edge, boost::edge_index_t>));

namespace {

PairList random_edges(int n, std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> vertex(0, n - 1);
  PairList edges(count);
  for (auto& [i, j] : edges) {
    i = vertex(random);
    j = vertex(random);
  }
  return edges;
}

}  // namespace

TEST_CASE("a graph holds the given edges once, from both sides, under one index") {
  int const n = GENERATE(1, 2, 30, 2000);
  double const density = GENERATE(0.0, 0.5, 3.0);
  CAPTURE(n, density);
  auto const given = random_edges(n, std::size_t(n * density), n);
  std::set<std::pair<int, int>> expected;
  for (auto const& [i, j] : given)
    if (i != j) expected.emplace(std::min(i, j), std::max(i, j));
  Graph const graph(n, given);
  REQUIRE(num_vertices(graph) == std::size_t(n));
  REQUIRE(num_edges(graph) == expected.size());
  auto next = expected.begin();
  std::int64_t index = 0;
  for (auto [e, end] = edges(graph); e != end; ++e, ++next, ++index) {
    REQUIRE((source(*e, graph) == next->first && target(*e, graph) == next->second));
    REQUIRE(get(boost::edge_index, graph, *e) == index);
  }
  REQUIRE(next == expected.end());
  std::size_t degrees = 0;
  for (auto [v, last] = vertices(graph); v != last; ++v) {
    degrees += out_degree(*v, graph);
    auto [neighbor, neighbors_end] = adjacent_vertices(*v, graph);
    int before = -1;
    for (auto [e, end] = out_edges(*v, graph); e != end; ++e, ++neighbor) {
      REQUIRE((source(*e, graph) == *v && target(*e, graph) == *neighbor && *neighbor > before));
      before = *neighbor;
      REQUIRE(graph.edge((*e).index) == *e);
      REQUIRE(expected.count({std::min(*v, *neighbor), std::max(*v, *neighbor)}) == 1);
    }
    REQUIRE(neighbor == neighbors_end);
  }
  REQUIRE(degrees == 2 * expected.size());
}

TEST_CASE("algorithms by vertex and by edge run") {
  // Two triangles on a bridge: 0 1 2 - 3 4 5.
  Graph const graph(6, {{0, 1}, {1, 2}, {2, 0}, {2, 3}, {3, 4}, {4, 5}, {5, 3}});
  auto const index = get(boost::vertex_index, graph);
  std::vector<int> distance(6, 0);
  boost::breadth_first_search(graph, 0,
                              boost::visitor(boost::make_bfs_visitor(boost::record_distances(
                                  boost::make_iterator_property_map(distance.begin(), index), boost::on_tree_edge()))));
  REQUIRE(distance == std::vector<int>{0, 1, 1, 2, 3, 3});
  std::vector<std::size_t> block(num_edges(graph));
  auto const blocks = boost::biconnected_components(
      graph, boost::make_iterator_property_map(block.begin(), get(boost::edge_index, graph)));
  REQUIRE(blocks == 3);
  REQUIRE((block[0] == block[1] && block[1] == block[2] && block[3] != block[2] && block[4] == block[6]));
  std::vector<double> weight{3, 1, 2, 9, 1, 5, 1};
  std::vector<tektite::adaptors::Edge> tree;
  boost::kruskal_minimum_spanning_tree(
      graph, std::back_inserter(tree),
      boost::weight_map(boost::make_iterator_property_map(weight.begin(), get(boost::edge_index, graph))));
  double sum = 0;
  for (auto const& e : tree) sum += weight[std::size_t(e.index)];
  REQUIRE((tree.size() == 5 && sum == 1 + 2 + 9 + 1 + 1));
}

TEST_CASE("a vertex that does not exist is refused") {
  using Catch::Matchers::ContainsSubstring;
  REQUIRE_THROWS_WITH(Graph(2, {{0, 2}}), ContainsSubstring("0 - 2"));
  REQUIRE_THROWS_WITH(Graph(std::size_t(1) << 31), ContainsSubstring("2147483648 vertices, at most 2^31 - 1"));
}

}  // namespace graph_test
