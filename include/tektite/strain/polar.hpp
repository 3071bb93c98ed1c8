// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/vec3.hpp"

namespace tektite {

/// The decomposition F = R U of a deformation gradient into a rotation and a symmetric stretch.
struct PolarDecomposition {
  Mat3 rotation;  ///< the proper rotation nearest to F
  Mat3 stretch;   ///< R^T F, symmetric
  double angle;   ///< angle of the rotation, radians in [0, pi]
  bool proper;    ///< whether det F > 0, beyond rounding; if not, F has no rotation: R = I, U = F and angle 0
};

namespace detail {

/// Computes the eigenvector of the largest eigenvalue of a symmetric 4 x 4 matrix, by cyclic Jacobi rotations.
///
/// \param a      the matrix; it is overwritten
/// \param vector the eigenvector, of length 1
KOKKOS_INLINE_FUNCTION void dominant_eigenvector(double (&a)[4][4], double (&vector)[4]) {
  double v[4][4] = {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}};
  // Convergence is quadratic: six sweeps are more than enough. The limit of twenty only makes sure that the loop ends.
  for (int sweep = 0; sweep < 20; ++sweep) {
    bool done = true;
    for (int p = 0; p < 3; ++p) {
      for (int q = p + 1; q < 4; ++q) {
        double const off = a[p][q];
        if (Kokkos::abs(off) <= 1e-300) continue;
        if (Kokkos::abs(off) > 1e-17 * (Kokkos::abs(a[p][p]) + Kokkos::abs(a[q][q]))) done = false;
        double const theta = (a[q][q] - a[p][p]) / (2 * off);
        // theta^2 would overflow beyond 1e150; there the rotation is the identity to all digits.
        double const t = Kokkos::abs(theta) > 1e150
                             ? 0.5 / theta
                             : (theta < 0 ? -1.0 : 1.0) / (Kokkos::abs(theta) + Kokkos::sqrt(theta * theta + 1));
        double const c = 1 / Kokkos::sqrt(t * t + 1), s = t * c;
        for (int k = 0; k < 4; ++k) {
          double const akp = a[k][p], akq = a[k][q];
          a[k][p] = c * akp - s * akq;
          a[k][q] = s * akp + c * akq;
        }
        for (int k = 0; k < 4; ++k) {
          double const apk = a[p][k], aqk = a[q][k];
          a[p][k] = c * apk - s * aqk;
          a[q][k] = s * apk + c * aqk;
        }
        for (int k = 0; k < 4; ++k) {
          double const vkp = v[k][p], vkq = v[k][q];
          v[k][p] = c * vkp - s * vkq;
          v[k][q] = s * vkp + c * vkq;
        }
      }
    }
    if (done) break;
  }
  int best = 0;
  for (int k = 1; k < 4; ++k)
    if (a[k][k] > a[best][best]) best = k;
  for (int k = 0; k < 4; ++k) vector[k] = v[k][best];
}

}  // namespace detail

/// Splits F into a rotation and a stretch, F = R U. Callable on the device.
///
/// R maximises tr(R^T F) over the proper rotations: its quaternion is the dominant eigenvector of a symmetric 4 x 4
/// matrix (Horn 1987; Higham and Noferini 2016), so a nearly singular F costs no accuracy, and small angles keep
/// their relative accuracy. A reflection (det F < 0) or a singular F has no decomposition with a positive stretch:
/// `proper` is false.
///
/// \param F deformation gradient, finite
/// \returns R, U and the angle of R in radians
KOKKOS_INLINE_FUNCTION PolarDecomposition polar_decomposition(Mat3 const& F) {
  double largest = 0;
  for (int a = 0; a < 3; ++a)
    for (int k = 0; k < 3; ++k) largest = Kokkos::max(largest, Kokkos::abs(F(k, a)));
  PolarDecomposition const none{Mat3::identity(), F, 0.0, false};
  if (!(largest > 0)) return none;
  Mat3 const m = (1 / largest) * F;
  if (!(determinant(m) > 1e-14)) return none;
  double b[4][4] = {{m(0, 0) + m(1, 1) + m(2, 2), m(2, 1) - m(1, 2), m(0, 2) - m(2, 0), m(1, 0) - m(0, 1)},
                    {0, m(0, 0) - m(1, 1) - m(2, 2), m(0, 1) + m(1, 0), m(0, 2) + m(2, 0)},
                    {0, 0, m(1, 1) - m(0, 0) - m(2, 2), m(1, 2) + m(2, 1)},
                    {0, 0, 0, m(2, 2) - m(0, 0) - m(1, 1)}};
  for (int i = 1; i < 4; ++i)
    for (int j = 0; j < i; ++j) b[i][j] = b[j][i];
  double q[4];
  detail::dominant_eigenvector(b, q);
  double const w = q[0], x = q[1], y = q[2], z = q[3];
  double const s = 2 / (w * w + x * x + y * y + z * z);
  Mat3 const R{{{1 - s * (y * y + z * z), s * (x * y + w * z), s * (x * z - w * y)},
                {s * (x * y - w * z), 1 - s * (x * x + z * z), s * (y * z + w * x)},
                {s * (x * z + w * y), s * (y * z - w * x), 1 - s * (x * x + y * y)}}};
  Mat3 const product = transpose(R) * F;
  double const angle = 2 * Kokkos::atan2(Kokkos::sqrt(x * x + y * y + z * z), Kokkos::abs(w));
  return {R, 0.5 * (product + transpose(product)), angle, true};
}

}  // namespace tektite
