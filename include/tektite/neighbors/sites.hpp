// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/reduced_box.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"
#include "tektite/neighbors/detail/images_near.hpp"

/// \file
/// Particles and their images as one flat set of points.
///
/// Algorithms that need neighbours work on *sites*: first the owned particles, then what surrounds them. In a periodic
/// `Box` these are periodic images, made here; in a rank of a host code (`WithGhosts`) they are the ghosts that the
/// host code supplies. Sites have no periodicity, so boxes thinner than the cutoff, strong tilts and free surfaces need
/// no special case in any algorithm.
///
/// \source none

namespace tektite {

/// The particle and the periodic image of it that each site stands for.
///
/// Sites [0, owned) are the owned particles in the caller's order, moved into the box; images and ghosts follow. A box
/// with edges much longer than its lattice needs is replaced by its `reduced_box` there. Shifts count the given edges.
template <MemorySpace Memory>
struct Sites {
  std::size_t owned = 0;                   ///< number of owned particles
  std::size_t particles = 0;               ///< number of positions: owned particles, and ghosts
  Kokkos::View<int*, Memory> particle;     ///< index into the caller's positions, by site
  Kokkos::View<Vec3<int>*, Memory> shift;  ///< site position = caller's position + `box.translation(shift)`

  /// Number of sites.
  ///
  /// \returns number of owned particles and images or ghosts
  std::size_t size() const { return particle.extent(0); }
};

/// Makes the sites of a periodic box: the owned particles, moved into the box, and every periodic image within `cutoff`
/// of the box. If the box is strongly tilted, that is its `reduced_box`.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3] in the unit of the box, anywhere in space
/// \param given     the box; there are no images along axes that are not periodic
/// \param cutoff    how far outside the box images are made, in the unit of the box
/// \returns         n owned particles, followed by the images of particle 0, 1, ...
/// \throws Error    cutoff not positive, a position not finite or a million boxes away, more than about 65536 images of
///                  a particle (a very thin box), more than 2^31 sites
/// \cost            O(n + images) work; 16 bytes per site, 8 more per particle during the call
/// \fences          twice: for the check of positions and for the number of images
/// \determinism     the order of sites depends only on the input
template <ExecutionSpace Exec, Positions P>
  requires AccessibleFrom<P, Exec>
Sites<typename Exec::memory_space> make_sites(Exec const& exec, P const& positions, Box const& given, double cutoff) {
  using Memory = typename Exec::memory_space;
  require_cutoff("make_sites", cutoff);
  ReducedBox const reduced = reduced_box(given);
  Box const& box = reduced.box;
  require_near(exec, positions, given);
  if (reduced.shorter) require_near(exec, positions, box);
  auto const n = particle_count(positions);

  // An estimate first, since counting far more images than can be stored would take long.
  double const most = std::numeric_limits<int>::max();
  for (int d = 0; d < 3; ++d)
    require(!box.periodic(d) || cutoff < most / 4 * box.height(d), "make_sites: cutoff ", cutoff,
            " spans more than 2^29 boxes of height ", box.height(d));
  detail::ImagesNear const images_near(box, cutoff);
  require(images_near.sites_per_particle() <= detail::ImagesNear::most, "make_sites: cutoff ", cutoff,
          " reaches about ", images_near.sites_per_particle(), " images of each particle in a box with faces ",
          box.height(0), ", ", box.height(1), ", ", box.height(2), " apart, at most ", int(detail::ImagesNear::most));
  require(double(n) * images_near.sites_per_particle() < 2 * most, "make_sites: ", n,
          " particles have more than 2^31 images within cutoff ", cutoff);
  // By particle: number of its images, then, after the scan, number of images of all particles before it.
  auto first = detail::allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "make_sites::first", n + 1);
  detail::launch<std::size_t>(
      exec, "make_sites::count", n,
      KOKKOS_LAMBDA(std::size_t i) { first(i) = images_near.count(position(positions, i)); });
  detail::counts_to_offsets(exec, "make_sites::scan", first);
  auto const images = static_cast<std::size_t>(detail::fetch(exec, first, n));
  require(n + images < std::size_t(std::numeric_limits<int>::max()), "make_sites: ", n, " particles with ", images,
          " images within cutoff ", cutoff, " are more than 2^31 sites");

