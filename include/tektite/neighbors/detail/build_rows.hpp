// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/neighbors/cell_list.hpp"
#include "tektite/neighbors/detail/list_blocks.hpp"
#include "tektite/neighbors/detail/list_rows.hpp"
#include "tektite/neighbors/detail/vector_rows.hpp"
#include "tektite/neighbors/neighbor_search.hpp"
#include "tektite/neighbors/sites.hpp"

/// \file
/// The kernels of a neighbour list: rows are counted, counts become offsets, rows are filled.

namespace tektite::detail {

/// Id of a list build, unique in this process and at least 1.
inline std::uint64_t next_build() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

/// The rows of a neighbour list.
template <MemorySpace Memory>
struct RowArrays {
  Kokkos::View<std::int64_t*, Memory> offsets;  ///< as in `NeighborList`; while rows are counted, lengths of rows
  Kokkos::View<int*, Memory> neighbors;         ///< as in `NeighborList`; the first part of `storage`
  Kokkos::View<int*, Memory> storage;           ///< memory that a later list may use again
};

/// Turns the counts in `rows.offsets` into offsets and sets `rows.neighbors`. Reallocates `rows.storage` where it is
/// too small: with 1/32 to spare if it held a list before, since the next list may again be a little longer. Fences
/// `exec`.
template <ExecutionSpace Exec>
void allocate_neighbors(Exec const& exec, RowArrays<typename Exec::memory_space>& rows) {
  counts_to_offsets(exec, "neighbor_list::scan", rows.offsets);
  auto const count = static_cast<std::size_t>(fetch(exec, rows.offsets, rows.offsets.extent(0) - 1));
  if (rows.storage.extent(0) < count) {
    bool const rebuilt = rows.storage.extent(0) > 0;
    rows.storage = {};  // released first: both allocations at once would need twice the memory
    rows.storage = allocate<Kokkos::View<int*, typename Exec::memory_space>>(exec, "neighbor_list::neighbors",
                                                                             rebuilt ? count + count / 32 : count);
  }
  rows.neighbors = Kokkos::subview(rows.storage, Kokkos::make_pair(std::size_t(0), count));
}

/// Counts and fills the rows, with an owned particle as the item of both kernels: each writes its own row. On any
/// device. Fences `exec`.
///
/// \param exec   runs the kernels
/// \param search finds the neighbours of a particle
/// \param rows   with zeros as offsets; filled
template <ExecutionSpace Exec>
void build_by_particles(Exec const& exec, ListRows<typename Exec::memory_space> const& search,
                        RowArrays<typename Exec::memory_space>& rows) {
  auto const offsets = rows.offsets;
  auto const owned = offsets.extent(0) - 1;
  launch(exec, "neighbor_list::count", owned, KOKKOS_LAMBDA(int i) { offsets(i) = search.count(i); });
  allocate_neighbors(exec, rows);
  auto const neighbors = rows.neighbors;
  launch(exec, "neighbor_list::fill", owned, KOKKOS_LAMBDA(int i) { search.fill(i, neighbors.data() + offsets(i)); });
}

/// Counts and fills the rows, with a block of grid cells as the item of both kernels: it writes the rows of all owned
/// particles in the block. A particle is in one block only. In vector registers, on the CPU. Fences `exec`.
///
/// \param exec   runs the kernels
/// \param search finds the neighbours of the particles of a block
/// \param rows   with zeros as offsets; filled
template <ExecutionSpace Exec>
void build_by_blocks(Exec const& exec, VectorRows<typename Exec::memory_space> const& search,
                     RowArrays<typename Exec::memory_space>& rows) {
  auto const offsets = rows.offsets;
  launch_in_chunks<std::int64_t>(exec, "neighbor_list::count", search.size(), 1,
                                 [=](std::int64_t block) { search.count(block, offsets.data()); });
  allocate_neighbors(exec, rows);
  auto const neighbors = rows.neighbors;
  launch_in_chunks<std::int64_t>(exec, "neighbor_list::fill", search.size(), 1,
                                 [=](std::int64_t block) { search.fill(block, offsets.data(), neighbors.data()); });
}

/// Builds the rows of a neighbour list. Fences `exec`.
///
/// \param exec    runs everything
/// \param x       positions of all sites
/// \param cells   grid of the sites
/// \param sites   particle and image of each site
/// \param half    whether each pair is listed once
/// \param reach   largest distance of a pair
/// \param storage memory for neighbours, reused if it is large enough; empty on return
/// \returns the rows of the owned particles
template <ExecutionSpace Exec>
RowArrays<typename Exec::memory_space> build_rows(Exec const& exec,
                                                  Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& x,
                                                  CellList<typename Exec::memory_space> const& cells,
                                                  Sites<typename Exec::memory_space> const& sites, bool half,
                                                  double reach,
                                                  Kokkos::View<int*, typename Exec::memory_space>& storage) {
  using Memory = typename Exec::memory_space;
  RowArrays<Memory> rows;
  rows.storage = storage;
  storage = {};
  rows.offsets = allocate_zero<decltype(rows.offsets)>(exec, "neighbor_list::offsets", sites.owned + 1);
  ListRows<Memory> const search{x, NeighborSearch<Memory>(x, cells, reach), {sites, half}};
  if constexpr (lane_count<Memory, float> > 1) {
    ListBlocks<Memory> const blocks(x, cells, static_cast<int>(sites.owned), reach, exec.concurrency());
    build_by_blocks(exec, VectorRows<Memory>(search, blocks, reach), rows);
  } else {
    build_by_particles(exec, search, rows);
  }
  return rows;
}

}  // namespace tektite::detail
