// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/neighbors/cell_list.hpp"
#include "tektite/neighbors/detail/list_blocks.hpp"
#include "tektite/neighbors/detail/list_rows.hpp"
#include "tektite/neighbors/detail/vector_rows.hpp"
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
  Kokkos::View<int*, Memory> room;              ///< the memory that `neighbors` begins; a rebuild may use all of it
  std::uint64_t build = 0;                      ///< which build of this process it is from; 0: made by hand

  /// Number of rows.
  std::size_t owned() const { return sites.owned; }
};

namespace detail {

/// From 1; another one for each list.
inline std::uint64_t next_build() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

template <ExecutionSpace Exec, class Rows>
void count_rows(Exec const& exec, Rows const& rows, Kokkos::View<std::int64_t*, typename Exec::memory_space> counts) {
  Kokkos::parallel_for(
      "tektite::neighbor_list::count", Kokkos::RangePolicy<Exec>(exec, 0, counts.extent(0) - 1),
      KOKKOS_LAMBDA(int i) { counts(i) = rows.count(i); });
}

template <ExecutionSpace Exec, class Rows>
void fill_rows(Exec const& exec, Rows const& rows, Kokkos::View<std::int64_t*, typename Exec::memory_space> offsets,
               Kokkos::View<int*, typename Exec::memory_space> neighbors) {
  Kokkos::parallel_for(
      "tektite::neighbor_list::fill", Kokkos::RangePolicy<Exec>(exec, 0, offsets.extent(0) - 1),
      KOKKOS_LAMBDA(int i) { rows.fill(i, neighbors.data() + offsets(i)); });
}

}  // namespace detail

/// Builds a neighbour list in the place of an old one, whose memory it takes over where that is large enough: fresh
/// memory costs a fifth of a build. Whoever still holds the old list's `neighbors` may find the new ones there.
///
/// All else as `build_neighbor_list`. If an error is thrown, `list` is empty.
template <ExecutionSpace Exec, Positions P, Domain D>
  requires AccessibleFrom<P, Exec>
void rebuild_neighbor_list(Exec const& exec, P const& positions, D const& domain, NeighborListOptions const& options,
                           NeighborList<typename Exec::memory_space>& list) {
  using Memory = typename Exec::memory_space;
  auto room = std::exchange(list, {}).room;
  require_cutoff("build_neighbor_list", options.cutoff);
  require(std::isfinite(options.skin) && options.skin >= 0, "build_neighbor_list: skin ", options.skin,
          " must be finite and not negative");
  double const reach = options.cutoff + options.skin;
  NeighborList<Memory> made;
  made.cutoff = options.cutoff;
  made.skin = options.skin;
  made.half = options.half;
  made.build = detail::next_build();
  made.sites = make_sites(exec, positions, domain, reach);
  auto const sites = made.sites;
  auto const x = site_positions(exec, positions, domain, sites);
  // Half the reach per cell: 125 small cells enclose the sphere more tightly than 27 large ones.
  auto const cells = build_cell_list(exec, x, frame_of(domain), 0.5 * reach);

  detail::ListRows<Memory> const rows{x, NeighborSearch<Memory>(x, cells, reach), {sites, options.half}};
  auto const owned = sites.owned;
  made.offsets = detail::allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "neighbor_list::offsets", owned + 1);
  auto const allocate_neighbors = [&] {
    detail::counts_to_offsets(exec, "neighbor_list::scan", made.offsets);
    auto const count = static_cast<std::size_t>(detail::fetch(exec, made.offsets, owned));
    if (room.extent(0) < count) {
      bool const again = room.extent(0) > 0;
      room = {};  // first: both at once would need twice the memory
      room = detail::allocate<decltype(room)>(exec, "neighbor_list::neighbors", again ? count + count / 32 : count);
    }
    made.room = room;
    made.neighbors = Kokkos::subview(room, Kokkos::make_pair(std::size_t(0), count));
  };
  if constexpr (detail::lane_count<Memory, float> > 1) {
    detail::ListBlocks<Memory> const blocks(x, cells, static_cast<int>(owned), reach, exec.concurrency());
    detail::VectorRows<Memory> const vector_rows(rows, blocks, reach);
    auto const offsets = made.offsets;
    Kokkos::parallel_for("tektite::neighbor_list::count", detail::policy_for(exec, vector_rows),
                         [=](std::int64_t block) { vector_rows.count(block, offsets.data()); });
    allocate_neighbors();
    auto const neighbors = made.neighbors;
    Kokkos::parallel_for("tektite::neighbor_list::fill", detail::policy_for(exec, vector_rows),
                         [=](std::int64_t block) { vector_rows.fill(block, offsets.data(), neighbors.data()); });
  } else {
    detail::count_rows(exec, rows, made.offsets);
    allocate_neighbors();
    detail::fill_rows(exec, rows, made.offsets, made.neighbors);
  }
  list = made;
}

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
  NeighborList<typename Exec::memory_space> list;
  rebuild_neighbor_list(exec, positions, domain, options, list);
  return list;
}

/// On the default instance of the positions' memory.
template <Positions P, Domain D>
auto build_neighbor_list(P const& positions, D const& domain, NeighborListOptions const& options) {
  return build_neighbor_list(typename particles_memory_space<P>::execution_space{}, positions, domain, options);
}

}  // namespace tektite
