// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: Eigen3::Eigen

#include <tektite/strain/affine_fit.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>

#include "reference/strain_oracle.hpp"
#include "support/test_configurations.hpp"

namespace affine_fit_test {

using namespace configurations;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using tektite::NeighborsFrom;
using tektite::Status;

namespace {

Mat3 const deformation{{{1.04, 0.02, -0.03}, {0.21, 0.97, 0.05}, {-0.06, 0.11, 1.02}}};

struct Twice {
  KOKKOS_FUNCTION double operator()(double) const { return 2.0; }
};

struct Case {
  Box box;
  int n;
  double cutoff;
  int images;
};

}  // namespace

TEST_CASE("an affine map of particles and cell is found exactly, in every kind of box") {
  auto const c = GENERATE_REF(values<Case>({
      {Box::orthogonal(12, 11, 13), 150, 4.0, 2},
      {Box::triclinic({10, 9, 11}, -4, 3, -2), 120, 4.0, 2},
      {Box::triclinic({9, 9, 9}, 13, -7, 11), 80, 4.0, 4},  // tilts beyond the box
      {Box::orthogonal(3, 4, 5), 6, 7.0, 4},                // thinner than the cutoff
      {Box::orthogonal(9, 9, 9, {}, {true, false, true}), 120, 4.0, 2},
  }));
  auto const before = random_points(c.box, c.n, 3);
  auto const after = mapped(before, [](Vec3<double> r) { return deformation * r + Vec3<double>{5, -2, 1}; });
  Box const box_after = c.box.with_edges(deformation * c.box.edges());
  auto const from = GENERATE(NeighborsFrom::reference, NeighborsFrom::current);
  auto const field =
      affine_fit(to_view(before), c.box, to_view(after), box_after, {.cutoff = c.cutoff, .neighbors = from});
  auto const F = host_mirror(field.F);
  auto const d2min = host_mirror(field.d2min), shear = host_mirror(field.shear),
             volumetric = host_mirror(field.volumetric);
  auto const status = host_mirror(field.status);
  Mat3 const E = 0.5 * (transpose(deformation) * deformation - Mat3::identity());
  double const von_mises =
      std::sqrt(E(0, 1) * E(0, 1) + E(0, 2) * E(0, 2) + E(1, 2) * E(1, 2) +
                (std::pow(E(0, 0) - E(1, 1), 2) + std::pow(E(0, 0) - E(2, 2), 2) + std::pow(E(1, 1) - E(2, 2), 2)) / 6);
  for (int i = 0; i < c.n; ++i) {
    REQUIRE(status(i) == Status::ok);
    for (int k = 0; k < 3; ++k)
      for (int a = 0; a < 3; ++a) REQUIRE_THAT(F(i, k, a), WithinAbs(deformation(k, a), 1e-12));
    REQUIRE(d2min(i) >= 0);
    REQUIRE(d2min(i) < 1e-24);
    REQUIRE_THAT(shear(i), WithinRel(von_mises, 1e-11));
    REQUIRE_THAT(volumetric(i), WithinRel((E(0, 0) + E(1, 1) + E(2, 2)) / 3, 1e-11));
  }
}

TEST_CASE("F and D2min equal the least-squares solution by singular value decomposition") {
  // Random points, a glass-like arrangement, a crystal; loaded by an affine map and noise.
  Box const box = Box::triclinic({11, 12, 13}, -3, 2, 4);
  int const kind = GENERATE(0, 1, 2);
  Points before = kind == 0 ? random_points(box, 160, 5) : spaced_points(box, 100, 1.9, 5);
  if (kind == 2) before = crystal_points(box, 6);
  Box const box_after = box.with_edges(deformation * box.edges());
  auto const after = shaken(mapped(before, [](Vec3<double> r) { return deformation * r; }), 0.15, 6);
  auto const from = GENERATE(NeighborsFrom::reference, NeighborsFrom::current);
  double const cutoff = 4.5;
  auto const hoods = reference::neighborhoods(plain(before), plain(box), plain(after), plain(box_after),
                                              {true, true, true}, cutoff, 2, from == NeighborsFrom::current);
  auto const sum = affine_fit(to_view(before), box, to_view(after), box_after, {.cutoff = cutoff, .neighbors = from});
  auto const mean =
      affine_fit(to_view(before), box, to_view(after), box_after, {.cutoff = cutoff, .neighbors = from, .mean = true});
  auto const F = host_mirror(sum.F);
  auto const d2min = host_mirror(sum.d2min), d2min_mean = host_mirror(mean.d2min);
  auto const count = host_mirror(sum.neighbor_count);
  auto const status = host_mirror(sum.status);
  for (std::size_t i = 0; i < before.size(); ++i) {
    REQUIRE(status(i) == Status::ok);
    REQUIRE(count(i) == int(hoods[i].before.size()));
    auto const expected = reference::svd_fit(hoods[i], 3, cutoff);
    double const size = expected.F.norm();
    for (int k = 0; k < 3; ++k)
      for (int a = 0; a < 3; ++a) REQUIRE_THAT(F(i, k, a), WithinAbs(expected.F(k, a), 1e-11 * size));
    REQUIRE_THAT(d2min(i), WithinRel(expected.residual, 1e-11));
    REQUIRE_THAT(d2min_mean(i), WithinRel(expected.residual / count(i), 1e-11));
  }
}

TEST_CASE("weights count as repetitions would") {
  // Twice the weight everywhere leaves F and doubles D2min; the Gaussian equals a weighted oracle.
  Box const box = Box::orthogonal(10, 10, 10);
  auto const before = random_points(box, 120, 8);
  auto const after = shaken(before, 0.2, 9);
  tektite::AffineOptions const options{.cutoff = 4.0};
  auto const once = affine_fit(to_view(before), box, to_view(after), box, options);
  auto const twice = affine_fit(to_view(before), box, to_view(after), box, options, Twice{});
  auto const gauss = affine_fit(to_view(before), box, to_view(after), box, options, tektite::GaussianWeight{0.4});
  auto const F1 = host_mirror(once.F), F2 = host_mirror(twice.F), Fg = host_mirror(gauss.F);
  auto const d1 = host_mirror(once.d2min), d2 = host_mirror(twice.d2min), dg = host_mirror(gauss.d2min);
  auto hoods =
      reference::neighborhoods(plain(before), plain(box), plain(after), plain(box), {true, true, true}, 4.0, 1);
  for (int i = 0; i < 120; ++i) {
    auto& hood = hoods[i];
    for (std::size_t j = 0; j < hood.before.size(); ++j) {
      auto& X = hood.before[j];
      double const s = (X[0] * X[0] + X[1] * X[1] + X[2] * X[2]) / 16.0;
      double const root = std::sqrt(std::exp(-s / (2 * 0.16)));
      for (int d = 0; d < 3; ++d) {
        X[d] *= root;
        hood.after[j][d] *= root;
      }
    }
    auto const expected = reference::svd_fit(hood, 3, 4.0);
    REQUIRE_THAT(dg(i), WithinRel(expected.residual, 1e-10));
    REQUIRE_THAT(d2(i), WithinRel(2 * d1(i), 1e-12));
    for (int k = 0; k < 3; ++k) {
      for (int a = 0; a < 3; ++a) {
        REQUIRE_THAT(F2(i, k, a), WithinAbs(F1(i, k, a), 1e-12));
        REQUIRE_THAT(Fg(i, k, a), WithinAbs(expected.F(k, a), 1e-10));
      }
    }
  }
}

TEST_CASE("atoms unwrapped across boundaries are the same as atoms that stayed") {
  Box const box = Box::triclinic({10, 9, 11}, -4, 3, -2);
  Box const box_after = box.with_edges(deformation * box.edges());
  auto before = random_points(box, 100, 12);
  auto after = shaken(mapped(before, [](Vec3<double> r) { return deformation * r; }), 0.1, 13);
  auto const expected = affine_fit(to_view(before), box, to_view(after), box_after, {.cutoff = 4.0});
  for (int i = 0; i < 100; ++i) {
    Vec3<int> const image{i % 3 - 1, i % 5 - 2, i % 2};
    before[i] += box.translation(image);
    after[i] += box_after.translation(image);
  }
  auto const got = affine_fit(to_view(before), box, to_view(after), box_after, {.cutoff = 4.0});
  auto const d1 = host_mirror(expected.d2min), d2 = host_mirror(got.d2min);
  for (int i = 0; i < 100; ++i) REQUIRE_THAT(d2(i), WithinRel(d1(i), 1e-10));
}

TEST_CASE("with the deformation of the cell eliminated the fit gives the other deformation only") {
  Box const box = Box::triclinic({10, 9, 11}, -4, 3, -2);
  Box const box_after = box.with_edges(deformation * box.edges());
  auto const before = random_points(box, 100, 14);
  auto const noisy = shaken(before, 0.1, 15);
  auto const after = mapped(noisy, [](Vec3<double> r) { return deformation * r; });
  auto const expected = affine_fit(to_view(before), box, to_view(noisy), box, {.cutoff = 4.0});
  auto const got =
      affine_fit(to_view(before), box, to_view(after), box_after, {.cutoff = 4.0, .eliminate_cell_deformation = true});
  auto const d1 = host_mirror(expected.d2min), d2 = host_mirror(got.d2min);
  for (int i = 0; i < 100; ++i) REQUIRE_THAT(d2(i), WithinRel(d1(i), 1e-10));
}

TEST_CASE("ghosts of a host code give the fits of the periodic box") {
  Box const box = Box::orthogonal(8, 9, 10);
  Box const box_after = box.with_edges(deformation * box.edges());
  auto before = random_points(box, 90, 16);
  auto after = shaken(mapped(before, [](Vec3<double> r) { return deformation * r; }), 0.1, 17);
  auto const expected = affine_fit(to_view(before), box, to_view(after), box_after, {.cutoff = 3.5});
  for (int a = -1; a <= 1; ++a)
    for (int b = -1; b <= 1; ++b)
      for (int c = -1; c <= 1; ++c)
        for (int i = 0; i < 90 && (a != 0 || b != 0 || c != 0); ++i) {
          before.push_back(before[i] + box.translation({a, b, c}));
          after.push_back(after[i] + box_after.translation({a, b, c}));
        }
  tektite::WithGhosts const ghosts{90};
  auto const got = affine_fit(to_view(before), ghosts, to_view(after), ghosts, {.cutoff = 3.5});
  REQUIRE(got.status.extent(0) == 90);
  auto const d1 = host_mirror(expected.d2min), d2 = host_mirror(got.d2min);
  for (int i = 0; i < 90; ++i) REQUIRE_THAT(d2(i), WithinRel(d1(i), 1e-10));
  REQUIRE_THROWS_AS(
      affine_fit(to_view(before), ghosts, to_view(after), ghosts, {.cutoff = 3.5, .eliminate_cell_deformation = true}),
      tektite::Error);
}

TEST_CASE("too few, coplanar and collinear neighbours are reported and leave zeros") {
  Box const box = Box::orthogonal(100, 100, 100, {}, {false, false, false});
  Points before, after;
  for (int i = 0; i < 25; ++i) before.push_back({double(i % 5), double(i / 5), 0.0});  // a plane
  for (int i = 0; i < 9; ++i) before.push_back({30.0 + i, 2.0 * i, 0.5 * i});          // a line
  before.push_back({60, 60, 60});                                                      // a single particle
  before.push_back({80, 80, 80});                                                      // two particles at one point
  for (int i = 0; i < 4; ++i) before.push_back({80, 80, 80});
  after = shaken(before, 0.05, 18);
  auto const field = affine_fit(to_view(before), box, to_view(after), box, {.cutoff = 5.0});
  auto const status = host_mirror(field.status);
  auto const F = host_mirror(field.F);
  auto const d2min = host_mirror(field.d2min);
  for (int i = 0; i < int(before.size()); ++i) {
    REQUIRE(status(i) == (i == 34                                                         ? Status::too_few_neighbors
                          : i >= 25 && i < 34 && host_mirror(field.neighbor_count)(i) < 3 ? Status::too_few_neighbors
                                                                                          : Status::ill_conditioned));
    REQUIRE(d2min(i) == 0);
    REQUIRE(F(i, 0, 0) == 0);
  }
}

TEST_CASE("positions in single precision are fitted in double precision") {
  Box const box = Box::orthogonal(10, 10, 10);
  auto const before = random_points(box, 100, 20);
  auto const after = shaken(before, 0.1, 21);
  Kokkos::View<float* [3]> before_f("before", 100), after_f("after", 100);
  auto const hb = Kokkos::create_mirror_view(before_f);
  auto const ha = Kokkos::create_mirror_view(after_f);
  Points rounded_before(100), rounded_after(100);
  for (int i = 0; i < 100; ++i)
    for (int d = 0; d < 3; ++d) {
      rounded_before[i][d] = hb(i, d) = static_cast<float>(before[i][d]);
      rounded_after[i][d] = ha(i, d) = static_cast<float>(after[i][d]);
    }
  Kokkos::deep_copy(before_f, hb);
  Kokkos::deep_copy(after_f, ha);
  auto const got = host_mirror(affine_fit(before_f, box, after_f, box, {.cutoff = 4.0}).d2min);
  auto const expected =
      host_mirror(affine_fit(to_view(rounded_before), box, to_view(rounded_after), box, {.cutoff = 4.0}).d2min);
  for (int i = 0; i < 100; ++i) REQUIRE(got(i) == expected(i));
}

TEST_CASE("input that cannot be right is refused with its values") {
  using Catch::Matchers::ContainsSubstring;
  Box const box = Box::orthogonal(5, 5, 5);
  auto points = random_points(box, 20, 22);
  auto const good = to_view(points);
  REQUIRE_THROWS_WITH(affine_fit(good, box, good, box, {.cutoff = -1.0}), ContainsSubstring("cutoff -1"));
  REQUIRE_THROWS_WITH(affine_fit(good, box, good, box, {.cutoff = 2.0, .max_condition = 0.5}),
                      ContainsSubstring("max_condition 0.5"));
  auto const fewer = to_view(Points(points.begin(), points.begin() + 19));
  REQUIRE_THROWS_WITH(affine_fit(good, box, fewer, box, {.cutoff = 2.0}), ContainsSubstring("20 reference"));
  points[7].y = std::numeric_limits<double>::quiet_NaN();
  REQUIRE_THROWS_WITH(affine_fit(good, box, to_view(points), box, {.cutoff = 2.0}), ContainsSubstring("particle 7"));
  REQUIRE_THROWS_WITH(affine_fit(to_view(points), box, good, box, {.cutoff = 2.0}), ContainsSubstring("particle 7"));
  auto const none = affine_fit(to_view({}), box, to_view({}), box, {.cutoff = 2.0});
  REQUIRE(none.status.extent(0) == 0);
}

}  // namespace affine_fit_test
