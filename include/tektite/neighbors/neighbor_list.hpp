// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/sort.hpp"
#include "tektite/neighbors/cell_list.hpp"
#include "tektite/neighbors/neighbor_search.hpp"
#include "tektite/neighbors/sites.hpp"

namespace tektite {

/// What to list; lengths in the unit of the positions.
struct NeighborListOptions {
  double cutoff;      ///< pairs within this distance are wanted
  double skin = 0.0;  ///< listed beyond the cutoff, so that the list stays valid while particles move
  bool half = false;  ///< list each pair once instead of twice
};

/// Who is near whom: for each owned particle the sites within cutoff + skin, ascending.
///
/// A neighbour is a *site*: `sites.particle(s)` says which particle it is, `sites.shift(s)` which image of it. A
/// particle may be its own neighbour (through an image), and several images of one particle may be neighbours.
template <MemorySpace Memory>
struct NeighborList {
  Kokkos::View<std::int64_t*, Memory> offsets;  ///< row i is [offsets(i), offsets(i + 1)); owned + 1 entries
  Kokkos::View<int*, Memory> neighbors;         ///< site indices, ascending within a row
  Sites<Memory> sites;                          ///< what the neighbours are
  double cutoff = 0;                            ///< as asked for
  double skin = 0;                              ///< as asked for
  bool half = false;                            ///< is each pair listed once?

  /// Number of rows.
  std::size_t owned() const { return sites.owned; }
};

namespace detail {

/// Which of the sites in reach belong into the row of particle `i`: all but itself, or one of each pair.
template <MemorySpace Memory>
struct PairFilter {
  Sites<Memory> sites;
  bool half;

  KOKKOS_FUNCTION bool operator()(int i, int j) const {
    if (j == i) return false;
    if (!half) return true;
    int const other = sites.particle(j);
    if (other != i) return other > i;
    // A pair of images of one particle: keep the lexicographically positive one.
    Vec3<int> const s = sites.shift(j) - sites.shift(i);
    return s.x > 0 || (s.x == 0 && (s.y > 0 || (s.y == 0 && s.z > 0)));
  }
};

}  // namespace detail

/// Builds a neighbour list.
///
/// \param exec      runs everything; fenced where sizes are needed on the host
/// \param positions owned particles, anywhere in space (and ghosts behind them for `WithGhosts`)
/// \param domain    a `Box`, or `WithGhosts`
/// \param options   cutoff, skin, half or full; lengths in the unit of the positions
/// \throws Error    cutoff not positive, negative skin, a position not finite
///
/// A half list holds a pair at its smaller particle index; a pair of a particle with its own image once; pairs of an
/// owned particle with a ghost always. A pair at exactly the listed distance is in the list.
///
/// Count, scan, fill on a cell grid: O(n) work at given density, 4 bytes per listed neighbour and 8 per particle.
/// The list is the same at any thread count.
template <ExecutionSpace Exec, Positions P, Domain D>
  requires AccessibleFrom<P, Exec>
NeighborList<typename Exec::memory_space> build_neighbor_list(Exec const& exec, P const& positions, D const& domain,
                                                              NeighborListOptions const& options) {
  using Memory = typename Exec::memory_space;
  detail::require_cutoff("build_neighbor_list", options.cutoff);
  detail::require(std::isfinite(options.skin) && options.skin >= 0, "build_neighbor_list: skin ", options.skin,
                  " must be finite and not negative");
  double const reach = options.cutoff + options.skin;
  NeighborList<Memory> list;
  list.cutoff = options.cutoff;
  list.skin = options.skin;
  list.half = options.half;
  list.sites = make_sites(exec, positions, domain, reach);
  auto const sites = list.sites;
  auto const x = site_positions(exec, positions, domain, sites);
  // Half the reach per cell: 125 small cells enclose the sphere more tightly than 27 large ones.
  auto const cells = build_cell_list(exec, x, detail::frame_of(domain), 0.5 * reach);

  NeighborSearch<Memory> const search(x, cells, reach);
  detail::PairFilter<Memory> const wanted{sites, options.half};
  int const owned = static_cast<int>(sites.owned);

  list.offsets = detail::allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "neighbor_list::offsets", owned + 1);
  auto const offsets = list.offsets;
  Kokkos::parallel_for(
      "tektite::neighbor_list::count", Kokkos::RangePolicy<Exec>(exec, 0, owned), KOKKOS_LAMBDA(int i) {
        std::int64_t count = 0;
        search(x(i), [&](int j) { count += wanted(i, j); });
        offsets(i) = count;
      });
  Kokkos::parallel_scan(
      "tektite::neighbor_list::scan", Kokkos::RangePolicy<Exec>(exec, 0, owned + 1),
      KOKKOS_LAMBDA(int i, std::int64_t& sum, bool final) {
        auto const count = offsets(i);
        if (final) offsets(i) = sum;
        sum += count;
      });
  list.neighbors = detail::allocate<Kokkos::View<int*, Memory>>(exec, "neighbor_list::neighbors",
                                                                detail::fetch(exec, offsets, owned));
  auto const neighbors = list.neighbors;
  Kokkos::parallel_for(
      "tektite::neighbor_list::fill", Kokkos::RangePolicy<Exec>(exec, 0, owned), KOKKOS_LAMBDA(int i) {
        int* const row = neighbors.data() + offsets(i);
        int count = 0;
        search(x(i), [&](int j) {
          if (wanted(i, j)) row[count++] = j;
        });
        detail::sort(row, count);
      });
  return list;
}

/// On the default instance of the positions' memory.
template <Positions P, Domain D>
auto build_neighbor_list(P const& positions, D const& domain, NeighborListOptions const& options) {
  return build_neighbor_list(typename particles_memory_space<P>::execution_space{}, positions, domain, options);
}

}  // namespace tektite
