// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/eam/compact_table.hpp"
#include "tektite/eam/potential.hpp"
#include "tektite/eam/spline.hpp"

namespace tektite {

/// How forces are evaluated.
enum class EamEvaluation {
  compact,   ///< own tables over r^2, with a bound on their error: fast
  reference  ///< LAMMPS' interpolation of the file's tables
};

/// How a potential is to be evaluated.
struct EamOptions {
  EamEvaluation evaluation = EamEvaluation::compact;  ///< of forces; energies are those of the reference always
  double max_force_error = 1e-7;  ///< of any pair force of the compact tables, in the file's unit (eV/A)
};

/// What the compact tables get wrong, measured against the reference when they are built. All zero for `reference`.
struct EamTableReport {
  double max_force_error = 0;    ///< of a pair force, for any densities in the file's table
  double max_density_error = 0;  ///< of one pair's density
  double largest_inner = 0;      ///< closest pairs, below this distance at most, are left to the reference
  int intervals_per_doubling = 0;  ///< of the squared distance
  std::size_t bytes = 0;  ///< of all compact tables
};

/// Squared distances that decide what is done with a pair of types.
struct EamRange {
  double inner;    ///< closer: reference evaluation
  double density;  ///< from here on no density
  double force;    ///< from here on neither density nor pair energy
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
  SquaredGrid grid;                               ///< intervals of the compact tables
  int force_width = 12;                           ///< numbers per interval; 8 where both densities are the same function
  Kokkos::View<EamRange*, Memory> range;          ///< limits, by pair
  Kokkos::View<double*, Memory> compact_density;  ///< four coefficients per interval, by pair
  Kokkos::View<double*, Memory> compact_force;    ///< `force_width` coefficients per interval, by pair

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

namespace detail {

template <class T, ExecutionSpace Exec>
Kokkos::View<T*, typename Exec::memory_space> upload(Exec const& exec, std::string const& label,
                                                     std::vector<T> const& values) {
  auto view = allocate<Kokkos::View<T*, typename Exec::memory_space>>(exec, label, values.size());
  Kokkos::View<T const*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> host(values.data(), values.size());
  Kokkos::deep_copy(exec, view, host);
  exec.fence("tektite::upload");  // the vector may go out of scope
  return view;
}

/// The compact tables on the host: as few intervals as the bound allows.
struct CompactTables {
  SquaredGrid grid;
  std::vector<CompactPair> pairs;
  EamTableReport report;

