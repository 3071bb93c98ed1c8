// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "tektite/core/bounds.hpp"
#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/merge_sort.hpp"
#include "tektite/neighbors/detail/fractional_position.hpp"

/// \file
/// Sorts particles so that those close in space are close in memory, and undoes it.
///
/// The order of particles does not change results beyond rounding, but it changes the speed: data of a particle's
/// neighbours are then in the caches already. Files of crystals have a fair order; atoms of a melt lose it as they
/// move; uncorrelated random positions have none.

namespace tektite {

/// An order of particles. Made by `spatial_order`, used by `reorder` and `restore`.
template <MemorySpace Memory>
struct SpatialOrder {
  Kokkos::View<int*, Memory> particle;  ///< entry k: index in the caller's arrays of the k-th particle of the order

  /// Number of particles.
  ///
  /// \returns how many particles were ordered
  std::size_t size() const { return particle.extent(0); }
};

namespace detail {

/// What particles are sorted by: the number of their cell on the curve, and in one cell the caller's order.
struct CurveKey {
  std::uint64_t cell;  ///< number of a cell on the curve
  int particle;        ///< index in the caller's arrays

  KOKKOS_FUNCTION friend bool operator<(CurveKey const& a, CurveKey const& b) {
    return a.cell < b.cell || (a.cell == b.cell && a.particle < b.particle);
  }
};

/// The lowest 21 bits of a number, with two zeros between neighbouring bits.
KOKKOS_INLINE_FUNCTION std::uint64_t spread_bits(std::uint64_t bits) {
  bits = (bits | bits << 32) & 0x001f00000000ffff;
  bits = (bits | bits << 16) & 0x001f0000ff0000ff;
  bits = (bits | bits << 8) & 0x100f00f00f00f00f;
  bits = (bits | bits << 4) & 0x10c30c30c30c30c3;
  return (bits | bits << 2) & 0x1249249249249249;
}

/// Throws unless there is one value, or one row, for each particle.
template <class View>
void require_all_particles(char const* caller, std::size_t particles, View const& values) {
  require(values.extent(0) == particles, caller, ": ", values.extent(0), " values for ", particles, " particles");
}

/// Permutes the entries of a View of rank 1: into a copy, and back. Does not fence.
///
/// \param exec   runs the kernels
/// \param column one entry per particle, permuted
/// \param move   `MoveToOrder` or `MoveFromOrder`: `move(from, to, k)` copies one entry, another one for each k
template <ExecutionSpace Exec, class View, class Move>
void permute_column(Exec const& exec, View const& column, Move const& move) {
  using Value = typename View::non_const_value_type;
  std::size_t const n = column.extent(0);
  auto const moved = allocate<Kokkos::View<Value*, typename Exec::memory_space>>(exec, "reorder", n);
  launch(exec, "reorder", n, KOKKOS_LAMBDA(int k) { move(column, moved, k); });
  launch(exec, "reorder::back", n, KOKKOS_LAMBDA(int k) { column(k) = moved(k); });
}

/// Permutes the entries of a View of rank 1, or the rows of one of rank 2, column by column, with `move` as above.
template <ExecutionSpace Exec, class View, class Move>
void permute(Exec const& exec, View const& values, Move const& move) {
  if constexpr (View::rank() == 1) {
    permute_column(exec, values, move);
  } else {
    for (std::size_t d = 0; d < values.extent(1); ++d)
      permute_column(exec, Kokkos::subview(values, Kokkos::ALL, d), move);
  }
}

/// Copies an entry from the caller's order to index k of the spatial order.
template <MemorySpace Memory>
struct MoveToOrder {
  Kokkos::View<int*, Memory> particle;  ///< as in `SpatialOrder`

  /// Copies entry `particle(k)` of `from` to entry k of `to`.
  template <class From, class To>
  KOKKOS_FUNCTION void operator()(From const& from, To const& to, int k) const {
    to(k) = from(particle(k));
  }
};

/// Copies an entry from index k of the spatial order to the caller's order.
template <MemorySpace Memory>
struct MoveFromOrder {
  Kokkos::View<int*, Memory> particle;  ///< as in `SpatialOrder`: a permutation, so each k writes another entry

  /// Copies entry k of `from` to entry `particle(k)` of `to`.
  template <class From, class To>
  KOKKOS_FUNCTION void operator()(From const& from, To const& to, int k) const {
    to(particle(k)) = from(k);
  }
};

/// Does the work of `spatial_order`, whose contract it has.
///
/// \param box    cell of the domain
/// \param closed whether the domain is closed
template <ExecutionSpace Exec, Positions P>
SpatialOrder<typename Exec::memory_space> order_in(Exec const& exec, P const& positions, Box const& box, bool closed) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = particle_count(positions);
  require(n < std::size_t(std::numeric_limits<int>::max()), "spatial_order: ", n, " positions, at most 2^31 - 1");
  require_near_cell(exec, positions, box, closed);
  SpatialOrder<Memory> order;
  order.particle = allocate<Kokkos::View<int*, Memory>>(exec, "spatial_order", n);
  if (n == 0) return order;

