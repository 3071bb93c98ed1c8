// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::files

#include <tektite/core/copy.hpp>
#include <tektite/io/csv.hpp>
#include <tektite/io/read_configuration.hpp>
#include <tektite/neighbors.hpp>
#include <tektite/order/neighbor_pairs.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "support/crystals.hpp"

namespace neighbor_pairs_test {

using namespace tektite;
using configurations::Crystal;
using Exec = Kokkos::DefaultExecutionSpace;
using Counts = std::map<PairSignature, std::int64_t>;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

Counts counts_of(std::vector<Vec3<double>> const& points, Box const& box, double cutoff) {
  Exec const exec{};
  auto const x = to_device(exec, points);
  auto const bonds = bonds_of(exec, x, box, build_neighbor_list(exec, x, box, {.cutoff = cutoff}));
  auto const histogram = pair_histogram(exec, pair_signatures(exec, bonds, cutoff));
  for (std::size_t k = 1; k < histogram.size(); ++k) CHECK(histogram[k - 1].second >= histogram[k].second);
  return {histogram.begin(), histogram.end()};
}

/// By the definition: an atom and an image of one, the atoms near both, and connected parts by repeated marking.
Counts by_definition(std::vector<Vec3<double>> const& points, Box const& box, double cutoff) {
  std::vector<Vec3<double>> images;
  for (int n = 0; n < 343; ++n)
    for (auto const& p : points)
      images.push_back(box.wrap(p) + box.translation({n % 7 - 3, n / 7 % 7 - 3, n / 49 - 3}));
  auto const near = [&](Vec3<double> a, Vec3<double> b) { return norm(a - b) <= cutoff && norm(a - b) > 0; };
  Counts counts;
  for (auto const& point : points) {
    Vec3<double> const center = box.wrap(point);
    for (auto const& other : images) {
      if (!near(center, other)) continue;
      std::vector<Vec3<double>> common;
      for (auto const& third : images)
        if (near(center, third) && near(other, third)) common.push_back(third);
      std::size_t const n = common.size();
      std::vector<std::size_t> part(n);
      for (std::size_t k = 0; k < n; ++k) part[k] = k;
      for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t a = 0; a < n; ++a)
          for (std::size_t b = 0; b < n; ++b)
            if (near(common[a], common[b]) && part[b] > part[a]) part[b] = part[a], changed = true;
      }
      std::map<std::size_t, int> bonds;
      PairSignature s{int(n), 0, 0};
      for (std::size_t a = 0; a < n; ++a)
        for (std::size_t b = 0; b < a; ++b)
          if (near(common[a], common[b])) ++s.bonds, s.chain = std::max(s.chain, ++bonds[part[a]]);
      ++counts[s];
    }
  }
  return counts;
}

TEST_CASE("pairs of crystals are those of Honeycutt and Andersen") {
  auto const fcc = configurations::face_centred(3);
  CHECK(counts_of(fcc.points, fcc.box, 0.8) == Counts{{{4, 2, 1}, 12 * 108}});
  auto const hcp = configurations::hexagonal_close_packed(3);
  CHECK(counts_of(hcp.points, hcp.box, 1.1) == Counts{{{4, 2, 1}, 6 * 108}, {{4, 2, 2}, 6 * 108}});
  auto const bcc = configurations::body_centred(4);
  CHECK(counts_of(bcc.points, bcc.box, 1.1) == Counts{{{6, 6, 6}, 8 * 128}, {{4, 4, 4}, 6 * 128}});
  // Twelve bonds of the centre, in both directions; corners share the centre and two corners with each other.
  auto const cluster = configurations::icosahedron();
  CHECK(counts_of(cluster.points, cluster.box, 1.1) == Counts{{{5, 5, 5}, 24}, {{3, 2, 2}, 60}});
  CHECK(honeycutt_andersen({5, 5, 5}) == 1551);
  CHECK(honeycutt_andersen({4, 2, 1}) == 1421);
  CHECK(honeycutt_andersen({4, 2, 2}) == 1422);
  CHECK(honeycutt_andersen({6, 6, 6}) == 1661);
  CHECK(honeycutt_andersen({6, 7, 7}) == 0);
}

TEST_CASE("pairs are those of the definition, in any box, also where images are neighbours") {
  for (Box const& box :
       {Box::orthogonal(3, 3.5, 4), Box::triclinic({3, 3, 3}, 1.4, -0.9, 1.1), Box::orthogonal(1.3, 4, 4)}) {
    std::mt19937_64 random(6);
    std::uniform_real_distribution<double> uniform(-1, 2);
    std::vector<Vec3<double>> points;
    for (int i = 0; i < 30; ++i) points.push_back(box.cartesian({uniform(random), uniform(random), uniform(random)}));
    CHECK(counts_of(points, box, 1.25) == by_definition(points, box, 1.25));
  }
}

TEST_CASE("pairs of a glass are those of OVITO") {
  std::string const source = TEKTITE_SOURCE_DIR;
  auto const glass = io::read_configuration(source + "/data/glass_cuzr_13500.xyz.gz");
  auto const table = io::read_csv(source + "/tests/golden/order/pairs.csv");
  Counts expected;  // each bond twice: from both ends
  for (std::size_t k = 0; k < table.rows(); ++k) {
    auto const at = [&](std::size_t column) { return int(table.columns[column].values[k]); };
    expected[{at(0), at(1), at(2)}] = 2 * at(3);
  }
  REQUIRE(expected.size() == 38);
  CHECK(counts_of(glass.positions, glass.box, 3.8) == expected);
}

TEST_CASE("a rank with ghosts finds the pairs of its particles, and marks choose bonds") {
  Exec const exec{};
  auto const fcc = configurations::face_centred(3);
  auto const x = to_device(exec, fcc.points);
  auto const sites = make_sites(exec, x, fcc.box, 0.8);
  auto const all = site_positions(exec, x, fcc.box, sites);
  WithGhosts const rank{50};
  auto const bonds = bonds_of(exec, all, rank, build_neighbor_list(exec, all, rank, {.cutoff = 0.8}));
  auto const signatures = pair_signatures(exec, bonds, 0.8);
  auto const histogram = pair_histogram(exec, signatures);
  REQUIRE(histogram.size() == 1);
  CHECK(histogram[0].second == 600);
  std::vector<int> first(600, 0);
  first[7] = first[8] = 1;
  CHECK(pair_histogram(exec, signatures, first)[0].second == 2);
}

TEST_CASE("pairs that cannot be told apart are refused") {
  Exec const exec{};
  auto const fcc = configurations::face_centred(3);
  auto const x = to_device(exec, fcc.points);
  auto const bonds = bonds_of(exec, x, fcc.box, build_neighbor_list(exec, x, fcc.box, {.cutoff = 1.6}));
  auto const refused = [](auto const& call, char const* message) {
    CHECK_THROWS_MATCHES(call(), Error, MessageMatches(ContainsSubstring(message)));
  };
  refused([&] { pair_signatures(exec, bonds, 1.6); }, "a particle with 78 bonds, expected at most 64");
  refused([&] { pair_signatures(exec, bonds, 0); }, "cutoff 0");
  Kokkos::View<PairSignature*, Exec::memory_space> const three("three", 3);
  refused([&] { pair_histogram(exec, three, {1, 0}); }, "marks of 2 bonds for 3");
  CHECK(pair_histogram(exec, Kokkos::View<PairSignature*, Exec::memory_space>()).empty());
}

}  // namespace neighbor_pairs_test
