// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/eam/detail/pairs.hpp"

namespace tektite::detail {

/// Computes (dE/dr) / r of each listed pair from the file's tables, and 0 for pairs beyond the cutoff. Reads F' by
/// particle. Pairs closer than the first point of the tables have been reported by the density pass.
template <MemorySpace Memory>
struct EamPairForcePass {
  EamPairs<Memory> pairs;
  Kokkos::View<double*, Memory> slopes;  // F', by particle
  Kokkos::View<double*, Memory> force;   // by entry of the list

  /// \param i owned particle
  KOKKOS_FUNCTION void operator()(int i) const {
    auto const& tables = pairs.tables;
    double const closest = tables.distance_spacing * tables.distance_spacing, end = tables.cutoff * tables.cutoff;
    for (std::int64_t n = pairs.offsets(i); n < pairs.offsets(i + 1); ++n) {
      int const j = pairs.neighbors(n);
      Vec3<double> const d = pairs.displacement(i, j);
      double const s = dot(d, d);
      force(n) = s < closest || s >= end ? 0.0
                                         : tables.reference_force(pairs.types(i), pairs.types(j), Kokkos::sqrt(s),
                                                                  slopes(i), slopes(pairs.particle(j)));
    }
  }
};

TEKTITE_EAM_INSTANCE(void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                                             EamPairForcePass<compiled::Memory> const&));

}  // namespace tektite::detail
