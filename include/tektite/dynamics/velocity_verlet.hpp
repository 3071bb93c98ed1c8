// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particle_values.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/core/writable_vectors.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/dynamics/units.hpp"

/// \file
/// The parts of a velocity Verlet step on the caller's own data, which are `View<Vec3<T>*>`, `View<T*[3]>` of any
/// layout or what the traits describe, `T` `float` or `double`: `kick` by half a time step, `drift` by a whole one, new
/// forces, `kick` by half a time step. `Simulation` does the same; a host code can do it with forces of its own.
///
/// \source Swope, Andersen, Berens and Wilson, J. Chem. Phys. 76, 637 (1982)

namespace tektite {

/// Changes velocities by forces: v <- after * (before * v + dt f / m), by component. Positions do not change.
///
/// \param exec         execution space instance that runs the kernel
/// \param velocities   n velocities, Angstrom/ps, of `float` or `double`
/// \param forces       at least n forces, eV/Angstrom; only the first n are read, so those of ghosts may follow
/// \param types        at least n types, from 0; only the first n are read
/// \param masses       by type, g/mol. A type without a mass is undefined behaviour; builds with assertions stop there
/// \param dt           ps; half the time step, in each of the two calls of a step
/// \param before,after factors of the velocities, from a thermostat or barostat
/// \throws Error       fewer forces or types than velocities, no masses, rows that are not of 3
/// \cost               O(n) work, in place
/// \fences             none
/// \determinism        the same bits at any thread count
template <ExecutionSpace Exec, WritableVectors Velocities, Positions Forces, ValuesOf<int> Types,
          ViewOf<double, 1> Masses>
  requires AccessibleFrom<Velocities, Exec> && AccessibleFrom<Forces, Exec> && ValuesWithin<Types, Exec>
void kick(Exec const& exec, Velocities const& velocities, Forces const& forces, Types const& types,
          Masses const& masses, double dt, Vec3<double> before = {1, 1, 1}, Vec3<double> after = {1, 1, 1}) {
  std::size_t const n = particle_count(velocities);
  require(particle_count(forces) >= n, "kick: ", particle_count(forces), " forces for ", n, " velocities");
  require(value_count(types) >= n, "kick: ", value_count(types), " types for ", n, " velocities");
  require(masses.extent(0) > 0 || n == 0, "kick: no masses for ", n, " velocities");
  double const scale = dt / units::mass;
  detail::launch(
      exec, "kick", n, KOKKOS_LAMBDA(int i) {
        auto const type = value(types, i);
        KOKKOS_ASSERT(detail::is_index(type, masses.extent(0)));
        Vec3<double> v = position(velocities, i);
        Vec3<double> const f = position(forces, i);
        double const gain = scale / masses(type);
        for (int d = 0; d < 3; ++d) v[d] = after[d] * (before[d] * v[d] + gain * f[d]);
        store_vector(velocities, i, v);
      });
}

/// Change of positions in one step: x <- origin + map (x - origin) + drift v.
///
/// In a fixed box `map` is the unit matrix and `drift` is the time step times the unit matrix.
struct CellStep {
  Vec3<double> origin{};        ///< of the box; it does not move
  Mat3 map = Mat3::identity();  ///< deformation of the box in this step
  Mat3 drift;                   ///< what velocities are multiplied by, ps

  /// A step in a fixed box.
  ///
  /// \param dt time step, ps
  /// \returns the step
  KOKKOS_FUNCTION static CellStep fixed(double dt) { return {{}, Mat3::identity(), dt * Mat3::identity()}; }

  /// A step with a deformation of the box in each half: x <- second (first x + dt v), relative to the origin.
  ///
  /// \param origin       of the box
  /// \param first,second deformation gradients of the two halves
  /// \param dt           time step, ps
  /// \returns the step
  KOKKOS_FUNCTION static CellStep deforming(Vec3<double> origin, Mat3 const& first, Mat3 const& second, double dt) {
    return {origin, second * first, dt * second};
  }
};

/// Moves positions by their velocities and with the box, as `CellStep` says. Velocities do not change.
///
/// \param exec       execution space instance that runs the kernel
/// \param positions  n positions, Angstrom, of `float` or `double`; not wrapped into the box
/// \param velocities at least n velocities, Angstrom/ps; only the first n are read
/// \param step       time step and deformation of the box
/// \throws Error     fewer velocities than positions, rows that are not of 3
/// \cost             O(n) work, in place
/// \fences           none
/// \determinism      the same bits at any thread count
template <ExecutionSpace Exec, WritableVectors Coordinates, Positions Velocities>
  requires AccessibleFrom<Coordinates, Exec> && AccessibleFrom<Velocities, Exec>
void drift(Exec const& exec, Coordinates const& positions, Velocities const& velocities, CellStep const& step) {
  std::size_t const n = particle_count(positions);
  require(particle_count(velocities) >= n, "drift: ", particle_count(velocities), " velocities for ", n, " positions");
  detail::launch(
      exec, "drift", n, KOKKOS_LAMBDA(int i) {
        Vec3<double> const x = position(positions, i) - step.origin;
        store_vector(positions, i, step.origin + step.map * x + step.drift * position(velocities, i));
      });
}

}  // namespace tektite
