// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <string>
#include <type_traits>

namespace tektite {

/// A Kokkos execution space. Every public algorithm takes an instance as its first argument and runs everything on it.
template <class E>
concept ExecutionSpace = Kokkos::is_execution_space_v<E>;

/// A Kokkos memory space. Result types take it as their template argument.
template <class M>
concept MemorySpace = Kokkos::is_memory_space_v<M>;

namespace detail {

/// A conversion that loses no fractions: floating-point numbers are not taken for integers or `bool`.
template <class From, class To>
concept KeepsFractions = !(std::integral<To> && std::floating_point<From>);

/// Memory that kernels on `Exec` can read and write.
template <class Memory, class Exec>
concept MemoryWithin = bool(Kokkos::SpaceAccessibility<Exec, Memory>::accessible);

}  // namespace detail

/// A View of the given rank, of elements convertible to `Value`. Elements are integers or `bool` where `Value` is.
template <class V, class Value, int Rank>
concept ViewOf =
    Kokkos::is_view_v<V> && (V::rank() == Rank) && std::convertible_to<typename V::non_const_value_type, Value> &&
    detail::KeepsFractions<typename V::non_const_value_type, Value>;

}  // namespace tektite
