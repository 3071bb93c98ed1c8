// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

// needs: tektite::files
#include <tektite/core/copy.hpp>
#include <tektite/dynamics/minimize.hpp>
#include <tektite/dynamics/simulation.hpp>
#include <tektite/eam/forces.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "support/cuzr_crystal.hpp"
#include "support/lennard_jones.hpp"

namespace minimize_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

auto reference_forces() { return reference::cuzr_forces(Exec{}, {.evaluation = EamEvaluation::reference}); }

/// 500 atoms at 300 K.
System<Memory> glass(EamForces<Exec> const& forces) { return reference::cuzr_glass(Exec{}, forces.masses()); }

/// The sites of a cubic or tetragonal cell, in its edges, and their types.
struct Crystal {
  Vec3<double> edges;
  std::vector<Vec3<double>> sites;
  std::vector<int> types;
};

/// `repeats` cells of a crystal along each axis, each particle moved at random by up to `amplitude`.
System<Memory> grown(Crystal const& crystal, int repeats, double amplitude, EamForces<Exec> const& forces) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> move(-amplitude, amplitude);
  std::vector<Vec3<double>> positions;
  std::vector<int> types;
  for (int k = 0; k < repeats * repeats * repeats; ++k) {
    Vec3<double> const cell{double(k % repeats), double(k / repeats % repeats), double(k / repeats / repeats)};
    for (std::size_t s = 0; s < crystal.sites.size(); ++s) {
      Vec3<double> r = cell + crystal.sites[s];
      for (int d = 0; d < 3; ++d) r[d] = crystal.edges[d] * r[d] + move(random);
      positions.push_back(r);
      types.push_back(crystal.types[s]);
    }
  }
  Vec3<double> const edges = double(repeats) * crystal.edges;
  return make_system(Exec{}, std::span<Vec3<double> const>(positions), std::span<int const>(types),
                     Box::orthogonal(edges.x, edges.y, edges.z), std::span<double const>(forces.masses()));
}

MinimizeResult relax(System<Memory>& system, EamForces<Exec>& forces, MinimizeOptions const& options = {}) {
  return minimize(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 1.0}, options);
}

/// Largest length of a force at the present positions, with a list of their own.
double largest_force(System<Memory> const& system, EamForces<Exec>& forces) {
  auto const list = build_neighbor_list(Exec{}, system.positions, system.box, {.cutoff = forces.cutoff()});
  forces.compute(system.positions, system.types, system.box, list, system.forces);
  double largest = 0;
  for (auto const& f : to_host(Exec{}, system.forces)) largest = std::max(largest, norm(f));
  return largest;
}

/// The particles and their cell, deformed alike.
System<Memory> deformed(System<Memory> const& system, Mat3 const& deformation, EamForces<Exec> const& forces) {
  auto positions = to_host(Exec{}, system.positions);
  auto const types = to_host(Exec{}, system.types);
  for (auto& r : positions) r = deformation * r;
  return make_system(Exec{}, std::span<Vec3<double> const>(positions), std::span<int const>(types),
                     Box(deformation * system.box.edges()), std::span<double const>(forces.masses()));
}

/// 1 + a strain of one component.
Mat3 strained(int row, int column, double strain) {
  Mat3 result = Mat3::identity();
  result(row, column) += strain;
  return result;
}

double constexpr gigapascal = units::pressure / 1e4;  // of eV/A^3

