// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/core/copy.hpp>
#include <tektite/core/domain.hpp>
#include <tektite/neighbors.hpp>
#include <tektite/percolation.hpp>
#include <tektite/stats/radial_distribution.hpp>
#include <tektite/strain/affine_fit.hpp>
#include <tektite/voronoi/voronoi.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <cstdint>
#include <random>
#include <tuple>
#include <type_traits>
#include <vector>

#include "support/test_configurations.hpp"

namespace domain_test {

using namespace tektite;
using Catch::Matchers::ContainsSubstring;
using configurations::Points;

namespace {

/// Lees-Edwards boundaries: an upright box, but its images above are moved along x.
struct SlidingImages {
  Vec3<double> lengths;
  double offset;
};

/// A rank that owns a part of x and has ghosts along x and y. Along z the library makes the images.
struct Pencil {
  Vec3<double> period;  // from a particle to its next image
  double reach, volume;
  std::size_t owned;
};

/// Ghosts whose reach is not given.
struct WithoutReach {};

}  // namespace

}  // namespace domain_test

template <>
struct tektite::DomainTraits<domain_test::SlidingImages> {
  static constexpr bool closed = true;
  static Box cell(domain_test::SlidingImages const& d) { return Box::triclinic(d.lengths, d.offset, 0, 0); }
};

template <>
struct tektite::DomainTraits<domain_test::Pencil> {
  static constexpr bool closed = false;
  static Box cell(domain_test::Pencil const& d) {
    return Box({{{1, 0, 0}, {0, 1, 0}, d.period}}, {}, {false, false, true});
  }
  static std::size_t owned(domain_test::Pencil const& d, std::size_t) { return d.owned; }
  static double reach(domain_test::Pencil const& d) { return d.reach; }
  static double volume(domain_test::Pencil const& d) { return d.volume; }
};

template <>
struct tektite::DomainTraits<domain_test::WithoutReach> {
  static constexpr bool closed = false;
  static Box cell(domain_test::WithoutReach const&) { return {}; }
  static std::size_t owned(domain_test::WithoutReach const&, std::size_t n) { return n; }
};

namespace domain_test {

static_assert(ClosedDomain<Box> && ClosedDomain<SlidingImages>);
static_assert(Domain<WithGhosts> && Domain<Pencil> && !ClosedDomain<WithGhosts> && !ClosedDomain<Pencil>);
static_assert(!Domain<WithoutReach> && !Domain<double>);
// Kernels get no more of a domain than this.
static_assert(std::is_trivially_copyable_v<decltype(site_translations(Pencil{}))>);

namespace {

/// One neighbour: its particle, and where it is from there, in units of 1e-9.
using Neighbor = std::tuple<int, std::int64_t, std::int64_t, std::int64_t>;

/// The neighbours of each owned particle, in a common order. `name` gives the particle of the whole sample.
template <class D, class Name>
std::vector<std::vector<Neighbor>> neighbors_of(Points const& points, D const& domain, double cutoff,
                                                Name const& name) {
  auto const list = build_neighbor_list(configurations::to_view(points), domain, {.cutoff = cutoff});
  auto const offsets = to_host(list.offsets);
  auto const neighbors = to_host(list.neighbors);
  auto const particle = to_host(list.sites.particle);
  auto const shift = to_host(list.sites.shift);
  auto const translate = site_translations(domain);
  auto const place = [&](int site) { return points[particle[site]] + translate(shift[site]); };
  std::vector<std::vector<Neighbor>> rows(list.owned());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (auto k = offsets[i]; k < offsets[i + 1]; ++k) {
      Vec3<double> const d = 1e9 * (place(neighbors[k]) - place(static_cast<int>(i)));
      rows[i].push_back({name(particle[neighbors[k]]), std::llround(d.x), std::llround(d.y), std::llround(d.z)});
    }
    std::sort(rows[i].begin(), rows[i].end());
  }
  return rows;
}

/// The same by the rule of Lees and Edwards: an image b boxes above is moved along x by b times the offset.
std::vector<std::vector<Neighbor>> sliding_neighbors(Points const& points, SlidingImages const& domain, double cutoff) {
  std::vector<std::vector<Neighbor>> rows(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = 0; j < points.size(); ++j)
      for (int a = -9; a <= 9; ++a)
        for (int b = -3; b <= 3; ++b)
          for (int c = -3; c <= 3; ++c) {
            if (i == j && a == 0 && b == 0 && c == 0) continue;
            Vec3<double> const& l = domain.lengths;
            Vec3<double> const d = points[j] + Vec3<double>{a * l.x + b * domain.offset, b * l.y, c * l.z} - points[i];
            if (norm(d) <= cutoff)
              rows[i].push_back({int(j), std::llround(1e9 * d.x), std::llround(1e9 * d.y), std::llround(1e9 * d.z)});
          }
    std::sort(rows[i].begin(), rows[i].end());
  }
  return rows;
}

