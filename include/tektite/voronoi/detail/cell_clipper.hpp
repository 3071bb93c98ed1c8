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

/// Computes the cell of any particle, with exact predicates: clips a cube by the bisectors to the sites within
/// `search_radius`.
///
/// Sites within `near_radius` come first, in order of distance, since nearly all faces are theirs; then the others,
/// shell by shell. A site at distance d cuts nothing if d > 2 R, R the distance of the farthest vertex: the security
/// radius. Nor does one that is outside the balls around all vertices that touch the particle. At a surface, where a
/// cell is a long needle, these hold few of the sites within the security radius; so a far search uses them, and clips
/// by the nearest images of the particle first, so that the needle is no wider than the box. For radical cells the
/// security radius may exceed the distance of any two sites with a common face; then `search_radius` need not reach it
/// (`radius_holds_sites`).
template <MemorySpace Memory>
struct CellClipper {
  static constexpr int open_face = -7;  // label of the faces of the cube; those of walls are -1 to -6
  static constexpr int near_capacity = 96;

  PointGrid<Memory> grid;
  Kokkos::View<double const*, Memory> weights;    // squared radii, by particle; empty: all equal
  Kokkos::View<std::uint8_t*, Memory> duplicate;  // by particle; empty: none
  double near_radius, search_radius;
  double extent;            // sites farther apart than this share no face, or there are none so far apart
  double half_width;        // of the cube
  bool cube_holds_cells;    // whether no part of any cell is outside its cube
  bool radius_holds_sites;  // whether no site beyond `search_radius` can share a face
  double largest_radius_squared;
  double tie;  // points closer than this are one
  Walls walls;

  /// Computes one cell.
  ///
  /// \param slot of the particle
  /// \param cell becomes void if its capacity was exceeded (`overflow`)
  /// \returns whether the sites within `search_radius` close the cell
  KOKKOS_FUNCTION bool operator()(int slot, ConvexCell& cell) const {
    Clipping clipping{*this, cell, slot, grid.point(slot), radius_squared(slot)};
    cell.start_cube(half_width, open_face);
    for (int w = 0; w < walls.count; ++w) clipping.clip(clipping.wall(w));
    if (is_far(search_radius)) clipping.clip_own_images();
    clipping.clip_near_sites();
    clipping.clip_shells();
    if (cell.overflow) return false;
    // Nothing of the cube is left. The cell may still be outside it: a radical cell need not contain its particle.
    if (cell.vertices == 0) return cube_holds_cells || radius_holds_sites;
    if (clipping.security_radius > search_radius && !(radius_holds_sites && closed(cell))) return false;
    clipping.touch_planes(Kokkos::min(clipping.security_radius, Kokkos::min(search_radius, extent)));
    return true;
  }

 private:
  /// \returns whether a search within the radius is far: around the vertices, not around the particle
  KOKKOS_FUNCTION bool is_far(double radius) const { return radius > 4 * near_radius; }

  /// The balls that hold all sites that may cut or touch a cell: around its vertices, touching the particle, larger for
  /// radical cells.
  struct VertexBalls {
    CellClipper const& all;
    ConvexCell const& cell;
    double own;  // squared radius of the particle

    /// \returns the number of vertices
    KOKKOS_FUNCTION int count() const { return cell.vertices; }
    /// \param v a vertex
    /// \returns its ball
    KOKKOS_FUNCTION typename PointGrid<Memory>::Ball operator()(int v) const {
      Vec3<double> const r = cell.vertex(v);
      double const radius = Kokkos::sqrt(dot(r, r) + (all.largest_radius_squared - own)) * (1 + 1e-9) + 4 * all.tie;
      return {all.grid.in_axes(r), radius * radius};
    }
  };

  /// What is done with the sites that a search finds.
  enum class Use { collect, clip, touch };

  /// The nearest sites of a particle, for `Use::collect`.
  struct NearSites {
    std::uint64_t queue[near_capacity];  // distance in the high half, index in the low half
    Vec3<double> displacement[near_capacity];
    int source[near_capacity];
    int count = 0;
  };

  /// The clipping of one cell. Vectors count from its particle.
  struct Clipping {
    CellClipper const& all;
    ConvexCell& cell;
    int slot;
    Vec3<double> center;
    double own;                  // squared radius of the particle
    double security_radius = 0;  // once the near sites have clipped

