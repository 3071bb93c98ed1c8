// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/vec3.hpp"
#include "tektite/strain/polar.hpp"

/// \file
/// Scalars of one local deformation: F, its gradient G, and the radius of the sphere that they describe.
///
/// All functions are callable on the device. F is dimensionless, G and eta are per length. docs/strain.md derives
/// every formula and says which the literature fixes and which are choices made here.

namespace tektite {

/// Second gradient of a deformation, G_kab = d^2 x_k / dX_a dX_b, symmetric in a and b; unit 1 / length.
struct SecondGradient {
  double component[3][6];  ///< by k, then xx yy zz xy xz yz

  /// Where the pair (a, b) is stored.
  KOKKOS_FUNCTION static constexpr int index(int a, int b) { return a == b ? a : a + b + 2; }

  KOKKOS_FUNCTION double operator()(int k, int a, int b) const { return component[k][index(a, b)]; }

  /// The slope of F along axis m: (G_m)_ka = G_kam.
  KOKKOS_FUNCTION Mat3 slope(int m) const {
    Mat3 g{};
    for (int k = 0; k < 3; ++k)
      for (int a = 0; a < 3; ++a) g(k, a) = component[k][index(a, m)];
    return g;
  }
};

/// Whether a scalar describes the centre only, or the whole fit sphere.
enum class Terms {
  first,  ///< of F alone
  two     ///< root mean square over the sphere of the field F + G X, linear in X
};

/// Green-Lagrange strain E = (F^T F - I) / 2.
KOKKOS_INLINE_FUNCTION Mat3 green_strain(Mat3 const& F) { return 0.5 * (transpose(F) * F - Mat3::identity()); }

/// The same from the displacement gradient H = F - I, without cancellation where H is small.
KOKKOS_INLINE_FUNCTION Mat3 green_strain_of_displacement(Mat3 const& H) {
  return 0.5 * (H + transpose(H) + transpose(H) * H);
}

/// A : B, the sum of the products of all components.
KOKKOS_INLINE_FUNCTION double double_dot(Mat3 const& a, Mat3 const& b) {
  return dot(a.col[0], b.col[0]) + dot(a.col[1], b.col[1]) + dot(a.col[2], b.col[2]);
}

/// Deviator of a 3 x 3 tensor.
KOKKOS_INLINE_FUNCTION Mat3 deviator(Mat3 const& m) { return m - (trace(m) / 3) * Mat3::identity(); }

/// sqrt(dev E : dev E / 2), as OVITO's "shear strain" (von Mises). Half the engineering shear in a small simple shear.
KOKKOS_INLINE_FUNCTION double shear_strain(Mat3 const& E) {
  Mat3 const e = deviator(E);
  return Kokkos::sqrt(0.5 * double_dot(e, e));
}

/// Mean over a sphere of radius r of X_m X_n is r^2 / 5 for m = n and 0 otherwise.
KOKKOS_INLINE_FUNCTION double sphere_second_moment(double radius) { return radius * radius / 5; }

/// Effective strain Lambda = sqrt(2/3 e : e), e = dev E; two-term: with r^2/5 sum_m dev(E_m) : dev(E_m) added to
/// e : e, E_m = sym(F^T G_m).
KOKKOS_INLINE_FUNCTION double effective_strain(Mat3 const& F, SecondGradient const& G, double radius,
                                               Terms terms = Terms::two) {
  Mat3 const e = deviator(green_strain_of_displacement(F - Mat3::identity()));
  double sum = double_dot(e, e);
  if (terms == Terms::two) {
    for (int m = 0; m < 3; ++m) {
      Mat3 const slope = transpose(F) * G.slope(m);
      Mat3 const em = deviator(0.5 * (slope + transpose(slope)));
      sum += sphere_second_moment(radius) * double_dot(em, em);
    }
  }
  return Kokkos::sqrt(2.0 / 3.0 * sum);
}

/// Coefficients of Fleck and Hutchinson's quadratic form c1 eta'_iik eta'_jjk + c2 eta'_ijk eta'_ijk +
/// c3 eta'_ijk eta'_kji. The default is that of mechanism-based strain gradient plasticity (Gao et al. 1999).
struct GradientCoefficients {
  double c1 = 0;     ///< of eta'_iik eta'_jjk
  double c2 = 0.25;  ///< of eta'_ijk eta'_ijk
  double c3 = 0;     ///< of eta'_ijk eta'_kji
};

/// Effective strain gradient eta of eta_ijk = G_kij without its hydrostatic part, unit 1 / length.
///
/// eta = sqrt of the form above; eta' = eta_ijk - (d_ik eta_jpp + d_jk eta_ipp) / 4. Source: Gao, Huang, Nix and
/// Hutchinson, J. Mech. Phys. Solids 47, 1239 (1999). A form that is not positive (possible with other coefficients)
/// gives 0.
KOKKOS_INLINE_FUNCTION double effective_strain_gradient(SecondGradient const& G,
                                                        GradientCoefficients const& coefficients = {}) {
  double eta[3][3][3];
  double hydrostatic[3];
  for (int i = 0; i < 3; ++i) hydrostatic[i] = G(0, i, 0) + G(1, i, 1) + G(2, i, 2);
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j)
      for (int k = 0; k < 3; ++k)
        eta[i][j][k] = G(k, i, j) - 0.25 * ((i == k) * hydrostatic[j] + (j == k) * hydrostatic[i]);
  double first = 0, second = 0, third = 0;
  for (int k = 0; k < 3; ++k) {
    double const laplacian = eta[0][0][k] + eta[1][1][k] + eta[2][2][k];
    first += laplacian * laplacian;
    for (int i = 0; i < 3; ++i) {
      for (int j = 0; j < 3; ++j) {
        second += eta[i][j][k] * eta[i][j][k];
        third += eta[i][j][k] * eta[k][j][i];
      }
    }
  }
  double const form = coefficients.c1 * first + coefficients.c2 * second + coefficients.c3 * third;
  return form > 0 ? Kokkos::sqrt(form) : 0.0;
}

