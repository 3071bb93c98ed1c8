// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
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
/// host code supplies; in a domain of your own they may be both. Sites have no periodicity, so boxes thinner than the
/// cutoff, strong tilts and free surfaces need no special case in any algorithm.
///
/// \source none

namespace tektite {

/// The particle and the periodic image of it that each site stands for.
///
/// Sites [0, owned) are the owned particles in the caller's order, moved into the box; ghosts follow, and images are
/// last. A box with edges much longer than its lattice needs is replaced by its `reduced_box` there. Shifts count the
/// given edges.
template <MemorySpace Memory>
struct Sites {
  std::size_t owned = 0;                   ///< number of owned particles
  std::size_t particles = 0;               ///< number of positions: owned particles, and ghosts
  Kokkos::View<int*, Memory> particle;     ///< index into the caller's positions, by site
  Kokkos::View<Vec3<int>*, Memory> shift;  ///< site position = caller's position + `cell.translation(shift)`

  /// Number of sites.
  ///
  /// \returns number of owned particles and images or ghosts
  std::size_t size() const { return particle.extent(0); }
};

namespace detail {

/// The images within a cutoff of a cell, if they can be counted. An estimate tells: counting far more images than can
/// be stored would take long.
///
/// \param n      number of particles
/// \param cell   in which images are counted
/// \param cutoff how far outside the cell images are made
/// \returns      the images
/// \throws Error more images than can be counted
inline ImagesNear countable_images(std::size_t n, Box const& cell, double cutoff) {
  double const most = std::numeric_limits<int>::max();
  for (int d = 0; d < 3; ++d)
    require(!cell.periodic(d) || cutoff < most / 4 * cell.height(d), "make_sites: cutoff ", cutoff,
            " spans more than 2^29 boxes of height ", cell.height(d));
  ImagesNear const images(cell, cutoff);
  require(images.sites_per_particle() <= ImagesNear::most, "make_sites: cutoff ", cutoff, " reaches about ",
          images.sites_per_particle(), " images of each particle in a box with faces ", cell.height(0), ", ",
          cell.height(1), ", ", cell.height(2), " apart, at most ", int(ImagesNear::most));
  require(double(n) * images.sites_per_particle() < 2 * most, "make_sites: ", n,
          " particles have more than 2^31 images within cutoff ", cutoff);
  return images;
}

/// Counts the images of all particles. Fences `exec`.
///
/// \param exec        runs everything
/// \param positions   n positions
/// \param images_near the images within the cutoff of the cell
/// \param first       n + 1 zeros; on return, by particle: number of images of all particles before it
/// \returns           the number of images
template <ExecutionSpace Exec, Positions P>
std::size_t count_images(Exec const& exec, P const& positions, ImagesNear const& images_near,
                         Kokkos::View<std::int64_t*, typename Exec::memory_space> const& first) {
  std::size_t const n = first.extent(0) - 1;
  launch<std::size_t>(
      exec, "make_sites::count", n,
      KOKKOS_LAMBDA(std::size_t i) { first(i) = images_near.count(position(positions, i)); });
  counts_to_offsets(exec, "make_sites::scan", first);
  return static_cast<std::size_t>(fetch(exec, first, n));
}

/// Does the work of `make_sites`, whose contract it has.
template <ExecutionSpace Exec, Positions P>
Sites<typename Exec::memory_space> list_sites(Exec const& exec, P const& positions, Surroundings const& around,
                                              double cutoff) {
  using Memory = typename Exec::memory_space;
  require_cutoff("make_sites", cutoff);
  require(cutoff <= around.reach, "make_sites: cutoff ", cutoff, " is beyond the reach of the ghosts, ", around.reach);
  ReducedBox const reduced = checked_cell(exec, positions, around);
  auto const n = particle_count(positions);
  ImagesNear const images_near = countable_images(n, reduced.box, cutoff);
  bool const has_images = around.has_images();
  auto const first =
      allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "make_sites::first", has_images ? n + 1 : 0);
  std::size_t const images = has_images ? count_images(exec, positions, images_near, first) : 0;
  require(n + images < std::size_t(std::numeric_limits<int>::max()), "make_sites: ", n, " particles with ", images,
          " images within cutoff ", cutoff, " are more than 2^31 sites");

