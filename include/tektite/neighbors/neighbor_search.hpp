// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/neighbors/cell_list.hpp"

namespace tektite {

/// Visits all points within a distance of a position, without a stored list. Device-callable.
///
/// Points are visited in cell order, which is the same in every run. A point at the position itself is visited, too.
template <MemorySpace Memory>
class NeighborSearch {
 public:
  /// Prepares searches with one radius.
  ///
  /// \param points positions that `cells` was built from
  /// \param cells  grid of the points
  /// \param reach  search radius in the unit of the points; any size, but cells of half its width are the fastest
  /// \throws Error another number of points than in `cells`; a radius not finite or negative
  NeighborSearch(Kokkos::View<Vec3<double>*, Memory> points, CellList<Memory> const& cells, double reach)
      : points_(points), cells_(cells), reach_squared_(reach * reach) {
    require(points.extent(0) == cells.points.extent(0), "NeighborSearch: ", points.extent(0),
            " points, but the grid is of ", cells.points.extent(0));
    require(std::isfinite(reach) && reach >= 0, "NeighborSearch: radius ", reach, " must be finite and not negative");
    span_ = cells.span(reach);
  }

  /// Visits the points with |r - center| <= reach.
  ///
  /// \param center any position
  /// \param visit  device-callable `void(int point)`
  template <class Visit>
  KOKKOS_FUNCTION void operator()(Vec3<double> center, Visit const& visit) const {
    auto const [low, high] = cells_.around(cells_.cell_of(center), span_);
    for (int c = low.z; c <= high.z; ++c) {
      for (int b = low.y; b <= high.y; ++b) {
        int const end = cells_.offsets(cells_.index(high.x, b, c) + 1);
        for (int k = cells_.offsets(cells_.index(low.x, b, c)); k < end; ++k) {
          int const point = cells_.points(k);
          Vec3<double> const d = points_(point) - center;
          if (dot(d, d) <= reach_squared_) visit(point);
        }
      }
    }
  }

 private:
  Kokkos::View<Vec3<double>*, Memory> points_;
  CellList<Memory> cells_;
  double reach_squared_;
  Vec3<int> span_;
};

}  // namespace tektite
