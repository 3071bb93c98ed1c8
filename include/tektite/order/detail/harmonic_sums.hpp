// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <utility>

#include "tektite/core/concepts.hpp"
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/detail/simd/packs.hpp"
#include "tektite/detail/simd/quads.hpp"
#include "tektite/order/bonds.hpp"

/// \file
/// Sums of real spherical harmonics over the bonds of particles.
///
/// With the unit vector (x, y, z), Y_lm is N_lm p_lm(z) Re (x + i y)^m, or with Im. p_lm, the m-th derivative of the
/// Legendre polynomial, is used with leading coefficient 1: z p_(l-1)m - b p_(l-2)m gives the next one by two
/// operations. N_lm multiplies the sum only. No angle is computed.

namespace tektite::detail {

/// N_lm for polynomials with leading coefficient 1: orthonormal real harmonics.
inline double harmonic_norm(int degree, int order) {
  double square = (2 * degree + 1) / (4 * std::numbers::pi) * (order > 0 ? 2 : 1);
  for (int k = degree - order + 1; k <= degree + order; ++k) square /= k;
  double leading = 1;  // (2 l)! / (2^l l! (l - m)!)
  for (int k = degree + 1; k <= 2 * degree; ++k) leading *= 0.5 * k;
  for (int k = 2; k <= degree - order; ++k) leading /= k;
  return std::sqrt(square) * leading;
}

/// Sums over the bonds of a pack of particles, one particle in each lane of P.
template <class P, int degree>
struct HarmonicPack {
  P sums[2 * degree + 1]{};  ///< order 0, then for each order the sums with Re and with Im
  P weight{};                ///< sum of the weights

  /// One step of the recurrence, from degrees l - 1 and l - 2 to l.
  template <int l, int m>
  KOKKOS_FORCEINLINE_FUNCTION static void raise(P const& z, P& before, P& now) {
    constexpr double b = double((l - 1 - m) * (l - 1 + m)) / double((2 * l - 1) * (2 * l - 3));
    P const next = z * now - b * before;
    before = now;
    now = next;
  }

  /// p_lm(z) of this degree, by steps from m + 2 on.
  template <int m, int... step>
  KOKKOS_FORCEINLINE_FUNCTION static P polynomial(P const& z, std::integer_sequence<int, step...>) {
    [[maybe_unused]] P before = all_lanes<P>(1);
    P now = z;
    (raise<m + 2 + step, m>(z, before, now), ...);
    return now;
  }

  /// Adds the terms of one order and multiplies re + i im by x + i y for the next one.
  template <int m>
  KOKKOS_FORCEINLINE_FUNCTION void add_order(P const& x, P const& y, P const& z, P& re, P& im) {
    P p = all_lanes<P>(1);
    if constexpr (m < degree) p = polynomial<m>(z, std::make_integer_sequence<int, degree - m - 1>{});
    if constexpr (m == 0) {
      sums[0] += p * re;
    } else {
      sums[2 * m - 1] += p * re;
      sums[2 * m] += p * im;
    }
    P const turned = re * x - im * y;
    im = re * y + im * x;
    re = turned;
  }

  template <int... m>
  KOKKOS_FORCEINLINE_FUNCTION void add_orders(P const& x, P const& y, P const& z, P& re, P& im,
                                              std::integer_sequence<int, m...>) {
    (add_order<m>(x, y, z, re, im), ...);
  }

  /// Adds a bond of each particle. A bond of length zero has no direction and does not count: neither do the lanes of
  /// particles that have no more bonds, which lead to the particle itself.
  KOKKOS_FORCEINLINE_FUNCTION void add(P const& dx, P const& dy, P const& dz, P const& bond_weight) {
    P const square = dx * dx + dy * dy + dz * dz;
    auto const counts = square > all_lanes<P>(0);
    P const scale = 1.0 / lane_sqrt<lanes_of<P>>(select(counts, square, all_lanes<P>(1)));
    P re = select(counts, bond_weight, P{}), im{};
    weight += re;
    add_orders(dx * scale, dy * scale, dz * scale, re, im, std::make_integer_sequence<int, degree + 1>{});
  }
};

/// Means of the harmonics of one degree over the bonds of particles: an item is a pack of particles.
template <MemorySpace Memory, int degree>
struct HarmonicSums {
  static constexpr int lanes = lane_count<Memory, double>;
  using P = Lanes<double, lanes>;

  Bonds<Memory> bonds;
  Kokkos::View<double**, Kokkos::LayoutRight, Memory> values;  ///< (particle, component), written
  double norm[degree + 1];                                     ///< by order

  KOKKOS_FUNCTION void operator()(std::size_t pack) const {
    int const owned = static_cast<int>(bonds.offsets.extent(0)) - 1, first = static_cast<int>(pack) * lanes;
    int const members = Kokkos::min(int(lanes), owned - first);
    double const* const points = &bonds.points.data()->x;
    int const* const neighbors = bonds.neighbors.data();
    int own[lanes];
    std::int64_t begin[lanes], count[lanes], most = 0;
    for (int w = 0; w < lanes; ++w) {
      own[w] = first + Kokkos::min(w, members - 1);
      begin[w] = bonds.offsets(own[w]);
      count[w] = w < members ? bonds.offsets(own[w] + 1) - begin[w] : 0;
      most = Kokkos::max(most, count[w]);
    }
    auto const center = load_quads<lanes, 4>(points, own);
    HarmonicPack<P, degree> total;
    for (std::int64_t k = 0; k < most; ++k) {
      int to[lanes];
      for (int w = 0; w < lanes; ++w) to[w] = k < count[w] ? neighbors[begin[w] + k] : own[w];
      auto const end = load_quads<lanes, 4>(points, to);
      total.add(end.part[0] - center.part[0], end.part[1] - center.part[1], end.part[2] - center.part[2], end.part[3]);
    }
    write(total, first, members);
  }

  /// Writes the means. They are zero for a particle without bonds, or with bonds of weight zero only.
  KOKKOS_FUNCTION void write(HarmonicPack<P, degree> const& total, int first, int members) const {
    auto const has_bonds = total.weight > all_lanes<P>(0);
    P const mean = select(has_bonds, 1.0 / select(has_bonds, total.weight, all_lanes<P>(1)), P{});
    for (int c = 0; c < 2 * degree + 1; ++c) {
      LaneArray<double, lanes> const lane_values(total.sums[c] * mean * norm[(c + 1) / 2]);
      for (int w = 0; w < members; ++w) values(first + w, c) = lane_values.number[w];
    }
  }
};

}  // namespace tektite::detail
