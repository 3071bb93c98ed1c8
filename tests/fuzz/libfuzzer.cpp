// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// What a target needs beside libFuzzer's main: Kokkos, and the seeds as files of the folder TEKTITE_FUZZ_SEEDS.
#include <Kokkos_Core.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "target.hpp"

extern "C" int LLVMFuzzerInitialize(int*, char***);

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  Kokkos::InitializationSettings settings;
  settings.set_disable_warnings(true);
  settings.set_num_threads(1);
  static Kokkos::ScopeGuard const kokkos(settings);
  if (char const* const folder = std::getenv("TEKTITE_FUZZ_SEEDS")) {
    int count = 0;
    for (auto const& seed : fuzz::seeds())
      std::ofstream(std::filesystem::path(folder) / ("seed" + std::to_string(count++)), std::ios::binary) << seed;
  }
  return 0;
}
