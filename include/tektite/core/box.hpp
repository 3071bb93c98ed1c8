// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <array>
#include <cmath>
#include <utility>

#include "tektite/core/error.hpp"
#include "tektite/core/vec3.hpp"

namespace tektite {

/// A simulation cell: an origin, three edge vectors, and which of them repeat.
///
/// Any triclinic cell is allowed, with tilts of either sign and beyond half a box length: nothing is ever flipped
/// behind the caller's back. Lengths carry the caller's unit. Trivially copyable; all members but the constructors
/// are callable on the device.
///
/// \throws Error where an edge is not finite or the volume is zero.
class Box {
 public:
  using Periodic = std::array<bool, 3>;  ///< by axis: does the cell repeat along it?

  Box() : Box(Mat3::identity()) {}

  /// \param edges columns are the edge vectors a, b, c
  /// \throws Error an edge or the origin not finite, a volume of zero
  explicit Box(Mat3 const& edges, Vec3<double> origin = {}, Periodic periodic = {true, true, true})
      : edges_(edges), origin_(origin), periodic_{periodic[0], periodic[1], periodic[2]} {
    require(std::isfinite(lengths(edges)) && std::isfinite(norm(origin)), "box: edges and origin must be finite");
    require(sound(edges), "box: volume ", determinant(edges), " is zero for edges of lengths ", norm(edges.col[0]),
            ", ", norm(edges.col[1]), ", ", norm(edges.col[2]));
    inverse_ = inverse(edges);
    reduce_lattice();
  }

  /// An upright cell from its edge lengths.
  static Box orthogonal(double lx, double ly, double lz, Vec3<double> origin = {},
                        Periodic periodic = {true, true, true}) {
    return Box({{{lx, 0, 0}, {0, ly, 0}, {0, 0, lz}}}, origin, periodic);
  }

  /// A cell in LAMMPS' convention: a = (lx, 0, 0), b = (xy, ly, 0), c = (xz, yz, lz).
  static Box triclinic(Vec3<double> lengths, double xy, double xz, double yz, Vec3<double> origin = {},
                       Periodic periodic = {true, true, true}) {
    return Box({{{lengths.x, 0, 0}, {xy, lengths.y, 0}, {xz, yz, lengths.z}}}, origin, periodic);
  }

  /// Can these be the edges of a cell: are they finite, and do they span a volume?
  KOKKOS_FUNCTION static bool sound(Mat3 const& edges) {
    return Kokkos::isfinite(lengths(edges)) && Kokkos::abs(determinant(edges)) > 1e-12 * lengths(edges);
  }

  /// The edge vectors, as columns.
  KOKKOS_FUNCTION Mat3 const& edges() const { return edges_; }
  /// One edge vector.
  KOKKOS_FUNCTION Vec3<double> edge(int axis) const { return edges_.col[axis]; }
  /// The corner that the edges start from.
  KOKKOS_FUNCTION Vec3<double> origin() const { return origin_; }
  /// Does the cell repeat along this edge?
  KOKKOS_FUNCTION bool periodic(int axis) const { return periodic_[axis]; }
  /// Volume, positive for a left-handed cell too.
  KOKKOS_FUNCTION double volume() const { return Kokkos::abs(determinant(edges_)); }

  /// Distance between the two faces that are not parallel to this axis' edge.
  KOKKOS_FUNCTION double height(int axis) const {
    return 1.0 / Kokkos::sqrt(inverse_(axis, 0) * inverse_(axis, 0) + inverse_(axis, 1) * inverse_(axis, 1) +
                              inverse_(axis, 2) * inverse_(axis, 2));
  }

  /// Coordinates in units of the edges, from the origin: [0, 1) inside the cell.
  KOKKOS_FUNCTION Vec3<double> fractional(Vec3<double> r) const { return inverse_ * (r - origin_); }
  /// The inverse of `fractional`.
  KOKKOS_FUNCTION Vec3<double> cartesian(Vec3<double> s) const { return origin_ + edges_ * s; }

  /// Displacement of the image `shift` from its particle.
  KOKKOS_FUNCTION Vec3<double> translation(Vec3<int> shift) const {
    return edges_ * Vec3<double>{double(shift.x), double(shift.y), double(shift.z)};
  }

  /// The cell in which `r` lies along the periodic axes; zero along the others.
  KOKKOS_FUNCTION Vec3<int> cell_of(Vec3<double> r) const {
    Vec3<double> const s = fractional(r);
    Vec3<int> cell;
    for (int d = 0; d < 3; ++d) cell[d] = periodic_[d] ? static_cast<int>(Kokkos::floor(s[d])) : 0;
    return cell;
  }

  /// Moves `r` into the cell along the periodic axes and adds the cells it came from to `image`.
  KOKKOS_FUNCTION Vec3<double> wrap(Vec3<double> r, Vec3<int>& image) const {
    Vec3<int> const cell = cell_of(r);
    image += cell;
    return r - translation(cell);
  }

  /// Moves `r` into the cell along the periodic axes.
  KOKKOS_FUNCTION Vec3<double> wrap(Vec3<double> r) const {
    Vec3<int> image{};
    return wrap(r, image);
  }

