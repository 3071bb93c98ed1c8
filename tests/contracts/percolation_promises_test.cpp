// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/neighbors/spatial_order.hpp>
#include <tektite/percolation.hpp>

#include "promises.hpp"

namespace percolation_promises_test {

using namespace tektite;
using promises::Row;

template <class Exec>
std::vector<Row> rows_of(promises::Sample<Exec> const& s) {
  auto const list = build_neighbor_list(s.exec, s.positions, s.box, {.cutoff = 1.0});
  auto const clusters = percolation_clusters(s.exec, list, s.types);
  ListContacts<typename Exec::memory_space> const contacts{list};
  auto const components = connected_components(s.exec, s.n, contacts);
  auto const ids = spatial_order(s.exec, s.positions, s.box).particle;
  auto const sets = make_union_find(s.exec, s.n);
  return {
      {"cluster_geometry", [=, &s] { cluster_geometry(s.exec, s.positions, s.box, clusters); }},
      {"canonical_labels", [=, &s] { canonical_labels(s.exec, components, s.types); }},
      {"canonical_labels 2", [=, &s] { canonical_labels(s.exec, components, s.types, ids); }},
      {"connected_components", [=, &s] { connected_components(s.exec, s.n, contacts); }},
      {"connected_components 2", [=, &s] { connected_components(s.exec, s.n, contacts, ids); }},
      {"contacts_within", [&s] { contacts_within(s.exec, s.positions, s.box, 1.0); }},
      {"percolation_null_model", [=, &s] { percolation_null_model(s.exec, list, clusters, s.types, {.repeats = 2}); }},
      {"percolation_clusters", [=, &s] { percolation_clusters(s.exec, list, s.types); }},
      {"percolation_clusters 2", [=, &s] { percolation_clusters(s.exec, list, s.types, ids); }},
      {"size_distribution", [=, &s] { size_distribution(s.exec, clusters); }},
      {"size_bins", [=, &s] { size_bins(s.exec, clusters, s.n); }},
      {"size_exponent", [=, &s] { size_exponent(s.exec, clusters.sizes); }},
      {"spanning_axes", [=, &s] { spanning_axes(s.exec, s.positions, s.box, clusters, {.depth = 1.0}); }},
      {"make_union_find", [&s] { make_union_find(s.exec, s.n); }},
      {"flatten", [=, &s] { flatten(s.exec, sets); }},
      {"make_winding_union_find", [&s] { make_winding_union_find(s.exec, s.n); }},
  };
}

TEMPLATE_LIST_TEST_CASE("functions on clusters keep what they promise", "", promises::HostSpaces) {
  promises::require_promises<TestType>("percolation", rows_of<TestType>);
}

}  // namespace percolation_promises_test
