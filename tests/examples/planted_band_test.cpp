// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files
//
// A planted band is the displacement that its description says, and the fits find its strain.

#include "study/planted_band.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "tektite/core/copy.hpp"
#include "tektite/strain.hpp"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using tektite::Vec3;

namespace {

using Exec = Kokkos::DefaultExecutionSpace;

/// Random atoms in a cube of edge 40 whose edges lie at other places than the coordinates' origin.
tektite::io::Configuration random_atoms(std::size_t count) {
  tektite::io::Configuration c;
  c.box = tektite::Box::orthogonal(40, 40, 40).with_origin({-7, 3, 11});
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> place(0, 40);
  for (std::size_t i = 0; i < count; ++i)
    c.positions.push_back(c.box.origin() + Vec3<double>{place(random), place(random), place(random)});
  c.ids.resize(count);
  std::iota(c.ids.begin(), c.ids.end(), 1);
  c.types.assign(count, 0);
  c.images.assign(count, {0, 0, 0});
  return c;
}

/// Lambda of a simple shear g: sqrt(2/3 e : e), e the deviator of (F^T F - 1) / 2.
double effective_strain_of_shear(double g) { return std::sqrt(g * g / 3 + g * g * g * g / 9); }

}  // namespace

TEST_CASE("A band's displacement is periodic and has the strain of the band and of the rest", "[study]") {
  study::Band const band{.bottom = 0.25, .width = 0.5, .strain = 0.1};
  CHECK(study::band_displacement(band, 0) == 0);
  CHECK_THAT(study::band_displacement(band, 1), WithinAbs(0, 1e-16));
  auto const slope = [&](double height) {
    return (study::band_displacement(band, height + 1e-3) - study::band_displacement(band, height - 1e-3)) / 2e-3;
  };
  CHECK_THAT(slope(0.5), WithinRel(0.05, 1e-12));
  CHECK_THAT(slope(0.1), WithinRel(-0.05, 1e-12));
  CHECK_THAT(slope(0.9), WithinRel(-0.05, 1e-12));
}

TEST_CASE("The fits find the strain of a planted band, and no other deformation", "[study]") {
  auto const plane = GENERATE(tektite::Plane::xy, tektite::Plane::xz, tektite::Plane::yz);
  auto const reference = random_atoms(4000);
  study::Band const band{.plane = plane, .bottom = 0.25, .width = 0.5, .strain = 0.3};
  auto const planted = study::plant(reference, reference, band);
  Exec const exec{};
  auto const before = tektite::to_device(exec, tektite::io::unwrap(reference), "before");
  auto const after = tektite::to_device(exec, tektite::io::unwrap(planted), "after");
  auto const [frames, affine, two_term] =
      tektite::local_deformation(exec, before, reference.box, after, planted.box,
                                 {.affine = {.cutoff = 6},
                                  .two_term = {.cutoff = 6},
                                  .frames = {.unwrapped = true, .flip = tektite::Mat3::identity()}});
  auto const lambda = tektite::to_host(exec, tektite::deformation_measures(exec, two_term).effective_strain);
  auto const d2min = tektite::to_host(exec, affine.d2min);

  int inside = 0, outside = 0, edges = 0;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    double const height = 40 * reference.box.fractional(reference.positions[i])[gradient_axis(plane)];
    double const to_edge = std::min(std::abs(height - 10), std::abs(height - 30));
    if (to_edge < 6) {
      edges += d2min[i] > 1e-3;
      continue;
    }
    bool const in_band = height > 10 && height < 30;
    ++(in_band ? inside : outside);
    CAPTURE(height);
    CHECK_THAT(d2min[i], WithinAbs(0, 1e-20));
    CHECK_THAT(lambda[i], WithinRel(effective_strain_of_shear(0.15), 1e-9));
  }
  CHECK(inside > 500);
  CHECK(outside > 500);
  CHECK(edges > 500);
}

TEST_CASE("What cannot be planted is refused", "[study]") {
  auto const reference = random_atoms(10);
  auto other = reference;
  other.ids[3] = 77;
  CHECK_THROWS_AS(study::plant(other, reference, {.width = 0.5, .strain = 0.1}), tektite::Error);
  CHECK_THROWS_AS(study::plant(reference, reference, {.bottom = 0.6, .width = 0.5, .strain = 0.1}), tektite::Error);
  other = reference;
  other.images.clear();
  CHECK_THROWS_AS(study::plant(other, reference, {.width = 0.5, .strain = 0.1}), tektite::Error);
}
