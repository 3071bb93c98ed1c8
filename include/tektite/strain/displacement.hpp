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
/// Prepares two configurations for a local fit: positions unwrapped alike, in boxes that correspond edge for edge.
///
/// Local fits need positions whose difference is the displacement of the particle, and a current box whose edges are
/// what the edges of the reference box have become. With image flags: unwrap the positions, then call `matching_box`.
/// Without them: call `least_motion_box`, then `unwrap_like` in the box that it returns.
///
/// \source OVITO's rule for unwrapping; the two searches for a box are set out in docs/strain.md

namespace tektite {

namespace detail {

/// Two configurations of the same particles.
template <Positions R, Positions C>
struct ConfigurationPair {
  R reference;
  C current;
  Box reference_box, current_box;

  /// The difference of the reduced coordinates of particle i, each in its own box. Not brought to [-1/2, 1/2].
  KOKKOS_FUNCTION Vec3<double> reduced_displacement(std::size_t i) const {
    return current_box.fractional(position(current, i)) - reference_box.fractional(position(reference, i));
  }
};

/// Checks the numbers of particles and holds both configurations together.
///
/// \param caller name of the public function, for the error message
/// \throws Error unequal numbers of particles
template <Positions R, Positions C>
ConfigurationPair<R, C> pair_of(char const* caller, R const& reference, Box const& reference_box, C const& current,
                                Box const& current_box) {
  require(particle_count(current) == particle_count(reference), caller, ": ", particle_count(reference),
          " reference positions, but ", particle_count(current), " current ones");
  return {reference, current, reference_box, current_box};
}

}  // namespace detail

/// Unwraps the current positions so that they follow the reference, for data without image flags (OVITO's rule).
///
/// The difference of the reduced coordinates, each in its own box, is brought to [-1/2, 1/2] along periodic axes, by
/// adding whole edges of the current box to the current position. This is right while no particle has moved by half a
/// box relative to the box, and the box was not flipped in between. `least_motion_box` undoes a flip first.
///
/// \param exec          execution space instance that runs everything
/// \param reference     n reference positions [n][3], wrapped or not
/// \param reference_box their box
/// \param current       n current positions [n][3] of the same particles in the same order, wrapped or not
/// \param current_box   their box
/// \returns     n positions in the unit of `current`. A particle that needs no edges keeps its position to the last bit
/// \throws Error unequal numbers of particles
/// \cost        O(n) work; 24 bytes per particle of results, no scratch memory
/// \fences      none
/// \determinism the same bits at any thread count
template <ExecutionSpace Exec, Positions R, Positions C>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
Kokkos::View<Vec3<double>*, typename Exec::memory_space> unwrap_like(Exec const& exec, R const& reference,
                                                                     Box const& reference_box, C const& current,
                                                                     Box const& current_box) {
  auto const pair = detail::pair_of("unwrap_like", reference, reference_box, current, current_box);
  std::size_t const n = particle_count(reference);
  auto out = detail::allocate<Kokkos::View<Vec3<double>*, typename Exec::memory_space>>(exec, "unwrap_like", n);
  Kokkos::parallel_for(
      "tektite::unwrap_like", Kokkos::RangePolicy<Exec, Kokkos::IndexType<std::size_t>>(exec, 0, n),
      KOKKOS_LAMBDA(std::size_t i) {
        Vec3<double> const moved = pair.reduced_displacement(i);
        Vec3<double> edges{};
        for (int d = 0; d < 3; ++d) edges[d] = pair.current_box.periodic(d) ? -Kokkos::round(moved[d]) : 0.0;
        out(i) = position(pair.current, i) + pair.current_box.edges() * edges;
      });
  return out;
}

namespace detail {

/// Sums over all particles for the least-squares affine map from reduced reference coordinates s to current positions
/// x, relative to the origin of the current box.
struct CellMapSums {
  double count = 0;       ///< number of particles
  Vec3<double> s{}, x{};  ///< sums of s and x
  Mat3 ss{}, xs{};        ///< sums of s s^T and x s^T

  KOKKOS_FUNCTION CellMapSums& operator+=(CellMapSums const& other) {
    count += other.count;
    s += other.s;
    x += other.x;
    ss = ss + other.ss;
    xs = xs + other.xs;
    return *this;
  }
};

/// The matrix a b^T.
KOKKOS_INLINE_FUNCTION Mat3 outer(Vec3<double> a, Vec3<double> b) { return {{b.x * a, b.y * a, b.z * a}}; }

/// What one particle adds to the sums.
template <Positions R, Positions C>
struct CellMapTerm {
  ConfigurationPair<R, C> pair;

