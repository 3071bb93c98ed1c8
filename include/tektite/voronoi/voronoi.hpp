// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/status.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/voronoi/detail/build_point_grid.hpp"
#include "tektite/voronoi/detail/cell_kernels.hpp"
#include "tektite/voronoi/detail/gather_cells.hpp"
#include "tektite/voronoi/detail/length_scale.hpp"
#include "tektite/voronoi/detail/walls.hpp"
#include "tektite/voronoi/voronoi_cells.hpp"

namespace tektite {

namespace detail {

template <ExecutionSpace Exec, Positions P, Domain D>
VoronoiCells<typename Exec::memory_space> make_voronoi_cells(
    Exec const& exec, P const& positions, D const& domain, VoronoiOptions const& options,
    Kokkos::View<double const*, typename Exec::memory_space> weights) {
  using Memory = typename Exec::memory_space;
  auto const require_threshold = [](char const* name, double threshold) {
    require(std::isfinite(threshold) && threshold >= 0, name, " ", threshold, " must be finite and not negative");
  };
  require_threshold("face_threshold", options.face_threshold);
  require_threshold("relative_face_threshold", options.relative_face_threshold);
  require_threshold("edge_threshold", options.edge_threshold);
  require(options.faces || !options.vertices, "vertices are listed by face: they need faces = true");
  std::size_t const n = owned_count(positions, domain);
  VoronoiCells<Memory> cells;
  auto const ints = [&](char const* label) { return allocate<Kokkos::View<int*, Memory>>(exec, label, n); };
  cells.indices = allocate<Kokkos::View<int* [4], Memory>>(exec, "voronoi::indices", n);
  cells.face_counts = ints("voronoi::face_counts");
  cells.status = allocate<Kokkos::View<Status*, Memory>>(exec, "voronoi::status", n);
  cells.faces_dropped = ints("voronoi::faces_dropped");
  cells.edges_dropped = ints("voronoi::edges_dropped");
  cells.vertices = ints("voronoi::vertices");
  cells.degenerate_vertices = ints("voronoi::degenerate_vertices");
  if (options.volumes) {
    cells.volumes = allocate<Kokkos::View<double*, Memory>>(exec, "voronoi::volumes", n);
    cells.surface_areas = allocate<Kokkos::View<double*, Memory>>(exec, "voronoi::surface_areas", n);
  }
  auto const scale = length_scale(exec, positions, domain);
  // Products of six lengths must be numbers.
  require(scale.spacing > 1e-50 && scale.extent < 1e50, "voronoi: particles ", scale.spacing, " apart in a space of ",
          scale.extent, ": lengths must be between 1e-50 and 1e50");
  // Fastest for a glass: in most cells the security radius is less.
  double const near_reach = 1.75 * scale.spacing;
  auto const grid =
      build_point_grid(exec, positions, domain, scale.low, scale.high, {0.3 * near_reach, near_reach, near_reach});
  double const largest_radius_squared = largest_weight(exec, weights);
  require(std::sqrt(largest_radius_squared) < 1e12 * scale.spacing, "radical_voronoi: a radius of ",
          std::sqrt(largest_radius_squared), " among particles about ", scale.spacing, " apart");
  auto const walls = walls_of(domain, grid.edges);
  double const tie = 1e-10 * scale.spacing;

  CellResults<Memory> results;
  results.volumes = options.volumes;
  results.face_threshold = options.face_threshold;
  results.relative_face_threshold = options.relative_face_threshold;
  results.edge_threshold = options.edge_threshold;
  std::size_t const points = particle_count(positions);
  results.lack = allocate<Kokkos::View<Lack*, Memory>>(exec, "voronoi::lack", points);
  results.records = allocate<Kokkos::View<CellRecord*, Memory>>(exec, "voronoi::records", points);
  if (options.faces) {
    results.few_faces = allocate<decltype(results.few_faces)>(exec, "voronoi::few_faces", points);
    results.pool = allocate<Kokkos::View<FaceRecord*, Memory>>(exec, "voronoi::pool", 8 * n + 64);
    results.used = allocate_zero<Kokkos::View<std::int64_t[3], Memory>>(exec, "voronoi::used");
  }
  if (options.vertices) {
    results.first_vertex = allocate<Kokkos::View<std::int64_t*, Memory>>(exec, "voronoi::first_vertex", points);
    results.first_corner = allocate<Kokkos::View<std::int64_t*, Memory>>(exec, "voronoi::first_corner", points);
    results.vertex_pool = allocate<Kokkos::View<Vec3<double>*, Memory>>(exec, "voronoi::pool", 28 * n + 64);
    results.corner_pool = allocate<Kokkos::View<int*, Memory>>(exec, "voronoi::pool", 100 * n + 256);
  }

  // First everyone, fast. Then, carefully, and with more and more reach, room and space for faces, whoever lacked it,
  // until there is nobody left.
  CellWalker<Memory> const walker{grid,
                                  weights,
                                  make_stencil(grid.upper, near_reach),
                                  std::exp2(-std::round(std::log2(scale.spacing))),
                                  tie * tie,
                                  largest_radius_squared,
                                  walls};
  mark_owned(exec, n, grid, results.lack);
  LackCount lacking;
  for (;;) {
    walk_cells(exec, walker, results);
    lacking = count_lacking(exec, results.lack);
    if (lacking.pool == 0) break;
    // Who finds a pool full depends on the threads, so these cells are walked again: the careful path rounds otherwise.
    grow_pool(exec, results);
  }
  Kokkos::View<std::uint8_t*, Memory> duplicates;
  if (lacking.total() > 0) duplicates = find_duplicates(exec, grid, weights, tie);
  double reach = 3.5 * scale.spacing;
  int capacity = 256;
  for (int round = 0; lacking.total() > 0; ++round) {
    auto const pending = list_lacking(exec, results.lack, lacking.total());
    if (lacking.reach > 0) reach = 2 * reach < scale.extent ? 2 * reach : std::max(reach, scale.last);
    if (lacking.room > 0 && round > 1) capacity *= 4;
    if (lacking.pool > 0) grow_pool(exec, results);
    double const cube = scale.bounded ? std::max(reach, scale.extent) : reach;
    CellBuilder<Memory> const builder{grid,
                                      weights,
                                      duplicates,
                                      near_reach,
                                      reach,
                                      std::exp2(std::ceil(std::log2(0.5 * cube))),
                                      scale.bounded,
                                      reach >= scale.last,
                                      largest_radius_squared,
                                      tie,
                                      walls};
    if (round == 0) {
      build_cells(exec, pending, builder, results);
    } else {
      build_cells_in_room(exec, pending, capacity, builder, results);
    }
    lacking = count_lacking(exec, results.lack);
    if (lacking.reach > 0 && reach >= scale.last) {
      mark_open(exec, results);
      lacking.reach = 0;
    }
  }
  gather_counts(exec, grid.point_of, results, cells);
  if (options.faces) gather_faces(exec, grid.point_of, results, cells);
  if (options.vertices) gather_vertices(exec, grid.point_of, results, cells);
  return cells;
}

}  // namespace detail

/// The Voronoi cell of every owned particle: all points nearer to it than to any other particle or image.
///
/// \param exec      runs everything; fenced where sizes are needed on the host
/// \param positions owned particles, anywhere in space (and ghosts behind them for `WithGhosts`)
/// \param domain    a `Box`, or `WithGhosts`. Along axes that do not repeat, cells end at the walls of the box; with
///                  ghosts there are no walls, and a cell that the given particles do not close is `incomplete`
/// \param options   thresholds, and what is wanted
/// \throws Error    a threshold negative or not finite, a position not finite, vertices wanted without faces, lengths
///                  beyond 1e50 or below 1e-50
///
/// Ordinary cells are found by walking along their edges in fixed room (`detail::EdgeWalk`) among sites as far away as
/// can matter (the security radius); what that cannot decide for certain is cut out of a cube by the bisectors, with
/// exact predicates, and with more room or sites from farther away where it needs them: nothing is ever truncated. So
/// cells that touch agree on their common face.
///
/// Ties are decided as if space were stretched and sheared by infinitely small amounts (`detail::exactly_outside`).
/// Edges of at most 1e-10 mean spacings are none, nor are faces with fewer than three edges left; a vertex is a place
/// where at least three faces meet. So perfect crystals have the indices of their ideal cells (fcc <0,12,0,0>, bcc
/// <0,6,0,8>, sc <0,6,0,0>). Where more than three planes meet the status is `degenerate`; the cell's results are given
/// all the same.
///
/// Particles closer than 1e-10 mean spacings are one: the smallest index has the cell, the others are `duplicate`.
///
/// O(n) work and memory at given density: about 30 kB of stack per thread, 130 bytes per particle and 28 per face, for
/// a moment another 80 per particle and, with faces, 770; vertices 24 bytes each and 30 per face, for a moment twice.
/// The same bits at any thread count.
template <ExecutionSpace Exec, Positions P, Domain D>
  requires AccessibleFrom<P, Exec>
VoronoiCells<typename Exec::memory_space> voronoi(Exec const& exec, P const& positions, D const& domain,
                                                  VoronoiOptions const& options = {}) {
  return detail::make_voronoi_cells(exec, positions, domain, options, {});
}

/// On the default instance of the positions' memory.
template <Positions P, Domain D>
auto voronoi(P const& positions, D const& domain, VoronoiOptions const& options = {}) {
  return voronoi(typename particles_memory_space<P>::execution_space{}, positions, domain, options);
}

/// Radical cells (power diagram, Gellatly & Finney 1982): all points r with |r - x_i|^2 - R_i^2 smaller than for any
/// other particle. The plane between two particles moves away from the larger one.
///
/// \param radii one per position, in the unit of the positions. Equal radii give Voronoi cells.
/// \throws Error as `voronoi`, and a radius negative or not finite, or not as many radii as positions
///
/// A particle may have no cell at all: then its status is `ok`, its volume zero, and it has no faces.
template <ExecutionSpace Exec, Positions P, ViewOf<double, 1> Radii, Domain D>
  requires AccessibleFrom<P, Exec>
VoronoiCells<typename Exec::memory_space> radical_voronoi(Exec const& exec, P const& positions, Radii const& radii,
                                                          D const& domain, VoronoiOptions const& options = {}) {
  require(radii.extent(0) == particle_count(positions), "radical_voronoi: ", radii.extent(0), " radii for ",
          particle_count(positions), " positions");
  // Squared once and for all: a product that the compiler fuses with a sum is another number here than there.
  auto const weights =
      detail::allocate<Kokkos::View<double*, typename Exec::memory_space>>(exec, "voronoi::weights", radii.extent(0));
  int bad = 0;
  Kokkos::parallel_reduce(
      "tektite::voronoi::radii", Kokkos::RangePolicy<Exec>(exec, 0, radii.extent(0)),
      KOKKOS_LAMBDA(int i, int& sum) {
        double const r = radii(i);
        weights(i) = r * r;
        sum += !Kokkos::isfinite(r) || r < 0;
      },
      bad);
  require(bad == 0, "radical_voronoi: ", bad, " radii are negative or not finite");
  return detail::make_voronoi_cells(exec, positions, domain, options, weights);
}

/// On the default instance of the positions' memory.
template <Positions P, ViewOf<double, 1> Radii, Domain D>
auto radical_voronoi(P const& positions, Radii const& radii, D const& domain, VoronoiOptions const& options = {}) {
  return radical_voronoi(typename particles_memory_space<P>::execution_space{}, positions, radii, domain, options);
}

}  // namespace tektite
