// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/core/copy.hpp>
#include <tektite/percolation.hpp>
#include <tektite/voronoi.hpp>

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <vector>

#include "support/periodic_contacts.hpp"

namespace contacts_test {

using tektite::Box;
using tektite::to_device;
using tektite::to_host;
using tektite::Vec3;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Points = std::vector<Vec3<double>>;

namespace {

constexpr int x_axis = 1, y_axis = 2, z_axis = 4;

/// Bonds of type 1 only.
struct OfOneType {
  Kokkos::View<int*, Memory> types;
  KOKKOS_FUNCTION bool operator()(tektite::Contact const& c) const { return types(c.i) == 1 && types(c.j) == 1; }
};

/// The sites of a ladder of n rungs, its sides closed through the boundary with a twist.
struct Ladder {
  int n;
  template <class Visit>
  KOKKOS_FUNCTION void operator()(std::size_t row, Visit const& visit) const {
    int const i = int(row);
    bool const last = i + 1 == n;
    for (int side = 0; side < 2; ++side) {
      int const next = last ? 1 - side : 2 * (i + 1) + side;
      visit(tektite::Contact{2 * i + side, next, {last, last && side == 1, 0}});
    }
  }
};

}  // namespace

TEST_CASE("ragged contacts and filtered contacts are those of the pairs") {
  // 0 - 1 - 2 and 3 - 4 by rows, a wall at 2, and a loop of 4 around z.
  tektite::RaggedContacts<Memory> const faces{
      to_device(std::vector<std::int64_t>{0, 1, 3, 5, 6, 8}), to_device(std::vector<int>{1, 0, 2, -1, 1, 4, 3, 4}),
      to_device(std::vector<Vec3<int>>{{}, {}, {}, {}, {}, {1, 0, 0}, {-1, 0, 0}, {0, 0, 1}})};
  auto const all = to_device(std::vector<int>(5, 1));
  auto const clusters = percolation_clusters(faces, all);
  REQUIRE(to_host(clusters.labels) == std::vector<int>{1, 1, 1, 2, 2});
  REQUIRE(to_host(clusters.wraps) == std::vector<int>{0, z_axis});
  REQUIRE(to_host(percolation_clusters(faces, to_device(std::vector<int>{1, 0, 1, 1, 0})).labels) ==
          std::vector<int>{1, 0, 2, 3, 0});
  auto const list = build_neighbor_list(to_device(Points{{1, 1, 1}, {2, 1, 1}, {2.5, 1, 1}}), Box::orthogonal(9, 9, 9),
                                        {.cutoff = 1.2});
  REQUIRE(to_host(percolation_clusters(list, to_device(std::vector<int>{1, 1, 1})).labels) ==
          std::vector<int>{1, 1, 1});
}

TEST_CASE("contacts by a functor, and contacts that a predicate chooses, without storage") {
  tektite::GeneratedContacts<Ladder> const ladder{50, {50}};
  auto const all = to_device(std::vector<int>(100, 1));
  auto const clusters = percolation_clusters(ladder, all);
  REQUIRE(to_host(clusters.sizes) == std::vector<int>{100});  // the twist joins both sides
  REQUIRE(clusters.largest_wraps == (x_axis | y_axis));
  std::vector<int> mask(100, 1);
  mask[30] = 0;
  REQUIRE(percolation_clusters(ladder, to_device(mask)).largest_wraps == 0);

  Box const box = Box::orthogonal(9, 9, 9);
  auto const points = to_device(Points{{1, 1, 1}, {2, 1, 1}, {3, 1, 1}, {4, 1, 1}, {5, 1, 1}});
  auto const types = to_device(std::vector<int>{1, 1, 2, 1, 1});
  auto const five = to_device(std::vector<int>(5, 1));
  auto const list = build_neighbor_list(points, box, {.cutoff = 1.5});
  tektite::FilteredContacts<tektite::ListContacts<Memory>, OfOneType> const filtered{{list}, {types}};
  static_assert(decltype(filtered)::row_is_particle);
  REQUIRE(to_host(percolation_clusters(filtered, five).labels) == std::vector<int>{1, 1, 3, 2, 2});
  auto const pairs = to_contacts({{0, 1, {0, 0, 0}}, {1, 2, {0, 0, 0}}, {3, 4, {0, 0, 0}}});
  tektite::FilteredContacts<tektite::PairContacts<Memory>, OfOneType> const of_pairs{pairs, {types}};
  static_assert(!decltype(of_pairs)::row_is_particle);
  REQUIRE(to_host(percolation_clusters(of_pairs, five).labels) == std::vector<int>{1, 1, 3, 2, 2});
}

namespace {

/// A contact as numbers, from the end with the smaller numbers.
using Numbers = std::array<int, 5>;

Numbers canonical(tektite::Contact const& c) {
  return std::min(Numbers{c.i, c.j, c.shift.x, c.shift.y, c.shift.z},
                  Numbers{c.j, c.i, -c.shift.x, -c.shift.y, -c.shift.z});
}

/// Every contact that is visited, row by row.
template <class C>
std::vector<std::vector<tektite::Contact>> visited(C const& contacts) {
  int const most = 512;
  int const rows = int(contacts.size());
  Kokkos::View<int*, Memory> const counts("counts", rows);
  Kokkos::View<tektite::Contact**, Memory> const found("found", rows, most);
  Kokkos::parallel_for(
      "visit", Kokkos::RangePolicy<Exec>(0, rows), KOKKOS_LAMBDA(int row) {
        int count = 0;
        contacts(std::size_t(row), [&](tektite::Contact const& c) {
          if (count < most) found(row, count) = c;
          ++count;
        });
        counts(row) = count;
      });
  auto const count = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, counts);
  auto const all = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, found);
  std::vector<std::vector<tektite::Contact>> result(rows);
  for (int row = 0; row < rows; ++row) {
    REQUIRE(count(row) <= most);
    for (int k = 0; k < count(row); ++k) result[row].push_back(all(row, k));
  }
  return result;
}

