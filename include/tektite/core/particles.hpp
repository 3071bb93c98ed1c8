// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// How algorithms read the caller's positions: through one trait, without a copy.
///
/// Specialise `ParticleTraits` for a class of your own and every algorithm accepts it. Specialisations for these exist:
/// `View<T*[3]>` of any layout, rank-1 Views of a struct with members `x`, `y`, `z` or of an array of three, three
/// separate Views (`SeparateArrays`), and raw pointers (`InterleavedArray`). `T` is `float` or `double`; arithmetic is
/// in double. Containers of a host are positions by `rows` (host_arrays.hpp). The other traits are `ValueTraits`
/// (particle_values.hpp) and `WritableTraits` (writable_vectors.hpp).
///
/// The traits also check shapes, for all algorithms: element types and extents that are known when a program is
/// compiled by concepts, other extents in `size`.

namespace tektite {

namespace detail {

/// The type of a coordinate.
template <class T>
concept Coordinate = std::same_as<T, float> || std::same_as<T, double>;

/// A View of rank 2 whose rows may have three entries: the second extent is 3, or known at run time only.
template <class V>
concept RowsOfThree = (V::static_extent(1) == 3 || V::static_extent(1) == 0);

/// Not a View of rank 2 with rows of another length. A part of `Positions` for its name, which compilers then give as
/// the reason.
template <class P>
concept ViewsHaveRowsOfThree = !Kokkos::is_view_v<P> || (P::rank() != 2) || RowsOfThree<P>;

/// A struct with members `x`, `y`, `z` of one type, `float` or `double`.
template <class T>
concept HasXyz = requires(T const& r) {
  requires Coordinate<std::remove_cvref_t<decltype(r.x)>>;
  requires std::same_as<decltype(r.x), decltype(r.y)> && std::same_as<decltype(r.x), decltype(r.z)>;
};

/// The type of the coordinates of an array of three; `void` for other types.
template <class R>
struct ArrayCoordinate {
  using type = void;
};
template <class T>
struct ArrayCoordinate<std::array<T, 3>> {
  using type = T;
};
template <class T>
struct ArrayCoordinate<Kokkos::Array<T, 3>> {
  using type = T;
};
template <class T>
struct ArrayCoordinate<T[3]> {
  using type = T;
};

/// An array of three coordinates.
template <class R>
concept ArrayOfThree = Coordinate<typename ArrayCoordinate<R>::type>;

/// One vector in an array of them: a struct with members `x`, `y`, `z`, or an array of three.
template <class R>
concept Row = HasXyz<R> || ArrayOfThree<R>;

/// Three coordinates of type T in this order and nothing else.
template <class R, class T>
concept PlainRow = std::same_as<R, Vec3<T>> || std::same_as<typename ArrayCoordinate<R>::type, T>;

/// The vector that a row holds.
template <Row R>
KOKKOS_FUNCTION auto vector_of(R const& row) {
  if constexpr (HasXyz<R>) {
    return Vec3<std::remove_cvref_t<decltype(row.x)>>{row.x, row.y, row.z};
  } else {
    // By its address, because the operators of std::array are for the host only.
    using T = typename ArrayCoordinate<R>::type;
    static_assert(sizeof(R) == 3 * sizeof(T));
    auto const* const x = reinterpret_cast<T const*>(&row);
    return Vec3<T>{x[0], x[1], x[2]};
  }
}

/// A View of rank 2 of coordinates: one row of three for each particle.
template <class V>
concept ViewOfComponents =
    Kokkos::is_view_v<V> && (V::rank() == 2) && Coordinate<typename V::non_const_value_type> && RowsOfThree<V>;

/// A View of rank 1 of structs or arrays of three: one for each particle.
template <class V>
concept ViewOfStructs = Kokkos::is_view_v<V> && (V::rank() == 1) && Row<typename V::non_const_value_type>;

/// A View of rank 1 of coordinates: one component of each particle.
template <class V>
concept ViewOfCoordinates = Kokkos::is_view_v<V> && (V::rank() == 1) && Coordinate<typename V::non_const_value_type>;

}  // namespace detail

/// Access to the caller's positions. The primary template is empty: a type without a specialisation does not model
/// `Positions`.
///
/// A specialisation has
/// - `memory_space`: the memory space of the data,
/// - `static std::size_t size(P const&)`: the number of particles; called on the host, it may throw,
/// - `static Vec3<T> get(P const&, std::size_t i)`: the i-th position, callable on the device, `T` float or double.
template <class P>
struct ParticleTraits {};

/// A type with a `ParticleTraits` specialisation.
template <class P>
concept Positions = detail::ViewsHaveRowsOfThree<P> && requires(P const& p, std::size_t i) {
  typename ParticleTraits<P>::memory_space;
  { ParticleTraits<P>::size(p) } -> std::convertible_to<std::size_t>;
  requires detail::Coordinate<decltype(ParticleTraits<P>::get(p, i).x)>;
};

/// The memory space of the data of a `Positions` type.
template <class P>
using particles_memory_space = typename ParticleTraits<P>::memory_space;

/// Number of particles.
///
/// Every algorithm calls it on the host before it reads positions.
///
/// \param positions any `Positions`
/// \returns         how many positions there are, ghosts included
/// \throws Error    a View of rank 2 whose second extent is not 3, three arrays of different lengths, a null pointer
///                  for one particle or more
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

/// `View<T*[3]>`, or `View<T**>` whose second extent is 3, of any layout.
template <detail::ViewOfComponents V>
struct ParticleTraits<V> {
  using memory_space = typename V::memory_space;
  static std::size_t size(V const& v) {
    require(v.extent(1) == 3 || v.extent(0) == 0, "positions: a View of ", v.extent(0), " x ", v.extent(1),
            ", expected rows of 3");
    return v.extent(0);
  }
  KOKKOS_FUNCTION static Vec3<typename V::non_const_value_type> get(V const& v, std::size_t i) {
    return {v(i, 0), v(i, 1), v(i, 2)};
  }
};

/// Rank-1 View of a struct that has members `x`, `y`, `z`, or of an array of three.
template <detail::ViewOfStructs V>
struct ParticleTraits<V> {
  using memory_space = typename V::memory_space;
  static std::size_t size(V const& v) { return v.extent(0); }
  KOKKOS_FUNCTION static auto get(V const& v, std::size_t i) { return detail::vector_of(v(i)); }
};

/// Positions in three Views of rank 1, one per component, of the same length.
template <class View>
struct SeparateArrays {
  View x;  ///< first components
  View y;  ///< second components
  View z;  ///< third components
};

template <detail::ViewOfCoordinates View>
struct ParticleTraits<SeparateArrays<View>> {
  using memory_space = typename View::memory_space;
  static std::size_t size(SeparateArrays<View> const& p) {
    require(p.y.extent(0) == p.x.extent(0) && p.z.extent(0) == p.x.extent(0), "SeparateArrays: ", p.x.extent(0), ", ",
            p.y.extent(0), " and ", p.z.extent(0), " components x, y, z, expected equal numbers");
    return p.x.extent(0);
  }
  KOKKOS_FUNCTION static Vec3<typename View::non_const_value_type> get(SeparateArrays<View> const& p, std::size_t i) {
    return {p.x(i), p.y(i), p.z(i)};
  }
};

/// Positions at a raw pointer: x0 y0 z0 x1 y1 z1 ... in memory of space `Memory`.
template <detail::Coordinate T, MemorySpace Memory = Kokkos::HostSpace>
struct InterleavedArray {
  T const* data;     ///< x of the first particle
  std::size_t size;  ///< number of particles
};

template <class T, class Memory>
struct ParticleTraits<InterleavedArray<T, Memory>> {
  using memory_space = Memory;
  static std::size_t size(InterleavedArray<T, Memory> const& p) {
    require(p.data != nullptr || p.size == 0, "InterleavedArray: a null pointer for ", p.size, " particles");
    return p.size;
  }
  KOKKOS_FUNCTION static Vec3<T> get(InterleavedArray<T, Memory> const& p, std::size_t i) {
    KOKKOS_ASSERT(i < p.size);
    return {p.data[3 * i], p.data[3 * i + 1], p.data[3 * i + 2]};
  }
};

namespace detail {

/// The elements of an array that is no positions: it owns its memory, which kernels would copy, or does not know how
/// many particles it holds.
template <class P>
struct HostArrayElement {
  using type = void;
};
template <class T, class Allocator>
struct HostArrayElement<std::vector<T, Allocator>> {
  using type = std::remove_cv_t<T>;
};
template <class T, std::size_t extent>
struct HostArrayElement<std::span<T, extent>> {
  using type = std::remove_cv_t<T>;
};
template <class T, std::size_t n>
struct HostArrayElement<std::array<T, n>> {
  using type = T;
};
template <class T, std::size_t n>
struct HostArrayElement<T[n]> {
  using type = std::remove_cv_t<T>;
};
template <class T>
struct HostArrayElement<T*> {
  using type = std::remove_cv_t<T>;
};

/// An array of numbers, of which three belong to a particle.
template <class P>
concept HostArrayOfNumbers = Coordinate<typename HostArrayElement<P>::type>;

/// An array of rows.
template <class P>
concept HostArrayOfRows = Row<typename HostArrayElement<P>::type>;

}  // namespace detail

/// Arrays that are positions only by a helper. The concept lets them pass, so that the first line of the compiler's
/// message says which helper it is, and not that no function fits.
template <class P>
  requires(detail::HostArrayOfNumbers<P> || detail::HostArrayOfRows<P>)
struct ParticleTraits<P> {
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(P const&) {
    static_assert(!detail::HostArrayOfNumbers<P>,
                  "numbers are no positions: give tektite::InterleavedArray<T>{pointer to x0 y0 z0 x1 ..., number of "
                  "particles}");
    static_assert(!detail::HostArrayOfRows<P> || std::is_pointer_v<P>,
                  "a container is no positions: give tektite::rows(container)");
    static_assert(!detail::HostArrayOfRows<P> || !std::is_pointer_v<P>,
                  "a pointer is no positions: give tektite::rows(pointer, number of particles)");
    return 0;
  }
  KOKKOS_FUNCTION static Vec3<double> get(P const&, std::size_t) { return {}; }
};

namespace detail {

/// A View of coordinates in double precision, or of `Vec3` or arrays of them.
template <class V>
concept ViewOfDoubleRows = (ViewOfComponents<V> && std::same_as<typename V::non_const_value_type, double>) ||
                           (ViewOfStructs<V> && PlainRow<typename V::non_const_value_type, double>);

/// The rows of such a View.
///
/// \tparam T    double or double const
/// \param view  as above; the result refers to its memory
/// \returns     its rows
template <class T, ViewOfDoubleRows V>
Rows<T, typename V::memory_space> rows_of(V const& view) {
  static_assert(sizeof(Vec3<double>) == 3 * sizeof(double));
  bool constexpr structs = V::rank() == 1;
  std::size_t const row = structs ? 3 * view.stride(0) : view.stride(0), component = structs ? 1 : view.stride(1);
  return Rows<T, typename V::memory_space>(reinterpret_cast<T*>(view.data()),
                                           Kokkos::LayoutStride(view.extent(0), row, 3, component));
}

/// The form in which algorithms read positions. It is one for most types of callers, so that a kernel is compiled once
/// for all of these.
///
/// \param positions any `Positions`; the result refers to them
/// \returns         rows of doubles where the coordinates are such, else the positions themselves
/// \throws Error    as `particle_count`
template <Positions P>
decltype(auto) common_form(P const& positions) {
  using Memory = particles_memory_space<P>;
  if constexpr (ViewOfDoubleRows<P>) {
    particle_count(positions);  // throws if rows are not of 3
    return rows_of<double const>(positions);
  } else if constexpr (std::same_as<P, InterleavedArray<double, Memory>>) {
    return Rows<double const, Memory>(positions.data, Kokkos::LayoutStride(particle_count(positions), 3, 3, 1));
  } else {
    return (positions);
  }
}

/// Whether a number is an index into n entries; for assertions in kernels.
template <std::integral I>
KOKKOS_INLINE_FUNCTION constexpr bool is_index(I i, std::size_t n) {
  return std::int64_t(i) >= 0 && std::size_t(i) < n;
}

}  // namespace detail

/// Positions that kernels on `Exec` can read; every algorithm checks this at compile time.
template <class P, class Exec>
concept AccessibleFrom = Positions<P> && bool(Kokkos::SpaceAccessibility<Exec, particles_memory_space<P>>::accessible);

}  // namespace tektite
