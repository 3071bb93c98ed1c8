// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/core/spacing.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <random>
#include <vector>

namespace spacing_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Points = std::vector<Vec3<double>>;

namespace {

/// A simple cubic crystal with lattice constant 1 from `corner` on, with some noise.
Points crystal(int nx, int ny, int nz, Vec3<double> corner = {}, double noise = 0) {
  std::mt19937 random(4);
  std::uniform_real_distribution<double> uniform(-noise, noise);
  Points points;
  for (int i = 0; i < nx; ++i) {
    for (int j = 0; j < ny; ++j) {
      for (int k = 0; k < nz; ++k) {
        Vec3<double> r = corner + Vec3<double>{double(i), double(j), double(k)};
        for (int d = 0; d < 3; ++d) r[d] += uniform(random);
        points.push_back(r);
      }
    }
  }
  return points;
}

double spacing(Points const& points, Box const& box) { return occupied_spacing(Exec{}, to_device(points), box); }

/// The extent of ten particles in a row is nine lattice constants.
void require_about_1(Points const& points, Box const& box) {
  REQUIRE(spacing(points, box) > 0.75);
  REQUIRE(spacing(points, box) < 1.25);
}

}  // namespace

TEST_CASE("in a full box the spacing is the edge of a particle's share of the volume, but for the extent of few") {
  Box const box = Box::triclinic({20, 20, 20}, 5, -3, 2);
  std::mt19937 random(5);
  std::uniform_real_distribution<double> uniform(0, 1);
  Points points(5000);
  for (auto& r : points) r = box.cartesian({uniform(random), uniform(random), uniform(random)});
  REQUIRE(spacing(points, box) == Catch::Approx(std::cbrt(8000.0 / 5000)).epsilon(1e-2));
  REQUIRE(spacing({{1, 2, 3}}, box) == std::cbrt(8000.0));
  REQUIRE(spacing({}, box) == 0);
}

TEST_CASE("empty space does not count, however much there is and wherever it lies") {
  for (double empty : {1e2, 1e4, 1e6}) {
    CAPTURE(empty);
    Box const slab = Box::orthogonal(10, 10, empty), wire = Box::orthogonal(empty, 10, empty),
              space = Box::orthogonal(empty, empty, empty);
    for (double noise : {0.0, 0.1}) {
      require_about_1(crystal(10, 10, 10, {}, noise), slab);
      require_about_1(crystal(10, 10, 10, {0, 0, -5}, noise), slab);
      require_about_1(crystal(10, 10, 10, {-3, 0, empty - 2}, noise), wire);
      require_about_1(crystal(10, 10, 10, {-3, -4, -5}, noise), space);
      // A layer, a row.
      require_about_1(crystal(10, 10, 1, {}, noise), slab);
      require_about_1(crystal(1, 10, 1, {}, noise), wire);
    }
    // Two slabs far apart, and an atom between them.
    auto two = crystal(10, 10, 10);
    auto const other = crystal(10, 10, 10, {0, 0, 0.4 * empty});
    two.insert(two.end(), other.begin(), other.end());
    two.push_back({5, 5, 0.3 * empty});
    REQUIRE(spacing(two, slab) < 2.5);
    REQUIRE(spacing(two, slab) > 0.75);
  }
}

TEST_CASE("planes of a crystal are no slabs") {
  REQUIRE(spacing(crystal(5, 5, 5), Box::orthogonal(5, 5, 5)) == Catch::Approx(0.8).epsilon(1e-9));
  REQUIRE(spacing(crystal(3, 40, 3), Box::orthogonal(3, 40, 3)) > 0.7);
}

TEST_CASE("particles at one point have a spacing that is small, not zero") {
  REQUIRE(spacing(Points(10, {1, 1, 1}), Box::orthogonal(5, 5, 5)) > 0);
}

}  // namespace spacing_test
