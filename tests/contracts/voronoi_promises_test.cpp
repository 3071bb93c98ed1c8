// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/network.hpp>
#include <tektite/voronoi.hpp>

#include <numeric>
#include <span>
#include <vector>

#include "promises.hpp"

namespace voronoi_promises_test {

using namespace tektite;
using promises::Row;

template <class Exec>
std::vector<Row> rows_of(promises::Sample<Exec> const& s) {
  auto const cells = voronoi(s.exec, s.positions, s.box);
  auto const indices = cells.indices;
  auto const most = index_histogram(s.exec, cells).front().index;
  return {
      {"voronoi", [&s] { voronoi(s.exec, s.positions, s.box); }},
      {"radical_voronoi", [&s] { radical_voronoi(s.exec, s.positions, s.values, s.box); }},
      {"select_index", [=, &s] { select_index(s.exec, indices, most); }},
      {"face_fractions", [=, &s] { face_fractions(s.exec, cells); }},
      {"index_histogram", [=, &s] { index_histogram(s.exec, cells); }},
      {"index_histogram_over_ranks", [=, &s] { index_histogram_over_ranks(s.exec, OneRank{}, cells); }},
  };
}

template <class Exec>
std::vector<Row> network_rows_of(promises::Sample<Exec> const& s) {
  auto const cells = voronoi(s.exec, s.positions, s.box);
  auto const indices = cells.indices;
  auto const selected = select_index(s.exec, indices, index_histogram(s.exec, cells).front().index);
  std::vector<int> ids(s.positions.extent(0));
  std::iota(ids.begin(), ids.end(), 0);
  return {{"ordered_networks", [=, &s] { ordered_networks(s.exec, cells, selected); }},
          {"ordered_networks_over_ranks",
           [=, &s] { ordered_networks_over_ranks(s.exec, OneRank{}, cells, selected, std::span<int const>(ids)); }}};
}

TEMPLATE_LIST_TEST_CASE("functions on Voronoi cells keep what they promise", "", promises::HostSpaces) {
  promises::require_promises<TestType>("voronoi", rows_of<TestType>);
  promises::require_promises<TestType>("network", network_rows_of<TestType>);
}

}  // namespace voronoi_promises_test
