// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// Making two configurations fit for a deformation analysis: unwrapped alike, in cells that correspond edge for edge.

namespace tektite {

/// Current positions unwrapped to follow the reference, for data without image flags (OVITO's rule).
///
/// \param exec          runs everything; not fenced
/// \param reference     reference positions, wrapped or not
/// \param reference_box their cell
/// \param current       current positions of the same particles in the same order, wrapped or not
/// \param current_box   their cell
/// \returns n positions: reduced coordinates are taken in each configuration's own cell, their difference is brought
///          to [-1/2, 1/2] along periodic axes, and the current cell maps it back
/// \throws Error unequal particle counts
///
/// Right while no particle has moved by half a cell relative to the cell, and the cell was not flipped in between; see
/// `least_motion_box` for cells that may have been.
template <ExecutionSpace Exec, Positions R, Positions C>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
Kokkos::View<Vec3<double>*, typename Exec::memory_space> unwrap_like(Exec const& exec, R const& reference,
                                                                     Box const& reference_box, C const& current,
                                                                     Box const& current_box) {
  std::size_t const n = particle_count(reference);
  require(particle_count(current) == n, "unwrap_like: ", n, " reference positions, but ", particle_count(current),
          " current ones");
  auto out = detail::allocate<Kokkos::View<Vec3<double>*, typename Exec::memory_space>>(exec, "unwrap_like", n);
  Kokkos::parallel_for(
      "tektite::unwrap_like", Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>(exec, 0, n),
      KOKKOS_LAMBDA(std::size_t i) {
        Vec3<double> const r = position(current, i);
        Vec3<double> const moved = current_box.fractional(r) - reference_box.fractional(position(reference, i));
        // Only whole cells are added, so a particle that needs none keeps its position to the last bit.
        Vec3<double> cells{};
        for (int d = 0; d < 3; ++d) cells[d] = current_box.periodic(d) ? -Kokkos::round(moved[d]) : 0.0;
        out(i) = r + current_box.edges() * cells;
      });
  return out;
}

namespace detail {

/// Sums of a least-squares affine map from fractional reference coordinates, relative to a first particle.
struct CellMapSums {
  double count = 0;
  Vec3<double> s{}, x{};
  Mat3 ss{}, xs{};

  KOKKOS_FUNCTION CellMapSums& operator+=(CellMapSums const& other) {
    count += other.count;
    s += other.s;
    x += other.x;
    ss = ss + other.ss;
    xs = xs + other.xs;
    return *this;
  }
};

KOKKOS_INLINE_FUNCTION Mat3 outer(Vec3<double> a, Vec3<double> b) { return {{b.x * a, b.y * a, b.z * a}}; }

template <Positions R, Positions C>
struct CellMapTerm {
  R reference;
  C current;
  Box reference_box, current_box;

