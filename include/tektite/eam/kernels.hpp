// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/simd.hpp"
#include "tektite/eam/sites.hpp"
#include "tektite/eam/tables.hpp"

/// \file
/// The two passes over the pairs. A full list, one thread per atom, no atomics: every sum has a fixed order.
///
/// Pass one sorts an atom's neighbours into *near* ones, in range of a density, and *far* ones that feel the pair
/// function only, and sums the densities of the near. Pass two sums the forces of both. Densities usually end well
/// before the pair functions do, so the far ones, half of all, need neither a density nor the neighbours' slopes.
/// Neighbours go through in vectors of `lane_count`; what fills up the last vector is the atom itself, at distance zero,
/// where the compact tables are empty. The few pairs closer than the tables' inner distance are left to the reference.

namespace tektite::detail {

/// What the device has to tell the host after a pass.
struct EamFlags {
  static constexpr std::int64_t none = INT64_MAX;
  std::int64_t bad_type = none;      ///< smallest particle with a type outside the table
  std::int64_t bad_position = none;  ///< smallest particle whose position is not finite
  std::int64_t close_pair = none;    ///< first particle << 32 | second, the smallest such number
  std::int64_t overflows = 0;        ///< atoms with a density beyond the table
};

/// The neighbours of one atom that pass one found in range.
struct EamRow {
  int near = 0;        ///< how many, at the front of the row's room
  int far = 0;         ///< how many, at its end
  bool close = false;  ///< is one of them perhaps the reference's business?
};

/// State that both passes share.
template <MemorySpace Memory>
struct EamPairs {
  EamTables<Memory> tables;
  Kokkos::View<std::int64_t*, Memory> offsets;
  Kokkos::View<int*, Memory> neighbors;
  Kokkos::View<int*, Memory> particle;  // by site
  Kokkos::View<int*, Memory> types;     // by site
  EamSites<Memory> sites;
  Kokkos::View<EamFlags, Memory> flags;
  Kokkos::View<EamRow*, Memory> rows;  // by owned particle
  Kokkos::View<int*, Memory> kept;     // near and far neighbours; the room of row i begins at room(i)

  /// Vectors are written whole: each row's room has two of them to spare.
  static constexpr int slack = 2 * lane_count<Memory, float>;

  KOKKOS_FUNCTION std::int64_t room(int i) const { return offsets(i) + std::int64_t(i) * slack; }

  KOKKOS_FUNCTION void report_close_pair(int i, int j) const {
    std::int64_t const code = (std::int64_t(particle(i)) << 32) | particle(j);
    Kokkos::atomic_min(&flags().close_pair, code);
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

  KOKKOS_FORCEINLINE_FUNCTION EamPlace(SquaredGrid<Real> const& grid, Lanes<Real, W> const& s) {
    Bits head = reinterpret<Bits>(s) >> grid.shift;
    head = head > grid.first ? head : Bits{} + grid.first;
    t = s - reinterpret<Lanes<Real, W>>(Bits(head << grid.shift));
    interval = head - grid.first;
  }
};

/// Cubics in t; their coefficients begin at these numbers of a table.
template <int W, class Real>
KOKKOS_FORCEINLINE_FUNCTION Lanes<Real, W> cubic(Real const* table, LaneArray<BitsOf<Real>, W> const& begin,
                                                 Lanes<Real, W> const& t) {
  auto const c = load_quads<W, 1>(table, begin.number);
  return ((c.part[3] * t + c.part[2]) * t + c.part[1]) * t + c.part[0];
}

/// Pass one: neighbours sorted; density at each owned particle, and the slope of F there.
template <MemorySpace Memory, class Real, bool compact>
struct EamDensityPass {
  static constexpr int W = lane_count<Memory, Real>;

  EamPairs<Memory> pairs;
  Kokkos::View<double*, Memory> slope;  // by particle

  KOKKOS_FUNCTION void operator()(int i) const {
    auto const& tables = pairs.tables;
    double density = 0;
    bool close = true;
    if constexpr (compact) {
      EamRow const row = sort_neighbors(i);
      pairs.rows(i) = row;
      density = near_density(i, row.near);
      close = row.close;
    }
    if (close) density += reference_density(i);
    tables.embed(pairs.types(i), density, slope(i));
    if (tables.overflows(density)) Kokkos::atomic_inc(&pairs.flags().overflows);
  }

