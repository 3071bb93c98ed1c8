// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/eam/detail/pairs.hpp"
#include "tektite/neighbors/sites.hpp"

/// \file
/// What goes through all sites before a pass over their pairs.

namespace tektite::detail {

/// Nothing is wrong yet.
template <ExecutionSpace Exec>
void reset_flags(Exec const& exec, Kokkos::View<EamFlags, typename Exec::memory_space> const& flags) {
  Kokkos::parallel_for(
      "tektite::eam::reset_flags", Kokkos::RangePolicy<Exec>(exec, 0, 1), KOKKOS_LAMBDA(int) { flags() = EamFlags{}; });
}

/// Sites with their places and types, ready for the passes. Says whether one has left the inner skin.
template <ExecutionSpace Exec, Positions P, SiteDomain D, class Types>
void pack_sites(Exec const& exec, P const& positions, Types const& types, D const& domain,
                Sites<typename Exec::memory_space> const& sites, EamPairs<typename Exec::memory_space> const& pairs) {
  auto const particle = sites.particle;
  auto const shift = sites.shift;
  Kokkos::parallel_for(
      "tektite::eam::pack_sites", as_argument(Kokkos::RangePolicy<Exec>(exec, 0, sites.size())), KOKKOS_LAMBDA(int s) {
        int const p = particle(s);
        Vec3<double> const r = position(positions, p) + site_translation(domain, shift(s));
        int const type = types(p);
        bool const finite = Kokkos::isfinite(r.x) && Kokkos::isfinite(r.y) && Kokkos::isfinite(r.z);
        bool const known = type >= 0 && type < pairs.tables.types;
        if (!finite) Kokkos::atomic_min(&pairs.flags().bad_position, std::int64_t(p));
        if (!known) Kokkos::atomic_min(&pairs.flags().bad_type, std::int64_t(p));
        if (!finite || !known) pairs.error_flag.raise();
        pairs.sites.set(s, finite ? r : Vec3<double>{}, known ? type : 0);
        pairs.types(s) = known ? type : 0;
        if (!pairs.sort) {
          Vec3<double> const path = r - pairs.sorted_at(s);
          if (!(4 * dot(path, path) < pairs.inner_skin * pairs.inner_skin))
            Kokkos::atomic_store(&pairs.flags().moved, 1u);
        }
      });
}

/// Sites at given places, without types: all that sorting needs.
template <ExecutionSpace Exec>
void pack_places(Exec const& exec, Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& places,
                 EamPairs<typename Exec::memory_space> const& pairs) {
  Kokkos::parallel_for(
      "tektite::eam::pack_places", as_argument(Kokkos::RangePolicy<Exec>(exec, 0, places.extent(0))),
      KOKKOS_LAMBDA(int s) { pairs.sites.set(s, places(s), 0); });
}

/// Hands every site the slope of its particle's embedding energy.
template <ExecutionSpace Exec, class Pairs, class Slopes>
void spread_slopes(Exec const& exec, Pairs const& pairs, Slopes const& slopes, std::size_t count) {
  Kokkos::parallel_for(
      "tektite::eam::spread_slopes", as_argument(Kokkos::RangePolicy<Exec>(exec, 0, count)),
      KOKKOS_LAMBDA(int s) { pairs.sites.set_slope(s, slopes(pairs.particle(s))); });
}

}  // namespace tektite::detail
