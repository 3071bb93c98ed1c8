// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>

#include "tektite/core/device_flag.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/neighbors/neighbor_list.hpp"

namespace tektite {

/// A class that computes `system.forces`: `EamForces`, or a class of the host code.
///
/// - `compute` overwrites the forces of all particles (eV/Angstrom). The edges of the box are on the device; the list
///   holds all pairs within the cutoff. To keep runs reproducible, the order of sums must depend on the arguments only.
///   It does not need to fence. If it finds an error on the device, it raises the flag; the host reads the flag in the
///   next step and calls `check`.
/// - `check` throws the error that the last `compute` found.
/// - `virial(out)` writes the sum of r (x) f over pairs of the last `compute` (eV, positive diagonal under compression)
///   into a View on the device.
/// - `energy()` returns the potential energy (eV) of the last `compute`; it may fence.
template <class F, class Memory>
concept ForceField =
    requires(F& forces, System<Memory> const& system, CellEdges<Memory> const& edges, NeighborList<Memory> const& list,
             DeviceFlag<Memory> const& error_flag, Kokkos::View<Mat3, Memory> const& out) {
      forces.compute(system.positions, system.types, edges, list, system.forces, error_flag);
      forces.check();
      forces.virial(out);
      { forces.energy() } -> std::convertible_to<double>;
    };

/// A force field whose results also depend on earlier positions of a list's sites, as `EamForces` with an inner skin.
///
/// A checkpoint must hold these positions, so that a restored run has the same bits.
///
/// - `sorted_positions(list)` returns them, one for each site; empty if the next `compute` with this list does not need
///   them.
/// - `sort_neighbors_at(positions, list)` restores the state that belongs to them.
template <class F, class Memory>
concept StatefulForceField =
    requires(F& forces, NeighborList<Memory> const& list, Kokkos::View<Vec3<double>*, Memory> const& positions) {
      { forces.sorted_positions(list) } -> std::convertible_to<Kokkos::View<Vec3<double>*, Memory>>;
      forces.sort_neighbors_at(positions, list);
    };

}  // namespace tektite
