// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/vec3.hpp"
#include "tektite/detail/device_code.hpp"

namespace tektite::detail {

/// `multiply_add` by halves of 32 bits: SYCL has no integers of 128 bits.
///
/// \param a,b,c words
/// \param carry another word to add; becomes the upper word of the result
/// \returns the lower word of a * b + c + carry
KOKKOS_INLINE_FUNCTION std::uint64_t multiply_add_in_halves(std::uint64_t a, std::uint64_t b, std::uint64_t c,
                                                            std::uint64_t& carry) {
  std::uint64_t const mask = 0xffffffff;
  // Products of halves, from the lowest on. Each sum fits: (2^32 - 1)^2 + 2 (2^32 - 1) = 2^64 - 1.
  std::uint64_t const low = (a & mask) * (b & mask) + (c & mask) + (carry & mask);
  std::uint64_t const one = (a >> 32) * (b & mask) + (c >> 32) + (low >> 32);
  std::uint64_t const other = (a & mask) * (b >> 32) + (carry >> 32) + (one & mask);
  carry = (a >> 32) * (b >> 32) + (one >> 32) + (other >> 32);
  return other << 32 | (low & mask);
}

/// The lower word of a * b + c + carry; `carry` becomes the upper one.
KOKKOS_INLINE_FUNCTION std::uint64_t multiply_add(std::uint64_t a, std::uint64_t b, std::uint64_t c,
                                                  std::uint64_t& carry) {
#if defined(__SIZEOF_INT128__) && !defined(TEKTITE_DEVICE_CODE)
  __extension__ using Double = unsigned __int128;
  Double const all = Double(a) * b + c + carry;
  carry = static_cast<std::uint64_t>(all >> 64);
  return static_cast<std::uint64_t>(all);
#else
  return multiply_add_in_halves(a, b, c, carry);
#endif
}

/// An integer of 64 x Words bits, two's complement. Products have the bits of both factors and are exact. Sums keep
/// their width: the caller makes sure that they fit.
template <int Words>
class WholeNumber {
 public:
  /// \param value of the number
  KOKKOS_FUNCTION WholeNumber(std::int64_t value = 0) {
    word_[0] = static_cast<std::uint64_t>(value);
    for (int k = 1; k < Words; ++k) word_[k] = value < 0 ? ~std::uint64_t(0) : 0;
  }

  /// \param value of the number, which has fewer words
  template <int Fewer>
  KOKKOS_FUNCTION explicit WholeNumber(WholeNumber<Fewer> const& value) {
    static_assert(Fewer < Words);
    for (int k = 0; k < Fewer; ++k) word_[k] = value.word_[k];
    for (int k = Fewer; k < Words; ++k) word_[k] = value.negative() ? ~std::uint64_t(0) : 0;
  }

  /// \param value a whole number that fits
  /// \returns the same as an integer
  KOKKOS_FUNCTION static WholeNumber from(double value) {
    int exponent = 0;
    double scaled = value;
    while (Kokkos::abs(scaled) >= 9007199254740992.0) {  // 2^53
      scaled *= 0.5;
      ++exponent;
    }
    WholeNumber result(static_cast<std::int64_t>(scaled));
    for (; exponent > 0; --exponent) result = result + result;
    return result;
  }

  /// \returns a + b, which must fit
  KOKKOS_FUNCTION friend WholeNumber operator+(WholeNumber const& a, WholeNumber const& b) {
    WholeNumber sum;
    std::uint64_t carry = 0;
    for (int k = 0; k < Words; ++k) sum.word_[k] = multiply_add(a.word_[k], 1, b.word_[k], carry);
    return sum;
  }

  /// \returns a - b, which must fit
  KOKKOS_FUNCTION friend WholeNumber operator-(WholeNumber const& a, WholeNumber const& b) {
    WholeNumber difference = a;
    difference.subtract(b, 0);
    return difference;
  }

  /// \param b the other factor
  /// \returns the exact product
  template <int Others>
  KOKKOS_FUNCTION WholeNumber<Words + Others> operator*(WholeNumber<Others> const& b) const {
    WholeNumber<Words + Others> product;
    for (int i = 0; i < Words; ++i) {
      std::uint64_t carry = 0;
      for (int k = 0; k < Others; ++k)
        product.word_[i + k] = multiply_add(word_[i], b.word_[k], product.word_[i + k], carry);
      product.word_[i + Others] = carry;
    }
    // Read as unsigned, a negative number is too large by 2^(64 Words).
    if (negative()) product.subtract(b, Words);
    if (b.negative()) product.subtract(*this, Others);
    return product;
  }

  /// \returns the nearest double up to a few units of its last digit. Numbers of up to 1023 bits do not overflow
  KOKKOS_FUNCTION double to_double() const {
    // No recursion: a GPU's threads have a stack of fixed size.
    WholeNumber const size = negative() ? WholeNumber() - *this : *this;
    double value = 0;
    for (int k = Words - 1; k >= 0; --k) value = value * 18446744073709551616.0 + static_cast<double>(size.word_[k]);
    return negative() ? -value : value;
  }

  /// \returns whether the number is below zero
  KOKKOS_FUNCTION bool negative() const { return word_[Words - 1] >> 63 != 0; }

  /// \returns -1, 0 or 1
  KOKKOS_FUNCTION int sign() const {
    if (negative()) return -1;
    for (int k = 0; k < Words; ++k) {
      if (word_[k] != 0) return 1;
    }
    return 0;
  }