  /// \param steepest largest |F'| by type, \param core squared distance by pair below which pairs are rare
  CompactTables(std::vector<PairFunctions> const& functions, std::vector<double> const& steepest,
                std::vector<double> const& core, std::vector<double> const& outer, double cutoff, double bound) {
    std::size_t const types = steepest.size();
    // Where even the finest grid cannot follow a kink, pairs closer than it are left to the reference: right, but slow.
    for (int bits = 6; bits <= 12; ++bits) {
      grid = SquaredGrid(bits, 0.04 * cutoff * cutoff, cutoff * cutoff);
      pairs.clear();
      bool good = true;
      for (std::size_t n = 0; n < functions.size(); ++n) {
        pairs.emplace_back(functions[n], grid, outer[n], bound, steepest[n / types], steepest[n % types]);
        good &= pairs.back().inner <= std::max(core[n], grid.edge(0));
      }
      report = {0, 0, 0, 1 << bits, 0};
      if (good) break;
    }
    for (auto const& pair : pairs) {
      report.max_force_error = std::max(report.max_force_error, pair.force_error);
      report.max_density_error = std::max(report.max_density_error, pair.density_error);
      report.largest_inner = std::max(report.largest_inner, std::sqrt(pair.inner));
    }
  }
};

}  // namespace detail

/// Builds the tables for atoms of the given types.
///
/// \param elements element name of each type
/// \param report   filled with the error of the compact tables
/// \throws Error   an element that the potential lacks, no element, a bound that is not positive
///
/// Host work of a few 10 ms; fences `exec`.
template <ExecutionSpace Exec>
EamTables<typename Exec::memory_space> make_eam_tables(Exec const& exec, EamPotential const& potential,
                                                       std::vector<std::string> const& elements,
                                                       EamOptions const& options, EamTableReport& report) {
  detail::require(!elements.empty(), "eam: no element names given");
  detail::require(std::isfinite(options.max_force_error) && options.max_force_error > 0, "eam: max_force_error ",
                  options.max_force_error, " must be finite and positive");
  EamTables<typename Exec::memory_space> tables;
  std::size_t const types = elements.size();
  tables.types = static_cast<int>(types);
  tables.cutoff = potential.cutoff;
  tables.evaluation = options.evaluation;
  tables.density_count = static_cast<int>(potential.density_count);
  tables.distance_count = static_cast<int>(potential.distance_count);
  tables.density_spacing = potential.density_spacing;
  tables.distance_spacing = potential.distance_spacing;

  std::vector<Cubic> embedding, density, pair;
  std::vector<double> steepest;
  for (auto const& name : elements) {
    auto const pieces = make_spline(potential.elements[potential.element(name)].embedding);
    double steep = 0;
    for (auto const& c : pieces) steep = std::max(steep, std::abs(c.c1) / potential.density_spacing);
    steepest.push_back(steep);
    embedding.insert(embedding.end(), pieces.begin(), pieces.end());
  }
  std::vector<detail::PairFunctions> functions;
  for (auto const& here : elements) {
    for (auto const& there : elements) {
      auto const a = potential.element(here), b = potential.element(there);
      functions.push_back({make_spline(potential.density(b, a)), make_spline(potential.density(a, b)),
                           make_spline(potential.pair(a, b)), potential.distance_spacing});
      auto const& f = functions.back();
      density.insert(density.end(), f.density_here.begin(), f.density_here.end());
      pair.insert(pair.end(), f.pair.begin(), f.pair.end());
    }
  }
  tables.embedding = detail::upload(exec, "eam::embedding", embedding);
  tables.density = detail::upload(exec, "eam::density", density);
  tables.pair = detail::upload(exec, "eam::pair", pair);

  std::vector<EamRange> range;
  std::vector<double> core, outer;
  bool symmetric = true;
  for (auto const& f : functions) {
    double const here = f.support(f.density_here, tables.cutoff), there = f.support(f.density_there, tables.cutoff);
    outer.push_back(std::max({here, there, f.support(f.pair, tables.cutoff)}));
    range.push_back({tables.cutoff * tables.cutoff, here * here, outer.back() * outer.back()});
    for (std::size_t k = 0; k < f.pair.size(); ++k) symmetric &= f.density_here[k] == f.density_there[k];
    // Where the repulsion exceeds 1 eV two atoms are rarely found: there the reference may do the work.
    double r = tables.cutoff, p;
    while (r > tables.distance_spacing && f.pair[f.interval(r, p)].value(p) < r) r -= tables.distance_spacing;
    core.push_back(r * r);
  }
  report = {};
  if (options.evaluation == EamEvaluation::compact) {
    detail::CompactTables const compact(functions, steepest, core, outer, tables.cutoff, options.max_force_error);
    tables.grid = compact.grid;
    tables.force_width = symmetric ? 8 : 12;
    std::vector<double> values, slopes;
    for (std::size_t n = 0; n < functions.size(); ++n) {
      range[n].inner = compact.pairs[n].inner;
      for (auto const& c : compact.pairs[n].density) values.insert(values.end(), {c.c0, c.c1, c.c2, c.c3});
      for (auto const& line : compact.pairs[n].slope)
        for (int f = symmetric ? 1 : 0; f < 3; ++f)
          slopes.insert(slopes.end(), {line[f].c0, line[f].c1, line[f].c2, line[f].c3});
    }
    tables.compact_density = detail::upload(exec, "eam::compact_density", values);
    tables.compact_force = detail::upload(exec, "eam::compact_force", slopes);
    report = compact.report;
    report.bytes = (values.size() + slopes.size()) * sizeof(double);
  }
  tables.range = detail::upload(exec, "eam::range", range);
  return tables;
}

}  // namespace tektite
