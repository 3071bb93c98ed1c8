// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <numbers>

#include "tektite/core/vec3.hpp"

/// \file
/// How far particles may move before a list with a skin can miss a pair.
///
/// \source Verlet, Phys. Rev. 159, 98 (1967)

namespace tektite {

/// The smallest factor by which a deformation stretches any direction: its smallest singular value.
///
/// Computed from the eigenvalues of f^T f in closed form (trigonometric solution of the cubic). A relative 1e-7 is
/// subtracted, so that the result is a lower bound in spite of rounding.
///
/// \param f deformation gradient
/// \returns a lower bound of the smallest stretch
KOKKOS_INLINE_FUNCTION double smallest_stretch(Mat3 const& f) {
  Mat3 const c = transpose(f) * f;
  double const mean = trace(c) / 3;
  Mat3 const dev = c - mean * Mat3::identity();
  double squares = 0;
  for (int i = 0; i < 3; ++i) squares += dot(dev.col[i], dev.col[i]);
  double const p = Kokkos::sqrt(squares / 6);
  double lowest = mean;
  if (p > 1e-14 * mean) {
    double const r = Kokkos::clamp(determinant((1 / p) * dev) / 2, -1.0, 1.0);
    lowest = mean + 2 * p * Kokkos::cos(Kokkos::acos(r) / 3 + 2 * std::numbers::pi / 3);
  }
  return Kokkos::sqrt(Kokkos::max(lowest, 0.0)) * (1 - 1e-7);
}

/// How far particles may move before a list can miss a pair.
///
/// Let F be the box's deformation since the build and u = x - F x0 what a particle moved beyond it. Two particles that
/// were further apart than cutoff + skin are now further apart than s (cutoff + skin) - 2 max |u|, where s is the
/// smallest stretch of F. While that is at least the cutoff, no pair within the cutoff is missing. With a fixed box
/// this is the usual half of the skin; compression and shear of the box use up the skin as well.
struct ListLimits {
  double cutoff;         ///< distance within which no pair may be missing
  double skin;           ///< pairs are listed up to cutoff + skin at the build
  Mat3 reference_edges;  ///< of the box at the build

  /// The box's deformation since the build.
  ///
  /// \param edges of the present box
  /// \returns deformation gradient F
  KOKKOS_FUNCTION Mat3 deformation(Mat3 const& edges) const { return edges * inverse(reference_edges); }

  /// How far a particle may be from F x0.
  ///
  /// \param edges of the present box
  /// \returns largest allowed |u|; negative if the deformation of the box alone has used up the skin
  KOKKOS_FUNCTION double allowed_displacement(Mat3 const& edges) const {
    return 0.5 * (smallest_stretch(deformation(edges)) * (cutoff + skin) - cutoff);
  }
};

}  // namespace tektite
