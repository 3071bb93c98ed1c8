// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/neighbors/neighbor_list.hpp"
#include "tektite/neighbors/neighbor_search.hpp"

/// \file
/// Pairs of particles in contact: one concept for pair lists, neighbour lists, Voronoi faces, and pairs made on
/// the fly.
///
/// \source none: these types store pairs, or find them with `NeighborSearch`

namespace tektite {

/// One contact: particle `i` touches the image `shift` (in box edges) of particle `j`.
struct Contact {
  int i = 0;          ///< a particle
  int j = 0;          ///< the particle that it touches
  Vec3<int> shift{};  ///< which image of j

  /// Whether two contacts are written in the same way.
  ///
  /// \param a,b contacts
  /// \returns   true if all members are equal; a contact and the same one seen from its other end are different
  KOKKOS_FUNCTION friend constexpr bool operator==(Contact a, Contact b) {
    return a.i == b.i && a.j == b.j && a.shift == b.shift;
  }
};

namespace detail {

/// A visitor for the concept `Contacts` to test with.
struct ContactProbe {
  KOKKOS_FUNCTION void operator()(Contact const&) const {}
};

}  // namespace detail

/// A source of contacts, in rows that are visited in parallel.
///
/// `size()` is the number of rows; `contacts(row, visit)`, callable on the device, calls `visit(Contact)` for each
/// contact of a row. A contact may be visited once or twice (from either end), and rows may overlap. `size()` is called
/// on the host, and may throw. A source whose rows are particles, with `i == row` in all contacts of a row, should have
/// a member `static constexpr bool row_is_particle = true`: rows of particles that are not selected are then skipped
/// without visiting their contacts. A source that knows its particles should have a member `bool covers(std::size_t n)
/// const`, which tells whether its contacts can be those of n particles: other numbers and masks are then refused.
template <class C>
concept Contacts = requires(C const& contacts, std::size_t row) {
  { contacts.size() } -> std::convertible_to<std::size_t>;
  contacts(row, detail::ContactProbe{});
};

namespace detail {

/// Contacts that say so by their member `row_is_particle`; see `Contacts`.
template <class C>
concept RowsAreParticles = bool(C::row_is_particle);

/// Contacts that know how many particles they are of; see `Contacts`.
template <class C>
concept KnowsParticles = requires(C const& contacts, std::size_t n) {
  { contacts.covers(n) } -> std::convertible_to<bool>;
};

/// Throws where contacts cannot be those of n particles, as far as the host can tell.
///
/// \param caller name of the public function, for the message
template <Contacts C>
void require_particles(char const* caller, C const& contacts, std::size_t n) {
  std::size_t const rows = contacts.size();
  bool covered = true;
  if constexpr (KnowsParticles<C>)
    covered = contacts.covers(n);
  else if constexpr (RowsAreParticles<C>)
    covered = rows <= n;
  require(covered, caller, ": ", n, " particles, but contacts of ", rows, " owned ones");
}

}  // namespace detail

/// Contacts stored as pairs of particle indices.
template <MemorySpace Memory>
struct PairContacts {
  Kokkos::View<int* [2], Memory> pairs;     ///< particle indices
  Kokkos::View<Vec3<int>*, Memory> shifts;  ///< by pair, in box edges; may be empty: no shifts then

  /// Number of rows. \returns that number \throws Error another number of shifts, and not none
  std::size_t size() const {
    require(shifts.extent(0) == 0 || shifts.extent(0) == pairs.extent(0), "PairContacts: ", shifts.extent(0),
            " shifts for ", pairs.extent(0), " pairs");
    return pairs.extent(0);
  }

  /// Visits the contacts of a row. \param row below `size()` \param visit device-callable `void(Contact const&)`
  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    Vec3<int> const shift = shifts.extent(0) > 0 ? shifts(row) : Vec3<int>{};
    visit(Contact{pairs(row, 0), pairs(row, 1), shift});
  }
};

/// Contacts stored by particle: Voronoi faces, or any ragged list.
template <MemorySpace Memory>
struct RaggedContacts {
  static constexpr bool row_is_particle = true;  ///< contacts of row i all begin at particle i
  Kokkos::View<std::int64_t*, Memory> offsets;   ///< row i is [offsets(i), offsets(i + 1))
  Kokkos::View<int*, Memory> neighbors;          ///< particle indices; negative entries (walls) are skipped
  Kokkos::View<Vec3<int>*, Memory> shifts;       ///< by neighbour, in box edges; may be empty: no shifts then
  std::size_t ghosts = 0;                        ///< particles without a row; they are numbered after those with one

