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
  Kokkos::View<double* [3][3], Memory> F;  ///< first term, F(i, k, a) = dx_k / dX_a at the particle
  Kokkos::View<double* [3][6], Memory> G;  ///< second term, d^2 x_k / dX_a dX_b for ab = xx yy zz xy xz yz; 1 / length
  Kokkos::View<double*, Memory> residual;  ///< sum of the squares that both terms leave over, length^2
  Kokkos::View<double*, Memory> condition;  ///< tr(N) tr(N^-1) of the normal matrix; 0 where there was no fit
  Kokkos::View<int*, Memory> neighbor_count;  ///< neighbours within the cutoff, fitted or not
  Kokkos::View<Status*, Memory> status;  ///< ok, too_few_neighbors (less than 9) or ill_conditioned
  double cutoff = 0;                     ///< radius of the fit sphere

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

/// Sums of all products of powers of X, Y, Z of degree 2 to 4, and of the displacements with the basis functions.
///
/// The 45 elements of the normal matrix are only 31 different monomials. Within a degree they are ordered xx, xy, xz,
/// yy, yz, zz, and so on: by falling power of X, then of Y.
struct TtgSums {
  static constexpr int second = 0, third = 6, fourth = 16, right = 31, count = 58;

  /// Index of X^a Y^b Z^c.
  KOKKOS_FUNCTION static constexpr int monomial(int a, int b, int c) {
    int const degree = a + b + c, t = b + c;
    return (degree == 2 ? second : (degree == 3 ? third : fourth)) + t * (t + 1) / 2 + c;
  }

  /// Power of axis d in basis function p: X, Y, Z, X^2/2, Y^2/2, Z^2/2, XY, XZ, YZ.
  KOKKOS_FUNCTION static constexpr int power(int p, int d) {
    if (p < 3) return p == d;
    if (p < 6) return p - 3 == d ? 2 : 0;
    return d != 8 - p;  // XY lacks Z, XZ lacks Y, YZ lacks X
  }

  /// The lower triangle of the normal matrix.
  KOKKOS_FUNCTION static void normal_matrix(double const (&sums)[count], double (&matrix)[9][9]) {
    for (int p = 0; p < 9; ++p) {
      for (int q = 0; q <= p; ++q) {
        double const factor = (p >= 3 && p < 6 ? 0.5 : 1.0) * (q >= 3 && q < 6 ? 0.5 : 1.0);
        matrix[p][q] = factor * sums[monomial(power(p, 0) + power(q, 0), power(p, 1) + power(q, 1),
                                              power(p, 2) + power(q, 2))];
      }
    }
  }
};

template <MemorySpace Memory, class Weight>
struct TtgKernel {
  using Batch = typename FitSites<Memory, Weight>::Batch;
  static constexpr int lanes = Batch::lanes;

  FitSites<Memory, Weight> sites;
  TtgField<Memory> field;
  TtgOptions options;

  /// Adds the neighbours [first, first + lanes) of a batch.
  KOKKOS_FUNCTION static void add(Batch const& some, int first, double (&sums)[TtgSums::count][lanes]) {
    for (int n = 0; n < lanes; ++n) {
      int const m = first + n;
      double const x = some.X[0][m], y = some.X[1][m], z = some.X[2][m], w = some.weight[m];
      double const one[3] = {w * x, w * y, w * z};
      double const two[6] = {x * one[0], x * one[1], x * one[2], y * one[1], y * one[2], z * one[2]};
      double const three[10] = {x * two[0], x * two[1], x * two[2], x * two[3], x * two[4],
                                x * two[5], y * two[3], y * two[4], y * two[5], z * two[5]};
      double const phi[9] = {one[0], one[1], one[2], 0.5 * two[0], 0.5 * two[3], 0.5 * two[5], two[1], two[2], two[4]};
      for (int k = 0; k < 6; ++k) sums[TtgSums::second + k][n] += two[k];
      for (int k = 0; k < 10; ++k) sums[TtgSums::third + k][n] += three[k];
      for (int k = 0; k < 10; ++k) sums[TtgSums::fourth + k][n] += x * three[k];
      for (int k = 0; k < 4; ++k) sums[TtgSums::fourth + 10 + k][n] += y * three[6 + k];
      sums[TtgSums::fourth + 14][n] += z * three[9];
      for (int k = 0; k < 3; ++k)
        for (int p = 0; p < 9; ++p) sums[TtgSums::right + 9 * k + p][n] += phi[p] * some.u[k][m];
    }
  }

