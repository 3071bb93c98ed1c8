// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "tektite/core/box.hpp"
#include "tektite/core/box_around.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduced_box.hpp"
#include "tektite/core/status.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/voronoi/detail/build_point_grid.hpp"
#include "tektite/voronoi/detail/cell_kernels.hpp"
#include "tektite/voronoi/detail/gather_cells.hpp"
#include "tektite/voronoi/detail/length_scale.hpp"
#include "tektite/voronoi/detail/walls.hpp"
#include "tektite/voronoi/voronoi_cells.hpp"

namespace tektite::detail {

/// Checks the options of a call.
///
/// \param options thresholds, and what is wanted
/// \throws Error  a threshold negative or not finite, vertices wanted without faces
inline void check_options(VoronoiOptions const& options) {
  auto const require_threshold = [](char const* name, double threshold) {
    require(std::isfinite(threshold) && threshold >= 0, name, " ", threshold, " must be finite and not negative");
  };
  require_threshold("face_threshold", options.face_threshold);
  require_threshold("relative_face_threshold", options.relative_face_threshold);
  require_threshold("edge_threshold", options.edge_threshold);
  require(options.faces || !options.vertices, "vertices are listed by face: they need faces = true");
}

/// Computes all cells of one call of `voronoi` or `radical_voronoi`.
///
/// The first pass computes every cell with the filtered edge walk. The rounds after it compute by exact clipping the
/// cells that the walk rejected. Each further round searches everywhere, quadruples the capacity of a cell, or
/// doubles the pools, whichever the pending cells need, until no cell is pending.
template <ExecutionSpace Exec>
class VoronoiBuilder {
  using Memory = typename Exec::memory_space;

 public:
  /// Checks the input and sorts the points.
  ///
  /// \param exec      runs everything
  /// \param positions of owned particles, and ghosts
  /// \param domain    what surrounds the owned particles
  /// \param options   thresholds, and what is wanted
  /// \param weights   squared radii, by particle; empty: all equal
  /// \throws Error    as `radical_voronoi`
  template <Positions P>
  VoronoiBuilder(Exec const& exec, P const& positions, Surroundings const& domain, VoronoiOptions const& options,
                 Kokkos::View<double const*, Memory> weights)
      : exec_(exec), options_(options), weights_(weights), points_(particle_count(positions)) {
    check_options(options);
    owned_ = domain.owned;
    allocate_cells();
    // The boundary of the cell is put where no particles are.
    ReducedBox const reduced = checked_cell(exec, positions, domain);
    Box const around = box_around(exec, positions, reduced.box);
    scale_ = length_scale(exec, positions, around, domain.closed);
    // Products of six lengths must be numbers.
    require(scale_.spacing > 1e-50 && scale_.extent < 1e50, "voronoi: particles ", scale_.spacing,
            " apart in a space of ", scale_.extent, ": lengths must be between 1e-50 and 1e50");
    near_radius_ = 1.75 * scale_.spacing;  // fastest for a glass: in most cells the security radius is less
    Vec3<double> const width{0.3 * near_radius_, near_radius_, near_radius_};
    grid_ = build_point_grid(exec, positions, around, scale_.low, scale_.high, scale_.extent, width);
    grid_.original = reduced.original;
    tie_ = std::max(1e-10 * scale_.spacing, 64 * grid_.quantum);
    largest_radius_squared_ = largest_weight(exec, weights);
    require(std::sqrt(largest_radius_squared_) < 1e12 * scale_.spacing, "radical_voronoi: a radius of ",
            std::sqrt(largest_radius_squared_), " among particles about ", scale_.spacing, " apart");
    if (domain.closed) walls_ = walls_of(around, grid_.edges);
    reach_ = domain.reach;
    allocate_results();
  }

  /// \returns the cells, in the order of the particles. Call it once
  VoronoiCells<Memory> build() {
    first_pass();
    rounds();
    gather();
    return cells_;
  }

 private:
  /// Allocates what is returned by particle.
  void allocate_cells() {
    cells_.indices = allocate<Kokkos::View<int* [4], Memory>>(exec_, "voronoi::indices", owned_);
    cells_.face_counts = ints("voronoi::face_counts");
    cells_.status = allocate<Kokkos::View<Status*, Memory>>(exec_, "voronoi::status", owned_);
    cells_.faces_dropped = ints("voronoi::faces_dropped");
    cells_.edges_dropped = ints("voronoi::edges_dropped");
    cells_.vertices = ints("voronoi::vertices");
    cells_.degenerate_vertices = ints("voronoi::degenerate_vertices");
    if (!options_.volumes) return;
    cells_.volumes = allocate<Kokkos::View<double*, Memory>>(exec_, "voronoi::volumes", owned_);
    cells_.surface_areas = allocate<Kokkos::View<double*, Memory>>(exec_, "voronoi::surface_areas", owned_);
  }

