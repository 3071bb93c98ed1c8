// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/vec3.hpp"
#include "tektite/voronoi/detail/cell_arrays.hpp"

namespace tektite::detail {

/// A convex polyhedron that is cut by planes, one after the other. Coordinates count from the particle.
///
/// The polyhedron is a planar graph with three edges at every vertex. Coordinates have a bound on their error. Where it
/// leaves open on which side of a plane a vertex lies, the caller's predicate decides, exactly and without ties. So
/// every cut removes a connected set of vertices whose complement is connected, and the graph is that of the exact
/// polyhedron: V - E + F = 2 and sum (6 - k) n_k = 12.
///
/// Where more than three planes meet, the graph has several vertices with (almost) equal coordinates, joined by edges
/// of (almost) no length; `merge_vertices` merges them before edges are counted.
class ConvexCell : public CellArrays {
 public:
  using CellArrays::CellArrays;

  int vertices = 0, faces = 0;
  double radius_squared = 0;  // of the farthest vertex
  double largest_error = 0;
  bool overflow = false;  // a cut exceeded the capacity: the cell is void

  /// Starts from the cube |x|, |y|, |z| <= half_width.
  ///
  /// \param half_width of the cube
  /// \param face_label label of its six faces
  KOKKOS_FUNCTION void start_cube(double half_width, int face_label) {
    vertices = 8;
    faces = 6;
    overflow = false;
    // Face 2 d + (0 low, 1 high) is normal to axis d; bit d of a vertex is set on the high side of axis d.
    for (int v = 0; v < 8; ++v) {
      x[v] = (v & 1) ? half_width : -half_width;
      y[v] = (v & 2) ? half_width : -half_width;
      z[v] = (v & 4) ? half_width : -half_width;
      touched[v] = 0;
      error[v] = 0;
      // The face between the edges along axes a and b is the one normal to the third axis. Seen from outside, the edges
      // along x, y, z run counter-clockwise at a corner with an odd number of high sides.
      bool const odd = ((v & 1) + ((v >> 1) & 1) + ((v >> 2) & 1)) % 2 == 1;
      for (int k = 0; k < 3; ++k) {
        int const a = odd ? k : (3 - k) % 3;
        int const b = odd ? (k + 1) % 3 : (5 - k) % 3;
        int const normal = 3 - a - b;
        neighbor[3 * v + k] = v ^ (1 << a);
        face[3 * v + k] = 2 * normal + ((v >> normal) & 1);
      }
    }
    for (int f = 0; f < 6; ++f) {
      plane[f] = {{}, 1, half_width, face_label};
      plane[f].normal[f / 2] = f % 2 ? 1 : -1;
    }
    radius_squared = 3 * half_width * half_width;
    largest_error = 0;
  }

  /// \param v a vertex
  /// \returns its coordinates
  KOKKOS_FUNCTION Vec3<double> vertex(int v) const { return {x[v], y[v], z[v]}; }

  /// \param v a vertex
  /// \param f a face
  /// \returns which of the three faces at vertex v is face f. The edge of the same number leads on round that face,
  ///          counter-clockwise
  KOKKOS_FUNCTION int side(int v, int f) const { return face[3 * v] == f ? 0 : face[3 * v + 1] == f ? 1 : 2; }

  /// Keeps the part on the inner side of a plane.
  ///
  /// \param by              the plane
  /// \param outside_exactly device-callable `bool(int v)`: whether vertex v is beyond the plane
  /// \param meeting         device-callable `Vec3<double>(int v)`: the exact point where the planes of vertex v meet
  template <class Predicate, class Meeting>
  KOKKOS_FUNCTION void clip(CuttingPlane const& by, Predicate const& outside_exactly, Meeting const& meeting) {
    double const rounding = 1e-15 * (by.length * Kokkos::sqrt(radius_squared) + Kokkos::abs(by.offset));
    if (measure(by.normal, by.offset, -(by.length * largest_error + rounding)) == 0) return;
    int removed = 0;
    for (int v = 0; v < vertices; ++v) {
      bool const certain = Kokkos::abs(vertex_scratch[v]) > by.length * error[v] + rounding;
      outside[v] = certain ? vertex_scratch[v] > 0 : outside_exactly(v);
      removed += outside[v];
    }
    if (removed == 0) return;
    if (removed == vertices) {
      vertices = faces = 0;
      radius_squared = 0;
      return;
    }
    if (faces == face_capacity) drop_unused_faces();
    if (faces == face_capacity) overflow = true;
    if (overflow) return;
    plane[faces] = by;
    int const added = cross_edges(meeting);
    if (overflow) return;
    close_loop(added);
    commit(added);
    ++faces;
    update_radius();
  }

  /// Marks the vertices that lie within `tie` of a plane other than their own three.
  ///
  /// \param by  the plane
  /// \param tie length
  KOKKOS_FUNCTION void touch(CuttingPlane const& by, double tie) {
    if (measure(by.normal, by.offset, -tie * by.length) == 0) return;
    for (int v = 0; v < vertices; ++v) {
      if (Kokkos::abs(vertex_scratch[v]) > tie * by.length) continue;
      bool own = false;
      for (int k = 0; k < 3; ++k) {
        CuttingPlane const& p = plane[face[3 * v + k]];
        own = own || (p.label == by.label && p.normal == by.normal);
      }
      if (!own) touched[v] = 1;
    }
  }

