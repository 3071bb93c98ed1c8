// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/checks.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/strain/affine_fit.hpp"
#include "tektite/strain/detail/fit_neighbors.hpp"
#include "tektite/strain/detail/fit_points.hpp"
#include "tektite/strain/fit_options.hpp"
#include "tektite/strain/two_term_gradient.hpp"

namespace tektite {

/// Both fits of each particle's neighbourhood.
template <MemorySpace Memory>
struct LocalFits {
  AffineField<Memory> affine;  ///< as `affine_fit` gives it
  TtgField<Memory> two_term;   ///< as `two_term_gradient` gives it
};

namespace detail {

/// \tparam Fits 1: one cutoff, the affine fit takes its sums from the two-term fit's; 2: sums and weights of its own
template <MemorySpace Memory, class Weight, int Fits>
struct LocalFitsKernel {
  using Neighbors = FitNeighbors<Memory, Weight, Fits>;
  using Pack = typename Neighbors::Pack;
  static constexpr int lanes = Neighbors::lanes;
  static constexpr int two_term_weight = Neighbors::unit_weight ? -1 : 0, affine_weight = two_term_weight + Fits - 1;

  Neighbors neighbors;
  LocalFits<Memory> fields;
  AffineOptions affine_options;
  TtgOptions two_term_options;

  KOKKOS_FUNCTION void operator()(int group) const {
    int const first = group * lanes, rest = static_cast<int>(neighbors.sites.owned) - first;
    int const members = rest < lanes ? rest : lanes;
    typename Neighbors::Batch batch;
    TtgSums<Pack> sums;
    AffineSums<Pack> affine_sums;
    auto const found = neighbors(first, members, batch, [&](auto const& some) {
      TtgPack<Pack>::template add<two_term_weight>(some, sums);
      if constexpr (Fits == 2) AffinePack<Pack>::template add<affine_weight>(some, affine_sums);
    });
    if constexpr (Fits == 1) {
      for (int m = 0; m < 6; ++m) affine_sums.second[m] = sums.second[m];
      for (int k = 0; k < 3; ++k)
        for (int a = 0; a < 3; ++a) affine_sums.right[k][a] = sums.right[k][a];
      affine_sums.weight = sums.weight;
    }
    AffinePack<Pack> affine;
    TtgPack<Pack> two_term;
    Pack const affine_good = affine.solve(affine_sums), good = two_term.solve(sums, two_term_options.cutoff);
    neighbors.again(first, members, batch, found, [&](auto const& some) {
      two_term.template add_residual<two_term_weight>(some);
      affine.template add_residual<affine_weight>(some);
    });
    int particles[lanes];
    neighbors.sites.particles(first, members, particles);
    two_term.write(fields.two_term, two_term_options.max_condition, members, particles, found.count[0], good);
    affine.write(fields.affine, affine_options, members, particles, found.count[Fits - 1], affine_good,
                 neighbors.total_weight(affine_sums.weight, found, Fits - 1));
  }
};

}  // namespace detail

/// The affine and the two-term gradient fit in one visit of the neighbours: what `affine_fit` and `two_term_gradient`
/// give, in about the time of the second.
///
/// \param exec             runs everything; fenced where site counts and bounds are needed on the host, not at the end
/// \param reference        positions X
/// \param reference_domain their `Box`, or `WithGhosts`
/// \param current          positions x of the same particles in the same order, unwrapped consistently: a particle's
///                         displacement is x_i - X_i. See `unwrap_like` for files without image flags.
/// \param current_domain   their domain. Edge for edge the deformed reference cell: flips undone, see `matching_box`.
/// \param affine           options of the affine fit; its cutoff may differ from the other one
/// \param two_term         options of the two-term fit
/// \param weight           a `FitWeight` of (distance / cutoff)^2 with each fit's own cutoff, uniform by default
/// \throws Error           as each fit; options that differ in `neighbors` or `eliminate_cell_deformation`
///
/// With one cutoff the affine sums are a part of the two-term ones. Work and memory as for the two fits' larger cutoff.
template <ExecutionSpace Exec, Positions R, Positions C, Domain D, FitWeight Weight = UniformWeight>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
LocalFits<typename Exec::memory_space> local_fits(Exec const& exec, R const& reference, D const& reference_domain,
                                                  C const& current, D const& current_domain,
                                                  AffineOptions const& affine, TtgOptions const& two_term = {},
                                                  Weight const& weight = {}) {
  using Memory = typename Exec::memory_space;
  require(affine.neighbors == two_term.neighbors &&
              affine.eliminate_cell_deformation == two_term.eliminate_cell_deformation,
          "local_fits: both fits need the same neighbors and eliminate_cell_deformation");
  require(affine.max_condition >= 1 && two_term.max_condition >= 1, "local_fits: max_condition ", affine.max_condition,
          " and ", two_term.max_condition, " must be at least 1");
  require_cutoff("local_fits", affine.cutoff);
  require_cutoff("local_fits", two_term.cutoff);
  auto const sites = detail::fit_points(exec, "local_fits", reference, reference_domain, current, current_domain,
                                        Kokkos::max(affine.cutoff, two_term.cutoff), two_term.neighbors,
                                        two_term.eliminate_cell_deformation);
  LocalFits<Memory> const fields{detail::make_affine_field(exec, sites.owned),
                                 detail::make_ttg_field(exec, sites.owned, two_term.cutoff)};
  using One = detail::LocalFitsKernel<Memory, Weight, 1>;
  using Two = detail::LocalFitsKernel<Memory, Weight, 2>;
  std::size_t const groups = (sites.owned + One::lanes - 1) / One::lanes;
  if (affine.cutoff == two_term.cutoff) {
    Kokkos::parallel_for("tektite::local_fits", Kokkos::RangePolicy<Exec>(exec, 0, groups),
                         One{{sites, weight, {two_term.cutoff}}, fields, affine, two_term});
  } else {
    Kokkos::parallel_for("tektite::local_fits", Kokkos::RangePolicy<Exec>(exec, 0, groups),
                         Two{{sites, weight, {two_term.cutoff, affine.cutoff}}, fields, affine, two_term});
  }
  return fields;
}

/// On the default instance of the positions' memory.
template <Positions R, Positions C, Domain D, FitWeight Weight = UniformWeight>
auto local_fits(R const& reference, D const& reference_domain, C const& current, D const& current_domain,
                AffineOptions const& affine, TtgOptions const& two_term = {}, Weight const& weight = {}) {
  return local_fits(typename particles_memory_space<R>::execution_space{}, reference, reference_domain, current,
                    current_domain, affine, two_term, weight);
}

}  // namespace tektite
