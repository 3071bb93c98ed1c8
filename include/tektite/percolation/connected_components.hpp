// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/neighbors/neighbor_list.hpp"
#include "tektite/percolation/cluster_labels.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/detail/unite_contacts.hpp"
#include "tektite/percolation/detail/unite_in_blocks.hpp"
#include "tektite/percolation/selected_contacts.hpp"
#include "tektite/percolation/union_find.hpp"

/// \file
/// Connected components: which particles are joined by contacts, directly or along others.
///
/// Two things save most of the work. A few threads join in a block of particles each (`unite_in_blocks.hpp`). And where
/// each row holds all contacts of its particle, two contacts of each row usually join nearly all particles to one set;
/// the rows of that set need not be read any more.
///
/// \source M. Sutton, T. Ben-Nun and A. Barak, IPDPS 2018, doi:10.1109/IPDPS.2018.00012; joins as in `union_find.hpp`

namespace tektite {

namespace detail {

/// Joins along all contacts: in blocks, unless rows are particles. A row with many contacts of one particle seldom
/// joins two sets, and reading some rows twice, as blocks do, would cost more than it saves. Fences `exec`.
template <ExecutionSpace Exec, Contacts C>
void unite_all(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets, C const& contacts) {
  if constexpr (RowsAreParticles<C>)
    unite_contacts(exec, sets, contacts, EveryParticle{}, IgnoreJoin{});
  else
    unite_in_blocks(exec, sets, contacts);
}

// --- lists whose rows hold all contacts of their particles -----------------------------------------------------------

/// The first two contacts of each row of a neighbour list. A `Contacts` without shifts: joins do not need them.
template <MemorySpace Memory>
struct SampledContacts {
  static constexpr bool row_is_particle = true;
  NeighborList<Memory> list;

  std::size_t size() const { return list.owned(); }

  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    std::int64_t const begin = list.offsets(row), end = Kokkos::min(begin + 2, list.offsets(row + 1));
    for (std::int64_t k = begin; k < end; ++k)
      visit(Contact{static_cast<int>(row), list.sites.particle(list.neighbors(k)), {}});
  }
};

/// All entries of those rows of a full list that `remains` names: each contact is visited from the rows of both its
/// ends, if both remain. A `Contacts` without shifts.
template <MemorySpace Memory>
struct RemainingContacts {
  static constexpr bool row_is_particle = true;
  NeighborList<Memory> list;
  Kokkos::View<bool*, Memory> remains;  ///< by row

  std::size_t size() const { return list.owned(); }

  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    if (!remains(row)) return;
    for (std::int64_t k = list.offsets(row); k < list.offsets(row + 1); ++k)
      visit(Contact{static_cast<int>(row), list.sites.particle(list.neighbors(k)), {}});
  }
};

/// Whether every particle has a row with all its contacts: not in half lists, and not where there are ghosts, which
/// have no rows. Ghosts are the last sites, and the particles that these belong to are numbered from `owned` on. Fences
/// `exec`.
template <ExecutionSpace Exec, MemorySpace Memory>
bool has_complete_rows(Exec const& exec, NeighborList<Memory> const& list, std::size_t n) {
  if (list.half || n == 0 || n != list.owned()) return false;
  return fetch(exec, list.sites.particle, list.sites.size() - 1) < static_cast<int>(n);
}

/// The root of the set of more than half of 256 sampled particles, by majority vote (R. S. Boyer and J S. Moore, 1991);
/// -1 where there is none. Fences `exec`.
///
/// Any root is a right answer for what follows; that of a large set saves most. The kernel has one item, which takes
/// all votes.
template <ExecutionSpace Exec>
int common_root(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets) {
  auto const winner = allocate<Kokkos::View<int*, typename Exec::memory_space>>(exec, "union_find::winner", 1);
  auto const n = static_cast<std::int64_t>(sets.parents().extent(0));
  launch(
      exec, "union_find::vote", 1, KOKKOS_LAMBDA(int) {
        constexpr int voters = 256;
        int root = -1, lead = 0, votes = 0;
        for (int k = 0; k < voters; ++k) {
          int const vote = sets.find(static_cast<int>(k * n / voters));
          if (lead == 0) root = vote;
          lead += vote == root ? 1 : -1;
        }
        for (int k = 0; k < voters; ++k) votes += sets.find(static_cast<int>(k * n / voters)) == root;
        winner(0) = 2 * votes > voters ? root : -1;
      });
  return fetch(exec, winner, 0);
}

/// Flattens the forest, as `flatten` does, in the kernel that counts. Fences `exec`. One item is a particle.
///
/// \param common a root
/// \returns number of particles in other sets than that of `common`
template <ExecutionSpace Exec>
std::int64_t flatten_and_count_rest(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets, int common) {
  auto const parents = sets.parents();
  shorten_paths(exec, sets);
  return launch_count<std::int64_t>(
      exec, "union_find::rest", parents.extent(0),
      KOKKOS_LAMBDA(int i, std::int64_t& sum) { sum += flatten_one(parents, i) != common; });
}

/// Joins along all contacts and leaves the forest flat. Fences `exec`.
template <ExecutionSpace Exec, Contacts C>
void unite_and_flatten(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets, C const& contacts) {
  unite_all(exec, sets, contacts);
  flatten(exec, sets);
}

