// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <numbers>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/order/bonds.hpp"
#include "tektite/order/detail/harmonic_sums.hpp"
#include "tektite/order/detail/third_order_terms.hpp"

/// \file
/// Bond-orientational order: means of spherical harmonics over bonds, their invariants q_l and w_l, their means over
/// neighbours, and the number of bonds between particles with like surroundings.
///
/// \source P. J. Steinhardt, D. R. Nelson, M. Ronchetti, Phys. Rev. B 28, 784 (1983); docs/order.md

namespace tektite {

/// Components of one degree l of the real spherical harmonics, by particle: means over its bonds.
///
/// Component 0 is that of order 0; components 2 m - 1 and 2 m are those of order m with cos(m phi) and sin(m phi). The
/// harmonics are orthonormal, without the sign (-1)^m of Condon and Shortley: sums of squares and of products are those
/// of the complex q_lm.
template <MemorySpace Memory>
struct BondHarmonics {
  int degree = 0;                                              ///< l
  Kokkos::View<double**, Kokkos::LayoutRight, Memory> values;  ///< [particle][2 l + 1]
};

inline constexpr int smallest_degree = 2;  ///< of bond-orientational order
inline constexpr int largest_degree = 12;  ///< of bond-orientational order

namespace detail {

/// Launches the kernel of one degree.
template <int degree, ExecutionSpace Exec>
void sum_harmonics(Exec const& exec, Bonds<typename Exec::memory_space> const& bonds,
                   BondHarmonics<typename Exec::memory_space> const& harmonics) {
  HarmonicSums<typename Exec::memory_space, degree> sums{bonds, harmonics.values, {}};
  for (int m = 0; m <= degree; ++m) sums.norm[m] = harmonic_norm(degree, m);
  std::size_t const lanes = sums.lanes;
  launch_in_chunks<std::size_t>(exec, "bond_harmonics", (bonds.owned() + lanes - 1) / lanes, 64, sums);
}

/// Throws unless harmonics are there for n particles.
template <MemorySpace Memory>
void require_harmonics(char const* caller, BondHarmonics<Memory> const& harmonics, std::size_t n) {
  require(harmonics.degree >= smallest_degree && harmonics.degree <= largest_degree, caller, ": degree ",
          harmonics.degree, ", expected ", smallest_degree, " to ", largest_degree);
  require(harmonics.values.extent(0) == n && harmonics.values.extent(1) == std::size_t(2 * harmonics.degree + 1),
          caller, ": harmonics of ", harmonics.values.extent(0), " particles with ", harmonics.values.extent(1),
          " components, expected ", n, " with ", 2 * harmonics.degree + 1);
}

/// The sum of squares of the components of a particle.
template <class Values>
KOKKOS_FUNCTION double sum_of_squares(Values const& values, std::size_t i) {
  double sum = 0;
  for (std::size_t c = 0; c < values.extent(1); ++c) sum += values(i, c) * values(i, c);
  return sum;
}

/// The sum of the terms of third order of a particle: an item.
template <MemorySpace Memory>
struct ThirdOrder {
  Kokkos::View<double**, Kokkos::LayoutRight, Memory> values;
  Kokkos::View<ThirdOrderTerm*, Memory> terms;
  Kokkos::View<double*, Memory> w;  ///< written

