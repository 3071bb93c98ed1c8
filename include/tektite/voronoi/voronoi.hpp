// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/voronoi/detail/voronoi_builder.hpp"
#include "tektite/voronoi/voronoi_cells.hpp"

/// \file
/// Voronoi cells, and radical cells of particles with radii.

namespace tektite {

/// Computes the Voronoi cell of every owned particle: all points nearer to it than to any other particle or image.
///
/// Most cells are found by a walk along their edges, among the sites within the security radius, which are all that can
/// cut the cell. Its result is used only if it holds in spite of rounding errors. Every other cell is cut out of a cube
/// by the bisectors, with exact predicates, and with more memory or sites from farther away where it needs them:
/// nothing is ever truncated. So cells that touch agree on their common face.
///
/// Ties are decided as if space were stretched and sheared by infinitely small amounts. An edge of at most 1e-10
/// spacings (`occupied_spacing`; in very long boxes 1e-13 of their edges, if that is more) does not count as one, nor
/// does a face with fewer than three edges left. A vertex is a point where at least three faces meet. So perfect
/// crystals have the indices of their ideal cells (fcc <0,12,0,0>, bcc <0,6,0,8>, sc <0,6,0,0>). Where more than three
/// planes meet, the status is `Status::degenerate`; the results of such a cell are given all the same.
///
/// Particles closer than that count as one: the one with the smallest index has the cell, the others are
/// `Status::duplicate`, without a cell.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3] in the unit of the box, anywhere in space (and ghosts after the owned particles
///                  for `WithGhosts`)
/// \param domain    a `Box`, `WithGhosts`, or a domain of your own. Along axes that are not periodic, cells end at the
///                  walls of the box. With ghosts there are no walls, and a cell that the given particles do not close,
///                  or that a particle beyond the ghosts' reach could change, is `Status::incomplete`
/// \param options   thresholds, and what is wanted
/// \returns         the cells of the owned particles, in their order
/// \throws Error    a threshold negative or not finite, a position not finite (or a million boxes away), vertices
///                  wanted without faces, lengths beyond 1e50 or below 1e-50, a box more than about 500 000 times as
///                  long as thick, fewer positions than owned particles, 2^29 - 1 positions or more
/// \cost            O(n) work and memory at given density; empty space around slabs, wires and clusters costs next to
///                  nothing. About 30 kB of stack per thread; results of 130 bytes per particle and 28 per face, and of
///                  24 per vertex and 30 per face if vertices are wanted; scratch of 80 bytes per particle, 770 more
///                  with faces, and as much again as the vertices take. On a GPU, a stack of 15 kB per thread, 26 kB
///                  with faces, which the driver reserves for all threads that fit, and keeps: 30 or 54 MB for each
///                  multiprocessor of 2048 threads, 4 or 7 GB for 132
/// \fences          several times: to check positions, to find the space that they occupy, to find how many cells are
///                  pending after each pass, and to size the results
/// \determinism     the same bits at any thread count
/// \source          Chand and Kapur, J. ACM 17, 78 (1970), the walk: gift wrapping; Edelsbrunner and Mucke, ACM Trans.
///                  Graph. 9, 66 (1990), ties: simulation of simplicity
template <ExecutionSpace Exec, Positions P, Domain D>
  requires AccessibleFrom<P, Exec>
VoronoiCells<typename Exec::memory_space> voronoi(Exec const& exec, P const& positions, D const& domain,
                                                  VoronoiOptions const& options = {}) {
  return detail::voronoi_cells(exec, detail::common_form(positions), detail::surroundings_of(positions, domain),
                               options, {});
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param positions,domain,options as above
/// \returns as above
template <Positions P, Domain D>
auto voronoi(P const& positions, D const& domain, VoronoiOptions const& options = {}) {
  return voronoi(typename particles_memory_space<P>::execution_space{}, positions, domain, options);
}

/// Computes the radical cell of every owned particle: all points r with |r - x_i|^2 - R_i^2 smaller than for any other
/// particle or image (power diagram).
///
/// The larger of two radii, the farther the plane between the two particles is from the particle that has it. Equal
/// radii give Voronoi cells. A particle may have no cell at all: then its status is `Status::ok`, its volume zero, and
/// it has no faces. Of duplicates the one with the largest radius has the cell. Everything else is as for `voronoi`.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3] in the unit of the box, anywhere in space (and ghosts after the owned particles
///                  for `WithGhosts`)
/// \param radii     n radii in the unit of the box, of ghosts too
/// \param domain    a `Box`, `WithGhosts`, or a domain of your own
/// \param options   thresholds, and what is wanted
/// \returns         the cells of the owned particles, in their order
/// \throws Error    as `voronoi`, and a radius negative, not finite, or 1e12 mean spacings or more, or not as many
///                  radii as positions
/// \cost            as `voronoi`, and 8 bytes of scratch per particle
/// \fences          as `voronoi`, and once to check the radii
/// \determinism     the same bits at any thread count
/// \source          Gellatly and Finney, J. Non-Cryst. Solids 50, 313 (1982)
template <ExecutionSpace Exec, Positions P, ViewOf<double, 1> Radii, Domain D>
  requires AccessibleFrom<P, Exec>
VoronoiCells<typename Exec::memory_space> radical_voronoi(Exec const& exec, P const& positions, Radii const& radii,
                                                          D const& domain, VoronoiOptions const& options = {}) {
  require(radii.extent(0) == particle_count(positions), "radical_voronoi: ", radii.extent(0), " radii for ",
          particle_count(positions), " positions");
  // Squared only here: elsewhere the compiler may fuse the product with a sum in one kernel and not in another.
  auto const weights =
      detail::allocate<Kokkos::View<double*, typename Exec::memory_space>>(exec, "voronoi::weights", radii.extent(0));
  int const bad = detail::launch_count<int>(  // radii that are negative or not finite
      exec, "voronoi::radii", radii.extent(0), KOKKOS_LAMBDA(int i, int& sum) {
        double const r = radii(i);
        weights(i) = r * r;
        sum += !Kokkos::isfinite(r) || r < 0;
      });
  require(bad == 0, "radical_voronoi: ", bad, " radii are negative or not finite");
  return detail::voronoi_cells(exec, detail::common_form(positions), detail::surroundings_of(positions, domain),
                               options, weights);
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param positions,radii,domain,options as above
/// \returns as above
template <Positions P, ViewOf<double, 1> Radii, Domain D>
auto radical_voronoi(P const& positions, Radii const& radii, D const& domain, VoronoiOptions const& options = {}) {
  return radical_voronoi(typename particles_memory_space<P>::execution_space{}, positions, radii, domain, options);
}

}  // namespace tektite
