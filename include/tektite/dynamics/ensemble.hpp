// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

#include "tektite/core/box.hpp"
#include "tektite/core/error.hpp"
#include "tektite/dynamics/barostat.hpp"
#include "tektite/dynamics/nose_hoover.hpp"
#include "tektite/dynamics/shear.hpp"
#include "tektite/dynamics/velocities.hpp"

namespace tektite {

/// Nose-Hoover chain whose target changes linearly from `start` to `stop` within `EnsembleOptions::ramp_steps`.
struct ThermostatOptions {
  double start;          ///< target at the beginning, K
  double stop = start;   ///< target at the end, K
  double damping = 0.2;  ///< period of the thermostat, ps; LAMMPS' Tdamp
};

/// Martyna-Tobias-Klein barostat. It needs a thermostat, whose temperature sets its mass.
struct BarostatOptions {
  double pressure = 0;                      ///< target, bar
  double damping = 2.0;                     ///< period of the barostat, ps; LAMMPS' Pdamp
  Coupling coupling = Coupling::isotropic;  ///< which lengths of the box change
};

/// Shear of the box at constant engineering rate. Positions follow affinely, velocities do not (LAMMPS' `remap x`).
struct ShearOptions {
  Plane plane = Plane::xy;  ///< directions of displacement and of its gradient
  double rate = 0;          ///< strain per ps
};

/// What a simulation does in each step. With a time step alone it is NVE.
struct EnsembleOptions {
  double timestep = 0.002;                           ///< ps
  std::int64_t ramp_steps = 0;                       ///< steps until the target temperature is `stop`, where it stays
  std::optional<ThermostatOptions> thermostat = {};  ///< holds a temperature
  std::optional<BarostatOptions> barostat = {};      ///< holds a pressure
  std::optional<ShearOptions> shear = {};            ///< shears the box
};

/// Checks the options of an ensemble.
///
/// \param o   options
/// \param box the box that they are for
/// \throws Error a number out of range; a barostat without thermostat; a barostat or a shear of a box that is not
///               periodic along all axes; a shear of a box that is not in LAMMPS' convention
inline void validate(EnsembleOptions const& o, Box const& box) {
  auto const positive = [](char const* what, double value) {
    require(std::isfinite(value) && value > 0, "dynamics: ", what, " ", value, " must be finite and positive");
  };
  positive("time step", o.timestep);
  require(o.ramp_steps >= 0, "dynamics: ramp over ", o.ramp_steps, " steps");
  if (o.thermostat) {
    positive("temperature", o.thermostat->start);
    positive("temperature", o.thermostat->stop);
    positive("thermostat damping", o.thermostat->damping);
  }
  bool const periodic = box.periodic(0) && box.periodic(1) && box.periodic(2);
  if (o.barostat) {
    require(o.thermostat.has_value(), "dynamics: a barostat needs a thermostat");
    require(std::isfinite(o.barostat->pressure), "dynamics: pressure must be finite");
    positive("barostat damping", o.barostat->damping);
    require(periodic, "dynamics: a barostat needs a cell that is periodic along all axes");
  }
  if (o.shear) {
    require(std::isfinite(o.shear->rate), "dynamics: shear rate must be finite");
    require(periodic, "dynamics: a shear needs a cell that is periodic along all axes");
    require_upright("dynamics: shear", box);
  }
}

/// Variables that are integrated along with the particles, and the sums over particles that drive them.
///
/// During `Simulation::run` they are on the device, otherwise on the host.
struct ExtendedState {
  NoseHooverChain thermostat;  ///< at rest without a thermostat
  Barostat barostat;           ///< at rest without a barostat
  double work = 0;             ///< done by the imposed shear in the present ensemble, eV
  KineticTensor kinetic{};     ///< valid if `EnsembleState::kinetic_known`
  Mat3 virial{};               ///< eV; valid if `EnsembleState::virial_known`
};

/// All numbers of a run that change from step to step, except those of the particles and the box.
struct EnsembleState {
  std::int64_t step = 0;         ///< number of steps done
  std::int64_t begin = 0;        ///< step at which the present ensemble began
  ExtendedState extended;        ///< thermostat, barostat, sums
  double time_begin = 0;         ///< time at which the present ensemble began, ps
  double strain_begin = 0;       ///< strain of the sheared plane at that time, flips added
  double flipped_strain = 0;     ///< strain by which flips have reduced the box's tilt
  double potential = 0;          ///< eV; valid if `potential_known`
  bool kinetic_known = false;    ///< `extended.kinetic` is that of the present velocities
  bool potential_known = false;  ///< `potential` is that of the present positions
  bool virial_known = false;     ///< `extended.virial` is that of the present positions
};

/// Averages over the whole system at one step.
struct Thermo {
  std::int64_t step = 0;       ///< number of steps done
  double time = 0;             ///< ps
  double temperature = 0;      ///< K, from peculiar velocities and 3 N - 3 degrees of freedom
  double potential = 0;        ///< eV
  double kinetic = 0;          ///< eV
  Mat3 pressure{};             ///< bar, kinetic part included; symmetric, positive in compression
  double volume = 0;           ///< Angstrom^3
  double mass_density = 0;     ///< g/cm^3
  double conserved = 0;        ///< eV; constant up to the error of the time step, unless a temperature is ramped
  double strain = 0;           ///< engineering shear strain of the sheared plane, flips added; 0 without a shear
  std::int64_t particles = 0;  ///< number of particles

  /// \returns a third of the trace of the pressure, bar
  double mean_pressure() const { return trace(pressure) / 3; }
};

}  // namespace tektite
