// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"
#include "tektite/neighbors/neighbor_list.hpp"
#include "tektite/order/detail/collect_bonds.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/voronoi/voronoi_cells.hpp"

/// \file
/// The bonds of each particle: all its neighbours, with the vectors to them and a weight each. Neighbours are those
/// within a cutoff, those behind the faces of Voronoi cells, or any contacts.
///
/// \source none: these functions rewrite lists

namespace tektite {

/// A point that bonds lead to: four numbers side by side, which kernels load for several particles at once.
struct BondPoint {
  double x;       ///< position
  double y;       ///< position
  double z;       ///< position
  double weight;  ///< of the bonds that lead to this point
};

/// The bonds of the owned particles, in rows. A bond is listed in the rows of both its ends.
///
/// A bond leads from a particle to a *point*: to a particle, or to an image of one. Points [0, particles) are the
/// particles, in the caller's order.
template <MemorySpace Memory>
struct Bonds {
  Kokkos::View<std::int64_t*, Memory> offsets;  ///< row i is [offsets(i), offsets(i + 1)); owned + 1 entries
  Kokkos::View<int*, Memory> neighbors;         ///< by bond: the point that it leads to
  Kokkos::View<int*, Memory> particle;          ///< by point: its particle
  Kokkos::View<BondPoint*, Memory> points;      ///< by point: position, and weight of bonds that lead there
  std::size_t particles = 0;                    ///< number of positions: owned particles, and ghosts

  /// Number of rows.
  ///
  /// \returns the number of owned particles
  std::size_t owned() const { return offsets.extent(0) > 0 ? offsets.extent(0) - 1 : 0; }
};

namespace detail {

/// Does the work of `bonds_of` for a neighbour list.
template <ExecutionSpace Exec, Positions P>
Bonds<typename Exec::memory_space> listed_bonds(Exec const& exec, P const& positions, Surroundings const& around,
                                                NeighborList<typename Exec::memory_space> const& list) {
  using Memory = typename Exec::memory_space;
  require(list.skin == 0 && !list.half, "bonds_of: a neighbour list ", list.half ? "that is half" : "with a skin",
          ", expected a full one without a skin");
  require(particle_count(positions) == list.sites.particles, "bonds_of: ", particle_count(positions),
          " positions, but the list was made from ", list.sites.particles);
  Bonds<Memory> bonds{list.offsets, list.neighbors, list.sites.particle, {}, list.sites.particles};
  bonds.points = allocate<Kokkos::View<BondPoint*, Memory>>(exec, "bonds::points", list.sites.size());
  auto const points = bonds.points;
  auto const particle = list.sites.particle;
  auto const shift = list.sites.shift;
  auto const translate = around.translations();
  launch(
      exec, "bonds::points", list.sites.size(), KOKKOS_LAMBDA(int s) {
        Vec3<double> const r = position(positions, particle(s)) + translate(shift(s));
        points(s) = {r.x, r.y, r.z, 1.0};
      });
  return bonds;
}

TEKTITE_ORDER_INSTANCE(Bonds<compiled::Memory> listed_bonds(compiled::Exec const&, compiled::Positions const&,
                                                            Surroundings const&,
                                                            NeighborList<compiled::Memory> const&));

/// Bonds whose points are the particles, and one more for each bond.
///
/// \param offsets rows of `ends`, owned + 1
/// \param ends    by bond: particle and image
/// \param weights by bond; no entry: all are 1
template <ExecutionSpace Exec, Positions P>
Bonds<typename Exec::memory_space> place_bonds(Exec const& exec, P const& positions, Surroundings const& around,
                                               Kokkos::View<std::int64_t*, typename Exec::memory_space> const& offsets,
                                               Kokkos::View<BondEnd*, typename Exec::memory_space> const& ends,
                                               Kokkos::View<double*, typename Exec::memory_space> const& weights) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = particle_count(positions), count = ends.extent(0);
  require(n + count < std::size_t(std::numeric_limits<int>::max()), "bonds_of: ", n, " particles with ", count,
          " bonds, expected fewer than 2^31 together");
  Bonds<Memory> bonds;
  bonds.offsets = offsets;
  bonds.neighbors = allocate<Kokkos::View<int*, Memory>>(exec, "bonds::neighbors", count);
  bonds.particle = allocate<Kokkos::View<int*, Memory>>(exec, "bonds::particle", n + count);
  bonds.points = allocate<Kokkos::View<BondPoint*, Memory>>(exec, "bonds::points", n + count);
  bonds.particles = n;
  auto const all = bonds;
  auto const translate = around.translations();
  bool const weighted = weights.extent(0) > 0;
  launch(
      exec, "bonds::place", n + count, KOKKOS_LAMBDA(int s) {
        // Points are the particles, then the far ends of the bonds.
        int const k = s - static_cast<int>(n);
        BondEnd const end = k < 0 ? BondEnd{s, {}} : ends(k);
        Vec3<double> const r = position(positions, end.particle) + translate(end.shift);
        all.particle(s) = end.particle;
        all.points(s) = {r.x, r.y, r.z, weighted && k >= 0 ? weights(k) : 1.0};
        if (k >= 0) all.neighbors(k) = s;
      });
  return bonds;
}

TEKTITE_ORDER_INSTANCE(Bonds<compiled::Memory> place_bonds(compiled::Exec const&, compiled::Positions const&,
                                                           Surroundings const&, compiled::View<std::int64_t*> const&,
                                                           compiled::View<BondEnd*> const&,
                                                           compiled::View<double*> const&));

/// Does the work of `area_weighted_bonds`.
template <ExecutionSpace Exec, Positions P>
Bonds<typename Exec::memory_space> weighted_bonds(Exec const& exec, P const& positions, Surroundings const& around,
                                                  VoronoiCells<typename Exec::memory_space> const& cells) {
  using Memory = typename Exec::memory_space;
  std::size_t const owned = cells.owned();
  require(cells.offsets.extent(0) == owned + 1, "area_weighted_bonds: the Voronoi cells have no faces listed");
  require(around.owned == owned, "area_weighted_bonds: ", around.owned, " owned particles, but ", owned, " cells");
  auto const faces = cells.neighbors;
  auto const first = cells.offsets;
  auto const offsets = allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "bonds::offsets", owned + 1);
  counts_to_offsets(
      exec, "bonds::count",
      KOKKOS_LAMBDA(std::size_t i) {
        std::int64_t count = 0;
        if (i < owned)
          for (std::int64_t k = first(i); k < first(i + 1); ++k) count += faces(k) >= 0;
        return count;
      },
      offsets);
  auto const count = static_cast<std::size_t>(fetch(exec, offsets, owned));
  auto const ends = allocate<Kokkos::View<BondEnd*, Memory>>(exec, "bonds::ends", count);
  auto const weights = allocate<Kokkos::View<double*, Memory>>(exec, "bonds::weights", count);
  auto const areas = cells.areas;
  auto const shifts = cells.shifts;
  launch(
      exec, "bonds::faces", owned, KOKKOS_LAMBDA(int i) {
        std::int64_t to = offsets(i);
        for (std::int64_t k = first(i); k < first(i + 1); ++k) {
          if (faces(k) < 0) continue;
          weights(to) = areas(k);
          ends(to++) = {faces(k), shifts(k)};
        }
      });
  return place_bonds(exec, positions, around, offsets, ends, weights);
}

