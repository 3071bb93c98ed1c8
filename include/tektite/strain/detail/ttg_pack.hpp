// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <utility>

#include "tektite/core/status.hpp"
#include "tektite/detail/simd/packs.hpp"
#include "tektite/strain/detail/cholesky.hpp"

/// \file
/// The two-term gradient (TTG) fit of a group of particles, one particle in each lane of a pack.
///
/// X = (X, Y, Z) is the reference position of a neighbour relative to the particle, u its displacement relative to the
/// particle's. `FitBatch` (fit_neighbors.hpp) holds both, and the weights: row n has X in data[n][0..2], u in
/// data[n][3..5] and the weight with index f in data[n][6 + f].
///
/// The nine basis functions are X, Y, Z, X^2 / 2, Y^2 / 2, Z^2 / 2, XY, XZ, YZ, in this order. Each is a monomial times
/// a prefactor. The sums are those of the monomials; the prefactors are applied once, when the matrix is made.

namespace tektite::detail {

/// Sums over the neighbours of the particles in the lanes of P: of all monomials of X, Y, Z of degree 2 to 4, and of
/// the displacements times the monomials of the nine basis functions.
///
/// The 45 elements of the lower triangle of the normal matrix are only 31 different monomials, up to prefactors. Within
/// a degree they are in the order of falling powers of X, then of Y: xx, xy, xz, yy, yz, zz for degree 2.
template <class P>
struct TtgSums {
  P second[6], third[10], fourth[15];  ///< of the monomials of degree 2, 3 and 4
  P right_side[3][9];                  ///< of u_k times the monomial of basis function p, by k and p
  P weight{};                          ///< of the weights; computed only where they are not all 1

  /// Sets all sums to zero.
  // Each member by itself: for the whole struct GCC calls memset, which is slower for a few kilobytes.
  KOKKOS_FUNCTION TtgSums() {
    unrolled<6>([&](auto const m) { second[decltype(m)::value] = P{}; });
    unrolled<10>([&](auto const m) { third[decltype(m)::value] = P{}; });
    unrolled<15>([&](auto const m) { fourth[decltype(m)::value] = P{}; });
    unrolled<9>([&](auto const m) {
      for (int k = 0; k < 3; ++k) right_side[k][decltype(m)::value] = P{};
    });
  }

  /// The power of coordinate d in basis function p.
  KOKKOS_FUNCTION static constexpr int power(int p, int d) {
    if (p < 3) return p == d;
    if (p < 6) return p - 3 == d ? 2 : 0;
    return d != 8 - p;  // XY has no Z, XZ no Y, YZ no X
  }

  /// Basis function p over its monomial: 1/2 for the squares, 1 for the others.
  KOKKOS_FUNCTION static constexpr double prefactor(int p) { return p >= 3 && p < 6 ? 0.5 : 1.0; }

  /// The sum of X^a Y^b Z^c; a + b + c is 2, 3 or 4.
  template <int a, int b, int c>
  KOKKOS_FORCEINLINE_FUNCTION P const& monomial() const {
    // Of the monomials with powers t = b + c of Y and Z together, t (t + 1) / 2 others come first.
    constexpr int degree = a + b + c, t = b + c, index = t * (t + 1) / 2 + c;
    if constexpr (degree == 2) {
      return second[index];
    } else if constexpr (degree == 3) {
      return third[index];
    } else {
      return fourth[index];
    }
  }

  /// Computes the lower triangle of the normal matrix, with lengths in units of 1 / `scale`.
  KOKKOS_FUNCTION void normal_matrix(double scale, P (&matrix)[9][9]) const {
    double const scale_power[5] = {1, scale, scale * scale, scale * scale * scale, scale * scale * scale * scale};
    set_elements(scale_power, matrix, std::make_index_sequence<81>{});
  }

 private:
  // The monomial of each element is chosen at compile time. A loop that chooses it at run time takes as long as the
  // factorisation.
  template <std::size_t... k>
  KOKKOS_FUNCTION void set_elements(double const (&scale_power)[5], P (&matrix)[9][9],
                                    std::index_sequence<k...>) const {
    (set_element<k / 9, k % 9>(scale_power, matrix), ...);
  }
  template <int p, int q>
  KOKKOS_FORCEINLINE_FUNCTION void set_element(double const (&scale_power)[5], P (&matrix)[9][9]) const {
    if constexpr (q <= p) {
      constexpr int a = power(p, 0) + power(q, 0), b = power(p, 1) + power(q, 1), c = power(p, 2) + power(q, 2);
      matrix[p][q] = prefactor(p) * prefactor(q) * scale_power[a + b + c] * monomial<a, b, c>();
    }
  }
};

/// The two-term gradient fit of one pack of particles.
template <class P>
struct TtgPack {
  Cholesky<9, P> normal;
  P displacement_gradient[3][3];  ///< F - I. The fit is of u, not of x, so that a small F - I has its own relative
                                  ///< accuracy and not that of I
  P second[3][6];  ///< coefficients of the monomials of degree 2: G_kab for a != b, G_kaa / 2 for xx, yy and zz
  P solvable;      ///< 1, or 0 in lanes whose normal matrix is singular
  P residual{};    ///< sum of w |u - (F - I) X - 1/2 G : (X (x) X)|^2

