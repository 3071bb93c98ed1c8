// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>
#include <string>

/// \file
/// Views on the caller's instance, and single values brought to the host.

namespace tektite::detail {

/// Whether kernels on this memory run on the CPU.
template <class Memory>
inline constexpr bool on_host = Kokkos::SpaceAccessibility<Kokkos::HostSpace, Memory>::accessible &&
                                std::same_as<typename Memory::execution_space, Kokkos::DefaultHostExecutionSpace>;

/// Allocates on the caller's instance, without the fill that Kokkos adds by default.
template <class View, class Exec, class... Extents>
View allocate(Exec const& exec, std::string const& label, Extents... extents) {
  return View(Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, "tektite::" + label),
              static_cast<std::size_t>(extents)...);
}

/// Allocates on the caller's instance, filled with zeros.
template <class View, class Exec, class... Extents>
View allocate_zero(Exec const& exec, std::string const& label, Extents... extents) {
  return View(Kokkos::view_alloc(exec, "tektite::" + label), static_cast<std::size_t>(extents)...);
}

/// The element of a View of rank 0 on the host. Fences `exec`: call it only where the host needs the value.
template <class View, class Exec>
typename View::non_const_value_type fetch(Exec const& exec, View const& view) {
  typename View::non_const_value_type value;
  Kokkos::View<typename View::non_const_value_type, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> host(&value);
  Kokkos::deep_copy(exec, host, view);
  exec.fence("tektite::fetch");
  return value;
}

/// One element of a View on the host. Fences `exec`.
template <class View, class Exec>
typename View::non_const_value_type fetch(Exec const& exec, View const& view, std::size_t index) {
  return fetch(exec, Kokkos::subview(view, index));
}

/// One member of a struct on the device, as a View of its own. It does not keep the struct alive.
template <class Struct, class Memory, class T>
Kokkos::View<T, Memory> member(Kokkos::View<Struct, Memory> const& view, T Struct::* which) {
  return Kokkos::View<T, Memory>(&(view.data()->*which));
}

}  // namespace tektite::detail
