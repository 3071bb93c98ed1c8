// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/strain.hpp>

#include "promises.hpp"

namespace strain_promises_test {

using namespace tektite;
using promises::Row;

template <class Exec>
std::vector<Row> rows_of(promises::Sample<Exec> const& s) {
  auto const field = two_term_gradient(s.exec, s.positions, s.box, s.later, s.box, {.cutoff = 2.0});
  auto const measures = deformation_measures(s.exec, field);
  auto const scale = mean_motions(s.exec, measures);
  return {
      {"affine_fit", [&s] { affine_fit(s.exec, s.positions, s.box, s.later, s.box, {.cutoff = 2.0}); }},
      {"local_fits",
       [&s] { local_fits(s.exec, s.positions, s.box, s.later, s.box, {.cutoff = 2.0}, {.cutoff = 2.0}); }},
      {"match_frames", [&s] { match_frames(s.exec, s.positions, s.periodic, s.later, s.periodic); }},
      {"local_deformation",
       [&s] { local_deformation(s.exec, s.positions, s.periodic, s.later, s.periodic, {.affine = {.cutoff = 2.0}}); }},
      {"deformation_measures", [=, &s] { deformation_measures(s.exec, field); }},
      {"mean_motions", [=, &s] { mean_motions(s.exec, measures); }},
      {"dominant_motion", [=, &s] { dominant_motion(s.exec, measures, scale); }},
      {"two_term_gradient", [&s] { two_term_gradient(s.exec, s.positions, s.box, s.later, s.box, {.cutoff = 2.0}); }},
  };
}

TEMPLATE_LIST_TEST_CASE("functions on strain keep what they promise", "", promises::HostSpaces) {
  promises::require_promises<TestType>("strain", rows_of<TestType>);
}

}  // namespace strain_promises_test
