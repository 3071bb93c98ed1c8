// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "tektite/detail/device_code.hpp"
#include "tektite/detail/memory.hpp"

#if defined(__SSE2__) && !defined(TEKTITE_DEVICE_CODE)
#include <immintrin.h>
#endif

/// \file
/// Vectors of numbers ("lanes"), so that one kernel source serves a CPU's vector registers and a GPU's threads.
///
/// With more than one lane a value is a vector type of GCC and Clang, with one lane it is a plain number; arithmetic
/// operators and comparisons work on both. This header adds what the operators do not provide: loads, stores, tests and
/// sums in a fixed order. Loads of four-number lines by index are in `quads.hpp`, lists of the lanes that pass a test
/// in `compaction.hpp`.

namespace tektite::detail {

/// Number of lanes of type T that a kernel on this memory space uses. 1 instead of 2, since vectors of two numbers gain
/// nothing.
template <class Memory, class T>
inline constexpr int lane_count = on_host<Memory> && vector_bytes / sizeof(T) > 2 ? vector_bytes / int(sizeof(T)) : 1;

/// Number of items that must be allocated beyond the end of an array, because whole vectors are read and written there.
inline constexpr int vector_padding = 16;

/// Vector types with W lanes: `type` for values, `in_memory` for values at any item of an array of T.
template <class T, int W>
struct LanesOf {
  typedef T type __attribute__((vector_size(W * sizeof(T))));
  typedef T in_memory __attribute__((vector_size(W * sizeof(T)), aligned(alignof(T)), may_alias));
};
template <class T>
struct LanesOf<T, 1> {
  using type = T;
};
/// W numbers of type T: a vector, or for W = 1 a plain T.
template <class T, int W>
using Lanes = typename LanesOf<T, W>::type;

/// The same bits as another type of the same size.
template <class To, class From>
KOKKOS_FORCEINLINE_FUNCTION To reinterpret(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  memcpy(&to, &from, sizeof to);
  return to;
}

/// The type by which vector P is read and written in an array of T, at any item. `memcpy` would do, but GCC copies 64
/// bytes by way of the stack then.
template <class P, class T>
using InMemory = typename LanesOf<T, static_cast<int>(sizeof(P) / sizeof(T))>::in_memory;

/// Reads a vector from consecutive items of an array.
template <class P, class T>
KOKKOS_FORCEINLINE_FUNCTION P load(T const* from) {
  if constexpr (std::is_same_v<P, T>) {
    return *from;
  } else {
    return *reinterpret_cast<InMemory<P, T> const*>(from);
  }
}

/// Writes a vector to consecutive items of an array: the inverse of `load`. See `store_lanes` for values that scalar
/// code reads next.
template <class P, class T>
KOKKOS_FORCEINLINE_FUNCTION void store(P const& p, T* to) {
  if constexpr (std::is_same_v<P, T>) {
    *to = p;
  } else {
    *reinterpret_cast<InMemory<P, T>*>(to) = p;
  }
}

/// The type of a sum over neighbours: a vector of T, or double for a single lane. One lane adds up all neighbours, too
/// many for single precision; of several lanes each adds up a part of them.
template <class T, int W>
using LaneSums = std::conditional_t<W == 1, double, Lanes<T, W>>;

/// The numbers first, first + 1, ..., one per lane.
template <int W>
KOKKOS_FORCEINLINE_FUNCTION Lanes<int, W> numbers_from(int first) {
  if constexpr (W == 1) {
    return first;
  } else {
    Lanes<int, W> numbers;
    for (int w = 0; w < W; ++w) numbers[w] = w;
    return numbers + first;
  }
}

/// Converts whole numbers to floating-point numbers, lane by lane.
template <int W>
KOKKOS_FORCEINLINE_FUNCTION Lanes<float, W> to_float(Lanes<std::int32_t, W> const& v) {
  if constexpr (W == 1) {
    return static_cast<float>(v);
  } else {
#if defined(__GNUC__) && !defined(TEKTITE_DEVICE_CODE)
    return __builtin_convertvector(v, Lanes<float, W>);
#endif
  }
}

/// Converts numbers that are not negative to whole ones by dropping the fractions, lane by lane.
template <int W>
KOKKOS_FORCEINLINE_FUNCTION Lanes<std::int64_t, W> to_whole(Lanes<double, W> const& v) {
  if constexpr (W == 1) {
    return static_cast<std::int64_t>(v);
  } else {
#if defined(__GNUC__) && !defined(TEKTITE_DEVICE_CODE)
    return __builtin_convertvector(v, Lanes<std::int64_t, W>);
#endif
  }
}

/// Converts whole numbers to double precision, lane by lane.
template <int W>
KOKKOS_FORCEINLINE_FUNCTION Lanes<double, W> to_double(Lanes<std::int64_t, W> const& v) {
  if constexpr (W == 1) {
    return static_cast<double>(v);
  } else {
#if defined(__GNUC__) && !defined(TEKTITE_DEVICE_CODE)
    return __builtin_convertvector(v, Lanes<double, W>);
#endif
  }
}

/// Square roots, lane by lane.
template <int W>
KOKKOS_FORCEINLINE_FUNCTION Lanes<double, W> lane_sqrt(Lanes<double, W> const& v) {
  if constexpr (W == 1) {
    return Kokkos::sqrt(v);
  } else {
#if defined(__AVX512VL__) && !defined(TEKTITE_DEVICE_CODE)
    if constexpr (W == 8) return reinterpret<Lanes<double, W>>(_mm512_sqrt_pd(reinterpret<__m512d>(v)));
#endif
#if defined(__AVX2__) && !defined(TEKTITE_DEVICE_CODE)
    if constexpr (W == 4) return reinterpret<Lanes<double, W>>(_mm256_sqrt_pd(reinterpret<__m256d>(v)));
#endif
    Lanes<double, W> root = v;
    for (int w = 0; w < W; ++w) root[w] = Kokkos::sqrt(v[w]);
    return root;
  }
}

/// The number in lane w.
template <class V>
KOKKOS_FORCEINLINE_FUNCTION auto lane(V const& v, [[maybe_unused]] int w) {
  if constexpr (std::is_arithmetic_v<V>) {
    return v;
  } else {
    return v[w];
  }
}

/// Writes a vector to an array whose items scalar code reads next. 64 bytes are written in two halves: a load from the
/// upper half of a store of 64 bytes would wait until that store has left the store buffer.
template <int W, class T>
KOKKOS_FORCEINLINE_FUNCTION void store_lanes(Lanes<T, W> const& v, T* to) {
#if defined(__AVX512VL__) && !defined(TEKTITE_DEVICE_CODE)
  if constexpr (sizeof(Lanes<T, W>) == 64) {
    auto const all = reinterpret<__m512i>(v);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm512_maskz_extracti64x4_epi64(0xf, all, 0));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to) + 1, _mm512_maskz_extracti64x4_epi64(0xf, all, 1));
  } else
