// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "tektite/core/bounds.hpp"
#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/copy.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/reduce.hpp"
#include "tektite/detail/launch.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/neighbors/neighbor_list.hpp"
#include "tektite/percolation/percolation_clusters.hpp"
#include "tektite/strain/detail/few_particles.hpp"

/// \file
/// The parts of `match_frames`: relative displacements of neighbours, their mean map, images that make them consistent.

namespace tektite::detail {

/// Positions in double precision, in memory of their own. Does not fence.
template <ExecutionSpace Exec, Positions P>
Kokkos::View<Vec3<double>*, typename Exec::memory_space> copy_positions(Exec const& exec, P const& positions) {
  std::size_t const n = particle_count(positions);
  auto const out = allocate<Kokkos::View<Vec3<double>*, typename Exec::memory_space>>(exec, "match_frames", n);
  launch<std::size_t>(exec, "match_frames::copy", n, KOKKOS_LAMBDA(std::size_t i) { out(i) = position(positions, i); });
  return out;
}

/// Sums over pairs, for the map that fits their relative displacements best.
struct PairSums {
  Mat3 xx{}, ux{};
  double rest = 0;  ///< sum of the squares of what the map leaves of the trusted displacements
  std::int64_t trusted = 0, doubtful = 0;

  KOKKOS_FUNCTION PairSums& operator+=(PairSums const& other) {
    xx = xx + other.xx;
    ux = ux + other.ux;
    rest += other.rest;
    trusted += other.trusted;
    doubtful += other.doubtful;
    return *this;
  }
};

/// Neighbours in the reference, and how they have moved relative to each other.
template <MemorySpace Memory, Positions R, Positions C>
struct FramePairs {
  R reference;
  C current;
  Box reference_box, current_box;
  NeighborList<Memory> list;
  Mat3 map = Mat3::identity();  ///< estimate of the deformation of all
  double trust = 0;             ///< pairs that differ from it by less have one image only that is likely

  /// One pair, seen from the particle.
  struct Pair {
    int j;               ///< the other particle
    Vec3<int> shift;     ///< its image in the reference, relative to the caller's positions of both
    Vec3<double> X;      ///< from the particle to that image, in the reference
    Vec3<double> moved;  ///< relative displacement in the image that is nearest to the map
    bool trusted;        ///< no other image is likely
  };

  /// Calls `visit(Pair)` for each neighbour in the row of particle i.
  template <class Visit>
  KOKKOS_FUNCTION void operator()(int i, Visit const& visit) const {
    Vec3<double> const X_i = position(reference, i), x_i = position(current, i);
    for (auto k = list.offsets(i); k < list.offsets(i + 1); ++k) {
      int const site = list.neighbors(k), j = list.sites.particle(site);
      Vec3<int> const shift = list.sites.shift(site) - list.sites.shift(i);
      Vec3<double> const X = position(reference, j) + reference_box.translation(shift) - X_i;
      Vec3<double> const expected = map * X;
      Vec3<double> const rest = current_box.minimum_image(position(current, j) - x_i - expected);
      visit(Pair{j, shift, X, rest + expected - X, dot(rest, rest) < trust * trust});
    }
  }

