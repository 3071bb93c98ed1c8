// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/merge_sort.hpp"

namespace tektite {

/// Labels that depend on nothing but the partition: 1 for the largest cluster, 2 for the next, ties by the smallest
/// particle index; 0 for particles that are not selected.
template <MemorySpace Memory>
struct ClusterLabels {
  Kokkos::View<int*, Memory> labels;  ///< by particle
  Kokkos::View<int*, Memory> sizes;   ///< particles in cluster k + 1, descending
};

namespace detail {

/// A cluster in one sortable word: larger ones first, then smaller roots.
KOKKOS_INLINE_FUNCTION std::uint64_t cluster_key(int size, int root) {
  return (std::uint64_t(0x7fffffff - size) << 32) | std::uint64_t(root);
}

}  // namespace detail

/// Canonical labels from connected components.
///
/// \param components n entries: the smallest particle index of each particle's component
/// \param selected   device-callable `bool(int)`; components of particles that are not selected are never looked at
///
/// O(n + k log^2 k) work for k clusters, 16 bytes per particle and cluster. Fences `exec` once, for the number of
/// clusters. The same result at any thread count.
template <ExecutionSpace Exec, class Selected>
ClusterLabels<typename Exec::memory_space> canonical_labels(Exec const& exec,
                                                            Kokkos::View<int*, typename Exec::memory_space> components,
                                                            Selected const& selected) {
  using Memory = typename Exec::memory_space;
  using Policy = Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>;
  std::size_t const n = components.extent(0);

  auto const size_of_root = detail::allocate_zero<Kokkos::View<int*, Memory>>(exec, "clusters::size_of_root", n + 1);
  // By blocks: all threads would wait for the counter of a large cluster otherwise.
  constexpr std::size_t block = detail::on_host<Memory> ? 256 : 32;  // a GPU has many threads
  Kokkos::parallel_for(
      "tektite::clusters::count", Policy(exec, 0, (n + block - 1) / block), KOKKOS_LAMBDA(std::size_t b) {
        std::size_t const end = Kokkos::min(n, (b + 1) * block);
        int root = 0, count = 0;
        for (std::size_t i = b * block; i < end; ++i) {
          if (!selected(static_cast<int>(i))) continue;
          if (components(i) != root) {
            if (count > 0) Kokkos::atomic_add(&size_of_root(root), count);
            root = components(i);
            count = 0;
          }
          ++count;
        }
        if (count > 0) Kokkos::atomic_add(&size_of_root(root), count);
      });
  auto const rank = detail::allocate<Kokkos::View<int*, Memory>>(exec, "clusters::rank", n + 1);
  Kokkos::parallel_scan(
      "tektite::clusters::scan", Policy(exec, 0, n + 1), KOKKOS_LAMBDA(std::size_t i, int& sum, bool final) {
        if (final) rank(i) = sum;
        sum += size_of_root(i) > 0;
      });
  int const count = detail::fetch(exec, rank, n);
  auto keys = detail::allocate<Kokkos::View<std::uint64_t*, Memory>>(exec, "clusters::keys", count);
  auto const unsorted = keys;
  Kokkos::parallel_for(
      "tektite::clusters::keys", Policy(exec, 0, n), KOKKOS_LAMBDA(std::size_t i) {
        if (size_of_root(i) > 0) unsorted(rank(i)) = detail::cluster_key(size_of_root(i), static_cast<int>(i));
      });
  detail::merge_sort(exec, "clusters::sort", keys);

  ClusterLabels<Memory> result;
  result.labels = detail::allocate<Kokkos::View<int*, Memory>>(exec, "clusters::labels", n);
  result.sizes = detail::allocate<Kokkos::View<int*, Memory>>(exec, "clusters::sizes", count);
  auto const labels = result.labels;
  auto const sizes = result.sizes;
  auto const sorted = keys;
  Kokkos::parallel_for(
      "tektite::clusters::order", Policy(exec, 0, count), KOKKOS_LAMBDA(std::size_t k) {
        int const root = static_cast<int>(sorted(k) & 0xffffffffu);
        sizes(k) = size_of_root(root);
        rank(root) = static_cast<int>(k) + 1;
      });
  Kokkos::parallel_for(
      "tektite::clusters::label", Policy(exec, 0, n),
      KOKKOS_LAMBDA(std::size_t i) { labels(i) = selected(static_cast<int>(i)) ? rank(components(i)) : 0; });
  return result;
}

}  // namespace tektite
