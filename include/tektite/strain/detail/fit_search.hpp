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
/// Finds the neighbours of a group of particles that lie close together.
///
/// The particles of a group have one common search. It copies the sites in the grid cells around the group to a small
/// buffer of candidates, with coordinates in single precision relative to the group. Each particle then selects its
/// neighbours from the candidates, a vector at a time. A distance so close to the cutoff that single precision cannot
/// decide is computed again in double precision.
///
/// A slot is an index in cell order, as in `FitPoints`.

namespace tektite::detail {

/// The particles of a group, one in each lane.
template <int Lanes>
struct FitGroup {
  int slot[Lanes];
  double center[3][Lanes];              ///< positions in the search configuration
  alignas(64) double origin[6][Lanes];  ///< X, then u: `FitPoint::Xu` of each particle
};

/// The neighbours of each particle of a group, and the particle itself, one list for each lane.
template <int Lanes, int Capacity>
struct FitLists {
  static constexpr int lanes = Lanes, capacity = Capacity;

  int slot[Lanes][Capacity + vector_padding];  ///< slots of the neighbours
  int count[Lanes];                            ///< entries in use
};

/// The search for one group at a time.
///
/// \tparam Lists a `FitLists`
template <MemorySpace Memory, class Lists>
class FitSearch {
 public:
  static constexpr int lanes = Lists::lanes;
  using Group = FitGroup<lanes>;

  KOKKOS_FUNCTION explicit FitSearch(FitPoints<Memory> const& points) : points_(points) {}

  /// Lists the neighbours of the first `members` particles of a group.
  ///
  /// \param group       the particles
  /// \param members     how many lanes hold a particle
  /// \param lists       entries are appended to them
  /// \param empty_lists called when a list is full; it has to use the entries and to empty all lists
  template <class EmptyLists>
  KOKKOS_FUNCTION void operator()(Group const& group, int members, Lists& lists, EmptyLists const& empty_lists) const {
    Candidates candidates;
    Region const all = around(group, 0, members);
    Vec3<int> const single_span{2 * points_.span.x + 1, 2 * points_.span.y + 1, 2 * points_.span.z + 1};
    // Where the particles are far apart, a common search would visit mostly cells that are near none of them. Then each
    // particle is searched for by itself.
    if (all.cell_count() <= 6.0 * single_span.x * single_span.y * single_span.z) {
      collect(all, group, 0, members, candidates, lists, empty_lists);
    } else {
      for (int n = 0; n < members; ++n)
        collect(around(group, n, n + 1), group, n, n + 1, candidates, lists, empty_lists);
    }
  }

 private:
  static constexpr int vector_lanes = lane_count<Memory, float>;
  static_assert(vector_lanes <= vector_padding);
  using Vector = Lanes<float, vector_lanes>;

  /// The grid cells in which the neighbours of some particles are, and the box around the particles. Lengths are in
  /// units of the reach, relative to slot 0: as in `FitPoints::scaled_positions`.
  struct Region {
    Vec3<int> low, high;  ///< first and last grid cell along each axis
    double middle[3];     ///< centre of the box around the particles
    double sides[3];      ///< half the edges of that box
    double margin;        ///< error bound of squared distances near the reach in single precision

    KOKKOS_FUNCTION double cell_count() const {
      return double(high.x - low.x + 1) * (high.y - low.y + 1) * (high.z - low.z + 1);
    }
  };

  /// Sites near the particles.
  struct Candidates {
    static constexpr int capacity = 1024;
    alignas(64) int slot[capacity + vector_lanes];
    alignas(64) float x[3][capacity + vector_lanes];     ///< coordinates relative to `Region::middle`, over the reach
    alignas(64) float squared[capacity + vector_lanes];  ///< squared distances from the middle
  };

  /// A coordinate r as `FitPoints::scaled_positions` holds it, but in double precision.
  KOKKOS_FUNCTION double scaled(double r, int axis) const { return (r - points_.positions(0, axis)) / points_.reach; }

  /// The region of the particles in the lanes [begin, end).
  KOKKOS_FUNCTION Region around(Group const& group, int begin, int end) const {
    Region region;
    Vec3<double> from{group.center[0][begin], group.center[1][begin], group.center[2][begin]}, to = from;
    region.low = region.high = points_.cells.cell_of(from);
    for (int n = begin + 1; n < end; ++n) {
      Vec3<double> const r{group.center[0][n], group.center[1][n], group.center[2][n]};
      Vec3<int> const cell = points_.cells.cell_of(r);
      for (int d = 0; d < 3; ++d) {
        from[d] = Kokkos::min(from[d], r[d]);
        to[d] = Kokkos::max(to[d], r[d]);
        region.low[d] = Kokkos::min(region.low[d], cell[d]);
        region.high[d] = Kokkos::max(region.high[d], cell[d]);
      }
    }
    region.low = points_.cells.around(region.low, points_.span).low;
    region.high = points_.cells.around(region.high, points_.span).high;
    double extent = 0, largest = 0;
    for (int d = 0; d < 3; ++d) {
      region.middle[d] = scaled(0.5 * (from[d] + to[d]), d);
      region.sides[d] = 0.5 * (to[d] - from[d]) / points_.reach;
      extent = Kokkos::max(extent, region.sides[d]);
      largest = Kokkos::max(largest, Kokkos::abs(region.middle[d]));
    }
    // Distances are |x|^2 - 2 x.c + |c|^2 with x and c relative to the middle, up to M = 1 + extent: a dozen roundings
    // of terms below 9 M^2. x is a difference of numbers up to M + largest, which are rounded too.
    region.margin = ((1 + extent) * (1 + extent) + largest) / (1 << 18);
    return region;
  }

