// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <fstream>
#include <string>

/// \file
/// Processor, device and versions, which a record of rates must name.

namespace tektite::examples {

inline std::string processor_name() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

/// Where the default execution space computes.
inline std::string device_name() {
#ifdef KOKKOS_ENABLE_CUDA
  return Kokkos::Cuda{}.cuda_device_prop().name;
#else
  return processor_name();
#endif
}

inline std::string kokkos_version() {
  return std::to_string(KOKKOS_VERSION / 10000) + '.' + std::to_string(KOKKOS_VERSION / 100 % 100) + '.' +
         std::to_string(KOKKOS_VERSION % 100);
}

inline std::string compiler_version() {
#ifdef __clang__
  return "Clang " __clang_version__;
#else
  return "GCC " __VERSION__;
#endif
}

}  // namespace tektite::examples
