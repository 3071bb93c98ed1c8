// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <concepts>
#include <cstdint>
#include <cstring>

/// \file
/// Several particles in the lanes of one vector register, for kernels whose arithmetic is the same for all.
///
/// On a CPU a pack is as wide as the registers that the compiler may use, through the vector extension of GCC and
/// Clang; the same source with packs of one double is what a GPU thread does.

namespace tektite::detail {

#if defined(__GNUC__) && !defined(__CUDACC__) && !defined(__HIPCC__) && !defined(SYCL_LANGUAGE_VERSION)
#if defined(__AVX512F__)
inline constexpr int host_lanes = 8;
using HostPack [[gnu::vector_size(64)]] = double;
#elif defined(__AVX__)
inline constexpr int host_lanes = 4;
using HostPack [[gnu::vector_size(32)]] = double;
#else
inline constexpr int host_lanes = 2;
using HostPack [[gnu::vector_size(16)]] = double;
#endif
#else
inline constexpr int host_lanes = 1;
using HostPack = double;
#endif

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

template <class P>
KOKKOS_FORCEINLINE_FUNCTION double lane(P const& p, [[maybe_unused]] int n) {
  if constexpr (std::same_as<P, double>) {
    return p;
  } else {
    return p[n];
  }
}

/// Lane by lane: `yes` where the comparison holds, else `no`.
template <class P, class Comparison>
KOKKOS_FORCEINLINE_FUNCTION P select(Comparison const& holds, P const& yes, P const& no) {
  return holds ? yes : no;
}

/// The result of a comparison as integers: -1 where it holds, else 0.
template <class P, class Comparison>
KOKKOS_FORCEINLINE_FUNCTION void store_flags(Comparison const& holds, std::int64_t* to) {
  if constexpr (std::same_as<P, double>) {
    *to = -static_cast<std::int64_t>(holds);
  } else {
    static_assert(sizeof holds == sizeof(P));
    std::memcpy(to, &holds, sizeof holds);
  }
}

}  // namespace tektite::detail
