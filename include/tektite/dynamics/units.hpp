// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// The units of the dynamics: LAMMPS' "metal" (Angstrom, eV, ps, K, bar, g/mol, eV/Angstrom).
///
/// The values are those of LAMMPS' `units metal` (CODATA 2006 for the Boltzmann constant), not the newest ones, so that
/// conversions of units agree with those of LAMMPS to rounding.

namespace tektite::units {

inline constexpr double boltzmann = 8.617343e-5;      ///< eV / K
inline constexpr double mass = 1.0364269e-4;          ///< g/mol (Angstrom/ps)^2 in eV
inline constexpr double pressure = 1.6021765e6;       ///< eV/Angstrom^3 in bar
inline constexpr double density = 1.0 / 0.602214129;  ///< g/mol/Angstrom^3 in g/cm^3
inline constexpr double per_second = 1e-12;           ///< 1/s in 1/ps

}  // namespace tektite::units
