// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/cluster_order.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/merge_sort.hpp"
#include "tektite/detail/scan.hpp"

/// \file
/// Labels of clusters that do not depend on the order of the threads.
///
/// \source none: counting and sorting only

namespace tektite {

/// Labels of clusters that depend only on which particles each cluster has: 1 for the largest cluster, 2 for the next,
/// equal sizes by the smallest particle index of their components; 0 for particles that are not selected.
template <MemorySpace Memory>
struct ClusterLabels {
  Kokkos::View<int*, Memory> labels;  ///< by particle
  Kokkos::View<int*, Memory> sizes;   ///< particles in cluster k + 1, descending
};

namespace detail {

/// Whether particle i is the root of a cluster, that is, of a component that has selected particles: 1 or 0. The root
/// itself may be unselected.
template <MemorySpace Memory>
struct CountRoots {
  Kokkos::View<int*, Memory> size_of_root;  ///< from `component_sizes`
  KOKKOS_FUNCTION int operator()(std::size_t i) const { return size_of_root(i) > 0; }
};

/// Number of selected particles of each component, at the index of its root (its smallest particle, selected or not); 0
/// elsewhere. One more entry, 0, follows, since `counts_to_offsets` reads n + 1 counts. Does not fence.
///
/// One item is a block of consecutive particles. Several items add to one component, by atomic additions of integers,
/// whose sum does not depend on the order.
template <ExecutionSpace Exec, class Selected>
Kokkos::View<int*, typename Exec::memory_space> component_sizes(
    Exec const& exec, Kokkos::View<int*, typename Exec::memory_space> components, Selected const& selected) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = components.extent(0);
  auto const size_of_root = allocate_zero<Kokkos::View<int*, Memory>>(exec, "clusters::size_of_root", n + 1);
  // One atomic addition for consecutive selected particles of the same component: with one for each particle, all
  // threads would wait for the counter of a large component.
  constexpr std::size_t block = on_host<Memory> ? 256 : 32;  // a GPU has many threads
  launch<std::size_t>(
      exec, "clusters::count", (n + block - 1) / block, KOKKOS_LAMBDA(std::size_t b) {
        std::size_t const end = Kokkos::min(n, (b + 1) * block);
        int root = 0, count = 0;
        for (std::size_t i = b * block; i < end; ++i) {
          if (!selected(static_cast<int>(i))) continue;
          KOKKOS_ASSERT(is_index(components(i), n));
          if (components(i) != root) {
            if (count > 0) Kokkos::atomic_add(&size_of_root(root), count);
            root = components(i);
            count = 0;
          }
          ++count;
        }
        if (count > 0) Kokkos::atomic_add(&size_of_root(root), count);
      });
  return size_of_root;
}

}  // namespace detail

/// Labels the selected particles by cluster, the largest first, from connected components.
///
/// \param exec       execution space instance that runs everything
/// \param components n entries: the smallest particle index of each particle's component
/// \param selected   device-callable `bool(int)`; `components` is not read for particles that are not selected
/// \returns          labels by particle, and the number of selected particles by cluster
/// \throws nothing
/// \cost             O(n + k log^2 k) work for k clusters; 12 bytes per particle and 16 per cluster
/// \fences           once, to fetch the number of clusters
/// \determinism      the same at any thread count
template <ExecutionSpace Exec, class Selected>
ClusterLabels<typename Exec::memory_space> canonical_labels(Exec const& exec,
                                                            Kokkos::View<int*, typename Exec::memory_space> components,
                                                            Selected const& selected) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = components.extent(0);
  auto const size_of_root = detail::component_sizes(exec, components, selected);
  // By particle. After the scan `rank` holds, for the root of a cluster, how many such roots have a smaller index, and
  // in its last entry their number, which is that of the clusters. After the sort it holds, at the same roots, the
  // label.
  auto const rank = detail::allocate<Kokkos::View<int*, Memory>>(exec, "clusters::rank", n + 1);
  detail::counts_to_offsets(exec, "clusters::scan", detail::CountRoots<Memory>{size_of_root}, rank);
  int const count = detail::fetch(exec, rank, n);
  auto keys = detail::allocate<Kokkos::View<std::uint64_t*, Memory>>(exec, "clusters::keys", count);
  auto const unsorted = keys;
  // One item is a particle. Roots of clusters write the key of their cluster; no two of them have the same rank.
  detail::launch<std::size_t>(
      exec, "clusters::keys", n, KOKKOS_LAMBDA(std::size_t i) {
        if (size_of_root(i) > 0) unsorted(rank(i)) = detail::cluster_key({size_of_root(i), static_cast<int>(i)});
      });
  detail::merge_sort(exec, "clusters::sort", keys);

  ClusterLabels<Memory> result;
  result.labels = detail::allocate<Kokkos::View<int*, Memory>>(exec, "clusters::labels", n);
  result.sizes = detail::allocate<Kokkos::View<int*, Memory>>(exec, "clusters::sizes", count);
  auto const labels = result.labels;
  auto const sizes = result.sizes;
  auto const sorted = keys;
  // One item is a cluster, in final order. Each cluster has its own root, so no two items write one entry of `rank`.
  detail::launch<std::size_t>(
      exec, "clusters::order", count, KOKKOS_LAMBDA(std::size_t k) {
        int const root = detail::smallest_of_key(sorted(k));
        sizes(k) = size_of_root(root);
        rank(root) = static_cast<int>(k) + 1;
      });
  // One item is a particle, which reads the label at its root.
  detail::launch<std::size_t>(
      exec, "clusters::label", n,
      KOKKOS_LAMBDA(std::size_t i) { labels(i) = selected(static_cast<int>(i)) ? rank(components(i)) : 0; });
  return result;
}

}  // namespace tektite
