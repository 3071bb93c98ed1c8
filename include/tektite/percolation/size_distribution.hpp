// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/percolation/percolation_clusters.hpp"

/// \file
/// Histogram of cluster sizes in bins of doubling width.
///
/// \source none: the library's own definition of the bins

namespace tektite {

/// Number of clusters by size, in bins of doubling width: bin k counts the sizes from 2^k to 2^(k+1) - 1.
///
/// \param exec     execution space instance that runs everything
/// \param clusters of one configuration
/// \returns        31 bins
/// \throws nothing
/// \cost           O(k) work for k clusters; 248 bytes
/// \fences         none
/// \determinism    the same at any thread count
template <ExecutionSpace Exec>
Kokkos::View<std::int64_t*, typename Exec::memory_space> size_distribution(
    Exec const& exec, PercolationClusters<typename Exec::memory_space> const& clusters) {
  auto const bins = detail::allocate_zero<Kokkos::View<std::int64_t*, typename Exec::memory_space>>(
      exec, "size_distribution::bins", 31);
  auto const sizes = clusters.sizes;
  // One item is a cluster. Several items count in one bin; the order of integer additions does not matter.
  detail::launch(
      exec, "size_distribution", sizes.extent(0), KOKKOS_LAMBDA(int k) {
        KOKKOS_ASSERT(sizes(k) > 0);
        int bin = 0;
        while (bin < 30 && sizes(k) >> (bin + 1) != 0) ++bin;
        Kokkos::atomic_inc(&bins(bin));
      });
  return bins;
}

/// One bin of sizes for a plot in double-logarithmic axes.
struct SizeBin {
  std::int64_t first = 0;     ///< smallest size of the bin, 2^k
  std::int64_t last = 0;      ///< largest, 2^(k+1) - 1
  std::int64_t clusters = 0;  ///< number of clusters of such a size
  double density = 0;         ///< n_s: clusters per particle and unit of size; percolation theory has n_s ~ s^-tau
};

/// The size distribution in bins of doubling width, up to the last one that is not empty.
///
/// \param exec      execution space instance that runs everything
/// \param clusters  of one configuration
/// \param particles number of particles that n_s is divided by: all particles, or the selected ones
/// \returns         bins in ascending order of size, on the host
/// \throws Error    particles not positive
/// \cost            O(k) work for k clusters; 248 bytes
/// \fences          once, after the copy to the host
/// \determinism     the same at any thread count
template <ExecutionSpace Exec>
std::vector<SizeBin> size_bins(Exec const& exec, PercolationClusters<typename Exec::memory_space> const& clusters,
                               std::int64_t particles) {
  require(particles > 0, "size_bins: ", particles, " particles, expected at least one");
  auto const counts = size_distribution(exec, clusters);
  auto const host = Kokkos::create_mirror_view(Kokkos::HostSpace{}, counts);
  Kokkos::deep_copy(exec, host, counts);
  exec.fence("tektite::size_bins");
  std::vector<SizeBin> bins;
  std::size_t used = 0;
  for (std::size_t k = 0; k < host.extent(0); ++k) {
    std::int64_t const width = std::int64_t(1) << k;
    bins.push_back({width, 2 * width - 1, host(k), double(host(k)) / (double(width) * double(particles))});
    if (host(k) > 0) used = k + 1;
  }
  bins.resize(used);
  return bins;
}

TEKTITE_PERCOLATION_INSTANCE(compiled::View<std::int64_t*> size_distribution(
    compiled::Exec const&, PercolationClusters<compiled::Memory> const&));
TEKTITE_PERCOLATION_INSTANCE(std::vector<SizeBin> size_bins(compiled::Exec const&,
                                                            PercolationClusters<compiled::Memory> const&,
                                                            std::int64_t));

}  // namespace tektite
