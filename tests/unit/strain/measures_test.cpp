// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/strain/measures.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/test_configurations.hpp"

namespace measures_test {

using namespace configurations;
using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

TtgField<Memory> fit(Box const& box, Points const& before, Points const& after, Box const& box_after) {
  return two_term_gradient(Exec{}, to_view(before), box, to_view(after), box_after, {.cutoff = 5.0});
}

}  // namespace

TEST_CASE("homogeneous simple shear: one value everywhere, the same in both forms") {
  Box const box = Box::triclinic({10, 11, 12}, 1, -2, 3);
  Mat3 shear = Mat3::identity();
  shear(0, 1) = 0.30;
  auto const before = random_points(box, 150, 1);
  auto const field =
      fit(box, before, mapped(before, [&](Vec3<double> r) { return shear * r; }), box.with_edges(shear * box.edges()));
  double const expected = std::sqrt(2.0 / 3.0 * (0.045 + 2.0 / 3.0 * 0.045 * 0.045));
  for (auto const terms : {Terms::first, Terms::two}) {
    auto const measures = deformation_measures(Exec{}, field, {.terms = terms});
    auto const lambda = host_mirror(measures.effective_strain), xi_s = host_mirror(measures.shear),
               xi_d = host_mirror(measures.dilatation), xi_r = host_mirror(measures.rotation),
               eta = host_mirror(measures.strain_gradient);
    for (int i = 0; i < 150; ++i) {
      REQUIRE_THAT(lambda(i), WithinRel(expected, 1e-10));
      REQUIRE(xi_s(i) == lambda(i));
      REQUIRE(xi_d(i) < 1e-10);
      REQUIRE_THAT(xi_r(i), WithinRel(std::atan(0.15), 1e-10));
      REQUIRE(eta(i) < 1e-10);
    }
  }
}

TEST_CASE("rigid rotation of everything leaves no strain and no gradient") {
  Box const box = Box::triclinic({10, 11, 12}, 1, -2, 3);
  Mat3 const R = configurations::rotation({1, -2, 0.5}, 2.2);
  auto const before = random_points(box, 150, 2);
  auto const field =
      fit(box, before, mapped(before, [&](Vec3<double> r) { return R * r; }), box.with_edges(R * box.edges()));
  auto const measures = deformation_measures(Exec{}, field);
  auto const lambda = host_mirror(measures.effective_strain), xi_r = host_mirror(measures.rotation),
             eta = host_mirror(measures.strain_gradient);
  for (int i = 0; i < 150; ++i) {
    REQUIRE(lambda(i) < 1e-10);
    REQUIRE(eta(i) < 1e-10);
    REQUIRE_THAT(xi_r(i), WithinRel(2.2, 1e-10));
  }
}

TEST_CASE("rotating the deformed body leaves its strain, and its gradient in the corotated frame") {
  Box const box = Box::orthogonal(10, 11, 12);
  Mat3 const R = configurations::rotation({1, -2, 0.5}, 0.8);
  auto const before = random_points(box, 150, 3);
  auto const after = shaken(before, 0.1, 4);
  auto const turned = mapped(after, [&](Vec3<double> r) { return R * r; });
  MeasureOptions const corotated{.frame = GradientFrame::corotated};
  auto const a = deformation_measures(Exec{}, fit(box, before, after, box), corotated);
  auto const b = deformation_measures(Exec{}, fit(box, before, turned, box.with_edges(R * box.edges())), corotated);
  auto const lambda_a = host_mirror(a.effective_strain), lambda_b = host_mirror(b.effective_strain);
  auto const eta_a = host_mirror(a.strain_gradient), eta_b = host_mirror(b.strain_gradient);
  for (int i = 0; i < 150; ++i) {
    REQUIRE(eta_a(i) > 1e-3);
    REQUIRE_THAT(lambda_b(i), WithinRel(lambda_a(i), 1e-9));
    REQUIRE_THAT(eta_b(i), WithinRel(eta_a(i), 1e-9));
  }
}

