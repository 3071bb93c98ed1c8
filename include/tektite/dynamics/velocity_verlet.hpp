// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/dynamics/units.hpp"

/// \file
/// The two halves of a velocity Verlet step (Swope, Andersen, Berens, Wilson 1982), on the caller's own Views:
/// `View<Vec3<double>*>` or `View<double*[3]>` of either layout. `Simulation` puts them together; a host code can too.

namespace tektite {

/// v <- after * (before * v + dt f / m), by component. O(n), in place. Does not fence.
///
/// \param velocities, forces n each, Angstrom/ps and eV/Angstrom
/// \param types  n, from 0
/// \param masses g/mol, by type
/// \param dt     ps; half the time step, twice per step
/// \param before, after factors of a thermostat or barostat
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
        detail::store(velocities, i, v);
      });
}

/// What happens to positions in one step: x <- origin + map (x - origin) + drift v.
///
/// Without a moving cell, `map` is the unit matrix and `drift` dt times it.
struct CellStep {
  Vec3<double> origin{};        ///< stays where it is
  Mat3 map = Mat3::identity();  ///< what the cell does to positions
  Mat3 drift;                   ///< ps

  /// A step in a cell at rest.
  KOKKOS_FUNCTION static CellStep fixed(double dt) { return {{}, Mat3::identity(), dt * Mat3::identity()}; }

  /// A step of which both halves deform the cell: x <- second (first x + dt v).
  KOKKOS_FUNCTION static CellStep deforming(Vec3<double> origin, Mat3 const& first, Mat3 const& second, double dt) {
    return {origin, second * first, dt * second};
  }
};

/// Moves positions by their velocities, and with the cell. O(n), in place. Does not fence.
template <ExecutionSpace Exec, class Coordinates, class Velocities>
void drift(Exec const& exec, Coordinates const& positions, Velocities const& velocities, CellStep const& step) {
  Kokkos::parallel_for(
      "tektite::drift", Kokkos::RangePolicy<Exec>(exec, 0, positions.extent(0)), KOKKOS_LAMBDA(int i) {
        Vec3<double> const x = position(positions, i) - step.origin;
        detail::store(positions, i, step.origin + step.map * x + step.drift * position(velocities, i));
      });
}

}  // namespace tektite
