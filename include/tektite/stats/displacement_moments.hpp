// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/core/selection.hpp"

/// \file
/// Mean squared displacement and the non-Gaussian parameter of two configurations.
///
/// alpha2 = 3 <r^4> / (5 <r^2>^2) - 1 in three dimensions: 0 for Gaussian displacements, -2/5 where all displacements
/// are equally long, positive where few particles move far.
///
/// \source A. Rahman, Phys. Rev. 136, A405 (1964)

namespace tektite {

/// Moments of the displacements of one pair of configurations, or averages over several.
struct DisplacementMoments {
  double msd = 0;     ///< <r^2>, unit of the positions squared
  double fourth = 0;  ///< <r^4>

  /// The non-Gaussian parameter 3 <r^4> / (5 <r^2>^2) - 1.
  ///
  /// \returns alpha2, no unit; 0 where no particle has moved
  double alpha2() const { return msd * msd > 0 ? 3 * fourth / (5 * msd * msd) - 1 : 0.0; }
};

namespace detail {

/// Sums of weight times displacement, and of the weights.
struct WeightedDisplacement {
  Vec3<double> sum{};
  double weight = 0;
};

/// Sums of r^2 and r^4, and how many displacements they are of.
struct DisplacementSums {
  double second = 0, fourth = 0;
  std::int64_t count = 0;
};

/// The mean displacement, with weights if `weights` is not empty. Fences `exec` once.
template <ExecutionSpace Exec, Positions R, Positions P, class Weights>
Vec3<double> mean_displacement(Exec const& exec, R const& reference, P const& current, Weights const& weights) {
  bool const weighted = weights.extent(0) > 0;
  auto const total = deterministic_reduce(
      exec, "displacement_moments::mean_displacement", particle_count(reference), WeightedDisplacement{},
      KOKKOS_LAMBDA(std::size_t i, WeightedDisplacement& sum) {
        double const w = weighted ? weights(i) : 1.0;
        sum.sum += w * (position(current, i) - position(reference, i));
        sum.weight += w;
      },
      KOKKOS_LAMBDA(WeightedDisplacement & sum, WeightedDisplacement const& other) {
        sum.sum += other.sum;
        sum.weight += other.weight;
      });
  require(std::isfinite(total.weight) && total.weight > 0, "displacement_moments: the weights add up to ",
          total.weight);
  return (1.0 / total.weight) * total.sum;
}

/// Does the work of `displacement_moments`: moments of the selected displacements, relative to the mean of all.
template <ExecutionSpace Exec, Positions R, Positions P, class Weights, class Selected>
DisplacementMoments moments_of_displacements(Exec const& exec, R const& reference, P const& current,
                                             Weights const& weights, Selected const& selected) {
  std::size_t const n = particle_count(reference);
  require(particle_count(current) == n, "displacement_moments: ", n, " reference positions, but ",
          particle_count(current), " current ones");
  require(weights.extent(0) == 0 || weights.extent(0) == n, "displacement_moments: ", weights.extent(0),
          " weights for ", n, " particles");
  if (n == 0) return {};
  Vec3<double> const mean = mean_displacement(exec, reference, current, weights);
  auto const sums = deterministic_reduce(
      exec, "displacement_moments", n, DisplacementSums{},
      KOKKOS_LAMBDA(std::size_t i, DisplacementSums& sum) {
        if (!selected(i)) return;
        Vec3<double> const d = position(current, i) - position(reference, i) - mean;
        double const squared = dot(d, d);
        sum.second += squared;
        sum.fourth += squared * squared;
        ++sum.count;
      },
      KOKKOS_LAMBDA(DisplacementSums & sum, DisplacementSums const& other) {
        sum.second += other.second;
        sum.fourth += other.fourth;
        sum.count += other.count;
      });
  if (sums.count == 0) return {};
  return {sums.second / double(sums.count), sums.fourth / double(sums.count)};
}

}  // namespace detail

/// Computes moments of the displacements between two configurations, relative to the mean displacement.
///
/// \param exec      execution space instance that runs everything
/// \param reference n unwrapped positions [n][3], see `unwrap`
/// \param current   n unwrapped positions [n][3] of the same particles
/// \param weights   n weights of the particles in the mean displacement, for example masses for the displacement of the
///                  centre of mass; empty: all particles have the same weight
/// \returns     <r^2> and <r^4> of all particles, each with the weight 1; zeros for no particles
/// \throws Error unequal numbers of particles or weights, or weights whose sum is not finite and positive
/// \cost        two sums over all particles, O(n) work; no memory per particle but the partial sums of
///              `deterministic_reduce`
/// \fences      twice, to get the sums
/// \determinism the same bits at any thread count
template <ExecutionSpace Exec, Positions R, Positions P, ViewOf<double, 1> Weights>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<P, Exec>
DisplacementMoments displacement_moments(Exec const& exec, R const& reference, P const& current,
                                         Weights const& weights) {
  return detail::moments_of_displacements(exec, reference, current, weights, EveryParticle{});
}

/// Computes moments of the displacements of the selected particles, relative to the mean displacement of all.
///
/// \param exec      execution space instance that runs everything
/// \param reference as above
/// \param current   as above
/// \param weights   as above
/// \param selected  which particles: a `Selection`, for example those of one type
/// \returns     <r^2> and <r^4> of the selected particles, each with the weight 1; zeros for none
/// \throws Error as above, or a selection of another length
/// \cost        as above
/// \fences      twice, to get the sums
/// \determinism the same bits at any thread count
template <ExecutionSpace Exec, Positions R, Positions P, ViewOf<double, 1> Weights, Selection S>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<P, Exec>
DisplacementMoments displacement_moments(Exec const& exec, R const& reference, P const& current, Weights const& weights,
                                         S const& selected) {
  detail::require_selection("displacement_moments", selected, particle_count(reference));
  return detail::moments_of_displacements(exec, reference, current, weights, detail::Selected<S>{selected});
}

/// Overload with the weight 1 for all particles in the mean displacement.
///
/// \param exec,reference,current as above
/// \returns as above
template <ExecutionSpace Exec, Positions R, Positions P>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<P, Exec>
DisplacementMoments displacement_moments(Exec const& exec, R const& reference, P const& current) {
  return displacement_moments(exec, reference, current, Kokkos::View<double*, typename Exec::memory_space>{});
}

/// Overload that runs on the default instance of the positions' memory, with the weight 1 for all particles.
///
/// \param reference,current as above
/// \returns as above
template <Positions R, Positions P>
DisplacementMoments displacement_moments(R const& reference, P const& current) {
  return displacement_moments(typename particles_memory_space<P>::execution_space{}, reference, current);
}

}  // namespace tektite