Crystal const fcc{{3.7, 3.7, 3.7}, {{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}, {0, 0, 0, 0}};
Crystal const l1_0{{2.9, 2.9, 4.1}, {{0, 0, 0}, {0.5, 0.5, 0.5}}, {0, 1}};
Crystal const l1_2{{4.0, 4.0, 4.0}, {{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}, {1, 0, 0, 0}};

}  // namespace

TEST_CASE("a glass goes to the inherent structure that LAMMPS finds, with no more evaluations") {
  // tests/golden/dynamics/in.minimize: fire and cg to the same minimum.
  double const fire = -2476.59185011069, cg = -2476.59185011069;
  int const fire_evaluations = 335;
  auto forces = reference_forces();
  auto system = glass(forces);
  auto const before = to_host(Exec{}, system.velocities);
  auto const result = relax(system, forces);
  CHECK(result.converged);
  CHECK(std::abs(result.energy - fire) < 500 * 1e-9);
  CHECK(std::abs(result.energy - cg) < 500 * 1e-9);
  CHECK(result.evaluations <= fire_evaluations);
  CHECK(result.largest_force <= 1e-6);
  // The forces that it reports are those of the positions that it leaves.
  CHECK(std::abs(largest_force(system, forces) - result.largest_force) < 1e-11);
  auto const after = to_host(Exec{}, system.velocities);
  for (std::size_t i = 0; i < before.size(); ++i) REQUIRE(before[i] == after[i]);
  // Nothing is left to do.
  CHECK(relax(system, forces).evaluations == 1);
}

TEST_CASE("crystals find their lattice constants, from displaced particles and strained cells") {
  struct Case {
    Crystal crystal;
    double a, c, energy;
  };
  // Relaxed crystals of the NIST repository for this potential: static relaxations of the same file by LAMMPS.
  auto const t =
      GENERATE(Case{fcc, 3.639087446, 3.639087446, -3.283116209}, Case{l1_0, 2.937777658, 3.981384538, -5.057050510},
               Case{l1_2, 3.978695193, 3.978695193, -4.209565529});
  auto forces = reference_forces();
  int const repeats = 3;
  auto system = grown(t.crystal, repeats, 0.05, forces);
  auto const result =
      relax(system, forces, {.force_tolerance = 1e-7, .cell = CellFreedom::all, .pressure_tolerance = 0.01});
  CHECK(result.converged);
  CHECK(std::abs(result.energy / double(system.size()) - t.energy) < 1e-9);
  Mat3 const edges = (1.0 / repeats) * system.box.edges();
  // The cell may turn no edge out of its plane; a shear of the cell is within the tolerance of its stress.
  CHECK(std::abs(edges(0, 0) - t.a) < 1e-6);
  CHECK(std::abs(edges(1, 1) - t.a) < 1e-6);
  CHECK(std::abs(edges(2, 2) - t.c) < 1e-6);
  for (double const tilt : {edges(0, 1), edges(0, 2), edges(1, 2)}) CHECK(std::abs(tilt) < 1e-5);
  for (double const below : {edges(1, 0), edges(2, 0), edges(2, 1)}) CHECK(below == 0);
}

TEST_CASE("the strains that are free reach the target pressure, the others do not change") {
  auto forces = reference_forces();
  auto const cell = GENERATE(CellFreedom::isotropic, CellFreedom::per_axis, CellFreedom::all);
  auto system = grown(l1_2, 3, 0, forces);
  system.box = Box::triclinic({12.1, 12.0, 11.9}, 0.1, -0.05, 0.08);
  auto const shape = system.box.edges();
  double const target = 20000;  // bar
  auto const result = relax(system, forces, {.cell = cell, .pressure = target, .pressure_tolerance = 0.1});
  REQUIRE(result.converged);
  Mat3 const& p = result.pressure;
  CHECK(std::abs(trace(p) / 3 - target) < 0.1);
  Mat3 const edges = system.box.edges();
  if (cell == CellFreedom::isotropic) {
    Mat3 const ratio = edges * inverse(shape);
    CHECK(norm(((1 / ratio(0, 0)) * ratio - Mat3::identity()) * Vec3<double>{1, 1, 1}) < 1e-12);
    CHECK(std::abs(p(0, 0) - p(2, 2)) > 100);
  } else {
    for (int d = 0; d < 3; ++d) CHECK(std::abs(p(d, d) - target) < 0.1);
  }
  bool const shears_left = std::abs(p(0, 1)) > 10 && std::abs(p(0, 2)) > 10 && std::abs(p(1, 2)) > 10;
  CHECK(shears_left == (cell != CellFreedom::all));
}

TEST_CASE("a bulk modulus from two minimised volumes is that of the energy's second derivative") {
  auto forces = reference_forces();
  auto const volume_at = [&](double pressure) {
    auto system = grown(fcc, 3, 0, forces);
    REQUIRE(relax(system, forces, {.cell = CellFreedom::isotropic, .pressure = pressure, .pressure_tolerance = 1e-3})
                .converged);
    return system.box.volume();
  };
  double const dp = 1000;
  double const from_pressure = -volume_at(0) * 2 * dp / (volume_at(dp) - volume_at(-dp));
  auto const energy_at = [&](double stretch) {
    auto system = grown(fcc, 3, 0, forces);
    double const edge = 3 * 3.639087446 * stretch;
    auto const x = to_host(Exec{}, system.positions);
    auto const types = to_host(Exec{}, system.types);
    std::vector<Vec3<double>> scaled;
    for (auto const& r : x) scaled.push_back((stretch * 3.639087446 / 3.7) * r);
    system = make_system(Exec{}, std::span<Vec3<double> const>(scaled), std::span<int const>(types),
                         Box::orthogonal(edge, edge, edge), std::span<double const>(forces.masses()));
    largest_force(system, forces);
    return forces.energy();
  };
  double const h = 1e-3, volume = std::pow(3 * 3.639087446, 3);
  // E'' by the stretch is 9 V B at the minimum.
  double const curvature = (energy_at(1 + h) - 2 * energy_at(1) + energy_at(1 - h)) / (h * h);
  double const from_energy = curvature / (9 * volume) * units::pressure;
  CHECK(std::abs(from_pressure / from_energy - 1) < 0.002);
  CHECK(std::abs(from_energy / 1e4 - 143.1) < 0.3);  // GPa: finite differences of an independent sum over the tables
}

TEST_CASE("elastic constants from the stresses of minimised cells are second derivatives of the energy", "[long]") {
  struct Case {
    Crystal crystal;
    double c11, c33, c44;  // GPa: finite differences of an independent sum over the tables; 0: not known
  };
  // B2 is not here: its C11 - C12 is negative for this potential.
  auto const t = GENERATE(Case{fcc, 174.5, 174.5, 84.4}, Case{l1_0, 315, 416, 0}, Case{l1_2, 0, 0, 0});
  auto forces = reference_forces();
  auto ground = grown(t.crystal, 3, 0, forces);
  REQUIRE(
      relax(ground, forces, {.force_tolerance = 1e-8, .cell = CellFreedom::all, .pressure_tolerance = 1e-3}).converged);
  double const h = 1e-3, volume = ground.box.volume();
  auto const at = [&](int row, int column, double strain) {
    auto system = deformed(ground, strained(row, column, strain), forces);
    auto const result = relax(system, forces, {.force_tolerance = 1e-8});
    REQUIRE(result.converged);
    return result;
  };
  double const energy = at(0, 0, 0).energy;
  auto const constant = [&](int row, int column) {
    auto const more = at(row, column, h), less = at(row, column, -h);
    double const of_stress = -(more.pressure(row, column) - less.pressure(row, column)) / (2 * h) / 1e4,
                 of_energy = (more.energy - 2 * energy + less.energy) / (h * h * volume) * gigapascal;
    CAPTURE(row, column, of_stress, of_energy);
    CHECK(std::abs(of_stress / of_energy - 1) < 0.005);
    return of_stress;
  };
  double const c11 = constant(0, 0), c33 = constant(2, 2), c44 = constant(1, 2);
  if (t.c11 > 0) {
    CHECK(std::abs(c11 / t.c11 - 1) < 0.005);
    CHECK(std::abs(c33 / t.c33 - 1) < 0.005);
  }
  if (t.c44 > 0) CHECK(std::abs(c44 / t.c44 - 1) < 0.005);
}

TEST_CASE("the shear modulus of a glass is Born's part less that of the particles' own motion", "[long]") {
  auto forces = reference_forces();
  auto ground = glass(forces);
  REQUIRE(relax(ground, forces, {.force_tolerance = 1e-9}).converged);
  double const h = 1e-5, volume = ground.box.volume();
  struct State {
    double energy, stress;
    std::vector<Vec3<double>> affine_forces, motion;  // before particles move, and how far they move then
  };
  auto const at = [&](double strain) {
    auto system = deformed(ground, strained(0, 1, strain), forces);
    State state;
    largest_force(system, forces);
    state.energy = forces.energy();
    state.affine_forces = to_host(Exec{}, system.forces);
    auto const before = to_host(Exec{}, system.positions);
    auto const result = relax(system, forces, {.force_tolerance = 1e-9});
    REQUIRE(result.converged);
    state.stress = -result.pressure(0, 1);
    state.motion = to_host(Exec{}, system.positions);
    for (std::size_t i = 0; i < before.size(); ++i)
      state.motion[i] = system.box.minimum_image(state.motion[i] - before[i]);
    return state;
  };
  auto const more = at(h), less = at(-h), none = at(0);
  double const slope = (more.stress - less.stress) / (2 * h) / 1e4;
  double const wide = 1e-3;  // affine energies have no events: a difference that rounding does not reach
  auto const affine_energy = [&](double strain) {
    auto system = deformed(ground, strained(0, 1, strain), forces);
    largest_force(system, forces);
    return forces.energy();
  };
  double const born =
      (affine_energy(wide) - 2 * none.energy + affine_energy(-wide)) / (wide * wide * volume) * gigapascal;
  // The force by strain times the motion by strain, both from differences.
  double own_motion = 0;
  for (std::size_t i = 0; i < more.motion.size(); ++i)
    own_motion += dot((1 / (2 * h)) * (more.affine_forces[i] - less.affine_forces[i]),
                      (1 / (2 * h)) * (more.motion[i] - less.motion[i]));
  own_motion *= gigapascal / volume;
  CAPTURE(slope, born, own_motion);
  CHECK(own_motion > 0.1 * born);
  CHECK(std::abs(slope - (born - own_motion)) < 0.005 * born);
}

TEST_CASE("a minimisation that is cut short says so, and its result is that of the positions it leaves") {
  auto forces = reference_forces();
  auto system = glass(forces);
  auto const cell = GENERATE(CellFreedom::fixed, CellFreedom::all);
  auto const result = relax(system, forces, {.most_evaluations = 30, .cell = cell});
  CHECK(!result.converged);
  CHECK(result.evaluations == 30);
  CHECK(result.largest_force > 1e-3);
  CHECK(std::abs(largest_force(system, forces) - result.largest_force) < 1e-11);
  CHECK(std::abs(forces.energy() - result.energy) < 1e-9);
}

TEST_CASE("any force field can be minimised: a cluster in vacuum") {
  // 13 atoms: the minimum is the icosahedron, where all outer atoms have the same distance from the middle.
  reference::LennardJonesForces<Exec> forces;
  std::vector<Vec3<double>> positions{{0, 0, 0}};
  double const golden = 0.5 * (1 + std::sqrt(5.0));
  for (double const s : {-1.0, 1.0}) {
    for (double const t : {-golden, golden}) {
      positions.push_back({0, s, t});
      positions.push_back({s, t, 0});
      positions.push_back({t, 0, s});
    }
  }
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> move(-0.2, 0.2);
  for (auto& r : positions) r = 1.4 * r + Vec3<double>{move(random), move(random), move(random)};
  std::vector<int> const types(positions.size(), 0);
  std::vector<double> const masses{60};
  auto system =
      make_system(Exec{}, std::span<Vec3<double> const>(positions), std::span<int const>(types),
                  Box::orthogonal(20, 20, 20, {-10, -10, -10}, {false, false, false}), std::span<double const>(masses));
  auto const result = minimize(Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 0.5});
  REQUIRE(result.converged);
  auto const x = to_host(Exec{}, system.positions);
  double least = 1e9, most = 0;
  for (std::size_t i = 1; i < x.size(); ++i) {
    double const r = norm(x[i] - x[0]);
    least = std::min(least, r), most = std::max(most, r);
  }
  CHECK(most - least < 1e-5);
}

