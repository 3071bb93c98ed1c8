// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <type_traits>

#include "tektite/core/concepts.hpp"
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/eam/detail/compact_table.hpp"
#include "tektite/eam/options.hpp"
#include "tektite/eam/spline.hpp"

namespace tektite::detail {

/// Squared distances that decide what is done with a pair of types.
struct EamRange {
  double inner;    ///< closer: reference evaluation
  double density;  ///< from here on no density
};

/// Functions of the squared distance in device memory, as cubics of four numbers each.
///
/// The functions of types a and b in interval k are number ((a * (count + 1) + k) << type_bits) + b; those of interval
/// `count` are zero.
template <MemorySpace Memory, class Real, int functions>
struct CompactTable {
  static_assert(functions == 1 || functions == 2);
  static constexpr int width_bits = functions + 1;  ///< 2 to this is the count of numbers of one interval

  SquaredGrid<Real> grid;               ///< its intervals
  int type_bits = 1;                    ///< how many bits count the types
  Kokkos::View<Real*, Memory> numbers;  ///< coefficients, four for each function

  /// Where the coefficients of W neighbours begin.
  template <int W, class Lanes>
  KOKKOS_FORCEINLINE_FUNCTION auto begin(int type, Lanes const& other, Lanes const& interval) const {
    using Bits = typename SquaredGrid<Real>::Bits;
    Lanes const line = (interval << type_bits) + other + (Bits(type) * Bits(grid.count + 1) << type_bits);
    return detail::LaneArray<Bits, W>(line << width_bits);
  }

  /// Likewise, with the types exchanged.
  template <int W, class Lanes>
  KOKKOS_FORCEINLINE_FUNCTION auto mirrored_begin(int type, Lanes const& other, Lanes const& interval) const {
    using Bits = typename SquaredGrid<Real>::Bits;
    Lanes const line = ((interval + other * Bits(grid.count + 1)) << type_bits) + Bits(type);
    return detail::LaneArray<Bits, W>(line << width_bits);
  }
};

/// What the fast evaluations read.
template <MemorySpace Memory, class Real>
struct CompactTables {
  CompactTable<Memory, Real, 1> density;  ///< rho that an atom of type b makes at one of type a
  CompactTable<Memory, Real, 2> force;    ///< 2 d phi / ds, then 2 d rho / ds
  Real near = 0;                          ///< from this squared distance on density and slope are exactly zero
  Real far = 0;                           ///< from this squared distance on there is nothing
  Real close = 0;                         ///< pairs closer than this may be the reference's
};

/// A potential's tables in device memory, for atoms of the given types.
///
/// Pair tables are indexed by (type of the atom, type of its neighbour). Build with `make_eam_tables`.
template <MemorySpace Memory>
struct EamTables {
  /// Read-only array in device memory.
  template <class T>
  using Array = Kokkos::View<T*, Memory, Kokkos::MemoryTraits<Kokkos::RandomAccess>>;

  int types = 0;                                        ///< number of types
  int type_bits = 0;                                    ///< how many bits count them
  double cutoff = 0;                                    ///< no interaction from here on
  EamEvaluation evaluation = EamEvaluation::reference;  ///< which of the tables below forces use

  // As the file has them.
  int density_count = 0;                   ///< points of each embedding function
  int distance_count = 0;                  ///< points of each density and pair function
  double density_spacing = 0;              ///< between points in density
  double distance_spacing = 0;             ///< between points in distance
  Kokkos::View<Cubic*, Memory> embedding;  ///< F, by type
  Kokkos::View<Cubic*, Memory> density;    ///< rho that the second type makes at the first, by pair
  Kokkos::View<Cubic*, Memory> pair;       ///< r phi, by pair

  // Over squared distances.
  bool symmetric = true;                  ///< does an atom make the same density at its neighbour as that one at it?
  Kokkos::View<EamRange*, Memory> range;  ///< limits, by pair
  CompactTables<Memory, double> compact;  ///< of the evaluation `compact`
  CompactTables<Memory, float> mixed;     ///< of the evaluation `mixed`

  /// The fast tables of precision Real.
  template <class Real>
  KOKKOS_FUNCTION CompactTables<Memory, Real> const& fast() const {
    if constexpr (std::is_same_v<Real, double>) {
      return compact;
    } else {
      return mixed;
    }
  }

  /// Number of an ordered pair of types.
  KOKKOS_FUNCTION int index(int type, int other) const { return type * types + other; }

  /// F(rho) and its slope. Beyond the table F goes on in a straight line, as in LAMMPS.
  KOKKOS_FUNCTION double embed(int type, double rho, double& slope) const {
    double p;
    double const x = rho / density_spacing;
    int const k = x > 0 ? spline_interval(x, density_count, p) : (p = x, 0);
    Cubic const& c = embedding(type * (density_count - 1) + k);
    slope = c.slope(p) / density_spacing;
    double const energy = c.value(p);
    return overflows(rho) ? energy + slope * (rho - largest_density()) : energy;
  }

  /// Where the tables of F end.
  KOKKOS_FUNCTION double largest_density() const { return (density_count - 1) * density_spacing; }
  /// Is F extrapolated at this density?
  KOKKOS_FUNCTION bool overflows(double rho) const { return rho > largest_density(); }

  /// Density that a neighbour of type `other` makes at distance r.
  KOKKOS_FUNCTION double reference_density(int type, int other, double r) const {
    double p;
    int const k = spline_interval(r / distance_spacing, distance_count, p);
    return density(index(type, other) * (distance_count - 1) + k).value(p);
  }

  /// phi(r) of a pair.
  KOKKOS_FUNCTION double reference_pair_energy(int type, int other, double r) const {
    double p;
    int const k = spline_interval(r / distance_spacing, distance_count, p);
    return pair(index(type, other) * (distance_count - 1) + k).value(p) / r;
  }

  /// (dE/dr) / r of one pair, given F' of both atoms: the force on the first is this times (r_other - r_first).
  KOKKOS_FUNCTION double reference_force(int type, int other, double r, double slope, double other_slope) const {
    double p;
    int const k = spline_interval(r / distance_spacing, distance_count, p);
    int const pieces = distance_count - 1;
    Cubic const& z = pair(index(type, other) * pieces + k);
    double const phi = z.value(p) / r;
    double const phi_slope = (z.slope(p) / distance_spacing - phi) / r;
    double const here = density(index(type, other) * pieces + k).slope(p) / distance_spacing;
    double const there = density(index(other, type) * pieces + k).slope(p) / distance_spacing;
    return (slope * here + other_slope * there + phi_slope) / r;
  }
};

}  // namespace tektite::detail
