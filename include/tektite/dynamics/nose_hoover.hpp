// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

namespace tektite {

/// A Nose-Hoover chain of three thermostats.
///
/// A few numbers, trivially copyable; its functions can be called on host and device. Masses are those of LAMMPS:
/// Q1 = freedom kT damping^2, Q2 = Q3 = kT damping^2. While a temperature is ramped they change with it.
///
/// \source equations of motion and their reversible splitting: Martyna, Tuckerman, Tobias and Klein, Mol. Phys. 87,
///         1117 (1996)
struct NoseHooverChain {
  static constexpr int length = 3;  ///< number of thermostats; each acts on the one before it
  double eta[length] = {};          ///< thermostat positions
  double eta_rate[length] = {};     ///< their velocities, 1/ps

  /// Parameters of a step: the degrees of freedom that the chain acts on, and the target.
  struct Bath {
    double freedom;  ///< number of degrees of freedom
    double kt;       ///< target, eV
    double damping;  ///< period, ps

    /// \param k number of a thermostat
    /// \returns its inertia, eV ps^2
    KOKKOS_FUNCTION double mass(int k) const { return (k == 0 ? freedom : 1.0) * kt * damping * damping; }
  };

  /// Advances the chain by half a step.
  ///
  /// \param bath          parameters of the step
  /// \param twice_kinetic twice the kinetic energy of the degrees of freedom, eV
  /// \param dt            the whole time step, ps
  /// \returns factor by which the caller multiplies the velocities; their kinetic energy changes by its square
  KOKKOS_FUNCTION double half_step(Bath const& bath, double twice_kinetic, double dt) {
    double const half = dt / 2, quarter = dt / 4, eighth = dt / 8;
    auto const push = [&](int k) {
      double const target = k == 0 ? bath.freedom * bath.kt : bath.kt;
      double const energy = k == 0 ? twice_kinetic : bath.mass(k - 1) * eta_rate[k - 1] * eta_rate[k - 1];
      double const friction = k + 1 < length ? Kokkos::exp(-eighth * eta_rate[k + 1]) : 1.0;
      eta_rate[k] = friction * (friction * eta_rate[k] + quarter * (energy - target) / bath.mass(k));
    };
    for (int k = length - 1; k >= 0; --k) push(k);
    double const factor = Kokkos::exp(-half * eta_rate[0]);
    twice_kinetic *= factor * factor;
    for (int k = 0; k < length; ++k) eta[k] += half * eta_rate[k];
    for (int k = 0; k < length; ++k) push(k);
    return factor;
  }

  /// Contribution of the chain to the conserved quantity.
  ///
  /// \param bath parameters of the step
  /// \returns energy, eV
  KOKKOS_FUNCTION double energy(Bath const& bath) const {
    double sum = bath.freedom * bath.kt * eta[0];
    for (int k = 0; k < length; ++k) {
      sum += 0.5 * bath.mass(k) * eta_rate[k] * eta_rate[k];
      if (k > 0) sum += bath.kt * eta[k];
    }
    return sum;
  }
};

}  // namespace tektite
