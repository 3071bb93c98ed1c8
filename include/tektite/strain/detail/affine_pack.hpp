// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/detail/simd/packs.hpp"
#include "tektite/strain/affine_field.hpp"
#include "tektite/strain/detail/cholesky.hpp"

namespace tektite::detail {

/// Sums over the neighbours of the particles in the lanes of P.
template <class P>
struct AffineSums {
  P second[6]{};    ///< X X, X Y, X Z, Y Y, Y Z, Z Z
  P right[3][3]{};  ///< u_k X_a
  P weight{};       ///< only where weights are not all 1
};

/// The affine fit of one pack of particles.
template <class P>
struct AffinePack {
  static constexpr int lanes = lanes_of<P>;
  Cholesky<3, P> normal;
  P gradient[3][3];  ///< F - I: the displacements are fitted, so it has its own relative accuracy, not that of I
  P left{};          ///< sum of the squares that remain

  /// \tparam weight index of the fit's weight in the batch; -1: all are 1
  template <int weight, class Batch>
  KOKKOS_FUNCTION static void add(Batch const& batch, AffineSums<P>& total) {
    AffineSums<P> sums = total;
    for (int n = 0; n < batch.count; ++n) {
      P const x = load<P>(batch.data[n][0]), y = load<P>(batch.data[n][1]), z = load<P>(batch.data[n][2]);
      P w[3] = {x, y, z};
      if constexpr (weight >= 0) {
        P const one = load<P>(batch.data[n][6 + weight]);
        sums.weight += one;
        for (int a = 0; a < 3; ++a) w[a] *= one;
      }
      sums.second[0] += w[0] * x;
      sums.second[1] += w[0] * y;
      sums.second[2] += w[0] * z;
      sums.second[3] += w[1] * y;
      sums.second[4] += w[1] * z;
      sums.second[5] += w[2] * z;
      for (int k = 0; k < 3; ++k) {
        P const u = load<P>(batch.data[n][3 + k]);
        for (int a = 0; a < 3; ++a) sums.right[k][a] += u * w[a];
      }
    }
    total = sums;
  }

  /// \returns 1, or 0 in lanes whose matrix is singular
  KOKKOS_FUNCTION P solve(AffineSums<P> const& sums) {
    P const v[3][3] = {{sums.second[0], P{}, P{}},
                       {sums.second[1], sums.second[3], P{}},
                       {sums.second[2], sums.second[4], sums.second[5]}};
    P const good = normal.factor(v);
    for (int k = 0; k < 3; ++k)
      for (int a = 0; a < 3; ++a) gradient[k][a] = sums.right[k][a];
    normal.solve(gradient);
    return good;
  }

  // A second visit instead of a difference of large sums, which would lose a small residual in rounding.
  template <int weight, class Batch>
  KOKKOS_FUNCTION void add_residual(Batch const& batch) {
    P sum = left;
    for (int n = 0; n < batch.count; ++n) {
      P const x = load<P>(batch.data[n][0]), y = load<P>(batch.data[n][1]), z = load<P>(batch.data[n][2]);
      P squares{};
      for (int k = 0; k < 3; ++k) {
        P const rest = load<P>(batch.data[n][3 + k]) - gradient[k][0] * x - gradient[k][1] * y - gradient[k][2] * z;
        squares += rest * rest;
      }
      if constexpr (weight >= 0) squares *= load<P>(batch.data[n][6 + weight]);
      sum += squares;
    }
    left = sum;
  }

  /// Results of the particles of a group.
  ///
  /// \param particles their indices, by lane
  /// \param counts    how many neighbours each has
  /// \param good      what `solve` has returned
  /// \param weight    sum of the weights
  template <MemorySpace Memory>
  KOKKOS_FUNCTION void write(AffineField<Memory> const& field, AffineOptions const& options, int members,
                             int const* particles, int const* counts, P const& good, P const& weight) const {
    // E = (F^T F - I) / 2 from F - I, all lanes together.
    auto const& h = gradient;
    P strain[3][3];
    for (int a = 0; a < 3; ++a)
      for (int b = a; b < 3; ++b)
        strain[a][b] = 0.5 * (h[a][b] + h[b][a] + h[0][a] * h[0][b] + h[1][a] * h[1][b] + h[2][a] * h[2][b]);
    P const third = (strain[0][0] + strain[1][1] + strain[2][2]) / 3.0;
    P const x = strain[0][0] - third, y = strain[1][1] - third, z = strain[2][2] - third;
    P const shear = 0.5 * (x * x + y * y + z * z) + strain[0][1] * strain[0][1] + strain[0][2] * strain[0][2] +
                    strain[1][2] * strain[1][2];
    double coefficient[9][lanes], of_matrix[lanes], regular[lanes], squares[lanes], volumetric[lanes], sheared[lanes],
        weights[lanes];
    for (int k = 0; k < 3; ++k)
      for (int a = 0; a < 3; ++a) store_lanes<lanes>(gradient[k][a] + (k == a ? 1.0 : 0.0), coefficient[3 * k + a]);
    store_lanes<lanes>(normal.condition, of_matrix);
    store_lanes<lanes>(good, regular);
    store_lanes<lanes>(left, squares);
    store_lanes<lanes>(third, volumetric);
    store_lanes<lanes>(shear, sheared);
    store_lanes<lanes>(weight, weights);
    for (int n = 0; n < members; ++n) {
      int const i = particles[n];
      Status status = Status::ok;
      if (counts[n] < 3) {
        status = Status::too_few_neighbors;
      } else if (regular[n] == 0 || !(of_matrix[n] <= options.max_condition)) {
        status = Status::ill_conditioned;
      }
      bool const ok = status == Status::ok;
      for (int k = 0; k < 3; ++k)
        for (int a = 0; a < 3; ++a) field.F(i, k, a) = ok ? coefficient[3 * k + a][n] : 0.0;
      field.d2min(i) = ok ? squares[n] / (options.mean ? weights[n] : 1.0) : 0.0;
      field.shear(i) = ok ? Kokkos::sqrt(sheared[n]) : 0.0;
      field.volumetric(i) = ok ? volumetric[n] : 0.0;
      field.neighbor_count(i) = counts[n];
      field.status(i) = status;
    }
  }
};

}  // namespace tektite::detail
