// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/eam/detail/compact_table.hpp"
#include "tektite/eam/detail/tables.hpp"
#include "tektite/eam/options.hpp"
#include "tektite/eam/potential.hpp"
#include "tektite/eam/spline.hpp"

namespace tektite::detail {
template <class T, ExecutionSpace Exec>
Kokkos::View<T*, typename Exec::memory_space> upload(Exec const& exec, std::string const& label,
                                                     std::vector<T> const& values) {
  auto view = allocate<Kokkos::View<T*, typename Exec::memory_space>>(exec, label, values.size());
  Kokkos::View<T const*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged> host(values.data(), values.size());
  Kokkos::deep_copy(exec, view, host);
  exec.fence("tektite::upload");  // the vector may go out of scope
  return view;
}

/// The compact tables on the host: the fewest intervals that keep the bound.
///
/// A pair force errs by the slope of phi and by the slopes of both densities, each times F' of its atom. A density may
/// err by 1e-3 of the bound times the largest density of a pair: it enters forces through F'' only.
class FittedTables {
 public:
  SquaredGrid<double> density_grid, force_grid;
  std::vector<CompactFunction> density, force;  ///< force: slopes of phi and of rho
  std::vector<double> inner;                    ///< by ordered pair of types: closer, in s, the reference is needed

  /// \param functions by ordered pair of types
  /// \param steepest  largest |F'| by type
  /// \param core      by ordered pair, the squared distance below which pairs are rare
  FittedTables(std::vector<PairFunctions> const& functions, std::vector<double> const& steepest,
               std::vector<double> const& core, double cutoff, double bound)
      : inner(core.size()), functions_(functions), steepest_(steepest), core_(core), end_(cutoff * cutoff) {
    double largest = 1e-6;
    for (std::size_t n = 0; n < core.size(); ++n) largest = std::max(largest, functions[n].density(core[n]));
    fit(density, density_grid, {[this](std::size_t n, double s) { return functions_[n].density(s); }},
        1e-3 * bound * largest, [this](std::size_t n, int k) { return density_error<double>(n, k); });
    fit(force, force_grid,
        {[this](std::size_t n, double s) { return functions_[n].pair_slope(s); },
         [this](std::size_t n, double s) { return functions_[n].density_slope(s); }},
        bound, [this](std::size_t n, int k) { return force_error<double>(n, k); });
    // What one table leaves to the reference, both have to; the edges of the coarser are edges of the finer.
    auto const& coarse = density_grid.count < force_grid.count ? density_grid : force_grid;
    for (std::size_t n = 0; n < inner.size(); ++n) {
      int k = 1;
      while (coarse.edge(k) < std::max(inner[n], inner[mirror(n)])) ++k;
      inner[n] = inner[mirror(n)] = coarse.edge(k);
    }
    for (auto* const functions_of : {&density, &force})
      for (auto& f : *functions_of)
        for (std::size_t n = 0; n < inner.size(); ++n) f.clear_below(n, inner[n]);
  }

  /// What they get wrong when evaluated in precision Real.
  template <class Real>
  EamTableReport report() const {
    EamTableReport out;
    for (std::size_t n = 0; n < inner.size(); ++n) {
      for (int k = 0; k < force_grid.count; ++k)
        if (force_grid.edge(k) >= inner[n])
          out.max_force_error = std::max(out.max_force_error, force_error<Real>(n, k));
      for (int k = 0; k < density_grid.count; ++k)
        if (density_grid.edge(k) >= inner[n])
          out.max_density_error = std::max(out.max_density_error, density_error<Real>(n, k));
      out.largest_inner = std::max(out.largest_inner, std::sqrt(inner[n]));
    }
    out.density_intervals = density_grid.per_doubling();
    out.force_intervals = force_grid.per_doubling();
    return out;
  }

 private:
  std::size_t mirror(std::size_t n) const { return n % steepest_.size() * steepest_.size() + n / steepest_.size(); }

  template <class Real>
  double density_error(std::size_t n, int k) const {
    return density[0].template error<Real>(n, k);
  }

  template <class Real>
  double force_error(std::size_t n, int k) const {
    auto const types = steepest_.size();
    return std::sqrt(force_grid.edge(k + 1)) *
           (force[0].template error<Real>(n, k) + steepest_[n / types] * force[1].template error<Real>(n, k) +
            steepest_[n % types] * force[1].template error<Real>(mirror(n), k));
  }

  // Where even the finest grid cannot follow a kink, pairs closer than it are left to the reference: right, but slow.
  template <class ErrorOf>
  void fit(std::vector<CompactFunction>& out, SquaredGrid<double>& grid,
           std::vector<CompactFunction::Function> const& exact, double bound, ErrorOf const& error) {
    std::vector<double> closer(inner.size());
    for (int bits = 4; bits <= 12; ++bits) {
      grid = SquaredGrid<double>(bits, 0.04 * end_, end_);
      out.clear();
      for (auto const& f : exact) out.emplace_back(f, inner.size(), grid, end_);
      bool good = true;
      for (std::size_t n = 0; n < inner.size(); ++n) {
        int k = grid.count;
        while (k > 1 && error(n, k - 1) <= bound) --k;
        closer[n] = grid.edge(k);
        good &= closer[n] <= std::max(core_[n], grid.edge(1));
      }
      if (good) break;
    }
    for (std::size_t n = 0; n < inner.size(); ++n) inner[n] = std::max(inner[n], closer[n]);
  }

