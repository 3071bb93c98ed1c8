// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/selection.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/percolation/cluster_labels.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/detail/winding.hpp"
#include "tektite/percolation/union_find.hpp"

/// \file
/// Clusters of selected particles that are in contact, and whether they wrap around the periodic box.
///
/// \source union-find as in `union_find.hpp`; wrapping by winding as in `winding_union_find.hpp`

namespace tektite {

/// Clusters of selected particles, largest first. Cluster k is the one labelled k + 1.
///
/// `position + box.translation(images(i))` puts the particles of a cluster next to each other as their contacts are;
/// the smallest member, or that of the smallest id, keeps its position. This is not possible along an axis that a
/// cluster wraps around: its images are 0 along such axes, and right along the others.
template <MemorySpace Memory>
struct PercolationClusters {
  Kokkos::View<int*, Memory> labels;  ///< by particle: 0 not selected, 1 in the largest cluster, 2 in the next ...
  Kokkos::View<int*, Memory> sizes;   ///< by cluster, descending; equal sizes by the smallest particle index, or id
  Kokkos::View<int*, Memory> wraps;   ///< by cluster: bit d is set where it wraps around box axis d
  Kokkos::View<Vec3<int>*, Memory> images;  ///< by particle, in box edges: see above
  std::int64_t selected = 0;                ///< S_all, selected particles
  std::int64_t largest = 0;                 ///< S_max, particles in the largest cluster; 0 where nothing is selected
  double mean_size_without_largest = 0;     ///< sum s^2 / sum s over all clusters but the first; 0 where there is none
  int largest_wraps = 0;                    ///< wraps(0), on the host; 0 where nothing is selected

  /// Number of clusters. \returns that number
  std::size_t count() const { return sizes.extent(0); }

