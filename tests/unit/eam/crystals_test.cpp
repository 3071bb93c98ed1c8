// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/core/copy.hpp>
#include <tektite/eam.hpp>
#include <tektite/io/read_setfl.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>

namespace crystals_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

struct Crystal {
  char const* name;
  Mat3 edges;
  std::vector<Vec3<double>> basis;  // fractional
  std::vector<int> types;           // 0 Cu, 1 Zr
  double energy;                    // eV/atom
};

Mat3 upright(double a, double b, double c) { return {{{a, 0, 0}, {0, b, 0}, {0, 0, c}}}; }
Mat3 hexagonal(double a, double c) { return {{{a, 0, 0}, {-0.5 * a, std::sqrt(0.75) * a, 0}, {0, 0, c}}}; }

std::vector<Vec3<double>> const fcc{{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}};
std::vector<Vec3<double>> const bcc{{0, 0, 0}, {0.5, 0.5, 0.5}};
std::vector<Vec3<double>> const hcp{{1.0 / 3, 2.0 / 3, 0.25}, {2.0 / 3, 1.0 / 3, 0.75}};

std::vector<Vec3<double>> two_fcc(double shift) {
  auto sites = fcc;
  for (auto const& s : fcc) sites.push_back(s + Vec3<double>{shift, shift, shift});
  return sites;
}

}  // namespace

// Relaxed crystals of this potential, NIST Interatomic Potentials Repository (records of
// 2019--Mendelev-M-I--Cu-Zr--LAMMPS--ipr1). One unit cell each: every box is thinner than the cutoff.
TEST_CASE("crystals have the published energies", "[long]") {
  auto const crystal = GENERATE(values<Crystal>({
      {"Cu fcc", upright(3.639087446, 3.639087446, 3.639087446), fcc, {0, 0, 0, 0}, -3.283116209},
      {"Cu hcp", hexagonal(2.568906512, 4.211175017), hcp, {0, 0}, -3.276363853},
      {"Cu bcc", upright(2.894747299, 2.894747299, 2.894747299), bcc, {0, 0}, -3.242712626},
      {"Zr hcp", hexagonal(3.220299385, 5.215205989), hcp, {1, 1}, -6.469265894},
      {"Zr fcc", upright(4.544523996, 4.544523996, 4.544523996), fcc, {1, 1, 1, 1}, -6.438777011},
      {"Zr bcc", upright(3.562328092, 3.562328092, 3.562328092), bcc, {1, 1}, -6.417554675},
      {"CuZr B2", upright(3.225118823, 3.225118823, 3.225118823), bcc, {0, 1}, -5.010242329},
      {"CuZr L1_0", upright(2.937777658, 2.937777658, 3.981384538), bcc, {0, 1}, -5.057050510},
      {"Cu3Zr L1_2", upright(3.978695193, 3.978695193, 3.978695193), fcc, {1, 0, 0, 0}, -4.209565529},
      {"CuZr B1", upright(5.584410842, 5.584410842, 5.584410842), two_fcc(0.5), {0, 0, 0, 0, 1, 1, 1, 1}, -4.639672578},
      {"CuZr B3",
       upright(5.893381323, 5.893381323, 5.893381323),
       two_fcc(0.25),
       {0, 0, 0, 0, 1, 1, 1, 1},
       -3.972132093},
  }));
  CAPTURE(crystal.name);
  auto const evaluation = GENERATE(EamEvaluation::reference, EamEvaluation::compact);
  Exec const exec;
  EamForces<Exec> eam(exec, io::read_setfl(std::string(TEKTITE_SOURCE_DIR) + "/data/Cu-Zr_4.eam.fs.gz"), {"Cu", "Zr"},
                      {.evaluation = evaluation});
  Box const box(crystal.edges);
  std::vector<Vec3<double>> coordinates;
  for (auto const& s : crystal.basis) coordinates.push_back(box.cartesian(s));
  auto const positions = to_device(exec, coordinates);
  auto const list = build_neighbor_list(exec, positions, box, {.cutoff = eam.cutoff()});
  Kokkos::View<double* [3]> forces("forces", coordinates.size());
  eam.compute(positions, to_device(exec, crystal.types), box, list, forces);
  REQUIRE(std::abs(eam.energy() / double(coordinates.size()) - crystal.energy) < 1e-9);

  auto const f = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, forces);
  for (std::size_t i = 0; i < coordinates.size(); ++i)
    for (int d = 0; d < 3; ++d) REQUIRE(std::abs(f(i, d)) < 1e-11);  // by symmetry
  // Relaxed: no pressure, up to the digits of the published lattice constants.
  auto const pressure = trace(eam.virial()) / (3 * box.volume()) * 160.21766;  // GPa
  REQUIRE(std::abs(pressure) < 1e-4);
}

}  // namespace crystals_test
