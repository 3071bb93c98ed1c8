// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/eam/detail/pack_sites.hpp"
#include "tektite/eam/detail/pairs.hpp"
#include "tektite/eam/detail/sort_pass.hpp"
#include "tektite/eam/options.hpp"
#include "tektite/neighbors/neighbor_list.hpp"

namespace tektite::detail {

/// The data of the passes, kept between calls, and the list whose neighbours are sorted in it.
///
/// A copy shares sites and tables with the original, but gets no sorted neighbours: otherwise each of the two could use
/// what the other has sorted for another list.
template <ExecutionSpace Exec>
class EamWorkspace {
 public:
  using Memory = typename Exec::memory_space;
  using SitePositions = Kokkos::View<Vec3<double>*, Memory>;

  EamPairs<Memory> pairs;  ///< what the passes read and write

  EamWorkspace() = default;
  EamWorkspace(EamWorkspace const& other) : pairs(other.pairs) {
    pairs.rows = {};
    pairs.sorted_neighbors = {};
    pairs.sorted_positions = {};
  }
  EamWorkspace(EamWorkspace&&) = default;
  EamWorkspace& operator=(EamWorkspace&&) = default;
  EamWorkspace& operator=(EamWorkspace const& other) { return *this = EamWorkspace(other); }

  /// Points the passes to a list and allocates memory for its sites and neighbours. Memory never shrinks, but for the
  /// sorted positions, which are allocated anew when the number of sites changes.
  void prepare(Exec const& exec, NeighborList<Memory> const& list);

  /// Launches the sort pass. Its kernel tests on the device whether the neighbours must be sorted in this call.
  void sort(Exec const& exec, NeighborList<Memory> const& list);

  /// \returns positions of a list's sites when its neighbours were sorted; empty if they are not sorted
  SitePositions sorted_positions(NeighborList<Memory> const& list) const {
    return is_sorted(list) ? pairs.sorted_positions : SitePositions{};
  }

  /// Sorts the neighbours of a list for sites at given positions.
  void sort_neighbors_at(Exec const& exec, SitePositions const& positions, NeighborList<Memory> const& list);

 private:
  // Whether the sorted neighbours belong to this list and can be used again.
  bool is_sorted(NeighborList<Memory> const& list) const {
    return pairs.inner_skin > 0 && list.build != 0 && list.build == sorted_build_;
  }

  // Makes room for `size` entries and 1/16 more, unless there are enough. Entries are lost.
  template <class View>
  static void grow(Exec const& exec, View& view, char const* label, std::size_t size) {
    if (view.extent(0) >= size) return;
    view = View();
    view = allocate<View>(exec, label, size + size / 16);
  }

  std::uint64_t sorted_build_ = 0;  // `build` of the list that was sorted last; 0: none
};

template <ExecutionSpace Exec>
void EamWorkspace<Exec>::prepare(Exec const& exec, NeighborList<Memory> const& list) {
  std::size_t const sites = list.sites.size();
  pairs.must_sort = !is_sorted(list);
  pairs.offsets = list.offsets;
  pairs.neighbors = list.neighbors;
  pairs.particle = list.sites.particle;
  grow(exec, pairs.sites.full, "eam::sites", sites);
  grow(exec, pairs.types, "eam::types", sites);
  pairs.sites.type_bits = pairs.tables.type_bits;
  if (pairs.tables.evaluation == EamEvaluation::mixed) {
    grow(exec, pairs.sites.narrow, "eam::narrow_sites", sites);
    pairs.sites.unit = std::ldexp(list.cutoff + list.skin, -29);
  }
  if (pairs.tables.evaluation == EamEvaluation::reference) return;
  grow(exec, pairs.rows, "eam::rows", list.owned());
  grow(exec, pairs.sorted_neighbors, "eam::sorted_neighbors", list.neighbors.extent(0) + list.owned() * pairs.padding);
  if (pairs.inner_skin > 0 && pairs.sorted_positions.extent(0) != sites) {
    pairs.sorted_positions = {};
    pairs.sorted_positions = allocate<SitePositions>(exec, "eam::sorted_positions", sites);
  }
}

template <ExecutionSpace Exec>
void EamWorkspace<Exec>::sort(Exec const& exec, NeighborList<Memory> const& list) {
  if (pairs.tables.evaluation == EamEvaluation::reference) return;
  if (pairs.tables.evaluation == EamEvaluation::compact) {
    launch_as_argument(exec, "eam::sort", list.owned(), EamSortPass<Memory, double>(pairs));
  } else {
    launch_as_argument(exec, "eam::sort", list.owned(), EamSortPass<Memory, float>(pairs));
  }
  if (pairs.inner_skin > 0) store_sorted_positions(exec, pairs, list.sites.size());
  sorted_build_ = list.build;
}

template <ExecutionSpace Exec>
void EamWorkspace<Exec>::sort_neighbors_at(Exec const& exec, SitePositions const& positions,
                                           NeighborList<Memory> const& list) {
  require(positions.extent(0) == list.sites.size(), "eam: ", positions.extent(0), " positions for ", list.sites.size(),
          " sites");
  sorted_build_ = 0;
  prepare(exec, list);
  pack_positions(exec, positions, pairs);
  sort(exec, list);
}

TEKTITE_EAM_INSTANCE(class EamWorkspace<compiled::Exec>);

}  // namespace tektite::detail
