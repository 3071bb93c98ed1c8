// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"
#include "tektite/detail/simd/compaction.hpp"
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/detail/simd/packs.hpp"
#include "tektite/detail/simd/prefetch.hpp"
#include "tektite/strain/detail/fit_points.hpp"

/// \file
/// Which sites are neighbours, for a group of particles that lie close together.
///
/// The particles share one search: the sites of the cells around the group go into a small buffer, as single-precision
/// places relative to the group, and each particle picks its neighbours from there, a vector at a time. Where single
/// precision cannot decide, double precision does.

namespace tektite::detail {

/// The particles of a group, one in each lane.
template <int Lanes>
struct FitGroup {
  int place[Lanes];
  double center[3][Lanes];              ///< where the search is
  alignas(64) double origin[6][Lanes];  ///< X and u
};

/// The neighbours of each particle of a group, and the particle itself.
template <int Lanes, int Capacity>
struct FitLists {
  static constexpr int lanes = Lanes, capacity = Capacity;

  int place[Lanes][Capacity + vector_padding];
  int filled[Lanes];
};

template <MemorySpace Memory, class Lists>
class FitSearch {
 public:
  static constexpr int lanes = Lists::lanes;
  using Group = FitGroup<lanes>;

  KOKKOS_FUNCTION explicit FitSearch(FitPoints<Memory> const& sites) : sites_(sites) {}

  /// Lists the neighbours of the first `members` particles of a group.
  ///
  /// \param full called when a list is full; has to empty all of them
  template <class Full>
  KOKKOS_FUNCTION void operator()(Group const& group, int members, Lists& lists, Full const& full) const {
    Candidates near;
    Region const all = around(group, 0, members);
    Vec3<int> const single{2 * sites_.span.x + 1, 2 * sites_.span.y + 1, 2 * sites_.span.z + 1};
    // Particles far apart would share mostly empty space: then each searches alone.
    if (all.cell_count() <= 6.0 * single.x * single.y * single.z) {
      search(all, group, 0, members, near, lists, full);
    } else {
      for (int n = 0; n < members; ++n) search(around(group, n, n + 1), group, n, n + 1, near, lists, full);
    }
  }

 private:
  static constexpr int wide = lane_count<Memory, float>;
  static_assert(wide <= vector_padding);
  using Vector = Lanes<float, wide>;

  /// Where the neighbours of some particles are.
  struct Region {
    Vec3<int> low, high;  // cells, both included
    double middle[3];     // of the particles, in the frame and the unit of `FitPoints::rough`
    double sides[3];      // half the size of the box around the particles, in that unit
    double margin;        // of squared distances near the reach: what single precision may get wrong

    KOKKOS_FUNCTION double cell_count() const {
      return double(high.x - low.x + 1) * (high.y - low.y + 1) * (high.z - low.z + 1);
    }
  };

  /// Sites near the particles; places x are relative to the middle, in units of the reach.
  struct Candidates {
    static constexpr int capacity = 1024;
    alignas(64) int place[capacity + wide];
    alignas(64) float x[3][capacity + wide], squared[capacity + wide];
  };

  /// One coordinate as `FitPoints::rough` has it, not yet rounded.
  KOKKOS_FUNCTION double in_reaches(double r, int axis) const { return (r - sites_.search(0, axis)) / sites_.reach; }

  KOKKOS_FUNCTION Region around(Group const& group, int begin, int end) const {
    Region region;
    Vec3<double> from{group.center[0][begin], group.center[1][begin], group.center[2][begin]}, to = from;
    region.low = region.high = sites_.cells.cell_of(from);
    for (int n = begin + 1; n < end; ++n) {
      Vec3<double> const r{group.center[0][n], group.center[1][n], group.center[2][n]};
      Vec3<int> const cell = sites_.cells.cell_of(r);
      for (int d = 0; d < 3; ++d) {
        from[d] = Kokkos::min(from[d], r[d]);
        to[d] = Kokkos::max(to[d], r[d]);
        region.low[d] = Kokkos::min(region.low[d], cell[d]);
        region.high[d] = Kokkos::max(region.high[d], cell[d]);
      }
    }
    region.low = sites_.cells.around(region.low, sites_.span).low;
    region.high = sites_.cells.around(region.high, sites_.span).high;
    double extent = 0, far = 0;
    for (int d = 0; d < 3; ++d) {
      region.middle[d] = in_reaches(0.5 * (from[d] + to[d]), d);
      region.sides[d] = 0.5 * (to[d] - from[d]) / sites_.reach;
      extent = Kokkos::max(extent, region.sides[d]);
      far = Kokkos::max(far, Kokkos::abs(region.middle[d]));
    }
    // Distances are |x|^2 - 2 x.c + |c|^2 with x and c relative to the middle, up to M = 1 + extent: a dozen roundings
    // of terms below 9 M^2. x is a difference of numbers up to M + far, which are rounded too.
    region.margin = ((1 + extent) * (1 + extent) + far) / (1 << 18);
    return region;
  }

