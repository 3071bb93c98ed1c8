// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/strain/local_fits.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/test_configurations.hpp"

namespace local_fits_test {

using namespace configurations;
using namespace tektite;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;

namespace {

Mat3 const deformation{{{1.04, 0.02, -0.03}, {0.21, 0.97, 0.05}, {-0.06, 0.11, 1.02}}};

/// The joint fit and the single fits of the same input.
template <class Weight>
void same_as_single_fits(Box const& box, Points const& before, Box const& box_after, Points const& after,
                         AffineOptions const& affine, TtgOptions const& two_term, Weight const& weight) {
  auto const X = to_view(before), x = to_view(after);
  auto const both = local_fits(X, box, x, box_after, affine, two_term, weight);
  auto const a = affine_fit(X, box, x, box_after, affine, weight);
  auto const t = two_term_gradient(X, box, x, box_after, two_term, weight);
  auto const same = [&](auto const& got_view, auto const& expected_view, double tolerance) {
    auto const got = host_mirror(got_view), expected = host_mirror(expected_view);
    REQUIRE(got.span() == expected.span());
    REQUIRE(got.span() > 0);
    for (std::size_t k = 0; k < got.span(); ++k) {
      double const v = static_cast<double>(got.data()[k]), w = static_cast<double>(expected.data()[k]);
      REQUIRE(std::abs(v - w) <= tolerance * std::max(1.0, std::abs(w)));
    }
  };
  same(both.affine.F, a.F, 1e-12);
  same(both.affine.d2min, a.d2min, 1e-12);
  same(both.affine.shear, a.shear, 1e-12);
  same(both.affine.volumetric, a.volumetric, 1e-12);
  same(both.affine.neighbor_count, a.neighbor_count, 0);
  same(both.affine.status, a.status, 0);
  same(both.two_term.F, t.F, 1e-11);
  same(both.two_term.G, t.G, 1e-11);
  same(both.two_term.residual, t.residual, 1e-11);
  same(both.two_term.condition, t.condition, 1e-11);
  same(both.two_term.neighbor_count, t.neighbor_count, 0);
  same(both.two_term.status, t.status, 0);
  REQUIRE(both.two_term.cutoff == two_term.cutoff);
}

}  // namespace

TEST_CASE("both fits in one visit are the two fits") {
  Box const box = Box::triclinic({12, 11, 13}, -4, 3, -2);
  Box const box_after = box.with_edges(deformation * box.edges());
  auto const before = random_points(box, 203, 1);  // the last group is not full
  auto const after = shaken(mapped(before, [](Vec3<double> r) { return deformation * r; }), 0.15, 2);
  double const first = GENERATE(5.0, 3.0, 6.5);
  auto const from = GENERATE(NeighborsFrom::reference, NeighborsFrom::current);
  for (bool const mean : {false, true}) {
    AffineOptions const affine{.cutoff = first, .neighbors = from, .mean = mean};
    TtgOptions const two_term{.cutoff = 5.0, .neighbors = from};
    same_as_single_fits(box, before, box_after, after, affine, two_term, UniformWeight{});
    same_as_single_fits(box, before, box_after, after, affine, two_term, GaussianWeight{0.4});
  }
}

TEST_CASE("with the cell's deformation eliminated, too") {
  Box const box = Box::triclinic({10, 9, 11}, -4, 3, -2);
  Box const box_after = box.with_edges(deformation * box.edges());
  auto const before = random_points(box, 100, 3);
  auto const after = shaken(mapped(before, [](Vec3<double> r) { return deformation * r; }), 0.1, 4);
  same_as_single_fits(box, before, box_after, after, {.cutoff = 4.0, .eliminate_cell_deformation = true},
                      {.cutoff = 4.5, .eliminate_cell_deformation = true}, UniformWeight{});
}

TEST_CASE("more neighbours than a batch holds, and more candidates than fit beside a group") {
  Box const box = Box::orthogonal(9, 9, 9);
  auto const before = random_points(box, 900, 5);
  auto const after = shaken(before, 0.1, 6);
  // 600 and 450 neighbours, several thousand sites near each group.
  same_as_single_fits(box, before, box, after, {.cutoff = 4.4}, {.cutoff = 4.9}, UniformWeight{});
  same_as_single_fits(box, before, box, after, {.cutoff = 4.9}, {.cutoff = 4.9}, UniformWeight{});
}

TEST_CASE("each call gives the same bits") {
  // Threads bring the points into their grid cells in any order, and sums are added in the order of the cells.
  Box const box = Box::orthogonal(9, 9, 9);
  auto const before = random_points(box, 900, 7);
  auto const X = to_view(before), x = to_view(shaken(before, 0.1, 8));
  auto const first = local_fits(X, box, x, box, {.cutoff = 4.4}, {.cutoff = 4.4});
  auto const d2min = to_host(first.affine.d2min), residual = to_host(first.two_term.residual);
  for (int call = 0; call < 3; ++call) {
    auto const again = local_fits(X, box, x, box, {.cutoff = 4.4}, {.cutoff = 4.4});
    REQUIRE(to_host(again.affine.d2min) == d2min);
    REQUIRE(to_host(again.two_term.residual) == residual);
  }
}

TEST_CASE("clusters far apart are fitted as each would be alone") {
  // Groups of particles that follow each other in the order then reach over mostly empty space.
  Points before, after;
  std::vector<Points> alone_before, alone_after;
  for (unsigned n = 0; n < 6; ++n) {
    Points points = random_points(Box::orthogonal(3, 3, 3), 13, 10 + n);
    alone_before.push_back(points);
    alone_after.push_back(shaken(points, 0.1, 20 + n));
    Vec3<double> const far{1000.0 * n, 700.0 * (n % 3), 500.0 * (n % 2)};
    for (std::size_t i = 0; i < points.size(); ++i) {
      before.push_back(points[i] + far);
      after.push_back(alone_after.back()[i] + far);
    }
  }
  Box const wide = Box::orthogonal(1e4, 1e4, 1e4, {}, {false, false, false});
  auto const got = local_fits(to_view(before), wide, to_view(after), wide, {.cutoff = 5.5}, {.cutoff = 5.5});
  auto const d2min = host_mirror(got.affine.d2min), residual = host_mirror(got.two_term.residual);
  for (unsigned n = 0; n < 6; ++n) {
    auto const alone =
        local_fits(to_view(alone_before[n]), wide, to_view(alone_after[n]), wide, {.cutoff = 5.5}, {.cutoff = 5.5});
    auto const expected = host_mirror(alone.affine.d2min), expected_residual = host_mirror(alone.two_term.residual);
    for (int i = 0; i < 13; ++i) {
      REQUIRE(expected(i) > 0);
      REQUIRE_THAT(d2min(13 * n + i), WithinRel(expected(i), 1e-9));
      REQUIRE_THAT(residual(13 * n + i), WithinAbs(expected_residual(i), 1e-9));
    }
  }
}

TEST_CASE("no particles, one particle, and options that contradict each other") {
  using Catch::Matchers::ContainsSubstring;
  Box const box = Box::orthogonal(20, 20, 20, {}, {false, false, false});
  auto const none = local_fits(to_view({}), box, to_view({}), box, {.cutoff = 4.0}, {.cutoff = 6.0});
  REQUIRE(none.affine.status.extent(0) == 0);
  auto const one = local_fits(to_view({{1, 2, 3}}), box, to_view({{1, 2, 4}}), box, {.cutoff = 4.0}, {.cutoff = 6.0});
  REQUIRE(host_mirror(one.affine.status)(0) == Status::too_few_neighbors);
  REQUIRE(host_mirror(one.two_term.neighbor_count)(0) == 0);
  auto const points = to_view(random_points(box, 20, 1));
  REQUIRE_THROWS_WITH(
      local_fits(points, box, points, box, {.cutoff = 4.0, .neighbors = NeighborsFrom::current}, {.cutoff = 4.0}),
      ContainsSubstring("same neighbors"));
  REQUIRE_THROWS_WITH(local_fits(points, box, points, box, {.cutoff = 0.0}, {.cutoff = 6.0}),
                      ContainsSubstring("cutoff 0"));
  REQUIRE_THROWS_WITH(local_fits(points, box, points, box, {.cutoff = 4.0}, {.cutoff = -1.0}),
                      ContainsSubstring("cutoff -1"));
  REQUIRE_THROWS_WITH(local_fits(points, box, points, box, {.cutoff = 4.0}, {.cutoff = 6.0, .max_condition = 0.0}),
                      ContainsSubstring("max_condition"));
}

TEST_CASE("neighbours are those within the cutoff to the last bit, far from the first particle too") {
  // Whole numbers: distances of exactly 2 have 32 neighbours of an inner particle, all nearer ones are 26.
  Points points;
  for (double const corner : {0.0, 3000.0, 1e6})
    for (int k = 0; k < 343; ++k) points.push_back({corner + k % 7, corner + k / 7 % 7, corner + k / 49});
  Box const wide = Box::orthogonal(1e7, 1e7, 1e7, {}, {false, false, false});
  for (bool const inside : {true, false}) {
    double const cutoff = inside ? 2.0 : std::nextafter(2.0, 0.0);
    auto const counts =
        host_mirror(local_fits(to_view(points), wide, to_view(points), wide, {.cutoff = cutoff}, {.cutoff = cutoff})
                        .affine.neighbor_count);
    for (std::size_t i = 0; i < points.size(); ++i) {
      int expected = -1;  // itself
      std::size_t const first = i / 343 * 343;
      for (std::size_t j = first; j < first + 343; ++j) {
        Vec3<double> const d = points[j] - points[i];
        expected += dot(d, d) <= cutoff * cutoff;
      }
      REQUIRE(counts(i) == expected);
    }
    REQUIRE(counts(171) == (inside ? 32 : 26));  // the middle of the first
  }
}

}  // namespace local_fits_test