  Sites<Memory> sites;
  sites.owned = sites.particles = n;
  sites.particle = detail::allocate<Kokkos::View<int*, Memory>>(exec, "sites::particle", n + images);
  sites.shift = detail::allocate<Kokkos::View<Vec3<int>*, Memory>>(exec, "sites::shift", n + images);
  auto const particle = sites.particle;
  auto const shift = sites.shift;
  // Item i is a particle: it writes site i and its images, the sites from n + first(i) up to n + first(i + 1).
  detail::launch<std::size_t>(
      exec, "make_sites::fill", n, KOKKOS_LAMBDA(std::size_t i) {
        Vec3<double> const r = position(positions, i);
        Vec3<int> const cell = reduced.box.cell_of(r);
        particle(i) = static_cast<int>(i);
        shift(i) = reduced.original(-cell);
        auto next = n + static_cast<std::size_t>(first(i));
        images_near(r, cell, [&](Vec3<int> image) {
          particle(next) = static_cast<int>(i);
          shift(next) = reduced.original(image - cell);
          ++next;
        });
      });
  return sites;
}

/// Makes the sites of a rank with ghosts: each position is a site, with shift 0.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3], ghosts after the owned particles
/// \param ghosts    how many positions are owned, and how far ghosts reach
/// \param cutoff    how far from an owned particle sites are needed, in the unit of the positions
/// \returns         n sites in the order of the positions
/// \throws Error    2^31 - 1 positions or more, one that is not finite, more owned particles than positions, a cutoff
///                  beyond the ghosts' reach
/// \cost            O(n) work; 16 bytes per position
/// \fences          once, for the check of positions
/// \determinism     the order of sites is that of the positions
template <ExecutionSpace Exec, Positions P>
  requires AccessibleFrom<P, Exec>
Sites<typename Exec::memory_space> make_sites(Exec const& exec, P const& positions, WithGhosts const& ghosts,
                                              double cutoff) {
  using Memory = typename Exec::memory_space;
  auto const n = particle_count(positions);
  require(n < std::size_t(std::numeric_limits<int>::max()), "make_sites: ", n, " positions, at most 2^31 - 1");
  auto const owned = owned_count(positions, ghosts);
  require(cutoff <= ghosts.reach, "make_sites: cutoff ", cutoff, " is beyond the reach of the ghosts, ", ghosts.reach);
  require_finite(exec, positions, std::numeric_limits<double>::max());
  Sites<Memory> sites;
  sites.owned = owned;
  sites.particles = n;
  sites.particle = detail::allocate<Kokkos::View<int*, Memory>>(exec, "sites::particle", n);
  sites.shift = detail::allocate_zero<Kokkos::View<Vec3<int>*, Memory>>(exec, "sites::shift", n);
  auto const particle = sites.particle;
  detail::launch(exec, "make_sites::fill", n, KOKKOS_LAMBDA(int i) { particle(i) = i; });
  return sites;
}

/// Positions of all sites, contiguous and in double precision.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3] of the particles that the sites were made from; they may have moved since
/// \param domain    the present box, or its edges on the device: when the box deforms, the sites deform with it. Not
///                  used for `WithGhosts`
/// \param sites     particle and image of each site
/// \returns         `sites.size()` positions in the unit of `positions`
/// \throws Error    another number of positions than the sites were made from
/// \cost            O(sites) work; 24 bytes per site
/// \fences          none
/// \determinism     each position depends on its site alone
template <ExecutionSpace Exec, Positions P, SiteDomain D>
  requires AccessibleFrom<P, Exec>
Kokkos::View<Vec3<double>*, typename Exec::memory_space> site_positions(
    Exec const& exec, P const& positions, D const& domain, Sites<typename Exec::memory_space> const& sites) {
  require(particle_count(positions) == sites.particles, "site_positions: ", particle_count(positions),
          " positions, but the sites were made from ", sites.particles);
  auto out =
      detail::allocate<Kokkos::View<Vec3<double>*, typename Exec::memory_space>>(exec, "site_positions", sites.size());
  auto const particle = sites.particle;
  auto const shift = sites.shift;
  detail::launch(
      exec, "site_positions", sites.size(),
      KOKKOS_LAMBDA(int s) { out(s) = position(positions, particle(s)) + site_translation(domain, shift(s)); });
  return out;
}

TEKTITE_NEIGHBORS_INSTANCE(Sites<compiled::Memory> make_sites(compiled::Exec const&, compiled::Positions const&,
                                                              Box const&, double));
TEKTITE_NEIGHBORS_INSTANCE(Sites<compiled::Memory> make_sites(compiled::Exec const&, compiled::Positions const&,
                                                              WithGhosts const&, double));
TEKTITE_NEIGHBORS_INSTANCE(compiled::View<Vec3<double>*> site_positions(compiled::Exec const&,
                                                                        compiled::Positions const&, Box const&,
                                                                        Sites<compiled::Memory> const&));
TEKTITE_NEIGHBORS_INSTANCE(compiled::View<Vec3<double>*> site_positions(compiled::Exec const&,
                                                                        compiled::Positions const&, WithGhosts const&,
                                                                        Sites<compiled::Memory> const&));

}  // namespace tektite
