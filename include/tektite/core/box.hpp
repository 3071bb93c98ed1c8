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

/// A simulation box: an origin, three edge vectors, and the axes along which it is periodic.
///
/// Any triclinic box is allowed, with tilts of either sign and beyond half an edge; the library never flips a box to
/// another description of the same lattice. Lengths are in the caller's unit. Trivially copyable. Members marked for
/// the device are callable there; constructors, `orthogonal`, `triclinic` and `with_edges` are for the host.
class Box {
 public:
  using Periodic = std::array<bool, 3>;  ///< by axis: whether the box is periodic along it

  /// The unit cube at the origin, periodic along all axes.
  Box() : Box(Mat3::identity()) {}

  /// A box from its edge vectors.
  ///
  /// \param edges    columns are the edge vectors a, b, c
  /// \param origin   the corner that the edges start from
  /// \param periodic by axis: whether the box is periodic along it
  /// \throws Error   an edge or the origin not finite, a volume of zero
  explicit Box(Mat3 const& edges, Vec3<double> origin = {}, Periodic periodic = {true, true, true})
      : edges_(edges), origin_(origin), periodic_{periodic[0], periodic[1], periodic[2]} {
    require(std::isfinite(lengths(edges)) && std::isfinite(norm(origin)), "box: edges and origin must be finite");
    require(sound(edges), "box: volume ", determinant(edges), " is zero for edges of lengths ", norm(edges.col[0]),
            ", ", norm(edges.col[1]), ", ", norm(edges.col[2]));
    inverse_ = inverse(edges);
    reduce_lattice();
  }

  /// A box with edges along the Cartesian axes.
  ///
  /// \param lx,ly,lz edge lengths
  /// \param origin   the corner that the edges start from
  /// \param periodic by axis: whether the box is periodic along it
  /// \returns        the box
  /// \throws Error   a length not positive, a length or the origin not finite
  static Box orthogonal(double lx, double ly, double lz, Vec3<double> origin = {},
                        Periodic periodic = {true, true, true}) {
    require_lengths({lx, ly, lz});
    return Box({{{lx, 0, 0}, {0, ly, 0}, {0, 0, lz}}}, origin, periodic);
  }

  /// A box in LAMMPS' convention: a = (lx, 0, 0), b = (xy, ly, 0), c = (xz, yz, lz).
  ///
  /// \param lengths  lx, ly, lz
  /// \param xy,xz,yz tilt factors, lengths of either sign
  /// \param origin   the corner that the edges start from
  /// \param periodic by axis: whether the box is periodic along it
  /// \returns        the box
  /// \throws Error   a length not positive; a length, a tilt or the origin not finite
  static Box triclinic(Vec3<double> lengths, double xy, double xz, double yz, Vec3<double> origin = {},
                       Periodic periodic = {true, true, true}) {
    require_lengths(lengths);
    return Box({{{lengths.x, 0, 0}, {xy, lengths.y, 0}, {xz, yz, lengths.z}}}, origin, periodic);
  }

  /// Whether edges are finite and span a volume.
  ///
  /// \param edges columns are the edge vectors
  /// \returns     true if all are finite and the volume exceeds 1e-12 of the product of the edge lengths
  KOKKOS_FUNCTION static bool sound(Mat3 const& edges) {
    return Kokkos::isfinite(lengths(edges)) && Kokkos::abs(determinant(edges)) > 1e-12 * lengths(edges);
  }

  /// The edge vectors.
  ///
  /// \returns a, b, c as columns
  KOKKOS_FUNCTION Mat3 const& edges() const { return edges_; }
  /// One edge vector.
  ///
  /// \param axis 0, 1 or 2 for a, b or c
  /// \returns    the edge
  KOKKOS_FUNCTION Vec3<double> edge(int axis) const { return edges_.col[axis]; }
  /// The corner that the edges start from.
  ///
  /// \returns its position
  KOKKOS_FUNCTION Vec3<double> origin() const { return origin_; }
  /// Whether the box is periodic along an edge.
  ///
  /// \param axis 0, 1 or 2 for a, b or c
  /// \returns    true if it is
  KOKKOS_FUNCTION bool periodic(int axis) const { return periodic_[axis]; }
  /// The volume.
  ///
  /// \returns its absolute value, in the unit of length to the third power; positive for left-handed edges, too
  KOKKOS_FUNCTION double volume() const { return Kokkos::abs(determinant(edges_)); }

