// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "tektite/core/bounds.hpp"
#include "tektite/core/box.hpp"
#include "tektite/core/box_around.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/reduced_box.hpp"
#include "tektite/core/vec3.hpp"

namespace tektite {

namespace detail {

/// The fractional coordinates of all positions, wrapped along periodic axes.
template <Positions P>
struct CoordinatesInBox {
  P positions;
  Box box;

  /// \param i index of a position
  /// \returns its coordinates
  KOKKOS_FUNCTION Vec3<double> operator()(std::size_t i) const {
    return box.fractional(box.wrap(position(positions, i)));
  }
};

/// Leaves long empty stretches out of coordinates, so that what is left is the space that particles occupy. Each level
/// divides what the level before left of an axis into 64 parts and keeps some of them.
struct WithoutEmptyStretches {
  static constexpr int most_levels = 5;

  Vec3<double> low{}, span{1, 1, 1};  // of the coordinates, before any stretch is left out
  int levels = 0;
  std::uint64_t kept[most_levels][3];  // by level and axis: bits of the parts, the lowest first

  /// \param s coordinates of a particle
  /// \returns the coordinates without empty stretches, from 0 to 1
  KOKKOS_FUNCTION Vec3<double> operator()(Vec3<double> s) const {
    Vec3<double> result;
    for (int d = 0; d < 3; ++d) {
      double u = span[d] > 0 ? (s[d] - low[d]) / span[d] : 0;
      for (int level = 0; level < levels; ++level) {
        int const part = OccupiedParts::part_of(u);
        std::uint64_t const before = kept[level][d] & ((std::uint64_t(1) << part) - 1);
        u = (Kokkos::popcount(before) + (64 * u - part)) / Kokkos::popcount(kept[level][d]);
      }
      result[d] = u;
    }
    return result;
  }
};

/// \param occupied bits of the parts that hold particles
/// \param part     length of one part
/// \param shortest an empty stretch shorter than this, or than 8 parts, is kept
/// \returns bits of the parts that are kept
inline std::uint64_t without_long_runs(std::uint64_t occupied, double part, double shortest) {
  std::uint64_t kept = ~std::uint64_t(0);
  for (int first = 0; first < 64;) {
    int last = first;
    while (last < 64 && !(occupied >> last & 1)) ++last;
    bool const is_long = last - first >= 8 && (last - first) * part >= shortest;
    for (int k = first; k < last && is_long; ++k) kept &= ~(std::uint64_t(1) << k);
    first = last + 1;
  }
  return kept;
}

/// The spacing of n particles that occupy a part of each edge of a box evenly.
///
/// \param n        number of particles
/// \param box      around them
/// \param occupied by axis: the part of the edge that they occupy
/// \returns about the distance between neighbours
inline double spacing_in(std::size_t n, Box const& box, Vec3<double> occupied) {
  double const most = std::cbrt(box.volume() / double(n));
  if (n == 1) return most;
  double spacing = most;
  // A layer thinner than the spacing counts as thick as the spacing. So the spacing shrinks step by step.
  for (double before = 2 * spacing; spacing < 0.99 * before && spacing > 1e-6 * most;) {
    double volume = box.volume();
    for (int d = 0; d < 3; ++d) volume *= std::max(occupied[d], std::min(1.0, spacing / box.height(d)));
    before = spacing;
    spacing = std::cbrt(volume / double(n));
  }
  return spacing;
}

/// The spacing of particles in the space that they occupy: in slabs, wires and clusters, without the empty space
/// between them. Fences `exec` once, and once more for each level of empty stretches.
///
/// \param exec      runs the search for empty stretches
/// \param n         number of particles
/// \param box       around them, see `box_around`
/// \param frame     device-callable `Vec3<double>(std::size_t i)`: fractional coordinates, wrapped along periodic axes
/// \param low,high  extremes of these
/// \returns about the distance between neighbours
template <ExecutionSpace Exec, class Frame>
double occupied_spacing(Exec const& exec, std::size_t n, Box const& box, Frame const& frame, Vec3<double> low,
                        Vec3<double> high) {
  Vec3<double> occupied = high - low;
  WithoutEmptyStretches compact;
  compact.low = low;
  compact.span = occupied;
  double spacing = spacing_in(n, box, occupied);
  for (bool shorter = n > 1; shorter && compact.levels < WithoutEmptyStretches::most_levels; ++compact.levels) {
    OccupiedParts const parts = deterministic_reduce(
        exec, "occupied_spacing::parts", n, OccupiedParts{},
        KOKKOS_LAMBDA(std::size_t i, OccupiedParts& found) { found.add(compact(frame(i))); },
        KOKKOS_LAMBDA(OccupiedParts & found, OccupiedParts const& other) { found.add(other); });
    shorter = false;
    for (int d = 0; d < 3; ++d) {
      // Planes of a crystal are no slabs: a stretch is long if it is much longer than the spacing.
      double const part = occupied[d] * box.height(d) / 64;
      auto const kept = without_long_runs(parts.axis[d], part, 4 * spacing);
      compact.kept[compact.levels][d] = kept;
      occupied[d] *= Kokkos::popcount(kept) / 64.0;
      shorter = shorter || kept != ~std::uint64_t(0);
    }
    spacing = spacing_in(n, box, occupied);
  }
  return spacing;
}

}  // namespace detail

/// About the distance between neighbours: the edge of the cube that a particle would have for itself in the space that
/// the particles occupy. The empty space around and between slabs, wires and clusters does not count.
///
/// \param exec      execution space instance that runs everything
/// \param positions of n particles, finite
/// \param box       around them; positions may be outside
/// \returns         a length in the unit of the box; of one particle that of the box; very small if all are at one
///                  point; 0 if n = 0
/// \throws nothing
/// \cost        O(n) work; scratch memory as `deterministic_reduce`, 48 bytes per partial result
/// \fences      three times, and once more for each level of empty stretches, of which there are at most 4
/// \determinism the same bits at any thread count
/// \source      none
template <ExecutionSpace Exec, Positions P>
double occupied_spacing(Exec const& exec, P const& positions, Box const& box) {
  std::size_t const n = particle_count(positions);
  if (n == 0) return 0;
  Box const around = box_around(exec, positions, reduced_box(box).box);
  detail::CoordinatesInBox<P> const frame{positions, around};
  auto const extent = bounds(exec, "occupied_spacing::bounds", n, frame);
  return detail::occupied_spacing(exec, n, around, frame, extent.low, extent.high);
}

TEKTITE_CORE_INSTANCE(double occupied_spacing(compiled::Exec const&, compiled::Positions const&, Box const&));

}  // namespace tektite
