// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::boost
#pragma once

#include <algorithm>
#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/transform_iterator.hpp>
#include <boost/property_map/property_map.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"

/// \file
/// The graph that `contact_graph` and `cluster_graph` return: neighbours in compressed rows, with the interface that
/// Boost.Graph expects.

namespace tektite::adaptors {

class Graph;

/// One edge of a `Graph` as seen from `source`; the same edge seen from the other end compares equal.
struct Edge {
  int source = -1;          ///< the vertex whose edges were asked for
  int target = -1;          ///< the other end
  std::int64_t index = -1;  ///< in [0, num_edges), ascending with (smaller end, larger end)

  /// Whether two edges are the same, seen from either end.
  friend bool operator==(Edge const& a, Edge const& b) { return a.index == b.index; }
  /// Order by index.
  friend bool operator<(Edge const& a, Edge const& b) { return a.index < b.index; }
};

}  // namespace tektite::adaptors

/// \cond Functors of the iterators of a graph. They hold a pointer to the graph, which must outlive them.
namespace tektite::detail::graph_iterators {

using adaptors::Edge;
using adaptors::Graph;

struct TargetAt {
  Graph const* graph = nullptr;
  int operator()(std::int64_t slot) const;
};

struct OutEdgeAt {
  Graph const* graph = nullptr;
  int source = -1;
  Edge operator()(std::int64_t slot) const;
};

struct EdgeAt {
  Graph const* graph = nullptr;
  Edge operator()(std::int64_t index) const;
};

template <class At>
using Iterator = boost::transform_iterator<At, boost::counting_iterator<std::int64_t>>;

template <class At>
std::pair<Iterator<At>, Iterator<At>> range(std::int64_t first, std::int64_t last, At const& at) {
  using Count = boost::counting_iterator<std::int64_t>;
  return {Iterator<At>(Count(first), at), Iterator<At>(Count(last), at)};
}

}  // namespace tektite::detail::graph_iterators
/// \endcond

namespace tektite::adaptors {

/// An undirected graph without loops and parallel edges, on the host: vertices are [0, n), neighbours ascend.
///
/// Models VertexListGraph, AdjacencyGraph, IncidenceGraph and EdgeListGraph, with `vertex_index` and `edge_index` as
/// properties. Immutable. 8 bytes per vertex, 32 per edge.
class Graph {
 public:
  /// \cond Types that boost::graph_traits reads.
  struct traversal_category : virtual boost::vertex_list_graph_tag,
                              virtual boost::adjacency_graph_tag,
                              virtual boost::incidence_graph_tag,
                              virtual boost::edge_list_graph_tag {};
  using directed_category = boost::undirected_tag;
  using edge_parallel_category = boost::disallow_parallel_edge_tag;
  using vertex_descriptor = int;
  using edge_descriptor = Edge;
  using vertices_size_type = std::size_t;
  using edges_size_type = std::size_t;
  using degree_size_type = std::size_t;
  using vertex_iterator = boost::counting_iterator<int>;
  using adjacency_iterator = detail::graph_iterators::Iterator<detail::graph_iterators::TargetAt>;
  using out_edge_iterator = detail::graph_iterators::Iterator<detail::graph_iterators::OutEdgeAt>;
  using edge_iterator = detail::graph_iterators::Iterator<detail::graph_iterators::EdgeAt>;
  using in_edge_iterator = void;
  using graph_property_type = boost::no_property;
  using vertex_property_type = boost::no_property;
  using edge_property_type = boost::no_property;
  static int null_vertex() { return -1; }
  /// \endcond

  /// A graph from its edges. O(n + edges log(edges)) work, by one thread.
  ///
  /// \param n     number of vertices
  /// \param edges pairs of vertices in any order; loops are dropped, repeated pairs are one edge
  /// \throws Error a vertex outside [0, n), n beyond 2^31 - 1
  explicit Graph(std::size_t n = 0, std::vector<std::pair<int, int>> edges = {}) : edges_(std::move(edges)) {
    require(n <= std::size_t(std::numeric_limits<int>::max()), "Graph: ", n, " vertices, at most 2^31 - 1");
    offsets_.assign(n + 1, 0);
    for (auto& [i, j] : edges_) {
      require(i >= 0 && j >= 0 && std::size_t(i) < n && std::size_t(j) < n, "Graph: edge ", i, " - ", j,
              " of a graph with ", n, " vertices");
      if (i > j) std::swap(i, j);
    }
    std::erase_if(edges_, [](auto const& edge) { return edge.first == edge.second; });
    std::sort(edges_.begin(), edges_.end());
    edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
    for (auto const& [i, j] : edges_) {
      ++offsets_[std::size_t(i) + 1];
      ++offsets_[std::size_t(j) + 1];
    }
    for (std::size_t i = 0; i < n; ++i) offsets_[i + 1] += offsets_[i];
    targets_.resize(2 * edges_.size());
    indices_.resize(2 * edges_.size());
    std::vector<std::int64_t> next(offsets_.begin(), offsets_.end() - 1);
    auto const put = [&](int from, int to, std::size_t index) {
      auto const slot = static_cast<std::size_t>(next[std::size_t(from)]++);
      targets_[slot] = to;
      indices_[slot] = static_cast<std::int64_t>(index);
    };
    // Edges are sorted, so each pass appends neighbours in ascending order: first the smaller ones, then the larger
    // ones.
    for (std::size_t k = 0; k < edges_.size(); ++k) put(edges_[k].second, edges_[k].first, k);
    for (std::size_t k = 0; k < edges_.size(); ++k) put(edges_[k].first, edges_[k].second, k);
  }

