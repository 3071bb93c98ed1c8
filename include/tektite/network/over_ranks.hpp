// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <tuple>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/ranks.hpp"
#include "tektite/core/selection.hpp"
#include "tektite/network/detail/shared_clusters.hpp"
#include "tektite/network/network_results.hpp"
#include "tektite/network/ordered_networks.hpp"
#include "tektite/voronoi/voronoi.hpp"

/// \file
/// Networks of clusters in a sample that the ranks of a host code share.

namespace tektite {

/// Networks of a sample that ranks share. On the host.
///
/// Numbered as `OrderedNetworks`, with particle ids for particle indices.
struct NetworksOfRanks {
  std::vector<int> labels;           ///< by owned particle: the number of its largest network, 0 if it has none
  std::vector<std::int64_t> sizes;   ///< by network of the whole sample: distinct particles, descending
  std::vector<std::int64_t> counts;  ///< by network of the whole sample: clusters
  SharingCounts sharing;             ///< numbers of pairs of clusters that share particles, whole sample
};

namespace detail {

/// The part of a network that a rank has.
struct NetworkShare {
  std::int64_t network = 0;  // smallest centre
  std::int64_t size = 0, clusters = 0;
  std::int64_t smallest = std::numeric_limits<std::int64_t>::max();  // particle id
};

/// A cluster that other ranks know, and the smallest centre of the clusters of its rank that it is connected to.
struct PlacedCluster {
  std::int64_t center = 0, part = 0;
};

/// The clusters of a rank, with ids for indices.
template <ExecutionSpace Exec, std::integral Id>
IdClusters clusters_with_ids(Exec const& exec, VoronoiCells<typename Exec::memory_space> const& cells,
                             Kokkos::View<bool*, typename Exec::memory_space> selected, std::span<Id const> ids,
                             NetworkOptions const& options) {
  char const* const caller = "ordered_networks_over_ranks";
  std::size_t const n = cells.owned();
  require(cells.offsets.extent(0) == n + 1, caller, ": the Voronoi cells have no faces listed");
  require_selection(caller, selected, n, "particles");
  require(ids.size() >= n, caller, ": ", ids.size(), " ids for ", n, " particles and their ghosts");
  require(options.min_shared >= 1, caller, ": min_shared ", options.min_shared, " must be at least 1");
  auto const marks = to_host(exec, selected);
  auto const offsets = to_host(exec, cells.offsets);
  auto const neighbors = to_host(exec, cells.neighbors);
  IdClusters clusters;
  for (std::size_t i = 0; i < n; ++i) {
    if (!marks[i]) continue;
    std::vector<std::int64_t> members{std::int64_t(ids[i])};
    for (auto k = offsets[i]; k < offsets[i + 1]; ++k) {
      int const j = neighbors[std::size_t(k)];
      if (j < 0) continue;
      require(std::size_t(j) < ids.size(), caller, ": neighbour ", j, " has no id, there are ", ids.size());
      members.push_back(std::int64_t(ids[std::size_t(j)]));
    }
    clusters.add(std::int64_t(ids[i]), std::move(members));
  }
  clusters.own = clusters.count();
  return clusters;
}

/// Counts pairs and connects clusters: those of this rank at once, others by links.
///
/// A pair of clusters of two ranks is counted by one of them: by the rank with the smaller centre where both clusters
/// are known to both ranks, else by the one that knows both.
///
/// \param own     ids that this rank owns, ascending
/// \param sharing counts of this rank
/// \param parts   sets of centres of this rank that are connected
/// \returns       pairs of a centre of this rank and one of another that are connected
inline std::vector<PlacedCluster> connect(IdClusters const& clusters, ClustersOfParticles const& of,
                                          std::vector<std::int64_t> const& own, int min_shared, SharingCounts& sharing,
                                          LabelSets& parts) {
  std::vector<PlacedCluster> links;
  for_each_sharing_pair(clusters, of, [&](std::size_t c, std::size_t other, int shared) {
    std::int64_t const a = clusters.centers[c], b = clusters.centers[other];
    auto const members = clusters.members_of(c);
    bool const foreign = other >= clusters.own;
    if (foreign && b < a && !std::includes(own.begin(), own.end(), members.begin(), members.end())) return;
    bool const neighbors = clusters.contains(c, b) || clusters.contains(other, a);
    sharing.interpenetrating += neighbors;
    sharing.vertex += !neighbors && shared == 1;
    sharing.edge += !neighbors && shared == 2;
    sharing.face += !neighbors && shared >= 3;
    if (shared < min_shared) return;
    if (foreign)
      links.push_back({b, a});
    else
      parts.join(a, b);
  });
  return links;
}

/// Adds up what ranks have of each network, and sorts: the largest first, equal ones by the smallest id.
inline std::vector<NetworkShare> joined_networks(std::vector<NetworkShare> const& shares) {
  std::map<std::int64_t, NetworkShare> by_network;
  for (NetworkShare const& share : shares) {
    NetworkShare& all = by_network[share.network];
    all.network = share.network;
    all.size += share.size;
    all.clusters += share.clusters;
    all.smallest = std::min(all.smallest, share.smallest);
  }
  std::vector<NetworkShare> networks;
  for (auto const& entry : by_network) networks.push_back(entry.second);
  std::sort(networks.begin(), networks.end(), [](NetworkShare const& a, NetworkShare const& b) {
    return std::tuple(-a.size, a.smallest, a.network) < std::tuple(-b.size, b.smallest, b.network);
  });
  return networks;
}

/// The networks of all ranks, once each cluster that this rank knows has the network that it belongs to.
///
/// An owned particle is counted here and nowhere else: all clusters that contain it are known here.
///
/// \param networks by cluster: smallest centre of its network
template <Ranks R, std::integral Id>
void number_over_ranks(R const& ranks, IdClusters const& clusters, ClustersOfParticles const& of,
                       std::span<Id const> owned, std::vector<std::int64_t> const& networks, NetworksOfRanks& result) {
  std::map<std::int64_t, NetworkShare> mine;
  auto const share_of = [&](std::int64_t network) -> NetworkShare& {
    mine[network].network = network;
    return mine[network];
  };
  for (std::size_t c = 0; c < clusters.own; ++c) ++share_of(networks[c]).clusters;
  std::vector<std::int64_t> of_particle;
  for (Id const id : owned) {
    of_particle.clear();
    of(std::int64_t(id), [&](std::size_t c) { of_particle.push_back(networks[c]); });
    std::sort(of_particle.begin(), of_particle.end());
    of_particle.erase(std::unique(of_particle.begin(), of_particle.end()), of_particle.end());
    for (std::int64_t const network : of_particle) {
      NetworkShare& share = share_of(network);
      ++share.size;
      share.smallest = std::min(share.smallest, std::int64_t(id));
    }
  }
  std::vector<NetworkShare> shares;
  for (auto const& entry : mine) shares.push_back(entry.second);
  std::map<std::int64_t, int> number_of;
  for (NetworkShare const& network : joined_networks(ranks.gather(shares))) {
    number_of[network.network] = static_cast<int>(number_of.size()) + 1;
    result.sizes.push_back(network.size);
    result.counts.push_back(network.clusters);
  }
  for (Id const id : owned) {
    int label = 0;
    of(std::int64_t(id), [&](std::size_t c) {
      int const number = number_of.at(networks[c]);
      if (label == 0 || number < label) label = number;
    });
    result.labels.push_back(label);
  }
}

}  // namespace detail

/// Finds the clusters around selected particles and the networks that they form, as `ordered_networks` does in the
/// whole periodic box, in a sample that ranks share. Collective.
///
/// Of the clusters of a rank only those are sent that contain a particle of another rank: of each pair of clusters of
/// two ranks that share a particle, at least one is such a cluster. An image of a particle counts as the particle.
///
/// \param exec     execution space instance that copies cells and selection; all else is done on the host
/// \param ranks    a model of `Ranks`
/// \param cells    Voronoi cells of this rank's particles among their ghosts, with faces
/// \param selected the centres: a `Selection` of the owned particles
/// \param ids      of owned particles, then of ghosts: the same id for all images of a particle
/// \param options  when clusters are connected; the same on every rank
/// \returns        numbers, sizes and counts that are the same on every rank; labels of the owned particles
/// \throws Error   on every rank: no faces listed, sizes that do not match, `min_shared` below 1
/// \cost           O(c m log c) work for c clusters of m members on this rank and at the borders; each rank receives 8
///                 bytes for each member of the clusters at borders, 16 for each of these and for each link of two
///                 ranks' clusters, 32 for each network of each rank
/// \fences         three times, to copy cells and selection to the host
/// \determinism    the same at any thread count, and for any division among ranks
/// \source         as `ordered_networks`
template <ExecutionSpace Exec, Ranks R, Selection S, std::integral Id>
NetworksOfRanks ordered_networks_over_ranks(Exec const& exec, R const& ranks,
                                            VoronoiCells<typename Exec::memory_space> const& cells, S const& selected,
                                            std::span<Id const> ids, NetworkOptions const& options = {}) {
  auto clusters = on_all_ranks(
      ranks, [&] { return detail::clusters_with_ids(exec, cells, detail::marks_of(exec, selected), ids, options); });
  auto const owned = ids.first(cells.owned());
  std::vector<std::int64_t> own(owned.begin(), owned.end());
  std::sort(own.begin(), own.end());
  detail::add_shared(clusters, ranks.gather(detail::numbers_of_shared(clusters, own)), own);
  detail::ClustersOfParticles const of(clusters);

  NetworksOfRanks result;
  SharingCounts sharing;
  detail::LabelSets parts, networks;
  auto const links = detail::connect(clusters, of, own, options.min_shared, sharing, parts);
  auto const sums =
      sum_over_ranks(ranks, std::vector{sharing.vertex, sharing.edge, sharing.face, sharing.interpenetrating});
  result.sharing = {sums[0], sums[1], sums[2], sums[3]};

  // Which part the clusters at borders belong to, then which parts are connected.
  std::vector<detail::PlacedCluster> placed;
  std::vector<std::int64_t> const numbers = detail::numbers_of_shared(clusters, own);
  for (std::size_t at = 0; at < numbers.size(); at += 2 + std::size_t(numbers[at + 1]))
    placed.push_back({numbers[at], parts.smallest(numbers[at])});
  std::map<std::int64_t, std::int64_t> part_of;
  for (auto const& [center, part] : ranks.gather(placed)) part_of[center] = part;
  std::vector<detail::PlacedCluster> joined;
  for (auto const& [other, center] : links) joined.push_back({part_of.at(other), parts.smallest(center)});
  for (auto const& [a, b] : ranks.gather(joined)) networks.join(a, b);

  std::vector<std::int64_t> network_of;
  for (std::size_t c = 0; c < clusters.count(); ++c) {
    std::int64_t const center = clusters.centers[c];
    network_of.push_back(networks.smallest(c < clusters.own ? parts.smallest(center) : part_of.at(center)));
  }
  detail::number_over_ranks(ranks, clusters, of, owned, network_of, result);
  return result;
}

}  // namespace tektite
