// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"
#include "tektite/detail/sort.hpp"
#include "tektite/network/network_results.hpp"
#include "tektite/voronoi/voronoi.hpp"

namespace tektite::detail {

/// Visits the distinct particles of a cluster, ascending: the centre, and its neighbours across faces that are no
/// walls.
///
/// The faces of a cell ascend by neighbour, so those with images of the same particle follow each other.
template <MemorySpace Memory>
struct ClusterMembers {
  VoronoiCells<Memory> cells;

  /// \param center particle in the middle of the cluster
  /// \param visit  device-callable `void(int particle)`
  template <class Visit>
  KOKKOS_FUNCTION void operator()(int center, Visit const& visit) const {
    int last = -1;
    bool center_seen = false;
    for (auto k = cells.offsets(center); k < cells.offsets(center + 1); ++k) {
      int const j = cells.neighbors(k);
      if (j < 0 || j == last) continue;
      if (!center_seen && j >= center) {
        visit(center);
        center_seen = true;
      }
      if (j != center) visit(j);
      last = j;
    }
    if (!center_seen) visit(center);
  }
};

/// Visits every pair of clusters that share particles, once, with the number of particles they share.
template <MemorySpace Memory>
struct SharingPairs {
  Kokkos::View<std::int64_t*, Memory> offsets;          // first member of each cluster
  Kokkos::View<std::int64_t*, Memory> cluster_offsets;  // first entry of `clusters` of each particle
  Kokkos::View<int*, Memory> members;                   // of each cluster, ascending
  Kokkos::View<int*, Memory> clusters;                  // that contain each particle, ascending

  /// \param c     a cluster
  /// \param visit device-callable `void(int other, int shared)`, for clusters other > c
  template <class Visit>
  KOKKOS_FUNCTION void operator()(int c, Visit const& visit) const {
    for (auto m = offsets(c); m < offsets(c + 1); ++m) {
      int const particle = members(m);
      for (auto k = cluster_offsets(particle); k < cluster_offsets(particle + 1); ++k) {
        int const other = clusters(k);
        if (other <= c) continue;
        int shared = 0, first = -1;
        auto a = offsets(c), b = offsets(other);
        while (a < offsets(c + 1) && b < offsets(other + 1)) {
          int const p = members(a), q = members(b);
          if (p == q) {
            if (shared++ == 0) first = p;
          }
          a += p <= q;
          b += q <= p;
        }
        // A pair is met once for each shared particle; it is visited for the first one only.
        if (first == particle) visit(other, shared);
      }
    }
  }

  /// \param c        a cluster
  /// \param particle owned
  /// \returns whether the cluster contains the particle
  KOKKOS_FUNCTION bool contains(int c, int particle) const {
    for (auto m = offsets(c); m < offsets(c + 1); ++m) {
      if (members(m) == particle) return true;
    }
    return false;
  }
};

/// Turns counts into offsets, in place. Fences `exec` once.
///
/// \param exec   runs the scan
/// \param counts one per row, and one more entry for the total
/// \returns the total
template <ExecutionSpace Exec>
std::int64_t to_offsets(Exec const& exec, Kokkos::View<std::int64_t*, typename Exec::memory_space> counts) {
  counts_to_offsets(exec, "network::scan", counts);
  return fetch(exec, counts, counts.extent(0) - 1);
}

/// Lists centres and members of all clusters. Fences `exec` twice.
///
/// One item of `select` and `count` is a particle: if it is a centre it writes the entries of its cluster, whose index
/// is the number of centres before it (`rank`, after the scan). One item of `fill` is a cluster.
///
/// \param exec     runs the kernels
/// \param cells    Voronoi cells with their faces
/// \param selected the centres, one entry per owned particle
/// \param networks its centres, offsets and members are set
template <ExecutionSpace Exec>
void list_clusters(Exec const& exec, VoronoiCells<typename Exec::memory_space> const& cells,
                   Kokkos::View<bool*, typename Exec::memory_space> selected,
                   OrderedNetworks<typename Exec::memory_space>& networks) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = cells.owned();
  auto rank = allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "network::rank", n + 1);
  launch(exec, "network::select", n, KOKKOS_LAMBDA(std::size_t i) { rank(i) = selected(i) ? 1 : 0; });
  auto const count = to_offsets(exec, rank);
  ClusterMembers<Memory> const each_member{cells};
  networks.centers = allocate<Kokkos::View<int*, Memory>>(exec, "network::centers", count);
  networks.offsets = allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "network::offsets", count + 1);
  auto const centers = networks.centers;
  auto const offsets = networks.offsets;
  launch(
      exec, "network::count", n, KOKKOS_LAMBDA(std::size_t i) {
        if (!selected(i)) return;
        centers(rank(i)) = static_cast<int>(i);
        std::int64_t size = 0;
        each_member(static_cast<int>(i), [&](int) { ++size; });
        offsets(rank(i)) = size;
      });
  networks.members = allocate<Kokkos::View<int*, Memory>>(exec, "network::members", to_offsets(exec, offsets));
  auto const members = networks.members;
  launch(
      exec, "network::fill", count, KOKKOS_LAMBDA(std::int64_t c) {
        auto next = offsets(c);
        each_member(centers(c), [&](int j) { members(next++) = j; });
      });
}

/// Lists the clusters that contain each particle, ascending: a counting sort of the members. Fences `exec` once.
///
/// \param exec      runs the kernels
/// \param particles number of owned particles; members are all below it
/// \param networks  with offsets and members
/// \returns both lists: members by cluster, clusters by particle
template <ExecutionSpace Exec>
SharingPairs<typename Exec::memory_space> list_clusters_of_particles(
    Exec const& exec, std::size_t particles, OrderedNetworks<typename Exec::memory_space> const& networks) {
  using Memory = typename Exec::memory_space;
  auto const offsets = networks.offsets;
  auto const members = networks.members;
  auto cluster_offsets =
      allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "network::cluster_offsets", particles + 1);
  auto clusters = allocate<Kokkos::View<int*, Memory>>(exec, "network::clusters", members.extent(0));
  // One item is a member of a cluster. Several items count at one particle; the order does not matter. Then the counts
  // become offsets.
  launch(
      exec, "network::count_clusters_of_particles", members.extent(0),
      KOKKOS_LAMBDA(std::size_t m) { Kokkos::atomic_inc(&cluster_offsets(members(m))); });
  to_offsets(exec, cluster_offsets);
  // The next free entry of `clusters` of each particle.
  auto next = allocate<Kokkos::View<std::int64_t*, Memory>>(exec, "network::next", particles + 1);
  copy_first(exec, next, cluster_offsets, particles + 1);
  // One item is a cluster. The atomic counters give it entries of its own; which ones of those of a particle depends on
  // the order of the items.
  launch(
      exec, "network::fill_clusters_of_particles", networks.centers.extent(0), KOKKOS_LAMBDA(int c) {
        for (auto m = offsets(c); m < offsets(c + 1); ++m) {
          clusters(Kokkos::atomic_fetch_add(&next(members(m)), std::int64_t(1))) = c;
        }
      });
  // One item is a particle. It sorts its clusters, so that the order of the items above has no effect any more.
  launch(
      exec, "network::sort_clusters_of_particles", particles, KOKKOS_LAMBDA(std::size_t i) {
        sort(clusters.data() + cluster_offsets(i), static_cast<int>(cluster_offsets(i + 1) - cluster_offsets(i)));
      });
  return {offsets, cluster_offsets, members, clusters};
}

}  // namespace tektite::detail
