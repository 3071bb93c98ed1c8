// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/neighbors/neighbor_list.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/detail/unite_contacts.hpp"
#include "tektite/percolation/detail/unite_in_blocks.hpp"
#include "tektite/percolation/selected_contacts.hpp"
#include "tektite/percolation/union_find.hpp"

/// \file
/// Which particles hang together by contacts.
///
/// Two things save most of the work. A few threads join each in a block of its own (`unite_in_blocks.hpp`). And where
/// the rows hold all contacts of their particles, two of each row are enough to make nearly everybody one set; the rows
/// of that set need not be looked at any more (M. Sutton, T. Ben-Nun and A. Barak, IPDPS 2018,
/// doi:10.1109/IPDPS.2018.00012).

namespace tektite {

namespace detail {

/// Joins along all contacts: in blocks where rows have few of them. In a row with all contacts of a particle a join is
/// rare, and to look at some rows twice would cost more than it saves.
template <ExecutionSpace Exec, Contacts C>
void unite_all(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets, C const& contacts) {
  if constexpr (RowsAreParticles<C>)
    unite_contacts(exec, sets, contacts, EveryParticle{}, IgnoreJoin{});
  else
    unite_in_blocks(exec, sets, contacts);
}

// --- lists whose rows hold all contacts of their particles -----------------------------------------------------------

/// The first two of each row.
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

/// All of some rows, towards both sides.
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

/// Does every particle have a row with all its contacts? Ghosts have none; they are sites of their own and come last.
template <ExecutionSpace Exec, MemorySpace Memory>
bool has_complete_rows(Exec const& exec, NeighborList<Memory> const& list, std::size_t n) {
  if (list.half || n == 0 || n != list.owned()) return false;
  return fetch(exec, list.sites.particle, list.sites.size() - 1) < static_cast<int>(n);
}

/// The root of a set that holds more than half of all particles, found by a vote of 256 of them (R. S. Boyer and J S.
/// Moore, 1991); -1 where the vote finds none. Fences `exec`.
template <ExecutionSpace Exec>
int common_root(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets) {
  auto const winner = allocate<Kokkos::View<int*, typename Exec::memory_space>>(exec, "union_find::winner", 1);
  auto const n = static_cast<std::int64_t>(sets.parents().extent(0));
  Kokkos::parallel_for(
      "tektite::union_find::vote", Kokkos::RangePolicy<Exec>(exec, 0, 1), KOKKOS_LAMBDA(int) {
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

/// `flatten`. \returns how many particles are in another set than the most; fences `exec`
template <ExecutionSpace Exec>
std::int64_t flatten_and_count_rest(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets, int common) {
  auto const parents = sets.parents();
  shorten_paths(exec, sets);
  std::int64_t rest = 0;
  Kokkos::parallel_reduce(
      "tektite::union_find::rest", Kokkos::RangePolicy<Exec>(exec, 0, parents.extent(0)),
      KOKKOS_LAMBDA(int i, std::int64_t& sum) { sum += flatten_one(parents, i) != common; }, rest);
  return rest;
}

/// Joins along all contacts and leaves the forest flat.
template <ExecutionSpace Exec, Contacts C>
void unite_and_flatten(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets, C const& contacts) {
  unite_all(exec, sets, contacts);
  flatten(exec, sets);
}

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
  // Noted before anybody is joined again: what is read must not depend on the threads, even where rounding put a pair
  // at the cutoff in one of its two rows only.
  auto const remains = allocate<Kokkos::View<bool*, Memory>>(exec, "union_find::remains", n);
  auto const parents = sets.parents();
  Kokkos::parallel_for(
      "tektite::union_find::remains", Kokkos::RangePolicy<Exec>(exec, 0, n),
      KOKKOS_LAMBDA(int i) { remains(i) = parents(i) != common; });
  unite_all(exec, sets, RemainingContacts<Memory>{list, remains});
  flatten(exec, sets);
}

}  // namespace detail

/// Connected components of the graph of contacts.
///
/// \param exec     runs everything; fenced to learn that all contacts were valid, and which set is the largest
/// \param n        number of particles
/// \param contacts any `Contacts`; self-contacts and repeated ones are harmless
/// \returns        n entries: the smallest particle index of each particle's component
/// \throws Error   a contact names a particle outside [0, n), n beyond 2^31 - 1
///
/// Work close to linear in particles and contacts; of a full neighbour list of which most particles hang together,
/// two entries of each row are read. 5 bytes per particle and one bit per row. The same result at any thread count.
template <ExecutionSpace Exec, Contacts C>
Kokkos::View<int*, typename Exec::memory_space> connected_components(Exec const& exec, std::size_t n,
                                                                     C const& contacts) {
  auto const sets = make_union_find(exec, n, exec.concurrency() == 1);
  detail::unite_and_flatten(exec, sets, contacts);
  return sets.parents();
}

/// On the default instance.
template <Contacts C>
auto connected_components(std::size_t n, C const& contacts) {
  return connected_components(Kokkos::DefaultExecutionSpace{}, n, contacts);
}

}  // namespace tektite