 private:
  KOKKOS_FUNCTION EamRow sort_neighbors(int i) const {
    auto const& fast = pairs.tables.template fast<Real>();
    int* const front = pairs.kept.data() + pairs.room(i);
    int* const back = pairs.kept.data() + pairs.room(i + 1);
    std::int64_t const end = pairs.offsets(i + 1);
    int const* const neighbors = pairs.neighbors.data();
    int near_count = 0, far_count = 0;
    unsigned any_close = 0;
    // No branch on range: whether a neighbour is in it is a toss of a coin, and a wrong guess costs more than the
    // arithmetic.
    for (std::int64_t n = pairs.offsets(i); n < end; n += W) {
      int const* j = neighbors + n;
      unsigned valid = ~0u;
      int rest[W];
      if (n + W > end) {
        for (int w = 0; w < W; ++w) rest[w] = n + w < end ? j[w] : i;
        j = rest;
        valid = (1u << (end - n)) - 1u;
      }
      auto const s = pairs.sites.template neighbors<Real, W>(i, j).squared;
      unsigned const near = below<W>(s, fast.near) & valid;
      unsigned const far = below<W>(s, fast.far) & valid & ~near;
      any_close |= below<W>(s, fast.close) & valid;
      near_count += append<W>(front + near_count, j, near);
      far_count += prepend<W>(back - far_count, j, far);
    }
    for (int w = 0; w < W - 1; ++w) front[near_count + w] = back[-1 - far_count - w] = i;
    return {near_count, far_count, any_close != 0};
  }

  KOKKOS_FUNCTION double near_density(int i, int count) const {
    auto const& table = pairs.tables.template fast<Real>().density;
    int const* const near = pairs.kept.data() + pairs.room(i);
    int const type = pairs.types(i);
    Lanes<Real, W> sum{};
    for (int n = 0; n < count; n += W) {
      auto const d = pairs.sites.template neighbors<Real, W>(i, near + n);
      EamPlace<Real, W> const at(table.grid, d.squared);
      sum += cubic<W>(table.numbers.data(), table.template begin<W>(type, d.type, at.interval), at.t);
    }
    return lane_sum<W, Real>(sum);
  }

  // The neighbours closer than the compact tables reach; all of them in the reference evaluation.
  KOKKOS_FUNCTION double reference_density(int i) const {
    auto const& tables = pairs.tables;
    double const closest = tables.distance_spacing * tables.distance_spacing;
    double sum = 0;
    pairs.visit_reference(i, [&](int j, Vec3<double>, double s) {
      int const type = pairs.types(i), other = pairs.types(j);
      if (s < closest) {
        pairs.report_close_pair(i, j);
      } else if (s < tables.range(tables.index(type, other)).density) {
        sum += tables.reference_density(type, other, Kokkos::sqrt(s));
      }
    });
    return sum;
  }
};

/// Force on a particle and the sum over its pairs of d_a f_b, in the order xx yy zz xy xz yz; of W neighbours at once.
template <class Real, int W>
struct EamForceSum {
  Lanes<Real, W> x{}, y{}, z{}, xx{}, yy{}, zz{}, xy{}, xz{}, yz{};

  KOKKOS_FORCEINLINE_FUNCTION void add(Lanes<Real, W> const& dx, Lanes<Real, W> const& dy, Lanes<Real, W> const& dz,
                                       Lanes<Real, W> const& g) {
    Lanes<Real, W> const gx = g * dx, gy = g * dy, gz = g * dz;
    x += gx;
    y += gy;
    z += gz;
    xx += dx * gx;
    yy += dy * gy;
    zz += dz * gz;
    xy += dx * gy;
    xz += dx * gz;
    yz += dy * gz;
  }
};

/// Pass two: force on each owned particle, and half of the virial of its pairs.
template <MemorySpace Memory, class Real, bool compact, bool symmetric, class Forces>
struct EamForcePass {
  static constexpr int W = lane_count<Memory, Real>;

  EamPairs<Memory> pairs;
  Kokkos::View<double*, Memory> slopes;  // by particle
  Forces forces;
  Kokkos::View<double* [6], Memory> virial;

  KOKKOS_FUNCTION void operator()(int i) const {
    double sum[9] = {};
    bool close = true;
    if constexpr (compact) {
      EamRow const row = pairs.rows(i);
      close = row.close;
      EamForceSum<Real, W> fast;
      add_near(i, row.near, fast);
      add_far(i, row.far, fast);
      add(sum, fast);
    }
    if (close) add_reference(i, sum);
    store(i, sum);
  }

