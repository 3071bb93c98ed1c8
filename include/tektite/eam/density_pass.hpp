// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/simd.hpp"
#include "tektite/eam/pairs.hpp"

namespace tektite::detail {

/// Pass one: neighbours sorted; density at each owned particle, and the slope of F there.
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
      pairs.prefetch_listed(i);
      EamRow const row = sort_neighbors(i);
      pairs.rows(i) = row;
      density = near_density(i, row.near);
      close = row.close;
    }
    if (close) density += reference_density(i);
    tables.embed(pairs.types(i), density, slope(i));
    if (tables.overflows(density)) Kokkos::atomic_inc(&pairs.flags().overflows);
  }

 private:
  KOKKOS_FUNCTION EamRow sort_neighbors(int i) const {
    auto const& fast = pairs.tables.template fast<Real>();
    int* const front = pairs.kept.data() + pairs.room(i);
    int* const back = pairs.kept.data() + pairs.room(i + 1);
    std::int64_t const end = pairs.offsets(i + 1);
    int const* const neighbors = pairs.neighbors.data();
    int near_count = 0, far_count = 0;
    unsigned any_close = 0;
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
      unsigned const near = below<W>(s, fast.near) & valid;
      unsigned const far = below<W>(s, fast.far) & valid & ~near;
      any_close |= below<W>(s, fast.close) & valid;
      near_count += append<W>(front + near_count, j, near);
      far_count += prepend<W>(back - far_count, j, far);
    }
    for (int w = 0; w < W - 1; ++w) front[near_count + w] = back[-1 - far_count - w] = i;
    return {near_count, far_count, any_close != 0};
  }

  KOKKOS_FUNCTION double near_density(int i, int count) const {
    auto const& table = pairs.tables.template fast<Real>().density;
    int const* const near = pairs.kept.data() + pairs.room(i);
    int const type = pairs.types(i);
    Lanes<Real, W> sum{};
    for (int n = 0; n < count; n += W) {
      auto const d = pairs.sites.template neighbors<Real, W>(i, near + n);
      EamPlace<Real, W> const at(table.grid, d.squared);
      sum += cubic<W>(table.numbers.data(), table.template begin<W>(type, d.type, at.interval), at.t);
    }
    return lane_sum<W, Real>(sum);
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
