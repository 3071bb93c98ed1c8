// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "tektite/core/box.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/random.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/dynamics/system.hpp"

namespace tektite {

/// Which cubes of the cell are to be relaxed.
///
/// The cell is divided into a grid of equal parallelepipeds, as near to cubes as the cell allows, so that a whole
/// number of them closes a chain through the boundary. The paper gives 1 nm, about 2 % of the atoms and the
/// connectivity; the rest is choice. A small cell does not hold enough cubes of 1 nm (4 000 atoms: one), so their edge
/// shrinks until `min_count` of them make up `fraction`.
struct RegionOptions {
  double connectivity = 0.5;  ///< chi: regions in chains / all regions
  double fraction = 0.02;     ///< of the cell's volume in all regions
  double edge = 10.0;         ///< wanted edge of a cube, in the unit of the box
  int count = 0;              ///< number of regions; 0: as many cubes of `edge` as make up `fraction`
  int min_count = 10;         ///< at least so many where `count` is 0
  int axis = 0;               ///< along which chains run
  double gap = 0;             ///< clear distance of a separate region from all others; at least one edge is kept
  std::uint64_t seed = 1;     ///< another seed, other places
};

/// Which kind of region a particle is in.
enum class RegionLabel : int {
  matrix = 0,     ///< in none
  separate = 1,   ///< in a region that keeps clear of all others
  connected = 2,  ///< in a region that shares a face with another of its chain
};

/// One placed region: a cell of the grid.
struct Region {
  Vec3<int> cell;     ///< place in the grid
  RegionLabel label;  ///< in a chain or alone
  int chain;          ///< number of its chain; -1: separate
};

/// Where the regions are, and what became of the wishes.
template <MemorySpace Memory>
struct Regions {
  Kokkos::View<int*, Memory> labels;    ///< by particle, a `RegionLabel`
  std::vector<Region> regions;          ///< in the order they were placed
  Vec3<int> grid{1, 1, 1};              ///< cells of the grid along each edge of the box
  Vec3<double> edges{};                 ///< distance between opposite faces of a region
  Vec3<double> offset{};                ///< fractional coordinates of the grid's corner
  int connected = 0;                    ///< number of regions in chains
  int closed_chains = 0;                ///< chains that close on themselves through the boundary
  int open_chains = 0;                  ///< chains that end
  std::size_t separate_particles = 0;   ///< particles in separate regions
  std::size_t connected_particles = 0;  ///< particles in chains

  /// The chi that was realised.
  double connectivity() const { return regions.empty() ? 0.0 : double(connected) / double(regions.size()); }
};

namespace detail {

/// Cells of a periodic grid, taken one after the other so that different objects keep clear of each other.
class RegionGrid {
 public:
  RegionGrid(Vec3<int> count, Vec3<int> clear, Vec3<bool> periodic)
      : count_(count), clear_(clear), periodic_(periodic), state_(std::size_t(count.x) * count.y * count.z, 0) {}

  Vec3<int> cell(int index) const {
    return {index % count_.x, index / count_.x % count_.y, index / (count_.x * count_.y)};
  }
  int cells() const { return static_cast<int>(state_.size()); }
  bool is_free(Vec3<int> c) const { return inside(c) && state_[index(c)] == 0; }

  /// Takes cells that belong together and blocks all that are not clear of them.
  void take(std::vector<Vec3<int>> const& cells) {
    for (Vec3<int> const& c : cells) {
      Vec3<int> d;
      for (d.z = -clear_.z; d.z <= clear_.z; ++d.z)
        for (d.y = -clear_.y; d.y <= clear_.y; ++d.y)
          for (d.x = -clear_.x; d.x <= clear_.x; ++d.x)
            if (inside(c + d)) state_[index(c + d)] = 1;
    }
  }

  Vec3<int> wrapped(Vec3<int> c) const {
    for (int d = 0; d < 3; ++d) c[d] = (c[d] % count_[d] + count_[d]) % count_[d];
    return c;
  }

