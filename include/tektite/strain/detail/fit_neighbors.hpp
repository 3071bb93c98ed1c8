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
/// On a CPU the particles of a group lie close together and have one common search (`FitSearch`). The neighbours are
/// stored by lane: row n holds the n-th neighbours of all particles, so that arithmetic on a row is arithmetic on
/// packs. On a GPU a group is one particle, and its neighbours are used one by one, in registers.

namespace tektite::detail {

/// Neighbours of the particles of one group, or as many of them as fit in.
///
/// \tparam Weights number of weights in a row: one for each cutoff, or none where all weights are 1
template <int Lanes, int Capacity, int Weights>
struct FitBatch {
  static constexpr int weights = Weights;

  /// By row: X and u of a neighbour relative to the particle in that lane, then the weights of the neighbour. X and u
  /// are zero in lanes that have fewer neighbours than the batch has rows.
  alignas(64) double data[Capacity][6 + Weights][Lanes];
  FitLists<Lanes, Capacity> lists;  ///< which sites the neighbours are
  int count = 0;                    ///< rows in use
};

/// Visits the neighbours of the particles of one group, for one fit or for several with different cutoffs.
///
/// \tparam Weight  a `FitWeight`
/// \tparam Cutoffs number of cutoffs; the largest is the radius of the search
template <MemorySpace Memory, class Weight, int Cutoffs>
struct FitNeighbors {
  static constexpr bool packs = on_host<Memory>;
  static constexpr int lanes = packs ? pack_lanes : 1;
  using Pack = std::conditional_t<packs, HostPack, double>;
  static constexpr bool unit_weight = std::same_as<Weight, UniformWeight> && Cutoffs == 1;
  using Batch = FitBatch<lanes, packs ? 192 : 1, unit_weight ? 0 : Cutoffs>;

  FitPoints<Memory> points;
  Weight weight;
  double cutoff[Cutoffs];

  /// Result of a visit.
  struct Found {
    int count[Cutoffs][lanes];  ///< neighbours of each particle within each cutoff
    bool complete;              ///< the batch still holds all of them, since they fitted in
  };

  /// Collects the neighbours of the particles first, first + 1, ... of `FitPoints::order` in a batch, and calls
  /// `use(batch)` when the batch is full and at the end.
  ///
  /// \param first   first particle of the group
  /// \param members number of particles in the group, at most `lanes`
  /// \param batch   buffer for the neighbours
  /// \param use     callable `void(Batch const&)`
  template <class Use>
  KOKKOS_FUNCTION Found visit(int first, int members, Batch& batch, Use const& use) const {
    Found found{};
    found.complete = true;
    if constexpr (packs) {
      FitGroup<lanes> group;
      gather_group(first, members, group);
      for (int n = 0; n < lanes; ++n) batch.lists.count[n] = 0;
      FitSearch<Memory, decltype(batch.lists)>{points}(group, members, batch.lists, [&] {
        flush(group, batch, found, use);
        found.complete = false;
      });
      flush(group, batch, found, use);
      // The search has found the particle itself, too. Its X and u are zero, so it adds nothing to any sum.
      if constexpr (Batch::weights == 0)
        for (int n = 0; n < lanes; ++n) --found.count[0][n];
    } else {
      visit_one_by_one(points.order(first), batch, found, use);
    }
    return found;
  }

  /// A second visit of the same particles; without a search where the batch still holds all neighbours.
  ///
  /// \param first,members,batch,use as in `visit`
  /// \param found                   what `visit` has returned
  template <class Use>
  KOKKOS_FUNCTION void visit_again(int first, int members, Batch& batch, Found const& found, Use const& use) const {
    if (found.complete) {
      use(batch);
    } else {
      visit(first, members, batch, use);
    }
  }

  /// The sum of the weights of each particle.
  ///
  /// \param sum          the sum, where not all weights are 1
  /// \param found        numbers of neighbours: the sum where all weights are 1
  /// \param cutoff_index index of the cutoff
  KOKKOS_FUNCTION Pack total_weight([[maybe_unused]] Pack const& sum, [[maybe_unused]] Found const& found,
                                    [[maybe_unused]] int cutoff_index) const {
    if constexpr (!unit_weight) {
      return sum;
    } else {
      return load_numbers<Pack>(found.count[cutoff_index]);
    }
  }

 private:
  /// Reads the particles of a group.
  KOKKOS_FUNCTION void gather_group(int first, int members, FitGroup<lanes>& group) const {
    for (int n = 0; n < lanes; ++n) {
      // A lane without a particle repeats the first one.
      int const slot = points.order(first + (n < members ? n : 0));
      group.slot[n] = slot;
      for (int d = 0; d < 3; ++d) group.center[d][n] = points.positions(slot, d);
      for (int d = 0; d < 6; ++d) group.origin[d][n] = points.records(slot).Xu[d];
    }
  }

