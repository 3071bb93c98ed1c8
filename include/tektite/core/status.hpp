// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace tektite {

/// What became of one particle. Results of a particle whose status is neither `ok` nor `degenerate` are zero, never
/// garbage.
enum class Status : int {
  ok = 0,
  too_few_neighbors = 1,  ///< fewer neighbours than unknowns
  ill_conditioned = 2,    ///< singular fit, or condition number above the limit
  degenerate = 3,         ///< vertices of higher order within the tolerance: the topology depends on the tie rule
  duplicate = 4,          ///< another particle lies at the same place
  incomplete = 5,         ///< no closed cell could be found
  inverted = 6,           ///< det F <= 0: a fit without a rotation (its other results are given)
  unbounded = 7,          ///< a cluster that closes on itself through the boundary: no centre, no radius
};

}  // namespace tektite
