// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tektite/core/bounds.hpp"
#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/merge_sort.hpp"

/// \file
/// Particles in an order in which those close in space are close in memory, and the way back.
///
/// No result depends on the order of particles, but their speed does: what a particle's neighbours need is then in the
/// caches already. Files of crystals have a fair order; atoms of a melt lose it as they move; random places have none.

namespace tektite {

/// An order of particles. Made by `spatial_order`, used by `reorder` and `restore`.
template <MemorySpace Memory>
struct SpatialOrder {
  Kokkos::View<int*, Memory> particle;  ///< by place in the order: index in the caller's arrays

  /// Number of particles.
  std::size_t size() const { return particle.extent(0); }
};

namespace detail {

/// A particle's place on the curve through all cells; in one cell the caller's order stays.
struct PlaceOnCurve {
  std::uint64_t cell;
  int particle;

  KOKKOS_FUNCTION friend bool operator<(PlaceOnCurve const& a, PlaceOnCurve const& b) {
    return a.cell < b.cell || (a.cell == b.cell && a.particle < b.particle);
  }
};

/// The lowest 21 bits of a number, two zeros between each.
KOKKOS_INLINE_FUNCTION std::uint64_t spread_bits(std::uint64_t bits) {
  bits = (bits | bits << 32) & 0x001f00000000ffff;
  bits = (bits | bits << 16) & 0x001f0000ff0000ff;
  bits = (bits | bits << 8) & 0x100f00f00f00f00f;
  bits = (bits | bits << 4) & 0x10c30c30c30c30c3;
  return (bits | bits << 2) & 0x1249249249249249;
}

/// Places in units of the box's edges, inside the cell where it repeats.
template <class P>
struct PlaceInCell {
  P positions;
  Box box;

  KOKKOS_FUNCTION Vec3<double> operator()(std::size_t i) const {
    return box.fractional(box.wrap(Vec3<double>(position(positions, i))));
  }
};

template <class View>
void require_all_particles(char const* who, std::size_t particles, View const& values) {
  require(values.extent(0) == particles, who, ": ", values.extent(0), " values for ", particles, " particles");
}

/// Permutes the entries of a View of rank 1: `move(from, to, k)` copies the one at place k of the order.
template <ExecutionSpace Exec, class View, class Move>
void permute_column(Exec const& exec, View const& column, Move const& move) {
  using Value = typename View::non_const_value_type;
  std::size_t const n = column.extent(0);
  auto const moved = allocate<Kokkos::View<Value*, typename Exec::memory_space>>(exec, "reorder", n);
  Kokkos::parallel_for(
      "tektite::reorder", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int k) { move(column, moved, k); });
  Kokkos::parallel_for(
      "tektite::reorder::back", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int k) { column(k) = moved(k); });
}

template <ExecutionSpace Exec, class View, class Move>
void permute(Exec const& exec, View const& values, Move const& move) {
  if constexpr (View::rank() == 1) {
    permute_column(exec, values, move);
  } else {
    for (std::size_t d = 0; d < values.extent(1); ++d)
      permute_column(exec, Kokkos::subview(values, Kokkos::ALL, d), move);
  }
}

/// Copies to place k of the order.
template <MemorySpace Memory>
struct MoveToOrder {
  Kokkos::View<int*, Memory> particle;

  template <class From, class To>
  KOKKOS_FUNCTION void operator()(From const& from, To const& to, int k) const {
    to(k) = from(particle(k));
  }
};

/// Copies from place k of the order.
template <MemorySpace Memory>
struct MoveFromOrder {
  Kokkos::View<int*, Memory> particle;

  template <class From, class To>
  KOKKOS_FUNCTION void operator()(From const& from, To const& to, int k) const {
    to(particle(k)) = from(k);
  }
};

}  // namespace detail

/// A View of one value (any type), or one row, per particle.
template <class V>
concept PerParticle = Kokkos::is_view_v<V> && (V::rank() == 1 || V::rank() == 2);

