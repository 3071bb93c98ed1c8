// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>

#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/domain.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/scan.hpp"
#include "tektite/detail/simd/packs.hpp"
#include "tektite/neighbors/cell_list.hpp"
#include "tektite/neighbors/sites.hpp"
#include "tektite/strain/fit_options.hpp"

/// \file
/// What the local fits share: which neighbours, with which weight, seen in both configurations.

namespace tektite::detail {

/// Linear map that takes the current cell back to the reference cell.
inline Mat3 undo_cell_deformation(Box const& reference, Box const& current) {
  return reference.edges() * inverse(current.edges());
}
inline Mat3 undo_cell_deformation(WithGhosts const&, WithGhosts const&) {
  fail("strain: the deformation of the cell can only be eliminated where both domains are boxes");
}

/// One site as the fits read it.
struct alignas(64) FitPoint {
  double X[6];  ///< reference position, and how far it has moved; one cache line
};

/// Both configurations of all sites in the order of the cells, and the order in which the owned ones are fitted.
template <MemorySpace Memory>
struct FitPoints {
  std::size_t owned = 0;
  double reach = 0;        ///< neighbours within this distance are visited
  Vec3<int> span{};        ///< in cells
  CellList<Memory> cells;  ///< where neighbours are searched; `cells.points` gives the site of a place
  Kokkos::View<double* [3], Kokkos::LayoutLeft, Memory> search;  ///< positions there, by place
  /// The same from the first of them, in units of the reach, and some padding; only for packs.
  Kokkos::View<float* [3], Kokkos::LayoutLeft, Memory> rough;
  Kokkos::View<FitPoint*, Memory> points;  ///< by place
  Kokkos::View<int*, Memory> order;        ///< place of each owned particle, neighbours in space close to each other

  /// Which particles come in the order from `first` on.
  KOKKOS_FUNCTION void particles(int first, int count, int* out) const {
    for (int n = 0; n < count; ++n) out[n] = cells.points(order(first + n));
  }
};

/// The cell at each step of a path through all cells that turns back at the end of each row.
struct PathThroughCells {
  int count[3];
  KOKKOS_FUNCTION int operator()(int step) const {
    int const row = step / count[0], a = step % count[0], b = row % count[1], c = row / count[1];
    int const turned_a = row % 2 == 0 ? a : count[0] - 1 - a, turned_b = c % 2 == 0 ? b : count[1] - 1 - b;
    return turned_a + count[0] * (turned_b + count[1] * c);
  }
};

/// Places of the owned particles along that path.
template <ExecutionSpace Exec>
Kokkos::View<int*, typename Exec::memory_space> fit_order(Exec const& exec,
                                                          CellList<typename Exec::memory_space> const& cells,
                                                          std::size_t owned) {
  using Memory = typename Exec::memory_space;
  auto const total = static_cast<std::size_t>(cells.count[0]) * cells.count[1] * cells.count[2];
  auto const first = allocate_zero<Kokkos::View<int*, Memory>>(exec, "fit_order::first", total + 1);
  auto const order = allocate<Kokkos::View<int*, Memory>>(exec, "fit_order", owned);
  int const last = static_cast<int>(owned);
  PathThroughCells const cell_at{{cells.count[0], cells.count[1], cells.count[2]}};
  Kokkos::parallel_for(
      "tektite::fit_order::count", Kokkos::RangePolicy<Exec>(exec, 0, total), KOKKOS_LAMBDA(int step) {
        int const cell = cell_at(step);
        for (int k = cells.offsets(cell); k < cells.offsets(cell + 1); ++k) first(step) += cells.points(k) < last;
      });
  counts_to_offsets(exec, "fit_order::scan", first);
  Kokkos::parallel_for(
      "tektite::fit_order::fill", Kokkos::RangePolicy<Exec>(exec, 0, total), KOKKOS_LAMBDA(int step) {
        int const cell = cell_at(step);
        int next = first(step);
        for (int k = cells.offsets(cell); k < cells.offsets(cell + 1); ++k)
          if (cells.points(k) < last) order(next++) = k;
      });
  return order;
}

/// Checks the input of a fit and sorts it into cells.
template <ExecutionSpace Exec, Positions R, Positions C, Domain D>
FitPoints<typename Exec::memory_space> fit_points(Exec const& exec, char const* who, R const& reference,
                                                  D const& reference_domain, C const& current, D const& current_domain,
                                                  double cutoff, NeighborsFrom from, bool eliminate_cell_deformation) {
  using Memory = typename Exec::memory_space;
  require_cutoff(who, cutoff);
  require(particle_count(reference) == particle_count(current), who, ": ", particle_count(reference),
          " reference positions, but ", particle_count(current), " current ones");
  require(owned_count(reference, reference_domain) == owned_count(current, current_domain), who, ": ",
          owned_count(reference, reference_domain), " owned particles in the reference, but ",
          owned_count(current, current_domain), " in the current configuration");
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
  auto const sites = in_reference ? make_sites(exec, reference, reference_domain, cutoff)
                                  : make_sites(exec, current, current_domain, cutoff);
  auto const center = in_reference ? site_positions(exec, reference, reference_domain, sites)
                                   : site_positions(exec, current, current_domain, sites);
  FitPoints<Memory> out;
  out.owned = sites.owned;
  out.reach = cutoff;
  // A search that is shared by a group is the fastest in few long rows of cells, that of one particle in small cells.
  double const width = on_host<Memory> ? cutoff : 0.5 * cutoff;
  out.cells = build_cell_list(exec, center, frame_of(in_reference ? reference_domain : current_domain), width);
  out.span = out.cells.span(cutoff);
  std::size_t const n = sites.size();
  out.search = allocate<decltype(out.search)>(exec, "fit_points::search", n);
  out.rough = allocate_zero<decltype(out.rough)>(exec, "fit_points::rough", on_host<Memory> ? n + vector_padding : 0);
  out.points = allocate<decltype(out.points)>(exec, "fit_points::points", n);
  auto const search = out.search;
  auto const rough = out.rough;
  auto const points = out.points;
  auto const site_of = out.cells.points, particle = sites.particle;
  auto const shift = sites.shift;
  Kokkos::parallel_for(
      "tektite::fit_points", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int k) {
        int const s = site_of(k);
        // The same image of the same particle in both: a shift counts cells, and the cells deform with the edges.
        Vec3<double> const r = center(s), from_first = (1 / cutoff) * (r - center(site_of(0)));
        Vec3<double> const X =
            in_reference ? r : position(reference, particle(s)) + site_translation(reference_domain, shift(s));
        Vec3<double> const x =
            in_reference ? position(current, particle(s)) + site_translation(current_domain, shift(s)) : r;
        Vec3<double> const moved = map * x - X;
        for (int d = 0; d < 3; ++d) {
          search(k, d) = r[d];
          if (rough.extent(0) > 0) rough(k, d) = static_cast<float>(from_first[d]);
          points(k).X[d] = X[d];
          points(k).X[3 + d] = moved[d];
        }
      });
  out.order = fit_order(exec, out.cells, out.owned);
  return out;
}

}  // namespace tektite::detail
