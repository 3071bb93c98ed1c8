// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/voronoi/edge_walk.hpp"
#include "tektite/voronoi/point_grid.hpp"
#include "tektite/voronoi/walls.hpp"

namespace tektite::detail {

/// Makes the cells of ordinary particles, fast. All others (ties, walls that touch, hundreds of neighbours, duplicates)
/// it declines.
template <MemorySpace Memory>
struct CellWalker {
  PointGrid<Memory> grid;
  Kokkos::View<double const*, Memory> radii;  // by particle; empty: all alike
  Stencil stencil;                            // where to look for neighbours at first: most cells need no more
  double scale;                               // a power of two, about one over the spacing of the points
  double smallest_squared;                    // particles closer than this are duplicates
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
    if (radii.extent(0) == 0) return 0.0;
    double const r = radii(grid.particle(k));
    return r * r;
  }

  /// Sites as they are measured, eight at a time, in vector registers.
  struct Batch {
    static constexpr int lanes = 8, room = 160;
    double x[room], y[room], z[room], squared[room];
    int source[room];
    int count = 0;
  };

  /// All sites within `look` become planes, still without their offsets; returns how many are at the centre itself.
  /// One plane more than there is room for means that there were more.
  KOKKOS_FUNCTION int gather(Vec3<double> center, double look, EdgeWalk& cell) const {
    double const far = look * look * scale * scale, near = smallest_squared * scale * scale;
    int close = 0;
    cell.planes = 0;
    measure(center, look, [&](Batch const& batch) {
      // Kept or not, without a branch: each is written behind the last one kept.
      int kept[Batch::room];
      int n = 0;
      for (int c = 0; c < batch.count; ++c) {
        kept[n] = c;
        n += batch.squared[c] <= far;
      }
      for (int m = 0; m < n; ++m) {
        append(batch, kept[m], cell, batch.squared[kept[m]] > near);
        close += batch.squared[kept[m]] <= near;
      }
    });
    return close;
  }

  /// Beyond the sites within `seen`, which are planes already, those within `look` that may cut the cell so far.
  KOKKOS_FUNCTION void gather_more(Vec3<double> center, double own, double seen, double look, EdgeWalk& cell) const {
    double const far = look * look * scale * scale, inner = seen * seen * scale * scale;
    measure(center, look, [&](Batch const& batch) {
      int kept[Batch::room];
      double offset[Batch::room];
      int n = 0;
      for (int c = 0; c < batch.count; ++c) {
        kept[n] = c;
        n += (batch.squared[c] <= far) & (batch.squared[c] > inner);
      }
      for (int m = 0; m < n; ++m) offset[m] = plane_offset(batch.squared[kept[m]], own, batch.source[kept[m]]);
      n = cell.keep_near(batch.x, batch.y, batch.z, offset, kept, n, seen * scale, look * scale);
      for (int m = 0; m < n; ++m) append(batch, kept[m], cell, true);
    });
  }

  /// \param use device-callable `void(Batch const&)`: among these are all sites within `look`
  template <class Use>
  KOKKOS_FUNCTION void measure(Vec3<double> center, double look, Use const& use) const {
    constexpr int lanes = Batch::lanes;
    Batch batch;
    double const unit = scale;
    double const* const x = grid.x.data();
    double const* const y = grid.y.data();
    double const* const z = grid.z.data();
    auto const run = [&](int begin, int end, Vec3<int> image) {
      Vec3<double> const from = grid.translation(image) - center;
      for (int block = begin; block < end; block += lanes) {
        if (batch.count > Batch::room - lanes) {
          use(batch);
          batch.count = 0;
        }
        int const at = batch.count;
        for (int l = 0; l < lanes; ++l) {
          double const ux = (x[block + l] + from.x) * unit;
          double const uy = (y[block + l] + from.y) * unit;
          double const uz = (z[block + l] + from.z) * unit;
          double const r = ux * ux + uy * uy + uz * uz;
          batch.x[at + l] = ux;
          batch.y[at + l] = uy;
          batch.z[at + l] = uz;
          batch.squared[at + l] = block + l < end ? r : 1e300;
          batch.source[at + l] = block + l;
        }
        batch.count += lanes;
      }
    };
    if (look == stencil.reach) {
      grid.for_each_run(center, stencil, run);
    } else {
      grid.for_each_run(center, look, run);
    }
    use(batch);
  }

  KOKKOS_FUNCTION static void append(Batch const& batch, int c, EdgeWalk& cell, bool really) {
    int const at = Kokkos::min(cell.planes, int(EdgeWalk::capacity));
    cell.x[at] = batch.x[c];
    cell.y[at] = batch.y[c];
    cell.z[at] = batch.z[c];
    cell.source[at] = batch.source[c];
    cell.planes += really;
  }

  /// Where the bisector of a site at this distance, squared, is. \param source sorted point
  KOKKOS_FUNCTION double plane_offset(double squared, double own, int source) const {
    return radii.extent(0) == 0 ? 0.5 * squared : 0.5 * (squared + scale * scale * (own - radius_squared(source)));
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
    if (radii.extent(0) == 0) {
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
