// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// EAM forces and dynamics of the reference glass, beside LAMMPS where `lmp` is found.
//
//   forces/<evaluation>/<copies>    forces alone
//   dynamics/<evaluation>/<copies>  NVE at 300 K, skin 1 A, list builds included
//   lammps/<style>/<copies>         the same with LAMMPS, one process
//
// counter: atom_steps per second. 13 500 atoms times copies^3.

#include <benchmark/benchmark.h>
#include <tektite/core/copy.hpp>
#include <tektite/dynamics.hpp>
#include <tektite/eam.hpp>
#include <tektite/io/read_setfl.hpp>

#include <chrono>
#include <fstream>
#include <functional>
#include <span>
#include <string>

#include "glass.hpp"
#include "lammps.hpp"
#include "program.hpp"

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Clock = std::chrono::steady_clock;

namespace {

constexpr char potential_file[] = "data/Cu-Zr_4.eam.fs.gz";
constexpr int steps = 100;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

EamForces<Exec> make_forces(EamEvaluation evaluation, double inner_skin = 0) {
  EamOptions const options{.evaluation = evaluation, .inner_skin = inner_skin};
  return {Exec{}, io::read_setfl(potential_file), {"Cu", "Zr"}, options};
}

void forces(benchmark::State& state, EamEvaluation evaluation) {
  Exec const exec;
  auto const glass = benchmarks::glass(static_cast<int>(state.range(0)));
  auto const positions = to_device(exec, glass.positions);
  auto const types = to_device(exec, glass.types);
  auto eam = make_forces(evaluation);
  auto const list = build_neighbor_list(exec, positions, glass.box, {.cutoff = eam.cutoff(), .skin = 1.0});
  Kokkos::View<Vec3<double>*> f("forces", glass.size());
  eam.compute(positions, types, glass.box, list, f);
  for (auto _ : state) {
    exec.fence();
    auto const begin = Clock::now();
    eam.compute(positions, types, glass.box, list, f);
    exec.fence();
    state.SetIterationTime(seconds_since(begin));
  }
  benchmarks::count(state, "atom_steps", double(glass.size()));
}

void dynamics(benchmark::State& state, EamEvaluation evaluation) {
  auto const glass = benchmarks::glass(static_cast<int>(state.range(0)));
  auto eam = make_forces(evaluation, 0.3);  // as the programs
  auto const system = make_system(Exec{}, std::span<Vec3<double> const>(glass.positions),
                                  std::span<int const>(glass.types), glass.box, std::span<double const>(eam.masses()));
  draw_velocities(Exec{}, system, {.kelvin = 300, .seed = 1});
  remove_mean_velocity(Exec{}, system);
  Simulation<Exec, EamForces<Exec>> simulation(Exec{}, system, eam, {.cutoff = eam.cutoff(), .skin = 1.0});
  simulation.set_ensemble({.timestep = 0.002});
  simulation.prepare();
  for (auto _ : state) {
    auto const begin = Clock::now();
    simulation.run(steps);
    Exec{}.fence();
    state.SetIterationTime(seconds_since(begin));
  }
  benchmarks::count(state, "atom_steps", double(glass.size()) * steps);
  state.counters["builds"] = double(simulation.list().builds);
}

void lammps(benchmark::State& state, std::string const& suffix) {
  auto const glass = benchmarks::glass(static_cast<int>(state.range(0)));
  ScratchFolder const folder;
  {
    io::GzipStream in(potential_file);
    std::ofstream(folder / "p.eam.fs") << in.rdbuf();
  }
  std::string const style = "pair_style eam/fs\npair_coeff * * " + (folder / "p.eam.fs").string() + " Cu Zr";
  for (auto _ : state) {
    auto const times = benchmarks::run_lammps(glass, style, "run " + std::to_string(steps), suffix);
    if (times.loop == 0) return state.SkipWithError("lmp, or this style of it, is not there");
    state.SetIterationTime(times.loop);
  }
  benchmarks::count(state, "atom_steps", double(glass.size()) * steps);
}

void add(std::string const& name, int iterations, std::function<void(benchmark::State&)> const& function) {
  benchmark::RegisterBenchmark(name.c_str(), function)
      ->Arg(1)
      ->Arg(2)
      ->Iterations(iterations)
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
  return benchmarks::run(argc, argv, [] {
    using Named = std::pair<char const*, EamEvaluation>;
    for (auto const& [name, evaluation] :
         {Named{"compact", EamEvaluation::compact}, Named{"mixed", EamEvaluation::mixed},
          Named{"reference", EamEvaluation::reference}}) {
      auto const e = evaluation;
      add(std::string("forces/") + name, 20, [e](benchmark::State& s) { forces(s, e); });
      if (e != EamEvaluation::reference)
        add(std::string("dynamics/") + name, 2, [e](benchmark::State& s) { dynamics(s, e); });
    }
    using Style = std::pair<char const*, char const*>;
    for (auto const& [name, suffix] : {Style{"plain", ""}, Style{"opt", "-sf opt"}, Style{"omp", "-sf omp -pk omp 1"},
                                       Style{"intel_double", "-sf intel -pk intel 0 mode double"},
                                       Style{"intel_mixed", "-sf intel -pk intel 0 mode mixed"}}) {
      std::string const options = suffix;
      add(std::string("lammps/") + name, 1, [options](benchmark::State& s) { lammps(s, options); });
    }
  });
}
