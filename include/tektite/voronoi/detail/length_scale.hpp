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
#include "tektite/core/box_around.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduced_box.hpp"
#include "tektite/core/spacing.hpp"
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

/// Positions as they are.
template <Positions P>
struct PositionAt {
  P positions;

  /// \param i index of a position
  /// \returns the position
  KOKKOS_FUNCTION Vec3<double> operator()(std::size_t i) const { return position(positions, i); }
};

/// A domain in which cells are computed.
template <class D>
struct WorkDomain {
  D around;             ///< has the same cells as the caller's
  ShiftMap original{};  ///< from its shifts to those of the caller's
};

/// Checks the positions, takes short edges, and puts the boundary of the box where no particles are. Fences `exec`
/// twice, three times if edges are shortened.
///
/// \param exec      runs the checks
/// \param positions of all particles
/// \param given     the box around them
/// \returns the reduced box, its origin moved
/// \throws Error    a position that is not finite, or is more than a million boxes away
template <ExecutionSpace Exec, Positions P>
WorkDomain<Box> work_domain(Exec const& exec, P const& positions, Box const& given) {
  ReducedBox const reduced = reduced_box(given);
  require_near(exec, positions, given);
  if (reduced.shorter) require_near(exec, positions, reduced.box);
  return {box_around(exec, positions, reduced.box), reduced.original};
}

/// Checks the positions. Fences `exec` once.
///
/// \param exec      runs the checks
/// \param positions of owned particles and ghosts
/// \param ghosts    says how many are owned
/// \returns `ghosts`
/// \throws Error    a position that is not finite
template <ExecutionSpace Exec, Positions P>
WorkDomain<WithGhosts> work_domain(Exec const& exec, P const& positions, WithGhosts const& ghosts) {
  require_finite(exec, positions, std::numeric_limits<double>::max());
  return {ghosts};
}

/// Finds the lengths for a box. Fences `exec` twice, or a few times more where there is much empty space.
///
/// \param exec      runs the search for extremes
/// \param positions of all particles, checked by `work_domain`
/// \param box       around them, from `work_domain`
/// \returns the lengths
template <ExecutionSpace Exec, Positions P>
LengthScale length_scale(Exec const& exec, P const& positions, Box const& box) {
  std::size_t const n = particle_count(positions);
  LengthScale scale;
  scale.bounded = true;
  if (n == 0) return scale;
  CoordinatesInBox<P> const frame{positions, box};
  auto const extent = bounds(exec, "voronoi::bounds", n, frame);
  scale.low = extent.low;
  scale.high = extent.high;
  double const edges = norm(box.edge(0)) + norm(box.edge(1)) + norm(box.edge(2));
  double outside = 0;
  for (int d = 0; d < 3; ++d) outside += norm(box.edge(d)) * std::max({0.0, -extent.low[d], extent.high[d] - 1});
  bool const periodic = box.periodic(0) && box.periodic(1) && box.periodic(2);
  scale.extent = scale.last_radius = periodic ? 1.01 * edges : 2.02 * (edges + outside);
  double const occupied = occupied_spacing(exec, n, box, frame, extent.low, extent.high);
  double const spacing = std::clamp(occupied, 1e-7 * scale.extent, scale.extent);
  // In a box that is narrower than the spacing, a particle's own images are its nearest sites.
  scale.spacing = spacing > 1.5 * box.shortest_period() ? box.shortest_period() : spacing;
  return scale;
}

/// Finds the lengths for particles with ghosts. Fences `exec` once.
///
/// \param exec      runs the search for extremes
/// \param positions of owned particles and ghosts, checked by `work_domain`
/// \returns the lengths
template <ExecutionSpace Exec, Positions P>
LengthScale length_scale(Exec const& exec, P const& positions, WithGhosts const&) {
  std::size_t const n = particle_count(positions);
  LengthScale scale;
  if (n == 0) return scale;
  auto const extent = bounds(exec, "voronoi::bounds", n, PositionAt<P>{positions});
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
