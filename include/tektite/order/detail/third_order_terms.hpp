// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

/// \file
/// The terms of the third-order invariant of spherical harmonics.

namespace tektite::detail {

/// A product of three components and its coefficient.
struct ThirdOrderTerm {
  int m[3];            ///< orders, with sum 0
  double coefficient;  ///< Wigner's 3j symbol, times the number of terms that are equal to this one
};

/// Wigner's 3j symbol (l l l; m1 m2 -m1-m2), by Racah's sum, whose terms are products of binomial coefficients: whole
/// numbers, so that nothing is lost by their signs.
inline double wigner_3j(int l, int m1, int m2) {
  int const m3 = -m1 - m2;
  auto const choose = [](int n, int k) {
    std::int64_t c = k < 0 || k > n ? 0 : 1;
    for (int i = 1; c != 0 && i <= k; ++i) c = c * (n - k + i) / i;
    return c;
  };
  std::int64_t sum = 0;
  for (int k = 0; k <= l; ++k) sum += (k % 2 == 0 ? 1 : -1) * choose(l, k) * choose(l, k + m1) * choose(l, k - m2);
  double square = 1;  // product of (l + m)! (l - m)! over the orders, by (3 l + 1)! (l!)^3
  for (int const m : {m1, m2, m3}) {
    for (int k = 1; k <= l + m; ++k) square *= k;
    for (int k = 1; k <= l - m; ++k) square *= k;
    for (int k = 1; k <= l; ++k) square /= k;
  }
  for (int k = 2; k <= 3 * l + 1; ++k) square /= k;
  return (m3 % 2 == 0 ? 1 : -1) * std::sqrt(square) * double(sum);
}

/// The distinct terms of an even degree: sorted orders, of a term and its complex conjugate one. In odd degrees a
/// permutation changes the sign of the symbol, and all terms cancel.
inline std::vector<ThirdOrderTerm> third_order_terms(int degree) {
  std::vector<ThirdOrderTerm> terms;
  if (degree % 2 != 0) return terms;
  for (int a = -degree; a <= degree; ++a) {
    for (int b = a; b <= degree; ++b) {
      int const c = -a - b;
      if (c < b || c > degree) continue;
      // The conjugate term has the orders -c <= -b <= -a.
      if (-b < b) continue;
      int const permutations = a == b && b == c ? 1 : (a == b || b == c ? 3 : 6);
      terms.push_back({{a, b, c}, wigner_3j(degree, a, b) * permutations * (b == 0 ? 1 : 2)});
    }
  }
  return terms;
}

}  // namespace tektite::detail
