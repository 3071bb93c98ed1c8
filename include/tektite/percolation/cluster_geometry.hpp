// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/status.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/percolation/percolation_clusters.hpp"

/// \file
/// Centres and radii of gyration of clusters.
///
/// \source none: textbook definitions; sums in integers so that their order does not matter

namespace tektite {

/// Where the clusters are and how far they extend.
template <MemorySpace Memory>
struct ClusterGeometry {
  Kokkos::View<Vec3<double>*, Memory> centers;   ///< by cluster: mean position, inside the cell along periodic axes
  Kokkos::View<double*, Memory> gyration_radii;  ///< by cluster: root mean square distance from the centre
  Kokkos::View<Status*, Memory> status;          ///< by cluster: `ok`, or `unbounded` where it wraps
};

namespace detail {

/// Sums over the particles of each cluster that are the same in any order of the threads: in integers, with a unit for
/// each cluster in which its sums cannot overflow (`sum_unit`). The integrand is rounded to the unit, so the error of a
/// term is at most 2^-63 of the number of particles times the largest term.
///
/// One item is a block of consecutive particles. Several items add to one cluster, by atomic operations.
template <class Integrand, MemorySpace Memory>
struct ClusterSums {
  static constexpr std::size_t block = on_host<Memory> ? 256 : 32;  // a GPU has many threads
  Kokkos::View<int*, Memory> labels;
  Integrand integrand;  ///< `Vec3<double>(int particle, int cluster)`, components at most 2^62 / size of the cluster
  Kokkos::View<Vec3<std::int64_t>*, Memory> sums;

  KOKKOS_FUNCTION void operator()(std::size_t b) const {
    std::size_t const end = Kokkos::min(labels.extent(0), (b + 1) * block);
    int label = 0;
    std::int64_t sum[3] = {0, 0, 0};
    // Particles that follow each other are often of one cluster: one atomic addition for a run of them. With one for
    // each particle, all threads would wait for the sums of a large cluster.
    for (std::size_t i = b * block; i < end; ++i) {
      if (labels(i) == 0) continue;
      if (labels(i) != label) {
        add(label, sum);
        label = labels(i);
        sum[0] = sum[1] = sum[2] = 0;
      }
      Vec3<double> const term = integrand(static_cast<int>(i), label - 1);
      for (int d = 0; d < 3; ++d) sum[d] += static_cast<std::int64_t>(Kokkos::round(term[d]));
    }
    add(label, sum);
  }

  KOKKOS_FUNCTION void add(int label, std::int64_t const (&sum)[3]) const {
    if (label == 0) return;
    for (int d = 0; d < 3; ++d)
      if (sum[d] != 0) Kokkos::atomic_add(&sums(label - 1)[d], sum[d]);
  }
};

/// Sums of an integrand over the particles of each cluster; see `ClusterSums`. Does not fence.
template <ExecutionSpace Exec, class Integrand>
Kokkos::View<Vec3<std::int64_t>*, typename Exec::memory_space> cluster_sums(
    Exec const& exec, Kokkos::View<int*, typename Exec::memory_space> labels, std::size_t clusters,
    Integrand const& integrand) {
  using Memory = typename Exec::memory_space;
  auto const sums = allocate_zero<Kokkos::View<Vec3<std::int64_t>*, Memory>>(exec, "cluster_geometry::sums", clusters);
  ClusterSums<Integrand, Memory> const add{labels, integrand, sums};
  launch<std::size_t>(exec, "cluster_geometry::sum", (labels.extent(0) + add.block - 1) / add.block, add);
  return sums;
}

/// Displacements of the particles of a cluster from its smallest member, along contacts and not across the boundary.
template <class P, MemorySpace Memory>
struct FromFirstMember {
  P positions;
  Box box;
  Kokkos::View<Vec3<int>*, Memory> images;
  Kokkos::View<int*, Memory> first;       ///< by cluster: smallest member
  Kokkos::View<double*, Memory> largest;  ///< by cluster: largest absolute component of any displacement

  /// Of particle i of cluster k.
  KOKKOS_FUNCTION Vec3<double> displacement(int i, int k) const {
    return position(positions, i) + box.translation(images(i)) - position(positions, first(k));
  }
};

/// Integers per unit of a term of a cluster's sums: 2^62 divided by the largest possible sum of absolute values. 1
/// where all terms are 0.
///
/// \param size    number of terms
/// \param largest bound of the absolute values of the terms
KOKKOS_INLINE_FUNCTION double sum_unit(int size, double largest) {
  return largest > 0 ? 0x1p62 / (double(size) * largest) : 1.0;
}

/// Integrand of the centre: displacement from the first member.
template <class P, MemorySpace Memory>
struct CenterTerm {
  FromFirstMember<P, Memory> from_first;
  Kokkos::View<int*, Memory> sizes;
  KOKKOS_FUNCTION Vec3<double> operator()(int i, int k) const {
    return sum_unit(sizes(k), from_first.largest(k)) * from_first.displacement(i, k);
  }
};

/// Integrand of the radius of gyration: squared distance from the centre, in the first component.
template <class P, MemorySpace Memory>
struct GyrationTerm {
  FromFirstMember<P, Memory> from_first;
  Kokkos::View<int*, Memory> sizes;
  Kokkos::View<Vec3<double>*, Memory> center;  ///< relative to the first member

