// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/simd/compaction.hpp"
#include "tektite/detail/simd/lanes.hpp"
#include "tektite/detail/simd/quads.hpp"
#include "tektite/eam/detail/pairs.hpp"

/// \file
/// Energies of particles, always from the file's tables, whatever the evaluation of the forces is. The pairs of a
/// particle are added one by one in the order of the list, also where their functions are read W at a time.

namespace tektite::detail {

/// Sums over the pairs of one particle.
struct EamEnergySums {
  double density = 0;      ///< at the particle
  double pair_energy = 0;  ///< of all its pairs
};

/// Reads the file's tables for the pairs of one particle.
///
/// \tparam report whether pairs that are closer than the tables begin are recorded as errors
template <MemorySpace Memory, bool report>
struct EamEnergySum {
  static constexpr int W = lane_count<Memory, double>;

  EamPairs<Memory> const& pairs;
  int i;                    ///< owned particle
  EamEnergySums sums = {};  ///< the result

  /// Adds all pairs within the cutoff.
  KOKKOS_FUNCTION void add_all() {
    if constexpr (W == 1) {
      for (std::int64_t n = pairs.offsets(i); n < pairs.offsets(i + 1); ++n) add_one(pairs.neighbors(n));
    } else {
      add_packs();
    }
  }

 private:
  /// Neighbours whose functions are read W at a time, in the order of the list.
  struct Collected {
    static constexpr int room = 8 * W;
    int neighbor[room + W];
    int count = 0;

    // Appends the neighbours whose bit is set.
    KOKKOS_FORCEINLINE_FUNCTION void append(int const* j, unsigned bits) {
      count += detail::append<W>(neighbor + count, j, bits);
    }
    // Adds whole packs if there are many, and keeps the rest.
    template <class Add>
    KOKKOS_FORCEINLINE_FUNCTION void drain(Add const& add) {
      if (count < room) return;
      for (int k = 0; k < room; k += W) add(neighbor + k, W);
      for (int k = room; k < count; ++k) neighbor[k - room] = neighbor[k];
      count -= room;
    }
    // Adds what is left.
    template <class Add>
    KOKKOS_FORCEINLINE_FUNCTION void finish(Add const& add) {
      if (count == 0) return;
      for (int w = 0; w < W; ++w) neighbor[count + w] = neighbor[count - 1];  // whole packs are read
      for (int k = 0; k < count; k += W) add(neighbor + k, count - k < W ? count - k : W);
    }
  };

  // Adds neighbour j if it is within the cutoff.
  KOKKOS_FUNCTION void add_one(int j) {
    auto const& tables = pairs.tables;
    int const type = pairs.types(i), other = pairs.types(j);
    Vec3<double> const d = pairs.displacement(i, j);
    double const s = dot(d, d), closest = tables.distance_spacing * tables.distance_spacing;
    if (s < closest) {
      if constexpr (report) pairs.report_close_pair(i, j);
      return;
    }
    if (s >= tables.cutoff * tables.cutoff) return;
    double const r = Kokkos::sqrt(s);
    if (s < tables.density_range(tables.index(type, other))) sums.density += tables.reference_density(type, other, r);
    sums.pair_energy += tables.reference_pair_energy(type, other, r);
  }

  // Collects the neighbours in range of each function and adds them W at a time.
  KOKKOS_FUNCTION void add_packs() {
    auto const& tables = pairs.tables;
    double const end = tables.cutoff * tables.cutoff, closest = tables.distance_spacing * tables.distance_spacing;
    double density_end = 0;  // the farthest of all types
    for (int other = 0; other < tables.types; ++other)
      density_end = Kokkos::max(density_end, tables.density_range(tables.index(pairs.types(i), other)));
    auto const add_densities = [this](int const* j, int count) { add_density_pack(j, count); };
    auto const add_energies = [this](int const* j, int count) { add_energy_pack(j, count); };
    int const* const neighbors = pairs.neighbors.data();
    std::int64_t const last = pairs.offsets(i + 1);
    Collected density, energy;
    for (std::int64_t n = pairs.offsets(i); n < last; n += W) {
      int const* j = neighbors + n;
      unsigned valid = ~0u;
      int tail[W];  // the last pack, filled up with the particle itself
      if (n + W > last) {
        for (int w = 0; w < W; ++w) tail[w] = n + w < last ? j[w] : i;
        j = tail;
        valid = (1u << (last - n)) - 1u;
      }
      auto const s = pairs.sites.template neighbors<double, W>(i, j).squared;
      unsigned const too_close = below<W>(s, closest) & valid;
      if constexpr (report) {
        for (int w = 0; w < W; ++w)
          if (too_close >> w & 1u) pairs.report_close_pair(i, j[w]);
      }
      unsigned const in_range = below<W>(s, end) & valid & ~too_close;
      energy.append(j, in_range);
      density.append(j, in_range & below<W>(s, density_end));
      energy.drain(add_energies);
      density.drain(add_densities);
    }
    energy.finish(add_energies);
    density.finish(add_densities);
  }

