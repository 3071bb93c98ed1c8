// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/dynamics/regions.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <random>
#include <set>

namespace regions_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Catch::Matchers::ContainsSubstring;

namespace {

using Positions = Kokkos::View<Vec3<double>*, Exec::memory_space>;

Positions random_positions(Box const& box, int n) {
  Positions x("x", n);
  auto const h = Kokkos::create_mirror_view(x);
  std::mt19937 random(3);
  std::uniform_real_distribution<double> uniform(-0.5, 1.5);
  for (int i = 0; i < n; ++i) h(i) = box.cartesian({uniform(random), uniform(random), uniform(random)});
  Kokkos::deep_copy(x, h);
  return x;
}

/// Number of cells from one region to another along each axis, through the boundary if that is shorter.
Vec3<int> apart(Region const& a, Region const& b, Vec3<int> grid) {
  Vec3<int> d;
  for (int k = 0; k < 3; ++k) {
    int const s = std::abs(a.cell[k] - b.cell[k]);
    d[k] = std::min(s, grid[k] - s);
  }
  return d;
}

}  // namespace

TEST_CASE(
    "regions of every connectivity: same number, chains that touch, separate regions with a distance from all others") {
  struct Sample {
    double edge;
    int regions, grid;
  };
  // 4 000, 13 500 and 108 000 atoms of the glass.
  auto const sample = GENERATE(Sample{41.4, 10, 8}, Sample{62.09, 10, 8}, Sample{124.2, 35, 12});
  auto const connectivity = GENERATE(0.0, 0.5, 0.7, 0.8, 0.9, 1.0);
  int const axis = GENERATE(0, 2);
  Box const box = Box::orthogonal(sample.edge, sample.edge, sample.edge);
  int const atoms = 20000;
  auto const x = random_positions(box, atoms);
  auto const r = place_regions(Exec{}, x, box, {.connectivity = connectivity, .edge = 10, .axis = axis, .seed = 5});
  REQUIRE(int(r.regions.size()) == sample.regions);
  CHECK(r.grid == Vec3<int>{sample.grid, sample.grid, sample.grid});
  CHECK(r.connected == int(std::round(connectivity * sample.regions)));
  CHECK(r.closed_chains == r.connected / sample.grid);
  std::set<std::array<int, 3>> cells;
  for (auto const& a : r.regions) {
    cells.insert({a.cell.x, a.cell.y, a.cell.z});
    int touching = 0;
    for (auto const& b : r.regions) {
      if (&a == &b) continue;
      Vec3<int> const d = apart(a, b, r.grid);
      bool const face = d.x + d.y + d.z == 1;
      touching += face && a.chain == b.chain && a.chain >= 0;
      if (a.chain < 0 || a.chain != b.chain) CHECK(std::max({d.x, d.y, d.z}) >= 2);
    }
    if (a.label == RegionLabel::connected) CHECK(touching >= 1);
  }
  CHECK(cells.size() == r.regions.size());

  // Expected labels, from a test of each atom against the corners of each region.
  auto const labels = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, r.labels);
  auto const positions = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, x);
  std::size_t connected = 0, separate = 0;
  for (int i = 0; i < atoms; ++i) {
    int expected = 0;
    for (auto const& region : r.regions) {
      bool inside = true;
      for (int d = 0; d < 3; ++d) {
        double const corner = (r.offset[d] + double(region.cell[d]) / r.grid[d]) * sample.edge;
        double const s = positions(i)[d] - corner;
        inside = inside && s - std::floor(s / sample.edge) * sample.edge < r.edges[d];
      }
      if (inside) expected = int(region.label);
    }
    REQUIRE(labels(i) == expected);
    connected += expected == 2;
    separate += expected == 1;
  }
  CHECK(connected == r.connected_particles);
  CHECK(separate == r.separate_particles);
  CHECK(std::abs(double(connected + separate) / atoms - 0.02) < 0.004);
}

TEST_CASE("regions depend on the seed only") {
  Box const box = Box::triclinic({60, 62, 65}, 10, -8, 5);
  auto const x = random_positions(box, 1000);
  auto const cells = [&](std::uint64_t seed) {
    std::vector<int> list;
    for (auto const& r : place_regions(Exec{}, x, box, {.connectivity = 0.5, .edge = 10, .seed = seed}).regions)
      for (int d = 0; d < 3; ++d) list.push_back(r.cell[d]);
    return list;
  };
  CHECK(cells(1) == cells(1));
  CHECK_FALSE(cells(1) == cells(2));
}

TEST_CASE("a wider gap is kept") {
  Box const box = Box::orthogonal(62, 62, 62);
  auto const x = random_positions(box, 100);
  auto const r = place_regions(Exec{}, x, box, {.connectivity = 0, .count = 6, .gap = 15});
  REQUIRE(r.regions.size() == 6);
  for (auto const& a : r.regions)
    for (auto const& b : r.regions) {
      if (&a == &b) continue;
      Vec3<int> const d = apart(a, b, r.grid);
      double clear = 0;
      for (int k = 0; k < 3; ++k) clear = std::max(clear, (d[k] - 1) * r.edges[k]);
      CHECK(clear >= 15);
    }
}

TEST_CASE("what cannot be placed is refused with the reason") {
  Box const box = Box::orthogonal(41, 41, 41);
  auto const x = random_positions(box, 100);
  auto const place = [&](RegionOptions const& o) { return place_regions(Exec{}, x, box, o); };
  CHECK_THROWS_WITH(place({.connectivity = 1.5, .edge = 10}), ContainsSubstring("connectivity 1.5"));
  CHECK_THROWS_WITH(place({.connectivity = 0.1, .edge = 10}), ContainsSubstring("one connected region"));
  CHECK_THROWS_WITH(place({.connectivity = 0, .edge = 10, .gap = 30}), ContainsSubstring("do not fit"));
  CHECK_THROWS_WITH(place({.connectivity = 0, .fraction = 0.4, .edge = 10}), ContainsSubstring("do not fit"));
  CHECK_THROWS_WITH(place({.edge = 10, .axis = 3}), ContainsSubstring("axis 3"));
  CHECK_THROWS_WITH(place({.edge = -1}), ContainsSubstring("edge -1"));
  CHECK_THROWS_WITH(place({}), ContainsSubstring("edge 0"));
  CHECK_THROWS_WITH(place({.count = 2'000'000'000}), ContainsSubstring("2000000000 regions"));
  CHECK_THROWS_WITH(place({.fraction = 1e-6, .count = 900'000}), ContainsSubstring("more than 2^31 - 1 cells"));
}

}  // namespace regions_test
