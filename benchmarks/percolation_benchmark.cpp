// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::boost tektite::files
//
// Union-find and percolation, beside Boost's connected_components on the same graphs: contacts of a fluid in random
// order, of a disordered solid in the order of its lattice, and of the reference glass; and 1e5 to 1e8 edges of a cubic
// lattice, stored as pairs or made on the fly. Boost's graph comes in two types: the usual adjacency_list, and the
// compressed rows of `adaptors::contact_graph`, which suit it better. The counter peak_B is what a call allocates at
// most at any moment, bytes per particle.

#include <benchmark/benchmark.h>
#include <tektite/adaptors/boost_graph.hpp>
#include <tektite/percolation.hpp>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>
#include <cmath>
#include <cstdint>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "glass.hpp"
#include "memory.hpp"
#include "program.hpp"

namespace {

using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;

/// Runs `work` once more and notes what it needs.
template <class Work>
void count_memory(benchmark::State& state, std::size_t n, Work const& work) {
  state.counters["peak_B"] = double(tektite::benchmarks::peak_bytes(work)) / double(n);
}

void count_contacts(benchmark::State& state, double contacts) {
  tektite::benchmarks::count(state, "contacts", contacts);
}

// --- contacts of particles -------------------------------------------------------------------------------------------

/// About 13 contacts each, the number in a metallic glass.
struct Sample {
  tektite::Box box;
  Kokkos::View<double* [3], Memory> positions;
  Kokkos::View<int*, Memory> all;
  tektite::NeighborList<Memory> list;
  double cutoff = 0;

  double contacts() const { return double(list.neighbors.extent(0)) / 2; }
};

enum Kind : std::int64_t { fluid, solid, glass };

/// The reference glass, of which 13 500 atoms are one copy, with the contacts of the first shell.
Sample glass_sample(std::int64_t n) {
  auto const atoms = tektite::benchmarks::glass(static_cast<int>(std::round(std::cbrt(double(n) / 13500))));
  Sample s{atoms.box, Kokkos::View<double* [3], Memory>("positions", n), Kokkos::View<int*, Memory>("all", n), {}, 3.8};
  auto const host = Kokkos::create_mirror_view(s.positions);
  for (std::int64_t i = 0; i < n; ++i)
    for (int d = 0; d < 3; ++d) host(i, d) = atoms.positions[std::size_t(i)][d];
  Kokkos::deep_copy(s.positions, host);
  return s;
}

/// Random points, or bcc sites each moved by up to an eighth of the cell; density 1.
Sample made_sample(std::int64_t kind, std::int64_t n) {
  double const edge = std::cbrt(double(n));
  Sample s{tektite::Box::orthogonal(edge, edge, edge),
           Kokkos::View<double* [3], Memory>("positions", n),
           Kokkos::View<int*, Memory>("all", n),
           {},
           kind == fluid ? 1.459 : 1.5};
  auto const host = Kokkos::create_mirror_view(s.positions);
  std::mt19937_64 random(1);
  if (kind == fluid) {
    std::uniform_real_distribution<double> uniform(0, edge);
    for (std::int64_t i = 0; i < n; ++i)
      for (int d = 0; d < 3; ++d) host(i, d) = uniform(random);
  } else {
    auto const cells = std::int64_t(std::round(std::cbrt(double(n) / 2)));
    double const a = edge / double(cells);
    std::uniform_real_distribution<double> uniform(-0.125 * a, 0.125 * a);
    for (std::int64_t i = 0; i < n; ++i) {
      std::int64_t const cell = i / 2 % (cells * cells * cells);
      std::int64_t const at[3] = {cell / (cells * cells), cell / cells % cells, cell % cells};
      for (int d = 0; d < 3; ++d) host(i, d) = (double(at[d]) + 0.5 * double(i % 2)) * a + uniform(random);
    }
  }
  Kokkos::deep_copy(s.positions, host);
  return s;
}

/// Made once for all benchmarks of a size; emptied before Kokkos ends.
std::map<std::pair<std::int64_t, std::int64_t>, Sample> samples;

Sample const& sample(benchmark::State const& state) {
  auto const kind = state.range(0), n = state.range(1);
  if (auto const found = samples.find({kind, n}); found != samples.end()) return found->second;
  Sample s = kind == glass ? glass_sample(n) : made_sample(kind, n);
  Kokkos::deep_copy(s.all, 1);
  s.list = build_neighbor_list(Exec{}, s.positions, s.box, {.cutoff = s.cutoff});
  return samples.emplace(std::pair(kind, n), s).first->second;
}

void components_of_list(benchmark::State& state) {
  auto const& s = sample(state);
  auto const work = [&] {
    auto const labels = tektite::connected_components(Exec{}, s.all.extent(0), tektite::ListContacts<Memory>{s.list});
    Exec{}.fence();
    benchmark::DoNotOptimize(labels.data());
  };
  for (auto _ : state) work();
  count_contacts(state, s.contacts());
  count_memory(state, s.all.extent(0), work);
}

void boost_components(benchmark::State& state) {
  auto const& s = sample(state);
  auto const offsets = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, s.list.offsets);
  auto const neighbors = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, s.list.neighbors);
  auto const particle = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, s.list.sites.particle);
  boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS> graph(s.all.extent(0));
  for (std::size_t i = 0; i < s.all.extent(0); ++i) {
    for (auto k = offsets(i); k < offsets(i + 1); ++k) {
      if (std::size_t(particle(neighbors(k))) > i) add_edge(i, particle(neighbors(k)), graph);
    }
  }
  std::vector<int> component(s.all.extent(0));
  for (auto _ : state) benchmark::DoNotOptimize(connected_components(graph, component.data()));
  count_contacts(state, s.contacts());
}

