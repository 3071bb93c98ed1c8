// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

namespace configurations {

/// A copy of a View on the host, also where the host could read the View itself: see `device_memory.cpp`.
template <class View>
auto host_mirror(View const& view) {
  auto const copy = Kokkos::create_mirror(Kokkos::HostSpace{}, view);
  Kokkos::deep_copy(copy, view);
  return copy;
}

}  // namespace configurations
