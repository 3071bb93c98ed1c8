// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <iterator>
#include <type_traits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/memory.hpp"

/// \file
/// A host code's arrays as Views that own nothing: `rows` for one vector per particle, `values` for one number.
///
/// The Views refer to the memory of the arrays, which must stay where it is. They are read by all algorithms, and
/// written where the array is not constant: forces go into a `std::vector` in place. They are in host memory, so
/// kernels of a GPU are refused when the program is compiled.

namespace tektite {

namespace detail {

/// The coordinates of a row, constant if the row is.
template <class R>
struct RowCoordinate {
  using type = typename ArrayCoordinate<R>::type;
};
template <class T>
struct RowCoordinate<Vec3<T>> {
  using type = T;
};
template <class R>
using RowCoordinateOf =
    std::conditional_t<std::is_const_v<R>, typename RowCoordinate<std::remove_const_t<R>>::type const,
                       typename RowCoordinate<std::remove_const_t<R>>::type>;

/// A row that is three coordinates and nothing else.
template <class R>
concept CoordinatesOnly = Row<std::remove_const_t<R>> && Coordinate<std::remove_const_t<RowCoordinateOf<R>>>;

/// How many numbers of type T lie between one struct and the next.
template <class Struct, class T>
constexpr std::size_t stride_of() {
  static_assert(sizeof(Struct) % sizeof(T) == 0, "the size of the struct must be a multiple of that of its member");
  return sizeof(Struct) / sizeof(T);
}

/// Vectors that lie `stride` coordinates of type T apart.
template <class Memory, class R>
auto rows_at(R* first, std::size_t n, std::size_t stride) {
  using T = RowCoordinateOf<R>;
  return Rows<T, Memory>(reinterpret_cast<T*>(first), Kokkos::LayoutStride(n, stride, 3, 1));
}

}  // namespace detail

/// Vectors at a pointer, such as `double (*)[3]` or a pointer to structs.
///
/// \tparam Memory memory space of the pointer
/// \param data    `Vec3<T>`, arrays of three (`T[3]`, `std::array`, `Kokkos::Array`) or structs with members `x`, `y`,
///                `z`; `T` is `float` or `double`
/// \param n       how many
/// \returns       a View of them, `View<T*[3]>` or of the structs; it can be written if they are not constant
/// \throws Error  a null pointer for one or more
template <MemorySpace Memory = Kokkos::HostSpace, class R>
  requires detail::Row<std::remove_const_t<R>>
auto rows(R* data, std::size_t n) {
  require(data != nullptr || n == 0, "rows: a null pointer for ", n, " particles");
  if constexpr (detail::CoordinatesOnly<R>) {
    return detail::rows_at<Memory>(data, n, 3);
  } else {
    return detail::Values<R, Memory>(data, Kokkos::LayoutStride(n, 1));
  }
}

/// Vectors in a container, such as `std::vector<std::array<double, 3>>`.
///
/// \param container has `data` and `size`, or is an array; its elements are as above. It must stay alive
/// \returns         a View of them, as above
template <class Container>
auto rows(Container& container) {
  static_assert(detail::Row<std::remove_cvref_t<decltype(*std::data(container))>>,
                "rows: numbers are no rows of three: give tektite::InterleavedArray<T>{pointer, number of particles}");
  return rows(std::data(container), std::size(container));
}

/// One vector of each struct, such as the `force` of an `Atom`.
///
/// \param container of structs, as above
/// \param member    `Vec3<T>` or an array of three
/// \returns         a View of them, `View<T*[3]>`
template <class Container, class Struct, class R>
auto rows(Container& container, R Struct::* member) {
  static_assert(detail::CoordinatesOnly<R>, "rows: the member must be a Vec3 or an array of three");
  auto* const first = std::data(container);
  std::size_t const n = std::size(container);
  using Const = std::conditional_t<std::is_const_v<std::remove_pointer_t<decltype(first)>>, R const, R>;
  // The element may be derived from the struct that has the member.
  using Element = std::remove_cv_t<std::remove_pointer_t<decltype(first)>>;
  std::size_t const stride = detail::stride_of<Element, detail::RowCoordinateOf<R>>();
  return detail::rows_at<Kokkos::HostSpace>(n > 0 ? &(first->*member) : static_cast<Const*>(nullptr), n, stride);
}

/// Numbers at a pointer, such as the types in an `int*`.
///
/// \tparam Memory memory space of the pointer
/// \param data    numbers
/// \param n       how many
/// \returns       a View of them; it can be written if they are not constant
/// \throws Error  a null pointer for one or more
template <MemorySpace Memory = Kokkos::HostSpace, class T>
  requires std::is_arithmetic_v<T>
auto values(T* data, std::size_t n) {
  require(data != nullptr || n == 0, "values: a null pointer for ", n, " particles");
  return detail::Values<T, Memory>(data, Kokkos::LayoutStride(n, 1));
}

/// Numbers in a container, such as the types in a `std::vector<int>`.
///
/// \param container has `data` and `size`; its elements are numbers. It must stay alive
/// \returns         a View of them
template <class Container>
auto values(Container& container) {
  using T = std::remove_pointer_t<decltype(std::data(container))>;
  static_assert(std::is_arithmetic_v<T>, "values: the elements must be numbers");
  return detail::Values<T, Kokkos::HostSpace>(std::data(container), Kokkos::LayoutStride(std::size(container), 1));
}

/// One number of each struct, such as the `type` of an `Atom`.
///
/// \param container of structs, as above
/// \param member    a number
/// \returns         a View of them
template <class Container, class Struct, class T>
  requires std::is_arithmetic_v<T>
auto values(Container& container, T Struct::* member) {
  auto* const first = std::data(container);
  std::size_t const n = std::size(container);
  using Const = std::conditional_t<std::is_const_v<std::remove_pointer_t<decltype(first)>>, T const, T>;
  using Element = std::remove_cv_t<std::remove_pointer_t<decltype(first)>>;
  return detail::Values<Const, Kokkos::HostSpace>(n > 0 ? &(first->*member) : static_cast<Const*>(nullptr),
                                                  Kokkos::LayoutStride(n, detail::stride_of<Element, T>()));
}

}  // namespace tektite
