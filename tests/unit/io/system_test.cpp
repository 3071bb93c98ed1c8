// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/io/system.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>
#include <vector>

#include "support/lennard_jones.hpp"

namespace system_test {

using namespace tektite;
using namespace tektite::io;
using Exec = Kokkos::DefaultExecutionSpace;
using Catch::Matchers::ContainsSubstring;

namespace {

std::vector<std::string> const symbols{"Cu", "Zr"};
std::vector<double> const masses{63.546, 91.224};

/// Three atoms, two of them outside the cell, from a file that counts zirconium first.
Configuration three_atoms() {
  Configuration c;
  c.timestep = 40;
  c.box = Box::orthogonal(10, 10, 10);
  c.ids = {2, 5, 9};
  c.types = {0, 1, 1};
  c.elements = {"Zr", "Cu"};
  c.positions = {{1, 2, 3}, {12, 5, 5}, {4, -1, 6}};
  c.images = {{0, 0, 0}, {1, 0, 0}, {0, 0, 2}};
  c.velocities = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  return c;
}

}  // namespace

TEST_CASE("a system has all that the file has") {
  Exec const exec;
  Configuration const c = three_atoms();
  auto const system = system_from(exec, c, symbols, masses);
  REQUIRE(system.size() == 3);
  REQUIRE(to_host(system.positions) == c.positions);
  REQUIRE(to_host(system.images) == c.images);
  REQUIRE(to_host(system.velocities) == c.velocities);
  REQUIRE(to_host(system.ids) == c.ids);
  REQUIRE(to_host(system.types) == std::vector<int>{1, 0, 0});
  REQUIRE(to_host(system.masses) == masses);
}

TEST_CASE("velocities and images that the file does not have are zero") {
  Configuration c = three_atoms();
  c.velocities.clear();
  c.images.clear();
  auto const system = system_from(c, symbols, masses);
  REQUIRE(to_host(system.velocities) == std::vector<Vec3<double>>(3, Vec3<double>{}));
  REQUIRE(to_host(system.images) == std::vector<Vec3<int>>(3, Vec3<int>{}));
}

TEST_CASE("arrays of another length are errors") {
  Configuration c = three_atoms();
  c.ids.pop_back();
  REQUIRE_THROWS_WITH(system_from(c, symbols, masses), ContainsSubstring("2 ids for 3 atoms"));
  c = three_atoms();
  c.images.pop_back();
  REQUIRE_THROWS_WITH(system_from(c, symbols, masses), ContainsSubstring("2 images for 3 atoms"));
  c = three_atoms();
  c.velocities.pop_back();
  REQUIRE_THROWS_WITH(system_from(c, symbols, masses), ContainsSubstring("2 velocities for 3 atoms"));
  c = three_atoms();
  REQUIRE_THROWS_WITH(system_from(c, {"Cu", "Al"}, masses), ContainsSubstring("has type 1 (Zr)"));
  REQUIRE_THROWS_AS(system_from(c, symbols, {63.546}), Error);
}

TEST_CASE("a configuration is wrapped and keeps the paths") {
  Exec const exec;
  Configuration const c = three_atoms();
  Configuration const back = configuration_from(exec, system_from(exec, c, symbols, masses), symbols, 41);
  REQUIRE(back.timestep == 41);
  REQUIRE(back.ids == c.ids);
  REQUIRE(back.types == std::vector<int>{1, 0, 0});
  REQUIRE(back.elements == symbols);
  REQUIRE(back.velocities == c.velocities);
  REQUIRE(back.positions == std::vector<Vec3<double>>{{1, 2, 3}, {2, 5, 5}, {4, 9, 6}});
  REQUIRE(back.images == std::vector<Vec3<int>>{{0, 0, 0}, {2, 0, 0}, {0, -1, 2}});
  REQUIRE(unwrap(back) == unwrap(c));
  REQUIRE(!back.positions_unwrapped);
}

TEST_CASE("a simulation becomes a configuration, and a system again") {
  Exec const exec;
  reference::LennardJonesForces<Exec> forces;
  auto const start = reference::fcc<Exec>(4, 3.56);
  Simulation simulation(exec, start, forces, {.cutoff = forces.cutoff(), .skin = 0.5});
  simulation.run(3);
  Configuration const c = configuration_from(simulation, symbols);
  REQUIRE(c.timestep == 3);
  REQUIRE(c.size() == start.size());
  auto const mass = to_host(start.masses);
  Configuration const again = configuration_from(exec, system_from(exec, c, symbols, mass), symbols, 3);
  REQUIRE(again.positions == c.positions);
  REQUIRE(again.images == c.images);
  REQUIRE(again.velocities == c.velocities);
}

}  // namespace system_test
