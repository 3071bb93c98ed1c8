// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: Eigen3::Eigen

#include <tektite/strain/affine_fit.hpp>
#include <tektite/strain/two_term_gradient.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <numbers>
#include <numeric>

#include "reference/strain_oracle.hpp"
#include "support/test_configurations.hpp"

namespace two_term_gradient_test {

using namespace configurations;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using tektite::NeighborsFrom;
using tektite::SecondGradient;
using tektite::Status;

namespace {

Mat3 const deformation{{{1.04, 0.02, -0.03}, {0.21, 0.97, 0.05}, {-0.06, 0.11, 1.02}}};

/// 1/2 G : (r (x) r)
Vec3<double> quadratic(SecondGradient const& G, Vec3<double> r) {
  Vec3<double> out{};
  for (int k = 0; k < 3; ++k)
    for (int a = 0; a < 3; ++a)
      for (int b = 0; b < 3; ++b) out[k] += 0.5 * G(k, a, b) * r[a] * r[b];
  return out;
}

SecondGradient random_gradient(double size, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(-size, size);
  SecondGradient G;
  for (auto& row : G.component)
    for (auto& value : row) value = uniform(random);
  return G;
}

}  // namespace

TEST_CASE("an affine map has no second term and leaves nothing over") {
  Box const box =
      GENERATE(Box::triclinic({10, 9, 11}, -4, 3, -2), Box::triclinic({9, 9, 9}, 13, -7, 11), Box::orthogonal(4, 5, 6));
  auto const before = random_points(box, static_cast<int>(0.12 * box.volume()), 3);
  auto const after = mapped(before, [](Vec3<double> r) { return deformation * r + Vec3<double>{5, -2, 1}; });
  auto const from = GENERATE(NeighborsFrom::reference, NeighborsFrom::current);
  auto const field = two_term_gradient(to_view(before), box, to_view(after), box.with_edges(deformation * box.edges()),
                                       {.cutoff = 5.5, .neighbors = from});
  auto const F = host_mirror(field.F);
  auto const G = host_mirror(field.G);
  auto const residual = host_mirror(field.residual);
  auto const status = host_mirror(field.status);
  for (std::size_t i = 0; i < before.size(); ++i) {
    REQUIRE(status(i) == Status::ok);
    REQUIRE(residual(i) >= 0);
    REQUIRE(residual(i) < 1e-22);
    for (int k = 0; k < 3; ++k) {
      for (int a = 0; a < 3; ++a) REQUIRE_THAT(F(i, k, a), WithinAbs(deformation(k, a), 1e-11));
      for (int p = 0; p < 6; ++p) REQUIRE_THAT(G(i, k, p), WithinAbs(0.0, 1e-11));
    }
  }
}

TEST_CASE("a quadratic field is recovered") {
  // x = F X + 1/2 G : X X has the same G everywhere and the slope F + G X at X.
  Box const box = Box::orthogonal(14, 13, 12, {-7, -6, -6}, {false, false, false});
  auto const G0 = random_gradient(0.03, 4);
  auto const before = random_points(box, 400, 5);
  auto const after = mapped(before, [&](Vec3<double> r) { return deformation * r + quadratic(G0, r); });
  auto const field = two_term_gradient(to_view(before), box, to_view(after), box, {.cutoff = 5.0});
  auto const F = host_mirror(field.F);
  auto const G = host_mirror(field.G);
  auto const residual = host_mirror(field.residual), condition = host_mirror(field.condition);
  auto const status = host_mirror(field.status);
  int fitted = 0;
  for (int i = 0; i < 400; ++i) {
    if (status(i) != Status::ok || condition(i) > 1e5)
      continue;  // at the corners of the cloud neighbours are on one side only
    ++fitted;
    REQUIRE(residual(i) < 1e-20);
    for (int k = 0; k < 3; ++k) {
      for (int a = 0; a < 3; ++a) {
        double slope = deformation(k, a);
        for (int b = 0; b < 3; ++b) slope += G0(k, a, b) * before[i][b];
        REQUIRE_THAT(F(i, k, a), WithinAbs(slope, 1e-10));
      }
      for (int p = 0; p < 6; ++p) REQUIRE_THAT(G(i, k, p), WithinAbs(G0.component[k][p], 1e-10 * 0.03));
    }
  }
  REQUIRE(fitted > 380);
}

TEST_CASE("F, G and residual equal the least-squares solution by singular value decomposition") {
  Box const box = Box::triclinic({11, 12, 13}, -3, 2, 4);
  int const kind = GENERATE(0, 1, 2);
  Points before = kind == 0 ? random_points(box, 160, 5) : spaced_points(box, 120, 1.8, 5);
  if (kind == 2) before = crystal_points(box, 6);
  Box const box_after = box.with_edges(deformation * box.edges());
  auto const after = shaken(mapped(before, [](Vec3<double> r) { return deformation * r; }), 0.15, 6);
  auto const from = GENERATE(NeighborsFrom::reference, NeighborsFrom::current);
  double const cutoff = 5.0;
  auto const hoods = reference::neighborhoods(plain(before), plain(box), plain(after), plain(box_after),
                                              {true, true, true}, cutoff, 2, from == NeighborsFrom::current);
  auto const field =
      two_term_gradient(to_view(before), box, to_view(after), box_after, {.cutoff = cutoff, .neighbors = from});
  auto const affine =
      affine_fit(to_view(before), box, to_view(after), box_after, {.cutoff = cutoff, .neighbors = from});
  auto const F = host_mirror(field.F);
  auto const G = host_mirror(field.G);
  auto const residual = host_mirror(field.residual), condition = host_mirror(field.condition),
             d2min = host_mirror(affine.d2min);
  auto const count = host_mirror(field.neighbor_count);
  auto const status = host_mirror(field.status);
  for (std::size_t i = 0; i < before.size(); ++i) {
    REQUIRE(status(i) == Status::ok);
    REQUIRE(count(i) == int(hoods[i].before.size()));
    auto const expected = reference::svd_fit(hoods[i], 9, cutoff);
    // The estimate bounds the condition number of N = A^T A, the square of that of A.
    double const kappa = expected.condition * expected.condition;
    REQUIRE(condition(i) >= kappa * (1 - 1e-6));
    REQUIRE(condition(i) <= 81 * kappa * (1 + 1e-6));
    for (int k = 0; k < 3; ++k) {
      for (int a = 0; a < 3; ++a) REQUIRE_THAT(F(i, k, a), WithinAbs(expected.F(k, a), 1e-10 * expected.F.norm()));
      for (int p = 0; p < 6; ++p) REQUIRE_THAT(G(i, k, p), WithinAbs(expected.G(k, p), 1e-9 * expected.G.norm()));
    }
    REQUIRE_THAT(residual(i), WithinRel(expected.residual, 1e-9));
    REQUIRE(residual(i) <= d2min(i) * (1 + 1e-12));
  }
}

TEST_CASE("the order of the particles does not matter") {
  Box const box = Box::triclinic({10, 9, 11}, -4, 3, -2);
  auto const before = random_points(box, 120, 7);
  auto const after = shaken(before, 0.2, 8);
  std::vector<int> order(before.size());
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), std::mt19937(9));
  Points before_p, after_p;
  for (int i : order) {
    before_p.push_back(before[i]);
    after_p.push_back(after[i]);
  }
  auto const a = two_term_gradient(to_view(before), box, to_view(after), box, {.cutoff = 5.0});
  auto const b = two_term_gradient(to_view(before_p), box, to_view(after_p), box, {.cutoff = 5.0});
  auto const Ga = host_mirror(a.G), Gb = host_mirror(b.G);
  for (std::size_t n = 0; n < order.size(); ++n)
    for (int k = 0; k < 3; ++k)
      for (int p = 0; p < 6; ++p) REQUIRE_THAT(Gb(n, k, p), WithinAbs(Ga(order[n], k, p), 1e-11));
}

