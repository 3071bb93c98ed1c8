// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/vec3.hpp"

namespace tektite::detail {

/// An integer of 384 bits, two's complement, exact as long as it fits: all that the predicate below needs.
class WideInteger {
 public:
  KOKKOS_FUNCTION WideInteger(std::int64_t value = 0) {
    word_[0] = static_cast<std::uint64_t>(value);
    for (int k = 1; k < words; ++k) word_[k] = value < 0 ? ~std::uint64_t(0) : 0;
  }

  /// \param value a whole number below 2^300
  KOKKOS_FUNCTION static WideInteger from(double value) {
    int exponent = 0;
    double scaled = value;
    while (Kokkos::abs(scaled) >= 9007199254740992.0) {  // 2^53
      scaled *= 0.5;
      ++exponent;
    }
    WideInteger result(static_cast<std::int64_t>(scaled));
    for (; exponent > 0; --exponent) result = result + result;
    return result;
  }

  KOKKOS_FUNCTION friend WideInteger operator+(WideInteger const& a, WideInteger const& b) {
    WideInteger sum;
    Double carry = 0;
    for (int k = 0; k < words; ++k) {
      carry += Double(a.word_[k]) + b.word_[k];
      sum.word_[k] = static_cast<std::uint64_t>(carry);
      carry >>= 64;
    }
    return sum;
  }

  KOKKOS_FUNCTION friend WideInteger operator-(WideInteger const& a, WideInteger const& b) {
    WideInteger difference;
    Double carry = 1;
    for (int k = 0; k < words; ++k) {
      carry += Double(a.word_[k]) + ~b.word_[k];
      difference.word_[k] = static_cast<std::uint64_t>(carry);
      carry >>= 64;
    }
    return difference;
  }

  KOKKOS_FUNCTION friend WideInteger operator*(WideInteger const& a, WideInteger const& b) {
    WideInteger product;
    for (int i = 0; i < words; ++i) {
      Double carry = 0;
      for (int k = 0; i + k < words; ++k) {
        carry += Double(a.word_[i]) * b.word_[k] + product.word_[i + k];
        product.word_[i + k] = static_cast<std::uint64_t>(carry);
        carry >>= 64;
      }
    }
    return product;
  }

  /// -1, 0 or 1
  KOKKOS_FUNCTION int sign() const {
    if (word_[words - 1] >> 63) return -1;
    for (int k = 0; k < words; ++k) {
      if (word_[k] != 0) return 1;
    }
    return 0;
  }

 private:
  static constexpr int words = 6;
  __extension__ using Double = unsigned __int128;
  std::uint64_t word_[words];
};

/// A plane in whole numbers: dot(normal, 2 r) <= level, lengths in units of the grid's quantum.
struct ExactPlane {
  Vec3<double> normal;  // whole numbers below 2^54
  WideInteger level;
  bool bisector;  // between the centre and a site at `normal`; else the plane is fixed
};

/// Does the point where planes a, b, c meet (counter-clockwise seen from outside) lie beyond plane d? Never undecided.
///
/// The answer is the sign of a 4 x 4 determinant, found in whole numbers. Where it is zero, five sites on one sphere,
/// say, distances are taken as if lengths were stretched by infinitely small amounts, first along x, then y, then z,
/// then sheared in xy, yz, xz: the first of these that decides, decides. That moves every bisector by a quadratic form
/// of the vector between its two sites, so it is the same for all cells and all images (simulation of simplicity,
/// Edelsbrunner & Mucke 1990, with a perturbation that respects translations).
KOKKOS_INLINE_FUNCTION bool exactly_outside(ExactPlane const& a, ExactPlane const& b, ExactPlane const& c,
                                            ExactPlane const& d) {
  ExactPlane const* const rows[4] = {&a, &b, &c, &d};
  WideInteger n[4][3];
  for (int i = 0; i < 4; ++i) {
    for (int k = 0; k < 3; ++k) n[i][k] = WideInteger(static_cast<std::int64_t>(rows[i]->normal[k]));
  }
  auto const minor_of = [&](int i, int j, int k) {
    return n[i][0] * (n[j][1] * n[k][2] - n[j][2] * n[k][1]) - n[i][1] * (n[j][0] * n[k][2] - n[j][2] * n[k][0]) +
           n[i][2] * (n[j][0] * n[k][1] - n[j][1] * n[k][0]);
  };
  WideInteger const abc = minor_of(0, 1, 2), abd = minor_of(0, 1, 3), acd = minor_of(0, 2, 3), bcd = minor_of(1, 2, 3);
  // At the meeting point, level - dot(normal, 2 r) of plane d is this over abc.
  auto const inside = [&](WideInteger const& la, WideInteger const& lb, WideInteger const& lc, WideInteger const& ld) {
    return (abc * ld - abd * lc + acd * lb - bcd * la).sign() * abc.sign();
  };
  int const side = inside(a.level, b.level, c.level, d.level);
  if (side != 0) return side < 0;
  for (int form = 0; form < 6; ++form) {
    int const p = form < 3 ? form : (form == 4 ? 1 : 0), q = form < 3 ? form : (form == 3 ? 1 : 2);
    WideInteger moved[4];
    for (int i = 0; i < 4; ++i) {
      if (rows[i]->bisector) moved[i] = n[i][p] * n[i][q];
    }
    int const tie = inside(moved[0], moved[1], moved[2], moved[3]);
    if (tie != 0) return tie < 0;
  }
  return false;
}

}  // namespace tektite::detail