  /// Where a particle would be without periodicity: the inverse of `wrap`.
  KOKKOS_FUNCTION Vec3<double> unwrap(Vec3<double> r, Vec3<int> image) const { return r + translation(image); }

  /// The shortest of all periodic images of a separation, exactly, however strongly the cell is tilted.
  ///
  /// The lattice is reduced once, at construction; in a reduced basis the nearest lattice point is within one step of
  /// the rounded one, so 27 candidates decide (fewer where axes do not repeat).
  KOKKOS_FUNCTION Vec3<double> minimum_image(Vec3<double> d) const {
    Vec3<double> const s = reduced_inverse_ * d;
    for (int k = 0; k < reduced_count_; ++k) d -= Kokkos::round(s[k]) * reduced_.col[k];
    Vec3<double> best = d;
    double best_norm = dot(d, d);
    int const n0 = reduced_count_ > 0, n1 = reduced_count_ > 1, n2 = reduced_count_ > 2;
    for (int i = -n0; i <= n0; ++i) {
      for (int j = -n1; j <= n1; ++j) {
        for (int k = -n2; k <= n2; ++k) {
          Vec3<double> const trial =
              d + double(i) * reduced_.col[0] + double(j) * reduced_.col[1] + double(k) * reduced_.col[2];
          double const trial_norm = dot(trial, trial);
          if (trial_norm < best_norm) {
            best = trial;
            best_norm = trial_norm;
          }
        }
      }
    }
    return best;
  }

  /// How many cells to each side a sphere of radius `cutoff` around a point of the cell reaches.
  KOKKOS_FUNCTION int images_for_cutoff(int axis, double cutoff) const {
    return periodic_[axis] ? static_cast<int>(Kokkos::ceil(cutoff / height(axis))) : 0;
  }

  /// The same cell with other edges: origin and periodicity are kept.
  Box with_edges(Mat3 const& edges) const { return Box(edges, origin_, {periodic_[0], periodic_[1], periodic_[2]}); }

 private:
  KOKKOS_FUNCTION static double lengths(Mat3 const& edges) {
    return norm(edges.col[0]) * norm(edges.col[1]) * norm(edges.col[2]);
  }

  // Shortest vectors of the lattice of periodic edges, by repeated size reduction of the longest against the others
  // (Semaev 2001, an extension of Lagrange's reduction to three vectors). Slots beyond reduced_count_ hold unit
  // normals, so that reduced_inverse_ projects onto the periodic directions.
  void reduce_lattice() {
    reduced_count_ = 0;
    for (int d = 0; d < 3; ++d) {
      if (periodic_[d]) reduced_.col[reduced_count_++] = edges_.col[d];
    }
    auto& v = reduced_.col;
    for (bool changed = true; changed;) {
      changed = false;
      for (int i = 0; i < 3 && i < reduced_count_; ++i) {
        for (int j = i + 1; j < 3 && j < reduced_count_; ++j) {  // the constant bound is for GCC 12's warnings
          if (dot(v[j], v[j]) < dot(v[i], v[i])) std::swap(v[i], v[j]);
        }
      }
      for (int i = 1; i < reduced_count_; ++i) {
        // The best integer combination of the shorter vectors, found among the neighbours of the rounded solution.
        Vec3<double> best = v[i];
        double const a = dot(v[0], v[0]), ya = dot(v[0], v[i]);
        double s0 = ya / a, s1 = 0;
        if (i == 2) {
          double const b = dot(v[1], v[1]), c = dot(v[0], v[1]), yb = dot(v[1], v[i]);
          double const det = a * b - c * c;
          s0 = (ya * b - yb * c) / det;
          s1 = (yb * a - ya * c) / det;
        }
        for (int p = -1; p <= 1; ++p) {
          for (int q = (i == 2 ? -1 : 0); q <= (i == 2 ? 1 : 0); ++q) {
            Vec3<double> trial = v[i] - (std::round(s0) + p) * v[0];
            if (i == 2) trial -= (std::round(s1) + q) * v[1];
            if (dot(trial, trial) < (1 - 1e-12) * dot(best, best)) best = trial;
          }
        }
        if (!(best == v[i])) {
          v[i] = best;
          changed = true;
        }
      }
    }
    if (reduced_count_ == 0) v[0] = {1, 0, 0};
    if (reduced_count_ <= 1) {
      Vec3<double> const other = std::abs(v[0].x) < 0.5 * norm(v[0]) ? Vec3<double>{1, 0, 0} : Vec3<double>{0, 1, 0};
      v[1] = unit(cross(v[0], other));
    }
    if (reduced_count_ <= 2) v[2] = unit(cross(v[0], v[1]));
    reduced_inverse_ = inverse(reduced_);
  }

  static Vec3<double> unit(Vec3<double> a) { return (1.0 / norm(a)) * a; }

  Mat3 edges_, inverse_;
  Vec3<double> origin_;
  bool periodic_[3];
  Mat3 reduced_, reduced_inverse_;
  int reduced_count_ = 0;
};

}  // namespace tektite
