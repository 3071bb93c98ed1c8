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

/// Makes the cells of ordinary particles, fast. All others (ties, walls that touch, hundreds of neighbours, duplicates)
/// it declines.
template <MemorySpace Memory>
struct CellWalker {
  PointGrid<Memory> grid;
  Kokkos::View<double const*, Memory> weights;  // squared radii, by particle; empty: all alike
  Stencil stencil;                              // where to look for neighbours at first: most cells need no more
  double scale;                                 // a power of two, about one over the spacing of the points
  double smallest_squared;                      // particles closer than this are duplicates
  double largest_radius_squared;
  Walls walls;

  /// False if the cell is not for this path. \param k sorted point
  KOKKOS_FUNCTION bool operator()(int k, EdgeWalk& cell, std::uint16_t* ends) const {
    Vec3<double> const center = grid.point(k);
    double const own = radius_squared(k);
    double look = stencil.reach, seen = 0;  // all sites within `seen` are accounted for
    for (int attempt = 0; attempt < 12; ++attempt) {
      if (seen > 0) {
        gather_more(center, own, seen, look, cell);
        if (cell.planes > EdgeWalk::capacity) return false;
      } else if (gather(center, look, cell) != 1) {
        return false;
      } else if (cell.planes > EdgeWalk::capacity) {
        look *= 0.8;
        continue;
      }
      int const first = finish_planes(center, own, seen, look, cell);
      if (first < 0) return false;
      int const vertices = cell.walk(first, look * scale, ends);
      if (vertices == EdgeWalk::undecided) return false;
      if (vertices == EdgeWalk::open) {
        if (seen > 0 || look < stencil.reach || look > 4 * stencil.reach) return false;
        look *= 1.5;
        continue;
      }
      double const radius_squared = cell.radius_squared / (scale * scale);
      double const wanted =
          (Kokkos::sqrt(radius_squared) + Kokkos::sqrt(radius_squared + largest_radius_squared - own)) * (1 + 1e-7);
      // Single precision can tell little about vertices far beyond the sites.
      if (wanted > 8 * look || !cell.certify(look * scale)) return false;
      if (wanted <= look) return true;
      // Of the sites farther away only those matter that cut this cell, and of these planes only those with a face.
      cell.drop_unused_planes();
      seen = look;
      look = Kokkos::min(wanted, 1.6 * look);
    }
    return false;
  }

 private:
  KOKKOS_FUNCTION double radius_squared(int k) const {
    return weights.extent(0) == 0 ? 0.0 : weights(grid.particle(k));
  }

  static constexpr int lanes = lane_count<Memory, double>;
  using Pack = Lanes<double, lanes>;

  /// Sites that were found, as they are seen from the centre, lengths in units of the cell.
  struct Found {
    static constexpr int room = 128;
    double x[room], y[room], z[room];
    int source[room];
    int count = 0;
  };

  /// All sites within `look` become planes, still without their offsets; returns how many are at the centre itself.
  /// One plane more than there is room for means that there were more.
  KOKKOS_FUNCTION int gather(Vec3<double> center, double look, EdgeWalk& cell) const {
    double const near = smallest_squared * scale * scale;
    int close = 0;
    cell.planes = 0;
    search(center, -1, look, [&](Found const& found) {
      for (int c = 0; c < found.count; ++c) {
        bool const at_center = found.x[c] * found.x[c] + found.y[c] * found.y[c] + found.z[c] * found.z[c] <= near;
        append(found, c, cell, !at_center);
        close += at_center;
      }
    });
    return close;
  }

