// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <string>
#include <string_view>

#include "tektite/core/box.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/dynamics/system.hpp"

/// \file
/// Simple shear of the box. In plane ab displacements are along a and their gradient is along b. The engineering
/// strain is the tilt of edge b along a divided by the box's present length along b, as in LAMMPS' `fix deform erate`.
///
/// \source definitions only

namespace tektite {

/// Plane of a shear: the first letter is the direction of displacement, the second that of its gradient.
enum class Plane { xy, xz, yz };

/// Reads a plane from its name.
///
/// \param name xy, xz or yz
/// \returns the plane
/// \throws Error another name
inline Plane parse_plane(std::string_view name) {
  if (name == "xy") return Plane::xy;
  if (name == "xz") return Plane::xz;
  if (name == "yz") return Plane::yz;
  fail("shear plane '", name, "' is none of xy, xz, yz");
}

/// The axis of displacement of a plane.
///
/// \param plane plane of a shear
/// \returns 0, 1, 2 for x, y, z
KOKKOS_FUNCTION constexpr int flow_axis(Plane plane) { return plane == Plane::yz ? 1 : 0; }

/// The axis along which the displacement changes.
///
/// \param plane plane of a shear
/// \returns 0, 1, 2 for x, y, z
KOKKOS_FUNCTION constexpr int gradient_axis(Plane plane) { return plane == Plane::xy ? 1 : 2; }

/// Throws unless the box is in LAMMPS' convention: first edge along x, second edge in the xy plane, positive lengths.
///
/// \param caller begins the message
/// \param box    the box
/// \throws Error a box in another orientation
inline void require_upright(char const* caller, Box const& box) {
  Mat3 const& h = box.edges();
  require(h(1, 0) == 0 && h(2, 0) == 0 && h(2, 1) == 0 && h(0, 0) > 0 && h(1, 1) > 0 && h(2, 2) > 0, caller,
          ": the cell must have its first edge along x and its second in the xy plane");
}

/// Engineering shear strain of a box: tilt divided by height.
///
/// \param edges of the box, in LAMMPS' convention
/// \param plane plane of the shear
/// \returns strain, without unit
KOKKOS_INLINE_FUNCTION double cell_shear_strain(Mat3 const& edges, Plane plane) {
  return edges(flow_axis(plane), gradient_axis(plane)) / edges(gradient_axis(plane), gradient_axis(plane));
}

/// Engineering shear strain of a box: tilt divided by height.
///
/// \param box   the box, in LAMMPS' convention
/// \param plane plane of the shear
/// \returns strain, without unit
inline double cell_shear_strain(Box const& box, Plane plane) { return cell_shear_strain(box.edges(), plane); }

/// Stretches the edges of a box and sets its strain in one plane.
///
/// \param edges   of the box, in LAMMPS' convention
/// \param stretch factors of the three edges; an edge keeps its direction, before the strain is set
/// \param plane   plane of the shear
/// \param strain  engineering strain that the result has in `plane`
/// \returns edges of the new box
KOKKOS_INLINE_FUNCTION Mat3 sheared(Mat3 const& edges, Vec3<double> stretch, Plane plane, double strain) {
  Mat3 next = edges;
  for (int k = 0; k < 3; ++k) {
    for (int i = 0; i <= k; ++i) next(i, k) = stretch[k] * edges(i, k);
  }
  next(flow_axis(plane), gradient_axis(plane)) = strain * next(gradient_axis(plane), gradient_axis(plane));
  return next;
}

/// Stretches a box and sets its strain in one plane.
///
/// \param box                  the box, in LAMMPS' convention
/// \param stretch,plane,strain as above
/// \returns the new box
inline Box sheared(Box const& box, Vec3<double> stretch, Plane plane, double strain) {
  return box.with_edges(sheared(box.edges(), stretch, plane, strain));
}

/// Replaces a strongly tilted box by an equivalent one whose tilt in `plane` is at most half of its length
/// along the flow axis.
///
/// Both cells repeat the particles at the same positions. `images` are changed so that no unwrapped position changes.
/// The library does not do this by itself, because `cell_shear_strain` changes with it.
///
/// \param exec   execution space instance that runs the kernel
/// \param system its `box` and `images` are changed
/// \param plane  plane of the shear
/// \returns number of lengths of the edge along the flow axis that the tilt is reduced by; negative for negative tilt
/// \throws Error     the box is not in LAMMPS' convention; another number of images than of particles
/// \cost             O(n) work, in place
/// \fences           none
/// \determinism      the same bits at any thread count
template <ExecutionSpace Exec>
int flip(Exec const& exec, System<typename Exec::memory_space>& system, Plane plane) {
  require_upright("flip", system.box);
  detail::require_entries("flip", system.images.extent(0), "images", system.size());
  int const a = flow_axis(plane), b = gradient_axis(plane);
  Mat3 h = system.box.edges();
  int const turns = static_cast<int>(std::round(h(a, b) / h(a, a)));
  if (turns == 0) return 0;
  h.col[b] = h.col[b] - double(turns) * h.col[a];
  system.box = system.box.with_edges(h);
  // The old edge b is the new edge b plus `turns` times edge a.
  auto const images = system.images;
  detail::launch(exec, "flip", system.size(), KOKKOS_LAMBDA(int i) { images(i)[a] += turns * images(i)[b]; });
  return turns;
}

TEKTITE_DYNAMICS_INSTANCE(int flip(compiled::Exec const&, System<compiled::Memory>&, Plane));

}  // namespace tektite
