// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/network/detail/ordered_clusters.hpp"
#include "tektite/network/network_results.hpp"
#include "tektite/percolation/union_find.hpp"
#include "tektite/voronoi/voronoi.hpp"

namespace tektite {

/// When clusters count as connected.
struct NetworkOptions {
  int min_shared = 1;  ///< clusters that share at least this many particles are connected; 1: Yang & Dai 2023
};

namespace detail {

/// Numbers the networks by size and labels clusters and particles. Sorts the networks on the host: they are few.
template <ExecutionSpace Exec>
void number_networks(Exec const& exec, SharingPairs<typename Exec::memory_space> const& pairs,
                     Kokkos::View<int*, typename Exec::memory_space> roots, std::size_t particles,
                     OrderedNetworks<typename Exec::memory_space>& networks) {
  using Memory = typename Exec::memory_space;
  std::size_t const clusters = roots.extent(0);
  auto size = allocate_zero<Kokkos::View<int*, Memory>>(exec, "network::size", clusters);
  auto smallest = allocate<Kokkos::View<int*, Memory>>(exec, "network::smallest", clusters);
  Kokkos::deep_copy(exec, smallest, std::numeric_limits<int>::max());
  Kokkos::parallel_for(
      "tektite::network::measure", Kokkos::RangePolicy<Exec>(exec, 0, particles), KOKKOS_LAMBDA(std::size_t i) {
        for (auto k = pairs.owner_offsets(i); k < pairs.owner_offsets(i + 1); ++k) {
          int const root = roots(pairs.owners(k));
          bool seen = false;
          for (auto m = pairs.owner_offsets(i); m < k; ++m) seen = seen || roots(pairs.owners(m)) == root;
          if (seen) continue;
          Kokkos::atomic_inc(&size(root));
          Kokkos::atomic_min(&smallest(root), static_cast<int>(i));
        }
      });
  auto const host_size = Kokkos::create_mirror_view(Kokkos::HostSpace{}, size);
  auto const host_smallest = Kokkos::create_mirror_view(Kokkos::HostSpace{}, smallest);
  Kokkos::deep_copy(exec, host_size, size);
  Kokkos::deep_copy(exec, host_smallest, smallest);
  exec.fence("tektite::network::number");
  std::vector<int> order;
  for (std::size_t c = 0; c < clusters; ++c) {
    if (host_size(c) > 0) order.push_back(static_cast<int>(c));
  }
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    if (host_size(a) != host_size(b)) return host_size(a) > host_size(b);
    return host_smallest(a) < host_smallest(b);
  });
  std::vector<int> number(clusters), sizes(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    number[order[k]] = static_cast<int>(k) + 1;
    sizes[k] = host_size(order[k]);
  }
  using Host = Kokkos::View<int*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
  auto number_of_root = allocate<Kokkos::View<int*, Memory>>(exec, "network::number", clusters);
  Kokkos::deep_copy(exec, number_of_root, Host(number.data(), number.size()));
  networks.sizes = allocate<Kokkos::View<int*, Memory>>(exec, "network::sizes", sizes.size());
  Kokkos::deep_copy(exec, networks.sizes, Host(sizes.data(), sizes.size()));
  networks.network_of = allocate<Kokkos::View<int*, Memory>>(exec, "network::network_of", clusters);
  networks.labels = allocate<Kokkos::View<int*, Memory>>(exec, "network::labels", particles);
  auto const network_of = networks.network_of;
  auto const labels = networks.labels;
  Kokkos::parallel_for(
      "tektite::network::label_clusters", Kokkos::RangePolicy<Exec>(exec, 0, clusters),
      KOKKOS_LAMBDA(std::size_t c) { network_of(c) = number_of_root(roots(c)); });
  Kokkos::parallel_for(
      "tektite::network::label_particles", Kokkos::RangePolicy<Exec>(exec, 0, particles), KOKKOS_LAMBDA(std::size_t i) {
        int label = 0;
        for (auto k = pairs.owner_offsets(i); k < pairs.owner_offsets(i + 1); ++k) {
          int const network = network_of(pairs.owners(k));
          if (label == 0 || network < label) label = network;
        }
        labels(i) = label;
      });
  exec.fence("tektite::network::labels");  // the host arrays go away
}

}  // namespace detail

