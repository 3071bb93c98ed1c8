// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

namespace tektite {

/// How forces are evaluated.
enum class EamEvaluation {
  compact,   ///< own tables over r^2, with a bound on their error: fast
  mixed,     ///< the same in single precision, pair by pair; sums are double: faster
  reference  ///< LAMMPS' interpolation of the file's tables
};

/// How a potential is to be evaluated.
struct EamOptions {
  EamEvaluation evaluation = EamEvaluation::compact;  ///< of forces; energies are those of the reference always
  double max_force_error = 1e-7;  ///< of any pair force of the compact tables, in the file's unit (eV/A). The tables
                                  ///< of `mixed` aim at 1e-6 or this, the larger, before their rounding to float
  double inner_skin = 0;  ///< neighbours are sorted into near and far ones anew when one has moved by half of it; 0: in
                          ///< each call. Then the last bits also depend on the calls before. Not for `reference`
};

/// What the compact tables get wrong, measured against the reference when they are built. All zero for `reference`.
struct EamTableReport {
  double max_force_error = 0;    ///< of a pair force, for any densities in the file's table
  double max_density_error = 0;  ///< of one pair's density
  double largest_inner = 0;      ///< closest pairs, below this distance at most, are left to the reference
  int density_intervals = 0;     ///< per doubling of the squared distance
  int force_intervals = 0;       ///< likewise, of the slopes of densities and pair functions
  std::size_t bytes = 0;         ///< of all compact tables
};

}  // namespace tektite
