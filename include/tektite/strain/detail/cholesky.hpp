// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <type_traits>
#include <utility>

#include "tektite/detail/simd/packs.hpp"

namespace tektite::detail {

/// Calls `body` with 0, ..., N - 1 as compile-time constants, so that loops in it have known lengths.
template <int N, class Body>
KOKKOS_FORCEINLINE_FUNCTION void unrolled(Body const& body) {
  [&]<int... n>(std::integer_sequence<int, n...>) {
    (body(std::integral_constant<int, n>{}), ...);
  }(std::make_integer_sequence<int, N>{});
}

/// The factorisation A = L D L^T of a small symmetric positive definite matrix, in local memory; it takes no square
/// roots. D is diagonal, L has ones on its diagonal.
///
/// \tparam N rows of the matrix
/// \tparam P double for one matrix, or a pack for one matrix in each lane
template <int N, class P = double>
struct Cholesky {
  P l[N][N];       ///< strict lower triangle: L
  P inverse_d[N];  ///< 1 / D
  P condition{};   ///< tr(A) tr(A^-1): an upper bound of the 2-norm condition number, at most N^2 times it

  /// Factorises a matrix and computes `condition`.
  ///
  /// \param a the matrix; only its lower triangle is read
  /// \returns 1, or 0 in lanes where a pivot is less than 1e-14 of the diagonal element: such a matrix is singular to
  ///          rounding. In these lanes all members and later solutions are finite, but meaningless.
  KOKKOS_FUNCTION P factor(P const (&a)[N][N]) {
    P trace{}, regular = all_lanes<P>(1.0);
    P const one = regular, zero{};
    unrolled<N>([&](auto const column) {
      constexpr int j = decltype(column)::value;
      P pivot = a[j][j];
      for (int k = 0; k < j; ++k) {
        P const scaled = l[j][k];
        l[j][k] *= inverse_d[k];
        pivot -= scaled * l[j][k];
      }
      auto const large_enough = pivot > 1e-14 * a[j][j];
      regular = select(large_enough, regular, zero);
      trace += a[j][j];
      inverse_d[j] = select(large_enough, 1.0 / select(large_enough, pivot, one), zero);
      // The new column holds L D. When row i is the pivot's row, its elements are multiplied by 1 / D to give L.
      unrolled<N - 1 - j>([&](auto const below) {
        constexpr int i = j + 1 + decltype(below)::value;
        P sum = a[i][j];
        for (int k = 0; k < j; ++k) sum -= l[i][k] * l[j][k];
        l[i][j] = sum;
      });
    });
    condition = trace * inverse_trace();
    return regular;
  }

  /// Solves A x = b in place for several b.
  ///
  /// All b are treated together, step by step: their operations are independent, so a processor can overlap them.
  ///
  /// \param b right-hand sides, replaced by the solutions
  template <int Count>
  KOKKOS_FUNCTION void solve(P (&b)[Count][N]) const {
    unrolled<N>([&](auto const row) {
      constexpr int i = decltype(row)::value;
      for (int k = 0; k < i; ++k)
        for (int c = 0; c < Count; ++c) b[c][i] -= l[i][k] * b[c][k];
    });
    for (int i = 0; i < N; ++i)
      for (int c = 0; c < Count; ++c) b[c][i] *= inverse_d[i];
    unrolled<N>([&](auto const row) {
      constexpr int i = N - 1 - decltype(row)::value;
      for (int k = i + 1; k < N; ++k)
        for (int c = 0; c < Count; ++c) b[c][i] -= l[k][i] * b[c][k];
    });
  }

 private:
  // tr(A^-1) is the sum of the squares of all elements of D^-1/2 L^-1. The columns of L^-1 are computed one by one.
  KOKKOS_FUNCTION P inverse_trace() const {
    P trace{};
    unrolled<N>([&](auto const first) {
      constexpr int j = decltype(first)::value;
      P column[N];
      column[j] = all_lanes<P>(1.0);
      trace += inverse_d[j];
      unrolled<N - 1 - j>([&](auto const below) {
        constexpr int i = j + 1 + decltype(below)::value;
        P sum{};
        for (int k = j; k < i; ++k) sum -= l[i][k] * column[k];
        column[i] = sum;
        trace += sum * sum * inverse_d[i];
      });
    });
    return trace;
  }
};

}  // namespace tektite::detail
