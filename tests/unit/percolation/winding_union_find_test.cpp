// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/percolation/detail/winding.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <random>
#include <vector>

#include "reference/breadth_first_winding.hpp"
#include "support/periodic_contacts.hpp"

namespace winding_union_find_test {

using tektite::Vec3;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Host = Kokkos::DefaultHostExecutionSpace;
using Link = tektite::detail::PackedLink;

namespace {

bool same(Vec3<int> a, Vec3<int> b) { return a == b; }

std::vector<reference::PeriodicEdge> random_edges(int n, std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> vertex(0, n - 1), coin(0, 60), far(-3, 3);
  std::vector<reference::PeriodicEdge> edges(count);
  for (auto& e : edges) {
    e = {vertex(random), vertex(random), {0, 0, 0}};
    int const c = coin(random);
    if (c < 3) e.shift[c] = 1;
    if (c == 3) e.shift = {far(random), far(random), far(random)};
  }
  return edges;
}

}  // namespace

TEST_CASE("packed images add up, and report when they do not fit") {
  std::mt19937 random(11);
  std::uniform_int_distribution<int> any(-1024, 1023), small(-300, 300);
  for (int trial = 0; trial < 20000; ++trial) {
    auto& range = trial % 2 ? any : small;
    Vec3<int> const a{range(random), range(random), range(random)}, b{range(random), range(random), range(random)};
    REQUIRE(same(Link::unpack(Link::pack(a)), a));
    REQUIRE(Link::index(Link::pack(a) | 0x7ffffffeull) == 0x7ffffffe);
    std::uint64_t overflow = 0;
    auto const sum = Link::add(Link::pack(a), Link::pack(b), overflow);
    REQUIRE((overflow == 0) == Link::fits(a + b));
    if (overflow == 0) REQUIRE(same(Link::unpack(sum), a + b));
  }
  REQUIRE(!Link::fits({0, 1024, 0}));
  REQUIRE(!Link::fits({0, 0, -1025}));
}

TEST_CASE("one thread: images relative to the root, loops, and images that do not fit") {
  auto const sets = tektite::make_winding_union_find(Host{}, 6, true);
  Host{}.fence();
  REQUIRE(sets.unite(3, 2, {1, 0, 0}).removed == 3);
  REQUIRE(sets.unite(3, 4, {0, 2, 0}).removed == 4);
  REQUIRE(sets.find(4).root == 2);
  REQUIRE(same(sets.image(sets.find(4)), {-1, 2, 0}));  // 2 is at (1, 0, 0) from 3, 4 at (0, 2, 0)
  auto const closed = sets.unite(2, 4, {-1, 2, 0});
  REQUIRE((closed.removed == -1 && same(closed.winding, {0, 0, 0}) && !closed.lost));
  REQUIRE(same(sets.unite(4, 2, {1, -1, 5}).winding, {0, 1, 5}));
  REQUIRE(sets.unite(1, 4, {0, 1000, 0}).removed == 2);
  REQUIRE(same(sets.image(sets.find(3)), {0, 998, 0}));
  REQUIRE(sets.unite(4, 5, {0, 23, 0}).removed == 5);  // 1023 from 1
  REQUIRE(sets.unite(5, 0, {0, 1, 0}).lost);
  REQUIRE(sets.find(0).root == 0);
  REQUIRE(sets.find(5).root == 1);
  REQUIRE(sets.unite(0, 0, {1024, 0, 0}).lost);
}

TEST_CASE("roots and images that were found before other joins are still valid") {
  auto const sets = tektite::make_winding_union_find(Host{}, 4, true);
  Host{}.fence();
  auto old = sets.find(3);
  sets.unite(3, 2, {0, 0, 1});
  sets.unite(2, 1, {0, 1, 0});
  REQUIRE(sets.unite(old, 0, {1, 0, 0}).removed == 1);
  REQUIRE(same(sets.unite(old, 1, {0, 1, 2}).winding, {0, 0, 1}));
}

TEST_CASE("links and forest find the same roots, images and windings, and those of breadth-first search") {
  int const n = GENERATE(1, 40, 4000, 40000);
  double const density = GENERATE(0.1, 0.5, 0.6, 1.0, 5.0);
  CAPTURE(n, density);
  auto const edges = random_edges(n, std::size_t(n * density), 7 * n);
  auto const contacts = to_contacts(edges);
  tektite::EveryParticle const all;
  tektite::detail::Windings<Memory> links;
  REQUIRE(tektite::detail::windings_by_links(Exec{}, n, contacts, all, links));
  auto const forest = tektite::detail::windings_by_forest(Exec{}, n, contacts, all);
  auto const host = [](auto const& view) { return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, view); };
  auto const root = host(links.root), axes = host(links.axes), forest_root = host(forest.root),
             forest_axes = host(forest.axes);
  auto const image = host(links.image), forest_image = host(forest.image);
  auto const expected = reference::breadth_first_winding(n, edges);
  for (int i = 0; i < n; ++i) {
    REQUIRE(root(i) <= i);
    REQUIRE(root(i) == forest_root(i));
    REQUIRE(axes(root(i)) == expected[i]);
    REQUIRE(forest_axes(root(i)) == expected[i]);
    for (int d = 0; d < 3; ++d)
      if (!(expected[i] >> d & 1)) REQUIRE(image(i)[d] == forest_image(i)[d]);
  }
  for (auto const& e : edges) {
    REQUIRE(root(e.i) == root(e.j));
    for (int d = 0; d < 3; ++d)
      if (!(expected[e.i] >> d & 1)) REQUIRE(image(e.i)[d] + e.shift[d] == image(e.j)[d]);
  }
}

TEST_CASE("images that do not fit are noticed") {
  std::vector<reference::PeriodicEdge> edges;
  for (int i = 0; i + 1 < 3000; ++i) edges.push_back({i, i + 1, {0, 0, 1}});
  tektite::detail::Windings<Memory> links;
  REQUIRE(!tektite::detail::windings_by_links(Exec{}, 3000, to_contacts(edges), tektite::EveryParticle{}, links));
}

}  // namespace winding_union_find_test
