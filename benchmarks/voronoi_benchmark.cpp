// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
//
// Voronoi cells per second, of a dense random packing like a glass and of random points; indices only, or with faces.
// Thread count from OMP_NUM_THREADS.

#include <tektite/voronoi.hpp>

#include <benchmark/benchmark.h>
#include <cmath>
#include <random>

namespace {

using tektite::Box;
using tektite::Vec3;
using Exec = Kokkos::DefaultExecutionSpace;
using PositionView = Kokkos::View<Vec3<double>*, Exec>;

/// A cube at unit density: an fcc lattice shaken until nothing of it is left in the cells, or random points.
PositionView points(int edge_cells, bool random_points, Box& box) {
  int const n = 4 * edge_cells * edge_cells * edge_cells;
  double const edge = std::cbrt(double(n)), a = edge / edge_cells;
  box = Box::orthogonal(edge, edge, edge);
  std::mt19937 random(1);
  std::uniform_real_distribution<double> uniform(0, edge);
  std::normal_distribution<double> normal(0, 0.12);
  PositionView x("positions", n);
  auto const host = Kokkos::create_mirror_view(x);
  for (int k = 0; k < n; ++k) {
    int const cell = k / 4, site = k % 4;
    Vec3<double> const corner{a * (cell % edge_cells), a * (cell / edge_cells % edge_cells),
                              a * (cell / edge_cells / edge_cells)};
    Vec3<double> const basis{site == 1 || site == 2 ? 0.5 * a : 0, site == 1 || site == 3 ? 0.5 * a : 0,
                             site == 2 || site == 3 ? 0.5 * a : 0};
    host(k) = random_points ? Vec3<double>{uniform(random), uniform(random), uniform(random)}
                            : corner + basis + Vec3<double>{normal(random), normal(random), normal(random)};
  }
  Kokkos::deep_copy(x, host);
  return x;
}

void cells(benchmark::State& state) {
  Box box;
  auto const x = points(static_cast<int>(state.range(0)), state.range(1) != 0, box);
  Exec const exec{};
  tektite::VoronoiOptions const options{.faces = state.range(2) != 0};
  for (auto _ : state) {
    benchmark::DoNotOptimize(tektite::voronoi(exec, x, box, options));
    exec.fence();
  }
  state.counters["cells/s"] =
      benchmark::Counter(double(x.extent(0)) * double(state.iterations()), benchmark::Counter::kIsRate);
  state.counters["cells"] = double(x.extent(0));
}

BENCHMARK(cells)
    ->ArgNames({"edge", "random", "faces"})
    ->ArgsProduct({{15, 40}, {0, 1}, {0, 1}})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
  Kokkos::ScopeGuard const kokkos(argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
