// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/random.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/dynamics/detail/region_grid.hpp"

/// \file
/// Cubic regions of a box, a part of them connected in chains: the particles in them are relaxed at a higher
/// temperature than the others.

namespace tektite {

/// Size, number and arrangement of the regions.
///
/// The box is divided into a grid of equal parallelepipeds, as close to cubes as the box allows, so that a whole
/// number of them closes a chain through the boundary. The paper (see `place_regions`) gives an edge of 1 nm, about 2 %
/// of the atoms and the connectivity; all else is a choice of this library. In a small box 2 % is too little for
/// several cubes of 1 nm (with 4 000 atoms it is one), so that their edge is reduced until `min_count` of them make up
/// `fraction`.
struct RegionOptions {
  double connectivity = 0.5;  ///< chi: regions in chains divided by all regions
  double fraction = 0.02;     ///< volume of all regions divided by that of the box
  double edge = 0;            ///< wanted edge of a cube, in the unit of the box; not used where `count` is given
  int count = 0;              ///< number of regions; 0: as many cubes of `edge` as make up `fraction`
  int min_count = 10;         ///< smallest number of regions if `count` is 0
  int axis = 0;               ///< axis along which chains run: 0, 1, 2
  double gap = 0;             ///< distance of a separate region or a chain from all others; at least one edge is kept
  std::uint64_t seed = 1;     ///< of the random positions
};

/// The kind of region that a particle is in.
enum class RegionLabel : int {
  matrix = 0,     ///< in no region
  separate = 1,   ///< in a region that has a distance from all others
  connected = 2,  ///< in a region that shares a face with another of its chain
};

/// One region: a grid cell.
struct Region {
  Vec3<int> cell;     ///< index of the grid cell along each edge of the box
  RegionLabel label;  ///< `connected` or `separate`
  int chain;          ///< number of its chain; -1: separate
};

/// The regions that were placed, and the label of each particle.
template <MemorySpace Memory>
struct Regions {
  Kokkos::View<int*, Memory> labels;    ///< by particle, a `RegionLabel`
  std::vector<Region> regions;          ///< in the order they were placed
  Vec3<int> grid{1, 1, 1};              ///< number of cells of the grid along each edge of the box
  Vec3<double> edges{};                 ///< distance between opposite faces of a region
  Vec3<double> offset{};                ///< fractional coordinates of the grid's corner
  int connected = 0;                    ///< number of regions in chains
  int closed_chains = 0;                ///< number of chains that are closed through the periodic boundary
  int open_chains = 0;                  ///< number of chains that have ends
  std::size_t separate_particles = 0;   ///< number of particles in separate regions
  std::size_t connected_particles = 0;  ///< number of particles in chains

  /// \returns regions in chains divided by all regions
  double connectivity() const { return regions.empty() ? 0.0 : double(connected) / double(regions.size()); }
};

namespace detail {

/// Number, sizes and chains of the regions, before they have positions.
struct RegionPlan {
  Vec3<int> grid{};         ///< number of cells along each axis
  Vec3<double> edges{};     ///< distance between opposite faces of a cell
  Vec3<int> clear{};        ///< number of free cells between separate regions, along each axis
  int axis = 0;             ///< axis along which chains run
  int count = 0;            ///< number of regions
  int connected = 0;        ///< number of regions in chains
  std::vector<int> chains;  ///< length of each straight chain
  bool branch = false;      ///< one more connected region is a side branch of the last chain
  int closed_chains = 0;    ///< number of chains that are closed through the periodic boundary

