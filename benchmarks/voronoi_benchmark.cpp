// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// Voronoi cells per second, of a glass and of random points: indices only, with volumes, with faces; and Voro++ on the
// same points, if it was found. Thread count from OMP_NUM_THREADS; Voro++ 0.4.6 uses one.

#include <tektite/io/gzip.hpp>
#include <tektite/voronoi.hpp>

#include <benchmark/benchmark.h>
#include <cmath>
#include <random>
#include <string>
#include <vector>
#ifdef TEKTITE_HAS_VOROPP
#include <voro++/voro++.hh>
#endif

#include "program.hpp"

namespace {

using tektite::Box;
using tektite::Vec3;
using Exec = Kokkos::DefaultExecutionSpace;

struct Sample {
  double edge;
  std::vector<Vec3<double>> points;
};

/// The glass of 1 372 atoms of the tests, `copies` times along each axis, shaken a little so that no two copies agree.
Sample glass(int copies) {
  tektite::io::GzipStream file(TEKTITE_SOURCE_DIR "/tests/golden/voronoi/glass.txt.gz");
  std::string line, sharp;
  double edge = 0;
  int n = 0;
  file >> sharp >> edge >> n;
  std::getline(file, line);
  Sample sample{edge * copies, {}};
  std::mt19937 random(1);
  std::normal_distribution<double> normal(0, 0.01);
  for (int k = 0; k < n; ++k) {
    int type;
    Vec3<double> r;
    file >> type >> r.x >> r.y >> r.z;
    std::getline(file, line);
    for (int c = 0; c < copies * copies * copies; ++c) {
      Vec3<double> p =
          r + edge * Vec3<double>{double(c % copies), double(c / copies % copies), double(c / copies / copies)};
      p += Vec3<double>{normal(random), normal(random), normal(random)};
      for (int d = 0; d < 3; ++d) p[d] -= sample.edge * std::floor(p[d] / sample.edge);
      sample.points.push_back(p);
    }
  }
  return sample;
}

Sample random_points(int n) {
  Sample sample{std::cbrt(double(n)), {}};
  std::mt19937 random(1);
  std::uniform_real_distribution<double> uniform(0, sample.edge);
  for (int k = 0; k < n; ++k) sample.points.push_back({uniform(random), uniform(random), uniform(random)});
  return sample;
}

/// A glass of about as many atoms as asked for, or random points.
Sample sample_of(benchmark::State const& state) {
  auto const n = static_cast<double>(state.range(0));
  return state.range(1) != 0 ? random_points(static_cast<int>(n))
                             : glass(static_cast<int>(std::lround(std::cbrt(n / 1372))));
}

void report(benchmark::State& state, std::size_t n) { tektite::benchmarks::count(state, "cells", double(n)); }

void tektite_cells(benchmark::State& state) {
  Sample const sample = sample_of(state);
  std::size_t const n = sample.points.size();
  Kokkos::View<Vec3<double>*, Exec> x("positions", n);
  Kokkos::deep_copy(
      x, Kokkos::View<Vec3<double> const*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(sample.points.data(), n));
  Box const box = Box::orthogonal(sample.edge, sample.edge, sample.edge);
  Exec const exec{};
  auto const what = state.range(2);
  tektite::VoronoiOptions const options{.volumes = what > 0, .faces = what > 1};
  for (auto _ : state) {
    benchmark::DoNotOptimize(tektite::voronoi(exec, x, box, options));
    exec.fence();
  }
  report(state, n);
}

#ifdef TEKTITE_HAS_VOROPP
template <class Cell>
void voropp(benchmark::State& state, voro::container& container, Cell& cell, bool volumes) {
  voro::c_loop_all loop(container);
  std::vector<int> orders, neighbors;
  std::vector<double> areas;
  double sum = 0;
  if (!loop.start()) return state.SkipWithError("no particles");
  do {
    if (!container.compute_cell(cell, loop)) continue;
    cell.face_orders(orders);
    if (volumes) sum += cell.volume() + cell.surface_area();
    if constexpr (std::is_same_v<Cell, voro::voronoicell_neighbor>) {
      cell.neighbors(neighbors);
      cell.face_areas(areas);
    }
  } while (loop.inc());
  benchmark::DoNotOptimize(sum);
}

void voropp_cells(benchmark::State& state) {
  Sample const sample = sample_of(state);
  double const l = sample.edge;
  // Its manual recommends about five particles to a block.
  int const blocks = std::max(1, static_cast<int>(std::lround(std::cbrt(double(sample.points.size()) / 5))));
  auto const what = state.range(2);
  for (auto _ : state) {
    voro::container container(0, l, 0, l, 0, l, blocks, blocks, blocks, true, true, true, 8);
    for (std::size_t i = 0; i < sample.points.size(); ++i) {
      auto const& p = sample.points[i];
      container.put(static_cast<int>(i), p.x, p.y, p.z);
    }
    voro::voronoicell plain;
    voro::voronoicell_neighbor full;
    if (what > 1) {
      voropp(state, container, full, true);
    } else {
      voropp(state, container, plain, what > 0);
    }
  }
  report(state, sample.points.size());
}
#endif

void sizes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"atoms", "random", "outputs"})->Unit(benchmark::kMillisecond)->UseRealTime();
  for (int outputs : {0, 1, 2}) b->Args({13500, 0, outputs});
  for (int outputs : {0, 2}) b->Args({13500, 1, outputs});
}

BENCHMARK(tektite_cells)->Apply(sizes)->Args({108000, 0, 0})->Args({1000000, 0, 0})->Args({1000000, 0, 2});
#ifdef TEKTITE_HAS_VOROPP
BENCHMARK(voropp_cells)->Apply(sizes)->Args({108000, 0, 0});
#endif

}  // namespace

int main(int argc, char** argv) {
  return tektite::benchmarks::run(argc, argv, [] {});
}
