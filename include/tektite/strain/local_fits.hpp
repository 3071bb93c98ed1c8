// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

#include "tektite/core/checks.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/strain/affine_fit.hpp"
#include "tektite/strain/detail/affine_pack.hpp"
#include "tektite/strain/detail/fit_kernel.hpp"
#include "tektite/strain/detail/fit_neighbors.hpp"
#include "tektite/strain/detail/fit_points.hpp"
#include "tektite/strain/detail/ttg_pack.hpp"
#include "tektite/strain/fit_options.hpp"
#include "tektite/strain/two_term_gradient.hpp"

namespace tektite {

/// Results of both local fits.
template <MemorySpace Memory>
struct LocalFits {
  AffineField<Memory> affine;  ///< as `affine_fit` gives it
  TtgField<Memory> two_term;   ///< as `two_term_gradient` gives it
};

namespace detail {

/// Both fits as one model of `FitKernel`.
///
/// \tparam Cutoffs 1: both fits have one cutoff, and the affine fit takes its sums from those of the two-term fit.
///                 2: the affine fit has the second cutoff, sums of its own and the second weight
template <MemorySpace Memory, int Cutoffs>
struct JointModel {
  template <class P>
  struct Sums {
    TtgSums<P> two_term;
    AffineSums<P> affine;
  };
  template <class P>
  struct Solution {
    AffinePack<P> affine;
    TtgPack<P> two_term;
  };

  TtgModel<Memory> two_term;
  AffineModel<Memory> affine;

  template <int weight, class Batch, class P>
  KOKKOS_FUNCTION static void add(Batch const& batch, Sums<P>& sums) {
    TtgModel<Memory>::template add<weight>(batch, sums.two_term);
    if constexpr (Cutoffs == 2) AffineModel<Memory>::template add<weight + 1>(batch, sums.affine);
  }

  template <class P>
  KOKKOS_FUNCTION void solve(Sums<P>& sums, Solution<P>& solution) const {
    if constexpr (Cutoffs == 1) {
      for (int m = 0; m < 6; ++m) sums.affine.second[m] = sums.two_term.second[m];
      for (int k = 0; k < 3; ++k)
        for (int a = 0; a < 3; ++a) sums.affine.right_side[k][a] = sums.two_term.right_side[k][a];
      sums.affine.weight = sums.two_term.weight;
    }
    affine.solve(sums.affine, solution.affine);
    two_term.solve(sums.two_term, solution.two_term);
  }

  template <int weight, class Batch, class P>
  KOKKOS_FUNCTION static void add_residual(Batch const& batch, Solution<P>& solution) {
    TtgModel<Memory>::template add_residual<weight>(batch, solution.two_term);
    AffineModel<Memory>::template add_residual<weight + Cutoffs - 1>(batch, solution.affine);
  }

