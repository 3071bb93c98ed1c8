// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

/// \file
/// Requests memory from a CPU's memory system before it is needed.
///
/// The CPU's own prefetcher follows long runs of consecutive addresses. Rows of a list are short and have gaps, so it
/// stops at the end of each row. On a GPU other threads run while one waits for memory: nothing is requested there, nor
/// by compilers without `__builtin_prefetch`.

namespace tektite::detail {

/// Whether the memory will be read or written.
enum class Access { read, write };

/// Requests the cache lines of [begin, end), one for each 64 bytes. Addresses that are not mapped are ignored.
template <Access access, class T>
KOKKOS_FORCEINLINE_FUNCTION void prefetch([[maybe_unused]] T const* begin, [[maybe_unused]] T const* end) {
  static_assert(sizeof(T) <= 64, "the loop advances by whole T per cache line");
#if defined(__GNUC__)
  KOKKOS_IF_ON_HOST((constexpr int line = 64 / sizeof(T);
                     for (T const* at = begin; at < end; at += line) __builtin_prefetch(at, access == Access::write);))
#endif
}

}  // namespace tektite::detail
