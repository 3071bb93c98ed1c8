// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/ranks.hpp"
#include "tektite/core/status.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/voronoi/voronoi.hpp"

/// \file
/// Voronoi indices: selection and histogram.

namespace tektite {

/// The Voronoi index <n3, n4, n5, n6>: how many faces of a cell have 3, 4, 5 and 6 edges.
using VoronoiIndex = std::array<int, 4>;

/// The full icosahedron: twelve pentagons.
inline constexpr VoronoiIndex full_icosahedron{0, 0, 12, 0};

/// Marks the particles whose cell has a given index. Faces with fewer than 3 or more than 6 edges make no difference.
///
/// \param exec     execution space instance that runs the kernel
/// \param indices  [n][4], see `VoronoiCells::indices`
/// \param wanted   the index
/// \returns        n marks
/// \throws nothing
/// \cost           O(n) work; 1 byte per particle
/// \fences         none
/// \determinism    the same at any thread count
/// \source         definition
template <ExecutionSpace Exec>
Kokkos::View<bool*, typename Exec::memory_space> select_index(
    Exec const& exec, Kokkos::View<int* [4], typename Exec::memory_space> indices, VoronoiIndex const& wanted) {
  auto selected =
      detail::allocate<Kokkos::View<bool*, typename Exec::memory_space>>(exec, "select_index", indices.extent(0));
  int const n3 = wanted[0], n4 = wanted[1], n5 = wanted[2], n6 = wanted[3];
  detail::launch(
      exec, "select_index", indices.extent(0), KOKKOS_LAMBDA(int i) {
        selected(i) = indices(i, 0) == n3 && indices(i, 1) == n4 && indices(i, 2) == n5 && indices(i, 3) == n6;
      });
  return selected;
}

/// Computes which fractions of the faces of each cell have 3, 4, 5 and 6 edges: n_k divided by the number of all faces.
///
/// \param exec     execution space instance that runs the kernel
/// \param cells    Voronoi cells
/// \returns        [n][4], without unit; 0 for a cell without faces. Faces with more edges are counted among all, so
/// that
///                 four fractions may add up to less than 1
/// \throws Error   another number of indices than of cells
/// \cost           O(n) work; 32 bytes per particle
/// \fences         none
/// \determinism    the same bits at any thread count
/// \source         definition
template <ExecutionSpace Exec>
Kokkos::View<double* [4], typename Exec::memory_space> face_fractions(
    Exec const& exec, VoronoiCells<typename Exec::memory_space> const& cells) {
  std::size_t const n = cells.face_counts.extent(0);
  require(cells.indices.extent(0) == n, "face_fractions: indices of ", cells.indices.extent(0), ", but the faces of ",
          n, " cells");
  auto const fractions =
      detail::allocate<Kokkos::View<double* [4], typename Exec::memory_space>>(exec, "face_fractions", n);
  auto const indices = cells.indices;
  auto const counts = cells.face_counts;
  detail::launch<std::size_t>(
      exec, "face_fractions", n, KOKKOS_LAMBDA(std::size_t i) {
        for (int k = 0; k < 4; ++k) fractions(i, k) = counts(i) > 0 ? double(indices(i, k)) / counts(i) : 0.0;
      });
  return fractions;
}

/// One entry of a histogram of indices.
struct IndexCount {
  VoronoiIndex index;  ///< n3, n4, n5, n6
  std::int64_t count;  ///< number of cells with this index

  friend bool operator==(IndexCount const&, IndexCount const&) = default;
};

namespace detail {

/// Adds the counts of equal indices: most frequent first, of equally frequent ones the smallest index first.
inline std::vector<IndexCount> joined(std::vector<IndexCount> counts, std::size_t most) {
  std::sort(counts.begin(), counts.end(), [](auto const& a, auto const& b) { return a.index < b.index; });
  std::vector<IndexCount> histogram;
  for (IndexCount const& one : counts) {
    if (histogram.empty() || histogram.back().index != one.index) histogram.push_back({one.index, 0});
    histogram.back().count += one.count;
  }
  std::stable_sort(histogram.begin(), histogram.end(), [](auto const& a, auto const& b) { return a.count > b.count; });
  histogram.resize(std::min(histogram.size(), most));
  return histogram;
}

}  // namespace detail

/// Counts how often each index occurs among the cells whose status is `ok` or `degenerate`, on the host.
///
/// \param exec     execution space instance that copies the indices
/// \param cells    Voronoi cells
/// \param most     largest number of entries returned
/// \returns        the entries, most frequent first, of equally frequent ones the smallest index first
/// \throws Error   another number of indices than of cells
/// \cost           copies 20 bytes per particle to the host; O(n log n) work there
/// \fences         once
/// \determinism    the same at any thread count
/// \source         definition
template <ExecutionSpace Exec>
std::vector<IndexCount> index_histogram(Exec const& exec, VoronoiCells<typename Exec::memory_space> const& cells,
                                        std::size_t most = 20) {
  require(cells.indices.extent(0) == cells.status.extent(0), "index_histogram: indices of ", cells.indices.extent(0),
          ", but the status of ", cells.status.extent(0), " cells");
  auto const indices = Kokkos::create_mirror_view(Kokkos::HostSpace{}, cells.indices);
  auto const status = Kokkos::create_mirror_view(Kokkos::HostSpace{}, cells.status);
  Kokkos::deep_copy(exec, indices, cells.indices);
  Kokkos::deep_copy(exec, status, cells.status);
  exec.fence("tektite::index_histogram");

  std::vector<IndexCount> each;
  for (std::size_t i = 0; i < status.extent(0); ++i) {
    if (status(i) != Status::ok && status(i) != Status::degenerate) continue;
    each.push_back({{indices(i, 0), indices(i, 1), indices(i, 2), indices(i, 3)}, 1});
  }
  return detail::joined(std::move(each), most);
}

/// Counts how often each index occurs among the cells of all ranks. Collective.
///
/// \param exec     execution space instance that copies the indices
/// \param ranks    a model of `Ranks`
/// \param cells    Voronoi cells of this rank's particles
/// \param most     largest number of entries returned
/// \returns        as `index_histogram`, the same on every rank
/// \throws Error   on every rank, as `index_histogram` on one
/// \cost           as `index_histogram`, and each rank receives 24 bytes for each index that a rank has: a few hundred
/// \fences         once
/// \determinism    the same at any thread count, and for any division among ranks
/// \source         definition
template <ExecutionSpace Exec, Ranks R>
std::vector<IndexCount> index_histogram_over_ranks(Exec const& exec, R const& ranks,
                                                   VoronoiCells<typename Exec::memory_space> const& cells,
                                                   std::size_t most = 20) {
  auto const mine =
      on_all_ranks(ranks, [&] { return index_histogram(exec, cells, std::numeric_limits<std::size_t>::max()); });
  return detail::joined(ranks.gather(mine), most);
}

TEKTITE_VORONOI_INSTANCE(compiled::View<bool*> select_index(compiled::Exec const&, compiled::View<int* [4]>,
                                                            VoronoiIndex const&));
TEKTITE_VORONOI_INSTANCE(std::vector<IndexCount> index_histogram(compiled::Exec const&,
                                                                 VoronoiCells<compiled::Memory> const&, std::size_t));

}  // namespace tektite