  /// Fraction of the selected particles in the largest cluster. \returns S_max / S_all; 0 where nothing is selected
  double ratio() const { return selected > 0 ? double(largest) / double(selected) : 0.0; }
};

namespace detail {

/// Throws unless the Views of clusters have one entry for each particle or cluster.
template <MemorySpace Memory>
void require_clusters(char const* caller, PercolationClusters<Memory> const& clusters) {
  require(clusters.images.extent(0) == clusters.labels.extent(0), caller, ": images of ", clusters.images.extent(0),
          ", but labels of ", clusters.labels.extent(0), " particles");
  require(clusters.wraps.extent(0) == clusters.sizes.extent(0), caller, ": wraps of ", clusters.wraps.extent(0),
          ", but sizes of ", clusters.sizes.extent(0), " clusters");
}

/// Axes by cluster instead of by root. Does not fence.
///
/// Sets the images along axes that a cluster wraps around to 0, since these depend on the order of the threads.
///
/// One item is a particle. Only the root of a cluster, which is one of its particles, writes the axes of the cluster.
///
/// \param windings its images are changed
/// \param labels   by particle
/// \returns        by cluster: bit d is set where it wraps around axis d
template <ExecutionSpace Exec, MemorySpace Memory>
Kokkos::View<int*, Memory> finish_windings(Exec const& exec, Windings<Memory> const& windings,
                                           Kokkos::View<int*, Memory> labels, std::size_t cluster_count) {
  auto const wraps = allocate<Kokkos::View<int*, Memory>>(exec, "winding::wraps", cluster_count);
  launch(
      exec, "winding::finish", labels.extent(0), KOKKOS_LAMBDA(int i) {
        int const root = windings.root(i);
        int const axes = windings.axes(root);
        if (root == i && labels(i) > 0) wraps(labels(i) - 1) = axes;
        Vec3<int> image = windings.image(i);
        for (int d = 0; d < 3; ++d) image[d] = axes >> d & 1 ? 0 : image[d];
        windings.image(i) = image;
      });
  return wraps;
}

/// Makes the images of each cluster relative to its first member instead of its root. Does not fence.
///
/// One item of both kernels is a particle; the first one reads images and the second one changes them.
///
/// \param windings its images are changed
/// \param first    by root, from `first_members`
/// \param labels   by particle
template <ExecutionSpace Exec, MemorySpace Memory>
void place_first_members(Exec const& exec, Windings<Memory> const& windings, Kokkos::View<int*, Memory> first,
                         Kokkos::View<int*, Memory> labels) {
  std::size_t const n = labels.extent(0);
  auto const of_first = allocate<Kokkos::View<Vec3<int>*, Memory>>(exec, "winding::of_first", n);
  launch(
      exec, "winding::of_first", n,
      KOKKOS_LAMBDA(int i) { of_first(i) = labels(i) > 0 ? windings.image(first(windings.root(i))) : Vec3<int>{}; });
  launch(exec, "winding::place", n, KOKKOS_LAMBDA(int i) { windings.image(i) = windings.image(i) - of_first(i); });
}

/// Roots, images and windings of the selected particles, by links or, where an image is too far, by a forest.
template <ExecutionSpace Exec, Contacts C, class Selected>
Windings<typename Exec::memory_space> find_windings(Exec const& exec, std::size_t n, C const& contacts,
                                                    Selected const& selected) {
  require_particles("percolation_clusters", contacts, n);
  Windings<typename Exec::memory_space> windings;
  if (!windings_by_links(exec, n, contacts, selected, windings))
    windings = windings_by_forest(exec, n, contacts, selected);
  return windings;
}

/// The clusters, from their windings and labels. Fences `exec`.
template <ExecutionSpace Exec, MemorySpace Memory>
PercolationClusters<Memory> collect_clusters(Exec const& exec, Windings<Memory> const& windings,
                                             ClusterLabels<Memory> const& labels) {
  PercolationClusters<Memory> result;
  result.labels = labels.labels;
  result.sizes = labels.sizes;
  result.images = windings.image;
  result.wraps = finish_windings(exec, windings, result.labels, result.count());
  if (result.count() == 0) return result;

  auto const sizes = result.sizes;
  // Sums over the clusters of size and size squared.
  auto const [all, all_squared] = launch_count<CountPair, std::size_t>(
      exec, "percolation::selected", result.count(), KOKKOS_LAMBDA(std::size_t k, CountPair& sum) {
        std::int64_t const size = sizes(k);
        sum.first += size;
        sum.second += size * size;
      });
  result.selected = all;
  result.largest = fetch(exec, result.sizes, 0);
  result.largest_wraps = fetch(exec, result.wraps, 0);
  if (result.count() > 1) {
    result.mean_size_without_largest =
        double(all_squared - result.largest * result.largest) / double(result.selected - result.largest);
  }
  return result;
}

/// Does the work of `percolation_clusters`, whose contract it has.
template <ExecutionSpace Exec, Contacts C, class Mask>
PercolationClusters<typename Exec::memory_space> find_clusters(Exec const& exec, C const& contacts, Mask const& mask) {
  Selected<Mask> const selected{mask};
  auto const windings = find_windings(exec, mask.extent(0), contacts, selected);
  return collect_clusters(exec, windings, labels_by_index(exec, windings.root, selected));
}

/// The same, with ids.
template <ExecutionSpace Exec, Contacts C, class Mask, class Ids>
PercolationClusters<typename Exec::memory_space> find_clusters(Exec const& exec, C const& contacts, Mask const& mask,
                                                               Ids const& ids) {
  Selected<Mask> const selected{mask};
  auto const windings = find_windings(exec, mask.extent(0), contacts, selected);
  auto const first = first_members(exec, windings.root, selected, ids);
  auto const labels = labels_by_id(exec, windings.root, selected, first, ids);
  place_first_members(exec, windings, first, labels.labels);
  return collect_clusters(exec, windings, labels);
}

/// Calls `find_clusters` with the selection in one of the two forms that are compiled once: `int` or `bool`.
template <ExecutionSpace Exec, Contacts C, Selection S, class... Ids>
PercolationClusters<typename Exec::memory_space> clusters_of(Exec const& exec, C const& contacts, S const& selected,
                                                             Ids const&... ids) {
  if constexpr (std::same_as<typename S::non_const_value_type, int>) {
    return find_clusters(exec, contacts, any_stride(selected), ids...);
  } else {
    auto const marks = marks_of(exec, selected);
    return find_clusters(exec, contacts, any_stride(marks), ids...);
  }
}

TEKTITE_PERCOLATION_INSTANCE(PercolationClusters<compiled::Memory> find_clusters(compiled::Exec const&,
                                                                                 ListContacts<compiled::Memory> const&,
                                                                                 compiled::Values<int> const&));
TEKTITE_PERCOLATION_INSTANCE(PercolationClusters<compiled::Memory> find_clusters(compiled::Exec const&,
                                                                                 ListContacts<compiled::Memory> const&,
                                                                                 compiled::Values<bool> const&));
TEKTITE_PERCOLATION_INSTANCE(PercolationClusters<compiled::Memory> find_clusters(
    compiled::Exec const&, SearchContacts<compiled::Memory> const&, compiled::Values<int> const&));
TEKTITE_PERCOLATION_INSTANCE(PercolationClusters<compiled::Memory> find_clusters(
    compiled::Exec const&, SearchContacts<compiled::Memory> const&, compiled::Values<bool> const&));

}  // namespace detail

/// Clusters of selected particles in contact, their sizes, and which of them wrap around the periodic box.
///
/// A cluster wraps around an axis if it has a loop of contacts that ends in another periodic image along that box edge
/// than it began. This is decided by winding, whatever the extent of the cluster, in boxes of any tilt. Axes that are
/// not periodic have no images, and nothing wraps around them.
///
/// \param exec     execution space instance that runs everything
/// \param contacts what has contacts (`HasContacts`): pairs, pairs found on the fly, a neighbour list without a skin,
///                 Voronoi cells with their faces
/// \param selected a `Selection` of n particles: those of the contacts, and the ghosts after them, if there are any.
///                 Contacts of others are ignored
/// \returns        labels and images by particle, sizes and axes by cluster
/// \throws Error   contacts of another number of particles, as far as these know it (`Contacts`), a contact that
///                 names a particle outside [0, n), n beyond 2^31 - 1; a list with a skin, cells without faces
/// \cost           one pass over the contacts, close to O(n) work besides. 32 bytes per particle while it runs, 16 per
///                 cluster, nothing per contact; two passes and 150 bytes per particle only where a cluster extends
///                 over more than 1023 box edges along an axis (coils, or positions that far apart)
/// \fences         to fetch whether all contacts were valid, the number of clusters and sums over them
/// \determinism    the same at any thread count
template <ExecutionSpace Exec, HasContacts C, Selection S>
PercolationClusters<typename Exec::memory_space> percolation_clusters(Exec const& exec, C const& contacts,
                                                                      S const& selected) {
  return detail::clusters_of(exec, contacts_of(contacts), selected);
}

/// Clusters with labels and images that do not change where a host code sorts its particles.
///
/// Of clusters of equal size, the one with the smallest id comes first, and the member with the smallest id keeps its
/// position.
///
/// \param exec     execution space instance that runs everything
/// \param contacts as above
/// \param selected as above
/// \param ids      n integers, which differ from each other
/// \returns        as above
/// \throws Error   as above, or another number of ids than of particles
/// \cost           as above (12 bytes per particle and 16 per cluster more)
/// \fences         as above
/// \determinism    the same at any thread count
template <ExecutionSpace Exec, HasContacts C, Selection S, ViewOf<std::int64_t, 1> Ids>
PercolationClusters<typename Exec::memory_space> percolation_clusters(Exec const& exec, C const& contacts,
                                                                      S const& selected, Ids const& ids) {
  detail::require_ids("percolation_clusters", ids, selected.extent(0));
  return detail::clusters_of(exec, contacts_of(contacts), selected, ids);
}

/// Overload that runs on the default instance of the selection's memory.
///
/// \param contacts,selected as above
/// \returns                 as above
template <HasContacts C, Selection S>
auto percolation_clusters(C const& contacts, S const& selected) {
  return percolation_clusters(typename S::execution_space{}, contacts, selected);
}

/// Overload with ids that runs on the default instance of the selection's memory.
///
/// \param contacts,selected,ids as above
/// \returns                     as above
template <HasContacts C, Selection S, ViewOf<std::int64_t, 1> Ids>
auto percolation_clusters(C const& contacts, S const& selected, Ids const& ids) {
  return percolation_clusters(typename S::execution_space{}, contacts, selected, ids);
}

}  // namespace tektite
