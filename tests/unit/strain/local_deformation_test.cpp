// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/strain/local_deformation.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/test_configurations.hpp"

namespace local_deformation_test {

using namespace configurations;
using namespace tektite;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

/// A lattice, shaken, so that no two particles are very close.
Points packing(Box const& box, int cells) {
  Points points;
  for (int i = 0; i < cells * cells * cells; ++i)
    points.push_back(box.cartesian(
        {(i % cells + 0.5) / cells, (i / cells % cells + 0.5) / cells, (i / cells / cells + 0.5) / cells}));
  return shaken(points, 0.25, 1);
}

Mat3 shear(double xy, double yz = 0) {
  Mat3 map = Mat3::identity();
  map(0, 1) = xy;
  map(1, 2) = yz;
  return map;
}

Box const box = Box::triclinic({12, 11, 13}, 2, -1, 1, {1, 2, 3});

/// Every particle moved by one linear map; then the cell is flipped, and the particles are wrapped into it.
struct Moved {
  Points wrapped;
  Box cell;
};

Moved moved(Points const& X, Mat3 const& map, Mat3 const& flip) {
  Moved out;
  out.cell = box.with_edges(map * box.edges() * flip);
  for (Vec3<double> const r : X) out.wrapped.push_back(out.cell.wrap(map * r));
  return out;
}

}  // namespace

TEST_CASE("wrapped frames of a flipped cell give the map that moved all particles, whichever fits are asked for") {
  Points const X = packing(box, 10);
  Mat3 const map = GENERATE(shear(0.1), shear(0.6, -0.3));
  Mat3 const flip = GENERATE(Mat3::identity(), shear(-1), shear(2, 1));
  bool const affine = GENERATE(true, false), two_term = GENERATE(true, false);
  if (!affine && !two_term) return;
  Moved const now = moved(X, map, flip);
  LocalDeformationOptions options;
  if (affine) options.affine.cutoff = 2.0;
  if (two_term) options.two_term.cutoff = 2.5;
  auto const found = local_deformation(Exec{}, to_view(X), box, to_view(now.wrapped), now.cell, options);
  CHECK(found.frames.doubtful == 0);
  CHECK(found.frames.flip == inverse(flip));
  CHECK(found.affine.status.extent(0) == (affine ? X.size() : 0));
  CHECK(found.two_term.status.extent(0) == (two_term ? X.size() : 0));
  auto const check = [&](auto const& field, auto const& residual_view) {
    auto const F = host_mirror(field.F);
    auto const residual = host_mirror(residual_view);
    auto const status = host_mirror(field.status);
    for (std::size_t i = 0; i < status.extent(0); ++i) {
      REQUIRE(status(i) == Status::ok);
      REQUIRE(residual(i) < 1e-20);
      for (int k = 0; k < 3; ++k)
        for (int a = 0; a < 3; ++a) REQUIRE_THAT(F(i, k, a), WithinAbs(map(k, a), 1e-10));
    }
  };
  check(found.affine, found.affine.d2min);
  check(found.two_term, found.two_term.residual);
}

TEST_CASE("what is known of the frames and the weight reach the parts") {
  Points const X = packing(box, 8);
  Points x = X;
  x[0] += box.translation({1, 0, -1});
  auto const before = to_view(X), after = to_view(x);
  // In a wrapped frame any image of a particle is the same. Unwrapped frames are taken as they are.
  LocalDeformationOptions options{.affine = {.cutoff = 2.5}};
  auto const found = [&] { return local_deformation(before, box, after, box, options); };
  CHECK(host_mirror(found().affine.d2min)(0) < 1e-20);
  CHECK(found().frames.jumps == 0);
  options.frames.unwrapped = true;
  CHECK(host_mirror(found().affine.d2min)(0) > 100);
  CHECK(found().frames.jumps > 0);
  options.frames.flip = 2.0 * Mat3::identity();
  CHECK_THROWS_WITH(found(), ContainsSubstring("flip has determinant 8"));

  auto const y = to_view(shaken(X, 0.2, 3));
  auto const even = local_deformation(before, box, y, box, {.affine = {.cutoff = 2.5}});
  auto const weighted = local_deformation(before, box, y, box, {.affine = {.cutoff = 2.5}}, GaussianWeight{0.3});
  auto const fit = affine_fit(before, box, y, box, {.cutoff = 2.5}, GaussianWeight{0.3});
  CHECK(host_mirror(weighted.affine.d2min)(0) == host_mirror(fit.d2min)(0));
  CHECK(host_mirror(weighted.affine.d2min)(0) != host_mirror(even.affine.d2min)(0));
}

TEST_CASE("a call that asks for no fit, or for a wrong one, is refused") {
  auto const X = to_view(packing(box, 4));
  CHECK_THROWS_WITH(local_deformation(X, box, X, box, {}), ContainsSubstring("local_deformation: no fit is asked for"));
  CHECK_THROWS_WITH(local_deformation(X, box, X, box, {.affine = {.cutoff = -1}}),
                    ContainsSubstring("affine_fit: cutoff -1"));
  CHECK_THROWS_WITH(local_deformation(X, box, X, box, {.two_term = {.cutoff = std::nan("")}}),
                    ContainsSubstring("two_term_gradient: cutoff nan"));
}

}  // namespace local_deformation_test
