// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstdint>

#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/eam/tables.hpp"
#include "tektite/neighbors/neighbor_list.hpp"

/// \file
/// The two passes over the pairs. A full list, one thread per atom, no atomics: every sum has a fixed order.
///
/// Each pass sorts the pairs of a block of neighbours: those in range go into a small buffer, whose table look-ups are
/// then independent of each other (the compiler turns that loop into vector code); the few closer than the tables'
/// inner distance are left to the reference functions.

namespace tektite::detail {

/// A site as the kernels read it: one 32-byte load brings a neighbour's place and the slope F' of its embedding.
struct alignas(32) EamSite {
  double x, y, z, slope;
};

KOKKOS_INLINE_FUNCTION double distance_squared(EamSite const& a, EamSite const& b) {
  double const x = b.x - a.x, y = b.y - a.y, z = b.z - a.z;
  return x * x + y * y + z * z;
}

/// What the device has to tell the host after a pass.
struct EamFlags {
  static constexpr std::int64_t none = INT64_MAX;
  std::int64_t bad_type = none;      ///< smallest particle with a type outside the table
  std::int64_t bad_position = none;  ///< smallest particle whose position is not finite
  std::int64_t close_pair = none;    ///< first particle << 32 | second, the smallest such number
  std::int64_t overflows = 0;        ///< atoms with a density beyond the table
};

/// State that both passes share.
template <MemorySpace Memory>
struct EamPairs {
  EamTables<Memory> tables;
  Kokkos::View<std::int64_t*, Memory> offsets;
  Kokkos::View<int*, Memory> neighbors;
  Kokkos::View<int*, Memory> particle;  // by site
  Kokkos::View<EamSite*, Memory> sites;
  Kokkos::View<int*, Memory> types;  // by site
  Kokkos::View<EamFlags, Memory> flags;
  Kokkos::View<int*, Memory> kept;        // neighbours in range, found by pass one, in the places of `neighbors`
  Kokkos::View<int*, Memory> kept_count;  // by owned particle

  KOKKOS_FUNCTION void report_close_pair(int i, int j) const {
    std::int64_t const code = (std::int64_t(particle(i)) << 32) | particle(j);
    Kokkos::atomic_min(&flags().close_pair, code);
  }
};

/// Neighbours that are sorted at a time. On a GPU neighbouring threads take the place of vector lanes: one, in registers.
template <MemorySpace Memory>
inline constexpr int eam_block =
    Kokkos::SpaceAccessibility<typename Memory::execution_space, Kokkos::HostSpace>::accessible ? 128 : 1;

/// Pass one: density at each owned particle, F and its slope there.
template <MemorySpace Memory, EamEvaluation evaluation>
struct EamDensityPass {
  static constexpr int block_size = eam_block<Memory>;

  EamPairs<Memory> pairs;
  Kokkos::View<double*, Memory> slope;  // by particle

  KOKKOS_FUNCTION void operator()(int i) const {
    auto const& tables = pairs.tables;
    EamSite const* const sites = pairs.sites.data();
    int const* const types = pairs.types.data();
    int const type = types[i];
    EamSite const me = sites[i];
    EamRange const* const range = tables.range.data() + tables.index(type, 0);
    std::int64_t const begin = pairs.offsets(i), end = pairs.offsets(i + 1);
    int* const kept = pairs.kept.data() + begin;
    int kept_count = 0;
    double density = 0;
    for (std::int64_t block = begin; block < end; block += block_size) {
      double squared[block_size];
      int line[block_size];
      int count = 0;
      bool close = false;
      int const* const row = pairs.neighbors.data() + block;
      int const row_count = static_cast<int>(Kokkos::min(end - block, std::int64_t(block_size)));
      // No branch in this loop: whether a neighbour is in range is a toss of a coin, and a wrong guess costs more than
      // the arithmetic. What is not wanted is overwritten by the next.
      for (int n = 0; n < row_count; ++n) {
        int const j = row[n];
        int const other_type = types[j];
        EamRange const limits = range[other_type];
        double const s = distance_squared(me, sites[j]);
        kept[kept_count] = j;
        kept_count += s < limits.force;
        squared[count] = s;
        line[count] = other_type;
        bool const inner = s < limits.inner;
        count += (s < limits.density) & !inner;
        close |= inner;
      }
      if constexpr (evaluation == EamEvaluation::compact) density += table_sum(type, squared, line, count);
      if (close) density += reference_sum(i, row, row_count);
    }
    pairs.kept_count(i) = kept_count;
    tables.embed(type, density, slope(i));
    if (tables.overflows(density)) Kokkos::atomic_inc(&pairs.flags().overflows);
  }