  /// Collects the sites near the particles [begin, end) and lets each of these pick.
  template <class Full>
  KOKKOS_FUNCTION void search(Region const& region, Group const& group, int begin, int end, Candidates& near,
                              Lists& lists, Full const& full) const {
    Vector const none{};
    float const sides[3] = {float(region.sides[0]), float(region.sides[1]), float(region.sides[2])};
    float const middle[3] = {float(region.middle[0]), float(region.middle[1]), float(region.middle[2])};
    float const limit = static_cast<float>(1 + region.margin);
    int count = 0;
    for (int c = region.low.z; c <= region.high.z; ++c) {
      for (int b = region.low.y; b <= region.high.y; ++b) {
        int const last = sites_.cells.offsets(sites_.cells.index(region.high.x, b, c) + 1);
        for (int k = sites_.cells.offsets(sites_.cells.index(region.low.x, b, c)); k < last; k += wide) {
          if (count > Candidates::capacity - wide) {
            pick_all(region, group, begin, end, near, count, lists, full);
            count = 0;
          }
          Vector x[3], squared{}, outside{};  // distances from the middle, and from the box around the particles
          for (int d = 0; d < 3; ++d) {
            x[d] = load<Vector>(&sites_.rough(k, d)) - middle[d];
            squared += x[d] * x[d];
            Vector const beyond = select(x[d] > none, x[d], -x[d]) - sides[d],
                         distance = select(beyond > none, beyond, none);
            outside += distance * distance;
          }
          unsigned const of_row = last - k < wide ? (1u << (last - k)) - 1u : ~0u;
          unsigned const bits = below<wide>(outside, limit) & of_row;
          // What the fits will read of them, about a microsecond from now.
          if (bits != 0)
            prefetch<Access::read>(&sites_.points(k), &sites_.points(k) + Kokkos::min(int(wide), last - k));
          for (int d = 0; d < 3; ++d) append_lanes<wide>(near.x[d] + count, x[d], bits);
          append_lanes<wide>(near.squared + count, squared, bits);
          count += append_lanes<wide>(near.place + count, numbers_from<wide>(k), bits);
        }
      }
    }
    pick_all(region, group, begin, end, near, count, lists, full);
  }

  template <class Full>
  KOKKOS_FUNCTION void pick_all(Region const& region, Group const& group, int begin, int end, Candidates& near,
                                int count, Lists& lists, Full const& full) const {
    // Far away, so that the last vector needs no special case.
    for (int m = count; m < count + wide; ++m) {
      for (int d = 0; d < 3; ++d) near.x[d][m] = 1e15f;
      near.squared[m] = 3e30f;
    }
    for (int n = begin; n < end; ++n) pick(region, group, n, near, count, lists, full);
  }

  /// The neighbours of the particle in one lane, and the particle itself.
  template <class Full>
  KOKKOS_FUNCTION void pick(Region const& region, Group const& group, int lane, Candidates const& near, int count,
                            Lists& lists, Full const& full) const {
    float center[3];
    double limit = 1;
    for (int d = 0; d < 3; ++d) {
      center[d] = static_cast<float>(in_reaches(group.center[d][lane], d) - region.middle[d]);
      limit -= double(center[d]) * center[d];
    }
    float const inside = static_cast<float>(limit - region.margin), outside = static_cast<float>(limit + region.margin);
    int* const list = lists.place[lane];
    int filled = lists.filled[lane], settled = filled;
    unsigned doubtful = 0;
    auto const settle = [&] {
      if (doubtful != 0) filled = keep_near(group, lane, list, settled, filled);
      doubtful = 0;
      lists.filled[lane] = filled;
    };
    for (int m = 0; m < count; m += wide) {
      if (filled > Lists::capacity - wide) {
        settle();
        full();
        filled = settled = 0;
      }
      Vector const distance = load<Vector>(near.squared + m) - (2 * center[0]) * load<Vector>(near.x[0] + m) -
                              (2 * center[1]) * load<Vector>(near.x[1] + m) -
                              (2 * center[2]) * load<Vector>(near.x[2] + m);
      unsigned const maybe = below<wide>(distance, outside);
      doubtful |= maybe ^ below<wide>(distance, inside);
      filled += append<wide>(list + filled, near.place + m, maybe);
    }
    settle();
  }

  /// Drops from [begin, end) of a list what is not within reach; returns the new end.
  KOKKOS_FUNCTION int keep_near(Group const& group, int lane, int* list, int begin, int end) const {
    int kept = begin;
    for (int k = begin; k < end; ++k) {
      double squared = 0;
      for (int d = 0; d < 3; ++d) {
        double const difference = sites_.search(list[k], d) - group.center[d][lane];
        squared += difference * difference;
      }
      if (squared <= sites_.reach * sites_.reach) list[kept++] = list[k];
    }
    return kept;
  }

  FitPoints<Memory> const& sites_;
};

}  // namespace tektite::detail
