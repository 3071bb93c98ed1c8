// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/strain/affine_fit.hpp>
#include <tektite/strain/displacement.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "support/test_configurations.hpp"

using namespace configurations;
using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Catch::Matchers::WithinRel;

TEST_CASE("wrapped positions follow the reference across the boundaries") {
  Box const box = Box::triclinic({10, 9, 11}, -4, 3, -2, {1, 2, 3});
  Mat3 shear = Mat3::identity();
  shear(0, 1) = 0.4;
  Box const sheared = box.with_edges(shear * box.edges());
  auto before = random_points(box, 200, 1);
  for (int i = 0; i < 200; i += 3) before[i] += box.translation({i % 2, -1, 2});  // some are unwrapped already
  // Affine relative to the cells' origins, plus motion of its own.
  auto const after =
      shaken(mapped(before, [&](Vec3<double> r) { return sheared.cartesian(box.fractional(r)); }), 0.3, 2);
  auto const wrapped = mapped(after, [&](Vec3<double> r) { return sheared.wrap(r); });
  auto const got = host_mirror(unwrap_like(Exec{}, to_view(before), box, to_view(wrapped), sheared));
  for (int i = 0; i < 200; ++i) REQUIRE(norm(got(i) - after[i]) < 1e-11);
}

TEST_CASE("axes that do not repeat are left alone") {
  Box const box = Box::orthogonal(10, 10, 10, {}, {true, true, false});
  auto const got =
      host_mirror(unwrap_like(Exec{}, to_view({{5, 5, 1}, {9.5, 1, 1}}), box, to_view({{5, 5, 9}, {0.5, 1, 1}}), box));
  REQUIRE(got(0) == Vec3<double>{5, 5, 9});
  REQUIRE(norm(got(1) - Vec3<double>{10.5, 1, 1}) < 1e-14);
}

TEST_CASE("a flipped cell is recognised by where its particles went") {
  Box const box = Box::orthogonal(10, 9, 11);
  auto const before = random_points(box, 300, 3);
  for (double const gamma : {0.3, 0.6, -0.7, 1.7}) {
    Mat3 shear = Mat3::identity();
    shear(0, 1) = gamma;
    Box const sheared = box.with_edges(shear * box.edges());
    auto const after = shaken(mapped(before, [&](Vec3<double> r) { return shear * r; }), 0.3, 4);
    // What a simulation would store: tilt brought within half a box length.
    double const turns = std::round(sheared.edges()(0, 1) / 10);
    Mat3 edges = sheared.edges();
    edges.col[1] -= turns * edges.col[0];
    Box const flipped = sheared.with_edges(edges);
    Box const matched = matching_box(Exec{}, to_view(before), box, to_view(after), flipped);
    for (int k = 0; k < 3; ++k) REQUIRE(norm(matched.edge(k) - sheared.edge(k)) < 1e-12);

    auto const expected =
        host_mirror(affine_fit(Exec{}, to_view(before), box, to_view(after), sheared, {.cutoff = 3.5}).d2min);
    auto const got =
        host_mirror(affine_fit(Exec{}, to_view(before), box, to_view(after), matched, {.cutoff = 3.5}).d2min);
    for (int i = 0; i < 300; ++i) REQUIRE_THAT(got(i), WithinRel(expected(i), 1e-9));
  }
}

TEST_CASE("a cell that was not flipped, or that cannot be judged, stays as it is") {
  Box const box = Box::triclinic({10, 9, 11}, 4, 3, -2);
  auto const before = random_points(box, 50, 5);
  Box const same = matching_box(Exec{}, to_view(before), box, to_view(shaken(before, 0.5, 6)), box);
  REQUIRE(same.edges() == box.edges());
  Points const line{{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {3, 0, 0}, {4, 0, 0}};
  REQUIRE(matching_box(Exec{}, to_view(line), box, to_view(line), box).edges() == box.edges());
  REQUIRE_THROWS_AS(matching_box(Exec{}, to_view(line), box, to_view(before), box), tektite::Error);
  REQUIRE_THROWS_AS(unwrap_like(Exec{}, to_view(line), box, to_view(before), box), tektite::Error);
}

TEST_CASE("a flipped cell is recognised without image flags, too") {
  Box const box = Box::triclinic({10, 9, 11}, 1, -2, 2, {1, 2, 3});
  auto const before = random_points(box, 300, 7);
  for (auto const& [xy, xz, yz] : {Vec3<double>{0.3, 0, 0}, {0.6, 0, 0}, {-0.8, 0, 0.7}, {1.4, -0.9, 0}, {0, 0, 0}}) {
    Mat3 shear = Mat3::identity();
    shear(0, 1) = xy;
    shear(0, 2) = xz;
    shear(1, 2) = yz;
    Box const sheared = box.with_edges(shear * box.edges());
    auto const after =
        shaken(mapped(before, [&](Vec3<double> r) { return sheared.cartesian(box.fractional(r)); }), 0.2, 8);
    // What a simulation would store: every tilt within half a box length, every particle in the cell.
    Mat3 edges = sheared.edges();
    edges.col[2] -= std::round(edges(1, 2) / edges(1, 1)) * edges.col[1];
    edges.col[2] -= std::round(edges(0, 2) / edges(0, 0)) * edges.col[0];
    edges.col[1] -= std::round(edges(0, 1) / edges(0, 0)) * edges.col[0];
    Box const flipped = sheared.with_edges(edges);
    auto const wrapped = mapped(after, [&](Vec3<double> r) { return flipped.wrap(r); });
    Box const found = least_motion_box(Exec{}, to_view(before), box, to_view(wrapped), flipped);
    for (int k = 0; k < 3; ++k) REQUIRE(norm(found.edge(k) - sheared.edge(k)) < 1e-12);
    auto const got = host_mirror(unwrap_like(Exec{}, to_view(before), box, to_view(wrapped), found));
    for (int i = 0; i < 300; ++i) REQUIRE(norm(got(i) - after[i]) < 1e-11);
  }
  Box const free = Box::orthogonal(10, 9, 11, {}, {true, false, true});
  REQUIRE(least_motion_box(Exec{}, to_view(before), free, to_view(before), free).edges() == free.edges());
  REQUIRE_THROWS_AS(least_motion_box(Exec{}, to_view(before), box, to_view({}), box), tektite::Error);
}
