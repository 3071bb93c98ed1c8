// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "tektite/core/bounds.hpp"
#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/vec3.hpp"

namespace tektite::detail {

/// Lengths that steer the search for sites.
struct LengthScale {
  Vec3<double> low, high;  ///< extremes of the coordinates in the frame of the domain, wrapped along periodic axes
  double spacing = 1;      ///< about the distance between neighbours; also the unit of the distance of merged points
  double extent = 1;       ///< sites farther apart than this share no face, or there are none so far apart
  double last_radius = 1;  ///< a cell that all sites within this radius do not close is open
  bool bounded = false;    ///< whether no part of a cell is farther than `extent` / 2 from its particle along any axis
};

/// \param box around the particles
/// \param r   a position
/// \returns its fractional coordinates, wrapped along periodic axes
KOKKOS_INLINE_FUNCTION Vec3<double> in_frame(Box const& box, Vec3<double> r) { return box.fractional(box.wrap(r)); }
/// \param r a position
/// \returns r
KOKKOS_INLINE_FUNCTION Vec3<double> in_frame(WithGhosts const&, Vec3<double> r) { return r; }

/// The coordinates of all positions in the frame of the domain.
template <Positions P, Domain D>
struct CoordinatesInDomain {
  P positions;
  D domain;

  /// \param i index of a position
  /// \returns its coordinates
  KOKKOS_FUNCTION Vec3<double> operator()(std::size_t i) const { return in_frame(domain, position(positions, i)); }
};

/// Finds the extremes of the coordinates in the frame of the domain. Fences `exec` once.
///
/// \param exec      runs the search
/// \param positions of all particles
/// \param domain    box or ghosts
/// \returns the extremes
template <ExecutionSpace Exec, Positions P, Domain D>
Bounds bounds_in_frame(Exec const& exec, P const& positions, D const& domain) {
  return bounds(exec, "voronoi::bounds", particle_count(positions), CoordinatesInDomain<P, D>{positions, domain});
}

/// Finds the lengths for a box. Fences `exec` twice.
///
/// \param exec      runs the checks and the search for extremes
/// \param positions of all particles
/// \param box       around them
/// \returns the lengths
/// \throws Error    a position that is not finite, or is more than a million boxes away
template <ExecutionSpace Exec, Positions P>
LengthScale length_scale(Exec const& exec, P const& positions, Box const& box) {
  std::size_t const n = particle_count(positions);
  double const edges = norm(box.edge(0)) + norm(box.edge(1)) + norm(box.edge(2));
  require_finite(exec, positions, norm(box.origin()) + 1e6 * edges);
  LengthScale scale;
  scale.bounded = true;
  if (n == 0) return scale;
  auto const extent = bounds_in_frame(exec, positions, box);
  scale.low = extent.low;
  scale.high = extent.high;
  // The spacing is that in the volume that the particles occupy, without empty space around them.
  double volume = box.volume(), outside = 0;
  for (int d = 0; d < 3; ++d) {
    if (n > 1) volume *= std::clamp(extent.high[d] - extent.low[d], 0.05, 1.0);
    outside += norm(box.edge(d)) * std::max({0.0, -extent.low[d], extent.high[d] - 1});
  }
  bool const periodic = box.periodic(0) && box.periodic(1) && box.periodic(2);
  scale.extent = scale.last_radius = periodic ? 1.01 * edges : 2.02 * (edges + outside);
  scale.spacing = std::min(std::cbrt(volume / double(n)), scale.extent);
  return scale;
}

/// Finds the lengths for particles with ghosts. Fences `exec` twice.
///
/// \param exec      runs the checks and the search for extremes
/// \param positions of owned particles and ghosts
/// \param ghosts    says how many are owned
/// \returns the lengths
/// \throws Error    a position that is not finite
template <ExecutionSpace Exec, Positions P>
LengthScale length_scale(Exec const& exec, P const& positions, WithGhosts const& ghosts) {
  std::size_t const n = particle_count(positions);
  require_finite(exec, positions, std::numeric_limits<double>::max());
  LengthScale scale;
  if (n == 0) return scale;
  auto const extent = bounds_in_frame(exec, positions, ghosts);
  scale.low = extent.low;
  scale.high = extent.high;
  Vec3<double> const size = extent.high - extent.low;
  double const diagonal = norm(size);
  if (!(diagonal > 0)) return scale;
  double volume = 1;
  for (int d = 0; d < 3; ++d) volume *= std::max(size[d], 0.05 * diagonal);
  scale.spacing = std::cbrt(volume / double(n));
  scale.extent = diagonal;
  // A closed cell may extend far beyond the sites that close it. Beyond this radius it is taken for open.
  scale.last_radius = 64 * diagonal;
  return scale;
}

}  // namespace tektite::detail
