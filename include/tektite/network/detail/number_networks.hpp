// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/network/detail/ordered_clusters.hpp"
#include "tektite/network/network_results.hpp"

namespace tektite::detail {

/// Networks before they are numbered: by root cluster; zero and the largest int for clusters that are no roots.
template <MemorySpace Memory>
struct NetworkMeasures {
  Kokkos::View<int*, Memory> size;      // distinct particles
  Kokkos::View<int*, Memory> smallest;  // particle index
};

/// Counts the distinct particles of each network, and finds the smallest of them. Does not fence.
///
/// One item is a particle. Several items count in one network, with an atomic sum and minimum of integers, which are
/// the same in any order.
///
/// \param exec      runs the kernel
/// \param pairs     the clusters that contain each particle
/// \param roots     by cluster: the root of its network
/// \param particles number of owned particles
/// \returns sizes and smallest particles, by root
template <ExecutionSpace Exec>
NetworkMeasures<typename Exec::memory_space> measure_networks(Exec const& exec,
                                                              SharingPairs<typename Exec::memory_space> const& pairs,
                                                              Kokkos::View<int*, typename Exec::memory_space> roots,
                                                              std::size_t particles) {
  using Memory = typename Exec::memory_space;
  auto size = allocate_zero<Kokkos::View<int*, Memory>>(exec, "network::size", roots.extent(0));
  auto smallest = allocate<Kokkos::View<int*, Memory>>(exec, "network::smallest", roots.extent(0));
  Kokkos::deep_copy(exec, smallest, std::numeric_limits<int>::max());
  launch(
      exec, "network::measure", particles, KOKKOS_LAMBDA(std::size_t i) {
        for (auto k = pairs.cluster_offsets(i); k < pairs.cluster_offsets(i + 1); ++k) {
          int const root = roots(pairs.clusters(k));
          bool counted = false;
          for (auto m = pairs.cluster_offsets(i); m < k; ++m) counted = counted || roots(pairs.clusters(m)) == root;
          if (counted) continue;
          Kokkos::atomic_inc(&size(root));
          Kokkos::atomic_min(&smallest(root), static_cast<int>(i));
        }
      });
  return {size, smallest};
}

/// The numbering of networks, on the host.
struct NetworkNumbers {
  std::vector<int> number;  // by root cluster: from 1
  std::vector<int> sizes;   // by network
};

/// Sorts the networks by size, then by smallest particle. On the host, since there are few. Fences `exec` once.
///
/// \param exec     copies to the host
/// \param measures sizes and smallest particles, by root
/// \returns the numbering
template <ExecutionSpace Exec>
NetworkNumbers sort_networks(Exec const& exec, NetworkMeasures<typename Exec::memory_space> const& measures) {
  auto const size = Kokkos::create_mirror_view(Kokkos::HostSpace{}, measures.size);
  auto const smallest = Kokkos::create_mirror_view(Kokkos::HostSpace{}, measures.smallest);
  Kokkos::deep_copy(exec, size, measures.size);
  Kokkos::deep_copy(exec, smallest, measures.smallest);
  exec.fence("tektite::network::number");
  std::vector<int> order;
  for (std::size_t c = 0; c < size.extent(0); ++c) {
    if (size(c) > 0) order.push_back(static_cast<int>(c));
  }
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    if (size(a) != size(b)) return size(a) > size(b);
    return smallest(a) < smallest(b);
  });
  NetworkNumbers numbers{std::vector<int>(size.extent(0)), std::vector<int>(order.size())};
  for (std::size_t k = 0; k < order.size(); ++k) {
    numbers.number[order[k]] = static_cast<int>(k) + 1;
    numbers.sizes[k] = size(order[k]);
  }
  return numbers;
}

/// Labels clusters and particles with the numbers of their networks; a particle of several networks gets the smallest
/// number, that of the largest network; a particle of none gets 0. Does not fence.
///
/// One item of the first kernel is a cluster, of the second one a particle.
///
/// \param exec           runs the kernels
/// \param pairs          the clusters that contain each particle
/// \param roots          by cluster: the root of its network
/// \param number_of_root by root
/// \param particles      number of owned particles
/// \param networks       `network_of` and `labels` are set
template <ExecutionSpace Exec>
void label_networks(Exec const& exec, SharingPairs<typename Exec::memory_space> const& pairs,
                    Kokkos::View<int*, typename Exec::memory_space> roots,
                    Kokkos::View<int*, typename Exec::memory_space> number_of_root, std::size_t particles,
                    OrderedNetworks<typename Exec::memory_space>& networks) {
  using Memory = typename Exec::memory_space;
  networks.network_of = allocate<Kokkos::View<int*, Memory>>(exec, "network::network_of", roots.extent(0));
  networks.labels = allocate<Kokkos::View<int*, Memory>>(exec, "network::labels", particles);
  auto const network_of = networks.network_of;
  auto const labels = networks.labels;
  launch(
      exec, "network::label_clusters", roots.extent(0),
      KOKKOS_LAMBDA(std::size_t c) { network_of(c) = number_of_root(roots(c)); });
  launch(
      exec, "network::label_particles", particles, KOKKOS_LAMBDA(std::size_t i) {
        int label = 0;
        for (auto k = pairs.cluster_offsets(i); k < pairs.cluster_offsets(i + 1); ++k) {
          int const network = network_of(pairs.clusters(k));
          if (label == 0 || network < label) label = network;
        }
        labels(i) = label;
      });
}

/// Numbers the networks and labels clusters and particles. Fences `exec` twice.
///
/// \param exec      runs the kernels
/// \param pairs     the clusters that contain each particle
/// \param roots     by cluster: the root of its network
/// \param particles number of owned particles
/// \param networks  `sizes`, `network_of` and `labels` are set
template <ExecutionSpace Exec>
void number_networks(Exec const& exec, SharingPairs<typename Exec::memory_space> const& pairs,
                     Kokkos::View<int*, typename Exec::memory_space> roots, std::size_t particles,
                     OrderedNetworks<typename Exec::memory_space>& networks) {
  using Memory = typename Exec::memory_space;
  using Host = Kokkos::View<int*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
  auto numbers = sort_networks(exec, measure_networks(exec, pairs, roots, particles));
  auto number_of_root = allocate<Kokkos::View<int*, Memory>>(exec, "network::number", roots.extent(0));
  Kokkos::deep_copy(exec, number_of_root, Host(numbers.number.data(), numbers.number.size()));
  networks.sizes = allocate<Kokkos::View<int*, Memory>>(exec, "network::sizes", numbers.sizes.size());
  Kokkos::deep_copy(exec, networks.sizes, Host(numbers.sizes.data(), numbers.sizes.size()));
  label_networks(exec, pairs, roots, number_of_root, particles, networks);
  exec.fence("tektite::network::labels");  // before the host arrays are destroyed
}

}  // namespace tektite::detail
