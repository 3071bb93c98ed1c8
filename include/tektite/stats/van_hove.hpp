// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particle_values.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/selection.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/neighbors/cell_list.hpp"
#include "tektite/neighbors/sites.hpp"
#include "tektite/stats/detail/type_count.hpp"
#include "tektite/stats/displacement_moments.hpp"
#include "tektite/stats/radial_distribution.hpp"

/// \file
/// The van Hove correlation function of two configurations: how far particles went (self), and where others are
/// relative to where a particle was (distinct).
///
/// \source L. van Hove, Phys. Rev. 95, 249 (1954); docs/statistics.md

namespace tektite {

/// Options of `van_hove_self`. Lengths are in the unit of the positions.
struct VanHoveOptions {
  double cutoff;   ///< displacements below this are counted
  int bins = 200;  ///< number of equal bins from 0 to the cutoff
};

/// The self part of the van Hove function.
template <MemorySpace Memory>
struct VanHoveSelf {
  Kokkos::View<double*, Memory> r;             ///< centres of the bins
  Kokkos::View<double*, Memory> density;       ///< G_s(r), per volume: a Gaussian where displacements are Gaussian
  Kokkos::View<double*, Memory> probability;   ///< 4 pi r^2 G_s(r), per length: its integral is 1
  Kokkos::View<std::int64_t*, Memory> counts;  ///< displacements in each bin; the last entry: at the cutoff or beyond
  std::int64_t particles = 0;                  ///< number of particles
};

namespace detail {

/// Does the work of `van_hove_self`, whose contract it has.
template <ExecutionSpace Exec, Positions R, Positions P, class Selected>
VanHoveSelf<typename Exec::memory_space> count_displacements(Exec const& exec, R const& reference, P const& current,
                                                             VanHoveOptions const& options, Selected const& selected) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = particle_count(reference);
  require_cutoff("van_hove_self", options.cutoff);
  require(options.bins > 0, "van_hove_self: ", options.bins, " bins, at least one is needed");
  require(particle_count(current) == n, "van_hove_self: ", n, " reference positions, but ", particle_count(current),
          " current ones");
  Vec3<double> drift{};
  if (n > 0) drift = mean_displacement(exec, reference, current, Kokkos::View<double*, Memory>{});
  require(std::isfinite(dot(drift, drift)), "van_hove_self: the mean displacement is not finite");
  int const bins = options.bins;
  double const cutoff = options.cutoff, width = cutoff / bins, bins_per_length = bins / cutoff;
  VanHoveSelf<Memory> result;
  result.counts = allocate_zero<Kokkos::View<std::int64_t*, Memory>>(exec, "van_hove_self::counts", bins + 1);
  result.r = allocate<Kokkos::View<double*, Memory>>(exec, "van_hove_self::r", bins);
  result.density = allocate<Kokkos::View<double*, Memory>>(exec, "van_hove_self::density", bins);
  result.probability = allocate<Kokkos::View<double*, Memory>>(exec, "van_hove_self::probability", bins);
  auto const counts = result.counts;
  // One item is a particle. Several items count in one entry; the order does not matter.
  launch<std::size_t>(
      exec, "van_hove_self::count", n, KOKKOS_LAMBDA(std::size_t i) {
        if (!selected(i)) return;
        Vec3<double> const d = position(current, i) - position(reference, i) - drift;
        double const distance = Kokkos::sqrt(dot(d, d));
        int const bin = distance < cutoff ? Kokkos::min(static_cast<int>(distance * bins_per_length), bins - 1) : bins;
        Kokkos::atomic_inc(&counts(bin));
      });
  result.particles = deterministic_sum<std::int64_t>(
      exec, "van_hove_self::particles", std::size_t(bins) + 1, KOKKOS_LAMBDA(std::size_t k) { return counts(k); });
  double const particles = double(result.particles);
  auto const r = result.r, density = result.density, probability = result.probability;
  launch(
      exec, "van_hove_self::normalize", bins, KOKKOS_LAMBDA(int k) {
        double const inner = k * width, outer = (k + 1) * width;
        double const shell = 4.0 / 3.0 * Kokkos::numbers::pi * width * (outer * outer + outer * inner + inner * inner);
        r(k) = (k + 0.5) * width;
        density(k) = particles > 0 ? double(counts(k)) / (particles * shell) : 0.0;
        probability(k) = particles > 0 ? double(counts(k)) / (particles * width) : 0.0;
      });
  return result;
}

/// The site at which each particle is now, where the sites of the present positions are wrapped as its former one was.
template <class Memory>
struct FormerSite {
  Kokkos::View<int*, Memory> site;
  KOKKOS_FUNCTION int operator()(int i) const { return site(i); }
};

/// For each particle the site that has moved from its place: of the same image. -1 where that is too far away to be a
/// site. Does not fence.
template <ExecutionSpace Exec>
FormerSite<typename Exec::memory_space> follow_sites(Exec const& exec, Sites<typename Exec::memory_space> const& before,
                                                     Sites<typename Exec::memory_space> const& now) {
  FormerSite<typename Exec::memory_space> former;
  former.site =
      allocate<Kokkos::View<int*, typename Exec::memory_space>>(exec, "van_hove_distinct::former", before.owned);
  auto const site = former.site, particle = now.particle;
  auto const shift_before = before.shift, shift_now = now.shift;
  launch(exec, "van_hove_distinct::no_site", before.owned, KOKKOS_LAMBDA(int i) { site(i) = -1; });
  // One item is a site. Of the sites of a particle at most one has the shift.
  launch(
      exec, "van_hove_distinct::follow", now.size(), KOKKOS_LAMBDA(int s) {
        int const i = particle(s);
        Vec3<int> const a = shift_before(i), b = shift_now(s);
        if (a.x == b.x && a.y == b.y && a.z == b.z) site(i) = s;
      });
  return former;
}

/// The positions minus a vector. Does not fence.
template <ExecutionSpace Exec, Positions P>
Kokkos::View<Vec3<double>*, typename Exec::memory_space> shifted_back(Exec const& exec, P const& positions,
                                                                      Vec3<double> const& by) {
  std::size_t const n = particle_count(positions);
  auto const out =
      allocate<Kokkos::View<Vec3<double>*, typename Exec::memory_space>>(exec, "van_hove_distinct::current", n);
  launch(exec, "van_hove_distinct::shift", n, KOKKOS_LAMBDA(int i) { out(i) = position(positions, i) - by; });
  return out;
}

/// Does the work of `van_hove_distinct`, whose contract it has.
template <ExecutionSpace Exec, Positions R, Positions P, class Types>
RadialDistribution<typename Exec::memory_space> correlate_others(Exec const& exec, R const& reference, P const& current,
                                                                 Types const& types, Box const& box,
                                                                 RadialDistributionOptions const& options) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = particle_count(reference);
  require(particle_count(current) == n, "van_hove_distinct: ", n, " reference positions, but ", particle_count(current),
          " current ones");
  check("van_hove_distinct", options, n, value_count(types));
  RadialDistribution<Memory> result;
  result.cutoff = options.cutoff;
  result.type_count = checked_type_count(exec, "van_hove_distinct", types, n, options.type_count);
  require_counts("van_hove_distinct", result.pair_count(), options.bins);
  Vec3<double> drift{};
  if (n > 0) drift = mean_displacement(exec, reference, current, Kokkos::View<double*, Memory>{});
  auto const shifted = shifted_back(exec, current, drift);  // `moved` does not own it
  auto const moved = common_form(shifted);
  Surroundings const around_before = surroundings_of(reference, box), around_now = surroundings_of(moved, box);
  double const volume = volume_of(around_now, options.volume);
  auto const sites = list_sites(exec, moved, around_now, options.cutoff);
  auto const x = place_sites(exec, moved, around_now.translations(), sites);
  // Of the former positions only the owned sites are used, which are in the box; so few images are made.
  auto const before = list_sites(exec, reference, around_before, 1e-3 * options.cutoff);
  auto const center = place_sites(exec, reference, around_before.translations(), before);
  auto const cells = build_cell_list(exec, x, around_now.frame(), 0.5 * options.cutoff);
  allocate_counts(exec, options.bins, result);
  count_pairs(exec, sites, x, cells, types, center, follow_sites(exec, before, sites), result);
  count_types(exec, n, types, result);
  normalize_counts(exec, result, n, volume);
  return result;
}

}  // namespace detail

