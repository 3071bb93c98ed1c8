// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files tektite::hdf5
//
// What molecular dynamics costs beside forces and lists, and what frames and checkpoints cost beside the steps.
//
//   step/<ensemble>/<cells>   counters: atom_steps per second; overhead, the whole step over its force and list work,
//                             less 1, in percent; builds, steps per list
//   frame/..., checkpoint     counter: share, percent of 1000 steps that one of them takes

#include <benchmark/benchmark.h>
#include <tektite/dynamics.hpp>
#include <tektite/eam.hpp>
#include <tektite/io/checkpoint.hpp>
#include <tektite/io/read_setfl.hpp>
#include <tektite/io/system.hpp>
#include <tektite/io/trajectory.hpp>
#include <tektite/io/write_dump.hpp>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "program.hpp"

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Clock = std::chrono::steady_clock;

namespace {

EamPotential potential;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// EAM forces that know how long they took. The fences cost nothing where the host computes, and little elsewhere.
struct TimedForces {
  EamForces<Exec> eam;
  double seconds = 0;

  template <class X, class Types, class List, class F>
  void compute(X const& x, Types const& types, CellEdges<Memory> const& edges, List const& list, F const& forces,
               DeviceFlag<Memory> const& error_flag) {
    Kokkos::fence();
    auto const start = Clock::now();
    eam.compute(x, types, edges, list, forces, error_flag);
    Kokkos::fence();
    seconds += seconds_since(start);
  }
  void check() const { eam.check(); }
  void virial(Kokkos::View<Mat3, Memory> const& out) { eam.virial(out); }  // summing it counts as overhead
  double energy() const { return eam.energy(); }
};

using Sim = Simulation<Exec, TimedForces>;

/// A disordered alloy at the density of the glass, 2 n^3 atoms: bcc sites, jittered, then a while at 300 K.
System<Memory> alloy(int cells, std::vector<double> const& masses) {
  double const a = 3.286, edge = a * cells;
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
  auto const system = make_system(Exec{}, std::span<Vec3<double> const>(places), std::span<int const>(kinds),
                                  Box::orthogonal(edge, edge, edge), std::span<double const>(masses));
  draw_velocities(Exec{}, system, {.kelvin = 300, .seed = 1});
  remove_mean_velocity(Exec{}, system);
  return system;
}

struct Run {
  TimedForces forces{EamForces<Exec>(Exec{}, potential, {"Cu", "Zr"}, {.inner_skin = 0.3})};  // as the programs
  Sim simulation;

