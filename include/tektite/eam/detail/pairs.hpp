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
/// What the passes over the pairs share. A full list, one thread per atom, no atomics: every sum has a fixed order.
///
/// `EamSortPass` sorts an atom's neighbours into *near* ones, in range of a density, and *far* ones that feel the pair
/// function only; `EamDensityPass` sums the densities of the near, `EamForcePass` the forces of both. Densities usually
/// end well before the pair functions do, so the far ones, half of all, need neither a density nor the neighbours'
/// slopes. What is sorted with an inner skin serves until a site has moved by half of it. Neighbours go through in
/// vectors of `lane_count`; what fills up the last vector is the atom itself, at distance zero, where the compact
/// tables are empty. The few pairs closer than the tables' inner distance are left to the reference.

namespace tektite::detail {

/// What the device has to tell the host after a pass.
struct EamFlags {
  static constexpr std::int64_t none = INT64_MAX;
  std::int64_t bad_type = none;      ///< smallest particle with a type outside the table
  std::int64_t bad_position = none;  ///< smallest particle whose position is not finite
  std::int64_t close_pair = none;    ///< first particle << 32 | second, the smallest such number
  std::int64_t overflows = 0;        ///< atoms with a density beyond the table
  unsigned moved = 0;                ///< 1: a site has left the inner skin
};

/// The sorted neighbours of one atom.
struct EamRow {
  int near = 0;        ///< how many, at the front of the row's room
  int far = 0;         ///< how many, at its end
  bool close = false;  ///< is one of them perhaps the reference's business?
};

/// State that all passes share.
template <MemorySpace Memory>
struct EamPairs {
  EamTables<Memory> tables;
  Kokkos::View<std::int64_t*, Memory> offsets;
  Kokkos::View<int*, Memory> neighbors;
  Kokkos::View<int*, Memory> particle;  // by site
  Kokkos::View<int*, Memory> types;     // by site
  EamSites<Memory> sites;
  Kokkos::View<EamFlags, Memory> flags;
  DeviceFlag<Memory> error_flag;                  // raised with any flag that is an error
  Kokkos::View<EamRow*, Memory> rows;             // by owned particle
  Kokkos::View<int*, Memory> kept;                // near and far neighbours; the room of row i begins at room(i)
  Kokkos::View<Vec3<double>*, Memory> sorted_at;  // where the sites were when they were sorted; with an inner skin
  double inner_skin = 0;
  bool sort = true;  // in this call, whether or not a site has moved

  /// Must the neighbours be sorted in this call?
  KOKKOS_FUNCTION bool to_sort() const { return sort || flags().moved != 0; }

  /// Vectors are written whole: each row's room has two of them to spare.
  static constexpr int slack = 2 * lane_count<Memory, float>;
  /// How early rows are asked for: about a microsecond.
  static constexpr int rows_ahead = 2;

  KOKKOS_FUNCTION std::int64_t room(int i) const { return offsets(i) + std::int64_t(i) * slack; }

  /// Asks for what is listed a few atoms after i, and for the room that it is sorted into.
  KOKKOS_FORCEINLINE_FUNCTION void prefetch_listed(int i) const {
    int const ahead = i + rows_ahead;
    if (ahead + 1 >= static_cast<int>(offsets.extent(0))) return;
    prefetch<Access::read>(neighbors.data() + offsets(ahead), neighbors.data() + offsets(ahead + 1));
    prefetch<Access::write>(kept.data() + room(ahead), kept.data() + room(ahead + 1));
  }

  /// Asks for the near neighbours a few atoms after i.
  KOKKOS_FORCEINLINE_FUNCTION void prefetch_near(int i) const {
    int const ahead = i + rows_ahead;
    if (ahead + 1 >= static_cast<int>(offsets.extent(0))) return;
    int const* const begin = kept.data() + room(ahead);
    prefetch<Access::read>(begin, begin + rows(ahead).near);
  }

  /// Likewise for the far ones.
  KOKKOS_FORCEINLINE_FUNCTION void prefetch_far(int i) const {
    int const ahead = i + rows_ahead;
    if (ahead + 1 >= static_cast<int>(offsets.extent(0))) return;
    int const* const end = kept.data() + room(ahead + 1);
    prefetch<Access::read>(end - rows(ahead).far, end);
  }

  KOKKOS_FUNCTION void report_close_pair(int i, int j) const {
    std::int64_t const code = (std::int64_t(particle(i)) << 32) | particle(j);
    Kokkos::atomic_min(&flags().close_pair, code);
    error_flag.raise();
  }

  KOKKOS_FUNCTION Vec3<double> displacement(int i, int j) const {
    auto const &a = sites.full(i), &b = sites.full(j);
    return {b.x - a.x, b.y - a.y, b.z - a.z};
  }

  /// Visits the listed neighbours of i that the reference has to evaluate: void(int j, Vec3<double> d, double s).
  template <class Visit>
  KOKKOS_FUNCTION void visit_reference(int i, Visit const& visit) const {
    for (std::int64_t n = offsets(i); n < offsets(i + 1); ++n) {
      int const j = neighbors(n);
      Vec3<double> const d = displacement(i, j);
      double const s = dot(d, d);
      if (s < tables.range(tables.index(types(i), types(j))).inner) visit(j, d, s);
    }
  }
};

/// Where in a compact table the squared distances of W neighbours lie.
template <class Real, int W>
struct EamPlace {
  using Bits = Lanes<BitsOf<Real>, W>;

  Lanes<Real, W> t;  ///< beyond the left edge of the interval
  Bits interval;

  /// \param end where the functions end: from there on the interval is the one behind the last, which is empty
  KOKKOS_FORCEINLINE_FUNCTION EamPlace(SquaredGrid<Real> const& grid, Lanes<Real, W> const& s, Real end) {
    Bits head = reinterpret<Bits>(s) >> grid.shift;
    head = head > grid.first ? head : Bits{} + grid.first;
    t = s - reinterpret<Lanes<Real, W>>(Bits(head << grid.shift));
    interval = s < end ? Bits(head - grid.first) : Bits{} + BitsOf<Real>(grid.count);
  }
};

/// Cubics in t; their coefficients begin at these numbers of a table.
template <int W, class Real>
KOKKOS_FORCEINLINE_FUNCTION Lanes<Real, W> cubic(Real const* table, LaneArray<BitsOf<Real>, W> const& begin,
                                                 Lanes<Real, W> const& t) {
  auto const c = load_quads<W, 1>(table, begin.number);
  return ((c.part[3] * t + c.part[2]) * t + c.part[1]) * t + c.part[0];
}

}  // namespace tektite::detail
