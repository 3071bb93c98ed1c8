// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/dynamics/simulation.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>

#include "support/lennard_jones.hpp"

namespace velocity_verlet_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Forces = reference::LennardJonesForces<Exec>;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;

namespace {

/// Largest departure of the total energy from its start over a fixed time of the same hot crystal.
double energy_error(double timestep, double time) {
  Forces forces;
  auto system = reference::fcc<Exec>(4, 3.7);
  draw_velocities(Exec{}, system, {.kelvin = 600, .seed = 7});
  remove_mean_velocity(Exec{}, system);
  Simulation simulation(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 0.6});
  simulation.set_ensemble({.timestep = timestep});
  return reference::conserved_error(simulation, timestep, time, 25);
}

template <class View>
auto host(View const& view) {
  auto const copy = Kokkos::create_mirror(view);
  Kokkos::deep_copy(copy, view);
  return copy;
}

}  // namespace

TEST_CASE("kick and drift on a host code's own arrays are the equations of velocity Verlet") {
  Exec const exec{};
  Kokkos::View<double* [3], Exec> x("x", 2), v("v", 2), f("f", 2);
  Kokkos::View<int*, Exec> types("types", 2);
  Kokkos::View<double*, Exec> masses("masses", 2);
  auto hv = host(v), hf = host(f), hx = host(x);
  auto hm = host(masses);
  auto ht = host(types);
  hm(0) = 2;
  hm(1) = 5;
  ht(1) = 1;
  for (int i = 0; i < 2; ++i)
    for (int d = 0; d < 3; ++d) {
      hx(i, d) = i + 0.5 * d;
      hv(i, d) = 1 + i - d;
      hf(i, d) = 0.25 * (d - i);
    }
  Kokkos::deep_copy(x, hx);
  Kokkos::deep_copy(v, hv);
  Kokkos::deep_copy(f, hf);
  Kokkos::deep_copy(masses, hm);
  Kokkos::deep_copy(types, ht);
  kick(exec, v, f, types, masses, 0.01, {1, 2, 3}, {0.5, 1, 1});
  drift(exec, x, v, CellStep::fixed(0.1));
  auto const x1 = host(x), v1 = host(v);
  for (int i = 0; i < 2; ++i)
    for (int d = 0; d < 3; ++d) {
      double const expected = (d == 0 ? 0.5 : 1.0) * ((d + 1) * hv(i, d) + 0.01 * hf(i, d) / (hm(i) * 1.0364269e-4));
      CHECK_THAT(v1(i, d), WithinAbs(expected, 1e-12));
      CHECK_THAT(x1(i, d), WithinAbs(hx(i, d) + 0.1 * expected, 1e-12));
    }
}

namespace {

template <class V, class F, class Types, class Masses>
concept Kicks = requires(V const& v, F const& f, Types const& types, Masses const& masses) {
  kick(Exec{}, v, f, types, masses, 0.1);
};
template <class X, class V>
concept Drifts = requires(X const& x, V const& v) { drift(Exec{}, x, v, CellStep::fixed(0.1)); };

using Rows = Kokkos::View<double* [3]>;
using Types = Kokkos::View<int*>;
using Masses = Kokkos::View<double*>;
static_assert(Kicks<Rows, Rows, Types, Masses>);
static_assert(Kicks<Kokkos::View<Vec3<double>*>, Kokkos::View<float const* [3]>, Kokkos::View<short const*>, Masses>);
static_assert(!Kicks<Kokkos::View<int* [3]>, Rows, Types, Masses>);
static_assert(!Kicks<Kokkos::View<double const* [3]>, Rows, Types, Masses>);
static_assert(!Kicks<Kokkos::View<double* [2]>, Rows, Types, Masses>);
static_assert(!Kicks<Rows, Kokkos::View<int* [3]>, Types, Masses>);
static_assert(!Kicks<Rows, Rows, Kokkos::View<double*>, Masses>);
static_assert(!Kicks<Rows, Rows, Types, Kokkos::View<double* [3]>>);
static_assert(Drifts<Rows, Rows>);
static_assert(!Drifts<Kokkos::View<float const* [3]>, Rows>);
static_assert(!Drifts<Rows, Kokkos::View<int* [3]>>);

}  // namespace

TEST_CASE("kick and drift refuse arrays that are too short, with their sizes") {
  Exec const exec{};
  Rows const v("v", 5), four("f", 4), six("f", 6);
  Types const types("types", 5), few_types("types", 3);
  Masses const masses("masses", 1);
  Kokkos::deep_copy(masses, 1.0);
  CHECK_NOTHROW(kick(exec, v, six, types, masses, 0.1));
  CHECK_THROWS_WITH(kick(exec, v, four, types, masses, 0.1), ContainsSubstring("kick: 4 forces for 5 velocities"));
  CHECK_THROWS_WITH(kick(exec, v, v, few_types, masses, 0.1), ContainsSubstring("kick: 3 types for 5 velocities"));
  CHECK_THROWS_WITH(kick(exec, v, v, types, Masses{}, 0.1), ContainsSubstring("kick: no masses"));
  CHECK_NOTHROW(drift(exec, v, six, CellStep::fixed(0.1)));
  CHECK_THROWS_WITH(drift(exec, v, four, CellStep::fixed(0.1)),
                    ContainsSubstring("drift: 4 velocities for 5 positions"));
  Kokkos::View<double**> const two_columns("x", 5, 2);
  CHECK_THROWS_WITH(kick(exec, two_columns, v, types, masses, 0.1), ContainsSubstring("a View of 5 x 2"));
  CHECK_THROWS_WITH(drift(exec, two_columns, v, CellStep::fixed(0.1)), ContainsSubstring("a View of 5 x 2"));
  CHECK_THROWS_WITH(drift(exec, v, two_columns, CellStep::fixed(0.1)), ContainsSubstring("a View of 5 x 2"));
}

