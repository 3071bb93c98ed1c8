// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

/// \file
/// What programs have in common that average curves over frames.

namespace tektite::examples {

/// Means over frames, and sums of squared deviations from them.
struct FrameMeans {
  std::vector<double> values, squares;
  int frames = 0;

  /// Adds the values of one frame, as many as before.
  void add(std::vector<double> const& one) {
    ++frames;
    values.resize(one.size());
    squares.resize(one.size());
    for (std::size_t k = 0; k < one.size(); ++k) {
      double const before = one[k] - values[k];  // Welford's update loses no digits
      values[k] += before / frames;
      squares[k] += before * (one[k] - values[k]);
    }
  }

  /// The standard error of a mean; 0 for a single frame.
  double error(std::size_t k) const { return frames > 1 ? std::sqrt(squares[k] / (frames * (frames - 1.0))) : 0.0; }
};

/// The name of a column for a pair of types: "g_12". \param a,b types from 0 \param types number of types
inline std::string pair_column(std::string const& quantity, int a, int b, int types) {
  // With more than nine types 1 and 11 must not look like 11 and 1.
  return quantity + "_" + std::to_string(a + 1) + (types > 9 ? "_" : "") + std::to_string(b + 1);
}

}  // namespace tektite::examples