TEST_CASE("mirrored and permuted input gives the same scalars") {
  Box const box = Box::triclinic({10, 9, 11}, -4, 3, -2);
  Mat3 const mirror{{{1, 0, 0}, {0, 1, 0}, {0, 0, -1}}};
  auto const before = random_points(box, 120, 5);
  auto const after = shaken(before, 0.2, 6);
  auto const flip = [&](Points points) {
    std::reverse(points.begin(), points.end());
    return mapped(points, [&](Vec3<double> r) { return mirror * r; });
  };
  Box const mirrored = box.with_edges(mirror * box.edges());
  auto const a = deformation_measures(Exec{}, fit(box, before, after, box));
  auto const b = deformation_measures(Exec{}, fit(mirrored, flip(before), flip(after), mirrored));
  auto const same = [](auto const& u, auto const& v) {
    auto const x = host_mirror(u), y = host_mirror(v);
    for (int i = 0; i < 120; ++i) REQUIRE_THAT(y(119 - i), WithinRel(x(i), 1e-9));
  };
  same(a.effective_strain, b.effective_strain);
  same(a.strain_gradient, b.strain_gradient);
  same(a.dilatation, b.dilatation);
  same(a.rotation, b.rotation);
}

TEST_CASE("fits that failed give zeros, inverted neighbourhoods have no rotation") {
  Box const box = Box::orthogonal(60, 60, 60, {}, {false, false, false});
  auto const cluster = random_points(Box::orthogonal(4, 4, 4), 40, 7);
  auto before = cluster;
  before.push_back({50, 50, 50});
  auto after = before;
  for (auto& r : after) r.x = 4 - r.x;  // a reflection
  auto const field = fit(box, before, after, box);
  auto const measures = deformation_measures(Exec{}, field);
  auto const status = host_mirror(measures.status);
  auto const lambda = host_mirror(measures.effective_strain), xi_d = host_mirror(measures.dilatation),
             xi_r = host_mirror(measures.rotation);
  REQUIRE(host_mirror(field.status)(0) == Status::ok);
  REQUIRE(status(0) == Status::inverted);
  REQUIRE_THAT(xi_d(0), WithinRel(2.0, 1e-9));
  REQUIRE(xi_r(0) == 0);
  REQUIRE(lambda(0) < 1e-9);
  REQUIRE(status(40) == Status::too_few_neighbors);
  REQUIRE(xi_d(40) == 0);
  auto const scale = mean_motions(Exec{}, measures);
  REQUIRE(scale.shear == 1);  // no particle has the status ok
  auto const motion = host_mirror(dominant_motion(Exec{}, measures, scale));
  REQUIRE(motion(0) == Motion::none);
}

TEST_CASE("the dominant motion is the largest of the three, over its scale") {
  Box const box = Box::orthogonal(11, 11, 11);
  auto const before = random_points(box, 150, 9);
  auto const measures = deformation_measures(Exec{}, fit(box, before, shaken(before, 0.1, 10), box));
  auto const s = host_mirror(measures.shear), d = host_mirror(measures.dilatation), r = host_mirror(measures.rotation);
  auto const scale = mean_motions(Exec{}, measures);
  double sum = 0;
  for (int i = 0; i < 150; ++i) sum += d(i);
  REQUIRE_THAT(scale.dilatation, WithinRel(sum / 150, 1e-13));
  auto const relative = host_mirror(dominant_motion(Exec{}, measures, scale));
  auto const plain = host_mirror(dominant_motion(Exec{}, measures, {1, 1, 1}));
  for (int i = 0; i < 150; ++i) {
    double const all[3] = {s(i), d(i), r(i)};
    REQUIRE(int(plain(i)) == 1 + int(std::max_element(all, all + 3) - all));
    double const over[3] = {s(i) / scale.shear, d(i) / scale.dilatation, r(i) / scale.rotation};
    REQUIRE(int(relative(i)) == 1 + int(std::max_element(over, over + 3) - over));
  }
  REQUIRE_THROWS_AS(dominant_motion(Exec{}, measures, {1, 0, 1}), tektite::Error);
}

TEST_CASE("fields whose Views differ in length are refused with the lengths") {
  using Catch::Matchers::ContainsSubstring;
  Box const box = Box::orthogonal(11, 11, 11);
  auto const before = random_points(box, 150, 9);
  auto field = fit(box, before, shaken(before, 0.1, 10), box);
  auto measures = deformation_measures(Exec{}, field);
  field.G = {};
  REQUIRE_THROWS_WITH(deformation_measures(Exec{}, field),
                      ContainsSubstring("deformation_measures: 0 G for 150 status"));
  field = {};
  REQUIRE(deformation_measures(Exec{}, field).shear.extent(0) == 0);
  measures.rotation = Kokkos::View<double*, Memory>("rotation", 7);
  REQUIRE_THROWS_WITH(mean_motions(Exec{}, measures), ContainsSubstring("mean_motions: 7 rotation for 150 status"));
  REQUIRE_THROWS_WITH(dominant_motion(Exec{}, measures, {1, 1, 1}),
                      ContainsSubstring("dominant_motion: 7 rotation for 150 status"));
}

}  // namespace measures_test
