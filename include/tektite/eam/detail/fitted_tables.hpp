// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "tektite/eam/detail/compact_table.hpp"
#include "tektite/eam/options.hpp"

namespace tektite::detail {

/// The compact tables on the host: the fewest intervals that keep the bound.
///
/// The error of a pair force is that of the slope of phi plus those of the slopes of both densities, each times the
/// largest F' of its atom. A density may have an error of 1e-3 of the bound times the largest density of a pair: it
/// enters forces through F'' only.
class FittedTables {
 public:
  SquaredGrid<double> density_grid;      ///< intervals of `density`
  SquaredGrid<double> force_grid;        ///< intervals of `force`
  std::vector<CompactFunction> density;  ///< one function: rho
  std::vector<CompactFunction> force;    ///< two functions: slopes of phi and of rho, as `PairFunctions` has them
  std::vector<double> inner;  ///< by ordered pair of types: squared distance below which the reference is used

  /// Fits both tables.
  ///
  /// \param functions by ordered pair of types; must outlive this object, as the next two
  /// \param max_slope largest |F'| by type
  /// \param core      by ordered pair, the squared distance below which pairs are rare
  /// \param closest   closer pairs are left to the reference, which refuses them: the tables' first distance
  /// \param cutoff    the potential's cutoff
  /// \param bound     on the error of a pair force
  FittedTables(std::vector<PairFunctions> const& functions, std::vector<double> const& max_slope,
               std::vector<double> const& core, double closest, double cutoff, double bound)
      : inner(core.size(), closest * closest),
        functions_(functions),
        max_slope_(max_slope),
        core_(core),
        end_(cutoff * cutoff) {
    double largest = 1e-6;
    for (std::size_t n = 0; n < core.size(); ++n) largest = std::max(largest, functions[n].density(core[n]));
    fit(density, density_grid, {[this](std::size_t n, double s) { return functions_[n].density(s); }},
        1e-3 * bound * largest, [this](std::size_t n, int k) { return density_error<double>(n, k); });
    fit(force, force_grid,
        {[this](std::size_t n, double s) { return functions_[n].pair_slope(s); },
         [this](std::size_t n, double s) { return functions_[n].density_slope(s); }},
        bound, [this](std::size_t n, int k) { return force_error<double>(n, k); });
    align_inner();
    for (auto* const functions_of : {&density, &force})
      for (auto& f : *functions_of)
        for (std::size_t n = 0; n < inner.size(); ++n) f.clear_below(n, inner[n]);
  }

  /// \returns largest size of a coefficient, or of a function, in any interval that is not left to the reference
  double largest_value() const {
    double largest = 0;
    for (auto const* const functions_of : {&density, &force})
      for (auto const& f : *functions_of) largest = std::max(largest, f.largest_value());
    return largest;
  }

  /// Largest errors on a dense sample of distances.
  ///
  /// \returns errors of an evaluation in precision Real; `bytes` is not set
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
  // Number of the pair with the types exchanged.
  std::size_t mirror(std::size_t n) const { return n % max_slope_.size() * max_slope_.size() + n / max_slope_.size(); }

  // Error of the density of pair n in interval k of its grid.
  template <class Real>
  double density_error(std::size_t n, int k) const {
    return density[0].template error<Real>(n, k);
  }

  // Error of the pair force of pair n in interval k of its grid.
  template <class Real>
  double force_error(std::size_t n, int k) const {
    auto const types = max_slope_.size();
    return std::sqrt(force_grid.edge(k + 1)) *
           (force[0].template error<Real>(n, k) + max_slope_[n / types] * force[1].template error<Real>(n, k) +
            max_slope_[n % types] * force[1].template error<Real>(mirror(n), k));
  }

  // Takes the coarsest of nine grids that keeps the bound outside the core. If none does, because the file's function
  // has a kink, the finest grid stays and pairs closer than the kink are left to the reference: correct, but slow.
  template <class ErrorOf>
  void fit(std::vector<CompactFunction>& out, SquaredGrid<double>& grid,
           std::vector<CompactFunction::Function> const& exact, double bound, ErrorOf const& error) {
    std::vector<double> too_large_below(inner.size());
    for (int bits = 4; bits <= 12; ++bits) {
      grid = SquaredGrid<double>(bits, 0.04 * end_, end_);
      out.clear();
      for (auto const& f : exact) out.emplace_back(f, inner.size(), grid, end_);
      bool good = true;
      for (std::size_t n = 0; n < inner.size(); ++n) {
        int k = grid.count;
        while (k > 1 && error(n, k - 1) <= bound) --k;
        too_large_below[n] = grid.edge(k);
        good &= too_large_below[n] <= std::max(core_[n], grid.edge(1));
      }
      if (good) break;
    }
    for (std::size_t n = 0; n < inner.size(); ++n) inner[n] = std::max(inner[n], too_large_below[n]);
  }

  // One inner distance for both tables and both orders of the types: the next edge of the coarser grid, all of whose
  // edges are edges of the finer grid.
  void align_inner() {
    auto const& coarse = density_grid.count < force_grid.count ? density_grid : force_grid;
    for (std::size_t n = 0; n < inner.size(); ++n) {
      int k = 1;
      while (coarse.edge(k) < std::max(inner[n], inner[mirror(n)])) ++k;
      inner[n] = inner[mirror(n)] = std::min(coarse.edge(k), end_);
    }
  }

  std::vector<PairFunctions> const& functions_;
  std::vector<double> const& max_slope_;
  std::vector<double> const& core_;
  double end_;  // squared cutoff
};

}  // namespace tektite::detail
