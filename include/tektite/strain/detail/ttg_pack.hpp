// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <utility>

#include "tektite/core/status.hpp"
#include "tektite/detail/simd/packs.hpp"
#include "tektite/strain/detail/cholesky.hpp"

namespace tektite::detail {

/// Sums over the neighbours of the particles in the lanes of P: all products of powers of X, Y, Z of degree 2 to 4, and
/// of the displacements with X, Y, Z, X^2, Y^2, Z^2, XY, XZ, YZ. The basis functions are these, the squares halved.
///
/// The 45 elements of the normal matrix are only 31 different monomials. Within a degree they are ordered xx, xy, xz,
/// yy, yz, zz, and so on: by falling power of X, then of Y.
template <class P>
struct TtgSums {
  P second[6], third[10], fourth[15];
  P right[3][9];
  P weight{};  ///< only where weights are not all 1

  // Number by number: GCC would call memset for the whole, which is slower for a few kilobytes.
  KOKKOS_FUNCTION TtgSums() {
    unrolled<6>([&](auto const m) { second[decltype(m)::value] = P{}; });
    unrolled<10>([&](auto const m) { third[decltype(m)::value] = P{}; });
    unrolled<15>([&](auto const m) { fourth[decltype(m)::value] = P{}; });
    unrolled<9>([&](auto const m) {
      for (int k = 0; k < 3; ++k) right[k][decltype(m)::value] = P{};
    });
  }

  /// Power of axis d in basis function p.
  KOKKOS_FUNCTION static constexpr int power(int p, int d) {
    if (p < 3) return p == d;
    if (p < 6) return p - 3 == d ? 2 : 0;
    return d != 8 - p;  // XY lacks Z, XZ lacks Y, YZ lacks X
  }

  /// What the basis function has of its product of powers.
  KOKKOS_FUNCTION static constexpr double share(int p) { return p >= 3 && p < 6 ? 0.5 : 1.0; }

  /// The sum of X^a Y^b Z^c.
  template <int a, int b, int c>
  KOKKOS_FORCEINLINE_FUNCTION P const& monomial() const {
    constexpr int degree = a + b + c, t = b + c, place = t * (t + 1) / 2 + c;
    if constexpr (degree == 2) {
      return second[place];
    } else if constexpr (degree == 3) {
      return third[place];
    } else {
      return fourth[place];
    }
  }

  /// The lower triangle of the normal matrix, with lengths in units of 1 / `scale`.
  KOKKOS_FUNCTION void normal_matrix(double scale, P (&matrix)[9][9]) const {
    double const of_degree[5] = {1, scale, scale * scale, scale * scale * scale, scale * scale * scale * scale};
    set_elements(of_degree, matrix, std::make_index_sequence<81>{});
  }

 private:
  // Which sums the elements are is known at compile time: worked out in a loop it takes as long as the factorisation.
  template <std::size_t... k>
  KOKKOS_FUNCTION void set_elements(double const (&of_degree)[5], P (&matrix)[9][9], std::index_sequence<k...>) const {
    (set_element<k / 9, k % 9>(of_degree, matrix), ...);
  }
  template <int p, int q>
  KOKKOS_FORCEINLINE_FUNCTION void set_element(double const (&of_degree)[5], P (&matrix)[9][9]) const {
    if constexpr (q <= p) {
      constexpr int a = power(p, 0) + power(q, 0), b = power(p, 1) + power(q, 1), c = power(p, 2) + power(q, 2);
      matrix[p][q] = share(p) * share(q) * of_degree[a + b + c] * monomial<a, b, c>();
    }
  }
};

/// The two-term fit of one pack of particles.
template <class P>
struct TtgPack {
  Cholesky<9, P> normal;
  P first[3][3];   ///< F - I
  P second[3][6];  ///< G, for powers without the halves: those of xx, yy and zz are halved
  P left{};        ///< sum of the squares that remain