    /// Cuts the cell by a plane, deciding doubtful sides in whole numbers.
    KOKKOS_FUNCTION void clip(CuttingPlane const& by) {
      auto const of = [&](int v, int side) { return all.exact(slot, cell.plane[cell.face[3 * v + side]]); };
      cell.clip(
          by, [&](int v) { return exactly_outside(of(v, 0), of(v, 1), of(v, 2), all.exact(slot, by)); },
          [&](int v) { return all.grid.quantum * exact_meeting(of(v, 0), of(v, 1), of(v, 2)); });
    }

    /// \returns the plane of wall w
    KOKKOS_FUNCTION CuttingPlane wall(int w) const {
      Walls const& planes = all.walls;
      return {planes.normal[w], norm(planes.normal[w]), dot(planes.normal[w], planes.corner[w] - center),
              -1 - planes.wall[w]};
    }

    /// \param d displacement to a site
    /// \param k slot of its point
    /// \returns the plane between the particle and the site
    KOKKOS_FUNCTION CuttingPlane bisector(Vec3<double> d, int k) const {
      double const squared = dot(d, d);
      return {d, Kokkos::sqrt(squared), 0.5 * (squared + (own - all.radius_squared(k))), k};
    }

    /// \returns whether the point in slot k takes part: it is no duplicate
    KOKKOS_FUNCTION bool is_site(int k) const {
      return all.duplicate.extent(0) == 0 || !all.duplicate(all.grid.particle(k));
    }

    /// \returns whether the image of slot k has clipped already, as one of the particle's nearest images
    KOKKOS_FUNCTION bool has_clipped(int k, Vec3<int> image) const {
      if (k != slot || !all.is_far(all.search_radius)) return false;
      bool found = false;
      for_each_own_image([&](Vec3<int> own_image) { found = found || own_image == image; });
      return found;
    }

    /// Visits the nearest images of the particle: sums of the shortest vectors between images, each -1, 0 or 1 times.
    template <class Visit>
    KOKKOS_FUNCTION void for_each_own_image(Visit const& visit) const {
      Vec3<int> const(&shift)[3] = all.grid.shortest_shift;
      int const n0 = !(shift[0] == Vec3<int>{}), n1 = !(shift[1] == Vec3<int>{}), n2 = !(shift[2] == Vec3<int>{});
      for (int i = -n0; i <= n0; ++i) {
        for (int j = -n1; j <= n1; ++j) {
          for (int k = -n2; k <= n2; ++k) {
            if (i != 0 || j != 0 || k != 0) visit(i * shift[0] + j * shift[1] + k * shift[2]);
          }
        }
      }
    }

    /// Clips by the nearest images of the particle.
    KOKKOS_FUNCTION void clip_own_images() {
      for_each_own_image([&](Vec3<int> image) {
        if (!cell.overflow) clip(bisector(all.grid.translation(image), slot));
      });
    }

    /// Finds all sites within an outer radius and not within an inner one that may cut or touch the cell, until the
    /// capacity of the cell is exceeded. One function for every use: the search is the larger part of the code.
    ///
    /// \param near for `Use::collect`
    KOKKOS_FUNCTION void find_sites(Use use, double inner, double outer, NearSites* near = nullptr) {
      auto const visit = [&](int begin, int end, Vec3<int> image) {
        Vec3<double> const from = all.grid.translation(image) - center;
        for (int k = begin; k < end && !cell.overflow; ++k) {
          Vec3<double> const d = all.grid.point(k) + from;
          double const squared = dot(d, d);
          if (squared <= inner * inner || squared > outer * outer) continue;
          if (use == Use::clip && squared > security_radius * security_radius) continue;
          if (!is_site(k) || (use != Use::touch && has_clipped(k, image))) continue;
          use_site(use, d, squared, k, near);
        }
      };
      if (!all.is_far(outer)) {
        all.grid.for_each_run(center, outer, visit);
      } else {
        all.grid.for_each_run_in(center, outer * outer * (1 + 1e-9), VertexBalls{all, cell, own}, visit);
      }
    }

    /// Does with a site at displacement d what is wanted. Beyond the capacity, sites clip instead of being collected.
    KOKKOS_FUNCTION void use_site(Use use, Vec3<double> d, double squared, int k, NearSites* near) {
      CuttingPlane const plane = bisector(d, k);
      if (use == Use::touch) {
        cell.touch(plane, all.tie);
      } else if (use == Use::clip) {
        clip(plane);
        update_security_radius();
      } else if (near->count == near_capacity) {
        clip(plane);
      } else {
        // One comparison sorts by distance and index. A float is exact enough.
        auto const bits = Kokkos::bit_cast<std::uint32_t>(static_cast<float>(squared));
        near->queue[near->count] = (static_cast<std::uint64_t>(bits) << 32) | static_cast<std::uint32_t>(near->count);
        near->displacement[near->count] = d;
        near->source[near->count++] = k;
      }
    }

