// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>

#include "tektite/core/box.hpp"
#include "tektite/core/concepts.hpp"
#include "tektite/core/error.hpp"
#include "tektite/core/particles.hpp"
#include "tektite/strain/affine_fit.hpp"
#include "tektite/strain/fit_options.hpp"
#include "tektite/strain/local_fits.hpp"
#include "tektite/strain/match_frames.hpp"
#include "tektite/strain/two_term_gradient.hpp"

/// \file
/// From two frames of the same particles to the local fits, in one call.

namespace tektite {

/// Options of `local_deformation`. A fit is made where its cutoff is set.
struct LocalDeformationOptions {
  AffineOptions affine = {.cutoff = 0};  ///< of `affine_fit`; cutoff 0: not made
  TtgOptions two_term = {.cutoff = 0};   ///< of `two_term_gradient`; cutoff 0: not made
  FrameOptions frames = {};              ///< what is known of the two frames
};

/// What has happened between two frames.
template <MemorySpace Memory>
struct LocalDeformation {
  MatchedFrames<Memory> frames;  ///< the current frame as the fits take it; its `doubtful` and `jumps` tell of trouble
  AffineField<Memory> affine;    ///< empty Views where the fit was not asked for
  TtgField<Memory> two_term;     ///< empty Views where the fit was not asked for
};

/// Computes the local deformation between two frames in periodic cells: matches the frames, then makes the fits.
///
/// The frames are matched by `match_frames`, so positions may be wrapped or not, and the cell may have been flipped.
/// The fits are those of `affine_fit` and `two_term_gradient`; where both are asked for, `local_fits` makes them
/// together. Positions with ghosts have no cell to match: for these call the fits themselves.
///
/// \param exec          execution space instance that runs everything
/// \param reference     n positions [n][3]
/// \param reference_box their periodic cell
/// \param current       n positions [n][3] of the same particles in the same order
/// \param current_box   their periodic cell
/// \param options       the fits, and what is known of the frames
/// \param weight        a `FitWeight` of (distance / cutoff)^2, uniform by default
/// \returns     the matched frames and the fields of the fits that were asked for; units as for each fit
/// \throws Error no fit is asked for; as `match_frames`, `affine_fit`, `two_term_gradient` and `local_fits`
/// \cost        that of `match_frames` and of the fits
/// \fences      as these functions
/// \determinism the same bits at any thread count
/// \source      as of `match_frames`, `affine_fit` and `two_term_gradient`
template <ExecutionSpace Exec, Positions R, Positions C, FitWeight Weight = UniformWeight>
  requires AccessibleFrom<R, Exec> && AccessibleFrom<C, Exec>
LocalDeformation<typename Exec::memory_space> local_deformation(Exec const& exec, R const& reference,
                                                                Box const& reference_box, C const& current,
                                                                Box const& current_box,
                                                                LocalDeformationOptions const& options,
                                                                Weight const& weight = {}) {
  bool const affine = options.affine.cutoff != 0, two_term = options.two_term.cutoff != 0;
  require(affine || two_term,
          "local_deformation: no fit is asked for, expected a cutoff in affine, in two_term or in both");
  LocalDeformation<typename Exec::memory_space> out;
  out.frames = match_frames(exec, reference, reference_box, current, current_box, options.frames);
  auto const& x = out.frames.positions;
  Box const& box = out.frames.box;
  if (affine && two_term) {
    auto const both = local_fits(exec, reference, reference_box, x, box, options.affine, options.two_term, weight);
    out.affine = both.affine;
    out.two_term = both.two_term;
  } else if (affine) {
    out.affine = affine_fit(exec, reference, reference_box, x, box, options.affine, weight);
  } else {
    out.two_term = two_term_gradient(exec, reference, reference_box, x, box, options.two_term, weight);
  }
  return out;
}

/// Overload that runs on the default instance of the reference positions' memory.
///
/// \param reference,reference_box,current,current_box,options,weight as above
/// \returns as above
template <Positions R, Positions C, FitWeight Weight = UniformWeight>
auto local_deformation(R const& reference, Box const& reference_box, C const& current, Box const& current_box,
                       LocalDeformationOptions const& options, Weight const& weight = {}) {
  return local_deformation(typename particles_memory_space<R>::execution_space{}, reference, reference_box, current,
                           current_box, options, weight);
}

}  // namespace tektite
