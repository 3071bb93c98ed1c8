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
      bool const sure = visit(all, i, [&](int k, unsigned bits) { count += std::popcount(half_of(all, i, k, bits)); });
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
      int const self = static_cast<int>(std::lower_bound(all.id, all.id + all.count, i) - all.id);
      // Rows of a block lie far apart.
      prefetch<Access::write>(neighbors + offsets[i], neighbors + offsets[i + 1]);
      int row[capacity + lanes];  // vectors are written whole: not into the next row
      int count = 0;
      bool const sure = visit(all, i, [&](int k, unsigned bits) {
        unsigned const others = self - k < 0 || self - k >= lanes ? bits : bits & ~(1u << (self - k));
        count += append<lanes>(row + count, all.id + k, half_of(all, i, k, others));
      });
      if (sure) {
        std::memcpy(neighbors + offsets[i], row, std::size_t(count) * sizeof(int));
      } else {
        rows_.fill(i, neighbors + offsets[i]);
      }
    }
  }

 private:
  static constexpr int edge = 2;          // cells along a block
  static constexpr int capacity = 4096;   // candidates; a glass has about a thousand
  static constexpr int lanes = lane_count<Memory, float>;

  // Sites that particles of a block may see; places are relative to `center`.
  struct Candidates {
    int count = 0, home_count = 0;
    double margin;  // of squared distances: what single precision may get wrong
    Vec3<double> center;
    int id[capacity + lanes];
    alignas(64) float x[capacity + lanes], y[capacity + lanes], z[capacity + lanes];
    int particle[capacity + lanes];  // for half lists
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
    double const largest = std::max(reach_, largest_coordinate(all));
    for (int k = total; k < total + lanes; ++k) all.x[k] = all.y[k] = all.z[k] = 1e15f, all.id[k] = 0;
    // Near the reach three coordinates with errors of at most 3 * 2^-24 of the largest one change r^2 by less than
    // this.
    all.margin = std::ldexp(reach_ * largest, -20);
    return largest < 1e4 * reach_ && largest < 1e12;
  }

  static double largest_coordinate(Candidates& all) {
    for (int k = all.count; k < all.count + lanes; ++k) all.x[k] = all.y[k] = all.z[k] = 0;
    Lanes<float, lanes> most{};
    float const* const axes[] = {all.x, all.y, all.z};  // named: nvcc's front end loses a braced list in a range-for
    for (int k = 0; k < all.count; k += lanes)
      for (float const* const place : axes) {
        Lanes<float, lanes> v;
        std::memcpy(&v, place + k, sizeof v);
        v = v < 0 ? -v : v;
        most = v > most ? v : most;
      }
    float largest = 0;
    for (int w = 0; w < lanes; ++w) largest = std::max(largest, lane(most, w));
    return largest;
  }

  // By site: radix sort by bytes.
  void sort(Candidates& all) const {
    std::uint64_t buffers[2][capacity];
    std::uint64_t* from = buffers[0];
    std::uint64_t* to = buffers[1];
    for (int k = 0; k < all.count; ++k) from[k] = std::uint64_t(all.id[k]) << 32 | unsigned(k);
    int const bits = 32 + std::bit_width(static_cast<unsigned>(rows_.x.extent(0)));
    for (int shift = 32; shift < bits; shift += 8) {
      int next[257] = {};
      for (int k = 0; k < all.count; ++k) ++next[(from[k] >> shift & 255) + 1];
      for (int b = 0; b < 256; ++b) next[b + 1] += next[b];
      for (int k = 0; k < all.count; ++k) to[next[from[k] >> shift & 255]++] = from[k];
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

  // Candidates within reach of particle i, itself too, a vector at a time: void(int first, unsigned bits).
  // False if single precision could not decide for one of them.
  template <class Visit>
  bool visit(Candidates const& all, int i, Visit const& visit) const {
    Vec3<double> const d = rows_.x(i) - all.center;
    float const x = static_cast<float>(d.x), y = static_cast<float>(d.y), z = static_cast<float>(d.z);
    auto const inside = static_cast<float>(reach_ * reach_ - all.margin);
    auto const outside = static_cast<float>(reach_ * reach_ + all.margin);
    unsigned doubtful = 0;
    for (int k = 0; k < all.count; k += lanes) {
      using Vector = Lanes<float, lanes>;
      Vector dx, dy, dz;
      std::memcpy(&dx, all.x + k, sizeof dx);
      std::memcpy(&dy, all.y + k, sizeof dy);
      std::memcpy(&dz, all.z + k, sizeof dz);
      dx -= x, dy -= y, dz -= z;
      Vector const squared = dx * dx + dy * dy + dz * dz;
      unsigned const bits = below<lanes>(squared, inside);
      doubtful |= below<lanes>(squared, outside) ^ bits;
      visit(k, bits);
    }
    return doubtful == 0;
  }

  // Whose image each candidate is: what a half list goes by.
  void find_particles(Candidates& all) const {
    if (!rows_.wanted.half) return;
    for (int k = 0; k < all.count; ++k) all.particle[k] = rows_.wanted.sites.particle(all.id[k]);
  }

  // What is left of a vector of candidates in a half list.
  unsigned half_of(Candidates const& all, int i, int k, unsigned bits) const {
    if (!rows_.wanted.half) return bits;
    Lanes<int, lanes> particle;
    std::memcpy(&particle, all.particle + k, sizeof particle);
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
