// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/dynamics/simulation.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cstdint>
#include <string>

#include "support/cuzr_crystal.hpp"

namespace step_reads_test {

/// Number of copies, fences and allocations in a step, as Kokkos' tool callbacks report them: a step reads one flag and
/// nothing else. Kokkos reports them for backends in host memory, too.

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

struct Events {
  std::int64_t copies = 0, bytes = 0, fences = 0, allocations = 0;
  bool operator==(Events const&) const = default;
};

Events seen;  // one global object, because Kokkos' callbacks are functions without state

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
  // Kokkos fences before it calls a tool. These fences are not counted: there are none without the test.
  set_begin_fence_callback([](char const* name, std::uint32_t, std::uint64_t*) {
    if (std::string(name).find("Tool Fence") == std::string::npos) ++seen.fences;
  });
  set_allocate_data_callback(
      [](Kokkos_Profiling_SpaceHandle, char const*, void const*, std::uint64_t) { ++seen.allocations; });
  call();
  set_callbacks(before);
  return seen;
}

}  // namespace

TEST_CASE("a step reads one flag and nothing else, in every ensemble") {
  std::string const name = GENERATE("nve", "nvt", "npt", "npt and shear", "nve and shear");
  EnsembleOptions options;
  if (name.starts_with("nvt") || name.starts_with("npt")) options.thermostat = ThermostatOptions{.start = 50};
  if (name.starts_with("npt")) options.barostat = BarostatOptions{.coupling = Coupling::per_axis};
  if (name.ends_with("shear")) options.shear = ShearOptions{.plane = Plane::xy, .rate = 1e-3};
  auto forces = reference::cuzr_forces(Exec{}, {.inner_skin = 0.3});
  Simulation simulation(Exec{}, reference::cuzr_crystal(Exec{}, forces.masses(), 50.0), forces,
                        {.cutoff = forces.cutoff(), .skin = 1.0});
  simulation.set_ensemble(options);
  simulation.run(2);  // allocates scratch memory
  auto const builds = simulation.list().builds;
  Events const few = events_of([&] { simulation.run(1); }), many = events_of([&] { simulation.run(11); });
  REQUIRE(simulation.list().builds == builds);
  CAPTURE(name, few.copies, few.fences);
  CHECK(many.copies - few.copies == 10);
  CHECK(many.bytes - few.bytes == 10 * std::int64_t(sizeof(unsigned)));
  CHECK(many.fences - few.fences == 10);
  CHECK(many.allocations == few.allocations);
}

TEST_CASE("copies, fences, sums for the host and allocations are counted") {
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

}  // namespace step_reads_test
