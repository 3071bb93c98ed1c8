// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

#include "tektite/core/bounds.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/simd/compaction.hpp"
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/neighbors/cell_list.hpp"

/// \file
/// Candidates for the neighbours of particles, collected for a block of grid cells at once. For `VectorRows`, on the
/// CPU.
///
/// Positions of candidates are in single precision relative to a centre near the particles, so that distances are
/// accurate to a known margin and a vector register holds many of them.

namespace tektite::detail {

/// A position rounded to single precision.
inline Vec3<float> rounded(Vec3<double> const& r) {
  return {static_cast<float>(r.x), static_cast<float>(r.y), static_cast<float>(r.z)};
}

/// At most `most` sites near a few particles, in single precision relative to a centre.
template <int lanes, int most>
struct ListCandidates {
  static constexpr int capacity = most;
  static constexpr float far_away = 1e15f;  ///< a coordinate out of reach of every particle; its square is finite

  int count = 0;                                                                    ///< number of candidates
  int id[capacity + lanes];                                                         ///< site indices
  alignas(64) float x[capacity + lanes], y[capacity + lanes], z[capacity + lanes];  ///< positions from the centre

  /// Appends a site at a position relative to the centre. There must be capacity for it.
  void add(int site, Vec3<float> const& from_center) {
    id[count] = site;
    x[count] = from_center.x;
    y[count] = from_center.y;
    z[count] = from_center.z;
    ++count;
  }

  /// Fills up the last vector with sites far away, since vectors are read whole.
  void pad() {
    for (int k = count; k < count + lanes; ++k) x[k] = y[k] = z[k] = far_away, id[k] = 0;
  }

  /// Index of a site among candidates in ascending order. Bisection without a branch, because its outcome could not be
  /// predicted.
  int index_of(int site) const {
    int first = 0;
    for (int length = count; length > 1;) {
      int const half = length / 2;
      first += id[first + half] <= site ? half : 0;
      length -= half;
    }
    return first;
  }
};

/// Particles that lie close together, and the candidates for their neighbours.
template <int lanes>
struct ListPiece {
  static constexpr int capacity = 4096;  ///< of particles and of candidates; a glass has about 700 candidates

  int count = 0;           ///< number of particles
  int particle[capacity];  ///< particle indices
  Vec3<double> center;     ///< positions of candidates are relative to it
  double margin = 0;       ///< bound of the error of squared distances near the reach in single precision
  ListCandidates<lanes, capacity> candidates;
};

/// Blocks of 4 x 4 x 4 grid cells, visited in pieces of 2 x 2 x 2 cells.
///
/// Candidates are collected and sorted once for a block; each piece selects those in its reach and keeps their order.
/// These sizes are the fastest of those tried. Larger blocks do not fit into the inner caches; for smaller pieces
/// the selection of candidates costs more time than fewer candidates save in distance tests. Host only; needs half a
/// megabyte of stack.
template <MemorySpace Memory>
class ListBlocks {
 public:
  static constexpr int lanes = lane_count<Memory, float>;
  using Piece = ListPiece<lanes>;

  /// \param x       positions of all sites
  /// \param cells   grid of the sites
  /// \param owned   the first sites, which are owned particles; only these have rows
  /// \param reach   largest distance of a neighbour
  /// \param threads that share the blocks: a block is one piece where there would be fewer than 16 blocks per thread
  ListBlocks(Kokkos::View<Vec3<double>*, Memory> x, CellList<Memory> const& cells, int owned, double reach, int threads)
      : x_(x), cells_(cells), owned_(owned), reach_(reach), span_(cells.span(reach)) {
    for (int const edge : {2 * piece_edge, piece_edge}) {
      edge_ = edge;
      for (int d = 0; d < 3; ++d) blocks_[d] = (cells.count[d] + edge - 1) / edge;
      if (size() >= 16 * std::int64_t(threads)) break;
    }
  }

  /// Number of blocks.
  std::int64_t size() const { return std::int64_t(blocks_.x) * blocks_.y * blocks_.z; }