  KOKKOS_FUNCTION PairSums operator()(std::size_t i) const {
    PairSums sum;
    (*this)(static_cast<int>(i), [&](Pair const& pair) {
      if (!pair.trusted) {
        sum.doubtful += 1;
        return;
      }
      sum.trusted += 1;
      Vec3<double> const rest = pair.moved - (map * pair.X - pair.X);
      sum.rest += dot(rest, rest);
      for (int b = 0; b < 3; ++b) {
        sum.xx.col[b] += pair.X[b] * pair.X;
        sum.ux.col[b] += pair.X[b] * pair.moved;
      }
    });
    return sum;
  }
};

template <class Pairs>
struct PairTerm {
  Pairs pairs;
  KOKKOS_FUNCTION PairSums operator()(std::size_t i) const { return pairs(i); }
};

template <ExecutionSpace Exec, class Pairs>
PairSums pair_sums(Exec const& exec, Pairs const& pairs, std::size_t n) {
  return deterministic_sum<PairSums>(exec, "match_frames::pairs", n, PairTerm<Pairs>{pairs});
}

/// The largest difference from the map of all pairs at which one image only is likely.
inline double largest_trusted(Box const& box) { return 0.25 * std::min(box.shortest_period(), 1e100); }

/// Finds the map of all pairs. Which pairs are trusted depends on the map, so it is repeated until it stays.
template <ExecutionSpace Exec, class Pairs>
void estimate_map(Exec const& exec, Pairs& pairs, std::size_t n) {
  pairs.trust = largest_trusted(pairs.current_box);
  for (int round = 0; round < 8; ++round) {
    PairSums const sums = pair_sums(exec, pairs, n);
    double const size = trace(sums.xx);
    if (!(determinant(sums.xx) > 1e-9 * size * size * size)) return;  // too few pairs, or all in a plane
    Mat3 const found = Mat3::identity() + sums.ux * inverse(sums.xx);
    Mat3 const change = found - pairs.map;
    pairs.map = found;
    if (norm(change.col[0]) + norm(change.col[1]) + norm(change.col[2]) < 1e-12) return;
  }
}

/// Finds the map of all pairs, beginning with no deformation. In a cell so small that neighbours may move by much of
/// it, also beginning with the deformation of the cell, which is better if it is no flip.
///
/// \param exec   runs the kernels
/// \param pairs  its map is set
/// \param n      number of particles
/// \param cutoff largest distance of a pair
template <ExecutionSpace Exec, class Pairs>
void find_map(Exec const& exec, Pairs& pairs, std::size_t n, double cutoff) {
  estimate_map(exec, pairs, n);
  if (pairs.current_box.shortest_period() >= 8 * cutoff) return;
  Pairs by_cells = pairs;
  by_cells.map = pairs.current_box.edges() * inverse(pairs.reference_box.edges());
  estimate_map(exec, by_cells, n);
  PairSums const a = pair_sums(exec, pairs, n), b = pair_sums(exec, by_cells, n);
  // A lattice is mapped to itself by many flips, exactly: then the first map, the smaller one, is meant.
  bool const closer = b.trusted == a.trusted && b.rest < 0.25 * a.rest && a.rest > 1e-6 * trace(a.xx);
  if (b.trusted > a.trusted || closer) pairs = by_cells;
}

/// Throws unless a matrix is one of whole numbers that keeps the lattice.
inline Mat3 checked_flip(Mat3 const& flip) {
  for (int row = 0; row < 3; ++row)
    for (int column = 0; column < 3; ++column)
      require(std::isfinite(flip(row, column)) && flip(row, column) == std::round(flip(row, column)),
              "match_frames: flip has the element ", flip(row, column), ", expected whole numbers");
  require(determinant(flip) == 1, "match_frames: flip has determinant ", determinant(flip), ", expected 1");
  return flip;
}

/// One number 1 for each of n particles: all are selected. Does not fence.
template <ExecutionSpace Exec>
Kokkos::View<int*, typename Exec::memory_space> all_selected(Exec const& exec, std::size_t n) {
  auto const all = allocate<Kokkos::View<int*, typename Exec::memory_space>>(exec, "match_frames::all", n);
  Kokkos::deep_copy(exec, all, 1);
  return all;
}

/// The axes that neighbours of the reference lead around. Along the others, as around a drop or a wire, no neighbours
/// say what the edge has become.
///
/// \returns bit d is set for axis d
template <ExecutionSpace Exec, MemorySpace Memory>
int axes_joined(Exec const& exec, NeighborList<Memory> const& list, std::size_t n) {
  auto const wraps = percolation_clusters(exec, ListContacts<Memory>(list), all_selected(exec, n)).wraps;
  int axes = 0;
  Kokkos::parallel_reduce(
      "tektite::match_frames::axes", Kokkos::RangePolicy<Exec>(exec, 0, wraps.extent(0)),
      KOKKOS_LAMBDA(int k, int& found) { found |= wraps(k); }, Kokkos::BOr<int>(axes));
  return axes;
}

/// What the reference's edges have become, in whole current edges. The particles say so where they join an edge's ends,
/// elsewhere the cells do: the current edge that is most like the reference's.
template <ExecutionSpace Exec, class Pairs>
Mat3 flip_of(Exec const& exec, Pairs const& pairs, std::size_t n) {
  Box const& box = pairs.current_box;
  Mat3 const to_edges = inverse(box.edges());
  Mat3 const by_particles = to_edges * (pairs.map * pairs.reference_box.edges());
  Mat3 const by_cells = to_edges * pairs.reference_box.edges();
  Mat3 const none = Mat3::identity();
  // Not needed for the usual frames, whose edges have hardly turned.
  int joined = -1;
  Mat3 whole = none;
  for (int column = 0; column < 3; ++column) {
    if (!box.periodic(column)) continue;
    double const turned = norm(by_particles.col[column] - none.col[column]);
    if (joined < 0 && turned > 0.2) joined = axes_joined(exec, pairs.list, n);
    Mat3 const& steps = joined < 0 || (joined >> column & 1) ? by_particles : by_cells;
    for (int row = 0; row < 3; ++row) {
      if (!box.periodic(row)) continue;
      double const value = steps(row, column);
      whole(row, column) = std::round(value);
      require(std::abs(value - whole(row, column)) < 0.45, "match_frames: edge ", column,
              " of the reference has become ", value, " times edge ", row, " of the current cell, as far as the ",
              &steps == &by_cells ? "cells" : "particles", " say: not near a whole number. Name the flip.");
    }
  }
  require(determinant(whole) == 1, "match_frames: the particles map the reference's cell to ", determinant(whole),
          " current cells, expected 1: are these frames of the same system? If they are, name the flip.");
  return whole;
}

/// Finds what the reference's edges have become, and the map of all pairs.
///
/// \param given the flip, if it is known
template <ExecutionSpace Exec, class Pairs>
Mat3 find_flip(Exec const& exec, Pairs& pairs, std::size_t n, double cutoff, std::optional<Mat3> const& given) {
  auto const deform_as = [&](Mat3 const& flip) {
    pairs.trust = largest_trusted(pairs.current_box);
    pairs.map = cell_map(pairs.reference_box, pairs.current_box, flip);
    return flip;
  };
  bool const few = n <= few_particles;
  if (given && few) return deform_as(checked_flip(*given));
  if (!few) {
    find_map(exec, pairs, n, cutoff);
    return given ? checked_flip(*given) : flip_of(exec, pairs, n);
  }
  constexpr char const* open =
      "match_frames: the particles are so few that several flips of the cell explain their motion. Name the flip.";
  auto const X = to_host(exec, copy_positions(exec, pairs.reference));
  Vec3<double> const occupied = occupied_parts(X, pairs.reference_box);
  double const spacing = spacing_in(n, pairs.reference_box, occupied);
  // Where a particle is nearer to its own images than to others, it is these that say what the cell has become.
  require(pairs.reference_box.shortest_period() >= 0.5 * spacing, open);
  FlipSearch search(X, pairs.reference_box, to_host(exec, copy_positions(exec, pairs.current)), pairs.current_box);
  bool const all_tried = search.run();
  auto const likely = search.likely();
  int const empty = empty_axes(occupied, pairs.reference_box, std::max(search.nearest(), spacing));
  if (all_tried && likely.size() == 1 && (empty == 0 || likely[0].rest < 0.2)) return deform_as(likely[0].flip);
  // Drops, wires and slabs may move otherwise than their cell.
  require(empty != 0, open);
  find_map(exec, pairs, n, cutoff);
  Mat3 const flip = flip_of(exec, pairs, n);
  require(!all_tried || flips_agree(likely, flip, empty), open);
  return flip;
}

/// Trusted pairs as contacts: the shift says how many more edges the other particle must be moved by.
template <class Pairs>
struct TrustedPairs {
  static constexpr bool row_is_particle = true;
  Pairs pairs;
  Mat3 to_fractional;  ///< inverse of the matched edges
  Box box;             ///< the matched cell

