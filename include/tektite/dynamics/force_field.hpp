// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <concepts>

#include "tektite/core/vec3.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/neighbors/neighbor_list.hpp"

namespace tektite {

/// Anything that fills `system.forces`: `EamForces`, or a class of your own.
///
/// `compute` overwrites the forces of all particles (eV/Angstrom) for positions in a box with a list that holds all
/// pairs within the cutoff, in an order that depends on nothing but its arguments. Afterwards `energy()` is the
/// potential energy (eV) and `virial()` the sum of r (x) f over pairs (eV, positive diagonal under compression).
template <class F, class Memory>
concept ForceField = requires(F& forces, System<Memory> const& system, NeighborList<Memory> const& list) {
  forces.compute(system.positions, system.types, system.box, list, system.forces);
  { forces.energy() } -> std::convertible_to<double>;
  { forces.virial() } -> std::convertible_to<Mat3>;
};

}  // namespace tektite
