// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/selection.hpp"
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
/// equal sizes by the smallest particle index of their components, or by the smallest id; 0 for particles that are not
/// selected.
template <MemorySpace Memory>
struct ClusterLabels {
  Kokkos::View<int*, Memory> labels;  ///< by particle
  Kokkos::View<int*, Memory> sizes;   ///< particles in cluster k + 1, descending
};

namespace detail {

/// Throws unless there is one id for each of n particles. \param caller name of the public function, for the message
template <class Ids>
void require_ids(char const* caller, Ids const& ids, std::size_t n) {
  require(ids.extent(0) == n, caller, ": ", ids.extent(0), " ids for ", n, " particles");
}

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

/// Orders clusters by size, then by the smallest index of their components.
template <MemorySpace Memory>
struct OrderByIndex {
  using Key = std::uint64_t;
  Kokkos::View<int*, Memory> size_of_root;  ///< from `component_sizes`

  /// What is sorted for a cluster. \param root its root
  KOKKOS_FUNCTION Key operator()(int root) const { return cluster_key({size_of_root(root), root}); }
  /// The root of a cluster. \param key as above
  KOKKOS_FUNCTION static int root_of(Key key) { return smallest_of_key(key); }
};

/// A cluster with the smallest id of its selected particles.
struct ClusterOfId {
  int size;         ///< number of selected particles
  int root;         ///< smallest index of the component
  std::int64_t id;  ///< smallest id

  /// Larger clusters first, equal sizes by id. Ids should differ; where they do not, the root decides.
  KOKKOS_FUNCTION friend bool operator<(ClusterOfId const& a, ClusterOfId const& b) {
    if (a.size != b.size) return a.size > b.size;
    return a.id != b.id ? a.id < b.id : a.root < b.root;
  }
};

/// Orders clusters by size, then by the smallest id of their selected particles.
template <class Ids, MemorySpace Memory>
struct OrderById {
  using Key = ClusterOfId;
  Kokkos::View<int*, Memory> size_of_root;  ///< from `component_sizes`
  Kokkos::View<int*, Memory> first;         ///< from `first_members`
  Ids ids;                                  ///< by particle

  /// What is sorted for a cluster. \param root its root
  KOKKOS_FUNCTION Key operator()(int root) const {
    return {size_of_root(root), root, static_cast<std::int64_t>(ids(first(root)))};
  }
  /// The root of a cluster. \param key as above
  KOKKOS_FUNCTION static int root_of(Key const& key) { return key.root; }
};

/// The smallest id of the selected particles of each component, at the index of its root; the largest number where
/// there are none. Does not fence.
///
/// One item is a particle. Several items take the minimum at one component, whatever the order. The atomic operation is
/// left out where it would not change the entry that was read: entries only fall.
template <ExecutionSpace Exec, class Selected, class Ids>
Kokkos::View<std::int64_t*, typename Exec::memory_space> smallest_ids(
    Exec const& exec, Kokkos::View<int*, typename Exec::memory_space> components, Selected const& selected,
    Ids const& ids) {
  std::size_t const n = components.extent(0);
  auto const smallest =
      allocate<Kokkos::View<std::int64_t*, typename Exec::memory_space>>(exec, "clusters::smallest_id", n);
  Kokkos::deep_copy(exec, smallest, std::numeric_limits<std::int64_t>::max());
  launch<std::size_t>(
      exec, "clusters::smallest_id", n, KOKKOS_LAMBDA(std::size_t i) {
        if (!selected(i)) return;
        auto const id = static_cast<std::int64_t>(ids(i));
        std::int64_t* const entry = &smallest(components(i));
        if (id < Kokkos::atomic_load(entry)) Kokkos::atomic_min(entry, id);
      });
  return smallest;
}

/// The selected particle of the smallest id of each component, at the index of its root; the largest `int` where there
/// is none. Of particles with the same id, the first one. Does not fence. One item is a particle, as in `smallest_ids`.
template <ExecutionSpace Exec, class Selected, class Ids>
Kokkos::View<int*, typename Exec::memory_space> first_members(
    Exec const& exec, Kokkos::View<int*, typename Exec::memory_space> components, Selected const& selected,
    Ids const& ids) {
  auto const smallest = smallest_ids(exec, components, selected, ids);
  std::size_t const n = components.extent(0);
  auto const first = allocate<Kokkos::View<int*, typename Exec::memory_space>>(exec, "clusters::first", n);
  Kokkos::deep_copy(exec, first, std::numeric_limits<int>::max());
  launch<std::size_t>(
      exec, "clusters::first", n, KOKKOS_LAMBDA(std::size_t i) {
        if (selected(i) && static_cast<std::int64_t>(ids(i)) == smallest(components(i)))
          Kokkos::atomic_min(&first(components(i)), static_cast<int>(i));
      });
  return first;
}

/// Does the work of `canonical_labels`. Fences `exec` once.
///
/// \param size_of_root from `component_sizes`
/// \param order        `OrderByIndex` or `OrderById`
template <ExecutionSpace Exec, class Selected, class Order>
ClusterLabels<typename Exec::memory_space> label_components(
    Exec const& exec, Kokkos::View<int*, typename Exec::memory_space> components, Selected const& selected,
    Kokkos::View<int*, typename Exec::memory_space> size_of_root, Order const& order) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = components.extent(0);
  // By particle. After the scan `rank` holds, for the root of a cluster, how many such roots have a smaller index, and
  // in its last entry their number, which is that of the clusters. After the sort it holds, at the same roots, the
  // label.
  auto const rank = allocate<Kokkos::View<int*, Memory>>(exec, "clusters::rank", n + 1);
  counts_to_offsets(exec, "clusters::scan", CountRoots<Memory>{size_of_root}, rank);
  int const count = fetch(exec, rank, n);
  auto keys = allocate<Kokkos::View<typename Order::Key*, Memory>>(exec, "clusters::keys", count);
  auto const unsorted = keys;
  // One item is a particle. Roots of clusters write the key of their cluster; no two of them have the same rank.
  launch<std::size_t>(
      exec, "clusters::keys", n, KOKKOS_LAMBDA(std::size_t i) {
        if (size_of_root(i) > 0) unsorted(rank(i)) = order(static_cast<int>(i));
      });
  merge_sort(exec, "clusters::sort", keys);

