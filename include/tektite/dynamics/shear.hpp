// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <string>
#include <string_view>

#include "tektite/core/box.hpp"
#include "tektite/core/error.hpp"
#include "tektite/dynamics/system.hpp"

/// \file
/// Simple shear of the cell. The strain of plane ab is the tilt divided by the cell's current length along b, as for
/// LAMMPS' `fix deform erate`, so displacement goes along a and its gradient along b.

namespace tektite {

/// Directions of displacement and of its gradient.
enum class Plane { xy, xz, yz };

/// \throws Error for anything but xy, xz, yz
inline Plane parse_plane(std::string_view name) {
  if (name == "xy") return Plane::xy;
  if (name == "xz") return Plane::xz;
  if (name == "yz") return Plane::yz;
  fail("shear plane '", name, "' is none of xy, xz, yz");
}

/// The axis of displacement of a plane.
KOKKOS_FUNCTION constexpr int flow_axis(Plane plane) { return plane == Plane::yz ? 1 : 0; }

/// The axis along which the displacement changes.
KOKKOS_FUNCTION constexpr int gradient_axis(Plane plane) { return plane == Plane::xy ? 1 : 2; }

/// Throws unless the cell is in LAMMPS' convention: a along x, b in the xy plane.
inline void require_upright(char const* who, Box const& box) {
  Mat3 const& h = box.edges();
  require(h(1, 0) == 0 && h(2, 0) == 0 && h(2, 1) == 0 && h(0, 0) > 0 && h(1, 1) > 0 && h(2, 2) > 0, who,
          ": the cell must have its first edge along x and its second in the xy plane");
}

/// Engineering shear strain of a cell with these edges: tilt over height.
KOKKOS_INLINE_FUNCTION double cell_shear_strain(Mat3 const& edges, Plane plane) {
  return edges(flow_axis(plane), gradient_axis(plane)) / edges(gradient_axis(plane), gradient_axis(plane));
}

/// Engineering shear strain of the cell.
inline double cell_shear_strain(Box const& box, Plane plane) { return cell_shear_strain(box.edges(), plane); }

/// The edges with their lengths multiplied by `stretch` while the strains of all three planes stay as they are, but for
/// one that is set.
KOKKOS_INLINE_FUNCTION Mat3 sheared(Mat3 const& edges, Vec3<double> stretch, Plane plane, double strain) {
  Mat3 next = edges;
  for (int k = 0; k < 3; ++k) {
    for (int i = 0; i <= k; ++i) next(i, k) = stretch[k] * edges(i, k);
  }
  next(flow_axis(plane), gradient_axis(plane)) = strain * next(gradient_axis(plane), gradient_axis(plane));
  return next;
}

/// The same of a cell.
inline Box sheared(Box const& box, Vec3<double> stretch, Plane plane, double strain) {
  return box.with_edges(sheared(box.edges(), stretch, plane, strain));
}

/// Replaces a strongly tilted cell by the equivalent one whose strain in `plane` is within half a cell, and rewrites
/// `images` so that every unwrapped position stays where it was. Explicit, since strains are then counted from the
/// new cell.
///
/// \returns how many lengths of the flow axis' edge were taken off the tilt
/// \throws Error the cell is not in LAMMPS' convention
///
/// O(n), in place. Does not fence.
template <ExecutionSpace Exec>
int flip(Exec const& exec, System<typename Exec::memory_space>& system, Plane plane) {
  require_upright("flip", system.box);
  int const a = flow_axis(plane), b = gradient_axis(plane);
  Mat3 h = system.box.edges();
  int const turns = static_cast<int>(std::round(h(a, b) / h(a, a)));
  if (turns == 0) return 0;
  h.col[b] = h.col[b] - double(turns) * h.col[a];
  system.box = system.box.with_edges(h);
  // The old edge b is the new one plus `turns` times a.
  auto const images = system.images;
  Kokkos::parallel_for(
      "tektite::flip", Kokkos::RangePolicy<Exec>(exec, 0, system.size()),
      KOKKOS_LAMBDA(int i) { images(i)[a] += turns * images(i)[b]; });
  return turns;
}

}  // namespace tektite
