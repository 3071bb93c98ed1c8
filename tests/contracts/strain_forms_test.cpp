// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/strain.hpp>

#include "forms.hpp"

namespace strain_forms_test {

using namespace tektite;
using forms::bits_of;

forms::Bits bits_of_affine(AffineField<forms::Host> const& f) {
  return bits_of(f.F, f.d2min, f.shear, f.volumetric, f.neighbor_count, f.status);
}

forms::Bits bits_of_two_term(TtgField<forms::Host> const& f) {
  return bits_of(f.F, f.G, f.residual, f.condition, f.neighbor_count, f.status);
}

TEST_CASE("functions on strain give the same bits for positions in every form") {
  forms::Frames const s;
  AffineOptions const affine{.cutoff = 4};
  TtgOptions const two_term{.cutoff = 4.5};
  s.require_same_bits_of_both("affine_fit", [&](auto const& x, auto const& y) {
    return bits_of_affine(affine_fit(s.exec, x, s.box, y, s.box, affine));
  });
  s.require_same_bits_of_both("two_term_gradient", [&](auto const& x, auto const& y) {
    return bits_of_two_term(two_term_gradient(s.exec, x, s.box, y, s.box, two_term));
  });
  s.require_same_bits_of_both("local_fits", [&](auto const& x, auto const& y) {
    auto const fits = local_fits(s.exec, x, s.box, y, s.box, affine, two_term);
    auto bits = bits_of_affine(fits.affine);
    auto const more = bits_of_two_term(fits.two_term);
    bits.insert(bits.end(), more.begin(), more.end());
    return bits;
  });
  s.require_same_bits_of_both("match_frames", [&](auto const& x, auto const& y) {
    auto const frames = match_frames(s.exec, x, s.box, y, s.box);
    return bits_of(frames.positions, frames.flip, frames.box.edges(), frames.pairs, frames.doubtful, frames.jumps);
  });
  s.require_same_bits_of_both("local_deformation", [&](auto const& x, auto const& y) {
    return bits_of_affine(local_deformation(s.exec, x, s.box, y, s.box, {.affine = affine}).affine);
  });
}

}  // namespace strain_forms_test
