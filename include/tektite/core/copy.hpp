// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/memory.hpp"

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
  using View = Kokkos::View<std::remove_const_t<T>*, typename Exec::memory_space>;
  auto view = detail::allocate<View>(exec, label, values.size());
  Kokkos::View<T const*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> const host(values.data(), values.size());
  Kokkos::deep_copy(exec, view, host);
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

/// On the default instance.
template <class T>
auto to_device(std::vector<T> const& values, std::string const& label = "values") {
  return to_device(Kokkos::DefaultExecutionSpace{}, values, label);
}

/// The values of a rank-1 View, or the rows of a `View<T*[3]>` as `Vec3`, on the host. Fences `exec`.
///
/// Takes one packed copy in the View's memory, so that strided Views and foreign layouts travel as well.
template <ExecutionSpace Exec, class View>
  requires(Kokkos::is_view_v<View> && (View::rank() == 1 || View::rank() == 2))
auto to_host(Exec const& exec, View const& view) {
  using T = typename View::non_const_value_type;
  static_assert(View::rank() == 1 || View::static_extent(1) == 3,
                "rows of three are Vec3; take subviews of wider Views");
  using Data = std::conditional_t<View::rank() == 1, T*, T* [3]>;
  // std::vector<bool> is no array; a byte holds the same 0 or 1.
  using Value = std::conditional_t<std::is_same_v<T, bool>, unsigned char, T>;
  using Item = std::conditional_t<View::rank() == 1, Value, Vec3<T>>;
  using Packed = Kokkos::View<Data, Kokkos::LayoutRight, typename View::memory_space>;
  auto const packed = detail::allocate<Packed>(exec, "to_host", view.extent(0));
  Kokkos::deep_copy(exec, packed, view);
  std::vector<Item> result(view.extent(0));
  // A Vec3 is three T in a row.
  Kokkos::View<Data, Kokkos::LayoutRight, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> const host(
      reinterpret_cast<T*>(result.data()), result.size());
  Kokkos::deep_copy(exec, host, packed);
  exec.fence("tektite::to_host");
  return result;
}

/// On the default instance of the View's memory.
template <class View>
  requires(Kokkos::is_view_v<View>)
auto to_host(View const& view) {
  return to_host(typename View::execution_space{}, view);
}

}  // namespace tektite
