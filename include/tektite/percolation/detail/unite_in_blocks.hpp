// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/percolation/contacts.hpp"
#include "tektite/percolation/detail/unite_contacts.hpp"
#include "tektite/percolation/selected_contacts.hpp"
#include "tektite/percolation/union_find.hpp"

/// \file
/// Joins along contacts by a few threads, each in a block of its own.
///
/// Nobody else writes to a block while its thread joins within it; the contacts between blocks come last: few
/// compare-and-swaps, and few cache lines that go to and fro.

namespace tektite::detail {

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

}  // namespace tektite::detail