  /// Displacements and their mean lie in a cube of edge 2 `largest`, so a squared distance is at most 12 `largest`^2.
  KOKKOS_FUNCTION double unit(int k) const {
    return sum_unit(sizes(k), 12 * from_first.largest(k) * from_first.largest(k));
  }
  KOKKOS_FUNCTION Vec3<double> operator()(int i, int k) const {
    Vec3<double> const d = from_first.displacement(i, k) - center(k);
    return {unit(k) * dot(d, d), 0, 0};
  }
};

}  // namespace detail

/// Centre and radius of gyration of each cluster, with its particles next to each other as their contacts are, and not
/// cut by the boundary of the box.
///
/// A cluster that wraps around any axis is unbounded and has neither centre nor radius: its status is
/// `Status::unbounded`, its results are 0. All particles have the same weight.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions, the same as the contacts were made from
/// \param domain    a `Box`, or a closed domain of your own, into whose cell centres are moved
/// \param clusters  of n particles
/// \returns         by cluster, centres and radii in the unit of the positions
/// \throws Error    positions of another number, clusters whose Views differ in length, a position that is not finite
/// \cost            O(n) work; at most 96 bytes per cluster
/// \fences          once, to check the positions
/// \determinism     the same bits at any thread count
template <ExecutionSpace Exec, Positions P, ClosedDomain D>
  requires AccessibleFrom<P, Exec>
ClusterGeometry<typename Exec::memory_space> cluster_geometry(
    Exec const& exec, P const& positions, D const& domain,
    PercolationClusters<typename Exec::memory_space> const& clusters) {
  using Memory = typename Exec::memory_space;
  Box const box = DomainTraits<D>::cell(domain);
  std::size_t const n = clusters.labels.extent(0), count = clusters.count();
  require(particle_count(positions) == n, "cluster_geometry: ", particle_count(positions),
          " positions for clusters of ", n, " particles");
  detail::require_clusters("cluster_geometry", clusters);
  require_finite(exec, positions, std::numeric_limits<double>::max());
  auto const labels = clusters.labels;
  auto const sizes = clusters.sizes;
  auto const wraps = clusters.wraps;

  detail::FromFirstMember<P, Memory> const from_first{
      positions, box, clusters.images,
      detail::allocate<Kokkos::View<int*, Memory>>(exec, "cluster_geometry::first", count),
      detail::allocate_zero<Kokkos::View<double*, Memory>>(exec, "cluster_geometry::largest", count)};
  Kokkos::deep_copy(exec, from_first.first, std::numeric_limits<int>::max());
  // One item of the next two kernels is a particle. Minimum and maximum are the same in any order. The atomic operation
  // is left out where it would not change the entry that was read: entries of `first` only fall, of `largest` only
  // rise.
  detail::launch(
      exec, "cluster_geometry::first", n, KOKKOS_LAMBDA(int i) {
        KOKKOS_ASSERT(detail::is_index(labels(i), count + 1));
        if (labels(i) > 0 && i < Kokkos::atomic_load(&from_first.first(labels(i) - 1)))
          Kokkos::atomic_min(&from_first.first(labels(i) - 1), i);
      });
  detail::launch(
      exec, "cluster_geometry::largest", n, KOKKOS_LAMBDA(int i) {
        if (labels(i) == 0) return;
        int const k = labels(i) - 1;
        Vec3<double> const d = from_first.displacement(i, k);
        double const component = Kokkos::max(Kokkos::abs(d.x), Kokkos::max(Kokkos::abs(d.y), Kokkos::abs(d.z)));
        if (component > Kokkos::atomic_load(&from_first.largest(k)))
          Kokkos::atomic_max(&from_first.largest(k), component);
      });

  auto const sums = detail::cluster_sums(exec, labels, count, detail::CenterTerm<P, Memory>{from_first, sizes});
  ClusterGeometry<Memory> result;
  result.centers = detail::allocate<Kokkos::View<Vec3<double>*, Memory>>(exec, "cluster_geometry::centers", count);
  result.gyration_radii = detail::allocate<Kokkos::View<double*, Memory>>(exec, "cluster_geometry::radii", count);
  result.status = detail::allocate<Kokkos::View<Status*, Memory>>(exec, "cluster_geometry::status", count);
  auto const centers = result.centers;
  // One item is a cluster. The kernel writes its centre relative to the first member, for the integrand of the radius;
  // `finish` adds the first member's position.
  detail::launch(
      exec, "cluster_geometry::center", count, KOKKOS_LAMBDA(int k) {
        double const per_unit = 1 / (detail::sum_unit(sizes(k), from_first.largest(k)) * sizes(k));
        centers(k) = per_unit * Vec3<double>{double(sums(k).x), double(sums(k).y), double(sums(k).z)};
      });
  detail::GyrationTerm<P, Memory> const gyration{from_first, sizes, centers};
  auto const squares = detail::cluster_sums(exec, labels, count, gyration);
  auto const radii = result.gyration_radii;
  auto const status = result.status;
  detail::launch(
      exec, "cluster_geometry::finish", count, KOKKOS_LAMBDA(int k) {
        bool const bounded = wraps(k) == 0;
        status(k) = bounded ? Status::ok : Status::unbounded;
        radii(k) = bounded ? Kokkos::sqrt(double(squares(k).x) / (gyration.unit(k) * sizes(k))) : 0.0;
        centers(k) = bounded ? box.wrap(position(positions, from_first.first(k)) + centers(k)) : Vec3<double>{};
      });
  return result;
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param positions,domain,clusters as above
/// \returns as above
template <Positions P, ClosedDomain D>
auto cluster_geometry(P const& positions, D const& domain,
                      PercolationClusters<particles_memory_space<P>> const& clusters) {
  return cluster_geometry(typename particles_memory_space<P>::execution_space{}, positions, domain, clusters);
}

}  // namespace tektite
