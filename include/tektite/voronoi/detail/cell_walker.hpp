// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/simd/compaction.hpp"
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/voronoi/detail/edge_walk.hpp"
#include "tektite/voronoi/detail/point_grid.hpp"
#include "tektite/voronoi/detail/walls.hpp"

namespace tektite::detail {

/// Computes the cells of ordinary particles with a filtered `EdgeWalk`, which is fast. It rejects all others, which
/// `CellClipper` then computes exactly: those with ties, of duplicates, of particles on walls, with very many
/// neighbours.
template <MemorySpace Memory>
struct CellWalker {
  PointGrid<Memory> grid;
  Kokkos::View<double const*, Memory> weights;  // squared radii, by particle; empty: all equal
  Stencil stencil;                              // of the first search; most cells need no other
  double scale;             // of the walk's lengths: a power of two, about 1 / spacing of the points
  double smallest_squared;  // particles closer than this are duplicates
  double largest_radius_squared;
  Walls walls;
  double reach;  // within which all sites are known

  /// Computes one cell: searches sites, walks, and searches farther until the search covers the security radius, beyond
  /// which no site can cut the cell.
  ///
  /// \param slot of the particle
  /// \param cell the walk, in units of 1 / `scale`
  /// \param ends see `EdgeWalk::walk`
  /// \returns false if the cell must be computed exactly
  KOKKOS_FUNCTION bool operator()(int slot, EdgeWalk& cell, std::uint16_t* ends) const {
    Vec3<double> const center = grid.point(slot);
    double const own = radius_squared(slot);
    double search_radius = stencil.radius;
    double covered_radius = 0;  // all sites within it are planes already, or cannot cut the cell
    for (int step = 0; step < 12; ++step) {
      if (covered_radius > 0) {
        gather(center, own, covered_radius, search_radius, cell);
        if (cell.planes > EdgeWalk::capacity) return false;
      } else if (gather(center, own, 0, search_radius, cell) != 1) {
        return false;
      } else if (cell.planes > EdgeWalk::capacity) {
        search_radius *= 0.8;
        continue;
      }
      int const first = finish_planes(center, own, covered_radius, search_radius, cell);
      if (first < 0) return false;
      int const vertices = cell.walk(first, search_radius * scale, ends);
      if (vertices == EdgeWalk::undecided) return false;
      if (vertices == EdgeWalk::open) {
        if (covered_radius > 0 || search_radius < stencil.radius || search_radius > 4 * stencil.radius) return false;
        search_radius *= 1.5;
        continue;
      }
      double const farthest_squared = cell.radius_squared / (scale * scale);
      double const security_radius =
          (Kokkos::sqrt(farthest_squared) + Kokkos::sqrt(farthest_squared + largest_radius_squared - own)) * (1 + 1e-7);
      // `certify` is valid for vertices within 4 search radii.
      if (security_radius > reach) return false;
      if (security_radius > 8 * search_radius || !cell.certify(search_radius * scale)) return false;
      if (security_radius <= search_radius) return true;
      // From here on only planes with a face matter, and only those farther sites that may cut this cell.
      cell.drop_unused_planes();
      covered_radius = search_radius;
      search_radius = Kokkos::min(security_radius, 1.6 * search_radius);
    }
    return false;
  }

 private:
  /// \returns the squared radius of the particle in a slot
  KOKKOS_FUNCTION double radius_squared(int slot) const {
    return weights.extent(0) == 0 ? 0.0 : weights(grid.particle(slot));
  }

  static constexpr int lanes = lane_count<Memory, double>;
  using Pack = Lanes<double, lanes>;

  /// Sites that a search found: displacements from the centre in units of the walk, and slots of their points.
  struct Found {
    static constexpr int capacity = 128;
    double x[capacity], y[capacity], z[capacity];
    int source[capacity];
    int count = 0;
  };

  /// Appends planes, without their offsets, of the sites within the search radius: of all if no radius is covered, else
  /// of those beyond the covered radius that may cut the walked cell. Planes beyond the capacity are counted in
  /// `cell.planes`, but not stored.
  ///
  /// Of each vector of points, those that are found are appended without a branch.
  ///
  /// \returns how many sites are at the centre: 1, the particle itself, or more if it has duplicates; 0 if a radius is
  ///          covered
  KOKKOS_FUNCTION int gather(Vec3<double> center, double own, double covered_radius, double search_radius,
                             EdgeWalk& cell) const {
    int at_center = 0;
    if (covered_radius == 0) cell.planes = 0;
    auto const use = [&](Found const& found) {
      if (covered_radius > 0) {
        append_cutting(found, own, covered_radius, search_radius, cell);
      } else {
        at_center += append_all(found, cell);
      }
    };
    double const inner = covered_radius > 0 ? covered_radius * covered_radius * scale * scale : -1;
    Found found;
    double const unit = scale, outer = search_radius * search_radius * scale * scale;
    double const* const x = grid.x.data();
    double const* const y = grid.y.data();
    double const* const z = grid.z.data();
    auto const run = [&](int begin, int end, Vec3<int> image) {
      Vec3<double> const from = grid.translation(image) - center;
      for (int block = begin; block < end; block += lanes) {
        if (found.count > Found::capacity - lanes) {
          use(found);
          found.count = 0;
        }
        Pack const ux = (load<Pack>(x + block) + from.x) * unit;
        Pack const uy = (load<Pack>(y + block) + from.y) * unit;
        Pack const uz = (load<Pack>(z + block) + from.z) * unit;
        Pack const squared = ux * ux + uy * uy + uz * uz;
        unsigned const wanted = not_above<lanes>(squared, outer) & ~not_above<lanes>(squared, inner) &
                                ~(~0u << Kokkos::min(end - block, int(lanes)));
        int const at = found.count;
        append_lanes<lanes>(found.x + at, ux, wanted);
        append_lanes<lanes>(found.y + at, uy, wanted);
        append_lanes<lanes>(found.z + at, uz, wanted);
        found.count += append_lanes<lanes>(found.source + at, numbers_from<lanes>(block), wanted);
      }
    };
    if (search_radius == stencil.radius) {
      grid.for_each_run(center, stencil, run);
    } else {
      grid.for_each_run(center, search_radius, run);
    }
    use(found);
    return at_center;
  }

