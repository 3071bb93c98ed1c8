// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::boost
//
// Statistics in values per second and in bytes per second against the machine's: a plain sum of the same View is what
// reading memory costs. Boost.Accumulators, fed with the same values, is the serial comparison. Radial distribution
// functions in pairs per second.

#include <benchmark/benchmark.h>

#include <Kokkos_Core.hpp>
#include <boost/accumulators/accumulators.hpp>
#include <boost/accumulators/statistics/kurtosis.hpp>
#include <boost/accumulators/statistics/mean.hpp>
#include <boost/accumulators/statistics/skewness.hpp>
#include <boost/accumulators/statistics/stats.hpp>
#include <boost/accumulators/statistics/variance.hpp>
#include <random>

#include "program.hpp"
#include "tektite/stats.hpp"

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

Kokkos::View<double*> values_of(std::size_t n) {
  Kokkos::View<double*> view("values", n);
  auto const host = Kokkos::create_mirror_view(view);
  std::mt19937_64 random(1);
  std::exponential_distribution<double> exponential;
  for (std::size_t i = 0; i < n; ++i) host(i) = exponential(random);
  Kokkos::deep_copy(view, host);
  return view;
}

void report(benchmark::State& state, std::size_t values) {
  benchmarks::count(state, "values", double(values));
  benchmarks::count(state, "bytes", 8.0 * double(values));
}

/// What reading the values once costs.
void plain_sum(benchmark::State& state) {
  auto const x = values_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    // Eight sums, as the additions of one would wait for each other.
    std::size_t const blocks = x.extent(0) / 1024;
    double sum = 0;
    Kokkos::parallel_reduce(
        "plain_sum", Kokkos::RangePolicy<Exec>(0, blocks),
        KOKKOS_LAMBDA(int b, double& total) {
          double const* const at = &x(std::size_t(b) * 1024);
          double part[8] = {};
          for (int k = 0; k < 1024; k += 8)
            for (int n = 0; n < 8; ++n) part[n] += at[k + n];
          for (int n = 0; n < 8; ++n) total += part[n];
        },
        sum);
    benchmark::DoNotOptimize(sum);
  }
  report(state, x.extent(0));
}

void moments_of_view(benchmark::State& state) {
  auto const x = values_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(moments(Exec{}, x));
  report(state, x.extent(0));
}

void weighted_moments(benchmark::State& state) {
  auto const x = values_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(moments(Exec{}, x, x));
  report(state, 2 * x.extent(0));
}

void boost_accumulators(benchmark::State& state) {
  namespace ba = boost::accumulators;
  auto const x = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, values_of(std::size_t(state.range(0))));
  for (auto _ : state) {
    ba::accumulator_set<double, ba::stats<ba::tag::variance, ba::tag::skewness, ba::tag::kurtosis>> set;
    for (std::size_t i = 0; i < x.extent(0); ++i) set(x(i));
    benchmark::DoNotOptimize(ba::kurtosis(set));
  }
  report(state, x.extent(0));
}

void top_one_percent(benchmark::State& state) {
  auto const x = values_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(top_fraction(Exec{}, x));
  report(state, x.extent(0));
}

/// Random points at the density of Cu50Zr50, to 12 A.
void rdf(benchmark::State& state) {
  auto const n = static_cast<std::size_t>(state.range(0));
  double const side = std::cbrt(double(n) / 0.0569);
  Box const box = Box::orthogonal(side, side, side);
  Kokkos::View<Vec3<double>*> const points("points", n);
  Kokkos::View<int*> const types("types", n);
  auto const host = Kokkos::create_mirror_view(points);
  auto const type = Kokkos::create_mirror_view(types);
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> uniform(0, side);
  for (std::size_t i = 0; i < n; ++i) {
    host(i) = {uniform(random), uniform(random), uniform(random)};
    type(i) = static_cast<int>(i % 2);
  }
  Kokkos::deep_copy(points, host);
  Kokkos::deep_copy(types, type);
  double pairs = 0;
  for (auto _ : state) {
    auto const result = radial_distribution(Exec{}, points, types, box, {.cutoff = 12.0, .bins = 240});
    Exec{}.fence();
    state.PauseTiming();
    auto const counts = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, result.counts);
    pairs = 0;
    for (std::size_t k = 0; k < counts.span(); ++k) pairs += 0.5 * double(counts.data()[k]);
    state.ResumeTiming();
  }
  benchmarks::count(state, "pairs", pairs);
}

constexpr std::int64_t in_cache = 16'384, in_memory = 1 << 24;
BENCHMARK(plain_sum)->Arg(in_cache)->Arg(in_memory)->UseRealTime();
BENCHMARK(moments_of_view)->Arg(in_cache)->Arg(in_memory)->UseRealTime();
BENCHMARK(weighted_moments)->Arg(in_memory)->UseRealTime();
BENCHMARK(boost_accumulators)->Arg(in_memory)->UseRealTime();
BENCHMARK(top_one_percent)->Arg(in_memory)->UseRealTime();
BENCHMARK(rdf)->Arg(108'000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
  return benchmarks::run(argc, argv, [] {});
}
