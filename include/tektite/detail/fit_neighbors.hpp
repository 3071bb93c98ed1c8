// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <type_traits>

#include "tektite/detail/lanes.hpp"
#include "tektite/strain/fit.hpp"

/// \file
/// The neighbours of a group of particles, one particle in each lane.
///
/// On a CPU the particles of a group lie close together, so they share one search: the sites near the group go into a
/// small buffer, each particle picks its neighbours from there, and the picks are laid out so that arithmetic on the
/// n-th neighbours of all particles is arithmetic on packs. On a GPU a group is one particle, in registers.

namespace tektite::detail {

/// Neighbours of the particles of one group. Weights follow the coordinates, one for each fit; none where all are 1.
template <int Lanes, int Capacity, int Weights>
struct FitBatch {
  static constexpr int lanes = Lanes, capacity = Capacity, weights = Weights;

  alignas(64) double data[Capacity][6 + Weights][Lanes];  ///< X and u relative to the particle in that lane
  int place[Lanes][Capacity + Lanes];                     ///< of the neighbours
  int filled[Lanes];                                      ///< neighbours in each lane
  int count = 0;                                          ///< rows in use; lanes with fewer are filled up with zeros
};

/// Several fits of the same particles: their cutoffs may differ, the largest is the reach of the search.
template <MemorySpace Memory, class Weight, int Fits>
struct FitNeighbors {
  static constexpr bool packs = fits_in_packs<Memory>;
  static constexpr int lanes = packs ? host_lanes : 1;
  using Pack = std::conditional_t<packs, HostPack, double>;
  static constexpr bool unit_weight = std::same_as<Weight, UniformWeight> && Fits == 1;
  using Batch = FitBatch<lanes, packs ? 192 : 1, unit_weight ? 0 : Fits>;

  FitPoints<Memory> sites;
  Weight weight;
  double cutoff[Fits];

  /// What a group has seen.
  struct Found {
    int count[Fits][lanes];  ///< neighbours of each particle within each cutoff
    bool whole;              ///< the batch still holds all of them
  };

  /// Calls `use(batch)` until all neighbours of the particles `first`, ... of the order have been in a batch.
  template <class Use>
  KOKKOS_FUNCTION Found operator()(int first, int members, Batch& batch, Use const& use) const {
    Found found{};
    found.whole = true;
    if constexpr (packs) {
      Group group;
      Candidates near;
      gather_group(first, members, group);
      batch.count = 0;
      for (int n = 0; n < lanes; ++n) batch.filled[n] = 0;
      Vec3<int> const reach{2 * sites.span.x + 1, 2 * sites.span.y + 1, 2 * sites.span.z + 1};
      // Particles far apart would share mostly empty space: then each searches alone.
      if (volume(group.low, group.high) <= 6.0 * reach.x * reach.y * reach.z) {
        search(group, 0, members, near, batch, found, use);
      } else {
        for (int n = 0; n < members; ++n) {
          narrow(group, n);
          search(group, n, n + 1, near, batch, found, use);
        }
      }
      flush(group, batch, found, use);
      // The particle itself was among them; relative to itself it adds nothing to any sum.
      if constexpr (Batch::weights == 0)
        for (int n = 0; n < lanes; ++n) --found.count[0][n];
    } else {
      one_by_one(sites.order(first), batch, found, use);
    }
    return found;
  }

  /// The same a second time, from the batch where that still holds all neighbours.
  template <class Use>
  KOKKOS_FUNCTION void again(int first, int members, Batch& batch, Found const& found, Use const& use) const {
    if (found.whole) {
      use(batch);
    } else {
      (*this)(first, members, batch, use);
    }
  }

  /// The sum of all weights: `sum` where there are weights, else the number of neighbours.
  KOKKOS_FUNCTION Pack total_weight([[maybe_unused]] Pack const& sum, [[maybe_unused]] Found const& found,
                                    [[maybe_unused]] int fit) const {
    if constexpr (!unit_weight) {
      return sum;
    } else {
      double counts[lanes];
      for (int n = 0; n < lanes; ++n) counts[n] = found.count[fit][n];
      return load<Pack>(counts);
    }
  }

 private:
  struct Group {
    int place[lanes];
    double center[3][lanes];              // where the search is
    alignas(64) double origin[6][lanes];  // X and u
    Vec3<int> low, high;                  // cells within reach
    double from[3], to[3];                // bounds of the centres
  };

  /// Sites near the group.
  struct Candidates {
    static constexpr int capacity = 1024;
    int place[capacity + lanes];
    double at[3][capacity + lanes];
    int count = 0;
  };

