// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/concepts.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/status.hpp"
#include "tektite/detail/cholesky.hpp"
#include "tektite/strain/fit.hpp"
#include "tektite/strain/invariants.hpp"

namespace tektite {

/// What an affine fit is made of.
struct AffineOptions {
  double cutoff;                                             ///< neighbours within this distance are fitted
  NeighborsFrom neighbors = NeighborsFrom::reference;        ///< where that distance is measured
  bool mean = false;                                         ///< D2min over the sum of weights instead of the sum
  bool eliminate_cell_deformation = false;                   ///< take the current cell back to the reference first
  double max_condition = 1e6;                                ///< of the 3 x 3 normal matrix; above: ill_conditioned
};

/// The best affine map of each particle's neighbourhood. Zero where the status is not ok.
template <MemorySpace Memory>
struct AffineField {
  Kokkos::View<double* [3][3], Memory> F;    ///< deformation gradient, F(i, k, a) = dx_k / dX_a
  Kokkos::View<double*, Memory> d2min;       ///< what the map leaves over, length^2
  Kokkos::View<double*, Memory> shear;       ///< sqrt(dev E : dev E / 2), E = (F^T F - I) / 2
  Kokkos::View<double*, Memory> volumetric;  ///< tr E / 3
  Kokkos::View<int*, Memory> neighbor_count;  ///< neighbours within the cutoff, fitted or not
  Kokkos::View<Status*, Memory> status;  ///< ok, too_few_neighbors (less than 3) or ill_conditioned
};

namespace detail {

template <MemorySpace Memory, class Weight>
struct AffineKernel {
  using Batch = typename FitSites<Memory, Weight>::Batch;
  static constexpr int lanes = Batch::lanes;

  FitSites<Memory, Weight> sites;
  AffineField<Memory> field;
  AffineOptions options;

  KOKKOS_FUNCTION void operator()(int i) const {
    // Sums by lane: 6 of V, 9 of W, 1 of the weights.
    double sums[16][lanes] = {};
    Batch batch;
    int const count = sites(i, batch, [&](Batch const& some) {
      for (int first = 0; first < some.count; first += lanes) {
        for (int n = 0; n < lanes; ++n) {
          int const m = first + n;
          double const w = some.weight[m];
          double const x[3] = {some.X[0][m], some.X[1][m], some.X[2][m]};
          double const wx[3] = {w * x[0], w * x[1], w * x[2]};
          double const u[3] = {some.u[0][m], some.u[1][m], some.u[2][m]};
          sums[0][n] += wx[0] * x[0];
          sums[1][n] += wx[1] * x[0];
          sums[2][n] += wx[1] * x[1];
          sums[3][n] += wx[2] * x[0];
          sums[4][n] += wx[2] * x[1];
          sums[5][n] += wx[2] * x[2];
          for (int k = 0; k < 3; ++k)
            for (int a = 0; a < 3; ++a) sums[6 + 3 * k + a][n] += u[k] * wx[a];
          sums[15][n] += w;
        }
      }
    });
    double total[16];
    add_lanes(sums, total);
    double const v[3][3] = {{total[0], 0, 0}, {total[1], total[2], 0}, {total[3], total[4], total[5]}};
    Cholesky<3> normal;
    Status status = Status::ok;
    if (count < 3) {
      status = Status::too_few_neighbors;
    } else if (!normal.factor(v) || !(normal.condition <= options.max_condition)) {
      status = Status::ill_conditioned;
    }
    // The fit is of the displacements: F - I comes out with its own relative accuracy, not with that of I.
    Mat3 gradient{};
    double residual = 0;
    if (status == Status::ok) {
      for (int k = 0; k < 3; ++k) {
        double w[3] = {total[6 + 3 * k], total[7 + 3 * k], total[8 + 3 * k]};
        normal.solve(w);
        for (int a = 0; a < 3; ++a) gradient(k, a) = w[a];
      }
      // A second visit instead of a difference of large sums, which would lose a small residual in rounding.
      double left[1][lanes] = {};
      sites.again(i, batch, count, [&](Batch const& some) {
        for (int first = 0; first < some.count; first += lanes) {
          for (int n = 0; n < lanes; ++n) {
            int const m = first + n;
            for (int k = 0; k < 3; ++k) {
              double const rest = some.u[k][m] - gradient(k, 0) * some.X[0][m] - gradient(k, 1) * some.X[1][m] -
                                  gradient(k, 2) * some.X[2][m];
              left[0][n] += some.weight[m] * rest * rest;
            }
          }
        }
      });
      double sum[1];
      add_lanes(left, sum);
      residual = sum[0] * sites.cutoff * sites.cutoff;
      if (options.mean) residual /= total[15];
    }
    bool const ok = status == Status::ok;
    Mat3 const F = ok ? Mat3::identity() + gradient : Mat3{};
    Mat3 const E = ok ? green_strain_of_displacement(gradient) : Mat3{};
    for (int k = 0; k < 3; ++k)
      for (int a = 0; a < 3; ++a) field.F(i, k, a) = F(k, a);
    field.d2min(i) = residual;
    field.shear(i) = shear_strain(E);
    field.volumetric(i) = trace(E) / 3;
    field.neighbor_count(i) = count;
    field.status(i) = status;
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
/// O(neighbours) work per particle, visited twice, nothing stored per pair; 104 bytes per particle of results and 48
/// per site. Source: Falk and Langer, Phys. Rev. E 57, 7192 (1998); Shimizu, Ogata and Li, Mater. Trans. 48, 2923
/// (2007); docs/strain.md.
template <ExecutionSpace Exec, Positions R, Positions C, Domain D, FitWeight Weight = UniformWeight>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
AffineField<typename Exec::memory_space> affine_fit(Exec const& exec, R const& reference, D const& reference_domain,
                                                    C const& current, D const& current_domain,
                                                    AffineOptions const& options, Weight const& weight = {}) {
  using Memory = typename Exec::memory_space;
  detail::require(options.max_condition >= 1, "affine_fit: max_condition ", options.max_condition,
                  " must be at least 1");
  auto const sites = detail::fit_sites(exec, "affine_fit", reference, reference_domain, current, current_domain,
                                       options.cutoff, options.neighbors, options.eliminate_cell_deformation, weight);
  std::size_t const n = sites.owned;
  AffineField<Memory> field;
  field.F = detail::allocate<decltype(field.F)>(exec, "affine_fit::F", n);
  field.d2min = detail::allocate<decltype(field.d2min)>(exec, "affine_fit::d2min", n);
  field.shear = detail::allocate<decltype(field.shear)>(exec, "affine_fit::shear", n);
  field.volumetric = detail::allocate<decltype(field.volumetric)>(exec, "affine_fit::volumetric", n);
  field.neighbor_count = detail::allocate<decltype(field.neighbor_count)>(exec, "affine_fit::neighbor_count", n);
  field.status = detail::allocate<decltype(field.status)>(exec, "affine_fit::status", n);
  Kokkos::parallel_for("tektite::affine_fit", Kokkos::RangePolicy<Exec>(exec, 0, n),
                       detail::AffineKernel<Memory, Weight>{sites, field, options});
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
