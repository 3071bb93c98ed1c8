// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <string>
#include <type_traits>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"

namespace tektite::io {

/// A View of the values in the memory of `exec`. Fences `exec`: the vector may go away afterwards.
template <ExecutionSpace Exec, class T>
Kokkos::View<T*, typename Exec::memory_space> to_device(Exec const& exec, std::vector<T> const& values,
                                                        std::string const& label = "values") {
  static_assert(!std::is_same_v<T, bool>, "std::vector<bool> is no array: use std::vector<int>");
  using View = Kokkos::View<T*, typename Exec::memory_space>;
  auto view = tektite::detail::allocate<View>(exec, label, values.size());
  Kokkos::View<T const*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> const host(values.data(), values.size());
  Kokkos::deep_copy(exec, view, host);
  exec.fence("tektite::to_device");
  return view;
}

template <class T>
auto to_device(std::vector<T> const& values, std::string const& label = "values") {
  return to_device(Kokkos::DefaultExecutionSpace{}, values, label);
}

/// The values of a rank-1 View, or the rows of a `View<T*[3]>` as `Vec3`, on the host. Fences `exec`.
template <ExecutionSpace Exec, class View>
  requires(Kokkos::is_view_v<View> && (View::rank() == 1 || View::rank() == 2))
auto to_host(Exec const& exec, View const& view) {
  using T = typename View::non_const_value_type;
  // A mirror has the layout of its View, so this works for strided rows as well.
  auto const host = Kokkos::create_mirror_view_and_copy(Kokkos::view_alloc(Kokkos::HostSpace{}, exec), view);
  exec.fence("tektite::to_host");
  if constexpr (View::rank() == 1) {
    std::vector<T> result(view.extent(0));
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = host(i);
    return result;
  } else {
    static_assert(View::static_extent(1) == 3, "rows of three are Vec3; take subviews of wider Views");
    std::vector<Vec3<T>> result(view.extent(0));
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = {host(i, 0), host(i, 1), host(i, 2)};
    return result;
  }
}

template <class View>
  requires(Kokkos::is_view_v<View>)
auto to_host(View const& view) {
  return to_host(typename View::execution_space{}, view);
}

}  // namespace tektite::io
