// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/eam/detail/pairs.hpp"

namespace tektite::detail {

/// Density at each owned particle, and the slope of F there.
template <MemorySpace Memory, class Real, bool compact>
struct EamDensityPass {
  static constexpr int W = lane_count<Memory, Real>;

  EamPairs<Memory> pairs;
  Kokkos::View<double*, Memory> slope;  // by particle

  KOKKOS_FUNCTION void operator()(int i) const {
    auto const& tables = pairs.tables;
    double density = 0;
    bool close = true;
    if constexpr (compact) {
      pairs.prefetch_near(i);
      density = near_density(i, pairs.rows(i).near, close);
      pairs.rows(i).close = close;
    }
    if (close) density += reference_density(i);
    tables.embed(pairs.types(i), density, slope(i));
    if (tables.overflows(density)) Kokkos::atomic_inc(&pairs.flags().overflows);
  }

 private:
  // Says, too, whether a neighbour is closer than the compact tables reach.
  KOKKOS_FUNCTION double near_density(int i, int count, bool& close) const {
    auto const& fast = pairs.tables.template fast<Real>();
    auto const& table = fast.density;
    int const* const near = pairs.kept.data() + pairs.room(i);
    int const type = pairs.types(i);
    LaneSums<Real, W> sum{};
    unsigned any_close = 0;
    for (int n = 0; n < count; n += W) {
      auto const d = pairs.sites.template neighbors<Real, W>(i, near + n);
      unsigned const valid = count - n < W ? (1u << (count - n)) - 1u : ~0u;
      any_close |= below<W>(d.squared, fast.close) & valid;
      EamPlace<Real, W> const at(table.grid, d.squared, fast.far);
      sum += cubic<W>(table.numbers.data(), table.template begin<W>(type, d.type, at.interval), at.t);
    }
    close = any_close != 0;
    return pairwise_lane_sum<W, Real>(sum);
  }

  // The neighbours closer than the compact tables reach; all of them in the reference evaluation.
  KOKKOS_FUNCTION double reference_density(int i) const {
    auto const& tables = pairs.tables;
    double const closest = tables.distance_spacing * tables.distance_spacing;
    double sum = 0;
    pairs.visit_reference(i, [&](int j, Vec3<double>, double s) {
      int const type = pairs.types(i), other = pairs.types(j);
      if (s < closest) {
        pairs.report_close_pair(i, j);
      } else if (s < tables.range(tables.index(type, other)).density) {
        sum += tables.reference_density(type, other, Kokkos::sqrt(s));
      }
    });
    return sum;
  }
};

}  // namespace tektite::detail
