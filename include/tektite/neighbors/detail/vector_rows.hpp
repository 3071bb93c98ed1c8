// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/simd/compaction.hpp"
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/detail/simd/prefetch.hpp"
#include "tektite/neighbors/detail/list_blocks.hpp"
#include "tektite/neighbors/detail/list_rows.hpp"

/// \file
/// Rows of a neighbour list in vector registers, on the CPU: all rows of a block of grid cells by one thread.
///
/// Candidates are sorted, and neighbours are appended a vector at a time, so rows are sorted as well. Where single
/// precision cannot decide whether a candidate is in reach, the row is made by `ListRows` in double precision: the list
/// is the same.

namespace tektite::detail {

/// Counts or fills the rows of the owned particles of one block. Host only.
template <MemorySpace Memory>
class VectorRows {
 public:
  /// \param rows   makes the rows that single precision cannot decide
  /// \param blocks of the grid, with the candidates of each
  /// \param reach  largest distance of a neighbour
  VectorRows(ListRows<Memory> const& rows, ListBlocks<Memory> const& blocks, double reach)
      : rows_(rows), blocks_(blocks), limit_(static_cast<float>(reach * reach)) {}

  /// Number of blocks.
  std::int64_t size() const { return blocks_.size(); }

  /// Writes the number of neighbours of each owned particle of a block to counts[particle].
  void count(std::int64_t block, std::int64_t* counts) const {
    auto const count_piece = [&](Piece const& piece, auto const& in_row) {
      std::int64_t const self = rows_.in_row.half ? 0 : 1;  // filters of half lists leave the particle itself out
      for (int h = 0; h < piece.count; ++h) {
        int const i = piece.particle[h];
        std::int64_t count = 0;
        bool const sure = visit(piece, 0, i, [&](int k, unsigned bits) { count += std::popcount(in_row(i, k, bits)); });
        counts[i] = sure ? count - self : rows_.count(i);
      }
    };
    blocks_.visit(
        block, false,
        [&](Piece const& piece) { with_filter(piece, [&](auto const& in_row) { count_piece(piece, in_row); }); },
        [&](int i) { counts[i] = rows_.count(i); });
  }

  /// Writes the rows of the owned particles of a block, row i from neighbors[offsets[i]] on.
  void fill(std::int64_t block, std::int64_t const* offsets, int* neighbors) const {
    auto const fill_piece = [&](Piece& piece, auto const& in_row) {
      auto& candidates = piece.candidates;
      for (int h = 0; h < piece.count; ++h) {
        int const i = piece.particle[h];
        int const self = candidates.index_of(i);
        // Rows of a block lie far apart in memory, so each is requested while its neighbours are searched.
        prefetch<Access::write>(neighbors + offsets[i], neighbors + offsets[i + 1]);
        int row[Piece::capacity + lanes];  // vectors are written whole: directly they would reach into the next row
        int count = 0;
        // In a half list, owned candidates before i belong to their own rows: begin at i.
        int const first = rows_.in_row.half ? self / lanes * lanes : 0;
        float const x_self = std::exchange(candidates.x[self], candidates.far_away);  // not a neighbour of itself
        bool const sure = visit(piece, first, i, [&](int k, unsigned bits) {
          count += append<lanes>(row + count, candidates.id + k, in_row(i, k, bits));
        });
        candidates.x[self] = x_self;
        if (sure) {
          std::copy_n(row, count, neighbors + offsets[i]);
        } else {
          rows_.fill(i, neighbors + offsets[i]);
        }
      }
    };
    blocks_.visit(
        block, true, [&](Piece& piece) { with_filter(piece, [&](auto const& in_row) { fill_piece(piece, in_row); }); },
        [&](int i) { rows_.fill(i, neighbors + offsets[i]); });
  }

 private:
  static constexpr int lanes = ListBlocks<Memory>::lanes;
  using Piece = ListPiece<lanes>;
  using Vector = Lanes<float, lanes>;
  using Numbers = Lanes<int, lanes>;

  // Filters: which of the candidates from k on, whose bits say that they are in reach of particle i, are in its row.
  // One type for each kind of list, so that the loop over vectors has no branch on the kind.

  // Full list.
  struct All {
    unsigned operator()(int, int, unsigned bits) const { return bits; }
  };

  // Half list, all candidates of the piece are owned: those with a larger index.
  struct Later {
    Piece const& piece;

    unsigned operator()(int i, int k, unsigned bits) const {
      return bits & ~below<lanes>(load<Numbers>(piece.candidates.id + k), i + 1);
    }
  };

  // Half list with images: those of particles with a larger index, and one of each pair of images of particle i.
  struct LaterOrImage {
    Piece const& piece;
    PairFilter<Memory> const& pairs;
    int const* particle;  // of each candidate

    unsigned operator()(int i, int k, unsigned bits) const {
      auto const numbers = load<Numbers>(particle + k);
      unsigned kept = bits & ~below<lanes>(numbers, i + 1);
      unsigned images = bits & ~below<lanes>(numbers, i) & ~kept;  // of particle i
      for (; images != 0; images &= images - 1) {
        int const w = std::countr_zero(images);
        kept |= unsigned(pairs(i, piece.candidates.id[k + w])) << w;
      }
      return kept;
    }
  };

  // Calls `use` with the filter of a piece.
  template <class Use>
  void with_filter(Piece const& piece, Use const& use) const {
    auto const& candidates = piece.candidates;
    auto const& pairs = rows_.in_row;
    if (!pairs.half) return use(All{});
    int last = 0;
    for (int k = 0; k < candidates.count; ++k) last = std::max(last, candidates.id[k]);
    if (last < static_cast<int>(pairs.sites.owned)) return use(Later{piece});  // most pieces
    int particle[Piece::capacity + lanes];
    for (int k = 0; k < candidates.count; ++k) particle[k] = pairs.sites.particle(candidates.id[k]);
    use(LaterOrImage{piece, pairs, particle});
  }

  // Visits the candidates from `first` on a vector at a time: void(int k, unsigned bits), where bit w is set if
  // candidate k + w is within reach of particle i. The particle itself is one of them. False if single precision could
  // not decide for a candidate.
  template <class Visit>
  bool visit(Piece const& piece, int first, int i, Visit const& visit) const {
    auto const& candidates = piece.candidates;
    auto const [x, y, z] = rounded(rows_.x(i) - piece.center);
    // The squared distance closest to the limit decides for all candidates: cheaper than a test of each vector.
    Vector closest = Vector{} + limit_;
    for (int k = first; k < candidates.count; k += lanes) {
      Vector const dx = load<Vector>(candidates.x + k) - x, dy = load<Vector>(candidates.y + k) - y,
                   dz = load<Vector>(candidates.z + k) - z;
      Vector const beyond = dx * dx + dy * dy + dz * dz - limit_, distance = beyond > -beyond ? beyond : -beyond;
      closest = distance < closest ? distance : closest;
      visit(k, below<lanes>(beyond, 0.0f));
    }
    return below<lanes>(closest, static_cast<float>(piece.margin)) == 0;
  }

  ListRows<Memory> rows_;
  ListBlocks<Memory> blocks_;
  float limit_;  // reach, squared
};

}  // namespace tektite::detail