  /// Powers of one neighbour, times its weight if it has one.
  template <int weight, class Batch>
  KOKKOS_FORCEINLINE_FUNCTION static void powers(Batch const& batch, int n, P (&phi)[9]) {
    P const x = load<P>(batch.data[n][0]), y = load<P>(batch.data[n][1]), z = load<P>(batch.data[n][2]);
    P one[3] = {x, y, z};
    if constexpr (weight >= 0) {
      P const w = load<P>(batch.data[n][6 + weight]);
      for (int a = 0; a < 3; ++a) one[a] *= w;
    }
    for (int a = 0; a < 3; ++a) phi[a] = one[a];
    phi[3] = one[0] * x;
    phi[4] = one[1] * y;
    phi[5] = one[2] * z;
    phi[6] = one[0] * y;
    phi[7] = one[0] * z;
    phi[8] = one[1] * z;
  }

  /// Three loops, so that the sums of each stay in registers.
  ///
  /// \tparam weight index of the fit's weight in the batch; -1: all are 1
  template <int weight, class Batch>
  KOKKOS_FUNCTION static void add(Batch const& batch, TtgSums<P>& total) {
    add_even<weight>(batch, total);
    add_odd<weight>(batch, total);
    add_right<weight>(batch, total);
  }

  /// \returns 1, or 0 in lanes whose matrix is singular
  KOKKOS_FUNCTION P solve(TtgSums<P> const& sums, double cutoff) {
    double const scale = 1.0 / cutoff;
    P matrix[9][9];
    sums.normal_matrix(scale, matrix);
    P const good = normal.factor(matrix);
    P c[3][9];
    for (int k = 0; k < 3; ++k)
      for (int p = 0; p < 9; ++p)
        c[k][p] = TtgSums<P>::share(p) * (p < 3 ? scale * scale : scale * scale * scale) * sums.right[k][p];
    normal.solve(c);
    // Lengths were scaled by the cutoff: F has no unit, G is per length.
    for (int k = 0; k < 3; ++k) {
      for (int a = 0; a < 3; ++a) first[k][a] = c[k][a];
      for (int p = 0; p < 6; ++p) second[k][p] = TtgSums<P>::share(3 + p) * scale * c[k][3 + p];
    }
    return good;
  }