TEST_CASE("NVE's energy error falls as the square of the time step") {
  double const coarse = energy_error(0.004, 0.8), middle = energy_error(0.002, 0.8), fine = energy_error(0.001, 0.8);
  INFO("errors " << coarse << ' ' << middle << ' ' << fine);
  CHECK(coarse / middle > 3.0);
  CHECK(coarse / middle < 5.0);
  CHECK(middle / fine > 3.0);
  CHECK(middle / fine < 5.0);
  CHECK(fine < 1e-3 * 256 * units::boltzmann * 600);
}

TEST_CASE("NVE run backwards returns to its start") {
  Forces forces;
  auto system = reference::fcc<Exec>(4, 3.7);
  draw_velocities(Exec{}, system, {.kelvin = 600, .seed = 7});
  Simulation simulation(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 0.5});
  auto const start = host(system.positions);
  simulation.run(300);
  CHECK(simulation.list().builds > 1);
  scale_velocities(Exec{}, system, -1);
  simulation.velocities_changed();
  simulation.run(300);
  auto const unwrapped = detail::allocate<Kokkos::View<Vec3<double>*, Exec::memory_space>>(Exec{}, "x", system.size());
  unwrap(Exec{}, simulation.system(), unwrapped);
  auto const x1 = host(unwrapped);
  double worst = 0;
  for (std::size_t i = 0; i < system.size(); ++i) worst = std::max(worst, norm(x1(i) - start(i)));
  CHECK(worst < 1e-9);
}

TEST_CASE("momentum is conserved") {
  Forces forces;
  auto system = reference::fcc<Exec>(3, 3.7);
  draw_velocities(Exec{}, system, {.kelvin = 300, .seed = 1});
  remove_mean_velocity(Exec{}, system);
  Simulation simulation(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 0.6});
  simulation.run(200);
  auto const v = host(system.velocities);
  auto const types = host(system.types);
  Vec3<double> p{};
  for (std::size_t i = 0; i < system.size(); ++i) p += (types(i) == 0 ? 63.5 : 91.2) * v(i);
  CHECK(norm(p) < 1e-8);
}

TEST_CASE("atoms that fly apart stop the run with step, particle and energy") {
  Forces forces;
  auto system = reference::fcc<Exec>(3, 3.7);
  draw_velocities(Exec{}, system, {.kelvin = 300, .seed = 1});
  Simulation simulation(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 0.6});
  simulation.set_ensemble({.timestep = 0.3});
  CHECK_THROWS_WITH(simulation.run(100), ContainsSubstring("step ") && ContainsSubstring("particle ") &&
                                             ContainsSubstring("eV was blown away"));
}

namespace {

/// Forces that raise the error flag on the device in one of their calls.
struct FailingForces : Forces {
  int fails_in;
  int calls = 0;

  explicit FailingForces(int call) : fails_in(call) {}

  template <class X, class Types, class List, class F>
  void compute(X const& x, Types const& types, CellEdges<Memory> const& edges, List const& list, F const& forces,
               DeviceFlag<Memory> const& error_flag) {
    Forces::compute(x, types, edges, list, forces);
    if (calls++ == fails_in)
      Kokkos::parallel_for("fail", Kokkos::RangePolicy<Exec>(0, 3), KOKKOS_LAMBDA(int) { error_flag.raise(); });
  }
  void check() const { throw Error("forces: as planned"); }
};

}  // namespace

TEST_CASE("an error of the forces stops the run with their step: before it, within it and at its end") {
  int const step = GENERATE(0, 3, 10);
  FailingForces forces(step);
  Simulation simulation(Exec{}, reference::fcc<Exec>(3, 3.7), forces, {.cutoff = forces.cutoff(), .skin = 0.6});
  CHECK_THROWS_WITH(simulation.run(10), ContainsSubstring("step " + std::to_string(step) +
                                                          ": forces: as planned; the "
                                                          "fastest is particle "));
}

TEST_CASE("a cell that collapses stops the run with the step") {
  Forces forces;
  Simulation simulation(Exec{}, reference::fcc<Exec>(3, 3.7), forces, {.cutoff = forces.cutoff(), .skin = 0.6});
  simulation.set_ensemble(
      {.thermostat = ThermostatOptions{.start = 300}, .barostat = BarostatOptions{.pressure = 1e13}});
  CHECK_THROWS_WITH(simulation.run(10), ContainsSubstring("step 1: box: ") && ContainsSubstring("the fastest"));
  CHECK(simulation.step() == 1);
}

TEST_CASE("a cutoff that is not positive is refused") {
  Forces forces;
  CHECK_THROWS_WITH(Simulation(Exec{}, reference::fcc<Exec>(3, 3.7), forces, {.cutoff = -1}),
                    ContainsSubstring("cutoff -1"));
}

TEST_CASE("a simulation refuses a system whose Views differ in length") {
  Forces forces;
  auto system = reference::fcc<Exec>(3, 3.7);
  auto const n = std::to_string(system.size());
  system.forces = Kokkos::View<Vec3<double>*, Exec::memory_space>("forces", 9);
  CHECK_THROWS_WITH(Simulation(Exec{}, system, forces, {.cutoff = forces.cutoff()}),
                    ContainsSubstring("Simulation: 9 forces for " + n + " positions"));
}

}  // namespace velocity_verlet_test
