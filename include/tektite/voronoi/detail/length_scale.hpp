// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "tektite/core/bounds.hpp"
#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/particles.hpp"
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

/// Finds the lengths for particles that images and walls enclose. Fences `exec` twice, or a few times more where there
/// is much empty space.
///
/// \param exec      runs the search for extremes
/// \param positions of n > 0 particles, checked
/// \param cell      around them, its origin chosen by `box_around`
/// \returns the lengths
template <ExecutionSpace Exec, Positions P>
LengthScale length_scale_in_box(Exec const& exec, P const& positions, Box const& cell) {
  std::size_t const n = particle_count(positions);
  LengthScale scale;
  scale.bounded = true;
  CoordinatesInBox<P> const frame{positions, cell};
  auto const extent = bounds(exec, "voronoi::bounds", n, frame);
  scale.low = extent.low;
  scale.high = extent.high;
  double const edges = norm(cell.edge(0)) + norm(cell.edge(1)) + norm(cell.edge(2));
  double outside = 0;
  for (int d = 0; d < 3; ++d) outside += norm(cell.edge(d)) * std::max({0.0, -extent.low[d], extent.high[d] - 1});
  bool const periodic = cell.periodic(0) && cell.periodic(1) && cell.periodic(2);
  scale.extent = scale.last_radius = periodic ? 1.01 * edges : 2.02 * (edges + outside);
  double const occupied = occupied_spacing(exec, n, cell, frame, extent.low, extent.high);
  double const spacing = std::clamp(occupied, 1e-7 * scale.extent, scale.extent);
  // In a box that is narrower than the spacing, a particle's own images are its nearest sites.
  scale.spacing = spacing > 1.5 * cell.shortest_period() ? cell.shortest_period() : spacing;
  return scale;
}

/// \param size lengths along the edges of a cell
/// \param cell the cell
/// \returns the longest diagonal of the body with these edges, which has the shape of the cell
inline double longest_diagonal(Vec3<double> size, Box const& cell) {
  double longest = 0;
  for (int signs = 0; signs < 4; ++signs) {
    Vec3<double> const s{size.x, signs & 1 ? -size.y : size.y, signs & 2 ? -size.z : size.z};
    longest = std::max(longest, norm(cell.edges() * s));
  }
  return longest;
}

/// Finds the lengths for particles with ghosts. Fences `exec` once.
///
/// Sites that share a face differ by at most the extent of the particles across the directions of images, and by the
/// sum of the periodic edges along them, since the cell of a particle lies in that of the lattice of its images.
///
/// \param exec      runs the search for extremes
/// \param positions of n > 0 owned particles and ghosts, checked
/// \param cell      of the domain
/// \returns the lengths
template <ExecutionSpace Exec, Positions P>
LengthScale length_scale_with_ghosts(Exec const& exec, P const& positions, Box const& cell) {
  std::size_t const n = particle_count(positions);
  LengthScale scale;
  auto const extent = bounds(exec, "voronoi::bounds", n, CoordinatesInBox<P>{positions, cell});
  scale.low = extent.low;
  scale.high = extent.high;
  Vec3<double> across = extent.high - extent.low;  // coordinates, of axes without images only
  double along = 0;
  for (int d = 0; d < 3; ++d) {
    if (!cell.periodic(d)) continue;
    across[d] = 0;
    along += 1.01 * norm(cell.edge(d));
  }
  double const size = longest_diagonal(across, cell) + along;
  if (!(size > 0)) return scale;
  double volume = 1;
  for (int d = 0; d < 3; ++d)
    volume *= cell.periodic(d) ? norm(cell.edge(d)) : std::max(across[d] * norm(cell.edge(d)), 0.05 * size);
  double const spacing = std::cbrt(volume / double(n));
  scale.spacing = spacing > 1.5 * cell.shortest_period() ? cell.shortest_period() : spacing;
  scale.extent = size;
  // A closed cell may extend far beyond the sites that close it. Beyond this radius it is taken for open.
  scale.last_radius = 64 * size;
  return scale;
}

/// Finds the lengths that steer the search for sites.
///
/// \param exec      runs the search for extremes
/// \param positions of all particles, checked by `checked_cell`
/// \param cell      around them
/// \param closed    whether images and walls enclose them
/// \returns the lengths
template <ExecutionSpace Exec, Positions P>
LengthScale length_scale(Exec const& exec, P const& positions, Box const& cell, bool closed) {
  if (particle_count(positions) == 0) {
    LengthScale scale;
    scale.bounded = closed;
    return scale;
  }
  return closed ? length_scale_in_box(exec, positions, cell) : length_scale_with_ghosts(exec, positions, cell);
}

}  // namespace tektite::detail
