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

/// Functions of the squared distance in device memory, as cubics of four coefficients each.
///
/// The cubics of types a and b in interval k begin at coefficient 4 * functions * n, where
/// n = ((a * (grid.count + 1) + k) << type_bits) + b. Interval `grid.count` is zero: it serves distances beyond the
/// end.
template <MemorySpace Memory, class Real, int functions>
struct CompactTable {
  static_assert(functions == 1 || functions == 2);
  static constexpr int width_bits = functions + 1;  ///< the cubics of one n have 2^width_bits coefficients

  SquaredGrid<Real> grid;               ///< intervals of the squared distance
  int type_bits = 1;                    ///< number of bits that hold a type
  Kokkos::View<Real*, Memory> numbers;  ///< coefficients, four for each function

  /// First coefficients of W neighbours.
  ///
  /// \param type     type of the atom
  /// \param other    types of the neighbours
  /// \param interval intervals of the neighbours
  /// \returns indices into `numbers`
  template <int W, class Lanes>
  KOKKOS_FORCEINLINE_FUNCTION auto begin(int type, Lanes const& other, Lanes const& interval) const {
    using Bits = typename SquaredGrid<Real>::Bits;
    Lanes const n = (interval << type_bits) + other + (Bits(type) * Bits(grid.count + 1) << type_bits);
    return LaneArray<Bits, W>(n << width_bits);
  }

  /// First coefficients of W neighbours with the types exchanged: functions of (other, type).
  ///
  /// \param type,other,interval as for `begin`
  /// \returns indices into `numbers`
  template <int W, class Lanes>
  KOKKOS_FORCEINLINE_FUNCTION auto mirrored_begin(int type, Lanes const& other, Lanes const& interval) const {
    using Bits = typename SquaredGrid<Real>::Bits;
    Lanes const n = ((interval + other * Bits(grid.count + 1)) << type_bits) + Bits(type);
    return LaneArray<Bits, W>(n << width_bits);
  }
};

/// Tables that the evaluations `compact` and `mixed` read.
///
/// Some intervals of a pair of types are left out, because a cubic is too far from the file's functions there. In these
/// the force table is zero and the density table is `left_out_mark`, so that the kernel which reads it needs no other
/// test. Interval 0 is left out, too, but zero in both tables: it also serves the atom itself, see `EamInterval`.
template <MemorySpace Memory, class Real>
struct CompactTables {
  /// Density of a pair that is left out: beyond that of any other pair.
  static constexpr Real left_out_mark = Kokkos::Experimental::finite_max_v<Real> / 1024;

  CompactTable<Memory, Real, 1> density;  ///< rho that an atom of type b contributes at one of type a
  CompactTable<Memory, Real, 2> force;    ///< 2 d phi / ds, then 2 d rho / ds
  Real begin = 0;                         ///< closer pairs, by the squared distance, are in interval 0 of a grid
  Real near = 0;  ///< from this squared distance on density and its slope are exactly zero and no pair is left out,
                  ///< for all pairs of types
  Real far = 0;   ///< from this squared distance on all functions are exactly zero, or the cutoff

  /// \returns the limit between densities and the mark
  KOKKOS_FUNCTION static constexpr Real left_out_density() { return left_out_mark / 2; }

  /// Which of W pairs are left out, so that the reference tables must be read.
  ///
  /// \param s   squared distances, not the atom's own
  /// \param rho values of the density table there
  /// \returns one bit for each pair
  template <int W>
  KOKKOS_FORCEINLINE_FUNCTION unsigned left_out(Lanes<Real, W> const& s, Lanes<Real, W> const& rho) const {
    return below<W>(s, begin) | (~below<W>(rho, left_out_density()) & ((1u << W) - 1u));
  }
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
  int type_bits = 0;                                    ///< number of bits that hold a type
  double cutoff = 0;                                    ///< no interaction from here on
  EamEvaluation evaluation = EamEvaluation::reference;  ///< which of the tables below is used for forces

  // The file's tables, for the reference evaluation.
  int density_count = 0;                   ///< points of each embedding function
  int distance_count = 0;                  ///< points of each density and pair function
  double density_spacing = 0;              ///< distance of the points in density
  double distance_spacing = 0;             ///< distance of the points in r
  double density_end = 0;                  ///< beyond this density F is a straight line
  Kokkos::View<Cubic*, Memory> embedding;  ///< F, by type
  Kokkos::View<Cubic*, Memory> density;    ///< rho that the second type contributes at the first, by pair
  Kokkos::View<Cubic*, Memory> pair;       ///< r phi, by pair

  // Tables of the squared distance.
  bool symmetric = true;                        ///< density of a at b and of b at a are equal for all pairs of types
  Kokkos::View<double*, Memory> density_range;  ///< squared distance from which on the density is exactly zero, by pair
  CompactTables<Memory, double> compact;        ///< of the evaluation `compact`
  CompactTables<Memory, float> mixed;           ///< of the evaluation `mixed`

  /// \returns the compact tables in precision Real
  template <class Real>
  KOKKOS_FUNCTION CompactTables<Memory, Real> const& fast() const {
    if constexpr (std::is_same_v<Real, double>) {
      return compact;
    } else {
      return mixed;
    }
  }

  /// Number of an ordered pair of types.
  ///
  /// \param type,other types of the atom and of its neighbour
  /// \returns index into tables by pair
  KOKKOS_FUNCTION int index(int type, int other) const { return type * types + other; }

  /// Embedding energy. Beyond `density_end` F is continued as a straight line, as in LAMMPS.
  ///
  /// \param type  of the atom
  /// \param rho   density at the atom
  /// \param slope set to F'(rho)
  /// \returns F(rho)
  KOKKOS_FUNCTION double embed(int type, double rho, double& slope) const {
    double p;
    double const x = rho / density_spacing;
    int const k = x > 0 ? spline_interval(x, density_count, p) : (p = x, 0);
    Cubic const& c = embedding(type * (density_count - 1) + k);
    slope = c.slope(p) / density_spacing;
    double const energy = c.value(p);
    return overflows(rho) ? energy + slope * (rho - density_end) : energy;
  }

  /// \param rho density
  /// \returns whether F is extrapolated there
  KOKKOS_FUNCTION bool overflows(double rho) const { return rho > density_end; }

  /// Density that one neighbour contributes, from the file's table.
  ///
  /// \param type,other types of the atom and of its neighbour
  /// \param r          their distance
  /// \returns rho
  KOKKOS_FUNCTION double reference_density(int type, int other, double r) const {
    double p;
    int const k = spline_interval(r / distance_spacing, distance_count, p);
    return density(index(type, other) * (distance_count - 1) + k).value(p);
  }

  /// Pair energy, from the file's table.
  ///
  /// \param type,other types of the two atoms
  /// \param r          their distance
  /// \returns phi(r)
  KOKKOS_FUNCTION double reference_pair_energy(int type, int other, double r) const {
    double p;
    int const k = spline_interval(r / distance_spacing, distance_count, p);
    return pair(index(type, other) * (distance_count - 1) + k).value(p) / r;
  }

  /// Pair force, from the file's tables.
  ///
  /// \param type,other        types of the atom and of its neighbour
  /// \param r                 their distance
  /// \param slope,other_slope F' of the atom and of its neighbour
  /// \returns (dE/dr) / r; the force on the atom is this times the vector from it to its neighbour
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
