// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/voronoi.hpp>

#include <array>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <map>
#include <random>
#include <tuple>
#include <vector>

#include "support/test_configurations.hpp"

namespace crystals_test {

using configurations::host_mirror;
using configurations::to_view;
using tektite::Box;
using tektite::Status;
using tektite::Vec3;
using Points = std::vector<Vec3<double>>;

namespace {

struct Crystal {
  char const* name;
  std::vector<Vec3<double>> basis;  // fractional
  Vec3<double> edges;
  std::array<int, 4> index;
  int vertices, degenerate;
};

std::vector<Crystal> crystals() {
  std::vector<Vec3<double>> const fcc{{0, 0, 0}, {.5, .5, 0}, {.5, 0, .5}, {0, .5, .5}};
  std::vector<Vec3<double>> diamond = fcc;
  for (auto const& b : fcc) diamond.push_back(b + Vec3<double>{.25, .25, .25});
  return {{"sc", {{0, 0, 0}}, {1, 1, 1}, {0, 6, 0, 0}, 8, 8},
          {"bcc and B2", {{0, 0, 0}, {.5, .5, .5}}, {1, 1, 1}, {0, 6, 0, 8}, 24, 0},
          {"fcc", fcc, {1, 1, 1}, {0, 12, 0, 0}, 14, 6},
          {"hcp",
           {{0, 0, 0}, {.5, .5, 0}, {.5, 5. / 6, .5}, {0, 1. / 3, .5}},
           {1, std::sqrt(3.0), std::sqrt(8.0 / 3)},
           {0, 12, 0, 0},
           14,
           6},
          {"diamond", diamond, {1, 1, 1}, {12, 0, 0, 4}, 16, 12}};
}

Points lattice(Crystal const& crystal, int cells, double a) {
  Points points;
  for (int i = 0; i < cells; ++i)
    for (int j = 0; j < cells; ++j)
      for (int k = 0; k < cells; ++k)
        for (auto const& b : crystal.basis)
          points.push_back(
              {a * crystal.edges.x * (i + b.x), a * crystal.edges.y * (j + b.y), a * crystal.edges.z * (k + b.z)});
  return points;
}

/// Requires that both cells of each face list it, with the same area.
template <class Cells>
void require_agreement(Cells const& cells, Box const& box, std::size_t n) {
  auto const offsets = host_mirror(cells.offsets);
  auto const neighbors = host_mirror(cells.neighbors);
  auto const shifts = host_mirror(cells.shifts);
  auto const areas = host_mirror(cells.areas), volumes = host_mirror(cells.volumes);
  std::map<std::tuple<int, int, int, int, int>, double> faces;
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    sum += volumes(i);
    for (auto k = offsets(i); k < offsets(i + 1); ++k)
      faces[{int(i), neighbors(k), shifts(k).x, shifts(k).y, shifts(k).z}] = areas(k);
  }
  REQUIRE(sum == Catch::Approx(box.volume()).epsilon(1e-12));
  for (auto const& [key, area] : faces) {
    auto const [i, j, a, b, c] = key;
    auto const back = faces.find({j, i, -a, -b, -c});
    CAPTURE(i, j, a, b, c, area);
    REQUIRE(back != faces.end());
    REQUIRE(std::abs(back->second - area) < 1e-12 * box.volume());
  }
}

}  // namespace

TEST_CASE("perfect crystals of any size and lattice constant have their ideal cells") {
  for (auto const& crystal : crystals()) {
    for (double const a : {1.0, 4.0, 3.615, 2.8665}) {
      for (int const cells : {1, 2, 5}) {
        CAPTURE(crystal.name, a, cells);
        auto const points = lattice(crystal, cells, a);
        double const l = a * cells;
        Box const box = Box::orthogonal(l * crystal.edges.x, l * crystal.edges.y, l * crystal.edges.z, {0.1, 0.2, 0.3});
        auto const found = tektite::voronoi(to_view(points), box);
        require_agreement(found, box, points.size());
        auto const indices = host_mirror(found.indices);
        auto const vertices = host_mirror(found.vertices), degenerate = host_mirror(found.degenerate_vertices);
        auto const faces_dropped = host_mirror(found.faces_dropped), edges_dropped = host_mirror(found.edges_dropped);
        auto const status = host_mirror(found.status);
        for (std::size_t i = 0; i < points.size(); ++i) {
          for (int k = 0; k < 4; ++k) REQUIRE(indices(i, k) == crystal.index[k]);
          REQUIRE(vertices(i) == crystal.vertices);
          REQUIRE(degenerate(i) == crystal.degenerate);
          REQUIRE(status(i) == (crystal.degenerate > 0 ? Status::degenerate : Status::ok));
          REQUIRE(faces_dropped(i) + edges_dropped(i) == 0);
        }
      }
    }
  }
}

