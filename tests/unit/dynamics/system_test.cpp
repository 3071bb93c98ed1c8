// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/core/copy.hpp>
#include <tektite/dynamics/system.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

namespace system_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Catch::Matchers::ContainsSubstring;
using Vectors = std::vector<Vec3<double>>;

namespace {

System<Memory> make(Vectors const& x, std::vector<int> const& types, std::vector<double> const& masses,
                    Box const& box = Box::orthogonal(9, 9, 9)) {
  return make_system(Exec{}, std::span<Vec3<double> const>(x), std::span<int const>(types), box,
                     std::span<double const>(masses));
}

/// All arrays of a system, on the host.
struct Arrays {
  Vectors positions, velocities, forces;
  std::vector<Vec3<int>> images;
  std::vector<int> types;
  std::vector<std::int64_t> ids;

  explicit Arrays(System<Memory> const& s)
      : positions(to_host(s.positions)),
        velocities(to_host(s.velocities)),
        forces(to_host(s.forces)),
        images(to_host(s.images)),
        types(to_host(s.types)),
        ids(to_host(s.ids)) {}
};

template <class View, class T>
void fill(View const& view, std::vector<T> const& values) {
  Kokkos::deep_copy(view, to_device(values));
}

}  // namespace

TEST_CASE("a new system is at rest, and its ids count from 1") {
  Vectors const x{{1, 2, 3}, {-4, 5, 60}, {7, 8, 9}};
  auto const system = make(x, {1, 0, 1}, {63.5, 91.2});
  Arrays const a(system);
  CHECK(system.size() == 3);
  CHECK(system.box.edges() == Box::orthogonal(9, 9, 9).edges());
  CHECK(a.positions == x);
  CHECK(a.types == std::vector<int>{1, 0, 1});
  CHECK(a.ids == std::vector<std::int64_t>{1, 2, 3});
  CHECK(a.velocities == Vectors(3, Vec3<double>{}));
  CHECK(a.forces == Vectors(3, Vec3<double>{}));
  CHECK(a.images == std::vector<Vec3<int>>(3, Vec3<int>{}));
  CHECK(to_host(system.masses) == std::vector<double>{63.5, 91.2});
}

TEST_CASE("arrays that do not belong together are refused with their values") {
  std::vector<Vec3<double>> const x(2);
  std::vector<int> const types{0, 1};
  std::vector<double> const masses{1};
  CHECK_THROWS_WITH(make_system(Exec{}, std::span<Vec3<double> const>(x), std::span<int const>(types), Box{},
                                std::span<double const>(masses)),
                    ContainsSubstring("particle 1 has type 1"));
  CHECK_THROWS_WITH(make({}, {}, {1}), ContainsSubstring("no particles"));
  CHECK_THROWS_WITH(make({{1, 1, 1}}, {0, 0}, {1}), ContainsSubstring("1 positions, but 2 types"));
  CHECK_THROWS_WITH(make({{1, 1, 1}}, {-1}, {1}), ContainsSubstring("particle 0 has type -1"));
  CHECK_THROWS_WITH(make({{1, 1, 1}}, {0}, {1, 0}), ContainsSubstring("mass 0 of type 1"));
  CHECK_THROWS_WITH(make({{1, 1, 1}}, {0}, {std::numeric_limits<double>::infinity()}), ContainsSubstring("mass inf"));
}

