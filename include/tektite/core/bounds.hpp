// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <limits>
#include <string>

#include "tektite/core/concepts.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/vec3.hpp"

namespace tektite {

struct Bounds {
  Vec3<double> low, high;
};

/// Smallest and largest coordinate of n places.
/// \param place device-callable `Vec3<double>(std::size_t i)`
template <ExecutionSpace Exec, class Place>
Bounds bounds(Exec const& exec, std::string const& label, std::size_t n, Place const& place) {
  double const big = std::numeric_limits<double>::max();
  return deterministic_reduce(
      exec, label, n, Bounds{{big, big, big}, {-big, -big, -big}},
      KOKKOS_LAMBDA(std::size_t i, Bounds& b) {
        Vec3<double> const u = place(i);
        for (int d = 0; d < 3; ++d) {
          b.low[d] = Kokkos::min(b.low[d], u[d]);
          b.high[d] = Kokkos::max(b.high[d], u[d]);
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
