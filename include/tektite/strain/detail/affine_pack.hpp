// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/detail/simd/packs.hpp"
#include "tektite/strain/affine_field.hpp"
#include "tektite/strain/detail/cholesky.hpp"

/// \file
/// The affine fit of a group of particles, one particle in each lane of a pack.
///
/// X is the reference position of a neighbour relative to the particle, u its displacement relative to the particle's.
/// `FitBatch` (fit_neighbors.hpp) holds both, and the weights: row n has X in data[n][0..2], u in data[n][3..5] and the
/// weight with index f in data[n][6 + f].

namespace tektite::detail {

/// Sums over the neighbours of the particles in the lanes of P.
template <class P>
struct AffineSums {
  P second[6]{};         ///< sums of w X_a X_b for ab = xx, xy, xz, yy, yz, zz: the normal matrix
  P right_side[3][3]{};  ///< sums of w u_k X_a, by k and a
  P weight{};            ///< sum of w; computed only where the weights are not all 1
};

/// The affine fit of one pack of particles.
template <class P>
struct AffinePack {
  static constexpr int lanes = lanes_of<P>;
  Cholesky<3, P> normal;
  P displacement_gradient[3][3];  ///< F - I. The fit is of u, not of x, so that a small F - I has its own relative
                                  ///< accuracy and not that of I
  P solvable;                     ///< 1, or 0 in lanes whose normal matrix is singular
  P residual{};                   ///< sum of w |u - (F - I) X|^2

  /// Adds all neighbours of a batch to the sums.
  ///
  /// \tparam weight index of the fit's weight in the batch; -1: all are 1
  template <int weight, class Batch>
  KOKKOS_FUNCTION static void add(Batch const& batch, AffineSums<P>& total) {
    AffineSums<P> sums = total;
    for (int n = 0; n < batch.count; ++n) {
      P const x = load<P>(batch.data[n][0]), y = load<P>(batch.data[n][1]), z = load<P>(batch.data[n][2]);
      P weighted[3] = {x, y, z};
      if constexpr (weight >= 0) {
        P const w = load<P>(batch.data[n][6 + weight]);
        sums.weight += w;
        for (int a = 0; a < 3; ++a) weighted[a] *= w;
      }
      sums.second[0] += weighted[0] * x;
      sums.second[1] += weighted[0] * y;
      sums.second[2] += weighted[0] * z;
      sums.second[3] += weighted[1] * y;
      sums.second[4] += weighted[1] * z;
      sums.second[5] += weighted[2] * z;
      for (int k = 0; k < 3; ++k) {
        P const u = load<P>(batch.data[n][3 + k]);
        for (int a = 0; a < 3; ++a) sums.right_side[k][a] += u * weighted[a];
      }
    }
    total = sums;
  }

  /// Computes `displacement_gradient` and `solvable`.
  KOKKOS_FUNCTION void solve(AffineSums<P> const& sums) {
    P const v[3][3] = {{sums.second[0], P{}, P{}},
                       {sums.second[1], sums.second[3], P{}},
                       {sums.second[2], sums.second[4], sums.second[5]}};
    solvable = normal.factor(v);
    for (int k = 0; k < 3; ++k)
      for (int a = 0; a < 3; ++a) displacement_gradient[k][a] = sums.right_side[k][a];
    normal.solve(displacement_gradient);
  }

  /// Adds the squares that the solution leaves at all neighbours of a batch to the residual.
  ///
  /// This is a second visit of the neighbours. The residual could also be a difference of the sums of the first visit,
  /// but these are large, so a small residual would be lost in rounding.
  template <int weight, class Batch>
  KOKKOS_FUNCTION void add_residual(Batch const& batch) {
    P sum = residual;
    for (int n = 0; n < batch.count; ++n) {
      P const x = load<P>(batch.data[n][0]), y = load<P>(batch.data[n][1]), z = load<P>(batch.data[n][2]);
      P squares{};
      for (int k = 0; k < 3; ++k) {
        auto const& h = displacement_gradient[k];
        P const difference = load<P>(batch.data[n][3 + k]) - h[0] * x - h[1] * y - h[2] * z;
        squares += difference * difference;
      }
      if constexpr (weight >= 0) squares *= load<P>(batch.data[n][6 + weight]);
      sum += squares;
    }
    residual = sum;
  }

  /// Writes the results of the particles of a group.
  ///
  /// \param field     arrays for the results
  /// \param options   limit of the condition number, and whether the residual is divided by the sum of the weights
  /// \param members   number of particles in the group, at most `lanes`
  /// \param particles their indices, by lane
  /// \param counts    number of neighbours of each, by lane
  /// \param weight    sum of the weights of each
  template <MemorySpace Memory>
  KOKKOS_FUNCTION void write(AffineField<Memory> const& field, AffineOptions const& options, int members,
                             int const* particles, int const* counts, P const& weight) const {
    // E = (F^T F - I) / 2 from h = F - I, in all lanes at once.
    auto const& h = displacement_gradient;
    P strain[3][3];
    for (int a = 0; a < 3; ++a)
      for (int b = a; b < 3; ++b)
        strain[a][b] = 0.5 * (h[a][b] + h[b][a] + h[0][a] * h[0][b] + h[1][a] * h[1][b] + h[2][a] * h[2][b]);
    P const volumetric = (strain[0][0] + strain[1][1] + strain[2][2]) / 3.0;
    P const x = strain[0][0] - volumetric, y = strain[1][1] - volumetric, z = strain[2][2] - volumetric;
    P const shear_squared = 0.5 * (x * x + y * y + z * z) + strain[0][1] * strain[0][1] + strain[0][2] * strain[0][2] +
                            strain[1][2] * strain[1][2];
    double F[9][lanes], condition_of[lanes], solvable_of[lanes], residual_of[lanes], volumetric_of[lanes],
        shear_squared_of[lanes], weight_of[lanes];
    for (int k = 0; k < 3; ++k)
      for (int a = 0; a < 3; ++a) store_lanes<lanes>(h[k][a] + (k == a ? 1.0 : 0.0), F[3 * k + a]);
    store_lanes<lanes>(normal.condition, condition_of);
    store_lanes<lanes>(solvable, solvable_of);
    store_lanes<lanes>(residual, residual_of);
    store_lanes<lanes>(volumetric, volumetric_of);
    store_lanes<lanes>(shear_squared, shear_squared_of);
    store_lanes<lanes>(weight, weight_of);
    for (int n = 0; n < members; ++n) {
      int const i = particles[n];
      Status status = Status::ok;
      if (counts[n] < 3) {
        status = Status::too_few_neighbors;
      } else if (solvable_of[n] == 0 || !(condition_of[n] <= options.max_condition)) {
        status = Status::ill_conditioned;
      }
      bool const ok = status == Status::ok;
      for (int k = 0; k < 3; ++k)
        for (int a = 0; a < 3; ++a) field.F(i, k, a) = ok ? F[3 * k + a][n] : 0.0;
      field.d2min(i) = ok ? residual_of[n] / (options.mean ? weight_of[n] : 1.0) : 0.0;
      field.shear(i) = ok ? Kokkos::sqrt(shear_squared_of[n]) : 0.0;
      field.volumetric(i) = ok ? volumetric_of[n] : 0.0;
      field.neighbor_count(i) = counts[n];
      field.status(i) = status;
    }
  }
};

}  // namespace tektite::detail
