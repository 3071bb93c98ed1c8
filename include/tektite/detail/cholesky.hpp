// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/detail/lanes.hpp"

namespace tektite::detail {

/// A = L D L^T of a small symmetric positive definite matrix, in local memory; no square roots.
///
/// \tparam P double, or a pack of as many matrices as it has lanes
template <int N, class P = double>
struct Cholesky {
  P l[N][N];       ///< strict lower triangle: L
  P inverse_d[N];  ///< 1 / D
  P condition{};   ///< tr(A) tr(A^-1): an upper bound of the 2-norm condition number, at most N^2 times it

  /// Factorises; reads the lower triangle only.
  /// \returns 1, or 0 in lanes where a pivot is lost in rounding: finite numbers without a meaning are left there
  KOKKOS_FUNCTION P factor(P const (&a)[N][N]) {
    P trace{}, good = all_lanes<P>(1.0);
    P const one = good, none{};
    for (int j = 0; j < N; ++j) {
      P pivot = a[j][j];
      for (int k = 0; k < j; ++k) {
        P const scaled = l[j][k];
        l[j][k] *= inverse_d[k];
        pivot -= scaled * l[j][k];
      }
      auto const sound = pivot > 1e-14 * a[j][j];
      good = select(sound, good, none);
      trace += a[j][j];
      inverse_d[j] = select(sound, 1.0 / select(sound, pivot, one), none);
      // Below the diagonal the columns hold L D until their row is reached.
      for (int i = j + 1; i < N; ++i) {
        P sum = a[i][j];
        for (int k = 0; k < j; ++k) sum -= l[i][k] * l[j][k];
        l[i][j] = sum;
      }
    }
    condition = trace * inverse_trace();
    return good;
  }

  /// Solves A x = b in place for several b at once, which do not wait for each other.
  template <int Count>
  KOKKOS_FUNCTION void solve(P (&b)[Count][N]) const {
    for (int i = 1; i < N; ++i)
      for (int k = 0; k < i; ++k)
        for (int c = 0; c < Count; ++c) b[c][i] -= l[i][k] * b[c][k];
    for (int i = 0; i < N; ++i)
      for (int c = 0; c < Count; ++c) b[c][i] *= inverse_d[i];
    for (int i = N - 2; i >= 0; --i)
      for (int k = i + 1; k < N; ++k)
        for (int c = 0; c < Count; ++c) b[c][i] -= l[k][i] * b[c][k];
  }

 private:
  // tr(A^-1) is the sum of squares of D^-1/2 L^-1; column by column.
  KOKKOS_FUNCTION P inverse_trace() const {
    P trace{};
    for (int j = 0; j < N; ++j) {
      P column[N];
      column[j] = all_lanes<P>(1.0);
      trace += inverse_d[j];
      for (int i = j + 1; i < N; ++i) {
        P sum{};
        for (int k = j; k < i; ++k) sum -= l[i][k] * column[k];
        column[i] = sum;
        trace += sum * sum * inverse_d[i];
      }
    }
    return trace;
  }
};

}  // namespace tektite::detail
