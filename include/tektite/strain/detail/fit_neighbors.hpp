// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <type_traits>

#include "tektite/detail/memory.hpp"
#include "tektite/detail/simd/packs.hpp"
#include "tektite/strain/detail/fit_points.hpp"
#include "tektite/strain/detail/fit_search.hpp"
#include "tektite/strain/fit_options.hpp"

/// \file
/// The neighbours of a group of particles, one particle in each lane.
///
/// On a CPU the particles of a group lie close together. They share one search, and what each has found is laid out so
/// that arithmetic on the n-th neighbours of all particles is arithmetic on packs. On a GPU a group is one particle, in
/// registers.

namespace tektite::detail {

/// Neighbours of the particles of one group. Weights follow the coordinates, one for each fit; none where all are 1.
template <int Lanes, int Capacity, int Weights>
struct FitBatch {
  static constexpr int weights = Weights;

  alignas(64) double data[Capacity][6 + Weights][Lanes];  ///< X and u relative to the particle in that lane
  FitLists<Lanes, Capacity> lists;                        ///< which sites they are
  int count = 0;                                          ///< rows in use; lanes with fewer are filled up with zeros
};

/// Several fits of the same particles: their cutoffs may differ, the largest is the reach of the search.
template <MemorySpace Memory, class Weight, int Fits>
struct FitNeighbors {
  static constexpr bool packs = on_host<Memory>;
  static constexpr int lanes = packs ? pack_lanes : 1;
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
      FitGroup<lanes> group;
      gather_group(first, members, group);
      for (int n = 0; n < lanes; ++n) batch.lists.filled[n] = 0;
      FitSearch<Memory, decltype(batch.lists)>{sites}(group, members, batch.lists, [&] {
        flush(group, batch, found, use);
        found.whole = false;
      });
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
      return load_numbers<Pack>(found.count[fit]);
    }
  }

 private:
  KOKKOS_FUNCTION void gather_group(int first, int members, FitGroup<lanes>& group) const {
    for (int n = 0; n < lanes; ++n) {
      // Lanes without a particle stand where the first one does.
      int const place = sites.order(first + (n < members ? n : 0));
      group.place[n] = place;
      for (int d = 0; d < 3; ++d) group.center[d][n] = sites.search(place, d);
      for (int d = 0; d < 6; ++d) group.origin[d][n] = sites.points(place).X[d];
    }
  }

  /// Lays a batch out by lanes, hands it over and empties it.
  template <class Use>
  KOKKOS_FUNCTION void flush(FitGroup<lanes> const& group, Batch& batch, Found& found, Use const& use) const {
    auto& lists = batch.lists;
    batch.count = 0;
    for (int n = 0; n < lanes; ++n) {
      batch.count = Kokkos::max(batch.count, lists.filled[n]);
      if constexpr (Batch::weights == 0) found.count[0][n] += lists.filled[n];
    }
    // Relative to itself a particle adds nothing to any sum: with it the shorter lanes are filled up.
    for (int n = 0; n < lanes; ++n)
      for (int row = lists.filled[n]; row < batch.count; row += lanes)
        store(Lanes<int, lanes>{} + group.place[n], lists.place[n] + row);
    Pack origin[6];
    for (int d = 0; d < 6; ++d) origin[d] = load<Pack>(group.origin[d]);
    for (int row = 0; row < batch.count; ++row) {
      double const* from[lanes];
      for (int n = 0; n < lanes; ++n) from[n] = sites.points(lists.place[n][row]).X;
      for (int d = 0; d < 6; d += 2) {
        Pack first, second;
        load_pairs(from, d, first, second);
        store(first - origin[d], batch.data[row][d]);
        store(second - origin[d + 1], batch.data[row][d + 1]);
      }
    }
    if constexpr (Batch::weights > 0) weigh(group, batch, found);
    for (int n = 0; n < lanes; ++n) lists.filled[n] = 0;
    use(batch);
  }

  KOKKOS_FUNCTION void weigh(FitGroup<lanes> const& group, Batch& batch, Found& found) const {
    for (int row = 0; row < batch.count; ++row) {
      double at[3][lanes], other[lanes], squares[lanes];
      for (int n = 0; n < lanes; ++n) {
        int const k = batch.lists.place[n][row];
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
