// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/prefetch.hpp"
#include "tektite/detail/simd.hpp"
#include "tektite/neighbors/cell_list.hpp"
#include "tektite/neighbors/list_rows.hpp"

/// \file
/// Rows of a neighbour list on processors with vector registers: those of a block of cells together.
///
/// All particles of a block have the same candidates. These are collected and sorted once, as single-precision places
/// relative to the block; rows then come out sorted by themselves, a vector of candidates at a time. Where single
/// precision cannot decide, double precision does, so the list is that of `ListRows`.

namespace tektite::detail {

/// Counts or fills the rows of one block of 2 x 2 x 2 cells. Host only; crowded blocks are left to `ListRows`.
template <MemorySpace Memory>
class ListBlocks {
 public:
  /// \param places positions in the order of `cells.points`
  ListBlocks(ListRows<Memory> const& rows, CellList<Memory> const& cells, Kokkos::View<Vec3<double>*, Memory> places,
             int owned, double reach)
      : rows_(rows), cells_(cells), places_(places), owned_(owned), reach_(reach), span_(cells.span(reach)) {
    for (int d = 0; d < 3; ++d) blocks_[d] = (cells.count[d] + edge - 1) / edge;
  }

  /// Number of blocks.
  std::int64_t size() const { return std::int64_t(blocks_.x) * blocks_.y * blocks_.z; }

  /// Writes how many neighbours each particle of a block has.
  void count(std::int64_t block, std::int64_t* counts) const {
    Candidates all;
    if (!collect(block, all)) return by_particle(block, [&](int i) { counts[i] = rows_.count(i); });
    find_particles(all);
    for (int h = 0; h < all.home_count; ++h) {
      int const i = all.home[h];
      std::int64_t count = 0;
      bool const sure =
          visit(all, 0, i, [&](int k, unsigned bits) { count += std::popcount(half_of(all, i, k, bits)); });
      std::int64_t const self = rows_.wanted.half ? 0 : 1;  // a half list has left it out already
      counts[i] = sure ? count - self : rows_.count(i);
    }
  }

  /// Writes the rows of a block's particles.
  void fill(std::int64_t block, std::int64_t const* offsets, int* neighbors) const {
    Candidates all;
    if (!collect(block, all)) return by_particle(block, [&](int i) { rows_.fill(i, neighbors + offsets[i]); });
    if (all.home_count > 0) sort(all);
    find_particles(all);
    for (int h = 0; h < all.home_count; ++h) {
      int const i = all.home[h];
      int const self = place_of(all, i);
      // Rows of a block lie far apart.
      prefetch<Access::write>(neighbors + offsets[i], neighbors + offsets[i + 1]);
      int row[capacity + lanes];  // vectors are written whole: not into the next row
      int count = 0;
      // Owned sites before i have smaller indices: a half list begins behind it.
      int const first = rows_.wanted.half ? self / lanes * lanes : 0;
      float const place = std::exchange(all.x[self], far_away);  // not a neighbour of itself
      bool const sure = visit(all, first, i, [&](int k, unsigned bits) {
        count += append<lanes>(row + count, all.id + k, half_of(all, i, k, bits));
      });
      all.x[self] = place;
      if (sure) {
        std::memcpy(neighbors + offsets[i], row, std::size_t(count) * sizeof(int));
      } else {
        rows_.fill(i, neighbors + offsets[i]);
      }
    }
  }

 private:
  static constexpr int edge = 2;          // cells along a block
  static constexpr int capacity = 4096;   // candidates; a glass has about 700
  static constexpr float far_away = 1e15f;
  static constexpr int lanes = lane_count<Memory, float>;
  using Vector = Lanes<float, lanes>;

  // Sites that particles of a block may see; places are relative to `center`.
  struct Candidates {
    int count = 0, home_count = 0;
    double margin;  // of squared distances: what single precision may get wrong
    Vec3<double> center;
    int id[capacity + lanes];
    alignas(64) float x[capacity + lanes], y[capacity + lanes], z[capacity + lanes];
    int particle[capacity + lanes];  // for half lists, if there are images
    bool images;                     // among the candidates of a half list
    int home[capacity];              // particles of the block, owned ones only
  };

  // Cells [low, high] of a block, widened by `margin` cells.
  CellRange cells_of(std::int64_t block, Vec3<int> margin) const {
    Vec3<int> const at{static_cast<int>(block % blocks_.x), static_cast<int>(block / blocks_.x % blocks_.y),
                       static_cast<int>(block / blocks_.x / blocks_.y)};
    Vec3<int> low, high;
    for (int d = 0; d < 3; ++d) {
      low[d] = std::max(edge * at[d] - margin[d], 0);
      high[d] = std::min(edge * at[d] + edge - 1 + margin[d], cells_.count[d] - 1);
    }
    return {low, high};
  }

