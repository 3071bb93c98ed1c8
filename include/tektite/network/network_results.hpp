// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/concepts.hpp"

namespace tektite {

/// How pairs of clusters hang together, each pair counted once, whatever `min_shared` is.
struct SharingCounts {
  std::int64_t vertex = 0;            ///< one shared particle
  std::int64_t edge = 0;              ///< two
  std::int64_t face = 0;              ///< three or more
  std::int64_t interpenetrating = 0;  ///< the centres are neighbours, however many particles are shared

  friend bool operator==(SharingCounts const&, SharingCounts const&) = default;
};

/// Clusters around chosen centres, and the networks they form.
///
/// Networks are numbered from 1, the largest first, ties by the smallest particle index in them.
template <MemorySpace Memory>
struct OrderedNetworks {
  Kokkos::View<int*, Memory> centers;           ///< particle in the middle of each cluster, ascending
  Kokkos::View<std::int64_t*, Memory> offsets;  ///< first member of each cluster; clusters + 1 entries
  Kokkos::View<int*, Memory> members;           ///< distinct particles of each cluster, ascending, centre included
  Kokkos::View<int*, Memory> network_of;        ///< by cluster: its network
  Kokkos::View<int*, Memory> labels;            ///< by particle: its network, 0 for none, the largest of several
  Kokkos::View<int*, Memory> sizes;             ///< by network (entry 0 is network 1): distinct particles, descending
  SharingCounts sharing;                        ///< how many pairs of clusters are connected in which way
};

}  // namespace tektite
