// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/box.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/vec3.hpp"

namespace tektite {

namespace detail {

/// The 64 equal parts of each box edge that hold particles: one bit for each part.
struct OccupiedParts {
  std::uint64_t axis[3] = {0, 0, 0};  ///< lowest bit: the part at the origin of the box

  /// Adds the parts that hold a particle.
  ///
  /// \param u coordinates from 0 to 1
  KOKKOS_FUNCTION void add(Vec3<double> u) {
    for (int d = 0; d < 3; ++d) axis[d] |= std::uint64_t(1) << part_of(u[d]);
  }

  /// \param u a coordinate from 0 to 1
  /// \returns which of 64 parts it lies in
  KOKKOS_FUNCTION static int part_of(double u) { return static_cast<int>(Kokkos::clamp(64 * u, 0.0, 63.0)); }

  /// Adds the parts that others hold.
  ///
  /// \param other parts
  KOKKOS_FUNCTION void add(OccupiedParts const& other) {
    for (int d = 0; d < 3; ++d) axis[d] |= other.axis[d];
  }
};

/// A stretch of a box edge, in parts of 1/64.
struct Stretch {
  int first;   ///< number of its first part, 0 to 63
  int length;  ///< number of parts; it goes on at the other end of the edge
};

/// \param occupied bits of the parts that hold particles
/// \returns the longest stretch without particles; the length 64 if there are none at all
inline Stretch longest_empty_stretch(std::uint64_t occupied) {
  Stretch longest{0, 0};
  if (occupied == 0) return {0, 64};
  for (int first = 0; first < 64; ++first) {
    int length = 0;
    while (!(occupied >> ((first + length) % 64) & 1)) ++length;
    if (length > longest.length) longest = {first, length};
  }
  return longest;
}

}  // namespace detail

/// The same periodic box, but with its boundary in the empty space of a slab, a wire or a cluster.
///
/// Along each periodic axis with an empty stretch of at least three quarters of the edge, the origin moves so that the
/// boundary lies in the middle of this stretch. So the particles, wrapped into the box, are one piece there, and their
/// extent tells how much of the edge they occupy. The lattice of images is the same.
///
/// \param exec      execution space instance that runs the kernel
/// \param positions of n particles, finite; anywhere, also in other images of the box
/// \param box       around them
/// \returns         the box with another origin; the same one if no axis has such a stretch, or n = 0
/// \throws nothing
/// \cost        O(n) work; scratch memory as `deterministic_reduce`, 24 bytes per partial result
/// \fences      once, for the result; not for n = 0, nor if no axis is periodic
/// \determinism the same bits at any thread count
/// \source      none
template <ExecutionSpace Exec, Positions P>
Box box_around(Exec const& exec, P const& positions, Box const& box) {
  using Parts = detail::OccupiedParts;
  std::size_t const n = particle_count(positions);
  if (n == 0 || !(box.periodic(0) || box.periodic(1) || box.periodic(2))) return box;
  Parts const occupied = deterministic_reduce(
      exec, "box_around", n, Parts{},
      KOKKOS_LAMBDA(std::size_t i, Parts& parts) {
        Vec3<double> s = box.fractional(position(positions, i));
        for (int d = 0; d < 3; ++d) s[d] -= Kokkos::floor(s[d]);
        parts.add(s);
      },
      KOKKOS_LAMBDA(Parts & parts, Parts const& other) { parts.add(other); });
  Vec3<double> corner{};  // of the new box, fractional
  bool moved = false;
  for (int d = 0; d < 3; ++d) {
    auto const empty = detail::longest_empty_stretch(occupied.axis[d]);
    if (!box.periodic(d) || empty.length < 48) continue;
    corner[d] = (empty.first + 0.5 * empty.length) / 64;
    moved = true;
  }
  return moved ? box.with_origin(box.cartesian(corner)) : box;
}

TEKTITE_CORE_INSTANCE(Box box_around(compiled::Exec const&, compiled::Positions const&, Box const&));

}  // namespace tektite