  // Visits the sites of a block of cells, in runs along the first axis: void(int first, int count), of `points`.
  template <class Visit>
  void visit_runs(std::int64_t block, Vec3<int> margin, Visit const& visit) const {
    auto const [low, high] = cells_of(block, margin);
    for (int c = low.z; c <= high.z; ++c)
      for (int b = low.y; b <= high.y; ++b) {
        int const begin = cells_.offsets(cells_.index(low.x, b, c));
        visit(begin, cells_.offsets(cells_.index(high.x, b, c) + 1) - begin);
      }
  }

  template <class Visit>
  void by_particle(std::int64_t block, Visit const& visit) const {
    visit_runs(block, {}, [&](int first, int count) {
      for (int k = first; k < first + count; ++k)
        if (cells_.points(k) < owned_) visit(cells_.points(k));
    });
  }

  // False if there is no room for all, or if they are too far apart for single precision.
  bool collect(std::int64_t block, Candidates& all) const {
    int home = 0, total = 0;
    by_particle(block, [&](int i) {
      if (home < capacity) all.home[home] = i;
      ++home;
    });
    if (home == 0) return true;
    visit_runs(block, span_, [&](int, int count) { total += count; });
    if (total > capacity) return false;
    all.home_count = home;
    all.center = rows_.x(all.home[0]);
    visit_runs(block, span_, [&](int first, int count) {
      for (int k = 0; k < count; ++k) {
        Vec3<double> const d = places_(first + k) - all.center;
        int const n = all.count + k;
        all.id[n] = cells_.points(first + k);
        all.x[n] = static_cast<float>(d.x);
        all.y[n] = static_cast<float>(d.y);
        all.z[n] = static_cast<float>(d.z);
      }
      all.count += count;
    });
    return keep_near(all);
  }

  // Drops candidates too far from the box around the block's particles to be in reach of any: a quarter or more.
  bool keep_near(Candidates& all) const {
    float low[3] = {}, high[3] = {};  // the first particle is the center
    for (int h = 1; h < all.home_count; ++h) {
      Vec3<double> const d = rows_.x(all.home[h]) - all.center;
      for (int a = 0; a < 3; ++a) {
        low[a] = std::min(low[a], static_cast<float>(d[a]));
        high[a] = std::max(high[a], static_cast<float>(d[a]));
      }
    }
    double largest = 0;  // of the coordinates of what is kept
    for (int a = 0; a < 3; ++a) largest = std::max({largest, -1.0 * low[a], 1.0 * high[a]});
    largest += 1.01 * reach_;
    // Near the reach three coordinates with errors of at most 3 * 2^-24 of the largest one, and five more roundings,
    // change r^2 by less than this.
    all.margin = std::ldexp(reach_ * largest, -20);
    if (!(largest < 1e4 * reach_ && largest < 1e12)) return false;
    auto const limit = static_cast<float>(reach_ * reach_ + all.margin);
    int kept = 0;
    for (int k = 0; k < all.count; k += lanes) {
      Vector const x = load<Vector>(all.x + k), y = load<Vector>(all.y + k), z = load<Vector>(all.z + k);
      Vector const dx = outside(x, low[0], high[0]), dy = outside(y, low[1], high[1]), dz = outside(z, low[2], high[2]);
      unsigned bits = below<lanes>(Vector(dx * dx + dy * dy + dz * dz), limit);
      if (all.count - k < lanes) bits &= (1u << (all.count - k)) - 1u;
      append_lanes<lanes>(all.x + kept, x, bits);
      append_lanes<lanes>(all.y + kept, y, bits);
      append_lanes<lanes>(all.z + kept, z, bits);
      kept += append<lanes>(all.id + kept, all.id + k, bits);
    }
    all.count = kept;
    for (int k = kept; k < kept + lanes; ++k) all.x[k] = all.y[k] = all.z[k] = far_away, all.id[k] = 0;
    return true;
  }

  // How far outside an interval.
  static Vector outside(Vector const& x, float low, float high) {
    Vector const below_low = low - x, above_high = x - high, none{};
    Vector const most = below_low > above_high ? below_low : above_high;
    return most > none ? most : none;
  }

