// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include "tektite/core/box.hpp"
#include "tektite/core/vec3.hpp"

namespace tektite::detail {

/// The faces of a box along its axes that are not periodic. Inside, dot(r - corner, normal) <= 0.
struct Walls {
  int count = 0;
  int wall[6];             // its number, 2 axis + (0 low, 1 high)
  Vec3<double> normal[6];  // outward; whole numbers below 2^50, so that predicates can be exact
  Vec3<double> corner[6];  // of the box, on the wall
};

/// \param box   says which axes are periodic
/// \param edges the edges of the box, counted from its origin
/// \returns its walls
inline Walls walls_of(Box const& box, Mat3 const& edges) {
  Walls walls;
  for (int axis = 0; axis < 3; ++axis) {
    if (box.periodic(axis)) continue;
    Vec3<double> up = cross(edges.col[(axis + 1) % 3], edges.col[(axis + 2) % 3]);
    up = (std::copysign(std::ldexp(1.0, 49), dot(up, edges.col[axis])) / norm(up)) * up;
    up = {std::round(up.x), std::round(up.y), std::round(up.z)};
    for (int high = 0; high < 2; ++high) {
      walls.wall[walls.count] = 2 * axis + high;
      walls.normal[walls.count] = high ? up : -up;
      walls.corner[walls.count] = high ? edges.col[axis] : Vec3<double>{};
      ++walls.count;
    }
  }
  return walls;
}

}  // namespace tektite::detail
