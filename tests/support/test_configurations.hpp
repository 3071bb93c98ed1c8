// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tektite/core/box.hpp>

#include <Kokkos_Core.hpp>
#include <array>
#include <cmath>
#include <random>
#include <vector>

#include "reference/brute_force_pairs.hpp"
#include "support/host_mirror.hpp"

/// Point sets for tests, and their conversion to Views and plain arrays.
namespace configurations {

using tektite::Box;
using tektite::Mat3;
using tektite::Vec3;
using Points = std::vector<Vec3<double>>;

inline Kokkos::View<Vec3<double>*> to_view(Points const& points) {
  Kokkos::View<Vec3<double>*> view("points", points.size());
  auto host = Kokkos::create_mirror_view(view);
  for (std::size_t i = 0; i < points.size(); ++i) host(i) = points[i];
  Kokkos::deep_copy(view, host);
  return view;
}

/// The same lattice with the same walls, described by edges of which some are about `tilt` times as long.
inline Box strongly_tilted(Box const& box, int tilt) {
  Mat3 steps = Mat3::identity();  // the new edges in units of the old ones
  if (box.periodic(0)) steps(0, 1) = tilt;
  if (box.periodic(1)) steps(1, 2) = -tilt;
  if (box.periodic(2) && !box.periodic(0) && !box.periodic(1)) steps(2, 0) = tilt;
  return box.with_edges(box.edges() * steps);
}

inline std::vector<reference::Point> plain(Points const& points) {
  std::vector<reference::Point> out;
  for (auto const& r : points) out.push_back({r.x, r.y, r.z});
  return out;
}

inline std::array<reference::Point, 3> plain(Box const& box) {
  std::array<reference::Point, 3> edges;
  for (int k = 0; k < 3; ++k) edges[k] = {box.edge(k).x, box.edge(k).y, box.edge(k).z};
  return edges;
}

inline Points random_points(Box const& box, int n, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  Points points(n);
  for (auto& r : points) r = box.cartesian({uniform(random), uniform(random), uniform(random)});
  return points;
}

/// Random points with a smallest distance between them, like atoms in a glass; made by rejection.
inline Points spaced_points(Box const& box, int n, double distance, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  Points points;
  for (int tries = 0; int(points.size()) < n && tries < 2'000'000; ++tries) {
    Vec3<double> const r = box.cartesian({uniform(random), uniform(random), uniform(random)});
    bool free = true;
    for (auto const& other : points) free = free && norm(box.minimum_image(r - other)) >= distance;
    if (free) points.push_back(r);
  }
  return points;
}

/// A simple crystal: n x n x n cells with one point each.
inline Points crystal_points(Box const& box, int n) {
  Points points;
  for (int i = 0; i < n * n * n; ++i)
    points.push_back(box.cartesian({(i % n) / double(n), (i / n % n) / double(n), (i / n / n) / double(n)}));
  return points;
}

inline Points shaken(Points points, double amplitude, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0, amplitude);
  for (auto& r : points) r += Vec3<double>{normal(random), normal(random), normal(random)};
  return points;
}

template <class Map>
Points mapped(Points points, Map const& map) {
  for (auto& r : points) r = map(r);
  return points;
}

/// Rotation by `angle` about `axis` (Rodrigues).
inline Mat3 rotation(Vec3<double> axis, double angle) {
  Vec3<double> const n = (1 / std::sqrt(dot(axis, axis))) * axis;
  double const c = std::cos(angle), s = std::sin(angle);
  Mat3 R{};
  Mat3 const cross{{{0, n.z, -n.y}, {-n.z, 0, n.x}, {n.y, -n.x, 0}}};
  for (int i = 0; i < 3; ++i)
    for (int k = 0; k < 3; ++k) R(i, k) = c * (i == k) + (1 - c) * n[i] * n[k] + s * cross(i, k);
  return R;
}

}  // namespace configurations
