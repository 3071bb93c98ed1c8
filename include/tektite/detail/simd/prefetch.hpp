// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

/// \file
/// Asks a processor for memory before it is needed.
///
/// Rows of a list are short and have gaps, so the processor's own prefetcher stops at the end of each. On a GPU other
/// threads run while one waits: there nothing is asked for.

namespace tektite::detail {

/// What the memory is wanted for.
enum class Access { read, write };

/// Asks for [begin, end). An address that is not the program's is ignored.
template <Access access, class T>
KOKKOS_FORCEINLINE_FUNCTION void prefetch([[maybe_unused]] T const* begin, [[maybe_unused]] T const* end) {
  static_assert(sizeof(T) <= 64, "a step of less than one T would never end");
  KOKKOS_IF_ON_HOST((constexpr int line = 64 / sizeof(T);
                     for (T const* at = begin; at < end; at += line) __builtin_prefetch(at, access == Access::write);))
}

}  // namespace tektite::detail