TEKTITE_ORDER_INSTANCE(Bonds<compiled::Memory> weighted_bonds(compiled::Exec const&, compiled::Positions const&,
                                                              Surroundings const&,
                                                              VoronoiCells<compiled::Memory> const&));

}  // namespace detail

/// The bonds of a neighbour list: all pairs within its cutoff. The list's rows are used as they are.
///
/// \param exec      execution space instance that runs everything
/// \param positions the n positions [n][3] that the list was made from
/// \param domain    their domain
/// \param list      full, without a skin
/// \returns         bonds of the owned particles, in the order of the list, each with weight 1
/// \throws Error    a half list or one with a skin, another number of positions than the list was made from
/// \cost            O(sites) work; 32 bytes per site
/// \fences          none
/// \determinism     the same bits at any thread count
template <ExecutionSpace Exec, Positions P, Domain D>
  requires AccessibleFrom<P, Exec>
Bonds<typename Exec::memory_space> bonds_of(Exec const& exec, P const& positions, D const& domain,
                                            NeighborList<typename Exec::memory_space> const& list) {
  return detail::listed_bonds(exec, detail::common_form(positions), detail::surroundings_of(positions, domain), list);
}

/// The bonds of any contacts: faces of Voronoi cells (`contacts_of(cells)`, or the cells themselves), pairs on the fly
/// (`contacts_within`), pairs of a host code. A contact becomes a bond of both its particles, however often it occurs.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3], and ghosts after the owned particles for `WithGhosts`
/// \param domain    their domain; shifts of contacts count its edges
/// \param source    what has contacts, see `HasContacts`
/// \returns         bonds of the owned particles, ascending by particle, then by image, each with weight 1
/// \throws Error    contacts of another number of particles, or with a particle that does not exist; a contact of a
///                  particle with itself at the same place does not count
/// \cost            O(contacts) work, which visits all contacts twice; 40 bytes per bond, 44 per particle, and 32 per
///                  contact during the call
/// \fences          where the host needs numbers of bonds, and the check of the particles
/// \determinism     the same bits at any thread count: rows are sorted
template <ExecutionSpace Exec, Positions P, Domain D, HasContacts S>
  requires AccessibleFrom<P, Exec>
Bonds<typename Exec::memory_space> bonds_of(Exec const& exec, P const& positions, D const& domain, S const& source) {
  auto const around = detail::surroundings_of(positions, domain);
  auto const contacts = contacts_of(source);
  std::size_t const n = particle_count(positions);
  auto const rows = detail::collect_bonds(exec, contacts, around.owned, n);
  return detail::place_bonds(exec, detail::common_form(positions), around, rows.offsets, rows.ends, {});
}

/// The bonds of Voronoi cells: to each particle behind a face, with the area of the face as its weight.
///
/// \param exec      execution space instance that runs everything
/// \param positions the n positions [n][3] that the cells were made from
/// \param domain    their domain
/// \param cells     with their faces; faces on walls give no bond
/// \returns         bonds of the owned particles, in the order of the faces
/// \throws Error    no faces listed, cells of another number of particles
/// \cost            O(faces) work; 40 bytes per face and 44 per particle, and 24 per face during the call
/// \fences          once, for the number of bonds
/// \determinism     the same bits at any thread count
/// \source          W. Mickel et al., J. Chem. Phys. 138, 044501 (2013)
template <ExecutionSpace Exec, Positions P, Domain D>
  requires AccessibleFrom<P, Exec>
Bonds<typename Exec::memory_space> area_weighted_bonds(Exec const& exec, P const& positions, D const& domain,
                                                       VoronoiCells<typename Exec::memory_space> const& cells) {
  return detail::weighted_bonds(exec, detail::common_form(positions), detail::surroundings_of(positions, domain),
                                cells);
}

}  // namespace tektite