  /// Beyond the sites within `seen`, which are planes already, those within `look` that may cut the cell so far.
  KOKKOS_FUNCTION void gather_more(Vec3<double> center, double own, double seen, double look, EdgeWalk& cell) const {
    search(center, seen * seen * scale * scale, look, [&](Found const& found) {
      int kept[Found::room];
      double offset[Found::room];
      for (int c = 0; c < found.count; ++c) {
        double const squared = found.x[c] * found.x[c] + found.y[c] * found.y[c] + found.z[c] * found.z[c];
        kept[c] = c;
        offset[c] = plane_offset(squared, own, found.source[c]);
      }
      int const n = cell.keep_near(found.x, found.y, found.z, offset, kept, found.count, seen * scale, look * scale);
      for (int m = 0; m < n; ++m) append(found, kept[m], cell, true);
    });
  }

  /// Finds the sites within `look`, but not those whose squared distance, in units of the cell, is at most `inner`.
  /// What is found of a vector of sites is written behind what was found before, without a branch.
  ///
  /// \param use device-callable `void(Found const&)`, called once or more
  template <class Use>
  KOKKOS_FUNCTION void search(Vec3<double> center, double inner, double look, Use const& use) const {
    Found found;
    double const unit = scale, far = look * look * scale * scale;
    double const* const x = grid.x.data();
    double const* const y = grid.y.data();
    double const* const z = grid.z.data();
    auto const run = [&](int begin, int end, Vec3<int> image) {
      Vec3<double> const from = grid.translation(image) - center;
      for (int block = begin; block < end; block += lanes) {
        if (found.count > Found::room - lanes) {
          use(found);
          found.count = 0;
        }
        Pack const ux = (load<Pack>(x + block) + from.x) * unit;
        Pack const uy = (load<Pack>(y + block) + from.y) * unit;
        Pack const uz = (load<Pack>(z + block) + from.z) * unit;
        Pack const squared = ux * ux + uy * uy + uz * uz;
        unsigned const wanted = not_above<lanes>(squared, far) & ~not_above<lanes>(squared, inner) &
                                ~(~0u << Kokkos::min(end - block, int(lanes)));
        int const at = found.count;
        append_lanes<lanes>(found.x + at, ux, wanted);
        append_lanes<lanes>(found.y + at, uy, wanted);
        append_lanes<lanes>(found.z + at, uz, wanted);
        found.count += append_lanes<lanes>(found.source + at, numbers_from<lanes>(block), wanted);
      }
    };
    if (look == stencil.reach) {
      grid.for_each_run(center, stencil, run);
    } else {
      grid.for_each_run(center, look, run);
    }
    use(found);
  }

  KOKKOS_FUNCTION static void append(Found const& found, int c, EdgeWalk& cell, bool really) {
    int const at = Kokkos::min(cell.planes, int(EdgeWalk::capacity));
    cell.x[at] = found.x[c];
    cell.y[at] = found.y[c];
    cell.z[at] = found.z[c];
    cell.source[at] = found.source[c];
    cell.planes += really;
  }

  /// Where the bisector of a site at this distance, squared, is. \param source sorted point
  KOKKOS_FUNCTION double plane_offset(double squared, double own, int source) const {
    return weights.extent(0) == 0 ? 0.5 * squared : 0.5 * (squared + scale * scale * (own - radius_squared(source)));
  }

  /// Adds offsets, and walls that are not beyond `seen` already; returns the plane nearest to the centre, negative if
  /// the centre is not inside all of them.
  KOKKOS_FUNCTION int finish_planes(Vec3<double> center, double own, double seen, double look, EdgeWalk& cell) const {
    for (int c = 0; c < cell.planes; ++c) {
      cell.offset[c] = 0.5 * (cell.x[c] * cell.x[c] + cell.y[c] * cell.y[c] + cell.z[c] * cell.z[c]);
    }
    for (int w = 0; w < walls.count; ++w) {
      double const length = norm(walls.normal[w]);
      double const distance = dot(walls.normal[w], walls.place[w] - center) / length;
      if (2 * distance > look || (seen > 0 && 2 * distance <= seen)) continue;
      if (distance * scale < 1e-3 || cell.planes == EdgeWalk::capacity) return -1;
      // As if the particle saw itself in a mirror.
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
