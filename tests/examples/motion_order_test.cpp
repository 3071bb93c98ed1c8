// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// A motion that follows another one by some frames is found to do so, and atoms without a number do not count.

#include "study/motion_order.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

using Catch::Matchers::WithinAbs;
using study::Motions;

namespace {

using Exec = Kokkos::DefaultExecutionSpace;

constexpr int frame_count = 12;

/// In each frame dilatation grows by random numbers, shear by those of the frame before, rotation by others.
std::vector<Motions> shear_follows(std::size_t atoms) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  std::vector<double> drawn(atoms, 0.0), before(atoms, 0.0);
  std::vector<Motions> frames;
  Motions m{std::vector<double>(atoms, 0.0), std::vector<double>(atoms, 0.0), std::vector<double>(atoms, 0.0)};
  for (int t = 0; t < frame_count; ++t) {
    before = drawn;
    for (std::size_t i = 0; i < atoms; ++i) {
      drawn[i] = normal(random);
      m.dilatation[i] += drawn[i];
      m.shear[i] += t == 0 ? normal(random) : before[i];
      m.rotation[i] += normal(random);
    }
    frames.push_back(m);
  }
  return frames;
}

std::vector<double> const& column(tektite::io::Table const& table, std::string const& name) {
  auto const* const found = table.find(name);
  REQUIRE(found != nullptr);
  return found->values;
}

}  // namespace

TEST_CASE("motion_order: the follower is found at its lag, and nothing elsewhere") {
  std::size_t const atoms = 2000;
  auto const table = study::motion_order(Exec(), shear_follows(atoms), 0.01, 2);
  CHECK(column(table, "lag") == std::vector<double>{-2, -1, 0, 1, 2});
  CHECK_THAT(column(table, "strain").back(), WithinAbs(0.02, 1e-15));
  auto const& found = column(table, "dilatation_shear");
  // Correlations of independent numbers: 1 / sqrt(2000 atoms x 9 pairs of frames or more) = 0.0075.
  for (std::size_t k = 0; k < found.size(); ++k) CHECK_THAT(found[k], WithinAbs(k == 3 ? 1.0 : 0.0, 0.03));
  for (double const none : column(table, "shear_rotation")) CHECK_THAT(none, WithinAbs(0.0, 0.03));
  for (double const chance : column(table, "dilatation_rotation_deviation")) CHECK(chance < 0.03);
}

TEST_CASE("motion_order: an atom that could not be fitted in one frame is left out of all") {
  auto frames = shear_follows(500);
  auto const whole = study::motion_order(Exec(), frames, 0.01, 1);
  for (auto& m : frames) {
    m.shear.push_back(1e9);
    m.dilatation.push_back(0);
    m.rotation.push_back(0);
  }
  frames[5].rotation.back() = std::numeric_limits<double>::quiet_NaN();
  auto const same = study::motion_order(Exec(), frames, 0.01, 1);
  for (std::size_t k = 0; k < whole.columns.size(); ++k) CHECK(same.columns[k].values == whole.columns[k].values);
}

TEST_CASE("motion_frames: evenly spaced, at most 100, without the start") {
  CHECK(study::motion_frames(30).front() == 1);
  CHECK(study::motion_frames(30).size() == 30);
  auto const thinned = study::motion_frames(250);
  CHECK(thinned.front() == 3);
  CHECK(thinned.back() == 249);
  CHECK(thinned.size() == 83);
}
