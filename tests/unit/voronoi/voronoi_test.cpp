// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/voronoi.hpp>

#include <algorithm>
#include <array>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>
#include <map>
#include <random>
#include <tuple>

#include "reference/voronoi_planes.hpp"
#include "support/test_configurations.hpp"

namespace voronoi_test {

using tektite::Box;
using tektite::Status;
using tektite::Vec3;
using Exec = Kokkos::DefaultExecutionSpace;
using Points = std::vector<Vec3<double>>;

namespace {

Kokkos::View<Vec3<double>*, Exec> to_device(Points const& points) {
  Kokkos::View<Vec3<double>*, Exec> view("positions", points.size());
  Kokkos::View<Vec3<double> const*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> const host(points.data(),
                                                                                           points.size());
  Kokkos::deep_copy(view, host);
  return view;
}

struct Face {
  int neighbor;
  Vec3<int> shift;
  double area;
  int order;
};

struct Cell {
  std::vector<Face> faces;
  double volume, surface;
  Status status;
  std::array<int, 4> index;
  int vertices, degenerate, faces_dropped, edges_dropped;
};

template <class Cells>
std::vector<Cell> to_host(Cells const& cells) {
  auto const host = [](auto const& view) { return configurations::host_mirror(view); };
  auto const offsets = host(cells.offsets);
  auto const neighbors = host(cells.neighbors), orders = host(cells.orders), counts = host(cells.face_counts);
  auto const shifts = host(cells.shifts);
  auto const areas = host(cells.areas), volumes = host(cells.volumes), surfaces = host(cells.surface_areas);
  auto const status = host(cells.status);
  auto const indices = host(cells.indices);
  auto const vertices = host(cells.vertices), degenerate = host(cells.degenerate_vertices);
  auto const faces_dropped = host(cells.faces_dropped), edges_dropped = host(cells.edges_dropped);
  std::vector<Cell> out(cells.owned());
  for (std::size_t i = 0; i < out.size(); ++i) {
    for (auto k = offsets(i); k < offsets(i + 1); ++k) {
      out[i].faces.push_back({neighbors(k), shifts(k), areas(k), orders(k)});
    }
    REQUIRE(int(out[i].faces.size()) == counts(i));
    out[i].volume = volumes(i);
    out[i].surface = surfaces(i);
    out[i].status = status(i);
    for (int k = 0; k < 4; ++k) out[i].index[k] = indices(i, k);
    out[i].vertices = vertices(i);
    out[i].degenerate = degenerate(i);
    out[i].faces_dropped = faces_dropped(i);
    out[i].edges_dropped = edges_dropped(i);
  }
  return out;
}

std::vector<Cell> cells_of(Points const& points, Box const& box, tektite::VoronoiOptions const& options = {}) {
  return to_host(tektite::voronoi(to_device(points), box, options));
}

double total_volume(std::vector<Cell> const& cells) {
  double sum = 0;
  for (auto const& cell : cells) sum += cell.volume;
  return sum;
}

Points random_points(int n, Box const& box, double spread, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(-spread, 1 + spread);
  Points points(n);
  for (auto& p : points) p = box.cartesian({uniform(random), uniform(random), uniform(random)});
  return points;
}

/// Requires what holds for any set of cells that fill the box.
void require_partition(std::vector<Cell> const& cells, Box const& box, double accuracy = 1e-12) {
  REQUIRE(total_volume(cells) == Catch::Approx(box.volume()).epsilon(accuracy));
  double const typical_area = std::pow(box.volume() / double(cells.size()), 2.0 / 3);
  using Key = std::tuple<int, int, int, int, int>;
  std::map<Key, double> areas;
  for (int i = 0; i < int(cells.size()); ++i) {
    for (auto const& f : cells[i].faces) areas[{i, f.neighbor, f.shift.x, f.shift.y, f.shift.z}] = f.area;
  }
  for (int i = 0; i < int(cells.size()); ++i) {
    auto const& cell = cells[i];
    CAPTURE(i);
    int edges = 0, count = 0, sum = 0;
    double surface = 0;
    for (auto const& f : cell.faces) {
      edges += f.order;
      ++count;
      sum += 6 - f.order;
      surface += f.area;
      if (f.neighbor < 0) continue;
      auto const back = areas.find({f.neighbor, i, -f.shift.x, -f.shift.y, -f.shift.z});
      REQUIRE(back != areas.end());
      REQUIRE(std::abs(back->second - f.area) < accuracy * typical_area);
    }
    if (count == 0) continue;
    REQUIRE(surface == Catch::Approx(cell.surface).epsilon(accuracy));
    REQUIRE(edges % 2 == 0);
    REQUIRE(cell.vertices - edges / 2 + count == 2);
    if (cell.status == Status::ok) REQUIRE(sum == 12);
  }
}

/// Against the plane-by-plane oracle, with every image in a block of `images` cells to each side. All planes but the
/// `nearest` must be far outside all cells.
void require_oracle(Points const& points, Box const& box, int images, std::vector<double> const& radii = {},
                    std::size_t nearest = 600) {
  CAPTURE(points.size(), box.edge(0).x, box.edge(1).x, box.edge(2).x);
  auto const cells = radii.empty() ? cells_of(points, box) : [&] {
    Kokkos::View<double*, Exec> r("radii", radii.size());
    Kokkos::View<double const*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> const host(radii.data(), radii.size());
    Kokkos::deep_copy(r, host);
    return to_host(tektite::radical_voronoi(to_device(points), r, box));
  }();
  require_partition(cells, box);
  double size = 0;
  for (int d = 0; d < 3; ++d) size += norm(box.edge(d));
  int const n = int(points.size());
  int const na = box.periodic(0) ? images : 0, nb = box.periodic(1) ? images : 0, nc = box.periodic(2) ? images : 0;
  for (int i = 0; i < n; ++i) {
    CAPTURE(i);
    std::vector<reference::Plane> planes;
    for (int j = 0; j < n; ++j)
      for (int a = -na; a <= na; ++a)
        for (int b = -nb; b <= nb; ++b)
          for (int c = -nc; c <= nc; ++c) {
            // Images of the particles wrapped into the box, so that the block is large enough for all of them.
            Vec3<int> const shift = Vec3<int>{a, b, c} + box.cell_of(points[i]) - box.cell_of(points[j]);
            if (j == i && a == 0 && b == 0 && c == 0) continue;
            Vec3<double> const d = points[j] - points[i] + box.translation(shift);
            auto const squared = [&](int k) { return radii.empty() ? 0.0L : (long double)radii[k] * radii[k]; };
            planes.push_back(
                reference::bisector({d.x, d.y, d.z}, squared(i), squared(j), j, {shift.x, shift.y, shift.z}));
          }
    for (int axis = 0; axis < 3; ++axis) {
      if (box.periodic(axis)) continue;
      Vec3<double> up = cross(box.edge((axis + 1) % 3), box.edge((axis + 2) % 3));
      up = (1 / norm(up)) * up;
      double const low = dot(up, box.origin() - points[i]), high = low + dot(up, box.edge(axis));
      double const sign = high > low ? 1 : -1;
      planes.push_back({{-sign * up.x, -sign * up.y, -sign * up.z}, -sign * low, -1 - 2 * axis, {0, 0, 0}});
      planes.push_back({{sign * up.x, sign * up.y, sign * up.z}, sign * high, -2 - 2 * axis, {0, 0, 0}});
    }
    std::sort(planes.begin(), planes.end(), [](auto const& p, auto const& q) { return p.offset < q.offset; });
    if (planes.size() > nearest) planes.resize(nearest);
    auto const expected = reference::cell_inside(planes, 2 * size, 1e-11L);
    REQUIRE(std::abs(double(expected.volume) - cells[i].volume) < 1e-11 * box.volume() / n);
    REQUIRE(std::abs(double(expected.surface) - cells[i].surface) < 1e-11 * (expected.surface + 1));
    if (expected.shortest_edge < 1e-6) continue;
    REQUIRE(expected.faces.size() == cells[i].faces.size());
    for (auto const& f : expected.faces) {
      auto const found = std::find_if(cells[i].faces.begin(), cells[i].faces.end(), [&](Face const& g) {
        return g.neighbor == f.neighbor && g.shift == Vec3<int>{f.shift[0], f.shift[1], f.shift[2]};
      });
      REQUIRE(found != cells[i].faces.end());
      REQUIRE(found->order == f.order);
      REQUIRE(std::abs(found->area - double(f.area)) < 1e-11 * (cells[i].surface + 1));
    }
  }
}

Points lattice(std::vector<Vec3<double>> const& basis, int cells, double a) {
  Points points;
  for (int i = 0; i < cells; ++i)
    for (int j = 0; j < cells; ++j)
      for (int k = 0; k < cells; ++k)
        for (auto const& b : basis) points.push_back({a * (i + b.x), a * (j + b.y), a * (k + b.z)});
  return points;
}

}  // namespace

TEST_CASE("cells equal those of the plane-by-plane oracle in every kind of box") {
  struct Case {
    Box box;
    int n;
    double spread;
    int images;
  };
  auto const c = GENERATE_REF(values<Case>({
      {Box::orthogonal(10, 11, 12), 60, 0.0, 1},
      {Box::orthogonal(10, 11, 12, {-3, 4, 1}), 60, 2.3, 1},                 // far outside the cell
      {Box::triclinic({10, 9, 11}, -4, 3, -2), 60, 0.2, 2},                  // negative tilts
      {Box::triclinic({6, 7, 8}, 11, -13, 9), 40, 0.2, 4},                   // tilts beyond the box
      {Box(tektite::Mat3{{{1, 8, 2}, {7, 0, 1}, {-1, 2, 9}}}), 40, 0.2, 2},  // left-handed, general
      {Box::orthogonal(2, 20, 20), 30, 0.0, 4},                              // thin along one axis
      {Box::orthogonal(10, 10, 10, {}, {true, false, true}), 60, 0.0, 1},    // free surfaces
      {Box::triclinic({8, 9, 9}, 3, -2, 4, {}, {false, false, false}), 50, 0.0, 0},
      {Box::orthogonal(10, 10, 40, {0, 0, -15}, {true, true, false}), 40, 0.0, 2},
  }));
  require_oracle(random_points(c.n, c.box, c.spread, 5), c.box, c.images);
}

TEST_CASE("one, two and three particles fill their periodic box") {
  for (int n : {1, 2, 3}) {
    for (unsigned seed : {1u, 2u, 3u}) {
      Box const box = Box::triclinic({3, 4, 5}, -1.3, 0.7, 1.9);
      require_oracle(random_points(n, box, 0.3, seed), box, 3);
    }
  }
  auto const cube = cells_of({{0.3, 0.1, 0.2}}, Box::orthogonal(2, 2, 2));
  REQUIRE(cube[0].volume == Catch::Approx(8).epsilon(1e-14));
  REQUIRE(cube[0].index == std::array{0, 6, 0, 0});
  REQUIRE(cube[0].status == Status::degenerate);
  REQUIRE(cube[0].degenerate == 8);
  for (auto const& f : cube[0].faces) {
    REQUIRE(f.neighbor == 0);
    REQUIRE(f.area == Catch::Approx(4).epsilon(1e-14));
  }
}

TEST_CASE("one particle in a box that is not periodic has the whole box") {
  Box const box = Box::triclinic({3, 4, 5}, 1, -1, 2, {7, 8, 9}, {false, false, false});
  auto const cells = cells_of({box.cartesian({0.2, 0.3, 0.9})}, box);
  REQUIRE(cells[0].volume == Catch::Approx(60).epsilon(1e-13));
  REQUIRE(cells[0].faces.size() == 6);
  for (int k = 0; k < 6; ++k) REQUIRE(cells[0].faces[k].neighbor == k - 6);
}

TEST_CASE("radical cells equal those of the oracle, also where a cell is empty") {
  Box const box = Box::triclinic({10, 9, 11}, -4, 3, -2);
  auto const points = random_points(60, box, 0.1, 8);
  std::vector<double> radii(60);
  for (int i = 0; i < 60; ++i) radii[i] = i % 2 ? 1.28 : 1.60;
  require_oracle(points, box, 2, radii);
  for (int i = 0; i < 60; ++i) radii[i] = i % 2 ? 0.5 : 2.1;
  require_oracle(points, box, 2, radii);

  Kokkos::View<double*, Exec> same("same", 60);
  Kokkos::deep_copy(same, 1.3);
  auto const plain = cells_of(points, box), equal = to_host(tektite::radical_voronoi(to_device(points), same, box));
  for (int i = 0; i < 60; ++i) {
    REQUIRE(plain[i].index == equal[i].index);
    REQUIRE(plain[i].volume == Catch::Approx(equal[i].volume).epsilon(1e-12));
  }
}

TEST_CASE("radical cells equal those of the oracle for radii far larger than the box, and far from their particles") {
  // With one radius larger than the box, the security radius exceeds the box.
  Box const tilted = Box::triclinic({11, 12, 12}, 4.5, 0.2, -0.4);
  require_oracle(random_points(8, tilted, 0.0, 2), tilted, 2, {0.1, 3, 60, 59.9, 59.8, 10, 0, 59});

  // Of two particles close together the larger has the middle; the cell of the other does not contain its particle.
  Box const open = Box::orthogonal(40, 10, 10, {}, {false, true, true});
  require_oracle({{20, 5, 5}, {20.5, 5, 5}}, open, 2, {5, 3});
  std::vector<double> apart(60, 0.1);
  auto points = random_points(60, open, 0.0, 6);
  points[0] = {20, 5, 5};
  points[1] = {20.5, 5, 5};
  apart[0] = 5;
  apart[1] = 3;
  require_oracle(points, open, 2, apart);
}

TEST_CASE("cells agree on their faces where planes are nearly parallel") {
  Box const box = Box::triclinic({10, 11, 9}, 4, -3, 2);
  // Every particle has another at a distance of 1e-3 to 1e-7: the planes to the two are nearly parallel.
  std::mt19937 random(12);
  std::uniform_real_distribution<double> uniform(-1, 1);
  auto points = random_points(30, box, 0.0, 61);
  for (int i = 0; i < 30; ++i) {
    double const size = std::pow(10.0, -3 - i % 5);
    points.push_back(points[i] + size * Vec3<double>{uniform(random), uniform(random), uniform(random)});
  }
  auto const agree = [](std::vector<Cell> const& cells, Box const& within) {
    REQUIRE(total_volume(cells) == Catch::Approx(within.volume()).epsilon(1e-12));
    double const area = std::pow(within.volume(), 2.0 / 3);
    for (int i = 0; i < int(cells.size()); ++i) {
      for (auto const& f : cells[i].faces) {
        if (f.neighbor < 0) continue;
        auto const& other = cells[f.neighbor].faces;
        auto const back = std::find_if(other.begin(), other.end(),
                                       [&](Face const& g) { return g.neighbor == i && g.shift == -f.shift; });
        CAPTURE(i, f.neighbor, f.area);
        REQUIRE(back != other.end());
        REQUIRE(std::abs(back->area - f.area) < 1e-12 * area);
      }
    }
  };
  agree(cells_of(points, box), box);
  // Equal radii, however large, change nothing.
  Kokkos::View<double*, Exec> radii("radii", points.size());
  Kokkos::deep_copy(radii, 5.593405551999167);
  agree(to_host(tektite::radical_voronoi(to_device(points), radii, box)), box);

  // On a circle up to rounding: the planes between all of them meet on its axis, in edges that end nowhere.
  Points circle;
  for (int i = 0; i < 100; ++i) circle.push_back({5 + 2 * std::cos(0.7 * i), 5 + 2 * std::sin(0.7 * i), 4});
  Box const around = Box::orthogonal(10, 10, 8);
  agree(cells_of(circle, around), around);
}

TEST_CASE("random, clustered, and planar points fill the box") {
  Box const box = Box::orthogonal(20, 20, 20);
  require_partition(cells_of(random_points(2000, box, 0.5, 3), box), box);
  std::mt19937 random(4);
  std::normal_distribution<double> normal(0, 0.2);
  Points clustered, plane, line;
  for (int i = 0; i < 300; ++i) {
    double const center = 4 + 6 * (i % 3);
    clustered.push_back({center + normal(random), center + normal(random), center + normal(random)});
    plane.push_back({10 + 30 * normal(random), 10 + 30 * normal(random), 5});
  }
  for (int i = 0; i < 50; ++i) line.push_back({0.4 * i + 0.1 * normal(random), 3, 7});
  require_partition(cells_of(clustered, box), box);
  require_partition(cells_of(plane, box), box);
  require_partition(cells_of(line, box), box);
}

namespace {

/// Points in a part of a box, moved together so that the part is cut by the boundary.
Points points_in_part(int n, Box const& box, Vec3<double> part, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  Points points(n);
  for (auto& p : points) {
    Vec3<double> s;
    for (int d = 0; d < 3; ++d) {
      s[d] = part[d] * uniform(random) - 0.4 * part[d];
      if (box.periodic(d)) s[d] -= std::floor(s[d]);
      if (!box.periodic(d)) s[d] += 0.5;
    }
    p = box.cartesian(s);
  }
  return points;
}

}  // namespace

TEST_CASE("cells of slabs, wires and clusters in empty space equal those of the oracle", "[long]") {
  struct Case {
    Box box;
    Vec3<double> part;
    int n, images;
  };
  auto const c = GENERATE_REF(values<Case>({
      {Box::triclinic({6, 6, 60}, 0.4, 0.3, 0.2), {1, 1, 0.1}, 5, 4},                 // slab
      {Box::orthogonal(50, 5, 50), {0.1, 1, 0.1}, 8, 3},                              // wire
      {Box::orthogonal(40, 44, 40), {0.1, 0.1, 0.1}, 12, 1},                          // cluster
      {Box::triclinic({6, 6, 60}, 2, -3, 2.5, {1, 2, 3}), {1, 1, 0.1}, 5, 4},         // tilted slab
      {Box::triclinic({6, 6, 60}, 2, 14, -11), {1, 1, 0.1}, 5, 5},                    // tilted beyond the slab
      {Box(tektite::Mat3{{{1, 8, 2}, {60, 0, 10}, {-1, 2, 9}}}), {1, 0.1, 1}, 5, 4},  // left-handed, general
      {Box::orthogonal(60, 6, 6, {}, {true, true, false}), {0.1, 1, 0.5}, 12, 4},     // between walls
      {Box::orthogonal(60, 60, 6, {}, {false, true, true}), {0.1, 0.1, 1}, 12, 4},    // far from a wall
      {Box::orthogonal(3, 3, 60), {1, 1, 1}, 3, 7},                                   // long and full
      {Box::triclinic({3, 30, 30}, 12.5, -1, 10), {1, 1, 1}, 3, 7},                   // thin and full
  }));
  auto const points = points_in_part(c.n, c.box, c.part, 5);
  require_oracle(points, c.box, c.images, {}, 10000);
  std::vector<double> radii(c.n);
  for (int i = 0; i < c.n; ++i) radii[i] = 0.3 + 0.2 * (i % 3);
  require_oracle(points, c.box, c.images, radii, 10000);
}

TEST_CASE("cells of slabs, wires and clusters in boxes ten thousand times as long do not depend on where these are") {
  struct Case {
    Box box;
    Vec3<double> part;
    int n;
  };
  double const small = 1e-4;
  auto const c = GENERATE_REF(values<Case>({
      {Box::orthogonal(20, 20, 2e5), {1, 1, small}, 300},
      {Box::triclinic({20, 20, 2e5}, 5, 3e4, -2e4), {1, 1, small}, 300},
      {Box::orthogonal(2e5, 20, 2e5), {small, 1, small}, 300},
      {Box::orthogonal(2e5, 2e5, 2e5), {small, small, small}, 200},
      {Box::orthogonal(20, 2e5, 20, {}, {false, true, true}), {1, small, 1}, 200},
      {Box::orthogonal(3.2, 3.2, 5e4), {1, 1, 1}, 2},
      {Box::orthogonal(10, 10, 1e-3), {1, 1, 1}, 20},
      {Box::orthogonal(10, 1e5, 10), {1, 1, 1}, 100},
      {Box(tektite::Mat3{{{1e4, 1, 0}, {1e4, 0, 1}, {0, 1e4, 1}}}), {1, 1, 1}, 10},
  }));
  CAPTURE(c.box.edge(0).x, c.box.edge(1).y, c.box.edge(2).z);
  auto points = points_in_part(c.n, c.box, c.part, 6);
  auto const cells = cells_of(points, c.box);
  require_partition(cells, c.box, 1e-9);
  Vec3<double> move{};
  for (int d = 0; d < 3; ++d) move += (c.box.periodic(d) ? 0.37 : 0) * c.box.edge(d);
  for (auto& p : points) p = c.box.wrap(p + move);
  auto const moved = cells_of(points, c.box);
  for (int i = 0; i < c.n; ++i) {
    CAPTURE(i);
    REQUIRE(moved[i].volume == Catch::Approx(cells[i].volume).epsilon(1e-6));
    REQUIRE(moved[i].index == cells[i].index);
  }
}

TEST_CASE("cells in a strongly tilted box are those of the same lattice, between the same walls") {
  for (Box const& box :
       {Box::triclinic({10, 9, 11}, -4, 3, -2, {1, 2, 3}), Box::orthogonal(10, 9, 11, {}, {true, true, false}),
        Box::orthogonal(10, 9, 11, {}, {false, true, true}), Box::orthogonal(3, 20, 20, {}, {false, false, true})}) {
    Box const tilted = configurations::strongly_tilted(box, 300);
    auto const points = points_in_part(80, box, {1, 1, 1}, 4);
    auto const expected = cells_of(points, box), cells = cells_of(points, tilted);
    require_partition(cells, tilted, 1e-9);
    for (int i = 0; i < 80; ++i) {
      CAPTURE(i);
      REQUIRE(cells[i].index == expected[i].index);
      REQUIRE(cells[i].volume == Catch::Approx(expected[i].volume).epsilon(1e-8));
      // Each face lies half way to the neighbour, in the image that its shift names.
      for (auto const& f : cells[i].faces) {
        if (f.neighbor < 0) continue;
        auto const twin = std::find_if(expected[i].faces.begin(), expected[i].faces.end(), [&](auto const& other) {
          auto const apart = tilted.translation(f.shift) - box.translation(other.shift);
          return other.neighbor == f.neighbor && norm(apart) < 1e-6;
        });
        REQUIRE(twin != expected[i].faces.end());
        REQUIRE(f.area == Catch::Approx(twin->area).margin(1e-8));
      }
    }
  }
}

TEST_CASE("a slab keeps its cells when an atom evaporates") {
  Box const box = Box::orthogonal(20, 20, 2e4);
  auto points = points_in_part(400, box, {1, 1, 1e-3}, 7);
  auto const before = cells_of(points, box);
  points.push_back({10, 10, 7e3});
  auto const after = cells_of(points, box);
  require_partition(after, box, 1e-10);
  int changed = 0;
  for (int i = 0; i < 400; ++i) changed += before[i].index != after[i].index;
  REQUIRE(changed < 100);  // at most the surfaces
  REQUIRE(after[400].volume > 1e3 * before[0].volume);
}

TEST_CASE("a cell with more faces than the first capacity is computed again") {
  // One particle in the middle of a sphere of many: all of them share a face with it.
  Points points{{10, 10, 10}};
  int const n = 2000;
  for (int i = 0; i < n; ++i) {
    double const z = 1 - (2 * i + 1.0) / n, phi = 2.399963229728653 * i, r = std::sqrt(1 - z * z);
    points.push_back({10 + 5 * r * std::cos(phi), 10 + 5 * r * std::sin(phi), 10 + 5 * z});
  }
  Box const box = Box::orthogonal(20, 20, 20);
  auto const cells = cells_of(points, box);
  REQUIRE(cells[0].faces.size() > 1900);
  REQUIRE(total_volume(cells) == Catch::Approx(box.volume()).epsilon(1e-12));
  int sum = 0;
  for (auto const& f : cells[0].faces) sum += 6 - f.order;
  REQUIRE(sum == 12);
}

TEST_CASE("perfect crystals have their ideal cells, and jitter never breaks a cell") {
  struct Crystal {
    std::vector<Vec3<double>> basis;
    std::array<int, 4> index;
    int vertices, degenerate;
  };
  std::vector<Vec3<double>> const fcc{{0, 0, 0}, {.5, .5, 0}, {.5, 0, .5}, {0, .5, .5}};
  std::vector<Vec3<double>> diamond = fcc;
  for (auto const& b : fcc) diamond.push_back(b + Vec3<double>{.25, .25, .25});
  auto const crystal = GENERATE_REF(values<Crystal>({
      {{{0, 0, 0}}, {0, 6, 0, 0}, 8, 8},                 // sc: cube
      {{{0, 0, 0}, {.5, .5, .5}}, {0, 6, 0, 8}, 24, 0},  // bcc: truncated octahedron, simple
      {fcc, {0, 12, 0, 0}, 14, 6},                       // fcc: rhombic dodecahedron
      {diamond, {12, 0, 0, 4}, 16, 12},                  // triakis truncated tetrahedron
  }));
  double const a = GENERATE(3.615, 1.0);
  int const cells_per_edge = 3;
  Box const box = Box::orthogonal(cells_per_edge * a, cells_per_edge * a, cells_per_edge * a);
  auto const perfect = lattice(crystal.basis, cells_per_edge, a);
  auto const cells = cells_of(perfect, box);
  require_partition(cells, box);
  for (auto const& cell : cells) {
    REQUIRE(cell.index == crystal.index);
    REQUIRE(cell.vertices == crystal.vertices);
    REQUIRE(cell.degenerate == crystal.degenerate);
    REQUIRE(cell.status == (crystal.degenerate > 0 ? Status::degenerate : Status::ok));
  }
  std::mt19937 random(9);
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (int power = -16; power <= -3; ++power) {
    CAPTURE(power);
    auto jittered = perfect;
    double const size = std::pow(10.0, power);
    for (auto& p : jittered) p += Vec3<double>{size * uniform(random), size * uniform(random), size * uniform(random)};
    auto const moved = cells_of(jittered, box);
    REQUIRE(total_volume(moved) == Catch::Approx(box.volume()).epsilon(1e-12));
    for (auto const& cell : moved) {
      int edges = 0, sum = 0;
      for (auto const& f : cell.faces) {
        edges += f.order;
        sum += 6 - f.order;
      }
      REQUIRE(cell.vertices - edges / 2 + int(cell.faces.size()) == 2);
      if (cell.status == Status::ok) REQUIRE(sum == 12);
      if (power <= -14) REQUIRE(cell.index == crystal.index);
    }
    if (power >= -6) require_partition(moved, box);
  }
}

TEST_CASE("ghosts that surround the particles give the cells of the periodic box; without them cells are incomplete") {
  Box const box = Box::orthogonal(8, 8, 8);
  auto const points = random_points(80, box, 0.0, 21);
  auto with_ghosts = points;
  for (int a = -1; a <= 1; ++a)
    for (int b = -1; b <= 1; ++b)
      for (int c = -1; c <= 1; ++c)
        for (auto const& p : points)
          if (a != 0 || b != 0 || c != 0) with_ghosts.push_back(p + box.translation({a, b, c}));
  auto const expected = cells_of(points, box);
  auto const cells = to_host(tektite::voronoi(to_device(with_ghosts), tektite::WithGhosts{points.size()}));
  REQUIRE(cells.size() == points.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    REQUIRE(cells[i].status == Status::ok);
    REQUIRE(cells[i].index == expected[i].index);
    REQUIRE(cells[i].volume == Catch::Approx(expected[i].volume).epsilon(1e-12));
  }

  Points const octahedron{{0, 0, 0}, {1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};
  auto const free = to_host(tektite::voronoi(to_device(octahedron), tektite::WithGhosts{7}));
  REQUIRE(free[0].volume == Catch::Approx(1).epsilon(1e-14));
  REQUIRE(free[0].index == std::array{0, 6, 0, 0});
  for (int i = 1; i < 7; ++i) {
    REQUIRE(free[i].status == Status::incomplete);
    REQUIRE(free[i].faces.empty());
    REQUIRE(free[i].volume == 0);
  }
  REQUIRE(to_host(tektite::voronoi(to_device({{1, 2, 3}}), tektite::WithGhosts{1}))[0].status == Status::incomplete);
}

TEST_CASE(
    "where the reach of ghosts is named, a cell that more particles could change is incomplete, and none is wrong") {
  Box const box = Box::orthogonal(8, 8, 8);
  auto const points = random_points(400, box, 0.0, 22);
  auto const expected = cells_of(points, box);
  auto const wrong = [&](std::vector<Cell> const& cells) {
    int count = 0;
    for (std::size_t i = 0; i < cells.size(); ++i)
      count += cells[i].status == Status::ok &&
               (cells[i].index != expected[i].index || std::abs(cells[i].volume / expected[i].volume - 1) > 1e-9);
    return count;
  };
  int complete_before = 0;
  for (double const reach : {0.5, 1.0, 1.5, 2.5, 4.0}) {
    auto given = points;
    for (int a = -1; a <= 1; ++a)
      for (int b = -1; b <= 1; ++b)
        for (int c = -1; c <= 1; ++c)
          for (auto const& p : points) {
            auto const ghost = p + box.translation({a, b, c});
            bool near = a != 0 || b != 0 || c != 0;
            for (int d = 0; d < 3; ++d) near = near && ghost[d] > -reach && ghost[d] < 8 + reach;
            if (near) given.push_back(ghost);
          }
    std::size_t const ghosts = given.size() - points.size();
    auto const trusting = to_host(tektite::voronoi(to_device(given), tektite::WithGhosts{points.size()}));
    auto const cells = to_host(tektite::voronoi(to_device(given), tektite::WithGhosts{points.size(), ghosts, reach}));
    if (reach <= 1) REQUIRE(wrong(trusting) > 0);
    REQUIRE(wrong(cells) == 0);
    int complete = 0;
    for (auto const& cell : cells) complete += cell.status == Status::ok;
    REQUIRE(complete >= complete_before);
    complete_before = complete;
  }
  REQUIRE(complete_before == 400);
}

TEST_CASE("of particles at one point the first has the cell, the others are reported") {
  Box const box = Box::triclinic({10, 9, 11}, -4, 3, -2);
  auto points = random_points(100, box, 0.0, 31);
  auto const single = cells_of(points, box);
  points.push_back(points[17]);
  points.push_back(points[17] + box.translation({2, -1, 3}));  // the same point in another image of the box
  points.push_back(points[60]);
  auto const cells = cells_of(points, box);
  REQUIRE(total_volume(cells) == Catch::Approx(box.volume()).epsilon(1e-12));
  for (int i = 0; i < 100; ++i) {
    REQUIRE(cells[i].status == Status::ok);
    REQUIRE(cells[i].index == single[i].index);
    REQUIRE(cells[i].volume == Catch::Approx(single[i].volume).epsilon(1e-12));
  }
  for (int i = 100; i < 103; ++i) {
    REQUIRE(cells[i].status == Status::duplicate);
    REQUIRE(cells[i].faces.empty());
    REQUIRE(cells[i].volume == 0);
  }
}

TEST_CASE("thresholds drop faces and edges by the documented rules") {
  Box const box = Box::orthogonal(12, 12, 12);
  auto const points = random_points(150, box, 0.0, 41);
  auto const all = cells_of(points, box);
  double const area = 0.05, fraction = 0.01;
  auto const absolute = cells_of(points, box, {.face_threshold = area});
  auto const relative = cells_of(points, box, {.relative_face_threshold = fraction});
  auto const both = cells_of(points, box, {.face_threshold = area, .relative_face_threshold = fraction});
  auto const short_edges = cells_of(points, box, {.edge_threshold = 0.2});
  int dropped = 0, edges = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(i);
    auto const expect = [&](Cell const& cell, double limit) {
      std::vector<Face> kept;
      for (auto const& f : all[i].faces)
        if (f.area > limit) kept.push_back(f);
      REQUIRE(kept.size() == cell.faces.size());
      REQUIRE(cell.faces_dropped == int(all[i].faces.size() - kept.size()));
      for (std::size_t k = 0; k < kept.size(); ++k) {
        REQUIRE(kept[k].neighbor == cell.faces[k].neighbor);
        REQUIRE(kept[k].order == cell.faces[k].order);
      }
      REQUIRE(cell.volume == all[i].volume);
      REQUIRE(cell.surface == all[i].surface);
      dropped += cell.faces_dropped;
    };
    expect(absolute[i], area);
    expect(relative[i], fraction * all[i].surface);
    expect(both[i], std::max(area, fraction * all[i].surface));
    edges += short_edges[i].edges_dropped;
    for (auto const& f : short_edges[i].faces) REQUIRE(f.order >= 3);
  }
  REQUIRE(dropped > 100);
  REQUIRE(edges > 100);

  // A cell of 4 x 4 x 1: its short edges are dropped, its side faces have two left and are dropped, two faces remain.
  auto const slab = cells_of({{0, 0, 0}}, Box::orthogonal(4, 4, 1), {.edge_threshold = 1.5});
  REQUIRE(slab[0].edges_dropped == 4);
  REQUIRE(slab[0].faces_dropped == 4);
  REQUIRE(slab[0].index == std::array{0, 2, 0, 0});
}

TEST_CASE("without faces the cells are the same") {
  Box const box = Box::orthogonal(12, 12, 12);
  auto const points = to_device(random_points(200, box, 0.0, 51));
  Exec const exec{};
  auto const full = voronoi(exec, points, box), lean = voronoi(exec, points, box, {.faces = false});
  REQUIRE(lean.offsets.extent(0) == 0);
  REQUIRE(lean.neighbors.extent(0) == 0);
  auto const a = configurations::host_mirror(full.indices);
  auto const b = configurations::host_mirror(lean.indices);
  for (int i = 0; i < 200; ++i)
    for (int k = 0; k < 4; ++k) REQUIRE(a(i, k) == b(i, k));
}

TEST_CASE("no particles have no cells") {
  auto const cells = cells_of({}, Box::orthogonal(5, 5, 5));
  REQUIRE(cells.empty());
  REQUIRE(to_host(tektite::voronoi(to_device({}), tektite::WithGhosts{0})).empty());
}

TEST_CASE("voronoi refuses input that cannot be right") {
  using Catch::Matchers::ContainsSubstring;
  Box const box = Box::orthogonal(5, 5, 5);
  auto points = random_points(20, box, 0.0, 17);
  double const nan = std::numeric_limits<double>::quiet_NaN();
  REQUIRE_THROWS_WITH(cells_of(points, box, {.face_threshold = -1}), ContainsSubstring("face_threshold -1"));
  REQUIRE_THROWS_WITH(cells_of(points, box, {.edge_threshold = nan}), ContainsSubstring("edge_threshold nan"));
  Kokkos::View<double*, Exec> radii("radii", 19);
  REQUIRE_THROWS_WITH(radical_voronoi(to_device(points), radii, box), ContainsSubstring("19 radii for 20 positions"));
  double const huge = 1e60;
  REQUIRE_THROWS_WITH(cells_of({{1, 2, 3}}, Box::orthogonal(huge, huge, huge)), ContainsSubstring("1e50"));
  Box const thin = Box::orthogonal(10, 10, 1e-6);
  REQUIRE_THROWS_WITH(cells_of(random_points(5, thin, 0.0, 1), thin), ContainsSubstring("1e-06 thick"));
  points[13].y = nan;
  REQUIRE_THROWS_WITH(cells_of(points, box), ContainsSubstring("particle 13"));
}

}  // namespace voronoi_test