  /// Appends planes for all sites that were found but those at the centre.
  ///
  /// \returns how many sites are at the centre
  KOKKOS_FUNCTION int append_all(Found const& found, EdgeWalk& cell) const {
    double const smallest = smallest_squared * scale * scale;
    int at_center_count = 0;
    for (int c = 0; c < found.count; ++c) {
      bool const at_center = found.x[c] * found.x[c] + found.y[c] * found.y[c] + found.z[c] * found.z[c] <= smallest;
      append(found, c, cell, !at_center);
      at_center_count += at_center;
    }
    return at_center_count;
  }

  /// Appends planes for those sites that were found and may cut the walked cell.
  KOKKOS_FUNCTION void append_cutting(Found const& found, double own, double covered_radius, double search_radius,
                                      EdgeWalk& cell) const {
    int kept[Found::capacity];
    double offset[Found::capacity];
    for (int c = 0; c < found.count; ++c) {
      double const squared = found.x[c] * found.x[c] + found.y[c] * found.y[c] + found.z[c] * found.z[c];
      kept[c] = c;
      offset[c] = plane_offset(squared, own, found.source[c]);
    }
    int const n = cell.keep_cutting(found.x, found.y, found.z, offset, kept, found.count, covered_radius * scale,
                                    search_radius * scale);
    for (int m = 0; m < n; ++m) append(found, kept[m], cell, true);
  }

  /// Appends a plane for site c if `wanted`; without a branch, so it writes in any case.
  KOKKOS_FUNCTION static void append(Found const& found, int c, EdgeWalk& cell, bool wanted) {
    int const at = Kokkos::min(cell.planes, int(EdgeWalk::capacity));
    cell.x[at] = found.x[c];
    cell.y[at] = found.y[c];
    cell.z[at] = found.z[c];
    cell.source[at] = found.source[c];
    cell.planes += wanted;
  }

  /// \param squared distance of a site, squared, in units of the walk
  /// \param own     squared radius of the particle
  /// \param source  slot of the site's point
  /// \returns the offset of its bisector
  KOKKOS_FUNCTION double plane_offset(double squared, double own, int source) const {
    return weights.extent(0) == 0 ? 0.5 * squared : 0.5 * (squared + scale * scale * (own - radius_squared(source)));
  }

  /// Finds the offsets of all planes, and appends the walls that the search radius covers and the covered radius does
  /// not.
  ///
  /// \returns the plane nearest to the centre; negative if the centre is not well inside all planes, or if there are
  ///          too many
  KOKKOS_FUNCTION int finish_planes(Vec3<double> center, double own, double covered_radius, double search_radius,
                                    EdgeWalk& cell) const {
    for (int c = 0; c < cell.planes; ++c) {
      cell.offset[c] = 0.5 * (cell.x[c] * cell.x[c] + cell.y[c] * cell.y[c] + cell.z[c] * cell.z[c]);
    }
    for (int w = 0; w < walls.count; ++w) {
      double const length = norm(walls.normal[w]);
      double const distance = dot(walls.normal[w], walls.corner[w] - center) / length;
      if (2 * distance > search_radius || (covered_radius > 0 && 2 * distance <= covered_radius)) continue;
      if (distance * scale < 1e-3 || cell.planes == EdgeWalk::capacity) return -1;
      // A wall is the bisector to the mirror image of the particle.
      int const c = cell.planes++;
      Vec3<double> const d = (2 * distance * scale / length) * walls.normal[w];
      cell.x[c] = d.x;
      cell.y[c] = d.y;
      cell.z[c] = d.z;
      cell.offset[c] = 0.5 * dot(d, d);
      cell.source[c] = -1 - walls.wall[w];
    }
    int first = -1;
    double least = Kokkos::Experimental::infinity_v<double>;
    if (weights.extent(0) == 0) {
      for (int c = 0; c < cell.planes; ++c) {
        first = cell.offset[c] < least ? c : first;
        least = Kokkos::min(least, cell.offset[c]);
      }
      return first;
    }
    for (int c = 0; c < cell.planes; ++c) {
      double const squared = 2 * cell.offset[c];
      if (cell.source[c] >= 0) cell.offset[c] = plane_offset(squared, own, cell.source[c]);
      if (cell.offset[c] < 1e-3 * Kokkos::sqrt(squared)) return -1;
      double const distance_squared = cell.offset[c] * cell.offset[c] / squared;
      first = distance_squared < least ? c : first;
      least = Kokkos::min(least, distance_squared);
    }
    return first;
  }
};

}  // namespace tektite::detail
