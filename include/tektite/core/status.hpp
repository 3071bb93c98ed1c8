// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace tektite {

/// Whether the result of one particle could be computed, or why not.
///
/// Results of a particle whose status is neither `ok` nor `degenerate` are zero, except where a value below says
/// otherwise.
enum class Status : int {
  ok = 0,                 ///< computed
  too_few_neighbors = 1,  ///< fewer neighbours than unknowns
  ill_conditioned = 2,    ///< singular fit, or condition number above the limit
  degenerate = 3,  ///< vertices of higher order within the tolerance: the topology depends on how ties are broken
  duplicate = 4,   ///< another particle has the same position
  incomplete = 5,  ///< no closed Voronoi cell could be found, or ghosts do not reach far enough to be sure
  inverted = 6,    ///< det F <= 0: a fit without a rotation (its other results are given)
  unbounded = 7,   ///< a cluster that closes on itself through the boundary: no centre, no radius
};

}  // namespace tektite
