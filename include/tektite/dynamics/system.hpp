// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/neighbors/spatial_order.hpp"

namespace tektite {

/// The particles of one run of dynamics: Views that the caller owns or shares, and the cell.
///
/// Positions may lie anywhere in space; they are moved into the cell, and `images` counted, when the neighbour list is
/// rebuilt, never in between. `box.unwrap(positions(i), images(i))` is the path without periodicity at any time, also
/// while the cell deforms: a displacement across a boundary is exact.
///
/// Types count from 0. Lengths in Angstrom, velocities in Angstrom/ps, forces in eV/Angstrom, masses in g/mol.
template <MemorySpace Memory>
struct System {
  Box box;                                         ///< the cell as it is now
  Kokkos::View<Vec3<double>*, Memory> positions;   ///< Angstrom
  Kokkos::View<Vec3<double>*, Memory> velocities;  ///< peculiar: without the flow of an imposed shear
  Kokkos::View<Vec3<double>*, Memory> forces;      ///< eV/Angstrom
  Kokkos::View<Vec3<int>*, Memory> images;         ///< cells that the particle has been moved back by
  Kokkos::View<int*, Memory> types;                ///< from 0
  Kokkos::View<std::int64_t*, Memory> ids;         ///< any distinct numbers; random draws follow them
  Kokkos::View<double*, Memory> masses;            ///< by type, g/mol

  /// Number of particles.
  std::size_t size() const { return positions.extent(0); }
};

namespace detail {

/// Copies host data into a new View on the caller's instance. Fences `exec`, for `data` may be gone afterwards.
template <class T, ExecutionSpace Exec>
Kokkos::View<T*, typename Exec::memory_space> copy_in(Exec const& exec, std::string const& label,
                                                      std::span<T const> data) {
  auto view = allocate<Kokkos::View<T*, typename Exec::memory_space>>(exec, label, data.size());
  Kokkos::View<T const*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> const host(data.data(), data.size());
  Kokkos::deep_copy(exec, view, host);
  exec.fence("tektite::copy_in");
  return view;
}

/// The i-th vector of a View of structs or of components; both kinds are a host code's own arrays.
template <class V>
KOKKOS_INLINE_FUNCTION void store(V const& view, std::size_t i, Vec3<double> const& value) {
  if constexpr (V::rank() == 1) {
    view(i) = value;
  } else {
    for (int d = 0; d < 3; ++d) view(i, d) = value[d];
  }
}

/// Calls `visit` with every View that has an entry for each particle.
template <MemorySpace Memory, class Visit>
void each_particle_view(System<Memory> const& system, Visit const& visit) {
  visit(system.positions);
  visit(system.velocities);
  visit(system.forces);
  visit(system.images);
  visit(system.types);
  visit(system.ids);
}

}  // namespace detail

/// A system at rest from host data.
///
/// \param exec   allocates and copies; fenced, since the host data may be gone afterwards
/// \param box    the cell
/// \param positions, types n each; types from 0 to masses.size() - 1
/// \param masses by type, in g/mol
/// \throws Error no particles, sizes that differ, a type without a mass, a mass not positive
///
/// Ids count from 1 and images, velocities and forces are zero; fill the Views where there is more to say.
/// 108 bytes per particle.
template <ExecutionSpace Exec>
System<typename Exec::memory_space> make_system(Exec const& exec, Box const& box,
                                                std::span<Vec3<double> const> positions, std::span<int const> types,
                                                std::span<double const> masses) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = positions.size();
  require(n > 0, "make_system: no particles");
  require(types.size() == n, "make_system: ", n, " positions, but ", types.size(), " types");
  for (std::size_t t = 0; t < masses.size(); ++t) {
    require(std::isfinite(masses[t]) && masses[t] > 0, "make_system: mass ", masses[t], " of type ", t,
            " must be finite and positive");
  }
  for (std::size_t i = 0; i < n; ++i) {
    require(types[i] >= 0 && std::size_t(types[i]) < masses.size(), "make_system: particle ", i, " has type ", types[i],
            ", but there are masses for ", masses.size(), " types");
  }
  System<Memory> system;
  system.box = box;
  system.positions = detail::copy_in(exec, "system::positions", positions);
  system.types = detail::copy_in(exec, "system::types", types);
  system.masses = detail::copy_in(exec, "system::masses", masses);
  system.velocities = detail::allocate_zero<Kokkos::View<Vec3<double>*, Memory>>(exec, "system::velocities", n);
  system.forces = detail::allocate_zero<Kokkos::View<Vec3<double>*, Memory>>(exec, "system::forces", n);
  system.images = detail::allocate_zero<Kokkos::View<Vec3<int>*, Memory>>(exec, "system::images", n);
  system.ids = detail::allocate<Kokkos::View<std::int64_t*, Memory>>(exec, "system::ids", n);
  auto const ids = system.ids;
  Kokkos::parallel_for(
      "tektite::system::ids", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) { ids(i) = i + 1; });
  return system;
}

/// Puts the particles of a system into the order, all that it knows of each; ids go with them. Of a running simulation:
/// `reorder(exec, order, simulation.system())`, then `simulation.positions_changed()`. O(n), in place. Does not fence.
/// \throws Error another number of particles
template <ExecutionSpace Exec>
void reorder(Exec const& exec, SpatialOrder<typename Exec::memory_space> const& order,
             System<typename Exec::memory_space> const& system) {
  detail::each_particle_view(system, [&](auto const& view) { reorder(exec, order, view); });
}

/// Undoes `reorder` of a system. All else as there.
template <ExecutionSpace Exec>
void restore(Exec const& exec, SpatialOrder<typename Exec::memory_space> const& order,
             System<typename Exec::memory_space> const& system) {
  detail::each_particle_view(system, [&](auto const& view) { restore(exec, order, view); });
}

/// Moves every particle into the cell and counts the cells it came from in `images`. O(n), in place. Does not fence.
template <ExecutionSpace Exec>
void wrap(Exec const& exec, System<typename Exec::memory_space> const& system) {
  auto const x = system.positions;
  auto const images = system.images;
  Box const box = system.box;
  Kokkos::parallel_for(
      "tektite::wrap", Kokkos::RangePolicy<Exec>(exec, 0, system.size()),
      KOKKOS_LAMBDA(int i) { x(i) = box.wrap(x(i), images(i)); });
}

/// Positions without periodicity, into `out` (n). O(n). Does not fence.
/// \throws Error `out` has another length
template <ExecutionSpace Exec>
void unwrap(Exec const& exec, System<typename Exec::memory_space> const& system,
            Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& out) {
  require(out.extent(0) == system.size(), "unwrap: room for ", out.extent(0), " of ", system.size(), " particles");
  auto const x = system.positions;
  auto const images = system.images;
  Box const box = system.box;
  Kokkos::parallel_for(
      "tektite::unwrap", Kokkos::RangePolicy<Exec>(exec, 0, system.size()),
      KOKKOS_LAMBDA(int i) { out(i) = box.unwrap(x(i), images(i)); });
}

}  // namespace tektite
