// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <string>
#include <type_traits>

namespace tektite {

/// A Kokkos execution space. Every public algorithm takes an instance first and runs on nothing else.
template <class E>
concept ExecutionSpace = Kokkos::is_execution_space_v<E>;

/// A Kokkos memory space, the template argument of result types.
template <class M>
concept MemorySpace = Kokkos::is_memory_space_v<M>;

/// A View of the given rank, of elements convertible to `Value`.
template <class V, class Value, int Rank>
concept ViewOf = Kokkos::is_view_v<V> && (V::rank() == Rank) &&
                 std::convertible_to<typename V::non_const_value_type, Value>;

namespace detail {

/// Whether kernels on this memory run on the CPU.
template <class Memory>
inline constexpr bool on_host = Kokkos::SpaceAccessibility<Kokkos::HostSpace, Memory>::accessible &&
                                std::same_as<typename Memory::execution_space, Kokkos::DefaultHostExecutionSpace>;

/// Allocates on the caller's instance, without the fill that Kokkos adds by default.
template <class View, ExecutionSpace Exec, class... Extents>
View allocate(Exec const& exec, std::string const& label, Extents... extents) {
  return View(Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, "tektite::" + label),
              static_cast<std::size_t>(extents)...);
}

/// Allocates on the caller's instance, filled with zeros.
template <class View, ExecutionSpace Exec, class... Extents>
View allocate_zero(Exec const& exec, std::string const& label, Extents... extents) {
  return View(Kokkos::view_alloc(exec, "tektite::" + label), static_cast<std::size_t>(extents)...);
}

/// The element of a View of rank 0 on the host. Fences `exec`: call it only where the host needs the value.
template <class View, ExecutionSpace Exec>
typename View::non_const_value_type fetch(Exec const& exec, View const& view) {
  typename View::non_const_value_type value;
  Kokkos::View<typename View::non_const_value_type, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> host(&value);
  Kokkos::deep_copy(exec, host, view);
  exec.fence("tektite::fetch");
  return value;
}

/// One element of a View on the host. Fences `exec`.
template <class View, ExecutionSpace Exec>
typename View::non_const_value_type fetch(Exec const& exec, View const& view, std::size_t index) {
  return fetch(exec, Kokkos::subview(view, index));
}

/// One member of a struct on the device, as a View of its own. It does not keep the struct alive.
template <class Struct, class Memory, class T>
Kokkos::View<T, Memory> member(Kokkos::View<Struct, Memory> const& view, T Struct::*which) {
  return Kokkos::View<T, Memory>(&(view.data()->*which));
}

}  // namespace detail
}  // namespace tektite
