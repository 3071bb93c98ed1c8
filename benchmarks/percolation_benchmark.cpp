// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::boost
//
// Union-find on the contacts of a random fluid, beside Boost's connected_components on the same graph.

#include <benchmark/benchmark.h>
#include <tektite/percolation.hpp>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>
#include <cmath>
#include <map>
#include <random>
#include <vector>

namespace {

using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;

/// n points at density 1 with 13 contacts each, the number in a metallic glass.
struct Fluid {
  tektite::Box box;
  Kokkos::View<double* [3], Memory> positions;
  Kokkos::View<int*, Memory> all;
  tektite::NeighborList<Memory> list;
  static constexpr double cutoff = 1.459;
};

// Made once for all benchmarks of a size; owned by main, since Views may not outlive Kokkos.
using Fluids = std::map<std::int64_t, Fluid>;
Fluids* fluids = nullptr;

Fluid const& fluid(std::int64_t n) {
  Fluids& made = *fluids;
  if (auto const found = made.find(n); found != made.end()) return found->second;
  double const edge = std::cbrt(double(n));
  Fluid f{tektite::Box::orthogonal(edge, edge, edge),
          Kokkos::View<double* [3], Memory>("positions", n),
          Kokkos::View<int*, Memory>("all", n),
          {}};
  auto const host = Kokkos::create_mirror_view(f.positions);
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform(0, edge);
  for (std::int64_t i = 0; i < n; ++i)
    for (int d = 0; d < 3; ++d) host(i, d) = uniform(random);
  Kokkos::deep_copy(f.positions, host);
  Kokkos::deep_copy(f.all, 1);
  f.list = build_neighbor_list(Exec{}, f.positions, f.box, {.cutoff = Fluid::cutoff});
  return made.emplace(n, f).first->second;
}

void count_contacts(benchmark::State& state, Fluid const& f) {
  state.counters["contacts/s"] =
      benchmark::Counter(double(f.list.neighbors.extent(0)) / 2, benchmark::Counter::kIsIterationInvariantRate);
}

void components_of_list(benchmark::State& state) {
  auto const& f = fluid(state.range(0));
  Exec const exec{};
  for (auto _ : state) {
    auto const labels = tektite::connected_components(exec, f.all.extent(0), tektite::ListContacts<Memory>{f.list});
    exec.fence();
    benchmark::DoNotOptimize(labels.data());
  }
  count_contacts(state, f);
}

void clusters_of_list(benchmark::State& state) {
  auto const& f = fluid(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(percolation_clusters(Exec{}, f.list, f.all).largest_wraps);
  count_contacts(state, f);
}

void clusters_on_the_fly(benchmark::State& state) {
  auto const& f = fluid(state.range(0));
  for (auto _ : state) {
    auto const contacts = contacts_within(Exec{}, f.positions, f.box, Fluid::cutoff);
    benchmark::DoNotOptimize(percolation_clusters(Exec{}, contacts, f.all).largest_wraps);
  }
  count_contacts(state, f);
}

void boost_connected_components(benchmark::State& state) {
  auto const& f = fluid(state.range(0));
  auto const offsets = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, f.list.offsets);
  auto const neighbors = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, f.list.neighbors);
  auto const particle = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, f.list.sites.particle);
  boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS> graph(f.all.extent(0));
  for (std::size_t i = 0; i < f.all.extent(0); ++i) {
    for (auto k = offsets(i); k < offsets(i + 1); ++k) {
      if (std::size_t(particle(neighbors(k))) > i) add_edge(i, particle(neighbors(k)), graph);
    }
  }
  std::vector<int> component(f.all.extent(0));
  for (auto _ : state) benchmark::DoNotOptimize(connected_components(graph, component.data()));
  count_contacts(state, f);
}

BENCHMARK(components_of_list)->Arg(13500)->Arg(108000)->Arg(1000000)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(boost_connected_components)
    ->Arg(13500)
    ->Arg(108000)
    ->Arg(1000000)
    ->Unit(benchmark::kMicrosecond)
    ->UseRealTime();
BENCHMARK(clusters_of_list)->Arg(13500)->Arg(108000)->Arg(1000000)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(clusters_on_the_fly)->Arg(13500)->Arg(108000)->Arg(1000000)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  Fluids made;
  fluids = &made;
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