TEST_CASE("cells of jittered crystals agree on their common faces, at every size of the jitter") {
  for (auto const& crystal : crystals()) {
    double const a = 3.615;
    int const cells = 3;
    double const l = a * cells;
    Box const box = Box::orthogonal(l * crystal.edges.x, l * crystal.edges.y, l * crystal.edges.z);
    for (int power = -16; power <= -3; ++power) {
      CAPTURE(crystal.name, power);
      auto points = lattice(crystal, cells, a);
      std::mt19937 random(static_cast<unsigned>(100 + power));
      std::uniform_real_distribution<double> uniform(-1, 1);
      double const size = std::pow(10.0, power);
      for (auto& p : points) p += size * Vec3<double>{uniform(random), uniform(random), uniform(random)};
      auto const found = tektite::voronoi(to_view(points), box);
      require_agreement(found, box, points.size());
      auto const indices = host_mirror(found.indices);
      auto const orders = host_mirror(found.orders), vertices = host_mirror(found.vertices);
      auto const offsets = host_mirror(found.offsets);
      for (std::size_t i = 0; i < points.size(); ++i) {
        int edges = 0;
        for (auto k = offsets(i); k < offsets(i + 1); ++k) edges += orders(k);
        REQUIRE(vertices(i) - edges / 2 + int(offsets(i + 1) - offsets(i)) == 2);
        for (int k = 0; k < 4 && power <= -12; ++k) REQUIRE(indices(i, k) == crystal.index[k]);
      }
    }
  }
}

TEST_CASE("crystals in tilted boxes, between walls, and of unequal radii, have cells that agree") {
  double const a = 2;
  for (auto const& crystal : crystals()) {
    CAPTURE(crystal.name);
    auto const points = lattice(crystal, 3, a);
    Vec3<double> const l = 3 * a * crystal.edges;
    Box const upright = Box::orthogonal(l.x, l.y, l.z);
    auto const expected = host_mirror(tektite::voronoi(to_view(points), upright).indices);
    for (Box const& box : {Box::triclinic(l, -l.x, 0, 0), Box::triclinic(l, 2 * l.x, -l.x, l.y)}) {
      auto const found = tektite::voronoi(to_view(points), box);
      require_agreement(found, box, points.size());
      auto const indices = host_mirror(found.indices);
      for (std::size_t i = 0; i < points.size(); ++i)
        for (int k = 0; k < 4; ++k) REQUIRE(indices(i, k) == expected(i, k));
    }
    // Walls cut through the crystal; each part of the box is in one cell, so the volumes add up to that of the box.
    Box const walls = Box::orthogonal(l.x, l.y, l.z, {-0.1, -0.1, -0.1}, {false, true, false});
    auto const bounded = tektite::voronoi(to_view(points), walls);
    auto const volumes = host_mirror(bounded.volumes);
    double sum = 0;
    for (std::size_t i = 0; i < points.size(); ++i) sum += volumes(i);
    REQUIRE(sum == Catch::Approx(walls.volume()).epsilon(1e-12));

    Kokkos::View<double*> radii("radii", points.size());
    auto const host = Kokkos::create_mirror_view(radii);
    for (std::size_t i = 0; i < points.size(); ++i) host(i) = i % 2 ? 0.4 : 0.5;
    Kokkos::deep_copy(radii, host);
    require_agreement(tektite::radical_voronoi(to_view(points), radii, upright), upright, points.size());
  }
}

}  // namespace crystals_test
