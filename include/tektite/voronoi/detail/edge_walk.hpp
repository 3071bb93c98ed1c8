// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/vec3.hpp"
#include "tektite/detail/simd/lanes.hpp"

namespace tektite::detail {

/// Finds the cell around the origin inside a few planes by walking along its edges.
///
/// On the way from a vertex along one of its edges, the plane that is hit first makes the next vertex: gift wrapping
/// (Chand & Kapur 1970) of the dual polyhedron. Each step is one pass over all planes, a loop without branches that
/// fills vector registers. There is no polyhedron to update and no order of planes, and a plane that makes no face
/// costs only its iteration of the loop. The walk steers in single precision and may err; `certify` then shows in
/// double precision that every vertex lies inside all other planes, by more than rounding errors and by more than the
/// distance within which vertices count as merged. A closed walk over certified vertices is the exact cell. All other
/// cells are left to `ConvexCell`.
///
/// Lengths are in units of about the spacing of the points.
struct EdgeWalk {
  static constexpr int capacity = 64;  // planes: one bit each in `edges`
  static constexpr int vertex_capacity = 96;
  static constexpr int lanes = vector_bytes == 0 ? 1 : vector_bytes == 16 ? 4 : 8;  // 16 gain nothing
  static constexpr double margin = 2e-9;  // vertices closer than this to a fourth plane are not certified

  /// Why `walk` found no cell: the planes do not close it, or rounding or the capacity left it undecided.
  enum Outcome : int { open = -1, undecided = -2 };

  // Planes: dot(r, (x, y, z)) <= offset; in single precision fx, fy, fz, fo. `source` is the caller's: slot of the
  // neighbour, or -1 - wall. `padded` planes fill whole vector registers.
  double x[capacity + 1], y[capacity + 1], z[capacity + 1], offset[capacity];
  float fx[capacity], fy[capacity], fz[capacity], fo[capacity];
  int source[capacity + 1];
  int planes = 0, padded = 0;
  std::uint64_t edges[capacity];  // bit b of word a: faces a and b share an edge

  int vertices = 0;
  int va[vertex_capacity], vb[vertex_capacity], vc[vertex_capacity];  // planes, counter-clockwise seen from outside
  double px[vertex_capacity], py[vertex_capacity], pz[vertex_capacity];
  double clear_below[vertex_capacity];  // a plane is certainly clear of the vertex p if dot(p, normal) - offset <= this
  double radius_squared = 0;            // of the farthest vertex

  /// Walks along all edges.
  ///
  /// \param first  a plane whose point nearest to the origin is on its face
  /// \param radius of the search for sites: no normal is longer
  /// \param ends   null, or capacity x capacity: entry [a][b] becomes the vertex where the edge with face a on its
  ///               right and face b on its left starts, seen from outside
  /// \returns the number of vertices, or an `Outcome`
  KOKKOS_FUNCTION int walk(int first, double radius, std::uint16_t* ends) {
    pad();
    for (int f = 0; f < planes; ++f) edges[f] = 0;
    // A plane that is parallel to an edge up to rounding is not hit; such are the two planes that make the edge.
    float const parallel = 2e-6f * static_cast<float>(radius * radius * radius);
    Vec3<float> const n = normal(first);
    Vec3<float> p = (fo[first] / dot(n, n)) * n;
    Vec3<float> u = Kokkos::abs(n.x) < Kokkos::abs(n.y) ? Vec3<float>{0, -n.z, n.y} : Vec3<float>{n.z, 0, -n.x};
    int a = first;
    int b = first_hit(p, u, parallel);
    if (b < 0) return open;
    p += ((fo[b] - dot(normal(b), p)) / dot(normal(b), u)) * u;
    // Edges to walk along, first in first out: so a step seldom depends on the result of the step just before it.
    std::uint32_t queue[2 * vertex_capacity + 1];
    int queued = 0, taken = 0;
    vertices = 0;
    radius_squared = 0;
    for (;;) {
      // Along the edge between a and b, away from its known vertex. The next vertex is (b, a, c).
      u = cross(normal(b), normal(a));
      int const c = first_hit(p, u, parallel);
      if (c < 0) return open;
      if (vertices == vertex_capacity) return undecided;
      std::uint64_t const bit_a = std::uint64_t(1) << a, bit_b = std::uint64_t(1) << b, bit_c = std::uint64_t(1) << c;
      if ((edges[b] & bit_a) | (edges[a] & bit_c) | (edges[c] & bit_b)) return undecided;
      edges[b] |= bit_a;
      edges[a] |= bit_c;
      edges[c] |= bit_b;
      int const v = vertices++;
      va[v] = b;
      vb[v] = a;
      vc[v] = c;
      if (ends)
        ends[capacity * b + a] = ends[capacity * a + c] = ends[capacity * c + b] = static_cast<std::uint16_t>(v);
      solve(v, radius);
      if (v == 0) queue[queued++] = pack(v, b, a);
      queue[queued++] = pack(v, a, c);
      queue[queued++] = pack(v, c, b);
      std::uint32_t next;
      do {
        if (taken == queued) return vertices;
        next = queue[taken++];
        a = (next >> 6) & 63;
        b = next & 63;
      } while (edges[b] >> a & 1);
      int const from = static_cast<int>(next >> 12);
      p = {static_cast<float>(px[from]), static_cast<float>(py[from]), static_cast<float>(pz[from])};
    }
  }

