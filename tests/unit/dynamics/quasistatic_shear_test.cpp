// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

// needs: tektite::files
#include <tektite/core/copy.hpp>
#include <tektite/dynamics/quasistatic_shear.hpp>
#include <tektite/eam/forces.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "support/cuzr_crystal.hpp"
#include "support/lennard_jones.hpp"

namespace quasistatic_shear_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

auto reference_forces() { return reference::cuzr_forces(Exec{}, {.evaluation = EamEvaluation::reference}); }

std::string golden(std::string const& name) { return TEKTITE_SOURCE_DIR "/tests/golden/dynamics/" + name; }

/// 500 atoms.
System<Memory> glass(EamForces<Exec> const& forces) { return reference::cuzr_glass(Exec{}, forces.masses()); }

QuasistaticOptions const usual{.event_energy = 1e-3, .d2min_cutoff = 3.8, .d2min_above = 0.5};

template <class Forces>
QuasistaticShear<Exec, Forces> sheared_along(StrainPath const& path, System<Memory>& system, Forces& forces,
                                             QuasistaticOptions const& options = usual) {
  return {Exec{}, system, forces, {.cutoff = forces.cutoff(), .skin = 1.0}, path, options};
}

/// Compares with the first rows of LAMMPS, until the first event; returns how many were compared.
int rows_as_in_lammps(int rows) {
  auto forces = reference_forces();
  auto system = glass(forces);
  auto shear = sheared_along({.amplitude = 0.03, .steps = 60}, system, forces);
  std::ifstream in(golden("quasistatic.txt"));
  std::string head;
  std::getline(in, head);
  double strain, energy, pressure;
  int compared = 0;
  while (compared < rows && in >> strain >> energy >> pressure && shear.events().empty()) {
    CAPTURE(strain);
    CHECK(std::abs(shear.point().strain - strain) < 1e-12);
    CHECK(std::abs(shear.point().energy - energy) < 1e-8);
    CHECK(std::abs(shear.point().stress + pressure) < 1e-2);  // bar, of some 1e3
    ++compared;
    if (compared < rows) shear.advance();
  }
  return compared;
}

}  // namespace

TEST_CASE("a glass has the energies and stresses of the same protocol in LAMMPS") { CHECK(rows_as_in_lammps(4) == 4); }

TEST_CASE("a glass has the energies and stresses of the same protocol in LAMMPS, up to the first event", "[.slow]") {
  CHECK(rows_as_in_lammps(60) > 40);
}

TEST_CASE("between events a glass is reversible, and its slope is the second derivative of its energy") {
  auto forces = reference_forces();
  auto system = glass(forces);
  double const h = 1e-4;
  auto shear = sheared_along({.amplitude = h, .steps = 1, .cycles = 1}, system, forces);
  std::vector<QuasistaticPoint> points{shear.point()};
  while (shear.advance()) points.push_back(shear.point());
  REQUIRE(shear.events().empty());
  CHECK(std::abs(points[4].energy - points[0].energy) < 1e-8);
  CHECK(std::abs(points[2].energy - points[0].energy) < 1e-8);
  CHECK(std::abs(points[2].stress - points[0].stress) < 1e-3);
  double const slope = (points[1].stress - points[3].stress) / (2 * h);
  double const curvature = (points[1].energy - 2 * points[0].energy + points[3].energy) / (h * h);
  CHECK(std::abs(slope / (curvature / points[0].volume * units::pressure) - 1) < 1e-3);
  // The affine part alone is much stiffer: relaxation softens a glass.
  CHECK(slope > 0);
}