  std::size_t size() const { return pairs.list.offsets.extent(0) - 1; }

  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    int const i = static_cast<int>(row);
    Vec3<double> const x_i = position(pairs.current, i);
    pairs(i, [&](auto const& pair) {
      if (!pair.trusted) return;
      Vec3<double> const apart = position(pairs.current, pair.j) + box.translation(pair.shift) - x_i;
      Vec3<double> const edges = to_fractional * (pair.X + pair.moved - apart);
      Vec3<int> shift{};
      for (int d = 0; d < 3; ++d) shift[d] = static_cast<int>(Kokkos::round(edges[d]));
      visit(Contact{i, pair.j, shift});
    });
  }
};

/// How many trusted pairs of a particle have positions in other images than their relative displacement.
template <class Pairs>
struct JumpsOf {
  TrustedPairs<Pairs> pairs;

  KOKKOS_FUNCTION std::int64_t operator()(std::size_t i) const {
    std::int64_t jumps = 0;
    pairs(i, [&](Contact const& contact) { jumps += !(contact.shift == Vec3<int>{}); });
    return jumps;
  }
};

/// Moves `positions` by whole edges, so that all trusted pairs have their relative displacement.
template <ExecutionSpace Exec, class Pairs>
void follow_pairs(Exec const& exec, Pairs& pairs, Box const& box,
                  Kokkos::View<Vec3<double>*, typename Exec::memory_space> const& positions) {
  using Memory = typename Exec::memory_space;
  std::size_t const n = positions.extent(0);
  auto const all = all_selected(exec, n);
  PercolationClusters<Memory> parts;
  for (int halving = 0;; ++halving) {
    parts = percolation_clusters(exec, TrustedPairs<Pairs>{pairs, inverse(box.edges()), box}, all);
    auto const wraps = parts.wraps;
    int const wrapped = launch_count<int>(
        exec, "match_frames::wraps", parts.count(), KOKKOS_LAMBDA(int k, int& sum) { sum += wraps(k) != 0; });
    if (wrapped == 0) break;
    // Around some loop the displacements add up to whole edges: a slip plane among the trusted pairs.
    require(halving < 6, "match_frames: displacements of neighbours do not add up around the cell");
    pairs.trust *= 0.5;
  }
  // Parts that no trusted pair joins follow the first: their smallest members move alike, as nearly as whole edges
  // allow.
  auto const first = allocate<Kokkos::View<int*, Memory>>(exec, "match_frames::first", parts.count());
  Kokkos::deep_copy(exec, first, static_cast<int>(n));
  auto const labels = parts.labels;
  launch(exec, "match_frames::first", n, KOKKOS_LAMBDA(int i) { Kokkos::atomic_min(&first(labels(i) - 1), i); });
  auto const images = parts.images;
  auto const reference = pairs.reference;
  auto const current = pairs.current;
  Box const before = pairs.reference_box;
  launch(
      exec, "match_frames::follow", n, KOKKOS_LAMBDA(int i) {
        auto const moved = [&](int k) {
          return box.fractional(position(current, k)) - before.fractional(position(reference, k));
        };
        Vec3<int> image = images(i);
        if (labels(i) > 1) {
          Vec3<double> const apart = moved(first(labels(i) - 1)) - moved(first(0));
          for (int d = 0; d < 3; ++d) image[d] -= box.periodic(d) ? static_cast<int>(Kokkos::round(apart[d])) : 0;
        }
        positions(i) = position(current, i) + box.translation(image);
      });
}

}  // namespace tektite::detail
