// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

namespace tektite {

/// How forces are evaluated.
enum class EamEvaluation {
  compact,   ///< own tables over r^2, whose error has a bound: fast
  mixed,     ///< as `compact`, but tables and single pairs in single precision, sums in double: faster
  reference  ///< LAMMPS' interpolation of the file's tables
};

/// How a potential is evaluated.
struct EamOptions {
  EamEvaluation evaluation = EamEvaluation::compact;  ///< of forces and virial; energies are always `reference`
  double max_force_error = 1e-7;  ///< bound on the error of any pair force of the compact tables, in the file's unit
                                  ///< (eV/A). The tables of `mixed` are fitted to the larger of this and 1e-6, before
                                  ///< their numbers are rounded to float
  double inner_skin = 0;  ///< near and far neighbours are sorted again when a site has moved by half of this distance;
                          ///< 0: in each call. If it is positive, the last bits of forces also depend on the calls
                          ///< before. Not used by `reference`
  bool energies = false;  ///< each computation of forces also gives the energies; `energy()` and `energies()` then only
                          ///< return them. Their bits are the same
};

/// Errors of the compact tables, measured against the reference when the tables are built. All zero for `reference`.
struct EamTableReport {
  double max_force_error = 0;    ///< largest error of a pair force found, for any densities in the file's table
  double max_density_error = 0;  ///< largest error found of the density that one pair contributes
  double largest_inner = 0;      ///< pairs closer than this distance may be evaluated by the reference, others are not
  int density_intervals = 0;     ///< intervals of the density tables per doubling of the squared distance
  int force_intervals = 0;       ///< likewise of the tables of slopes (of densities and pair functions)
  std::size_t bytes = 0;         ///< memory of all compact tables
};

}  // namespace tektite
