// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/simd/compaction.hpp"
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/eam/detail/pairs.hpp"

namespace tektite::detail {

/// Sorts the listed neighbours of each owned particle into near and far ones, and leaves out those that are out of
/// range. Does nothing where what was sorted before still serves.
template <MemorySpace Memory, class Real>
struct EamSortPass {
  static constexpr int W = lane_count<Memory, Real>;

  EamPairs<Memory> pairs;
  Real near, far;  // squared distances, with the inner skin

  explicit EamSortPass(EamPairs<Memory> const& p) : pairs(p) {
    auto const& fast = pairs.tables.template fast<Real>();
    // Close pairs are looked for among the near ones.
    near = widened(fast.near > fast.close ? fast.near : fast.close);
    far = widened(fast.far);
  }

  KOKKOS_FUNCTION void operator()(int i) const {
    if (!pairs.to_sort()) return;
    pairs.prefetch_listed(i);
    int* const front = pairs.kept.data() + pairs.room(i);
    int* const back = pairs.kept.data() + pairs.room(i + 1);
    std::int64_t const end = pairs.offsets(i + 1);
    int const* const neighbors = pairs.neighbors.data();
    int near_count = 0, far_count = 0;
    // No branch on range: whether a neighbour is in it is a toss of a coin, and a wrong guess costs more than the
    // arithmetic.
    for (std::int64_t n = pairs.offsets(i); n < end; n += W) {
      int const* j = neighbors + n;
      unsigned valid = ~0u;
      int rest[W];
      if (n + W > end) {
        for (int w = 0; w < W; ++w) rest[w] = n + w < end ? j[w] : i;
        j = rest;
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
  // A rounding error more: what is within reach later is never missing.
  Real widened(Real squared) const {
    if (pairs.inner_skin == 0) return squared;
    double const reach = std::sqrt(double(squared)) + pairs.inner_skin;
    return static_cast<Real>(reach * reach * (1 + 1e-6));
  }
};

/// Remembers where the sites were when they were sorted.
template <ExecutionSpace Exec>
void remember_places(Exec const& exec, EamPairs<typename Exec::memory_space> const& pairs, std::size_t sites) {
  Kokkos::parallel_for(
      "tektite::eam::remember_places", as_argument(Kokkos::RangePolicy<Exec>(exec, 0, sites)), KOKKOS_LAMBDA(int s) {
        auto const& site = pairs.sites.full(s);
        if (pairs.to_sort()) pairs.sorted_at(s) = {site.x, site.y, site.z};
      });
}

}  // namespace tektite::detail
