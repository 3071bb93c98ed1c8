// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::boost
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "tektite/adaptors/graph.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/selection.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/network/ordered_networks.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/selected_contacts.hpp"

/// \file
/// Contacts, and ordered clusters that share particles, as graphs for the algorithms of Boost.Graph.
///
/// The library finds components itself, in parallel (`connected_components`, `percolation_clusters`). For other
/// algorithms on graphs (articulation points, betweenness, shortest paths, cliques, matchings) these functions make
/// graphs for Boost.Graph, which works on the host and by one thread.
///
/// \source none

namespace tektite::detail {

/// The contacts between selected particles as pairs on the host, in any order. Fences `exec` twice.
///
/// \param selected device-callable `bool(int)`
template <ExecutionSpace Exec, Contacts C, class Selected>
std::vector<std::pair<int, int>> contact_pairs(Exec const& exec, std::size_t n, C const& contacts,
                                               Selected const& selected) {
  using Memory = typename Exec::memory_space;
  using Policy = Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>;
  require_particles("contact_graph", contacts, n);
  require(n <= std::size_t(std::numeric_limits<int>::max()), "contact_graph: ", n, " particles, at most 2^31 - 1");
  SelectedContacts<C, Selected> const visit_row{contacts, selected, static_cast<int>(n)};
  // One item of both kernels is a row of contacts.
  auto const [count, outside] = launch_count<CountPair, std::size_t>(
      exec, "contact_graph::count", contacts.size(), KOKKOS_LAMBDA(std::size_t row, CountPair& sum) {
        sum.second += visit_row(row, [&](Contact const&) { ++sum.first; });
      });
  require(outside == 0, "contact_graph: ", outside, " contacts name a particle outside [0, ", n, ")");
  auto const pairs = allocate<Kokkos::View<int* [2], Memory>>(exec, "contact_graph::pairs", count);
  auto const next = allocate_zero<Kokkos::View<std::int64_t, Memory>>(exec, "contact_graph::next");
  // The atomic counter gives each contact an entry of its own; which one depends on the threads. The graph sorts its
  // edges.
  Kokkos::parallel_for(
      "tektite::contact_graph::fill", Policy(exec, 0, contacts.size()), KOKKOS_LAMBDA(std::size_t row) {
        visit_row(row, [&](Contact const& c) {
          std::int64_t const slot = Kokkos::atomic_fetch_add(&next(), std::int64_t(1));
          pairs(slot, 0) = c.i;
          pairs(slot, 1) = c.j;
        });
      });
  auto const host =
      Kokkos::create_mirror_view(Kokkos::view_alloc(Kokkos::HostSpace{}, Kokkos::WithoutInitializing), pairs);
  Kokkos::deep_copy(exec, host, pairs);
  exec.fence("tektite::contact_graph");
  std::vector<std::pair<int, int>> edges(host.extent(0));
  for (std::size_t k = 0; k < edges.size(); ++k) edges[k] = {host(k, 0), host(k, 1)};
  return edges;
}

}  // namespace tektite::detail

