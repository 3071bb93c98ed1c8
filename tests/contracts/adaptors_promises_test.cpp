// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::boost

#include <tektite/adaptors/boost_graph.hpp>
#include <tektite/network.hpp>
#include <tektite/voronoi.hpp>

#include "promises.hpp"

namespace adaptors_promises_test {

using namespace tektite;
using promises::Row;

template <class Exec>
std::vector<Row> rows_of(promises::Sample<Exec> const& s) {
  ListContacts<typename Exec::memory_space> const contacts{
      build_neighbor_list(s.exec, s.positions, s.box, {.cutoff = 1.0})};
  auto const cells = voronoi(s.exec, s.positions, s.box);
  auto const indices = cells.indices;
  auto const selected = select_index(s.exec, indices, index_histogram(s.exec, cells).front().index);
  auto const networks = ordered_networks(s.exec, cells, selected);
  return {
      {"contact_graph", [=, &s] { adaptors::contact_graph(s.exec, s.n, contacts, s.types); }},
      {"cluster_graph", [=, &s] { adaptors::cluster_graph(s.exec, networks); }},
  };
}

TEMPLATE_LIST_TEST_CASE("graphs keep what they promise", "", promises::HostSpaces) {
  promises::require_promises<TestType>("adaptors", rows_of<TestType>);
}

}  // namespace adaptors_promises_test