void boost_components_of_rows(benchmark::State& state) {
  auto const& s = sample(state);
  auto const graph =
      tektite::adaptors::contact_graph(Exec{}, s.all.extent(0), tektite::ListContacts<Memory>{s.list}, s.all);
  std::vector<int> component(s.all.extent(0));
  for (auto _ : state) benchmark::DoNotOptimize(boost::connected_components(graph, component.data()));
  count_contacts(state, s.contacts());
}

/// Contacts between particles of which one at least has an even index.
struct NotBothOdd {
  KOKKOS_FUNCTION bool operator()(tektite::Contact const& c) const { return (c.i & c.j & 1) == 0; }
};

void components_of_filtered_list(benchmark::State& state) {
  auto const& s = sample(state);
  tektite::FilteredContacts<tektite::ListContacts<Memory>, NotBothOdd> const contacts{{s.list}, {}};
  auto const work = [&] {
    auto const labels = tektite::connected_components(Exec{}, s.all.extent(0), contacts);
    Exec{}.fence();
    benchmark::DoNotOptimize(labels.data());
  };
  for (auto _ : state) work();
  count_contacts(state, s.contacts());
}

void components_on_the_fly(benchmark::State& state) {
  auto const& s = sample(state);
  auto const contacts = contacts_within(Exec{}, s.positions, s.box, s.cutoff);
  auto const work = [&] {
    auto const labels = tektite::connected_components(Exec{}, s.all.extent(0), contacts);
    Exec{}.fence();
    benchmark::DoNotOptimize(labels.data());
  };
  for (auto _ : state) work();
  count_contacts(state, s.contacts());
}

void percolation_of_list(benchmark::State& state) {
  auto const& s = sample(state);
  auto const work = [&] { benchmark::DoNotOptimize(percolation_clusters(Exec{}, s.list, s.all).largest_wraps); };
  for (auto _ : state) work();
  count_contacts(state, s.contacts());
  count_memory(state, s.all.extent(0), work);
}

void percolation_on_the_fly(benchmark::State& state) {
  auto const& s = sample(state);
  auto const work = [&] {
    auto const contacts = contacts_within(Exec{}, s.positions, s.box, s.cutoff);
    benchmark::DoNotOptimize(percolation_clusters(Exec{}, contacts, s.all).largest_wraps);
  };
  for (auto _ : state) work();
  count_contacts(state, s.contacts());
  count_memory(state, s.all.extent(0), work);
}

void sizes_of_samples(benchmark::internal::Benchmark* b) {
  for (auto const kind : {fluid, solid})
    for (auto const n : {13718, 109744, 1024000}) b->Args({kind, n});
  for (auto const n : {13500, 108000, 864000}) b->Args({glass, n});
  b->ArgNames({"kind", "n"})->Unit(benchmark::kMicrosecond)->UseRealTime();
}

BENCHMARK(components_of_list)->Apply(sizes_of_samples);
BENCHMARK(components_of_filtered_list)->Apply(sizes_of_samples);
BENCHMARK(components_on_the_fly)->Apply(sizes_of_samples);
BENCHMARK(boost_components)->Apply(sizes_of_samples);
BENCHMARK(boost_components_of_rows)->Apply(sizes_of_samples);
BENCHMARK(percolation_of_list)->Apply(sizes_of_samples);
BENCHMARK(percolation_on_the_fly)->Apply(sizes_of_samples);

// --- edges of a cubic lattice ----------------------------------------------------------------------------------------

/// Half of the bonds of a periodic cubic lattice, chosen by a hash; made on the fly, three to a row.
struct LatticeBonds {
  int edge;

  std::size_t size() const { return std::size_t(edge) * std::size_t(edge) * std::size_t(edge); }

