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
#include "tektite/core/status.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/strain/detail/fit_kernel.hpp"
#include "tektite/strain/detail/fit_neighbors.hpp"
#include "tektite/strain/detail/fit_points.hpp"
#include "tektite/strain/detail/ttg_pack.hpp"
#include "tektite/strain/fit_options.hpp"
#include "tektite/strain/invariants.hpp"

namespace tektite {

/// Options of `two_term_gradient`, the two-term gradient (TTG) fit.
struct TtgOptions {
  double cutoff;  ///< the fit is of the neighbours within this distance, in the unit of the positions
  NeighborsFrom neighbors = NeighborsFrom::reference;  ///< configuration in which that distance is measured
  bool eliminate_cell_deformation = false;             ///< map the current box back to the reference box first
  double max_condition = 1e6;  ///< limit for the 9 x 9 normal matrix; above it the status is ill_conditioned
};

/// Result of a two-term gradient (TTG) fit, by owned particle. F, G and the residual are zero where the status
/// is not ok.
///
/// The first term of the model is affine (F), the second quadratic (G):
/// x_ij = F X_ij + 1/2 G : (X_ij (x) X_ij) for a neighbour j of particle i. `AffineField` is the result for the model
/// with the first term only.
template <MemorySpace Memory>
struct TtgField {
  /// First term, the deformation gradient at the particle: F(i, k, a) = dx_k / dX_a of particle i. No unit.
  Kokkos::View<double* [3][3], Memory> F;
  /// Second term, the gradient of F: G(i, k, p) = d^2 x_k / dX_a dX_b of particle i, with p = 0 ... 5 for
  /// ab = xx yy zz xy xz yz. Unit 1 / length.
  Kokkos::View<double* [3][6], Memory> G;
  /// Weighted sum of the squares that the model leaves, length^2. This is the same quantity for this model as
  /// `AffineField::d2min` (without `AffineOptions::mean`) for the affine model.
  Kokkos::View<double*, Memory> residual;
  Kokkos::View<double*, Memory> condition;    ///< tr(N) tr(N^-1) of the normal matrix; 0 where nothing was fitted
  Kokkos::View<int*, Memory> neighbor_count;  ///< neighbours within the cutoff, whatever the status
  Kokkos::View<Status*, Memory> status;       ///< ok, too_few_neighbors (less than 9) or ill_conditioned
  double cutoff = 0;                          ///< radius of the fit sphere

  /// The first term of one particle as a matrix, callable on the device.
  ///
  /// \param i index of the particle
  /// \returns F, no unit
  KOKKOS_FUNCTION Mat3 first_term(std::size_t i) const {
    Mat3 out{};
    for (int k = 0; k < 3; ++k)
      for (int a = 0; a < 3; ++a) out(k, a) = F(i, k, a);
    return out;
  }

  /// The second term of one particle, callable on the device.
  ///
  /// \param i index of the particle
  /// \returns G, unit 1 / length
  KOKKOS_FUNCTION SecondGradient second_term(std::size_t i) const {
    SecondGradient out;
    for (int k = 0; k < 3; ++k)
      for (int p = 0; p < 6; ++p) out.component[k][p] = G(i, k, p);
    return out;
  }
};

namespace detail {

/// Allocates the results of a two-term gradient fit of n particles.
template <ExecutionSpace Exec>
TtgField<typename Exec::memory_space> make_ttg_field(Exec const& exec, std::size_t n, double cutoff) {
  TtgField<typename Exec::memory_space> field;
  field.F = allocate<decltype(field.F)>(exec, "two_term_gradient::F", n);
  field.G = allocate<decltype(field.G)>(exec, "two_term_gradient::G", n);
  field.residual = allocate<decltype(field.residual)>(exec, "two_term_gradient::residual", n);
  field.condition = allocate<decltype(field.condition)>(exec, "two_term_gradient::condition", n);
  field.neighbor_count = allocate<decltype(field.neighbor_count)>(exec, "two_term_gradient::neighbor_count", n);
  field.status = allocate<decltype(field.status)>(exec, "two_term_gradient::status", n);
  field.cutoff = cutoff;
  return field;
}

/// The two-term gradient fit as a model of `FitKernel`.
template <MemorySpace Memory>
struct TtgModel {
  template <class P>
  using Sums = TtgSums<P>;
  template <class P>
  using Solution = TtgPack<P>;

  TtgField<Memory> field;
  TtgOptions options;

  template <int weight, class Batch, class P>
  KOKKOS_FUNCTION static void add(Batch const& batch, TtgSums<P>& sums) {
    TtgPack<P>::template add<weight>(batch, sums);
  }

  template <class P>
  KOKKOS_FUNCTION void solve(TtgSums<P> const& sums, TtgPack<P>& solution) const {
    solution.solve(sums, options.cutoff);
  }

