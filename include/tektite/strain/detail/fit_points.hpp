// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>
#include <limits>

#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/columns.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"
#include "tektite/detail/simd/packs.hpp"
#include "tektite/neighbors/cell_list.hpp"
#include "tektite/neighbors/sites.hpp"
#include "tektite/strain/fit_options.hpp"

/// \file
/// The input of the local fits: both configurations of all sites, sorted into the cells of a grid.
///
/// A slot is an index in cell order: the order in which the grid cells hold the sites. X is the position of a site in
/// the reference configuration, u its displacement. Where the deformation of the box is to be eliminated, u is measured
/// after the current position was mapped back to the reference box. The search configuration is the one in which
/// distances to neighbours are measured (`NeighborsFrom`), as it is given.

namespace tektite::detail {

/// Linear map that takes the edges of the current box back to those of the reference box.
inline Mat3 undo_cell_deformation(Surroundings const& reference, Surroundings const& current) {
  require(reference.closed && current.closed,
          "strain: the deformation of the cell can only be eliminated where both domains are boxes");
  return reference.cell.edges() * inverse(current.cell.edges());
}

/// One site as the fits read it: one cache line.
struct alignas(64) FitPoint {
  double Xu[6];  ///< X, then u
};

/// Both configurations of all sites in cell order, and the order in which the owned particles are fitted.
template <MemorySpace Memory>
struct FitPoints {
  std::size_t owned = 0;              ///< number of owned particles
  double reach = 0;                   ///< search radius: the largest cutoff of the fits
  Vec3<int> span{};                   ///< number of grid cells along each axis that `reach` extends to from a home cell
  CellList<Memory> cells;             ///< of the sites, in the search configuration
  Columns<double, Memory> positions;  ///< in the search configuration, by slot
  /// (position - position of the site in slot 0) / reach in single precision, by slot. Counted from a site, the numbers
  /// stay small where the origin is far away, and so do their rounding errors. `vector_padding` more entries follow,
  /// since the last vector that is loaded may extend beyond the last site. Empty where the fits use no packs.
  Columns<float, Memory> scaled_positions;
  Kokkos::View<FitPoint*, Memory> records;  ///< X and u, by slot
  Kokkos::View<int*, Memory> order;  ///< slots of the owned particles; particles close in space follow each other

  /// The particles (indices into the caller's positions) in the slots order(first), order(first + 1), ...
  ///
  /// \param first first entry of `order`
  /// \param count how many
  /// \param out   their indices
  KOKKOS_FUNCTION void particles(int first, int count, int* out) const {
    for (int n = 0; n < count; ++n) out[n] = cells.points(order(first + n));
  }
};

/// A path through all grid cells. It turns back at the end of each row, so each cell has a face in common with the cell
/// before it.
struct PathThroughCells {
  int count[3];  ///< grid cells along each axis

  /// The index of the grid cell at a step of the path.
  KOKKOS_FUNCTION int operator()(int step) const {
    int const row = step / count[0], a = step % count[0], b = row % count[1], c = row / count[1];
    int const turned_a = row % 2 == 0 ? a : count[0] - 1 - a, turned_b = c % 2 == 0 ? b : count[1] - 1 - b;
    return turned_a + count[0] * (turned_b + count[1] * c);
  }
};

/// Slots of the owned particles, grid cell by grid cell along `PathThroughCells`. Does not fence.
///
/// One item of both kernels is a step of the path, that is, a grid cell. The first kernel counts the owned particles in
/// it. The scan gives each step its own interval of the result, which the second kernel fills.
template <ExecutionSpace Exec>
Kokkos::View<int*, typename Exec::memory_space> fit_order(Exec const& exec,
                                                          CellList<typename Exec::memory_space> const& cells,
                                                          std::size_t owned) {
  using Memory = typename Exec::memory_space;
  auto const total = static_cast<std::size_t>(cells.count[0]) * cells.count[1] * cells.count[2];
  auto const first = allocate_zero<Kokkos::View<int*, Memory>>(exec, "fit_order::first", total + 1);
  auto const order = allocate<Kokkos::View<int*, Memory>>(exec, "fit_order", owned);
  int const owned_sites = static_cast<int>(owned);
  PathThroughCells const cell_at{{cells.count[0], cells.count[1], cells.count[2]}};
  launch(
      exec, "fit_order::count", total, KOKKOS_LAMBDA(int step) {
        int const cell = cell_at(step);
        for (int k = cells.offsets(cell); k < cells.offsets(cell + 1); ++k)
          first(step) += cells.points(k) < owned_sites;
      });
  counts_to_offsets(exec, "fit_order::scan", first);
  launch(
      exec, "fit_order::fill", total, KOKKOS_LAMBDA(int step) {
        int const cell = cell_at(step);
        int next = first(step);
        for (int k = cells.offsets(cell); k < cells.offsets(cell + 1); ++k)
          if (cells.points(k) < owned_sites) order(next++) = k;
      });
  return order;
}

/// Throws where the two configurations differ in the number of positions or of owned particles.
template <Positions R, Positions C>
void require_same_particles(char const* caller, R const& reference, Surroundings const& reference_domain,
                            C const& current, Surroundings const& current_domain) {
  require(particle_count(reference) == particle_count(current), caller, ": ", particle_count(reference),
          " reference positions, but ", particle_count(current), " current ones");
  require(reference_domain.owned == current_domain.owned, caller, ": ", reference_domain.owned,
          " owned particles in the reference, but ", current_domain.owned, " in the current configuration");
}

/// Allocates all arrays of the fit points but `order`, and sorts the sites into the cells of a grid.
///
/// \param centers positions of all sites in the search configuration
/// \param owned   number of owned particles
/// \param frame   directions of the grid, see `frame_of`
/// \param cutoff  search radius
template <ExecutionSpace Exec>
FitPoints<typename Exec::memory_space> sort_fit_points(
    Exec const& exec, Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& centers, std::size_t owned,
    Mat3 const& frame, double cutoff) {
  using Memory = typename Exec::memory_space;
  FitPoints<Memory> out;
  out.owned = owned;
  out.reach = cutoff;
  // On a CPU a group of particles has one common search, which is fastest if it reads few rows of wide grid cells, with
  // many sites each. On a GPU each particle is searched for by itself, which is fastest with small grid cells.
  double const width = on_host<Memory> ? cutoff : 0.5 * cutoff;
  out.cells = build_cell_list(exec, centers, frame, width);
  out.span = out.cells.span(cutoff);
  std::size_t const n = centers.extent(0);
  out.positions = allocate_columns<double>(exec, "fit_points::positions", n);
  out.scaled_positions =
      allocate_zero_columns<float>(exec, "fit_points::scaled_positions", on_host<Memory> ? n + vector_padding : 0);
  out.records = allocate<decltype(out.records)>(exec, "fit_points::records", n);
  return out;
}

/// Kernel that fills the arrays of `FitPoints`. One item is a slot k: it computes X and u of the site in it from the
/// caller's positions, and writes entry k of each array.
template <MemorySpace Memory, Positions R, Positions C>
struct FillFitPoints {
  R reference;
  C current;
  SiteTranslations<KnownEdges> in_reference_cell, in_current_cell;
  Mat3 map;                                     ///< of current positions: the identity, or `undo_cell_deformation`
  bool in_reference;                            ///< whether the search configuration is the reference
  Sites<Memory> sites;                          ///< made in the search configuration
  Kokkos::View<Vec3<double>*, Memory> centers;  ///< positions of the sites in the search configuration
  FitPoints<Memory> out;                        ///< its arrays are written

