// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/neighbors.hpp>
#include <tektite/order/chemical_order.hpp>
#include <tektite/voronoi.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "support/crystals.hpp"

namespace chemical_order_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

TEST_CASE("order of B2 by cutoff and by faces") {
  Exec const exec{};
  auto const bcc = configurations::body_centred(4);
  std::vector<int> types;
  for (std::size_t i = 0; i < bcc.points.size(); ++i) types.push_back(int(i % 2));
  auto const x = to_device(exec, bcc.points);
  auto const type = to_device(exec, types);
  auto const near = bonds_of(exec, x, bcc.box, build_neighbor_list(exec, x, bcc.box, {.cutoff = 0.9}));
  auto const first = chemical_order(exec, near, type, 2);
  CHECK(first.coordination(0, 1) == 8);
  CHECK(first.coordination(0, 0) == 0);
  CHECK(first.warren_cowley(0, 1) == -1);
  CHECK(first.warren_cowley(0, 0) == 1);
  auto const faces = chemical_order(exec, bonds_of(exec, x, bcc.box, voronoi(exec, x, bcc.box)), type, 2);
  CHECK(faces.coordination(1, 0) == 8);
  CHECK(faces.coordination(1, 1) == 6);
  CHECK(std::abs(faces.warren_cowley(1, 0) + 1.0 / 7) < 1e-14);
}

TEST_CASE("a random mixture has no order; chosen centers are those that count") {
  Exec const exec{};
  auto const fcc = configurations::face_centred(12);
  std::mt19937 random(2);
  std::vector<int> types, chosen;
  for (std::size_t i = 0; i < fcc.points.size(); ++i) {
    types.push_back(random() % 10 < 3 ? 1 : 0);
    chosen.push_back(i < 5);
  }
  auto const x = to_device(exec, fcc.points);
  auto const bonds = bonds_of(exec, x, fcc.box, build_neighbor_list(exec, x, fcc.box, {.cutoff = 0.8}));
  auto const order = chemical_order(exec, bonds, to_device(exec, types), 3);
  // 83 000 bonds: five standard deviations.
  for (int a = 0; a < 2; ++a)
    for (int b = 0; b < 2; ++b) CHECK(std::abs(order.warren_cowley(a, b)) < 0.05);
  CHECK(order.of_type[0] + order.of_type[1] == std::int64_t(types.size()));
  CHECK(order.coordination(2, 0) == 0);
  CHECK(order.warren_cowley(0, 2) == 0);
  CHECK(std::abs(order.coordination(0, 0) + order.coordination(0, 1) - 12) < 1e-12);
  auto const part = chemical_order(exec, bonds, to_device(exec, types), 2, to_device(exec, chosen));
  CHECK(part.centers[0] + part.centers[1] == 5);
  std::int64_t all = 0;
  for (auto const n : part.bonds) all += n;
  CHECK(all == 60);
  CHECK(part.of_type == std::vector<std::int64_t>{order.of_type[0], order.of_type[1]});
}

TEST_CASE("a rank reads the types of its ghosts") {
  Exec const exec{};
  auto const x = to_device<Vec3<double>>({{0, 0, 0}, {1, 0, 0}, {2, 0, 0}});
  WithGhosts const rank{1};
  auto const bonds = bonds_of(exec, x, rank, build_neighbor_list(exec, x, rank, {.cutoff = 2.5}));
  auto const order = chemical_order(exec, bonds, to_device<int>({0, 1, 1}), 2);
  CHECK(order.coordination(0, 1) == 2);
  CHECK(order.of_type == std::vector<std::int64_t>{1, 0});
}

TEST_CASE("types that do not fit are refused") {
  Exec const exec{};
  auto const fcc = configurations::face_centred(2);
  auto const x = to_device(exec, fcc.points);
  auto const bonds = bonds_of(exec, x, fcc.box, build_neighbor_list(exec, x, fcc.box, {.cutoff = 0.8}));
  auto const refused = [](auto const& call, char const* message) {
    CHECK_THROWS_MATCHES(call(), Error, MessageMatches(ContainsSubstring(message)));
  };
  auto const types = to_device(exec, std::vector<int>(32, 1));
  refused([&] { chemical_order(exec, bonds, types, 1); }, "types outside 0 to 0");
  refused([&] { chemical_order(exec, bonds, types, 0); }, "0 types");
  refused([&] { chemical_order(exec, bonds, to_device(exec, std::vector<int>(5)), 2); }, "5 types for 32");
  refused([&] { chemical_order(exec, bonds, types, 2, to_device(exec, std::vector<int>(3))); }, "marks of 3");
}

}  // namespace chemical_order_test
