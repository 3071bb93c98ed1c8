// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <numbers>

#include "tektite/core/box.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/dynamics/system.hpp"
#include "tektite/neighbors/neighbor_list.hpp"

/// \file
/// A Verlet list and its validity. A list is *built* for given positions, its *reference*. It is *valid* while no pair
/// within the cutoff can be missing (`ListLimits`). It is *refreshed* by a build for the present positions.
///
/// \source Verlet, Phys. Rev. 159, 98 (1967)

namespace tektite {

/// The smallest factor by which a deformation stretches any direction: its smallest singular value.
///
/// Computed from the eigenvalues of f^T f in closed form (trigonometric solution of the cubic). A relative 1e-7 is
/// subtracted, so that the result is a lower bound in spite of rounding.
///
/// \param f deformation gradient
/// \returns a lower bound of the smallest stretch
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

/// How far particles may move before a list can miss a pair.
///
/// Let F be the box's deformation since the build and u = x - F x0 what a particle moved beyond it. Two particles that
/// were further apart than cutoff + skin are now further apart than s (cutoff + skin) - 2 max |u|, where s is the
/// smallest stretch of F. While that is at least the cutoff, no pair within the cutoff is missing. With a fixed box
/// this is the usual half of the skin; compression and shear of the box use up the skin as well.
struct ListLimits {
  double cutoff;         ///< distance within which no pair may be missing
  double skin;           ///< pairs are listed up to cutoff + skin at the build
  Mat3 reference_edges;  ///< of the box at the build

  /// The box's deformation since the build.
  ///
  /// \param edges of the present box
  /// \returns deformation gradient F
  KOKKOS_FUNCTION Mat3 deformation(Mat3 const& edges) const { return edges * inverse(reference_edges); }

  /// How far a particle may be from F x0.
  ///
  /// \param edges of the present box
  /// \returns largest allowed |u|; negative if the deformation of the box alone has used up the skin
  KOKKOS_FUNCTION double allowed_displacement(Mat3 const& edges) const {
    return 0.5 * (smallest_stretch(deformation(edges)) * (cutoff + skin) - cutoff);
  }
};

/// A neighbour list together with the positions and the box that it was built for, from which its validity follows.
///
/// The list and the time of its next refresh depend on the reference positions and box only. A run that is restored
/// with these therefore continues with the same bits.
template <MemorySpace Memory>
struct RefreshedList {
  double cutoff = 0;                              ///< distance within which no pair may be missing
  double skin = 0;                                ///< pairs are listed up to cutoff + skin at the build
  NeighborList<Memory> list;                      ///< the list; a refresh uses its memory again
  Kokkos::View<Vec3<double>*, Memory> reference;  ///< positions at the build
  Box reference_box;                              ///< box at the build
  std::int64_t builds = 0;                        ///< number of refreshes; builds after a restart do not count

  /// \returns limits within which the list is valid
  ListLimits limits() const { return {cutoff, skin, reference_box.edges()}; }
};

/// Builds a list for its stored reference, as is needed after a restart.
///
/// \param exec      execution space instance that runs everything
/// \param refreshed its `reference`, `reference_box`, `cutoff` and `skin` are read, its `list` is replaced
/// \throws Error    as `build_neighbor_list`
/// \cost            as `build_neighbor_list`; memory of the old list is used again
/// \fences          as `build_neighbor_list`
/// \determinism     the same bits at any thread count
template <ExecutionSpace Exec>
void refresh_list_from_reference(Exec const& exec, RefreshedList<typename Exec::memory_space>& refreshed) {
  rebuild_neighbor_list(exec, refreshed.reference, refreshed.reference_box,
                        {.cutoff = refreshed.cutoff, .skin = refreshed.skin}, refreshed.list);
}

/// Refreshes a list: moves all particles into the box, makes their positions the reference, and builds the list.
///
/// \param exec      execution space instance that runs everything
/// \param system    its positions and `images` are changed by `wrap`
/// \param refreshed its reference and `list` are replaced; `builds` is increased by one
/// \throws Error    as `build_neighbor_list`
/// \cost            as `build_neighbor_list`, and 24 bytes per particle for the reference
/// \fences          as `build_neighbor_list`
/// \determinism     the same bits at any thread count
template <ExecutionSpace Exec>
void refresh_list(Exec const& exec, System<typename Exec::memory_space> const& system,
                  RefreshedList<typename Exec::memory_space>& refreshed) {
  using Memory = typename Exec::memory_space;
  wrap(exec, system);
  if (refreshed.reference.extent(0) != system.size()) {
    refreshed.reference =
        detail::allocate<Kokkos::View<Vec3<double>*, Memory>>(exec, "list_refresh::reference", system.size());
  }
  Kokkos::deep_copy(exec, refreshed.reference, system.positions);
  refreshed.reference_box = system.box;
  refresh_list_from_reference(exec, refreshed);
  ++refreshed.builds;
}

TEKTITE_DYNAMICS_INSTANCE(void refresh_list_from_reference(compiled::Exec const&, RefreshedList<compiled::Memory>&));
TEKTITE_DYNAMICS_INSTANCE(void refresh_list(compiled::Exec const&, System<compiled::Memory> const&,
                                            RefreshedList<compiled::Memory>&));

}  // namespace tektite
