// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// Copies between vectors on the host and Views on the device.

namespace tektite {

/// Copies host values into a new View in the memory of `exec`.
///
/// \param exec   execution space instance that allocates and copies
/// \param values n values on the host; they are not needed after the call
/// \param label  of the allocation, behind "tektite::"
/// \returns View of n values
/// \throws nothing
/// \cost        O(n) work; the memory of the result
/// \fences      `exec`, once, after the copy
/// \determinism a copy of bits
/// \source      none
template <ExecutionSpace Exec, class T>
Kokkos::View<std::remove_const_t<T>*, typename Exec::memory_space> to_device(Exec const& exec, std::span<T> values,
                                                                             std::string const& label = "values") {
  static_assert(std::is_trivially_copyable_v<T>, "values are copied to the device as bytes");
  using Memory = typename Exec::memory_space;
  auto view = detail::allocate<Kokkos::View<std::remove_const_t<T>*, Memory>>(exec, label, values.size());
  detail::copy_bytes<Memory, Kokkos::HostSpace>(exec, view.data(), values.data(), values.size_bytes());
  exec.fence("tektite::to_device");
  return view;
}

/// Overload for a vector.
///
/// \param exec,values,label as above
/// \returns as above
template <ExecutionSpace Exec, class T>
Kokkos::View<T*, typename Exec::memory_space> to_device(Exec const& exec, std::vector<T> const& values,
                                                        std::string const& label = "values") {
  static_assert(!std::is_same_v<T, bool>, "std::vector<bool> is no array: use std::vector<int>");
  return to_device(exec, std::span<T const>(values), label);
}

/// Overload that runs on the default instance of the default execution space.
///
/// \param values,label as above
/// \returns            as above
template <class T>
auto to_device(std::vector<T> const& values, std::string const& label = "values") {
  return to_device(Kokkos::DefaultExecutionSpace{}, values, label);
}

namespace detail {

/// The i-th value of a View of rank 1, or row of a View of rank 2.
template <class Item, class View>
KOKKOS_FUNCTION Item item_of(View const& view, std::size_t i) {
  if constexpr (View::rank() == 1) {
    return static_cast<Item>(view(i));
  } else {
    return {view(i, 0), view(i, 1), view(i, 2)};
  }
}

/// Writes the values or rows of a View one after the other. Does not fence.
template <ExecutionSpace Exec, class View, class Item>
void pack_items(Exec const& exec, View const& view, Item* items) {
  launch<std::size_t>(
      exec, "to_host", view.extent(0), KOKKOS_LAMBDA(std::size_t i) { items[i] = item_of<Item>(view, i); });
}

TEKTITE_CORE_INSTANCE(void pack_items(compiled::Exec const&, compiled::Values<int> const&, int*));
TEKTITE_CORE_INSTANCE(void pack_items(compiled::Exec const&, compiled::Values<double> const&, double*));
TEKTITE_CORE_INSTANCE(void pack_items(compiled::Exec const&, compiled::Values<std::int64_t> const&, std::int64_t*));
TEKTITE_CORE_INSTANCE(void pack_items(compiled::Exec const&, compiled::Values<Vec3<double>> const&, Vec3<double>*));
TEKTITE_CORE_INSTANCE(void pack_items(compiled::Exec const&, compiled::Values<Vec3<int>> const&, Vec3<int>*));
TEKTITE_CORE_INSTANCE(void pack_items(compiled::Exec const&, compiled::Values<bool> const&, unsigned char*));

}  // namespace detail

/// Copies the values of a rank-1 View, or the rows of a `View<T*[3]>`, into a vector on the host.
///
/// Where the host cannot read the View, the values go through a contiguous copy in the View's own memory.
///
/// \param exec  execution space instance that runs everything
/// \param view  n values, or n rows of 3, of any layout and stride
/// \returns     n values (`bool` as `unsigned char` 0 or 1), or n `Vec3`
/// \throws nothing
/// \cost        O(n) work; where the host cannot read the View, one more copy of the values in its memory until the
///              call returns
/// \fences      once, for the result
/// \determinism a copy
/// \source      none
template <ExecutionSpace Exec, class View>
  requires(Kokkos::is_view_v<View> && (View::rank() == 1 || View::rank() == 2))
auto to_host(Exec const& exec, View const& view) {
  using T = typename View::non_const_value_type;
  static_assert(View::rank() == 1 || View::static_extent(1) == 3,
                "rows of three are Vec3; take subviews of wider Views");
  // A std::vector<bool> is no array; a byte holds the same 0 or 1.
  using Value = std::conditional_t<std::is_same_v<T, bool>, unsigned char, T>;
  using Item = std::conditional_t<View::rank() == 1, Value, Vec3<T>>;
  using Memory = typename View::memory_space;
  std::vector<Item> result(view.extent(0));
  if constexpr (Kokkos::SpaceAccessibility<Exec, Kokkos::HostSpace>::accessible) {
    detail::pack_items(exec, detail::any_stride(view), result.data());
  } else {
    auto const packed = detail::allocate<Kokkos::View<Item*, Memory>>(exec, "to_host", result.size());
    detail::pack_items(exec, detail::any_stride(view), packed.data());
    detail::copy_bytes<Kokkos::HostSpace, Memory>(exec, result.data(), packed.data(), result.size() * sizeof(Item));
  }
  exec.fence("tektite::to_host");
  return result;
}

/// Overload that runs on the default instance of the View's execution space.
///
/// \param view as above
/// \returns    as above
template <class View>
  requires(Kokkos::is_view_v<View>)
auto to_host(View const& view) {
  return to_host(typename View::execution_space{}, view);
}

}  // namespace tektite
