// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/voronoi.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "support/test_configurations.hpp"

namespace vertices_test {

using configurations::host_mirror;
using configurations::Points;
using configurations::to_view;
using tektite::Box;
using tektite::Vec3;

namespace {

/// Computes faces, areas and volumes again from the vertices, and compares.
template <class Cells>
void require_shapes(Cells const& cells, Points const& points, Box const& box) {
  auto const offsets = host_mirror(cells.offsets), vertex_offsets = host_mirror(cells.vertex_offsets),
             cycle_offsets = host_mirror(cells.cycle_offsets);
  auto const positions = host_mirror(cells.vertex_positions);
  auto const cycles = host_mirror(cells.cycles), orders = host_mirror(cells.orders),
             neighbors = host_mirror(cells.neighbors), counts = host_mirror(cells.vertices);
  auto const shifts = host_mirror(cells.shifts);
  auto const areas = host_mirror(cells.areas), volumes = host_mirror(cells.volumes);
  REQUIRE(vertex_offsets.extent(0) == cells.owned() + 1);
  REQUIRE(cycle_offsets.extent(0) == areas.extent(0) + 1);
  REQUIRE(std::size_t(vertex_offsets(cells.owned())) == positions.extent(0));
  REQUIRE(std::size_t(cycle_offsets(areas.extent(0))) == cycles.extent(0));
  double const length = std::cbrt(box.volume() / double(cells.owned()));
  for (std::size_t i = 0; i < cells.owned(); ++i) {
    CAPTURE(i);
    auto const first = vertex_offsets(i);
    int const vertices = static_cast<int>(vertex_offsets(i + 1) - first);
    REQUIRE(vertices == counts(i));
    std::set<std::pair<int, int>> edges;
    std::vector<int> seen(vertices);
    double volume = 0, size = 0;
    for (int v = 0; v < vertices; ++v) size = std::max(size, norm(positions(first + v)));
    for (auto k = offsets(i); k < offsets(i + 1); ++k) {
      auto const begin = cycle_offsets(k), end = cycle_offsets(k + 1);
      REQUIRE(end - begin == orders(k));
      Vec3<double> area{};
      Vec3<double> const corner = positions(first + cycles(begin));
      for (auto c = begin; c < end; ++c) {
        int const v = cycles(c), w = cycles(c + 1 < end ? c + 1 : begin);
        REQUIRE((v >= 0 && v < vertices));
        ++seen[v];
        REQUIRE(edges.insert({v, w}).second);
        area += 0.5 * cross(positions(first + v) - corner, positions(first + w) - corner);
      }
      Vec3<double> const normal = (1 / norm(area)) * area;
      if (neighbors(k) >= 0) {
        Vec3<double> const d = points[neighbors(k)] + box.translation(shifts(k)) - points[i];
        for (auto c = begin; c < end; ++c) {
          Vec3<double> const r = positions(first + cycles(c));
          REQUIRE(std::abs(norm(r) - norm(r - d)) < 1e-12 * size);
        }
        REQUIRE(dot(area, d) > 0);  // counter-clockwise seen from outside
      } else {
        for (auto c = begin; c < end; ++c) {
          REQUIRE(std::abs(dot(normal, positions(first + cycles(c)) - corner)) < 1e-11 * size);
        }
      }
      REQUIRE(std::abs(norm(area) - areas(k)) < 1e-12 * length * length);
      volume += dot(area, corner) / 3;
    }
    for (auto const& [v, w] : edges) REQUIRE(edges.count({w, v}) == 1);
    for (int const times : seen) REQUIRE(times >= 3);
    REQUIRE(vertices - int(edges.size()) / 2 + int(offsets(i + 1) - offsets(i)) == 2);
    REQUIRE(std::abs(volume - volumes(i)) < 1e-12 * length * length * length);
  }
}

void require_shapes(Points const& points, Box const& box) {
  require_shapes(tektite::voronoi(to_view(points), box, {.vertices = true}), points, box);
}

}  // namespace

TEST_CASE("vertices and their cycles make the cells that are reported") {
  for (Box const& box : {Box::orthogonal(12, 12, 12), Box::triclinic({11, 10, 13}, 4, -3, 5),
                         Box::orthogonal(12, 12, 12, {}, {true, true, false})}) {
    require_shapes(configurations::random_points(box, 700, 3), box);
    require_shapes(configurations::spaced_points(box, 700, 1.0, 4), box);
  }
  // Points on two skew lines are neighbours of all points of the other line: more vertices than the first pool holds.
  Box const box = Box::orthogonal(12, 12, 12, {}, {false, false, false});
  auto points = configurations::random_points(box, 80, 5);
  for (int i = 0; i < 80; ++i) {
    points[i] = i % 2 ? Vec3<double>{points[i].x, 6, 3} : Vec3<double>{6, points[i].y, 9};
  }
  REQUIRE(tektite::voronoi(to_view(points), box, {.vertices = true}).vertex_positions.extent(0) > 28 * 80 + 64);
  require_shapes(points, box);
  // With half of them the edge walk has enough capacity, and the pools are still too small: cells are walked again.
  points.resize(40);
  auto const lean = tektite::voronoi(to_view(points), box, {.faces = false});
  auto const full = tektite::voronoi(to_view(points), box, {.vertices = true});
  REQUIRE(full.vertex_positions.extent(0) > 28 * 40 + 64);
  auto const expected = host_mirror(lean.volumes), volumes = host_mirror(full.volumes);
  for (std::size_t i = 0; i < points.size(); ++i) REQUIRE(volumes(i) == expected(i));
}

TEST_CASE("vertices of crystals are those of their ideal cells") {
  double const a = 3.615;
  Box const box = Box::orthogonal(3 * a, 3 * a, 3 * a);
  std::vector<Vec3<double>> const fcc{{0, 0, 0}, {.5, .5, 0}, {.5, 0, .5}, {0, .5, .5}};
  std::vector<Vec3<double>> const bcc{{0, 0, 0}, {.5, .5, .5}}, sc{{0, 0, 0}};
  for (auto const& basis : {fcc, bcc, sc}) {
    Points points;
    for (int i = 0; i < 27; ++i)
      for (auto const& b : basis) points.push_back({a * (i % 3 + b.x), a * (i / 3 % 3 + b.y), a * (i / 9 + b.z)});
    auto const cells = tektite::voronoi(to_view(points), box, {.vertices = true});
    require_shapes(cells, points, box);
    if (basis.size() != 1) continue;
    auto const positions = host_mirror(cells.vertex_positions);
    REQUIRE(positions.extent(0) == 27 * 8);
    for (std::size_t v = 0; v < positions.extent(0); ++v) {
      for (int d = 0; d < 3; ++d) REQUIRE(std::abs(std::abs(positions(v)[d]) - a / 2) < 1e-12);
    }
  }
}

TEST_CASE("thresholds leave vertices as they are; what is not wanted is empty") {
  Box const box = Box::orthogonal(10, 10, 10);
  auto const points = to_view(configurations::random_points(box, 300, 6));
  auto const all = tektite::voronoi(points, box, {.vertices = true});
  auto const some = tektite::voronoi(points, box, {.face_threshold = 0.1, .edge_threshold = 0.1, .vertices = true});
  auto const a = host_mirror(all.vertex_positions), b = host_mirror(some.vertex_positions);
  REQUIRE(a.extent(0) == b.extent(0));
  for (std::size_t v = 0; v < a.extent(0); ++v) REQUIRE(a(v) == b(v));
  REQUIRE(some.cycles.extent(0) < all.cycles.extent(0));
  auto const none = tektite::voronoi(points, box);
  REQUIRE(none.vertex_offsets.extent(0) == 0);
  REQUIRE(none.cycles.extent(0) == 0);
  REQUIRE_THROWS_WITH(tektite::voronoi(points, box, {.faces = false, .vertices = true}),
                      Catch::Matchers::ContainsSubstring("faces = true"));
  REQUIRE(tektite::voronoi(to_view({}), box, {.vertices = true}).vertex_offsets.extent(0) == 1);
}

}  // namespace vertices_test