  /// Renumbers the faces that still have vertices.
  KOKKOS_FUNCTION void drop_unused_faces() {
    for (int f = 0; f < faces; ++f) order[f] = 0;
    for (int e = 0; e < 3 * vertices; ++e) order[face[e]] = 1;
    int used = 0;
    for (int f = 0; f < faces; ++f) {
      if (!order[f]) continue;
      face_scratch[f] = used;
      plane[used++] = plane[f];
    }
    for (int e = 0; e < 3 * vertices; ++e) face[e] = face_scratch[face[e]];
    faces = used;
  }

 private:
  /// Finds dot(r, normal) - offset of all vertices r, in `vertex_scratch`.
  ///
  /// \returns how many exceed `limit`
  KOKKOS_FUNCTION int measure(Vec3<double> normal, double offset, double limit) {
    double const* KOKKOS_RESTRICT const px = x;
    double const* KOKKOS_RESTRICT const py = y;
    double const* KOKKOS_RESTRICT const pz = z;
    double* KOKKOS_RESTRICT const ps = vertex_scratch;
    int count = 0;
    for (int v = 0; v < vertices; ++v) {
      double const value = px[v] * normal.x + py[v] * normal.y + pz[v] * normal.z - offset;
      ps[v] = value;
      count += value > limit;
    }
    return count;
  }

  /// Finds `radius_squared` and `largest_error` again.
  KOKKOS_FUNCTION void update_radius() {
    radius_squared = largest_error = 0;
    for (int v = 0; v < vertices; ++v) {
      radius_squared = Kokkos::max(radius_squared, x[v] * x[v] + y[v] * y[v] + z[v] * z[v]);
      largest_error = Kokkos::max(largest_error, error[v]);
    }
  }

  /// Appends a vertex for every edge from inside to outside.
  ///
  /// \returns how many
  template <class Meeting>
  KOKKOS_FUNCTION int cross_edges(Meeting const& meeting) {
    int p = vertices;
    for (int w = 0; w < vertices; ++w) {
      if (!outside[w]) continue;
      for (int k = 0; k < 3; ++k) {
        int const u = neighbor[3 * w + k];
        if (outside[u]) continue;
        if (p == vertex_capacity) {
          overflow = true;
          return 0;
        }
        touched[p] = outside[p] = 0;
        int const right = face[3 * w + k], left = face[3 * w + (k + 2) % 3];  // seen from u to w
        neighbor[3 * p] = u;
        face[3 * p] = right;
        face[3 * p + 1] = faces;
        face[3 * p + 2] = left;
        face_scratch[left] = p;
        solve(p, meeting);
        ++p;
      }
    }
    return p - vertices;
  }

  /// Finds the coordinates of a new vertex from its planes, and their error. Where the planes are nearly parallel,
  /// doubles are too inaccurate and `meeting` finds them.
  template <class Meeting>
  KOKKOS_FUNCTION void solve(int v, Meeting const& meeting) {
    CuttingPlane const &a = plane[face[3 * v]], &b = plane[face[3 * v + 1]], &c = plane[face[3 * v + 2]];
    Vec3<double> const bc = cross(b.normal, c.normal), ca = cross(c.normal, a.normal), ab = cross(a.normal, b.normal);
    double const det = dot(a.normal, bc), product = a.length * b.length * c.length;
    bool const well_conditioned = det > 0.05 * product;
    Vec3<double> const p = well_conditioned ? (1 / det) * (a.offset * bc + b.offset * ca + c.offset * ab) : meeting(v);
    x[v] = p.x;
    y[v] = p.y;
    z[v] = p.z;
    double const distances =
        Kokkos::abs(a.offset) / a.length + Kokkos::abs(b.offset) / b.length + Kokkos::abs(c.offset) / c.length;
    error[v] = 1e-14 * (well_conditioned ? (distances + norm(p)) * product / det : norm(p));
  }

  /// Joins the new vertices by edges, in one loop round the new face.
  KOKKOS_FUNCTION void close_loop(int added) {
    for (int p = vertices; p < vertices + added; ++p) {
      int const q = face_scratch[face[3 * p]];
      neighbor[3 * p + 1] = q;
      neighbor[3 * q + 2] = p;
    }
  }

  /// Links the old vertices to the new ones, then moves vertices from the end to where others were removed.
  KOKKOS_FUNCTION void commit(int added) {
    int const old = vertices;
    for (int p = old; p < old + added; ++p) {
      int const u = neighbor[3 * p];
      for (int k = 0; k < 3; ++k) {
        if (face[3 * u + k] == face[3 * p + 2]) neighbor[3 * u + k] = p;
      }
    }
    int last = old + added - 1;
    for (int hole = 0; hole < old; ++hole) {
      if (!outside[hole]) continue;
      while (last > hole && outside[last]) --last;
      if (last <= hole) break;
      move(last--, hole);
    }
    while (last >= 0 && outside[last]) --last;
    vertices = last + 1;
  }

  /// Gives a vertex another number, and tells its neighbours.
  KOKKOS_FUNCTION void move(int from, int to) {
    x[to] = x[from];
    y[to] = y[from];
    z[to] = z[from];
    error[to] = error[from];
    touched[to] = touched[from];
    outside[to] = 0;
    for (int k = 0; k < 3; ++k) {
      int const m = neighbor[3 * from + k];
      neighbor[3 * to + k] = m;
      face[3 * to + k] = face[3 * from + k];
      for (int l = 0; l < 3; ++l) {
        if (neighbor[3 * m + l] == from) neighbor[3 * m + l] = to;
      }
    }
  }
};

}  // namespace tektite::detail
