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
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/eam/detail/energy_pass.hpp"
#include "tektite/eam/detail/pairs.hpp"

namespace tektite::detail {

/// Computes the density at each owned particle and from it the slope F' of its embedding energy.
///
/// Item i also writes `needs_reference` of row i, counts itself in `overflows` if its density is beyond the table of F,
/// and records its pairs that are too close: by atomic operations, see `EamFlags`. Of other rows it reads `near` only,
/// which this pass does not write.
///
/// With `energies` it also computes the energy of each owned particle. It is for the reference evaluation, which takes
/// the density from the sums of the energy: their terms and order are the same. The other evaluations read small tables
/// here, which those of the energy would displace from the cache.
template <MemorySpace Memory, class Real, bool compact, bool energies>
struct EamDensityPass {
  static_assert(!energies || !compact);
  static constexpr int W = lane_count<Memory, Real>;

  EamPairs<Memory> pairs;
  Kokkos::View<double*, Memory> slope;   // F', by particle; ghosts' entries are not written
  Kokkos::View<double*, Memory> energy;  // by owned particle; only with `energies`

  /// \param i owned particle
  KOKKOS_FUNCTION void operator()(int i) const {
    auto const& tables = pairs.tables;
    double density = 0;
    bool needs_reference = true;
    if constexpr (compact) {
      pairs.prefetch_near(i);
      density = near_density(i, pairs.rows(i).near, needs_reference);
      pairs.rows(i).needs_reference = needs_reference;
    }
    if constexpr (energies) {
      EamEnergySums const sums = energy_sums<true>(pairs, i);
      energy(i) = particle_energy(pairs, i, sums);
      density = sums.density;
    } else {
      if (needs_reference) density += reference_density(i);
    }
    tables.embed(pairs.types(i), density, slope(i));
    if (tables.overflows(density)) Kokkos::atomic_inc(&pairs.flags().overflows);
  }

 private:
  // Sum over the near neighbours whose pairs the compact tables hold. Sets needs_reference if there are others.
  KOKKOS_FUNCTION double near_density(int i, int count, bool& needs_reference) const {
    int const* const near = pairs.sorted_neighbors.data() + pairs.row_begin(i);
    LaneSums<Real, W> sum{};
    unsigned any_left_out = 0;
    for (int n = 0; n < count; n += W) {
      auto const density = pairs.template near_densities<Real, W>(i, near + n);
      unsigned const valid = count - n < W ? (1u << (count - n)) - 1u : ~0u;
      any_left_out |= density.left_out & valid;
      sum += density.value;
    }
    needs_reference = any_left_out != 0;
    return pairwise_lane_sum<W, Real>(sum);
  }

  // Sum over the neighbours that the compact tables leave out; in the reference evaluation over all.
  KOKKOS_FUNCTION double reference_density(int i) const {
    auto const& tables = pairs.tables;
    double const closest = tables.distance_spacing * tables.distance_spacing;
    double sum = 0;
    pairs.template visit_reference<Real, compact>(i, [&](int j, Vec3<double>, double s) {
      int const type = pairs.types(i), other = pairs.types(j);
      if (s < closest) {
        pairs.report_close_pair(i, j);
      } else if (s < tables.density_range(tables.index(type, other))) {
        sum += tables.reference_density(type, other, Kokkos::sqrt(s));
      }
    });
    return sum;
  }
};

TEKTITE_EAM_INSTANCE(void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                                             EamDensityPass<compiled::Memory, double, false, false> const&));
TEKTITE_EAM_INSTANCE(void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                                             EamDensityPass<compiled::Memory, double, false, true> const&));
TEKTITE_EAM_INSTANCE(void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                                             EamDensityPass<compiled::Memory, float, true, false> const&));
TEKTITE_EAM_INSTANCE(void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                                             EamDensityPass<compiled::Memory, double, true, false> const&));

}  // namespace tektite::detail