  ClusterLabels<Memory> result;
  result.labels = allocate<Kokkos::View<int*, Memory>>(exec, "clusters::labels", n);
  result.sizes = allocate<Kokkos::View<int*, Memory>>(exec, "clusters::sizes", count);
  auto const labels = result.labels;
  auto const sizes = result.sizes;
  auto const sorted = keys;
  // One item is a cluster, in final order. Each cluster has its own root, so no two items write one entry of `rank`.
  launch<std::size_t>(
      exec, "clusters::order", count, KOKKOS_LAMBDA(std::size_t k) {
        int const root = Order::root_of(sorted(k));
        sizes(k) = size_of_root(root);
        rank(root) = static_cast<int>(k) + 1;
      });
  // One item is a particle, which reads the label at its root.
  launch<std::size_t>(
      exec, "clusters::label", n,
      KOKKOS_LAMBDA(std::size_t i) { labels(i) = selected(static_cast<int>(i)) ? rank(components(i)) : 0; });
  return result;
}

/// Labels by size, then by index. Fences `exec` once.
template <ExecutionSpace Exec, class Selected>
ClusterLabels<typename Exec::memory_space> labels_by_index(Exec const& exec,
                                                           Kokkos::View<int*, typename Exec::memory_space> components,
                                                           Selected const& selected) {
  auto const sizes = component_sizes(exec, components, selected);
  return label_components(exec, components, selected, sizes, OrderByIndex<typename Exec::memory_space>{sizes});
}

/// Labels by size, then by id. Fences `exec` once. \param first from `first_members`
template <ExecutionSpace Exec, class Selected, class Ids>
ClusterLabels<typename Exec::memory_space> labels_by_id(Exec const& exec,
                                                        Kokkos::View<int*, typename Exec::memory_space> components,
                                                        Selected const& selected,
                                                        Kokkos::View<int*, typename Exec::memory_space> first,
                                                        Ids const& ids) {
  auto const sizes = component_sizes(exec, components, selected);
  OrderById<Ids, typename Exec::memory_space> const order{sizes, first, ids};
  return label_components(exec, components, selected, sizes, order);
}

/// Throws unless labels of so many particles can be numbered, and the selection is one of them.
template <class Components, class View>
void require_components(Components const& components, View const& selection) {
  std::size_t const n = components.extent(0);
  require(n <= std::size_t(std::numeric_limits<int>::max()), "canonical_labels: ", n, " particles, at most 2^31 - 1");
  require_selection("canonical_labels", selection, n);
}

}  // namespace detail

/// Labels the selected particles by cluster, the largest first, from connected components.
///
/// \param exec       execution space instance that runs everything
/// \param components n entries: the smallest particle index of each particle's component
/// \param selected   a `Selection` of n particles; `components` is not read for particles that are not selected
/// \returns          labels by particle, and the number of selected particles by cluster
/// \throws Error     a selection of another length, n beyond 2^31 - 1
/// \cost             O(n + k log^2 k) work for k clusters; 12 bytes per particle and 16 per cluster
/// \fences           once, to fetch the number of clusters
/// \determinism      the same at any thread count
template <ExecutionSpace Exec, Selection S>
ClusterLabels<typename Exec::memory_space> canonical_labels(Exec const& exec,
                                                            Kokkos::View<int*, typename Exec::memory_space> components,
                                                            S const& selected) {
  detail::require_components(components, selected);
  return detail::labels_by_index(exec, components, detail::Selected<S>{selected});
}

/// Labels that do not change where a host code sorts its particles: of clusters of equal size, the one with the
/// smallest id among its selected particles comes first.
///
/// \param exec       execution space instance that runs everything
/// \param components as above
/// \param selected   as above
/// \param ids        n integers, which differ from each other
/// \returns          as above
/// \throws Error     as above, or another number of ids
/// \cost             as above, and 12 bytes per particle and 16 per cluster more
/// \fences           once, to fetch the number of clusters
/// \determinism      the same at any thread count
template <ExecutionSpace Exec, Selection S, ViewOf<std::int64_t, 1> Ids>
ClusterLabels<typename Exec::memory_space> canonical_labels(Exec const& exec,
                                                            Kokkos::View<int*, typename Exec::memory_space> components,
                                                            S const& selected, Ids const& ids) {
  detail::require_components(components, selected);
  detail::require_ids("canonical_labels", ids, components.extent(0));
  detail::Selected<S> const is_selected{selected};
  auto const first = detail::first_members(exec, components, is_selected, ids);
  return detail::labels_by_id(exec, components, is_selected, first, ids);
}

}  // namespace tektite