 private:
  // The neighbours closer than the compact tables reach; all of them in the reference evaluation.
  KOKKOS_FUNCTION double reference_sum(int i, int const* row, int row_count) const {
    auto const& tables = pairs.tables;
    EamSite const me = pairs.sites(i);
    int const type = pairs.types(i);
    double const closest = tables.distance_spacing * tables.distance_spacing;
    double sum = 0;
    for (int n = 0; n < row_count; ++n) {
      int const j = row[n], other_type = pairs.types(j);
      EamRange const limits = tables.range(tables.index(type, other_type));
      double const s = distance_squared(me, pairs.sites(j));
      if (s >= limits.inner) continue;
      if (s < closest) {
        pairs.report_close_pair(i, j);
      } else if (s < limits.density) {
        sum += tables.reference_density(type, other_type, Kokkos::sqrt(s));
      }
    }
    return sum;
  }

  KOKKOS_FUNCTION double table_sum(int type, double const* squared, int const* line, int count) const {
    auto const grid = pairs.tables.grid;
    auto const width = 4 * grid.count;
    double const* const table = pairs.tables.compact_density.data() + pairs.tables.index(type, 0) * width;
    double sum = 0;
#if defined(_OPENMP)
#pragma omp simd reduction(+ : sum)
#endif
    for (int n = 0; n < count; ++n) {
      double t;
      auto const k = 4 * grid.interval(squared[n], t) + line[n] * width;
      sum += ((table[k + 3] * t + table[k + 2]) * t + table[k + 1]) * t + table[k];
    }
    return sum;
  }
};

/// Force on a particle and the sum over its pairs of d_a f_b, in the order xx yy zz xy xz yz.
struct EamForceSum {
  Vec3<double> force;
  double xx = 0, yy = 0, zz = 0, xy = 0, xz = 0, yz = 0;

  KOKKOS_FUNCTION void add(double dx, double dy, double dz, double g) {
    double const x = g * dx, y = g * dy, z = g * dz;
    force.x += x;
    force.y += y;
    force.z += z;
    xx += dx * x;
    yy += dy * y;
    zz += dz * z;
    xy += dx * y;
    xz += dx * z;
    yz += dy * z;
  }
};

/// Pass two: force on each owned particle, and half of the virial of its pairs.
template <MemorySpace Memory, EamEvaluation evaluation, bool symmetric, class Forces>
struct EamForcePass {
  static constexpr int block_size = eam_block<Memory>;

  EamPairs<Memory> pairs;
  Forces forces;
  Kokkos::View<double* [6], Memory> virial;

  KOKKOS_FUNCTION void operator()(int i) const {
    auto const& tables = pairs.tables;
    EamSite const* const sites = pairs.sites.data();
    int const* const types = pairs.types.data();
    int const type = types[i];
    EamSite const me = sites[i];
    EamRange const* const range = tables.range.data() + tables.index(type, 0);
    int const* const kept = pairs.kept.data() + pairs.offsets(i);
    int const kept_count = pairs.kept_count(i);
    double const closest = tables.distance_spacing * tables.distance_spacing;
    EamForceSum sum;
    for (int block = 0; block < kept_count; block += block_size) {
      double x[block_size], y[block_size], z[block_size], squared[block_size], slope[block_size];
      int line[block_size];
      int count = 0;
      int const block_end = Kokkos::min(kept_count, block + block_size);
      for (int n = block; n < block_end; ++n) {
        int const j = kept[n];
        EamSite const other = sites[j];
        double const dx = other.x - me.x, dy = other.y - me.y, dz = other.z - me.z;
        double const s = dx * dx + dy * dy + dz * dz;
        int const other_type = types[j];
        x[count] = dx;
        y[count] = dy;
        z[count] = dz;
        squared[count] = s;
        slope[count] = other.slope;
        line[count] = other_type;
        bool const close = s < range[other_type].inner;
        count += !close;
        if (close && s >= closest)
          sum.add(dx, dy, dz, tables.reference_force(type, other_type, Kokkos::sqrt(s), me.slope, other.slope));
      }
      if constexpr (evaluation == EamEvaluation::compact)
        add_table(sum, type, me.slope, x, y, z, squared, slope, line, count);
    }
    store(i, sum);
  }

