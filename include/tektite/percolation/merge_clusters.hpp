// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <tuple>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/percolation_clusters.hpp"

/// \file
/// Clusters of a sample that is spread over ranks, from what each rank found among its owned particles and ghosts.
///
/// The library sends nothing: a host code gathers parts and links of all ranks with whatever it has (MPI_Allgatherv),
/// and every rank that calls `merge_clusters` with them gets the same answer. See docs/host_codes.md.

namespace tektite {

/// A cluster as one rank knows it: the particles in it that the rank owns.
struct ClusterPart {
  std::int64_t label = 0;  ///< one of its own on all ranks: the smallest id of these particles
  std::int64_t size = 0;   ///< how many they are, at least 1
};

/// A particle that two parts have in common: owned in one, and as a ghost, perhaps in another image, in the other.
///
/// Also the ghost image of an owned particle of the same part: that is how a single rank learns that a cluster wraps.
struct PartLink {
  std::int64_t first = 0;   ///< label of a part that has the particle
  std::int64_t second = 0;  ///< label of the other one, or the same
  Vec3<int> shift{};        ///< where `first` has it less where `second` has it, in box edges

  friend bool operator==(PartLink const&, PartLink const&) = default;
  friend bool operator<(PartLink const& a, PartLink const& b) {
    return std::tie(a.first, a.second, a.shift.x, a.shift.y, a.shift.z) <
           std::tie(b.first, b.second, b.shift.x, b.shift.y, b.shift.z);
  }
};

/// Clusters of the whole sample, largest first. On the host.
struct MergedClusters {
  std::vector<int> labels;               ///< by part, in the order given: 1 in the largest cluster, 2 in the next ...
  std::vector<std::int64_t> sizes;       ///< by cluster, descending; ties by the smallest label of their parts
  std::vector<int> wraps;                ///< by cluster: bit d is set where it winds around box axis d
  std::int64_t selected = 0;             ///< S_all, particles in all of them
  std::int64_t largest = 0;              ///< S_max; 0 without clusters
  double mean_size_without_largest = 0;  ///< sum s^2 / sum s over all clusters but the first; 0 where there is none

  /// S_max / S_all; 0 without clusters.
  double ratio() const { return selected > 0 ? double(largest) / double(selected) : 0.0; }
};

/// Joins the parts of clusters along the particles that they share.
///
/// \param parts of all ranks, in any order
/// \param links of all ranks, in any order; one for each pair of parts and shift is enough
/// \throws Error a label that is there twice, a size below 1, a link to a label that is not there
///
/// The same clusters, numbers and windings as `percolation_clusters` finds in the whole periodic box, where labels are
/// smallest particle indices. Runs on the host, fences nothing else. O(p log p + l) work for p parts and l links, about
/// 150 bytes per part: of clusters, not of particles.
inline MergedClusters merge_clusters(std::vector<ClusterPart> const& parts, std::vector<PartLink> const& links) {
  using Exec = Kokkos::DefaultHostExecutionSpace;
  using Memory = Exec::memory_space;
  require(parts.size() < std::size_t(std::numeric_limits<int>::max()), "merge_clusters: ", parts.size(),
          " parts, at most 2^31 - 1");
  std::map<std::int64_t, int> part_of;
  for (ClusterPart const& part : parts) {
    require(part.size > 0, "merge_clusters: part ", part.label, " has ", part.size, " particles");
    require(part_of.emplace(part.label, static_cast<int>(part_of.size())).second, "merge_clusters: label ", part.label,
            " is there twice");
  }
  auto const find = [&](std::int64_t label) {
    auto const found = part_of.find(label);
    require(found != part_of.end(), "merge_clusters: a link names part ", label, ", which is not there");
    return found->second;
  };

  // Parts touch through what they share: clusters of parts, windings included, are the clusters of particles.
  Exec const exec{};
  PairContacts<Memory> contacts{Kokkos::View<int* [2], Memory>("tektite::merge_clusters::pairs", links.size()),
                                Kokkos::View<Vec3<int>*, Memory>("tektite::merge_clusters::shifts", links.size())};
  for (std::size_t k = 0; k < links.size(); ++k) {
    contacts.pairs(k, 0) = find(links[k].first);
    contacts.pairs(k, 1) = find(links[k].second);
    contacts.shifts(k) = links[k].shift;
  }
  Kokkos::View<int*, Memory> all("tektite::merge_clusters::all", parts.size());
  Kokkos::deep_copy(exec, all, 1);
  auto const groups = percolation_clusters(exec, contacts, all);
  exec.fence("tektite::merge_clusters");

  struct Group {
    std::int64_t size = 0, label = std::numeric_limits<std::int64_t>::max();
    int number = 0;
  };
  std::vector<Group> order(groups.count());
  for (std::size_t k = 0; k < parts.size(); ++k) {
    Group& group = order[static_cast<std::size_t>(groups.labels(k) - 1)];
    group.size += parts[k].size;
    group.label = std::min(group.label, parts[k].label);
    group.number = groups.labels(k) - 1;
  }
  std::sort(order.begin(), order.end(),
            [](Group const& a, Group const& b) { return a.size != b.size ? a.size > b.size : a.label < b.label; });

  MergedClusters merged;
  std::vector<int> rank(order.size());
  double squares = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    rank[static_cast<std::size_t>(order[k].number)] = static_cast<int>(k) + 1;
    merged.sizes.push_back(order[k].size);
    merged.wraps.push_back(groups.wraps(order[k].number));
    merged.selected += order[k].size;
    if (k > 0) squares += double(order[k].size) * double(order[k].size);
  }
  for (std::size_t k = 0; k < parts.size(); ++k)
    merged.labels.push_back(rank[static_cast<std::size_t>(groups.labels(k) - 1)]);
  if (!order.empty()) merged.largest = order.front().size;
  if (order.size() > 1) merged.mean_size_without_largest = squares / double(merged.selected - merged.largest);
  return merged;
}

}  // namespace tektite
