// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// How algorithms read the caller's positions: through one trait, without a copy.
///
/// Specialise `ParticleTraits` for a class of your own and every algorithm accepts it. Specialisations for these exist:
/// `View<T*[3]>` of any layout, rank-1 Views of a struct with members `x`, `y`, `z`, three separate Views
/// (`SeparateArrays`), and raw pointers (`InterleavedArray`). `T` is `float` or `double`; arithmetic is in double.
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

/// A View of rank 2 of coordinates: one row of three for each particle.
template <class V>
concept ViewOfComponents =
    Kokkos::is_view_v<V> && (V::rank() == 2) && Coordinate<typename V::non_const_value_type> && RowsOfThree<V>;

/// A View of rank 1 of such structs: one for each particle.
template <class V>
concept ViewOfStructs = Kokkos::is_view_v<V> && (V::rank() == 1) && HasXyz<typename V::non_const_value_type>;

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

/// A View of coordinates in double precision, or of `Vec3` of them.
template <class V>
concept ViewOfDoubleRows = (ViewOfComponents<V> && std::same_as<typename V::non_const_value_type, double>) ||
                           (ViewOfStructs<V> && std::same_as<typename V::non_const_value_type, Vec3<double>>);

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

/// A View that vectors can be written to: rows of three coordinates, or structs of them.
template <class V>
concept WritableVectors = (ViewOfComponents<V> || ViewOfStructs<V>) && !std::is_const_v<typename V::value_type>;

/// Writes the i-th vector of a View of rows or structs.
template <WritableVectors V>
KOKKOS_INLINE_FUNCTION void store_vector(V const& view, std::size_t i, Vec3<double> const& value) {
  if constexpr (V::rank() == 1) {
    auto& r = view(i);
    using T = std::remove_reference_t<decltype(r.x)>;
    r.x = static_cast<T>(value.x);
    r.y = static_cast<T>(value.y);
    r.z = static_cast<T>(value.z);
  } else {
    for (int d = 0; d < 3; ++d) view(i, d) = static_cast<typename V::value_type>(value[d]);
  }
}

/// The form in which algorithms write vectors.
///
/// \param view View of rows or structs; the result refers to its memory
/// \returns    rows of doubles where it has doubles, else the View itself
template <WritableVectors V>
decltype(auto) writable_form(V const& view) {
  if constexpr (ViewOfDoubleRows<V>) {
    return rows_of<double>(view);
  } else {
    return (view);
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
