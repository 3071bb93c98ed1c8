// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

namespace tektite {

/// Three components of one arithmetic type; an aggregate, usable in Views and on the device.
template <class T>
struct Vec3 {
  T x{};  ///< first component
  T y{};  ///< second component
  T z{};  ///< third component

  /// Component k, in [0, 3).
  KOKKOS_FUNCTION constexpr T& operator[](int k) { return k == 0 ? x : (k == 1 ? y : z); }
  /// Component k, in [0, 3).
  KOKKOS_FUNCTION constexpr T const& operator[](int k) const { return k == 0 ? x : (k == 1 ? y : z); }

  KOKKOS_FUNCTION friend constexpr Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
  KOKKOS_FUNCTION friend constexpr Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
  KOKKOS_FUNCTION friend constexpr Vec3 operator-(Vec3 a) { return {-a.x, -a.y, -a.z}; }
  KOKKOS_FUNCTION friend constexpr Vec3 operator*(T s, Vec3 a) { return {s * a.x, s * a.y, s * a.z}; }
  KOKKOS_FUNCTION constexpr Vec3& operator+=(Vec3 b) { return *this = *this + b; }
  KOKKOS_FUNCTION constexpr Vec3& operator-=(Vec3 b) { return *this = *this - b; }
  KOKKOS_FUNCTION friend constexpr bool operator==(Vec3 a, Vec3 b) { return a.x == b.x && a.y == b.y && a.z == b.z; }
};

/// The scalar product of two vectors.
///
/// \param a,b the vectors
/// \returns   a . b
template <class T>
KOKKOS_FUNCTION constexpr T dot(Vec3<T> a, Vec3<T> b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

/// The vector product of two vectors.
///
/// \param a,b the vectors
/// \returns   a x b
template <class T>
KOKKOS_FUNCTION constexpr Vec3<T> cross(Vec3<T> a, Vec3<T> b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

/// The length of a vector.
///
/// \param a the vector
/// \returns its length, in its unit
template <class T>
KOKKOS_FUNCTION T norm(Vec3<T> a) {
  return Kokkos::sqrt(dot(a, a));
}

/// A 3 x 3 matrix by columns: `m.col[k]` is the k-th column, `m(i, k)` the element in row i.
struct Mat3 {
  Vec3<double> col[3];  ///< the columns

  /// The element in a row and a column, both in [0, 3).
  KOKKOS_FUNCTION constexpr double& operator()(int row, int column) { return col[column][row]; }
  /// The element in a row and a column, both in [0, 3).
  KOKKOS_FUNCTION constexpr double operator()(int row, int column) const { return col[column][row]; }

  /// The unit matrix.
  ///
  /// \returns 1 on the diagonal, 0 elsewhere
  KOKKOS_FUNCTION static constexpr Mat3 identity() { return {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}; }

  KOKKOS_FUNCTION friend constexpr Vec3<double> operator*(Mat3 const& m, Vec3<double> v) {
    return v.x * m.col[0] + v.y * m.col[1] + v.z * m.col[2];
  }
  KOKKOS_FUNCTION friend constexpr Mat3 operator*(Mat3 const& a, Mat3 const& b) {
    return {{a * b.col[0], a * b.col[1], a * b.col[2]}};
  }
  KOKKOS_FUNCTION friend constexpr Mat3 operator*(double s, Mat3 const& m) {
    return {{s * m.col[0], s * m.col[1], s * m.col[2]}};
  }
  KOKKOS_FUNCTION friend constexpr Mat3 operator+(Mat3 const& a, Mat3 const& b) {
    return {{a.col[0] + b.col[0], a.col[1] + b.col[1], a.col[2] + b.col[2]}};
  }
  KOKKOS_FUNCTION friend constexpr Mat3 operator-(Mat3 const& a, Mat3 const& b) {
    return {{a.col[0] - b.col[0], a.col[1] - b.col[1], a.col[2] - b.col[2]}};
  }
  KOKKOS_FUNCTION friend constexpr bool operator==(Mat3 const& a, Mat3 const& b) {
    return a.col[0] == b.col[0] && a.col[1] == b.col[1] && a.col[2] == b.col[2];
  }
};

/// A matrix with rows and columns exchanged.
///
/// \param m the matrix
/// \returns its transpose
KOKKOS_FUNCTION constexpr Mat3 transpose(Mat3 const& m) {
  return {{{m(0, 0), m(0, 1), m(0, 2)}, {m(1, 0), m(1, 1), m(1, 2)}, {m(2, 0), m(2, 1), m(2, 2)}}};
}

/// The sum of the diagonal elements.
///
/// \param m the matrix
/// \returns its trace
KOKKOS_FUNCTION constexpr double trace(Mat3 const& m) { return m(0, 0) + m(1, 1) + m(2, 2); }

/// The determinant: the volume that the columns span, negative if they are left-handed.
///
/// \param m the matrix
/// \returns its determinant
KOKKOS_FUNCTION constexpr double determinant(Mat3 const& m) { return dot(m.col[0], cross(m.col[1], m.col[2])); }

/// The inverse by cofactors.
///
/// \param m the matrix; its determinant must not be zero, which is not checked
/// \returns its inverse
KOKKOS_FUNCTION constexpr Mat3 inverse(Mat3 const& m) {
  Mat3 const rows{{cross(m.col[1], m.col[2]), cross(m.col[2], m.col[0]), cross(m.col[0], m.col[1])}};
  return (1.0 / determinant(m)) * transpose(rows);
}

}  // namespace tektite
