// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/neighbors/neighbor_list.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "reference/brute_force_pairs.hpp"
#include "support/test_configurations.hpp"

namespace neighbor_list_test {

using tektite::Box;
using tektite::Vec3;
using Exec = Kokkos::DefaultExecutionSpace;
using PositionView = Kokkos::View<double* [3], Exec>;

namespace {

std::vector<reference::Point> random_points(int n, Box const& box, double spread, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(-spread, 1 + spread);
  std::vector<reference::Point> points(n);
  for (auto& p : points) {
    Vec3<double> const r = box.cartesian({uniform(random), uniform(random), uniform(random)});
    p = {r.x, r.y, r.z};
  }
  return points;
}

PositionView to_device(std::vector<reference::Point> const& points) {
  PositionView view("positions", points.size());
  auto host = Kokkos::create_mirror_view(view);
  for (std::size_t i = 0; i < points.size(); ++i)
    for (int d = 0; d < 3; ++d) host(i, d) = points[i][d];
  Kokkos::deep_copy(view, host);
  return view;
}

std::array<reference::Point, 3> edges_of(Box const& box) {
  std::array<reference::Point, 3> edges;
  for (int k = 0; k < 3; ++k) edges[k] = {box.edge(k).x, box.edge(k).y, box.edge(k).z};
  return edges;
}

template <class List>
std::vector<reference::Pair> pairs_of(List const& list) {
  auto const offsets = configurations::host_mirror(list.offsets);
  auto const neighbors = configurations::host_mirror(list.neighbors);
  auto const particle = configurations::host_mirror(list.sites.particle);
  auto const shift = configurations::host_mirror(list.sites.shift);
  std::vector<reference::Pair> pairs;
  for (int i = 0; i < int(list.owned()); ++i) {
    for (auto k = offsets(i); k < offsets(i + 1); ++k) {
      if (k > offsets(i)) REQUIRE(neighbors(k - 1) < neighbors(k));
      Vec3<int> const s = shift(neighbors(k)) - shift(i);
      pairs.emplace_back(i, particle(neighbors(k)), s.x, s.y, s.z);
    }
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

}  // namespace

TEST_CASE("neighbour lists equal the brute-force list in every kind of box") {
  struct Case {
    Box box;
    int n;
    double cutoff, spread;
    int images;
  };
  auto const c = GENERATE_REF(values<Case>({
      {Box::orthogonal(10, 11, 12), 200, 2.5, 0.0, 2},
      {Box::orthogonal(10, 11, 12), 200, 2.5, 2.3, 6},                           // far outside the cell
      {Box::triclinic({10, 9, 11}, -4, 3, -2), 200, 3.0, 0.2, 3},                // negative tilts
      {Box::triclinic({6, 7, 8}, 11, -13, 9), 60, 2.5, 0.2, 8},                  // tilts beyond the box
      {Box::orthogonal(3, 3, 3), 5, 7.1, 0.0, 4},                                // thinner than the cutoff
      {Box::orthogonal(2, 30, 30, {-4, 1, 7}), 40, 5.0, 0.0, 4},                 // thin along one axis
      {Box::triclinic({3, 4, 5}, -2, 1, 3), 1, 6.0, 0.0, 6},                     // one atom, only images
      {Box::orthogonal(10, 10, 10, {}, {true, false, true}), 150, 2.5, 0.4, 3},  // free surfaces
      {Box::triclinic({8, 9, 9}, 3, -2, 4, {}, {false, false, false}), 150, 3.0, 0.1, 1},
      {Box::orthogonal(1000, 1000, 1000), 50, 90.0, 0.0, 1},  // sparse
  }));
  CAPTURE(c.n, c.cutoff);
  auto const points = random_points(c.n, c.box, c.spread, 7);
  std::array<bool, 3> const periodic{c.box.periodic(0), c.box.periodic(1), c.box.periodic(2)};
  auto expected = reference::brute_force_pairs(points, edges_of(c.box), periodic, c.cutoff, c.images);
  auto const positions = to_device(points);

  double const skin = GENERATE(0.0, 0.4);
  auto const full = build_neighbor_list(Exec{}, positions, c.box, {.cutoff = c.cutoff - skin, .skin = skin});
  REQUIRE(pairs_of(full) == expected);

  auto const half = build_neighbor_list(Exec{}, positions, c.box, {.cutoff = c.cutoff, .half = true});
  auto once = pairs_of(half);
  REQUIRE(2 * once.size() == expected.size());
  for (std::size_t k = 0, n = once.size(); k < n; ++k) {
    auto const [i, j, x, y, z] = once[k];
    once.emplace_back(j, i, -x, -y, -z);
  }
  std::sort(once.begin(), once.end());
  REQUIRE(once == expected);
}

TEST_CASE("the list of a strongly tilted box is that of the same lattice") {
  for (Box const& box :
       {Box::triclinic({10, 9, 11}, -4, 3, -2, {1, 2, 3}), Box::orthogonal(10, 9, 11, {}, {true, true, false}),
        Box::orthogonal(10, 9, 11, {}, {false, true, true}), Box::orthogonal(3, 20, 20, {}, {false, false, true})}) {
    auto const points = random_points(150, box, 0, 3);
    Box const tilted = configurations::strongly_tilted(box, 300);
    auto const distances = [&](Box const& domain) {
      auto const list = build_neighbor_list(Exec{}, to_device(points), domain, {.cutoff = 3});
      std::vector<std::tuple<int, int, double>> rows;
      for (auto const& [i, j, a, b, c] : pairs_of(list)) {
        Vec3<double> d = domain.translation({a, b, c});
        for (int k = 0; k < 3; ++k) d[k] += points[j][k] - points[i][k];
        rows.emplace_back(i, j, std::round(1e6 * norm(d)));
      }
      std::sort(rows.begin(), rows.end());
      return rows;
    };
    auto const expected = distances(box);
    REQUIRE(expected.size() > 300);
    REQUIRE(distances(tilted) == expected);
  }
}

TEST_CASE("far apart and exactly at the cutoff: where single precision does not suffice") {
  struct Case {
    char const* name;
    Box box;
    std::vector<reference::Point> points;
    double cutoff;
  };
  std::array<bool, 3> const open{false, false, false};
  Box const vast = Box::orthogonal(1e7, 1e7, 1e7, {}, open);
  std::vector<reference::Point> pairs = random_points(40, vast, 0.0, 5), lattice;
  for (std::size_t n = 0; n < 40; ++n) pairs.push_back({pairs[n][0] + 3, pairs[n][1] - 2, pairs[n][2] + double(n) / 5});
  for (int n = 0; n < 512; ++n) lattice.push_back({double(n % 8), double(n / 8 % 8), double(n / 64)});
  auto const c = GENERATE_REF(values<Case>({
      {"far apart", vast, pairs, 7.0},
      {"at the cutoff", Box::orthogonal(8, 8, 8), lattice, 2.0},
      {"next to the cutoff", Box::orthogonal(8, 8, 8), lattice, std::nextafter(2.0, 0.0)},
  }));
  CAPTURE(c.name);
  std::array<bool, 3> const periodic{c.box.periodic(0), c.box.periodic(1), c.box.periodic(2)};
  auto const expected = reference::brute_force_pairs(c.points, edges_of(c.box), periodic, c.cutoff, 1);
  REQUIRE(!expected.empty());
  REQUIRE(pairs_of(build_neighbor_list(Exec{}, to_device(c.points), c.box, {.cutoff = c.cutoff})) == expected);
}

TEST_CASE("crowded: more candidates than the vector search can hold, for some particles or for all") {
  Box const box = Box::orthogonal(10, 10, 10, {}, {false, false, false});
  double const cutoff = 3;
  int const n = GENERATE(7000, 11000);
  auto const points = random_points(n, box, 0.0, 3);
  bool const half = GENERATE(false, true);
  auto const list = build_neighbor_list(Exec{}, to_device(points), box, {.cutoff = cutoff, .half = half});
  auto const offsets = configurations::host_mirror(list.offsets);
  auto const neighbors = configurations::host_mirror(list.neighbors);
  int wrong_rows = 0;
  for (int i = 0; i < n; ++i) {
    std::vector<int> expected;
    for (int j = half ? i + 1 : 0; j < n; ++j) {
      double const x = points[j][0] - points[i][0], y = points[j][1] - points[i][1], z = points[j][2] - points[i][2];
      if (j != i && x * x + y * y + z * z <= cutoff * cutoff) expected.push_back(j);
    }
    wrong_rows +=
        !std::equal(expected.begin(), expected.end(), neighbors.data() + offsets(i), neighbors.data() + offsets(i + 1));
  }
  REQUIRE(wrong_rows == 0);
}

TEST_CASE("ghosts supplied by a host code give the rows of the owned particles") {
  Box const box = Box::orthogonal(10, 10, 10, {}, {false, false, false});
  auto const points = random_points(120, box, 0.0, 11);
  std::size_t const owned = 70;
  auto expected = reference::brute_force_pairs(points, edges_of(box), {false, false, false}, 3.0, 0);
  std::erase_if(expected, [&](auto const& pair) { return std::get<0>(pair) >= int(owned); });
  auto const list = build_neighbor_list(to_device(points), tektite::WithGhosts{owned}, {.cutoff = 3.0});
  REQUIRE(list.owned() == owned);
  REQUIRE(pairs_of(list) == expected);
}

TEST_CASE("any way to hold positions gives the same list") {
  Box const box = Box::triclinic({10, 9, 11}, -4, 3, -2);
  auto const points = random_points(100, box, 0.1, 13);
  std::size_t const n = points.size();
  Kokkos::View<double* [3], Kokkos::LayoutRight, Kokkos::HostSpace> right("right", n);
  Kokkos::View<double* [3], Kokkos::LayoutLeft, Kokkos::HostSpace> left("left", n);
  Kokkos::View<Vec3<double>*, Kokkos::HostSpace> structs("structs", n);
  using Array = Kokkos::View<double*, Kokkos::HostSpace>;
  tektite::SeparateArrays<Array> const separate{Array("x", n), Array("y", n), Array("z", n)};
  for (std::size_t i = 0; i < n; ++i) {
    for (int d = 0; d < 3; ++d) right(i, d) = left(i, d) = structs(i)[d] = points[i][d];
    separate.x(i) = points[i][0];
    separate.y(i) = points[i][1];
    separate.z(i) = points[i][2];
  }
  tektite::InterleavedArray<double> const raw{points[0].data(), n};

  Kokkos::DefaultHostExecutionSpace const exec{};
  tektite::NeighborListOptions const options{.cutoff = 3.0};
  auto const expected = pairs_of(build_neighbor_list(exec, right, box, options));
  REQUIRE(!expected.empty());
  REQUIRE(pairs_of(build_neighbor_list(exec, left, box, options)) == expected);
  REQUIRE(pairs_of(build_neighbor_list(exec, structs, box, options)) == expected);
  REQUIRE(pairs_of(build_neighbor_list(exec, separate, box, options)) == expected);
  REQUIRE(pairs_of(build_neighbor_list(exec, raw, box, options)) == expected);
}

TEST_CASE("a list rebuilt in the memory of a longer or shorter one equals one built afresh") {
  Box const box = Box::orthogonal(9, 8, 7);
  tektite::NeighborList<Exec::memory_space> list;
  for (int const n : {200, 400, 150, 0, 399, 400}) {
    auto const x = to_device(random_points(n, box, 0, n));
    auto const fresh = tektite::build_neighbor_list(Exec{}, x, box, {.cutoff = 1.9, .skin = 0.2});
    auto const* const storage = list.neighbors.data();
    bool const fits = list.room.extent(0) >= fresh.neighbors.extent(0);
    tektite::rebuild_neighbor_list(Exec{}, x, box, {.cutoff = 1.9, .skin = 0.2}, list);
    CHECK(list.owned() == std::size_t(n));
    CHECK(list.neighbors.extent(0) == fresh.neighbors.extent(0));
    CHECK(pairs_of(list) == pairs_of(fresh));
    if (fits) CHECK(list.neighbors.data() == storage);
  }
  auto const x = to_device({{1, 1, 1}, {std::nan(""), 1, 1}});
  CHECK_THROWS_AS(tektite::rebuild_neighbor_list(Exec{}, x, box, {.cutoff = 1.9}, list), tektite::Error);
  CHECK(list.offsets.extent(0) == 0);
  CHECK(list.neighbors.extent(0) == 0);
}

TEST_CASE("no particles, no neighbours") {
  auto const list = build_neighbor_list(PositionView("none", 0), Box::orthogonal(5, 5, 5), {.cutoff = 2.0});
  REQUIRE(list.owned() == 0);
  REQUIRE(list.neighbors.extent(0) == 0);
}

TEST_CASE("input that cannot be right is refused with its values") {
  using Catch::Matchers::ContainsSubstring;
  Box const box = Box::orthogonal(5, 5, 5);
  auto points = random_points(20, box, 0.0, 17);
  double const nan = std::numeric_limits<double>::quiet_NaN();
  REQUIRE_THROWS_WITH(build_neighbor_list(to_device(points), box, {.cutoff = -1.0}), ContainsSubstring("cutoff -1"));
  REQUIRE_THROWS_WITH(build_neighbor_list(to_device(points), box, {.cutoff = nan}), ContainsSubstring("cutoff nan"));
  REQUIRE_THROWS_WITH(build_neighbor_list(to_device(points), box, {.cutoff = 1.0, .skin = -0.5}),
                      ContainsSubstring("skin -0.5"));
  REQUIRE_THROWS_WITH(build_neighbor_list(to_device(points), box, {.cutoff = 1e5}), ContainsSubstring("cutoff 1"));
  REQUIRE_THROWS_WITH(build_neighbor_list(to_device(points), box, {.cutoff = 1e300}), ContainsSubstring("cutoff 1"));
  points[13][1] = nan;
  REQUIRE_THROWS_WITH(build_neighbor_list(to_device(points), box, {.cutoff = 1.0}), ContainsSubstring("particle 13"));
  points[13][1] = 1e30;
  REQUIRE_THROWS_WITH(build_neighbor_list(to_device(points), box, {.cutoff = 1.0}), ContainsSubstring("particle 13"));
}

}  // namespace neighbor_list_test
