// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>

#include "tektite/core/box.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/neighbors/neighbor_list.hpp"

namespace tektite {

/// The smallest factor by which `f` stretches any direction: its smallest singular value.
///
/// From the eigenvalues of f^T f in closed form (trigonometric solution of the cubic); a relative 1e-7 is taken off,
/// so that the result is a lower bound whatever the rounding.
inline double smallest_stretch(Mat3 const& f) {
  Mat3 const c = transpose(f) * f;
  double const mean = trace(c) / 3;
  Mat3 const dev = c - mean * Mat3::identity();
  double squares = 0;
  for (int i = 0; i < 3; ++i) squares += dot(dev.col[i], dev.col[i]);
  double const p = std::sqrt(squares / 6);
  double lowest = mean;
  if (p > 1e-14 * mean) {
    double const r = std::clamp(determinant((1 / p) * dev) / 2, -1.0, 1.0);
    double const pi = std::acos(-1.0);
    lowest = mean + 2 * p * std::cos(std::acos(r) / 3 + 2 * pi / 3);
  }
  return std::sqrt(std::max(lowest, 0.0)) * (1 - 1e-7);
}

/// A neighbour list that is known to be complete, and the rule that says until when.
///
/// Let F be the cell's deformation since the build and u = x - F x0 what a particle moved beyond it. Two particles that
/// were further apart than cutoff + skin are now further apart than s (cutoff + skin) - 2 max |u|, where s is the
/// smallest stretch of F. While that is at least the cutoff, no pair within the cutoff is missing. With a fixed cell
/// this is the usual half of the skin; compression and shear of the cell use up the skin as well.
///
/// The list and when it is rebuilt depend on the reference positions and cell only, so a run that is restored with
/// those goes on with the same bits.
template <MemorySpace Memory>
struct RefreshedList {
  double cutoff = 0;          ///< pairs within it are never missing
  double skin = 0;            ///< listed beyond the cutoff
  NeighborList<Memory> list;  ///< the list
  Kokkos::View<Vec3<double>*, Memory> reference;  ///< positions at the build
  Box reference_box;                                ///< cell at the build
  std::int64_t builds = 0;                          ///< how often the list was built

  /// F: what the cell has done since the build.
  Mat3 deformation(Box const& now) const { return now.edges() * inverse(reference_box.edges()); }

  /// How far a particle may be from F x0, in the current cell; negative: the cell alone has used up the skin.
  double allowed_displacement(Box const& now) const {
    return 0.5 * (smallest_stretch(deformation(now)) * (cutoff + skin) - cutoff);
  }

  /// Is the list still complete?
  bool valid(Box const& now, double largest_squared_displacement) const {
    double const allowed = allowed_displacement(now);
    return allowed >= 0 && largest_squared_displacement <= allowed * allowed;
  }
};

/// Moves particles into the cell and builds the list for where they are now. Fences `exec`.
template <ExecutionSpace Exec>
void rebuild(Exec const& exec, System<typename Exec::memory_space> const& system,
             RefreshedList<typename Exec::memory_space>& refreshed) {
  using Memory = typename Exec::memory_space;
  wrap(exec, system);
  if (refreshed.reference.extent(0) != system.size()) {
    refreshed.reference =
        detail::allocate<Kokkos::View<Vec3<double>*, Memory>>(exec, "list_refresh::reference", system.size());
  }
  Kokkos::deep_copy(exec, refreshed.reference, system.positions);
  refreshed.reference_box = system.box;
  // The old list goes first: two at once would need twice the memory.
  refreshed.list = {};
  refreshed.list =
      build_neighbor_list(exec, system.positions, system.box, {.cutoff = refreshed.cutoff, .skin = refreshed.skin});
  ++refreshed.builds;
}

/// Builds the list again for the stored reference, after a restart. Fences `exec`.
template <ExecutionSpace Exec>
void rebuild_from_reference(Exec const& exec, RefreshedList<typename Exec::memory_space>& refreshed) {
  refreshed.list = build_neighbor_list(exec, refreshed.reference, refreshed.reference_box,
                                       {.cutoff = refreshed.cutoff, .skin = refreshed.skin});
}

}  // namespace tektite
