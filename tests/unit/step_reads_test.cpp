// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::zlib

#include <tektite/dynamics/simulation.hpp>
#include <tektite/eam/forces.hpp>
#include <tektite/io/read_setfl.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cstdint>
#include <string>
#include <vector>

/// What a step costs in copies, fences and allocations, as Kokkos reports them: one flag is read, and nothing else.
/// A backend without memory of its own reports them too.

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

struct Events {
  std::int64_t copies = 0, bytes = 0, fences = 0, allocations = 0;
  bool operator==(Events const&) const = default;
};

Events seen;  // Kokkos' callbacks are plain functions, so there is one

template <class Call>
Events events_of(Call const& call) {
  using namespace Kokkos::Tools::Experimental;
  auto const before = get_callbacks();
  seen = {};
  set_begin_deep_copy_callback([](Kokkos_Profiling_SpaceHandle, char const*, void const*, Kokkos_Profiling_SpaceHandle,
                                  char const*, void const*, std::uint64_t size) {
    ++seen.copies;
    seen.bytes += std::int64_t(size);
  });
  // Kokkos fences before it calls a tool; that is the test's doing.
  set_begin_fence_callback([](char const* name, std::uint32_t, std::uint64_t*) {
    if (std::string(name).find("Tool Fence") == std::string::npos) ++seen.fences;
  });
  set_allocate_data_callback(
      [](Kokkos_Profiling_SpaceHandle, char const*, void const*, std::uint64_t) { ++seen.allocations; });
  call();
  set_callbacks(before);
  return seen;
}

EamForces<Exec> cuzr() {
  static auto const potential = io::read_setfl(std::string(TEKTITE_SOURCE_DIR) + "/data/Cu-Zr_4.eam.fs.gz");
  return EamForces<Exec>(Exec{}, potential, {"Cu", "Zr"});
}

System<Exec::memory_space> cold_crystal(std::vector<double> const& masses) {
  int const cells = 6;
  double const a = 3.27;
  std::vector<Vec3<double>> places;
  std::vector<int> types;
  for (int k = 0; k < 2 * cells * cells * cells; ++k) {
    double const half = 0.5 * (k % 2);
    Vec3<double> const cell{double(k / 2 % cells), double(k / 2 / cells % cells), double(k / 2 / cells / cells)};
    places.push_back(a * (cell + Vec3<double>{half, half, half}));
    types.push_back(k % 2);
  }
  double const edge = cells * a;
  auto const system = make_system(Exec{}, Box::orthogonal(edge, edge, edge), std::span<Vec3<double> const>(places),
                                  std::span<int const>(types), std::span<double const>(masses));
  draw_velocities(Exec{}, system, 50, 1);
  return system;
}

}  // namespace

TEST_CASE("a step reads one flag and nothing else, in every ensemble") {
  std::string const name = GENERATE("nve", "nvt", "npt", "npt and shear", "nve and shear");
  EnsembleOptions options;
  if (name.starts_with("nvt") || name.starts_with("npt")) options.thermostat = ThermostatOptions{.start = 50};
  if (name.starts_with("npt")) options.barostat = BarostatOptions{.coupling = Coupling::per_axis};
  if (name.ends_with("shear")) options.shear = ShearOptions{.plane = Plane::xy, .rate = 1e-3};
  auto forces = cuzr();
  Simulation simulation(Exec{}, cold_crystal(forces.masses()), forces, {.cutoff = forces.cutoff(), .skin = 1.0});
  simulation.set_ensemble(options);
  simulation.run(2);  // scratch memory is there from now on
  auto const builds = simulation.list().builds;
  Events const few = events_of([&] { simulation.run(1); }), many = events_of([&] { simulation.run(11); });
  REQUIRE(simulation.list().builds == builds);
  CAPTURE(name, few.copies, few.fences);
  CHECK(many.copies - few.copies == 10);
  CHECK(many.bytes - few.bytes == 10 * std::int64_t(sizeof(unsigned)));
  CHECK(many.fences - few.fences == 10);
  CHECK(many.allocations == few.allocations);
}

TEST_CASE("the count sees a copy, a fence, a sum for the host and an allocation") {
  Exec const exec{};
  Kokkos::View<double, Exec> const view("view");
  CHECK(events_of([&] { detail::fetch(exec, view); }) == Events{.copies = 1, .bytes = 8, .fences = 1});
  double sum = 0;
  CHECK(events_of([&] {
          Kokkos::parallel_reduce(
              "sum", Kokkos::RangePolicy<Exec>(exec, 0, 3), KOKKOS_LAMBDA(int i, double& s) { s += i; }, sum);
        }).fences == 1);
  CHECK(events_of([&] { Kokkos::View<double*, Exec>("new", 3); }).allocations == 1);
}
