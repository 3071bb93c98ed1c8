// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/strain/invariants.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <numbers>
#include <random>

#include "support/test_configurations.hpp"

namespace invariants_test {

using namespace tektite;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

SecondGradient random_gradient(double size, std::mt19937& random) {
  std::uniform_real_distribution<double> uniform(-size, size);
  SecondGradient G;
  for (auto& row : G.component)
    for (auto& value : row) value = uniform(random);
  return G;
}

Mat3 random_deformation(double size, std::mt19937& random) {
  std::uniform_real_distribution<double> uniform(-size, size);
  Mat3 F = Mat3::identity();
  for (int k = 0; k < 3; ++k)
    for (int a = 0; a < 3; ++a) F(k, a) += uniform(random);
  return F;
}

Mat3 random_rotation(std::mt19937& random) {
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> angle(0, std::numbers::pi);
  return configurations::rotation({normal(random), normal(random), normal(random)}, angle(random));
}

/// G of the deformation that is followed by the rotation Q of space.
SecondGradient rotated(SecondGradient const& G, Mat3 const& Q) { return rotated_back(G, transpose(Q)); }

/// Mean over the ball of radius 1 of a polynomial of degree 7 or less: Gauss points along r, cos theta and phi.
template <class Field>
double ball_mean(Field const& field) {
  double const node[4] = {0.069431844202973712, 0.33000947820757187, 0.66999052179242813, 0.93056815579702629};
  double const weight[4] = {0.17392742256872693, 0.32607257743127307, 0.32607257743127307, 0.17392742256872693};
  double sum = 0;
  for (int i = 0; i < 4; ++i) {
    // r^2 dr with r = node, normalised so that the ball's mean of 1 is 1.
    for (int j = 0; j < 4; ++j) {
      for (int m = 0; m < 12; ++m) {
        double const r = node[i], c = 2 * node[j] - 1, s = std::sqrt(1 - c * c), phi = std::numbers::pi * m / 6;
        sum += 3 * weight[i] * r * r * weight[j] / 12 *
               field(Vec3<double>{r * s * std::cos(phi), r * s * std::sin(phi), r * c});
      }
    }
  }
  return sum;
}

}  // namespace

TEST_CASE("simple shear of 0.3 has the effective strain 0.176 in both forms") {
  Mat3 F = Mat3::identity();
  F(0, 1) = 0.30;
  SecondGradient const none{};
  // E_xy = 0.15, E_yy = 0.045: e:e = 2 * 0.0225 + 2/3 * 0.045^2, by hand.
  double const by_hand = std::sqrt(2.0 / 3.0 * (0.045 + 2.0 / 3.0 * 0.045 * 0.045));
  REQUIRE_THAT(by_hand, WithinAbs(0.176, 5e-4));
  REQUIRE_THAT(effective_strain(F, none, 6.0, Terms::first), WithinRel(by_hand, 1e-14));
  REQUIRE_THAT(effective_strain(F, none, 6.0, Terms::two), WithinRel(by_hand, 1e-14));
  REQUIRE_THAT(shear_strain(green_strain(F)), WithinAbs(0.152, 5e-4));
  REQUIRE_THAT(rotation(F, none, 6.0), WithinRel(std::atan(0.15), 1e-14));
  REQUIRE(dilatation(F, none, 6.0) < 1e-16);
}

