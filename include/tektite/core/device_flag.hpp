// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"

namespace tektite {

/// One bit in device memory that kernels set and the host reads later, in a copy of the word.
///
/// Several flags may share a word. A flag without a word (`word.data() == nullptr`) can be raised without effect.
template <MemorySpace Memory>
struct DeviceFlag {
  Kokkos::View<unsigned, Memory> word = {};  ///< the word that holds the bit
  unsigned bit = 1;                          ///< mask with the flag's bit set

  /// Sets the bit; any number of threads may do so at once, in any order. A thread that finds it set writes nothing.
  KOKKOS_FUNCTION void raise() const {
    if (word.data() == nullptr || (Kokkos::atomic_load(word.data()) & bit) != 0) return;
    Kokkos::atomic_or(word.data(), bit);
  }
};

}  // namespace tektite
