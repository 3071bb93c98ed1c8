// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <numbers>

#include "tektite/core/box.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/neighbors/neighbor_list.hpp"

namespace tektite {

/// The smallest factor by which `f` stretches any direction: its smallest singular value.
///
/// From the eigenvalues of f^T f in closed form (trigonometric solution of the cubic); a relative 1e-7 is taken off,
/// so that the result is a lower bound whatever the rounding.
KOKKOS_INLINE_FUNCTION double smallest_stretch(Mat3 const& f) {
  Mat3 const c = transpose(f) * f;
  double const mean = trace(c) / 3;
  Mat3 const dev = c - mean * Mat3::identity();
  double squares = 0;
  for (int i = 0; i < 3; ++i) squares += dot(dev.col[i], dev.col[i]);
  double const p = Kokkos::sqrt(squares / 6);
  double lowest = mean;
  if (p > 1e-14 * mean) {
    double const r = Kokkos::clamp(determinant((1 / p) * dev) / 2, -1.0, 1.0);
    lowest = mean + 2 * p * Kokkos::cos(Kokkos::acos(r) / 3 + 2 * std::numbers::pi / 3);
  }
  return Kokkos::sqrt(Kokkos::max(lowest, 0.0)) * (1 - 1e-7);
}

/// How far particles may move before a list misses a pair.
///
/// Let F be the cell's deformation since the build and u = x - F x0 what a particle moved beyond it. Two particles that
/// were further apart than cutoff + skin are now further apart than s (cutoff + skin) - 2 max |u|, where s is the
/// smallest stretch of F. While that is at least the cutoff, no pair within the cutoff is missing. With a fixed cell
/// this is the usual half of the skin; compression and shear of the cell use up the skin as well.
struct ListLimits {
  double cutoff;         ///< pairs within it are never missing
  double skin;           ///< listed beyond the cutoff
  Mat3 reference_edges;  ///< of the cell at the build

  /// F: what the cell has done since the build.
  KOKKOS_FUNCTION Mat3 deformation(Mat3 const& edges) const { return edges * inverse(reference_edges); }

  /// How far a particle may be from F x0, in the current cell; negative: the cell alone has used up the skin.
  KOKKOS_FUNCTION double allowed_displacement(Mat3 const& edges) const {
    return 0.5 * (smallest_stretch(deformation(edges)) * (cutoff + skin) - cutoff);
  }
};

/// A neighbour list that is known to be complete, and what says until when.
///
/// The list and when it is rebuilt depend on the reference positions and cell only, so a run that is restored with
/// those goes on with the same bits.
template <MemorySpace Memory>
struct RefreshedList {
  double cutoff = 0;                              ///< pairs within it are never missing
  double skin = 0;                                ///< listed beyond the cutoff
  NeighborList<Memory> list;                      ///< the list; a rebuild uses its memory again
  Kokkos::View<Vec3<double>*, Memory> reference;  ///< positions at the build
  Box reference_box;                              ///< cell at the build
  std::int64_t builds = 0;                        ///< how often the list was built

  /// Until when it is complete.
  ListLimits limits() const { return {cutoff, skin, reference_box.edges()}; }
};

/// Builds the list for the stored reference, as it was before a restart. Work, memory and errors as of
/// `build_neighbor_list`. Fences `exec`.
template <ExecutionSpace Exec>
void rebuild_from_reference(Exec const& exec, RefreshedList<typename Exec::memory_space>& refreshed) {
  rebuild_neighbor_list(exec, refreshed.reference, refreshed.reference_box,
                        {.cutoff = refreshed.cutoff, .skin = refreshed.skin}, refreshed.list);
}

/// Moves particles into the cell and builds the list for where they are now. Else as `rebuild_from_reference`.
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
  rebuild_from_reference(exec, refreshed);
  ++refreshed.builds;
}

}  // namespace tektite
