// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <exception>
#include <vector>

#include "tektite/detail/launch.hpp"

/// \file
/// Work on text that the threads of the host share.

namespace tektite::io::detail {

/// Number of threads that share the work: those of Kokkos on the host; one where Kokkos does not run.
inline std::size_t host_threads() {
  return Kokkos::is_initialized() ? static_cast<std::size_t>(Kokkos::num_threads()) : 1;
}

/// Calls `work(k)` for k from 0 to count - 1, on several threads. Where pieces throw, the exception of the first of
/// them is passed on.
template <class Work>
void for_each_piece(std::size_t count, Work const& work) {
  if (count < 2 || host_threads() == 1) {
    for (std::size_t k = 0; k < count; ++k) work(k);
    return;
  }
  std::vector<std::exception_ptr> errors(count);
  auto const guarded = [&](std::size_t k) {
    try {
      work(k);
    } catch (...) {
      errors[k] = std::current_exception();
    }
  };
  Kokkos::DefaultHostExecutionSpace const exec{};
  tektite::detail::run_on_host<Kokkos::Schedule<Kokkos::Dynamic>>(
      exec, "io::pieces", {count, count, guarded, tektite::detail::run_part<std::size_t, decltype(guarded)>});
  exec.fence("tektite::io::pieces");
  for (std::exception_ptr const& error : errors)
    if (error) std::rethrow_exception(error);
}

}  // namespace tektite::io::detail
