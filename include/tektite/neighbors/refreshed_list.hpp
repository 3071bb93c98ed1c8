// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>

#include "tektite/core/box.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/neighbors/list_limits.hpp"
#include "tektite/neighbors/neighbor_list.hpp"

/// \file
/// A Verlet list and its validity, for positions that may be wrapped into the box at any time. A list is *built* for
/// given positions, its *reference*. It is *valid* while no pair within the cutoff can be missing (`ListLimits`). It is
/// *refreshed* by a build for the present positions.
///
/// The sites of a list are images of particles where these were at the build. If the host has moved a particle into the
/// box since then, its position is that of another image, and all its pairs are wrong. So a list is used with the image
/// of each particle that is nearest to its place at the build (`nearest_to_build`).
///
/// \source Verlet, Phys. Rev. 159, 98 (1967)

namespace tektite {

/// A neighbour list together with the positions and the box that it was built for, from which its validity follows.
///
/// Set `cutoff` and `skin`, then call `update_list` in every step, or `refresh_list`.
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
  Kokkos::View<Vec3<double>*, Memory> nearest;    ///< from `nearest_to_build`; empty before
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

namespace detail {

/// Where the box has moved a particle since the build, and the particle's image that is nearest to it.
struct NearestToBuild {
  Box reference_box;  ///< at the build
  Box box;            ///< present
  double unique;      ///< half the length of the shortest period: below it no other image is nearer

  /// \param x0 position at the build
  /// \returns  x0, moved as the box has been deformed since
  KOKKOS_FUNCTION Vec3<double> place(Vec3<double> x0) const {
    return box.edges() == reference_box.edges() && box.origin() == reference_box.origin()
               ? x0
               : box.cartesian(reference_box.fractional(x0));
  }

