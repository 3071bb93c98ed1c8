// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/stats/detail/sphere_kernel.hpp>
#include <tektite/stats/stress_field.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "support/host_mirror.hpp"

namespace stress_field_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
using Points = std::vector<Vec3<double>>;
using List = NeighborList<Memory>;

namespace {

double const cutoff = 2.5;

/// (dE/dr) / r of any pair: enough that it is smooth and has both signs.
double force_of(double r) { return std::cos(3 * r) * (cutoff - r); }

/// Particles, and points where fields are wanted.
struct Sample {
  Box box;
  Points positions, velocities, points;
  std::vector<int> types;
  std::vector<double> masses{1.5, 0.25};
};

Sample random_sample(Box const& box, int n, int points) {
  std::mt19937_64 random(8);
  std::uniform_real_distribution<double> uniform(-1, 2);
  Sample s{.box = box, .positions = {}, .velocities = {}, .points = {}, .types = {}};
  for (int i = 0; i < n; ++i) {
    s.positions.push_back(box.cartesian({uniform(random), uniform(random), uniform(random)}));
    s.velocities.push_back({uniform(random), uniform(random), uniform(random)});
    s.types.push_back(i % 2);
  }
  for (int i = 0; i < points; ++i)
    s.points.push_back(box.cartesian({uniform(random), uniform(random), uniform(random)}));
  return s;
}

/// `force_of` for each entry of a list.
template <class D>
Kokkos::View<double*, Memory> forces_of(Points const& positions, D const& domain, List const& list) {
  Exec const exec;
  auto const x = to_host(exec, site_positions(exec, to_device(exec, positions), domain, list.sites));
  auto const offsets = to_host(exec, list.offsets);
  auto const neighbors = to_host(exec, list.neighbors);
  std::vector<double> forces;
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i)
    for (auto k = offsets[i]; k < offsets[i + 1]; ++k)
      forces.push_back(force_of(norm(x[std::size_t(neighbors[std::size_t(k)])] - x[i])));
  return to_device(exec, forces);
}

struct Fields {
  std::vector<double> density;
  Points momentum;
  std::vector<std::array<double, 6>> flux, contact, stress;
};

std::vector<std::array<double, 6>> tensors(Kokkos::View<double* [6], Memory> const& view) {
  auto const host = configurations::host_mirror(view);
  std::vector<std::array<double, 6>> out(host.extent(0));
  for (std::size_t i = 0; i < out.size(); ++i)
    for (std::size_t k = 0; k < 6; ++k) out[i][k] = host(i, k);
  return out;
}

/// \param sites positions, and those of ghosts for `WithGhosts`
template <class D>
Fields measure(Sample const& s, Points const& sites, D const& domain, double radius) {
  Exec const exec;
  auto const x = to_device(exec, sites);
  auto const list = build_neighbor_list(exec, x, domain, {.cutoff = cutoff});
  auto const field =
      stress_field(exec, to_device(exec, s.points), x, to_device(exec, s.velocities), to_device(exec, s.types), domain,
                   to_device(exec, s.masses), list, forces_of(sites, domain, list), radius);
  return {to_host(exec, field.density), to_host(exec, field.momentum), tensors(field.flux), tensors(field.contact),
          tensors(stress_of(exec, field))};
}

Fields measure(Sample const& s, double radius) { return measure(s, s.positions, s.box, radius); }

double kernel(double r, double radius) {
  double const u = 1 - r * r / (radius * radius);
  return u > 0 ? 315 / (64 * std::numbers::pi * std::pow(radius, 3)) * u * u * u : 0;
}

std::array<double, 6> product(Vec3<double> v) {
  return {v.x * v.x, v.y * v.y, v.z * v.z, v.x * v.y, v.x * v.z, v.y * v.z};
}

