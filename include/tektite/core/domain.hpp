// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/vec3.hpp"

namespace tektite {

/// The other kind of surroundings: the first `owned` positions are owned, all others are ghosts made by the caller.
struct WithGhosts {
  std::size_t owned;  ///< how many of the positions are the caller's own, the first ones
};

/// Where the surroundings of the particles come from: a periodic `Box`, or ghosts.
template <class D>
concept Domain = std::same_as<D, Box> || std::same_as<D, WithGhosts>;

/// The edges of a periodic cell as they are on the device at the moment: all that it takes to move sites with the cell.
template <MemorySpace Memory>
using CellEdges = Kokkos::View<Mat3 const, Memory>;

/// What says where sites are: a `Domain`, or `CellEdges` of a cell that the host does not know.
template <class D>
concept SiteDomain = Domain<D> || std::same_as<D, CellEdges<typename D::memory_space>>;

template <Positions P>
std::size_t owned_count(P const& positions, Box const&) {
  return particle_count(positions);
}

template <Positions P>
std::size_t owned_count(P const& positions, WithGhosts const& ghosts) {
  require(ghosts.owned <= particle_count(positions), "sites: ", ghosts.owned, " owned particles, but only ",
          particle_count(positions), " positions");
  return ghosts.owned;
}

template <Positions P, MemorySpace Memory>
std::size_t owned_count(P const& positions, CellEdges<Memory> const&) {
  return particle_count(positions);
}

inline Mat3 frame_of(Box const& box) { return box.edges(); }
inline Mat3 frame_of(WithGhosts const&) { return Mat3::identity(); }

KOKKOS_INLINE_FUNCTION Vec3<double> site_translation(Box const& box, Vec3<int> shift) { return box.translation(shift); }
KOKKOS_INLINE_FUNCTION Vec3<double> site_translation(WithGhosts const&, Vec3<int>) { return {}; }
template <class Memory>
KOKKOS_INLINE_FUNCTION Vec3<double> site_translation(Kokkos::View<Mat3 const, Memory> const& edges, Vec3<int> shift) {
  return edges() * Vec3<double>{double(shift.x), double(shift.y), double(shift.z)};
}

}  // namespace tektite