  /// Distance between the two opposite faces that the edge of this axis connects.
  ///
  /// \param axis 0, 1 or 2 for a, b or c
  /// \returns    the distance, in the unit of length
  KOKKOS_FUNCTION double height(int axis) const {
    return 1.0 / Kokkos::sqrt(inverse_(axis, 0) * inverse_(axis, 0) + inverse_(axis, 1) * inverse_(axis, 1) +
                              inverse_(axis, 2) * inverse_(axis, 2));
  }

  /// Fractional coordinates: in units of the edges, from the origin.
  ///
  /// \param r Cartesian position
  /// \returns coordinates that are in [0, 1) inside the box
  KOKKOS_FUNCTION Vec3<double> fractional(Vec3<double> r) const { return inverse_ * (r - origin_); }
  /// Cartesian coordinates; the inverse of `fractional`.
  ///
  /// \param s fractional coordinates
  /// \returns Cartesian position
  KOKKOS_FUNCTION Vec3<double> cartesian(Vec3<double> s) const { return origin_ + edges_ * s; }

  /// Translation from a particle to one of its images.
  ///
  /// \param shift the image, in box edges
  /// \returns     the translation, in the unit of length
  KOKKOS_FUNCTION Vec3<double> translation(Vec3<int> shift) const {
    return edges_ * Vec3<double>{double(shift.x), double(shift.y), double(shift.z)};
  }

  /// Most edges along a periodic axis that are counted: twice as many are still an `int`. `require_near` refuses
  /// positions that are farther away.
  static constexpr double most_edges = 5e8;

  /// The periodic copy of the box that holds a position.
  ///
  /// \param r position
  /// \returns the copy in box edges, 0 for the box itself; 0 along axes that are not periodic, and along those where
  /// `r`
  ///          is `most_edges` away or farther, or not finite
  KOKKOS_FUNCTION Vec3<int> cell_of(Vec3<double> r) const {
    Vec3<double> const s = fractional(r);
    Vec3<int> cell;
    for (int d = 0; d < 3; ++d)
      cell[d] = periodic_[d] && Kokkos::abs(s[d]) < most_edges ? static_cast<int>(Kokkos::floor(s[d])) : 0;
    return cell;
  }

  /// Moves a position into the box along the periodic axes, and counts by how many edges.
  ///
  /// \param r     position; stays where it is along an axis where the edges cannot be counted
  /// \param image image flags; the periodic copy of the box that held `r` is added to them
  /// \returns     the image of `r` in the box
  KOKKOS_FUNCTION Vec3<double> wrap(Vec3<double> r, Vec3<int>& image) const {
    Vec3<int> cell = cell_of(r);
    for (int d = 0; d < 3; ++d)
      if (Kokkos::abs(double(image[d]) + double(cell[d])) > 2147483647.0) cell[d] = 0;
    image += cell;
    return r - translation(cell);
  }

  /// Moves a position into the box along the periodic axes.
  ///
  /// \param r position; stays where it is along an axis where the edges cannot be counted
  /// \returns the image of `r` in the box
  KOKKOS_FUNCTION Vec3<double> wrap(Vec3<double> r) const {
    Vec3<int> image{};
    return wrap(r, image);
  }

  /// Moves a wrapped position back by its image flags; the inverse of `wrap`.
  ///
  /// \param r     position
  /// \param image image flags: box edges that were subtracted by `wrap`
  /// \returns     the position that was wrapped
  KOKKOS_FUNCTION Vec3<double> unwrap(Vec3<double> r, Vec3<int> image) const { return r + translation(image); }

