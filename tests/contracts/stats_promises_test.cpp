// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/stats.hpp>

#include <numbers>
#include <vector>

#include "promises.hpp"

namespace stats_promises_test {

using namespace tektite;
using promises::Row;

template <class Exec>
std::vector<Row> rows_of(promises::Sample<Exec> const& s) {
  RadialDistributionOptions const options{.cutoff = 3.0, .bins = 30};
  auto const rdf = radial_distribution(s.exec, s.positions, s.types, s.periodic, options);
  SelfCorrelationOptions const near{.q = 2, .distance = 1};
  VanHoveOptions const lengths{.cutoff = 2, .bins = 10};
  auto const list = build_neighbor_list(s.exec, s.positions, s.periodic, {.cutoff = 2});
  auto const broken = bond_breaking(s.exec, list, list);
  // A frame is a row: two frames of all particles.
  Kokkos::View<double**, Kokkos::LayoutRight, typename Exec::memory_space> const frames("frames", 2, s.n);
  for (int t = 0; t < 2; ++t) Kokkos::deep_copy(s.exec, Kokkos::subview(frames, t, Kokkos::ALL), s.values);
  HistogramOptions const bins{.bins = 5, .low = 0, .high = 1};
  StructureFactorOptions const shells{.largest_q = 2 * std::numbers::pi / 10, .shell_width = 0.1, .most_per_shell = 1};
  Kokkos::View<double* [6], typename Exec::memory_space> const six("six", s.n);
  auto const masses = to_device(s.exec, std::vector<double>{1, 2});
  Kokkos::View<double*, typename Exec::memory_space> const pair_forces("forces", list.neighbors.extent(0));
  auto const free_list = build_neighbor_list(s.exec, s.positions, s.box, {.cutoff = 2});
  Kokkos::View<double*, typename Exec::memory_space> const free_forces("forces", free_list.neighbors.extent(0));
  auto const field =
      stress_field(s.exec, s.positions, s.positions, s.later, s.types, s.periodic, masses, list, pair_forces, 1);
  return {
      {"displacement_moments", [&s] { displacement_moments(s.exec, s.positions, s.later, s.values); }},
      {"displacement_moments 2", [&s] { displacement_moments(s.exec, s.positions, s.later, s.values, s.types); }},
      {"self_correlation", [=, &s] { self_correlation(s.exec, s.positions, s.later, s.values, near); }},
      {"self_correlation 2", [=, &s] { self_correlation(s.exec, s.positions, s.later, s.values, s.types, near); }},
      {"van_hove_self", [=, &s] { van_hove_self(s.exec, s.positions, s.later, lengths); }},
      {"van_hove_self 2", [=, &s] { van_hove_self(s.exec, s.positions, s.later, s.types, lengths); }},
      {"van_hove_distinct", [=, &s] { van_hove_distinct(s.exec, s.positions, s.later, s.types, s.periodic, options); }},
      {"bond_breaking", [=, &s] { bond_breaking(s.exec, list, list); }},
      {"bond_correlation", [=, &s] { bond_correlation(s.exec, broken); }},
      {"bond_correlation 2", [=, &s] { bond_correlation(s.exec, broken, s.types); }},
      {"lagged_correlation",
       [=, &s] { lagged_correlation(s.exec, frames, frames, {.largest_lag = 0, .controls = 2}); }},
      {"top_fraction", [&s] { top_fraction(s.exec, s.values); }},
      {"top_fraction 2", [&s] { top_fraction(s.exec, s.values, s.types); }},
      {"quantile", [&s] { quantile(s.exec, s.values, 0.3); }},
      {"quantile 2", [&s] { quantile(s.exec, s.values, s.types, 0.3); }},
      {"histogram", [=, &s] { histogram(s.exec, s.values, bins); }},
      {"histogram 2", [=, &s] { histogram(s.exec, s.values, s.types, bins); }},
      {"moments", [&s] { moments(s.exec, s.values); }},
      {"moments 2", [&s] { moments(s.exec, s.values, s.values); }},
      {"moments 3", [&s] { moments(s.exec, s.values, s.types); }},
      {"moments_over_ranks", [&s] { moments_over_ranks(s.exec, OneRank{}, s.values); }},
      {"moments_over_ranks 2", [&s] { moments_over_ranks(s.exec, OneRank{}, s.values, s.types); }},
      {"quantile_over_ranks", [&s] { quantile_over_ranks(s.exec, OneRank{}, s.values, 0.3); }},
      {"quantile_over_ranks 2", [&s] { quantile_over_ranks(s.exec, OneRank{}, s.values, s.types, 0.3); }},
      {"top_fraction_over_ranks", [&s] { top_fraction_over_ranks(s.exec, OneRank{}, s.values); }},
      {"top_fraction_over_ranks 2", [&s] { top_fraction_over_ranks(s.exec, OneRank{}, s.values, s.types); }},
      {"radial_distribution_over_ranks", [=, &s] { radial_distribution_over_ranks(s.exec, OneRank{}, rdf, 1.0); }},
      {"radial_distribution", [=, &s] { radial_distribution(s.exec, s.positions, s.types, s.box, options); }},
      {"structure_factor", [=, &s] { structure_factor(s.exec, s.positions, s.types, s.periodic, shells); }},
      {"particle_stress", [=, &s] { particle_stress(s.exec, s.later, s.types, masses, six); }},
      {"slab_profile", [=, &s] { slab_profile(s.exec, s.positions, six, s.periodic, {.slabs = 10}); }},
      {"stress_field",
       [=, &s] {
         stress_field(s.exec, s.positions, s.positions, s.later, s.types, s.box, masses, free_list, free_forces, 1);
       }},
      {"stress_of", [=, &s] { stress_of(s.exec, field); }},
      {"first_shell", [=, &s] { first_shell(s.exec, rdf.r, rdf.total); }},
  };
}

TEMPLATE_LIST_TEST_CASE("statistics keep what they promise", "", promises::HostSpaces) {
  promises::require_promises<TestType>("stats", rows_of<TestType>);
}

}  // namespace stats_promises_test
