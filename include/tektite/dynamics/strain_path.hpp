// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstdint>

#include "tektite/core/error.hpp"
#include "tektite/dynamics/shear.hpp"

/// \file
/// The strains that a quasistatic shear goes through.
///
/// \source definitions only

namespace tektite {

/// Equal steps of shear strain, one way or in cycles. Strains are engineering strains, counted from that of the box at
/// the start.
struct StrainPath {
  Plane plane = Plane::xy;  ///< directions of displacement and of its gradient
  double amplitude;         ///< final strain, or with cycles the first extreme; its sign is the direction
  std::int64_t steps;       ///< number of steps from 0 to `amplitude`
  std::int64_t cycles = 0;  ///< 0: ends at `amplitude`; else how often it goes to amplitude, -amplitude and back to 0
};

/// Checks a path.
///
/// \param path the path
/// \throws Error an amplitude that is 0, not finite or beyond 100; no steps, fewer than 0 cycles, more than 1e9 steps
inline void validate(StrainPath const& path) {
  require(std::isfinite(path.amplitude) && path.amplitude != 0 && std::abs(path.amplitude) <= 100,
          "strain path: amplitude ", path.amplitude, " must lie between -100 and 100, not 0");
  require(path.steps >= 1 && path.steps <= 1000000000, "strain path: ", path.steps, " steps, expected 1 to 1e9");
  require(path.cycles >= 0 && path.cycles <= 250000000 / path.steps, "strain path: ", path.cycles,
          " cycles, expected at least 0 and at most 1e9 steps in all");
}

/// Number of steps of a path.
///
/// \param path a path that `validate` accepts
/// \returns number of steps, all cycles together
inline std::int64_t step_count(StrainPath const& path) {
  return path.cycles == 0 ? path.steps : 4 * path.cycles * path.steps;
}

/// The strain after a number of steps of a path. Cycles have the same bits each time.
///
/// \param path a path that `validate` accepts
/// \param step number of steps, from 0
/// \returns engineering strain, without unit
inline double strain_after(StrainPath const& path, std::int64_t step) {
  if (path.cycles == 0) return path.amplitude * (double(step) / double(path.steps));
  std::int64_t const in_cycle = step % (4 * path.steps), quarter = in_cycle / path.steps, n = path.steps;
  std::int64_t const height = quarter == 0 ? in_cycle : (quarter == 3 ? in_cycle - 4 * n : 2 * n - in_cycle);
  return path.amplitude * (double(height) / double(n));
}

}  // namespace tektite
