// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"
#include "tektite/detail/sort.hpp"
#include "tektite/network/network_results.hpp"
#include "tektite/voronoi/voronoi.hpp"

namespace tektite::detail {

/// The distinct particles of a cluster, ascending: the centre, and its neighbours over faces that are no walls.
///
/// Rows of faces ascend by neighbour, so equal ones (images of one particle) follow each other.
template <MemorySpace Memory>
struct ClusterMembers {
  VoronoiCells<Memory> cells;

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

/// Visits every pair of clusters that share a particle, once each, with the number of particles they share.
template <MemorySpace Memory>
struct SharingPairs {
  Kokkos::View<std::int64_t*, Memory> offsets, owner_offsets;  // members by cluster; clusters by particle
  Kokkos::View<int*, Memory> members, owners;

  /// \param visit device-callable `void(int other, int shared)`, for clusters other > c
  template <class Visit>
  KOKKOS_FUNCTION void operator()(int c, Visit const& visit) const {
    for (auto m = offsets(c); m < offsets(c + 1); ++m) {
      int const particle = members(m);
      for (auto k = owner_offsets(particle); k < owner_offsets(particle + 1); ++k) {
        int const other = owners(k);
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
        // A pair is met once for every shared particle: the first of them speaks for all.
        if (first == particle) visit(other, shared);
      }
    }
  }

  KOKKOS_FUNCTION bool contains(int c, int particle) const {
    for (auto m = offsets(c); m < offsets(c + 1); ++m) {
      if (members(m) == particle) return true;
    }
    return false;
  }
};

/// Exclusive sums of `counts`, whose last entry becomes the total. Returns the total; fences `exec`.
template <ExecutionSpace Exec>
std::int64_t to_offsets(Exec const& exec, Kokkos::View<std::int64_t*, typename Exec::memory_space> counts) {
  counts_to_offsets(exec, "network::scan", counts);
  return fetch(exec, counts, counts.extent(0) - 1);
}

/// Centres and members of all clusters.
template <ExecutionSpace Exec>
void list_clusters(Exec const& exec, VoronoiCells<typename Exec::memory_space> const& cells,
                   Kokkos::View<bool*, typename Exec::memory_space> selected,
                   OrderedNetworks<typename Exec::memory_space>& networks) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = cells.owned();
  auto rank = allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "network::rank", n + 1);
  Kokkos::parallel_for(
      "tektite::network::select", Kokkos::RangePolicy<Exec>(exec, 0, n),
      KOKKOS_LAMBDA(std::size_t i) { rank(i) = selected(i) ? 1 : 0; });
  auto const count = to_offsets(exec, rank);
  ClusterMembers<Memory> const each_member{cells};
  networks.centers = allocate<Kokkos::View<int*, Memory>>(exec, "network::centers", count);
  networks.offsets = allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "network::offsets", count + 1);
  auto const centers = networks.centers;
  auto const offsets = networks.offsets;
  Kokkos::parallel_for(
      "tektite::network::count", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(std::size_t i) {
        if (!selected(i)) return;
        centers(rank(i)) = static_cast<int>(i);
        std::int64_t size = 0;
        each_member(static_cast<int>(i), [&](int) { ++size; });
        offsets(rank(i)) = size;
      });
  networks.members = allocate<Kokkos::View<int*, Memory>>(exec, "network::members", to_offsets(exec, offsets));
  auto const members = networks.members;
  Kokkos::parallel_for(
      "tektite::network::fill", Kokkos::RangePolicy<Exec>(exec, 0, count), KOKKOS_LAMBDA(std::int64_t c) {
        auto next = offsets(c);
        each_member(centers(c), [&](int j) { members(next++) = j; });
      });
}

/// The clusters that each particle belongs to, ascending.
template <ExecutionSpace Exec>
SharingPairs<typename Exec::memory_space> list_owners(Exec const& exec, std::size_t particles,
                                                      OrderedNetworks<typename Exec::memory_space> const& networks) {
  using Memory = typename Exec::memory_space;
  auto const offsets = networks.offsets;
  auto const members = networks.members;
  auto owner_offsets =
      allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "network::owner_offsets", particles + 1);
  auto owners = allocate<Kokkos::View<int*, Memory>>(exec, "network::owners", members.extent(0));
  Kokkos::parallel_for(
      "tektite::network::count_owners", Kokkos::RangePolicy<Exec>(exec, 0, members.extent(0)),
      KOKKOS_LAMBDA(std::size_t m) { Kokkos::atomic_inc(&owner_offsets(members(m))); });
  to_offsets(exec, owner_offsets);
  auto next = allocate<Kokkos::View<std::int64_t*, Memory>>(exec, "network::next", particles + 1);
  Kokkos::deep_copy(exec, next, owner_offsets);
  Kokkos::parallel_for(
      "tektite::network::fill_owners", Kokkos::RangePolicy<Exec>(exec, 0, networks.centers.extent(0)),
      KOKKOS_LAMBDA(int c) {
        for (auto m = offsets(c); m < offsets(c + 1); ++m) {
          owners(Kokkos::atomic_fetch_add(&next(members(m)), std::int64_t(1))) = c;
        }
      });
  // In order of arrival so far; sorted, nothing depends on the threads.
  Kokkos::parallel_for(
      "tektite::network::sort_owners", Kokkos::RangePolicy<Exec>(exec, 0, particles), KOKKOS_LAMBDA(std::size_t i) {
        sort(owners.data() + owner_offsets(i), static_cast<int>(owner_offsets(i + 1) - owner_offsets(i)));
      });
  return {offsets, owner_offsets, members, owners};
}

}  // namespace tektite::detail