  template <class Neighbors, class P>
  KOKKOS_FUNCTION void write(Neighbors const& neighbors, typename Neighbors::Found const& found, int members,
                             int const* particles, Sums<P> const& sums, Solution<P> const& solution) const {
    two_term.write(neighbors, found, members, particles, sums.two_term, solution.two_term);
    affine.write(neighbors, found, members, particles, sums.affine, solution.affine, Cutoffs - 1);
  }
};

}  // namespace detail

/// Computes the affine and the two-term gradient fit together, in about the time of the second.
///
/// The results are those of `affine_fit` and `two_term_gradient`. Both fits share the search and the visits of the
/// neighbours. With one cutoff the sums of the affine fit are a part of those of the two-term fit.
///
/// \param exec             execution space instance that runs everything
/// \param reference        n reference positions X [n][3], anywhere in space (and ghosts after them for `WithGhosts`)
/// \param reference_domain their `Box`, `WithGhosts`, or a domain of your own
/// \param current          current positions x [n][3] of the same particles in the same order, unwrapped consistently:
///                         the displacement of particle i is x_i - X_i. `local_deformation` takes two frames of a
///                         file, and calls this function
/// \param current_domain   their domain. A `Box` must be edge for edge the deformed reference box, with flips undone
/// \param affine           options of the affine fit; its cutoff may differ from that of the two-term fit
/// \param two_term         options of the two-term fit
/// \param weight           a `FitWeight` of (distance / cutoff)^2 with each fit's own cutoff, uniform by default
/// \returns     both results, of the owned particles; units as for each fit
/// \throws Error as each fit; options that differ in `neighbors` or `eliminate_cell_deformation`
/// \cost        O(neighbours) work per particle, which visits those within the larger cutoff twice and stores no pairs;
///              344 bytes per particle of results and 108 bytes per site of scratch memory (150 before the results
///              are allocated)
/// \fences      where the host needs the numbers of images and the bounds of the grid; not at the end
/// \determinism the same bits at any thread count
/// \source      as of `affine_fit` and `two_term_gradient`
template <ExecutionSpace Exec, Positions R, Positions C, Domain D, FitWeight Weight = UniformWeight>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
LocalFits<typename Exec::memory_space> local_fits(Exec const& exec, R const& reference, D const& reference_domain,
                                                  C const& current, D const& current_domain,
                                                  AffineOptions const& affine, TtgOptions const& two_term,
                                                  Weight const& weight = {}) {
  using Memory = typename Exec::memory_space;
  require(affine.neighbors == two_term.neighbors &&
              affine.eliminate_cell_deformation == two_term.eliminate_cell_deformation,
          "local_fits: both fits need the same neighbors and eliminate_cell_deformation");
  require(affine.max_condition >= 1 && two_term.max_condition >= 1, "local_fits: max_condition ", affine.max_condition,
          " and ", two_term.max_condition, " must be at least 1");
  require_cutoff("local_fits", affine.cutoff);
  require_cutoff("local_fits", two_term.cutoff);
  auto const points = detail::fit_points(
      exec, "local_fits", detail::common_form(reference), detail::surroundings_of(reference, reference_domain),
      detail::common_form(current), detail::surroundings_of(current, current_domain),
      Kokkos::max(affine.cutoff, two_term.cutoff), two_term.neighbors, two_term.eliminate_cell_deformation);
  LocalFits<Memory> const fields{detail::make_affine_field(exec, points.owned),
                                 detail::make_ttg_field(exec, points.owned, two_term.cutoff)};
  detail::TtgModel<Memory> const two_term_model{fields.two_term, two_term};
  detail::AffineModel<Memory> const affine_model{fields.affine, affine};
  if (affine.cutoff == two_term.cutoff) {
    detail::run_fit(exec, "local_fits", detail::FitNeighbors<Memory, Weight, 1>{points, weight, {two_term.cutoff}},
                    detail::JointModel<Memory, 1>{two_term_model, affine_model});
  } else {
    detail::run_fit(exec, "local_fits",
                    detail::FitNeighbors<Memory, Weight, 2>{points, weight, {two_term.cutoff, affine.cutoff}},
                    detail::JointModel<Memory, 2>{two_term_model, affine_model});
  }
  return fields;
}

/// Overload that runs on the default instance of the positions' memory.
///
/// \param reference,reference_domain,current,current_domain,affine,two_term,weight as above
/// \returns as above
template <Positions R, Positions C, Domain D, FitWeight Weight = UniformWeight>
auto local_fits(R const& reference, D const& reference_domain, C const& current, D const& current_domain,
                AffineOptions const& affine, TtgOptions const& two_term, Weight const& weight = {}) {
  return local_fits(typename particles_memory_space<R>::execution_space{}, reference, reference_domain, current,
                    current_domain, affine, two_term, weight);
}

TEKTITE_STRAIN_INSTANCE(void detail::run_fit(compiled::Exec const&, std::string const&,
                                             detail::FitNeighbors<compiled::Memory, UniformWeight, 1> const&,
                                             detail::JointModel<compiled::Memory, 1> const&));
TEKTITE_STRAIN_INSTANCE(void detail::run_fit(compiled::Exec const&, std::string const&,
                                             detail::FitNeighbors<compiled::Memory, UniformWeight, 2> const&,
                                             detail::JointModel<compiled::Memory, 2> const&));

}  // namespace tektite