  KOKKOS_FUNCTION static bool open(std::uint64_t bond) {
    bond = (bond ^ (bond >> 31)) * 0x9e3779b97f4a7c15ull;
    return (bond ^ (bond >> 29)) & 4;
  }

  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    int const i = static_cast<int>(row), x = i % edge, y = i / edge % edge, z = i / (edge * edge);
    if (open(3 * row)) visit(tektite::Contact{i, x + 1 < edge ? i + 1 : i + 1 - edge, {x + 1 == edge, 0, 0}});
    if (open(3 * row + 1))
      visit(tektite::Contact{i, y + 1 < edge ? i + edge : i + edge - edge * edge, {0, y + 1 == edge, 0}});
    if (open(3 * row + 2))
      visit(tektite::Contact{i, z + 1 < edge ? i + edge * edge : i % (edge * edge), {0, 0, z + 1 == edge}});
  }
};

LatticeBonds lattice_of(benchmark::State const& state) {
  return {static_cast<int>(std::round(std::cbrt(double(state.range(0)) / 1.5)))};
}

struct WritePair {
  Kokkos::View<int* [2], Memory> pairs;
  std::int64_t mutable next;
  KOKKOS_FUNCTION void operator()(tektite::Contact const& c) const {
    pairs(next, 0) = c.i;
    pairs(next++, 1) = c.j;
  }
};

/// In the order of the rows, whatever the threads.
tektite::PairContacts<Memory> stored(LatticeBonds const& bonds, std::int64_t count) {
  Kokkos::View<int* [2], Memory> const pairs("pairs", count);
  Kokkos::parallel_scan(
      "write", Kokkos::RangePolicy<Exec>(0, bonds.size()),
      KOKKOS_LAMBDA(std::size_t row, std::int64_t& next, bool final) {
        if (final) bonds(row, WritePair{pairs, next});
        for (int d = 0; d < 3; ++d) next += LatticeBonds::open(3 * row + d);
      });
  return {pairs, {}};
}

std::int64_t bond_count(LatticeBonds const& bonds) {
  std::int64_t count = 0;
  Kokkos::parallel_reduce(
      "count", Kokkos::RangePolicy<Exec>(0, bonds.size()),
      KOKKOS_LAMBDA(std::size_t row, std::int64_t& sum) {
        for (int d = 0; d < 3; ++d) sum += LatticeBonds::open(3 * row + d);
      },
      count);
  return count;
}

void components_of_bonds(benchmark::State& state) {
  auto const bonds = lattice_of(state);
  auto const work = [&] {
    auto const labels = tektite::connected_components(Exec{}, bonds.size(), bonds);
    Exec{}.fence();
    benchmark::DoNotOptimize(labels.data());
  };
  for (auto _ : state) work();
  count_contacts(state, double(bond_count(bonds)));
  count_memory(state, bonds.size(), work);
}

void components_of_pairs(benchmark::State& state) {
  auto const bonds = lattice_of(state);
  auto const pairs = stored(bonds, bond_count(bonds));
  auto const work = [&] {
    auto const labels = tektite::connected_components(Exec{}, bonds.size(), pairs);
    Exec{}.fence();
    benchmark::DoNotOptimize(labels.data());
  };
  for (auto _ : state) work();
  count_contacts(state, double(pairs.size()));
  count_memory(state, bonds.size(), work);
}

void percolation_of_bonds(benchmark::State& state) {
  auto const bonds = lattice_of(state);
  Kokkos::View<int*, Memory> const all("all", bonds.size());
  Kokkos::deep_copy(all, 1);
  auto const work = [&] { benchmark::DoNotOptimize(tektite::percolation_clusters(Exec{}, bonds, all).largest_wraps); };
  for (auto _ : state) work();
  count_contacts(state, double(bond_count(bonds)));
  count_memory(state, bonds.size(), work);
}

void boost_components_of_pairs(benchmark::State& state) {
  auto const bonds = lattice_of(state);
  auto const contacts = stored(bonds, bond_count(bonds));
  auto const pairs = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, contacts.pairs);
  boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS> graph(bonds.size());
  for (std::size_t k = 0; k < pairs.extent(0); ++k) add_edge(pairs(k, 0), pairs(k, 1), graph);
  std::vector<int> component(bonds.size());
  for (auto _ : state) benchmark::DoNotOptimize(connected_components(graph, component.data()));
  count_contacts(state, double(pairs.extent(0)));
}

void edges_to(benchmark::internal::Benchmark* b, std::int64_t most) {
  for (std::int64_t edges = 100000; edges <= most; edges *= 10) b->Arg(edges);
  b->ArgName("edges")->Unit(benchmark::kMillisecond)->UseRealTime();
}

BENCHMARK(components_of_pairs)->Apply([](auto* b) { edges_to(b, 100000000); });
BENCHMARK(components_of_bonds)->Apply([](auto* b) { edges_to(b, 100000000); });
BENCHMARK(percolation_of_bonds)->Apply([](auto* b) { edges_to(b, 100000000); });
BENCHMARK(boost_components_of_pairs)->Apply([](auto* b) { edges_to(b, 10000000); });

}  // namespace

int main(int argc, char** argv) {
  return tektite::benchmarks::run(argc, argv, [] {
    tektite::benchmarks::watch_memory();
    Kokkos::push_finalize_hook([] { samples.clear(); });
  });
}
