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
/// Rows of a neighbour list on processors with vector registers: those of a block of cells together.
///
/// Rows come out sorted by themselves, a vector of sorted candidates at a time. Where single precision cannot decide,
/// double precision does, so the list is that of `ListRows`.

namespace tektite::detail {

/// Counts or fills the rows of one block. Host only; crowded blocks are left to `ListRows`.
template <MemorySpace Memory>
class VectorRows {
 public:
  VectorRows(ListRows<Memory> const& rows, ListBlocks<Memory> const& blocks, double reach)
      : rows_(rows), blocks_(blocks), limit_(static_cast<float>(reach * reach)) {}

  /// Number of blocks.
  std::int64_t size() const { return blocks_.size(); }

  /// Writes how many neighbours each particle of a block has.
  void count(std::int64_t block, std::int64_t* counts) const {
    auto const in_piece = [&](Piece const& piece, auto const& wanted) {
      std::int64_t const self = rows_.wanted.half ? 0 : 1;  // a half list has left it out already
      for (int h = 0; h < piece.home_count; ++h) {
        int const i = piece.home[h];
        std::int64_t count = 0;
        bool const sure = visit(piece, 0, i, [&](int k, unsigned bits) { count += std::popcount(wanted(i, k, bits)); });
        counts[i] = sure ? count - self : rows_.count(i);
      }
    };
    blocks_.visit(
        block, false,
        [&](Piece const& piece) { with_filter(piece, [&](auto const& wanted) { in_piece(piece, wanted); }); },
        [&](int i) { counts[i] = rows_.count(i); });
  }

  /// Writes the rows of a block's particles.
  void fill(std::int64_t block, std::int64_t const* offsets, int* neighbors) const {
    auto const in_piece = [&](Piece& piece, auto const& wanted) {
      auto& near = piece.near;
      for (int h = 0; h < piece.home_count; ++h) {
        int const i = piece.home[h];
        int const self = near.place_of(i);
        // Rows of a block lie far apart.
        prefetch<Access::write>(neighbors + offsets[i], neighbors + offsets[i + 1]);
        int row[Piece::capacity + lanes];  // vectors are written whole: not into the next row
        int count = 0;
        // Owned sites before i have smaller indices: a half list begins behind it.
        int const first = rows_.wanted.half ? self / lanes * lanes : 0;
        float const place = std::exchange(near.x[self], near.far_away);  // not a neighbour of itself
        bool const sure = visit(piece, first, i, [&](int k, unsigned bits) {
          count += append<lanes>(row + count, near.id + k, wanted(i, k, bits));
        });
        near.x[self] = place;
        if (sure) {
          std::copy_n(row, count, neighbors + offsets[i]);
        } else {
          rows_.fill(i, neighbors + offsets[i]);
        }
      }
    };
    blocks_.visit(
        block, true, [&](Piece& piece) { with_filter(piece, [&](auto const& wanted) { in_piece(piece, wanted); }); },
        [&](int i) { rows_.fill(i, neighbors + offsets[i]); });
  }

 private:
  static constexpr int lanes = ListBlocks<Memory>::lanes;
  using Piece = ListPiece<lanes>;
  using Vector = Lanes<float, lanes>;
  using Numbers = Lanes<int, lanes>;

  // What a list wants of the candidates from k on that are in reach of particle i: kinds apart, so that the loop over
  // vectors has no decision to make.
  struct All {
    unsigned operator()(int, int, unsigned bits) const { return bits; }
  };

  struct Later {
    Piece const& piece;

    unsigned operator()(int i, int k, unsigned bits) const {
      return bits & ~below<lanes>(load<Numbers>(piece.near.id + k), i + 1);
    }
  };

  struct LaterOrImage {
    Piece const& piece;
    PairFilter<Memory> const& wanted;
    int const* particle;  // whose image each candidate is

    unsigned operator()(int i, int k, unsigned bits) const {
      auto const numbers = load<Numbers>(particle + k);
      unsigned kept = bits & ~below<lanes>(numbers, i + 1);
      unsigned images = bits & ~below<lanes>(numbers, i) & ~kept;  // of i itself
      for (; images != 0; images &= images - 1) {
        int const w = std::countr_zero(images);
        kept |= unsigned(wanted(i, piece.near.id[k + w])) << w;
      }
      return kept;
    }
  };

  template <class Use>
  void with_filter(Piece const& piece, Use const& use) const {
    auto const& near = piece.near;
    auto const& wanted = rows_.wanted;
    if (!wanted.half) return use(All{});
    int last = 0;
    for (int k = 0; k < near.count; ++k) last = std::max(last, near.id[k]);
    if (last < static_cast<int>(wanted.sites.owned)) return use(Later{piece});  // most pieces
    int particle[Piece::capacity + lanes];
    for (int k = 0; k < near.count; ++k) particle[k] = wanted.sites.particle(near.id[k]);
    use(LaterOrImage{piece, wanted, particle});
  }

  // Candidates from `first` on within reach of particle i, itself too, a vector at a time: void(int k, unsigned bits).
  // False if single precision could not decide for one of them.
  template <class Visit>
  bool visit(Piece const& piece, int first, int i, Visit const& visit) const {
    auto const& near = piece.near;
    auto const [x, y, z] = rounded(rows_.x(i) - piece.center);
    Vector closest = Vector{} + limit_;  // to the limit: cheaper than a test of each vector
    for (int k = first; k < near.count; k += lanes) {
      Vector const dx = load<Vector>(near.x + k) - x, dy = load<Vector>(near.y + k) - y,
                   dz = load<Vector>(near.z + k) - z;
      Vector const beyond = dx * dx + dy * dy + dz * dz - limit_, distance = beyond > -beyond ? beyond : -beyond;
      closest = distance < closest ? distance : closest;
      visit(k, below<lanes>(beyond, 0.0f));
    }
    return below<lanes>(closest, static_cast<float>(piece.margin)) == 0;
  }

  ListRows<Memory> rows_;
  ListBlocks<Memory> blocks_;
  float limit_;
};

/// All blocks; threads take what comes, since those at the rim hold images only.
template <ExecutionSpace Exec, MemorySpace Memory>
auto policy_for(Exec const& exec, VectorRows<Memory> const& rows) {
  using namespace Kokkos;
  return RangePolicy<Exec, Schedule<Dynamic>, IndexType<std::int64_t>>(exec, 0, rows.size(), ChunkSize(1));
}

}  // namespace tektite::detail
