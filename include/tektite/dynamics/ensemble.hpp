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

/// Nose-Hoover chain to a temperature in K that goes linearly from `start` to `stop`.
struct ThermostatOptions {
  double start;          ///< K
  double stop = start;   ///< K
  double damping = 0.2;  ///< ps; LAMMPS' Tdamp
};

/// Martyna-Tobias-Klein barostat. Needs a thermostat, which sets its mass.
struct BarostatOptions {
  double pressure = 0;                      ///< bar
  double damping = 2.0;                     ///< ps; LAMMPS' Pdamp
  Coupling coupling = Coupling::isotropic;  ///< which lengths of the cell move
};

/// Shear of the cell at constant engineering rate; positions follow affinely, velocities do not (LAMMPS' `remap x`).
struct ShearOptions {
  Plane plane = Plane::xy;  ///< directions of displacement and of its gradient
  double rate = 0;          ///< strain per ps
};

/// What a simulation does in each step. Nothing but the time step: NVE.
struct EnsembleOptions {
  double timestep = 0.002;                           ///< ps
  std::int64_t ramp_steps = 0;                       ///< the temperature reaches `stop` after so many steps and stays
  std::optional<ThermostatOptions> thermostat = {};  ///< holds a temperature
  std::optional<BarostatOptions> barostat = {};      ///< holds a pressure
  std::optional<ShearOptions> shear = {};            ///< shears the cell
};

/// \throws Error a number that cannot be, a barostat without thermostat, along an axis that is not periodic, or a
///               shear of a cell that is not in LAMMPS' convention
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

/// What moves along with the particles: Andersen's extended system, and the sums that drive it. Its place is on the
/// device while steps are done, and on the host in between.
struct ExtendedState {
  NoseHooverChain thermostat;  ///< at rest where there is none
  Barostat barostat;           ///< at rest where there is none
  double work = 0;             ///< done by the imposed shear in the present ensemble, eV
  KineticTensor kinetic{};     ///< where it is known
  Mat3 virial{};               ///< eV, where it is known
};

/// The numbers, beside the particles', that a run carries from step to step.
struct EnsembleState {
  std::int64_t step = 0;         ///< of the simulation
  std::int64_t begin = 0;        ///< step at which the present ensemble began
  ExtendedState extended;        ///< thermostat, barostat, sums
  double time_begin = 0;         ///< ps at which the present ensemble began
  double strain_begin = 0;       ///< of the sheared plane, likewise
  double flipped_strain = 0;     ///< taken off the cell's tilt by flips
  double potential = 0;          ///< eV, where it is known
  bool kinetic_known = false;    ///< is `extended.kinetic` that of the present velocities?
  bool potential_known = false;  ///< is `potential` that of the present positions?
  bool virial_known = false;     ///< is `extended.virial` that of the present positions?
};

/// Averages over the whole system at one step.
struct Thermo {
  std::int64_t step = 0;       ///< of the simulation
  double time = 0;             ///< ps
  double temperature = 0;      ///< K, of 3 N - 3 degrees of freedom and peculiar velocities
  double potential = 0;        ///< eV
  double kinetic = 0;          ///< eV
  Mat3 pressure{};             ///< bar, kinetic part included; symmetric, positive in compression
  double volume = 0;           ///< Angstrom^3
  double mass_density = 0;     ///< g/cm^3
  double conserved = 0;        ///< eV; constant but for the time step's error, unless a temperature is ramped
  double strain = 0;           ///< of the sheared plane; 0 without one
  std::int64_t particles = 0;  ///< number of particles

  /// A third of the pressure's trace, bar.
  double mean_pressure() const { return trace(pressure) / 3; }
};

}  // namespace tektite
