// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib
//
// EAM forces on a disordered Cu50Zr50 alloy, by number of atoms and by evaluation. Run in the source tree, or with the
// path of Cu-Zr_4.eam.fs.gz as argument.

#include <benchmark/benchmark.h>
#include <tektite/eam.hpp>
#include <tektite/io/copy.hpp>
#include <tektite/io/read_setfl.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

EamPotential potential;

/// bcc sites at the density of the glass, each moved by up to 0.4 A.
struct Alloy {
  Kokkos::View<Vec3<double>*> positions;
  Kokkos::View<int*> types;
  Box box;

  explicit Alloy(int cells) {
    double const a = 3.286;
    box = Box::orthogonal(a * cells, a * cells, a * cells);
    std::mt19937 random(1);
    std::uniform_real_distribution<double> move(-0.4, 0.4);
    std::vector<Vec3<double>> places;
    std::vector<int> kinds;
    for (int n = 0; n < 2 * cells * cells * cells; ++n) {
      int const k = n / 2;
      Vec3<double> const site{double(k % cells), double(k / cells % cells), double(k / cells / cells)};
      Vec3<double> const half = n % 2 ? Vec3<double>{0.5, 0.5, 0.5} : Vec3<double>{};
      places.push_back(a * (site + half) + Vec3<double>{move(random), move(random), move(random)});
      kinds.push_back(static_cast<int>(random() % 2));
    }
    positions = io::to_device(places);
    types = io::to_device(kinds);
  }
};

void forces(benchmark::State& state) {
  Exec const exec;
  Alloy const alloy(static_cast<int>(state.range(0)));
  auto const n = alloy.types.extent(0);
  auto const evaluation = state.range(1) ? EamEvaluation::compact : EamEvaluation::reference;
  EamForces<Exec> eam(exec, potential, {"Cu", "Zr"}, {.evaluation = evaluation});
  auto const list = build_neighbor_list(exec, alloy.positions, alloy.box, {.cutoff = eam.cutoff(), .skin = 1.0});
  Kokkos::View<Vec3<double>*> f("forces", n);
  eam.compute(alloy.positions, alloy.types, alloy.box, list, f);
  for (auto _ : state) {
    exec.fence();
    auto const begin = std::chrono::steady_clock::now();
    eam.compute(alloy.positions, alloy.types, alloy.box, list, f);
    exec.fence();
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  state.counters["atoms/s"] = benchmark::Counter(double(n), benchmark::Counter::kIsIterationInvariantRate);
  state.counters["pairs/s"] =
      benchmark::Counter(double(list.neighbors.extent(0)), benchmark::Counter::kIsIterationInvariantRate);
  state.counters["threads"] = exec.concurrency();
}

}  // namespace

int main(int argc, char** argv) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  benchmark::Initialize(&argc, argv);
  try {
    potential = io::read_setfl(argc > 1 ? argv[1] : "data/Cu-Zr_4.eam.fs.gz");
  } catch (Error const& error) {
    std::fprintf(stderr, "eam_benchmark: %s\n", error.what());
    return 2;
  }
  benchmark::RegisterBenchmark("eam_forces", forces)
      ->ArgNames({"cells", "compact"})
      ->ArgsProduct({{12, 19, 38}, {0, 1}})
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
  benchmark::RunSpecifiedBenchmarks();
}
