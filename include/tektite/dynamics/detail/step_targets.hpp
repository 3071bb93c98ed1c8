// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>

#include "tektite/dynamics/barostat.hpp"
#include "tektite/dynamics/ensemble.hpp"
#include "tektite/dynamics/nose_hoover.hpp"
#include "tektite/dynamics/shear.hpp"
#include "tektite/dynamics/units.hpp"

namespace tektite::detail {

/// Targets of a step that are known on the host before it begins. Kernels get them by value.
struct StepTargets {
  double dt = 0;                   ///< ps
  bool thermostat = false;         ///< there is one
  bool barostat = false;           ///< there is one
  bool shear = false;              ///< there is one
  NoseHooverChain::Bath bath{};    ///< parameters of the particles' thermostat
  Barostat::Bath pressure_bath{};  ///< parameters of the barostat
  Plane plane{};                   ///< of the shear
  double shear_rate = 0;           ///< 1/ps
  double strain[2]{};              ///< of the box after each of the step's two halves

  /// \returns whether the box changes in the step
  bool cell_moves() const { return barostat || shear; }
};

/// \returns Boltzmann's constant times the target temperature at `state.step`, eV
inline double target_kt(EnsembleOptions const& options, EnsembleState const& state) {
  std::int64_t const done = state.step - state.begin;
  double const part = done >= options.ramp_steps ? 1.0 : double(done) / double(options.ramp_steps);
  return units::boltzmann * (options.thermostat->start + part * (options.thermostat->stop - options.thermostat->start));
}

/// \returns degrees of freedom without those of the centre of mass
inline double degrees_of_freedom(std::size_t particles) { return 3.0 * double(particles) - 3.0; }

/// \returns the targets of the step that begins at `state.step`
inline StepTargets step_targets(EnsembleOptions const& options, EnsembleState const& state, std::size_t particles) {
  StepTargets t{.dt = options.timestep};
  double const freedom = degrees_of_freedom(particles);
  if (options.thermostat) {
    t.thermostat = true;
    t.bath = {freedom, target_kt(options, state), options.thermostat->damping};
  }
  if (auto const& b = options.barostat) {
    t.barostat = true;
    t.pressure_bath = {b->coupling, double(particles), freedom, t.bath.kt, b->pressure / units::pressure, b->damping};
  }
  if (options.shear) {
    t.shear = true;
    t.plane = options.shear->plane;
    t.shear_rate = options.shear->rate;
    for (int half = 0; half < 2; ++half) {
      double const steps = double(state.step - state.begin) + 0.5 * (half + 1);
      t.strain[half] = state.strain_begin - state.flipped_strain + t.shear_rate * options.timestep * steps;
    }
  }
  return t;
}

}  // namespace tektite::detail
