// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <tuple>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/cluster_order.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/percolation_clusters.hpp"

/// \file
/// Clusters of a sample that is spread over ranks, from what each rank found among its owned particles and
/// ghosts.
///
/// The library does not communicate: a host code gathers the parts and links of all ranks with its own means, such as
/// MPI_Allgatherv, and every rank that calls `merge_clusters` with them gets the same result. See docs/host_codes.md.

namespace tektite {

/// A cluster as one rank knows it: the particles in it that the rank owns.
struct ClusterPart {
  std::int64_t label = 0;  ///< distinct over all ranks: the smallest id of these particles
  std::int64_t size = 0;   ///< number of these particles, at least 1
};

/// A particle that two parts share: owned in one, and a ghost, perhaps in another image, in the other.
///
/// Also the ghost image of an owned particle of the same part: from these links a single rank learns that a cluster
/// wraps.
struct PartLink {
  std::int64_t first = 0;   ///< label of a part that contains the particle
  std::int64_t second = 0;  ///< label of the other one, or the same
  Vec3<int> shift{};        ///< image in `first` minus image in `second`, in box edges

  /// Whether two links are the same. \returns true if all members are equal
  friend bool operator==(PartLink const&, PartLink const&) = default;

  /// Any total order, for sorting and removing copies. \param a,b links \returns true if a comes first
  friend bool operator<(PartLink const& a, PartLink const& b) {
    return std::tie(a.first, a.second, a.shift.x, a.shift.y, a.shift.z) <
           std::tie(b.first, b.second, b.shift.x, b.shift.y, b.shift.z);
  }
};

/// Clusters of the whole sample, largest first. On the host.
struct MergedClusters {
  std::vector<int> labels;               ///< by part, in the order given: 1 in the largest cluster, 2 in the next ...
  std::vector<std::int64_t> sizes;       ///< by cluster, descending; equal sizes by the smallest label of their parts
  std::vector<int> wraps;                ///< by cluster: bit d is set where it wraps around box axis d
  std::int64_t selected = 0;             ///< S_all, particles in all of them
  std::int64_t largest = 0;              ///< S_max; 0 without clusters
  double mean_size_without_largest = 0;  ///< sum s^2 / sum s over all clusters but the first; 0 where there is none

  /// Fraction of the particles in the largest cluster. \returns S_max / S_all; 0 without clusters
  double ratio() const { return selected > 0 ? double(largest) / double(selected) : 0.0; }
};

namespace detail {

/// Index of each part by its label. \throws Error a label that is there twice, a size below 1
inline std::map<std::int64_t, int> index_parts(std::vector<ClusterPart> const& parts) {
  require(parts.size() < std::size_t(std::numeric_limits<int>::max()), "merge_clusters: ", parts.size(),
          " parts, at most 2^31 - 1");
  std::map<std::int64_t, int> index_of;
  for (ClusterPart const& part : parts) {
    require(part.size > 0, "merge_clusters: part ", part.label, " has ", part.size, " particles");
    require(index_of.emplace(part.label, static_cast<int>(index_of.size())).second, "merge_clusters: label ",
            part.label, " is there twice");
  }
  return index_of;
}

/// Links as contacts between parts: the clusters of parts, windings included, are the clusters of particles.
/// \throws Error a link to a label that is not there
inline PairContacts<Kokkos::DefaultHostExecutionSpace::memory_space> contacts_of_parts(
    std::vector<PartLink> const& links, std::map<std::int64_t, int> const& index_of) {
  using Memory = Kokkos::DefaultHostExecutionSpace::memory_space;
  auto const find = [&](std::int64_t label) {
    auto const found = index_of.find(label);
    require(found != index_of.end(), "merge_clusters: a link names part ", label, ", which is not there");
    return found->second;
  };
  PairContacts<Memory> contacts{Kokkos::View<int* [2], Memory>("tektite::merge_clusters::pairs", links.size()),
                                Kokkos::View<Vec3<int>*, Memory>("tektite::merge_clusters::shifts", links.size())};
  for (std::size_t k = 0; k < links.size(); ++k) {
    contacts.pairs(k, 0) = find(links[k].first);
    contacts.pairs(k, 1) = find(links[k].second);
    contacts.shifts(k) = links[k].shift;
  }
  return contacts;
}

/// Groups of parts, numbered by their number of particles instead of their number of parts.
inline MergedClusters number_by_particles(
    std::vector<ClusterPart> const& parts,
    PercolationClusters<Kokkos::DefaultHostExecutionSpace::memory_space> const& groups) {
  std::vector<std::int64_t> size(groups.count(), 0), label(groups.count(), std::numeric_limits<std::int64_t>::max());
  for (std::size_t k = 0; k < parts.size(); ++k) {
    auto const group = static_cast<std::size_t>(groups.labels(k) - 1);
    size[group] += parts[k].size;
    label[group] = std::min(label[group], parts[k].label);
  }
  std::vector<std::size_t> order(groups.count());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return ClusterOrder(size[a], label[a]) < ClusterOrder(size[b], label[b]);
  });
  MergedClusters merged;
  std::vector<int> rank(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    rank[order[k]] = static_cast<int>(k) + 1;
    merged.sizes.push_back(size[order[k]]);
    merged.wraps.push_back(groups.wraps(order[k]));
  }
  for (std::size_t k = 0; k < parts.size(); ++k)
    merged.labels.push_back(rank[static_cast<std::size_t>(groups.labels(k) - 1)]);
  return merged;
}

/// Fills in the sums over clusters. \param merged with its sizes
inline void sum_sizes(MergedClusters& merged) {
  double squares = 0;
  for (std::size_t k = 0; k < merged.sizes.size(); ++k) {
    merged.selected += merged.sizes[k];
    if (k > 0) squares += double(merged.sizes[k]) * double(merged.sizes[k]);
  }
  if (!merged.sizes.empty()) merged.largest = merged.sizes.front();
  if (merged.sizes.size() > 1) merged.mean_size_without_largest = squares / double(merged.selected - merged.largest);
}

}  // namespace detail

/// Joins the parts of clusters along the particles that they share.
///
/// The same clusters, numbers and windings as `percolation_clusters` finds in the whole periodic box, where labels are
/// smallest particle indices.
///
/// \param parts  of all ranks, in any order
/// \param links  of all ranks, in any order; one for each pair of parts and shift is enough
/// \returns      clusters of the whole sample
/// \throws Error a label that is there twice, a size below 1, a link to a label that is not there
/// \cost         O(p log p + l) work on the host for p parts and l links; about 150 bytes per part: of clusters, not of
///               particles
/// \fences       the default host instance
/// \determinism  the same at any thread count, and on every rank
inline MergedClusters merge_clusters(std::vector<ClusterPart> const& parts, std::vector<PartLink> const& links) {
  using Exec = Kokkos::DefaultHostExecutionSpace;
  auto const index_of = detail::index_parts(parts);
  auto const contacts = detail::contacts_of_parts(links, index_of);
  Exec const exec{};
  Kokkos::View<int*, Exec::memory_space> all("tektite::merge_clusters::all", parts.size());
  Kokkos::deep_copy(exec, all, 1);
  auto const groups = percolation_clusters(exec, contacts, all);
  exec.fence("tektite::merge_clusters");
  MergedClusters merged = detail::number_by_particles(parts, groups);
  detail::sum_sizes(merged);
  return merged;
}

}  // namespace tektite
