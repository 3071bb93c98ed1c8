// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cstddef>

#include "tektite/core/concepts.hpp"
#include "tektite/core/particle_values.hpp"
#include "tektite/core/vec3.hpp"
#include "tektite/detail/columns.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/detail/simd/packs.hpp"
#include "tektite/neighbors/cell_list.hpp"

namespace tektite::detail {

/// Finds all sites within a distance of a point. It reads copies of the coordinates in cell order, so that neighbouring
/// sites are contiguous; on a CPU it compares a pack of them at a time.
///
/// A slot is an index in cell order: the order in which the grid cells hold the sites.
template <MemorySpace Memory>
struct PairDistances {
  static constexpr bool packs = on_host<Memory>;

  CellList<Memory> cells;
  Columns<double, Memory> positions;  ///< by slot, and `pack_lanes` more entries
  Kokkos::View<int*, Memory> type;    ///< types by slot
  Vec3<int> span;                     ///< cutoff in grid cells along each axis
  double cutoff_squared;

  /// Calls `visit` for every site within the cutoff of a point but one.
  ///
  /// \param self   the site that is left out
  /// \param center the point
  /// \param visit  device-callable `void(double squared_distance, int type)`
  template <class Visit>
  KOKKOS_FUNCTION void operator()(int self, Vec3<double> center, Visit const& visit) const {
    auto const [low, high] = cells.around(cells.cell_of(center), span);
    for (int c = low.z; c <= high.z; ++c) {
      for (int b = low.y; b <= high.y; ++b) {
        visit_row(self, center, cells.offsets(cells.index(low.x, b, c)), cells.offsets(cells.index(high.x, b, c) + 1),
                  visit);
      }
    }
  }

 private:
  /// The same for the sites in the slots [begin, end), a row of grid cells.
  template <class Visit>
  KOKKOS_FUNCTION void visit_row(int self, Vec3<double> center, int begin, int end, Visit const& visit) const {
    if constexpr (packs) {
      constexpr int lanes = pack_lanes, capacity = 256;
      double const *const x = &positions(0, 0), *const y = &positions(0, 1), *const z = &positions(0, 2);
      while (begin < end) {
        int near[capacity + lanes], count = 0;
        double squared[capacity + lanes];
        int const first = begin, stop = Kokkos::min(end, begin + capacity);
        for (; begin < stop; begin += lanes) {
          HostPack const dx = load<HostPack>(x + begin) - center.x, dy = load<HostPack>(y + begin) - center.y,
                         dz = load<HostPack>(z + begin) - center.z, square = dx * dx + dy * dy + dz * dz;
          store(square, squared + (begin - first));
          append_not_above(square, cutoff_squared, begin, near, count);
        }
        begin = stop;
        // The last pack of a row also holds sites of the next row.
        while (count > 0 && near[count - 1] >= stop) --count;
        for (int m = 0; m < count; ++m)
          if (cells.points(near[m]) != self) visit(squared[near[m] - first], type(near[m]));
      }
    } else {
      for (int k = begin; k < end; ++k) {
        double const dx = positions(k, 0) - center.x, dy = positions(k, 1) - center.y, dz = positions(k, 2) - center.z;
        double const square = dx * dx + dy * dy + dz * dz;
        if (square <= cutoff_squared && cells.points(k) != self) visit(square, type(k));
      }
    }
  }
};

/// Copies positions and types into cell order. Does not fence. One item is a slot.
///
/// \param x        positions of the sites
/// \param types    types of the caller's positions
/// \param particle index into the caller's positions, by site
template <ExecutionSpace Exec, class Types>
PairDistances<typename Exec::memory_space> pair_distances(
    Exec const& exec, Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& x,
    CellList<typename Exec::memory_space> const& cells, Types const& types,
    Kokkos::View<int*, typename Exec::memory_space> const& particle, double cutoff) {
  PairDistances<typename Exec::memory_space> out;
  std::size_t const n = x.extent(0);
  out.cells = cells;
  out.cutoff_squared = cutoff * cutoff;
  out.span = cells.span(cutoff);
  out.positions = allocate_zero_columns<double>(exec, "pair_distances::positions", n + pack_lanes);
  out.type = allocate<decltype(out.type)>(exec, "pair_distances::type", n);
  auto const positions = out.positions;
  auto const type = out.type, site = cells.points;
  launch(
      exec, "pair_distances", n, KOKKOS_LAMBDA(int k) {
        int const s = site(k);
        for (int d = 0; d < 3; ++d) positions(k, d) = x(s)[d];
        type(k) = static_cast<int>(value(types, static_cast<std::size_t>(particle(s))));
      });
  return out;
}

}  // namespace tektite::detail
