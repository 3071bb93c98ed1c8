// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/eam/detail/compact_table.hpp"
#include "tektite/eam/detail/fitted_tables.hpp"
#include "tektite/eam/detail/tables.hpp"
#include "tektite/eam/options.hpp"
#include "tektite/eam/potential.hpp"
#include "tektite/eam/spline.hpp"

/// \file
/// From a potential on the host to the tables in device memory that the kernels read (`EamTables`): the file's own
/// tables as cubic pieces for the reference evaluation, and the compact tables fitted to them.

namespace tektite::detail {

/// Throws unless the numbers of types and the options are in range.
inline void require_eam_options(std::vector<std::string> const& elements, EamOptions const& options) {
  require(!elements.empty(), "eam: no element names given");
  require(elements.size() <= 64, "eam: ", elements.size(), " types, at most 64");
  require(std::isfinite(options.max_force_error) && options.max_force_error > 0, "eam: max_force_error ",
          options.max_force_error, " must be finite and positive");
  require(std::isfinite(options.inner_skin) && options.inner_skin >= 0, "eam: inner_skin ", options.inner_skin,
          " must be finite and not negative");
}

/// The potential's functions as cubic pieces, by type of the atoms and not by element of the file.
struct EamSplines {
  std::vector<Cubic> embedding;      ///< F of all types, one type after the other
  std::vector<double> max_slope;     ///< largest |F'| at a table point, the last one excepted, by type
  std::vector<PairFunctions> pairs;  ///< by ordered pair of types

