// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/stats/radial_distribution.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <numbers>
#include <random>
#include <tuple>
#include <utility>
#include <vector>

#include "reference/brute_force_pairs.hpp"

#include "support/host_mirror.hpp"

namespace radial_distribution_test {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using tektite::Box;
using tektite::to_device;
using tektite::Vec3;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Points = std::vector<Vec3<double>>;

namespace {

template <class View>
auto to_host(View const& view) {
  return configurations::host_mirror(view);
}

Points random_points(int n, Box const& box, unsigned seed, double spread = 0.4) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(-spread, 1 + spread);
  Points points(n);
  for (auto& r : points) r = box.cartesian({uniform(random), uniform(random), uniform(random)});
  return points;
}

struct Crystal {
  Box box;
  Points points;
};

Crystal crystal(Points const& basis, double a, Vec3<int> cells) {
  Points points;
  for (int x = 0; x < cells.x; ++x)
    for (int y = 0; y < cells.y; ++y)
      for (int z = 0; z < cells.z; ++z)
        for (auto const& b : basis) points.push_back(a * (b + Vec3<double>{double(x), double(y), double(z)}));
  return {Box::orthogonal(cells.x * a, cells.y * a, cells.z * a), points};
}

Points const fcc{{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
Points const bcc{{0, 0, 0}, {0.5, 0.5, 0.5}};

std::vector<int> zeros(std::size_t n) { return std::vector<int>(n, 0); }

}  // namespace

TEST_CASE("counts by pair of types equal those of all pairs, tried one by one, in every kind of box") {
  struct Case {
    Box box;
    int n;
    double cutoff;
    int images;
  };
  auto const c = GENERATE_REF(values<Case>({
      {Box::orthogonal(10, 11, 12), 200, 4.0, 2},
      {Box::orthogonal(6, 7, 8), 40, 9.7, 4},               // beyond half the box, and beyond the box
      {Box::triclinic({6, 7, 8}, 11, -13, 9), 30, 7.0, 9},  // tilts beyond the box
      {Box::orthogonal(2, 9, 9), 20, 5.0, 5},
      {Box::orthogonal(10, 10, 10, {}, {true, false, true}), 100, 6.0, 3},
      {Box::triclinic({3, 4, 5}, -2, 1, 3), 1, 8.0, 8},
  }));
  CAPTURE(c.n, c.cutoff);
  auto const points = random_points(c.n, c.box, 5);
  std::vector<int> types(c.n);
  for (int i = 0; i < c.n; ++i) types[i] = (i * i) % 3;
  int const bins = 37, kinds = *std::max_element(types.begin(), types.end()) + 1;

  std::vector<reference::Point> plain;
  for (auto const& r : points) plain.push_back({r.x, r.y, r.z});
  std::array<reference::Point, 3> edges;
  for (int k = 0; k < 3; ++k) edges[k] = {c.box.edge(k).x, c.box.edge(k).y, c.box.edge(k).z};
  std::array<bool, 3> const periodic{c.box.periodic(0), c.box.periodic(1), c.box.periodic(2)};
  std::map<std::tuple<int, int, int>, std::int64_t> expected;
  std::int64_t expected_sum = 0;
  for (auto const& [i, j, a, b, e] : reference::brute_force_pairs(plain, edges, periodic, c.cutoff, c.images)) {
    double squared = 0;
    for (int d = 0; d < 3; ++d) {
      double const delta = plain[j][d] - plain[i][d] + a * edges[0][d] + b * edges[1][d] + e * edges[2][d];
      squared += delta * delta;
    }
    int const low = std::min(types[i], types[j]), high = std::max(types[i], types[j]);
    ++expected[{low, high, std::min(bins - 1, int(std::sqrt(squared) / (c.cutoff / bins)))}];
    ++expected_sum;
  }

  auto const rdf = radial_distribution(to_device(points), to_device(types), c.box, {.cutoff = c.cutoff, .bins = bins});
  REQUIRE(rdf.type_count == kinds);
  auto const counts = to_host(rdf.counts);
  auto const partial = to_host(rdf.partial);
  auto const total = to_host(rdf.total);
  auto const of_type = to_host(rdf.of_type);
  std::int64_t sum = 0;
  for (int k = 0; k < bins; ++k) {
    double concentrations = 0;
    for (int a = 0; a < kinds; ++a) {
      for (int b = 0; b < kinds; ++b) {
        auto const row = tektite::pair_row(kinds, a, b);
        if (a <= b) {
          REQUIRE(counts(row, k) == expected[{a, b, k}]);
          sum += counts(row, k);
        }
        concentrations += double(of_type(a)) / c.n * double(of_type(b)) / c.n * partial(row, k);
      }
    }
    REQUIRE_THAT(total(k), WithinRel(concentrations, 1e-13) || WithinAbs(0.0, 1e-300));
  }
  REQUIRE(sum == expected_sum);
}

TEST_CASE("the shells of fcc and bcc crystals hold the atoms they must") {
  double const a = 3.6;
  auto const shells_of = [&](Points const& basis, int cells) {
    auto const [box, points] = crystal(basis, a, {cells, cells, cells});
    auto const rdf = radial_distribution(to_device(points), to_device(zeros(points.size())), box,
                                         {.cutoff = 1.7199 * a, .bins = 1720});  // no shell on a bin's edge
    auto const counts = to_host(rdf.counts);
    std::map<int, std::int64_t> shells;  // thousandths of a -> neighbours per atom
    for (int k = 0; k < 1720; ++k) {
      if (counts(0, k) == 0) continue;
      REQUIRE(counts(0, k) % std::int64_t(points.size()) == 0);
      shells[k] = counts(0, k) / std::int64_t(points.size());
    }
    return shells;
  };
  int const cells = GENERATE(1, 2, 5);
  using Shells = std::map<int, std::int64_t>;
  // Radii in units of a: sqrt(m / 2) for fcc; sqrt(3) / 2, 1, sqrt(2), sqrt(11) / 2 for bcc.
  REQUIRE(shells_of(fcc, cells) == Shells{{707, 12}, {1000, 6}, {1224, 24}, {1414, 12}, {1581, 24}});
  REQUIRE(shells_of(bcc, cells) == Shells{{866, 8}, {1000, 6}, {1414, 12}, {1658, 24}});
}

TEST_CASE("a supercell has the same g(r), also where the cutoff exceeds half the small box") {
  Box const box = Box::triclinic({7, 8, 9}, 3, -2, 4);
  int const n = 60;
  auto const points = random_points(n, box, 8);
  std::vector<int> types(n);
  for (int i = 0; i < n; ++i) types[i] = i % 2;
  auto many = points;
  auto many_types = types;
  for (int k = 1; k < 12; ++k) {
    for (int i = 0; i < n; ++i) {
      many.push_back(points[i] + box.translation({k % 2, k / 2 % 3, k / 6}));
      many_types.push_back(types[i]);
    }
  }
  Box const large(tektite::Mat3{{2.0 * box.edge(0), 3.0 * box.edge(1), 2.0 * box.edge(2)}});
  tektite::RadialDistributionOptions const options{.cutoff = 8.5, .bins = 61};
  auto const one = to_host(radial_distribution(to_device(points), to_device(types), box, options).counts);
  auto const twelve = to_host(radial_distribution(to_device(many), to_device(many_types), large, options).counts);
  std::int64_t off = 0, sum = 0;
  for (int row = 0; row < 3; ++row) {
    for (int k = 0; k < 61; ++k) {
      off += std::abs(twelve(row, k) - 12 * one(row, k));
      sum += twelve(row, k);
    }
  }
  REQUIRE(sum > 100000);
  REQUIRE(off == 0);  // no distance of this configuration lies within rounding of a bin's edge
}

TEST_CASE("an ideal gas is structureless") {
  Box const box = Box::triclinic({20, 20, 20}, 6, -5, 9);
  int const n = 8000;
  auto const rdf = radial_distribution(to_device(random_points(n, box, 1, 0)), to_device(zeros(n)), box,
                                       {.cutoff = 6.0, .bins = 30});
  auto const g = to_host(rdf.total);
  auto const counts = to_host(rdf.counts);
  for (int k = 0; k < 30; ++k) {
    // Pairs are Poisson distributed; counts hold each twice.
    double const sigma = std::sqrt(2.0 / std::max<double>(counts(0, k), 2));
    REQUIRE_THAT(g(k), WithinAbs(1.0, 5 * sigma));
  }
}

TEST_CASE("ranks with ghosts add up to the periodic box") {
  Box const box = Box::orthogonal(10, 10, 10);
  auto const points = random_points(150, box, 4);
  std::vector<int> types(points.size());
  for (std::size_t i = 0; i < types.size(); ++i) types[i] = i % 3 == 0;
  tektite::RadialDistributionOptions const options{.cutoff = 3.0, .bins = 20, .type_count = 2, .volume = 1000};
  auto const whole = to_host(radial_distribution(to_device(points), to_device(types), box, options).counts);
  std::vector<std::int64_t> sum(60, 0);
  for (int rank = 0; rank < 2; ++rank) {
    Points local, ghosts;
    std::vector<int> local_types, ghost_types;
    for (std::size_t i = 0; i < points.size(); ++i) {
      bool const mine = int(i % 2) == rank;
      if (mine) {
        local.push_back(box.wrap(points[i]));
        local_types.push_back(types[i]);
      }
      for (int k = 0; k < 27; ++k) {
        if (k == 13 && mine) continue;
        ghosts.push_back(box.wrap(points[i]) + box.translation({k % 3 - 1, k / 3 % 3 - 1, k / 9 - 1}));
        ghost_types.push_back(types[i]);
      }
    }
    tektite::WithGhosts const domain{local.size()};
    local.insert(local.end(), ghosts.begin(), ghosts.end());
    local_types.insert(local_types.end(), ghost_types.begin(), ghost_types.end());
    auto const part = radial_distribution(to_device(local), to_device(local_types), domain, options);
    auto const counts = to_host(part.counts);
    for (int k = 0; k < 60; ++k) sum[k] += counts(k / 20, k % 20);
  }
  for (int k = 0; k < 60; ++k) REQUIRE(sum[k] == whole(k / 20, k % 20));
}

TEST_CASE("the first shell of crystals and of a fluid-like curve") {
  double const a = 4.0;
  auto const [box, points] = crystal(fcc, a, {3, 3, 3});
  auto const rdf =
      radial_distribution(to_device(points), to_device(zeros(points.size())), box, {.cutoff = 7.0, .bins = 700});
  auto const shell = tektite::first_shell(Exec{}, rdf.r, rdf.total);
  REQUIRE_THAT(shell.peak, WithinAbs(a / std::numbers::sqrt2, 0.01));
  REQUIRE_THAT(shell.minimum, WithinAbs(a * (1 + std::numbers::sqrt2) / 2 / std::numbers::sqrt2, 0.011));

  // Shells behind the first are higher, since they hold more neighbours: simple cubic, diamond.
  Points const diamond{{0, 0, 0},          {0.5, 0.5, 0},      {0.5, 0, 0.5},      {0, 0.5, 0.5},
                       {0.25, 0.25, 0.25}, {0.75, 0.75, 0.25}, {0.75, 0.25, 0.75}, {0.25, 0.75, 0.75}};
  for (auto const& [basis, edge, nearest] : {std::tuple{Points{{0, 0, 0}}, 2.5, 2.5}, {diamond, 5.431, 2.3517}}) {
    auto const [cube, atoms] = crystal(basis, edge, {4, 4, 4});
    auto const g =
        radial_distribution(to_device(atoms), to_device(zeros(atoms.size())), cube, {.cutoff = 8.0, .bins = 160});
    REQUIRE_THAT(tektite::first_shell(Exec{}, g.r, g.total).peak, WithinAbs(nearest, 0.05));
  }

  // g of two Gaussian shells on a step: the peak at 2.8, minima where the derivative vanishes.
  int const bins = 600;
  std::vector<double> r(bins), g(bins);
  for (int k = 0; k < bins; ++k) {
    r[k] = (k + 0.5) * 0.012;
    double const u = (r[k] - 2.8) / 0.2, v = (r[k] - 4.8) / 0.5;
    g[k] = 3.0 * std::exp(-u * u / 2) + 1.1 * std::exp(-v * v / 2) + (r[k] > 2.8 ? 0.25 * (r[k] - 2.8) : 0.0);
  }
  auto const fluid = tektite::first_shell(Exec{}, to_device(r), to_device(g));
  REQUIRE_THAT(fluid.peak, WithinAbs(2.8, 0.01));
  auto const expected = std::min_element(g.begin() + 240, g.begin() + 400) - g.begin();
  REQUIRE_THAT(fluid.minimum, WithinAbs(r[expected], 0.05));
}

TEST_CASE("input that cannot be right is refused with its values") {
  Box const box = Box::orthogonal(5, 5, 5);
  auto const points = to_device(random_points(20, box, 2));
  auto const types = to_device(zeros(20));
  REQUIRE_THROWS_WITH(radial_distribution(points, types, box, {.cutoff = -2.0}), ContainsSubstring("cutoff -2"));
  REQUIRE_THROWS_WITH(radial_distribution(points, types, box, {.cutoff = 2.0, .bins = 0}), ContainsSubstring("0 bins"));
  REQUIRE_THROWS_WITH(radial_distribution(points, to_device(zeros(3)), box, {.cutoff = 2.0}),
                      ContainsSubstring("3 types for 20 positions"));
  auto wrong = zeros(20);
  wrong[7] = -1;
  REQUIRE_THROWS_WITH(radial_distribution(points, to_device(wrong), box, {.cutoff = 2.0}),
                      ContainsSubstring("-1 to 0"));
  wrong[7] = 2;
  REQUIRE_THROWS_WITH(radial_distribution(points, to_device(wrong), box, {.cutoff = 2.0, .type_count = 2}),
                      ContainsSubstring("0 to 2, expected 0 to 1"));
  REQUIRE_THROWS_WITH(radial_distribution(points, types, tektite::WithGhosts{20}, {.cutoff = 2.0}),
                      ContainsSubstring("volume 0"));
  REQUIRE_THROWS_WITH(radial_distribution(points, types, box, {.cutoff = 2.0, .type_count = -2}),
                      ContainsSubstring("type_count -2"));
  REQUIRE_THROWS_WITH(radial_distribution(points, types, box, {.cutoff = 2.0, .volume = -3.0}),
                      ContainsSubstring("volume -3"));
  REQUIRE_THROWS_WITH(radial_distribution(points, types, box, {.cutoff = 2.0, .bins = 100'000, .type_count = 250}),
                      ContainsSubstring("31375 pairs of types and 100000 bins"));
  // A type that is 0 in its lowest 32 bits.
  std::vector<std::int64_t> wide(20);
  wide[3] = std::int64_t(1) << 32;
  REQUIRE_THROWS_WITH(radial_distribution(points, to_device(wide), box, {.cutoff = 2.0, .type_count = 2}),
                      ContainsSubstring("0 to 4294967296, expected 0 to 1"));
  // Entries behind those of the positions are not read.
  auto room = zeros(30);
  room[25] = 777;
  REQUIRE(radial_distribution(points, to_device(room), box, {.cutoff = 2.0}).type_count == 1);
  auto const rdf = radial_distribution(points, types, box, {.cutoff = 1.0});
  auto const shorter = Kokkos::subview(rdf.r, std::pair(0, 10));
  REQUIRE_THROWS_WITH(tektite::first_shell(Exec{}, shorter, rdf.total), ContainsSubstring("10 radii, but 200 values"));
  REQUIRE_THROWS_WITH(tektite::first_shell(Exec{}, rdf.total, rdf.total), ContainsSubstring("bins of equal width"));
  REQUIRE_THROWS_WITH(tektite::first_shell(Exec{}, rdf.r, rdf.total), ContainsSubstring("must reach"));
  auto const none =
      radial_distribution(to_device(Points{}), to_device(zeros(0)), box, {.cutoff = 1.0, .type_count = 1});
  REQUIRE_THROWS_WITH(tektite::first_shell(Exec{}, none.r, none.total), ContainsSubstring("no pairs"));
}

}  // namespace radial_distribution_test