  /// Collects the candidates of the particles in the lanes [begin, end), and appends the neighbours of each to its
  /// list.
  template <class EmptyLists>
  KOKKOS_FUNCTION void collect(Region const& region, Group const& group, int begin, int end, Candidates& candidates,
                               Lists& lists, EmptyLists const& empty_lists) const {
    Vector const zero{};
    float const sides[3] = {float(region.sides[0]), float(region.sides[1]), float(region.sides[2])};
    float const middle[3] = {float(region.middle[0]), float(region.middle[1]), float(region.middle[2])};
    float const limit = static_cast<float>(1 + region.margin);  // of squared distances
    int count = 0;
    for (int c = region.low.z; c <= region.high.z; ++c) {
      for (int b = region.low.y; b <= region.high.y; ++b) {
        int const last = points_.cells.offsets(points_.cells.index(region.high.x, b, c) + 1);
        for (int k = points_.cells.offsets(points_.cells.index(region.low.x, b, c)); k < last; k += vector_lanes) {
          if (count > Candidates::capacity - vector_lanes) {
            select_all(region, group, begin, end, candidates, count, lists, empty_lists);
            count = 0;
          }
          Vector x[3], squared{}, outside{};  // two squared distances: from the middle, and from the particles' box
          for (int d = 0; d < 3; ++d) {
            x[d] = load<Vector>(&points_.scaled_positions(k, d)) - middle[d];
            squared += x[d] * x[d];
            Vector const beyond = select(x[d] > zero, x[d], -x[d]) - sides[d],
                         distance = select(beyond > zero, beyond, zero);
            outside += distance * distance;
          }
          unsigned const in_row = last - k < vector_lanes ? (1u << (last - k)) - 1u : ~0u;
          unsigned const bits = below<vector_lanes>(outside, limit) & in_row;
          // The fits read the records of these sites about a microsecond later.
          if (bits != 0)
            prefetch<Access::read>(&points_.records(k), &points_.records(k) + Kokkos::min(int(vector_lanes), last - k));
          for (int d = 0; d < 3; ++d) append_lanes<vector_lanes>(candidates.x[d] + count, x[d], bits);
          append_lanes<vector_lanes>(candidates.squared + count, squared, bits);
          count += append_lanes<vector_lanes>(candidates.slot + count, numbers_from<vector_lanes>(k), bits);
        }
      }
    }
    select_all(region, group, begin, end, candidates, count, lists, empty_lists);
  }

  /// Appends neighbours from the first `count` candidates to the lists of the lanes [begin, end).
  template <class EmptyLists>
  KOKKOS_FUNCTION void select_all(Region const& region, Group const& group, int begin, int end, Candidates& candidates,
                                  int count, Lists& lists, EmptyLists const& empty_lists) const {
    // The last vector is filled up with candidates beyond the reach, so it needs no special case.
    for (int m = count; m < count + vector_lanes; ++m) {
      for (int d = 0; d < 3; ++d) candidates.x[d][m] = 1e15f;
      candidates.squared[m] = 3e30f;
    }
    for (int n = begin; n < end; ++n) select_neighbors(region, group, n, candidates, count, lists, empty_lists);
  }

  /// Appends the neighbours of the particle in one lane, and the particle itself, to its list.
  template <class EmptyLists>
  KOKKOS_FUNCTION void select_neighbors(Region const& region, Group const& group, int lane,
                                        Candidates const& candidates, int count, Lists& lists,
                                        EmptyLists const& empty_lists) const {
    float center[3];
    double limit = 1;
    for (int d = 0; d < 3; ++d) {
      center[d] = static_cast<float>(scaled(group.center[d][lane], d) - region.middle[d]);
      limit -= double(center[d]) * center[d];
    }
    float const inside = static_cast<float>(limit - region.margin), outside = static_cast<float>(limit + region.margin);
    int* const list = lists.slot[lane];
    int filled = lists.count[lane];  // entries of the list
    int confirmed = filled;          // the first entries, known to be within the reach
    unsigned uncertain = 0;          // not 0: single precision cannot decide for some of the entries that follow them
    auto const confirm = [&] {
      if (uncertain != 0) filled = remove_outside(group, lane, list, confirmed, filled);
      uncertain = 0;
      lists.count[lane] = filled;
    };
    for (int m = 0; m < count; m += vector_lanes) {
      if (filled > Lists::capacity - vector_lanes) {
        confirm();
        empty_lists();
        filled = confirmed = 0;
      }
      // |x - c|^2 - |c|^2, with c the particle.
      Vector const distance =
          load<Vector>(candidates.squared + m) - (2 * center[0]) * load<Vector>(candidates.x[0] + m) -
          (2 * center[1]) * load<Vector>(candidates.x[1] + m) - (2 * center[2]) * load<Vector>(candidates.x[2] + m);
      unsigned const possible = below<vector_lanes>(distance, outside);
      uncertain |= possible ^ below<vector_lanes>(distance, inside);
      filled += append<vector_lanes>(list + filled, candidates.slot + m, possible);
    }
    confirm();
  }

  /// Removes sites beyond the reach, by their distances in double precision, from the entries [begin, end) of a list.
  ///
  /// \returns the new end
  KOKKOS_FUNCTION int remove_outside(Group const& group, int lane, int* list, int begin, int end) const {
    int kept_end = begin;
    for (int k = begin; k < end; ++k) {
      double squared = 0;
      for (int d = 0; d < 3; ++d) {
        double const difference = points_.positions(list[k], d) - group.center[d][lane];
        squared += difference * difference;
      }
      if (squared <= points_.reach * points_.reach) list[kept_end++] = list[k];
    }
    return kept_end;
  }

  FitPoints<Memory> const& points_;
};

}  // namespace tektite::detail
