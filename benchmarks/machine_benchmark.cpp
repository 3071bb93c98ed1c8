// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// What the machine can do: the two roofs of every other benchmark.
//
//   triad/<numbers>  a = b + s c of doubles: bytes per second, three streams; the largest size is far beyond the caches
//   fma              independent fused multiply-adds in registers: flops per second, two for each

#include <benchmark/benchmark.h>

#include <Kokkos_Core.hpp>

#include "program.hpp"
#include "tektite/detail/simd/packs.hpp"

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

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
  using Pack = std::conditional_t<detail::on_host<Exec::memory_space>, detail::HostPack, double>;
  constexpr int chains = 16, rounds = 20'000, lanes = detail::lanes_of<Pack>;
  Exec const exec;
  // Enough threads to fill a GPU; a few pieces for each thread of a CPU.
  int const pieces = lanes > 1 ? 4 * exec.concurrency() : 1 << 16;
  Kokkos::View<double*> const out("out", pieces);
  exec.fence();
  for (auto _ : state) {
    Kokkos::parallel_for(
        "fma", Kokkos::RangePolicy<Exec>(exec, 0, pieces), KOKKOS_LAMBDA(int i) {
          Pack x[chains], factor = Pack{} + 0.999, term = Pack{} + 1e-3 * i;
          for (int k = 0; k < chains; ++k) x[k] = Pack{} + k;
          for (int r = 0; r < rounds; ++r)
            for (int k = 0; k < chains; ++k) x[k] = x[k] * factor + term;
          Pack sum{};
          for (int k = 0; k < chains; ++k) sum += x[k];
          out(i) = detail::lane(sum, 0);
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
