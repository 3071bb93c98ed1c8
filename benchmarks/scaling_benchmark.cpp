// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// What each component costs per atom as systems grow, from the caches' size to that of memory: flat is what is wanted.
//
//   <component>/<input>/<atoms>
//
// inputs: a shaken fcc crystal (4 000 to 4 million atoms) and the reference glass, repeated, both in spatial order;
// uncorrelated points at the same density (fluctuations of the density, close pairs), in spatial order and, as
// `shuffled`, in none. counters: atoms per second; peak_B, what a call holds at its worst moment beyond its input,
// bytes per atom.

#include <benchmark/benchmark.h>
#include <tektite/core/copy.hpp>
#include <tektite/eam.hpp>
#include <tektite/io/read_setfl.hpp>
#include <tektite/neighbors.hpp>
#include <tektite/percolation.hpp>
#include <tektite/stats.hpp>
#include <tektite/strain.hpp>
#include <tektite/voronoi.hpp>

#include <chrono>
#include <cmath>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "glass.hpp"
#include "memory.hpp"
#include "program.hpp"

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Clock = std::chrono::steady_clock;

namespace {

struct Atoms {
  std::string name;  ///< <input>/<atoms>
  Box box;
  Kokkos::View<Vec3<double>*> positions, strained;  ///< strained: each atom elsewhere by about 0.3 A
  Kokkos::View<int*> types;