 private:
  KOKKOS_FUNCTION void add_table(EamForceSum& total, int type, double my_slope, double const* x, double const* y,
                                 double const* z, double const* squared, double const* slope, int const* line,
                                 int count) const {
    auto const grid = pairs.tables.grid;
    constexpr int coefficients = symmetric ? 8 : 12;
    auto const width = coefficients * grid.count;
    double const* const table = pairs.tables.compact_force.data() + pairs.tables.index(type, 0) * width;
    double fx = 0, fy = 0, fz = 0, xx = 0, yy = 0, zz = 0, xy = 0, xz = 0, yz = 0;
#if defined(_OPENMP)
#pragma omp simd reduction(+ : fx, fy, fz, xx, yy, zz, xy, xz, yz)
#endif
    for (int n = 0; n < count; ++n) {
      double t;
      auto const k = coefficients * grid.interval(squared[n], t) + line[n] * width;
      double g;
      if constexpr (symmetric) {
        double const both = my_slope + slope[n];
        g = both * (((table[k + 3] * t + table[k + 2]) * t + table[k + 1]) * t + table[k + 0]) + (((table[k + 7] * t + table[k + 6]) * t + table[k + 5]) * t + table[k + 4]);
      } else {
        g = my_slope * (((table[k + 3] * t + table[k + 2]) * t + table[k + 1]) * t + table[k + 0]) +
            slope[n] * (((table[k + 7] * t + table[k + 6]) * t + table[k + 5]) * t + table[k + 4]) +
            (((table[k + 11] * t + table[k + 10]) * t + table[k + 9]) * t + table[k + 8]);
      }
      double const gx = g * x[n], gy = g * y[n], gz = g * z[n];
      fx += gx;
      fy += gy;
      fz += gz;
      xx += gx * x[n];
      yy += gy * y[n];
      zz += gz * z[n];
      xy += gx * y[n];
      xz += gx * z[n];
      yz += gy * z[n];
    }
    total.force += Vec3<double>{fx, fy, fz};
    total.xx += xx;
    total.yy += yy;
    total.zz += zz;
    total.xy += xy;
    total.xz += xz;
    total.yz += yz;
  }

  KOKKOS_FUNCTION void store(int i, EamForceSum const& sum) const {
    if constexpr (Forces::rank() == 1) {
      forces(i) = {sum.force.x, sum.force.y, sum.force.z};
    } else {
      for (int d = 0; d < 3; ++d) forces(i, d) = sum.force[d];
    }
    // W = sum over pairs (r_i - r_j) f_i, shared equally: -1/2 sum d g d.
    virial(i, 0) = -0.5 * sum.xx;
    virial(i, 1) = -0.5 * sum.yy;
    virial(i, 2) = -0.5 * sum.zz;
    virial(i, 3) = -0.5 * sum.xy;
    virial(i, 4) = -0.5 * sum.xz;
    virial(i, 5) = -0.5 * sum.yz;
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
    EamSite const me = pairs.sites(i);
    int const* const kept = pairs.kept.data() + pairs.offsets(i);
    double density = 0, pair_energy = 0;
    for (int n = 0; n < pairs.kept_count(i); ++n) {
      int const j = kept[n];
      EamSite const& other = pairs.sites(j);
      double const dx = other.x - me.x, dy = other.y - me.y, dz = other.z - me.z;
      double const r = Kokkos::sqrt(dx * dx + dy * dy + dz * dz);
      if (r < tables.distance_spacing) continue;
      density += tables.reference_density(type, pairs.types(j), r);
      pair_energy += tables.reference_pair_energy(type, pairs.types(j), r);
    }
    double slope;
    energy(i) = tables.embed(type, density, slope) + 0.5 * pair_energy;
  }
};

}  // namespace tektite::detail