  /// Allocates what is stored in cell order. The pools suffice for nearly all inputs.
  void allocate_results() {
    results_.volumes = options_.volumes;
    results_.rules = {options_.face_threshold, options_.relative_face_threshold, options_.edge_threshold};
    results_.state = allocate<Kokkos::View<CellState*, Memory>>(exec_, "voronoi::state", points_);
    results_.records = allocate<Kokkos::View<CellRecord*, Memory>>(exec_, "voronoi::records", points_);
    if (options_.faces) {
      results_.face_rows = allocate<decltype(results_.face_rows)>(exec_, "voronoi::face_rows", points_);
      results_.face_pool = allocate<Kokkos::View<FaceRecord*, Memory>>(exec_, "voronoi::pool", 8 * owned_ + 64);
      results_.pool_used = allocate_zero<Kokkos::View<std::int64_t[3], Memory>>(exec_, "voronoi::pool_used");
    }
    if (options_.vertices) {
      results_.first_vertex = allocate<Kokkos::View<std::int64_t*, Memory>>(exec_, "voronoi::first_vertex", points_);
      results_.first_cycle = allocate<Kokkos::View<std::int64_t*, Memory>>(exec_, "voronoi::first_cycle", points_);
      results_.vertex_pool = allocate<Kokkos::View<Vec3<double>*, Memory>>(exec_, "voronoi::pool", 28 * owned_ + 64);
      results_.cycle_pool = allocate<Kokkos::View<int*, Memory>>(exec_, "voronoi::pool", 100 * owned_ + 256);
    }
  }

  /// Computes all cells by edge walks, again for those for which a pool was full.
  void first_pass() {
    CellWalker<Memory> const walker{grid_,          weights_,
                                    first_search(), std::exp2(-std::round(std::log2(scale_.spacing))),
                                    tie_ * tie_,    largest_radius_squared_,
                                    walls_,         reach_};
    mark_owned(exec_, owned_, grid_, results_.state);
    for (;;) {
      walk_cells(exec_, walker, results_);
      pending_ = count_pending(exec_, results_.state);
      if (pending_.pool == 0) break;
      // Which cells find a pool full depends on the threads. So they are walked again: clipping rounds differently.
      grow_pool(exec_, results_);
    }
  }

  /// \returns the stencil of the first search; one that cannot be used in a grid with gaps
  Stencil first_search() const {
    Stencil stencil = make_stencil(grid_.upper, near_radius_);
    if (grid_.gaps) stencil.rows = -1;
    return stencil;
  }

  /// Computes the pending cells by clipping until none is pending.
  void rounds() {
    if (pending_.total() == 0) return;
    auto const duplicates = find_duplicates(exec_, grid_, weights_, tie_);
    double radius = std::min(3.5 * scale_.spacing, reach_);
    double const last_radius = std::min(scale_.last_radius, reach_);
    int capacity = 256;
    for (int round = 0; pending_.total() > 0; ++round) {
      auto const list = list_pending(exec_, results_.state, pending_.total());
      if (pending_.radius > 0) radius = std::max(radius, last_radius);
      // Round 0 uses storage on the stack, round 1 the first capacity in memory.
      if (pending_.capacity > 0 && round > 1) capacity *= 4;
      if (pending_.pool > 0) grow_pool(exec_, results_);
      auto const clipper = make_clipper(radius, duplicates);
      if (round == 0) {
        clip_cells(exec_, list, clipper, results_);
      } else {
        clip_cells_in_memory(exec_, list, capacity, clipper, results_);
      }
      pending_ = count_pending(exec_, results_.state);
      if (pending_.radius > 0 && radius >= last_radius) {
        mark_open(exec_, results_);
        pending_.radius = 0;
      }
    }
  }

  /// \param radius     of the search for sites
  /// \param duplicates marks, by particle
  /// \returns what clips cells
  CellClipper<Memory> make_clipper(double radius, Kokkos::View<std::uint8_t*, Memory> duplicates) const {
    double const cube = scale_.bounded ? std::max(radius, scale_.extent) : radius;
    return {grid_,
            weights_,
            duplicates,
            near_radius_,
            radius,
            scale_.extent,
            std::exp2(std::ceil(std::log2(0.5 * cube))),
            scale_.bounded,
            radius >= scale_.last_radius,
            largest_radius_squared_,
            tie_,
            walls_};
  }

  /// Copies the results into the order of the particles.
  void gather() {
    gather_counts(exec_, grid_.slot_of, results_, cells_);
    if (options_.faces) gather_faces(exec_, grid_.slot_of, results_, cells_);
    if (options_.vertices) gather_vertices(exec_, grid_.slot_of, results_, cells_);
  }

  /// \returns one number per owned particle
  Kokkos::View<int*, Memory> ints(char const* label) const {
    return allocate<Kokkos::View<int*, Memory>>(exec_, label, owned_);
  }

  Exec exec_;
  VoronoiOptions options_;
  Kokkos::View<double const*, Memory> weights_;
  std::size_t points_, owned_ = 0;  // positions, with and without ghosts
  LengthScale scale_;
  double near_radius_ = 0;  // of the first search
  double reach_ = 0;        // from owned particles, within which all particles are given
  double tie_ = 0;          // points closer than this are one
  double largest_radius_squared_ = 0;
  PointGrid<Memory> grid_;
  Walls walls_;
  CellResults<Memory> results_;
  PendingCount pending_;
  VoronoiCells<Memory> cells_;
};

/// Computes all cells.
///
/// \param exec,positions,domain,options,weights as for the constructor of `VoronoiBuilder`
/// \returns      the cells, in the order of the particles
/// \throws Error as `radical_voronoi`
template <ExecutionSpace Exec, Positions P>
VoronoiCells<typename Exec::memory_space> voronoi_cells(
    Exec const& exec, P const& positions, Surroundings const& domain, VoronoiOptions const& options,
    Kokkos::View<double const*, typename Exec::memory_space> const& weights) {
  return VoronoiBuilder<Exec>(exec, positions, domain, options, weights).build();
}

TEKTITE_VORONOI_INSTANCE(VoronoiCells<compiled::Memory> voronoi_cells(compiled::Exec const&, compiled::Positions const&,
                                                                      Surroundings const&, VoronoiOptions const&,
                                                                      compiled::View<double const*> const&));

}  // namespace tektite::detail