  FractionalPosition<Wrap::yes, P> const fractional{positions, box};
  auto const [low, high] = bounds(exec, "spatial_order::bounds", n, fractional);
  // The same length is divided along all axes: the cells of the curve are as high as they are wide.
  double extent = 0;
  for (int d = 0; d < 3; ++d) extent = Kokkos::max(extent, (high[d] - low[d]) * box.height(d));
  Vec3<double> steps{};
  for (int d = 0; d < 3; ++d) steps[d] = extent > 0 ? box.height(d) / extent * ((1 << 21) - 1) : 0;

  auto keys = allocate<Kokkos::View<CurveKey*, Memory>>(exec, "spatial_order::places", n);
  auto const unsorted = keys;
  Vec3<double> const corner = low;
  // Item i is a particle in the caller's order.
  launch(
      exec, "spatial_order::places", n, KOKKOS_LAMBDA(int i) {
        Vec3<double> const u = fractional(i);
        std::uint64_t cell = 0;
        for (int d = 0; d < 3; ++d) cell |= spread_bits(static_cast<std::uint64_t>((u[d] - corner[d]) * steps[d])) << d;
        unsorted(i) = {cell, i};
      });
  merge_sort(exec, "spatial_order", keys);
  auto const particle = order.particle;
  auto const sorted = keys;
  // Item k is a particle in the spatial order.
  launch(exec, "spatial_order::order", n, KOKKOS_LAMBDA(int k) { particle(k) = sorted(k).particle; });
  return order;
}

TEKTITE_NEIGHBORS_INSTANCE(SpatialOrder<compiled::Memory> order_in(compiled::Exec const&, compiled::Positions const&,
                                                                   Box const&, bool));

}  // namespace detail

/// A View of one value (any type), or one row, per particle, that can be written.
template <class V>
concept PerParticle =
    Kokkos::is_view_v<V> && (V::rank() == 1 || V::rank() == 2) && !std::is_const_v<typename V::value_type>;

/// The order of particles along Morton's space-filling curve.
///
/// The extent of the particles is divided into 2^21 cells along its longest direction; cells are as high as they are
/// wide. The number of a cell on the curve has the bits of its three coordinates in turn. Particles in one cell keep
/// their order.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3] in the unit of the domain, anywhere in space
/// \param domain    particles are ordered by their images in its cell; ghosts are ordered as others
/// \returns         a permutation of n particles
/// \throws Error    a position not finite or too far from the box, 2^31 - 1 positions or more
/// \cost            O(n log^2 n) work, about as much as one evaluation of EAM forces; 4 bytes per particle, 32 more
///                  during the call
/// \fences          twice: for the check of positions and for their bounds; not for n = 0
/// \determinism     the same order at any thread count
/// \source          G. M. Morton, A computer oriented geodetic data base and a new technique in file sequencing, IBM,
///                  1966
template <ExecutionSpace Exec, Positions P, Domain D>
  requires AccessibleFrom<P, Exec>
SpatialOrder<typename Exec::memory_space> spatial_order(Exec const& exec, P const& positions, D const& domain) {
  return detail::order_in(exec, detail::common_form(positions), DomainTraits<D>::cell(domain),
                          bool(DomainTraits<D>::closed));
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param positions,domain as above
/// \returns                as above
template <Positions P, Domain D>
auto spatial_order(P const& positions, D const& domain) {
  return spatial_order(typename particles_memory_space<P>::execution_space{}, positions, domain);
}

/// Permutes the entries of a View into a spatial order, in place: entry k is then that of particle `order.particle(k)`.
///
/// \param exec   execution space instance that runs everything
/// \param order  made by `spatial_order`
/// \param values n entries, or n rows, of any type and layout
/// \throws Error another number of entries than particles
/// \cost         O(n) work; one more copy of the entries, or of a column, during the call
/// \fences       none
/// \determinism  entries are copied
/// \source       none
template <ExecutionSpace Exec, PerParticle V>
void reorder(Exec const& exec, SpatialOrder<typename Exec::memory_space> const& order, V const& values) {
  detail::require_all_particles("reorder", order.size(), values);
  detail::permute(exec, values, detail::MoveToOrder<typename Exec::memory_space>{order.particle});
}

/// Undoes `reorder`, in place: entries are again in the caller's order, with the same bits.
///
/// \param exec   execution space instance that runs everything
/// \param order  made by `spatial_order`
/// \param values n entries, or n rows, of any type and layout
/// \throws Error another number of entries than particles
/// \cost         O(n) work; one more copy of the entries, or of a column, during the call
/// \fences       none
/// \determinism  entries are copied
/// \source       none
template <ExecutionSpace Exec, PerParticle V>
void restore(Exec const& exec, SpatialOrder<typename Exec::memory_space> const& order, V const& values) {
  detail::require_all_particles("restore", order.size(), values);
  detail::permute(exec, values, detail::MoveFromOrder<typename Exec::memory_space>{order.particle});
}

}  // namespace tektite
