// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <optional>
#include <type_traits>

namespace study {

/// A separate execution space instance for kernels that another host thread launches during the steps. Kokkos runs the
/// kernels of one instance one after the other, whichever thread launches them, and those of two instances side by side
/// (4.6 and later). On a host this gains nothing: whenever a View is freed Kokkos waits for the running kernels of
/// all instances, so that the other thread waits for the steps again and again (docs/study.md).
///
/// \param threads how many it may use on a host; a device's stream or queue has no such number. 0: nothing is returned
template <class Exec>
std::optional<Exec> beside(Exec const& exec, int threads) {
  if (threads <= 0) return {};
#ifdef KOKKOS_ENABLE_OPENMP
  if constexpr (std::is_same_v<Exec, Kokkos::OpenMP>) return Kokkos::OpenMP(threads);
#endif
#ifdef KOKKOS_ENABLE_THREADS
  // One pool, one instance.
  if constexpr (std::is_same_v<Exec, Kokkos::Threads>) return {};
#endif
  return Kokkos::Experimental::partition_space(exec, 1)[0];
}

}  // namespace study