  // A second visit instead of a difference of large sums, which would lose a small residual in rounding.
  template <int weight, class Batch>
  KOKKOS_FUNCTION void add_residual(Batch const& batch) {
    P sum = left;
    for (int n = 0; n < batch.count; ++n) {
      P phi[9];
      powers<-1>(batch, n, phi);
      P squares{};
      for (int k = 0; k < 3; ++k) {
        P rest = load<P>(batch.data[n][3 + k]);
        for (int a = 0; a < 3; ++a) rest -= first[k][a] * phi[a];
        for (int p = 0; p < 6; ++p) rest -= second[k][p] * phi[3 + p];
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
  template <class Field>
  KOKKOS_FUNCTION void write(Field const& field, double max_condition, int members, int const* particles,
                             int const* counts, P const& good) const {
    constexpr int lanes = lanes_of<P>;
    double coefficient[27][lanes], of_matrix[lanes], regular[lanes], squares[lanes];
    for (int k = 0; k < 3; ++k) {
      for (int a = 0; a < 3; ++a) store_lanes<lanes>(first[k][a] + (k == a ? 1.0 : 0.0), coefficient[3 * k + a]);
      for (int p = 0; p < 6; ++p)
        store_lanes<lanes>(second[k][p] / TtgSums<P>::share(3 + p), coefficient[9 + 6 * k + p]);
    }
    store_lanes<lanes>(normal.condition, of_matrix);
    store_lanes<lanes>(good, regular);
    store_lanes<lanes>(left, squares);
    for (int n = 0; n < members; ++n) {
      int const i = particles[n];
      Status status = Status::ok;
      double condition = 0;
      if (counts[n] < 9) {
        status = Status::too_few_neighbors;
      } else if (regular[n] == 0) {
        status = Status::ill_conditioned;
      } else {
        condition = of_matrix[n];
        if (!(condition <= max_condition)) status = Status::ill_conditioned;
      }
      bool const ok = status == Status::ok;
      for (int k = 0; k < 3; ++k) {
        for (int a = 0; a < 3; ++a) field.F(i, k, a) = ok ? coefficient[3 * k + a][n] : 0.0;
        for (int p = 0; p < 6; ++p) field.G(i, k, p) = ok ? coefficient[9 + 6 * k + p][n] : 0.0;
      }
      field.residual(i) = ok ? squares[n] : 0.0;
      field.condition(i) = condition;
      field.neighbor_count(i) = counts[n];
      field.status(i) = status;
    }
  }

 private:
  template <int weight, class Batch>
  KOKKOS_FUNCTION static void add_even(Batch const& batch, TtgSums<P>& total) {
    P two[6], four[15], weights = total.weight;
    for (int m = 0; m < 6; ++m) two[m] = total.second[m];
    for (int m = 0; m < 15; ++m) four[m] = total.fourth[m];
    for (int n = 0; n < batch.count; ++n) {
      P const x = load<P>(batch.data[n][0]), y = load<P>(batch.data[n][1]), z = load<P>(batch.data[n][2]);
      P const xx = x * x, xy = x * y, xz = x * z, yy = y * y, yz = y * z, zz = z * z;
      P wxx = xx, wxy = xy, wxz = xz, wyy = yy, wyz = yz, wzz = zz;
      if constexpr (weight >= 0) {
        P const w = load<P>(batch.data[n][6 + weight]);
        weights += w;
        wxx *= w, wxy *= w, wxz *= w, wyy *= w, wyz *= w, wzz *= w;
      }
      P const seconds[6] = {wxx, wxy, wxz, wyy, wyz, wzz};
      for (int m = 0; m < 6; ++m) two[m] += seconds[m];
      four[0] += wxx * xx;
      four[1] += wxx * xy;
      four[2] += wxx * xz;
      four[3] += wxx * yy;
      four[4] += wxx * yz;
      four[5] += wxx * zz;
      four[6] += wxy * yy;
      four[7] += wxy * yz;
      four[8] += wxy * zz;
      four[9] += wxz * zz;
      four[10] += wyy * yy;
      four[11] += wyy * yz;
      four[12] += wyy * zz;
      four[13] += wyz * zz;
      four[14] += wzz * zz;
    }
    for (int m = 0; m < 6; ++m) total.second[m] = two[m];
    for (int m = 0; m < 15; ++m) total.fourth[m] = four[m];
    total.weight = weights;
  }

  template <int weight, class Batch>
  KOKKOS_FUNCTION static void add_odd(Batch const& batch, TtgSums<P>& total) {
    P three[10], right[9];
    for (int m = 0; m < 10; ++m) three[m] = total.third[m];
    for (int p = 0; p < 9; ++p) right[p] = total.right[0][p];
    for (int n = 0; n < batch.count; ++n) {
      P const x = load<P>(batch.data[n][0]), y = load<P>(batch.data[n][1]), z = load<P>(batch.data[n][2]);
      P phi[9];
      powers<weight>(batch, n, phi);
      three[0] += phi[3] * x;
      three[1] += phi[3] * y;
      three[2] += phi[3] * z;
      three[3] += phi[4] * x;
      three[4] += phi[6] * z;
      three[5] += phi[5] * x;
      three[6] += phi[4] * y;
      three[7] += phi[4] * z;
      three[8] += phi[5] * y;
      three[9] += phi[5] * z;
      P const u = load<P>(batch.data[n][3]);
      for (int p = 0; p < 9; ++p) right[p] += u * phi[p];
    }
    for (int m = 0; m < 10; ++m) total.third[m] = three[m];
    for (int p = 0; p < 9; ++p) total.right[0][p] = right[p];
  }

  template <int weight, class Batch>
  KOKKOS_FUNCTION static void add_right(Batch const& batch, TtgSums<P>& total) {
    P right[2][9];
    for (int k = 0; k < 2; ++k)
      for (int p = 0; p < 9; ++p) right[k][p] = total.right[1 + k][p];
    for (int n = 0; n < batch.count; ++n) {
      P phi[9];
      powers<weight>(batch, n, phi);
      for (int k = 0; k < 2; ++k) {
        P const u = load<P>(batch.data[n][4 + k]);
        for (int p = 0; p < 9; ++p) right[k][p] += u * phi[p];
      }
    }
    for (int k = 0; k < 2; ++k)
      for (int p = 0; p < 9; ++p) total.right[1 + k][p] = right[k][p];
  }
};

}  // namespace tektite::detail
