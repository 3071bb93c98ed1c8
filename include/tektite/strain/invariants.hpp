// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/vec3.hpp"
#include "tektite/strain/polar.hpp"

/// \file
/// Scalars of one local deformation, given by the deformation gradient F, its gradient G and the radius of the sphere
/// that they describe.
///
/// All functions are callable on the device. F has no unit, G and eta have the unit 1 / length. docs/strain.md derives
/// every formula and says which the literature fixes and which are choices of this library.

namespace tektite {

/// Second gradient of a deformation, G_kab = d^2 x_k / dX_a dX_b, symmetric in a and b; unit 1 / length.
struct SecondGradient {
  double component[3][6];  ///< by k, then xx yy zz xy xz yz

  /// The column of `component` that holds the pair (a, b).
  ///
  /// \param a,b axes from 0 to 2, in either order
  /// \returns the index, from 0 to 5
  KOKKOS_FUNCTION static constexpr int index(int a, int b) { return a == b ? a : a + b + 2; }

  /// One component.
  ///
  /// \param k   axis of the current configuration, from 0 to 2
  /// \param a,b axes of the reference configuration, from 0 to 2
  /// \returns G_kab, unit 1 / length
  KOKKOS_FUNCTION double operator()(int k, int a, int b) const { return component[k][index(a, b)]; }

