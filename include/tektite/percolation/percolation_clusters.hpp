// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/neighbors/neighbor_list.hpp"
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
/// the smallest member keeps its position. This is not possible along an axis that a cluster wraps around: its images
/// are 0 along such axes, and right along the others.
template <MemorySpace Memory>
struct PercolationClusters {
  Kokkos::View<int*, Memory> labels;  ///< by particle: 0 not selected, 1 in the largest cluster, 2 in the next ...
  Kokkos::View<int*, Memory> sizes;   ///< by cluster, descending; equal sizes by the smallest particle index
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

/// A mask as device-callable `bool(int)`.
template <class Mask>
struct MaskSelected {
  Mask mask;
  KOKKOS_FUNCTION bool operator()(int i) const { return static_cast<bool>(mask(i)); }
};

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

/// Does the work of `percolation_clusters`, whose contract it has.
template <ExecutionSpace Exec, Contacts C, class Mask>
PercolationClusters<typename Exec::memory_space> find_clusters(Exec const& exec, C const& contacts, Mask const& mask) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = mask.extent(0);
  require_particles("percolation_clusters", contacts, n);
  MaskSelected<Mask> const selected{mask};

  Windings<Memory> windings;
  if (!windings_by_links(exec, n, contacts, selected, windings))
    windings = windings_by_forest(exec, n, contacts, selected);
  auto const labels = canonical_labels(exec, windings.root, selected);
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
/// \param contacts any `Contacts` (pairs, Voronoi faces, pairs found on the fly), or a `NeighborList`
/// \param mask     n entries, `bool` or integers: which particles are selected. Contacts of others are ignored
/// \returns        labels and images by particle, sizes and axes by cluster
/// \throws Error   contacts of another number of particles, as far as these know it (`Contacts`), a contact that
///                 names a particle outside [0, n), n beyond 2^31 - 1
/// \cost           one pass over the contacts, close to O(n) work besides. 32 bytes per particle while it runs, 16 per
///                 cluster, nothing per contact; two passes and 150 bytes per particle only where a cluster extends
///                 over more than 1023 box edges along an axis (coils, or positions that far apart)
/// \fences         to fetch whether all contacts were valid, the number of clusters and sums over them
/// \determinism    the same at any thread count
template <ExecutionSpace Exec, Contacts C, ViewOf<bool, 1> Mask>
PercolationClusters<typename Exec::memory_space> percolation_clusters(Exec const& exec, C const& contacts,
                                                                      Mask const& mask) {
  return detail::find_clusters(exec, contacts, detail::any_stride(mask));
}

/// Overload for a neighbour list: every listed pair is a contact.
///
/// The list must have been built with skin 0, because pairs in the skin would count as contacts.
///
/// \param exec   as above
/// \param list   full or half, without a skin
/// \param mask   as above; for a list built `WithGhosts` it covers owned particles and ghosts, in this order
/// \returns      as above
/// \throws Error as above; or the list has a skin
template <ExecutionSpace Exec, MemorySpace Memory, ViewOf<bool, 1> Mask>
PercolationClusters<typename Exec::memory_space> percolation_clusters(Exec const& exec,
                                                                      NeighborList<Memory> const& list,
                                                                      Mask const& mask) {
  require(list.skin == 0, "percolation_clusters: the neighbour list has a skin of ", list.skin,
          ", which would count as contact");
  return percolation_clusters(exec, ListContacts<Memory>{list}, mask);
}

/// Overload that runs on the default instance of the mask's memory.
///
/// \param contacts any `Contacts`, or a `NeighborList`
/// \param mask     as above
/// \returns as above
template <class ContactsOrList, ViewOf<bool, 1> Mask>
auto percolation_clusters(ContactsOrList const& contacts, Mask const& mask) {
  return percolation_clusters(typename Mask::memory_space::execution_space{}, contacts, mask);
}

}  // namespace tektite
