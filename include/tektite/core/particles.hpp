// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>
#include <type_traits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"

/// \file
/// How algorithms read the caller's positions: through one trait, without a copy.
///
/// Specialise `ParticleTraits` for a class of your own and every algorithm accepts it. Specialisations for these exist:
/// `View<T*[3]>` of any layout, rank-1 Views of a struct with members `x`, `y`, `z`, three separate Views
/// (`SeparateArrays`), and raw pointers (`InterleavedArray`). `T` is `float` or `double`; arithmetic is in double.

namespace tektite {

/// Access to the caller's positions. The primary template is empty: a type without a specialisation does not model
/// `Positions`.
///
/// A specialisation has
/// - `memory_space`: the memory space of the data,
/// - `static std::size_t size(P const&)`: the number of particles,
/// - `static Vec3<T> get(P const&, std::size_t i)`: the i-th position, callable on the device, `T` float or double.
template <class P>
struct ParticleTraits {};

/// A type with a `ParticleTraits` specialisation.
template <class P>
concept Positions = requires(P const& p, std::size_t i) {
  typename ParticleTraits<P>::memory_space;
  { ParticleTraits<P>::size(p) } -> std::convertible_to<std::size_t>;
  requires std::floating_point<decltype(ParticleTraits<P>::get(p, i).x)>;
};

/// The memory space of the data of a `Positions` type.
template <class P>
using particles_memory_space = typename ParticleTraits<P>::memory_space;

/// Number of particles.
///
/// \param positions any `Positions`
/// \returns         how many positions there are, ghosts included
template <Positions P>
std::size_t particle_count(P const& positions) {
  return ParticleTraits<P>::size(positions);
}

/// The i-th position in double precision; device-callable.
///
/// \param positions any `Positions`
/// \param i         index of the particle
/// \returns         its position in the unit of the positions
template <Positions P>
KOKKOS_FUNCTION Vec3<double> position(P const& positions, std::size_t i) {
  auto const r = ParticleTraits<P>::get(positions, i);
  return {static_cast<double>(r.x), static_cast<double>(r.y), static_cast<double>(r.z)};
}

namespace detail {

/// A struct with members `x`, `y`, `z`, the first of which is a floating-point number.
template <class T>
concept HasXyz = requires(T const& r) {
  requires std::floating_point<std::remove_cvref_t<decltype(r.x)>>;
  r.y;
  r.z;
};

/// A View of rank 2 of floating-point numbers: one row for each particle.
template <class V>
concept ViewOfComponents =
    Kokkos::is_view_v<V> && (V::rank() == 2) && std::floating_point<typename V::non_const_value_type>;

/// A View of rank 1 of such structs: one for each particle.
template <class V>
concept ViewOfStructs = Kokkos::is_view_v<V> && (V::rank() == 1) && HasXyz<typename V::non_const_value_type>;

}  // namespace detail

/// `View<T*[3]>`, or `View<T**>` whose second extent is 3, of any layout.
template <detail::ViewOfComponents V>
struct ParticleTraits<V> {
  using memory_space = typename V::memory_space;
  static std::size_t size(V const& v) { return v.extent(0); }
  KOKKOS_FUNCTION static Vec3<typename V::non_const_value_type> get(V const& v, std::size_t i) {
    return {v(i, 0), v(i, 1), v(i, 2)};
  }
};

/// Rank-1 View of a struct that has members `x`, `y`, `z`.
template <detail::ViewOfStructs V>
struct ParticleTraits<V> {
  using memory_space = typename V::memory_space;
  static std::size_t size(V const& v) { return v.extent(0); }
  KOKKOS_FUNCTION static auto get(V const& v, std::size_t i) {
    using T = std::remove_cvref_t<decltype(v(i).x)>;
    return Vec3<T>{v(i).x, v(i).y, v(i).z};
  }
};

/// Positions in three Views, one per component, of the same length.
template <class View>
struct SeparateArrays {
  View x;  ///< first components
  View y;  ///< second components
  View z;  ///< third components
};

template <class View>
struct ParticleTraits<SeparateArrays<View>> {
  using memory_space = typename View::memory_space;
  static std::size_t size(SeparateArrays<View> const& p) { return p.x.extent(0); }
  KOKKOS_FUNCTION static Vec3<typename View::non_const_value_type> get(SeparateArrays<View> const& p, std::size_t i) {
    return {p.x(i), p.y(i), p.z(i)};
  }
};

/// Positions at a raw pointer: x0 y0 z0 x1 y1 z1 ... in memory of space `Memory`.
template <std::floating_point T, MemorySpace Memory = Kokkos::HostSpace>
struct InterleavedArray {
  T const* data;     ///< x of the first particle
  std::size_t size;  ///< number of particles
};

template <class T, class Memory>
struct ParticleTraits<InterleavedArray<T, Memory>> {
  using memory_space = Memory;
  static std::size_t size(InterleavedArray<T, Memory> const& p) { return p.size; }
  KOKKOS_FUNCTION static Vec3<T> get(InterleavedArray<T, Memory> const& p, std::size_t i) {
    return {p.data[3 * i], p.data[3 * i + 1], p.data[3 * i + 2]};
  }
};

/// Positions that kernels on `Exec` can read; every algorithm checks this at compile time.
template <class P, class Exec>
concept AccessibleFrom = Positions<P> && bool(Kokkos::SpaceAccessibility<Exec, particles_memory_space<P>>::accessible);

}  // namespace tektite