namespace tektite::adaptors {

/// The graph whose vertices are particles and whose edges are contacts between selected particles.
///
/// Images are not distinguished: particles that are in contact through several images have one edge; a particle in
/// contact with its own image has no edge to itself.
///
/// \param exec      execution space instance that searches the contacts
/// \param n         number of particles; all of them are vertices, also those without a contact
/// \param contacts  what has contacts (`HasContacts`)
/// \param selected  a `Selection` of the n particles
/// \returns         the graph, on the host
/// \throws Error    a selection of another length, contacts of another number of particles, as far as these know it
///                  (`Contacts`), a contact that names a particle outside [0, n), n beyond 2^31 - 1; a list with a
///                  skin, cells without faces
/// \cost            O(contacts) work by all threads, O(n + contacts log(contacts)) by one; 8 bytes per contact on the
///                  device and 16 on the host during the call
/// \fences          twice: for the number of contacts and for the contacts
/// \determinism     the same graph at any thread count
template <ExecutionSpace Exec, HasContacts C, Selection S>
Graph contact_graph(Exec const& exec, std::size_t n, C const& contacts, S const& selected) {
  detail::require_selection("contact_graph", selected, n);
  return Graph(n, detail::contact_pairs(exec, n, contacts_of(contacts), detail::Selected<S>{selected}));
}

/// Overload for all particles: each contact is an edge.
///
/// \param exec,n,contacts as above
/// \returns               as above
template <ExecutionSpace Exec, HasContacts C>
Graph contact_graph(Exec const& exec, std::size_t n, C const& contacts) {
  return Graph(n, detail::contact_pairs(exec, n, contacts_of(contacts), EveryParticle{}));
}

/// The graph whose vertices are ordered clusters and whose edges join clusters that share particles.
///
/// Vertex c is cluster c of `networks`. With the `min_shared` of `ordered_networks` the components of the graph are the
/// networks.
///
/// \param exec       execution space instance that copies the clusters to the host
/// \param networks   clusters and their particles
/// \param min_shared clusters that share at least this many particles have an edge
/// \returns          the graph, on the host
/// \throws Error     min_shared below 1, another number of offsets than clusters
/// \cost             sorts, by one thread, of all members and of all pairs of clusters that share a particle; 8 bytes
///                   for each of these
/// \fences           once, for the copies
/// \determinism      made by one thread
template <ExecutionSpace Exec>
Graph cluster_graph(Exec const& exec, OrderedNetworks<typename Exec::memory_space> const& networks,
                    int min_shared = 1) {
  require(min_shared >= 1, "cluster_graph: min_shared ", min_shared, " must be at least 1");
  std::size_t const clusters = networks.centers.extent(0);
  require(networks.offsets.extent(0) == clusters + 1 || clusters == 0, "cluster_graph: ", networks.offsets.extent(0),
          " offsets for ", clusters, " clusters");
  auto const host_copy_of = [](auto const& view) {
    return Kokkos::create_mirror_view(Kokkos::view_alloc(Kokkos::HostSpace{}, Kokkos::WithoutInitializing), view);
  };
  auto const offsets = host_copy_of(networks.offsets);
  auto const members = host_copy_of(networks.members);
  Kokkos::deep_copy(exec, offsets, networks.offsets);
  Kokkos::deep_copy(exec, members, networks.members);
  exec.fence("tektite::cluster_graph");
  std::vector<std::pair<int, int>> owners;  // particle, cluster
  for (std::size_t c = 0; c < clusters; ++c)
    for (auto m = offsets(c); m < offsets(c + 1); ++m) owners.emplace_back(members(m), static_cast<int>(c));
  std::sort(owners.begin(), owners.end());
  // One entry for each particle that a pair of clusters shares.
  std::vector<std::pair<int, int>> shared;
  for (std::size_t k = 0; k < owners.size(); ++k)
    for (std::size_t m = k + 1; m < owners.size() && owners[m].first == owners[k].first; ++m)
      shared.emplace_back(owners[k].second, owners[m].second);
  std::sort(shared.begin(), shared.end());
  std::vector<std::pair<int, int>> edges;
  for (std::size_t k = 0, end = 0; k < shared.size(); k = end) {
    while (end < shared.size() && shared[end] == shared[k]) ++end;
    if (end - k >= static_cast<std::size_t>(min_shared)) edges.push_back(shared[k]);
  }
  return Graph(clusters, std::move(edges));
}

/// Overload that runs on the default instance of the networks' memory.
///
/// \param networks,min_shared as above
/// \returns                   as above
template <MemorySpace Memory>
Graph cluster_graph(OrderedNetworks<Memory> const& networks, int min_shared = 1) {
  return cluster_graph(typename Memory::execution_space{}, networks, min_shared);
}

}  // namespace tektite::adaptors