  /// Fills the rows of a batch from its lists, calls `use(batch)` and empties the lists.
  template <class Use>
  KOKKOS_FUNCTION void flush(FitGroup<lanes> const& group, Batch& batch, Found& found, Use const& use) const {
    auto& lists = batch.lists;
    batch.count = 0;
    for (int n = 0; n < lanes; ++n) {
      batch.count = Kokkos::max(batch.count, lists.count[n]);
      if constexpr (Batch::weights == 0) found.count[0][n] += lists.count[n];
    }
    // Shorter lists are filled up with the particle itself, whose X and u are zero: it adds nothing to any sum.
    for (int n = 0; n < lanes; ++n)
      for (int row = lists.count[n]; row < batch.count; row += lanes)
        store(Lanes<int, lanes>{} + group.slot[n], lists.slot[n] + row);
    Pack origin[6];
    for (int d = 0; d < 6; ++d) origin[d] = load<Pack>(group.origin[d]);
    for (int row = 0; row < batch.count; ++row) {
      double const* records[lanes];
      for (int n = 0; n < lanes; ++n) records[n] = points.records(lists.slot[n][row]).Xu;
      for (int d = 0; d < 6; d += 2) {
        Pack first, second;
        load_pairs(records, d, first, second);
        store(first - origin[d], batch.data[row][d]);
        store(second - origin[d + 1], batch.data[row][d + 1]);
      }
    }
    if constexpr (Batch::weights > 0) set_weights(group, batch, found);
    for (int n = 0; n < lanes; ++n) lists.count[n] = 0;
    use(batch);
  }

  /// Fills the weights of a batch and counts neighbours. The weight is 0 beyond the cutoff and for the particle itself.
  KOKKOS_FUNCTION void set_weights(FitGroup<lanes> const& group, Batch& batch, Found& found) const {
    for (int row = 0; row < batch.count; ++row) {
      double positions[3][lanes], is_other[lanes], squared_of[lanes];
      for (int n = 0; n < lanes; ++n) {
        int const k = batch.lists.slot[n][row];
        for (int d = 0; d < 3; ++d) positions[d][n] = points.positions(k, d);
        is_other[n] = k != group.slot[n];
      }
      Pack squared{};
      for (int d = 0; d < 3; ++d) {
        Pack const difference = load<Pack>(positions[d]) - load<Pack>(group.center[d]);
        squared += difference * difference;
      }
      store(squared, squared_of);
      for (int f = 0; f < Cutoffs; ++f) {
        double const limit = cutoff[f] * cutoff[f];
        Pack const within = select(squared <= limit, load<Pack>(is_other), Pack{});
        store(within, batch.data[row][6 + f]);
        for (int n = 0; n < lanes; ++n) {
          found.count[f][n] += batch.data[row][6 + f][n] != 0;
          if constexpr (!std::same_as<Weight, UniformWeight>)
            if (batch.data[row][6 + f][n] != 0) batch.data[row][6 + f][n] = weight(squared_of[n] / limit);
        }
      }
    }
  }

  /// Calls `use(batch)` for every neighbour of the particle in a slot, with batches of one row.
  template <class Use>
  KOKKOS_FUNCTION void visit_one_by_one(int slot, Batch& batch, Found& found, Use const& use) const {
    double const reach_squared = points.reach * points.reach;
    FitPoint const origin = points.records(slot);
    Vec3<double> const center{points.positions(slot, 0), points.positions(slot, 1), points.positions(slot, 2)};
    auto const [low, high] = points.cells.around(points.cells.cell_of(center), points.span);
    batch.count = 1;
    found.complete = false;
    for (int c = low.z; c <= high.z; ++c) {
      for (int b = low.y; b <= high.y; ++b) {
        int const last = points.cells.offsets(points.cells.index(high.x, b, c) + 1);
        for (int k = points.cells.offsets(points.cells.index(low.x, b, c)); k < last; ++k) {
          Vec3<double> const d{points.positions(k, 0) - center.x, points.positions(k, 1) - center.y,
                               points.positions(k, 2) - center.z};
          double const squared = dot(d, d);
          if (squared > reach_squared || k == slot) continue;
          FitPoint const point = points.records(k);
          for (int e = 0; e < 6; ++e) batch.data[0][e][0] = point.Xu[e] - origin.Xu[e];
          for (int f = 0; f < Cutoffs; ++f) {
            bool const within = squared <= cutoff[f] * cutoff[f];
            if constexpr (Batch::weights > 0) {
              batch.data[0][6 + f][0] = within ? weight(squared / (cutoff[f] * cutoff[f])) : 0.0;
            }
            found.count[f][0] += within;
          }
          use(batch);
        }
      }
    }
  }
};

}  // namespace tektite::detail