  KOKKOS_FUNCTION CellMapSums operator()(std::size_t i) const {
    Vec3<double> const s = pair.reference_box.fractional(position(pair.reference, i));
    Vec3<double> const x = position(pair.current, i) - pair.current_box.origin();
    return {1.0, s, x, outer(s, s), outer(x, s)};
  }
};

}  // namespace detail

/// Undoes flips of the current box: returns it with the edges that the edges of the reference box have become.
///
/// A simulation that shears a box far flips it at some point (LAMMPS does at half a box of tilt): the lattice stays the
/// same, the edges change. Local fits need edges that correspond. The best affine map of all particles says which
/// lattice vectors these are.
///
/// \param exec          execution space instance that runs everything
/// \param reference     n reference positions [n][3], unwrapped
/// \param reference_box their box
/// \param current       n current positions [n][3] of the same particles in the same order, unwrapped consistently
/// \param current_box   their box, flipped or not
/// \returns     a box with the lattice of `current_box`: `current_box` itself where nothing was flipped, or where the
///              particles do not determine a map (fewer than four, in a plane, or along axes that are not periodic)
/// \throws Error unequal numbers of particles
/// \cost        one sum over all particles, O(n) work; no memory per particle but the partial sums of
///              `deterministic_reduce`
/// \fences      once, to get the sums
/// \determinism the same bits at any thread count
template <ExecutionSpace Exec, Positions R, Positions C>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
Box matching_box(Exec const& exec, R const& reference, Box const& reference_box, C const& current,
                 Box const& current_box) {
  auto const pair = detail::pair_of("matching_box", reference, reference_box, current, current_box);
  std::size_t const n = particle_count(reference);
  if (n < 4) return current_box;
  auto const sum = deterministic_sum<detail::CellMapSums>(exec, "matching_box", n, detail::CellMapTerm<R, C>{pair});
  Mat3 const ss = sum.ss - (1 / sum.count) * detail::outer(sum.s, sum.s);
  Mat3 const xs = sum.xs - (1 / sum.count) * detail::outer(sum.x, sum.s);
  double const spread = trace(ss);
  if (!(determinant(ss) > 1e-9 * spread * spread * spread)) return current_box;
  // Column a is what edge a of the reference box has become, in units of the current edges: whole numbers, but for
  // noise.
  Mat3 const mapped_edges = inverse(current_box.edges()) * (xs * inverse(ss));
  Mat3 whole = Mat3::identity();
  for (int k = 0; k < 3; ++k)
    for (int a = 0; a < 3; ++a)
      if (current_box.periodic(k) && current_box.periodic(a)) whole(k, a) = std::round(mapped_edges(k, a));
  if (std::abs(determinant(whole) - 1) > 0.5) return current_box;
  return whole == Mat3::identity() ? current_box : current_box.with_edges(current_box.edges() * whole);
}

namespace detail {

/// The square of the displacement of one particle in reduced coordinates, brought to [-1/2, 1/2] along periodic axes.
template <Positions R, Positions C>
struct SquaredReducedDisplacement {
  ConfigurationPair<R, C> pair;

  KOKKOS_FUNCTION double operator()(std::size_t i) const {
    Vec3<double> d = pair.reduced_displacement(i);
    for (int k = 0; k < 3; ++k)
      if (pair.current_box.periodic(k)) d[k] -= Kokkos::round(d[k]);
    return dot(d, d);
  }
};

}  // namespace detail

/// Undoes flips of the current box for positions without image flags: returns it with the tilts that make the particles
/// move the least.
///
/// In a flipped box reduced displacements grow across the whole box, so the mean squared displacement in reduced
/// coordinates is clearly the smallest in the box that corresponds, while particles move much less than a box relative
/// to it. Call `unwrap_like` with the box that is returned.
///
/// \param exec          execution space instance that runs everything
/// \param reference     n reference positions [n][3], wrapped or not
/// \param reference_box their box
/// \param current       n current positions [n][3] of the same particles in the same order, wrapped or not
/// \param current_box   their box, flipped or not
/// \returns     a box with the lattice of `current_box`: its second and third edge are changed by up to two times each
///              of the edges before them. `current_box` itself where nothing was flipped
/// \throws Error unequal numbers of particles
/// \cost        up to 125 sums over all particles, O(n) work each; no memory per particle but the partial sums of
///              `deterministic_reduce`
/// \fences      once for each of these sums
/// \determinism the same bits at any thread count
template <ExecutionSpace Exec, Positions R, Positions C>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
Box least_motion_box(Exec const& exec, R const& reference, Box const& reference_box, C const& current,
                     Box const& current_box) {
  auto const pair = detail::pair_of("least_motion_box", reference, reference_box, current, current_box);
  auto const motion = [&](Box const& box) {
    auto in_box = pair;
    in_box.current_box = box;
    return deterministic_sum<double>(exec, "least_motion_box", particle_count(reference),
                                     detail::SquaredReducedDisplacement<R, C>{in_box});
  };
  auto const largest = [&](int a, int b) { return current_box.periodic(a) && current_box.periodic(b) ? 2 : 0; };
  Box best = current_box;
  double least = motion(current_box);
  for (int xy = -largest(0, 1); xy <= largest(0, 1); ++xy) {
    for (int xz = -largest(0, 2); xz <= largest(0, 2); ++xz) {
      for (int yz = -largest(1, 2); yz <= largest(1, 2); ++yz) {
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