  Sites<Memory> sites;
  sites.owned = around.owned;
  sites.particles = n;
  sites.particle = allocate<Kokkos::View<int*, Memory>>(exec, "sites::particle", n + images);
  sites.shift = allocate<Kokkos::View<Vec3<int>*, Memory>>(exec, "sites::shift", n + images);
  auto const particle = sites.particle;
  auto const shift = sites.shift;
  // Item i is a particle: it writes site i and its images, the sites from n + first(i) up to n + first(i + 1).
  launch<std::size_t>(
      exec, "make_sites::fill", n, KOKKOS_LAMBDA(std::size_t i) {
        Vec3<double> const r = position(positions, i);
        Vec3<int> const cell = reduced.box.cell_of(r);
        particle(i) = static_cast<int>(i);
        shift(i) = reduced.original(-cell);
        if (!has_images) return;
        auto next = n + static_cast<std::size_t>(first(i));
        images_near(r, cell, [&](Vec3<int> image) {
          particle(next) = static_cast<int>(i);
          shift(next) = reduced.original(image - cell);
          ++next;
        });
      });
  return sites;
}

/// Does the work of `site_positions`, whose contract it has.
///
/// \param translate from particles to their images, see `site_translations`
template <ExecutionSpace Exec, Positions P, class Edges>
Kokkos::View<Vec3<double>*, typename Exec::memory_space> place_sites(Exec const& exec, P const& positions,
                                                                     SiteTranslations<Edges> const& translate,
                                                                     Sites<typename Exec::memory_space> const& sites) {
  require(particle_count(positions) == sites.particles, "site_positions: ", particle_count(positions),
          " positions, but the sites were made from ", sites.particles);
  auto const out =
      allocate<Kokkos::View<Vec3<double>*, typename Exec::memory_space>>(exec, "site_positions", sites.size());
  auto const particle = sites.particle;
  auto const shift = sites.shift;
  launch(
      exec, "site_positions", sites.size(),
      KOKKOS_LAMBDA(int s) { out(s) = position(positions, particle(s)) + translate(shift(s)); });
  return out;
}

TEKTITE_NEIGHBORS_INSTANCE(Sites<compiled::Memory> list_sites(compiled::Exec const&, compiled::Positions const&,
                                                              Surroundings const&, double));
TEKTITE_NEIGHBORS_INSTANCE(compiled::View<Vec3<double>*> place_sites(compiled::Exec const&, compiled::Positions const&,
                                                                     SiteTranslations<KnownEdges> const&,
                                                                     Sites<compiled::Memory> const&));

}  // namespace detail

/// Makes the sites of a domain: the owned particles, ghosts, and every periodic image within `cutoff` of the cell.
///
/// Particles are moved into the cell along its periodic axes. If the cell is strongly tilted, its `reduced_box` takes
/// its place. With ghosts alone each position is a site, with shift 0.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3] in the unit of the domain, anywhere in space, ghosts after the owned particles
/// \param domain    a `Box`, `WithGhosts`, or a domain of your own
/// \param cutoff    how far from the cell, or from owned particles, sites are needed, in the unit of the positions
/// \returns         n sites in the order of the positions, followed by the images of particle 0, 1, ...
/// \throws Error    cutoff not positive, a position not finite or a million boxes away, more than about 65536 images of
///                  a particle (a very thin box), more than 2^31 sites, more owned particles than positions, a cutoff
///                  beyond the ghosts' reach
/// \cost            O(n + images) work; 16 bytes per site (if an axis is periodic, 8 more per particle during the call)
/// \fences          once for the check of positions, and once for the number of images if an axis is periodic
/// \determinism     the order of sites depends only on the input
template <ExecutionSpace Exec, Positions P, Domain D>
  requires AccessibleFrom<P, Exec>
Sites<typename Exec::memory_space> make_sites(Exec const& exec, P const& positions, D const& domain, double cutoff) {
  return detail::list_sites(exec, detail::common_form(positions), detail::surroundings_of(positions, domain), cutoff);
}

/// Positions of all sites, contiguous and in double precision.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3] of the particles that the sites were made from; they may have moved since
/// \param domain    the present domain, or edges of its cell on the device: when a box deforms, the sites deform with
///                  it. Not used for `WithGhosts`
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
  return detail::place_sites(exec, detail::common_form(positions), site_translations(domain), sites);
}

}  // namespace tektite
