// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/neighbors.hpp>
#include <tektite/order/common_neighbors.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <random>
#include <vector>

#include "support/crystals.hpp"

namespace common_neighbors_test {

using namespace tektite;
using configurations::Crystal;
using Exec = Kokkos::DefaultExecutionSpace;

std::vector<Surrounding> surroundings(Crystal const& crystal, double cutoff) {
  Exec const exec{};
  auto const x = to_device<Vec3<double>>(crystal.points);
  auto const list = build_neighbor_list(exec, x, crystal.box, {.cutoff = cutoff});
  return to_host(exec, common_neighbor_analysis(exec, bonds_of(exec, x, crystal.box, list)));
}

/// Moves all particles at random, by up to a part of the distance of neighbours.
Crystal shaken(Crystal crystal, double size) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> uniform(-size, size);
  for (auto& p : crystal.points) p += {uniform(random), uniform(random), uniform(random)};
  return crystal;
}

bool all_are(std::vector<Surrounding> const& found, Surrounding expected) {
  return std::all_of(found.begin(), found.end(), [&](Surrounding s) { return s == expected; });
}

TEST_CASE("particles of perfect and of shaken crystals are in these crystals") {
  // Cutoffs beyond the fourteenth neighbour; of these crystals the nearest neighbours are at 0.71, 1, 0.87 and 1.
  struct Case {
    Crystal crystal;
    Surrounding expected;
    double cutoff;
  };
  for (auto const& [crystal, expected, cutoff] :
       {Case{configurations::face_centred(4), Surrounding::fcc, 1.15},
        Case{configurations::hexagonal_close_packed(4), Surrounding::hcp, 1.6},
        Case{configurations::body_centred(5), Surrounding::bcc, 1.5},
        Case{configurations::simple_cubic(5), Surrounding::other, 1.8}}) {
    CAPTURE(int(expected));
    CHECK(all_are(surroundings(crystal, cutoff), expected));
    CHECK(all_are(surroundings(shaken(crystal, 0.03), cutoff), expected));
    // More neighbours than are needed make no difference.
    CHECK(all_are(surroundings(crystal, 1.3 * cutoff), expected));
  }
}

TEST_CASE("the centre of an icosahedron, and no corner") {
  auto const found = surroundings(configurations::icosahedron(), 1.2);
  CHECK(found[0] == Surrounding::icosahedral);
  CHECK(all_are({found.begin() + 1, found.end()}, Surrounding::other));
}

TEST_CASE("a stacking fault in fcc is two layers of hcp") {
  // Layers of a triangular lattice, stacked ABCABCBACBAC...: a twin at each of two planes of the periodic box.
  double const height = std::sqrt(2.0 / 3);
  std::vector<int> const places{0, 1, 2, 0, 1, 2, 0, 2, 1, 0, 2, 1};
  Crystal crystal{Box::orthogonal(4, 4 * std::numbers::sqrt3, double(places.size()) * height), {}};
  for (std::size_t layer = 0; layer < places.size(); ++layer) {
    for (int a = 0; a < 4; ++a)
      for (int b = 0; b < 8; ++b)
        crystal.points.push_back({a + 0.5 * (b % 2) + 0.5 * places[layer],
                                  (b / 2.0 + places[layer] / 6.0) * std::numbers::sqrt3, double(layer) * height});
  }
  auto const found = surroundings(crystal, 1.6);
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::size_t const layer = i / 32;
    // The middle layer of each twin is stacked ABA.
    bool const twin = layer == 0 || layer == 6;
    CAPTURE(layer);
    CHECK(found[i] == (twin ? Surrounding::hcp : Surrounding::fcc));
  }
}

TEST_CASE("fewer than twelve bonds are no crystal") {
  CHECK(all_are(surroundings(configurations::face_centred(4), 0.5), Surrounding::other));
}

}  // namespace common_neighbors_test