  KOKKOS_FUNCTION void operator()(std::size_t i) const {
    double const squares = sum_of_squares(values, i);
    double sum = 0;
    for (std::size_t t = 0; squares > 0 && t < terms.extent(0); ++t) {
      double re = 1, im = 0;
      for (int const m : terms(t).m) {
        // q_lm of order m > 0 is (c + i s) / sqrt(2); that of -m its conjugate times (-1)^m.
        int const k = m < 0 ? -m : m;
        double const scale = (k == 0 ? 1.0 : 1 / std::numbers::sqrt2) * (m < 0 && k % 2 != 0 ? -1 : 1);
        double const c = scale * values(i, k == 0 ? 0 : 2 * k - 1);
        double const s = k == 0 ? 0.0 : (m < 0 ? -scale : scale) * values(i, 2 * k);
        double const real = re * c - im * s;
        im = re * s + im * c;
        re = real;
      }
      sum += terms(t).coefficient * re;
    }
    w(i) = squares > 0 ? sum / (squares * Kokkos::sqrt(squares)) : 0.0;
  }
};

/// Does the work of `bond_harmonics`, whose contract it has.
template <ExecutionSpace Exec>
BondHarmonics<typename Exec::memory_space> measure_harmonics(Exec const& exec,
                                                             Bonds<typename Exec::memory_space> const& bonds,
                                                             int degree) {
  require(degree >= smallest_degree && degree <= largest_degree, "bond_harmonics: degree ", degree, ", expected ",
          smallest_degree, " to ", largest_degree);
  BondHarmonics<typename Exec::memory_space> harmonics{degree, {}};
  harmonics.values = allocate<decltype(harmonics.values)>(exec, "bond_harmonics", bonds.owned(), 2 * degree + 1);
  switch (degree) {
    case 2:
      sum_harmonics<2>(exec, bonds, harmonics);
      break;
    case 3:
      sum_harmonics<3>(exec, bonds, harmonics);
      break;
    case 4:
      sum_harmonics<4>(exec, bonds, harmonics);
      break;
    case 5:
      sum_harmonics<5>(exec, bonds, harmonics);
      break;
    case 6:
      sum_harmonics<6>(exec, bonds, harmonics);
      break;
    case 7:
      sum_harmonics<7>(exec, bonds, harmonics);
      break;
    case 8:
      sum_harmonics<8>(exec, bonds, harmonics);
      break;
    case 9:
      sum_harmonics<9>(exec, bonds, harmonics);
      break;
    case 10:
      sum_harmonics<10>(exec, bonds, harmonics);
      break;
    case 11:
      sum_harmonics<11>(exec, bonds, harmonics);
      break;
    default:
      sum_harmonics<12>(exec, bonds, harmonics);
  }
  return harmonics;
}

TEKTITE_ORDER_INSTANCE(BondHarmonics<compiled::Memory> measure_harmonics(compiled::Exec const&,
                                                                         Bonds<compiled::Memory> const&, int));

}  // namespace detail

/// Computes the means of the spherical harmonics of one degree over the bonds of each particle, weighted by the weights
/// of the bonds: q_lm(i) = sum_j w_ij Y_lm(r_ij) / sum_j w_ij.
///
/// \param exec   execution space instance that runs everything
/// \param bonds  of the owned particles
/// \param degree l, 2 to 12
/// \returns      2 l + 1 components per owned particle, without unit; zero for a particle without bonds. A neighbour at
///               the same place has no direction and does not count
/// \throws Error another degree
/// \cost         O(l^2) work per bond; 8 (2 l + 1) bytes for each particle
/// \fences       none
/// \determinism  the same bits at any thread count: each particle adds up its bonds in their order
/// \source       as the file, equation 1.3; weights: W. Mickel et al., J. Chem. Phys. 138, 044501 (2013)
template <ExecutionSpace Exec>
BondHarmonics<typename Exec::memory_space> bond_harmonics(Exec const& exec,
                                                          Bonds<typename Exec::memory_space> const& bonds, int degree) {
  return detail::measure_harmonics(exec, bonds, degree);
}

/// Averages harmonics over each particle and its neighbours: the mean of q_lm over the particle and the far ends of its
/// bonds, each with weight 1.
///
/// \param exec      execution space instance that runs everything
/// \param bonds     of the owned particles
/// \param harmonics of all particles. Where there are ghosts their rows follow those of the owned particles: copies of
///                  the rows that their owners have
/// \returns         averaged components of the owned particles
/// \throws Error    harmonics of another number of particles
/// \cost            O(l) work per bond; 8 (2 l + 1) bytes for each particle
/// \fences          none
/// \determinism     the same bits at any thread count
/// \source          W. Lechner and C. Dellago, J. Chem. Phys. 129, 114707 (2008), equation 6
template <ExecutionSpace Exec>
BondHarmonics<typename Exec::memory_space> averaged_harmonics(
    Exec const& exec, Bonds<typename Exec::memory_space> const& bonds,
    BondHarmonics<typename Exec::memory_space> const& harmonics) {
  detail::require_harmonics("averaged_harmonics", harmonics, bonds.particles);
  BondHarmonics<typename Exec::memory_space> means{harmonics.degree, {}};
  means.values =
      detail::allocate<decltype(means.values)>(exec, "averaged_harmonics", bonds.owned(), harmonics.values.extent(1));
  auto const from = harmonics.values;
  auto const to = means.values;
  auto const b = bonds;
  detail::launch<std::size_t>(
      exec, "averaged_harmonics", bonds.owned(), KOKKOS_LAMBDA(std::size_t i) {
        std::size_t const components = to.extent(1);
        for (std::size_t c = 0; c < components; ++c) to(i, c) = from(i, c);
        for (std::int64_t k = b.offsets(i); k < b.offsets(i + 1); ++k) {
          int const j = b.particle(b.neighbors(k));
          for (std::size_t c = 0; c < components; ++c) to(i, c) += from(j, c);
        }
        double const count = double(b.offsets(i + 1) - b.offsets(i) + 1);
        for (std::size_t c = 0; c < components; ++c) to(i, c) /= count;
      });
  return means;
}

/// Computes the bond-orientational order parameter q_l = sqrt(4 pi / (2 l + 1) sum_m |q_lm|^2) of each particle.
///
/// \param exec      execution space instance that runs everything
/// \param harmonics of n particles, averaged or not
/// \returns         n values between 0 and 1, without unit; 0 for a particle without bonds
/// \throws Error    components that do not fit the degree
/// \cost            O(l) work and 8 bytes per particle
/// \fences          none
/// \determinism     the same bits at any thread count
/// \source          as the file, equation 1.4
template <ExecutionSpace Exec>
Kokkos::View<double*, typename Exec::memory_space> bond_order(
    Exec const& exec, BondHarmonics<typename Exec::memory_space> const& harmonics) {
  std::size_t const n = harmonics.values.extent(0);
  detail::require_harmonics("bond_order", harmonics, n);
  auto const q = detail::allocate<Kokkos::View<double*, typename Exec::memory_space>>(exec, "bond_order", n);
  auto const values = harmonics.values;
  double const scale = 4 * std::numbers::pi / (2 * harmonics.degree + 1);
  detail::launch<std::size_t>(
      exec, "bond_order", n,
      KOKKOS_LAMBDA(std::size_t i) { q(i) = Kokkos::sqrt(scale * detail::sum_of_squares(values, i)); });
  return q;
}

/// Computes the third-order invariant w_l of each particle: the sum over m1 + m2 + m3 = 0 of Wigner's 3j symbols
/// (l l l; m1 m2 m3) times q_lm1 q_lm2 q_lm3, divided by (sum_m |q_lm|^2)^(3/2).
///
/// \param exec      execution space instance that runs everything
/// \param harmonics of n particles, averaged or not
/// \returns         n values, without unit; 0 where all components are 0, and in odd degrees, where the sum vanishes
/// \throws Error    components that do not fit the degree
/// \cost            O(l^2) work and 8 bytes per particle
/// \fences          once: for the copy of the symbols to the device
/// \determinism     the same bits at any thread count
/// \source          as the file, equation 1.5
template <ExecutionSpace Exec>
Kokkos::View<double*, typename Exec::memory_space> third_bond_order(
    Exec const& exec, BondHarmonics<typename Exec::memory_space> const& harmonics) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = harmonics.values.extent(0);
  detail::require_harmonics("third_bond_order", harmonics, n);
  auto const terms = to_device(exec, detail::third_order_terms(harmonics.degree), "third_bond_order::terms");
  auto const w = detail::allocate<Kokkos::View<double*, Memory>>(exec, "third_bond_order", n);
  detail::launch<std::size_t>(exec, "third_bond_order", n, detail::ThirdOrder<Memory>{harmonics.values, terms, w});
  return w;
}