  /// Visits the owned particles of a block, piece by piece.
  ///
  /// \param block       in [0, size())
  /// \param sorted      whether candidates have to be in ascending order
  /// \param on_piece    `void(Piece&)`: particles with their candidates
  /// \param on_particle `void(int i)`: particles with more candidates than a piece or block can hold, or so far apart
  ///                    that single precision does not suffice
  template <class OnPiece, class OnParticle>
  void visit(std::int64_t block, bool sorted, OnPiece const& on_piece, OnParticle const& on_particle) const {
    auto const cells = cells_of(block);
    Piece piece;
    BlockCandidates all;
    if (!collect(cells, piece, all)) return for_each_particle(cells, on_particle);
    if (all.count == 0) return;  // no owned particles
    if (sorted) sort_by_site(all);
    for (int c = cells.low.z; c <= cells.high.z; c += piece_edge)
      for (int b = cells.low.y; b <= cells.high.y; b += piece_edge)
        for (int a = cells.low.x; a <= cells.high.x; a += piece_edge) {
          CellRange part{{a, b, c}, {}};
          for (int d = 0; d < 3; ++d) part.high[d] = std::min(part.low[d] + piece_edge - 1, cells.high[d]);
          if (!fill_piece(part, all, piece)) {
            for_each_particle(part, on_particle);
          } else if (piece.count > 0) {
            on_piece(piece);
          }
        }
  }

 private:
  static constexpr int piece_edge = 2;  // in grid cells
  using Vector = Lanes<float, lanes>;
  using BlockCandidates = ListCandidates<lanes, 10240>;

  // The grid cells of a block.
  CellRange cells_of(std::int64_t block) const {
    Vec3<int> const at{static_cast<int>(block % blocks_.x), static_cast<int>(block / blocks_.x % blocks_.y),
                       static_cast<int>(block / blocks_.x / blocks_.y)};
    CellRange cells;
    for (int d = 0; d < 3; ++d) {
      cells.low[d] = edge_ * at[d];
      cells.high[d] = std::min(edge_ * at[d] + edge_, cells_.count[d]) - 1;
    }
    return cells;
  }

  // The grid cells that may hold neighbours of the sites of some grid cells.
  CellRange widened(CellRange cells) const {
    for (int d = 0; d < 3; ++d) {
      cells.low[d] = std::max(cells.low[d] - span_[d], 0);
      cells.high[d] = std::min(cells.high[d] + span_[d], cells_.count[d] - 1);
    }
    return cells;
  }

  // Visits the sites of some grid cells by runs of cells along the first axis: void(int first, int end), slots in cell
  // order.
  template <class Visit>
  void for_each_run(CellRange const& cells, Visit const& visit) const {
    for (int c = cells.low.z; c <= cells.high.z; ++c)
      for (int b = cells.low.y; b <= cells.high.y; ++b)
        visit(cells_.offsets(cells_.index(cells.low.x, b, c)), cells_.offsets(cells_.index(cells.high.x, b, c) + 1));
  }

  // Number of sites of some grid cells.
  int site_count(CellRange const& cells) const {
    int count = 0;
    for_each_run(cells, [&](int first, int end) { count += end - first; });
    return count;
  }

  // Visits the owned particles of some grid cells: void(int i).
  template <class Visit>
  void for_each_particle(CellRange const& cells, Visit const& visit) const {
    for_each_run(cells, [&](int first, int end) {
      for (int k = first; k < end; ++k)
        if (cells_.points(k) < owned_) visit(cells_.points(k));
    });
  }

  // Bounds of the owned particles of some grid cells. Without any particle, `low` is above `high`.
  Bounds bounds_of(CellRange const& cells) const {
    double const big = std::numeric_limits<double>::max();
    Bounds box{{big, big, big}, {-big, -big, -big}};
    for_each_particle(cells, [&](int i) {
      Vec3<double> const r = x_(i);
      for (int d = 0; d < 3; ++d) {
        box.low[d] = std::min(box.low[d], r[d]);
        box.high[d] = std::max(box.high[d], r[d]);
      }
    });
    return box;
  }

  // Collects the candidates of a block, none if it has no owned particles. Sets the centre and margin of its pieces.
  // False if there may be too many candidates, or if the block is too large for single precision.
  bool collect(CellRange const& cells, Piece& piece, BlockCandidates& all) const {
    Bounds const box = bounds_of(cells);
    if (box.low.x > box.high.x) return true;  // no owned particles
    if (site_count(widened(cells)) > all.capacity) return false;
    piece.center = 0.5 * (box.low + box.high);
    double largest = 0;  // bound of the coordinates of sites in reach
    for (int d = 0; d < 3; ++d) largest = std::max(largest, 0.5 * (box.high[d] - box.low[d]) + 1.01 * reach_);
    // Near the reach three coordinates with errors of at most 3 * 2^-24 of the largest one, and five more roundings,
    // change r^2 by less than this.
    piece.margin = std::ldexp(reach_ * largest, -20);
    if (!(largest < 1e4 * reach_ && largest < 1e12 && reach_ > 1e-12)) return false;
    for_each_run(widened(cells), [&](int first, int end) {
      for (int k = first; k < end; ++k) all.add(cells_.points(k), rounded(x_(cells_.points(k)) - piece.center));
    });
    all.pad();
    keep_in_reach(box, piece, all, all);  // in place: entries are written at or before the ones that are read
    return true;
  }

