// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

namespace tektite::detail {

/// A policy for a kernel whose functor holds many Views: it becomes the kernel's argument, whatever its size. Kokkos
/// copies what is larger than 512 bytes into one buffer in a GPU's constant memory, and the host waits there until the
/// kernel before has begun to use it: in a time step, that is after each kernel.
template <class Policy>
auto as_argument(Policy const& policy) {
  using namespace Kokkos::Experimental;
  return require(policy, WorkItemProperty::HintLightWeight);
}

}  // namespace tektite::detail
