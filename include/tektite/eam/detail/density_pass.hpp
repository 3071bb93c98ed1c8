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
  // Sum over the near neighbours. Sets needs_reference if one may be closer than the compact tables' inner distance.
  KOKKOS_FUNCTION double near_density(int i, int count, bool& needs_reference) const {
    auto const& fast = pairs.tables.template fast<Real>();
    auto const& table = fast.density;
    int const* const near = pairs.sorted_neighbors.data() + pairs.row_begin(i);
    int const type = pairs.types(i);
    LaneSums<Real, W> sum{};
    unsigned any_inner = 0;
    for (int n = 0; n < count; n += W) {
      auto const d = pairs.sites.template neighbors<Real, W>(i, near + n);
      unsigned const valid = count - n < W ? (1u << (count - n)) - 1u : ~0u;
      any_inner |= below<W>(d.squared, fast.max_inner) & valid;
      EamInterval<Real, W> const at(table.grid, d.squared, fast.far);
      sum += cubic<W>(table.numbers.data(), table.template begin<W>(type, d.type, at.number), at.t);
    }
    needs_reference = any_inner != 0;
    return pairwise_lane_sum<W, Real>(sum);
  }

  // Sum over the neighbours closer than the compact tables' inner distance; in the reference evaluation over all.
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

TEKTITE_EAM_INSTANCE(void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                                             EamDensityPass<compiled::Memory, double, false, false> const&));
TEKTITE_EAM_INSTANCE(void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                                             EamDensityPass<compiled::Memory, double, false, true> const&));
TEKTITE_EAM_INSTANCE(void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                                             EamDensityPass<compiled::Memory, float, true, false> const&));
TEKTITE_EAM_INSTANCE(void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                                             EamDensityPass<compiled::Memory, double, true, false> const&));

}  // namespace tektite::detail
