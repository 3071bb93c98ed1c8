// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/io/configuration.hpp"

/// \file
/// Results as the named columns that every writer takes beside the atoms.
///
/// Numbers of any type become `double`, exactly up to 2^53 for integers. An enum such as `Status` is written as its
/// number, a bool as 0 or 1.
///
/// \source none: these functions only copy

namespace tektite::io {

/// One number of every item of a vector as a column.
///
///     column("fy", forces_on_host, [](Vec3<double> const& force) { return force.y; })
///
/// \param name   of the column, one word
/// \param items  n items
/// \param number function that takes an item and returns a number
/// \returns      n values, in the order of the items
template <class T, class Number>
Column column(std::string name, std::vector<T> const& items, Number const& number) {
  Column result{std::move(name), std::vector<double>(items.size())};
  std::transform(items.begin(), items.end(), result.values.begin(),
                 [&](T const& item) { return static_cast<double>(number(item)); });
  return result;
}

/// A vector of numbers as a column.
///
/// \param name   of the column, one word
/// \param values n numbers, enums or bools
/// \returns      n values, in the same order
template <class T>
Column column(std::string name, std::vector<T> const& values) {
  return column(std::move(name), values, [](T const& value) { return value; });
}

/// A rank-1 View of numbers as a column.
///
/// \param exec   execution space instance that copies the values; work that fills `view` must be on it, or finished
/// \param name   of the column, one word
/// \param view   n numbers, enums or bools, of any layout
/// \returns      n values, in the same order
/// \throws nothing
/// \cost         O(n) work; 8 bytes per value on the host, and two copies of the View's values while it runs
/// \fences       once, after the copy to the host
/// \determinism  values are copied: the same at any thread count
template <ExecutionSpace Exec, class View>
  requires(Kokkos::is_view_v<View>)
Column column(Exec const& exec, std::string name, View const& view) {
  static_assert(View::rank() == 1, "a column has one number per atom; append_columns takes a View of rows");
  return column(std::move(name), to_host(exec, view));
}

/// Overload that runs on the default instance of the View's memory.
///
/// \param name,view as above
/// \returns as above
template <class View>
  requires(Kokkos::is_view_v<View>)
Column column(std::string name, View const& view) {
  return column(typename View::execution_space{}, std::move(name), view);
}

/// Appends a View of rows as columns, one for each name.
///
///     append_columns(exec, columns, {"n3", "n4", "n5", "n6"}, cells.indices);
///
/// \param exec    execution space instance that copies the values; work that fills `rows` must be on it, or finished
/// \param columns the new columns are put at the end
/// \param names   m names, one word each
/// \param rows    rank 2, [n][m] numbers, of any layout
/// \throws Error  another number of names than of columns in `rows`; `columns` is then unchanged
/// \cost          O(n m) work; 8 bytes per value on the host, and up to two copies of the View's values while it runs
/// \fences        once, after the copy to the host
/// \determinism   values are copied: the same at any thread count
template <ExecutionSpace Exec, class View>
  requires(Kokkos::is_view_v<View>)
void append_columns(Exec const& exec, std::vector<Column>& columns, std::vector<std::string> const& names,
                    View const& rows) {
  static_assert(View::rank() == 2, "append_columns takes a View of rows; column takes one number per atom");
  std::size_t const row_count = rows.extent(0);
  tektite::require(rows.extent(1) == names.size(), names.size(), " names for rows of ", rows.extent(1));
  // Packed first, because strided Views cannot be copied between memory spaces.
  using T = typename View::non_const_value_type;
  using Packed = Kokkos::View<T**, Kokkos::LayoutRight, typename View::memory_space>;
  auto const packed = tektite::detail::allocate<Packed>(exec, "append_columns", row_count, names.size());
  Kokkos::deep_copy(exec, packed, rows);
  auto const on_host =
      Kokkos::create_mirror_view(Kokkos::view_alloc(Kokkos::HostSpace{}, Kokkos::WithoutInitializing), packed);
  Kokkos::deep_copy(exec, on_host, packed);
  exec.fence("tektite::append_columns");
  for (std::size_t k = 0; k < names.size(); ++k) {
    Column one{names[k], std::vector<double>(row_count)};
    for (std::size_t i = 0; i < row_count; ++i) one.values[i] = static_cast<double>(on_host(i, k));
    columns.push_back(std::move(one));
  }
}

/// Overload that runs on the default instance of the View's memory.
///
/// \param columns,names,rows as above
template <class View>
  requires(Kokkos::is_view_v<View>)
void append_columns(std::vector<Column>& columns, std::vector<std::string> const& names, View const& rows) {
  append_columns(typename View::execution_space{}, columns, names, rows);
}

}  // namespace tektite::io
