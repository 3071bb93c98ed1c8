// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// What the machine can do: the two roofs of every other benchmark.
//
//   triad/<numbers>  a = b + s c of doubles: bytes per second, three streams; the largest size is far beyond the caches
//   fma              independent fused multiply-adds in registers: flops per second, two for each

#include <benchmark/benchmark.h>

#include <Kokkos_Core.hpp>
#include <cstring>

#include "program.hpp"

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

/// One vector register of a CPU. On a GPU neighbouring threads do what lanes do on a CPU.
#if !defined(__GNUC__) || defined(__CUDACC__) || defined(__HIPCC__) || defined(SYCL_LANGUAGE_VERSION)
using Register = double;
#elif defined(__AVX512VL__)
typedef double Register __attribute__((vector_size(64)));
#elif defined(__AVX2__)
typedef double Register __attribute__((vector_size(32)));
#else
typedef double Register __attribute__((vector_size(16)));
#endif

void triad(benchmark::State& state) {
  auto const n = static_cast<std::size_t>(state.range(0));
  Kokkos::View<double*> const a("a", n), b("b", n), c("c", n);
  Kokkos::deep_copy(b, 1.0);
  Kokkos::deep_copy(c, 2.0);
  Exec const exec;
  exec.fence();
  for (auto _ : state) {
    Kokkos::parallel_for(
        "triad", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) { a(i) = b(i) + 3.0 * c(i); });
    exec.fence();
  }
  benchmarks::count(state, "bytes", 24.0 * double(n));
}

void fma(benchmark::State& state) {
  constexpr int chains = 16, rounds = 20'000, lanes = sizeof(Register) / sizeof(double);
  Exec const exec;
  // Enough threads to fill a GPU; a few pieces for each thread of a CPU.
  int const pieces = lanes > 1 ? 4 * exec.concurrency() : 1 << 16;
  Kokkos::View<double* [lanes]> const out("out", pieces);
  exec.fence();
  for (auto _ : state) {
    Kokkos::parallel_for(
        "fma", Kokkos::RangePolicy<Exec>(exec, 0, pieces), KOKKOS_LAMBDA(int i) {
          Register x[chains], factor = Register{} + 0.999, term = Register{} + 1e-3 * i;
          for (int k = 0; k < chains; ++k) x[k] = Register{} + k;
          for (int r = 0; r < rounds; ++r)
            for (int k = 0; k < chains; ++k) x[k] = x[k] * factor + term;
          Register sum{};
          for (int k = 0; k < chains; ++k) sum += x[k];
          // What is not used is not computed.
          memcpy(&out(i, 0), &sum, sizeof sum);
        });
    exec.fence();
  }
  benchmarks::count(state, "flops", 2.0 * chains * rounds * lanes * pieces);
}

BENCHMARK(triad)->Arg(100'000)->Arg(1 << 25)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(fma)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
  return benchmarks::run(argc, argv, [] {});
}