TEST_CASE("two-term forms are root mean squares over the sphere of the field linear in X") {
  std::mt19937 random(1);
  REQUIRE_THAT(ball_mean([](Vec3<double>) { return 1.0; }), WithinRel(1.0, 1e-14));
  REQUIRE_THAT(ball_mean([](Vec3<double> x) { return x.x * x.x; }), WithinRel(0.2, 1e-14));
  for (int n = 0; n < 30; ++n) {
    double const radius = 6.0;
    Mat3 const F = random_deformation(0.3, random);
    SecondGradient const G = random_gradient(0.03, random);
    Mat3 const inverse_F = inverse(F);
    double const J = determinant(F);
    auto const slope = [&](Vec3<double> x) {
      return (radius * x.x) * G.slope(0) + (radius * x.y) * G.slope(1) + (radius * x.z) * G.slope(2);
    };
    double const strain = ball_mean([&](Vec3<double> x) {
      Mat3 const change = transpose(F) * slope(x);
      Mat3 const e = deviator(green_strain(F) + 0.5 * (change + transpose(change)));
      return 2.0 / 3.0 * double_dot(e, e);
    });
    REQUIRE_THAT(effective_strain(F, G, radius), WithinRel(std::sqrt(strain), 1e-12));
    double const volume = ball_mean([&](Vec3<double> x) {
      double const change = J - 1 + J * trace(inverse_F * slope(x));
      return change * change;
    });
    REQUIRE_THAT(dilatation(F, G, radius), WithinRel(std::sqrt(volume), 1e-12));
    double const turn = ball_mean([&](Vec3<double> x) {
      Mat3 const s = inverse_F * slope(x);
      Mat3 const skew = 0.5 * (s - transpose(s));
      return 0.5 * double_dot(skew, skew);  // |w|^2 of the axial vector
    });
    double const angle = polar_decomposition(F).angle;
    REQUIRE_THAT(rotation(F, G, radius), WithinRel(std::sqrt(angle * angle + turn), 1e-12));
  }
}

TEST_CASE("the slopes of J and of the strain are derivatives of the field F + G X") {
  std::mt19937 random(2);
  Mat3 const F = random_deformation(0.3, random);
  SecondGradient const G = random_gradient(0.05, random);
  double const h = 1e-5;
  for (int m = 0; m < 3; ++m) {
    Mat3 const plus = F + h * G.slope(m), minus = F - h * G.slope(m);
    double const dJ = (determinant(plus) - determinant(minus)) / (2 * h);
    REQUIRE_THAT(determinant(F) * trace(inverse(F) * G.slope(m)), WithinAbs(dJ, 1e-9));
    Mat3 const dE = (1 / (2 * h)) * (green_strain(plus) - green_strain(minus));
    Mat3 const s = transpose(F) * G.slope(m);
    for (int i = 0; i < 3; ++i)
      for (int k = 0; k < 3; ++k) REQUIRE_THAT(0.5 * (s(i, k) + s(k, i)), WithinAbs(dE(i, k), 1e-9));
  }
}

TEST_CASE("rigid rotation of the deformed body leaves the strains, and gives its angle") {
  std::mt19937 random(3);
  for (int n = 0; n < 200; ++n) {
    Mat3 const F = random_deformation(0.2, random);
    SecondGradient const G = random_gradient(0.05, random);
    Mat3 const Q = random_rotation(random);
    Mat3 const QF = Q * F;
    SecondGradient const QG = rotated(G, Q);
    REQUIRE_THAT(effective_strain(QF, QG, 6.0), WithinRel(effective_strain(F, G, 6.0), 1e-11));
    REQUIRE_THAT(dilatation(QF, QG, 6.0), WithinRel(dilatation(F, G, 6.0), 1e-11));
    auto const before = polar_decomposition(F), after = polar_decomposition(QF);
    REQUIRE(before.proper);
    REQUIRE(after.proper);
    REQUIRE_THAT(effective_strain_gradient(rotated_back(QG, after.rotation)),
                 WithinRel(effective_strain_gradient(rotated_back(G, before.rotation)), 1e-11));
    auto const pure = polar_decomposition(Q);
    double const cosine = std::clamp(0.5 * (trace(Q) - 1), -1.0, 1.0);
    REQUIRE_THAT(pure.angle, WithinAbs(std::acos(cosine), 1e-7));
    SecondGradient const none{};
    REQUIRE(effective_strain(Q, none, 6.0) < 1e-14);
    REQUIRE(effective_strain_gradient(none) == 0);
  }
}