  /// Computes the monomials of the nine basis functions for the neighbours in row n, times their weights.
  ///
  /// \tparam weight index of the fit's weight in the batch; -1: all are 1
  template <int weight, class Batch>
  KOKKOS_FORCEINLINE_FUNCTION static void monomials(Batch const& batch, int n, P (&phi)[9]) {
    P const x = load<P>(batch.data[n][0]), y = load<P>(batch.data[n][1]), z = load<P>(batch.data[n][2]);
    P weighted[3] = {x, y, z};
    if constexpr (weight >= 0) {
      P const w = load<P>(batch.data[n][6 + weight]);
      for (int a = 0; a < 3; ++a) weighted[a] *= w;
    }
    for (int a = 0; a < 3; ++a) phi[a] = weighted[a];
    phi[3] = weighted[0] * x;
    phi[4] = weighted[1] * y;
    phi[5] = weighted[2] * z;
    phi[6] = weighted[0] * y;
    phi[7] = weighted[0] * z;
    phi[8] = weighted[1] * z;
  }

  /// Adds all neighbours of a batch to the sums, in three loops over them: the sums of one loop fit into the registers,
  /// all sums do not.
  ///
  /// \tparam weight index of the fit's weight in the batch; -1: all are 1
  template <int weight, class Batch>
  KOKKOS_FUNCTION static void add(Batch const& batch, TtgSums<P>& total) {
    add_even<weight>(batch, total);
    add_odd_and_first_right_side<weight>(batch, total);
    add_other_right_sides<weight>(batch, total);
  }

  /// Computes `displacement_gradient`, `second` and `solvable`.
  KOKKOS_FUNCTION void solve(TtgSums<P> const& sums, double cutoff) {
    double const scale = 1.0 / cutoff;
    P matrix[9][9];
    sums.normal_matrix(scale, matrix);
    solvable = normal.factor(matrix);
    P c[3][9];
    for (int k = 0; k < 3; ++k)
      for (int p = 0; p < 9; ++p)
        c[k][p] = TtgSums<P>::prefactor(p) * (p < 3 ? scale * scale : scale * scale * scale) * sums.right_side[k][p];
    normal.solve(c);
    // Lengths were in units of the cutoff. F - I has no unit and stays as it is; G is per length.
    for (int k = 0; k < 3; ++k) {
      for (int a = 0; a < 3; ++a) displacement_gradient[k][a] = c[k][a];
      for (int p = 0; p < 6; ++p) second[k][p] = TtgSums<P>::prefactor(3 + p) * scale * c[k][3 + p];
    }
  }

  /// Adds the squares that the solution leaves at all neighbours of a batch to the residual: in a second visit, for the
  /// reason that `AffinePack::add_residual` gives.
  template <int weight, class Batch>
  KOKKOS_FUNCTION void add_residual(Batch const& batch) {
    P sum = residual;
    for (int n = 0; n < batch.count; ++n) {
      P phi[9];
      monomials<-1>(batch, n, phi);
      P squares{};
      for (int k = 0; k < 3; ++k) {
        P difference = load<P>(batch.data[n][3 + k]);
        for (int a = 0; a < 3; ++a) difference -= displacement_gradient[k][a] * phi[a];
        for (int p = 0; p < 6; ++p) difference -= second[k][p] * phi[3 + p];
        squares += difference * difference;
      }
      if constexpr (weight >= 0) squares *= load<P>(batch.data[n][6 + weight]);
      sum += squares;
    }
    residual = sum;
  }

  /// Writes the results of the particles of a group.
  ///
  /// \param field         arrays for the results
  /// \param max_condition limit of the condition number
  /// \param members       number of particles in the group, at most the number of lanes
  /// \param particles     their indices, by lane
  /// \param counts        number of neighbours of each, by lane
  template <class Field>
  KOKKOS_FUNCTION void write(Field const& field, double max_condition, int members, int const* particles,
                             int const* counts) const {
    constexpr int lanes = lanes_of<P>;
    double F[9][lanes], G[18][lanes], condition_of[lanes], solvable_of[lanes], residual_of[lanes];
    for (int k = 0; k < 3; ++k) {
      for (int a = 0; a < 3; ++a) store_lanes<lanes>(displacement_gradient[k][a] + (k == a ? 1.0 : 0.0), F[3 * k + a]);
      for (int p = 0; p < 6; ++p) store_lanes<lanes>(second[k][p] / TtgSums<P>::prefactor(3 + p), G[6 * k + p]);
    }
    store_lanes<lanes>(normal.condition, condition_of);
    store_lanes<lanes>(solvable, solvable_of);
    store_lanes<lanes>(residual, residual_of);
    for (int n = 0; n < members; ++n) {
      int const i = particles[n];
      Status status = Status::ok;
      double condition = 0;
      if (counts[n] < 9) {
        status = Status::too_few_neighbors;
      } else if (solvable_of[n] == 0) {
        status = Status::ill_conditioned;
      } else {
        condition = condition_of[n];
        if (!(condition <= max_condition)) status = Status::ill_conditioned;
      }
      bool const ok = status == Status::ok;
      for (int k = 0; k < 3; ++k) {
        for (int a = 0; a < 3; ++a) field.F(i, k, a) = ok ? F[3 * k + a][n] : 0.0;
        for (int p = 0; p < 6; ++p) field.G(i, k, p) = ok ? G[6 * k + p][n] : 0.0;
      }
      field.residual(i) = ok ? residual_of[n] : 0.0;
      field.condition(i) = condition;
      field.neighbor_count(i) = counts[n];
      field.status(i) = status;
    }
  }

