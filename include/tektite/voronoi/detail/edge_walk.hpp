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
/// From a vertex along one of its edges, the plane hit first makes the next vertex: gift wrapping (Chand & Kapur 1970)
/// of the dual polyhedron. Each step is one pass over all planes, a loop without branches that fills vector registers;
/// there is no polyhedron to update, no order of planes, and planes that make no face cost nothing but their place in
/// the loop. The walk is done in single precision, which settles nothing: `certify` then shows in double precision that
/// every vertex lies inside all other planes, by more than rounding can do and by more than a tie is wide. A closed
/// walk over certain vertices is the cell, exactly. What is not certain is left to `ConvexCell`.
///
/// Lengths are in units of about the spacing of the points.
struct EdgeWalk {
  static constexpr int capacity = 64;  // planes; a bit each
  static constexpr int vertex_capacity = 96;
  static constexpr int lanes = vector_bytes == 0 ? 1 : vector_bytes == 16 ? 4 : 8;  // 16 gain nothing
  static constexpr double margin = 2e-9;  // vertices closer than this to a fourth plane are not decided here

  enum Outcome : int { open = -1, undecided = -2 };

  // Planes: dot(r, (x, y, z)) <= offset. `source` is the caller's.
  double x[capacity + 1], y[capacity + 1], z[capacity + 1], offset[capacity];
  float fx[capacity], fy[capacity], fz[capacity], fo[capacity];
  int source[capacity + 1];
  int planes = 0, padded = 0;
  std::uint64_t edges[capacity];  // bit b of word a: faces a and b share an edge

  int vertices = 0;
  int va[vertex_capacity], vb[vertex_capacity], vc[vertex_capacity];  // planes, counter-clockwise seen from outside
  double px[vertex_capacity], py[vertex_capacity], pz[vertex_capacity], certain[vertex_capacity];
  double radius_squared = 0;  // of the farthest vertex

  /// Vertices found, or an `Outcome`. \param first a plane whose point nearest to the origin is on its face
  /// \param ends  null, or capacity x capacity: entry [a][b] becomes the vertex where the edge between a and b starts
  KOKKOS_FUNCTION int walk(int first, double reach, std::uint16_t* ends) {
    pad();
    for (int f = 0; f < planes; ++f) edges[f] = 0;
    // Planes that are parallel to an edge up to rounding are not hit, the two that make the edge above all.
    float const parallel = 2e-6f * static_cast<float>(reach * reach * reach);
    Vec3<float> const n = normal(first);
    Vec3<float> p = (fo[first] / dot(n, n)) * n;
    Vec3<float> u = Kokkos::abs(n.x) < Kokkos::abs(n.y) ? Vec3<float>{0, -n.z, n.y} : Vec3<float>{n.z, 0, -n.x};
    int a = first;
    int b = hit(p, u, parallel);
    if (b < 0) return open;
    p += ((fo[b] - dot(normal(b), p)) / dot(normal(b), u)) * u;
    // First in, first out: one step need not wait for the step before.
    std::uint32_t todo[2 * vertex_capacity + 1];
    int waiting = 0, done = 0;
    vertices = 0;
    radius_squared = 0;
    for (;;) {
      // Along the edge between a and b, away from the vertex that is known. The next vertex is (b, a, c).
      u = cross(normal(b), normal(a));
      int const c = hit(p, u, parallel);
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
      solve(v, reach);
      if (v == 0) todo[waiting++] = pack(v, b, a);
      todo[waiting++] = pack(v, a, c);
      todo[waiting++] = pack(v, c, b);
      std::uint32_t next;
      do {
        if (done == waiting) return vertices;
        next = todo[done++];
        a = (next >> 6) & 63;
        b = next & 63;
      } while (edges[b] >> a & 1);
      int const from = static_cast<int>(next >> 12);
      p = {static_cast<float>(px[from]), static_cast<float>(py[from]), static_cast<float>(pz[from])};
    }
  }

  /// Does every vertex lie inside all planes but its own three, for certain?
  KOKKOS_FUNCTION bool certify(double reach) const {
    // Single precision is enough for most cells: a plane's value is then wrong by less than 2e-6 reach^2, for vertices
    // within 4 reach, if its offset is not large enough to make it miss the cell anyway.
    float const wide = 4e-6f * static_cast<float>(reach * reach);
    int above[8] = {0, 0, 0, 0, 0, 0, 0, 0};
    for (int v = 0; v < vertices; ++v) {
      float const qx = static_cast<float>(px[v]), qy = static_cast<float>(py[v]), qz = static_cast<float>(pz[v]);
      float const limit = static_cast<float>(certain[v]) - wide;
      for (int c = 0; c < padded; c += 8) {
        for (int l = 0; l < 8; ++l) above[l] += fx[c + l] * qx + fy[c + l] * qy + fz[c + l] * qz - fo[c + l] > limit;
      }
    }
    int close = 0;
    for (int l = 0; l < 8; ++l) close += above[l];
    if (close == 3 * vertices) return true;
    double const* KOKKOS_RESTRICT const nx = x;
    double const* KOKKOS_RESTRICT const ny = y;
    double const* KOKKOS_RESTRICT const nz = z;
    double const* KOKKOS_RESTRICT const no = offset;
    int const count = padded & ~7;
    long near = 0;
    for (int v = 0; v < vertices; ++v) {
      double const qx = px[v], qy = py[v], qz = pz[v], limit = certain[v];
      for (int c = 0; c < count; ++c) near += nx[c] * qx + ny[c] * qy + nz[c] * qz - no[c] > limit;
    }
    return near == 3 * vertices;
  }