/// The different contacts of rows that are particles.
template <class C>
std::set<Numbers> distinct(C const& contacts) {
  static_assert(C::row_is_particle);
  std::set<Numbers> numbers;
  auto const rows = visited(contacts);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (auto const& c : rows[row]) {
      REQUIRE(c.i == int(row));
      numbers.insert(canonical(c));
    }
  }
  return numbers;
}

}  // namespace

TEST_CASE("lists, full and half, and the search find every pair with every image") {
  // Shorter than twice the cutoff: particles touch several images of each other, and images of their own.
  Box const box = GENERATE(Box::orthogonal(3, 4, 5), Box::triclinic({3, 4, 5}, 1.2, -0.9, 1.7, {1, -2, 3}),
                           Box::triclinic({3, 4, 5}, 0, 0.6, -1, {}, {true, false, true}));
  double const cutoff = 3.2;
  int const n = 30;
  std::mt19937 random(7);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::uniform_int_distribution<int> image(-1, 1);
  Points points(n);
  for (auto& r : points) {
    r = box.cartesian({uniform(random), uniform(random), uniform(random)});
    r += box.translation({image(random), box.periodic(1) ? image(random) : 0, image(random)});
  }
  std::set<Numbers> expected;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      for (int a = -5; a <= 5; ++a)
        for (int b = -5; b <= 5; ++b)
          for (int c = -5; c <= 5; ++c) {
            if ((i == j && a == 0 && b == 0 && c == 0) || (b != 0 && !box.periodic(1))) continue;
            Vec3<double> const apart =
                points[j] + double(a) * box.edge(0) + double(b) * box.edge(1) + double(c) * box.edge(2) - points[i];
            if (norm(apart) <= cutoff) expected.insert(canonical({i, j, {a, b, c}}));
          }
  REQUIRE(expected.size() > 500);
  auto const positions = to_device(points);
  using tektite::ListContacts;
  REQUIRE(distinct(ListContacts<Memory>{build_neighbor_list(positions, box, {.cutoff = cutoff})}) == expected);
  REQUIRE(distinct(ListContacts<Memory>{build_neighbor_list(positions, box, {.cutoff = cutoff, .half = true})}) ==
          expected);
  REQUIRE(distinct(contacts_within(positions, box, cutoff)) == expected);
  REQUIRE(distinct(contacts_within(Exec{}, positions, box, cutoff)) == expected);
}

TEST_CASE("lists, faces and contacts themselves are taken wherever contacts are") {
  using tektite::HasContacts;
  static_assert(HasContacts<tektite::NeighborList<Memory>> && HasContacts<tektite::VoronoiCells<Memory>>);
  static_assert(HasContacts<tektite::PairContacts<Memory>> && HasContacts<tektite::SearchContacts<Memory>>);
  static_assert(!HasContacts<Points> && !HasContacts<Kokkos::View<int* [2]>>);
  Box const box = Box::triclinic({6, 7, 8}, 2, -1, 3, {}, {true, true, false});
  int const n = 200;
  std::mt19937 random(19);
  std::uniform_real_distribution<double> uniform(0, 1);
  Points points(n);
  for (auto& r : points) r = box.cartesian({uniform(random), uniform(random), uniform(random)});
  auto const x = to_device(points);

  auto const cells = voronoi(x, box);
  auto const offsets = to_host(cells.offsets);
  auto const neighbors = to_host(cells.neighbors);
  auto const shifts = to_host(cells.shifts);
  std::set<Numbers> faces;
  std::size_t walls = 0;
  for (int i = 0; i < n; ++i)
    for (auto k = std::size_t(offsets[i]); k < std::size_t(offsets[i + 1]); ++k) {
      walls += neighbors[k] < 0;
      if (neighbors[k] >= 0) faces.insert(canonical({i, neighbors[k], shifts[k]}));
    }
  REQUIRE(distinct(contacts_of(cells)) == faces);
  REQUIRE(2 * faces.size() + walls == neighbors.size());  // every face is one of two cells, or on a wall

  auto const list = build_neighbor_list(x, box, {.cutoff = 1.1});
  REQUIRE(distinct(contacts_of(list)) == distinct(contacts_within(x, box, 1.1)));
  auto const all = to_device(std::vector<int>(n, 1));
  REQUIRE(percolation_clusters(cells, all).largest_wraps == (x_axis | y_axis));
  REQUIRE(to_host(connected_components(Exec{}, n, cells)) == std::vector<int>(n, 0));
  REQUIRE(to_host(connected_components(Exec{}, n, list)) ==
          to_host(connected_components(Exec{}, n, contacts_within(x, box, 1.1))));
  REQUIRE(percolation_null_model(Exec{}, cells, percolation_clusters(cells, all), {.repeats = 2}).largest.mean == n);
}

