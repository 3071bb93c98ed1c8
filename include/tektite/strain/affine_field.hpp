// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"
#include "tektite/core/status.hpp"
#include "tektite/strain/fit_options.hpp"

namespace tektite {

/// What an affine fit is made of.
struct AffineOptions {
  double cutoff;                                       ///< neighbours within this distance are fitted
  NeighborsFrom neighbors = NeighborsFrom::reference;  ///< where that distance is measured
  bool mean = false;                                   ///< D2min over the sum of weights instead of the sum
  bool eliminate_cell_deformation = false;             ///< take the current cell back to the reference first
  double max_condition = 1e6;                          ///< of the 3 x 3 normal matrix; above: ill_conditioned
};

/// The best affine map of each particle's neighbourhood. Zero where the status is not ok.
template <MemorySpace Memory>
struct AffineField {
  Kokkos::View<double* [3][3], Memory> F;     ///< deformation gradient, F(i, k, a) = dx_k / dX_a
  Kokkos::View<double*, Memory> d2min;        ///< what the map leaves over, length^2
  Kokkos::View<double*, Memory> shear;        ///< sqrt(dev E : dev E / 2), E = (F^T F - I) / 2
  Kokkos::View<double*, Memory> volumetric;   ///< tr E / 3
  Kokkos::View<int*, Memory> neighbor_count;  ///< neighbours within the cutoff, fitted or not
  Kokkos::View<Status*, Memory> status;       ///< ok, too_few_neighbors (less than 3) or ill_conditioned
};

}  // namespace tektite
