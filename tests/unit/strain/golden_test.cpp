// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// The conventions of OVITO, matscipy and LAMMPS, against their own numbers: tests/golden/strain.

#include <tektite/core/copy.hpp>
#include <tektite/io/read_configuration.hpp>
#include <tektite/strain/affine_fit.hpp>
#include <tektite/strain/match_frames.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <fstream>
#include <sstream>

#include "support/test_configurations.hpp"

namespace golden_test {

using namespace tektite;
using Catch::Matchers::WithinAbs;
using configurations::host_mirror;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

std::string const folder = TEKTITE_SOURCE_DIR "/tests/golden/strain/";
constexpr double tolerance = 1e-12;

std::vector<std::vector<double>> table(std::string const& name) {
  std::ifstream file(folder + name);
  std::vector<std::vector<double>> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    rows.emplace_back();
    for (double value; words >> value;) rows.back().push_back(value);
  }
  REQUIRE(rows.size() == 125);
  return rows;
}

AffineField<Exec::memory_space> fit(AffineOptions const& options) {
  auto const before = io::read_configuration(folder + "reference.dump");
  auto const after = io::read_configuration(folder + "current.dump");
  Exec const exec;
  auto const X = to_device(exec, before.positions), wrapped = to_device(exec, after.positions);
  auto const matched = match_frames(exec, X, before.box, wrapped, after.box);
  return affine_fit(exec, X, before.box, matched.positions, matched.box, options);
}

/// F of all particles against nine columns of a table.
void same_gradient(AffineField<Exec::memory_space> const& field, std::vector<std::vector<double>> const& rows,
                   std::size_t first) {
  auto const F = host_mirror(field.F);
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t c = 0; c < 9; ++c) REQUIRE_THAT(F(i, c / 3, c % 3), WithinAbs(rows[i].at(first + c), tolerance));
}

}  // namespace

TEST_CASE("OVITO: neighbours of the reference, the sum, E = (F^T F - I) / 2, affine mapping off or to reference") {
  for (bool const eliminate : {false, true}) {
    auto const rows = table(eliminate ? "ovito_to_reference.txt" : "ovito.txt");
    auto const field = fit({.cutoff = 4.0, .eliminate_cell_deformation = eliminate});
    auto const d2min = host_mirror(field.d2min), shear = host_mirror(field.shear),
               volumetric = host_mirror(field.volumetric);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      REQUIRE_THAT(d2min(i), WithinAbs(rows[i].at(0), tolerance));
      REQUIRE_THAT(shear(i), WithinAbs(rows[i].at(1), tolerance));
      REQUIRE_THAT(volumetric(i), WithinAbs(rows[i].at(2), tolerance));
    }
    same_gradient(field, rows, 3);
  }
}

TEST_CASE("matscipy: neighbours of the current configuration, the sum") {
  auto const rows = table("matscipy.txt");
  auto const field = fit({.cutoff = 4.0, .neighbors = NeighborsFrom::current});
  auto const d2min = host_mirror(field.d2min);
  for (std::size_t i = 0; i < rows.size(); ++i) REQUIRE_THAT(d2min(i), WithinAbs(rows[i].at(0), tolerance));
  same_gradient(field, rows, 1);
}

TEST_CASE("LAMMPS: neighbours of the current configuration, the root of the mean, F^T F - I without the half") {
  auto const rows = table("lammps.txt");
  auto const field = fit({.cutoff = 4.0, .neighbors = NeighborsFrom::current, .mean = true});
  auto const d2min = host_mirror(field.d2min), shear = host_mirror(field.shear),
             volumetric = host_mirror(field.volumetric);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    REQUIRE_THAT(std::sqrt(d2min(i)), WithinAbs(rows[i].at(0), tolerance));
    REQUIRE_THAT(2 * volumetric(i), WithinAbs(rows[i].at(1), tolerance));
    REQUIRE_THAT(2 * shear(i), WithinAbs(rows[i].at(2), tolerance));
  }
}

}  // namespace golden_test
