// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files CLI11::CLI11 tektite_examples_common
//
// Whole quenches from the same initial states and with the same settings as in LAMMPS. Trajectories separate after a
// few picoseconds, but energy, density and structure of the glass are the same within the spread of seeds.

#include <tektite/io/read_setfl.hpp>
#include <tektite/stats/radial_distribution.hpp>

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "common/molecular_dynamics.hpp"

namespace quench_test {

using namespace tektite;
using examples::Exec;

namespace {

std::string const source_dir = TEKTITE_SOURCE_DIR;

struct Glass {
  double temperature = 0, energy = 0, density = 0;  // K, eV/atom, g/cm3
  std::vector<double> g;                            // total, bins of 0.1 A up to 7 A
};

struct Spread {
  double mean = 0, variance = 0, count = 0;
};

template <class Number>
Spread spread(std::vector<Glass> const& glasses, Number const& number) {
  Spread s;
  s.count = double(glasses.size());
  for (Glass const& glass : glasses) s.mean += number(glass) / s.count;
  for (Glass const& glass : glasses) s.variance += std::pow(number(glass) - s.mean, 2) / (s.count - 1);
  return s;
}

/// Results of LAMMPS: a line `cooling seed temperature energy density g(0.05) g(0.15) ...` per quench.
std::vector<Glass> golden(int cooling) {
  std::ifstream in(source_dir + "/tests/golden/quench/lammps.txt");
  std::vector<Glass> glasses;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    int steps = 0, seed = 0;
    Glass glass;
    words >> steps >> seed >> glass.temperature >> glass.energy >> glass.density;
    for (double g; words >> g;) glass.g.push_back(g * 499 / 500);  // normalised by N - 1 there
    if (steps == cooling) glasses.push_back(glass);
  }
  REQUIRE(glasses.size() == 16);
  return glasses;
}

/// The protocol of golden/quench/in.quench.
Glass quench(int cooling, std::uint64_t seed) {
  Exec const exec{};
  EamForces<Exec> forces(exec, io::read_setfl(source_dir + "/data/Cu-Zr_4.eam.fs.gz"), {"Cu", "Zr"});
  auto const system = examples::random_crystal(exec, 500, {0.5, 0.5}, forces.masses(), 4.0, seed);
  examples::start_velocities(exec, system, 2050, seed);
  examples::EamSimulation simulation(exec, system, forces, {.cutoff = forces.cutoff(), .skin = 1.0});
  examples::DynamicsArguments const run;
  simulation.set_ensemble(run.npt(2050, 2050, Coupling::isotropic));
  simulation.run(1500);
  simulation.set_ensemble(run.npt(2050, 50, Coupling::isotropic, cooling));
  simulation.run(cooling);
  simulation.set_ensemble(run.npt(50, 50, Coupling::isotropic));
  simulation.run(500);
  Glass glass;
  glass.g.assign(70, 0.0);
  int const samples = 50;
  for (int k = 0; k < samples; ++k) {
    simulation.run(10);
    Thermo const t = simulation.thermo();
    glass.temperature += t.temperature / samples;
    glass.energy += t.potential / double(t.particles) / samples;
    glass.density += t.mass_density / samples;
    auto const& now = simulation.system();
    auto const rdf = radial_distribution(exec, now.positions, now.types, now.box, {.cutoff = 7.0, .bins = 70});
    auto const g = to_host(rdf.total);
    for (std::size_t b = 0; b < g.size(); ++b) glass.g[b] += g[b] / samples;
  }
  return glass;
}

/// Checks that the means of two sets of runs differ by less than a number of standard errors.
void compare(char const* what, Spread const& a, Spread const& b, double errors) {
  double const pooled = ((a.count - 1) * a.variance + (b.count - 1) * b.variance) / (a.count + b.count - 2);
  double const error = std::sqrt(pooled * (1 / a.count + 1 / b.count));
  INFO(what << ": " << b.mean << " against LAMMPS' " << a.mean << ", error of the difference " << error);
  CHECK(std::abs(a.mean - b.mean) < errors * error);
}

void compare_quenches(int cooling, int seeds) {
  auto const expected = golden(cooling);
  std::vector<Glass> found;
  for (int seed = 1; seed <= seeds; ++seed) found.push_back(quench(cooling, std::uint64_t(seed)));
  auto const both = [&](char const* what, double errors, auto const& number) {
    compare(what, spread(expected, number), spread(found, number), errors);
  };
  both("temperature", 5, [](Glass const& g) { return g.temperature; });
  both("energy", 5, [](Glass const& g) { return g.energy; });
  both("density", 5, [](Glass const& g) { return g.density; });
  for (std::size_t b = 20; b < 70; ++b) {
    INFO("bin from " << 0.1 * double(b) << " A");
    both("g", 6, [&](Glass const& g) { return g.g[b]; });
  }
}

}  // namespace

TEST_CASE("fast quenches give LAMMPS' glass within the spread of seeds", "[long]") { compare_quenches(1000, 2); }

TEST_CASE("quenches at 1e14 K/s give LAMMPS' glass within the spread of seeds", "[.slow]") {
  compare_quenches(10000, 8);
}

}  // namespace quench_test
