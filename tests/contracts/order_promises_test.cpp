// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/order.hpp>
#include <tektite/voronoi.hpp>

#include "promises.hpp"

using namespace tektite;
using promises::Row;

template <class Exec>
std::vector<Row> rows_of(promises::Sample<Exec> const& s) {
  auto const list = build_neighbor_list(s.exec, s.positions, s.box, {.cutoff = 1.5});
  auto const contacts = contacts_within(s.exec, s.positions, s.box, 1.5);
  auto const cells = voronoi(s.exec, s.positions, s.box);
  auto const bonds = bonds_of(s.exec, s.positions, s.box, list);
  auto const harmonics = bond_harmonics(s.exec, bonds, 6);
  auto const signatures = pair_signatures(s.exec, bonds, 1.5);
  return {
      {"bonds_of", [=, &s] { bonds_of(s.exec, s.positions, s.box, list); }},
      {"bonds_of 2", [=, &s] { bonds_of(s.exec, s.positions, s.box, contacts); }},
      {"area_weighted_bonds", [=, &s] { area_weighted_bonds(s.exec, s.positions, s.box, cells); }},
      {"common_neighbor_analysis", [=, &s] { common_neighbor_analysis(s.exec, bonds); }},
      {"pair_signatures", [=, &s] { pair_signatures(s.exec, bonds, 1.5); }},
      {"pair_histogram", [=, &s] { pair_histogram(s.exec, signatures); }},
      {"chemical_order", [=, &s] { chemical_order(s.exec, bonds, s.types, 2); }},
      {"bond_harmonics", [=, &s] { bond_harmonics(s.exec, bonds, 6); }},
      {"averaged_harmonics", [=, &s] { averaged_harmonics(s.exec, bonds, harmonics); }},
      {"bond_order", [=, &s] { bond_order(s.exec, harmonics); }},
      {"third_bond_order", [=, &s] { third_bond_order(s.exec, harmonics); }},
      {"solid_bonds", [=, &s] { solid_bonds(s.exec, bonds, harmonics, 0.5); }},
  };
}

TEMPLATE_LIST_TEST_CASE("functions of local order keep what they promise", "", promises::HostSpaces) {
  promises::require_promises<TestType>("order", rows_of<TestType>);
}
