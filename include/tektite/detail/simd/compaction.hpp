// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <cstring>

#include "tektite/detail/simd/lanes.hpp"

/// \file
/// Lists of the lanes that pass a test, without a branch on any of them.
///
/// AVX-512 has an instruction for it. AVX2 moves lanes as a table says that has a line for each combination (the table
/// is in Schlegel, Willhalm, Lehner, ADMS 2011). Otherwise numbers are stored one by one, each over the last if that
/// was not wanted.

namespace tektite::detail {

#if defined(__AVX2__) && !defined(__CUDACC__)
/// For each combination of eight bits: eight zeros, then the places of the bits that are set, ascending.
struct alignas(64) PlacesOfBits {
  std::uint8_t line[256][16];

  constexpr PlacesOfBits() : line{} {
    for (int bits = 0; bits < 256; ++bits)
      for (int w = 0, count = 0; w < 8; ++w)
        if (bits >> w & 1) line[bits][8 + count++] = static_cast<std::uint8_t>(w);
  }
};
inline constexpr PlacesOfBits places_of_bits;

/// Moves lanes: W numbers, lane w of the result is lane `from[w]`. Of 4 bytes, or four of 8.
template <int W, class T>
KOKKOS_FORCEINLINE_FUNCTION Lanes<T, W> moved(Lanes<T, W> const& v, std::uint8_t const* from) {
  if constexpr (W == 8) {
    static_assert(sizeof(T) == 4);
    __m256i const lanes = _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<__m128i const*>(from)));
    return reinterpret<Lanes<T, W>>(_mm256_permutevar8x32_epi32(reinterpret<__m256i>(v), lanes));
  } else {
    static_assert(W == 4);
    int four;
    memcpy(&four, from, sizeof four);
    if constexpr (sizeof(T) == 4) {
      __m128i const lanes = _mm_cvtepu8_epi32(_mm_cvtsi32_si128(four));
      return reinterpret<Lanes<T, W>>(_mm_permutevar_ps(reinterpret<__m128>(v), lanes));
    } else {
      // As pairs of halves.
      __m256i const first = _mm256_slli_epi64(_mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four)), 1);
      __m256i const both = _mm256_add_epi64(_mm256_or_si256(first, _mm256_slli_epi64(first, 32)),
                                            _mm256_set1_epi64x(std::int64_t(1) << 32));
      return reinterpret<Lanes<T, W>>(_mm256_permutevar8x32_epi32(reinterpret<__m256i>(v), both));
    }
  }
}
#endif

/// Stores a value if it is wanted. A processor stores it anyway, to be overwritten by the next: it saves a branch. On a
/// GPU neighbouring threads store to different lines, so every store counts.
template <class T>
KOKKOS_FORCEINLINE_FUNCTION void store_wanted(T* to, T const& value, [[maybe_unused]] bool wanted) {
  KOKKOS_IF_ON_DEVICE((if (wanted) { to[0] = value; }))
  KOKKOS_IF_ON_HOST((*to = value;))
}

/// Writes those of W entries whose bit is set to `to` and what follows; up to W entries there are overwritten.
template <int W, class T>
KOKKOS_FORCEINLINE_FUNCTION int append_lanes(T* to, Lanes<T, W> const& entries, unsigned bits) {
#if defined(__AVX512VL__) && !defined(__CUDACC__)
  if constexpr (sizeof entries == 32 && W == 8) {
    auto const kept = _mm256_maskz_compress_epi32(static_cast<__mmask8>(bits), reinterpret<__m256i>(entries));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), kept);
    return __builtin_popcount(bits);
  } else if constexpr (W == 16) {
    auto const kept = _mm512_maskz_compress_epi32(static_cast<__mmask16>(bits), reinterpret<__m512i>(entries));
    _mm512_storeu_si512(to, kept);
    return __builtin_popcount(bits);
  } else if constexpr (sizeof entries == 64 && W == 8) {
    _mm512_storeu_pd(to, _mm512_maskz_compress_pd(static_cast<__mmask8>(bits), reinterpret<__m512d>(entries)));
    return __builtin_popcount(bits);
  } else
#elif defined(__AVX2__) && !defined(__CUDACC__)
  if constexpr (W > 1) {
    store(moved<W, T>(entries, &places_of_bits.line[bits][8]), to);
    return __builtin_popcount(bits);
  } else
#endif
  {
    int count = 0;
    for (int w = 0; w < W; ++w) {
      store_wanted(to + count, lane(entries, w), bits >> w & 1u);
      count += static_cast<int>(bits >> w & 1u);
    }
    return count;
  }
}

/// The same for entries in memory.
template <int W>
KOKKOS_FORCEINLINE_FUNCTION int append(int* to, int const* entries, unsigned bits) {
  return append_lanes<W>(to, load<Lanes<int, W>>(entries), bits);
}

/// Likewise, but the entries end just before `end`; nothing else is overwritten but up to W entries below.
template <int W>
KOKKOS_FORCEINLINE_FUNCTION int prepend(int* end, int const* entries, unsigned bits) {
#if defined(__AVX512VL__) && !defined(__CUDACC__)
  if constexpr (W == 8 || W == 16) {
    int const count = __builtin_popcount(bits);
    auto const kept = static_cast<__mmask16>((1u << count) - 1);
    if constexpr (W == 8) {
      auto const all = _mm256_loadu_si256(reinterpret_cast<__m256i const*>(entries));
      _mm256_mask_storeu_epi32(end - count, static_cast<__mmask8>(kept),
                               _mm256_maskz_compress_epi32(static_cast<__mmask8>(bits), all));
    } else {
      auto const all = _mm512_loadu_si512(entries);
      _mm512_mask_storeu_epi32(end - count, kept, _mm512_maskz_compress_epi32(static_cast<__mmask16>(bits), all));
    }
    return count;
  } else
#elif defined(__AVX2__) && !defined(__CUDACC__)
  if constexpr (W > 1) {
    int const count = __builtin_popcount(bits);
    auto const kept = moved<W, int>(load<Lanes<int, W>>(entries), &places_of_bits.line[bits][8 - W + count]);
    store(kept, end - W);
    return count;
  } else
#endif
  {
    int count = 0;
    for (int w = 0; w < W; ++w) {
      store_wanted(end - 1 - count, entries[w], bits >> w & 1u);
      count += static_cast<int>(bits >> w & 1u);
    }
    return count;
  }
}

}  // namespace tektite::detail