  KOKKOS_FUNCTION static double volume(Vec3<int> low, Vec3<int> high) {
    return double(high.x - low.x + 1) * (high.y - low.y + 1) * (high.z - low.z + 1);
  }

  KOKKOS_FUNCTION void gather_group(int first, int members, Group& group) const {
    for (int n = 0; n < lanes; ++n) {
      // Lanes without a particle stand where the first one does.
      int const place = sites.order(first + (n < members ? n : 0));
      group.place[n] = place;
      for (int d = 0; d < 3; ++d) {
        group.center[d][n] = sites.search(place, d);
      }
      for (int d = 0; d < 6; ++d) group.origin[d][n] = sites.points(place).X[d];
    }
    narrow(group, 0);
    for (int n = 1; n < members; ++n) {
      Group one = group;
      narrow(one, n);
      for (int d = 0; d < 3; ++d) {
        group.low[d] = Kokkos::min(group.low[d], one.low[d]);
        group.high[d] = Kokkos::max(group.high[d], one.high[d]);
        group.from[d] = Kokkos::min(group.from[d], one.from[d]);
        group.to[d] = Kokkos::max(group.to[d], one.to[d]);
      }
    }
  }

  /// Bounds of the search around one particle.
  KOKKOS_FUNCTION void narrow(Group& group, int n) const {
    Vec3<double> const r{group.center[0][n], group.center[1][n], group.center[2][n]};
    auto const [low, high] = sites.cells.around(sites.cells.cell_of(r), sites.span);
    group.low = low;
    group.high = high;
    for (int d = 0; d < 3; ++d) group.from[d] = group.to[d] = r[d];
  }

  /// Collects the sites near the group and lets the particles [begin, end) of it pick.
  template <class Use>
  KOKKOS_FUNCTION void search(Group const& group, int begin, int end, Candidates& near, Batch& batch, Found& found,
              Use const& use) const {
    auto const pick_all = [&] {
      for (int m = 0; m < near.count; ++m)
        for (int d = 0; d < 3; ++d) near.at[d][m] = sites.search(near.place[m], d);
      // Far away, so that the last pack of candidates needs no special case.
      for (int m = near.count; m < near.count + lanes; ++m)
        for (int d = 0; d < 3; ++d) near.at[d][m] = 1e100;
      for (int n = begin; n < end; ++n) pick(group, n, near, batch, found, use);
      near.count = 0;
    };
    double const* const x[3] = {&sites.search(0, 0), &sites.search(0, 1), &sites.search(0, 2)};
    // Wider by a rounding error's worth: a candidate too many is harmless, one lost is not.
    double const reach_squared = sites.reach * sites.reach * (1 + 1e-9);
    near.count = 0;
    for (int c = group.low.z; c <= group.high.z; ++c) {
      for (int b = group.low.y; b <= group.high.y; ++b) {
        int const last = sites.cells.offsets(sites.cells.index(group.high.x, b, c) + 1);
        for (int k = sites.cells.offsets(sites.cells.index(group.low.x, b, c)); k < last; k += lanes) {
          if (near.count > Candidates::capacity - lanes) pick_all();
          Pack squared{};
          for (int d = 0; d < 3; ++d) {
            Pack const at = load<Pack>(x[d] + k), below = group.from[d] - at, above = at - group.to[d];
            Pack const out = select(below > above, below, above), outside = select(out > Pack{}, out, Pack{});
            squared += outside * outside;
          }
          append_not_above(squared, reach_squared, k, near.place, near.count);
          // The last pack of a row reaches into the next row.
          while (near.count > 0 && near.place[near.count - 1] >= last) --near.count;
        }
      }
    }
    pick_all();
  }

  /// The neighbours of the particle in one lane, and the particle itself.
  template <class Use>
  KOKKOS_FUNCTION void pick(Group const& group, int lane, Candidates const& near, Batch& batch, Found& found,
                            Use const& use) const {
    double const reach_squared = sites.reach * sites.reach;
    double const center[3] = {group.center[0][lane], group.center[1][lane], group.center[2][lane]};
    int filled = batch.filled[lane];
    for (int m = 0; m < near.count; m += lanes) {
      if (filled > Batch::capacity - lanes) {
        batch.filled[lane] = filled;
        flush(group, batch, found, use);
        found.whole = false;
        filled = 0;
      }
      Pack const x = load<Pack>(near.at[0] + m) - center[0], y = load<Pack>(near.at[1] + m) - center[1],
                 z = load<Pack>(near.at[2] + m) - center[2];
      append_not_above(x * x + y * y + z * z, reach_squared, near.place + m, batch.place[lane], filled);
    }
    batch.filled[lane] = filled;
  }

