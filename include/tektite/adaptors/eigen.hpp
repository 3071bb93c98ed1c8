// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::eigen
#pragma once

#include <Eigen/Core>
#include <Kokkos_Core.hpp>
#include <cstddef>
#include <type_traits>

#include "tektite/core/error.hpp"
#include "tektite/core/vec3.hpp"

/// \file
/// Results on the host as Eigen maps of the same memory; nothing is copied.
///
/// A map does not keep its View alive. Making one costs O(1) and does not fence: fence the instance that fills the View
/// before you read through the map.

namespace tektite::detail {

using EigenStrides = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;

/// A map of a matrix with elements T; constant if T is.
template <class T, int Rows, int Columns>
using EigenMap =
    Eigen::Map<std::conditional_t<std::is_const_v<T>, Eigen::Matrix<std::remove_const_t<T>, Rows, Columns> const,
                                  Eigen::Matrix<T, Rows, Columns>>,
               Eigen::Unaligned, EigenStrides>;

/// Number of rows or columns of a map: a View's static extent, or dynamic.
template <std::size_t extent>
inline constexpr int fixed_or_dynamic = extent == 0 ? Eigen::Dynamic : static_cast<int>(extent);

/// Whether T is a `Vec3`.
template <class T>
inline constexpr bool is_vec3 = false;
template <class T>
inline constexpr bool is_vec3<Vec3<T>> = true;

}  // namespace tektite::detail

namespace tektite::adaptors {

/// A View that the host can read.
template <class V, int Rank>
concept HostView = Kokkos::is_view_v<V> && (V::rank() == Rank) &&
                   bool(Kokkos::SpaceAccessibility<Kokkos::HostSpace, typename V::memory_space>::accessible);

/// A map of a vector.
///
/// \param v must outlive the map
/// \returns its three components
inline Eigen::Map<Eigen::Vector3d> eigen_map(Vec3<double>& v) { return Eigen::Map<Eigen::Vector3d>(&v.x); }

/// A map of a constant vector.
///
/// \param v must outlive the map
/// \returns its three components
inline Eigen::Map<Eigen::Vector3d const> eigen_map(Vec3<double> const& v) {
  return Eigen::Map<Eigen::Vector3d const>(&v.x);
}

/// A map of a matrix.
///
/// \param m must outlive the map
/// \returns its elements
inline Eigen::Map<Eigen::Matrix3d> eigen_map(Mat3& m) { return Eigen::Map<Eigen::Matrix3d>(&m.col[0].x); }

/// A map of a constant matrix, such as the edges of a box.
///
/// \param m must outlive the map
/// \returns its elements
inline Eigen::Map<Eigen::Matrix3d const> eigen_map(Mat3 const& m) {
  return Eigen::Map<Eigen::Matrix3d const>(&m.col[0].x);
}

/// A map of a View of n numbers as a column, or of n `Vec3` as a 3 x n matrix.
///
/// \param view its memory must outlive the map
/// \returns    the column or matrix
template <HostView<1> V>
auto eigen_map(V const& view) {
  using T = typename V::value_type;
  auto const n = static_cast<Eigen::Index>(view.extent(0)), step = static_cast<Eigen::Index>(view.stride(0));
  if constexpr (detail::is_vec3<std::remove_const_t<T>>) {
    using Number = std::remove_reference_t<decltype(view.data()->x)>;
    using Component = std::conditional_t<std::is_const_v<T>, Number const, Number>;
    return detail::EigenMap<Component, 3, Eigen::Dynamic>(n > 0 ? &view.data()->x : nullptr, 3, n,
                                                          detail::EigenStrides(3 * step, 1));
  } else {
    return detail::EigenMap<T, Eigen::Dynamic, 1>(view.data(), n, 1, detail::EigenStrides(n, step));
  }
}

/// A map of a View of rank 2 as a matrix: row i of the View is row i of the matrix, for any layout. `View<double*[3]>`
/// gives n x 3. Parameter and result as for rank 1.
template <HostView<2> V>
auto eigen_map(V const& view) {
  return detail::EigenMap<typename V::value_type, Eigen::Dynamic, detail::fixed_or_dynamic<V::static_extent(1)>>(
      view.data(), static_cast<Eigen::Index>(view.extent(0)), static_cast<Eigen::Index>(view.extent(1)),
      detail::EigenStrides(static_cast<Eigen::Index>(view.stride(1)), static_cast<Eigen::Index>(view.stride(0))));
}

/// A map of the matrix of one particle: of `AffineField::F` its deformation gradient, 3 x 3.
///
/// \param view its memory must outlive the map
/// \param i    the particle, less than the View's first extent
/// \returns    the matrix
/// \throws Error no such particle
template <HostView<3> V>
auto eigen_map(V const& view, std::size_t i) {
  require(i < view.extent(0), "eigen_map: particle ", i, " of ", view.extent(0));
  return detail::EigenMap<typename V::value_type, detail::fixed_or_dynamic<V::static_extent(1)>,
                          detail::fixed_or_dynamic<V::static_extent(2)>>(
      view.data() + i * view.stride(0), static_cast<Eigen::Index>(view.extent(1)),
      static_cast<Eigen::Index>(view.extent(2)),
      detail::EigenStrides(static_cast<Eigen::Index>(view.stride(2)), static_cast<Eigen::Index>(view.stride(1))));
}

}  // namespace tektite::adaptors