  /// The shortest of all periodic images of a separation; exact however strongly the box is tilted.
  ///
  /// The lattice is reduced once, at construction. In a reduced basis the nearest lattice point is at most one step
  /// from the rounded one along each axis, so it is among 27 candidates (fewer where axes are not periodic).
  ///
  /// \param d separation of two positions
  /// \returns the shortest d + translation(shift)
  KOKKOS_FUNCTION Vec3<double> minimum_image(Vec3<double> d) const {
    Vec3<double> const s = reduced_inverse_ * d;
    for (int k = 0; k < reduced_count_; ++k) d -= Kokkos::round(s[k]) * reduced_.col[k];
    Vec3<double> best = d;
    double best_norm = dot(d, d);
    // Shorter than half the shortest lattice vector, the first: all other images are longer.
    if (best_norm < 0.2499 * dot(reduced_.col[0], reduced_.col[0])) return d;
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

  /// Number of box edges to each side that a sphere around a point of the box can reach into.
  ///
  /// \param axis   0, 1 or 2 for a, b or c
  /// \param cutoff radius of the sphere, in the unit of length
  /// \returns      the number, 0 along an axis that is not periodic
  KOKKOS_FUNCTION int images_for_cutoff(int axis, double cutoff) const {
    return periodic_[axis] ? static_cast<int>(Kokkos::ceil(cutoff / height(axis))) : 0;
  }

  /// Length of the shortest vector between a point and one of its images.
  ///
  /// \returns a length; infinity where no axis is periodic
  double shortest_period() const {
    return reduced_count_ > 0 ? norm(reduced_.col[0]) : Kokkos::Experimental::infinity_v<double>;
  }

  /// Shifts to the nearest images: a basis of short vectors for the lattice of the periodic edges.
  ///
  /// \returns      shifts in box edges, as many as there are periodic axes, the shortest first; zeros after these
  /// \throws Error a shift of 2^31 edges or more: an edge tilted by billions of others
  std::array<Vec3<int>, 3> shortest_shifts() const {
    std::array<Vec3<int>, 3> shifts{};
    for (int k = 0; k < reduced_count_; ++k) {
      Vec3<double> const s = inverse_ * reduced_.col[k];
      for (int d = 0; d < 3; ++d) {
        if (!periodic_[d]) continue;
        require(std::abs(s[d]) < 2147483647.0, "box: an edge is tilted by ", std::abs(s[d]), " others, at most 2^31");
        shifts[k][d] = static_cast<int>(std::round(s[d]));
      }
    }
    return shifts;
  }

  /// A box with another origin, the same edges and periodicity.
  ///
  /// \param origin the corner that the edges start from
  /// \returns      the box
  /// \throws Error the origin not finite
  Box with_origin(Vec3<double> origin) const { return Box(edges_, origin, {periodic_[0], periodic_[1], periodic_[2]}); }

  /// A box with other edges and the same origin and periodicity.
  ///
  /// \param edges  columns are the edge vectors
  /// \returns      the box
  /// \throws Error an edge not finite, a volume of zero
  Box with_edges(Mat3 const& edges) const { return Box(edges, origin_, {periodic_[0], periodic_[1], periodic_[2]}); }

 private:
  static void require_lengths(Vec3<double> lengths) {
    require(lengths.x > 0 && lengths.y > 0 && lengths.z > 0, "box: lengths ", lengths.x, ", ", lengths.y, ", ",
            lengths.z, " must be positive");
  }

  // Product of the edge lengths.
  KOKKOS_FUNCTION static double lengths(Mat3 const& edges) {
    return norm(edges.col[0]) * norm(edges.col[1]) * norm(edges.col[2]);
  }

  // Finds a basis of short vectors for the lattice of the periodic edges by repeated size reduction of the longest
  // against the others (Semaev 2001, an extension of Lagrange's reduction to three vectors). Columns of reduced_ from
  // reduced_count_ on hold unit normals, so that reduced_inverse_ projects onto the periodic directions.
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
        Vec3<double> const shorter = shortened(v, i);
        if (!(shorter == v[i])) {
          v[i] = shorter;
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

  // The shortest v[i] minus a combination of the vectors before it with whole numbers. These are searched within one of
  // the rounded solution of the least-squares problem.
  static Vec3<double> shortened(Vec3<double> const (&v)[3], int i) {
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
    return best;
  }

  static Vec3<double> unit(Vec3<double> a) { return (1.0 / norm(a)) * a; }

  Mat3 edges_, inverse_;
  Vec3<double> origin_;
  bool periodic_[3];
  Mat3 reduced_, reduced_inverse_;
  int reduced_count_ = 0;  // number of periodic axes
};

}  // namespace tektite