  /// Number of rows. \returns that number \throws Error another number of shifts than of neighbours, and not none
  std::size_t size() const {
    require(shifts.extent(0) == 0 || shifts.extent(0) == neighbors.extent(0), "RaggedContacts: ", shifts.extent(0),
            " shifts for ", neighbors.extent(0), " neighbors");
    return offsets.extent(0) > 0 ? offsets.extent(0) - 1 : 0;
  }

  /// Whether there are n particles. \param n any number \returns true for the number of rows and ghosts
  bool covers(std::size_t n) const { return n == size() + ghosts; }

  /// Visits the contacts of a row. \param row below `size()` \param visit device-callable `void(Contact const&)`
  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    for (std::int64_t k = offsets(row); k < offsets(row + 1); ++k) {
      if (neighbors(k) < 0) continue;
      visit(Contact{static_cast<int>(row), neighbors(k), shifts.extent(0) > 0 ? shifts(k) : Vec3<int>{}});
    }
  }
};

/// Every pair of a neighbour list as a contact. Of the two entries of a pair in a full list, one is visited. Ghosts of
/// a host code have no rows: a pair of a particle and a ghost has one entry, which is visited.
template <MemorySpace Memory>
struct ListContacts {
  static constexpr bool row_is_particle = true;  ///< contacts of row i all begin at particle i
  NeighborList<Memory> list;                     ///< full or half

  /// Number of rows. \returns that number
  std::size_t size() const { return list.owned(); }

  /// Whether there can be n particles. \param n any number \returns true for that of owned ones, and for that of sites,
  /// which are all particles if there are ghosts
  bool covers(std::size_t n) const { return n == list.owned() || n == list.sites.particles; }

  /// Visits the contacts of a row. \param row below `size()` \param visit device-callable `void(Contact const&)`
  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    int const i = static_cast<int>(row), owned = static_cast<int>(list.sites.owned);
    Vec3<int> const home = list.sites.shift(row);
    int const* const neighbors = list.neighbors.data();
    std::int64_t const begin = list.offsets(row), end = list.offsets(row + 1);
    auto const visit_site = [&](int site, int j) { visit(Contact{i, j, list.sites.shift(site) - home}); };
    if (list.half) {
      for (std::int64_t k = begin; k < end; ++k) visit_site(neighbors[k], list.sites.particle(neighbors[k]));
      return;
    }
    // Sites ascend within a row: particles first, then their images and ghosts. The entry that is visited is the one in
    // the row of the larger particle: in a join the larger root is then nearly always that of the row's particle, and
    // the branch on it is predicted well.
    for (std::int64_t k = begin; k < end && neighbors[k] < i; ++k) visit_site(neighbors[k], neighbors[k]);
    for (std::int64_t k = end; k > begin && neighbors[k - 1] >= owned; --k) {
      int const j = list.sites.particle(neighbors[k - 1]);
      if (j <= i || j >= owned) visit_site(neighbors[k - 1], j);
    }
  }
};

/// Every pair within a distance as a contact; pairs are found on the fly and never stored. Made by `contacts_within`.
template <MemorySpace Memory>
struct SearchContacts {
  static constexpr bool row_is_particle = true;  ///< contacts of row i all begin at particle i
  Sites<Memory> sites;                           ///< particles and their images
  Kokkos::View<Vec3<double>*, Memory> points;    ///< positions of the sites
  NeighborSearch<Memory> search;                 ///< with the contact distance as its radius

  /// Number of rows. \returns that number
  std::size_t size() const { return sites.owned; }

  /// Whether there can be n particles. \param n any number \returns as of `ListContacts`
  bool covers(std::size_t n) const { return n == sites.owned || n == sites.particles; }

  /// Visits the contacts of a row. \param row below `size()` \param visit device-callable `void(Contact const&)`
  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    int const i = static_cast<int>(row);
    search(points(i), [&](int site) {
      int const j = sites.particle(site);
      if (site != i && j >= i) visit(Contact{i, j, sites.shift(site) - sites.shift(i)});
    });
  }
};

/// Contacts of another source for which a predicate is true: for example bonds below a length by type.
template <Contacts C, class Predicate>
struct FilteredContacts {
  static constexpr bool row_is_particle = detail::RowsAreParticles<C>;  ///< as in the source
  C source;                                                             ///< contacts to choose from
  Predicate predicate;                                                  ///< device-callable `bool(Contact)`