  /// \returns number of types
  std::size_t types() const { return max_slope.size(); }
};

/// \throws Error an element that is not in the potential
inline EamSplines make_eam_splines(EamPotential const& potential, std::vector<std::string> const& elements) {
  EamSplines splines;
  for (auto const& name : elements) {
    auto const pieces = make_spline(potential.elements[potential.element(name)].embedding);
    double max_slope = 0;
    for (auto const& c : pieces) max_slope = std::max(max_slope, std::abs(c.c1) / potential.density_spacing);
    splines.max_slope.push_back(max_slope);
    splines.embedding.insert(splines.embedding.end(), pieces.begin(), pieces.end());
  }
  for (auto const& type : elements) {
    for (auto const& other : elements) {
      auto const a = potential.element(type), b = potential.element(other);
      splines.pairs.push_back(
          {make_spline(potential.density(b, a)), make_spline(potential.pair(a, b)), potential.distance_spacing});
    }
  }
  return splines;
}

/// One kind of pieces of all pairs of types, one pair after the other.
inline std::vector<Cubic> joined_pieces(EamSplines const& splines, std::vector<Cubic> PairFunctions::* kind) {
  std::vector<Cubic> joined;
  for (auto const& functions : splines.pairs) {
    joined.insert(joined.end(), (functions.*kind).begin(), (functions.*kind).end());
  }
  return joined;
}

/// Whether the density of type a at type b is that of b at a, for all pairs of types.
inline bool has_symmetric_densities(EamSplines const& splines) {
  std::size_t const types = splines.types();
  bool symmetric = true;
  for (std::size_t n = 0; n < splines.pairs.size(); ++n) {
    symmetric &= splines.pairs[n].density_pieces == splines.pairs[n % types * types + n / types].density_pieces;
  }
  return symmetric;
}

/// Squared distances that follow from the file's functions.
struct EamLimits {
  std::vector<double> density;  ///< by ordered pair of types: from here on the density is exactly zero
  std::vector<double> core;     ///< by ordered pair of types: pairs closer than this are rare
  double near = 0;              ///< from here on all densities are exactly zero
  double far = 0;               ///< from here on all densities and pair functions are exactly zero, or the cutoff
};

/// \param splines the potential's functions
/// \param cutoff  the potential's cutoff
/// \param spacing distance between the points of the tables
inline EamLimits find_eam_limits(EamSplines const& splines, double cutoff, double spacing) {
  EamLimits limits;
  for (auto const& f : splines.pairs) {
    double const density_end = f.support(f.density_pieces, cutoff);
    limits.near = std::max(limits.near, density_end * density_end);
    limits.far = std::max({limits.far, limits.near, std::pow(f.support(f.pair_pieces, cutoff), 2)});
    // Two atoms whose repulsion exceeds 1 eV are rare. The slow reference may evaluate such pairs.
    double r = cutoff, p;
    while (r > spacing && f.pair_pieces[f.interval(r, p)].value(p) < r) r -= spacing;
    limits.core.push_back(r * r);
    limits.density.push_back(density_end * density_end);
  }
  return limits;
}

/// Copies fitted functions to the device, in the order that `CompactTable` describes. Fences `exec`.
///
/// \param inner squared distance below which a pair is left out, by ordered pair of types
/// \param mark  first coefficient of intervals that are left out, the first interval excepted
template <ExecutionSpace Exec, class Real, int count>
CompactTable<typename Exec::memory_space, Real, count> make_compact_table(Exec const& exec, std::string const& label,
                                                                          SquaredGrid<double> const& grid,
                                                                          std::vector<CompactFunction> const& functions,
                                                                          std::size_t types, int type_bits,
                                                                          std::vector<double> const& inner, Real mark) {
  std::vector<Real> numbers;
  for (std::size_t a = 0; a < types; ++a)
    for (int k = 0; k <= grid.count; ++k)
      for (std::size_t b = 0; b < std::size_t(1) << type_bits; ++b)
        for (auto const& f : functions) {
          bool const exists = k < grid.count && b < types;
          auto const c = exists ? f.cubics[a * types + b][k] : Cubic{};
          bool const left_out = exists && k > 0 && grid.edge(k) < inner[a * types + b];
          numbers.insert(numbers.end(), {left_out ? mark : Real(c.c0), Real(c.c1), Real(c.c2), Real(c.c3)});
        }
  return {SquaredGrid<Real>(grid), type_bits, to_device(exec, numbers, label)};
}

/// The smallest interval edge of a grid that is not below `distance`, at most `end`; squared distances.
inline double next_edge(SquaredGrid<double> const& grid, double distance, double end) {
  int k = 0;
  while (k < grid.count && grid.edge(k) < distance) ++k;
  return std::min(grid.edge(k), end);
}

/// Fits the compact tables of one precision and copies them to the device. Fences `exec`.
///
/// \param cutoff the potential's cutoff
/// \param bound  on the error of a pair force
/// \param limits where the file's functions end
/// \param tables filled
/// \returns errors of the tables, and their size
/// \throws Error values that are too large for Real
template <ExecutionSpace Exec, class Real>
EamTableReport make_compact_tables(Exec const& exec, EamSplines const& splines, int type_bits, double cutoff,
                                   double bound, EamLimits const& limits,
                                   CompactTables<typename Exec::memory_space, Real>& tables) {
  FittedTables const fitted(splines.pairs, splines.max_slope, limits.core, splines.pairs.front().spacing, cutoff,
                            bound);
  // The kernels multiply these values by F' and by a distance.
  double const slope = *std::max_element(splines.max_slope.begin(), splines.max_slope.end());
  double const largest = fitted.largest_value() * std::max(1.0, slope) * std::max(1.0, cutoff);
  require(largest <= 1e-9 * std::numeric_limits<Real>::max(), "eam: the potential has values that compact tables",
          sizeof(Real) == 4 ? " in single precision" : "", " cannot hold; use the reference evaluation");
  EamTableReport report = fitted.template report<Real>();
  tables.density = make_compact_table<Exec, Real, 1>(exec, "eam::compact_density", fitted.density_grid, fitted.density,
                                                     splines.types(), type_bits, fitted.inner, tables.left_out_mark);
  tables.force = make_compact_table<Exec, Real, 2>(exec, "eam::compact_force", fitted.force_grid, fitted.force,
                                                   splines.types(), type_bits, fitted.inner, Real(0));
  // Extends the near limit to the next interval edge of both grids. Beyond it both densities are exactly zero: a
  // neighbour there that is sorted as near, because of an inner skin or in another pair of types, contributes exactly
  // 0. Pairs that are left out are near ones, too: the density pass looks for them among these only.
  double const largest_inner = *std::max_element(fitted.inner.begin(), fitted.inner.end());
  for (auto const* const grid : {&fitted.density_grid, &fitted.force_grid}) {
    double const edge = next_edge(*grid, std::max(limits.near, largest_inner), limits.far);
    tables.near = std::max(tables.near, static_cast<Real>(edge));
    tables.begin = std::max(tables.begin, static_cast<Real>(grid->edge(1)));
  }
  tables.far = static_cast<Real>(limits.far);
  report.bytes = (tables.density.numbers.size() + tables.force.numbers.size()) * sizeof(Real);
  return report;
}

/// Builds the tables for atoms of the given types.
///
/// \param exec      allocates and copies; fenced
/// \param potential the file's tables
/// \param elements  element name of each type
/// \param options   evaluation and its bound
/// \param report    filled with the errors of the compact tables
/// \returns tables in device memory
/// \throws Error    a potential that `validate` refuses; an element that is not in the potential, no element, more than
///                  64 types, a bound that is not positive, an inner skin that is negative; values that the compact
///                  tables cannot hold
///
/// Host work of a few 10 ms.
template <ExecutionSpace Exec>
EamTables<typename Exec::memory_space> make_eam_tables(Exec const& exec, EamPotential const& potential,
                                                       std::vector<std::string> const& elements,
                                                       EamOptions const& options, EamTableReport& report) {
  require_eam_options(elements, options);
  validate(potential);
  require(elements.size() * elements.size() * potential.distance_count < (std::size_t(1) << 31) &&
              elements.size() * potential.density_count < (std::size_t(1) << 31),
          "eam: ", elements.size(), " types with ", potential.distance_count, " distances need more than 2^31 points");
  EamTables<typename Exec::memory_space> tables;
  tables.types = static_cast<int>(elements.size());
  tables.type_bits = static_cast<int>(std::bit_width(elements.size() - 1));
  tables.cutoff = potential.cutoff;
  tables.evaluation = options.evaluation;
  tables.density_count = static_cast<int>(potential.density_count);
  tables.distance_count = static_cast<int>(potential.distance_count);
  tables.density_spacing = potential.density_spacing;
  tables.distance_spacing = potential.distance_spacing;
  tables.density_end = potential.density_end > 0 ? potential.density_end
                                                 : double(potential.density_count - 1) * potential.density_spacing;

  EamSplines const splines = make_eam_splines(potential, elements);
  tables.embedding = to_device(exec, splines.embedding, "eam::embedding");
  tables.density = to_device(exec, joined_pieces(splines, &PairFunctions::density_pieces), "eam::density");
  tables.pair = to_device(exec, joined_pieces(splines, &PairFunctions::pair_pieces), "eam::pair");
  tables.symmetric = has_symmetric_densities(splines);

  EamLimits const limits = find_eam_limits(splines, tables.cutoff, tables.distance_spacing);
  report = {};
  if (options.evaluation == EamEvaluation::compact) {
    report = make_compact_tables(exec, splines, tables.type_bits, tables.cutoff, options.max_force_error, limits,
                                 tables.compact);
  }
  if (options.evaluation == EamEvaluation::mixed) {
    report = make_compact_tables(exec, splines, tables.type_bits, tables.cutoff,
                                 std::max(options.max_force_error, 1e-6), limits, tables.mixed);
  }
  tables.density_range = to_device(exec, limits.density, "eam::density_range");
  return tables;
}

TEKTITE_EAM_INSTANCE(EamTables<compiled::Memory> make_eam_tables(compiled::Exec const&, EamPotential const&,
                                                                 std::vector<std::string> const&, EamOptions const&,
                                                                 EamTableReport&));

}  // namespace tektite::detail