 private:
  KOKKOS_FORCEINLINE_FUNCTION void add_near(int i, int count, EamForceSum<Real, W>& total) const {
    auto const& table = pairs.tables.template fast<Real>().force;
    Real const* const numbers = table.numbers.data();
    int const* const near = pairs.kept.data() + pairs.room(i);
    int const type = pairs.types(i);
    auto const my_slope = static_cast<Real>(slopes(i));
    EamForceSum<Real, W> sum = total;  // in registers
    for (int n = 0; n < count; n += W) {
      auto const d = pairs.sites.template neighbors<Real, W>(i, near + n);
      EamPlace<Real, W> const at(table.grid, d.squared);
      auto const begin = table.template begin<W>(type, d.type, at.interval);
      Lanes<Real, W> const pair = cubic<W>(numbers, begin, at.t);
      Lanes<Real, W> const here = cubic<W>(numbers + 4, begin, at.t);
      Lanes<Real, W> there = here;
      if constexpr (!symmetric)
        there = cubic<W>(numbers + 4, table.template mirrored_begin<W>(type, d.type, at.interval), at.t);
      sum.add(d.x, d.y, d.z, pair + my_slope * here + d.slope * there);
    }
    total = sum;
  }

  KOKKOS_FORCEINLINE_FUNCTION void add_far(int i, int count, EamForceSum<Real, W>& total) const {
    auto const& table = pairs.tables.template fast<Real>().force;
    int const* const back = pairs.kept.data() + pairs.room(i + 1);
    int const type = pairs.types(i);
    EamForceSum<Real, W> sum = total;  // in registers
    for (int n = 0; n < count; n += W) {
      auto const d = pairs.sites.template neighbors<Real, W>(i, back - n - W);
      EamPlace<Real, W> const at(table.grid, d.squared);
      sum.add(d.x, d.y, d.z, cubic<W>(table.numbers.data(), table.template begin<W>(type, d.type, at.interval), at.t));
    }
    total = sum;
  }

  KOKKOS_FUNCTION void add_reference(int i, double (&total)[9]) const {
    auto const& tables = pairs.tables;
    double const closest = tables.distance_spacing * tables.distance_spacing;
    EamForceSum<double, 1> sum;
    pairs.visit_reference(i, [&](int j, Vec3<double> d, double s) {
      if (s < closest) return;
      sum.add(d.x, d.y, d.z,
              tables.reference_force(pairs.types(i), pairs.types(j), Kokkos::sqrt(s), slopes(i),
                                     slopes(pairs.particle(j))));
    });
    add(total, sum);
  }

  template <class R, int V>
  KOKKOS_FUNCTION static void add(double (&total)[9], EamForceSum<R, V> const& sum) {
    Lanes<R, V> const parts[9] = {sum.x, sum.y, sum.z, sum.xx, sum.yy, sum.zz, sum.xy, sum.xz, sum.yz};
    for (int k = 0; k < 9; ++k) total[k] += lane_sum<V, R>(parts[k]);
  }

  KOKKOS_FUNCTION void store(int i, double const (&sum)[9]) const {
    if constexpr (Forces::rank() == 1) {
      forces(i) = {sum[0], sum[1], sum[2]};
    } else {
      for (int d = 0; d < 3; ++d) forces(i, d) = sum[d];
    }
    // W = sum over pairs (r_i - r_j) f_i, shared equally: -1/2 sum d g d.
    for (int k = 0; k < 6; ++k) virial(i, k) = -0.5 * sum[3 + k];
  }
};

/// Energy of each owned particle, always by the reference functions: F, and half of its pairs' energies.
template <MemorySpace Memory>
struct EamEnergyPass {
  EamPairs<Memory> pairs;
  Kokkos::View<double*, Memory> energy;

  KOKKOS_FUNCTION void operator()(int i) const {
    auto const& tables = pairs.tables;
    int const type = pairs.types(i);
    double density = 0, pair_energy = 0;
    for (std::int64_t n = pairs.offsets(i); n < pairs.offsets(i + 1); ++n) {
      int const j = pairs.neighbors(n), other = pairs.types(j);
      Vec3<double> const d = pairs.displacement(i, j);
      double const s = dot(d, d);
      if (s >= tables.cutoff * tables.cutoff || s < tables.distance_spacing * tables.distance_spacing) continue;
      double const r = Kokkos::sqrt(s);
      if (s < tables.range(tables.index(type, other)).density) density += tables.reference_density(type, other, r);
      pair_energy += tables.reference_pair_energy(type, other, r);
    }
    double slope;
    energy(i) = tables.embed(type, density, slope) + 0.5 * pair_energy;
  }
};

}  // namespace tektite::detail