/// Computes the self part of the van Hove function: the distribution of the lengths of displacements, relative to the
/// mean displacement.
///
/// With N particles of which n(r) moved by [k dr, (k + 1) dr), G_s = n / (N v) with the volume v of the shell.
///
/// \param exec      execution space instance that runs everything
/// \param reference n unwrapped positions [n][3], see `unwrap`
/// \param current   n unwrapped positions [n][3] of the same particles
/// \param options   cutoff in the unit of the positions, number of bins
/// \returns         `VanHoveSelf`: r in the unit of the positions; the cutoff takes none away from the norm
/// \throws Error    cutoff or bins not positive, unequal numbers of particles, a mean displacement that is not finite
/// \cost            O(n) work; no memory per particle but the partial sums of `deterministic_reduce`
/// \fences          twice, for the mean displacement and the number of particles
/// \determinism     the same bits at any thread count
template <ExecutionSpace Exec, Positions R, Positions P>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<P, Exec>
VanHoveSelf<typename Exec::memory_space> van_hove_self(Exec const& exec, R const& reference, P const& current,
                                                       VanHoveOptions const& options) {
  return detail::count_displacements(exec, reference, current, options, EveryParticle{});
}

/// Computes the same for the selected particles, relative to the mean displacement of all.
///
/// \param exec      execution space instance that runs everything
/// \param reference as above
/// \param current   as above
/// \param selected  which particles: a `Selection`, for example those of one type
/// \param options   as above
/// \returns         as above
/// \throws Error    as above, or a selection of another length
/// \cost            as above
/// \fences          twice, for the mean displacement and the number of particles
/// \determinism     the same bits at any thread count
template <ExecutionSpace Exec, Positions R, Positions P, Selection S>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<P, Exec>
VanHoveSelf<typename Exec::memory_space> van_hove_self(Exec const& exec, R const& reference, P const& current,
                                                       S const& selected, VanHoveOptions const& options) {
  detail::require_selection("van_hove_self", selected, particle_count(reference));
  return detail::count_displacements(exec, reference, current, options, detail::Selected<S>{selected});
}

