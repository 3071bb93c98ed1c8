// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstring>

#include "tektite/detail/simd/compaction.hpp"
#include "tektite/detail/simd/lanes.hpp"

/// \file
/// Packs: one double per particle for several particles, in the lanes of one vector register. For kernels whose
/// arithmetic is the same for all particles.
///
/// On a CPU a pack is as wide as the registers that the compiler may use (see `lanes.hpp`). On a GPU the same source
/// runs with packs of one double.

namespace tektite::detail {

/// Number of lanes of a pack on the CPU.
inline constexpr int pack_lanes = vector_bytes > 0 ? vector_bytes / int(sizeof(double)) : 1;
using HostPack = Lanes<double, pack_lanes>;

/// Number of lanes of pack P.
template <class P>
inline constexpr int lanes_of = static_cast<int>(sizeof(P) / sizeof(double));

/// A pack with the same number in all lanes.
template <class P>
KOKKOS_FORCEINLINE_FUNCTION P all_lanes(double x) {
  return P{} + x;
}

/// Reads whole numbers from memory and converts them to a pack. They are not converted one by one into an array of
/// doubles first, because a vector load from several smaller stores waits until all of them have left the store buffer.
template <class P>
KOKKOS_FORCEINLINE_FUNCTION P load_numbers(int const* from) {
  if constexpr (std::same_as<P, double>) {
    return *from;
  } else {
#if defined(__GNUC__) && !defined(TEKTITE_DEVICE_CODE)
    return __builtin_convertvector(load<Lanes<int, lanes_of<P>>>(from), P);
#endif
  }
}

/// Chooses lane by lane: `yes` where the comparison holds, else `no`.
template <class P, class Comparison>
KOKKOS_FORCEINLINE_FUNCTION P select(Comparison const& holds, P const& yes, P const& no) {
  return holds ? yes : no;
}

/// Appends first + w to a list for each lane w of `value` that is at most `limit`.
///
/// \param list  written as by `append_lanes`: it needs space for a whole pack beyond `count`
/// \param count length of the list; increased
template <class P>
KOKKOS_FORCEINLINE_FUNCTION void append_not_above(P const& value, double limit, int first, int* list, int& count) {
  constexpr int lanes = lanes_of<P>;
  count += append_lanes<lanes>(list + count, numbers_from<lanes>(first), not_above<lanes>(value, limit));
}

/// Reads two consecutive numbers from each of several records, one record for each lane.
///
/// \param from   the records
/// \param at     index of the first number in each record
/// \param first  lane w: from[w][at]
/// \param second lane w: from[w][at + 1]
template <class P>
KOKKOS_FORCEINLINE_FUNCTION void load_pairs(double const* const (&from)[lanes_of<P>], int at, P& first, P& second) {
  if constexpr (std::same_as<P, double>) {
    first = from[0][at];
    second = from[0][at + 1];
  } else {
#if defined(__GNUC__) && !defined(TEKTITE_DEVICE_CODE)
    [[maybe_unused]] auto const pair = [&](int n) { return load<Lanes<double, 2>>(from[n] + at); };
    if constexpr (lanes_of<P> == 8) {
      auto const all = [&](int n) {
#if defined(__AVX512DQ__)
        // A masked broadcast writes each pair to its quarter of the register directly; no shuffle is needed.
        auto const put = [&](__m512d const& rest, int quarter, int m) {
          return _mm512_mask_broadcast_f64x2(rest, static_cast<__mmask8>(3 << 2 * quarter), _mm_loadu_pd(from[m] + at));
        };
        __m512d const low = put(_mm512_castpd128_pd512(_mm_loadu_pd(from[n] + at)), 1, n + 2);
        return reinterpret<P>(put(put(low, 2, n + 4), 3, n + 6));
#else
        auto const low = __builtin_shufflevector(pair(n), pair(n + 2), 0, 1, 2, 3),
                   high = __builtin_shufflevector(pair(n + 4), pair(n + 6), 0, 1, 2, 3);
        return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
#endif
      };
      P const even = all(0), odd = all(1);
      first = __builtin_shufflevector(even, odd, 0, 8, 2, 10, 4, 12, 6, 14);
      second = __builtin_shufflevector(even, odd, 1, 9, 3, 11, 5, 13, 7, 15);
    } else if constexpr (lanes_of<P> == 4) {
      P const even = __builtin_shufflevector(pair(0), pair(2), 0, 1, 2, 3),
              odd = __builtin_shufflevector(pair(1), pair(3), 0, 1, 2, 3);
      first = __builtin_shufflevector(even, odd, 0, 4, 2, 6);
      second = __builtin_shufflevector(even, odd, 1, 5, 3, 7);
    } else {
      first = __builtin_shufflevector(pair(0), pair(1), 0, 2);
      second = __builtin_shufflevector(pair(0), pair(1), 1, 3);
    }
#endif
  }
}

}  // namespace tektite::detail
