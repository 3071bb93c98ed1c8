// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <unistd.h>

#include <Kokkos_Core.hpp>
#include <sstream>
#include <string>

#include "common/machine.hpp"
#include "study/folder.hpp"

namespace study {

/// The machine as a JSON object: processor, threads, backend, memory.
template <class Exec>
std::string machine(Exec const& exec) {
  double const memory = double(::sysconf(_SC_PHYS_PAGES)) * double(::sysconf(_SC_PAGE_SIZE)) / (1 << 30);
  std::ostringstream out;
  out.precision(3);
  out << "{\"processor\": " << quoted(tektite::examples::processor_name()) << ", \"backend\": " << quoted(Exec::name())
      << ", \"threads\": " << exec.concurrency() << ", \"memory_GiB\": " << memory << "}";
  return out.str();
}

}  // namespace study