  template <int weight, class Batch, class P>
  KOKKOS_FUNCTION static void add_residual(Batch const& batch, TtgPack<P>& solution) {
    solution.template add_residual<weight>(batch);
  }

  /// Writes the results of a group. The cutoff of this fit is the first of `neighbors`.
  template <class Neighbors, class P>
  KOKKOS_FUNCTION void write(Neighbors const&, typename Neighbors::Found const& found, int members,
                             int const* particles, TtgSums<P> const&, TtgPack<P> const& solution) const {
    solution.write(field, options.max_condition, members, particles, found.count[0]);
  }
};

}  // namespace detail

/// Fits a quadratic map to the motion of each particle's neighbours: the two-term gradient (TTG) fit.
///
/// F and G minimise sum_j w_j |x_ij - F X_ij - 1/2 G : (X_ij (x) X_ij)|^2. The three components share one 9 x 9 normal
/// matrix N, with lengths in units of the cutoff: one Cholesky factorisation, three right-hand sides. tr(N) tr(N^-1)
/// bounds its condition number from above, within a factor 81. A particle above the limit has the status
/// `ill_conditioned` and zeros. With the default limit F and G agree with a singular value decomposition to about 1e-9
/// or better.
///
/// \param exec             execution space instance that runs everything
/// \param reference        n reference positions X [n][3], anywhere in space (and ghosts after them for `WithGhosts`)
/// \param reference_domain their `Box`, `WithGhosts`, or a domain of your own
/// \param current          current positions x [n][3] of the same particles in the same order, unwrapped consistently:
///                         the displacement of particle i is x_i - X_i. `local_deformation` takes two frames of a
///                         file, and calls this function
/// \param current_domain   their domain. A `Box` must be edge for edge the deformed reference box, with flips undone
/// \param options          cutoff in the unit of the positions, and the choices that `TtgOptions` lists
/// \param weight           a `FitWeight` of (distance / cutoff)^2, uniform by default
/// \returns     `TtgField` of the owned particles: F has no unit, G the unit 1 / length
/// \throws Error cutoff not positive, max_condition below 1, unequal numbers of particles, a position not finite, more
///              than 2^31 sites, `eliminate_cell_deformation` with a domain that is not closed
/// \cost        O(neighbours) work per particle, which visits them twice and stores no pairs; 240 bytes per particle of
///              results and 108 bytes per site of scratch memory (150 before the results are allocated)
/// \fences      where the host needs the numbers of images and the bounds of the grid; not at the end
/// \determinism the same bits at any thread count
/// \source      the two-term gradient model of Yang, Wang and Dai, Phys. Rev. Research 4, 023220 (2022); docs/strain.md
///              gives the equations as the library understands them
template <ExecutionSpace Exec, Positions R, Positions C, Domain D, FitWeight Weight = UniformWeight>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
TtgField<typename Exec::memory_space> two_term_gradient(Exec const& exec, R const& reference, D const& reference_domain,
                                                        C const& current, D const& current_domain,
                                                        TtgOptions const& options, Weight const& weight = {}) {
  using Memory = typename Exec::memory_space;
  require(options.max_condition >= 1, "two_term_gradient: max_condition ", options.max_condition,
          " must be at least 1");
  auto const points = detail::fit_points(exec, "two_term_gradient", detail::common_form(reference),
                                         detail::surroundings_of(reference, reference_domain),
                                         detail::common_form(current), detail::surroundings_of(current, current_domain),
                                         options.cutoff, options.neighbors, options.eliminate_cell_deformation);
  auto const field = detail::make_ttg_field(exec, points.owned, options.cutoff);
  detail::run_fit(exec, "two_term_gradient", detail::FitNeighbors<Memory, Weight, 1>{points, weight, {options.cutoff}},
                  detail::TtgModel<Memory>{field, options});
  return field;
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param reference,reference_domain,current,current_domain,options,weight as above
/// \returns as above
template <Positions R, Positions C, Domain D, FitWeight Weight = UniformWeight>
auto two_term_gradient(R const& reference, D const& reference_domain, C const& current, D const& current_domain,
                       TtgOptions const& options, Weight const& weight = {}) {
  return two_term_gradient(typename particles_memory_space<R>::execution_space{}, reference, reference_domain, current,
                           current_domain, options, weight);
}

TEKTITE_STRAIN_INSTANCE(TtgField<compiled::Memory> detail::make_ttg_field(compiled::Exec const&, std::size_t, double));
TEKTITE_STRAIN_INSTANCE(void detail::run_fit(compiled::Exec const&, std::string const&,
                                             detail::FitNeighbors<compiled::Memory, UniformWeight, 1> const&,
                                             detail::TtgModel<compiled::Memory> const&));

}  // namespace tektite
