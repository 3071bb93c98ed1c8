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
/// Which sites the particles of a block of cells may have as neighbours: collected for all of them together.

namespace tektite::detail {

inline Vec3<float> rounded(Vec3<double> const& r) {
  return {static_cast<float>(r.x), static_cast<float>(r.y), static_cast<float>(r.z)};
}

/// Sites near a few particles, in single precision relative to a center.
template <int lanes, int most>
struct ListCandidates {
  static constexpr int capacity = most;
  static constexpr float far_away = 1e15f;

  int count = 0;
  int id[capacity + lanes];
  alignas(64) float x[capacity + lanes], y[capacity + lanes], z[capacity + lanes];

  void add(int site, Vec3<float> const& from_center) {
    id[count] = site;
    x[count] = from_center.x;
    y[count] = from_center.y;
    z[count] = from_center.z;
    ++count;
  }

  /// Vectors are read whole: what they may read beyond the last site is far away.
  void pad() {
    for (int k = count; k < count + lanes; ++k) x[k] = y[k] = z[k] = far_away, id[k] = 0;
  }

  /// Where a site is among ascending ones. By halves, without a branch: each would be a toss of a coin.
  int place_of(int site) const {
    int first = 0;
    for (int length = count; length > 1;) {
      int const half = length / 2;
      first += id[first + half] <= site ? half : 0;
      length -= half;
    }
    return first;
  }
};

/// Particles that lie close together, and what they may see.
template <int lanes>
struct ListPiece {
  static constexpr int capacity = 4096;  // a glass has about 700 candidates

  int home_count = 0;
  int home[capacity];   // the particles
  Vec3<double> center;  // what places are relative to
  double margin = 0;    // of squared distances: what single precision may get wrong
  ListCandidates<lanes, capacity> near;
};

/// Blocks of 4 x 4 x 4 cells, visited in pieces of 2 x 2 x 2. Candidates are collected and sorted once for a block;
/// each piece takes those in its reach, in their order. Larger blocks leave the inner cache; smaller pieces spend more
/// on taking than they save in looking. Host only; half a megabyte of stack.
template <MemorySpace Memory>
class ListBlocks {
 public:
  static constexpr int lanes = lane_count<Memory, float>;
  using Piece = ListPiece<lanes>;

  /// \param x       positions of all sites
  /// \param cells   of these
  /// \param owned   how many of the sites are particles with neighbours; the rest are images
  /// \param threads that share the blocks: where there would be few for each, a block is one piece
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

  /// Visits the particles of a block, piece by piece.
  ///
  /// \param sorted      whether candidates have to be in ascending order
  /// \param on_piece    void(Piece&)
  /// \param on_particle void(int i): particles too crowded, or too far apart for single precision
  template <class OnPiece, class OnParticle>
  void visit(std::int64_t block, bool sorted, OnPiece const& on_piece, OnParticle const& on_particle) const {
    auto const cells = cells_of(block);
    Piece piece;
    Around all;
    if (!collect(cells, piece, all)) return particles(cells, on_particle);
    if (all.count == 0) return;  // images only
    if (sorted) sort(all);
    for (int c = cells.low.z; c <= cells.high.z; c += piece_edge)
      for (int b = cells.low.y; b <= cells.high.y; b += piece_edge)
        for (int a = cells.low.x; a <= cells.high.x; a += piece_edge) {
          CellRange part{{a, b, c}, {}};
          for (int d = 0; d < 3; ++d) part.high[d] = std::min(part.low[d] + piece_edge - 1, cells.high[d]);
          if (!take(part, all, piece)) {
            particles(part, on_particle);
          } else if (piece.home_count > 0) {
            on_piece(piece);
          }
        }
  }

 private:
  static constexpr int piece_edge = 2;  // cells along a piece
  using Vector = Lanes<float, lanes>;
  using Around = ListCandidates<lanes, 10240>;

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

  CellRange widened(CellRange cells) const {
    for (int d = 0; d < 3; ++d) {
      cells.low[d] = std::max(cells.low[d] - span_[d], 0);
      cells.high[d] = std::min(cells.high[d] + span_[d], cells_.count[d] - 1);
    }
    return cells;
  }

