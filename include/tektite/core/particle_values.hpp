// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// How algorithms read one number per particle that the caller has, such as types: through one trait, without a copy.
///
/// Specialise `ValueTraits` for a class of your own. Rank-1 Views of numbers need no work; containers of a host are
/// values by `values` (host_arrays.hpp).

namespace tektite {

/// Access to one number per particle. The primary template is empty: a type without a specialisation does not model
/// `ValuesOf`.
///
/// A specialisation has
/// - `memory_space`: the memory space of the data,
/// - `static std::size_t size(V const&)`: the number of values; called on the host, it may throw,
/// - `static T get(V const&, std::size_t i)`: the i-th value, callable on the device, `T` a number.
template <class V>
struct ValueTraits {};

/// One number per particle, convertible to `Value`. Numbers are integers or `bool` where `Value` is.
template <class V, class Value>
concept ValuesOf = requires(V const& v, std::size_t i) {
  typename ValueTraits<V>::memory_space;
  { ValueTraits<V>::size(v) } -> std::convertible_to<std::size_t>;
  { ValueTraits<V>::get(v, i) } -> std::convertible_to<Value>;
  requires detail::KeepsFractions<std::remove_cvref_t<decltype(ValueTraits<V>::get(v, i))>, Value>;
};

/// Values that kernels on `Exec` can read.
template <class V, class Exec>
concept ValuesWithin = detail::MemoryWithin<typename ValueTraits<V>::memory_space, Exec>;

/// Number of values.
///
/// \param values  any `ValuesOf`
/// \returns       how many there are
/// \throws Error  what the trait's `size` refuses
template <class V>
  requires ValuesOf<V, double>
std::size_t value_count(V const& values) {
  return ValueTraits<V>::size(values);
}

/// The i-th value; device-callable.
///
/// \param values any `ValuesOf`
/// \param i      index of the particle
/// \returns      its value, in the type that the trait returns
template <class V>
  requires ValuesOf<V, double>
KOKKOS_FUNCTION auto value(V const& values, std::size_t i) {
  return ValueTraits<V>::get(values, i);
}

/// Rank-1 View of numbers.
template <ViewOf<double, 1> V>
struct ValueTraits<V> {
  using memory_space = typename V::memory_space;
  static std::size_t size(V const& v) { return v.extent(0); }
  KOKKOS_FUNCTION static typename V::non_const_value_type get(V const& v, std::size_t i) { return v(i); }
};

namespace detail {

/// The numbers of a container that is no values: kernels would copy its memory.
template <class V>
struct HostNumbers {
  using type = void;
};
template <class T, class Allocator>
struct HostNumbers<std::vector<T, Allocator>> {
  using type = T;
};
template <class T, std::size_t extent>
struct HostNumbers<std::span<T, extent>> {
  using type = std::remove_cv_t<T>;
};

template <class V>
concept HostArrayOfValues = std::is_arithmetic_v<typename HostNumbers<V>::type>;

}  // namespace detail

/// Containers that are values only by a helper. The concept lets them pass, so that the first line of the compiler's
/// message says which helper it is.
template <detail::HostArrayOfValues V>
struct ValueTraits<V> {
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(V const&) {
    static_assert(!detail::HostArrayOfValues<V>,
                  "a container is no values of particles: give tektite::values(container)");
    return 0;
  }
  KOKKOS_FUNCTION static typename detail::HostNumbers<V>::type get(V const&, std::size_t) { return {}; }
};

namespace detail {

/// The form in which algorithms read values: one for Views of all layouts.
///
/// \param values any `ValuesOf`; the result refers to them
/// \returns      a View of any stride for a View, else the values themselves
template <class V>
  requires ValuesOf<V, double>
decltype(auto) common_values(V const& values) {
  if constexpr (Kokkos::is_view_v<V>) {
    return any_stride(values);
  } else {
    return (values);
  }
}

}  // namespace detail

}  // namespace tektite
