// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>
#include <string>

/// \file
/// Allocation of Views on the caller's instance, and copies of single values to the host.

namespace tektite::detail {

/// Whether kernels on this memory space run on the CPU: the host can read it, and its execution space is the default
/// one of the host.
template <class Memory>
inline constexpr bool on_host = Kokkos::SpaceAccessibility<Kokkos::HostSpace, Memory>::accessible &&
                                std::same_as<typename Memory::execution_space, Kokkos::DefaultHostExecutionSpace>;

/// Allocates a View on the caller's instance with label "tektite::" + label. Values are undefined: Kokkos' fill with
/// zeros is left out. Does not fence.
template <class View, class Exec, class... Extents>
View allocate(Exec const& exec, std::string const& label, Extents... extents) {
  return View(Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, "tektite::" + label),
              static_cast<std::size_t>(extents)...);
}

/// Allocates a View on the caller's instance with label "tektite::" + label, filled with zeros. Does not fence.
template <class View, class Exec, class... Extents>
View allocate_zero(Exec const& exec, std::string const& label, Extents... extents) {
  return View(Kokkos::view_alloc(exec, "tektite::" + label), static_cast<std::size_t>(extents)...);
}

/// Copies the element of a View of rank 0 to the host. Fences `exec`: call it only where the host needs the value.
template <class View, class Exec>
typename View::non_const_value_type fetch(Exec const& exec, View const& view) {
  typename View::non_const_value_type value;
  Kokkos::View<typename View::non_const_value_type, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> host(&value);
  Kokkos::deep_copy(exec, host, view);
  exec.fence("tektite::fetch");
  return value;
}

/// Copies one element of a View of rank 1 to the host. Fences `exec`.
template <class View, class Exec>
typename View::non_const_value_type fetch(Exec const& exec, View const& view, std::size_t index) {
  return fetch(exec, Kokkos::subview(view, index));
}

/// A View of one member of a struct on the device. It does not keep the struct's memory alive.
template <class Struct, class Memory, class T>
Kokkos::View<T, Memory> member(Kokkos::View<Struct, Memory> const& view, T Struct::* which) {
  return Kokkos::View<T, Memory>(&(view.data()->*which));
}

}  // namespace tektite::detail