/// By the definition: all pairs and images, the integral along the line by 400 steps of Simpson's rule.
Fields by_definition(Sample const& s, double radius) {
  std::size_t const count = s.points.size();
  Fields f{std::vector<double>(count), Points(count), {}, {}, {}};
  f.flux.resize(count), f.contact.resize(count), f.stress.resize(count);
  int const images = 3;
  for (std::size_t p = 0; p < count; ++p) {
    for (std::size_t i = 0; i < s.positions.size(); ++i) {
      Vec3<double> const nearest = s.box.wrap(s.positions[i] - s.points[p] + s.box.origin()) - s.box.origin();
      for (int n = 0; n < 343; ++n) {
        Vec3<double> const a = nearest + s.box.translation({n % 7 - images, n / 7 % 7 - images, n / 49 - images});
        if (norm(a) > radius + cutoff) continue;
        double const m = s.masses[std::size_t(s.types[i])], w = m * kernel(norm(a), radius);
        f.density[p] += w;
        f.momentum[p] += w * s.velocities[i];
        for (std::size_t k = 0; k < 6; ++k) f.flux[p][k] += w * product(s.velocities[i])[k];
        for (std::size_t j = 0; j < s.positions.size(); ++j) {
          Vec3<double> const other = s.box.wrap(s.positions[j] - s.positions[i] + s.box.origin()) - s.box.origin();
          for (int q = 0; q < 343; ++q) {
            Vec3<double> const d = other + s.box.translation({q % 7 - images, q / 7 % 7 - images, q / 49 - images});
            if (norm(d) > cutoff || norm(d) == 0) continue;
            double line = 0;
            int const steps = 400;
            for (int k = 0; k <= steps; ++k)
              line += (k == 0 || k == steps ? 1
                       : k % 2 == 1         ? 4
                                            : 2) *
                      kernel(norm(a + (double(k) / steps) * d), radius);
            for (std::size_t k = 0; k < 6; ++k)
              f.contact[p][k] += 0.5 * force_of(norm(d)) * product(d)[k] * line / (3 * steps);
          }
        }
      }
    }
    for (std::size_t k = 0; k < 6; ++k)
      f.stress[p][k] =
          f.contact[p][k] - f.flux[p][k] + (f.density[p] > 0 ? product(f.momentum[p])[k] / f.density[p] : 0);
  }
  return f;
}

void require_equal(std::vector<std::array<double, 6>> const& a, std::vector<std::array<double, 6>> const& b,
                   double allowed) {
  REQUIRE(a.size() == b.size());
  for (std::size_t p = 0; p < a.size(); ++p)
    for (std::size_t k = 0; k < 6; ++k) REQUIRE(std::abs(a[p][k] - b[p][k]) < allowed);
}

}  // namespace

TEST_CASE("the kernel has the integral one, and its mean along a line is exact") {
  detail::SphereKernel const phi(1.7);
  double sum = 0;
  int const steps = 2000;
  for (int k = 0; k < steps; ++k) {
    double const r = 1.7 * (k + 0.5) / steps;
    sum += 4 * std::numbers::pi * r * r * phi(r * r) * 1.7 / steps;
  }
  CHECK(std::abs(sum - 1) < 1e-9);
  // A line through the centre, within the sphere: integral of (1 - x^2 / R^2)^3.
  double const x = 1.2, u = x / 1.7;
  double const exact = phi(0) * (u - u * u * u + 0.6 * std::pow(u, 5) - std::pow(u, 7) / 7) / u;
  CHECK(std::abs(phi.along({0, 0, 0}, {x, 0, 0}) - exact) < 1e-14);
  CHECK(std::abs(phi.along({-x, 0, 0}, {2 * x, 0, 0}) - exact) < 1e-14);
  // Beyond the sphere it adds nothing; behind the end of the line it is not seen.
  CHECK(std::abs(phi.along({0, 0, 0}, {17, 0, 0}) - 16 * phi(0) / 35 / 10) < 1e-14);
  CHECK(phi.along({1.8, 0, 0}, {5, 0, 0}) == 0);
  CHECK(phi.along({-2, 1.71, 0}, {4, 0, 0}) == 0);
  CHECK(phi.along({0.3, 0, 0}, {0, 0, 0}) == phi(0.09));
}