  KOKKOS_FUNCTION CellMapSums operator()(std::size_t i) const {
    Vec3<double> const s = reference_box.fractional(position(reference, i));
    Vec3<double> const x = position(current, i) - current_box.origin();
    return {1.0, s, x, outer(s, s), outer(x, s)};
  }
};

}  // namespace detail

/// The current cell spanned by the vectors that the reference's edges have become: flips undone.
///
/// A simulation that shears a cell far flips it at some point (LAMMPS does at half a box of tilt): same lattice,
/// other edges. Fits need edges that correspond. The best affine map of all particles says which lattice vectors
/// these are.
///
/// \param exec      runs everything; fenced for the result
/// \param reference positions, unwrapped
/// \param current   positions of the same particles in the same order, unwrapped consistently
/// \returns `current_box` itself where nothing was flipped, or where the particles do not determine a map (fewer than
///          four, in a plane, or along axes that are not periodic)
/// \throws Error unequal particle counts
template <ExecutionSpace Exec, Positions R, Positions C>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
Box matching_box(Exec const& exec, R const& reference, Box const& reference_box, C const& current,
                 Box const& current_box) {
  std::size_t const n = particle_count(reference);
  require(particle_count(current) == n, "matching_box: ", n, " reference positions, but ", particle_count(current),
          " current ones");
  if (n < 4) return current_box;
  auto const sum = deterministic_sum<detail::CellMapSums>(
      exec, "matching_box", n, detail::CellMapTerm<R, C>{reference, current, reference_box, current_box});
  Mat3 const ss = sum.ss - (1 / sum.count) * detail::outer(sum.s, sum.s);
  Mat3 const xs = sum.xs - (1 / sum.count) * detail::outer(sum.x, sum.s);
  double const size = trace(ss);
  if (!(determinant(ss) > 1e-9 * size * size * size)) return current_box;
  // Columns: what the reference's edges have become, in units of the current edges; whole numbers but for noise.
  Mat3 const steps = inverse(current_box.edges()) * (xs * inverse(ss));
  Mat3 whole = Mat3::identity();
  for (int k = 0; k < 3; ++k)
    for (int a = 0; a < 3; ++a)
      if (current_box.periodic(k) && current_box.periodic(a)) whole(k, a) = std::round(steps(k, a));
  if (std::abs(determinant(whole) - 1) > 0.5) return current_box;
  return whole == Mat3::identity() ? current_box : current_box.with_edges(current_box.edges() * whole);
}

namespace detail {

template <Positions R, Positions C>
struct ReducedDisplacement {
  R reference;
  C current;
  Box reference_box, current_box;

  /// The square of the displacement in reduced coordinates, each axis brought to [-1/2, 1/2].
  KOKKOS_FUNCTION double operator()(std::size_t i) const {
    Vec3<double> d = current_box.fractional(position(current, i)) - reference_box.fractional(position(reference, i));
    for (int k = 0; k < 3; ++k)
      if (current_box.periodic(k)) d[k] -= Kokkos::round(d[k]);
    return dot(d, d);
  }
};

}  // namespace detail

/// As `matching_box`, for positions without image flags: the tilts of the current cell that make its particles move the
/// least.
///
/// \param exec      runs everything; fenced for the result
/// \param reference positions, wrapped or not
/// \param current   positions of the same particles in the same order, wrapped or not
/// \returns `current_box` with the second and third edge moved by up to two times the edges before them, by what makes
///          the mean squared displacement in reduced coordinates the smallest; `current_box` itself where nothing was
///          flipped
/// \throws Error unequal particle counts
///
/// In the wrong cell reduced displacements grow across the whole cell, so there is no doubt while particles move much
/// less than a cell relative to it. Follow with `unwrap_like` in the cell that is returned. 125 sums over particles.
template <ExecutionSpace Exec, Positions R, Positions C>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
Box least_motion_box(Exec const& exec, R const& reference, Box const& reference_box, C const& current,
                     Box const& current_box) {
  std::size_t const n = particle_count(reference);
  require(particle_count(current) == n, "least_motion_box: ", n, " reference positions, but ", particle_count(current),
          " current ones");
  auto const motion = [&](Box const& box) {
    return deterministic_sum<double>(exec, "least_motion_box", n,
                                     detail::ReducedDisplacement<R, C>{reference, current, reference_box, box});
  };
  auto const most = [&](int a, int b) { return current_box.periodic(a) && current_box.periodic(b) ? 2 : 0; };
  Box best = current_box;
  double least = motion(current_box);
  for (int xy = -most(0, 1); xy <= most(0, 1); ++xy) {
    for (int xz = -most(0, 2); xz <= most(0, 2); ++xz) {
      for (int yz = -most(1, 2); yz <= most(1, 2); ++yz) {
        if (xy == 0 && xz == 0 && yz == 0) continue;
        Mat3 whole = Mat3::identity();
        whole(0, 1) = xy;
        whole(0, 2) = xz;
        whole(1, 2) = yz;
        Box const box = current_box.with_edges(current_box.edges() * whole);
        double const sum = motion(box);
        if (sum < least) {
          least = sum;
          best = box;
        }
      }
    }
  }
  return best;
}

}  // namespace tektite
