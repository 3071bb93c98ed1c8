// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/device_flag.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/detail/simd/prefetch.hpp"
#include "tektite/detail/simd/quads.hpp"
#include "tektite/eam/detail/sites.hpp"
#include "tektite/eam/detail/tables.hpp"

/// \file
/// Data and functions that all passes over the pairs share. An item of a pass is an owned particle, here also called
/// atom. The list is a full one, and one thread computes all of an atom's results from all of its neighbours: there are
/// no atomics on results, and every sum has a fixed order.
///
/// Three passes follow each other. `EamSortPass` sorts the listed neighbours of each atom into *near* ones, which are
/// in range of a density, and *far* ones, which are in range of a pair function only. `EamDensityPass` sums the
/// densities of the near neighbours, and `EamForcePass` the forces of near and far ones. Densities usually end well
/// before pair functions do, so that far neighbours, about half of all, need neither a density nor F' of the neighbour.
/// With an inner skin the result of the sort pass is used in later calls, too, until a site has moved by half of that
/// skin.
///
/// Neighbours are read in packs of `lane_count`. The last pack is filled up with the atom itself at distance zero,
/// where the compact tables are zero. The few pairs that the compact tables leave out, all of them near, are evaluated
/// with the reference tables (`EamRow::needs_reference`).

namespace tektite::detail {

/// Errors and counts of one call, which the host reads after it, and `moved`, which later kernels of the call read.
///
/// Many items write them, by atomic operations whose result does not depend on the order: minimum, count, store of 1.
struct EamFlags {
  static constexpr std::int64_t none = INT64_MAX;  ///< no such particle
  std::int64_t bad_type = none;                    ///< smallest particle with a type outside the table
  std::int64_t bad_position = none;                ///< smallest particle whose position is not finite
  std::int64_t close_pair =
      none;                    ///< smallest (first particle << 32 | second) of the pairs closer than the tables begin
  std::int64_t overflows = 0;  ///< number of atoms with a density beyond the table
  unsigned moved = 0;          ///< 1: a site has moved by half of the inner skin since the last sort
};

/// Counts of one atom's sorted neighbours, from `EamSortPass`, and one result of `EamDensityPass`.
struct EamRow {
  int near = 0;                  ///< number of near neighbours, at the beginning of the row's storage
  int far = 0;                   ///< number of far neighbours, at the end of the row's storage
  bool needs_reference = false;  ///< whether the compact tables leave out the pair with a near neighbour, which is then
                                 ///< evaluated with the reference tables. From the density pass
};

/// The intervals of a compact table in which the squared distances of W neighbours lie.
template <class Real, int W>
struct EamInterval {
  using Bits = Lanes<BitsOf<Real>, W>;

  Lanes<Real, W> t;  ///< squared distance minus that of the interval's left edge
  Bits number;       ///< of the interval; `grid.count`, where the tables are zero, from `end` on

  /// \param grid intervals
  /// \param s    squared distances; those below the grid are in interval 0, where the tables are zero
  /// \param end  squared distance where the functions end
  KOKKOS_FORCEINLINE_FUNCTION EamInterval(SquaredGrid<Real> const& grid, Lanes<Real, W> const& s, Real end) {
    Bits head = reinterpret<Bits>(s) >> grid.shift;
    head = head > grid.first ? head : Bits{} + grid.first;
    t = s - reinterpret<Lanes<Real, W>>(Bits(head << grid.shift));
    number = s < end ? Bits(head - grid.first) : Bits{} + BitsOf<Real>(grid.count);
  }
};

/// Values of one cubic for each lane.
///
/// \param table coefficients, four for each cubic, the constant first
/// \param begin index in `table` of each lane's first coefficient
/// \param t     abscissas
/// \returns values
template <int W, class Real>
KOKKOS_FORCEINLINE_FUNCTION Lanes<Real, W> cubic(Real const* table, LaneArray<BitsOf<Real>, W> const& begin,
                                                 Lanes<Real, W> const& t) {
  auto const c = load_quads<W, 1>(table, begin.number);
  return ((c.part[3] * t + c.part[2]) * t + c.part[1]) * t + c.part[0];
}

/// What W near neighbours contribute to the density at an atom.
template <class Real, int W>
struct EamNearDensities {
  Lanes<Real, W> value;  ///< densities; zero where the compact tables leave out the pair
  unsigned left_out;     ///< bit w is set if the pair of neighbour w is left out
};

/// Data that all passes share.
template <MemorySpace Memory>
struct EamPairs {
  EamTables<Memory> tables;                              ///< the potential
  Kokkos::View<std::int64_t*, Memory> offsets;           ///< of the neighbour list
  Kokkos::View<int*, Memory> neighbors;                  ///< of the neighbour list
  Kokkos::View<int*, Memory> particle;                   ///< index of the particle, by site
  Kokkos::View<int*, Memory> types;                      ///< type of the particle, by site
  EamSites<Memory> sites;                                ///< positions, types and slopes for the kernels
  Kokkos::View<EamFlags, Memory> flags;                  ///< errors and counts of the last call
  DeviceFlag<Memory> error_flag;                         ///< the caller's; raised for every error in `flags`
  Kokkos::View<EamRow*, Memory> rows;                    ///< counts of sorted neighbours, by owned particle
  Kokkos::View<int*, Memory> sorted_neighbors;           ///< near and far neighbours; row i begins at row_begin(i)
  Kokkos::View<Vec3<double>*, Memory> sorted_positions;  ///< of the sites at the last sort; only with an inner skin
  double inner_skin = 0;                                 ///< see `EamOptions`
  bool must_sort = true;                                 ///< sort in this call, whether or not a site has moved

