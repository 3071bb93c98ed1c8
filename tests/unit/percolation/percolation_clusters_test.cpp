// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/percolation.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstdint>
#include <map>
#include <numbers>
#include <random>
#include <vector>

#include "reference/breadth_first_labels.hpp"
#include "reference/breadth_first_winding.hpp"
#include "support/host_mirror.hpp"
#include "support/periodic_contacts.hpp"

namespace percolation_clusters_test {

using tektite::Box;
using tektite::to_device;
using tektite::Vec3;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;
using Points = std::vector<Vec3<double>>;

namespace {

template <class View>
auto to_host(View const& view) {
  auto const host = configurations::host_mirror(view);
  return std::vector<typename View::non_const_value_type>(host.data(), host.data() + host.extent(0));
}

/// Beads at most `step` apart along straight lines through corners given in box edges; the last bead is the last corner
/// unless the path is closed, where the last corner is an image of the first.
Points beads(Box const& box, Points const& corners, double step, bool closed) {
  Points points;
  for (std::size_t k = 0; k + 1 < corners.size(); ++k) {
    Vec3<double> const a = box.cartesian(corners[k]), b = box.cartesian(corners[k + 1]);
    int const count = int(std::ceil(norm(b - a) / step));
    for (int m = 0; m < count; ++m) points.push_back(a + (double(m) / count) * (b - a));
  }
  if (!closed) points.push_back(box.cartesian(corners.back()));
  return points;
}

/// All beads selected, touching within `cutoff`: expects one cluster and returns its axes.
int axes_of(Box const& box, Points const& points, double cutoff) {
  auto const list = build_neighbor_list(to_device(points), box, {.cutoff = cutoff});
  auto const all = to_device(std::vector<int>(points.size(), 1));
  auto const clusters = percolation_clusters(list, all);
  REQUIRE(clusters.count() == 1);
  REQUIRE(clusters.largest == std::int64_t(points.size()));
  REQUIRE(to_host(clusters.wraps).front() == clusters.largest_wraps);
  auto const on_the_fly = percolation_clusters(contacts_within(to_device(points), box, cutoff), all);
  REQUIRE(on_the_fly.largest_wraps == clusters.largest_wraps);
  return clusters.largest_wraps;
}

constexpr int x_axis = 1, y_axis = 2, z_axis = 4;

}  // namespace

TEST_CASE("paths that close through the boundary wrap, and only those, in upright and tilted boxes") {
  Box const box = GENERATE(Box::orthogonal(20, 22, 24), Box::triclinic({20, 22, 24}, 7, -6, 5),
                           Box::triclinic({20, 22, 24}, -31, 45, -27, {3, -8, 1}));
  CAPTURE(box.edge(1).x, box.edge(2).x);
  double const step = 0.5, cutoff = 0.6;
  struct Path {
    Points corners;
    bool closed;
    int axes;
  };
  std::vector<Path> const paths{
      {{{0.1, 0.2, 0.3}, {1.1, 0.2, 0.3}}, true, x_axis},
      {{{0.1, 0.2, 0.3}, {0.1, 1.2, 0.3}}, true, y_axis},
      {{{0.1, 0.2, 0.3}, {0.1, 0.2, -0.7}}, true, z_axis},
      {{{0.1, 0.2, 0.3}, {1.1, 1.2, 0.3}}, true, x_axis | y_axis},  // a diagonal: no axis alone
      {{{0.9, 0.2, 0.3}, {-0.1, 1.2, 1.3}}, true, x_axis | y_axis | z_axis},
      {{{0.1, 0.2, 0.3}, {2.1, 1.2, 0.3}}, true, x_axis | y_axis},          // twice around x, once around y
      {{{0.1, 0.2, 0.3}, {0.6, 0.7, 0.3}, {1.1, 0.2, 0.3}}, true, x_axis},  // a detour in y that comes back
      {{{0.1, 0.2, 0.3}, {0.95, 0.2, 0.3}}, false, 0},                      // nearly there
      {{{0.1, 0.2, 0.3}, {1.4, 0.5, 0.6}}, false, 0},                       // longer than the box, never closed
      {{{0.8, 0.8, 0.3}, {1.3, 0.8, 0.3}, {1.3, 1.3, 0.3}, {0.8, 1.3, 0.3}, {0.8, 0.8, 0.3}},
       true,
       0},  // ring over a corner
      {{{0.1, 0.1, 0.1}, {1.1, 0.1, 0.1}, {1.1, 1.1, 0.1}, {1.1, 1.1, 0.6}},
       false,
       x_axis | y_axis},  // closes on its way
  };
  for (std::size_t k = 0; k < paths.size(); ++k) {
    CAPTURE(k);
    REQUIRE(axes_of(box, beads(box, paths[k].corners, step, paths[k].closed), cutoff) == paths[k].axes);
  }
}

TEST_CASE("a helix wraps along its own axis only") {
  Box const box = Box::triclinic({20, 20, 30}, -5, 8, 3);
  int const count = 1200;
  Points points;
  for (int k = 0; k < count; ++k) {
    double const s = double(k) / count, angle = 2 * std::numbers::pi * 5 * s;
    points.push_back(box.cartesian({0.9 + 0.3 * std::cos(angle), 0.1 + 0.3 * std::sin(angle), s}));
  }
  REQUIRE(axes_of(box, points, 0.9) == z_axis);
  points.pop_back();  // cut it, and the same turns wind around nothing
  points.pop_back();
  points.erase(points.begin(), points.begin() + 3);
  REQUIRE(axes_of(box, points, 0.7) == 0);
}

TEST_CASE("a trefoil knot around the box: three turns of one axis, two of another, all one strand") {
  Box const box = Box::triclinic({30, 30, 30}, 11, -7, 4);
  REQUIRE(axes_of(box, beads(box, {{0.03, 0.01, 0.5}, {3.03, 2.01, 0.5}}, 0.5, true), 0.6) == (x_axis | y_axis));
}

TEST_CASE("free axes never wrap") {
  Points const corners{{0.01, 0.2, 0.3}, {0.99, 0.2, 0.3}, {0.99, 0.99, 0.3}, {0.99, 0.01, 0.3}};
  Box const periodic = Box::triclinic({20, 22, 24}, 7, -6, 5);
  Box const slab = Box::triclinic({20, 22, 24}, 7, -6, 5, {}, {false, true, true});
  REQUIRE(axes_of(periodic, beads(periodic, corners, 0.5, false), 0.6) == (x_axis | y_axis));
  REQUIRE(axes_of(slab, beads(slab, corners, 0.5, false), 0.6) == y_axis);
  auto const ghosts =
      build_neighbor_list(to_device(beads(periodic, corners, 0.5, false)), tektite::WithGhosts{10}, {.cutoff = 0.6});
  auto const all = to_device(std::vector<int>(ghosts.sites.size(), 1));
  REQUIRE(percolation_clusters(ghosts, all).largest_wraps == 0);
}

TEST_CASE("a particle that touches its own image wraps") {
  Box const box = Box::triclinic({3, 30, 30}, 1, 2, -4);
  REQUIRE(axes_of(box, {{1, 2, 3}}, 2.9) == 0);
  REQUIRE(axes_of(box, {{1, 2, 3}}, 3.1) == x_axis);
  REQUIRE(axes_of(Box::orthogonal(2, 2, 2), {{1, 2, 3}}, 2.1) == (x_axis | y_axis | z_axis));
}

TEST_CASE("images are counted without limit: a coil of many turns that does not close") {
  int const n = 200000;
  std::vector<reference::PeriodicEdge> edges;
  for (int i = 0; i + 1 < n; ++i) edges.push_back({i + 1, i, {-1, i % 3 == 0, 0}});
  std::shuffle(edges.begin(), edges.end(), std::mt19937(3));
  auto const all = to_device(std::vector<int>(n, 1));
  REQUIRE(percolation_clusters(to_contacts(edges), all).largest_wraps == 0);
  // Back to the start after n - 1 turns: closed exactly, or one turn short.
  edges.push_back({0, n - 1, {n - 1, -(n - 1 + 2) / 3, 0}});
  REQUIRE(percolation_clusters(to_contacts(edges), all).largest_wraps == 0);
  edges.back().shift[0] -= 1;
  REQUIRE(percolation_clusters(to_contacts(edges), all).largest_wraps == x_axis);
}

TEST_CASE("labels, sizes and windings of random periodic graphs equal those of breadth-first search") {
  int const n = GENERATE(1, 30, 3000, 30000);
  double const density = GENERATE(0.2, 0.5, 0.7, 2.0);
  double const chosen = GENERATE(1.0, 0.6);
  CAPTURE(n, density, chosen);
  std::mt19937 random(n + int(10 * density));
  std::uniform_int_distribution<int> vertex(0, n - 1), coin(0, 60);
  std::vector<reference::PeriodicEdge> edges(std::size_t(n * density));
  for (auto& e : edges) {
    e = {vertex(random), vertex(random), {0, 0, 0}};
    int const c = coin(random);
    if (c < 3) e.shift[c] = 1;
    if (c == 3) e.shift = {-1, 1, 0};
  }
  std::vector<int> mask(n);
  for (int& m : mask) m = std::generate_canonical<double, 32>(random) < chosen;
  auto const clusters = percolation_clusters(to_contacts(edges), to_device(mask));
  auto const labels = to_host(clusters.labels), sizes = to_host(clusters.sizes), wraps = to_host(clusters.wraps);

  std::erase_if(edges, [&](auto const& e) { return !mask[e.i] || !mask[e.j]; });
  std::vector<std::pair<int, int>> pairs;
  for (auto const& e : edges) pairs.emplace_back(e.i, e.j);
  auto const roots = reference::breadth_first_labels(n, pairs);
  auto const axes = reference::breadth_first_winding(n, edges);
  std::map<int, int> size_of_root;
  for (int i = 0; i < n; ++i) size_of_root[roots[i]] += mask[i];
  std::vector<std::pair<int, int>> order;
  std::int64_t all = 0, squares = 0;
  for (auto const& [root, size] : size_of_root) {
    if (size == 0) continue;
    order.emplace_back(-size, root);
    all += size;
    squares += std::int64_t(size) * size;
  }
  std::sort(order.begin(), order.end());
  REQUIRE(clusters.count() == order.size());
  std::map<int, int> label_of_root;
  for (std::size_t k = 0; k < order.size(); ++k) {
    label_of_root[order[k].second] = int(k) + 1;
    REQUIRE(sizes[k] == -order[k].first);
  }
  for (int i = 0; i < n; ++i) {
    REQUIRE(labels[i] == (mask[i] ? label_of_root[roots[i]] : 0));
    if (mask[i]) REQUIRE(wraps[labels[i] - 1] == axes[i]);
  }
  // Added to the particles, the images leave no contact across the boundary, but along axes that wrap.
  auto const images = to_host(clusters.images);
  for (auto const& e : edges) {
    for (int d = 0; d < 3; ++d) {
      bool const wraps_d = axes[e.i] >> d & 1;
      REQUIRE((wraps_d ? images[e.i][d] == 0 : images[e.i][d] + e.shift[d] == images[e.j][d]));
    }
  }
  for (int i = 0; i < n; ++i)
    if (roots[i] == i) REQUIRE(images[i] == Vec3<int>{});
  REQUIRE(clusters.selected == all);
  std::int64_t const largest = order.empty() ? 0 : -order[0].first;
  REQUIRE(clusters.largest == largest);
  REQUIRE(clusters.ratio() == (all > 0 ? double(largest) / double(all) : 0.0));
  REQUIRE(clusters.mean_size_without_largest ==
          (all > largest ? double(squares - largest * largest) / double(all - largest) : 0.0));
}

TEST_CASE("nothing selected, nothing there") {
  tektite::PairContacts<Memory> const none;
  auto const empty = percolation_clusters(none, to_device(std::vector<int>{}));
  REQUIRE((empty.count() == 0 && empty.selected == 0 && empty.ratio() == 0));
  auto const zero = percolation_clusters(to_contacts({{0, 1, {0, 0, 0}}}), to_device(std::vector<int>{0, 0}));
  REQUIRE((zero.count() == 0 && zero.largest == 0 && to_host(zero.labels) == std::vector<int>{0, 0}));
}

TEST_CASE("a list with a skin is refused: distances beyond the cutoff are no contacts") {
  auto const list =
      build_neighbor_list(to_device(Points{{1, 1, 1}}), Box::orthogonal(9, 9, 9), {.cutoff = 2.0, .skin = 0.5});
  REQUIRE_THROWS_WITH(percolation_clusters(list, to_device(std::vector<int>{1})),
                      Catch::Matchers::ContainsSubstring("skin of 0.5"));
}

namespace {

template <class Mask>
concept TakesMask = requires(tektite::PairContacts<Memory> const& pairs, Mask const& mask) {
  percolation_clusters(Exec{}, pairs, mask);
};
static_assert(TakesMask<Kokkos::View<bool*>>);
static_assert(TakesMask<Kokkos::View<unsigned char const*>>);
static_assert(TakesMask<Kokkos::View<tektite::Status const*>>);
static_assert(!TakesMask<Kokkos::View<double*>>);
static_assert(!TakesMask<Kokkos::View<int**>>);

/// Expects that `contacts` of 10 particles take masks of 10 only.
template <class ContactsOrList>
void require_ten(ContactsOrList const& contacts) {
  using Catch::Matchers::ContainsSubstring;
  REQUIRE(percolation_clusters(contacts, to_device(std::vector<int>(10, 1))).selected == 10);
  REQUIRE_THROWS_WITH(percolation_clusters(contacts, to_device(std::vector<int>(50, 1))),
                      ContainsSubstring("percolation_clusters: 50 particles, but contacts of 10"));
  REQUIRE_THROWS_WITH(percolation_clusters(contacts, to_device(std::vector<int>(7, 1))),
                      ContainsSubstring("percolation_clusters: 7 particles, but contacts of 10"));
  REQUIRE_THROWS_WITH(percolation_clusters(contacts, to_device(std::vector<int>{})),
                      ContainsSubstring("0 particles, but contacts of 10"));
}

struct Always {
  KOKKOS_FUNCTION bool operator()(tektite::Contact const&) const { return true; }
};

}  // namespace

TEST_CASE("a mask of another length than the particles is refused, whatever the contacts come from") {
  Box const box = Box::orthogonal(9, 9, 9);
  Points points;
  for (int k = 0; k < 10; ++k) points.push_back({0.9 * k, 1, 1});
  auto const x = to_device(points);
  auto const list = build_neighbor_list(x, box, {.cutoff = 1.0});
  require_ten(list);
  REQUIRE(list.sites.size() > 10);  // images are no particles
  REQUIRE_THROWS_WITH(percolation_clusters(list, to_device(std::vector<int>(list.sites.size(), 1))),
                      Catch::Matchers::ContainsSubstring("particles, but contacts of"));
  require_ten(build_neighbor_list(x, box, {.cutoff = 1.0, .half = true}));
  require_ten(contacts_within(x, box, 1.0));
  require_ten(tektite::FilteredContacts<tektite::ListContacts<Memory>, Always>{{list}, {}});
  std::vector<std::int64_t> offsets;
  for (int k = 0; k <= 10; ++k) offsets.push_back(k);
  std::vector<int> neighbors;
  for (int k = 0; k < 10; ++k) neighbors.push_back((k + 1) % 10);
  require_ten(tektite::RaggedContacts<Memory>{to_device(offsets), to_device(neighbors), {}});
}

TEST_CASE("with ghosts a mask has entries for owned particles and ghosts") {
  using Catch::Matchers::ContainsSubstring;
  auto const x = to_device(Points{{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {3, 0, 0}});
  auto const mask = [](int n) { return to_device(std::vector<int>(std::size_t(n), 1)); };
  auto const list = build_neighbor_list(x, tektite::WithGhosts{3}, {.cutoff = 1.5});
  auto const within = contacts_within(x, tektite::WithGhosts{3}, 1.5);
  tektite::RaggedContacts<Memory> const faces{
      to_device(std::vector<std::int64_t>{0, 1, 3, 5}), to_device(std::vector<int>{1, 0, 2, 1, 3}), {}, 1};
  REQUIRE(percolation_clusters(list, mask(4)).largest == 4);
  REQUIRE(percolation_clusters(within, mask(4)).largest == 4);
  REQUIRE(percolation_clusters(faces, mask(4)).largest == 4);
  for (int const n : {2, 5}) {
    REQUIRE_THROWS_WITH(percolation_clusters(list, mask(n)), ContainsSubstring("particles, but contacts of 3"));
    REQUIRE_THROWS_WITH(percolation_clusters(within, mask(n)), ContainsSubstring("particles, but contacts of 3"));
    REQUIRE_THROWS_WITH(percolation_clusters(faces, mask(n)), ContainsSubstring("particles, but contacts of 3"));
  }
}

TEST_CASE("with ids, labels and images do not change where a host code sorts its particles") {
  int const n = 3000;
  double const density = GENERATE(0.3, 0.6);
  std::mt19937 random(41);
  std::uniform_int_distribution<int> vertex(0, n - 1), step(-2, 2);
  std::vector<reference::PeriodicEdge> edges(std::size_t(n * density)), moved;
  for (auto& e : edges) e = {vertex(random), vertex(random), {step(random), step(random), 0}};
  std::vector<int> mask(n), at(n), moved_mask(n), ids(n);
  for (int i = 0; i < n; ++i) {
    mask[i] = i % 5 != 0;
    at[i] = i;
  }
  std::shuffle(at.begin(), at.end(), random);
  for (int i = 0; i < n; ++i) {
    moved_mask[at[i]] = mask[i];
    ids[at[i]] = i;
  }
  for (auto const& e : edges) moved.push_back({at[e.i], at[e.j], e.shift});
  std::shuffle(moved.begin(), moved.end(), random);

  auto const before = percolation_clusters(to_contacts(edges), to_device(mask));
  auto const after = percolation_clusters(to_contacts(moved), to_device(moved_mask), to_device(ids));
  auto const unnamed = percolation_clusters(to_contacts(moved), to_device(moved_mask));
  REQUIRE(to_host(after.sizes) == to_host(before.sizes));
  REQUIRE(to_host(after.wraps) == to_host(before.wraps));
  REQUIRE((after.selected == before.selected && after.largest_wraps == before.largest_wraps));
  auto const labels = to_host(before.labels), moved_labels = to_host(after.labels), others = to_host(unnamed.labels);
  auto const images = to_host(before.images), moved_images = to_host(after.images);
  int renamed = 0;
  for (int i = 0; i < n; ++i) {
    REQUIRE(moved_labels[at[i]] == labels[i]);
    if (mask[i]) REQUIRE(moved_images[at[i]] == images[i]);
    renamed += others[at[i]] != labels[i];
  }
  REQUIRE(renamed > n / 10);
  REQUIRE_THROWS_WITH(percolation_clusters(to_contacts(edges), to_device(mask), to_device(std::vector<int>{1})),
                      Catch::Matchers::ContainsSubstring("percolation_clusters: 1 ids for 3000 particles"));
}

TEST_CASE("a status is a selection: particles without a result are in no cluster") {
  using tektite::Status;
  auto const chain = to_contacts({{0, 1, {0, 0, 0}}, {1, 2, {0, 0, 0}}, {2, 3, {0, 0, 0}}});
  auto const status =
      to_device(std::vector<Status>{Status::ok, Status::degenerate, Status::ill_conditioned, Status::ok});
  auto const clusters = percolation_clusters(Exec{}, chain, status);
  REQUIRE(to_host(clusters.labels) == std::vector<int>{1, 1, 0, 2});
}

TEST_CASE("more particles than an index has numbers are refused before anything is read") {
  using Catch::Matchers::ContainsSubstring;
  std::size_t const n = std::size_t(1) << 31;
  Kokkos::View<bool*, Memory, Kokkos::MemoryUnmanaged> const marks(static_cast<bool*>(nullptr), n);
  Kokkos::View<int*, Memory, Kokkos::MemoryUnmanaged> const numbers(static_cast<int*>(nullptr), n);
  auto const pairs = to_contacts({{0, 1, {0, 0, 0}}});
  REQUIRE_THROWS_WITH(percolation_clusters(Exec{}, pairs, marks), ContainsSubstring("at most 2^31 - 1"));
  REQUIRE_THROWS_WITH(percolation_clusters(Exec{}, pairs, numbers, numbers), ContainsSubstring("at most 2^31 - 1"));
}

}  // namespace percolation_clusters_test
