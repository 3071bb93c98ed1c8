// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/neighbors/neighbor_search.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <vector>

#include "support/test_configurations.hpp"

namespace neighbor_search_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;

TEST_CASE("a search visits the points within the cutoff of any place, each once") {
  Box const box = Box::orthogonal(9, 10, 11);
  auto const points = configurations::random_points(box, 300, 3);
  auto const places = configurations::random_points(box, 50, 4);
  double const cutoff = 2.1;
  auto const x = configurations::to_view(points), at = configurations::to_view(places);
  auto const cells = build_cell_list(Exec{}, x, box.edges(), 1.0);
  NeighborSearch<Exec::memory_space> const near(x, cells, cutoff);
  Kokkos::View<int**> const visits("visits", 50, 300);
  Kokkos::parallel_for(
      "search", Kokkos::RangePolicy<Exec>(0, 50),
      KOKKOS_LAMBDA(int i) { near(at(i), [&](int k) { visits(i, k) += 1; }); });
  auto const found = configurations::host_mirror(visits);
  for (int i = 0; i < 50; ++i)
    for (int k = 0; k < 300; ++k) REQUIRE(found(i, k) == (norm(points[k] - places[i]) <= cutoff));
}

TEST_CASE("a search in a grid of other points, or without a radius, is refused") {
  using Catch::Matchers::ContainsSubstring;
  Box const box = Box::orthogonal(9, 10, 11);
  auto const x = configurations::to_view(configurations::random_points(box, 30, 3));
  auto const other = configurations::to_view(configurations::random_points(box, 20, 3));
  auto const cells = build_cell_list(Exec{}, x, box.edges(), 1.0);
  using Search = NeighborSearch<Exec::memory_space>;
  REQUIRE_THROWS_WITH(Search(other, cells, 1.0), ContainsSubstring("20 points, but the grid is of 30"));
  REQUIRE_THROWS_WITH(Search(x, cells, -1.0), ContainsSubstring("radius -1"));
  REQUIRE_THROWS_WITH(Search(x, cells, std::nan("")), ContainsSubstring("radius"));
}

}  // namespace neighbor_search_test
