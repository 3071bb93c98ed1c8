// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "tektite/core/checks.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/neighbors/cell_list.hpp"
#include "tektite/neighbors/detail/build_rows.hpp"
#include "tektite/neighbors/sites.hpp"

/// \file
/// Neighbour lists: for each owned particle the sites within a distance.
///
/// \source none: cells and skin as in textbooks

namespace tektite {

/// Options of a neighbour list; lengths in the unit of the positions.
struct NeighborListOptions {
  double cutoff;      ///< the caller needs all pairs within this distance
  double skin = 0.0;  ///< pairs are listed up to cutoff + skin, so that the list stays valid while particles move
  bool half = false;  ///< list each pair once instead of twice
};

/// For each owned particle its neighbours: the sites within cutoff + skin, ascending.
///
/// A neighbour is a *site*: `sites.particle(s)` is the index of its particle, `sites.shift(s)` tells which image of
/// that particle it is. A particle may be its own neighbour (through an image), and several images of one particle may
/// be neighbours.
template <MemorySpace Memory>
struct NeighborList {
  Kokkos::View<std::int64_t*, Memory> offsets;  ///< row i is [offsets(i), offsets(i + 1)); owned + 1 entries
  Kokkos::View<int*, Memory> neighbors;         ///< site indices, ascending within a row
  Sites<Memory> sites;                          ///< particle and image of each site
  double cutoff = 0;                            ///< cutoff of the options
  double skin = 0;                              ///< skin of the options
  bool half = false;                            ///< whether each pair is listed once
  Kokkos::View<int*, Memory> room;              ///< allocation whose first part is `neighbors`; a rebuild reuses it
  std::uint64_t build = 0;  ///< id of the build, unique in this process, from 1; 0: not built by the library

  /// Number of rows.
  ///
  /// \returns the number of owned particles
  std::size_t owned() const { return sites.owned; }
};

namespace detail {

/// Does the work of `rebuild_neighbor_list`, whose contract it has, in the memory `storage`.
template <ExecutionSpace Exec, Positions P>
NeighborList<typename Exec::memory_space> list_neighbors(Exec const& exec, P const& positions,
                                                         Surroundings const& around, NeighborListOptions const& options,
                                                         Kokkos::View<int*, typename Exec::memory_space> storage) {
  require_cutoff("build_neighbor_list", options.cutoff);
  require(std::isfinite(options.skin) && options.skin >= 0, "build_neighbor_list: skin ", options.skin,
          " must be finite and not negative");
  double const reach = options.cutoff + options.skin;
  auto const build = next_build();
  auto const sites = list_sites(exec, positions, around, reach);
  auto const x = place_sites(exec, positions, around.translations(), sites);
  // Half the reach per cell: 125 small cells enclose the sphere more tightly than 27 large ones.
  auto const cells = build_cell_list(exec, x, around.frame(), 0.5 * reach);
  auto const rows = build_rows(exec, x, cells, sites, options.half, reach, storage);
  return {rows.offsets, rows.neighbors, sites, options.cutoff, options.skin, options.half, rows.storage, build};
}

TEKTITE_NEIGHBORS_INSTANCE(NeighborList<compiled::Memory> list_neighbors(
    compiled::Exec const&, compiled::Positions const&, Surroundings const&, NeighborListOptions const&,
    compiled::View<int*>));

}  // namespace detail

/// Builds a neighbour list in the memory of an old one, as far as that is large enough. Allocating fresh memory takes a
/// fifth of the time of a build.
///
/// The new list is that of `build_neighbor_list`. Copies of the old list's `neighbors` that the caller still holds may
/// refer to the same memory and then change.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3], anywhere in space (and ghosts after the owned particles for `WithGhosts`)
/// \param domain    a periodic `Box` in the unit of the positions, `WithGhosts`, or a domain of your own
/// \param options   cutoff, skin, half or full list; lengths in the unit of the positions
/// \param list      old list, replaced by the new one; empty if an error is thrown
/// \throws Error    cutoff not positive, negative skin, a position not finite, more than 2^31 sites, more owned
///                  particles than positions
/// \cost            O(n) work at given density; 4 bytes per listed neighbour, 8 per particle and 16 per site; 24 more
///                  per site and those of `build_cell_list` during the call; on a CPU half a megabyte of stack per
///                  thread
/// \fences          where the host needs the check of positions, the number of images, the bounds of the grid and the
///                  number of neighbours
/// \determinism     the same list at any thread count
template <ExecutionSpace Exec, Positions P, Domain D>
  requires AccessibleFrom<P, Exec>
void rebuild_neighbor_list(Exec const& exec, P const& positions, D const& domain, NeighborListOptions const& options,
                           NeighborList<typename Exec::memory_space>& list) {
  auto storage = std::exchange(list, {}).room;
  list = detail::list_neighbors(exec, detail::common_form(positions), detail::surroundings_of(positions, domain),
                                options, std::move(storage));
}

/// Builds a neighbour list.
///
/// A half list holds a pair in the row of its smaller particle index, and a pair of a particle with its own image once;
/// pairs of an owned particle with a ghost are always listed. A pair at exactly the distance cutoff + skin is listed.
///
/// Particles are sorted into a grid of cells, rows are counted, counts are scanned, rows are filled.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3], anywhere in space (and ghosts after the owned particles for `WithGhosts`)
/// \param domain    a periodic `Box` in the unit of the positions, `WithGhosts`, or a domain of your own
/// \param options   cutoff, skin, half or full list; lengths in the unit of the positions
/// \returns         the list, one row for each owned particle
/// \throws Error    cutoff not positive, negative skin, a position not finite, more than 2^31 sites, more owned
///                  particles than positions
/// \cost            as `rebuild_neighbor_list`
/// \fences          as `rebuild_neighbor_list`
/// \determinism     the same list at any thread count
template <ExecutionSpace Exec, Positions P, Domain D>
  requires AccessibleFrom<P, Exec>
NeighborList<typename Exec::memory_space> build_neighbor_list(Exec const& exec, P const& positions, D const& domain,
                                                              NeighborListOptions const& options) {
  NeighborList<typename Exec::memory_space> list;
  rebuild_neighbor_list(exec, positions, domain, options, list);
  return list;
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param positions,domain,options as above
/// \returns                        as above
template <Positions P, Domain D>
auto build_neighbor_list(P const& positions, D const& domain, NeighborListOptions const& options) {
  return build_neighbor_list(typename particles_memory_space<P>::execution_space{}, positions, domain, options);
}

}  // namespace tektite
