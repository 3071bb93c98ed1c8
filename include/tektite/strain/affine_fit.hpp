// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/strain/affine_field.hpp"
#include "tektite/strain/detail/affine_pack.hpp"
#include "tektite/strain/detail/fit_kernel.hpp"
#include "tektite/strain/detail/fit_neighbors.hpp"
#include "tektite/strain/detail/fit_points.hpp"
#include "tektite/strain/fit_options.hpp"

namespace tektite {

namespace detail {

/// Allocates the results of an affine fit of n particles.
template <ExecutionSpace Exec>
AffineField<typename Exec::memory_space> make_affine_field(Exec const& exec, std::size_t n) {
  AffineField<typename Exec::memory_space> field;
  field.F = allocate<decltype(field.F)>(exec, "affine_fit::F", n);
  field.d2min = allocate<decltype(field.d2min)>(exec, "affine_fit::d2min", n);
  field.shear = allocate<decltype(field.shear)>(exec, "affine_fit::shear", n);
  field.volumetric = allocate<decltype(field.volumetric)>(exec, "affine_fit::volumetric", n);
  field.neighbor_count = allocate<decltype(field.neighbor_count)>(exec, "affine_fit::neighbor_count", n);
  field.status = allocate<decltype(field.status)>(exec, "affine_fit::status", n);
  return field;
}

/// The affine fit as a model of `FitKernel`.
template <MemorySpace Memory>
struct AffineModel {
  template <class P>
  using Sums = AffineSums<P>;
  template <class P>
  using Solution = AffinePack<P>;

  AffineField<Memory> field;
  AffineOptions options;

  template <int weight, class Batch, class P>
  KOKKOS_FUNCTION static void add(Batch const& batch, AffineSums<P>& sums) {
    AffinePack<P>::template add<weight>(batch, sums);
  }

  template <class P>
  KOKKOS_FUNCTION void solve(AffineSums<P> const& sums, AffinePack<P>& solution) const {
    solution.solve(sums);
  }

  template <int weight, class Batch, class P>
  KOKKOS_FUNCTION static void add_residual(Batch const& batch, AffinePack<P>& solution) {
    solution.template add_residual<weight>(batch);
  }

  /// Writes the results of a group; `cutoff_index` says which of the cutoffs of `neighbors` is that of this fit.
  template <class Neighbors, class P>
  KOKKOS_FUNCTION void write(Neighbors const& neighbors, typename Neighbors::Found const& found, int members,
                             int const* particles, AffineSums<P> const& sums, AffinePack<P> const& solution,
                             int cutoff_index = 0) const {
    solution.write(field, options, members, particles, found.count[cutoff_index],
                   neighbors.total_weight(sums.weight, found, cutoff_index));
  }
};

}  // namespace detail

/// Fits an affine map to the motion of each particle's neighbours, and gives its residual D2min (Falk and Langer).
///
/// F minimises sum_j w_j |x_ij - F X_ij|^2. It is F = W V^-1 with V = sum w X X^T and W = sum w x X^T, solved by a
/// Cholesky factorisation of V. tr(V) tr(V^-1) is the bound of the condition number that `max_condition` limits.
/// Neighbours at exactly the cutoff count. Several images of one particle, and images of the particle itself, count as
/// separate neighbours.
///
/// \param exec             execution space instance that runs everything
/// \param reference        n reference positions X [n][3], anywhere in space (and ghosts after them for `WithGhosts`)
/// \param reference_domain their `Box`, `WithGhosts`, or a domain of your own
/// \param current          current positions x [n][3] of the same particles in the same order, unwrapped consistently:
///                         the displacement of particle i is x_i - X_i. `local_deformation` takes two frames of a
///                         file, and calls this function
/// \param current_domain   their domain. A `Box` must be edge for edge the deformed reference box, with flips undone
/// \param options          cutoff in the unit of the positions, and the choices that `AffineOptions` lists
/// \param weight           a `FitWeight` of (distance / cutoff)^2, uniform by default
/// \returns     `AffineField` of the owned particles: F has no unit, d2min has the unit of the positions squared
/// \throws Error cutoff not positive, max_condition below 1, unequal numbers of particles, a position not finite, more
///              than 2^31 sites, `eliminate_cell_deformation` with a domain that is not closed
/// \cost        O(neighbours) work per particle, which visits them twice and stores no pairs; 104 bytes per particle of
///              results and 108 bytes per site of scratch memory (150 before the results are allocated)
/// \fences      where the host needs the numbers of images and the bounds of the grid; not at the end
/// \determinism the same bits at any thread count
/// \source      Falk and Langer, Phys. Rev. E 57, 7192 (1998); Shimizu, Ogata and Li, Mater. Trans. 48, 2923 (2007);
///              docs/strain.md
template <ExecutionSpace Exec, Positions R, Positions C, Domain D, FitWeight Weight = UniformWeight>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
AffineField<typename Exec::memory_space> affine_fit(Exec const& exec, R const& reference, D const& reference_domain,
                                                    C const& current, D const& current_domain,
                                                    AffineOptions const& options, Weight const& weight = {}) {
  using Memory = typename Exec::memory_space;
  require(options.max_condition >= 1, "affine_fit: max_condition ", options.max_condition, " must be at least 1");
  auto const points = detail::fit_points(exec, "affine_fit", detail::common_form(reference),
                                         detail::surroundings_of(reference, reference_domain),
                                         detail::common_form(current), detail::surroundings_of(current, current_domain),
                                         options.cutoff, options.neighbors, options.eliminate_cell_deformation);
  auto const field = detail::make_affine_field(exec, points.owned);
  detail::run_fit(exec, "affine_fit", detail::FitNeighbors<Memory, Weight, 1>{points, weight, {options.cutoff}},
                  detail::AffineModel<Memory>{field, options});
  return field;
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param reference,reference_domain,current,current_domain,options,weight as above
/// \returns as above
template <Positions R, Positions C, Domain D, FitWeight Weight = UniformWeight>
auto affine_fit(R const& reference, D const& reference_domain, C const& current, D const& current_domain,
                AffineOptions const& options, Weight const& weight = {}) {
  return affine_fit(typename particles_memory_space<R>::execution_space{}, reference, reference_domain, current,
                    current_domain, options, weight);
}

TEKTITE_STRAIN_INSTANCE(AffineField<compiled::Memory> detail::make_affine_field(compiled::Exec const&, std::size_t));
TEKTITE_STRAIN_INSTANCE(void detail::run_fit(compiled::Exec const&, std::string const&,
                                             detail::FitNeighbors<compiled::Memory, UniformWeight, 1> const&,
                                             detail::AffineModel<compiled::Memory> const&));

}  // namespace tektite
