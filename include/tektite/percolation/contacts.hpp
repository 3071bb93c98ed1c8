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
/// Who touches whom: one concept for pair lists, neighbour lists, Voronoi faces, and pairs made on the fly.

namespace tektite {

/// One contact: particle `i` touches the image `shift` (in box edges) of particle `j`.
struct Contact {
  int i = 0;          ///< a particle
  int j = 0;          ///< the particle that it touches
  Vec3<int> shift{};  ///< which image of j

  /// Equal as written: the same contact from the other side is another one.
  KOKKOS_FUNCTION friend constexpr bool operator==(Contact a, Contact b) {
    return a.i == b.i && a.j == b.j && a.shift == b.shift;
  }
};

namespace detail {

struct ContactProbe {
  KOKKOS_FUNCTION void operator()(Contact const&) const {}
};

}  // namespace detail

/// A source of contacts, in rows that are visited in parallel.
///
/// `size()` is the number of rows; `contacts(row, visit)`, callable on the device, calls `visit(Contact)` for each
/// contact of a row. A contact may come once or twice (from either side), and rows may overlap. Where rows are
/// particles and a row's contacts all have `i == row`, say so with a member `static constexpr bool row_is_particle =
/// true`: rows of particles that are not selected are then skipped unseen.
template <class C>
concept Contacts = requires(C const& contacts, std::size_t row) {
  { contacts.size() } -> std::convertible_to<std::size_t>;
  contacts(row, detail::ContactProbe{});
};

namespace detail {

template <class C>
concept RowsAreParticles = bool(C::row_is_particle);

}  // namespace detail

/// Contacts stored as pairs of particle indices.
template <MemorySpace Memory>
struct PairContacts {
  Kokkos::View<int* [2], Memory> pairs;     ///< particle indices
  Kokkos::View<Vec3<int>*, Memory> shifts;  ///< one for each pair; leave it empty where nothing is periodic

  /// Number of rows.
  std::size_t size() const { return pairs.extent(0); }

  /// Visits the contacts of a row.
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
  Kokkos::View<Vec3<int>*, Memory> shifts;       ///< by neighbour; leave it empty where nothing is periodic

  /// Number of rows.
  std::size_t size() const { return offsets.extent(0) > 0 ? offsets.extent(0) - 1 : 0; }

  /// Visits the contacts of a row.
  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    for (std::int64_t k = offsets(row); k < offsets(row + 1); ++k) {
      if (neighbors(k) < 0) continue;
      visit(Contact{static_cast<int>(row), neighbors(k), shifts.extent(0) > 0 ? shifts(k) : Vec3<int>{}});
    }
  }
};

/// Everybody in a neighbour list touches. Of the two entries of a pair in a full list, one is visited; ghosts of a host
/// code have no rows, so contacts with them are entered once, and visited.
template <MemorySpace Memory>
struct ListContacts {
  static constexpr bool row_is_particle = true;  ///< contacts of row i all begin at particle i
  NeighborList<Memory> list;                     ///< full or half

  /// Number of rows.
  std::size_t size() const { return list.owned(); }

  /// Visits the contacts of a row.
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
    // Sites ascend, images come last. Towards smaller particles: who is joined first is then nearly always the row's
    // own, which branch prediction learns.
    for (std::int64_t k = begin; k < end && neighbors[k] < i; ++k) visit_site(neighbors[k], neighbors[k]);
    for (std::int64_t k = end; k > begin && neighbors[k - 1] >= owned; --k) {
      int const j = list.sites.particle(neighbors[k - 1]);
      if (j <= i || j >= owned) visit_site(neighbors[k - 1], j);
    }
  }
};

/// Everybody within a distance touches; the pairs are found on the fly and never stored.
template <MemorySpace Memory>
struct SearchContacts {
  static constexpr bool row_is_particle = true;  ///< contacts of row i all begin at particle i
  Sites<Memory> sites;                           ///< particles and their images
  Kokkos::View<Vec3<double>*, Memory> points;    ///< positions of the sites
  NeighborSearch<Memory> search;                 ///< with the contact distance as its reach

  /// Number of rows.
  std::size_t size() const { return sites.owned; }

  /// Visits the contacts of a row.
  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    int const i = static_cast<int>(row);
    search(points(i), [&](int site) {
      int const j = sites.particle(site);
      if (site != i && j >= i) visit(Contact{i, j, sites.shift(site) - sites.shift(i)});
    });
  }
};

/// Contacts of another source for which a predicate holds: bonds shorter than their own length, pairs of two types ...
template <Contacts C, class Predicate>
struct FilteredContacts {
  static constexpr bool row_is_particle = detail::RowsAreParticles<C>;  ///< as in the source
  C source;                                                             ///< where they come from
  Predicate predicate;                                                  ///< device-callable `bool(Contact)`

  /// Number of rows.
  std::size_t size() const { return source.size(); }

  /// Visits the contacts of a row.
  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    source(row, [&](Contact const& c) {
      if (predicate(c)) visit(c);
    });
  }
};

/// Contacts made by a functor, never stored: `generate(row, visit)` calls `visit(Contact)` for each contact of a row.
/// For a whole source of contacts as a class of your own, model `Contacts`.
template <class Generate>
struct GeneratedContacts {
  std::size_t rows;   ///< number of rows
  Generate generate;  ///< device-callable, for any type of `visit`

  /// Number of rows.
  std::size_t size() const { return rows; }

  /// Visits the contacts of a row.
  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    generate(row, visit);
  }
};

/// Contacts of all pairs within a cutoff, without a stored list: memory for sites and cells only.
///
/// \param positions n positions, anywhere in space (and ghosts behind them for `WithGhosts`)
/// \param domain    a `Box`, or `WithGhosts`
/// \param cutoff    largest distance of a contact, in the unit of the positions
/// \throws Error    cutoff not positive, a position not finite
///
/// Fences `exec`, for the sizes.
template <ExecutionSpace Exec, Positions P, Domain D>
  requires AccessibleFrom<P, Exec>
SearchContacts<typename Exec::memory_space> contacts_within(Exec const& exec, P const& positions, D const& domain,
                                                            double cutoff) {
  auto const sites = make_sites(exec, positions, domain, cutoff);
  auto const points = site_positions(exec, positions, domain, sites);
  auto const cells = build_cell_list(exec, points, frame_of(domain), 0.5 * cutoff);
  return {sites, points, {points, cells, cutoff}};
}

/// On the default instance of the positions' memory.
template <Positions P, Domain D>
auto contacts_within(P const& positions, D const& domain, double cutoff) {
  return contacts_within(typename particles_memory_space<P>::execution_space{}, positions, domain, cutoff);
}

}  // namespace tektite
