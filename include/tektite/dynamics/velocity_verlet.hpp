// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/dynamics/units.hpp"

/// \file
/// The parts of a velocity Verlet step on the caller's own Views, `View<Vec3<double>*>` or `View<double*[3]>` of either
/// layout: `kick` by half a time step, `drift` by a whole one, new forces, `kick` by half a time step. `Simulation`
/// does the same; a host code can do it with forces of its own.
///
/// \source Swope, Andersen, Berens and Wilson, J. Chem. Phys. 76, 637 (1982)

namespace tektite {

/// Changes velocities by forces: v <- after * (before * v + dt f / m), by component. Positions do not change.
///
/// The sizes of the arrays are not checked: shorter `forces`, `types` or `masses` are undefined behaviour.
///
/// \param exec         execution space instance that runs the kernel
/// \param velocities   n velocities, Angstrom/ps
/// \param forces       n forces, eV/Angstrom
/// \param types        n types, from 0
/// \param masses       by type, g/mol
/// \param dt           ps; half the time step, in each of the two calls of a step
/// \param before,after factors of the velocities, from a thermostat or barostat
/// \throws nothing
/// \cost               O(n) work, in place
/// \fences             none
/// \determinism        the same bits at any thread count
template <ExecutionSpace Exec, class Velocities, class Forces, class Types, class Masses>
void kick(Exec const& exec, Velocities const& velocities, Forces const& forces, Types const& types,
          Masses const& masses, double dt, Vec3<double> before = {1, 1, 1}, Vec3<double> after = {1, 1, 1}) {
  double const scale = dt / units::mass;
  Kokkos::parallel_for(
      "tektite::kick", Kokkos::RangePolicy<Exec>(exec, 0, velocities.extent(0)), KOKKOS_LAMBDA(int i) {
        Vec3<double> v = position(velocities, i);
        Vec3<double> const f = position(forces, i);
        double const gain = scale / masses(types(i));
        for (int d = 0; d < 3; ++d) v[d] = after[d] * (before[d] * v[d] + gain * f[d]);
        detail::store_vector(velocities, i, v);
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
/// The sizes of the arrays are not checked: fewer velocities than positions are undefined behaviour.
///
/// \param exec       execution space instance that runs the kernel
/// \param positions  n positions, Angstrom; not wrapped into the box
/// \param velocities n velocities, Angstrom/ps
/// \param step       time step and deformation of the box
/// \throws nothing
/// \cost             O(n) work, in place
/// \fences           none
/// \determinism      the same bits at any thread count
template <ExecutionSpace Exec, class Coordinates, class Velocities>
void drift(Exec const& exec, Coordinates const& positions, Velocities const& velocities, CellStep const& step) {
  Kokkos::parallel_for(
      "tektite::drift", Kokkos::RangePolicy<Exec>(exec, 0, positions.extent(0)), KOKKOS_LAMBDA(int i) {
        Vec3<double> const x = position(positions, i) - step.origin;
        detail::store_vector(positions, i, step.origin + step.map * x + step.drift * position(velocities, i));
      });
}

}  // namespace tektite
