// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "tektite/core/compiled.hpp"
#include "tektite/dynamics/simulation.hpp"
#include "tektite/eam/forces.hpp"

namespace tektite {

/// Molecular dynamics with EAM forces. The library tektite::host holds it for the host's default execution space.
template <class Exec>
using EamSimulation = Simulation<Exec, EamForces<Exec>>;

TEKTITE_DYNAMICS_INSTANCE(class Simulation<compiled::Exec, EamForces<compiled::Exec>>);

}  // namespace tektite