  std::vector<PairFunctions> const& functions_;
  std::vector<double> const& steepest_;
  std::vector<double> const& core_;
  double end_;
};

/// Copies functions to the device, in the order that `CompactTable` says.
template <ExecutionSpace Exec, class Real, int count>
void upload_compact(Exec const& exec, std::string const& label, SquaredGrid<double> const& grid,
                    std::vector<CompactFunction> const& functions, std::size_t types, int type_bits,
                    CompactTable<typename Exec::memory_space, Real, count>& table) {
  std::vector<Real> numbers;
  for (std::size_t a = 0; a < types; ++a)
    for (int k = 0; k <= grid.count; ++k)
      for (std::size_t b = 0; b < std::size_t(1) << type_bits; ++b)
        for (auto const& f : functions) {
          auto const c = k < grid.count && b < types ? f.lines[a * types + b][k] : Cubic{};
          numbers.insert(numbers.end(), {Real(c.c0), Real(c.c1), Real(c.c2), Real(c.c3)});
        }
  table = {SquaredGrid<Real>(grid), type_bits, upload(exec, label, numbers)};
}

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
  using Memory = typename Exec::memory_space;
  require(!elements.empty(), "eam: no element names given");
  require(elements.size() <= 64, "eam: ", elements.size(), " types, at most 64");
  require(std::isfinite(options.max_force_error) && options.max_force_error > 0, "eam: max_force_error ",
          options.max_force_error, " must be finite and positive");
  require(std::isfinite(options.inner_skin) && options.inner_skin >= 0, "eam: inner_skin ", options.inner_skin,
          " must be finite and not negative");
  EamTables<Memory> tables;
  std::size_t const types = elements.size();
  auto const type_bits = static_cast<int>(std::bit_width(types - 1));
  tables.types = static_cast<int>(types);
  tables.type_bits = type_bits;
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
      functions.push_back(
          {make_spline(potential.density(b, a)), make_spline(potential.pair(a, b)), potential.distance_spacing});
      auto const& f = functions.back();
      density.insert(density.end(), f.density_pieces.begin(), f.density_pieces.end());
      pair.insert(pair.end(), f.pair_pieces.begin(), f.pair_pieces.end());
    }
  }
  tables.embedding = detail::upload(exec, "eam::embedding", embedding);
  tables.density = detail::upload(exec, "eam::density", density);
  tables.pair = detail::upload(exec, "eam::pair", pair);

  std::vector<EamRange> range;
  std::vector<double> core;
  double near = 0, far = 0;
  for (std::size_t n = 0; n < functions.size(); ++n) {
    auto const& f = functions[n];
    tables.symmetric &= f.density_pieces == functions[n % types * types + n / types].density_pieces;
    double const here = f.support(f.density_pieces, tables.cutoff);
    near = std::max(near, here * here);
    far = std::max({far, near, std::pow(f.support(f.pair_pieces, tables.cutoff), 2)});
    // Where the repulsion exceeds 1 eV two atoms are rarely found: there the reference may do the work.
    double r = tables.cutoff, p;
    while (r > tables.distance_spacing && f.pair_pieces[f.interval(r, p)].value(p) < r) r -= tables.distance_spacing;
    core.push_back(r * r);
    range.push_back({tables.cutoff * tables.cutoff, here * here});
  }
  report = {};
  auto const fill = [&](auto& fast, double bound) {
    using Real = decltype(fast.near);
    detail::FittedTables const fitted(functions, steepest, core, tables.cutoff, bound);
    report = fitted.template report<Real>();
    using detail::upload_compact;
    upload_compact(exec, "eam::compact_density", fitted.density_grid, fitted.density, types, type_bits, fast.density);
    upload_compact(exec, "eam::compact_force", fitted.force_grid, fitted.force, types, type_bits, fast.force);
    // Up to where the tables are exactly zero: then it does not matter who else is taken for near.
    for (auto const* const grid : {&fitted.density_grid, &fitted.force_grid}) {
      int k = 0;
      while (k < grid->count && grid->edge(k) < near) ++k;
      fast.near = std::max(fast.near, static_cast<Real>(std::min(grid->edge(k), far)));
    }
    fast.far = static_cast<Real>(far);
    for (std::size_t n = 0; n < range.size(); ++n) {
      range[n].inner = fitted.inner[n];
      fast.close = std::max(fast.close, static_cast<Real>(range[n].inner * (1 + 1e-6)));
    }
    report.bytes = (fast.density.numbers.size() + fast.force.numbers.size()) * sizeof(Real);
  };
  if (options.evaluation == EamEvaluation::compact) fill(tables.compact, options.max_force_error);
  if (options.evaluation == EamEvaluation::mixed) fill(tables.mixed, std::max(options.max_force_error, 1e-6));
  tables.range = detail::upload(exec, "eam::range", range);
  return tables;
}

}  // namespace tektite::detail