  std::size_t size() const { return positions.extent(0); }
};

io::Configuration crystal(int cells) {
  double const a = 4.13;  // the density of Cu50Zr50
  io::Configuration c;
  c.box = Box::orthogonal(a * cells, a * cells, a * cells);
  std::mt19937 random(1);
  std::normal_distribution<double> move(0, 0.15);
  for (int n = 0; n < 4 * cells * cells * cells; ++n) {
    int const k = n / 4, basis = n % 4;
    Vec3<double> const site{k % cells + (basis == 1 || basis == 2 ? 0.5 : 0.0),
                            k / cells % cells + (basis == 1 || basis == 3 ? 0.5 : 0.0),
                            k / cells / cells + (basis == 2 || basis == 3 ? 0.5 : 0.0)};
    c.positions.push_back(a * site + Vec3<double>{move(random), move(random), move(random)});
    c.types.push_back(static_cast<int>(random() % 2));
  }
  return c;
}

io::Configuration uncorrelated(std::int64_t n) {
  double const edge = std::cbrt(double(n) / 0.0568);
  io::Configuration c;
  c.box = Box::orthogonal(edge, edge, edge);
  std::mt19937 random(1);
  std::uniform_real_distribution<double> uniform(0, edge);
  for (std::int64_t i = 0; i < n; ++i) {
    c.positions.push_back({uniform(random), uniform(random), uniform(random)});
    c.types.push_back(static_cast<int>(random() % 2));
  }
  return c;
}

enum class Order { spatial, as_made };

/// Makes another system of `atoms`, unless it is that system already.
void prepare(Atoms& atoms, std::string const& name, Order order, std::function<io::Configuration()> const& make) {
  if (atoms.name == name) return;
  atoms = {};
  io::Configuration const c = make();
  Exec const exec;
  std::mt19937 random(2);
  std::normal_distribution<double> move(0, 0.2);
  std::vector<Vec3<double>> strained = c.positions;
  for (auto& r : strained) r += Vec3<double>{0.05 * r.y + move(random), move(random), move(random)};
  atoms = {name, c.box, to_device(exec, c.positions), to_device(exec, strained), to_device(exec, c.types)};
  if (order == Order::as_made) return;
  auto const spatial = spatial_order(exec, atoms.positions, atoms.box);
  reorder(exec, spatial, atoms.positions);
  reorder(exec, spatial, atoms.strained);
  reorder(exec, spatial, atoms.types);
}

/// Times `work`, and counts the memory of `once`.
template <class Work, class Once>
void measure(benchmark::State& state, Atoms const& atoms, Work const& work, Once const& once) {
  Exec const exec;
  for (auto _ : state) {
    exec.fence();
    auto const begin = Clock::now();
    work();
    exec.fence();
    state.SetIterationTime(std::chrono::duration<double>(Clock::now() - begin).count());
  }
  benchmarks::count(state, "atoms", double(atoms.size()));
  state.counters["peak_B"] = double(benchmarks::peak_bytes(once)) / double(atoms.size());
}

/// Memory is that of one more call.
template <class Work>
void measure(benchmark::State& state, Atoms const& atoms, Work const& work) {
  measure(state, atoms, work, work);
}

void lists(benchmark::State& state, Atoms const& a) {
  measure(state, a, [&] { build_neighbor_list(Exec{}, a.positions, a.box, {.cutoff = 7.6, .skin = 1.0}); });
}

void forces(benchmark::State& state, Atoms const& a) {
  EamForces<Exec> eam(Exec{}, io::read_setfl("data/Cu-Zr_4.eam.fs.gz"), {"Cu", "Zr"});
  auto const list = build_neighbor_list(Exec{}, a.positions, a.box, {.cutoff = eam.cutoff(), .skin = 1.0});
  Kokkos::View<Vec3<double>*> const f("forces", a.size());
  auto const compute = [&](EamForces<Exec>& with) { with.compute(a.positions, a.types, a.box, list, f); };
  // Scratch memory stays from call to call: a copy has none yet.
  auto const fresh = eam;
  measure(
      state, a, [&] { compute(eam); },
      [&] {
        auto copy = fresh;
        compute(copy);
      });
}

void cells(benchmark::State& state, Atoms const& a) {
  measure(state, a, [&] { voronoi(Exec{}, a.positions, a.box); });
}

void fits(benchmark::State& state, Atoms const& a) {
  measure(state, a,
          [&] { local_fits(Exec{}, a.positions, a.box, a.strained, a.box, {.cutoff = 6.0}, {.cutoff = 6.0}); });
}

void clusters(benchmark::State& state, Atoms const& a) {
  Kokkos::View<int*> const all("all", a.size());
  Kokkos::deep_copy(all, 1);
  measure(state, a, [&] { percolation_clusters(Exec{}, contacts_within(Exec{}, a.positions, a.box, 3.8), all); });
}

void rdf(benchmark::State& state, Atoms const& a) {
  measure(state, a, [&] { radial_distribution(Exec{}, a.positions, a.types, a.box, {.cutoff = 10.0, .bins = 200}); });
}

void values(benchmark::State& state, Atoms const& a) {
  Kokkos::View<double*> const x("values", a.size());
  auto const positions = a.positions;
  Kokkos::parallel_for(
      "values", Kokkos::RangePolicy<Exec>(0, a.size()), KOKKOS_LAMBDA(int i) { x(i) = positions(i).x; });
  measure(state, a, [&] { moments(Exec{}, x); });
}

void ordering(benchmark::State& state, Atoms const& a) {
  measure(state, a, [&] { spatial_order(Exec{}, a.positions, a.box); });
}

/// Benchmarks of one system follow each other, so that `atoms` holds one at a time.
void add_system(std::shared_ptr<Atoms> const& atoms, std::string const& input, std::int64_t n, Order order,
                std::function<io::Configuration()> const& make) {
  using Function = void (*)(benchmark::State&, Atoms const&);
  using Named = std::pair<char const*, Function>;
  Named const components[] = {{"neighbour_lists", lists}, {"eam_forces", forces},     {"voronoi", cells},
                              {"local_fits", fits},       {"percolation", clusters},  {"rdf", rdf},
                              {"moments", values},        {"spatial_order", ordering}};
  std::string name = input;
  name.append("/").append(std::to_string(n));
  for (auto const& [component, function] : components) {
    // Uncorrelated points come so close that no potential is defined for them.
    if (function == forces && input != "crystal" && input != "glass") continue;
    // What is in order already takes less.
    if (function == ordering && input != "shuffled") continue;
    auto const f = function;
    benchmark::RegisterBenchmark(std::string(component).append("/").append(name).c_str(),
                                 [=](benchmark::State& state) {
                                   prepare(*atoms, name, order, make);
                                   f(state, *atoms);
                                 })
        ->UseManualTime()
        ->MinTime(0.2)
        ->Unit(benchmark::kMillisecond);
  }
}

}  // namespace

int main(int argc, char** argv) {
  return benchmarks::run(argc, argv, [] {
    benchmarks::watch_memory();
    auto const atoms = std::make_shared<Atoms>();
    for (int const n : {10, 16, 25, 40, 63, 100})
      add_system(atoms, "crystal", 4LL * n * n * n, Order::spatial, [=] { return crystal(n); });
    for (int const n : {1, 2, 4})
      add_system(atoms, "glass", 13'500LL * n * n * n, Order::as_made, [=] { return benchmarks::glass(n); });
    for (std::int64_t const n : {13'500, 108'000, 1'000'000}) {
      add_system(atoms, "random", n, Order::spatial, [=] { return uncorrelated(n); });
      add_system(atoms, "shuffled", n, Order::as_made, [=] { return uncorrelated(n); });
    }
  });
}
