// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

namespace tektite::detail {

/// A policy for a kernel whose functor holds many Views: Kokkos then passes the functor as a kernel argument, whatever
/// its size.
///
/// By default Kokkos copies functors larger than 512 bytes into one buffer in a GPU's constant memory. Before it fills
/// that buffer the host waits until the previous kernel that used it is done: in a time step, after each kernel.
template <class Policy>
auto as_argument(Policy const& policy) {
  using namespace Kokkos::Experimental;
  return require(policy, WorkItemProperty::HintLightWeight);
}

}  // namespace tektite::detail