/// The greatest difference, relative to the greatest number.
double difference(std::vector<double> const& a, std::vector<double> const& b) {
  double most = 0, size = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    most = std::max(most, std::abs(a[i] - b[i]));
    size = std::max(size, std::abs(b[i]));
  }
  return a.size() == b.size() && size > 0 ? most / size : 1;
}

/// Random displacements on top of a linear map, the same for all images of a particle.
struct Motion {
  Mat3 map{{{1.02, 0, 0.01}, {0.05, 0.97, 0}, {-0.02, 0.01, 1.01}}};
  Points shake;

  explicit Motion(std::size_t n) : shake(n) {
    std::mt19937 random(5);
    std::normal_distribution<double> normal(0, 0.05);
    for (auto& u : shake) u = {normal(random), normal(random), normal(random)};
  }
  Vec3<double> operator()(Vec3<double> X, std::size_t particle) const { return map * X + shake[particle]; }
};

}  // namespace

TEST_CASE("a box owns all particles, WithGhosts the first ones") {
  auto const points = to_device(std::vector<Vec3<double>>(7, Vec3<double>{}));
  Box const box = Box::triclinic({4, 5, 6}, 1, -2, 3);
  REQUIRE(owned_count(points, box) == 7);
  REQUIRE(owned_count(points, WithGhosts{3}) == 3);
  REQUIRE(owned_count(points, WithGhosts{7}) == 7);
  REQUIRE_THROWS_WITH(owned_count(points, WithGhosts{8}), ContainsSubstring("8 owned particles, but only 7 positions"));
}

TEST_CASE("rows beyond the ghosts are refused where the number of ghosts is named") {
  auto const points = to_device(std::vector<Vec3<double>>(7, Vec3<double>{}));
  REQUIRE(owned_count(points, WithGhosts{3, 4}) == 3);
  REQUIRE(owned_count(points, WithGhosts{.owned = 7, .ghosts = 0}) == 7);
  REQUIRE_THROWS_WITH(owned_count(points, WithGhosts{3, 2}),
                      ContainsSubstring("3 owned particles and 2 ghosts, but 7 positions"));
  REQUIRE_THROWS_WITH(owned_count(points, WithGhosts{3, 5}),
                      ContainsSubstring("3 owned particles and 5 ghosts, but 7 positions"));
}

TEST_CASE("search grids follow the edges of a box, and the axes where there is none") {
  Box const box = Box::triclinic({4, 5, 6}, 1, -2, 3);
  REQUIRE(frame_of(box) == box.edges());
  REQUIRE(frame_of(WithGhosts{1}) == Mat3::identity());
}

TEST_CASE("a shift moves a site by whole edges of the box, and ghosts by nothing") {
  Box const box = Box::triclinic({4, 5, 6}, 1, -2, 3, {7, 8, 9});
  Vec3<double> const expected{4 * 2 - 1 * 1 + 3 * -2, 5 * -1 + 3 * 3, 6 * 3};
  REQUIRE(site_translations(box)({2, -1, 3}) == expected);
  REQUIRE(site_translations(WithGhosts{1})({2, -1, 3}) == Vec3<double>{});
  Kokkos::View<Mat3, Kokkos::HostSpace> const edges("edges");
  edges() = box.edges();
  REQUIRE(site_translations(CellEdges<Kokkos::HostSpace>(edges))({2, -1, 3}) == expected);
}

