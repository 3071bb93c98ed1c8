// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/neighbors/neighbor_list.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/union_find.hpp"

/// \file
/// Which particles hang together by contacts.
///
/// Two things save most of the work. A few threads join each in a block of its own, where nobody else writes, and the
/// contacts between blocks come last: few compare-and-swaps, and few cache lines that go to and fro. And where the rows
/// hold all contacts of their particles, two of each row are enough to make nearly everybody one set; the rows of that
/// set need not be looked at any more (M. Sutton, T. Ben-Nun and A. Barak, IPDPS 2018, doi:10.1109/IPDPS.2018.00012).

namespace tektite {

namespace detail {

/// Rows and particles, divided among threads.
struct ThreadBlocks {
  static constexpr std::size_t rows_per_word = 64;
  std::size_t rows;
  int particles, blocks;

  KOKKOS_FUNCTION std::size_t words() const { return (rows + rows_per_word - 1) / rows_per_word; }
  KOKKOS_FUNCTION std::size_t first_row(std::size_t word) const { return Kokkos::min(rows, word * rows_per_word); }
  KOKKOS_FUNCTION std::size_t first_word(int block) const {
    return words() * static_cast<std::size_t>(block) / static_cast<std::size_t>(blocks);
  }
  KOKKOS_FUNCTION int block_of(std::size_t word) const {
    return static_cast<int>(((word + 1) * static_cast<std::size_t>(blocks) - 1) / words());
  }
  /// As far into the particles as the rows before this block are into the rows: often these are the same.
  KOKKOS_FUNCTION int first_particle(int block) const {
    std::size_t const row = first_row(first_word(block));
    if (rows == static_cast<std::size_t>(particles)) return static_cast<int>(row);
    return row == rows ? particles : static_cast<int>(double(row) / double(rows) * double(particles));
  }
};

/// Contacts of rows, told apart by whether both ends are in the block.
template <class C, MemorySpace Memory>
struct BlockContacts {
  C contacts;
  UnionFind<Memory> sets;
  int n;

  struct Found {
    std::int64_t outside = 0;  ///< contacts that name no particle
    bool crossing = false;     ///< has it contacts that leave the block?
  };

  KOKKOS_FUNCTION static bool within(int i, int first, int last) {
    return unsigned(i) - unsigned(first) < unsigned(last) - unsigned(first);
  }

  /// Joins along those of a row that stay in the block.
  KOKKOS_FORCEINLINE_FUNCTION Found unite_within(std::size_t row, int first, int last) const {
    constexpr bool known = RowsAreParticles<C>;  // then a block of rows is the same block of particles
    int from = known ? static_cast<int>(row) : -1;
    int root = known ? sets.find(from) : -1;
    Found found;
    contacts(row, [&](Contact const& c) {
      if (!((known || within(c.i, first, last)) && within(c.j, first, last))) {
        if ((known || within(c.i, 0, n)) && within(c.j, 0, n))
          found.crossing = true;
        else
          ++found.outside;
        return;
      }
      if (!known && c.i != from) {
        from = c.i;
        root = sets.find(from);
      }
      sets.unite_root(root, c.j);
    });
    return found;
  }

  /// Joins along those of a row that leave the block.
  KOKKOS_FORCEINLINE_FUNCTION void unite_crossing(std::size_t row, int first, int last) const {
    int from = -1, root = -1;
    contacts(row, [&](Contact const& c) {
      if ((RowsAreParticles<C> || within(c.i, first, last)) && within(c.j, first, last)) return;
      if (c.i != from) {
        from = c.i;
        root = sets.find(from);
      }
      sets.unite_root(root, c.j);
    });
  }
};

/// Each thread joins along the contacts within its block. \returns which rows have others, a bit for each
template <ExecutionSpace Exec, Contacts C>
Kokkos::View<std::uint64_t*, typename Exec::memory_space> unite_within_blocks(
    Exec const& exec, UnionFind<typename Exec::memory_space> const& sets, C const& contacts,
    ThreadBlocks const& blocks) {
  using Memory = typename Exec::memory_space;
  auto const crossing = allocate<Kokkos::View<std::uint64_t*, Memory>>(exec, "union_find::crossing", blocks.words());
  BlockContacts<C, Memory> const rows{contacts, UnionFind<Memory>(sets.parents(), true), blocks.particles};
  std::int64_t outside = 0;
  Kokkos::parallel_reduce(
      "tektite::union_find::unite_within", Kokkos::RangePolicy<Exec>(exec, 0, blocks.blocks),
      KOKKOS_LAMBDA(int block, std::int64_t& bad) {
        int const first = blocks.first_particle(block), last = blocks.first_particle(block + 1);
        for (std::size_t word = blocks.first_word(block); word < blocks.first_word(block + 1); ++word) {
          std::uint64_t bits = 0;
          std::size_t const begin = blocks.first_row(word), end = blocks.first_row(word + 1);
          for (std::size_t row = begin; row < end; ++row) {
            auto const found = rows.unite_within(row, first, last);
            bad += found.outside;
            bits |= std::uint64_t(found.crossing) << (row - begin);
          }
          crossing(word) = bits;
        }
      },
      outside);
  require_contacts(outside, blocks.particles);
  return crossing;
}

/// Joins along the contacts between blocks.
template <ExecutionSpace Exec, Contacts C>
void unite_between_blocks(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets, C const& contacts,
                          ThreadBlocks const& blocks,
                          Kokkos::View<std::uint64_t*, typename Exec::memory_space> crossing) {
  BlockContacts<C, typename Exec::memory_space> const rows{contacts, sets, blocks.particles};
  // Rows with such contacts come in bunches.
  using Policy = Kokkos::RangePolicy<Exec, Kokkos::Schedule<Kokkos::Dynamic>, Kokkos::IndexType<std::size_t>>;
  Kokkos::parallel_for(
      "tektite::union_find::unite_between", Policy(exec, 0, blocks.words(), Kokkos::ChunkSize(16)),
      KOKKOS_LAMBDA(std::size_t word) {
        std::uint64_t bits = crossing(word);
        if (bits == 0) return;
        int const block = blocks.block_of(word);
        int const first = blocks.first_particle(block), last = blocks.first_particle(block + 1);
        for (; bits != 0; bits &= bits - 1) {
          auto const row = blocks.first_row(word) + static_cast<std::size_t>(Kokkos::countr_zero(bits));
          rows.unite_crossing(row, first, last);
        }
      });
}

/// The same in blocks. Threads of a GPU are too many to have blocks.
template <ExecutionSpace Exec, Contacts C>
void unite_in_blocks(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets, C const& contacts) {
  int const n = static_cast<int>(sets.parents().extent(0));
  int const threads = exec.concurrency();
  if (threads == 1 || n / threads < 1024) return unite_contacts(exec, sets, contacts, EveryParticle{}, IgnoreJoin{});
  ThreadBlocks const blocks{contacts.size(), n, threads};
  auto const crossing = unite_within_blocks(exec, sets, contacts, blocks);
  unite_between_blocks(exec, sets, contacts, blocks, crossing);
}

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
