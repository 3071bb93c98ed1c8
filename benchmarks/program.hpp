// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <benchmark/benchmark.h>
#include <tektite/core/error.hpp>

#include <Kokkos_Core.hpp>
#include <cstdio>
#include <filesystem>
#include <string>

#include "common/machine.hpp"
#include "memory.hpp"

/// \file
/// What all benchmark programs share: they run in the source tree, refuse a slow build, and say in their record what
/// was measured, with what, and where.

namespace tektite::benchmarks {

/// First line of what a command prints; empty where it fails.
inline std::string output_of(std::string const& command) {
  std::string line;
  if (FILE* const pipe = popen((command + " 2>/dev/null").c_str(), "r")) {
    for (int c = std::fgetc(pipe); c != EOF && c != '\n'; c = std::fgetc(pipe)) line += static_cast<char>(c);
    pclose(pipe);
  }
  return line;
}

/// Counts `number` items in each iteration; their rate stands in the record under their name.
inline void count(benchmark::State& state, std::string const& items, double number) {
  state.counters[items] = benchmark::Counter(number, benchmark::Counter::kIsIterationInvariantRate);
}

/// Runs the benchmarks that `add` registers, and those that are registered already.
/// \returns the exit code: 0; 2 and one line on what was wrong
template <class Add>
int run(int argc, char** argv, Add const& add) {
  std::string const name = std::filesystem::path(argv[0]).filename().string();
#ifndef NDEBUG
  std::fprintf(stderr, "%s: built for debugging; rates would mislead. Build the release preset.\n", name.c_str());
  return 2;
#endif
  Kokkos::ScopeGuard const kokkos(argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  std::error_code error;
  std::filesystem::current_path(TEKTITE_SOURCE_DIR, error);
  if (error) {
    std::fprintf(stderr, "%s: %s: %s\n", name.c_str(), TEKTITE_SOURCE_DIR, error.message().c_str());
    return 2;
  }
  using Exec = Kokkos::DefaultExecutionSpace;
  benchmark::AddCustomContext("program", name);
  std::string const commit = output_of("git describe --always --dirty --abbrev=12");
  benchmark::AddCustomContext("git", commit.empty() ? "unknown" : commit);
  benchmark::AddCustomContext("processor", examples::processor_name());
  benchmark::AddCustomContext("device", examples::device_name());
  benchmark::AddCustomContext("backend", Exec::name());
  benchmark::AddCustomContext("threads", std::to_string(Exec{}.concurrency()));
  benchmark::AddCustomContext("kokkos", examples::kokkos_version());
  benchmark::AddCustomContext("compiler", examples::compiler_version());
  benchmark::AddCustomContext("flags", TEKTITE_BUILD_FLAGS);
  workspace.emplace();
  int code = 0;
  try {
    add();
    benchmark::RunSpecifiedBenchmarks();
    benchmark::ClearRegisteredBenchmarks();  // what they hold must not outlive Kokkos
  } catch (Error const& failure) {
    std::fprintf(stderr, "%s: %s\n", name.c_str(), failure.what());
    code = 2;
  }
  workspace.reset();  // before Kokkos ends
  benchmark::Shutdown();
  return code;
}

}  // namespace tektite::benchmarks
