// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

#include "tektite/detail/device_code.hpp"
#include "tektite/detail/kept_views.hpp"

/// \file
/// Allocation of Views on the caller's instance, and copies of single values to the host.

namespace tektite::detail {

/// Whether kernels on this memory space run on the CPU: the host can read it, and its execution space is the default
/// one of the host. Tests may take a device's path: see `device_code.hpp`.
template <class Memory>
inline constexpr bool on_host =
    !device_path_on_host && Kokkos::SpaceAccessibility<Kokkos::HostSpace, Memory>::accessible &&
    std::same_as<typename Memory::execution_space, Kokkos::DefaultHostExecutionSpace>;

/// Bytes of the vector registers that the compiler may use. 0 where code for a GPU is compiled as well: there each
/// thread handles one number, and GPU compilers do not support these vector types.
inline constexpr int vector_bytes =
#if !defined(__GNUC__) || defined(TEKTITE_DEVICE_CODE)
    0;
#elif defined(__AVX512VL__)
    64;
#elif defined(__AVX2__)
    32;
#else
    16;
#endif

/// The name of a kernel or an allocation for tools: "tektite::" + label.
inline std::string prefixed(std::string_view label) { return std::string("tektite::").append(label); }

/// A View with undefined values: Kokkos' fill with zeros is left out. Does not fence.
///
/// It is taken from the workspace of the instance, if there is one (`core/workspace.hpp`), or allocated on the
/// instance with label "tektite::" + label.
template <class View, class Exec, class... Extents>
View allocate(Exec const& exec, std::string_view label, Extents... extents) {
  View view;
  if (take_kept(exec, view, static_cast<std::size_t>(extents)...)) return view;
  return View(Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, prefixed(label)),
              static_cast<std::size_t>(extents)...);
}

/// As `allocate`, filled with zeros. Does not fence.
template <class View, class Exec, class... Extents>
View allocate_zero(Exec const& exec, std::string_view label, Extents... extents) {
  View view;
  if (take_kept(exec, view, static_cast<std::size_t>(extents)...)) {
    using Bytes = Kokkos::View<char*, typename View::memory_space, Kokkos::MemoryUnmanaged>;
    Bytes const bytes(reinterpret_cast<char*>(view.data()), view.size() * sizeof(typename View::value_type));
    Kokkos::deep_copy(exec, bytes, char(0));
    return view;
  }
  return View(Kokkos::view_alloc(exec, prefixed(label)), static_cast<std::size_t>(extents)...);
}

/// Copies bytes between memories of two spaces. Does not fence.
///
/// Values of all types are copied as bytes, so that Kokkos' copy is compiled once.
template <class To, class From, class Exec>
void copy_bytes(Exec const& exec, void* to, void const* from, std::size_t bytes) {
  Kokkos::View<char*, To, Kokkos::MemoryUnmanaged> const target(static_cast<char*>(to), bytes);
  Kokkos::View<char const*, From, Kokkos::MemoryUnmanaged> const source(static_cast<char const*>(from), bytes);
  Kokkos::deep_copy(exec, target, source);
}

/// Copies bytes from memory of a space to the host. Fences `exec`.
template <class Memory, class Exec>
void fetch_bytes(Exec const& exec, void* to, void const* from, std::size_t bytes) {
  copy_bytes<Kokkos::HostSpace, Memory>(exec, to, from, bytes);
  exec.fence("tektite::fetch");
}

/// Copies the n first elements of a View of rank 1 into those of another. Does not fence.
template <class View, class Exec>
void copy_first(Exec const& exec, View const& to, View const& from, std::size_t n) {
  using Memory = typename View::memory_space;
  copy_bytes<Memory, Memory>(exec, to.data(), from.data(), n * sizeof(typename View::value_type));
}

/// Copies one element of a View of rank 0 or 1 to the host. Fences `exec`: call it only where the host needs the value.
template <class View, class Exec>
typename View::non_const_value_type fetch(Exec const& exec, View const& view, std::size_t index = 0) {
  typename View::non_const_value_type value;
  fetch_bytes<typename View::memory_space>(exec, &value, view.data() + index, sizeof value);
  return value;
}

/// A View of one member of a struct on the device. It does not keep the struct's memory alive.
template <class Struct, class Memory, class T>
Kokkos::View<T, Memory> member(Kokkos::View<Struct, Memory> const& view, T Struct::* which) {
  return Kokkos::View<T, Memory>(&(view.data()->*which));
}

/// Rows of three numbers in memory that belongs to others, at any stride.
template <class T, class Memory>
using Rows = Kokkos::View<T* [3], Kokkos::LayoutStride, Memory, Kokkos::MemoryUnmanaged>;

/// Values in memory that belongs to others, at any stride.
template <class T, class Memory>
using Values = Kokkos::View<T*, Kokkos::LayoutStride, Memory, Kokkos::MemoryUnmanaged>;

/// What a View of rank 1, or of rows of three, holds, at any stride: a kernel is compiled once for all layouts.
///
/// \param view the result refers to its memory
/// \returns    its values, or rows, to read
template <class View>
auto any_stride(View const& view) {
  using T = typename View::const_value_type;
  using Memory = typename View::memory_space;
  if constexpr (View::rank() == 1) {
    return Values<T, Memory>(view);
  } else {
    return Rows<T, Memory>(view);
  }
}

}  // namespace tektite::detail