 private:
  template <int>
  friend class WholeNumber;

  /// Subtracts b times 2^(64 at). Words of b beyond the width of this number are left out.
  template <int Others>
  KOKKOS_FUNCTION void subtract(WholeNumber<Others> const& b, int at) {
    std::uint64_t carry = 1;
    for (int k = 0; k < Others && at + k < Words; ++k)
      word_[at + k] = multiply_add(word_[at + k], 1, ~b.word_[k], carry);
  }

  std::uint64_t word_[Words];
};

/// The half-space dot(normal, 2 r) <= level in whole numbers, lengths in units of the grid's quantum.
struct ExactPlane {
  Vec3<double> normal;   // whole numbers below 2^54
  WholeNumber<3> level;  // below 2^111 without radii; squared radii need the third word
  bool bisector;         // whether the plane is between the centre and a site at `normal`, which ties may move
};

/// Whether the point where planes a, b, c meet (counter-clockwise seen from outside) lies beyond plane d.
///
/// The answer is the sign of a 4 x 4 determinant of whole numbers. It is zero if, for example, five sites lie on one
/// sphere. Then space is taken as stretched by an infinitely small amount along x, next along y, along z, and sheared
/// in xy, yz, xz; the first of these six that makes a difference decides. Each moves a bisector by a quadratic form of
/// the vector between its two sites, so the decision is the same for all cells and all images. (Simulation of
/// simplicity, Edelsbrunner & Mucke 1990, with a perturbation that does not depend on the origin.)
///
/// \param a,b,c,d planes, seen from the same centre
/// \returns the answer; if none of the six decides, false
KOKKOS_INLINE_FUNCTION bool exactly_outside(ExactPlane const& a, ExactPlane const& b, ExactPlane const& c,
                                            ExactPlane const& d) {
  ExactPlane const* const rows[4] = {&a, &b, &c, &d};
  WholeNumber<1> n[4][3];
  for (int i = 0; i < 4; ++i) {
    for (int k = 0; k < 3; ++k) n[i][k] = WholeNumber<1>(static_cast<std::int64_t>(rows[i]->normal[k]));
  }
  // 2 x 2 minors without column k, of the first two rows and of the last two.
  WholeNumber<2> ab[3], cd[3];
  for (int k = 0; k < 3; ++k) {
    int const p = (k + 1) % 3, q = (k + 2) % 3;
    ab[k] = n[0][p] * n[1][q] - n[0][q] * n[1][p];
    cd[k] = n[2][p] * n[3][q] - n[2][q] * n[3][p];
  }
  auto const with = [&](WholeNumber<2> const* m, int i) { return m[0] * n[i][0] + m[1] * n[i][1] + m[2] * n[i][2]; };
  WholeNumber<3> const abc = with(ab, 2), abd = with(ab, 3), acd = with(cd, 0), bcd = with(cd, 1);
  // The sign of level - dot(normal, 2 r) of plane d, at the point r where a, b and c meet.
  auto const inside = [&](WholeNumber<3> const& la, WholeNumber<3> const& lb, WholeNumber<3> const& lc,
                          WholeNumber<3> const& ld) {
    return (abc * ld - abd * lc + acd * lb - bcd * la).sign() * abc.sign();
  };
  int const side = inside(a.level, b.level, c.level, d.level);
  if (side != 0) return side < 0;
  for (int form = 0; form < 6; ++form) {
    int const p = form < 3 ? form : (form == 4 ? 1 : 0), q = form < 3 ? form : (form == 3 ? 1 : 2);
    WholeNumber<3> moved[4];
    for (int i = 0; i < 4; ++i) {
      if (rows[i]->bisector) moved[i] = WholeNumber<3>(n[i][p] * n[i][q]);
    }
    int const tie = inside(moved[0], moved[1], moved[2], moved[3]);
    if (tie != 0) return tie < 0;
  }
  return false;
}

/// Finds the point where three planes meet. Only the last digits are rounded, however nearly parallel the planes are.
///
/// \param a,b,c planes, seen from the same centre
/// \returns the point, counted from the centre, in units of the grid's quantum
KOKKOS_INLINE_FUNCTION Vec3<double> exact_meeting(ExactPlane const& a, ExactPlane const& b, ExactPlane const& c) {
  ExactPlane const* const rows[3] = {&a, &b, &c};
  WholeNumber<1> n[3][3];
  for (int i = 0; i < 3; ++i) {
    for (int k = 0; k < 3; ++k) n[i][k] = WholeNumber<1>(static_cast<std::int64_t>(rows[i]->normal[k]));
  }
  auto const minor = [&](int i, int k) {  // component k of the cross product of the two rows after row i
    int const p = (k + 1) % 3, q = (k + 2) % 3, first = (i + 1) % 3, second = (i + 2) % 3;
    return n[first][p] * n[second][q] - n[first][q] * n[second][p];
  };
  double const det = (minor(0, 0) * n[0][0] + minor(0, 1) * n[0][1] + minor(0, 2) * n[0][2]).to_double();
  Vec3<double> point;
  for (int k = 0; k < 3; ++k) {
    point[k] = 0.5 * (a.level * minor(0, k) + b.level * minor(1, k) + c.level * minor(2, k)).to_double() / det;
  }
  return point;
}

}  // namespace tektite::detail
