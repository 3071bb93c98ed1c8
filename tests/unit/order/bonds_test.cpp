// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/order/bonds.hpp>
#include <tektite/voronoi/voronoi.hpp>

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <vector>

#include "support/test_configurations.hpp"

namespace bonds_test {

using namespace tektite;
using namespace configurations;
using Catch::Matchers::ContainsSubstring;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;

namespace {

/// What a bond is, without its number: both particles, the vector (rounded: it is compared between ways to compute it)
/// and the weight.
using Plain = std::vector<std::array<double, 6>>;

Plain plain(Bonds<Memory> const& bonds) {
  auto const offsets = host_mirror(bonds.offsets);
  auto const neighbors = host_mirror(bonds.neighbors);
  auto const particle = host_mirror(bonds.particle);
  auto const points = host_mirror(bonds.points);
  auto const rounded = [](double x) { return std::round(1e9 * x) / 1e9 + 0.0; };
  Plain all;
  for (std::size_t i = 0; i < bonds.owned(); ++i) {
    for (auto k = offsets(i); k < offsets(i + 1); ++k) {
      int const p = neighbors(k);
      all.push_back({double(i), double(particle(p)), rounded(points(p).x - points(i).x),
                     rounded(points(p).y - points(i).y), rounded(points(p).z - points(i).z), points(p).weight});
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

/// All pairs within a distance, by a loop over images.
Plain pairs_within(Box const& box, Points const& x, double cutoff, int images) {
  auto const rounded = [](double r) { return std::round(1e9 * r) / 1e9 + 0.0; };
  Plain all;
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < x.size(); ++j)
      for (int a = -images; a <= images; ++a)
        for (int b = -images; b <= images; ++b)
          for (int c = -images; c <= images; ++c) {
            Vec3<double> const d =
                x[j] - x[i] + double(a) * box.edge(0) + double(b) * box.edge(1) + double(c) * box.edge(2);
            if (norm(d) > 0 && norm(d) <= cutoff)
              all.push_back({double(i), double(j), rounded(d.x), rounded(d.y), rounded(d.z), 1.0});
          }
  std::sort(all.begin(), all.end());
  return all;
}

Plain without_weights(Plain all) {
  for (auto& bond : all) bond[5] = 1;
  return all;
}

}  // namespace

TEST_CASE("bonds are all pairs within the cutoff, from a list or from contacts of any kind") {
  for (Box const& box : {Box::orthogonal(6, 7, 8), Box::triclinic({6, 6, 6}, -2, 1, 2), Box::orthogonal(1.4, 6, 6)}) {
    auto const x = mapped(spaced_points(box, 60, 0.6, 3), [](Vec3<double> r) { return r + Vec3<double>{9, -7, 0}; });
    auto const view = to_view(x);
    double const cutoff = 1.6;
    auto const expected = pairs_within(box, x, cutoff, 3);
    REQUIRE(expected.size() > 150);
    auto const list = build_neighbor_list(Exec{}, view, box, {.cutoff = cutoff});
    auto const half = build_neighbor_list(Exec{}, view, box, {.cutoff = cutoff, .half = true});
    REQUIRE(plain(bonds_of(Exec{}, view, box, list)) == expected);
    REQUIRE(plain(bonds_of(Exec{}, view, box, contacts_of(list))) == expected);
    REQUIRE(plain(bonds_of(Exec{}, view, box, contacts_of(half))) == expected);
    REQUIRE(plain(bonds_of(Exec{}, view, box, contacts_within(Exec{}, view, box, cutoff))) == expected);
  }
}

TEST_CASE("bonds through faces are those of the Voronoi cells, with their areas as weights") {
  Box const box = Box::orthogonal(5, 6, 7).with_edges(Box::orthogonal(5, 6, 7).edges());
  auto const x = spaced_points(box, 80, 0.5, 4);
  auto const view = to_view(x);
  auto const cells = voronoi(Exec{}, view, box);
  auto const by_area = plain(area_weighted_bonds(Exec{}, view, box, cells));
  REQUIRE(by_area.size() == cells.neighbors.extent(0));
  double area = 0, sum = 0;
  auto const surfaces = host_mirror(cells.surface_areas);
  for (std::size_t i = 0; i < surfaces.extent(0); ++i) area += surfaces(i);
  for (auto const& bond : by_area) sum += bond[5];
  REQUIRE(std::abs(sum - area) < 1e-9 * area);
  REQUIRE(plain(bonds_of(Exec{}, view, box, cells)) == without_weights(by_area));
}

TEST_CASE("faces on walls are no bonds") {
  Box const box({{{3, 0, 0}, {0, 3, 0}, {0, 0, 3}}}, {0, 0, 0}, {false, false, true});
  auto const x = spaced_points(box, 20, 0.5, 4);
  auto const view = to_view(x);
  auto const cells = voronoi(Exec{}, view, box);
  auto const faces = host_mirror(cells.neighbors);
  int walls = 0;
  for (std::size_t k = 0; k < faces.extent(0); ++k) walls += faces(k) < 0;
  REQUIRE(walls > 0);
  auto const by_area = plain(area_weighted_bonds(Exec{}, view, box, cells));
  REQUIRE(by_area.size() == faces.extent(0) - std::size_t(walls));
  REQUIRE(plain(bonds_of(Exec{}, view, box, cells)) == without_weights(by_area));
}

TEST_CASE("a contact counts once, however often and from whichever end it is given") {
  PairContacts<Memory> contacts{Kokkos::View<int* [2], Memory>("pairs", 4), {}};
  auto const pairs = Kokkos::create_mirror_view(contacts.pairs);
  int const given[4][2] = {{0, 1}, {1, 0}, {0, 1}, {2, 2}};
  for (int k = 0; k < 4; ++k)
    for (int e = 0; e < 2; ++e) pairs(k, e) = given[k][e];
  Kokkos::deep_copy(contacts.pairs, pairs);
  Box const box = Box::orthogonal(9, 9, 9);
  auto const view = to_view({{1, 1, 1}, {2, 1, 1}, {3, 1, 1}});
  REQUIRE(plain(bonds_of(Exec{}, view, box, contacts)) == Plain{{0, 1, 1, 0, 0, 1}, {1, 0, -1, 0, 0, 1}});
  // A particle that does not exist.
  pairs(3, 0) = 3;
  Kokkos::deep_copy(contacts.pairs, pairs);
  REQUIRE_THROWS_WITH(bonds_of(Exec{}, view, box, contacts), ContainsSubstring("1 contacts have a particle"));
}

TEST_CASE("bonds of owned particles are the same with ghosts") {
  Box const box = Box::orthogonal(5, 5, 5);
  auto const x = spaced_points(box, 70, 0.6, 5);
  double const cutoff = 1.3;
  // All images within reach of the box, as ghosts.
  Points all = x;
  std::vector<int> owner;
  for (std::size_t i = 0; i < x.size(); ++i) owner.push_back(int(i));
  for (int image = 0; image < 27; ++image) {
    if (image == 13) continue;
    for (std::size_t i = 0; i < x.size(); ++i) {
      all.push_back(x[i] + Vec3<double>{5.0 * (image % 3 - 1), 5.0 * (image / 3 % 3 - 1), 5.0 * (image / 9 - 1)});
      owner.push_back(int(i));
    }
  }
  auto const view = to_view(all);
  WithGhosts const domain{.owned = x.size()};
  auto const list = build_neighbor_list(Exec{}, view, domain, {.cutoff = cutoff});
  auto const named = [&](Plain bonds) {
    for (auto& bond : bonds) bond[1] = owner[std::size_t(bond[1])];
    std::sort(bonds.begin(), bonds.end());
    return bonds;
  };
  auto const expected = pairs_within(box, x, cutoff, 1);
  REQUIRE(named(plain(bonds_of(Exec{}, view, domain, list))) == expected);
  REQUIRE(named(plain(bonds_of(Exec{}, view, domain, contacts_of(list)))) == expected);
}

TEST_CASE("lists that have no bonds in their rows are refused") {
  Box const box = Box::orthogonal(9, 9, 9);
  auto const view = to_view({{1, 1, 1}, {2, 1, 1}, {3, 1, 1}});
  auto const half = build_neighbor_list(Exec{}, view, box, {.cutoff = 2, .half = true});
  REQUIRE_THROWS_WITH(bonds_of(Exec{}, view, box, half), ContainsSubstring("half"));
  auto const skin = build_neighbor_list(Exec{}, view, box, {.cutoff = 2, .skin = 0.5});
  REQUIRE_THROWS_WITH(bonds_of(Exec{}, view, box, skin), ContainsSubstring("skin"));
  auto const list = build_neighbor_list(Exec{}, view, box, {.cutoff = 2});
  REQUIRE_THROWS_WITH(bonds_of(Exec{}, to_view({{1, 1, 1}}), box, list), ContainsSubstring("1 positions"));
  auto const cells = voronoi(Exec{}, view, box, {.faces = false});
  REQUIRE_THROWS_WITH(area_weighted_bonds(Exec{}, view, box, cells), ContainsSubstring("no faces"));
  REQUIRE(bonds_of(Exec{}, to_view({}), box, build_neighbor_list(Exec{}, to_view({}), box, {.cutoff = 2})).owned() ==
          0);
}

}  // namespace bonds_test