#endif
    memcpy(to, &v, sizeof v);
}

/// The lanes of a vector as an array in memory, for scalar code. This is cheaper than extracting them from a register.
template <class T, int W>
struct LaneArray {
  alignas(Lanes<T, W>) T number[W];

  KOKKOS_FORCEINLINE_FUNCTION explicit LaneArray(Lanes<T, W> const& v) {
    store_lanes<W>(v, number);
#if defined(__AVX2__) && !defined(TEKTITE_DEVICE_CODE)
    if constexpr (W > 1) asm("" : "+m"(number));  // keeps the compiler from extracting lanes from the register
#endif
  }
};

/// The result of a comparison as bits: bit w is set if it holds in lane w.
template <int W, class Comparison>
KOKKOS_FORCEINLINE_FUNCTION unsigned bits_of(Comparison const& holds) {
  if constexpr (W == 1) {
    return holds;
  } else {
#if defined(__AVX2__) && !defined(TEKTITE_DEVICE_CODE)
    if constexpr (sizeof holds == 32 && W == 4)
      return static_cast<unsigned>(_mm256_movemask_pd(reinterpret<__m256d>(holds)));
    if constexpr (sizeof holds == 32 && W == 8)
      return static_cast<unsigned>(_mm256_movemask_ps(reinterpret<__m256>(holds)));
#endif
#if defined(__SSE2__) && !defined(TEKTITE_DEVICE_CODE)
    if constexpr (sizeof holds == 16 && W == 4)
      return static_cast<unsigned>(_mm_movemask_ps(reinterpret<__m128>(holds)));
#endif
    unsigned bits = 0;
    for (int w = 0; w < W; ++w) bits |= unsigned(holds[w] != 0) << w;
    return bits;
  }
}

/// A comparison with a limit as bits: bit w is set if lane w is below the limit.
template <int W, class T>
KOKKOS_FORCEINLINE_FUNCTION unsigned below(Lanes<T, W> const& v, T limit) {
#if defined(__AVX512VL__) && !defined(TEKTITE_DEVICE_CODE)
  if constexpr (W > 1 && std::is_same_v<T, int>)
    return _mm512_cmplt_epi32_mask(reinterpret<__m512i>(v), _mm512_set1_epi32(limit));
  else if constexpr (W > 1 && sizeof(T) == 8)
    return _mm512_cmp_pd_mask(reinterpret<__m512d>(v), _mm512_set1_pd(limit), _CMP_LT_OQ);
  else if constexpr (W > 1)
    return _mm512_cmp_ps_mask(reinterpret<__m512>(v), _mm512_set1_ps(limit), _CMP_LT_OQ);
  else
    return v < limit;
#else
  return bits_of<W>(v < limit);
#endif
}

/// A comparison with a limit as bits: bit w is set if lane w is at most the limit.
template <int W>
KOKKOS_FORCEINLINE_FUNCTION unsigned not_above(Lanes<double, W> const& v, double limit) {
#if defined(__AVX512VL__) && !defined(TEKTITE_DEVICE_CODE)
  if constexpr (W == 8)
    return _mm512_cmp_pd_mask(reinterpret<__m512d>(v), _mm512_set1_pd(limit), _CMP_LE_OQ);
  else
#endif
    return bits_of<W>(v <= limit);
}

/// The smallest of the lanes.
template <int W, class T>
KOKKOS_FORCEINLINE_FUNCTION T lane_min(Lanes<T, W> const& v) {
  if constexpr (W == 1) {
    return v;
  } else {
    T part[W];
    memcpy(part, &v, sizeof part);
    for (int width = W / 2; width > 0; width /= 2)
      for (int w = 0; w < width; ++w) part[w] = part[w + width] < part[w] ? part[w + width] : part[w];
    return part[0];
  }
}

/// The sum of the lanes in double precision, added pairwise: the upper half of the lanes to the lower half, until one
/// number is left.
template <int W, class T>
KOKKOS_FORCEINLINE_FUNCTION double pairwise_lane_sum(LaneSums<T, W> const& v) {
  if constexpr (W == 1) {
    return v;
  } else {
    T part[W];
    memcpy(part, &v, sizeof part);
    double sum[W / 2];
    for (int w = 0; w < W / 2; ++w) sum[w] = double(part[w]) + double(part[w + W / 2]);
    for (int width = W / 4; width > 0; width /= 2)
      for (int w = 0; w < width; ++w) sum[w] += sum[w + width];
    return sum[0];
  }
}

}  // namespace tektite::detail
