// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <type_traits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/status.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/simd/packs.hpp"
#include "tektite/strain/affine_field.hpp"
#include "tektite/strain/detail/affine_pack.hpp"
#include "tektite/strain/detail/cholesky.hpp"
#include "tektite/strain/detail/fit_neighbors.hpp"
#include "tektite/strain/detail/fit_points.hpp"
#include "tektite/strain/fit_options.hpp"
#include "tektite/strain/invariants.hpp"

namespace tektite {

namespace detail {

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

template <MemorySpace Memory, class Weight>
struct AffineKernel {
  using Neighbors = FitNeighbors<Memory, Weight, 1>;
  using Pack = typename Neighbors::Pack;
  static constexpr int lanes = Neighbors::lanes, weight = Neighbors::unit_weight ? -1 : 0;

  Neighbors neighbors;
  AffineField<Memory> field;
  AffineOptions options;

  KOKKOS_FUNCTION void operator()(int group) const {
    int const first = group * lanes, rest = static_cast<int>(neighbors.sites.owned) - first;
    int const members = rest < lanes ? rest : lanes;
    typename Neighbors::Batch batch;
    AffineSums<Pack> sums;
    auto const found =
        neighbors(first, members, batch, [&](auto const& some) { AffinePack<Pack>::template add<weight>(some, sums); });
    AffinePack<Pack> fit;
    Pack const good = fit.solve(sums);
    neighbors.again(first, members, batch, found, [&](auto const& some) { fit.template add_residual<weight>(some); });
    int particles[lanes];
    neighbors.sites.particles(first, members, particles);
    fit.write(field, options, members, particles, found.count[0], good, neighbors.total_weight(sums.weight, found, 0));
  }
};

}  // namespace detail

/// Falk and Langer's fit: the F that minimises sum_j w_j |x_ij - F X_ij|^2 for each particle, and what is left.
///
/// \param exec             runs everything; fenced where site counts and bounds are needed on the host, not at the end
/// \param reference        positions X
/// \param reference_domain their `Box`, or `WithGhosts`
/// \param current          positions x of the same particles in the same order, unwrapped consistently: a particle's
///                         displacement is x_i - X_i. See `unwrap_like` for files without image flags.
/// \param current_domain   their domain. Edge for edge the deformed reference cell: flips undone, see `matching_box`.
/// \param options          cutoff in the unit of the positions
/// \param weight           a `FitWeight` of (distance / cutoff)^2, uniform by default
/// \throws Error           cutoff not positive, unequal particle counts, a position not finite
///
/// F = W V^-1 with V = sum w X X^T, W = sum w x X^T, solved by Cholesky with lengths scaled by the cutoff. The
/// condition number is bounded by tr(V) tr(V^-1). Neighbours at exactly the cutoff are in. Several images of one
/// particle, and of the particle itself, are neighbours of their own.
///
/// O(neighbours) work per particle, visited twice, nothing stored per pair; 104 bytes per particle of results and 150
/// per site. Source: Falk and Langer, Phys. Rev. E 57, 7192 (1998); Shimizu, Ogata and Li, Mater. Trans. 48, 2923
/// (2007); docs/strain.md.
template <ExecutionSpace Exec, Positions R, Positions C, Domain D, FitWeight Weight = UniformWeight>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
AffineField<typename Exec::memory_space> affine_fit(Exec const& exec, R const& reference, D const& reference_domain,
                                                    C const& current, D const& current_domain,
                                                    AffineOptions const& options, Weight const& weight = {}) {
  using Memory = typename Exec::memory_space;
  require(options.max_condition >= 1, "affine_fit: max_condition ", options.max_condition, " must be at least 1");
  auto const sites = detail::fit_points(exec, "affine_fit", reference, reference_domain, current, current_domain,
                                        options.cutoff, options.neighbors, options.eliminate_cell_deformation);
  auto const field = detail::make_affine_field(exec, sites.owned);
  using Kernel = detail::AffineKernel<Memory, Weight>;
  Kokkos::parallel_for("tektite::affine_fit",
                       Kokkos::RangePolicy<Exec>(exec, 0, (sites.owned + Kernel::lanes - 1) / Kernel::lanes),
                       Kernel{{sites, weight, {options.cutoff}}, field, options});
  return field;
}

/// On the default instance of the positions' memory.
template <Positions R, Positions C, Domain D, FitWeight Weight = UniformWeight>
auto affine_fit(R const& reference, D const& reference_domain, C const& current, D const& current_domain,
                AffineOptions const& options, Weight const& weight = {}) {
  return affine_fit(typename particles_memory_space<R>::execution_space{}, reference, reference_domain, current,
                    current_domain, options, weight);
}

}  // namespace tektite
