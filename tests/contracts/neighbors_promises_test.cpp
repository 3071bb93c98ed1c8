// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/neighbors.hpp>

#include "promises.hpp"

namespace neighbors_promises_test {

using namespace tektite;
using promises::Row;

template <class Exec>
std::vector<Row> rows_of(promises::Sample<Exec> const& s) {
  auto const sites = make_sites(s.exec, s.positions, s.box, 2.0);
  auto const order = spatial_order(s.exec, s.positions, s.box);
  NeighborListOptions const options{.cutoff = 2.0};
  auto list = build_neighbor_list(s.exec, s.positions, s.box, options);
  RefreshedList<typename Exec::memory_space> verlet;
  verlet.cutoff = 1.5;
  verlet.skin = 0.5;
  refresh_list(s.exec, s.positions, s.box, verlet);
  return {
      {"build_cell_list", [&s] { build_cell_list(s.exec, s.positions, frame_of(s.box), 2.0); }},
      {"rebuild_neighbor_list",
       [=, &s]() mutable { rebuild_neighbor_list(s.exec, s.positions, s.box, options, list); }},
      {"build_neighbor_list", [=, &s] { build_neighbor_list(s.exec, s.positions, s.box, options); }},
      {"make_sites", [&s] { make_sites(s.exec, s.positions, s.box, 2.0); }},
      {"site_positions", [=, &s] { site_positions(s.exec, s.positions, s.box, sites); }},
      {"refresh_list", [=, &s]() mutable { refresh_list(s.exec, s.positions, s.box, verlet); }},
      {"refresh_list_from_reference", [=, &s]() mutable { refresh_list_from_reference(s.exec, verlet); }},
      {"list_is_valid", [=, &s] { list_is_valid(s.exec, s.later, s.box, verlet); }},
      {"nearest_to_build", [=, &s]() mutable { nearest_to_build(s.exec, s.later, s.box, verlet); }},
      {"update_list", [=, &s]() mutable { update_list(s.exec, s.later, s.box, verlet); }},
      {"spatial_order", [&s] { spatial_order(s.exec, s.positions, s.box); }},
      {"reorder", [=, &s] { reorder(s.exec, order, s.values); }},
      {"restore", [=, &s] { restore(s.exec, order, s.values); }},
  };
}

TEMPLATE_LIST_TEST_CASE("functions on neighbours keep what they promise", "", promises::HostSpaces) {
  promises::require_promises<TestType>("neighbors", rows_of<TestType>);
}

}  // namespace neighbors_promises_test