  KOKKOS_FUNCTION void operator()(int i) const {
    double sums[TtgSums::count][lanes] = {};
    Batch batch;
    int const count = sites(i, batch, [&](Batch const& some) {
      for (int first = 0; first < some.count; first += lanes) add(some, first, sums);
    });
    double total[TtgSums::count];
    add_lanes(sums, total);
    double normal[9][9], c[3][9];
    TtgSums::normal_matrix(total, normal);
    Cholesky<9> cholesky;
    Status status = Status::ok;
    double condition = 0;
    if (count < 9) {
      status = Status::too_few_neighbors;
    } else if (!cholesky.factor(normal)) {
      status = Status::ill_conditioned;
    } else {
      condition = cholesky.condition;
      if (!(condition <= options.max_condition)) status = Status::ill_conditioned;
    }
    bool const ok = status == Status::ok;
    double residual = 0;
    if (ok) {
      for (int k = 0; k < 3; ++k) {
        for (int p = 0; p < 9; ++p) c[k][p] = total[TtgSums::right + 9 * k + p];
        cholesky.solve(c[k]);
      }
      double left[1][lanes] = {};
      sites.again(i, batch, count, [&](Batch const& some) {
        for (int first = 0; first < some.count; first += lanes) {
          for (int n = 0; n < lanes; ++n) {
            int const m = first + n;
            double const x = some.X[0][m], y = some.X[1][m], z = some.X[2][m];
            double const phi[9] = {x, y, z, 0.5 * x * x, 0.5 * y * y, 0.5 * z * z, x * y, x * z, y * z};
            for (int k = 0; k < 3; ++k) {
              double rest = some.u[k][m];
              for (int p = 0; p < 9; ++p) rest -= c[k][p] * phi[p];
              left[0][n] += some.weight[m] * rest * rest;
            }
          }
        }
      });
      double sum[1];
      add_lanes(left, sum);
      residual = sum[0] * sites.cutoff * sites.cutoff;
    }
    // Lengths were scaled by the cutoff: F has no unit, G is per length.
    for (int k = 0; k < 3; ++k) {
      for (int a = 0; a < 3; ++a) field.F(i, k, a) = ok ? (k == a) + c[k][a] : 0.0;
      for (int p = 0; p < 6; ++p) field.G(i, k, p) = ok ? c[k][3 + p] / sites.cutoff : 0.0;
    }
    field.residual(i) = residual;
    field.condition(i) = condition;
    field.neighbor_count(i) = count;
    field.status(i) = status;
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
/// O(neighbours) work per particle, visited twice, nothing stored per pair; 240 bytes per particle of results and 48
/// per site. Source: the two-term gradient model of Yang, Wang and Dai, Phys. Rev. Research 4, 023220 (2022), whose
/// equations docs/strain.md sets out as they are understood here.
template <ExecutionSpace Exec, Positions R, Positions C, Domain D, FitWeight Weight = UniformWeight>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
TtgField<typename Exec::memory_space> two_term_gradient(Exec const& exec, R const& reference, D const& reference_domain,
                                                        C const& current, D const& current_domain,
                                                        TtgOptions const& options = {}, Weight const& weight = {}) {
  using Memory = typename Exec::memory_space;
  detail::require(options.max_condition >= 1, "two_term_gradient: max_condition ", options.max_condition,
                  " must be at least 1");
  auto const sites = detail::fit_sites(exec, "two_term_gradient", reference, reference_domain, current, current_domain,
                                       options.cutoff, options.neighbors, options.eliminate_cell_deformation, weight);
  std::size_t const n = sites.owned;
  TtgField<Memory> field;
  field.F = detail::allocate<decltype(field.F)>(exec, "two_term_gradient::F", n);
  field.G = detail::allocate<decltype(field.G)>(exec, "two_term_gradient::G", n);
  field.residual = detail::allocate<decltype(field.residual)>(exec, "two_term_gradient::residual", n);
  field.condition = detail::allocate<decltype(field.condition)>(exec, "two_term_gradient::condition", n);
  field.neighbor_count = detail::allocate<decltype(field.neighbor_count)>(exec, "two_term_gradient::neighbor_count", n);
  field.status = detail::allocate<decltype(field.status)>(exec, "two_term_gradient::status", n);
  field.cutoff = options.cutoff;
  Kokkos::parallel_for("tektite::two_term_gradient", Kokkos::RangePolicy<Exec>(exec, 0, n),
                       detail::TtgKernel<Memory, Weight>{sites, field, options});
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
