// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tektite/core/box.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/unwrap.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/neighbors/spatial_order.hpp"

/// \file
/// The particles of a simulation and what is done to all their arrays at once.
///
/// \source definitions only

namespace tektite {

/// The particles of one run of dynamics, as Views that the caller owns or shares, and the box.
///
/// Positions may be anywhere in space. They are moved into the box, and `images` counted, when the neighbour list is
/// refreshed, never in between. `box.unwrap(positions(i), images(i))` is the position without periodicity at any time,
/// also while the box deforms, so that displacements across a boundary are exact.
template <MemorySpace Memory>
struct System {
  Box box;                                         ///< the present box; origin and edges in Angstrom
  Kokkos::View<Vec3<double>*, Memory> positions;   ///< Angstrom
  Kokkos::View<Vec3<double>*, Memory> velocities;  ///< Angstrom/ps; peculiar: without the flow of an imposed shear
  Kokkos::View<Vec3<double>*, Memory> forces;      ///< eV/Angstrom
  Kokkos::View<Vec3<int>*, Memory> images;         ///< unwrapped position = position + images * edges
  Kokkos::View<int*, Memory> types;                ///< from 0
  Kokkos::View<std::int64_t*, Memory> ids;         ///< distinct numbers; random velocities depend on them
  Kokkos::View<double*, Memory> masses;            ///< by type, g/mol

  /// \returns number of particles
  std::size_t size() const { return positions.extent(0); }
};

namespace detail {

/// Throws unless a system has velocities, and a type with a mass, for each particle; types are not read.
template <MemorySpace Memory>
void require_motion(char const* caller, System<Memory> const& system) {
  require_entries(caller, system.velocities.extent(0), "velocities", system.size());
  require_entries(caller, system.types.extent(0), "types", system.size());
  require(system.masses.extent(0) > 0 || system.size() == 0, caller, ": no masses");
}

/// Calls `visit` with every View of a system that has an entry for each particle.
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

/// Makes a system at rest from host data.
///
/// Ids count from 1; images, velocities and forces are zero. To set other values, write to the Views.
///
/// \param exec      execution space instance that allocates and copies
/// \param positions n positions on the host, Angstrom
/// \param types     n types on the host, from 0 to masses.size() - 1
/// \param box       the box
/// \param masses    by type, g/mol
/// \returns the system, in new Views
/// \throws Error    no particles, sizes that differ, a type without a mass, a mass that is not positive
/// \cost            O(n) work; 96 bytes per particle
/// \fences          `exec`, three times: after the copies of positions, types and masses
/// \determinism     the same bits at any thread count
template <ExecutionSpace Exec>
System<typename Exec::memory_space> make_system(Exec const& exec, std::span<Vec3<double> const> positions,
                                                std::span<int const> types, Box const& box,
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
  system.positions = to_device(exec, positions, "system::positions");
  system.types = to_device(exec, types, "system::types");
  system.masses = to_device(exec, masses, "system::masses");
  system.velocities = detail::allocate_zero<Kokkos::View<Vec3<double>*, Memory>>(exec, "system::velocities", n);
  system.forces = detail::allocate_zero<Kokkos::View<Vec3<double>*, Memory>>(exec, "system::forces", n);
  system.images = detail::allocate_zero<Kokkos::View<Vec3<int>*, Memory>>(exec, "system::images", n);
  system.ids = detail::allocate<Kokkos::View<std::int64_t*, Memory>>(exec, "system::ids", n);
  auto const ids = system.ids;
  detail::launch(exec, "system::ids", n, KOKKOS_LAMBDA(int i) { ids(i) = i + 1; });
  return system;
}

/// Permutes the particles of a system: all Views with an entry for each particle, ids included.
///
/// For a running simulation: `reorder(exec, order, simulation.system())`, then `simulation.positions_changed()`.
///
/// \param exec   execution space instance that runs everything
/// \param order  from `spatial_order`
/// \param system its Views are changed in place
/// \throws Error     another number of particles
/// \cost             O(n) work; scratch memory for one View at a time
/// \fences           none
/// \determinism      a copy of bits
template <ExecutionSpace Exec>
void reorder(Exec const& exec, SpatialOrder<typename Exec::memory_space> const& order,
             System<typename Exec::memory_space> const& system) {
  detail::each_particle_view(system, [&](auto const& view) { reorder(exec, order, view); });
}

/// Undoes `reorder` of a system.
///
/// \param exec   execution space instance that runs everything
/// \param order  as given to `reorder`
/// \param system its Views are changed in place
/// \throws Error     another number of particles
/// \cost             O(n) work; scratch memory for one View at a time
/// \fences           none
/// \determinism      a copy of bits
template <ExecutionSpace Exec>
void restore(Exec const& exec, SpatialOrder<typename Exec::memory_space> const& order,
             System<typename Exec::memory_space> const& system) {
  detail::each_particle_view(system, [&](auto const& view) { restore(exec, order, view); });
}

/// Moves every particle into the box and adds the box edges it was moved back by to `images`.
///
/// \param exec   execution space instance that runs the kernel
/// \param system its positions and images are changed
/// \throws Error     another number of images than of positions
/// \cost             O(n) work, in place
/// \fences           none
/// \determinism      the same bits at any thread count
template <ExecutionSpace Exec>
void wrap(Exec const& exec, System<typename Exec::memory_space> const& system) {
  detail::require_entries("wrap", system.images.extent(0), "images", system.size());
  auto const x = system.positions;
  auto const images = system.images;
  Box const box = system.box;
  detail::launch(exec, "wrap", system.size(), KOKKOS_LAMBDA(int i) { x(i) = box.wrap(x(i), images(i)); });
}

/// Computes positions without periodicity of a system, into a View of the caller's.
///
/// \param exec   execution space instance that runs the kernel
/// \param system n particles
/// \param out    n positions, Angstrom, overwritten
/// \throws Error     `out` or the images have another length
/// \cost             O(n) work, no memory
/// \fences           none
/// \determinism      the same bits at any thread count
template <ExecutionSpace Exec>
void unwrap(Exec const& exec, System<typename Exec::memory_space> const& system,
            Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& out) {
  unwrap(exec, system.positions, system.images, system.box, out);
}

/// Computes positions without periodicity of a system.
///
/// \param exec   execution space instance that runs the kernel
/// \param system n particles
/// \returns          n positions, Angstrom
/// \throws Error     another number of images than of positions
/// \cost             O(n) work; 24 bytes per particle, the result
/// \fences           none
/// \determinism      the same bits at any thread count
template <ExecutionSpace Exec>
Kokkos::View<Vec3<double>*, typename Exec::memory_space> unwrap(Exec const& exec,
                                                                System<typename Exec::memory_space> const& system) {
  return unwrap(exec, system.positions, system.images, system.box);
}

TEKTITE_DYNAMICS_INSTANCE(System<compiled::Memory> make_system(compiled::Exec const&, std::span<Vec3<double> const>,
                                                               std::span<int const>, Box const&,
                                                               std::span<double const>));
TEKTITE_DYNAMICS_INSTANCE(void reorder(compiled::Exec const&, SpatialOrder<compiled::Memory> const&,
                                       System<compiled::Memory> const&));
TEKTITE_DYNAMICS_INSTANCE(void restore(compiled::Exec const&, SpatialOrder<compiled::Memory> const&,
                                       System<compiled::Memory> const&));
TEKTITE_DYNAMICS_INSTANCE(void wrap(compiled::Exec const&, System<compiled::Memory> const&));

}  // namespace tektite
