// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>

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

/// What the passes work on, and which list's neighbours are sorted there.
///
/// A copy shares places and tables, but has no sorted neighbours: those of one must not be taken for those of another.
template <ExecutionSpace Exec>
class EamWorkspace {
 public:
  using Memory = typename Exec::memory_space;
  using Places = Kokkos::View<Vec3<double>*, Memory>;

  EamPairs<Memory> pairs;

  EamWorkspace() = default;
  EamWorkspace(EamWorkspace const& other) : pairs(other.pairs) {
    pairs.rows = {};
    pairs.kept = {};
    pairs.sorted_at = {};
  }
  EamWorkspace(EamWorkspace&&) = default;
  EamWorkspace& operator=(EamWorkspace&&) = default;
  EamWorkspace& operator=(EamWorkspace const& other) { return *this = EamWorkspace(other); }

  /// Ready for the sites of a list. Memory grows when it must and never shrinks.
  void prepare(Exec const& exec, NeighborList<Memory> const& list) {
    std::size_t const sites = list.sites.size();
    pairs.sort = !keeps(list);
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
    grow(exec, pairs.kept, "eam::kept", list.neighbors.extent(0) + list.owned() * pairs.slack);
    if (pairs.inner_skin > 0 && pairs.sorted_at.extent(0) != sites) {
      pairs.sorted_at = {};
      pairs.sorted_at = allocate<Places>(exec, "eam::sorted_at", sites);
    }
  }

  /// Sorts the neighbours where that must be done: the device knows.
  void sort(Exec const& exec, NeighborList<Memory> const& list) {
    if (pairs.tables.evaluation == EamEvaluation::reference) return;
    if (pairs.tables.evaluation == EamEvaluation::compact) {
      Kokkos::parallel_for("tektite::eam::sort", as_argument(Kokkos::RangePolicy<Exec>(exec, 0, list.owned())),
                           EamSortPass<Memory, double>(pairs));
    } else {
      Kokkos::parallel_for("tektite::eam::sort", as_argument(Kokkos::RangePolicy<Exec>(exec, 0, list.owned())),
                           EamSortPass<Memory, float>(pairs));
    }
    if (pairs.inner_skin > 0) remember_places(exec, pairs, list.sites.size());
    sorted_build_ = list.build;
  }

  /// Where the sites of a list were when its neighbours were sorted; empty where they are not.
  Places sorted_at(NeighborList<Memory> const& list) const { return keeps(list) ? pairs.sorted_at : Places{}; }

  /// Sorts the neighbours of a list as they were at these places.
  void sort_at(Exec const& exec, Places const& places, NeighborList<Memory> const& list) {
    require(places.extent(0) == list.sites.size(), "eam: ", places.extent(0), " places for ", list.sites.size(),
            " sites");
    sorted_build_ = 0;
    prepare(exec, list);
    pack_places(exec, places, pairs);
    sort(exec, list);
  }

 private:
  // Does what was sorted at the last call still belong to this list?
  bool keeps(NeighborList<Memory> const& list) const {
    return pairs.inner_skin > 0 && list.build != 0 && list.build == sorted_build_;
  }

  template <class View>
  static void grow(Exec const& exec, View& view, char const* label, std::size_t size) {
    if (view.extent(0) >= size) return;
    view = View();
    view = allocate<View>(exec, label, size + size / 16);
  }

  std::uint64_t sorted_build_ = 0;
};

}  // namespace tektite::detail
