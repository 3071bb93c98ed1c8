// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/io/configuration.hpp"

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

/// Throws if a type has another name than in the frames before: its partials would be of two elements.
inline void require_same_names(std::string const& where, io::Configuration const& c,
                               std::map<int, std::string>& names) {
  for (int t = 0; t < int(c.elements.size()); ++t) {
    std::string const& name = c.elements[std::size_t(t)];
    if (name.empty()) continue;
    std::string const& before = names.emplace(t, name).first->second;
    require(before == name, where, ": type ", t + 1, " is ", name, ", but was ", before, " in the frames before");
  }
}

/// The name of a column for a pair of types: "g_12". \param a,b types from 0 \param types number of types
inline std::string pair_column(std::string const& quantity, int a, int b, int types) {
  // With more than nine types 1 and 11 must not look like 11 and 1.
  return quantity + "_" + std::to_string(a + 1) + (types > 9 ? "_" : "") + std::to_string(b + 1);
}

}  // namespace tektite::examples
