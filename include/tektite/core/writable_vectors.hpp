// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>
#include <type_traits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/vec3.hpp"

/// \file
/// How algorithms write one vector per particle, such as forces, to the caller's memory: through one trait.
///
/// Specialise `WritableTraits` for a class of your own. Views that are not constant need no work: those of positions
/// (particles.hpp). Containers of a host can be written by `rows` (host_arrays.hpp).

namespace tektite {

/// Access to one vector per particle that is written. The primary template is empty: a type without a specialisation
/// does not model `WritableVectors`.
///
/// A specialisation has
/// - `memory_space`: the memory space of the data,
/// - `static std::size_t size(W const&)`: the number of vectors; called on the host, it may throw,
/// - `static void set(W const&, std::size_t i, Vec3<double> const&)`: writes the i-th vector, callable on the device;
///   threads write different vectors at the same time.
template <class W>
struct WritableTraits {};

/// One vector per particle that can be written.
template <class W>
concept WritableVectors = requires(W const& w, std::size_t i, Vec3<double> const& vector) {
  typename WritableTraits<W>::memory_space;
  { WritableTraits<W>::size(w) } -> std::convertible_to<std::size_t>;
  WritableTraits<W>::set(w, i, vector);
};

/// Vectors that kernels on `Exec` can write.
template <class W, class Exec>
concept WritableWithin = WritableVectors<W> && detail::MemoryWithin<typename WritableTraits<W>::memory_space, Exec>;

/// Number of vectors.
///
/// \param vectors any `WritableVectors`
/// \returns       how many can be written
/// \throws Error  a View of rank 2 whose second extent is not 3
template <WritableVectors W>
std::size_t vector_count(W const& vectors) {
  return WritableTraits<W>::size(vectors);
}

/// Writes the i-th vector; device-callable.
///
/// \param vectors any `WritableVectors`
/// \param i       index of the particle
/// \param vector  what is written, rounded to the type of the caller's numbers
template <WritableVectors W>
KOKKOS_FUNCTION void store_vector(W const& vectors, std::size_t i, Vec3<double> const& vector) {
  WritableTraits<W>::set(vectors, i, vector);
}

namespace detail {

/// A View of vectors whose elements are not constant.
template <class V>
concept WritableView = (ViewOfComponents<V> || ViewOfStructs<V>) && !std::is_const_v<typename V::value_type>;

/// Writes a vector to a row.
template <Row R>
KOKKOS_INLINE_FUNCTION void set_row(R& row, Vec3<double> const& vector) {
  if constexpr (HasXyz<R>) {
    using T = std::remove_reference_t<decltype(row.x)>;
    row.x = static_cast<T>(vector.x);
    row.y = static_cast<T>(vector.y);
    row.z = static_cast<T>(vector.z);
  } else {
    using T = typename ArrayCoordinate<R>::type;
    auto* const x = reinterpret_cast<T*>(&row);
    for (int d = 0; d < 3; ++d) x[d] = static_cast<T>(vector[d]);
  }
}

}  // namespace detail

/// View of rows of three, of structs with members `x`, `y`, `z`, or of arrays of three.
template <detail::WritableView V>
struct WritableTraits<V> {
  using memory_space = typename V::memory_space;
  static std::size_t size(V const& v) { return particle_count(v); }
  KOKKOS_FUNCTION static void set(V const& v, std::size_t i, Vec3<double> const& vector) {
    if constexpr (V::rank() == 1) {
      detail::set_row(v(i), vector);
    } else {
      for (int d = 0; d < 3; ++d) v(i, d) = static_cast<typename V::value_type>(vector[d]);
    }
  }
};

/// Arrays that can be written only by a helper, as in particles.hpp: the compiler's first line says which.
template <class W>
  requires(detail::HostArrayOfNumbers<W> || detail::HostArrayOfRows<W>)
struct WritableTraits<W> {
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(W const&) {
    static_assert(!detail::HostArrayOfNumbers<W>,
                  "numbers are no vectors: give a View<T*[3], Kokkos::LayoutRight, ...>(pointer, number of particles)");
    static_assert(!detail::HostArrayOfRows<W>,
                  "a container or pointer is written as tektite::rows(container), tektite::rows(pointer, number)");
    return 0;
  }
  KOKKOS_FUNCTION static void set(W const&, std::size_t, Vec3<double> const&) {}
};

namespace detail {

/// The form in which algorithms write vectors.
///
/// \param vectors any `WritableVectors`; the result refers to their memory
/// \returns       rows of doubles for a View that has doubles, else the vectors themselves
template <WritableVectors W>
decltype(auto) writable_form(W const& vectors) {
  if constexpr (ViewOfDoubleRows<W>) {
    return rows_of<double>(vectors);
  } else {
    return (vectors);
  }
}

}  // namespace detail

}  // namespace tektite