  /// Lays a batch out by lanes, hands it over and empties it.
  template <class Use>
  KOKKOS_FUNCTION void flush(Group const& group, Batch& batch, Found& found, Use const& use) const {
    batch.count = 0;
    for (int n = 0; n < lanes; ++n) {
      batch.count = Kokkos::max(batch.count, batch.filled[n]);
      if constexpr (Batch::weights == 0) found.count[0][n] += batch.filled[n];
    }
    // Relative to itself a particle adds nothing to any sum: with it the shorter lanes are filled up.
    for (int n = 0; n < lanes; ++n)
      for (int row = batch.filled[n]; row < batch.count; ++row) batch.place[n][row] = group.place[n];
    Pack origin[6];
    for (int d = 0; d < 6; ++d) origin[d] = load<Pack>(group.origin[d]);
    for (int row = 0; row < batch.count; ++row) {
      double const* from[lanes];
      for (int n = 0; n < lanes; ++n) from[n] = sites.points(batch.place[n][row]).X;
      for (int d = 0; d < 6; d += 2) {
        Pack first, second;
        load_pairs(from, d, first, second);
        store(first - origin[d], batch.data[row][d]);
        store(second - origin[d + 1], batch.data[row][d + 1]);
      }
    }
    if constexpr (Batch::weights > 0) weigh(group, batch, found);
    for (int n = 0; n < lanes; ++n) batch.filled[n] = 0;
    use(batch);
  }

  KOKKOS_FUNCTION void weigh(Group const& group, Batch& batch, Found& found) const {
    for (int row = 0; row < batch.count; ++row) {
      double at[3][lanes], other[lanes], squares[lanes];
      for (int n = 0; n < lanes; ++n) {
        int const k = batch.place[n][row];
        for (int d = 0; d < 3; ++d) at[d][n] = sites.search(k, d);
        other[n] = k != group.place[n];
      }
      Pack squared{};
      for (int d = 0; d < 3; ++d) {
        Pack const difference = load<Pack>(at[d]) - load<Pack>(group.center[d]);
        squared += difference * difference;
      }
      store(squared, squares);
      for (int f = 0; f < Fits; ++f) {
        double const limit = cutoff[f] * cutoff[f];
        Pack const counts = select(squared <= limit, load<Pack>(other), Pack{});
        store(counts, batch.data[row][6 + f]);
        for (int n = 0; n < lanes; ++n) {
          found.count[f][n] += batch.data[row][6 + f][n] != 0;
          if constexpr (!std::same_as<Weight, UniformWeight>)
            if (batch.data[row][6 + f][n] != 0) batch.data[row][6 + f][n] = weight(squares[n] / limit);
        }
      }
    }
  }

  template <class Use>
  KOKKOS_FUNCTION void one_by_one(int place, Batch& batch, Found& found, Use const& use) const {
    double const reach_squared = sites.reach * sites.reach;
    FitPoint const origin = sites.points(place);
    Vec3<double> const center{sites.search(place, 0), sites.search(place, 1), sites.search(place, 2)};
    auto const [low, high] = sites.cells.around(sites.cells.cell_of(center), sites.span);
    batch.count = 1;
    found.whole = false;
    for (int c = low.z; c <= high.z; ++c) {
      for (int b = low.y; b <= high.y; ++b) {
        int const last = sites.cells.offsets(sites.cells.index(high.x, b, c) + 1);
        for (int k = sites.cells.offsets(sites.cells.index(low.x, b, c)); k < last; ++k) {
          Vec3<double> const d{sites.search(k, 0) - center.x, sites.search(k, 1) - center.y,
                               sites.search(k, 2) - center.z};
          double const squared = dot(d, d);
          if (squared > reach_squared || k == place) continue;
          FitPoint const point = sites.points(k);
          for (int e = 0; e < 6; ++e) batch.data[0][e][0] = point.X[e] - origin.X[e];
          for (int f = 0; f < Fits; ++f) {
            bool const counts = squared <= cutoff[f] * cutoff[f];
            if constexpr (Batch::weights > 0) {
              batch.data[0][6 + f][0] = counts ? weight(squared / (cutoff[f] * cutoff[f])) : 0.0;
            }
            found.count[f][0] += counts;
          }
          use(batch);
        }
      }
    }
  }
};

}  // namespace tektite::detail
