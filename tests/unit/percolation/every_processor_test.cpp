// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/neighbors.hpp>
#include <tektite/percolation.hpp>
#include <tektite/voronoi.hpp>

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <random>
#include <vector>

#include "support/host_mirror.hpp"

// What consists of whole numbers is the same on every processor, with every length of vectors and every compiler: the
// numbers below are of one machine, and all others must find them.

namespace every_processor_test {

using tektite::Box;
using tektite::to_device;
using tektite::to_host;
using tektite::Vec3;

namespace {

/// The hash FNV-1a of whole numbers, as bytes from the lowest one.
struct Hash {
  std::uint64_t value = 14695981039346656037u;

  template <class Numbers>
  void add(Numbers const& numbers) {
    for (auto const number : numbers)
      for (int byte = 0; byte < 8; ++byte)
        value = (value ^ (std::uint64_t(std::int64_t(number)) >> (8 * byte) & 255)) * 1099511628211u;
  }
};

/// Coordinates are whole numbers of 2^-20, which need no rounding anywhere.
std::vector<Vec3<double>> points(int n, int length) {
  std::mt19937_64 random(7);
  auto const coordinate = [&] { return double(random() % (std::uint64_t(length) << 20)) / (1 << 20); };
  std::vector<Vec3<double>> result;
  for (int i = 0; i < n; ++i) {
    double const x = coordinate(), y = coordinate();
    result.push_back({x, y, coordinate()});
  }
  return result;
}

}  // namespace

TEST_CASE("lists, Voronoi indices and clusters are those of every other processor") {
  struct Case {
    Box box;
    std::uint64_t lists, indices, clusters;
  };
  auto const x = to_device(points(3000, 14));
  for (auto const& [box, expected_lists, expected_indices, expected_clusters] :
       {Case{Box::orthogonal(14, 14, 14), 0x18d10be3761f8d99, 0x573933bd574ef4bb, 0xa29830037b47ec7b},
        Case{Box::triclinic({14, 14, 14}, 5, -3, 6), 0x794fe5a7de89caac, 0x29282b13788dd021, 0xb7d725c9194ec883}}) {
    Hash lists, indices, clusters;
    auto const list = tektite::build_neighbor_list(x, box, {.cutoff = 1.5});
    auto const particle = to_host(list.sites.particle);
    std::vector<int> particles;
    for (int const site : to_host(list.neighbors)) particles.push_back(particle[std::size_t(site)]);
    lists.add(to_host(list.offsets));
    lists.add(particles);

    auto const cells = tektite::voronoi(x, box);
    auto const numbers = configurations::host_mirror(cells.indices);
    for (std::size_t i = 0; i < numbers.extent(0); ++i)
      indices.add(std::vector<int>{numbers(i, 0), numbers(i, 1), numbers(i, 2), numbers(i, 3)});
    indices.add(to_host(cells.neighbors));

    // The particles with more than 15 faces, and which of them are connected.
    auto const many = tektite::select_above(cells.face_counts, 15);
    auto const found = tektite::percolation_clusters(list, many);
    clusters.add(to_host(found.labels));
    clusters.add(to_host(found.sizes));
    CHECK(lists.value == expected_lists);
    CHECK(indices.value == expected_indices);
    CHECK(clusters.value == expected_clusters);
  }
}

}  // namespace every_processor_test