  /// \param radius as for `walk`; all vertices lie within 4 of it
  /// \returns whether every vertex certainly lies inside all planes but its own three
  KOKKOS_FUNCTION bool certify(double radius) const {
    // Single precision decides most cells: there a plane's value is wrong by less than 2e-6 radius^2, for vertices
    // within 4 radii, unless its offset is so large that it misses the cell anyway.
    float const rounding = 4e-6f * static_cast<float>(radius * radius);
    int not_clear[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    for (int v = 0; v < vertices; ++v) {
      float const qx = static_cast<float>(px[v]), qy = static_cast<float>(py[v]), qz = static_cast<float>(pz[v]);
      float const limit = static_cast<float>(clear_below[v]) - rounding;
      for (int c = 0; c < padded; c += 8) {
        for (int l = 0; l < 8; ++l)
          not_clear[l] += fx[c + l] * qx + fy[c + l] * qy + fz[c + l] * qz - fo[c + l] > limit;
      }
    }
    int sum = 0;
    for (int l = 0; l < 8; ++l) sum += not_clear[l];
    if (sum == 3 * vertices) return true;
    double const* KOKKOS_RESTRICT const nx = x;
    double const* KOKKOS_RESTRICT const ny = y;
    double const* KOKKOS_RESTRICT const nz = z;
    double const* KOKKOS_RESTRICT const no = offset;
    int const count = padded & ~7;
    long sum_in_double = 0;
    for (int v = 0; v < vertices; ++v) {
      double const qx = px[v], qy = py[v], qz = pz[v], limit = clear_below[v];
      for (int c = 0; c < count; ++c) sum_in_double += nx[c] * qx + ny[c] * qy + nz[c] * qz - no[c] > limit;
    }
    return sum_in_double == 3 * vertices;
  }

  /// Drops the planes that make no face; the cell stays the same. Afterwards offsets and the planes of vertices are
  /// invalid, coordinates of vertices are not.
  KOKKOS_FUNCTION void drop_unused_planes() {
    int kept = 0;
    for (int c = 0; c < planes; ++c) {
      x[kept] = x[c];
      y[kept] = y[c];
      z[kept] = z[c];
      source[kept] = source[c];
      kept += edges[c] != 0;
    }
    planes = kept;
  }

  /// Of listed planes, keeps those that may cut the cell, that is, are not certainly clear of all its vertices. All
  /// vertices lie within 4 `radius`.
  ///
  /// \param nx,ny,nz      normals
  /// \param no            offset of list entry m at `no[m]`
  /// \param list          indices into the normals; those that are kept move to the front
  /// \param count         length of the list
  /// \param walked_radius radius of the walk
  /// \param radius        at least the length of the listed planes' normals
  /// \returns how many are kept
  KOKKOS_FUNCTION int keep_cutting(double const* nx, double const* ny, double const* nz, double const* no, int* list,
                                   int count, double walked_radius, double radius) const {
    float const rounding = 4e-6f * static_cast<float>(radius * radius);
    double const ratio = radius / walked_radius;
    int kept = 0;
    for (int begin = 0; begin < count; begin += lanes) {
      float ax[lanes], ay[lanes], az[lanes], ao[lanes];
      int may_cut[lanes];
      for (int l = 0; l < lanes; ++l) {
        int const m = Kokkos::min(begin + l, count - 1);
        ax[l] = static_cast<float>(nx[list[m]]);
        ay[l] = static_cast<float>(ny[list[m]]);
        az[l] = static_cast<float>(nz[list[m]]);
        ao[l] = static_cast<float>(no[m]);
        may_cut[l] = 0;
      }
      for (int v = 0; v < vertices; ++v) {
        float const qx = static_cast<float>(px[v]), qy = static_cast<float>(py[v]), qz = static_cast<float>(pz[v]);
        float const limit = static_cast<float>(clear_below[v] * ratio * ratio) - rounding;
        for (int l = 0; l < lanes; ++l) may_cut[l] |= ax[l] * qx + ay[l] * qy + az[l] * qz - ao[l] > limit;
      }
      for (int l = 0; l < lanes && begin + l < count; ++l) {
        list[kept] = list[begin + l];
        kept += may_cut[l];
      }
    }
    return kept;
  }

 private:
  /// Of plane c, in single precision.
  KOKKOS_FUNCTION Vec3<float> normal(int c) const { return {fx[c], fy[c], fz[c]}; }

  /// An edge of the queue: from vertex v, between faces a and b.
  KOKKOS_FUNCTION static std::uint32_t pack(int v, int a, int b) {
    return static_cast<std::uint32_t>(v << 12 | a << 6 | b);
  }

  /// Pads the planes to whole vector registers, with planes that are parallel to everything and so never hit; makes the
  /// copies in single precision.
  KOKKOS_FUNCTION void pad() {
    static_assert(8 % lanes == 0);
    padded = (planes + 7) & ~7;
    for (int c = planes; c < padded; ++c) {
      x[c] = y[c] = z[c] = 0;
      offset[c] = 1;
    }
    for (int c = 0; c < padded; ++c) {
      fx[c] = static_cast<float>(x[c]);
      fy[c] = static_cast<float>(y[c]);
      fz[c] = static_cast<float>(z[c]);
      fo[c] = static_cast<float>(offset[c]);
    }
  }

  /// \returns the plane that is hit first on the way from p along u, negative if there is none
  ///
  /// The bits of positive floats have the order of the floats. The last six hold the plane, so that one minimum finds
  /// both.
  KOKKOS_FUNCTION int first_hit(Vec3<float> p, Vec3<float> u, float parallel) const {
    using Vector = Lanes<float, lanes>;
    using Numbers = Lanes<std::int32_t, lanes>;
    Vector const never = Vector{} + 1e30f, one = Vector{} + 1.0f;
    Numbers const none{};
    Numbers best = none + 0x7fffffff, plane = numbers_from<lanes>(0);
    for (int c = 0; c < padded; c += lanes, plane += lanes) {
      Vector const nx = load<Vector>(fx + c), ny = load<Vector>(fy + c), nz = load<Vector>(fz + c);
      Vector const ahead = load<Vector>(fo + c) - (nx * p.x + ny * p.y + nz * p.z);
      Vector const speed = nx * u.x + ny * u.y + nz * u.z;
      // Never divides by zero: a caller may have enabled floating-point exceptions.
      Vector const time = (speed > parallel ? ahead : never) / (speed > parallel ? speed : one);
      Numbers const bits = reinterpret<Numbers>(time);
      Numbers const key = ((bits < none ? none : bits) & ~63) | plane;
      best = key < best ? key : best;
    }
    int const first = lane_min<lanes, std::int32_t>(best);
    return first < Kokkos::bit_cast<int>(1e28f) ? first & 63 : -1;
  }

  /// Finds where the three planes of vertex v meet, and the bound `clear_below`.
  KOKKOS_FUNCTION void solve(int v, double radius) {
    int const i = va[v], j = vb[v], k = vc[v];
    Vec3<double> const a{x[i], y[i], z[i]}, b{x[j], y[j], z[j]}, c{x[k], y[k], z[k]};
    Vec3<double> const bc = cross(b, c), ca = cross(c, a), ab = cross(a, b);
    double const det = dot(a, bc);
    double const inverse_det = 1 / Kokkos::max(det, 1e-15);
    Vec3<double> const p = inverse_det * (offset[i] * bc + offset[j] * ca + offset[k] * ab);
    px[v] = p.x;
    py[v] = p.y;
    pz[v] = p.z;
    radius_squared = Kokkos::max(radius_squared, dot(p, p));
    // A plane's value at p is a 4 x 4 determinant over `det`; its terms are below radius^5, its rounding errors below
    // 64 units of 2^-53 of that.
    double const square = radius * radius;
    clear_below[v] = -(margin + 1e-14 * square * square * radius * inverse_det);
  }
};

}  // namespace tektite::detail