TEST_CASE("an event is found within a small part of a step, and accounts for the energy that is lost") {
  auto forces = reference::cuzr_forces(Exec{});
  auto system = glass(forces);
  auto options = usual;
  options.refinements = 4;
  options.minimum.force_tolerance = 1e-4;
  double const step = 5e-3;
  auto shear = sheared_along({.amplitude = 0.04, .steps = 8}, system, forces, options);
  double work = 0;
  auto last = shear.point();
  auto const first = last;
  while (shear.advance()) {
    auto const& now = shear.point();
    work += 0.5 * (last.stress + now.stress) * (now.strain - last.strain) * now.volume / units::pressure;
    last = now;
  }
  REQUIRE(!shear.events().empty());
  double lost = 0;
  for (auto const& e : shear.events()) {
    CAPTURE(e.strain, e.strain_after, e.energy_drop, e.rearranged, e.participation);
    CHECK(e.strain_after > e.strain);
    CHECK(e.strain_after - e.strain <= 1.01 * step / 16);
    CHECK(e.energy_drop > options.event_energy);
    CHECK(e.rearranged < 500);
    CHECK(e.participation > 1.0 / 500);
    CHECK(e.participation < 1);
    CHECK(e.step == std::int64_t(std::floor(e.strain / step + 1e-6)) + 1);
    lost += e.energy_drop;
  }
  // The sum over whole steps has the error of their trapezoids, which an event within them makes large.
  double const stored = last.energy - first.energy;
  CHECK(std::abs(work - stored - lost) < 0.2 * std::abs(stored) + 0.5 * lost);
}

TEST_CASE(
    "a perfect crystal follows the energy of its affine deformation until it yields, at the latest at its ideal "
    "strength") {
  reference::LennardJonesForces<Exec> forces;
  int const cells = 4;
  double const a = 3.6;
  auto const energy_at = [&](double strain) {
    auto affine = reference::fcc<Exec>(cells, a);
    affine.box = Box::triclinic({cells * a, cells * a, cells * a}, 0, 0, 0);
    detail::move_with_box(Exec{}, affine, sheared(affine.box, {1, 1, 1}, Plane::xy, strain));
    auto const list = build_neighbor_list(Exec{}, affine.positions, affine.box, {.cutoff = forces.cutoff()});
    forces.compute(affine.positions, affine.types, affine.box, list, affine.forces);
    return forces.energy();
  };
  auto system = reference::fcc<Exec>(cells, a);
  auto x = to_host(Exec{}, system.positions);
  x[17].y += 0.05;  // the minimisation takes it back, but for what rounding leaves
  Kokkos::deep_copy(system.positions, to_device(Exec{}, x));
  auto options = usual;
  options.minimum.force_tolerance = 1e-10;
  double const step = 0.01, h = 1e-4;
  auto shear = sheared_along({.amplitude = 0.5, .steps = 50}, system, forces, options);
  double largest = 0, peak_strain = 0, peak = 0;
  while (shear.advance() && shear.events().empty()) {
    auto const& p = shear.point();
    CAPTURE(p.strain);
    CHECK(std::abs(p.energy - energy_at(p.strain)) < 1e-8);
    double const stress = (energy_at(p.strain + h) - energy_at(p.strain - h)) / (2 * h * p.volume) * units::pressure;
    CHECK(std::abs(p.stress - stress) < 1e-5 * std::abs(stress) + 1);
    largest = std::max(largest, p.stress);
  }
  REQUIRE(!shear.events().empty());
  for (double strain = 0; strain < 0.5; strain += step) {
    double const stress = (energy_at(strain + h) - energy_at(strain - h)) / (2 * h);
    if (stress > peak) peak = stress, peak_strain = strain;
  }
  peak *= units::pressure / shear.point().volume;
  CAPTURE(largest, peak, peak_strain, shear.events()[0].strain);
  // At the latest where the stress of the homogeneous crystal falls; waves of finite length are unstable before.
  CHECK(shear.events()[0].strain <= peak_strain + step);
  CHECK(shear.events()[0].strain > 0.1);
  CHECK(largest <= 1.0001 * peak);
}

