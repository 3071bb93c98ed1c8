// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// Neighbour lists of the reference glass, 7.6 A and 1 A of skin, beside LAMMPS where `lmp` is found.
//
//   list/<full, half>/<copies>     in fresh memory
//   rebuilt/<full, half>/<copies>  in that of the list before, as in a simulation
//   lammps/<full, half>/<copies>   its time for lists, one process; the full list is that of a three-body style
//
// counters: atoms per second, pairs per second (as listed). 13 500 atoms times copies^3.

#include <benchmark/benchmark.h>
#include <tektite/core/copy.hpp>
#include <tektite/neighbors.hpp>

#include <chrono>
#include <fstream>
#include <functional>
#include <string>

#include "glass.hpp"
#include "lammps.hpp"
#include "program.hpp"

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Clock = std::chrono::steady_clock;

namespace {

void list(benchmark::State& state, bool half, bool reuse) {
  Exec const exec;
  auto const glass = benchmarks::glass(static_cast<int>(state.range(0)));
  auto const positions = to_device(exec, glass.positions);
  NeighborListOptions const options{.cutoff = 7.6, .skin = 1.0, .half = half};
  auto built = build_neighbor_list(exec, positions, glass.box, options);
  for (auto _ : state) {
    if (!reuse) built = {};
    exec.fence();
    auto const begin = Clock::now();
    rebuild_neighbor_list(exec, positions, glass.box, options, built);
    exec.fence();
    state.SetIterationTime(std::chrono::duration<double>(Clock::now() - begin).count());
  }
  benchmarks::count(state, "atoms", double(glass.size()));
  benchmarks::count(state, "pairs", double(built.neighbors.extent(0)));
}

void lammps(benchmark::State& state, bool half) {
  auto const glass = benchmarks::glass(static_cast<int>(state.range(0)));
  ScratchFolder const folder;
  // Stillinger-Weber asks for full lists; a cutoff of 2 x 3.8 A makes them those of the EAM potential.
  std::ofstream(folder / "x.sw") << "A A A 1e-9 3.8 2.0 0.1 0.1 -0.333 1 1 4 0 0.0\n";
  std::string const style = half ? "pair_style zero 7.6\npair_coeff * *\nmass * 60\n"
                                 : "pair_style sw\npair_coeff * * " + (folder / "x.sw").string() + " A A\nmass * 60\n";
  std::string const steps = half ? "20" : "3";
  for (auto _ : state) {
    auto const times = benchmarks::run_lammps(glass, style, "neigh_modify every 1 delay 0 check no\nrun " + steps, "");
    if (times.builds == 0) return state.SkipWithError("no lmp");
    state.SetIterationTime(times.lists / times.builds);
  }
  benchmarks::count(state, "atoms", double(glass.size()));
}

benchmark::internal::Benchmark* add(char const* name, int iterations,
                                    std::function<void(benchmark::State&)> const& function) {
  return benchmark::RegisterBenchmark(name, function)
      ->Arg(1)
      ->Iterations(iterations)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
  return benchmarks::run(argc, argv, [] {
    add("list/full", 30, [](benchmark::State& s) { list(s, false, false); })->Arg(2)->Arg(4);
    add("list/half", 30, [](benchmark::State& s) { list(s, true, false); })->Arg(2)->Arg(4);
    add("rebuilt/full", 30, [](benchmark::State& s) { list(s, false, true); })->Arg(2)->Arg(4);
    add("rebuilt/half", 30, [](benchmark::State& s) { list(s, true, true); })->Arg(2)->Arg(4);
    add("lammps/full", 1, [](benchmark::State& s) { lammps(s, false); });
    add("lammps/half", 1, [](benchmark::State& s) { lammps(s, true); })->Arg(2);
  });
}
