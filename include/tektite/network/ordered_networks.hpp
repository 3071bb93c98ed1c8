// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/selection.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/network/detail/number_networks.hpp"
#include "tektite/network/detail/ordered_clusters.hpp"
#include "tektite/network/network_results.hpp"
#include "tektite/percolation/union_find.hpp"
#include "tektite/voronoi/voronoi.hpp"

/// \file
/// Clusters of selected particles and their neighbours, and the networks of clusters that share particles.

namespace tektite {

/// When clusters are connected.
struct NetworkOptions {
  int min_shared = 1;  ///< clusters that share at least this many particles are connected; 1: Yang and Dai 2023
};

namespace detail {

/// Does the work of `ordered_networks`.
template <ExecutionSpace Exec>
OrderedNetworks<typename Exec::memory_space> find_networks(Exec const& exec,
                                                           VoronoiCells<typename Exec::memory_space> const& cells,
                                                           Kokkos::View<bool*, typename Exec::memory_space> selected,
                                                           NetworkOptions const& options) {
  std::size_t const n = cells.owned();
  require(cells.offsets.extent(0) == n + 1, "ordered_networks: the Voronoi cells have no faces listed");
  require_selection("ordered_networks", selected, n);
  require(options.min_shared >= 1, "ordered_networks: min_shared ", options.min_shared, " must be at least 1");
  OrderedNetworks<typename Exec::memory_space> networks;
  list_clusters(exec, cells, selected, networks);
  auto const members = networks.members;
  // Members of clusters that are ghosts; one item is a member.
  auto const ghosts = launch_count<std::int64_t, std::size_t>(
      exec, "network::check", members.extent(0),
      KOKKOS_LAMBDA(std::size_t m, std::int64_t& sum) { sum += members(m) >= static_cast<int>(n); });
  require(ghosts == 0, "ordered_networks: ", ghosts, " members of clusters are ghosts; a network needs all");

  auto const pairs = list_clusters_of_particles(exec, n, networks);
  auto const centers = networks.centers;
  std::size_t const clusters = centers.extent(0);
  auto const sets = make_union_find(exec, clusters);
  int const min_shared = options.min_shared;
  auto& sharing = networks.sharing;
  // One item is a cluster, which visits the pairs of it and a cluster of higher index. Any number of items may join
  // sets at once: see `UnionFind`.
  Kokkos::parallel_reduce(
      "tektite::network::connect", Kokkos::RangePolicy<Exec>(exec, 0, clusters),
      KOKKOS_LAMBDA(int c, std::int64_t& vertex, std::int64_t& edge, std::int64_t& face,
                    std::int64_t& interpenetrating) {
        pairs(c, [&](int other, int shared) {
          if (shared >= min_shared) sets.unite(c, other);
          bool const neighbors = pairs.contains(c, centers(other)) || pairs.contains(other, centers(c));
          interpenetrating += neighbors;
          vertex += !neighbors && shared == 1;
          edge += !neighbors && shared == 2;
          face += !neighbors && shared >= 3;
        });
      },
      sharing.vertex, sharing.edge, sharing.face, sharing.interpenetrating);
  flatten(exec, sets);
  number_networks(exec, pairs, sets.parents(), n, networks);
  return networks;
}

TEKTITE_NETWORK_INSTANCE(OrderedNetworks<compiled::Memory> find_networks(compiled::Exec const&,
                                                                         VoronoiCells<compiled::Memory> const&,
                                                                         compiled::View<bool*>, NetworkOptions const&));

}  // namespace detail

/// Finds the clusters around selected particles, and the networks that these clusters form.
///
/// A cluster is a selected particle and its Voronoi neighbours (a full icosahedron: 13 particles). Two clusters are
/// connected if they share at least `min_shared` particles; networks are the connected components. Pairs of clusters
/// that share particles are also counted by kind, as in the literature on metallic glasses: they share a vertex, an
/// edge or a face, or are interpenetrating, which means that their centres are neighbours.
///
/// Particles are counted, not images: a cluster that has two images of a particle as neighbours contains it once. With
/// `min_shared` above 1 a particle may belong to several networks; its label is the largest of them, and it counts in
/// each.
///
/// \param exec     execution space instance that runs everything
/// \param cells    Voronoi cells with their faces; particles across a dropped face are no neighbours
/// \param selected the centres: a `Selection` of the owned particles; see `select_index`
/// \param options  when clusters are connected
/// \returns        clusters and networks; see `OrderedNetworks`
/// \throws Error   no faces listed, sizes that do not match, `min_shared` below 1, a neighbour that is not owned
/// \cost           O(clusters x members x clusters per particle) work; results and scratch of a few numbers per
///                 particle, cluster and member
/// \fences         several times, where sizes are needed on the host, and at the end
/// \determinism    the same at any thread count
/// \source         networks of clusters that share a particle: Yang and Dai, Phys. Rev. Materials 7, 113601 (2023)
template <ExecutionSpace Exec, Selection S>
OrderedNetworks<typename Exec::memory_space> ordered_networks(Exec const& exec,
                                                              VoronoiCells<typename Exec::memory_space> const& cells,
                                                              S const& selected, NetworkOptions const& options = {}) {
  return detail::find_networks(exec, cells, detail::marks_of(exec, selected), options);
}

}  // namespace tektite