TEST_CASE("a domain of one's own: images that slide are those of a tilted box") {
  SlidingImages const domain{{10, 9, 8}, 17.3};  // more than a box length
  Box const tilted = Box::triclinic(domain.lengths, -2.7, 0, 0);
  auto const points = configurations::spaced_points(tilted, 300, 0.8, 4);
  auto const x = configurations::to_view(points);
  auto const same = [](int particle) { return particle; };

  auto const neighbors = neighbors_of(points, domain, 2.5, same);
  REQUIRE(neighbors == sliding_neighbors(points, domain, 2.5));
  REQUIRE(neighbors == neighbors_of(points, tilted, 2.5, same));

  auto const cells = voronoi(x, domain), expected_cells = voronoi(x, tilted);
  REQUIRE(difference(to_host(cells.volumes), to_host(expected_cells.volumes)) < 1e-12);
  REQUIRE(to_host(cells.face_counts) == to_host(expected_cells.face_counts));

  auto const types = to_device(std::vector<int>(points.size(), 0));
  auto const g = radial_distribution(x, types, domain, {.cutoff = 4});
  auto const expected_g = radial_distribution(x, types, tilted, {.cutoff = 4});
  REQUIRE(difference(to_host(g.total), to_host(expected_g.total)) < 1e-14);

  auto const some = to_device(std::vector<int>(points.size(), 1));
  auto const clusters = percolation_clusters(contacts_within(x, domain, 1.2), some);
  auto const expected_clusters = percolation_clusters(contacts_within(x, tilted, 1.2), some);
  REQUIRE(clusters.count() > 1);
  REQUIRE(to_host(clusters.labels) == to_host(expected_clusters.labels));
  auto const geometry = cluster_geometry(x, domain, clusters),
             expected_geometry = cluster_geometry(x, tilted, clusters);
  auto const center = to_host(geometry.centers), expected_center = to_host(expected_geometry.centers);
  for (std::size_t k = 0; k < center.size(); ++k)
    REQUIRE(norm(tilted.minimum_image(center[k] - expected_center[k])) < 1e-9);
}

TEST_CASE("shear by sliding images has the D2min of the tilted box, and the strain of the slide") {
  SlidingImages const before{{10, 9, 8}, 4}, after{{10, 9, 8}, 4 + 0.9};
  auto const points = configurations::random_points(Box::orthogonal(10, 9, 8), 300, 6);
  Motion motion(points.size());
  motion.map = {{{1, 0, 0}, {0.1, 1, 0}, {0, 0, 1}}};
  Points moved = points, affine = points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    moved[i] = motion(points[i], i);
    affine[i] = motion.map * points[i];
  }
  auto const X = configurations::to_view(points);
  auto const fit = affine_fit(X, before, configurations::to_view(moved), after, {.cutoff = 2.5});
  auto const expected = affine_fit(X, Box::triclinic({10, 9, 8}, -6, 0, 0), configurations::to_view(moved),
                                   Box::triclinic({10, 9, 8}, -6 + 0.9, 0, 0), {.cutoff = 2.5});
  REQUIRE(difference(to_host(fit.d2min), to_host(expected.d2min)) < 1e-12);

  auto const exact = affine_fit(X, before, configurations::to_view(affine), after, {.cutoff = 2.5});
  auto const F = configurations::host_mirror(exact.F);
  for (std::size_t i = 0; i < points.size(); ++i) REQUIRE(std::abs(F(i, 0, 1) - 0.1) < 1e-12);
  for (double d2min : to_host(exact.d2min)) REQUIRE(d2min < 1e-24);
}

namespace {

/// What one rank has of a sample: its own particles, those with x in a range, and ghosts around them along x and y.
struct Rank {
  std::vector<int> name;  ///< by position: index in the sample
  Points before, after;   ///< positions
  std::size_t owned = 0;

  Rank(Points const& points, Box const& box, Points const& moved, Box const& later, double from, double to,
       double reach) {
    auto const add = [&](std::size_t i, int a, int b) {
      Vec3<int> const image{a, b, int(i % 3) - 1};  // along z any image serves
      name.push_back(int(i));
      before.push_back(points[i] + box.translation(image));
      after.push_back(moved[i] + later.translation(image));
    };
    auto const mine = [&](Vec3<double> r) { return r.x >= from && r.x < to && r.y >= 0 && r.y < box.edge(1).y; };
    for (std::size_t i = 0; i < points.size(); ++i)
      if (mine(points[i])) add(i, 0, 0);
    owned = name.size();
    for (std::size_t i = 0; i < points.size(); ++i)
      for (int a = -1; a <= 1; ++a)
        for (int b = -1; b <= 1; ++b) {
          Vec3<double> const r = points[i] + box.translation({a, b, 0});
          bool const near = r.x > from - reach && r.x < to + reach && r.y > -reach && r.y < box.edge(1).y + reach;
          if (near && !mine(r)) add(i, a, b);
        }
  }
};

}  // namespace

