// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

#include "tektite/core/box.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// Positions without periodicity, of many particles. `Box::unwrap` does it for one.
///
/// A `System` has an overload in dynamics/system.hpp, a `Configuration` one in io/configuration.hpp.
///
/// \source none: r + H n, with the edges H and the image flags n

namespace tektite {

namespace detail {

/// Does the work of `unwrap`, whose contract it has.
template <ExecutionSpace Exec, Positions P, class Images>
void unwrap_to(Exec const& exec, P const& positions, Images const& images, Box const& box,
               Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& out) {
  std::size_t const n = particle_count(positions);
  require(images.extent(0) == n, "unwrap: ", images.extent(0), " images for ", n, " positions");
  require(out.extent(0) == n, "unwrap: room for ", out.extent(0), " of ", n, " particles");
  launch(exec, "unwrap", n, KOKKOS_LAMBDA(int i) { out(i) = box.unwrap(position(positions, i), images(i)); });
}

TEKTITE_CORE_INSTANCE(void unwrap_to(compiled::Exec const&, compiled::Positions const&,
                                     compiled::Values<Vec3<int>> const&, Box const&,
                                     compiled::View<Vec3<double>*> const&));

}  // namespace detail

/// Computes positions without periodicity from wrapped ones and image flags, into a View of the caller's.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3] in the unit of the box
/// \param images    n image flags: how many box edges to add to each position
/// \param box       the box of the flags
/// \param out       n positions, overwritten; may be `positions`
/// \throws Error    `images` or `out` have another length than the positions
/// \cost            O(n) work, no memory
/// \fences          none
/// \determinism     the same bits at any thread count
template <ExecutionSpace Exec, Positions P, ViewOf<Vec3<int>, 1> Images>
  requires AccessibleFrom<P, Exec>
void unwrap(Exec const& exec, P const& positions, Images const& images, Box const& box,
            Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& out) {
  detail::unwrap_to(exec, detail::common_form(positions), detail::any_stride(images), box, out);
}

/// Computes positions without periodicity from wrapped ones and image flags.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3] in the unit of the box
/// \param images    n image flags: how many box edges to add to each position
/// \param box       the box of the flags
/// \returns         n positions, r + H n with the edges H and the flags n
/// \throws Error    another number of images than of positions
/// \cost            O(n) work; 24 bytes per particle, the result
/// \fences          none
/// \determinism     the same bits at any thread count
template <ExecutionSpace Exec, Positions P, ViewOf<Vec3<int>, 1> Images>
  requires AccessibleFrom<P, Exec>
Kokkos::View<Vec3<double>*, typename Exec::memory_space> unwrap(Exec const& exec, P const& positions,
                                                                Images const& images, Box const& box) {
  auto const out = detail::allocate<Kokkos::View<Vec3<double>*, typename Exec::memory_space>>(
      exec, "unwrap", particle_count(positions));
  unwrap(exec, positions, images, box, out);
  return out;
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param positions,images,box as above
/// \returns as above
template <Positions P, ViewOf<Vec3<int>, 1> Images>
auto unwrap(P const& positions, Images const& images, Box const& box) {
  return unwrap(typename particles_memory_space<P>::execution_space{}, positions, images, box);
}

}  // namespace tektite