TEST_CASE("rotating both configurations, or mirroring them, changes no scalar") {
  std::mt19937 random(4);
  for (int n = 0; n < 100; ++n) {
    Mat3 const F = random_deformation(0.2, random);
    SecondGradient const G = random_gradient(0.05, random);
    Mat3 Q = random_rotation(random);
    if (n % 2 == 0) Q = -1.0 * Q;
    Mat3 const QFQ = Q * F * transpose(Q);
    SecondGradient QGQQ{};
    for (int k = 0; k < 3; ++k)
      for (int a = 0; a < 3; ++a)
        for (int b = a; b < 3; ++b)
          for (int l = 0; l < 3; ++l)
            for (int c = 0; c < 3; ++c)
              for (int d = 0; d < 3; ++d)
                QGQQ.component[k][SecondGradient::index(a, b)] += Q(k, l) * Q(a, c) * Q(b, d) * G(l, c, d);
    for (auto const terms : {Terms::first, Terms::two}) {
      REQUIRE_THAT(effective_strain(QFQ, QGQQ, 6.0, terms), WithinRel(effective_strain(F, G, 6.0, terms), 1e-11));
      REQUIRE_THAT(dilatation(QFQ, QGQQ, 6.0, terms), WithinRel(dilatation(F, G, 6.0, terms), 1e-10));
      REQUIRE_THAT(rotation(QFQ, QGQQ, 6.0, terms), WithinRel(rotation(F, G, 6.0, terms), 1e-11));
    }
    GradientCoefficients const general{.c1 = 0.3, .c2 = 0.7, .c3 = 0.2};
    REQUIRE_THAT(effective_strain_gradient(QGQQ), WithinRel(effective_strain_gradient(G), 1e-11));
    REQUIRE_THAT(effective_strain_gradient(QGQQ, general), WithinRel(effective_strain_gradient(G, general), 1e-11));
  }
}

TEST_CASE("the strain gradient of fields with a known one") {
  // Bending: x_1 = X_1 + kappa X_1 X_2, x_2 = X_2 - kappa X_1^2 / 2 has no volumetric part beyond eta_12,1.
  double const kappa = 0.02;
  SecondGradient bending{};
  bending.component[0][3] = kappa;   // u_x,xy
  bending.component[1][0] = -kappa;  // u_y,xx
  // eta_xyx = eta_yxx = kappa, eta_xxy = -kappa; eta_ipp: only i = y, of kappa. eta^H_ijk = (d_ik h_j + d_jk h_i) / 4.
  // |eta|^2 = 3 kappa^2, |eta^H|^2 = eta : eta^H = kappa^2 / 2, so eta = sqrt(2.5) kappa / 2.
  REQUIRE_THAT(effective_strain_gradient(bending), WithinRel(0.5 * std::sqrt(2.5) * kappa, 1e-14));
  // The effective strain gradient of a purely hydrostatic gradient is 0.
  SecondGradient hydrostatic{};
  double const h[3] = {0.03, -0.01, 0.02};
  for (int i = 0; i < 3; ++i)
    for (int j = i; j < 3; ++j)
      for (int k = 0; k < 3; ++k)
        hydrostatic.component[k][SecondGradient::index(i, j)] = 0.25 * ((i == k) * h[j] + (j == k) * h[i]);
  REQUIRE(effective_strain_gradient(hydrostatic) < 1e-17);
  // The form with c1 depends on the Laplacian of u only: u_z = kappa X_1^2 / 2.
  SecondGradient dome{};
  dome.component[2][0] = kappa;
  REQUIRE_THAT(effective_strain_gradient(dome, {.c1 = 1, .c2 = 0}), WithinRel(kappa, 1e-14));
  REQUIRE(effective_strain_gradient(dome, {.c1 = -1, .c2 = 0}) == 0);
}

TEST_CASE("dilatation keeps its digits where it is small, and exists where F is singular") {
  Mat3 F = Mat3::identity();
  for (int k = 0; k < 3; ++k) F(k, k) += 1e-9;
  REQUIRE_THAT(dilatation(F, {}, 6.0, Terms::first), WithinRel(3e-9, 1e-6));
  Mat3 flat{};
  flat(0, 0) = flat(1, 1) = 1;
  SecondGradient G{};
  G.component[2][2] = 0.1;  // u_z,zz: J along z is 0.1 Z
  REQUIRE_THAT(dilatation(flat, G, 6.0), WithinRel(std::sqrt(1 + 36.0 / 5 * 0.01), 1e-14));
  REQUIRE(rotation(flat, G, 6.0) == 0);
}

}  // namespace invariants_test
