// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <type_traits>

#include "tektite/core/concepts.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/status.hpp"
#include "tektite/detail/cholesky.hpp"
#include "tektite/detail/fit_neighbors.hpp"
#include "tektite/detail/packs.hpp"
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

/// Sums over the neighbours of the particles in the lanes of P.
template <class P>
struct AffineSums {
  P second[6]{};    ///< X X, X Y, X Z, Y Y, Y Z, Z Z
  P right[3][3]{};  ///< u_k X_a
  P weight{};       ///< only where weights are not all 1
};

/// The affine fit of one pack of particles.
template <class P>
struct AffinePack {
  static constexpr int lanes = lanes_of<P>;
  Cholesky<3, P> normal;
  P gradient[3][3];    ///< F - I: the displacements are fitted, so it has its own relative accuracy, not that of I
  P left{};            ///< sum of the squares that remain

  /// \tparam weight index of the fit's weight in the batch; -1: all are 1
  template <int weight, class Batch>
  KOKKOS_FUNCTION static void add(Batch const& batch, AffineSums<P>& total) {
    AffineSums<P> sums = total;
    for (int n = 0; n < batch.count; ++n) {
      P const x = load<P>(batch.data[n][0]), y = load<P>(batch.data[n][1]), z = load<P>(batch.data[n][2]);
      P w[3] = {x, y, z};
      if constexpr (weight >= 0) {
        P const one = load<P>(batch.data[n][6 + weight]);
        sums.weight += one;
        for (int a = 0; a < 3; ++a) w[a] *= one;
      }
      sums.second[0] += w[0] * x;
      sums.second[1] += w[0] * y;
      sums.second[2] += w[0] * z;
      sums.second[3] += w[1] * y;
      sums.second[4] += w[1] * z;
      sums.second[5] += w[2] * z;
      for (int k = 0; k < 3; ++k) {
        P const u = load<P>(batch.data[n][3 + k]);
        for (int a = 0; a < 3; ++a) sums.right[k][a] += u * w[a];
      }
    }
    total = sums;
  }

  /// \returns 1, or 0 in lanes whose matrix is singular
  KOKKOS_FUNCTION P solve(AffineSums<P> const& sums) {
    P const v[3][3] = {{sums.second[0], P{}, P{}},
                       {sums.second[1], sums.second[3], P{}},
                       {sums.second[2], sums.second[4], sums.second[5]}};
    P const good = normal.factor(v);
    for (int k = 0; k < 3; ++k)
      for (int a = 0; a < 3; ++a) gradient[k][a] = sums.right[k][a];
    normal.solve(gradient);
    return good;
  }

  // A second visit instead of a difference of large sums, which would lose a small residual in rounding.
  template <int weight, class Batch>
  KOKKOS_FUNCTION void add_residual(Batch const& batch) {
    P sum = left;
    for (int n = 0; n < batch.count; ++n) {
      P const x = load<P>(batch.data[n][0]), y = load<P>(batch.data[n][1]), z = load<P>(batch.data[n][2]);
      P squares{};
      for (int k = 0; k < 3; ++k) {
        P const rest =
            load<P>(batch.data[n][3 + k]) - gradient[k][0] * x - gradient[k][1] * y - gradient[k][2] * z;
        squares += rest * rest;
      }
      if constexpr (weight >= 0) squares *= load<P>(batch.data[n][6 + weight]);
      sum += squares;
    }
    left = sum;
  }

  /// Results of the particles of a group.
  ///
  /// \param particles their indices, by lane
  /// \param counts    how many neighbours each has
  /// \param good      what `solve` has returned
  /// \param weight    sum of the weights
  template <MemorySpace Memory>
  KOKKOS_FUNCTION void write(AffineField<Memory> const& field, AffineOptions const& options, int members,
                             int const* particles, int const* counts, P const& good, P const& weight) const {
    // E = (F^T F - I) / 2 from F - I, all lanes together.
    auto const& h = gradient;
    P strain[3][3];
    for (int a = 0; a < 3; ++a)
      for (int b = a; b < 3; ++b)
        strain[a][b] = 0.5 * (h[a][b] + h[b][a] + h[0][a] * h[0][b] + h[1][a] * h[1][b] + h[2][a] * h[2][b]);
    P const third = (strain[0][0] + strain[1][1] + strain[2][2]) / 3.0;
    P const x = strain[0][0] - third, y = strain[1][1] - third, z = strain[2][2] - third;
    P const shear = 0.5 * (x * x + y * y + z * z) + strain[0][1] * strain[0][1] + strain[0][2] * strain[0][2] +
                    strain[1][2] * strain[1][2];
    double coefficient[9][lanes], of_matrix[lanes], regular[lanes], squares[lanes], volumetric[lanes], sheared[lanes],
        weights[lanes];
    for (int k = 0; k < 3; ++k)
      for (int a = 0; a < 3; ++a) store_lanes<lanes>(gradient[k][a] + (k == a ? 1.0 : 0.0), coefficient[3 * k + a]);
    store_lanes<lanes>(normal.condition, of_matrix);
    store_lanes<lanes>(good, regular);
    store_lanes<lanes>(left, squares);
    store_lanes<lanes>(third, volumetric);
    store_lanes<lanes>(shear, sheared);
    store_lanes<lanes>(weight, weights);
    for (int n = 0; n < members; ++n) {
      int const i = particles[n];
      Status status = Status::ok;
      if (counts[n] < 3) {
        status = Status::too_few_neighbors;
      } else if (regular[n] == 0 || !(of_matrix[n] <= options.max_condition)) {
        status = Status::ill_conditioned;
      }
      bool const ok = status == Status::ok;
      for (int k = 0; k < 3; ++k)
        for (int a = 0; a < 3; ++a) field.F(i, k, a) = ok ? coefficient[3 * k + a][n] : 0.0;
      field.d2min(i) = ok ? squares[n] / (options.mean ? weights[n] : 1.0) : 0.0;
      field.shear(i) = ok ? Kokkos::sqrt(sheared[n]) : 0.0;
      field.volumetric(i) = ok ? volumetric[n] : 0.0;
      field.neighbor_count(i) = counts[n];
      field.status(i) = status;
    }
  }
};

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
    neighbors.again(first, members, batch, found,
                    [&](auto const& some) { fit.template add_residual<weight>(some); });
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
  detail::require(options.max_condition >= 1, "affine_fit: max_condition ", options.max_condition,
                  " must be at least 1");
  auto const sites =
      detail::fit_points(exec, "affine_fit", reference, reference_domain, current, current_domain, options.cutoff,
                         options.neighbors, options.eliminate_cell_deformation);
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
