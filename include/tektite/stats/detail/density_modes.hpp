// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <numbers>

#include "tektite/core/vec3.hpp"

/// \file
/// Fourier modes of the density: sums of exp(-i q r) over particles.

namespace tektite::detail {

/// A complex number. (Kokkos::complex would do, but its operators do not combine to vectors.)
struct Mode {
  double re = 0, im = 0;
};

/// cos and sin of 2 pi x, to 1e-15. Branch-free, so that the compiler makes vectors of it; |x| < 2^50.
KOKKOS_FORCEINLINE_FUNCTION Mode turn(double x) {
  // Adding and subtracting this rounds to whole numbers.
  constexpr double round = 0x1.8p52;
  double const r = x - ((x + round) - round);
  // The angle of a quarter of the turn, at most pi/4, by Taylor's series; then doubled twice.
  double const a = (0.5 * std::numbers::pi) * r, b = a * a;
  double s = -1.0 / 1307674368000.0, c = 1.0 / 20922789888000.0;
  s = s * b + 1.0 / 6227020800.0;
  c = c * b - 1.0 / 87178291200.0;
  s = s * b - 1.0 / 39916800.0;
  c = c * b + 1.0 / 479001600.0;
  s = s * b + 1.0 / 362880.0;
  c = c * b - 1.0 / 3628800.0;
  s = s * b - 1.0 / 5040.0;
  c = c * b + 1.0 / 40320.0;
  s = s * b + 1.0 / 120.0;
  c = c * b - 1.0 / 720.0;
  s = s * b - 1.0 / 6.0;
  c = c * b + 1.0 / 24.0;
  s = s * b + 1.0;
  c = c * b - 0.5;
  s = s * a;
  c = c * b + 1.0;
  double const s2 = 2 * s * c, c2 = 1 - 2 * s * s;
  return {1 - 2 * s2 * s2, 2 * s2 * c2};
}

/// Computes the modes of each type for one wave vector: an item.
///
/// `lanes` sums run side by side, so that they fit into vectors: particle i of a type goes to sum i % lanes.
template <class Memory, int lanes>
struct DensityModes {
  Kokkos::View<double const*, Memory> x, y, z;   ///< coordinates in edges of the box, particles sorted by type
  Kokkos::View<int const*, Memory> begin;        ///< first particle of each type; then the number of particles
  Kokkos::View<Vec3<int> const*, Memory> index;  ///< of each wave vector
  Kokkos::View<Mode**, Memory> modes;            ///< (wave vector, type), written

  KOKKOS_FUNCTION void operator()(std::size_t v) const {
    Vec3<double> const q{double(index(v).x), double(index(v).y), double(index(v).z)};
    int const types = static_cast<int>(modes.extent(1));
    for (int t = 0; t < types; ++t) modes(v, t) = sum(q, begin(t), begin(t + 1));
  }

  /// The mode of particles [first, end).
  KOKKOS_FUNCTION Mode sum(Vec3<double> q, int first, int end) const {
    double re[lanes] = {}, im[lanes] = {};
    int i = first;
    for (; i + lanes <= end; i += lanes) {
      for (int w = 0; w < lanes; ++w) {
        Mode const m = turn(q.x * x(i + w) + q.y * y(i + w) + q.z * z(i + w));
        re[w] += m.re;
        im[w] -= m.im;
      }
    }
    Mode total;
    for (; i < end; ++i) {
      Mode const m = turn(q.x * x(i) + q.y * y(i) + q.z * z(i));
      total.re += m.re;
      total.im -= m.im;
    }
    for (int w = 0; w < lanes; ++w) {
      total.re += re[w];
      total.im += im[w];
    }
    return total;
  }
};

}  // namespace tektite::detail
