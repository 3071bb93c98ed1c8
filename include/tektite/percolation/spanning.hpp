// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <limits>

#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/percolation/percolation_clusters.hpp"

/// \file
/// Percolation between free surfaces.
///
/// \source none: the library's own definition

namespace tektite {

/// Options of `spanning_axes`.
struct SpanningOptions {
  double depth;  ///< thickness of a surface layer, in the unit of the positions; the contact distance is a good choice
};

/// Which clusters reach from one free surface to the opposite one.
///
/// A surface is at the outermost particle, selected or not, so vacuum around the sample has no effect. Distances are
/// along the normal of the faces that axis d connects, in boxes of any tilt. Along periodic axes there is no surface:
/// see `PercolationClusters::wraps`.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions
/// \param domain    a `Box`, or a closed domain of your own; only axes that are not periodic are used
/// \param clusters  of n particles
/// \param options   thickness of a surface layer
/// \returns         by cluster: bit d is set where it has particles in both surface layers of axis d
/// \throws Error    sizes that do not match, depth negative or not finite, a position that is not finite
/// \cost            O(n) work; 8 bytes per cluster
/// \fences          once to check the positions, and once for each axis that is not periodic
/// \determinism     the same at any thread count
template <ExecutionSpace Exec, Positions P, ClosedDomain D>
  requires AccessibleFrom<P, Exec>
Kokkos::View<int*, typename Exec::memory_space> spanning_axes(
    Exec const& exec, P const& positions, D const& domain,
    PercolationClusters<typename Exec::memory_space> const& clusters, SpanningOptions const& options) {
  using Memory = typename Exec::memory_space;
  Box const box = DomainTraits<D>::cell(domain);
  std::size_t const n = clusters.labels.extent(0), count = clusters.count();
  require(particle_count(positions) == n, "spanning_axes: ", particle_count(positions), " positions for clusters of ",
          n, " particles");
  double const depth = options.depth;
  require(std::isfinite(depth) && depth >= 0, "spanning_axes: depth ", depth, " must be finite and not negative");
  require_finite(exec, positions, std::numeric_limits<double>::max());
  auto const spans = detail::allocate_zero<Kokkos::View<int*, Memory>>(exec, "spanning_axes::spans", count);
  if (count == 0) return spans;
  auto const labels = clusters.labels;
  auto const touched = detail::allocate<Kokkos::View<int*, Memory>>(exec, "spanning_axes::touched", count);
  for (int axis = 0; axis < 3; ++axis) {
    if (box.periodic(axis)) continue;
    double const height = box.height(axis);
    using MinMax = Kokkos::MinMax<double>;
    typename MinMax::value_type surfaces;
    Kokkos::parallel_reduce(
        "tektite::spanning_axes::surfaces", Kokkos::RangePolicy<Exec>(exec, 0, n),
        KOKKOS_LAMBDA(int i, typename MinMax::value_type& extremes) {
          double const h = height * box.fractional(position(positions, i))[axis];
          extremes.min_val = Kokkos::min(extremes.min_val, h);
          extremes.max_val = Kokkos::max(extremes.max_val, h);
        },
        MinMax(surfaces));
    double const low = surfaces.min_val + depth, high = surfaces.max_val - depth;
    Kokkos::deep_copy(exec, touched, 0);
    // One item is a particle, which sets the bit of each surface layer that it is in at its cluster, in any order. One
    // item of the kernel after it is a cluster, which spans if both bits are set.
    detail::launch(
        exec, "spanning_axes::touch", n, KOKKOS_LAMBDA(int i) {
          KOKKOS_ASSERT(detail::is_index(labels(i), count + 1));
          if (labels(i) == 0) return;
          double const h = height * box.fractional(position(positions, i))[axis];
          int const sides = (h <= low) | ((h >= high) << 1);
          if (sides != 0) Kokkos::atomic_or(&touched(labels(i) - 1), sides);
        });
    detail::launch(
        exec, "spanning_axes::collect", count, KOKKOS_LAMBDA(int k) { spans(k) |= (touched(k) == 3) << axis; });
  }
  return spans;
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param positions,domain,clusters,options as above
/// \returns as above
template <Positions P, ClosedDomain D>
auto spanning_axes(P const& positions, D const& domain, PercolationClusters<particles_memory_space<P>> const& clusters,
                   SpanningOptions const& options) {
  return spanning_axes(typename particles_memory_space<P>::execution_space{}, positions, domain, clusters, options);
}

}  // namespace tektite
