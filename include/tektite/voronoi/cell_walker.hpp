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
    double look = stencil.reach;
    bool shrunk = false;
    for (int attempt = 0; attempt < 5; ++attempt) {
      int const close = gather(center, look, cell);
      if (close != 1) return false;
      if (cell.planes > EdgeWalk::capacity) {
        shrunk = true;
        look *= 0.8;
        continue;
      }
      int const first = finish_planes(center, own, look, cell);
      if (first < 0) return false;
      int const vertices = cell.walk(first, look * scale, ends);
      if (vertices == EdgeWalk::undecided) return false;
      double wanted = 1.5 * look;
      if (vertices >= 0) {
        double const radius_squared = cell.radius_squared / (scale * scale);
        wanted =
            (Kokkos::sqrt(radius_squared) + Kokkos::sqrt(radius_squared + largest_radius_squared - own)) * (1 + 1e-7);
        if (wanted <= look) return cell.certify(look * scale);
      }
      // Very far away there are more sites than there is room for.
      if (shrunk || wanted > 8 * stencil.reach) return false;
      look = wanted;
    }
    return false;
  }

 private:
  KOKKOS_FUNCTION double radius_squared(int k) const {
    if (radii.extent(0) == 0) return 0.0;
    double const r = radii(grid.particle(k));
    return r * r;
  }

  /// All sites within `look` become planes, still without their offsets; returns how many are at the centre itself.
  /// One plane more than there is room for means that there were more.
  KOKKOS_FUNCTION int gather(Vec3<double> center, double look, EdgeWalk& cell) const {
    // Candidates are measured eight at a time, in vector registers, then kept or not, without a branch: each is written
    // behind the last one kept.
    constexpr int lanes = 8, room = 160;
    double dx[room], dy[room], dz[room], squared[room];
    int source[room];
    int count = 0, close = 0, candidates = 0;
    double const far = look * look * scale * scale, near = smallest_squared * scale * scale, unit = scale;
    double const* const x = grid.x.data();
    double const* const y = grid.y.data();
    double const* const z = grid.z.data();
    auto const keep = [&] {
      int kept[room];
      int n = 0;
      for (int c = 0; c < candidates; ++c) {
        kept[n] = c;
        n += squared[c] <= far;
      }
      for (int m = 0; m < n; ++m) {
        int const c = kept[m], at = count < EdgeWalk::capacity ? count : EdgeWalk::capacity;
        cell.x[at] = dx[c];
        cell.y[at] = dy[c];
        cell.z[at] = dz[c];
        cell.source[at] = source[c];
        close += squared[c] <= near;
        count += squared[c] > near;
      }
      candidates = 0;
    };
    auto const measure = [&](int begin, int end, Vec3<int> image) {
      Vec3<double> const from = grid.translation(image) - center;
      for (int block = begin; block < end; block += lanes) {
        if (candidates > room - lanes) keep();
        for (int l = 0; l < lanes; ++l) {
          double const ux = (x[block + l] + from.x) * unit;
          double const uy = (y[block + l] + from.y) * unit;
          double const uz = (z[block + l] + from.z) * unit;
          double const r = ux * ux + uy * uy + uz * uz;
          dx[candidates + l] = ux;
          dy[candidates + l] = uy;
          dz[candidates + l] = uz;
          squared[candidates + l] = block + l < end ? r : 1e300;
          source[candidates + l] = block + l;
        }
        candidates += lanes;
      }
    };
    if (look == stencil.reach) {
      grid.for_each_run(center, stencil, measure);
    } else {
      grid.for_each_run(center, look, measure);
    }
    keep();
    cell.planes = count;
    return close;
  }

  /// Adds walls and offsets; returns the plane nearest to the centre, negative if the centre is not inside all of them.
  KOKKOS_FUNCTION int finish_planes(Vec3<double> center, double own, double look, EdgeWalk& cell) const {
    for (int c = 0; c < cell.planes; ++c) {
      cell.offset[c] = 0.5 * (cell.x[c] * cell.x[c] + cell.y[c] * cell.y[c] + cell.z[c] * cell.z[c]);
    }
    int const points = cell.planes;
    for (int w = 0; w < walls.count; ++w) {
      double const length = norm(walls.normal[w]);
      double const distance = dot(walls.normal[w], walls.place[w] - center) / length;
      if (2 * distance > look) continue;
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
      if (c < points) cell.offset[c] += 0.5 * scale * scale * (own - radius_squared(cell.source[c]));
      if (cell.offset[c] < 1e-3 * Kokkos::sqrt(squared)) return -1;
      double const distance_squared = cell.offset[c] * cell.offset[c] / squared;
      first = distance_squared < least ? c : first;
      least = Kokkos::min(least, distance_squared);
    }
    return first;
  }
};

}  // namespace tektite::detail
