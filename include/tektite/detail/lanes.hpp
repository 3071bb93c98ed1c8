// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstring>

#include "tektite/detail/simd.hpp"

/// \file
/// Several particles in the lanes of one vector register, for kernels whose arithmetic is the same for all.
///
/// On a CPU a pack is as wide as the registers that the compiler may use, through the vector extension of GCC and
/// Clang; the same source with packs of one double is what a GPU thread does.

namespace tektite::detail {

/// Particles in a pack of the CPU.
inline constexpr int host_lanes =
#if !defined(__GNUC__) || defined(__CUDACC__) || defined(__HIPCC__) || defined(SYCL_LANGUAGE_VERSION)
    1;
#elif defined(__AVX512F__)
    8;
#elif defined(__AVX__)
    4;
#else
    2;
#endif
using HostPack = Lanes<double, host_lanes>;

/// Whether kernels on this memory work on packs: that of the CPU, where it is not a GPU's too.
template <class Memory>
inline constexpr bool fits_in_packs = Kokkos::SpaceAccessibility<Kokkos::HostSpace, Memory>::accessible &&
                                      std::same_as<typename Memory::execution_space, Kokkos::DefaultHostExecutionSpace>;

template <class P>
inline constexpr int lanes_of = static_cast<int>(sizeof(P) / sizeof(double));

/// The same number in all lanes.
template <class P>
KOKKOS_FORCEINLINE_FUNCTION P all_lanes(double x) {
  return P{} + x;
}

template <class P>
KOKKOS_FORCEINLINE_FUNCTION P load(double const* from) {
  if constexpr (std::same_as<P, double>) {
    return *from;
  } else {
    P p;
    std::memcpy(&p, from, sizeof p);
    return p;
  }
}

template <class P>
KOKKOS_FORCEINLINE_FUNCTION void store(P const& p, double* to) {
  if constexpr (std::same_as<P, double>) {
    *to = p;
  } else {
    std::memcpy(to, &p, sizeof p);
  }
}

/// Lane by lane: `yes` where the comparison holds, else `no`.
template <class P, class Comparison>
KOKKOS_FORCEINLINE_FUNCTION P select(Comparison const& holds, P const& yes, P const& no) {
  return holds ? yes : no;
}

/// Appends to a list those of the next numbers whose lane has a value of at most `limit`. Without a branch: what is not
/// wanted is overwritten by the next, so the list needs room for a whole pack more.
template <class P>
KOKKOS_FORCEINLINE_FUNCTION void append_not_above(P const& value, double limit, int const* numbers, int* list,
                                                  int& count) {
  constexpr int lanes = lanes_of<P>;
  count += append<lanes>(list + count, numbers, not_above<lanes>(value, limit));
}

/// The same for the numbers first, first + 1, ...
template <class P>
KOKKOS_FORCEINLINE_FUNCTION void append_not_above(P const& value, double limit, int first, int* list, int& count) {
  int numbers[lanes_of<P>];
  for (int n = 0; n < lanes_of<P>; ++n) numbers[n] = first + n;
  append_not_above(value, limit, numbers, list, count);
}

/// Two neighbouring numbers from each of several records, one record for each lane.
template <class P>
KOKKOS_FORCEINLINE_FUNCTION void load_pairs(double const* const (&from)[lanes_of<P>], int at, P& first, P& second) {
  if constexpr (std::same_as<P, double>) {
    first = from[0][at];
    second = from[0][at + 1];
  } else {
#if defined(__GNUC__) && !defined(__CUDACC__)
    auto const pair = [&](int n) { return load<Lanes<double, 2>>(from[n] + at); };
    if constexpr (lanes_of<P> == 8) {
      auto const all = [&](int n) {
#if defined(__AVX512VL__)
        // As below; written so, the loads go into the upper halves without a shuffle.
        __m256d const low = _mm256_insertf128_pd(_mm256_castpd128_pd256(pair(n)), pair(n + 2), 1),
                      high = _mm256_insertf128_pd(_mm256_castpd128_pd256(pair(n + 4)), pair(n + 6), 1);
#else
        auto const low = __builtin_shufflevector(pair(n), pair(n + 2), 0, 1, 2, 3),
                   high = __builtin_shufflevector(pair(n + 4), pair(n + 6), 0, 1, 2, 3);
#endif
        return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
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
