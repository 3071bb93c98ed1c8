// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"
#include "tektite/core/status.hpp"
#include "tektite/strain/fit_options.hpp"

namespace tektite {

/// Options of `affine_fit`.
struct AffineOptions {
  double cutoff;  ///< the fit is of the neighbours within this distance, in the unit of the positions
  NeighborsFrom neighbors = NeighborsFrom::reference;  ///< configuration in which that distance is measured
  bool mean = false;                                   ///< whether D2min is divided by the sum of the weights
  bool eliminate_cell_deformation = false;             ///< map the current box back to the reference box first
  double max_condition = 1e6;  ///< limit for the 3 x 3 normal matrix; above it the status is ill_conditioned
};

/// Result of an affine fit, by owned particle. F, D2min and the strains are zero where the status is not ok.
template <MemorySpace Memory>
struct AffineField {
  /// Deformation gradient: F(i, k, a) = dx_k / dX_a of particle i, so that x_ij = F X_ij for its neighbours j as nearly
  /// as possible. No unit.
  Kokkos::View<double* [3][3], Memory> F;
  /// Weighted sum of the squares that the affine model leaves, length^2; with `AffineOptions::mean` divided by the sum
  /// of the weights. `TtgField::residual` is the same quantity for the two-term gradient model.
  Kokkos::View<double*, Memory> d2min;
  /// Von Mises shear strain sqrt(dev E : dev E / 2) of the Green-Lagrange strain E = (F^T F - I) / 2, as `shear_strain`
  /// in invariants.hpp. In a small simple shear it is half of the engineering shear strain.
  Kokkos::View<double*, Memory> shear;
  Kokkos::View<double*, Memory> volumetric;   ///< tr E / 3 of the Green-Lagrange strain E
  Kokkos::View<int*, Memory> neighbor_count;  ///< neighbours within the cutoff, whatever the status
  Kokkos::View<Status*, Memory> status;       ///< ok, too_few_neighbors (less than 3) or ill_conditioned
};

}  // namespace tektite