/// G with its first index taken back by the rotation of F: (R^T G)_kab. Its eta does not change when the current
/// configuration is rotated as a whole, which eta of G itself does through its hydrostatic part.
KOKKOS_INLINE_FUNCTION SecondGradient rotated_back(SecondGradient const& G, Mat3 const& R) {
  SecondGradient out;
  for (int p = 0; p < 6; ++p) {
    Vec3<double> const g{G.component[0][p], G.component[1][p], G.component[2][p]};
    for (int k = 0; k < 3; ++k) out.component[k][p] = dot(R.col[k], g);
  }
  return out;
}

/// Dilatation xi_D = |J - 1|, J = det F; two-term: sqrt((J - 1)^2 + r^2/5 sum_m J_m^2), J_m = J tr(F^-1 G_m).
KOKKOS_INLINE_FUNCTION double dilatation(Mat3 const& F, SecondGradient const& G, double radius,
                                         Terms terms = Terms::two) {
  Mat3 const H = F - Mat3::identity();
  // det(I + H) - 1 by its expansion: no cancellation where H is small.
  double const second = H(0, 0) * H(1, 1) - H(0, 1) * H(1, 0) + H(0, 0) * H(2, 2) - H(0, 2) * H(2, 0) +
                        H(1, 1) * H(2, 2) - H(1, 2) * H(2, 1);
  double const change = trace(H) + second + determinant(H);
  if (terms == Terms::first) return Kokkos::abs(change);
  // J F^-T, the cofactors, exist for singular F too.
  Mat3 const cofactor{{cross(F.col[1], F.col[2]), cross(F.col[2], F.col[0]), cross(F.col[0], F.col[1])}};
  double sum = change * change;
  for (int m = 0; m < 3; ++m) {
    double const slope = double_dot(cofactor, G.slope(m));
    sum += sphere_second_moment(radius) * slope * slope;
  }
  return Kokkos::sqrt(sum);
}

/// Rotation xi_R: angle of R in F = R U, radians; two-term: sqrt(angle^2 + r^2/5 sum_m |w_m|^2), w_m the axial vector
/// of skew(F^-1 G_m). Zero where F has no rotation, see `PolarDecomposition::proper`.
KOKKOS_INLINE_FUNCTION double rotation(Mat3 const& F, PolarDecomposition const& polar, SecondGradient const& G,
                                       double radius, Terms terms = Terms::two) {
  if (!polar.proper) return 0;
  if (terms == Terms::first) return polar.angle;
  Mat3 const inverse_F = inverse(F);
  double sum = polar.angle * polar.angle;
  for (int m = 0; m < 3; ++m) {
    Mat3 const s = inverse_F * G.slope(m);
    Vec3<double> const axial{0.5 * (s(2, 1) - s(1, 2)), 0.5 * (s(0, 2) - s(2, 0)), 0.5 * (s(1, 0) - s(0, 1))};
    sum += sphere_second_moment(radius) * dot(axial, axial);
  }
  return Kokkos::sqrt(sum);
}

/// The same, with the polar decomposition made here.
KOKKOS_INLINE_FUNCTION double rotation(Mat3 const& F, SecondGradient const& G, double radius,
                                       Terms terms = Terms::two) {
  return rotation(F, polar_decomposition(F), G, radius, terms);
}

}  // namespace tektite