TEST_CASE("faces that are not listed are refused, ghosts of cells are named") {
  using Catch::Matchers::ContainsSubstring;
  auto const x = to_device(Points{{1, 1, 1}, {3, 1, 1}, {1, 4, 1}, {2, 2, 5}});
  auto const bare = voronoi(x, Box::orthogonal(9, 9, 9), {.faces = false});
  REQUIRE_THROWS_WITH(contacts_of(bare), ContainsSubstring("no faces listed"));
  REQUIRE_THROWS_WITH(connected_components(Exec{}, 4, bare), ContainsSubstring("no faces listed"));
  auto const skin = build_neighbor_list(x, Box::orthogonal(9, 9, 9), {.cutoff = 2.0, .skin = 0.5});
  REQUIRE_THROWS_WITH(contacts_of(skin), ContainsSubstring("skin of 0.5"));
  auto const with_ghosts = voronoi(x, tektite::WithGhosts{3});
  auto const four = to_device(std::vector<int>(4, 1));
  REQUIRE(percolation_clusters(contacts_of(with_ghosts, 1), four).labels.extent(0) == 4);
  REQUIRE_THROWS_WITH(percolation_clusters(with_ghosts, four), ContainsSubstring("4 particles, but contacts of 3"));
}

TEST_CASE("stored contacts are visited as they are stored") {
  using tektite::Contact;
  auto const with_shifts = visited(to_contacts({{0, 1, {0, 0, -1}}, {2, 2, {1, 0, 0}}}));
  REQUIRE(with_shifts == std::vector<std::vector<Contact>>{{{0, 1, {0, 0, -1}}}, {{2, 2, {1, 0, 0}}}});
  auto pairs = to_contacts({{3, 1, {0, 5, 0}}});
  pairs.shifts = {};
  REQUIRE(visited(pairs) == std::vector<std::vector<Contact>>{{{3, 1, {0, 0, 0}}}});
  tektite::RaggedContacts<Memory> rows{
      to_device(std::vector<std::int64_t>{0, 2, 2, 4}), to_device(std::vector<int>{1, -1, 0, 2}), {}};
  REQUIRE(visited(rows) == std::vector<std::vector<Contact>>{{{0, 1, {}}}, {}, {{2, 0, {}}, {2, 2, {}}}});
  REQUIRE(tektite::RaggedContacts<Memory>{}.size() == 0);
  REQUIRE(Contact{0, 1, {0, 0, 1}} != Contact{1, 0, {0, 0, -1}});
}

TEST_CASE("shifts for some of the contacts only are refused") {
  using Catch::Matchers::ContainsSubstring;
  auto pairs = to_contacts({{3, 1, {0, 5, 0}}, {2, 1, {}}});
  REQUIRE(pairs.size() == 2);
  pairs.shifts = to_device(std::vector<Vec3<int>>(1));
  REQUIRE_THROWS_WITH(pairs.size(), ContainsSubstring("PairContacts: 1 shifts for 2 pairs"));
  REQUIRE_THROWS_WITH(percolation_clusters(pairs, to_device(std::vector<int>(4, 1))), ContainsSubstring("1 shifts"));
  tektite::RaggedContacts<Memory> rows{to_device(std::vector<std::int64_t>{0, 2}), to_device(std::vector<int>{0, 0}),
                                       to_device(std::vector<Vec3<int>>(3))};
  REQUIRE_THROWS_WITH(rows.size(), ContainsSubstring("RaggedContacts: 3 shifts for 2 neighbors"));
  rows.shifts = to_device(std::vector<Vec3<int>>(2));
  REQUIRE(rows.size() == 1);
}

}  // namespace contacts_test