TEST_CASE("options out of range, and cells that cannot be free, are refused") {
  auto forces = reference_forces();
  auto system = grown(fcc, 2, 0, forces);
  struct Case {
    MinimizeOptions options;
    std::string words;
  };
  auto const t =
      GENERATE(Case{{.force_tolerance = 0}, "force tolerance 0 must"}, Case{{.most_evaluations = 0}, "at most 0 force"},
               Case{{.largest_move = -1}, "largest move -1"}, Case{{.timestep = NAN}, "time step nan"},
               Case{{.cell = CellFreedom::all, .pressure = INFINITY}, "pressure must be finite"},
               Case{{.cell = CellFreedom::all, .pressure_tolerance = 0}, "pressure tolerance 0"});
  CHECK_THROWS_MATCHES(relax(system, forces, t.options), Error, MessageMatches(ContainsSubstring(t.words)));
  system.box = Box::orthogonal(7.4, 7.4, 7.4, {}, {true, true, false});
  CHECK_THROWS_MATCHES(relax(system, forces, {.cell = CellFreedom::isotropic}), Error,
                       MessageMatches(ContainsSubstring("periodic along all axes")));
  system.box = Box({{{7.4, 0.1, 0}, {0, 7.4, 0}, {0, 0, 7.4}}});
  CHECK_THROWS_MATCHES(relax(system, forces, {.cell = CellFreedom::all}), Error,
                       MessageMatches(ContainsSubstring("first edge along x")));
}

}  // namespace minimize_test
