// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <string_view>

#include "tektite/detail/memory.hpp"

namespace tektite::detail {

/// Three columns of numbers, one after the other in one array: x of all points, then y, then z.
///
/// A View of rank 2 would be the same, but could not be a part of a larger allocation without gaps between columns:
/// a workspace would have to allocate it anew whenever the number of points changes.
template <class T, class Memory>
struct Columns {
  Kokkos::View<T*, Memory> values;  ///< 3 columns
  std::size_t rows = 0;             ///< numbers in each

  /// The number of point k along axis d.
  KOKKOS_FUNCTION T& operator()(std::size_t k, int d) const { return values(k + rows * static_cast<std::size_t>(d)); }
};

/// Columns with undefined values. Does not fence.
template <class T, class Exec>
Columns<T, typename Exec::memory_space> allocate_columns(Exec const& exec, std::string_view label, std::size_t rows) {
  return {allocate<Kokkos::View<T*, typename Exec::memory_space>>(exec, label, 3 * rows), rows};
}

/// Columns of zeros. Does not fence.
template <class T, class Exec>
Columns<T, typename Exec::memory_space> allocate_zero_columns(Exec const& exec, std::string_view label,
                                                              std::size_t rows) {
  return {allocate_zero<Kokkos::View<T*, typename Exec::memory_space>>(exec, label, 3 * rows), rows};
}

}  // namespace tektite::detail