  /// Number of rows. \returns that number
  std::size_t size() const { return source.size(); }

  /// Whether there can be n particles. \param n any number \returns as the source
  bool covers(std::size_t n) const
    requires detail::KnowsParticles<C>
  {
    return source.covers(n);
  }

  /// Visits the contacts of a row. \param row below `size()` \param visit device-callable `void(Contact const&)`
  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    source(row, [&](Contact const& c) {
      if (predicate(c)) visit(c);
    });
  }
};

/// Contacts made by a functor, never stored: `generate(row, visit)` calls `visit(Contact)` for each contact of a row. A
/// class that models `Contacts` itself does the same.
template <class Generate>
struct GeneratedContacts {
  std::size_t rows;   ///< number of rows
  Generate generate;  ///< device-callable, for any type of `visit`

  /// Number of rows. \returns that number
  std::size_t size() const { return rows; }

  /// Visits the contacts of a row. \param row below `size()` \param visit device-callable `void(Contact const&)`
  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    generate(row, visit);
  }
};

/// The contacts of a source of contacts: the source itself.
///
/// \param contacts any `Contacts`
/// \returns        the same
template <Contacts C>
C contacts_of(C const& contacts) {
  return contacts;
}

/// Every pair of a neighbour list as a contact.
///
/// The list must have been built with skin 0, because pairs in the skin would count as contacts.
///
/// \param list   full or half, without a skin
/// \returns      contacts of the owned particles; with each other, and with ghosts where there are any
/// \throws Error the list has a skin
template <MemorySpace Memory>
ListContacts<Memory> contacts_of(NeighborList<Memory> const& list) {
  require(list.skin == 0, "contacts_of: the neighbour list has a skin of ", list.skin,
          ", which would count as contact");
  return {list};
}

// Defined in voronoi/voronoi_cells.hpp, which percolation does not need otherwise.
template <MemorySpace Memory>
struct VoronoiCells;

/// Every listed face of Voronoi cells as a contact. Faces on walls are none.
///
/// \param cells  with their faces
/// \param ghosts number of particles after the owned ones, for cells that were made `WithGhosts`
/// \returns      contacts of the owned particles, each from either end, and with ghosts where there are any
/// \throws Error no faces listed
template <MemorySpace Memory>
RaggedContacts<Memory> contacts_of(VoronoiCells<Memory> const& cells, std::size_t ghosts = 0) {
  require(cells.offsets.extent(0) == cells.owned() + 1, "contacts_of: the Voronoi cells have no faces listed");
  return {cells.offsets, cells.neighbors, cells.shifts, ghosts};
}

/// What has contacts: any `Contacts`, a neighbour list without a skin, Voronoi cells with faces, or another type for
/// which a function `contacts_of` in its namespace returns `Contacts`.
template <class S>
concept HasContacts = requires(S const& source) {
  { contacts_of(source) } -> Contacts;
};

/// Contacts of all pairs within a cutoff, without a stored list.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions, anywhere in space (and ghosts after them for `WithGhosts`)
/// \param domain    a `Box`, `WithGhosts`, or a domain of your own
/// \param cutoff    largest distance of a contact, in the unit of the positions
/// \returns         n rows that find their contacts when they are visited
/// \throws Error    cutoff not positive, a position not finite
/// \cost            O(n) work, and one search of grid cells for each visit of a row; memory for sites and grid cells
/// \fences          to fetch the numbers of sites and cells
/// \determinism     the same contacts at any thread count
template <ExecutionSpace Exec, Positions P, Domain D>
  requires AccessibleFrom<P, Exec>
SearchContacts<typename Exec::memory_space> contacts_within(Exec const& exec, P const& positions, D const& domain,
                                                            double cutoff) {
  auto const& rows = detail::common_form(positions);
  auto const sites = make_sites(exec, rows, domain, cutoff);
  auto const points = site_positions(exec, rows, domain, sites);
  auto const cells = build_cell_list(exec, points, frame_of(domain), 0.5 * cutoff);
  return {sites, points, {points, cells, cutoff}};
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param positions,domain,cutoff as above
/// \returns as above
template <Positions P, Domain D>
auto contacts_within(P const& positions, D const& domain, double cutoff) {
  return contacts_within(typename particles_memory_space<P>::execution_space{}, positions, domain, cutoff);
}

}  // namespace tektite