TEST_CASE("fields are those of the definition, in every kind of box, also thinner than the cutoff") {
  auto const box = GENERATE(Box::orthogonal(4, 5, 6, {1, -2, 3}), Box::triclinic({4, 5, 4}, 2.1, -1.2, 1.7),
                            Box::orthogonal(2.1, 4, 6));
  double const radius = GENERATE(0.8, 2.2);
  auto const s = random_sample(box, 24, 6);
  auto const expected = by_definition(s, radius), measured = measure(s, radius);
  for (std::size_t p = 0; p < s.points.size(); ++p) {
    REQUIRE(std::abs(measured.density[p] - expected.density[p]) < 1e-12);
    REQUIRE(norm(measured.momentum[p] - expected.momentum[p]) < 1e-12);
  }
  require_equal(measured.flux, expected.flux, 1e-12);
  require_equal(measured.contact, expected.contact,
                1e-5);  // the error of Simpson's rule where a line enters the sphere
  require_equal(measured.stress, expected.stress, 1e-5);
}

TEST_CASE("the mean of a field over space is the sum over the particles") {
  Exec const exec;
  auto s = random_sample(Box::orthogonal(4, 4, 4), 20, 0);
  auto const x = to_device(exec, s.positions);
  auto const list = build_neighbor_list(exec, x, s.box, {.cutoff = cutoff});
  auto const forces = to_host(exec, forces_of(s.positions, s.box, list));
  auto const sites = to_host(exec, site_positions(exec, x, s.box, list.sites));
  auto const offsets = to_host(exec, list.offsets);
  auto const neighbors = to_host(exec, list.neighbors);
  double mass = 0;
  std::array<double, 6> sum{};
  for (std::size_t i = 0; i < s.positions.size(); ++i) {
    mass += s.masses[std::size_t(s.types[i])];
    for (auto k = std::size_t(offsets[i]); k < std::size_t(offsets[i + 1]); ++k)
      for (std::size_t c = 0; c < 6; ++c)
        sum[c] += 0.5 * forces[k] * product(sites[std::size_t(neighbors[k])] - sites[i])[c];
  }
  double error[2];
  for (int fine = 0; fine < 2; ++fine) {
    int const n = fine == 0 ? 5 : 20;
    s.points.clear();
    for (int i = 0; i < n * n * n; ++i)
      s.points.push_back({4.0 * (i % n) / n, 4.0 * (i / n % n) / n, 4.0 * (i / n / n) / n});
    auto const field = measure(s, 1.9);
    double density = 0;
    std::array<double, 6> mean{};
    for (std::size_t p = 0; p < s.points.size(); ++p) {
      density += field.density[p] / double(n * n * n);
      for (std::size_t c = 0; c < 6; ++c) mean[c] += field.contact[p][c] / double(n * n * n);
    }
    error[fine] = std::abs(density - mass / 64) / (mass / 64);
    for (std::size_t c = 0; c < 6; ++c) error[fine] = std::max(error[fine], std::abs(mean[c] - sum[c] / 64));
  }
  CAPTURE(error[0], error[1]);
  CHECK(error[1] < 2e-4);
  CHECK(error[1] < error[0] / 16);
}

TEST_CASE("a flow of all particles gives no stress") {
  auto s = random_sample(Box::orthogonal(4, 4, 4), 40, 9);
  auto const rest = [&] {
    auto still = s;
    for (auto& v : still.velocities) v = {};
    return measure(still, 2);
  }();
  for (auto& v : s.velocities) v = {3, -2, 0.5};
  auto const flow = measure(s, 2);
  require_equal(flow.stress, rest.stress, 1e-12);
  for (std::size_t p = 0; p < s.points.size(); ++p)
    CHECK(norm((1 / flow.density[p]) * flow.momentum[p] - Vec3<double>{3, -2, 0.5}) < 1e-13);
}

