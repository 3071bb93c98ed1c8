// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <cstring>

#include "tektite/detail/simd/lanes.hpp"

/// \file
/// Lists of the lanes that pass a test, without a branch per lane.
///
/// AVX-512 has an instruction for this. With AVX2, lanes are permuted according to a table with one line for each
/// combination of bits (Schlegel, Willhalm, Lehner, ADMS 2011). Otherwise all lanes are written one by one, and the end
/// of the list only advances past lanes that pass: the others are overwritten by the next.

namespace tektite::detail {

#if defined(__AVX2__) && !defined(TEKTITE_DEVICE_CODE)
/// For each combination of eight bits: eight zeros, then the indices of the bits that are set, ascending.
struct alignas(64) SetBitTable {
  std::uint8_t line[256][16];

  constexpr SetBitTable() : line{} {
    for (int bits = 0; bits < 256; ++bits)
      for (int w = 0, count = 0; w < 8; ++w)
        if (bits >> w & 1) line[bits][8 + count++] = static_cast<std::uint8_t>(w);
  }
};
inline constexpr SetBitTable set_bit_table;

/// Permutes lanes: lane w of the result is lane `from[w]`. For numbers of 4 bytes, or four of 8 bytes.
template <int W, class T>
KOKKOS_FORCEINLINE_FUNCTION Lanes<T, W> permuted(Lanes<T, W> const& v, std::uint8_t const* from) {
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
      // There is no such instruction for 8 bytes: permutes pairs of 4 bytes.
      __m256i const first = _mm256_slli_epi64(_mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four)), 1);
      __m256i const both = _mm256_add_epi64(_mm256_or_si256(first, _mm256_slli_epi64(first, 32)),
                                            _mm256_set1_epi64x(std::int64_t(1) << 32));
      return reinterpret<Lanes<T, W>>(_mm256_permutevar8x32_epi32(reinterpret<__m256i>(v), both));
    }
  }
}
#endif

/// Writes the value at the end of a list if it is kept. A CPU writes it in any case, which saves a branch: if it is not
/// kept the next value overwrites it. On a GPU neighbouring threads write to different cache lines, so needless writes
/// would cost bandwidth.
template <class T>
KOKKOS_FORCEINLINE_FUNCTION void write_if_kept(T* to, T const& value, [[maybe_unused]] bool kept) {
  KOKKOS_IF_ON_DEVICE((if (kept) { to[0] = value; }))
  KOKKOS_IF_ON_HOST((if (kept || !device_path_on_host)* to = value;))
}

/// Writes the lanes whose bit is set to `to` and the items after it, in ascending order of lanes.
///
/// \param to      up to W items from here are overwritten, including items after the last one that is kept
/// \param entries W lanes
/// \param bits    bit w is set if lane w is kept
/// \returns       number of lanes that were kept
template <int W, class T>
KOKKOS_FORCEINLINE_FUNCTION int append_lanes(T* to, Lanes<T, W> const& entries, unsigned bits) {
#if defined(__AVX512VL__) && !defined(TEKTITE_DEVICE_CODE)
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
#elif defined(__AVX2__) && !defined(TEKTITE_DEVICE_CODE)
  if constexpr (W > 1) {
    store(permuted<W, T>(entries, &set_bit_table.line[bits][8]), to);
    return __builtin_popcount(bits);
  } else
#endif
  {
    int count = 0;
    for (int w = 0; w < W; ++w) {
      write_if_kept(to + count, lane(entries, w), bits >> w & 1u);
      count += static_cast<int>(bits >> w & 1u);
    }
    return count;
  }
}

/// `append_lanes` for W entries in memory.
template <int W>
KOKKOS_FORCEINLINE_FUNCTION int append(int* to, int const* entries, unsigned bits) {
  return append_lanes<W>(to, load<Lanes<int, W>>(entries), bits);
}

/// Writes the entries whose bit is set to the items before `end`. Their order is not specified: it depends on the
/// instruction set.
///
/// \param end     up to W items before it are overwritten
/// \param entries W entries in memory
/// \param bits    bit w is set if entry w is kept
/// \returns       number of entries that were kept
template <int W>
KOKKOS_FORCEINLINE_FUNCTION int prepend(int* end, int const* entries, unsigned bits) {
#if defined(__AVX512VL__) && !defined(TEKTITE_DEVICE_CODE)
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
#elif defined(__AVX2__) && !defined(TEKTITE_DEVICE_CODE)
  if constexpr (W > 1) {
    int const count = __builtin_popcount(bits);
    auto const kept = permuted<W, int>(load<Lanes<int, W>>(entries), &set_bit_table.line[bits][8 - W + count]);
    store(kept, end - W);
    return count;
  } else
#endif
  {
    int count = 0;
    for (int w = 0; w < W; ++w) {
      write_if_kept(end - 1 - count, entries[w], bits >> w & 1u);
      count += static_cast<int>(bits >> w & 1u);
    }
    return count;
  }
}

}  // namespace tektite::detail
