// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/detail/unite_contacts.hpp"
#include "tektite/percolation/selected_contacts.hpp"
#include "tektite/percolation/union_find.hpp"

/// \file
/// Joins along contacts by a few threads, each first in its own block of particles.
///
/// No other thread writes to a block while its thread joins within it, so these joins need no compare-and-swap and the
/// cache lines stay with one core. The contacts between blocks are joined last, by all threads: they are few.

namespace tektite::detail {

/// Rows and particles, divided among threads: `blocks` intervals of rows, and as many of particles. Intervals of rows
/// begin at multiples of 64, so that a word with one bit for each row belongs to one block.
struct ThreadBlocks {
  static constexpr std::size_t rows_per_word = 64;  ///< bits of a word
  std::size_t rows;                                 ///< of the contacts
  int particles, blocks;                            ///< how many there are

  /// Number of words with a bit for each row.
  KOKKOS_FUNCTION std::size_t words() const { return (rows + rows_per_word - 1) / rows_per_word; }
  /// First row of a word.
  KOKKOS_FUNCTION std::size_t first_row(std::size_t word) const { return Kokkos::min(rows, word * rows_per_word); }
  /// First word of a block.
  KOKKOS_FUNCTION std::size_t first_word(int block) const {
    return words() * static_cast<std::size_t>(block) / static_cast<std::size_t>(blocks);
  }
  /// The block that a word belongs to.
  KOKKOS_FUNCTION int block_of(std::size_t word) const {
    return static_cast<int>(((word + 1) * static_cast<std::size_t>(blocks) - 1) / words());
  }
  /// First particle of a block: at the same fraction of the particles as its first row is of the rows. Where rows are
  /// particles, a block has the same ones.
  KOKKOS_FUNCTION int first_particle(int block) const {
    std::size_t const row = first_row(first_word(block));
    if (rows == static_cast<std::size_t>(particles)) return static_cast<int>(row);
    return row == rows ? particles : static_cast<int>(double(row) / double(rows) * double(particles));
  }
};

/// Joins along the contacts of a row, within a block of particles or across its boundary.
template <class C, MemorySpace Memory>
struct BlockContacts {
  C contacts;
  UnionFind<Memory> sets;
  int n;  ///< number of particles

  /// Contacts of a row that `unite_within` has not joined along.
  struct Found {
    std::int64_t outside = 0;  ///< number of contacts that name a particle outside [0, n)
    bool crossing = false;     ///< whether the row has contacts with an end outside the block
  };

  /// Whether i is in [first, last), by one comparison.
  KOKKOS_FUNCTION static bool within(int i, int first, int last) {
    return unsigned(i) - unsigned(first) < unsigned(last) - unsigned(first);
  }

  /// Joins along those contacts of a row that have both ends in the block [first, last).
  KOKKOS_FORCEINLINE_FUNCTION Found unite_within(std::size_t row, int first, int last) const {
    // Where rows are particles, c.i is the row, and the row's block holds it: see `ThreadBlocks::first_particle`.
    constexpr bool known = RowsAreParticles<C>;
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

  /// Joins along those contacts of a row that have an end outside the block [first, last).
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

/// Each thread joins along the contacts within its block. Fences `exec`.
///
/// One item is a block. The trees in a block have no links to other blocks, and each block has its own words of
/// `crossing`, so no item reads or writes what another writes, and joins need no compare-and-swap.
///
/// \returns one bit for each row, set where the row has contacts that leave its block
/// \throws Error a contact names a particle outside [0, n)
template <ExecutionSpace Exec, Contacts C>
Kokkos::View<std::uint64_t*, typename Exec::memory_space> unite_within_blocks(
    Exec const& exec, UnionFind<typename Exec::memory_space> const& sets, C const& contacts,
    ThreadBlocks const& blocks) {
  using Memory = typename Exec::memory_space;
  auto const crossing = allocate<Kokkos::View<std::uint64_t*, Memory>>(exec, "union_find::crossing", blocks.words());
  BlockContacts<C, Memory> const rows{contacts, UnionFind<Memory>(sets.parents(), true), blocks.particles};
  auto const outside = launch_count<std::int64_t>(
      exec, "union_find::unite_within", blocks.blocks, KOKKOS_LAMBDA(int block, std::int64_t& bad) {
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
      });
  require_contacts(outside, blocks.particles);
  return crossing;
}

/// Joins along the contacts between blocks. Does not fence.
///
/// One item is a word, that is, 64 rows of one block. Any number of items may join sets at once: see `UnionFind`.
///
/// \param crossing from `unite_within_blocks`
template <ExecutionSpace Exec, Contacts C>
void unite_between_blocks(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets, C const& contacts,
                          ThreadBlocks const& blocks,
                          Kokkos::View<std::uint64_t*, typename Exec::memory_space> crossing) {
  BlockContacts<C, typename Exec::memory_space> const rows{contacts, sets, blocks.particles};
  // Rows with such contacts are not spread evenly.
  launch_in_chunks<std::size_t>(
      exec, "union_find::unite_between", blocks.words(), 16, KOKKOS_LAMBDA(std::size_t word) {
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

/// Joins along all contacts, in blocks where there are at least 1024 particles for each thread. A GPU has too many
/// threads for that, and joins without blocks. Fences `exec`.
///
/// \throws Error a contact names a particle outside [0, n)
template <ExecutionSpace Exec, Contacts C>
void unite_in_blocks(Exec const& exec, UnionFind<typename Exec::memory_space> const& sets, C const& contacts) {
  int const n = static_cast<int>(sets.parents().extent(0));
  int const threads = exec.concurrency();
  if (threads == 1 || n / threads < 1024) return unite_contacts(exec, sets, contacts, EveryParticle{}, IgnoreJoin{});
  ThreadBlocks const blocks{contacts.size(), n, threads};
  auto const crossing = unite_within_blocks(exec, sets, contacts, blocks);
  unite_between_blocks(exec, sets, contacts, blocks, crossing);
}

}  // namespace tektite::detail
