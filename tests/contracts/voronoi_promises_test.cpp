// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/network.hpp>
#include <tektite/voronoi.hpp>

#include "promises.hpp"

using namespace tektite;
using promises::Row;

template <class Exec>
std::vector<Row> rows(promises::Sample<Exec> const& s) {
  auto const cells = voronoi(s.exec, s.positions, s.box);
  auto const indices = voronoi_indices(s.exec, cells);
  auto const most = index_histogram(s.exec, cells).front().index;
  return {
      {"voronoi", [&s] { voronoi(s.exec, s.positions, s.box); }},
      {"radical_voronoi", [&s] { radical_voronoi(s.exec, s.positions, s.values, s.box); }},
      {"voronoi_indices", [=, &s] { voronoi_indices(s.exec, cells); }},
      {"select_index", [=, &s] { select_index(s.exec, indices, most); }},
      {"index_histogram", [=, &s] { index_histogram(s.exec, cells); }},
  };
}

template <class Exec>
std::vector<Row> network_rows(promises::Sample<Exec> const& s) {
  auto const cells = voronoi(s.exec, s.positions, s.box);
  auto const indices = voronoi_indices(s.exec, cells);
  auto const selected = select_index(s.exec, indices, index_histogram(s.exec, cells).front().index);
  return {{"ordered_networks", [=, &s] { ordered_networks(s.exec, cells, selected); }}};
}

TEMPLATE_LIST_TEST_CASE("functions on Voronoi cells keep what they promise", "", promises::HostSpaces) {
  promises::require_promises<TestType>("voronoi", rows<TestType>);
  promises::require_promises<TestType>("network", network_rows<TestType>);
}
