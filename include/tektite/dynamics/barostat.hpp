// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/vec3.hpp"
#include "tektite/dynamics/nose_hoover.hpp"

namespace tektite {

/// Which lengths of the box a barostat changes.
enum class Coupling {
  isotropic,  ///< all by one factor, driven by the mean pressure
  per_axis,   ///< x, y and z independently, each driven by its own pressure component to the same target
};

/// A Martyna-Tobias-Klein barostat: strain rates of the box along x, y, z, thermostatted by a Nose-Hoover chain.
///
/// A few numbers, trivially copyable; its functions can be called on host and device. Masses are those of LAMMPS:
/// (N + 1) kT damping^2 per axis. Without a shear the box follows dh/dt = diag(rates) h, which conserves the quantity
/// that `energy` is a part of, for any tilt of the box.
///
/// \source Martyna, Tobias and Klein, J. Chem. Phys. 101, 4177 (1994)
struct Barostat {
  Vec3<double> rate{};    ///< strain rates of the box along x, y, z, 1/ps
  NoseHooverChain chain;  ///< thermostat of the rates

  /// Parameters of a step: the system, and the targets.
  struct Bath {
    Coupling coupling;  ///< which lengths change
    double particles;   ///< number of particles
    double freedom;     ///< number of their degrees of freedom
    double kt;          ///< temperature, eV
    double pressure;    ///< target, eV/Angstrom^3
    double damping;     ///< period, ps

    /// \returns inertia of each rate, eV ps^2
    KOKKOS_FUNCTION double mass() const { return (particles + 1) * kt * damping * damping; }
    /// \returns parameters of the chain that thermostats the rates
    KOKKOS_FUNCTION NoseHooverChain::Bath chain() const {
      return {coupling == Coupling::isotropic ? 1.0 : 3.0, kt, damping};
    }
  };

  /// \param bath parameters of the step
  /// \returns twice the kinetic energy of the rates, eV
  KOKKOS_FUNCTION double twice_kinetic(Bath const& bath) const { return bath.mass() * dot(rate, rate); }

  /// Advances the chain, and with it the rates, by half a step: the first and the last part of a step.
  ///
  /// \param bath parameters of the step
  /// \param dt   the whole time step, ps
  KOKKOS_FUNCTION void thermostat_half_step(Bath const& bath, double dt) {
    rate = chain.half_step(bath.chain(), twice_kinetic(bath), dt) * rate;
  }

  /// Advances the strain rates by half a step under the difference of pressure and target.
  ///
  /// \param bath    parameters of the step
  /// \param kinetic diagonal of sum m v v, eV
  /// \param virial  diagonal of sum r f, eV
  /// \param volume  of the box, Angstrom^3
  /// \param dt      the whole time step, ps
  KOKKOS_FUNCTION void push(Bath const& bath, Vec3<double> const& kinetic, Vec3<double> const& virial, double volume,
                            double dt) {
    double const own = (kinetic.x + kinetic.y + kinetic.z) / bath.freedom;
    double const mean = (kinetic.x + kinetic.y + kinetic.z + virial.x + virial.y + virial.z) / 3;
    for (int d = 0; d < 3; ++d) {
      double const stress = bath.coupling == Coupling::isotropic ? mean : kinetic[d] + virial[d];
      rate[d] += 0.5 * dt * (stress - bath.pressure * volume + own) / bath.mass();
    }
  }

  /// Change of velocities in half a step, because the box expands.
  ///
  /// \param bath parameters of the step
  /// \param dt   the whole time step, ps
  /// \returns factors of the velocities along x, y, z
  KOKKOS_FUNCTION Vec3<double> velocity_factor(Bath const& bath, double dt) const {
    double const common = (rate.x + rate.y + rate.z) / bath.freedom;
    return {Kokkos::exp(-0.5 * dt * (rate.x + common)), Kokkos::exp(-0.5 * dt * (rate.y + common)),
            Kokkos::exp(-0.5 * dt * (rate.z + common))};
  }

  /// Change of the box in half a step.
  ///
  /// \param dt the whole time step, ps
  /// \returns factors of the box's lengths along x, y, z
  KOKKOS_FUNCTION Vec3<double> stretch(double dt) const {
    return {Kokkos::exp(0.5 * dt * rate.x), Kokkos::exp(0.5 * dt * rate.y), Kokkos::exp(0.5 * dt * rate.z)};
  }

  /// Contribution of the barostat to the conserved quantity.
  ///
  /// \param bath   parameters of the step
  /// \param volume of the box, Angstrom^3
  /// \returns energy, eV
  KOKKOS_FUNCTION double energy(Bath const& bath, double volume) const {
    return bath.pressure * volume + 0.5 * twice_kinetic(bath) + chain.energy(bath.chain());
  }
};

}  // namespace tektite
