// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/dynamics/velocities.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>

#include "support/lennard_jones.hpp"

namespace velocities_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;

namespace {

template <class View>
auto host(View const& view) {
  auto const copy = Kokkos::create_mirror(view);
  Kokkos::deep_copy(copy, view);
  return copy;
}

Kokkos::View<int*, Memory> every_third(std::size_t n) {
  Kokkos::View<int*, Memory> labels("labels", n);
  auto const h = Kokkos::create_mirror_view(labels);
  for (std::size_t i = 0; i < n; ++i) h(i) = i % 3 == 0;
  Kokkos::deep_copy(labels, h);
  return labels;
}

}  // namespace

TEST_CASE("velocities follow Maxwell and Boltzmann, for each mass") {
  auto const system = reference::fcc<Exec>(20, 3.56);
  draw_velocities(Exec{}, system, {.kelvin = 500, .seed = 11});
  auto const v = host(system.velocities);
  auto const types = host(system.types);
  double const masses[] = {63.5, 91.2};
  for (int type = 0; type < 2; ++type) {
    double const variance = units::boltzmann * 500 / (units::mass * masses[type]);
    double sum = 0, square = 0, fourth = 0, count = 0;
    for (std::size_t i = 0; i < system.size(); ++i) {
      if (types(i) != type) continue;
      for (int d = 0; d < 3; ++d, ++count) {
        double const x = v(i)[d] / std::sqrt(variance);
        sum += x;
        square += x * x;
        fourth += x * x * x * x;
      }
    }
    INFO("type " << type << ": " << sum / count << ' ' << square / count << ' ' << fourth / count);
    CHECK(std::abs(sum / count) < 4 / std::sqrt(count));
    CHECK(std::abs(square / count - 1) < 4 * std::sqrt(2 / count));
    CHECK(std::abs(fourth / count - 3) < 4 * std::sqrt(96 / count));
  }
}

TEST_CASE("a particle's velocity depends on its id and the seed, not on its index") {
  auto const a = reference::fcc<Exec>(3, 3.56), b = reference::fcc<Exec>(3, 3.56);
  std::size_t const n = a.size();
  auto const ids = Kokkos::create_mirror_view(b.ids);
  auto const types = Kokkos::create_mirror_view(b.types);
  auto const types_a = host(a.types);
  for (std::size_t i = 0; i < n; ++i) {
    ids(i) = std::int64_t(n - i);
    types(i) = types_a(n - 1 - i);
  }
  Kokkos::deep_copy(b.ids, ids);
  Kokkos::deep_copy(b.types, types);
  draw_velocities(Exec{}, a, {.kelvin = 500, .seed = 11});
  draw_velocities(Exec{}, b, {.kelvin = 500, .seed = 11});
  auto const va = host(a.velocities), vb = host(b.velocities);
  for (std::size_t i = 0; i < n; ++i) REQUIRE(va(i) == vb(n - 1 - i));
  draw_velocities(Exec{}, b, {.kelvin = 500, .seed = 12});
  CHECK_FALSE(host(b.velocities)(n - 1) == va(0));
  draw_velocities(Exec{}, b, {.kelvin = 500, .seed = 11, .stream = 1});
  CHECK_FALSE(host(b.velocities)(n - 1) == va(0));
}

TEST_CASE("groups are rescaled to their temperatures exactly, and others are not touched") {
  auto const system = reference::fcc<Exec>(5, 3.56);
  draw_velocities(Exec{}, system, {.kelvin = 300, .seed = 2});
  auto const labels = every_third(system.size());
  auto const before = host(system.velocities);
  set_temperature(Exec{}, system, 850, {labels, 1});
  auto const after = host(system.velocities);
  for (std::size_t i = 0; i < system.size(); ++i) {
    if (i % 3 != 0) REQUIRE(after(i) == before(i));
  }
  CHECK_THAT(temperature(Exec{}, system, {labels, 1}), WithinRel(850, 1e-13));
  set_temperature(Exec{}, system, 50, {labels, 0});
  CHECK_THAT(temperature(Exec{}, system, {labels, 1}), WithinRel(850, 1e-13));
  CHECK_THAT(temperature(Exec{}, system, {labels, 0}), WithinRel(50, 1e-13));
  // The same temperature from its definition, with literal units.
  auto const types = host(system.types);
  double twice = 0, count = 0;
  for (std::size_t i = 0; i < system.size(); i += 3, ++count)
    twice += 1.0364269e-4 * (types(i) == 0 ? 63.5 : 91.2) * dot(host(system.velocities)(i), host(system.velocities)(i));
  CHECK_THAT(twice / (3 * count * 8.617343e-5), WithinRel(850, 1e-12));
  // Less by the three degrees of freedom of a momentum that is conserved.
  CHECK_THAT(temperature(Exec{}, system, {labels, 1, 3}), WithinRel(850 * count / (count - 1), 1e-12));
}

