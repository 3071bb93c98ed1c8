// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

#include "tektite/core/box.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/vec3.hpp"

namespace tektite::detail {

/// Whether positions are moved into the box before they are converted.
enum class Wrap { no, yes };

/// Fractional coordinates of positions in a box, for `bounds` and for grids along its edges.
template <Wrap wrap, Positions P>
struct FractionalPosition {
  P positions;  ///< of the particles, or of points
  Box box;      ///< the box

  /// Fractional coordinates of the i-th position.
  KOKKOS_FUNCTION Vec3<double> operator()(std::size_t i) const {
    Vec3<double> const r = position(positions, i);
    return box.fractional(wrap == Wrap::yes ? box.wrap(r) : r);
  }
};

}  // namespace tektite::detail