TEST_CASE("at constant pressure each minimum has the target pressure, and the strain of the path") {
  auto forces = reference::cuzr_forces(Exec{});
  auto system = glass(forces);
  auto options = usual;
  options.minimum = {
      .force_tolerance = 1e-6, .cell = CellFreedom::isotropic, .pressure = 1000, .pressure_tolerance = 0.1};
  auto const plane = GENERATE(Plane::xz, Plane::yz);
  auto shear = sheared_along({.plane = plane, .amplitude = -0.004, .steps = 2}, system, forces, options);
  do {
    CHECK(std::abs(shear.point().pressure - 1000) < 0.1);
    CHECK(std::abs(cell_shear_strain(system.box, plane) - shear.point().strain) < 1e-12);
    CHECK(std::abs(shear.point().volume - system.box.volume()) < 1e-9);
  } while (shear.advance());
  CHECK(shear.point().strain == -0.004);
}

TEST_CASE("a run that goes on from a saved state has the same bits") {
  auto forces = reference::cuzr_forces(Exec{});
  auto whole = glass(forces), parted = glass(forces);
  StrainPath const path{.amplitude = 0.02, .steps = 5};
  auto options = usual;
  options.refinements = 2;
  options.minimum.force_tolerance = 1e-4;
  auto all = sheared_along(path, whole, forces, options);
  while (all.advance()) continue;
  QuasistaticShear<Exec, EamForces<Exec>>::Progress saved;
  {
    auto first = sheared_along(path, parted, forces, options);
    first.advance();
    first.advance();
    saved = first.progress();
  }
  auto other_forces = reference::cuzr_forces(Exec{});
  QuasistaticShear rest(Exec{}, parted, other_forces, {.cutoff = forces.cutoff(), .skin = 1.0}, path, options, saved);
  while (rest.advance()) continue;
  CHECK(rest.step() == 5);
  CHECK(rest.point().energy == all.point().energy);
  CHECK(rest.point().stress == all.point().stress);
  CHECK(rest.point().evaluations == all.point().evaluations);
  CHECK(rest.events().size() == all.events().size());
  CHECK(to_host(Exec{}, parted.positions) == to_host(Exec{}, whole.positions));
  CHECK(to_host(Exec{}, parted.images) == to_host(Exec{}, whole.images));
}

TEST_CASE("options and boxes without a meaning are refused, and a minimum that is not reached is an error") {
  auto forces = reference_forces();
  auto system = glass(forces);
  StrainPath const path{.amplitude = 0.1, .steps = 10};
  struct Case {
    QuasistaticOptions options;
    std::string words;
  };
  auto const t =
      GENERATE(Case{{.event_energy = 0, .d2min_cutoff = 4, .d2min_above = 1}, "event energy 0"},
               Case{{.event_energy = 1, .d2min_cutoff = NAN, .d2min_above = 1}, "cutoff of D2min nan"},
               Case{{.event_energy = 1, .d2min_cutoff = 4, .d2min_above = -1}, "threshold of D2min -1"},
               Case{{.event_energy = 1, .d2min_cutoff = 4, .d2min_above = 1, .refinements = 31}, "31 refinements"},
               Case{{.event_energy = 1, .d2min_cutoff = 4, .d2min_above = 1, .minimum = {.cell = CellFreedom::all}},
                    "fixed or isotropic"},
               Case{{.event_energy = 1, .d2min_cutoff = 4, .d2min_above = 1, .minimum = {.most_evaluations = 3}},
                    "strain 0 no minimum after 3"});
  CHECK_THROWS_MATCHES(sheared_along(path, system, forces, t.options), Error,
                       MessageMatches(ContainsSubstring(t.words)));
  system.box = Box::orthogonal(25, 25, 25, {}, {true, true, false});
  CHECK_THROWS_MATCHES(sheared_along(path, system, forces), Error,
                       MessageMatches(ContainsSubstring("periodic along all axes")));
}

}  // namespace quasistatic_shear_test
