// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/stats.hpp>

#include "promises.hpp"

using namespace tektite;
using promises::Row;

template <class Exec>
std::vector<Row> rows(promises::Sample<Exec> const& s) {
  RadialDistributionOptions const options{.cutoff = 3.0, .bins = 30};
  auto const rdf = radial_distribution(s.exec, s.positions, s.types, s.periodic, options);
  return {
      {"unwrapped_positions", [&s] { unwrapped_positions(s.exec, s.positions, s.images, s.box); }},
      {"displacement_moments", [&s] { displacement_moments(s.exec, s.positions, s.later); }},
      {"top_fraction", [&s] { top_fraction(s.exec, s.values); }},
      {"quantile", [&s] { quantile(s.exec, s.values, 0.3); }},
      {"histogram", [&s] { histogram(s.exec, s.values, {.bins = 5, .low = 0, .high = 1}); }},
      {"moments", [&s] { moments(s.exec, s.values); }},
      {"moments 2", [&s] { moments(s.exec, s.values, s.values); }},
      {"radial_distribution", [=, &s] { radial_distribution(s.exec, s.positions, s.types, s.box, options); }},
      {"first_shell", [=, &s] { first_shell(s.exec, rdf.r, rdf.total); }},
  };
}

TEMPLATE_LIST_TEST_CASE("statistics keep what they promise", "", promises::HostSpaces) {
  promises::require_promises<TestType>("stats", rows<TestType>);
}
