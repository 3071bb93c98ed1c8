// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particle_values.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/stats/detail/type_count.hpp"

/// \file
/// The stress of each particle.
///
/// \source A. P. Thompson, S. J. Plimpton, W. Mattson, J. Chem. Phys. 131, 154107 (2009); docs/statistics.md

namespace tektite {

namespace detail {

/// Does the work of `particle_stress`, whose contract it has.
template <ExecutionSpace Exec, Positions Velocities, class Types>
Kokkos::View<double* [6], typename Exec::memory_space> stress_of_particles(
    Exec const& exec, Velocities const& velocities, Types const& types,
    Kokkos::View<double const*, typename Exec::memory_space> const& masses,
    Kokkos::View<double* [6], typename Exec::memory_space> const& virials) {
  std::size_t const moving = particle_count(velocities), pairs = virials.extent(0);
  std::size_t const n = pairs > 0 ? pairs : moving;
  require(moving == 0 || moving >= n, "particle_stress: ", moving, " velocities for virials of ", n, " particles");
  if (moving > 0) {
    require(value_count(types) >= n, "particle_stress: ", value_count(types), " types for ", n, " particles");
    require(n == 0 || masses.extent(0) > 0, "particle_stress: no masses");
    checked_type_count(exec, "particle_stress", types, n, static_cast<int>(masses.extent(0)));
  }
  auto const stress = allocate<Kokkos::View<double* [6], typename Exec::memory_space>>(exec, "particle_stress", n);
  launch<std::size_t>(
      exec, "particle_stress", n, KOKKOS_LAMBDA(std::size_t i) {
        double const m = moving > 0 ? masses(value(types, i)) : 0.0;
        Vec3<double> const v = moving > 0 ? position(velocities, i) : Vec3<double>{};
        double const kinetic[6] = {m * v.x * v.x, m * v.y * v.y, m * v.z * v.z,
                                   m * v.x * v.y, m * v.x * v.z, m * v.y * v.z};
        for (int k = 0; k < 6; ++k) stress(i, k) = -(kinetic[k] + (pairs > 0 ? virials(i, k) : 0.0));
      });
  return stress;
}

TEKTITE_STATS_INSTANCE(compiled::View<double* [6]> stress_of_particles(
    compiled::Exec const&, compiled::Positions const&, compiled::Values<int> const&,
    compiled::View<double const*> const&, compiled::View<double* [6]> const&));

}  // namespace detail

/// Computes the stress of each particle times its volume: s_ab = -(m v_a v_b + virial_ab), positive in tension.
///
/// The sum over all particles divided by -V is the pressure tensor of the box. Divided by the volume of the particle's
/// Voronoi cell, s is a local stress. Subtract a flow from the velocities first where there is one.
///
/// \param exec       execution space instance that runs everything
/// \param velocities of the particles, [n][3], or none: then there is no kinetic part. Those of ghosts behind them are
///                   not read
/// \param types      type of each particle, from 0, integers of any width; entries beyond those are not read
/// \param masses     by type, in units of energy (time/length)^2: in metal units `units::mass` times g/mol
/// \param virials    xx yy zz xy xz yz of each owned particle, half of that of its pairs, positive for repulsion, as
///                   from `EamForces::virials`; or none: then there is only the kinetic part
/// \returns          xx yy zz xy xz yz of each owned particle, in the unit of energy
/// \throws Error     fewer velocities or types than particles, no masses, a type without a mass
/// \cost             O(n) work; 48 bytes per particle
/// \fences           once, for the range of types; none without velocities
/// \determinism      the same bits at any thread count
template <ExecutionSpace Exec, Positions Velocities, ValuesOf<int> Types>
  requires AccessibleFrom<Velocities, Exec> && ValuesWithin<Types, Exec>
Kokkos::View<double* [6], typename Exec::memory_space> particle_stress(
    Exec const& exec, Velocities const& velocities, Types const& types,
    Kokkos::View<double const*, typename Exec::memory_space> const& masses,
    Kokkos::View<double* [6], typename Exec::memory_space> const& virials) {
  return detail::stress_of_particles(exec, detail::common_form(velocities), detail::common_values(types), masses,
                                     virials);
}

}  // namespace tektite