  // Fills a piece with the owned particles of some grid cells, and with the block's candidates in reach of them. False
  // if the piece cannot hold them.
  bool fill_piece(CellRange const& cells, BlockCandidates const& all, Piece& piece) const {
    piece.count = 0;
    if (site_count(cells) > piece.capacity) return false;
    for_each_particle(cells, [&](int i) { piece.particle[piece.count++] = i; });
    return piece.count == 0 || keep_in_reach(bounds_of(cells), piece, all, piece.candidates);
  }

  // Copies the candidates that particles within bounds may have as neighbours: those whose distance from the bounds is
  // not larger than the reach. Keeps their order. False if there are too many.
  template <class To>
  bool keep_in_reach(Bounds const& box, Piece const& piece, BlockCandidates const& from, To& to) const {
    auto const limit = static_cast<float>(reach_ * reach_ + piece.margin);
    auto const low = rounded(box.low - piece.center), high = rounded(box.high - piece.center);
    int kept = 0;
    int const all = from.count;
    for (int k = 0; k < all; k += lanes) {
      auto const x = load<Vector>(from.x + k), y = load<Vector>(from.y + k), z = load<Vector>(from.z + k);
      auto const dx = outside(x, low.x, high.x), dy = outside(y, low.y, high.y), dz = outside(z, low.z, high.z);
      unsigned const bits = below<lanes>(Vector(dx * dx + dy * dy + dz * dz), limit);
      append_lanes<lanes>(to.x + kept, x, bits);
      append_lanes<lanes>(to.y + kept, y, bits);
      append_lanes<lanes>(to.z + kept, z, bits);
      kept += append<lanes>(to.id + kept, from.id + k, bits);
      if (kept > to.capacity) return false;
    }
    to.count = kept;
    to.pad();
    return true;
  }

  // Distances of coordinates from an interval, 0 inside it.
  static Vector outside(Vector const& x, float low, float high) {
    Vector const below_low = low - x, above_high = x - high, none{};
    Vector const most = below_low > above_high ? below_low : above_high;
    return most > none ? most : none;
  }

  // Sorts candidates by site: radix sort of keys (site, index), whose buffers have a fixed size.
  void sort_by_site(BlockCandidates& all) const {
    constexpr int digit = 9, values = 1 << digit;  // two passes for up to 262 144 sites, three for up to 2^27
    std::uint64_t buffers[2][BlockCandidates::capacity];
    std::uint64_t* from = buffers[0];
    std::uint64_t* to = buffers[1];
    for (int k = 0; k < all.count; ++k) from[k] = std::uint64_t(all.id[k]) << 32 | unsigned(k);
    int const bits = 32 + std::bit_width(static_cast<unsigned>(x_.extent(0) - 1));
    for (int shift = 32; shift < bits; shift += digit) {
      int next[values + 1] = {};
      auto const value = [&](std::uint64_t key) { return static_cast<int>(key >> shift) & (values - 1); };
      for (int k = 0; k < all.count; ++k) ++next[value(from[k]) + 1];
      for (int v = 0; v < values; ++v) next[v + 1] += next[v];
      for (int k = 0; k < all.count; ++k) to[next[value(from[k])]++] = from[k];
      std::swap(from, to);
    }
    float sorted[BlockCandidates::capacity];
    for (int k = 0; k < all.count; ++k) all.id[k] = static_cast<int>(from[k] >> 32);
    float* const axes[] = {all.x, all.y, all.z};
    for (float* const coordinate : axes) {
      for (int k = 0; k < all.count; ++k) sorted[k] = coordinate[static_cast<unsigned>(from[k])];
      std::memcpy(coordinate, sorted, std::size_t(all.count) * sizeof(float));
    }
  }

  Kokkos::View<Vec3<double>*, Memory> x_;  // of all sites
  CellList<Memory> cells_;
  int owned_, edge_;  // edge_: grid cells along a block
  double reach_;
  Vec3<int> span_, blocks_;  // blocks_: number of blocks along each axis
};

}  // namespace tektite::detail