/// The order of particles along a curve that goes through all of space, one small cube after another.
///
/// \param exec      runs everything; fenced twice
/// \param positions n positions, anywhere in space
/// \param box       the cell: particles are ordered as they lie in it
/// \throws Error    a position not finite, more than 2^31 - 1 of them
///
/// O(n log^2 n), about as much as forces cost. 4 bytes per particle, 32 more meanwhile. The curve is that of Morton
/// (1966): bits of the three coordinates in turn, 21 of each; particles in one cell of it keep their order. Same
/// input, same order.
template <ExecutionSpace Exec, Positions P>
  requires AccessibleFrom<P, Exec>
SpatialOrder<typename Exec::memory_space> spatial_order(Exec const& exec, P const& positions, Box const& box) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = particle_count(positions);
  require(n < std::size_t(std::numeric_limits<int>::max()), "spatial_order: ", n, " positions, at most 2^31 - 1");
  double const longest = norm(box.edge(0)) + norm(box.edge(1)) + norm(box.edge(2));
  require_finite(exec, positions, norm(box.origin()) + 1e6 * longest);
  SpatialOrder<Memory> order;
  order.particle = detail::allocate<Kokkos::View<int*, Memory>>(exec, "spatial_order", n);
  if (n == 0) return order;

  detail::PlaceInCell<P> const place{positions, box};
  auto const [low, high] = bounds(exec, "spatial_order::bounds", n, place);
  // One length is divided along all axes: the cells of the curve are as high as they are wide.
  double extent = 0;
  for (int d = 0; d < 3; ++d) extent = Kokkos::max(extent, (high[d] - low[d]) * box.height(d));
  Vec3<double> steps{};
  for (int d = 0; d < 3; ++d) steps[d] = extent > 0 ? box.height(d) / extent * ((1 << 21) - 1) : 0;

  auto places = detail::allocate<Kokkos::View<detail::PlaceOnCurve*, Memory>>(exec, "spatial_order::places", n);
  auto const unsorted = places;
  Vec3<double> const corner = low;
  Kokkos::parallel_for(
      "tektite::spatial_order::places", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) {
        Vec3<double> const u = place(i);
        std::uint64_t cell = 0;
        for (int d = 0; d < 3; ++d)
          cell |= detail::spread_bits(static_cast<std::uint64_t>((u[d] - corner[d]) * steps[d])) << d;
        unsorted(i) = {cell, i};
      });
  detail::merge_sort(exec, "spatial_order", places);
  auto const particle = order.particle;
  auto const sorted = places;
  Kokkos::parallel_for(
      "tektite::spatial_order::order", Kokkos::RangePolicy<Exec>(exec, 0, n),
      KOKKOS_LAMBDA(int k) { particle(k) = sorted(k).particle; });
  return order;
}

/// On the default instance of the positions' memory.
template <Positions P>
auto spatial_order(P const& positions, Box const& box) {
  return spatial_order(typename particles_memory_space<P>::execution_space{}, positions, box);
}

/// Puts the entries of a View into the order, in place: entry k is then that of particle `order.particle(k)`.
///
/// \param values n entries, or n rows
/// \throws Error another number of entries than particles
///
/// O(n); one more copy of the entries, or of a column, meanwhile. Does not fence.
template <ExecutionSpace Exec, PerParticle V>
void reorder(Exec const& exec, SpatialOrder<typename Exec::memory_space> const& order, V const& values) {
  detail::require_all_particles("reorder", order.size(), values);
  detail::permute(exec, values, detail::MoveToOrder<typename Exec::memory_space>{order.particle});
}

/// Undoes `reorder`, in place: entries are the caller's again, bit for bit. All else as there.
template <ExecutionSpace Exec, PerParticle V>
void restore(Exec const& exec, SpatialOrder<typename Exec::memory_space> const& order, V const& values) {
  detail::require_all_particles("restore", order.size(), values);
  detail::permute(exec, values, detail::MoveFromOrder<typename Exec::memory_space>{order.particle});
}

}  // namespace tektite
