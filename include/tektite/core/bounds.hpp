// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <limits>
#include <string_view>

#include "tektite/core/concepts.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/vec3.hpp"

namespace tektite {

/// Smallest and largest coordinates of a set of points, axis by axis.
struct Bounds {
  Vec3<double> low;   ///< smallest coordinates
  Vec3<double> high;  ///< largest coordinates
};

/// Smallest and largest coordinates of n points.
///
/// \param exec  execution space instance that runs everything
/// \param label name of the kernels, after the prefix `tektite::`
/// \param n     number of points
/// \param point device-callable `Vec3<double>(std::size_t i)`: the i-th point, in any coordinates
/// \returns     the bounds in the unit of `point`; for n = 0 `low` is the largest double and `high` its negative
/// \throws nothing
/// \cost        O(n) work; scratch memory as `deterministic_reduce`, 48 bytes per partial result
/// \fences      once, for the result; not for n = 0
/// \determinism the same bits at any thread count
/// \source      none
template <ExecutionSpace Exec, class Point>
Bounds bounds(Exec const& exec, std::string_view label, std::size_t n, Point const& point) {
  double const big = std::numeric_limits<double>::max();
  return deterministic_reduce(
      exec, label, n, Bounds{{big, big, big}, {-big, -big, -big}},
      KOKKOS_LAMBDA(std::size_t i, Bounds& b) {
        Vec3<double> const r = point(i);
        for (int d = 0; d < 3; ++d) {
          b.low[d] = Kokkos::min(b.low[d], r[d]);
          b.high[d] = Kokkos::max(b.high[d], r[d]);
        }
      },
      KOKKOS_LAMBDA(Bounds & b, Bounds const& other) {
        for (int d = 0; d < 3; ++d) {
          b.low[d] = Kokkos::min(b.low[d], other.low[d]);
          b.high[d] = Kokkos::max(b.high[d], other.high[d]);
        }
      });
}

}  // namespace tektite
