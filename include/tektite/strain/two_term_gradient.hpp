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
#include "tektite/strain/detail/fit_neighbors.hpp"
#include "tektite/strain/detail/fit_points.hpp"
#include "tektite/strain/detail/ttg_pack.hpp"
#include "tektite/strain/fit_options.hpp"
#include "tektite/strain/invariants.hpp"

namespace tektite {

/// What a two-term gradient fit is made of.
struct TtgOptions {
  double cutoff = 6.0;  ///< neighbours within this distance are fitted; the default is in Angstrom and for CuZr
  NeighborsFrom neighbors = NeighborsFrom::reference;  ///< where that distance is measured
  bool eliminate_cell_deformation = false;             ///< take the current cell back to the reference first
  double max_condition = 1e6;                          ///< of the 9 x 9 normal matrix; above: ill_conditioned
};

/// The best quadratic map of each particle's neighbourhood. Zero where the status is not ok.
template <MemorySpace Memory>
struct TtgField {
  Kokkos::View<double* [3][3], Memory> F;   ///< first term, F(i, k, a) = dx_k / dX_a at the particle
  Kokkos::View<double* [3][6], Memory> G;   ///< second term, d^2 x_k / dX_a dX_b for ab = xx yy zz xy xz yz; 1 / length
  Kokkos::View<double*, Memory> residual;   ///< sum of the squares that both terms leave over, length^2
  Kokkos::View<double*, Memory> condition;  ///< tr(N) tr(N^-1) of the normal matrix; 0 where there was no fit
  Kokkos::View<int*, Memory> neighbor_count;  ///< neighbours within the cutoff, fitted or not
  Kokkos::View<Status*, Memory> status;       ///< ok, too_few_neighbors (less than 9) or ill_conditioned
  double cutoff = 0;                          ///< radius of the fit sphere

  /// First term of particle i, callable on the device.
  KOKKOS_FUNCTION Mat3 first_term(std::size_t i) const {
    Mat3 out{};
    for (int k = 0; k < 3; ++k)
      for (int a = 0; a < 3; ++a) out(k, a) = F(i, k, a);
    return out;
  }

  /// Second term of particle i, callable on the device.
  KOKKOS_FUNCTION SecondGradient second_term(std::size_t i) const {
    SecondGradient out;
    for (int k = 0; k < 3; ++k)
      for (int p = 0; p < 6; ++p) out.component[k][p] = G(i, k, p);
    return out;
  }
};

namespace detail {

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

template <MemorySpace Memory, class Weight>
struct TtgKernel {
  using Neighbors = FitNeighbors<Memory, Weight, 1>;
  using Pack = typename Neighbors::Pack;
  static constexpr int lanes = Neighbors::lanes, weight = Neighbors::unit_weight ? -1 : 0;

  Neighbors neighbors;
  TtgField<Memory> field;
  TtgOptions options;

  KOKKOS_FUNCTION void operator()(int group) const {
    int const first = group * lanes, rest = static_cast<int>(neighbors.sites.owned) - first;
    int const members = rest < lanes ? rest : lanes;
    typename Neighbors::Batch batch;
    TtgSums<Pack> sums;
    auto const found =
        neighbors(first, members, batch, [&](auto const& some) { TtgPack<Pack>::template add<weight>(some, sums); });
    TtgPack<Pack> fit;
    Pack const good = fit.solve(sums, options.cutoff);
    neighbors.again(first, members, batch, found, [&](auto const& some) { fit.template add_residual<weight>(some); });
    int particles[lanes];
    neighbors.sites.particles(first, members, particles);
    fit.write(field, options.max_condition, members, particles, found.count[0], good);
  }
};

}  // namespace detail

/// Two-term gradient fit: F and G that minimise sum_j w_j |x_ij - F X_ij - 1/2 G : (X_ij (x) X_ij)|^2.
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
/// The three components share one 9 x 9 normal matrix N, with lengths scaled by the cutoff: one Cholesky
/// factorisation, three right-hand sides. tr(N) tr(N^-1) bounds its condition number from above, within a factor 81;
/// particles above the limit are reported, not fitted. With the default limit F and G agree with a singular value
/// decomposition to about 1e-9 or better.
///
/// O(neighbours) work per particle, visited twice, nothing stored per pair; 240 bytes per particle of results and 150
/// per site. Source: the two-term gradient model of Yang, Wang and Dai, Phys. Rev. Research 4, 023220 (2022), whose
/// equations docs/strain.md sets out as they are understood here.
template <ExecutionSpace Exec, Positions R, Positions C, Domain D, FitWeight Weight = UniformWeight>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
TtgField<typename Exec::memory_space> two_term_gradient(Exec const& exec, R const& reference, D const& reference_domain,
                                                        C const& current, D const& current_domain,
                                                        TtgOptions const& options = {}, Weight const& weight = {}) {
  using Memory = typename Exec::memory_space;
  require(options.max_condition >= 1, "two_term_gradient: max_condition ", options.max_condition,
          " must be at least 1");
  auto const sites = detail::fit_points(exec, "two_term_gradient", reference, reference_domain, current, current_domain,
                                        options.cutoff, options.neighbors, options.eliminate_cell_deformation);
  auto const field = detail::make_ttg_field(exec, sites.owned, options.cutoff);
  using Kernel = detail::TtgKernel<Memory, Weight>;
  Kokkos::parallel_for("tektite::two_term_gradient",
                       Kokkos::RangePolicy<Exec>(exec, 0, (sites.owned + Kernel::lanes - 1) / Kernel::lanes),
                       Kernel{{sites, weight, {options.cutoff}}, field, options});
  return field;
}

/// On the default instance of the positions' memory.
template <Positions R, Positions C, Domain D, FitWeight Weight = UniformWeight>
auto two_term_gradient(R const& reference, D const& reference_domain, C const& current, D const& current_domain,
                       TtgOptions const& options = {}, Weight const& weight = {}) {
  return two_term_gradient(typename particles_memory_space<R>::execution_space{}, reference, reference_domain, current,
                           current_domain, options, weight);
}

}  // namespace tektite
