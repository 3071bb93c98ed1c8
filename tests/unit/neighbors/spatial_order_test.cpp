// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/core/copy.hpp>
#include <tektite/dynamics/system.hpp>
#include <tektite/eam.hpp>
#include <tektite/io/read_configuration.hpp>
#include <tektite/io/read_setfl.hpp>
#include <tektite/neighbors/spatial_order.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

namespace spatial_order_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Points = std::vector<Vec3<double>>;
using Catch::Matchers::ContainsSubstring;

namespace {

Points random_points(std::size_t n, Box const& box, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(-0.7, 1.6);
  Points points(n);
  for (auto& r : points) r = box.cartesian({uniform(random), uniform(random), uniform(random)});
  return points;
}

std::vector<int> order_of(Points const& points, Box const& box) {
  return to_host(spatial_order(Exec{}, to_device(Exec{}, points), box).particle);
}

std::vector<int> shuffled(int n, unsigned seed) {
  std::vector<int> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), std::mt19937(seed));
  return order;
}

template <class T>
bool same_bytes(std::vector<T> const& a, std::vector<T> const& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

}  // namespace

TEST_CASE("a cubic lattice in random order comes in the order of Morton's curve") {
  int const edge = 16;
  auto const at = shuffled(edge * edge * edge, 1);
  Points points;
  for (int const n : at) points.push_back({n % edge + 0.5, n / edge % edge + 0.5, n / edge / edge + 0.5});
  auto const order = order_of(points, Box::orthogonal(edge, edge, edge));
  std::vector<int> found, expected;
  for (int const i : order) found.push_back(at[i]);
  for (int k = 0; k < edge * edge * edge; ++k) {
    int lattice[3] = {};
    for (int bit = 0; bit < 12; ++bit) lattice[bit % 3] |= (k >> bit & 1) << bit / 3;
    expected.push_back(lattice[0] + edge * (lattice[1] + edge * lattice[2]));
  }
  REQUIRE(found == expected);
}

TEST_CASE("spatial order is a permutation, wherever the particles are") {
  int const n = GENERATE(0, 1, 2, 33, 5000);
  Box const boxes[] = {Box::orthogonal(10, 20, 3), Box::triclinic({10, 12, 9}, 6, -5, 7),
                       Box(Mat3{{{9, 1, 0}, {-2, 8, 3}, {4, 0, 11}}}, {1, 2, 3}, {true, false, false})};
  for (Box const& box : boxes) {
    auto order = order_of(random_points(n, box, 3), box);
    REQUIRE(int(order.size()) == n);
    std::sort(order.begin(), order.end());
    for (int i = 0; i < n; ++i) REQUIRE(order[i] == i);
  }
}

TEST_CASE("particles at one position keep their order, and so do those on a line") {
  Box const box = Box::orthogonal(8, 8, 8);
  std::vector<int> all(1000);
  std::iota(all.begin(), all.end(), 0);
  CHECK(order_of(Points(1000, {1, 2, 3}), box) == all);
  Points line;
  for (int i = 0; i < 1000; ++i) line.push_back({1, 0.0078125 * i, 3});
  CHECK(order_of(line, box) == all);
}

TEST_CASE("particles moved to other images have the same order") {
  Box const box = Box::orthogonal(8, 8, 16);
  std::mt19937 random(4);
  Points points;
  for (int i = 0; i < 3000; ++i)
    points.push_back({(random() % 512) / 64.0, (random() % 512) / 64.0, (random() % 1024) / 64.0});
  Points moved = points;
  for (auto& r : moved) r += Vec3<double>{8.0 * int(random() % 5) - 16, 8.0 * int(random() % 3), -16.0};
  REQUIRE(order_of(points, box) == order_of(moved, box));
}

TEST_CASE("neighbours in space are close in memory") {
  int const n = 20000;
  Box const box = Box::orthogonal(20, 20, 20);
  auto const points = random_points(n, box, 5);
  auto const order = order_of(points, box);
  double sum = 0;
  for (int k = 1; k < n; ++k) sum += norm(box.wrap(points[order[k]]) - box.wrap(points[order[k - 1]]));
  // The volume per particle is a cube of edge 0.74. Steps along the curve are about as long, except for its jumps; in
  // random order their mean is 13 (0.66 of the edge of the box).
  REQUIRE(sum / n < 2.0);
}

