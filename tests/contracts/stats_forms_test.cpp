// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/neighbors.hpp>
#include <tektite/stats.hpp>

#include <vector>

#include "forms.hpp"

namespace stats_forms_test {

using namespace tektite;
using forms::bits_of;

TEST_CASE("statistics give the same bits for positions in every form") {
  forms::Frames const s;
  for (Box const& box : {s.box, s.open}) {
    s.require_same_bits("radial_distribution", [&](auto const& x) {
      auto const g = radial_distribution(s.exec, x, s.types, box, {.cutoff = 5, .bins = 50});
      return bits_of(g.total, g.partial, g.counts, g.of_type);
    });
  }
  s.require_same_bits("structure_factor", [&](auto const& x) {
    auto const of = structure_factor(s.exec, x, s.types, s.box, {.largest_q = 2, .shell_width = 0.2});
    return bits_of(of.q, of.total, of.partial, of.vectors, of.of_type);
  });
  s.require_same_bits_of_both("displacement_moments", [&](auto const& x, auto const& y) {
    auto const all = displacement_moments(s.exec, x, y);
    auto const weighted = displacement_moments(s.exec, x, y, s.values);
    auto const selected = displacement_moments(s.exec, x, y, s.values, s.types);
    return bits_of(all.msd, all.fourth, weighted.msd, weighted.fourth, selected.msd, selected.fourth);
  });
  s.require_same_bits_of_both("self_correlation", [&](auto const& x, auto const& y) {
    SelfCorrelationOptions const near{.q = 2.5, .distance = 0.2};
    auto const all = self_correlation(s.exec, x, y, s.values, near);
    auto const selected = self_correlation(s.exec, x, y, s.values, s.types, near);
    return bits_of(all.scattering, all.overlap, selected.scattering, selected.overlap);
  });
  s.require_same_bits("particle_stress", [&](auto const& x) {
    auto const masses = to_device(s.exec, std::vector<double>{1, 2, 3, 4});
    return bits_of(particle_stress(s.exec, x, s.types, masses, {}));
  });
  s.require_same_bits("slab_profile", [&](auto const& x) {
    Kokkos::View<double* [2], forms::Host> const values("values", particle_count(x));
    Kokkos::deep_copy(values, 0.1);
    auto const profile = slab_profile(s.exec, x, values, s.box, {.axis = 0, .slabs = 5});
    return bits_of(profile.counts, profile.values);
  });
  s.require_same_bits_of_both("stress_field", [&](auto const& x, auto const& y) {
    auto const masses = to_device(s.exec, std::vector<double>{1, 2, 3, 4});
    auto const list = build_neighbor_list(s.exec, x, s.box, {.cutoff = 3});
    Kokkos::View<double*, forms::Host> const pair_forces("forces", list.neighbors.extent(0));
    Kokkos::deep_copy(pair_forces, 0.3);
    auto const field = stress_field(s.exec, y, x, y, s.types, s.box, masses, list, pair_forces, 2);
    return bits_of(field.density, field.momentum, field.flux, field.contact, stress_of(s.exec, field));
  });
  s.require_same_bits_of_both("van_hove_self", [&](auto const& x, auto const& y) {
    auto const all = van_hove_self(s.exec, x, y, {.cutoff = 0.5, .bins = 20});
    auto const selected = van_hove_self(s.exec, x, y, s.types, {.cutoff = 0.5, .bins = 20});
    return bits_of(all.density, all.counts, selected.density, selected.counts);
  });
  s.require_same_bits_of_both("van_hove_distinct", [&](auto const& x, auto const& y) {
    auto const g = van_hove_distinct(s.exec, x, y, s.types, s.box, {.cutoff = 5, .bins = 50});
    return bits_of(g.total, g.partial, g.counts, g.of_type);
  });
  s.require_same_bits_of_both("Alpha2Recorder::record", [&](auto const& x, auto const& y) {
    Alpha2Recorder recorder(s.exec, {.lags = {1}});
    recorder.record(0, x);
    recorder.record(1, y);
    return bits_of(recorder.results().front().moments.msd, recorder.results().front().moments.fourth);
  });
}

}  // namespace stats_forms_test