/// Counts the bonds of each particle to particles with like surroundings: those with
/// sum_m q_lm(i) q_lm*(j) > threshold |q_l(i)| |q_l(j)|. In a solid nearly all bonds are such, in a liquid few.
///
/// \param exec      execution space instance that runs everything
/// \param bonds     of the owned particles
/// \param harmonics of all particles; of ghosts as for `averaged_harmonics`
/// \param threshold smallest product of the normalised vectors of components, -1 to 1; 0.5 to 0.7 in the literature
/// \returns         number of such bonds of each owned particle
/// \throws Error    a threshold out of range, harmonics of another number of particles
/// \cost            O(l) work per bond; 4 bytes per particle
/// \fences          none
/// \determinism     the same at any thread count
/// \source          P. R. ten Wolde, M. J. Ruiz-Montero, D. Frenkel, J. Chem. Phys. 104, 9932 (1996)
template <ExecutionSpace Exec>
Kokkos::View<int*, typename Exec::memory_space> solid_bonds(Exec const& exec,
                                                            Bonds<typename Exec::memory_space> const& bonds,
                                                            BondHarmonics<typename Exec::memory_space> const& harmonics,
                                                            double threshold) {
  require(threshold >= -1 && threshold <= 1, "solid_bonds: threshold ", threshold, ", expected -1 to 1");
  detail::require_harmonics("solid_bonds", harmonics, bonds.particles);
  auto const counts =
      detail::allocate<Kokkos::View<int*, typename Exec::memory_space>>(exec, "solid_bonds", bonds.owned());
  auto const values = harmonics.values;
  auto const b = bonds;
  detail::launch<std::size_t>(
      exec, "solid_bonds", bonds.owned(), KOKKOS_LAMBDA(std::size_t i) {
        int count = 0;
        double const own = detail::sum_of_squares(values, i);
        for (std::int64_t k = b.offsets(i); k < b.offsets(i + 1); ++k) {
          int const j = b.particle(b.neighbors(k));
          double product = 0;
          for (std::size_t c = 0; c < values.extent(1); ++c) product += values(i, c) * values(j, c);
          double const both = own * detail::sum_of_squares(values, j);
          count += both > 0 && product > threshold * Kokkos::sqrt(both);
        }
        counts(i) = count;
      });
  return counts;
}

}  // namespace tektite
