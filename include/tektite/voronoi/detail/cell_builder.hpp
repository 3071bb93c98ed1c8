// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/sort.hpp"
#include "tektite/voronoi/detail/convex_cell.hpp"
#include "tektite/voronoi/detail/exact_side.hpp"
#include "tektite/voronoi/detail/point_grid.hpp"
#include "tektite/voronoi/detail/walls.hpp"

namespace tektite::detail {

/// Makes the cell of any particle, carefully, by clipping with the planes to all sites within `reach`.
///
/// Sites are taken in order of distance as far as `near_reach` (that is where nearly all faces come from), then shell
/// by shell. A site at distance d cuts nothing once d > 2 R, R the distance of the farthest vertex: the security
/// radius. Of radical cells it may be more than any two sites with a common face are apart; then it need not be
/// reached.
template <MemorySpace Memory>
struct CellBuilder {
  static constexpr int open_face = -7;  // label of the cube that the cell starts from; walls are -1 to -6
  static constexpr int near_capacity = 96;

  PointGrid<Memory> grid;
  Kokkos::View<double const*, Memory> weights;    // squared radii, by particle; empty: all alike
  Kokkos::View<std::uint8_t*, Memory> duplicate;  // by particle; empty: none
  double near_reach, reach;
  double half_width;  // of the cube that the cell starts from
  bool all_inside;    // is there no part of any cell beyond that cube?
  bool all_seen;      // are there no sites beyond `reach` that matter?
  double largest_radius_squared;
  double tie;  // places closer than this are one
  Walls walls;

  /// False if the cell could not be closed by sites within `reach`. The cell is void if it has run out of room.
  template <class Cell>
  KOKKOS_FUNCTION bool operator()(int i, Cell& cell) const {
    Vec3<double> const center = grid.point(i);
    double const own = radius_squared(i);
    cell.start_cube(half_width, open_face);
    auto const clip = [&](CuttingPlane const& by) {
      auto const of = [&](int v, int side) { return exact(i, cell.plane[cell.face[3 * v + side]]); };
      cell.clip(
          by, [&](int v) { return exactly_outside(of(v, 0), of(v, 1), of(v, 2), exact(i, by)); },
          [&](int v) { return grid.quantum * exact_meeting(of(v, 0), of(v, 1), of(v, 2)); });
    };
    auto const wall = [&](int w) {
      return CuttingPlane{walls.normal[w], norm(walls.normal[w]), dot(walls.normal[w], walls.place[w] - center),
                          -1 - walls.wall[w]};
    };
    auto const bisector = [&](Vec3<double> d, int k) {
      double const squared = dot(d, d);
      return CuttingPlane{d, Kokkos::sqrt(squared), 0.5 * (squared + (own - radius_squared(k))), k};
    };
    for (int w = 0; w < walls.count; ++w) clip(wall(w));
    // Sites farther than this cut nothing; widened so that planes that touch a vertex are noticed.
    auto const security = [&] {
      return (Kokkos::sqrt(cell.radius_squared) +
              Kokkos::sqrt(Kokkos::max(0.0, cell.radius_squared + largest_radius_squared - own))) *
                 (1 + 1e-9) +
             2 * tie;
    };
    auto const is_site = [&](int k) { return duplicate.extent(0) == 0 || !duplicate(grid.particle(k)); };

    std::uint64_t queue[near_capacity];
    Vec3<double> at[near_capacity];
    int source[near_capacity];
    int count = 0;
    grid.for_each_run(center, near_reach, [&](int begin, int end, Vec3<int> image) {
      Vec3<double> const from = grid.translation(image) - center;
      for (int k = begin; k < end; ++k) {
        Vec3<double> const d = grid.point(k) + from;
        double const squared = dot(d, d);
        if (squared > near_reach * near_reach || squared == 0 || !is_site(k)) continue;
        if (count == near_capacity) {
          clip(bisector(d, k));
          continue;
        }
        // Distance in the high half, place in the low half: one comparison sorts by both. A float is exact enough.
        auto const bits = Kokkos::bit_cast<std::uint32_t>(static_cast<float>(squared));
        queue[count] = (static_cast<std::uint64_t>(bits) << 32) | static_cast<std::uint32_t>(count);
        at[count] = d;
        source[count++] = k;
      }
    });
    sort(queue, count);
    double wanted = security();
    for (int k = 0; k < count && !cell.overflow; ++k) {
      int const q = static_cast<int>(queue[k] & 0xffffffffu);
      if (dot(at[q], at[q]) > wanted * wanted) continue;
      clip(bisector(at[q], source[q]));
      wanted = security();
    }
    // Shell by shell: near sites cut off what many far ones would have to be compared with.
    for (double inner = near_reach; wanted > inner && inner < reach && !cell.overflow;) {
      double const outer = Kokkos::min(1.25 * inner, reach);
      grid.for_each_run(center, outer, [&](int begin, int end, Vec3<int> image) {
        Vec3<double> const from = grid.translation(image) - center;
        for (int k = begin; k < end && !cell.overflow; ++k) {
          Vec3<double> const d = grid.point(k) + from;
          double const squared = dot(d, d);
          if (squared <= inner * inner || squared > outer * outer || squared > wanted * wanted || !is_site(k)) continue;
          clip(bisector(d, k));
          wanted = security();
        }
      });
      inner = outer;
    }
    if (cell.overflow) return false;
    // Nothing is left, but there may be something beyond the cube: a radical cell need not be where its particle is.
    if (cell.vertices == 0) return all_inside || all_seen;
    if (wanted > reach && !(all_seen && bounded(cell))) return false;
    wanted = Kokkos::min(wanted, reach);
    for (int w = 0; w < walls.count; ++w) cell.touch(wall(w), tie);
    grid.for_each_run(center, wanted, [&](int begin, int end, Vec3<int> image) {
      Vec3<double> const from = grid.translation(image) - center;
      for (int k = begin; k < end; ++k) {
        Vec3<double> const d = grid.point(k) + from;
        double const squared = dot(d, d);
        if (squared > 0 && squared <= wanted * wanted && is_site(k)) cell.touch(bisector(d, k), tie);
      }
    });
    return true;
  }

