// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/vec3.hpp"
#include "tektite/dynamics/nose_hoover.hpp"

namespace tektite {

/// Which lengths of the cell the pressure moves.
enum class Coupling {
  isotropic,  ///< all by one factor; any cell
  per_axis,   ///< x, y and z on their own, each to the same pressure
};

/// A Martyna-Tobias-Klein barostat: strain rates of the cell along x, y, z, with a Nose-Hoover chain of their own.
///
/// A few numbers, trivially copyable, callable on host and device. G. J. Martyna, D. J. Tobias and M. L. Klein, J.
/// Chem. Phys. 101, 4177 (1994).
///
/// Masses as in LAMMPS: (N + 1) kT damping^2 per axis. Without a shear, the cell follows dh/dt = diag(rates) h, which
/// conserves the quantity that `energy` is part of, whatever the cell's tilt.
struct Barostat {
  Vec3<double> rate{};    ///< 1/ps
  NoseHooverChain chain;  ///< thermostat of the rates

  /// What the barostat acts on, and how strongly.
  struct Bath {
    Coupling coupling;  ///< which lengths move
    double particles;   ///< number of particles
    double freedom;     ///< their degrees of freedom
    double kt;          ///< eV
    double pressure;    ///< target, eV/Angstrom^3
    double damping;     ///< period, ps

    /// Inertia of each rate, eV ps^2.
    KOKKOS_FUNCTION double mass() const { return (particles + 1) * kt * damping * damping; }
    /// What the chain of the rates acts on.
    KOKKOS_FUNCTION NoseHooverChain::Bath chain() const {
      return {coupling == Coupling::isotropic ? 1.0 : 3.0, kt, damping};
    }
  };

  /// Twice the kinetic energy of the rates, eV.
  KOKKOS_FUNCTION double twice_kinetic(Bath const& bath) const { return bath.mass() * dot(rate, rate); }

  /// The chain's half step, before everything else in a step and after everything else.
  KOKKOS_FUNCTION void thermostat_half_step(Bath const& bath, double dt) {
    rate = chain.half_step(bath.chain(), twice_kinetic(bath), dt) * rate;
  }

  /// Advances the strain rates by `dt`/2.
  /// \param kinetic, virial the diagonals of sum m v v and of sum r f, eV
  KOKKOS_FUNCTION void push(Bath const& bath, Vec3<double> const& kinetic, Vec3<double> const& virial, double volume,
                            double dt) {
    double const own = (kinetic.x + kinetic.y + kinetic.z) / bath.freedom;
    double const mean = (kinetic.x + kinetic.y + kinetic.z + virial.x + virial.y + virial.z) / 3;
    for (int d = 0; d < 3; ++d) {
      double const stress = bath.coupling == Coupling::isotropic ? mean : kinetic[d] + virial[d];
      rate[d] += 0.5 * dt * (stress - bath.pressure * volume + own) / bath.mass();
    }
  }

  /// The factors by which `dt`/2 of the strain rates slows velocities.
  KOKKOS_FUNCTION Vec3<double> velocity_factor(Bath const& bath, double dt) const {
    double const common = (rate.x + rate.y + rate.z) / bath.freedom;
    return {Kokkos::exp(-0.5 * dt * (rate.x + common)), Kokkos::exp(-0.5 * dt * (rate.y + common)),
            Kokkos::exp(-0.5 * dt * (rate.z + common))};
  }

  /// The factors by which `dt`/2 of the strain rates stretches the cell.
  KOKKOS_FUNCTION Vec3<double> stretch(double dt) const {
    return {Kokkos::exp(0.5 * dt * rate.x), Kokkos::exp(0.5 * dt * rate.y), Kokkos::exp(0.5 * dt * rate.z)};
  }

  /// The barostat's share of the conserved quantity, eV.
  KOKKOS_FUNCTION double energy(Bath const& bath, double volume) const {
    return bath.pressure * volume + 0.5 * twice_kinetic(bath) + chain.energy(bath.chain());
  }
};

}  // namespace tektite
