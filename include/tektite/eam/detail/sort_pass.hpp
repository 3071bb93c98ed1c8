// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/simd/compaction.hpp"
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/eam/detail/pairs.hpp"

namespace tektite::detail {

/// Sorts the listed neighbours of each owned particle into near and far ones, and drops those that are out of range.
///
/// Item i writes the storage of row i from both ends, and counts near and far neighbours in rows(i). Does nothing if
/// the result of an earlier sort is still valid (`EamPairs::sorts_now`).
template <MemorySpace Memory, class Real>
struct EamSortPass {
  static constexpr int W = lane_count<Memory, Real>;

  EamPairs<Memory> pairs;
  Real near, far;  // squared distances that near and far neighbours are below, inner skin included

  explicit EamSortPass(EamPairs<Memory> const& p) : pairs(p) {
    auto const& fast = pairs.tables.template fast<Real>();
    near = widened(fast.near);
    far = widened(fast.far);
  }

  /// \param i owned particle
  KOKKOS_FUNCTION void operator()(int i) const {
    if (!pairs.sorts_now()) return;
    pairs.prefetch_listed(i);
    int* const front = pairs.sorted_neighbors.data() + pairs.row_begin(i);
    int* const back = pairs.sorted_neighbors.data() + pairs.row_begin(i + 1);
    std::int64_t const end = pairs.offsets(i + 1);
    int const* const neighbors = pairs.neighbors.data();
    int near_count = 0, far_count = 0;
    // Without a branch on the distance: about half of the neighbours are in range, in no order, so that a branch would
    // be mispredicted often, which costs more than the arithmetic.
    for (std::int64_t n = pairs.offsets(i); n < end; n += W) {
      int const* j = neighbors + n;
      unsigned valid = ~0u;
      int last[W];  // the last pack, filled up with the atom itself
      if (n + W > end) {
        for (int w = 0; w < W; ++w) last[w] = n + w < end ? j[w] : i;
        j = last;
        valid = (1u << (end - n)) - 1u;
      }
      auto const s = pairs.sites.template neighbors<Real, W>(i, j).squared;
      unsigned const is_near = below<W>(s, near) & valid;
      unsigned const is_far = below<W>(s, far) & valid & ~is_near;
      near_count += append<W>(front + near_count, j, is_near);
      far_count += prepend<W>(back - far_count, j, is_far);
    }
    for (int w = 0; w < W - 1; ++w) front[near_count + w] = back[-1 - far_count - w] = i;
    pairs.rows(i) = {near_count, far_count, false};
  }

 private:
  // Adds the inner skin to a distance. The factor covers rounding errors, so that no neighbour is missing that comes
  // into range before the next sort.
  Real widened(Real squared) const {
    if (pairs.inner_skin == 0) return squared;
    double const range = std::sqrt(double(squared)) + pairs.inner_skin;
    return static_cast<Real>(range * range * (1 + 1e-6));
  }
};

/// Stores the positions of all sites if the sort pass ran in this call: `pack_sites` compares with them in later calls.
/// Does not fence.
///
/// \param exec  runs the kernel
/// \param pairs its `sorted_positions` are written
/// \param sites number of sites
template <ExecutionSpace Exec>
void store_sorted_positions(Exec const& exec, EamPairs<typename Exec::memory_space> const& pairs, std::size_t sites) {
  launch_as_argument(
      exec, "eam::store_sorted_positions", sites, KOKKOS_LAMBDA(int s) {
        auto const& site = pairs.sites.full(s);
        if (pairs.sorts_now()) pairs.sorted_positions(s) = {site.x, site.y, site.z};
      });
}

TEKTITE_EAM_INSTANCE(void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                                             EamSortPass<compiled::Memory, double> const&));
TEKTITE_EAM_INSTANCE(void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                                             EamSortPass<compiled::Memory, float> const&));
TEKTITE_EAM_INSTANCE(void store_sorted_positions(compiled::Exec const&, EamPairs<compiled::Memory> const&,
                                                 std::size_t));

}  // namespace tektite::detail
