// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "tektite/core/vec3.hpp"

namespace tektite {

/// Which strains of the box a minimisation changes.
enum class CellFreedom {
  fixed,      ///< none
  isotropic,  ///< one factor for all lengths, driven by the mean pressure
  per_axis,   ///< the lengths along x, y and z, each driven by its own pressure
  all,        ///< these and the tilts xy, xz and yz
};

/// When a minimisation is done, and what it may change.
struct MinimizeOptions {
  double force_tolerance = 1e-6;           ///< largest length of a particle's force at the end, eV/Angstrom
  std::int64_t most_evaluations = 100000;  ///< number of force evaluations after which it stops in any case
  CellFreedom cell = CellFreedom::fixed;   ///< strains of the box that are changed
  double pressure = 0;                     ///< target of the free components of the pressure, bar
  double pressure_tolerance = 1;           ///< largest difference of a free component from it at the end, bar
  double largest_move = 0.1;               ///< of a particle in one step, Angstrom
  double timestep = 0.002;  ///< first time step of FIRE, ps; it grows to ten times and shrinks to 0.02 of it
};

/// How a minimisation ended.
struct MinimizeResult {
  bool converged = false;        ///< whether forces, and pressures, are within their tolerances
  std::int64_t evaluations = 0;  ///< number of force evaluations
  double energy = 0;             ///< potential energy at the end, eV
  double largest_force = 0;      ///< largest length of a particle's force at the end, eV/Angstrom
  Mat3 pressure{};               ///< pressure tensor of the forces at the end, bar; positive in compression
};

}  // namespace tektite
