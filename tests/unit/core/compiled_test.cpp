// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/core/compiled.hpp>
#include <tektite/core/copy.hpp>
#include <tektite/neighbors/neighbor_list.hpp>
#include <tektite/voronoi/voronoi.hpp>

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "support/test_configurations.hpp"

namespace compiled_test {

using tektite::Box;
using tektite::Vec3;
using Exec = tektite::compiled::Exec;

namespace {

/// Positions that the library of compiled instances does not know: calls with them are compiled in this file.
struct OwnPositions {
  std::vector<Vec3<double>> const* points;
};

}  // namespace

}  // namespace compiled_test

template <>
struct tektite::ParticleTraits<compiled_test::OwnPositions> {
  using memory_space = Kokkos::HostSpace;
  static std::size_t size(compiled_test::OwnPositions const& p) { return p.points->size(); }
  static Vec3<double> get(compiled_test::OwnPositions const& p, std::size_t i) { return (*p.points)[i]; }
};

namespace compiled_test {

TEST_CASE("calls that are compiled once and calls that are compiled where they stand have the same results") {
  Box const box = Box::triclinic({9, 8, 10}, 2, -1, 3);
  auto const points = configurations::random_points(box, 500, 77);
  tektite::InterleavedArray<double> const usual{&points[0].x, points.size()};
  OwnPositions const own{&points};
  Exec const exec;

  auto const a = tektite::build_neighbor_list(exec, usual, box, {.cutoff = 2.5, .skin = 0.3});
  auto const b = tektite::build_neighbor_list(exec, own, box, {.cutoff = 2.5, .skin = 0.3});
  REQUIRE(a.neighbors.extent(0) > 1000);
  REQUIRE(tektite::to_host(a.neighbors) == tektite::to_host(b.neighbors));
  REQUIRE(tektite::to_host(a.offsets) == tektite::to_host(b.offsets));
  REQUIRE(tektite::to_host(a.sites.shift) == tektite::to_host(b.sites.shift));

  auto const cells = tektite::voronoi(exec, usual, box), own_cells = tektite::voronoi(exec, own, box);
  for (std::size_t i = 0; i < points.size(); ++i)
    for (int k = 0; k < 4; ++k) REQUIRE(cells.indices(i, k) == own_cells.indices(i, k));
}

TEST_CASE("code for vectors of this length is in the library") {
  REQUIRE(tektite::compiled::has_vectors_of<tektite::detail::vector_bytes>());
}

}  // namespace compiled_test