  Run(int cells, EnsembleOptions const& options)
      : simulation(Exec{}, alloy(cells, forces.eam.masses()), forces, {.cutoff = forces.eam.cutoff(), .skin = 1.0}) {
    simulation.set_ensemble({.thermostat = ThermostatOptions{.start = 300, .damping = 0.05}});
    simulation.run(200);
    simulation.set_ensemble(options);
    simulation.run(20);
  }
};

EnsembleOptions ensemble(std::string const& name) {
  EnsembleOptions options;
  if (name != "nve") options.thermostat = ThermostatOptions{.start = 300};
  if (name == "npt" || name == "shear") options.barostat = BarostatOptions{.coupling = Coupling::per_axis};
  if (name == "shear") options.shear = ShearOptions{.plane = Plane::xy, .rate = 1e-3};
  return options;
}

void step(benchmark::State& state, std::string const& name) {
  Run run(static_cast<int>(state.range(0)), ensemble(name));
  Sim& simulation = run.simulation;
  // One refresh of the list at the present positions.
  double build = 0;
  {
    RefreshedList<Memory> list;
    list.cutoff = run.forces.eam.cutoff();
    list.skin = 1.0;
    for (int k = 0; k < 4; ++k) {
      Exec{}.fence();
      auto const start = Clock::now();
      refresh_list(Exec{}, simulation.system(), list);
      Exec{}.fence();
      if (k == 0 || seconds_since(start) < build) build = seconds_since(start);
    }
    simulation.positions_changed();
    simulation.prepare();
  }
  std::int64_t const steps = 100, before = simulation.list().builds;
  double total = 0;
  run.forces.seconds = 0;
  for (auto _ : state) {
    auto const start = Clock::now();
    simulation.run(steps);
    Exec{}.fence();
    double const elapsed = seconds_since(start);
    state.SetIterationTime(elapsed);
    total += elapsed;
  }
  auto const builds = double(simulation.list().builds - before), all = double(state.iterations() * steps);
  state.counters["atom_steps"] = benchmark::Counter(all * double(simulation.system().size()) / total);
  state.counters["overhead"] = 100 * (total / (run.forces.seconds + builds * build) - 1);
  state.counters["builds"] = builds > 0 ? all / builds : 0;
}

/// Seconds of `write`, which writes `items`, against 1000 steps.
template <class Write>
void share(benchmark::State& state, int items, Write const& write) {
  Run run(static_cast<int>(state.range(0)), ensemble("npt"));
  auto const start = Clock::now();
  run.simulation.run(100);
  Exec{}.fence();
  double const thousand = 10 * seconds_since(start);
  double total = 0;
  for (auto _ : state) {
    auto const begin = Clock::now();
    write(run.simulation);
    double const elapsed = seconds_since(begin) / items;
    state.SetIterationTime(elapsed);
    total += elapsed;
  }
  state.counters["share"] = 100 * total / double(state.iterations()) / thousand;
}

std::filesystem::path scratch(char const* name) { return std::filesystem::temp_directory_path() / name; }

void dump(benchmark::State& state, char const* name) {
  share(state, 1,
        [&](Sim& s) { io::write_dump(scratch(name), io::configuration_from(s, {"Cu", "Zr"}), {}, {.images = true}); });
  std::filesystem::remove(scratch(name));
}

void h5md(benchmark::State& state) {
  auto const path = scratch("tektite_benchmark.h5");
  int const frames = 10;
  share(state, frames, [&](Sim& s) {
    io::TrajectoryWriter trajectory(path);
    for (int k = 0; k < frames; ++k) trajectory.append(io::configuration_from(s, {"Cu", "Zr"}), k);
    trajectory.commit();
  });
  std::filesystem::remove(path);
}

void checkpoint(benchmark::State& state) {
  auto const path = scratch("tektite_benchmark.checkpoint");
  share(state, 1, [&](Sim& s) { io::write_checkpoint(path, s); });
  std::filesystem::remove(path);
}

}  // namespace

int main(int argc, char** argv) {
  return benchmarks::run(argc, argv, [] {
    potential = io::read_setfl("data/Cu-Zr_4.eam.fs.gz");
    // 2 n^3 atoms: 13 718 and 109 744. Fixed numbers of iterations: the run before each is what takes long.
    auto const add = [](std::string const& name, int iterations, std::vector<std::int64_t> const& cells,
                        std::function<void(benchmark::State&)> const& function) {
      auto* const b = benchmark::RegisterBenchmark(name.c_str(), function);
      b->Iterations(iterations)->UseManualTime()->Unit(benchmark::kMillisecond);
      for (auto const n : cells) b->Arg(n);
    };
    for (std::string const name : {"nve", "nvt", "npt", "shear"})
      add("step/" + name, 3, {19}, [=](benchmark::State& state) { step(state, name); });
    add("step/nve", 1, {38}, [](benchmark::State& state) { step(state, "nve"); });
    add("frame/dump", 20, {19, 38}, [](benchmark::State& state) { dump(state, "tektite_benchmark.dump"); });
    add("frame/dump.gz", 20, {19, 38}, [](benchmark::State& state) { dump(state, "tektite_benchmark.dump.gz"); });
    add("frame/h5md", 20, {19, 38}, h5md);
    add("checkpoint", 20, {19, 38}, checkpoint);
  });
}