  /// \returns number of regions in no chain
  int separate() const { return count - connected; }
};

/// Checks that all options are in range.
inline void validate(RegionOptions const& o) {
  auto const finite = [](char const* what, double value, double low, double high) {
    require(std::isfinite(value) && value >= low && value <= high, "regions: ", what, " ", value, " must lie between ",
            low, " and ", high);
  };
  finite("connectivity", o.connectivity, 0, 1);
  finite("fraction", o.fraction, 1e-6, 0.5);
  if (o.count == 0) finite("edge", o.edge, 1e-6, 1e6);
  finite("gap", o.gap, 0, 1e6);
  require(o.count >= 0 && o.min_count >= 1, "regions: count ", o.count, " and smallest count ", o.min_count,
          " must not be negative");
  require(o.axis >= 0 && o.axis < 3, "regions: axis ", o.axis, " is none of 0, 1, 2");
}

/// Divides the box into a grid, and sets the number of regions.
inline void plan_grid(RegionPlan& plan, Box const& box, RegionOptions const& options) {
  double const volume = box.volume();
  double const cube = options.edge * options.edge * options.edge;
  double const fitting = options.count > 0 ? options.count : options.fraction * volume / cube;
  require(options.count <= 1'000'000 && options.min_count <= 1'000'000,
          "regions: ", std::max(options.count, options.min_count), " regions, at most a million");
  require(fitting <= 1e6, "regions: edge ", options.edge, " gives more than a million regions");
  plan.count = options.count > 0 ? options.count : std::max(static_cast<int>(std::round(fitting)), options.min_count);
  double const edge = std::cbrt(options.fraction * volume / plan.count);
  double number = 1;
  for (int d = 0; d < 3; ++d) number *= std::max(1.0, std::round(box.height(d) / edge));
  require(number < 0x1p31, "regions: ", plan.count, " regions of a fraction ", options.fraction,
          " need a grid of more than 2^31 - 1 cells");
  for (int d = 0; d < 3; ++d) {
    plan.grid[d] = std::max(1, static_cast<int>(std::round(box.height(d) / edge)));
    plan.edges[d] = box.height(d) / plan.grid[d];
    plan.clear[d] = std::max(1, static_cast<int>(std::ceil(options.gap / plan.edges[d] - 1e-9)));
  }
  if (options.count == 0) {
    double const cells = double(plan.grid.x) * plan.grid.y * plan.grid.z;
    plan.count = std::max(1, static_cast<int>(std::round(options.fraction * cells)));
  }
}

/// Divides the connected regions into chains: as many as possible go through the whole box, the remaining regions make
/// one shorter chain, or a side branch if there is only one.
inline void plan_chains(RegionPlan& plan, Box const& box, RegionOptions const& options) {
  plan.axis = options.axis;
  plan.connected = static_cast<int>(std::round(options.connectivity * plan.count));
  int const length = plan.grid[plan.axis], remaining = plan.connected % length;
  plan.chains.assign(plan.connected / length, length);
  plan.branch = remaining == 1;
  require(!plan.branch || !plan.chains.empty(), "regions: connectivity ", options.connectivity, " of ", plan.count,
          " regions is one connected region, which has nothing to be connected with");
  if (remaining > 1) plan.chains.push_back(remaining);
  plan.closed_chains = box.periodic(plan.axis) ? plan.connected / length : 0;
}

/// Draws positions for the chains in order, each along the axis from a random grid cell.
///
/// \param plan    what to place
/// \param grid    its cells are taken
/// \param draw    random numbers
/// \param regions the chains' regions are appended
/// \returns whether all chains could be placed
inline bool draw_chains(RegionPlan const& plan, RegionGrid& grid, RandomSequence& draw, std::vector<Region>& regions) {
  auto const& chains = plan.chains;
  for (std::size_t k = 0; k < chains.size(); ++k) {
    std::vector<Vec3<int>> cells;
    for (int const start : draw.permutation(grid.cells())) {
      cells.clear();
      Vec3<int> c = grid.cell(start);
      for (int m = 0; m < chains[k] && grid.is_free(c); ++m, ++c[plan.axis]) cells.push_back(grid.wrapped(c));
      if (int(cells.size()) == chains[k]) break;
    }
    if (int(cells.size()) < chains[k]) return false;
    if (plan.branch && k + 1 == chains.size()) {
      Vec3<int> side = cells[draw.below(int(cells.size()))];
      ++side[(plan.axis + 1) % 3];
      if (!grid.is_free(side)) return false;
      cells.push_back(grid.wrapped(side));
    }
    grid.take(cells);
    for (auto const& c : cells) regions.push_back({c, RegionLabel::connected, int(k)});
  }
  return true;
}

/// Draws positions for the separate regions in free cells, in random order.
///
/// \param plan    what to place
/// \param grid    its cells are taken
/// \param draw    random numbers
/// \param regions the placed regions are appended
/// \returns number of regions placed, at most that of the plan
inline int draw_separate_regions(RegionPlan const& plan, RegionGrid& grid, RandomSequence& draw,
                                 std::vector<Region>& regions) {
  int placed = 0;
  for (int const i : draw.permutation(grid.cells())) {
    if (placed == plan.separate()) break;
    if (!grid.is_free(grid.cell(i))) continue;
    grid.take({grid.cell(i)});
    regions.push_back({grid.cell(i), RegionLabel::separate, -1});
    ++placed;
  }
  return placed;
}

/// Draws positions of all regions until an attempt places all of them; at most 200 attempts.
///
/// Chains come first, because they are the hardest to place.
///
/// \param plan   what to place
/// \param box    the box that is divided
/// \param seed   of the random numbers; each attempt has a stream of its own
/// \param offset set to the fractional coordinates of the grid's corner
/// \returns the regions
/// \throws Error no attempt has succeeded
inline std::vector<Region> draw_regions(RegionPlan const& plan, Box const& box, std::uint64_t seed,
                                        Vec3<double>& offset) {
  RegionGrid const empty(plan.grid, plan.clear, {box.periodic(0), box.periodic(1), box.periodic(2)});
  int best = 0;
  for (std::uint64_t attempt = 0; attempt < 200; ++attempt) {
    RandomSequence draw(seed, attempt);
    for (int d = 0; d < 3; ++d) offset[d] = box.periodic(d) ? draw.uniform() / plan.grid[d] : 0.0;
    RegionGrid grid = empty;
    std::vector<Region> regions;
    if (!draw_chains(plan, grid, draw, regions)) continue;
    int const placed = draw_separate_regions(plan, grid, draw, regions);
    if (placed == plan.separate()) return regions;
    best = std::max(best, placed);
  }
  fail("regions: ", plan.count, " regions of edge ", plan.edges[plan.axis], " (", plan.connected, " in ",
       plan.chains.size(), " chains, ", plan.separate(), " separate) do not fit into a grid of ", plan.grid.x, " x ",
       plan.grid.y, " x ", plan.grid.z, " with ", plan.clear[plan.axis], " empty between them; ", best,
       " separate ones did: ask for fewer, smaller or closer ones");
}

/// \returns a `RegionLabel` for each cell of the grid
inline std::vector<int> labels_of_cells(std::vector<Region> const& regions, Vec3<int> grid) {
  std::vector<int> labels(std::size_t(grid.x) * grid.y * grid.z, 0);
  for (Region const& r : regions) {
    labels[r.cell.x + std::size_t(grid.x) * (r.cell.y + std::size_t(grid.y) * r.cell.z)] = int(r.label);
  }
  return labels;
}

/// Gives every particle the label of the grid cell that it is in. Does not fence.
///
/// \param exec            runs the kernel
/// \param positions       of the particles, anywhere in space
/// \param box             the box that is divided
/// \param grid            number of grid cells along each edge of the box
/// \param offset          fractional coordinates of the grid's corner
/// \param labels_of_cells by grid cell, the first axis fastest
/// \param labels          by particle, written
template <ExecutionSpace Exec, Positions P>
void label_particles(Exec const& exec, P const& positions, Box const& box, Vec3<int> grid, Vec3<double> offset,
                     Kokkos::View<int*, typename Exec::memory_space> const& labels_of_cells,
                     Kokkos::View<int*, typename Exec::memory_space> const& labels) {
  launch(
      exec, "regions", labels.extent(0), KOKKOS_LAMBDA(int i) {
        Vec3<double> const s = box.fractional(position(positions, i)) - offset;
        std::size_t index = 0;
        for (int d = 2; d >= 0; --d) {
          double const u = box.periodic(d) ? s[d] - Kokkos::floor(s[d]) : Kokkos::clamp(s[d], 0.0, 1.0);
          index = index * grid[d] + Kokkos::min(static_cast<int>(u * grid[d]), grid[d] - 1);
        }
        labels(i) = labels_of_cells(index);
      });
}

/// Counts the particles with a label; whole numbers, whose sum does not depend on the order. Fences `exec`.
template <ExecutionSpace Exec>
std::size_t count_label(Exec const& exec, Kokkos::View<int*, typename Exec::memory_space> const& labels, int wanted) {
  return launch_count<std::size_t>(
      exec, "regions::count", labels.extent(0), KOKKOS_LAMBDA(int i, std::size_t& sum) { sum += labels(i) == wanted; });
}

}  // namespace detail

/// Places cubic regions at random, a part `connectivity` of them in chains, and labels the particles in them.
///
/// A chain is a row of cubes along one axis, each of which shares a face with the next. As many chains as possible go
/// through the whole box and are closed through the periodic boundary. The remaining connected cubes make one open
/// chain, or, if it is a single cube, a side branch of the last chain. Separate regions have a distance from each other
/// and from the chains, and the chains from each other. The number of regions does not depend on the connectivity.
///
/// \param exec      execution space instance that runs everything
/// \param positions n positions [n][3] in the unit of the box, anywhere in space
/// \param box       the box
/// \param options   size, number and arrangement of the regions
/// \returns labels by particle, the regions, and the connectivity that was reached
/// \throws Error    an option out of range; a single connected region; regions that cannot be placed in 200 attempts
/// \cost            O(n) work on the device, O(cells of the grid) on the host in each attempt; 4 bytes per particle and
///                  per cell of the grid
/// \fences          `exec`, three times: after the copy of the cells' labels, and for the two counts of particles
/// \determinism     follows from the seed; the same bits at any thread count
/// \source          connectivity of regions: Yang and Dai, Phys. Rev. Materials 7, 113601 (2023)
template <ExecutionSpace Exec, Positions P>
  requires AccessibleFrom<P, Exec>
Regions<typename Exec::memory_space> place_regions(Exec const& exec, P const& positions, Box const& box,
                                                   RegionOptions const& options) {
  using Memory = typename Exec::memory_space;
  detail::validate(options);
  detail::RegionPlan plan;
  detail::plan_grid(plan, box, options);
  detail::plan_chains(plan, box, options);

  Regions<Memory> result;
  result.grid = plan.grid;
  result.edges = plan.edges;
  result.connected = plan.connected;
  result.closed_chains = plan.closed_chains;
  result.open_chains = int(plan.chains.size()) - plan.closed_chains;
  result.regions = detail::draw_regions(plan, box, options.seed, result.offset);

  result.labels = detail::allocate<Kokkos::View<int*, Memory>>(exec, "regions::labels", particle_count(positions));
  auto const cells = to_device(exec, detail::labels_of_cells(result.regions, plan.grid), "regions::table");
  detail::label_particles(exec, positions, box, plan.grid, result.offset, cells, result.labels);
  auto const number = [&](RegionLabel label) { return detail::count_label(exec, result.labels, int(label)); };
  result.separate_particles = number(RegionLabel::separate);
  result.connected_particles = number(RegionLabel::connected);
  return result;
}

}  // namespace tektite
