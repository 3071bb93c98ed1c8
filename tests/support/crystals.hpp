// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tektite/core/box.hpp>

#include <cmath>
#include <numbers>
#include <vector>

#include "support/test_configurations.hpp"

/// Perfect crystals with one atom per unit length cubed or so, and an icosahedron.
namespace configurations {

/// A crystal in a periodic box.
struct Crystal {
  Box box;
  Points points;
};

/// n x n x n cells with these edges and atoms at these fractions of them.
inline Crystal repeated(Vec3<double> edges, Points const& basis, int n) {
  Crystal crystal{Box::orthogonal(n * edges.x, n * edges.y, n * edges.z), {}};
  for (int cell = 0; cell < n * n * n; ++cell) {
    for (auto const& f : basis) {
      Vec3<double> const at{cell % n + f.x, cell / n % n + f.y, cell / n / n + f.z};
      crystal.points.push_back({at.x * edges.x, at.y * edges.y, at.z * edges.z});
    }
  }
  return crystal;
}

inline Crystal simple_cubic(int n) { return repeated({1, 1, 1}, {{0, 0, 0}}, n); }

inline Crystal body_centred(int n) { return repeated({1, 1, 1}, {{0, 0, 0}, {0.5, 0.5, 0.5}}, n); }

inline Crystal face_centred(int n) {
  return repeated({1, 1, 1}, {{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}, n);
}

/// Of four atoms in a rectangular cell, with the ideal ratio of its edges; nearest neighbours at distance 1.
inline Crystal hexagonal_close_packed(int n) {
  return repeated({1, std::numbers::sqrt3, std::sqrt(8.0 / 3)},
                  {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 5.0 / 6, 0.5}, {0, 1.0 / 3, 0.5}}, n);
}

/// An atom and the twelve corners of an icosahedron around it, at distance 1, alone in a large box.
inline Crystal icosahedron() {
  Crystal cluster{Box::orthogonal(20, 20, 20), {{0, 0, 0}}};
  double const g = std::numbers::phi, r = 1 / std::sqrt(1 + g * g);
  for (double const a : {-1.0, 1.0})
    for (double const b : {-g, g})
      for (auto const& corner : {Vec3<double>{0, a, b}, Vec3<double>{a, b, 0}, Vec3<double>{b, 0, a}})
        cluster.points.push_back(r * corner);
  return cluster;
}

}  // namespace configurations
