// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"

namespace tektite {

/// A bit that kernels can set and that the host reads when it likes; several may share a word. Without a word, nothing
/// happens.
template <MemorySpace Memory>
struct DeviceFlag {
  Kokkos::View<unsigned, Memory> word = {};  ///< the bits
  unsigned bit = 1;                          ///< which of them

  /// Sets the bit. Any number of threads may.
  KOKKOS_FUNCTION void raise() const {
    if (word.data() == nullptr || (Kokkos::atomic_load(word.data()) & bit) != 0) return;
    Kokkos::atomic_or(word.data(), bit);
  }
};

}  // namespace tektite
