// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tektite::detail {

/// Chooses the number of grid cells along each axis.
///
/// Where there would be more than `most`, most are empty, and most of these lie along the longest axis: in the empty
/// space beside a slab, say. So cells get longer along the axis that has the most, which leaves the others as they are.
///
/// \param length extent of the grid along each axis
/// \param width  least length of a cell along each axis, positive
/// \param most   at most this many cells, at least 1; and less than 2^31 - 1, because cells are numbered by `int`
/// \returns the numbers, at least 1 each
inline std::array<int, 3> cell_counts(std::array<double, 3> const& length, std::array<double, 3> width, double most) {
  most = std::min(most, std::numeric_limits<int>::max() - 1.0);
  for (;;) {
    std::array<double, 3> number{};
    for (int d = 0; d < 3; ++d) number[d] = std::max(1.0, std::floor(length[d] / width[d]));
    double const total = number[0] * number[1] * number[2];
    if (total <= most) return {static_cast<int>(number[0]), static_cast<int>(number[1]), static_cast<int>(number[2])};
    auto const longest = std::max_element(number.begin(), number.end()) - number.begin();
    width[longest] *= std::clamp(total / most, 1.01, 1.25);
  }
}

}  // namespace tektite::detail
