// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

namespace tektite::detail {

/// A = L D L^T of a small symmetric positive definite matrix, in local memory; no square roots.
template <int N>
struct Cholesky {
  double l[N][N];         ///< strict lower triangle: L
  double inverse_d[N];    ///< 1 / D
  double condition = 0;   ///< tr(A) tr(A^-1): an upper bound of the 2-norm condition number, at most N^2 times it

  /// Factorises; reads the lower triangle only. False where a pivot is lost in rounding.
  KOKKOS_FUNCTION bool factor(double const (&a)[N][N]) {
    double trace = 0;
    for (int j = 0; j < N; ++j) {
      double scaled[N];  // row j of L D
      double pivot = a[j][j];
      for (int k = 0; k < j; ++k) {
        scaled[k] = l[j][k];
        l[j][k] *= inverse_d[k];
        pivot -= scaled[k] * l[j][k];
      }
      if (!(pivot > 1e-14 * a[j][j])) return false;
      trace += a[j][j];
      inverse_d[j] = 1.0 / pivot;
      // Below the diagonal the columns hold L D until their row is reached.
      for (int i = j + 1; i < N; ++i) {
        double sum = a[i][j];
        for (int k = 0; k < j; ++k) sum -= l[i][k] * l[j][k];
        l[i][j] = sum;
      }
    }
    condition = trace * inverse_trace();
    return true;
  }

  /// Solves A x = b in place.
  KOKKOS_FUNCTION void solve(double (&b)[N]) const {
    for (int i = 1; i < N; ++i)
      for (int k = 0; k < i; ++k) b[i] -= l[i][k] * b[k];
    for (int i = 0; i < N; ++i) b[i] *= inverse_d[i];
    for (int i = N - 2; i >= 0; --i)
      for (int k = i + 1; k < N; ++k) b[i] -= l[k][i] * b[k];
  }

 private:
  // tr(A^-1) is the sum of squares of D^-1/2 L^-1; column by column.
  KOKKOS_FUNCTION double inverse_trace() const {
    double trace = 0;
    for (int j = 0; j < N; ++j) {
      double column[N] = {};
      column[j] = 1;
      trace += inverse_d[j];
      for (int i = j + 1; i < N; ++i) {
        double sum = 0;
        for (int k = j; k < i; ++k) sum -= l[i][k] * column[k];
        column[i] = sum;
        trace += sum * sum * inverse_d[i];
      }
    }
    return trace;
  }
};

}  // namespace tektite::detail