 private:
  /// Is nothing left of the cube that the cell started from?
  template <class Cell>
  KOKKOS_FUNCTION static bool bounded(Cell const& cell) {
    for (int e = 0; e < 3 * cell.vertices; ++e) {
      if (cell.plane[cell.face[e]].label == open_face) return false;
    }
    return true;
  }

  KOKKOS_FUNCTION double radius_squared(int k) const {
    return weights.extent(0) == 0 ? 0.0 : weights(grid.particle(k));
  }

  /// A plane of the cell of point i in whole numbers.
  KOKKOS_FUNCTION ExactPlane exact(int i, CuttingPlane const& plane) const {
    double const per = 1 / grid.quantum;
    if (plane.label == open_face) {
      return {plane.normal, WholeNumber<3>::from(2 * plane.offset * per), false};
    }
    if (plane.label < 0) {
      int w = 0;
      while (walls.wall[w] != -1 - plane.label) ++w;
      Vec3<double> const to_wall = walls.place[w] - grid.point(i), m = walls.normal[w];
      return {m, WholeNumber<3>(product(m, 2 * per * to_wall)), false};
    }
    Vec3<double> const n = per * plane.normal;
    WholeNumber<3> level(product(n, n));
    if (weights.extent(0) > 0) level = level + whole_square(i) - whole_square(plane.label);
    return {n, level, true};
  }

  /// Of two vectors of whole numbers below 2^62.
  KOKKOS_FUNCTION static WholeNumber<2> product(Vec3<double> a, Vec3<double> b) {
    auto const whole = [](double value) { return WholeNumber<1>(static_cast<std::int64_t>(value)); };
    return whole(a.x) * whole(b.x) + whole(a.y) * whole(b.y) + whole(a.z) * whole(b.z);
  }

  /// A squared radius, as it is used everywhere, in whole units of the squared quantum.
  KOKKOS_FUNCTION WholeNumber<3> whole_square(int k) const {
    return WholeNumber<3>::from(Kokkos::round(radius_squared(k) / (grid.quantum * grid.quantum)));
  }
};

}  // namespace tektite::detail
