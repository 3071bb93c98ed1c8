// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// Bond-orientational order q_6 of the reference glass, neighbours within 3.8 A, beside freud where Python has it.
//
//   q6/positions/<copies>   neighbour list, bonds, harmonics, q_6
//   q6/neighbors/<copies>   of a list that is there: bonds, harmonics, q_6
//   freud/positions, freud/neighbors   the same by freud.order.Steinhardt, one thread
//   pairs/<copies>          Honeycutt and Andersen's numbers of all bonds, of a list that is there
//
// counters: atoms per second. 13 500 atoms times copies^3.

#include <benchmark/benchmark.h>
#include <tektite/core/copy.hpp>
#include <tektite/neighbors.hpp>
#include <tektite/order.hpp>

#include <chrono>

#include "freud.hpp"
#include "glass.hpp"
#include "program.hpp"

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Clock = std::chrono::steady_clock;

namespace {

constexpr double cutoff = 3.8;

/// Times `work(positions, box)`, which returns a View, with the atoms in device memory.
template <class Work>
void measure(benchmark::State& state, Work const& work) {
  Exec const exec;
  auto const glass = benchmarks::glass(static_cast<int>(state.range(0)));
  auto const positions = to_device(exec, glass.positions);
  auto const list = build_neighbor_list(exec, positions, glass.box, {.cutoff = cutoff});
  for (auto _ : state) {
    exec.fence();
    auto const begin = Clock::now();
    benchmark::DoNotOptimize(work(exec, positions, glass.box, list));
    exec.fence();
    state.SetIterationTime(std::chrono::duration<double>(Clock::now() - begin).count());
  }
  benchmarks::count(state, "atoms", double(glass.size()));
}

template <class X, class List>
auto q6_of(Exec const& exec, X const& positions, Box const& box, List const& list) {
  return bond_order(exec, bond_harmonics(exec, bonds_of(exec, positions, box, list), 6));
}

void from_positions(benchmark::State& state) {
  measure(state, [](Exec const& exec, auto const& positions, Box const& box, auto const&) {
    return q6_of(exec, positions, box, build_neighbor_list(exec, positions, box, {.cutoff = cutoff}));
  });
}

void of_neighbors(benchmark::State& state) {
  measure(state, [](Exec const& exec, auto const& positions, Box const& box, auto const& list) {
    return q6_of(exec, positions, box, list);
  });
}

void pairs(benchmark::State& state) {
  measure(state, [](Exec const& exec, auto const& positions, Box const& box, auto const& list) {
    return pair_signatures(exec, bonds_of(exec, positions, box, list), cutoff);
  });
}

void freud(benchmark::State& state, double benchmarks::FreudTimes::* which) {
  auto const glass = benchmarks::glass(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    double const seconds = benchmarks::run_freud(glass, cutoff).*which;
    if (seconds == 0) return state.SkipWithError("no freud");
    state.SetIterationTime(seconds);
  }
  benchmarks::count(state, "atoms", double(glass.size()));
}

}  // namespace

int main(int argc, char** argv) {
  return benchmarks::run(argc, argv, [] {
    auto const add = [](char const* name, auto function) {
      return benchmark::RegisterBenchmark(name, function)->UseManualTime()->Unit(benchmark::kMillisecond)->Arg(1);
    };
    add("q6/positions", from_positions)->Arg(2);
    add("q6/neighbors", of_neighbors)->Arg(2);
    add("pairs", pairs);
    using Times = benchmarks::FreudTimes;
    add("freud/positions", [](benchmark::State& s) { freud(s, &Times::from_positions); })->Iterations(1);
    add("freud/neighbors", [](benchmark::State& s) { freud(s, &Times::of_neighbors); })->Iterations(1);
  });
}