  /// Number of vertices.
  ///
  /// \returns n
  std::size_t vertex_count() const { return offsets_.size() - 1; }
  /// Number of edges.
  ///
  /// \returns number of different edges
  std::size_t edge_count() const { return edges_.size(); }
  /// Offset of the neighbours of a vertex in the list of all neighbours; they end at `offset(i + 1)`.
  ///
  /// \param i vertex, or n for the end
  /// \returns the offset
  std::int64_t offset(std::size_t i) const { return offsets_[i]; }
  /// A vertex of the list of all neighbours.
  ///
  /// \param slot index in that list
  /// \returns    the vertex
  int target(std::int64_t slot) const { return targets_[static_cast<std::size_t>(slot)]; }
  /// The index of the edge to a vertex of the list of all neighbours.
  ///
  /// \param slot index in that list
  /// \returns    the index of the edge
  std::int64_t edge_index(std::int64_t slot) const { return indices_[static_cast<std::size_t>(slot)]; }
  /// An edge by its index.
  ///
  /// \param index in [0, edge_count())
  /// \returns     the edge, seen from its smaller end
  Edge edge(std::int64_t index) const {
    auto const& ends = edges_[static_cast<std::size_t>(index)];
    return {ends.first, ends.second, index};
  }

 private:
  std::vector<std::int64_t> offsets_;
  std::vector<std::pair<int, int>> edges_;
  std::vector<int> targets_;
  std::vector<std::int64_t> indices_;
};

}  // namespace tektite::adaptors

/// \cond
namespace tektite::detail::graph_iterators {

inline int TargetAt::operator()(std::int64_t slot) const { return graph->target(slot); }
inline Edge OutEdgeAt::operator()(std::int64_t slot) const {
  return {source, graph->target(slot), graph->edge_index(slot)};
}
inline Edge EdgeAt::operator()(std::int64_t index) const { return graph->edge(index); }

}  // namespace tektite::detail::graph_iterators
/// \endcond

namespace tektite::adaptors {

/// Index of an edge, for property maps by edge.
struct EdgeIndexMap {
  using key_type = Edge;                              ///< for Boost
  using value_type = std::int64_t;                    ///< for Boost
  using reference = std::int64_t;                     ///< for Boost
  using category = boost::readable_property_map_tag;  ///< for Boost
  /// The index of an edge.
  friend std::int64_t get(EdgeIndexMap, Edge const& edge) { return edge.index; }
};

/// \cond Functions that Boost.Graph calls.
inline auto vertices(Graph const& g) {
  using Iterator = boost::counting_iterator<int>;
  return std::pair(Iterator(0), Iterator(static_cast<int>(g.vertex_count())));
}
inline std::size_t num_vertices(Graph const& g) { return g.vertex_count(); }
inline auto edges(Graph const& g) {
  return detail::graph_iterators::range(0, static_cast<std::int64_t>(g.edge_count()),
                                        detail::graph_iterators::EdgeAt{&g});
}
inline std::size_t num_edges(Graph const& g) { return g.edge_count(); }
inline int source(Edge const& edge, Graph const&) { return edge.source; }
inline int target(Edge const& edge, Graph const&) { return edge.target; }
inline auto adjacent_vertices(int i, Graph const& g) {
  return detail::graph_iterators::range(g.offset(std::size_t(i)), g.offset(std::size_t(i) + 1),
                                        detail::graph_iterators::TargetAt{&g});
}
inline auto out_edges(int i, Graph const& g) {
  return detail::graph_iterators::range(g.offset(std::size_t(i)), g.offset(std::size_t(i) + 1),
                                        detail::graph_iterators::OutEdgeAt{&g, i});
}
inline std::size_t out_degree(int i, Graph const& g) {
  return static_cast<std::size_t>(g.offset(std::size_t(i) + 1) - g.offset(std::size_t(i)));
}
inline boost::typed_identity_property_map<int> get(boost::vertex_index_t, Graph const&) { return {}; }
inline int get(boost::vertex_index_t, Graph const&, int vertex) { return vertex; }
inline EdgeIndexMap get(boost::edge_index_t, Graph const&) { return {}; }
inline std::int64_t get(boost::edge_index_t, Graph const&, Edge const& edge) { return edge.index; }
/// \endcond

}  // namespace tektite::adaptors

/// \cond Specialisations by which Boost.Graph finds the property maps.
namespace boost {

template <>
struct property_map<tektite::adaptors::Graph, vertex_index_t> {
  using type = typed_identity_property_map<int>;
  using const_type = type;
};

template <>
struct property_map<tektite::adaptors::Graph, edge_index_t> {
  using type = tektite::adaptors::EdgeIndexMap;
  using const_type = type;
};

// Some algorithms ask for the maps of a const graph.
template <class Tag>
struct property_map<tektite::adaptors::Graph const, Tag> : property_map<tektite::adaptors::Graph, Tag> {};

}  // namespace boost
/// \endcond