  /// \param x     present position
  /// \param place where it is looked for
  /// \returns     the image of x that is nearest to the place; the bits of x if this is x itself
  KOKKOS_FUNCTION Vec3<double> image(Vec3<double> x, Vec3<double> place) const {
    Vec3<double> const d = x - place;
    double const squared = dot(d, d);
    if (!Kokkos::isfinite(squared) || squared < unique * unique) return x;
    // How many edges the shortest image is away.
    Vec3<double> const s = box.fractional(box.minimum_image(d) - d + box.origin());
    Vec3<int> shift{};
    for (int k = 0; k < 3; ++k)
      if (box.periodic(k)) shift[k] = static_cast<int>(Kokkos::round(s[k]));
    return x + box.translation(shift);
  }
};

template <MemorySpace Memory>
NearestToBuild since_build(RefreshedList<Memory> const& refreshed, Box const& box) {
  return {refreshed.reference_box, box, 0.5 * box.shortest_period()};
}

/// Copies positions into the reference. Does not fence.
template <ExecutionSpace Exec, Positions P>
void store_reference(Exec const& exec, P const& positions,
                     Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& reference) {
  launch<std::size_t>(
      exec, "refresh_list::reference", reference.extent(0),
      KOKKOS_LAMBDA(std::size_t i) { reference(i) = position(positions, i); });
}

/// Counts the particles that are farther from their places than `allowed`, or not finite. Fences `exec` once.
template <ExecutionSpace Exec, Positions P>
std::size_t count_moved(Exec const& exec, P const& positions, NearestToBuild const& since,
                        Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& reference, double allowed) {
  return launch_count<std::size_t, std::size_t>(
      exec, "list_is_valid", reference.extent(0), KOKKOS_LAMBDA(std::size_t i, std::size_t& moved) {
        Vec3<double> const place = since.place(reference(i)), u = since.image(position(positions, i), place) - place;
        double const squared = dot(u, u);
        if (!Kokkos::isfinite(squared) || squared > allowed * allowed) ++moved;
      });
}

/// Writes the images that are nearest to the places at the build. Does not fence.
template <ExecutionSpace Exec, Positions P>
void store_nearest(Exec const& exec, P const& positions, NearestToBuild const& since,
                   Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& reference,
                   Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& nearest) {
  launch<std::size_t>(
      exec, "nearest_to_build", reference.extent(0),
      KOKKOS_LAMBDA(std::size_t i) { nearest(i) = since.image(position(positions, i), since.place(reference(i))); });
}

/// Makes a View as long as another, unless it is.
template <ExecutionSpace Exec, class View>
void match_length(Exec const& exec, View& view, char const* label, std::size_t n) {
  if (view.extent(0) == n) return;
  view = {};
  view = allocate<View>(exec, label, n);
}

TEKTITE_NEIGHBORS_INSTANCE(void store_reference(compiled::Exec const&, compiled::Positions const&,
                                                compiled::View<Vec3<double>*> const&));
TEKTITE_NEIGHBORS_INSTANCE(std::size_t count_moved(compiled::Exec const&, compiled::Positions const&,
                                                   NearestToBuild const&, compiled::View<Vec3<double>*> const&,
                                                   double));
TEKTITE_NEIGHBORS_INSTANCE(void store_nearest(compiled::Exec const&, compiled::Positions const&, NearestToBuild const&,
                                              compiled::View<Vec3<double>*> const&,
                                              compiled::View<Vec3<double>*> const&));

}  // namespace detail

/// Refreshes a list: makes positions and box the reference, and builds the list.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3], anywhere in space
/// \param box       the box, in the unit of the positions
/// \param refreshed its `cutoff` and `skin` are read, its reference and `list` replaced; `builds` is increased by one
/// \throws Error    as `build_neighbor_list`
/// \cost            as `build_neighbor_list`, and 24 bytes per particle for the reference
/// \fences          as `build_neighbor_list`
/// \determinism     the same bits at any thread count
template <ExecutionSpace Exec, Positions P>
  requires AccessibleFrom<P, Exec>
void refresh_list(Exec const& exec, P const& positions, Box const& box,
                  RefreshedList<typename Exec::memory_space>& refreshed) {
  detail::match_length(exec, refreshed.reference, "refresh_list::reference", particle_count(positions));
  detail::store_reference(exec, detail::common_form(positions), refreshed.reference);
  refreshed.reference_box = box;
  refresh_list_from_reference(exec, refreshed);
  ++refreshed.builds;
}

/// Whether a list holds all pairs within its cutoff: no particle has moved farther than `ListLimits` allows since the
/// build, which in a fixed box is half of the skin. Distances are counted to the nearest image.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3]; each may have been moved by whole box edges since the build
/// \param box       the present box, in the unit of the positions
/// \param refreshed the list, from `refresh_list`
/// \returns         false also if there is no list yet, if the number of particles has changed, if the deformation of
///                  the box has used up the skin, or if a position is not finite
/// \throws Error    as `particle_count`
/// \cost            O(n) work
/// \fences          once, to read the result; not if it is false whatever the positions are
/// \determinism     the same result at any thread count
template <ExecutionSpace Exec, Positions P>
  requires AccessibleFrom<P, Exec>
bool list_is_valid(Exec const& exec, P const& positions, Box const& box,
                   RefreshedList<typename Exec::memory_space> const& refreshed) {
  std::size_t const n = particle_count(positions);
  bool const other = refreshed.list.cutoff != refreshed.cutoff || refreshed.list.skin != refreshed.skin;
  if (refreshed.list.build == 0 || other || refreshed.reference.extent(0) != n) return false;
  double const allowed = refreshed.limits().allowed_displacement(box.edges());
  if (!(allowed >= 0)) return false;
  return detail::count_moved(exec, detail::common_form(positions), detail::since_build(refreshed, box),
                             refreshed.reference, allowed) == 0;
}

/// Positions to use with a list: of each particle the image that is nearest to its place at the build.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3]; each may have been moved by whole box edges since the build
/// \param box       the present box, in the unit of the positions
/// \param refreshed the list, from `refresh_list`; its `nearest` is replaced
/// \returns         n positions, `refreshed.nearest`: the next call overwrites them
/// \throws Error    another number of particles than at the build
/// \cost            O(n) work (and 24 bytes per particle, kept in `refreshed`)
/// \fences          none
/// \determinism     the same bits at any thread count; those of the given position where it is the nearest image
template <ExecutionSpace Exec, Positions P>
  requires AccessibleFrom<P, Exec>
Kokkos::View<Vec3<double>*, typename Exec::memory_space> nearest_to_build(
    Exec const& exec, P const& positions, Box const& box, RefreshedList<typename Exec::memory_space>& refreshed) {
  std::size_t const n = particle_count(positions);
  require(refreshed.reference.extent(0) == n, "nearest_to_build: ", n, " positions, but the list was built for ",
          refreshed.reference.extent(0));
  detail::match_length(exec, refreshed.nearest, "nearest_to_build", n);
  detail::store_nearest(exec, detail::common_form(positions), detail::since_build(refreshed, box), refreshed.reference,
                        refreshed.nearest);
  return refreshed.nearest;
}

/// Refreshes a list if it is not valid for the present positions, and gives the positions to use with it.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3]; each may have been moved by whole box edges since the build
/// \param box       the present box, in the unit of the positions
/// \param refreshed its `cutoff` and `skin` are read, the rest is kept between calls
/// \returns         as `nearest_to_build`
/// \throws Error    as `build_neighbor_list`
/// \cost            as `list_is_valid` and `nearest_to_build`; as `refresh_list` where the list is refreshed
/// \fences          as `list_is_valid`, and as `refresh_list` where the list is refreshed
/// \determinism     the same bits at any thread count
template <ExecutionSpace Exec, Positions P>
  requires AccessibleFrom<P, Exec>
Kokkos::View<Vec3<double>*, typename Exec::memory_space> update_list(
    Exec const& exec, P const& positions, Box const& box, RefreshedList<typename Exec::memory_space>& refreshed) {
  if (!list_is_valid(exec, positions, box, refreshed)) refresh_list(exec, positions, box, refreshed);
  return nearest_to_build(exec, positions, box, refreshed);
}

TEKTITE_NEIGHBORS_INSTANCE(void refresh_list_from_reference(compiled::Exec const&, RefreshedList<compiled::Memory>&));

}  // namespace tektite