  // By site: radix sort.
  void sort(Candidates& all) const {
    constexpr int digit = 9, values = 1 << digit;  // two passes as far as 262 144 sites, three as far as 2^27
    std::uint64_t buffers[2][capacity];
    std::uint64_t* from = buffers[0];
    std::uint64_t* to = buffers[1];
    for (int k = 0; k < all.count; ++k) from[k] = std::uint64_t(all.id[k]) << 32 | unsigned(k);
    int const bits = 32 + std::bit_width(static_cast<unsigned>(rows_.x.extent(0)));
    for (int shift = 32; shift < bits; shift += digit) {
      int next[values + 1] = {};
      auto const value = [&](std::uint64_t key) { return static_cast<int>(key >> shift) & (values - 1); };
      for (int k = 0; k < all.count; ++k) ++next[value(from[k]) + 1];
      for (int v = 0; v < values; ++v) next[v + 1] += next[v];
      for (int k = 0; k < all.count; ++k) to[next[value(from[k])]++] = from[k];
      std::swap(from, to);
    }
    float sorted[capacity];
    for (int k = 0; k < all.count; ++k) all.id[k] = static_cast<int>(from[k] >> 32);
    float* const axes[] = {all.x, all.y, all.z};
    for (float* const place : axes) {
      for (int k = 0; k < all.count; ++k) sorted[k] = place[static_cast<unsigned>(from[k])];
      std::memcpy(place, sorted, std::size_t(all.count) * sizeof(float));
    }
  }

  // Where a site is among the sorted candidates. By halves, without a branch: each would be a toss of a coin.
  static int place_of(Candidates const& all, int site) {
    int first = 0;
    for (int length = all.count; length > 1;) {
      int const half = length / 2;
      first += all.id[first + half] <= site ? half : 0;
      length -= half;
    }
    return first;
  }

  // Candidates from `first` on within reach of particle i, itself too, a vector at a time: void(int k, unsigned bits).
  // False if single precision could not decide for one of them.
  template <class Visit>
  bool visit(Candidates const& all, int first, int i, Visit const& visit) const {
    Vec3<double> const d = rows_.x(i) - all.center;
    float const x = static_cast<float>(d.x), y = static_cast<float>(d.y), z = static_cast<float>(d.z);
    auto const limit = static_cast<float>(reach_ * reach_), margin = static_cast<float>(all.margin);
    Vector closest = Vector{} + limit;  // to the limit: cheaper than a test of each vector
    for (int k = first; k < all.count; k += lanes) {
      Vector const dx = load<Vector>(all.x + k) - x, dy = load<Vector>(all.y + k) - y, dz = load<Vector>(all.z + k) - z;
      Vector const beyond = dx * dx + dy * dy + dz * dz - limit, distance = beyond > -beyond ? beyond : -beyond;
      closest = distance < closest ? distance : closest;
      visit(k, below<lanes>(beyond, 0.0f));
    }
    return below<lanes>(closest, margin) == 0;
  }

  // Whose image each candidate is: what a half list goes by. Most blocks see no images.
  void find_particles(Candidates& all) const {
    if (!rows_.wanted.half) return;
    int last = 0;
    for (int k = 0; k < all.count; ++k) last = std::max(last, all.id[k]);
    all.images = last >= owned_;
    if (!all.images) return;
    for (int k = 0; k < all.count; ++k) all.particle[k] = rows_.wanted.sites.particle(all.id[k]);
  }

  // What is left of a vector of candidates in a half list.
  unsigned half_of(Candidates const& all, int i, int k, unsigned bits) const {
    if (!rows_.wanted.half) return bits;
    using Numbers = Lanes<int, lanes>;
    if (!all.images) return bits & ~below<lanes>(load<Numbers>(all.id + k), i + 1);
    auto const particle = load<Numbers>(all.particle + k);
    unsigned const later = bits & ~below<lanes>(particle, i + 1);
    unsigned images = bits & ~below<lanes>(particle, i) & ~later;  // of i itself
    unsigned kept = later;
    for (; images != 0; images &= images - 1) {
      int const w = std::countr_zero(images);
      kept |= unsigned(rows_.wanted(i, all.id[k + w])) << w;
    }
    return kept;
  }

  ListRows<Memory> rows_;
  CellList<Memory> cells_;
  Kokkos::View<Vec3<double>*, Memory> places_;
  int owned_;
  double reach_;
  Vec3<int> span_, blocks_;
};

/// All blocks; threads take what comes, since those at the rim hold images only.
template <ExecutionSpace Exec, MemorySpace Memory>
auto policy_for(Exec const& exec, ListBlocks<Memory> const& blocks) {
  using namespace Kokkos;
  return RangePolicy<Exec, Schedule<Dynamic>, IndexType<std::int64_t>>(exec, 0, blocks.size(), ChunkSize(1));
}

}  // namespace tektite::detail
