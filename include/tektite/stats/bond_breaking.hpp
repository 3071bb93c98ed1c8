// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/selection.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/neighbors/neighbor_list.hpp"

/// \file
/// The bond-breaking correlation: how many neighbours of a particle still are its neighbours at a later time.
///
/// \source R. Yamamoto and A. Onuki, Phys. Rev. E 58, 3515 (1998); docs/statistics.md

namespace tektite {

/// Bonds of each particle at a time origin, and those that are left.
template <MemorySpace Memory>
struct BondBreaking {
  Kokkos::View<int*, Memory> bonds;  ///< number of neighbours in the first list
  Kokkos::View<int*, Memory> kept;   ///< how many of them are in the second list, too
};

namespace detail {

/// How often a particle is in a part of a row.
template <class Particles, class Neighbors>
KOKKOS_INLINE_FUNCTION int times_listed(Particles const& particle, Neighbors const& neighbors, std::int64_t begin,
                                        std::int64_t end, int wanted) {
  int times = 0;
  for (std::int64_t k = begin; k < end; ++k) times += particle(neighbors(k)) == wanted ? 1 : 0;
  return times;
}

/// Sums of bonds.
struct BondSums {
  std::int64_t bonds = 0, kept = 0;
};

/// Does the work of `bond_correlation`, whose contract it has.
template <ExecutionSpace Exec, class Selected>
double kept_fraction(Exec const& exec, BondBreaking<typename Exec::memory_space> const& broken,
                     Selected const& selected) {
  auto const bonds = broken.bonds, kept = broken.kept;
  auto const sums = deterministic_reduce(
      exec, "bond_correlation", bonds.extent(0), BondSums{},
      KOKKOS_LAMBDA(std::size_t i, BondSums& sum) {
        if (!selected(i)) return;
        sum.bonds += bonds(i);
        sum.kept += kept(i);
      },
      KOKKOS_LAMBDA(BondSums & sum, BondSums const& other) {
        sum.bonds += other.bonds;
        sum.kept += other.kept;
      });
  return sums.bonds > 0 ? double(sums.kept) / double(sums.bonds) : 0.0;
}

}  // namespace detail

/// Counts the bonds of a time origin that are left at a later time.
///
/// A bond is an entry of the first list. It is left if the second list has the same particle in the same row; the
/// second list usually has a larger cutoff, so that a bond that vibrates about the first one is not broken. Images are
/// not told apart, since an atom may be wrapped between the two times: of a particle that is in a row m times in the
/// first list and k times in the second, the smaller number of bonds is left. Drift does not matter.
///
/// \param exec execution space instance that runs everything
/// \param then full list of neighbours at the time origin
/// \param now  full list of the same particles at the later time, with ghosts in the same order if there are any
/// \returns    `BondBreaking`: two numbers for each owned particle
/// \throws Error half lists; lists of different numbers of particles, owned or not
/// \cost       O(n m (m + k)) work for m and k neighbours in the two lists; 8 bytes per particle, the result
/// \fences     none
/// \determinism each entry depends on its rows alone
template <ExecutionSpace Exec>
BondBreaking<typename Exec::memory_space> bond_breaking(Exec const& exec,
                                                        NeighborList<typename Exec::memory_space> const& then,
                                                        NeighborList<typename Exec::memory_space> const& now) {
  require(!then.half && !now.half, "bond_breaking: half lists do not have the bonds of each particle");
  require(then.owned() == now.owned() && then.sites.particles == now.sites.particles, "bond_breaking: lists of ",
          then.owned(), " and ", now.owned(), " of ", then.sites.particles, " and ", now.sites.particles, " particles");
  BondBreaking<typename Exec::memory_space> result;
  std::size_t const n = then.owned();
  using Counts = Kokkos::View<int*, typename Exec::memory_space>;
  result.bonds = detail::allocate<Counts>(exec, "bond_breaking::bonds", n);
  result.kept = detail::allocate<Counts>(exec, "bond_breaking::kept", n);
  auto const bonds = result.bonds, kept = result.kept;
  auto const offsets = then.offsets, offsets_now = now.offsets;
  auto const neighbors = then.neighbors, neighbors_now = now.neighbors;
  auto const particle = then.sites.particle, particle_now = now.sites.particle;
  detail::launch(
      exec, "bond_breaking", n, KOKKOS_LAMBDA(int i) {
        int left = 0;
        for (std::int64_t k = offsets(i); k < offsets(i + 1); ++k) {
          int const j = particle(neighbors(k));
          int const before = detail::times_listed(particle, neighbors, offsets(i), k, j);
          if (detail::times_listed(particle_now, neighbors_now, offsets_now(i), offsets_now(i + 1), j) > before) ++left;
        }
        bonds(i) = static_cast<int>(offsets(i + 1) - offsets(i));
        kept(i) = left;
      });
  return result;
}

/// The bond-breaking correlation C_B: the fraction of all bonds that are left.
///
/// \param exec   execution space instance that runs everything
/// \param broken of `bond_breaking`
/// \returns      sum of kept over sum of bonds, without unit; 0 where there is no bond
/// \throws nothing
/// \cost         O(n) work; no memory per particle but the partial sums of `deterministic_reduce`
/// \fences       once, to get the sums
/// \determinism  the same bits at any thread count: counts are integers
template <ExecutionSpace Exec>
double bond_correlation(Exec const& exec, BondBreaking<typename Exec::memory_space> const& broken) {
  return detail::kept_fraction(exec, broken, EveryParticle{});
}

/// The same of the bonds of selected particles, to particles of any kind.
///
/// \param exec     execution space instance that runs everything
/// \param broken   of `bond_breaking`
/// \param selected which particles: a `Selection`, for example those of one type
/// \returns        as above
/// \throws Error   a selection of another length
/// \cost           as above
/// \fences         once, to get the sums
/// \determinism    the same bits at any thread count: counts are integers
template <ExecutionSpace Exec, Selection S>
double bond_correlation(Exec const& exec, BondBreaking<typename Exec::memory_space> const& broken, S const& selected) {
  detail::require_selection("bond_correlation", selected, broken.bonds.extent(0));
  return detail::kept_fraction(exec, broken, detail::Selected<S>{selected});
}

}  // namespace tektite
