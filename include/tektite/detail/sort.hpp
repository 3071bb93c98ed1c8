// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

/// \file
/// Sort of a short array by one thread, and which sort the library uses when.
///
/// - Shell sort, `sort` below: rows of a neighbour list, sites of a Voronoi grid cell, candidates of a Voronoi cell
///   (at most 96), clusters of a particle. Some to some hundred items; one thread of any device, in place.
/// - Insertion sort, `neighbors/cell_list.hpp`: points of a grid cell. A few items, which one thread finds sorted
///   already.
/// - Counting sort by cell, `neighbors/cell_list.hpp` and `voronoi/detail/build_point_grid.hpp`: all points of a
///   grid. O(n) work by all threads, since cells are numbered; the order within a cell comes from one of the two
///   sorts above.
/// - Counting sort by rank, `voronoi/detail/face_record.hpp`: at most 32 faces of a Voronoi cell (else shell sort).
///   All pairs are compared, without a branch.
/// - Radix sort, `neighbors/detail/list_blocks.hpp`: at most 10 240 candidate sites of a block of grid cells. One
///   CPU thread with buffers on its stack; O(n) work per pass, two passes for up to 262 144 sites.
/// - Merge sort, `detail/merge_sort.hpp`: keys of all particles (`spatial_order`) or clusters (`cluster_labels`).
///   Any number of items, all threads of any device.
/// - `std::sort`, `std::stable_sort`: what is on the host (files, adaptors, networks, histograms of indices,
///   clusters of ranks).
///
/// Atomic operations put items into an order that depends on the threads; sorted, they no longer do.

namespace tektite::detail {

/// Sorts a short array ascending, in place, by one thread: shell sort with Ciura's gaps. No recursion and no extra
/// memory, so it runs on a GPU thread, too. Not stable.
template <class T>
KOKKOS_FUNCTION void sort(T* data, int count) {
  for (int gap : {301, 132, 57, 23, 10, 4, 1}) {
    for (int i = gap; i < count; ++i) {
      T const value = data[i];
      int k = i;
      for (; k >= gap && value < data[k - gap]; k -= gap) data[k] = data[k - gap];
      data[k] = value;
    }
  }
}

}  // namespace tektite::detail