TEST_CASE("every array of a system is put into spatial order, and back") {
  int const n = 500;
  Box const box = Box::triclinic({9, 8, 7}, 2, -1, 3);
  std::mt19937 random(3);
  std::uniform_real_distribution<double> uniform(-1, 2);
  Vectors x(n), v(n), f(n);
  std::vector<Vec3<int>> images(n);
  std::vector<int> types(n);
  for (int i = 0; i < n; ++i) {
    x[i] = box.cartesian({uniform(random), uniform(random), uniform(random)});
    v[i] = {uniform(random), 1.0 * i, 0};
    f[i] = {-1.0 * i, uniform(random), 0};
    images[i] = {i, -i, 2 * i};
    types[i] = i % 3;
  }
  auto const system = make(x, types, {1, 2, 3}, box);
  fill(system.velocities, v);
  fill(system.forces, f);
  fill(system.images, images);
  auto const order = spatial_order(Exec{}, system.positions, box);
  auto const particle = to_host(order.particle);
  reorder(Exec{}, order, system);
  Arrays const sorted(system);
  std::size_t moved = 0;
  for (std::size_t k = 0; k < std::size_t(n); ++k) {
    auto const i = std::size_t(particle[k]);
    moved += i != k;
    REQUIRE((sorted.positions[k] == x[i] && sorted.velocities[k] == v[i] && sorted.forces[k] == f[i]));
    REQUIRE((sorted.images[k] == images[i] && sorted.types[k] == types[i] && sorted.ids[k] == std::int64_t(i) + 1));
  }
  CHECK(moved > 400);
  restore(Exec{}, order, system);
  Arrays const back(system);
  CHECK(back.positions == x);
  CHECK(back.velocities == v);
  CHECK(back.forces == f);
  CHECK(back.images == images);
  CHECK(back.types == types);
  for (int i = 0; i < n; ++i) REQUIRE(back.ids[i] == i + 1);
  auto const other = make({{1, 1, 1}}, {0}, {1});
  CHECK_THROWS_AS(reorder(Exec{}, order, other), Error);
  CHECK_THROWS_AS(restore(Exec{}, order, other), Error);
}

TEST_CASE("wrap counts the edges that it moves particles by, and unwrap adds them again") {
  // Edges (4, 0, 0), (1, 5, 0), (-2, 3, 6); the second axis is not periodic.
  Box const box = Box::triclinic({4, 5, 6}, 1, -2, 3, {1, 2, 3}, {true, false, true});
  int const n = 200;
  std::mt19937 random(8);
  std::uniform_real_distribution<double> uniform(0.01, 0.99);
  std::uniform_int_distribution<int> edges(-3, 3);
  Vectors inside(n), x(n), path(n);
  std::vector<Vec3<int>> before(n), after(n);
  for (int i = 0; i < n; ++i) {
    double const a = uniform(random), b = uniform(random), c = uniform(random);
    inside[i] = {1 + 4 * a + b - 2 * c, 2 + 5 * b + 3 * c, 3 + 6 * c};
    int const s = edges(random), t = edges(random);
    x[i] = inside[i] + Vec3<double>{4.0 * s - 2.0 * t, 3.0 * t, 6.0 * t};
    before[i] = {edges(random), edges(random), edges(random)};
    after[i] = before[i] + Vec3<int>{s, 0, t};
    path[i] = inside[i] + Vec3<double>{4.0 * after[i].x + after[i].y - 2.0 * after[i].z,
                                       5.0 * after[i].y + 3.0 * after[i].z, 6.0 * after[i].z};
  }
  auto const system = make(x, std::vector<int>(n, 0), {1}, box);
  fill(system.images, before);
  Kokkos::View<Vec3<double>*, Memory> const out("out", n);
  unwrap(Exec{}, system, out);
  auto const as_given = to_host(out);
  wrap(Exec{}, system);
  unwrap(Exec{}, system, out);
  auto const wrapped = to_host(system.positions), unwrapped = to_host(out);
  CHECK(to_host(system.images) == after);
  for (int i = 0; i < n; ++i) {
    REQUIRE(norm(wrapped[i] - inside[i]) < 1e-12);
    REQUIRE(norm(as_given[i] - path[i]) < 1e-12);
    REQUIRE(norm(unwrapped[i] - path[i]) < 1e-12);
  }
  CHECK_THROWS_WITH(unwrap(Exec{}, system, Kokkos::View<Vec3<double>*, Memory>("few", 3)),
                    ContainsSubstring("room for 3 of 200"));
}

TEST_CASE("a system whose Views differ in length is refused with the lengths") {
  auto const whole = make(Vectors(4), {0, 0, 0, 0}, {1});
  auto system = whole;
  system.images = Kokkos::View<Vec3<int>*, Memory>("images", 3);
  CHECK_THROWS_WITH(wrap(Exec{}, system), ContainsSubstring("wrap: 3 images for 4 positions"));
  CHECK_THROWS_WITH(unwrap(Exec{}, system, whole.forces), ContainsSubstring("unwrap: 3 images for 4 positions"));
}

}  // namespace system_test
