// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduced_box.hpp"
#include "tektite/core/vec3.hpp"

/// \file
/// What surrounds the owned particles: periodic images of them (`Box`), or ghosts made by the caller (`WithGhosts`).

namespace tektite {

/// Surroundings given by the caller: the first `owned` positions are owned particles, all others are ghosts.
///
/// Arrays may have room for more particles than they hold. Name the number of ghosts, and positions beyond them are an
/// error instead of ghosts; take a subview of the positions that are in use.
///
/// Name the reach of the ghosts, and what needs particles from farther away is refused (a cutoff) or said
/// (`Status::incomplete`) instead of wrong.
struct WithGhosts {
  static constexpr std::size_t all_others = ~std::size_t(0);  ///< for `ghosts`: however many positions follow

  std::size_t owned;                ///< number of owned particles; they are the first positions
  std::size_t ghosts = all_others;  ///< number of ghosts; they follow the owned particles
  /// All particles within this distance of an owned particle are given; by default the caller vouches for them.
  double reach = std::numeric_limits<double>::infinity();
};

/// Where the surroundings of the owned particles come from: a periodic `Box`, or ghosts.
template <class D>
concept Domain = std::same_as<D, Box> || std::same_as<D, WithGhosts>;

/// Edges of a periodic box in device memory, as columns. With these, kernels can compute positions of sites in a box
/// that deforms on the device while the host does not know its present shape.
template <MemorySpace Memory>
using CellEdges = Kokkos::View<Mat3 const, Memory>;

/// What determines the positions of sites: a `Domain`, or `CellEdges` where the host does not know the present box.
template <class D>
concept SiteDomain = Domain<D> || std::same_as<D, CellEdges<typename D::memory_space>>;

/// Number of owned particles in a periodic box: all of them.
///
/// \param positions n positions
/// \returns         n
template <Positions P>
std::size_t owned_count(P const& positions, Box const&) {
  return particle_count(positions);
}

/// Number of owned particles among owned particles and ghosts.
///
/// \param positions n positions, ghosts after the owned particles
/// \param ghosts    how many of them are owned, and how many ghosts
/// \returns         `ghosts.owned`
/// \throws Error    more owned particles than positions; another number of ghosts than positions after them; a reach
///                  that is not positive
template <Positions P>
std::size_t owned_count(P const& positions, WithGhosts const& ghosts) {
  std::size_t const n = particle_count(positions);
  require(!std::isnan(ghosts.reach) && ghosts.reach > 0, "sites: ghosts with reach ", ghosts.reach,
          ", expected a positive one");
  require(ghosts.owned <= n, "sites: ", ghosts.owned, " owned particles, but only ", n, " positions");
  require(ghosts.ghosts == WithGhosts::all_others || ghosts.ghosts == n - ghosts.owned, "sites: ", ghosts.owned,
          " owned particles and ", ghosts.ghosts, " ghosts, but ", n, " positions");
  return ghosts.owned;
}

/// Number of owned particles in a periodic box whose edges are on the device: all of them.
///
/// \param positions n positions
/// \returns         n
template <Positions P, MemorySpace Memory>
std::size_t owned_count(P const& positions, CellEdges<Memory> const&) {
  return particle_count(positions);
}

/// Directions along which a grid for particles in a box is laid out: the edges of the box, or the short ones of its
/// `reduced_box`.
///
/// \param box the box
/// \returns   the edges, as columns
inline Mat3 frame_of(Box const& box) { return reduced_box(box).box.edges(); }

/// Directions along which a grid for owned particles and ghosts is laid out: the Cartesian axes.
///
/// \returns unit vectors, as columns
inline Mat3 frame_of(WithGhosts const&) { return Mat3::identity(); }

/// How far from an owned particle all particles are known. \returns any distance: a box has all images
inline double reach_of(Box const&) { return std::numeric_limits<double>::infinity(); }

/// How far from an owned particle all particles are known.
///
/// \param ghosts what the caller has given
/// \returns      `ghosts.reach`
inline double reach_of(WithGhosts const& ghosts) { return ghosts.reach; }

/// Translation from a particle to one of its periodic images.
///
/// \param box   the periodic box
/// \param shift the image, in box edges
/// \returns     the translation in the unit of the box
KOKKOS_INLINE_FUNCTION Vec3<double> site_translation(Box const& box, Vec3<int> shift) { return box.translation(shift); }

/// Translation of a site among owned particles and ghosts: none, since no particle has images.
///
/// \returns zero
KOKKOS_INLINE_FUNCTION Vec3<double> site_translation(WithGhosts const&, Vec3<int>) { return {}; }

/// Translation from a particle to one of its periodic images, in a box whose edges are on the device.
///
/// \param edges edges of the box, as columns
/// \param shift the image, in box edges
/// \returns     the translation in the unit of the edges
template <class Memory>
KOKKOS_INLINE_FUNCTION Vec3<double> site_translation(Kokkos::View<Mat3 const, Memory> const& edges, Vec3<int> shift) {
  return edges() * Vec3<double>{double(shift.x), double(shift.y), double(shift.z)};
}

}  // namespace tektite