    /// Finds the radius beyond which sites cut nothing; wide enough for planes that touch a vertex.
    KOKKOS_FUNCTION void update_security_radius() {
      security_radius = (Kokkos::sqrt(cell.radius_squared) +
                         Kokkos::sqrt(Kokkos::max(0.0, cell.radius_squared + all.largest_radius_squared - own))) *
                            (1 + 1e-9) +
                        2 * all.tie;
    }

    /// Clips by the sites within `near_radius`, nearest first. Sites beyond `near_capacity` clip as they are found.
    KOKKOS_FUNCTION void clip_near_sites() {
      NearSites near;
      find_sites(Use::collect, 0, all.near_radius, &near);
      sort(near.queue, near.count);
      update_security_radius();
      for (int k = 0; k < near.count && !cell.overflow; ++k) {
        int const q = static_cast<int>(near.queue[k] & 0xffffffffu);
        Vec3<double> const d = near.displacement[q];
        if (dot(d, d) > security_radius * security_radius) continue;
        clip(bisector(d, near.source[q]));
        update_security_radius();
      }
    }

    /// Clips by the sites between `near_radius` and `search_radius`, as far as the security radius. Shell by shell: the
    /// nearer sites shrink the security radius, which saves clipping by many farther ones.
    KOKKOS_FUNCTION void clip_shells() {
      double const last = Kokkos::min(all.search_radius, all.extent);
      for (double inner = all.near_radius; security_radius > inner && inner < last && !cell.overflow;) {
        double const outer = Kokkos::min((all.is_far(inner) ? 2 : 1.25) * inner, last);
        find_sites(Use::clip, inner, outer);
        inner = outer;
      }
    }

    /// Marks the vertices that further planes touch: those of walls, and of sites within a radius.
    KOKKOS_FUNCTION void touch_planes(double radius) {
      for (int w = 0; w < all.walls.count; ++w) cell.touch(wall(w), all.tie);
      find_sites(Use::touch, 0, radius);
    }
  };

  /// \returns whether no face of the cube is left
  KOKKOS_FUNCTION static bool closed(ConvexCell const& cell) {
    for (int e = 0; e < 3 * cell.vertices; ++e) {
      if (cell.plane[cell.face[e]].label == open_face) return false;
    }
    return true;
  }

  /// \returns the squared radius of the particle in a slot
  KOKKOS_FUNCTION double radius_squared(int slot) const {
    return weights.extent(0) == 0 ? 0.0 : weights(grid.particle(slot));
  }

  /// \returns a plane of the cell of the particle in a slot, in whole numbers
  KOKKOS_FUNCTION ExactPlane exact(int slot, CuttingPlane const& plane) const {
    double const per = 1 / grid.quantum;
    if (plane.label == open_face) {
      return {plane.normal, WholeNumber<3>::from(2 * plane.offset * per), false};
    }
    if (plane.label < 0) {
      int w = 0;
      while (walls.wall[w] != -1 - plane.label) ++w;
      Vec3<double> const to_wall = walls.corner[w] - grid.point(slot), m = walls.normal[w];
      return {m, WholeNumber<3>(product(m, 2 * per * to_wall)), false};
    }
    Vec3<double> const n = per * plane.normal;
    WholeNumber<3> level(product(n, n));
    if (weights.extent(0) > 0) level = level + whole_square(slot) - whole_square(plane.label);
    return {n, level, true};
  }

  /// \returns the scalar product of two vectors of whole numbers below 2^62
  KOKKOS_FUNCTION static WholeNumber<2> product(Vec3<double> a, Vec3<double> b) {
    auto const whole = [](double value) { return WholeNumber<1>(static_cast<std::int64_t>(value)); };
    return whole(a.x) * whole(b.x) + whole(a.y) * whole(b.y) + whole(a.z) * whole(b.z);
  }

  /// \returns the squared radius rounded to whole units of the squared quantum, the same for all cells
  KOKKOS_FUNCTION WholeNumber<3> whole_square(int slot) const {
    return WholeNumber<3>::from(Kokkos::round(radius_squared(slot) / (grid.quantum * grid.quantum)));
  }
};

}  // namespace tektite::detail
