// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "tektite/core/bounds.hpp"
#include "tektite/core/box.hpp"
#include "tektite/core/checks.hpp"
#include "tektite/core/compiled.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/core/spacing.hpp"
#include "tektite/detail/memory.hpp"
#include "tektite/neighbors/neighbor_list.hpp"
#include "tektite/strain/detail/frame_pairs.hpp"

/// \file
/// Two frames of the same particles, made comparable: edges of the cells that correspond, and positions that follow
/// each other across the boundaries.
///
/// \source the displacement of a neighbour relative to a particle, reduced by the current lattice, needs neither image
/// flags nor corresponding edges; it is right while neighbours move relative to each other by less than half the
/// shortest lattice vector. Translations, flips and moving origins cancel in it. This is a choice of this library.

namespace tektite {

/// What is known of two frames.
struct FrameOptions {
  bool unwrapped = false;  ///< both carry image flags or were never wrapped: displacements are differences as they are
  double cutoff = 0;       ///< reference neighbours within this distance are compared; 0: 1.3 mean spacings
  /// Whole edges that the current cell was flipped by: `Mat3` of whole numbers, determinant 1, whose columns say what
  /// the reference's edges have become in units of the current ones. Empty: found from the particles.
  std::optional<Mat3> flip = {};
};

/// The current frame in terms of the reference.
template <MemorySpace Memory>
struct MatchedFrames {
  Box box;                                        ///< the current cell, spanned by what the reference's edges became
  Mat3 flip = Mat3::identity();                   ///< these edges in units of those given: whole numbers
  Kokkos::View<Vec3<double>*, Memory> positions;  ///< n current positions that follow the reference
  std::int64_t pairs = 0;                         ///< neighbour pairs that were compared
  std::int64_t doubtful = 0;  ///< of these: pairs whose relative displacement could have another image (see below)
  std::int64_t jumps = 0;     ///< of unwrapped frames: pairs that move by whole edges relative to each other
};

namespace detail {

/// Does the work of `match_frames`, whose contract it has.
template <ExecutionSpace Exec, Positions R, Positions C>
MatchedFrames<typename Exec::memory_space> follow_reference(Exec const& exec, R const& reference,
                                                            Box const& reference_box, C const& current,
                                                            Box const& current_box, FrameOptions const& options) {
  std::size_t const n = particle_count(reference);
  require(particle_count(current) == n, "match_frames: ", n, " reference positions, but ", particle_count(current),
          " current ones");
  require(std::isfinite(options.cutoff) && options.cutoff >= 0, "match_frames: cutoff ", options.cutoff,
          " must be finite and positive, or 0 for 1.3 mean spacings");
  for (int d = 0; d < 3; ++d)
    require(reference_box.periodic(d) == current_box.periodic(d), "match_frames: axis ", d,
            " is periodic in one of the cells only");
  require_near(exec, current, current_box);
  MatchedFrames<typename Exec::memory_space> result;
  result.box = current_box;
  result.positions = copy_positions(exec, current);
  if (n == 0) return result;

  double cutoff = options.cutoff > 0 ? options.cutoff : 1.3 * occupied_spacing(exec, reference, reference_box);
  auto list = build_neighbor_list(exec, reference, reference_box, {.cutoff = cutoff, .half = true});
  // Two particles seem to occupy a part of their cell only. In a crystal they fill it.
  if (list.neighbors.extent(0) == 0 && options.cutoff == 0) {
    cutoff = 1.3 * std::cbrt(reference_box.volume() / double(n));
    list = build_neighbor_list(exec, reference, reference_box, {.cutoff = cutoff, .half = true});
  }
  FramePairs<typename Exec::memory_space, R, C> pairs{reference, current, reference_box, current_box, list};
  result.flip = find_flip(exec, pairs, n, cutoff, options.flip);
  if (!(result.flip == Mat3::identity())) result.box = current_box.with_edges(current_box.edges() * result.flip);
  if (!options.unwrapped) follow_pairs(exec, pairs, result.box, result.positions);
  auto const sums = pair_sums(exec, pairs, n);
  result.pairs = sums.trusted + sums.doubtful;
  result.doubtful = options.unwrapped ? 0 : sums.doubtful;
  using Jumps = JumpsOf<decltype(pairs)>;
  if (options.unwrapped)
    result.jumps = deterministic_sum<std::int64_t>(exec, "match_frames::jumps", n,
                                                   Jumps{{pairs, inverse(result.box.edges()), result.box}});
  return result;
}

TEKTITE_STRAIN_INSTANCE(MatchedFrames<compiled::Memory> follow_reference(compiled::Exec const&,
                                                                         compiled::Positions const&, Box const&,
                                                                         compiled::Positions const&, Box const&,
                                                                         FrameOptions const&));

}  // namespace detail

/// Makes two frames comparable for `affine_fit`, `two_term_gradient`, `local_fits`: flips of the cell are undone, and
/// positions without image flags follow the reference.
///
/// For neighbours i, j in the reference, u_ij = (x_j - x_i) - X_ij is brought to its shortest image in the current
/// lattice. The map F = 1 + <u X^T> <X X^T>^-1 of all pairs says what the reference's edges H_0 have become; in units
/// of the current edges H that is a matrix of whole numbers, round(H^-1 F H_0). For an edge that no neighbours lead
/// around (drops, wires, slabs in vacuum, which may turn in their cell), the cells decide: round(H^-1 H_0). Pairs with
/// |u - (F - 1) X| above a quarter of the shortest lattice vector (slip planes) are doubtful and do not count. Without
/// image flags, each particle gets the image that makes all pairs but the doubtful ones consistent; parts that only
/// doubtful pairs join (blocks that have slipped) are put where they have moved least. F is found in steps that begin
/// with 1; where the cell is less than eight cutoffs wide, also with H H_0^-1, and what fits better is taken.
///
/// In cells of at most 32 particles neighbours may move by half the cell. There each flip that deforms the cell by less
/// than a factor of about two is tried, on the host, with the deformation of the cell as F: the one with the smallest
/// deformation and the smallest rest of the relative displacements is taken, if no other is nearly as likely. Drops,
/// wires and slabs where this is not decided are treated like those of more particles.
///
/// So the result is the same for any rigid translation of a frame, any flip, any choice of images. Frames that are said
/// to be unwrapped are taken as they are; many `jumps` tell that they are not, such as image flags of different runs.
///
/// \param exec          execution space instance that runs everything
/// \param reference     n positions, wrapped or not
/// \param reference_box their periodic cell
/// \param current       n positions of the same particles in the same order, wrapped or not
/// \param current_box   their periodic cell
/// \param options       what is known of the frames
/// \returns cell and positions; their `doubtful` is 0 where nothing had to be assumed
/// \throws Error        unequal numbers of particles, a cutoff that is negative or not finite, other periodic axes,
///                      positions that are not finite; a flip that nothing decides: name it in `FrameOptions::flip`
/// \cost O(n) work; about 130 bytes per particle, of which 24 are the result
/// \fences several times, for sizes and sums
/// \determinism the same bits at any thread count
template <ExecutionSpace Exec, Positions R, Positions C>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
MatchedFrames<typename Exec::memory_space> match_frames(Exec const& exec, R const& reference, Box const& reference_box,
                                                        C const& current, Box const& current_box,
                                                        FrameOptions const& options = {}) {
  return detail::follow_reference(exec, detail::common_form(reference), reference_box, detail::common_form(current),
                                  current_box, options);
}

/// Overload that runs on the default instance of the reference positions' memory.
/// \param reference,reference_box,current,current_box,options as above
/// \returns as above
template <Positions R, Positions C>
auto match_frames(R const& reference, Box const& reference_box, C const& current, Box const& current_box,
                  FrameOptions const& options = {}) {
  return match_frames(typename particles_memory_space<R>::execution_space{}, reference, reference_box, current,
                      current_box, options);
}

}  // namespace tektite