  /// The slope of F along one axis: (G_m)_ka = G_kam.
  ///
  /// \param m axis of the reference configuration, from 0 to 2
  /// \returns G_m, unit 1 / length
  KOKKOS_FUNCTION Mat3 slope(int m) const {
    Mat3 g{};
    for (int k = 0; k < 3; ++k)
      for (int a = 0; a < 3; ++a) g(k, a) = component[k][index(a, m)];
    return g;
  }
};

/// The terms of the two-term gradient model that a scalar is computed from.
enum class Terms {
  first,  ///< F alone: the scalar describes the centre of the fit sphere
  two     ///< F and G: root mean square over the fit sphere of the field F + G X, which is linear in X
};

/// Green-Lagrange strain E = (F^T F - I) / 2.
///
/// \param F deformation gradient
/// \returns E, symmetric, no unit
KOKKOS_INLINE_FUNCTION Mat3 green_strain(Mat3 const& F) { return 0.5 * (transpose(F) * F - Mat3::identity()); }

/// Green-Lagrange strain from the displacement gradient, without cancellation where that is small.
///
/// \param H displacement gradient F - I
/// \returns E = (F^T F - I) / 2, symmetric, no unit
KOKKOS_INLINE_FUNCTION Mat3 green_strain_of_displacement(Mat3 const& H) {
  return 0.5 * (H + transpose(H) + transpose(H) * H);
}

/// The sum of the products of all components, A : B.
///
/// \param a,b the two tensors
/// \returns A : B, in the product of their units
KOKKOS_INLINE_FUNCTION double double_dot(Mat3 const& a, Mat3 const& b) {
  return dot(a.col[0], b.col[0]) + dot(a.col[1], b.col[1]) + dot(a.col[2], b.col[2]);
}

/// Deviator of a 3 x 3 tensor: the tensor less a third of its trace times the identity.
///
/// \param m the tensor
/// \returns the deviator, in the same unit
KOKKOS_INLINE_FUNCTION Mat3 deviator(Mat3 const& m) { return m - (trace(m) / 3) * Mat3::identity(); }

/// Von Mises shear strain sqrt(dev E : dev E / 2), as OVITO's "shear strain".
///
/// In a small simple shear it is half of the engineering shear strain.
///
/// \param E Green-Lagrange strain
/// \returns the shear strain, no unit
KOKKOS_INLINE_FUNCTION double shear_strain(Mat3 const& E) {
  Mat3 const e = deviator(E);
  return Kokkos::sqrt(0.5 * double_dot(e, e));
}

/// The mean of X_m^2 over a ball: radius^2 / 5. The mean of X_m X_n for m != n is 0.
///
/// \param radius radius of the ball
/// \returns the mean, in the unit of the radius squared
KOKKOS_INLINE_FUNCTION double sphere_second_moment(double radius) { return radius * radius / 5; }

/// Effective strain Lambda = sqrt(2/3 e : e), with e = dev E.
///
/// In the form with two terms r^2/5 sum_m dev(E_m) : dev(E_m) is added to e : e, with E_m = sym(F^T G_m).
///
/// \param F      deformation gradient at the centre of the fit sphere
/// \param G      its gradient; not used with `Terms::first`
/// \param radius radius of the fit sphere, the cutoff of the fit
/// \param terms  form with one term or with two
/// \returns Lambda, no unit
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

/// Effective strain gradient eta, from eta_ijk = G_kij without its hydrostatic part.
///
/// eta is the square root of the form that `GradientCoefficients` describes, with
/// eta'_ijk = eta_ijk - (d_ik eta_jpp + d_jk eta_ipp) / 4. A form that is not positive (possible with coefficients
/// other than the default) gives 0. Source: Gao, Huang, Nix and Hutchinson, J. Mech. Phys. Solids 47, 1239 (1999).
///
/// \param G            gradient of the deformation gradient
/// \param coefficients of the quadratic form
/// \returns eta, unit 1 / length
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

/// G with its first index rotated back by the rotation of F: (R^T G)_kab.
///
/// Its eta does not change when the current configuration is rotated as a whole. eta of G itself does, through its
/// hydrostatic part.
///
/// \param G gradient of the deformation gradient
/// \param R rotation of F, as `polar_decomposition` gives it
/// \returns R^T G, unit 1 / length
KOKKOS_INLINE_FUNCTION SecondGradient rotated_back(SecondGradient const& G, Mat3 const& R) {
  SecondGradient out;
  for (int p = 0; p < 6; ++p) {
    Vec3<double> const g{G.component[0][p], G.component[1][p], G.component[2][p]};
    for (int k = 0; k < 3; ++k) out.component[k][p] = dot(R.col[k], g);
  }
  return out;
}

/// Dilatation xi_D = |J - 1|, with J = det F.
///
/// In the form with two terms xi_D = sqrt((J - 1)^2 + r^2/5 sum_m J_m^2), with J_m = J tr(F^-1 G_m).
///
/// \param F      deformation gradient at the centre of the fit sphere
/// \param G      its gradient; not used with `Terms::first`
/// \param radius radius of the fit sphere, the cutoff of the fit
/// \param terms  form with one term or with two
/// \returns xi_D, no unit
KOKKOS_INLINE_FUNCTION double dilatation(Mat3 const& F, SecondGradient const& G, double radius,
                                         Terms terms = Terms::two) {
  Mat3 const H = F - Mat3::identity();
  // det(I + H) - 1 by its expansion: no cancellation where H is small.
  double const second = H(0, 0) * H(1, 1) - H(0, 1) * H(1, 0) + H(0, 0) * H(2, 2) - H(0, 2) * H(2, 0) +
                        H(1, 1) * H(2, 2) - H(1, 2) * H(2, 1);
  double const change = trace(H) + second + determinant(H);
  if (terms == Terms::first) return Kokkos::abs(change);
  // J F^-T is the matrix of the cofactors of F, which exist for singular F, too.
  Mat3 const cofactor{{cross(F.col[1], F.col[2]), cross(F.col[2], F.col[0]), cross(F.col[0], F.col[1])}};
  double sum = change * change;
  for (int m = 0; m < 3; ++m) {
    double const slope = double_dot(cofactor, G.slope(m));
    sum += sphere_second_moment(radius) * slope * slope;
  }
  return Kokkos::sqrt(sum);
}

/// Rotation xi_R: the angle of R in F = R U. Zero where F has no rotation, see `PolarDecomposition::proper`.
///
/// In the form with two terms xi_R = sqrt(angle^2 + r^2/5 sum_m |w_m|^2), with w_m the axial vector of skew(F^-1 G_m).
///
/// \param F      deformation gradient at the centre of the fit sphere
/// \param polar  polar decomposition of F
/// \param G      its gradient; not used with `Terms::first`
/// \param radius radius of the fit sphere, the cutoff of the fit
/// \param terms  form with one term or with two
/// \returns xi_R, radians
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

/// Overload that computes the polar decomposition itself.
///
/// \param F,G,radius,terms as above
/// \returns as above
KOKKOS_INLINE_FUNCTION double rotation(Mat3 const& F, SecondGradient const& G, double radius,
                                       Terms terms = Terms::two) {
  return rotation(F, polar_decomposition(F), G, radius, terms);
}

}  // namespace tektite
