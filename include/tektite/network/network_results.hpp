// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/concepts.hpp"

/// \file
/// Results of `ordered_networks`.

namespace tektite {

/// Numbers of pairs of clusters that share particles, by the way they are connected. Each pair is counted once, and
/// `min_shared` makes no difference.
struct SharingCounts {
  std::int64_t vertex = 0;            ///< pairs that share one particle
  std::int64_t edge = 0;              ///< pairs that share two particles
  std::int64_t face = 0;              ///< pairs that share three or more particles
  std::int64_t interpenetrating = 0;  ///< pairs whose centres are neighbours, however many particles they share

  friend bool operator==(SharingCounts const&, SharingCounts const&) = default;
};

/// Clusters around selected centres, and the networks they form.
///
/// Networks are numbered from 1, the largest first; of networks of equal size the one that contains the smallest
/// particle index comes first.
template <MemorySpace Memory>
struct OrderedNetworks {
  Kokkos::View<int*, Memory> centers;           ///< central particle of each cluster, ascending
  Kokkos::View<std::int64_t*, Memory> offsets;  ///< first member of each cluster; clusters + 1 entries
  Kokkos::View<int*, Memory> members;           ///< distinct particles of each cluster, ascending, centre included
  Kokkos::View<int*, Memory> network_of;        ///< by cluster: the number of its network
  Kokkos::View<int*, Memory> labels;            ///< by particle: the number of its largest network, 0 if it has none
  Kokkos::View<int*, Memory> sizes;             ///< by network (entry 0 is network 1): distinct particles, descending
  SharingCounts sharing;                        ///< numbers of pairs of clusters that share particles
};

}  // namespace tektite