TEST_CASE("remove_mean_velocity removes the momentum of a group and of no other particle") {
  auto const system = reference::fcc<Exec>(3, 3.56);
  draw_velocities(Exec{}, system, {.kelvin = 300, .seed = 2});
  auto const labels = every_third(system.size());
  remove_mean_velocity(Exec{}, system, {labels, 1});
  auto const v = host(system.velocities);
  auto const types = host(system.types);
  Vec3<double> inside{}, all{};
  for (std::size_t i = 0; i < system.size(); ++i) {
    Vec3<double> const p = (types(i) == 0 ? 63.5 : 91.2) * v(i);
    all += p;
    if (i % 3 == 0) inside += p;
  }
  CHECK(norm(inside) < 1e-9);
  CHECK(norm(all) > 1);
}

TEST_CASE("invalid temperatures and empty groups are refused") {
  auto const system = reference::fcc<Exec>(3, 3.56);
  auto const labels = every_third(system.size());
  CHECK_THROWS_WITH(draw_velocities(Exec{}, system, {.kelvin = -1, .seed = 1}), ContainsSubstring("temperature -1"));
  CHECK_THROWS_WITH(set_temperature(Exec{}, system, -1), ContainsSubstring("temperature -1"));
  CHECK_THROWS_WITH(set_temperature(Exec{}, system, 10), ContainsSubstring("is at rest"));
  CHECK_THROWS_WITH(temperature(Exec{}, system, {labels, 7}), ContainsSubstring("group 7 has 0 particles"));
  CHECK_THROWS_WITH(remove_mean_velocity(Exec{}, system, {labels, 7}), ContainsSubstring("no particles"));
}

TEST_CASE("labels and Views of another number of particles than the system's are refused") {
  auto const system = reference::fcc<Exec>(2, 3.56);
  std::string const n = std::to_string(system.size());
  Group<Exec::memory_space> const few{Kokkos::View<int*, Exec::memory_space>("labels", 5), 0};
  auto const about_labels = ContainsSubstring(": labels of 5 particles for " + n + " positions");
  CHECK_THROWS_WITH(kinetic_tensor(Exec{}, system, few), about_labels);
  CHECK_THROWS_WITH(temperature(Exec{}, system, few), about_labels);
  CHECK_THROWS_WITH(remove_mean_velocity(Exec{}, system, few), about_labels);
  CHECK_THROWS_WITH(draw_velocities(Exec{}, system, {.kelvin = 100, .seed = 1}, few), about_labels);
  CHECK_THROWS_WITH(scale_velocities(Exec{}, system, 2, few), about_labels);
  CHECK_THROWS_WITH(set_temperature(Exec{}, system, 100, few), about_labels);

  auto other = system;
  other.velocities = Kokkos::View<Vec3<double>*, Exec::memory_space>("velocities", 3);
  auto const about_velocities = ContainsSubstring(": 3 velocities for " + n + " positions");
  CHECK_THROWS_WITH(kinetic_tensor(Exec{}, other), about_velocities);
  CHECK_THROWS_WITH(remove_mean_velocity(Exec{}, other), about_velocities);
  CHECK_THROWS_WITH(draw_velocities(Exec{}, other, {.kelvin = 100, .seed = 1}), about_velocities);
  CHECK_THROWS_WITH(scale_velocities(Exec{}, other, 2), about_velocities);
  other = system;
  other.types = Kokkos::View<int*, Exec::memory_space>("types", 2);
  CHECK_THROWS_WITH(kinetic_tensor(Exec{}, other), ContainsSubstring("2 types for " + n));
  CHECK_THROWS_WITH(draw_velocities(Exec{}, other, {.kelvin = 100, .seed = 1}), ContainsSubstring("2 types for " + n));
  other = system;
  other.ids = {};
  CHECK_THROWS_WITH(draw_velocities(Exec{}, other, {.kelvin = 100, .seed = 1}), ContainsSubstring("0 ids for " + n));
  other = system;
  other.masses = {};
  CHECK_THROWS_WITH(remove_mean_velocity(Exec{}, other), ContainsSubstring("no masses"));
}

}  // namespace velocities_test