  KOKKOS_FUNCTION void operator()(int k) const {
    int const s = out.cells.points(k);
    Vec3<double> const r = centers(s), from_first = (1 / out.reach) * (r - centers(out.cells.points(0)));
    // A site is the same image of the same particle in both configurations: its shift counts edges of the box, and the
    // edges deform with the box.
    Vec3<double> const X =
        in_reference ? r : position(reference, sites.particle(s)) + in_reference_cell(sites.shift(s));
    Vec3<double> const x = in_reference ? position(current, sites.particle(s)) + in_current_cell(sites.shift(s)) : r;
    Vec3<double> const u = map * x - X;
    for (int d = 0; d < 3; ++d) {
      out.positions(k, d) = r[d];
      if (out.scaled_positions.rows > 0) out.scaled_positions(k, d) = static_cast<float>(from_first[d]);
      out.records(k).Xu[d] = X[d];
      out.records(k).Xu[3 + d] = u[d];
    }
  }
};

/// Checks the input of a fit and sorts the sites into the cells of a grid.
///
/// \param caller name of the public function, for error messages
/// \param cutoff search radius: the largest cutoff of the fits
/// \param from   the search configuration
template <ExecutionSpace Exec, Positions R, Positions C>
FitPoints<typename Exec::memory_space> fit_points(Exec const& exec, char const* caller, R const& reference,
                                                  Surroundings const& reference_domain, C const& current,
                                                  Surroundings const& current_domain, double cutoff, NeighborsFrom from,
                                                  bool eliminate_cell_deformation) {
  using Memory = typename Exec::memory_space;
  require_cutoff(caller, cutoff);
  require_same_particles(caller, reference, reference_domain, current, current_domain);
  Mat3 const map =
      eliminate_cell_deformation ? undo_cell_deformation(reference_domain, current_domain) : Mat3::identity();
  bool const in_reference = from == NeighborsFrom::reference;
  // make_sites checks the configuration that it is given; the other one is checked here.
  double const any = std::numeric_limits<double>::max();
  if (in_reference) {
    require_finite(exec, current, any);
  } else {
    require_finite(exec, reference, any);
  }
  Surroundings const& searched = in_reference ? reference_domain : current_domain;
  auto const translations = searched.translations();
  auto const sites =
      in_reference ? list_sites(exec, reference, searched, cutoff) : list_sites(exec, current, searched, cutoff);
  auto const centers = in_reference ? place_sites(exec, reference, translations, sites)
                                    : place_sites(exec, current, translations, sites);
  auto out = sort_fit_points(exec, centers, sites.owned, searched.frame(), cutoff);
  launch(exec, "fit_points", sites.size(),
         FillFitPoints<Memory, R, C>{reference, current, reference_domain.translations(), current_domain.translations(),
                                     map, in_reference, sites, centers, out});
  out.order = fit_order(exec, out.cells, out.owned);
  return out;
}

TEKTITE_STRAIN_INSTANCE(FitPoints<compiled::Memory> fit_points(compiled::Exec const&, char const*,
                                                               compiled::Positions const&, Surroundings const&,
                                                               compiled::Positions const&, Surroundings const&, double,
                                                               NeighborsFrom, bool));

}  // namespace tektite::detail