TEST_CASE("a domain of one's own: ghosts along two axes, images along the third") {
  Box const box = Box::orthogonal(12, 11, 2.87);  // thin: several images of a particle are neighbours
  auto const points = configurations::spaced_points(box, 300, 0.8, 8);
  Motion const motion(points.size());
  Box const later = box.with_edges(motion.map * box.edges());
  Points moved = points;
  for (std::size_t i = 0; i < points.size(); ++i) moved[i] = motion(points[i], i);
  auto const x = configurations::to_view(points), y = configurations::to_view(moved);
  auto const types = to_device(std::vector<int>(points.size(), 0));
  auto const counts_of = [](auto const& g) { return to_host(Kokkos::subview(g.counts, 0, Kokkos::ALL)); };

  auto const neighbors = neighbors_of(points, box, 3.5, [](int particle) { return particle; });
  auto const volumes = to_host(voronoi(x, box).volumes), later_volumes = to_host(voronoi(y, later).volumes);
  auto const d2min = to_host(affine_fit(x, box, y, later, {.cutoff = 3}).d2min);
  auto const counts = counts_of(radial_distribution(x, types, box, {.cutoff = 4}));
  std::vector<std::int64_t> counted(counts.size(), 0);
  for (double from : {0.0, 6.0}) {
    Rank const rank(points, box, moved, later, from, from + 6, 5.5);
    Pencil const domain{box.edge(2), 5.5, 0.5 * box.volume(), rank.owned}, now{later.edge(2), 4.5, 0, rank.owned};
    auto const before = configurations::to_view(rank.before), after = configurations::to_view(rank.after);
    auto const rows = neighbors_of(rank.before, domain, 3.5, [&](int particle) { return rank.name[particle]; });
    auto const cells = voronoi(before, domain), later_cells = voronoi(after, now);
    auto const status = to_host(cells.status);
    auto const volume = to_host(cells.volumes), later_volume = to_host(later_cells.volumes);
    auto const residual = to_host(affine_fit(before, domain, after, now, {.cutoff = 3}).d2min);
    REQUIRE(rows.size() == rank.owned);
    for (std::size_t i = 0; i < rank.owned; ++i) {
      int const k = rank.name[i];
      REQUIRE(rows[i] == neighbors[k]);
      REQUIRE(status[i] == Status::ok);
      REQUIRE(std::abs(volume[i] - volumes[k]) < 1e-11);
      REQUIRE(std::abs(later_volume[i] - later_volumes[k]) < 1e-11);
      REQUIRE(std::abs(residual[i] - d2min[k]) < 1e-11);
    }
    auto const local_types = to_device(std::vector<int>(rank.name.size(), 0));
    auto const part = counts_of(radial_distribution(before, local_types, domain, {.cutoff = 4}));
    for (std::size_t k = 0; k < counted.size(); ++k) counted[k] += part[k];
    REQUIRE_THROWS_WITH(build_neighbor_list(before, domain, {.cutoff = 6}), ContainsSubstring("beyond the reach"));
  }
  REQUIRE(counted == counts);
}

TEST_CASE("what a domain of one's own says wrong is refused") {
  auto const x = configurations::to_view(Points(7, Vec3<double>{}));
  REQUIRE_THROWS_WITH(owned_count(x, Pencil{{0, 0, 1}, 1, 0, 8}),
                      ContainsSubstring("8 owned particles, but only 7 positions"));
  REQUIRE_THROWS_WITH(owned_count(x, Pencil{{0, 0, 1}, -1, 0, 7}), ContainsSubstring("reach -1"));
  auto const types = to_device(std::vector<int>(7, 0));
  REQUIRE_THROWS_WITH(radial_distribution(x, types, Pencil{{0, 0, 1}, 1, 0, 7}, {.cutoff = 0.5}),
                      ContainsSubstring("where there is no box"));
}

}  // namespace domain_test