 private:
  bool inside(Vec3<int> c) const {
    for (int d = 0; d < 3; ++d)
      if (!periodic_[d] && (c[d] < 0 || c[d] >= count_[d])) return false;
    return true;
  }
  std::size_t index(Vec3<int> c) const {
    c = wrapped(c);
    return c.x + std::size_t(count_.x) * (c.y + std::size_t(count_.y) * c.z);
  }

  Vec3<int> count_, clear_;
  Vec3<bool> periodic_;
  std::vector<char> state_;
};

/// One try: chains first, since they need the most room, then the separate regions. Empty where it fails; `reached`
/// says how many were placed.
inline std::vector<Region> try_regions(RegionGrid grid, std::vector<int> const& chains, bool branch, int separate,
                                       int axis, RandomSequence& draw, int& reached) {
  std::vector<Region> regions;
  reached = 0;
  for (std::size_t k = 0; k < chains.size(); ++k) {
    std::vector<Vec3<int>> cells;
    for (int const start : draw.permutation(grid.cells())) {
      cells.clear();
      Vec3<int> c = grid.cell(start);
      for (int m = 0; m < chains[k] && grid.is_free(c); ++m, ++c[axis]) cells.push_back(grid.wrapped(c));
      if (int(cells.size()) == chains[k]) break;
    }
    if (int(cells.size()) < chains[k]) return {};
    if (branch && k + 1 == chains.size()) {
      Vec3<int> side = cells[draw.below(int(cells.size()))];
      ++side[(axis + 1) % 3];
      if (!grid.is_free(side)) return {};
      cells.push_back(grid.wrapped(side));
    }
    grid.take(cells);
    for (auto const& c : cells) regions.push_back({c, RegionLabel::connected, int(k)});
  }
  for (int const i : draw.permutation(grid.cells())) {
    if (reached == separate) break;
    if (!grid.is_free(grid.cell(i))) continue;
    grid.take({grid.cell(i)});
    regions.push_back({grid.cell(i), RegionLabel::separate, -1});
    ++reached;
  }
  return reached == separate ? regions : std::vector<Region>{};
}

template <ExecutionSpace Exec>
std::size_t count_label(Exec const& exec, Kokkos::View<int*, typename Exec::memory_space> const& labels, int wanted) {
  std::size_t count = 0;
  Kokkos::parallel_reduce(
      "tektite::regions::count", Kokkos::RangePolicy<Exec>(exec, 0, labels.extent(0)),
      KOKKOS_LAMBDA(int i, std::size_t& sum) { sum += labels(i) == wanted; }, count);
  return count;
}

inline void validate(RegionOptions const& o) {
  auto const finite = [](char const* what, double value, double low, double high) {
    require(std::isfinite(value) && value >= low && value <= high, "regions: ", what, " ", value, " must lie between ",
            low, " and ", high);
  };
  finite("connectivity", o.connectivity, 0, 1);
  finite("fraction", o.fraction, 1e-6, 0.5);
  finite("edge", o.edge, 1e-6, 1e6);
  finite("gap", o.gap, 0, 1e6);
  require(o.count >= 0 && o.min_count >= 1, "regions: count ", o.count, " and smallest count ", o.min_count,
          " must not be negative");
  require(o.axis >= 0 && o.axis < 3, "regions: axis ", o.axis, " is none of 0, 1, 2");
}

}  // namespace detail

/// Places cubic regions: a share `connectivity` of them in chains of face-sharing cubes along one axis, which close on
/// themselves through the boundary where there are enough cubes, the others apart from everything.
///
/// All chains that can be closed are; what is left over makes one open chain, or, if it is a single cube, a side branch
/// of the last chain. The number of regions does not depend on the connectivity. Deterministic from the seed.
///
/// \param exec, positions, box the particles to be labelled
/// \returns labels by particle, the regions, and the connectivity that was realised
/// \throws Error an option out of range; a single connected region; what cannot be placed in 200 tries
///
/// O(n) on the device, O(cells of the grid) on the host. Fences `exec`.
template <ExecutionSpace Exec, Positions P>
  requires AccessibleFrom<P, Exec>
Regions<typename Exec::memory_space> place_regions(Exec const& exec, P const& positions, Box const& box,
                                                   RegionOptions const& options) {
  using Memory = typename Exec::memory_space;
  detail::validate(options);
  Regions<Memory> result;
  double const volume = box.volume();
  double const fitting = options.fraction * volume / (options.edge * options.edge * options.edge);
  require(fitting < 1e6, "regions: edge ", options.edge, " gives more than a million regions");
  int count = options.count > 0 ? options.count : std::max(static_cast<int>(std::round(fitting)), options.min_count);
  double const edge = std::cbrt(options.fraction * volume / count);
  Vec3<int> clear{};
  for (int d = 0; d < 3; ++d) {
    result.grid[d] = std::max(1, static_cast<int>(std::round(box.height(d) / edge)));
    result.edges[d] = box.height(d) / result.grid[d];
    clear[d] = std::max(1, static_cast<int>(std::ceil(options.gap / result.edges[d] - 1e-9)));
  }
  if (options.count == 0) {
    double const cells = double(result.grid.x) * result.grid.y * result.grid.z;
    count = std::max(1, static_cast<int>(std::round(options.fraction * cells)));
  }

  result.connected = static_cast<int>(std::round(options.connectivity * count));
  int const axis = options.axis, length = result.grid[axis];
  bool const closes = box.periodic(axis);
  std::vector<int> chains(result.connected / length, length);
  int const rest = result.connected % length;
  bool const branch = rest == 1;
  require(!branch || !chains.empty(), "regions: connectivity ", options.connectivity, " of ", count,
          " regions is one connected region, which has nothing to be connected with");
  if (rest > 1) chains.push_back(rest);
  result.closed_chains = closes ? result.connected / length : 0;
  result.open_chains = int(chains.size()) - result.closed_chains;

  detail::RegionGrid const grid(result.grid, clear, {box.periodic(0), box.periodic(1), box.periodic(2)});
  int best = 0;
  for (std::uint64_t attempt = 0; attempt < 200 && result.regions.empty(); ++attempt) {
    RandomSequence draw(options.seed, attempt);
    for (int d = 0; d < 3; ++d) result.offset[d] = box.periodic(d) ? draw.uniform() / result.grid[d] : 0.0;
    int reached = 0;
    result.regions = detail::try_regions(grid, chains, branch, count - result.connected, axis, draw, reached);
    best = std::max(best, reached);
  }
  require(!result.regions.empty(), "regions: ", count, " regions of edge ", result.edges[axis], " (", result.connected,
          " in ", chains.size(), " chains, ", count - result.connected, " separate) do not fit into a grid of ",
          result.grid.x, " x ", result.grid.y, " x ", result.grid.z, " with ", clear[axis], " empty between them; ",
          best, " separate ones did: ask for fewer, smaller or closer ones");

  std::vector<int> table(std::size_t(grid.cells()), 0);
  for (Region const& r : result.regions) {
    table[r.cell.x + std::size_t(result.grid.x) * (r.cell.y + std::size_t(result.grid.y) * r.cell.z)] = int(r.label);
  }
  std::size_t const n = particle_count(positions);
  result.labels = detail::allocate<Kokkos::View<int*, Memory>>(exec, "regions::labels", n);
  auto const labels = result.labels;
  auto const lookup = detail::copy_in(exec, "regions::table", std::span<int const>(table));
  Vec3<int> const cells = result.grid;
  Vec3<double> const offset = result.offset;
  Kokkos::parallel_for(
      "tektite::regions", Kokkos::RangePolicy<Exec>(exec, 0, n), KOKKOS_LAMBDA(int i) {
        Vec3<double> const s = box.fractional(position(positions, i)) - offset;
        std::size_t index = 0;
        for (int d = 2; d >= 0; --d) {
          double const u = box.periodic(d) ? s[d] - Kokkos::floor(s[d]) : Kokkos::clamp(s[d], 0.0, 1.0);
          index = index * cells[d] + Kokkos::min(static_cast<int>(u * cells[d]), cells[d] - 1);
        }
        labels(i) = lookup(index);
      });
  auto const number = [&](RegionLabel wanted) { return detail::count_label(exec, labels, static_cast<int>(wanted)); };
  result.separate_particles = number(RegionLabel::separate);
  result.connected_particles = number(RegionLabel::connected);
  return result;
}

}  // namespace tektite
