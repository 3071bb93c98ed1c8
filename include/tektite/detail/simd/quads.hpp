// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <utility>

#include "tektite/detail/simd/lanes.hpp"

/// \file
/// Loads of lines of four numbers by index, one line for each lane (a gather of structs of four).

namespace tektite::detail {

/// Four numbers of each of W lines: lane w of `part[c]` is number c of line w.
template <class T, int W>
struct Quads {
  Lanes<T, W> part[4];
};

#if defined(__GNUC__) && !defined(TEKTITE_DEVICE_CODE)
/// Transposes W lines of four numbers into four vectors of W numbers.
///
/// First each of four registers is loaded with W / 4 lines side by side (`row`). Then pairs of registers are
/// interleaved in two steps. The first step takes numbers 0 and 1 (or 2 and 3) of two floats' lines, but numbers 0 and
/// 2 (or 1 and 3) of two doubles' lines: these are the patterns that CPUs do in one instruction.
template <class T, int W>
struct Transpose {
  static constexpr bool narrow = sizeof(T) == 4;
#if defined(__AVX512VL__)
  // With a mask of ones: GCC 12 warns of an undefined register in the plain form.
  static __m512d concatenate(__m256d const& low, __m256d const& high) {
    return _mm512_maskz_insertf64x4(0xff, _mm512_castpd256_pd512(low), high, 1);
  }
#endif
  /// Loads lines index[0], index[4], index[8], ... side by side into one register.
  template <int scale, class Index>
  static Lanes<T, W> row(T const* base, Index const* index) {
    static_assert(sizeof(Lanes<T, W>) <= vector_bytes);
    auto const line = [&](int k) { return base + scale * static_cast<std::ptrdiff_t>(index[4 * k]); };
    if constexpr (W == 4) {
      return load<Lanes<T, W>>(line(0));
#if defined(__AVX2__)
    } else if constexpr (narrow) {
      auto const quad = [&](int k) { return _mm_loadu_ps(reinterpret_cast<float const*>(line(k))); };
      if constexpr (W == 8) {
        return reinterpret<Lanes<T, W>>(_mm256_insertf128_ps(_mm256_castps128_ps256(quad(0)), quad(1), 1));
#if defined(__AVX512VL__)
      } else {
        auto const low = _mm256_insertf128_ps(_mm256_castps128_ps256(quad(0)), quad(1), 1);
        auto const high = _mm256_insertf128_ps(_mm256_castps128_ps256(quad(2)), quad(3), 1);
        auto const both = concatenate(_mm256_castps_pd(low), _mm256_castps_pd(high));
        return reinterpret<Lanes<T, W>>(both);
#endif
      }
#if defined(__AVX512VL__)
    } else {
      return reinterpret<Lanes<T, W>>(concatenate(_mm256_loadu_pd(line(0)), _mm256_loadu_pd(line(1))));
#endif
#endif
    }
  }
  // Where number k of the result of the first step comes from: [0, W) is the first register, [W, 2 W) the second.
  static constexpr int first_source(bool high, int k) {
    int const quad = k / 4, p = k % 4, from = p % 2 ? W : 0;
    return from + 4 * quad + (narrow ? (high ? 2 : 0) + p / 2 : (p / 2) * 2 + (high ? 1 : 0));
  }
  // The same for the second step.
  static constexpr int second_source(bool high, int k) {
    int const quad = k / 4, p = k % 4, from = p / 2 ? W : 0;
    return from + 4 * quad + (high ? 2 : 0) + p % 2;
  }
  template <bool step_two, bool high, std::size_t... k>
  static Lanes<T, W> mix(Lanes<T, W> const& a, Lanes<T, W> const& b, std::index_sequence<k...>) {
    return __builtin_shufflevector(a, b, (step_two ? second_source(high, k) : first_source(high, k))...);
  }
  template <bool step_two, bool high>
  static Lanes<T, W> mix(Lanes<T, W> const& a, Lanes<T, W> const& b) {
    return mix<step_two, high>(a, b, std::make_index_sequence<W>{});
  }
};
#endif

/// Loads W lines of four numbers and transposes them; line w begins at base + scale * index[w].
template <int W, int scale, class T, class Index>
KOKKOS_FORCEINLINE_FUNCTION Quads<T, W> load_quads(T const* base, Index const* index) {
  Quads<T, W> out;
  if constexpr (W == 1) {
    T const* const line = base + scale * static_cast<std::ptrdiff_t>(index[0]);
    for (int c = 0; c < 4; ++c) out.part[c] = line[c];
  } else {
#if defined(__GNUC__) && !defined(TEKTITE_DEVICE_CODE)
    using Mix = Transpose<T, W>;
    auto const row0 = Mix::template row<scale>(base, index), row1 = Mix::template row<scale>(base, index + 1);
    auto const row2 = Mix::template row<scale>(base, index + 2), row3 = Mix::template row<scale>(base, index + 3);
    auto const a = Mix::template mix<false, false>(row0, row1), b = Mix::template mix<false, true>(row0, row1);
    auto const c = Mix::template mix<false, false>(row2, row3), d = Mix::template mix<false, true>(row2, row3);
    constexpr bool narrow = Mix::narrow;
    out.part[0] = Mix::template mix<true, false>(a, c);
    out.part[narrow ? 1 : 2] = Mix::template mix<true, true>(a, c);
    out.part[narrow ? 2 : 1] = Mix::template mix<true, false>(b, d);
    out.part[3] = Mix::template mix<true, true>(b, d);
#endif
  }
  return out;
}

}  // namespace tektite::detail