TEST_CASE("reordered arrays of any kind come back with the same bits") {
  int const n = 2500;
  Box const box = Box::triclinic({10, 12, 9}, 6, -5, 7);
  auto const points = random_points(n, box, 6);
  Exec const exec;
  auto const x = to_device(exec, points);
  auto const order = spatial_order(exec, x, box);
  auto const particle = to_host(order.particle);
  std::vector<int> const numbers = shuffled(n, 7);
  auto const types = to_device(exec, numbers);
  Kokkos::View<double* [3], Kokkos::LayoutLeft, Exec> const left("left", n);
  Kokkos::View<float**, Kokkos::LayoutRight, Exec> const right("right", n, 4);
  Kokkos::parallel_for(
      "fill", Kokkos::RangePolicy<Exec>(0, n), KOKKOS_LAMBDA(int i) {
        for (int d = 0; d < 3; ++d) left(i, d) = 3 * i + d;
        for (int d = 0; d < 4; ++d) right(i, d) = float(4 * i + d);
      });
  reorder(exec, order, x);
  reorder(exec, order, types);
  reorder(exec, order, left);
  reorder(exec, order, right);
  exec.fence();
  auto const x_host = to_host(x);
  auto const types_host = to_host(types);
  auto const left_host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, left);
  auto const right_host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, right);
  for (int k = 0; k < n; ++k) {
    int const i = particle[k];
    REQUIRE(x_host[k] == points[i]);
    REQUIRE(types_host[k] == numbers[i]);
    REQUIRE(left_host(k, 2) == 3 * i + 2);
    REQUIRE(right_host(k, 3) == float(4 * i + 3));
  }
  restore(exec, order, x);
  restore(exec, order, types);
  restore(exec, order, left);
  restore(exec, order, right);
  exec.fence();
  REQUIRE(same_bytes(to_host(x), points));
  REQUIRE(same_bytes(to_host(types), numbers));
  auto const left_back = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, left);
  auto const right_back = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, right);
  for (int i = 0; i < n; ++i) {
    for (int d = 0; d < 3; ++d) REQUIRE(left_back(i, d) == 3 * i + d);
    for (int d = 0; d < 4; ++d) REQUIRE(right_back(i, d) == float(4 * i + d));
  }
}

TEST_CASE("forces follow the particles of a reordered system, and come back with it") {
  auto const glass = io::read_configuration(std::string(TEKTITE_SOURCE_DIR) + "/data/glass_cuzr_13500.xyz.gz");
  Exec const exec;
  EamForces<Exec> eam(exec, io::read_setfl(std::string(TEKTITE_SOURCE_DIR) + "/data/Cu-Zr_4.eam.fs.gz"), {"Cu", "Zr"});
  auto const system = make_system(exec, std::span<Vec3<double> const>(glass.positions),
                                  std::span<int const>(glass.types), glass.box, std::span<double const>(eam.masses()));
  auto const compute = [&] {
    auto const list = build_neighbor_list(exec, system.positions, system.box, {.cutoff = eam.cutoff()});
    eam.compute(system.positions, system.types, system.box, list, system.forces);
    return eam.energy();
  };
  double const energy = compute();
  auto const forces = to_host(system.forces);
  auto const order = spatial_order(exec, system.positions, system.box);
  reorder(exec, order, system);
  CHECK(std::abs(compute() - energy) < 1e-12 * std::abs(energy));
  auto const ids = to_host(system.ids);
  auto const particle = to_host(order.particle);
  for (std::size_t k = 0; k < ids.size(); ++k) REQUIRE(ids[k] == particle[k] + 1);
  restore(exec, order, system);
  REQUIRE(same_bytes(to_host(system.positions), glass.positions));
  REQUIRE(same_bytes(to_host(system.types), glass.types));
  auto const again = to_host(system.forces);
  for (std::size_t i = 0; i < forces.size(); ++i) REQUIRE(norm(again[i] - forces[i]) < 1e-11);
}

TEST_CASE("wrong input of spatial orders is refused with its values") {
  Exec const exec;
  Box const box = Box::orthogonal(10, 10, 10);
  Points points(5, {1, 2, 3});
  auto const order = spatial_order(exec, to_device(exec, points), box);
  Kokkos::View<int*, Exec> const four("four", 4);
  CHECK_THROWS_WITH(reorder(exec, order, four), ContainsSubstring("reorder: 4 values for 5 particles"));
  CHECK_THROWS_WITH(restore(exec, order, four), ContainsSubstring("restore: 4 values for 5 particles"));
  points[3].y = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(spatial_order(exec, to_device(exec, points), box), ContainsSubstring("particle 3"));
}

}  // namespace spatial_order_test