  /// \returns whether the sort pass runs in this call; known on the device only, after `pack_sites`
  KOKKOS_FUNCTION bool sorts_now() const { return must_sort || flags().moved != 0; }

  /// Entries added to each row's storage: near and far neighbours are both written in whole packs.
  static constexpr int padding = 2 * lane_count<Memory, float>;
  /// Rows are prefetched this number of atoms ahead: about a microsecond.
  static constexpr int rows_ahead = 2;

  /// \param i owned particle
  /// \returns where the storage of row i begins in `sorted_neighbors`; it ends at row_begin(i + 1)
  KOKKOS_FUNCTION std::int64_t row_begin(int i) const { return offsets(i) + std::int64_t(i) * padding; }

  /// Prefetches the listed neighbours of an atom after i, and the storage that they are sorted into.
  KOKKOS_FORCEINLINE_FUNCTION void prefetch_listed(int i) const {
    int const ahead = i + rows_ahead;
    if (ahead + 1 >= static_cast<int>(offsets.extent(0))) return;
    prefetch<Access::read>(neighbors.data() + offsets(ahead), neighbors.data() + offsets(ahead + 1));
    prefetch<Access::write>(sorted_neighbors.data() + row_begin(ahead), sorted_neighbors.data() + row_begin(ahead + 1));
  }

  /// Prefetches the near neighbours of an atom after i.
  KOKKOS_FORCEINLINE_FUNCTION void prefetch_near(int i) const {
    int const ahead = i + rows_ahead;
    if (ahead + 1 >= static_cast<int>(offsets.extent(0))) return;
    int const* const begin = sorted_neighbors.data() + row_begin(ahead);
    prefetch<Access::read>(begin, begin + rows(ahead).near);
  }

  /// Prefetches the far neighbours of an atom after i.
  KOKKOS_FORCEINLINE_FUNCTION void prefetch_far(int i) const {
    int const ahead = i + rows_ahead;
    if (ahead + 1 >= static_cast<int>(offsets.extent(0))) return;
    int const* const end = sorted_neighbors.data() + row_begin(ahead + 1);
    prefetch<Access::read>(end - rows(ahead).far, end);
  }

  /// Records sites i and j as closer than the first point of the tables. Of all such pairs the smallest is kept.
  KOKKOS_FUNCTION void report_close_pair(int i, int j) const {
    std::int64_t const code = (std::int64_t(particle(i)) << 32) | particle(j);
    Kokkos::atomic_min(&flags().close_pair, code);
    error_flag.raise();
  }

  /// \returns vector from site i to site j
  KOKKOS_FUNCTION Vec3<double> displacement(int i, int j) const {
    auto const &a = sites.full(i), &b = sites.full(j);
    return {b.x - a.x, b.y - a.y, b.z - a.z};
  }

  /// Reads the compact table of the density. Every pass that asks which pairs are left out asks here, and so gets the
  /// same answer: close to an interval's edge it depends on rounding.
  ///
  /// \param i owned particle
  /// \param j W of its near neighbours
  template <class Real, int W>
  KOKKOS_FORCEINLINE_FUNCTION EamNearDensities<Real, W> near_densities(int i, int const* j) const {
    auto const& fast = tables.template fast<Real>();
    auto const& table = fast.density;
    auto const d = sites.template neighbors<Real, W>(i, j);
    EamInterval<Real, W> const at(table.grid, d.squared, fast.far);
    auto const value = cubic<W>(table.numbers.data(), table.template begin<W>(types(i), d.type, at.number), at.t);
    return {value < fast.left_out_density() ? value : Lanes<Real, W>{}, fast.template left_out<W>(d.squared, value)};
  }

  /// Visits the neighbours of atom i that are evaluated with the reference tables: all within the cutoff, or with
  /// compact tables in precision Real those that these leave out.
  ///
  /// \param i     owned particle
  /// \param visit void(int j, Vec3<double> d, double s): neighbour, displacement from i to j, its square
  template <class Real, bool compact, class Visit>
  KOKKOS_FUNCTION void visit_reference(int i, Visit const& visit) const {
    if constexpr (compact) {
      visit_left_out<Real>(i, visit);
    } else {
      for (std::int64_t n = offsets(i); n < offsets(i + 1); ++n) {
        Vec3<double> const d = displacement(i, neighbors(n));
        double const s = dot(d, d);
        if (s < tables.cutoff * tables.cutoff) visit(neighbors(n), d, s);
      }
    }
  }

 private:
  // Visits the near neighbours whose pairs the compact tables leave out.
  template <class Real, class Visit>
  KOKKOS_FUNCTION void visit_left_out(int i, Visit const& visit) const {
    constexpr int W = lane_count<Memory, Real>;
    int const* const near = sorted_neighbors.data() + row_begin(i);
    int const count = rows(i).near;
    for (int n = 0; n < count; n += W) {
      unsigned const valid = count - n < W ? (1u << (count - n)) - 1u : ~0u;
      unsigned const left_out = near_densities<Real, W>(i, near + n).left_out & valid;
      for (int w = 0; w < W; ++w) {
        if ((left_out >> w & 1u) == 0) continue;
        Vec3<double> const d = displacement(i, near[n + w]);
        visit(near[n + w], d, dot(d, d));
      }
    }
  }
};

}  // namespace tektite::detail
