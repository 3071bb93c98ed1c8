// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/particle_values.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/eam/detail/pairs.hpp"
#include "tektite/neighbors/sites.hpp"

/// \file
/// Kernels over all sites that run before the passes over their pairs.

namespace tektite::detail {

/// Clears all errors and counts: a kernel with one item. Does not fence.
template <ExecutionSpace Exec>
void reset_flags(Exec const& exec, Kokkos::View<EamFlags, typename Exec::memory_space> const& flags) {
  launch(exec, "eam::reset_flags", 1, KOKKOS_LAMBDA(int) { flags() = EamFlags{}; });
}

/// Writes the positions and types of all sites for the passes. Does not fence.
///
/// Of the particles whose position is not finite, and of those whose type is unknown, the smallest index is recorded;
/// such a site gets position 0 or type 0, so that the passes stay within their arrays. Sets `moved` if a site has moved
/// by half of the inner skin since the last sort, unless the neighbours are sorted in this call anyway (`must_sort`).
///
/// \param exec      runs the kernel
/// \param positions of the particles
/// \param types     of the particles
/// \param translate from particles to their images, the edges on host or device
/// \param sites     of the neighbour list: particle and image of each
/// \param pairs     its sites, types and flags are written
template <ExecutionSpace Exec, Positions P, class Types, class Edges>
void pack_sites(Exec const& exec, P const& positions, Types const& types, SiteTranslations<Edges> const& translate,
                Sites<typename Exec::memory_space> const& sites, EamPairs<typename Exec::memory_space> const& pairs) {
  auto const particle = sites.particle;
  auto const shift = sites.shift;
  [[maybe_unused]] std::size_t const type_count = value_count(types);
  launch_as_argument(
      exec, "eam::pack_sites", sites.size(), KOKKOS_LAMBDA(int s) {
        int const p = particle(s);
        KOKKOS_ASSERT(is_index(p, type_count));
        Vec3<double> const r = position(positions, p) + translate(shift(s));
        // A wider integer keeps its high bits here, and so is not taken for a small type.
        auto const type = static_cast<std::int64_t>(value(types, static_cast<std::size_t>(p)));
        bool const finite = Kokkos::isfinite(r.x) && Kokkos::isfinite(r.y) && Kokkos::isfinite(r.z);
        bool const known = type >= 0 && type < pairs.tables.types;
        if (!finite) Kokkos::atomic_min(&pairs.flags().bad_position, std::int64_t(p));
        if (!known) Kokkos::atomic_min(&pairs.flags().bad_type, std::int64_t(p));
        if (!finite || !known) pairs.error_flag.raise();
        int const packed_type = known ? static_cast<int>(type) : 0;
        pairs.sites.set(s, finite ? r : Vec3<double>{}, packed_type);
        pairs.types(s) = packed_type;
        if (!pairs.must_sort) {
          Vec3<double> const path = r - pairs.sorted_positions(s);
          if (!(4 * dot(path, path) < pairs.inner_skin * pairs.inner_skin))
            Kokkos::atomic_store(&pairs.flags().moved, 1u);
        }
      });
}

/// Writes all sites at given positions, all with type 0: the sort pass reads positions only. Does not fence.
template <ExecutionSpace Exec>
void pack_positions(Exec const& exec, Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& positions,
                    EamPairs<typename Exec::memory_space> const& pairs) {
  launch_as_argument(
      exec, "eam::pack_positions", positions.extent(0), KOKKOS_LAMBDA(int s) { pairs.sites.set(s, positions(s), 0); });
}

/// Copies to every site the slope F' of its particle. Does not fence.
///
/// \param exec   runs the kernel
/// \param pairs  its sites are written
/// \param slopes F' by particle
/// \param count  number of sites
template <ExecutionSpace Exec, class Pairs, class Slopes>
void spread_slopes(Exec const& exec, Pairs const& pairs, Slopes const& slopes, std::size_t count) {
  launch_as_argument(
      exec, "eam::spread_slopes", count, KOKKOS_LAMBDA(int s) { pairs.sites.set_slope(s, slopes(pairs.particle(s))); });
}

TEKTITE_EAM_INSTANCE(void reset_flags(compiled::Exec const&, compiled::View<EamFlags> const&));
TEKTITE_EAM_INSTANCE(void pack_sites(compiled::Exec const&, compiled::Positions const&, compiled::Values<int> const&,
                                     SiteTranslations<KnownEdges> const&, Sites<compiled::Memory> const&,
                                     EamPairs<compiled::Memory> const&));
TEKTITE_EAM_INSTANCE(void pack_sites(compiled::Exec const&, compiled::Positions const&, compiled::Values<int> const&,
                                     SiteTranslations<CellEdges<compiled::Memory>> const&,
                                     Sites<compiled::Memory> const&, EamPairs<compiled::Memory> const&));
TEKTITE_EAM_INSTANCE(void pack_positions(compiled::Exec const&, compiled::View<Vec3<double>*> const&,
                                         EamPairs<compiled::Memory> const&));
TEKTITE_EAM_INSTANCE(void spread_slopes(compiled::Exec const&, EamPairs<compiled::Memory> const&,
                                        compiled::View<double*> const&, std::size_t));

}  // namespace tektite::detail