/// Clusters of order and their networks.
///
/// A cluster is a selected particle and its Voronoi neighbours (a full icosahedron: 13 particles). Two clusters are
/// connected if they share at least `min_shared` particles; networks are the connected components (min_shared = 1:
/// Yang & Dai, Phys. Rev. Materials 7, 113601 (2023)). Sharing is also classified as in the literature on metallic
/// glasses: by vertex, edge or face, or interpenetrating, where the centres themselves are neighbours.
///
/// \param exec     runs everything; fenced where sizes are needed on the host
/// \param cells    Voronoi cells with their faces; dropped faces join nobody
/// \param selected the centres, one entry per owned particle; see `select_index`
/// \throws Error   no faces listed, sizes that do not match, min_shared below 1, a neighbour that is not owned
///
/// Particles are counted, not images: a cluster that sees two images of a particle contains it once. With min_shared
/// above 1 a particle may belong to several networks; its label is the largest of them, and it counts in each.
///
/// O(clusters x members x clusters per particle) work; memory for members and their owners. The same at any thread
/// count.
template <ExecutionSpace Exec>
OrderedNetworks<typename Exec::memory_space> ordered_networks(Exec const& exec,
                                                              VoronoiCells<typename Exec::memory_space> const& cells,
                                                              Kokkos::View<bool*, typename Exec::memory_space> selected,
                                                              NetworkOptions const& options = {}) {
  std::size_t const n = cells.owned();
  require(cells.offsets.extent(0) == n + 1, "ordered_networks: the Voronoi cells have no faces listed");
  require(selected.extent(0) == n, "ordered_networks: ", selected.extent(0), " selected for ", n, " particles");
  require(options.min_shared >= 1, "ordered_networks: min_shared ", options.min_shared, " must be at least 1");
  OrderedNetworks<typename Exec::memory_space> networks;
  detail::list_clusters(exec, cells, selected, networks);
  auto const members = networks.members;
  std::int64_t foreign = 0;
  Kokkos::parallel_reduce(
      "tektite::network::check", Kokkos::RangePolicy<Exec>(exec, 0, members.extent(0)),
      KOKKOS_LAMBDA(std::size_t m, std::int64_t& sum) { sum += members(m) >= static_cast<int>(n); }, foreign);
  require(foreign == 0, "ordered_networks: ", foreign, " members of clusters are ghosts; a network needs all");

  auto const pairs = detail::list_owners(exec, n, networks);
  auto const centers = networks.centers;
  std::size_t const clusters = centers.extent(0);
  auto const sets = make_union_find(exec, clusters);
  int const min_shared = options.min_shared;
  auto& sharing = networks.sharing;
  Kokkos::parallel_reduce(
      "tektite::network::connect", Kokkos::RangePolicy<Exec>(exec, 0, clusters),
      KOKKOS_LAMBDA(int c, std::int64_t& vertex, std::int64_t& edge, std::int64_t& face,
                    std::int64_t& interpenetrating) {
        pairs(c, [&](int other, int shared) {
          if (shared >= min_shared) sets.unite(c, other);
          bool const bonded = pairs.contains(c, centers(other)) || pairs.contains(other, centers(c));
          interpenetrating += bonded;
          vertex += !bonded && shared == 1;
          edge += !bonded && shared == 2;
          face += !bonded && shared >= 3;
        });
      },
      sharing.vertex, sharing.edge, sharing.face, sharing.interpenetrating);
  flatten(exec, sets);
  detail::number_networks(exec, pairs, sets.parents(), n, networks);
  return networks;
}

}  // namespace tektite
