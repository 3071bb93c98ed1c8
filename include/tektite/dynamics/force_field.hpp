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

/// Anything that fills `system.forces`: `EamForces`, or a class of your own.
///
/// `compute` overwrites the forces of all particles (eV/Angstrom) for positions in a cell whose edges are on the
/// device, with a list that holds all pairs within the cutoff, in an order that depends on nothing but its arguments.
/// It need not wait. Where something is wrong it raises the error_flag; the host, which looks at it in the next step,
/// then calls `check`, which throws. `virial(out)` puts the sum of r (x) f over pairs (eV, positive diagonal under
/// compression) of the last `compute` into a View, and `energy()` is the potential energy (eV); that one may fence.
template <class F, class Memory>
concept ForceField =
    requires(F& forces, System<Memory> const& system, CellEdges<Memory> const& edges, NeighborList<Memory> const& list,
             DeviceFlag<Memory> const& error_flag, Kokkos::View<Mat3, Memory> const& out) {
      forces.compute(system.positions, system.types, edges, list, system.forces, error_flag);
      forces.check();
      forces.virial(out);
      { forces.energy() } -> std::convertible_to<double>;
    };

/// Forces that remember more than a list: what a checkpoint has to hold so that a restored run has the same bits.
///
/// `sorted_at(list)` gives it, empty where the next `compute` with this list would do without; `sort_at(places, list)`
/// puts it back.
template <class F, class Memory>
concept RememberingForceField =
    requires(F& forces, NeighborList<Memory> const& list, Kokkos::View<Vec3<double>*, Memory> const& places) {
      { forces.sorted_at(list) } -> std::convertible_to<Kokkos::View<Vec3<double>*, Memory>>;
      forces.sort_at(places, list);
    };

}  // namespace tektite
