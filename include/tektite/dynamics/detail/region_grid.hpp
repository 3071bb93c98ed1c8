// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <vector>

#include "tektite/core/vec3.hpp"

namespace tektite::detail {

/// Cells of a grid that are taken one after the other. A taken cell blocks its neighbourhood for later ones.
class RegionGrid {
 public:
  /// \param count    number of cells along each axis
  /// \param clear    number of cells around a taken one that are blocked along each axis
  /// \param periodic whether the grid is periodic along each axis
  RegionGrid(Vec3<int> count, Vec3<int> clear, Vec3<bool> periodic)
      : count_(count), clear_(clear), periodic_(periodic), blocked_(std::size_t(count.x) * count.y * count.z, 0) {}

  /// \returns coordinates of a cell from its number
  Vec3<int> cell(int index) const {
    return {index % count_.x, index / count_.x % count_.y, index / (count_.x * count_.y)};
  }
  /// \returns number of cells
  int cells() const { return static_cast<int>(blocked_.size()); }
  /// \returns whether a cell is inside and not blocked
  bool is_free(Vec3<int> c) const { return inside(c) && blocked_[index(c)] == 0; }

  /// Takes cells that belong together, and blocks them and all cells that are too close to them.
  void take(std::vector<Vec3<int>> const& cells) {
    for (Vec3<int> const& c : cells) {
      Vec3<int> d;
      for (d.z = -clear_.z; d.z <= clear_.z; ++d.z)
        for (d.y = -clear_.y; d.y <= clear_.y; ++d.y)
          for (d.x = -clear_.x; d.x <= clear_.x; ++d.x)
            if (inside(c + d)) blocked_[index(c + d)] = 1;
    }
  }

  /// \returns the same cell with coordinates inside the grid
  Vec3<int> wrapped(Vec3<int> c) const {
    for (int d = 0; d < 3; ++d) c[d] = (c[d] % count_[d] + count_[d]) % count_[d];
    return c;
  }

 private:
  // Whether the grid has a cell with these coordinates, along periodic axes after wrapping.
  bool inside(Vec3<int> c) const {
    for (int d = 0; d < 3; ++d)
      if (!periodic_[d] && (c[d] < 0 || c[d] >= count_[d])) return false;
    return true;
  }
  // Number of a cell, from coordinates that may need wrapping.
  std::size_t index(Vec3<int> c) const {
    c = wrapped(c);
    return c.x + std::size_t(count_.x) * (c.y + std::size_t(count_.y) * c.z);
  }

  Vec3<int> count_, clear_;
  Vec3<bool> periodic_;
  std::vector<char> blocked_;
};

}  // namespace tektite::detail
