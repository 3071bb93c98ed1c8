// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

namespace tektite::detail {

/// Ascending shell sort of a short array by one thread (Ciura's gaps): no stack, no recursion, in place.
template <class T>
KOKKOS_FUNCTION void sort(T* data, int count) {
  for (int gap : {301, 132, 57, 23, 10, 4, 1}) {
    for (int i = gap; i < count; ++i) {
      T const value = data[i];
      int k = i;
      for (; k >= gap && value < data[k - gap]; k -= gap) data[k] = data[k - gap];
      data[k] = value;
    }
  }
}

}  // namespace tektite::detail