  /// Forgets the planes that make no face. What is left is another problem with the same solution; walk again.
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

  /// Of listed planes, leaves those on the list that do not certainly miss the cell; returns how many.
  /// All vertices lie within 4 reach.
  ///
  /// \param walked reach of the walk \param reach at least the length of the listed planes' normals
  KOKKOS_FUNCTION int keep_near(double const* nx, double const* ny, double const* nz, double const* no, int* list,
                                int count, double walked, double reach) const {
    float const wide = 4e-6f * static_cast<float>(reach * reach);
    double const longer = reach / walked;
    int kept = 0;
    for (int begin = 0; begin < count; begin += lanes) {
      float ax[lanes], ay[lanes], az[lanes], ao[lanes];
      int near[lanes];
      for (int l = 0; l < lanes; ++l) {
        int const m = Kokkos::min(begin + l, count - 1);
        ax[l] = static_cast<float>(nx[list[m]]);
        ay[l] = static_cast<float>(ny[list[m]]);
        az[l] = static_cast<float>(nz[list[m]]);
        ao[l] = static_cast<float>(no[m]);
        near[l] = 0;
      }
      for (int v = 0; v < vertices; ++v) {
        float const qx = static_cast<float>(px[v]), qy = static_cast<float>(py[v]), qz = static_cast<float>(pz[v]);
        float const limit = static_cast<float>(certain[v] * longer * longer) - wide;
        for (int l = 0; l < lanes; ++l) near[l] |= ax[l] * qx + ay[l] * qy + az[l] * qz - ao[l] > limit;
      }
      for (int l = 0; l < lanes && begin + l < count; ++l) {
        list[kept] = list[begin + l];
        kept += near[l];
      }
    }
    return kept;
  }

 private:
  KOKKOS_FUNCTION Vec3<float> normal(int c) const { return {fx[c], fy[c], fz[c]}; }

  KOKKOS_FUNCTION static std::uint32_t pack(int v, int a, int b) {
    return static_cast<std::uint32_t>(v << 12 | a << 6 | b);
  }

  /// Fills up to whole vector registers with planes that nothing hits.
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

  /// The plane hit first on the way from p along u; negative if there is none.
  ///
  /// The bits of a positive float order like integers; the last six make room for the plane.
  KOKKOS_FUNCTION int hit(Vec3<float> p, Vec3<float> u, float parallel) const {
    using Vector = Lanes<float, lanes>;
    using Numbers = Lanes<std::int32_t, lanes>;
    Vector const never = Vector{} + 1e30f, one = Vector{} + 1.0f;
    Numbers const none{};
    Numbers best = none + 0x7fffffff, place = numbers_from<lanes>(0);
    for (int c = 0; c < padded; c += lanes, place += lanes) {
      Vector const nx = load<Vector>(fx + c), ny = load<Vector>(fy + c), nz = load<Vector>(fz + c);
      Vector const ahead = load<Vector>(fo + c) - (nx * p.x + ny * p.y + nz * p.z);
      Vector const speed = nx * u.x + ny * u.y + nz * u.z;
      // Nothing is divided by what may be zero: a caller may have floating-point exceptions on.
      Vector const time = (speed > parallel ? ahead : never) / (speed > parallel ? speed : one);
      Numbers const bits = reinterpret<Numbers>(time);
      Numbers const key = ((bits < none ? none : bits) & ~63) | place;
      best = key < best ? key : best;
    }
    int const first = lane_min<lanes, std::int32_t>(best);
    return first < Kokkos::bit_cast<int>(1e28f) ? first & 63 : -1;
  }

  /// Where the three planes of vertex v meet, and from what distance on a plane is certainly not there.
  KOKKOS_FUNCTION void solve(int v, double reach) {
    int const i = va[v], j = vb[v], k = vc[v];
    Vec3<double> const a{x[i], y[i], z[i]}, b{x[j], y[j], z[j]}, c{x[k], y[k], z[k]};
    Vec3<double> const bc = cross(b, c), ca = cross(c, a), ab = cross(a, b);
    double const det = dot(a, bc);
    double const per = 1 / Kokkos::max(det, 1e-15);
    Vec3<double> const p = per * (offset[i] * bc + offset[j] * ca + offset[k] * ab);
    px[v] = p.x;
    py[v] = p.y;
    pz[v] = p.z;
    radius_squared = Kokkos::max(radius_squared, dot(p, p));
    // A plane's value at p is a 4 x 4 determinant over `det`; its terms are below reach^5, its rounding errors below 64
    // units of 2^-53 of that.
    double const square = reach * reach;
    certain[v] = -(margin + 1e-14 * square * square * reach * per);
  }
};

}  // namespace tektite::detail