/// Overload that runs on the default instance of the positions' memory, for all particles.
///
/// \param reference,current,options as above
/// \returns as above
template <Positions R, Positions P>
auto van_hove_self(R const& reference, P const& current, VanHoveOptions const& options) {
  return van_hove_self(typename particles_memory_space<P>::execution_space{}, reference, current, options);
}

/// Computes the distinct part of the van Hove function, normalised as g(r): total and by pair of types.
///
/// A pair is the former position of one particle and the present one of another, minus the mean displacement. Images
/// count as other particles, those of the particle itself, too, but for the one that moved from its place. For equal
/// configurations the result is `radial_distribution`. In the row of types a, b both orders are counted, a before and b
/// now, and b before and a now.
///
/// \param exec      execution space instance that runs everything
/// \param reference n unwrapped positions [n][3], see `unwrap`
/// \param current   n unwrapped positions [n][3] of the same particles
/// \param types     type of each position, from 0, integers of any width; entries beyond those are not read
/// \param box       the box of both configurations
/// \param options   as of `radial_distribution`
/// \returns         `RadialDistribution`: G_d(r) / density, which goes to 1 at large r
/// \throws Error    cutoff or bins not positive, a negative number of types or volume, unequal numbers of positions,
///                  fewer types than positions, a type out of range, more than 256 types, 2^31 or more bins of all
///                  pairs of types, a position that is not finite, more than 2^31 sites
/// \cost            O(n) work at given density and cutoff; no list of pairs is stored
/// \fences          where the host needs the range of types, the mean displacement, the number of images of both
///                  configurations and the bounds of the grid; not at the end
/// \determinism     the same bits at any thread count: counts are integers
template <ExecutionSpace Exec, Positions R, Positions P, ValuesOf<int> Types>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<P, Exec> && ValuesWithin<Types, Exec>
RadialDistribution<typename Exec::memory_space> van_hove_distinct(Exec const& exec, R const& reference,
                                                                  P const& current, Types const& types, Box const& box,
                                                                  RadialDistributionOptions const& options) {
  return detail::correlate_others(exec, detail::common_form(reference), detail::common_form(current),
                                  detail::common_values(types), box, options);
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param reference,current,types,box,options as above
/// \returns as above
template <Positions R, Positions P, ValuesOf<int> Types>
auto van_hove_distinct(R const& reference, P const& current, Types const& types, Box const& box,
                       RadialDistributionOptions const& options) {
  return van_hove_distinct(typename particles_memory_space<P>::execution_space{}, reference, current, types, box,
                           options);
}

}  // namespace tektite