 private:
  /// Adds to the sums of degree 2 and 4, and to the sum of the weights.
  template <int weight, class Batch>
  KOKKOS_FUNCTION static void add_even(Batch const& batch, TtgSums<P>& total) {
    P second[6], fourth[15], weights = total.weight;
    for (int m = 0; m < 6; ++m) second[m] = total.second[m];
    for (int m = 0; m < 15; ++m) fourth[m] = total.fourth[m];
    for (int n = 0; n < batch.count; ++n) {
      P const x = load<P>(batch.data[n][0]), y = load<P>(batch.data[n][1]), z = load<P>(batch.data[n][2]);
      P const xx = x * x, xy = x * y, xz = x * z, yy = y * y, yz = y * z, zz = z * z;
      P wxx = xx, wxy = xy, wxz = xz, wyy = yy, wyz = yz, wzz = zz;
      if constexpr (weight >= 0) {
        P const w = load<P>(batch.data[n][6 + weight]);
        weights += w;
        wxx *= w, wxy *= w, wxz *= w, wyy *= w, wyz *= w, wzz *= w;
      }
      P const products[6] = {wxx, wxy, wxz, wyy, wyz, wzz};
      for (int m = 0; m < 6; ++m) second[m] += products[m];
      fourth[0] += wxx * xx;
      fourth[1] += wxx * xy;
      fourth[2] += wxx * xz;
      fourth[3] += wxx * yy;
      fourth[4] += wxx * yz;
      fourth[5] += wxx * zz;
      fourth[6] += wxy * yy;
      fourth[7] += wxy * yz;
      fourth[8] += wxy * zz;
      fourth[9] += wxz * zz;
      fourth[10] += wyy * yy;
      fourth[11] += wyy * yz;
      fourth[12] += wyy * zz;
      fourth[13] += wyz * zz;
      fourth[14] += wzz * zz;
    }
    for (int m = 0; m < 6; ++m) total.second[m] = second[m];
    for (int m = 0; m < 15; ++m) total.fourth[m] = fourth[m];
    total.weight = weights;
  }

  /// Adds to the sums of degree 3, and to the right-hand side of the first component of u.
  template <int weight, class Batch>
  KOKKOS_FUNCTION static void add_odd_and_first_right_side(Batch const& batch, TtgSums<P>& total) {
    P third[10], right_side[9];
    for (int m = 0; m < 10; ++m) third[m] = total.third[m];
    for (int p = 0; p < 9; ++p) right_side[p] = total.right_side[0][p];
    for (int n = 0; n < batch.count; ++n) {
      P const x = load<P>(batch.data[n][0]), y = load<P>(batch.data[n][1]), z = load<P>(batch.data[n][2]);
      P phi[9];
      monomials<weight>(batch, n, phi);
      third[0] += phi[3] * x;
      third[1] += phi[3] * y;
      third[2] += phi[3] * z;
      third[3] += phi[4] * x;
      third[4] += phi[6] * z;
      third[5] += phi[5] * x;
      third[6] += phi[4] * y;
      third[7] += phi[4] * z;
      third[8] += phi[5] * y;
      third[9] += phi[5] * z;
      P const u = load<P>(batch.data[n][3]);
      for (int p = 0; p < 9; ++p) right_side[p] += u * phi[p];
    }
    for (int m = 0; m < 10; ++m) total.third[m] = third[m];
    for (int p = 0; p < 9; ++p) total.right_side[0][p] = right_side[p];
  }

  /// Adds to the right-hand sides of the other two components of u.
  template <int weight, class Batch>
  KOKKOS_FUNCTION static void add_other_right_sides(Batch const& batch, TtgSums<P>& total) {
    P right_side[2][9];
    for (int k = 0; k < 2; ++k)
      for (int p = 0; p < 9; ++p) right_side[k][p] = total.right_side[1 + k][p];
    for (int n = 0; n < batch.count; ++n) {
      P phi[9];
      monomials<weight>(batch, n, phi);
      for (int k = 0; k < 2; ++k) {
        P const u = load<P>(batch.data[n][4 + k]);
        for (int p = 0; p < 9; ++p) right_side[k][p] += u * phi[p];
      }
    }
    for (int k = 0; k < 2; ++k)
      for (int p = 0; p < 9; ++p) total.right_side[1 + k][p] = right_side[k][p];
  }
};

}  // namespace tektite::detail