  // Runs of sites along the first axis: void(int first, int end), of `points`.
  template <class Visit>
  void runs(CellRange const& cells, Visit const& visit) const {
    for (int c = cells.low.z; c <= cells.high.z; ++c)
      for (int b = cells.low.y; b <= cells.high.y; ++b)
        visit(cells_.offsets(cells_.index(cells.low.x, b, c)), cells_.offsets(cells_.index(cells.high.x, b, c) + 1));
  }

  int sites_in(CellRange const& cells) const {
    int count = 0;
    runs(cells, [&](int first, int end) { count += end - first; });
    return count;
  }

  // Owned particles: void(int i).
  template <class Visit>
  void particles(CellRange const& cells, Visit const& visit) const {
    runs(cells, [&](int first, int end) {
      for (int k = first; k < end; ++k)
        if (cells_.points(k) < owned_) visit(cells_.points(k));
    });
  }

  // Smallest box around the owned particles; none of them: its low corner lies above the high one.
  Bounds bounds_of(CellRange const& cells) const {
    double const big = std::numeric_limits<double>::max();
    Bounds box{{big, big, big}, {-big, -big, -big}};
    particles(cells, [&](int i) {
      Vec3<double> const r = x_(i);
      for (int d = 0; d < 3; ++d) {
        box.low[d] = std::min(box.low[d], r[d]);
        box.high[d] = std::max(box.high[d], r[d]);
      }
    });
    return box;
  }

  // What the particles of a block may see. False if there is no room, or if it is too far apart for single precision.
  bool collect(CellRange const& cells, Piece& piece, Around& all) const {
    Bounds const box = bounds_of(cells);
    if (box.low.x > box.high.x) return true;  // images only
    if (sites_in(widened(cells)) > all.capacity) return false;
    piece.center = 0.5 * (box.low + box.high);
    double largest = 0;  // of the coordinates of what is in reach
    for (int d = 0; d < 3; ++d) largest = std::max(largest, 0.5 * (box.high[d] - box.low[d]) + 1.01 * reach_);
    // Near the reach three coordinates with errors of at most 3 * 2^-24 of the largest one, and five more roundings,
    // change r^2 by less than this.
    piece.margin = std::ldexp(reach_ * largest, -20);
    if (!(largest < 1e4 * reach_ && largest < 1e12 && reach_ > 1e-12)) return false;
    runs(widened(cells), [&](int first, int end) {
      for (int k = first; k < end; ++k) all.add(cells_.points(k), rounded(x_(cells_.points(k)) - piece.center));
    });
    all.pad();
    keep_near(box, piece, all, all);  // in place: no more are kept than were read
    return true;
  }

  // The particles of some cells of a block, and what they may see of all that the block may. False if there is no room.
  bool take(CellRange const& cells, Around const& all, Piece& piece) const {
    piece.home_count = 0;
    if (sites_in(cells) > piece.capacity) return false;
    particles(cells, [&](int i) { piece.home[piece.home_count++] = i; });
    return piece.home_count == 0 || keep_near(bounds_of(cells), piece, all, piece.near);
  }

  // Those candidates that are not too far from a box to be in reach of any particle in it. False if there is no room.
  template <class To>
  bool keep_near(Bounds const& box, Piece const& piece, Around const& from, To& to) const {
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

  // How far outside an interval.
  static Vector outside(Vector const& x, float low, float high) {
    Vector const below_low = low - x, above_high = x - high, none{};
    Vector const most = below_low > above_high ? below_low : above_high;
    return most > none ? most : none;
  }

  // By site: radix sort.
  void sort(Around& all) const {
    constexpr int digit = 9, values = 1 << digit;  // two passes as far as 262 144 sites, three as far as 2^27
    std::uint64_t buffers[2][Around::capacity];
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
    float sorted[Around::capacity];
    for (int k = 0; k < all.count; ++k) all.id[k] = static_cast<int>(from[k] >> 32);
    float* const axes[] = {all.x, all.y, all.z};
    for (float* const place : axes) {
      for (int k = 0; k < all.count; ++k) sorted[k] = place[static_cast<unsigned>(from[k])];
      std::memcpy(place, sorted, std::size_t(all.count) * sizeof(float));
    }
  }

  Kokkos::View<Vec3<double>*, Memory> x_;
  CellList<Memory> cells_;
  int owned_, edge_;  // edge_: cells along a block
  double reach_;
  Vec3<int> span_, blocks_;
};

}  // namespace tektite::detail