/// The same for a neighbour list: where its rows are complete, a sample of contacts first, then only the rows of
/// particles outside the largest set. Complete rows hold each contact twice, so no contact with such a particle is
/// missed.
template <ExecutionSpace Exec, MemorySpace Memory>
void unite_and_flatten(Exec const& exec, UnionFind<Memory> const& sets, ListContacts<Memory> const& contacts) {
  auto const& list = contacts.list;
  std::size_t const n = sets.parents().extent(0);
  bool const complete = has_complete_rows(exec, list, n);
  if (complete) unite_in_blocks(exec, sets, SampledContacts<Memory>{list});
  int const common = complete ? common_root(exec, sets) : -1;
  if (common < 0) {
    unite_all(exec, sets, contacts);
    flatten(exec, sets);
    return;
  }
  if (flatten_and_count_rest(exec, sets, common) == 0) return;
  // Which rows are read is stored before the next joins, so that it does not depend on the threads: a pair at the
  // cutoff may by rounding be in only one of its two rows.
  auto const remains = allocate<Kokkos::View<bool*, Memory>>(exec, "union_find::remains", n);
  auto const parents = sets.parents();
  launch(exec, "union_find::remains", n, KOKKOS_LAMBDA(int i) { remains(i) = parents(i) != common; });
  unite_all(exec, sets, RemainingContacts<Memory>{list, remains});
  flatten(exec, sets);
}

/// Does the work of `connected_components`.
template <ExecutionSpace Exec, Contacts C>
Kokkos::View<int*, typename Exec::memory_space> find_components(Exec const& exec, std::size_t n, C const& contacts) {
  require_particles("connected_components", contacts, n);
  auto const sets = make_union_find(exec, n, exec.concurrency() == 1);
  unite_and_flatten(exec, sets, contacts);
  return sets.parents();
}

TEKTITE_PERCOLATION_INSTANCE(compiled::View<int*> find_components(compiled::Exec const&, std::size_t,
                                                                  ListContacts<compiled::Memory> const&));
TEKTITE_PERCOLATION_INSTANCE(compiled::View<int*> find_components(compiled::Exec const&, std::size_t,
                                                                  SearchContacts<compiled::Memory> const&));
TEKTITE_PERCOLATION_INSTANCE(compiled::View<int*> find_components(compiled::Exec const&, std::size_t,
                                                                  PairContacts<compiled::Memory> const&));

}  // namespace detail

/// Connected components of the graph of contacts.
///
/// \param exec     execution space instance that runs everything
/// \param n        number of particles
/// \param contacts what has contacts (`HasContacts`): pairs, pairs found on the fly, a neighbour list without a skin,
///                 Voronoi cells with their faces. Contacts of a particle with itself and repeated ones change nothing
/// \returns        n entries: the smallest particle index of each particle's component
/// \throws Error   contacts of another number of particles, as far as these know it (`Contacts`), a contact that
///                 names a particle outside [0, n), n beyond 2^31 - 1; a list with a skin, cells without faces
/// \cost           close to linear in particles and contacts; of a full neighbour list in which most particles are in
///                 one component, two entries of most rows are read. 5 bytes per particle and one bit per row
/// \fences         once or more, to fetch whether all contacts were valid, and which set is the largest
/// \determinism    the same at any thread count
template <ExecutionSpace Exec, HasContacts C>
Kokkos::View<int*, typename Exec::memory_space> connected_components(Exec const& exec, std::size_t n,
                                                                     C const& contacts) {
  return detail::find_components(exec, n, contacts_of(contacts));
}

/// Connected components that are named by ids: the names do not change where a host code sorts its particles.
///
/// \param exec     execution space instance that runs everything
/// \param n        number of particles
/// \param contacts as above
/// \param ids      n integers, which differ from each other
/// \returns        n entries: the smallest id of each particle's component
/// \throws Error   as above, or another number of ids than of particles
/// \cost           as above; 20 bytes per particle while it runs
/// \fences         as above
/// \determinism    the same at any thread count
template <ExecutionSpace Exec, HasContacts C, ViewOf<std::int64_t, 1> Ids>
Kokkos::View<std::int64_t*, typename Exec::memory_space> connected_components(Exec const& exec, std::size_t n,
                                                                              C const& contacts, Ids const& ids) {
  detail::require_ids("connected_components", ids, n);
  auto const components = detail::find_components(exec, n, contacts_of(contacts));
  auto const smallest = detail::smallest_ids(exec, components, EveryParticle{}, ids);
  auto const names =
      detail::allocate<Kokkos::View<std::int64_t*, typename Exec::memory_space>>(exec, "connected_components::ids", n);
  detail::launch(exec, "connected_components::ids", n, KOKKOS_LAMBDA(int i) { names(i) = smallest(components(i)); });
  return names;
}

/// Overload that runs on the default instance of the default execution space.
///
/// \param n,contacts as above
/// \returns as above
template <HasContacts C>
auto connected_components(std::size_t n, C const& contacts) {
  return connected_components(Kokkos::DefaultExecutionSpace{}, n, contacts);
}

/// Overload with ids that runs on the default instance of the ids' memory.
///
/// \param n,contacts,ids as above
/// \returns as above
template <HasContacts C, ViewOf<std::int64_t, 1> Ids>
auto connected_components(std::size_t n, C const& contacts, Ids const& ids) {
  return connected_components(typename Ids::execution_space{}, n, contacts, ids);
}

}  // namespace tektite