  /// Values of one function for W neighbours.
  struct Values {
    LaneArray<double, W> value;
    LaneArray<double, W> squared;      // distances
    LaneArray<std::int64_t, W> table;  // by pair of types
  };

  // Reads the densities, or the pair energies, of W neighbours.
  template <bool energy>
  KOKKOS_FORCEINLINE_FUNCTION Values read(int const* j) const {
    auto const& tables = pairs.tables;
    auto const d = pairs.sites.template neighbors<double, W>(i, j);
    auto const r = lane_sqrt<W>(d.squared);
    // As `spline_interval`.
    Lanes<double, W> const x = r / tables.distance_spacing, last = Lanes<double, W>{} + (tables.distance_count - 2.0);
    auto const interval = to_whole<W>(x < last ? x : last);
    auto p = x - to_double<W>(interval);
    p = p < 1.0 ? p : Lanes<double, W>{} + 1.0;
    auto const table = d.type + std::int64_t(tables.index(pairs.types(i), 0));
    LaneArray<std::int64_t, W> const begin(table * std::int64_t(tables.distance_count - 1) + interval);
    auto const& cubics = energy ? tables.pair : tables.density;
    auto const c = load_quads<W, 4>(&cubics.data()->c0, begin.number);
    Lanes<double, W> value = ((c.part[3] * p + c.part[2]) * p + c.part[1]) * p + c.part[0];
    if constexpr (energy) value = value / r;
    return {LaneArray<double, W>(value), LaneArray<double, W>(d.squared), LaneArray<std::int64_t, W>(table)};
  }

  // Adds the first `count` of W neighbours.
  KOKKOS_FORCEINLINE_FUNCTION void add_density_pack(int const* j, int count) {
    Values const each = read<false>(j);
    for (int w = 0; w < count; ++w)
      if (each.squared.number[w] < pairs.tables.density_range(each.table.number[w]))
        sums.density += each.value.number[w];
  }
  KOKKOS_FORCEINLINE_FUNCTION void add_energy_pack(int const* j, int count) {
    Values const each = read<true>(j);
    for (int w = 0; w < count; ++w) sums.pair_energy += each.value.number[w];
  }
};

/// Adds up the pairs of one particle.
///
/// \tparam report whether pairs that are closer than the tables begin are recorded as errors; else they are left out
/// \param pairs   positions and types of the sites are read
/// \param i       owned particle
/// \returns       density at the particle, and the energies of its pairs
template <bool report, MemorySpace Memory>
KOKKOS_FUNCTION EamEnergySums energy_sums(EamPairs<Memory> const& pairs, int i) {
  EamEnergySum<Memory, report> sum{pairs, i};
  sum.add_all();
  return sum.sums;
}

/// Potential energy of one particle.
///
/// \param pairs positions and types of the sites are read
/// \param i     owned particle
/// \param sums  from `energy_sums`
/// \returns     F, and half of the energies of its pairs
template <MemorySpace Memory>
KOKKOS_FUNCTION double particle_energy(EamPairs<Memory> const& pairs, int i, EamEnergySums const& sums) {
  double slope;
  return pairs.tables.embed(pairs.types(i), sums.density, slope) + 0.5 * sums.pair_energy;
}

/// Computes the energy of each owned particle.
template <MemorySpace Memory>
struct EamEnergyPass {
  EamPairs<Memory> pairs;
  Kokkos::View<double*, Memory> energy;  // by owned particle

  /// \param i owned particle
  KOKKOS_FUNCTION void operator()(int i) const { energy(i) = particle_energy(pairs, i, energy_sums<false>(pairs, i)); }
};

TEKTITE_EAM_INSTANCE(void launch_as_argument(compiled::Exec const&, std::string_view, std::size_t,
                                             EamEnergyPass<compiled::Memory> const&));

}  // namespace tektite::detail
