// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

/// \file
/// Sorts of an array by one thread, and which sort the library uses when.
///
/// - Shell sort, `sort(data, count)` below: rows of a neighbour list, candidates of a Voronoi cell (at most 96),
///   clusters of a particle. Some to some hundred items; one thread of any device, in place.
/// - Insertion sort, continued by merging, `sort(data, count, scratch)` below: points of a grid cell. Usually a few
///   items, but all points may be in one grid cell.
/// - Counting sort by cell, `neighbors/cell_list.hpp` and `voronoi/detail/build_point_grid.hpp`: all points of a
///   grid. O(n) work by all threads, since cells are numbered; the order within a cell comes from the sort above.
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

/// Sorts a short array ascending, in place, by one thread: insertion sort. Stable.
template <class T>
KOKKOS_FUNCTION void insertion_sort(T* data, int count) {
  for (int k = 1; k < count; ++k) {
    T const value = data[k];
    int m = k;
    for (; m > 0 && value < data[m - 1]; --m) data[m] = data[m - 1];
    data[m] = value;
  }
}

/// Merges two ascending arrays, which follow each other, into another array, by one thread. Stable.
///
/// \param from   first and second array
/// \param middle length of the first one
/// \param count  length of both
/// \param to     `count` items, written
template <class T>
KOKKOS_FUNCTION void merge_halves(T const* from, int middle, int count, T* to) {
  int first = 0, second = middle;
  for (int k = 0; k < count; ++k) {
    bool const take_first = first < middle && (second == count || !(from[second] < from[first]));
    to[k] = from[take_first ? first++ : second++];
  }
}

/// Sorts an array of any length ascending, by one thread: an insertion sort if it is short. Otherwise runs of 32 items
/// are sorted so, and then merged, which takes O(n log n) work for any order of the items. Stable.
///
/// \param data    `count` items, sorted
/// \param scratch memory for as many; not used for up to 32 items
template <class T>
KOKKOS_FUNCTION void sort(T* data, int count, T* scratch) {
  constexpr int run = 32;
  if (count <= run) return insertion_sort(data, count);
  auto const up_to = [](std::int64_t most, std::int64_t left) { return static_cast<int>(Kokkos::min(most, left)); };
  for (std::int64_t begin = 0; begin < count; begin += run) insertion_sort(data + begin, up_to(run, count - begin));
  T *from = data, *to = scratch;
  for (std::int64_t width = run; width < count; width *= 2) {
    for (std::int64_t begin = 0; begin < count; begin += 2 * width) {
      int const length = up_to(2 * width, count - begin);
      merge_halves(from + begin, up_to(width, length), length, to + begin);
    }
    T* const merged = to;
    to = from;
    from = merged;
  }
  if (from == data) return;
  for (int k = 0; k < count; ++k) data[k] = from[k];
}

}  // namespace tektite::detail
