// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/core/copy.hpp>
#include <tektite/voronoi/indices.hpp>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstddef>
#include <map>
#include <vector>

#include "support/test_configurations.hpp"

namespace indices_test {

using tektite::Box;
using Exec = Kokkos::DefaultExecutionSpace;

TEST_CASE("fractions of faces are their numbers over that of all faces") {
  Box const box = Box::orthogonal(12, 12, 12);
  auto const points = configurations::to_view(configurations::random_points(box, 200, 51));
  Exec const exec{};
  auto const cells = voronoi(exec, points, box);
  auto const indices = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, cells.indices);
  auto const counts = tektite::to_host(exec, cells.face_counts);
  auto const fractions = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, face_fractions(exec, cells));
  for (std::size_t i = 0; i < 200; ++i)
    for (std::size_t k = 0; k < 4; ++k) REQUIRE(fractions(i, k) == double(indices(i, k)) / counts[i]);
  // Two particles at one place have no cells.
  Kokkos::View<tektite::Vec3<double>*> const same("same", 2);
  auto const none =
      Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, face_fractions(exec, voronoi(exec, same, box)));
  REQUIRE(none(0, 2) == 0);
  REQUIRE_THROWS_WITH(
      [&] {
        auto changed = cells;
        changed.indices = {};
        face_fractions(exec, changed);
      }(),
      Catch::Matchers::ContainsSubstring("indices of 0, but the faces of 200 cells"));
}

TEST_CASE("the histogram counts all indices, most frequent first, and a selection finds them again") {
  Box const box = Box::orthogonal(12, 12, 12);
  auto const points = configurations::to_view(configurations::random_points(box, 200, 51));
  Exec const exec{};
  auto const full = voronoi(exec, points, box);
  auto const a = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, full.indices);
  std::map<std::array<int, 4>, int> counts;
  for (int i = 0; i < 200; ++i) ++counts[{a(i, 0), a(i, 1), a(i, 2), a(i, 3)}];
  auto const histogram = index_histogram(exec, full, 1000);
  REQUIRE(histogram.size() == counts.size());
  for (std::size_t k = 0; k < histogram.size(); ++k) {
    REQUIRE(counts.at(histogram[k].index) == histogram[k].count);
    if (k == 0) continue;
    auto const &p = histogram[k - 1], &q = histogram[k];
    REQUIRE((p.count > q.count || (p.count == q.count && p.index < q.index)));
    auto const mask = Kokkos::create_mirror_view_and_copy(
        Kokkos::HostSpace{}, tektite::select_index(exec, full.indices, histogram[k].index));
    int selected = 0;
    for (int i = 0; i < 200; ++i) selected += mask(i);
    REQUIRE(selected == histogram[k].count);
  }
  REQUIRE(index_histogram(exec, full, 3).size() == 3);
}

TEST_CASE("cells that could not be made are not counted, and of equal counts the smallest index comes first") {
  using tektite::Status;
  Exec const exec{};
  std::vector<std::array<int, 4>> const indices{{0, 0, 12, 0}, {0, 2, 8, 2}, {0, 0, 12, 0}, {0, 2, 8, 1}, {9, 9, 9, 9}};
  std::vector<Status> const status{Status::ok, Status::degenerate, Status::incomplete, Status::ok, Status::incomplete};
  tektite::VoronoiCells<Exec::memory_space> cells;
  cells.status = tektite::to_device(status);
  cells.indices = Kokkos::View<int* [4], Exec::memory_space>("indices", indices.size());
  auto const host = Kokkos::create_mirror_view(cells.indices);
  for (std::size_t i = 0; i < indices.size(); ++i)
    for (std::size_t k = 0; k < 4; ++k) host(i, k) = indices[i][k];
  Kokkos::deep_copy(cells.indices, host);
  std::vector<tektite::IndexCount> const expected{{{0, 0, 12, 0}, 1}, {{0, 2, 8, 1}, 1}, {{0, 2, 8, 2}, 1}};
  REQUIRE(index_histogram(exec, cells) == expected);
  auto damaged = cells;
  damaged.status = Kokkos::View<Status*, Exec::memory_space>("status", 3);
  REQUIRE_THROWS_WITH(index_histogram(exec, damaged),
                      Catch::Matchers::ContainsSubstring("indices of 5, but the status of 3 cells"));
  // A selection looks at all four numbers, whatever the status.
  REQUIRE(tektite::to_host(tektite::select_index(exec, cells.indices, tektite::full_icosahedron)) ==
          std::vector<unsigned char>{1, 0, 1, 0, 0});
  REQUIRE(tektite::to_host(tektite::select_index(exec, cells.indices, {0, 2, 8, 2})) ==
          std::vector<unsigned char>{0, 1, 0, 0, 0});
}

}  // namespace indices_test
