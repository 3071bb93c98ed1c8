// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <numbers>

#include "tektite/core/vec3.hpp"

namespace tektite::detail {

/// The kernel of coarse-grained fields: (1 - r^2 / R^2)^3 within a sphere of radius R, with the integral 1.
class SphereKernel {
 public:
  explicit SphereKernel(double radius)
      : square_(radius * radius), norm_(315 / (64 * std::numbers::pi * radius * radius * radius)) {}

  /// \param s square of a distance
  KOKKOS_FUNCTION double operator()(double s) const {
    double const u = 1 - s / square_;
    return u > 0 ? norm_ * u * u * u : 0.0;
  }

  /// The mean along a straight line from a to a + d, as seen from the centre. Exact: on the line the kernel is a
  /// polynomial of order 6, which four points of Gauss integrate.
  KOKKOS_FUNCTION double along(Vec3<double> a, Vec3<double> d) const {
    // Where the line is in the sphere: dd t^2 + 2 ad t + aa - R^2 < 0.
    double const dd = dot(d, d), ad = dot(a, d), root = ad * ad - dd * (dot(a, a) - square_);
    if (root <= 0 || dd == 0) return dd == 0 ? (*this)(dot(a, a)) : 0.0;
    double const half = Kokkos::sqrt(root);
    double const begin = Kokkos::max(0.0, (-ad - half) / dd), end = Kokkos::min(1.0, (half - ad) / dd);
    if (begin >= end) return 0;
    constexpr double abscissa[2] = {0.33998104358485626, 0.86113631159405258};
    constexpr double weight[2] = {0.65214515486254614, 0.34785484513745386};
    double const middle = 0.5 * (begin + end), reach = 0.5 * (end - begin);
    double sum = 0;
    for (int k = 0; k < 2; ++k)
      for (int side = -1; side <= 1; side += 2) {
        Vec3<double> const r = a + (middle + side * abscissa[k] * reach) * d;
        sum += weight[k] * (*this)(dot(r, r));
      }
    return reach * sum;
  }

 private:
  double square_, norm_;
};

}  // namespace tektite::detail