TEST_CASE("a mirror image of both configurations has the mirrored gradients") {
  Box const box = Box::triclinic({10, 9, 11}, -4, 3, -2);
  Mat3 const mirror{{{-1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
  auto const before = random_points(box, 120, 17);
  auto const after = shaken(before, 0.2, 18);
  auto const flip = [&](Vec3<double> r) { return mirror * r; };
  Box const mirrored = box.with_edges(mirror * box.edges());
  auto const a = two_term_gradient(to_view(before), box, to_view(after), box, {.cutoff = 5.0});
  auto const b = two_term_gradient(to_view(mapped(before, flip)), mirrored, to_view(mapped(after, flip)), mirrored,
                                   {.cutoff = 5.0});
  auto const Fa = host_mirror(a.F), Fb = host_mirror(b.F);
  auto const Ga = host_mirror(a.G), Gb = host_mirror(b.G);
  double const sign[3] = {-1, 1, 1};
  int const first[6] = {0, 1, 2, 0, 0, 1}, second[6] = {0, 1, 2, 1, 2, 2};
  for (int i = 0; i < 120; ++i)
    for (int k = 0; k < 3; ++k) {
      for (int c = 0; c < 3; ++c) REQUIRE_THAT(Fb(i, k, c), WithinAbs(sign[k] * sign[c] * Fa(i, k, c), 1e-11));
      for (int p = 0; p < 6; ++p)
        REQUIRE_THAT(Gb(i, k, p), WithinAbs(sign[k] * sign[first[p]] * sign[second[p]] * Ga(i, k, p), 1e-11));
    }
}

TEST_CASE("the error of G falls with the square of the spacing in a sine field") {
  // On a lattice every neighbourhood is symmetric, so the third derivatives do not enter G at all; the fourth do.
  auto const largest_error = [](int cells) {
    double const length = 10.0, spacing = length / cells, amplitude = 0.1, q = 2 * std::numbers::pi / length;
    Box const box = Box::orthogonal(length, length, length);
    Points before;
    for (int i = 0; i < cells * cells * cells; ++i)
      before.push_back({spacing * (i % cells), spacing * (i / cells % cells), spacing * (i / cells / cells)});
    auto const after = mapped(before, [&](Vec3<double> r) {
      return r + Vec3<double>{amplitude * std::sin(q * r.y), 0, amplitude * std::cos(q * r.x)};
    });
    auto const field = two_term_gradient(to_view(before), box, to_view(after), box, {.cutoff = 2.3 * spacing});
    auto const G = host_mirror(field.G);
    double error = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
      error = std::max(error, std::abs(G(i, 0, 1) + amplitude * q * q * std::sin(q * before[i].y)));
      error = std::max(error, std::abs(G(i, 2, 0) + amplitude * q * q * std::cos(q * before[i].x)));
      error = std::max(error, std::abs(G(i, 1, 3)));
    }
    return error;
  };
  double const coarse = largest_error(10), fine = largest_error(20);
  REQUIRE(coarse < 0.02);
  REQUIRE(coarse / fine > 3.7);
}

TEST_CASE("neighbourhoods that do not determine the second term are reported and leave zeros") {
  Box const box = Box::orthogonal(200, 200, 200, {}, {false, false, false});
  Points before;
  for (int i = 0; i < 25; ++i) before.push_back({double(i % 5), double(i / 5), 0.0});  // a plane
  for (int i = 0; i < 9; ++i)                                                          // eight neighbours each
    before.push_back({50.0 + 0.7 * (i % 3), 0.9 * (i / 3), 0.3 * (i % 2)});
  for (int i = 0; i < 14; ++i) before.push_back({100.0 + 0.4 * i, 0, 0});  // a line
  for (int i = 0; i < 12; ++i) before.push_back({150, 150, 150});          // all at one point
  // Vertices and centre of an octahedron, twice as large again: all on the axes, so that XY, XZ and YZ are 0 for all
  // neighbours.
  before.push_back({180, 180, 180});
  for (int d = 0; d < 3; ++d)
    for (double s : {-2.0, -1.0, 1.0, 2.0}) {
      Vec3<double> r{180, 180, 180};
      r[d] += s;
      before.push_back(r);
    }
  auto const after = shaken(before, 0.05, 18);
  auto const field = two_term_gradient(to_view(before), box, to_view(after), box, {.cutoff = 6.0});
  auto const status = host_mirror(field.status);
  auto const F = host_mirror(field.F);
  auto const G = host_mirror(field.G);
  auto const residual = host_mirror(field.residual), condition = host_mirror(field.condition);
  for (int i = 0; i < int(before.size()); ++i) {
    bool const few = i >= 25 && i < 34;
    REQUIRE(status(i) == (few ? Status::too_few_neighbors : Status::ill_conditioned));
    REQUIRE(residual(i) == 0);
    REQUIRE(F(i, 1, 1) == 0);
    REQUIRE(G(i, 2, 4) == 0);
    REQUIRE(std::isfinite(condition(i)));
  }
}

TEST_CASE("the limit on the condition number is the caller's") {
  Box const box = Box::orthogonal(10, 10, 10);
  auto const before = to_view(random_points(box, 100, 30));
  auto const condition = host_mirror(two_term_gradient(before, box, before, box, {.cutoff = 4.5}).condition);
  std::vector<double> sorted(condition.data(), condition.data() + 100);
  std::nth_element(sorted.begin(), sorted.begin() + 50, sorted.end());
  double const median = sorted[50];
  auto const strict = two_term_gradient(before, box, before, box, {.cutoff = 4.5, .max_condition = median});
  auto const status = host_mirror(strict.status);
  for (int i = 0; i < 100; ++i) REQUIRE(status(i) == (condition(i) <= median ? Status::ok : Status::ill_conditioned));
}

TEST_CASE("input that cannot be right is refused with its values") {
  using Catch::Matchers::ContainsSubstring;
  Box const box = Box::orthogonal(5, 5, 5);
  auto const good = to_view(random_points(box, 20, 22));
  REQUIRE_THROWS_WITH(two_term_gradient(good, box, good, box, {.cutoff = 0.0}), ContainsSubstring("cutoff 0"));
  REQUIRE_THROWS_WITH(two_term_gradient(good, box, good, box, {.cutoff = 2.0, .max_condition = 0.0}),
                      ContainsSubstring("max_condition 0"));
}

}  // namespace two_term_gradient_test