TEST_CASE("fields of ranks with ghosts add up to the field") {
  Exec const exec;
  auto s = random_sample(Box::orthogonal(5, 5, 5, {}, {false, false, false}), 60, 7);
  double const radius = 1.3;
  auto const whole = measure(s, radius);
  Fields sum;
  for (int rank = 0; rank < 2; ++rank) {
    Sample part{.box = s.box, .positions = {}, .velocities = {}, .points = s.points, .types = {}};
    Points ghosts;
    for (std::size_t i = 0; i < s.positions.size(); ++i) {
      if (int(s.positions[i].x > 2.5) == rank) {
        part.positions.push_back(s.positions[i]);
        part.velocities.push_back(s.velocities[i]);
        part.types.push_back(s.types[i]);
      } else {
        ghosts.push_back(s.positions[i]);
      }
    }
    WithGhosts const domain{.owned = part.positions.size(), .reach = cutoff};
    auto sites = part.positions;
    sites.insert(sites.end(), ghosts.begin(), ghosts.end());
    auto const field = measure(part, sites, domain, radius);
    if (rank == 0) {
      sum = field;
      continue;
    }
    for (std::size_t p = 0; p < s.points.size(); ++p) {
      REQUIRE(std::abs(sum.density[p] + field.density[p] - whole.density[p]) < 1e-12);
      for (std::size_t k = 0; k < 6; ++k) {
        REQUIRE(std::abs(sum.contact[p][k] + field.contact[p][k] - whole.contact[p][k]) < 1e-12);
        REQUIRE(std::abs(sum.flux[p][k] + field.flux[p][k] - whole.flux[p][k]) < 1e-12);
      }
    }
  }
}

TEST_CASE("fields of what does not fit are refused") {
  Exec const exec;
  auto const s = random_sample(Box::orthogonal(5, 5, 5), 10, 2);
  auto const x = to_device(exec, s.positions), v = to_device(exec, s.velocities), points = to_device(exec, s.points);
  auto const types = to_device(exec, s.types);
  auto const masses = to_device(exec, s.masses);
  auto const list = build_neighbor_list(exec, x, s.box, {.cutoff = cutoff});
  auto const half = build_neighbor_list(exec, x, s.box, {.cutoff = cutoff, .half = true});
  auto const forces = forces_of(s.positions, s.box, list);
  auto const few = to_device(exec, Points(3));
  auto const refused = [](auto const& call, char const* message) {
    CHECK_THROWS_MATCHES(call(), Error, MessageMatches(ContainsSubstring(message)));
  };
  refused([&] { stress_field(exec, points, x, v, types, s.box, masses, list, forces, 0); }, "radius 0");
  refused([&] { stress_field(exec, points, x, v, types, s.box, masses, half, forces, 1); }, "not a half one");
  refused([&] { stress_field(exec, points, x, v, types, s.box, masses, list, {}, 1); }, "0 forces of pairs");
  refused([&] { stress_field(exec, points, x, few, types, s.box, masses, list, forces, 1); }, "3 velocities for 10");
  refused([&] { stress_field(exec, points, x, v, to_device(exec, std::vector{0}), s.box, masses, list, forces, 1); },
          "1 types for 10");
  refused([&] { stress_field(exec, points, x, v, types, s.box, {}, list, forces, 1); }, "no masses");
  refused([&] { stress_field(exec, points, few, v, types, s.box, masses, list, forces, 1); }, "but the list has 10");
  auto const nowhere = to_device(exec, Points{{NAN, 0, 0}});
  refused([&] { stress_field(exec, nowhere, x, v, types, s.box, masses, list, forces, 1); }, "is not a finite point");
  // Without velocities they are zero; without particles all is.
  auto const none = to_device(exec, Points{});
  auto const still = stress_field(exec, points, x, none, types, s.box, masses, list, forces, 1);
  CHECK(norm(to_host(exec, still.momentum)[0]) == 0);
  refused(
      [&] {
        auto changed = still;
        changed.flux = {};
        stress_of(exec, changed);
      },
      "fields at 2, 2, 0 and 2 points");
}

}  // namespace stress_field_test
