// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/percolation.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <queue>
#include <random>
#include <vector>

namespace cluster_geometry_test {

using tektite::Box;
using tektite::Status;
using tektite::to_device;
using tektite::to_host;
using tektite::Vec3;
using Points = std::vector<Vec3<double>>;

namespace {

// A cluster laid out by walking along contacts with minimum images; only for cells much larger than the contacts.
Points walk(Points const& points, std::vector<int> const& mask, Box const& box, double cutoff, int start) {
  std::vector<bool> seen(points.size(), false);
  Points cluster;
  std::queue<std::pair<int, Vec3<double>>> waiting;
  waiting.push({start, points[start]});
  seen[start] = true;
  for (; !waiting.empty(); waiting.pop()) {
    auto const [i, at] = waiting.front();
    cluster.push_back(at);
    for (int j = 0; j < int(points.size()); ++j) {
      if (seen[j] || !mask[j]) continue;
      Vec3<double> const d = box.minimum_image(points[j] - points[i]);
      if (norm(d) > cutoff) continue;
      seen[j] = true;
      waiting.push({j, at + d});
    }
  }
  return cluster;
}

}  // namespace

TEST_CASE("centre and radius of gyration are those of the clusters laid out by hand, in tilted boxes, from any image") {
  Box const box = GENERATE(Box::orthogonal(20, 22, 24), Box::triclinic({20, 22, 24}, -9, 8, 11, {3, -8, 1}),
                           Box::triclinic({20, 22, 24}, 7, -6, 5, {}, {false, true, true}));
  double const cutoff = 2.1;
  std::mt19937 random(5);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::uniform_int_distribution<int> image(-2, 2);
  Points points(900);
  std::vector<int> mask(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = box.cartesian({uniform(random), uniform(random), uniform(random)});
    Vec3<int> const shift{box.periodic(0) ? image(random) : 0, image(random), image(random)};
    points[i] += box.translation(shift);
    mask[i] = uniform(random) < 0.7;
  }
  auto const list = build_neighbor_list(to_device(points), box, {.cutoff = cutoff});
  auto const clusters = percolation_clusters(list, to_device(mask));
  auto const geometry = cluster_geometry(to_device(points), box, clusters);
  auto const labels = to_host(clusters.labels), sizes = to_host(clusters.sizes), wraps = to_host(clusters.wraps);
  auto const centers = to_host(geometry.centers);
  auto const radii = to_host(geometry.gyration_radii);
  auto const status = to_host(geometry.status);
  REQUIRE(sizes[0] > 20);
  std::vector<bool> done(sizes.size(), false);
  for (int i = 0; i < int(points.size()); ++i) {
    int const k = labels[i] - 1;
    if (k < 0 || done[k]) continue;
    done[k] = true;
    CAPTURE(k, sizes[k], wraps[k]);
    if (wraps[k] != 0) {
      REQUIRE((status[k] == Status::unbounded && radii[k] == 0 && centers[k] == Vec3<double>{}));
      continue;
    }
    auto const cluster = walk(points, mask, box, cutoff, i);
    REQUIRE(int(cluster.size()) == sizes[k]);
    Vec3<double> mean{};
    for (auto const& r : cluster) mean += (1.0 / sizes[k]) * r;
    double squares = 0;
    for (auto const& r : cluster) squares += dot(r - mean, r - mean);
    REQUIRE(status[k] == Status::ok);
    REQUIRE(norm(box.minimum_image(centers[k] - mean)) < 1e-12);
    REQUIRE(box.cell_of(centers[k]) == Vec3<int>{});
    REQUIRE(std::abs(radii[k] - std::sqrt(squares / sizes[k])) < 1e-12);
  }
}

TEST_CASE("a rod over the boundary: length L in n beads has radius of gyration L sqrt((n + 1) / (12 (n - 1)))") {
  Box const box = Box::orthogonal(10, 10, 10);
  Points points;
  int const n = 9;
  for (int k = 0; k < n; ++k) points.push_back({7.25 + 0.5 * k, 9.75, 0.25});
  points.push_back({2, 2, 2});
  auto const all = to_device(std::vector<int>(points.size(), 1));
  auto const contacts = contacts_within(to_device(points), box, 0.6);
  auto const clusters = percolation_clusters(contacts, all);
  auto const geometry = cluster_geometry(to_device(points), box, clusters);
  REQUIRE(std::abs(to_host(geometry.gyration_radii)[0] - 4 * std::sqrt(10 / 96.0)) < 1e-14);
  REQUIRE(norm(to_host(geometry.centers)[0] - Vec3<double>{9.25, 9.75, 0.25}) < 1e-14);
  REQUIRE(to_host(geometry.gyration_radii)[1] == 0);
  REQUIRE(norm(to_host(geometry.centers)[1] - Vec3<double>{2, 2, 2}) < 1e-14);
}

TEST_CASE("a cluster that wraps around one axis only is undefined, and no cluster is no result") {
  Box const box = Box::orthogonal(3, 30, 30);
  Points const points{{0.1, 1, 1}, {1.1, 1, 1}, {2.1, 1, 1}, {1, 9, 9}};
  auto const clusters = percolation_clusters(contacts_within(to_device(points), box, 1.05),
                                             to_device(std::vector<int>(points.size(), 1)));
  auto const geometry = cluster_geometry(to_device(points), box, clusters);
  REQUIRE(to_host(geometry.status) == std::vector<Status>{Status::unbounded, Status::ok});
  auto const none = percolation_clusters(contacts_within(to_device(points), box, 1.05),
                                         to_device(std::vector<int>(points.size(), 0)));
  REQUIRE(cluster_geometry(to_device(points), box, none).status.extent(0) == 0);
}

TEST_CASE("positions of another number are refused") {
  using Catch::Matchers::ContainsSubstring;
  Box const box = Box::orthogonal(9, 9, 9);
  Points const points{{1, 1, 1}, {2, 1, 1}};
  auto const clusters =
      percolation_clusters(contacts_within(to_device(points), box, 1.5), to_device(std::vector<int>{1, 1}));
  auto const more = to_device(Points(3));
  REQUIRE_THROWS_WITH(cluster_geometry(more, box, clusters), ContainsSubstring("3 positions"));
  auto incomplete = clusters;
  incomplete.images = {};
  REQUIRE_THROWS_WITH(cluster_geometry(to_device(points), box, incomplete),
                      ContainsSubstring("cluster_geometry: images of 0, but labels of 2 particles"));
  incomplete = clusters;
  incomplete.wraps = to_device(std::vector<int>(3));
  REQUIRE_THROWS_WITH(cluster_geometry(to_device(points), box, incomplete),
                      ContainsSubstring("cluster_geometry: wraps of 3, but sizes of 1 clusters"));
}

}  // namespace cluster_geometry_test
