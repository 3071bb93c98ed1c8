// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

// needs: tektite::files
#include <tektite/core/copy.hpp>
#include <tektite/dynamics/simulation.hpp>
#include <tektite/dynamics/units.hpp>
#include <tektite/eam/forces.hpp>
#include <tektite/io/read_configuration.hpp>
#include <tektite/io/read_setfl.hpp>
#include <tektite/stats/particle_stress.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "support/host_mirror.hpp"

namespace particle_stress_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

std::string const source_dir = TEKTITE_SOURCE_DIR;

EamForces<Exec> cuzr(EamEvaluation evaluation) {
  return EamForces<Exec>(Exec{}, io::read_setfl(source_dir + "/data/Cu-Zr_4.eam.fs.gz"), {"Cu", "Zr"},
                         {.evaluation = evaluation});
}

/// Stress of each particle in the forces of a potential.
Kokkos::View<double* [6], Memory> stress(EamForces<Exec>& eam, Kokkos::View<Vec3<double>*, Memory> const& positions,
                                         Kokkos::View<Vec3<double>*, Memory> const& velocities,
                                         Kokkos::View<int*, Memory> const& types, Box const& box) {
  Exec const exec;
  auto const list = build_neighbor_list(exec, positions, box, {.cutoff = eam.cutoff()});
  Kokkos::View<Vec3<double>*, Memory> const forces("forces", positions.extent(0));
  eam.compute(positions, types, box, list, forces);
  auto masses = eam.masses();
  for (double& m : masses) m *= units::mass;
  return particle_stress(exec, velocities, types, to_device(exec, masses), eam.virials());
}

}  // namespace

TEST_CASE("the stress of each particle is that of LAMMPS, kinetic part included") {
  Exec const exec;
  auto const c = io::read_configuration(source_dir + "/tests/golden/stats/stress.dump");
  REQUIRE(c.size() == 72);
  auto eam = cuzr(EamEvaluation::reference);
  auto const s = configurations::host_mirror(
      stress(eam, to_device(exec, c.positions), to_device(exec, c.velocities), to_device(exec, c.types), c.box));
  double largest = 0, difference = 0;
  for (int k = 0; k < 6; ++k) {
    auto const& expected = c.values("c_stress[" + std::to_string(k + 1) + "]");
    for (std::size_t i = 0; i < c.size(); ++i) {
      largest = std::max(largest, std::abs(expected[i]));
      difference = std::max(difference, std::abs(s(i, k) * units::pressure - expected[i]));
    }
  }
  CAPTURE(largest, difference);
  CHECK(difference < 1e-10 * largest);
}

TEST_CASE("the sum over particles is the pressure tensor of the dynamics") {
  Exec const exec;
  auto const c = io::read_configuration(source_dir + "/tests/golden/dynamics/glass.data.gz");
  for (auto const evaluation : {EamEvaluation::reference, EamEvaluation::compact}) {
    auto eam = cuzr(evaluation);
    auto system = make_system(exec, c.positions, c.types, c.box, eam.masses());
    system.velocities = to_device(exec, c.velocities, "velocities");
    Simulation simulation(exec, std::move(system), eam, {.cutoff = eam.cutoff(), .skin = 1});
    simulation.run(20);
    auto const& now = simulation.system();
    auto const each = configurations::host_mirror(stress(eam, now.positions, now.velocities, now.types, now.box));
    Mat3 const pressure = simulation.thermo().pressure;
    int const a[] = {0, 1, 2, 0, 0, 1}, b[] = {0, 1, 2, 1, 2, 2};
    double largest = 0;
    for (int k = 0; k < 6; ++k) largest = std::max(largest, std::abs(pressure(a[k], b[k])));
    for (int k = 0; k < 6; ++k) {
      double sum = 0;
      for (std::size_t i = 0; i < each.extent(0); ++i) sum += each(i, k);
      CAPTURE(k, sum, pressure(a[k], b[k]));
      CHECK(std::abs(-sum / now.box.volume() * units::pressure - pressure(a[k], b[k])) < 1e-12 * largest);
    }
  }
}

TEST_CASE("parts of the stress are left out where their input is not given") {
  Exec const exec;
  auto const velocities = to_device(exec, std::vector<Vec3<double>>{{1, 2, 3}, {-1, 0.5, 0}});
  auto const types = to_device(exec, std::vector<int>{1, 0});
  auto const masses = to_device(exec, std::vector<double>{2, 10});
  auto const kinetic = configurations::host_mirror(particle_stress(exec, velocities, types, masses, {}));
  double const expected[2][6] = {{-10, -40, -90, -20, -30, -60}, {-2, -0.5, 0, 1, 0, 0}};
  for (int i = 0; i < 2; ++i)
    for (int k = 0; k < 6; ++k) CHECK(kinetic(i, k) == expected[i][k]);
  Kokkos::View<double* [6], Memory> const virials("virials", 1);
  Kokkos::deep_copy(virials, 3.0);
  auto const none = to_device(exec, std::vector<Vec3<double>>{});
  auto const pairs = configurations::host_mirror(particle_stress(exec, none, types, masses, virials));
  REQUIRE(pairs.extent(0) == 1);
  CHECK(pairs(0, 5) == -3);
  // Owned particles come first; what belongs to ghosts is not read.
  auto const first = configurations::host_mirror(particle_stress(exec, velocities, types, masses, virials));
  REQUIRE(first.extent(0) == 1);
  CHECK(first(0, 1) == -43);
}

TEST_CASE("sizes that do not agree and types without a mass are refused") {
  Exec const exec;
  auto const velocities = to_device(exec, std::vector<Vec3<double>>(2));
  auto const types = to_device(exec, std::vector<int>{1, 0}), one = to_device(exec, std::vector<int>{0});
  auto const masses = to_device(exec, std::vector<double>{2, 10}), light = to_device(exec, std::vector<double>{2});
  Kokkos::View<double* [6], Memory> const three("virials", 3);
  auto const refused = [](auto const& call, char const* message) {
    CHECK_THROWS_MATCHES(call(), Error, MessageMatches(ContainsSubstring(message)));
  };
  refused([&] { particle_stress(exec, velocities, types, masses, three); }, "2 velocities for virials of 3 particles");
  refused([&] { particle_stress(exec, velocities, one, masses, {}); }, "1 types for 2 particles");
  refused([&] { particle_stress(exec, velocities, types, light, {}); }, "types from 0 to 1, expected 0 to 0");
  refused([&] { particle_stress(exec, velocities, types, {}, {}); }, "no masses");
}

}  // namespace particle_stress_test
