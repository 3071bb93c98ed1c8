// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::mpi
//
// Ranks share the values and particles of one sample unevenly, one has none; results are those of a process that has
// all. The same tests run on 1, 2 and 4 ranks.

#include <tektite/adaptors/mpi.hpp>
#include <tektite/core/copy.hpp>
#include <tektite/network/over_ranks.hpp>
#include <tektite/stats/over_ranks.hpp>
#include <tektite/voronoi/indices.hpp>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>
#include <random>
#include <vector>

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::Message;
using Catch::Matchers::MessageMatches;
using Catch::Matchers::WithinRel;
using namespace tektite;
using tektite::adaptors::IdDirectory;
using tektite::adaptors::MpiRanks;
using Exec = Kokkos::DefaultExecutionSpace;

namespace {

/// MPI, from the first test that asks for it to the end of the program.
MpiRanks const& world() {
  struct Session {
    Session() { MPI_Init(nullptr, nullptr); }
    ~Session() { MPI_Finalize(); }
  };
  static Session const session;
  static MpiRanks const ranks(MPI_COMM_WORLD);
  return ranks;
}

/// The rank that owns a particle. With several ranks the last one owns none.
int owner(std::size_t i) {
  int const owners = std::max(1, world().count() - 1);
  return i % 5 == 0 ? 0 : static_cast<int>(i / 7) % owners;
}

/// The values of this rank's particles.
template <class T>
std::vector<T> own(std::vector<T> const& all) {
  std::vector<T> mine;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (owner(i) == world().index()) mine.push_back(all[i]);
  return mine;
}

std::vector<double> random_values(std::size_t count) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  std::vector<double> values(count);
  for (double& value : values) value = normal(random) * std::exp(3 * normal(random));
  for (std::size_t i = 0; i < count; i += 10) values[i] = 2.5;  // equal values, also at a threshold
  return values;
}

struct Sample {
  tektite::Box box = tektite::Box::triclinic({9, 10, 11}, 2, -1, 3);
  std::vector<Vec3<double>> positions;
  std::vector<int> types;

  explicit Sample(std::size_t count) {
    std::mt19937_64 random(4);
    std::uniform_real_distribution<double> place(0, 1);
    for (std::size_t i = 0; i < count; ++i) {
      positions.push_back(box.cartesian({place(random), place(random), place(random)}));
      types.push_back(int(i % 2));
    }
  }
};

/// This rank's particles, followed by all other particles and all images around the box.
struct Part {
  std::vector<Vec3<double>> positions;
  std::vector<int> types, ids;
  std::size_t owned = 0;

  explicit Part(Sample const& sample) : positions(own(sample.positions)), types(own(sample.types)) {
    for (std::size_t i = 0; i < sample.positions.size(); ++i)
      if (owner(i) == world().index()) ids.push_back(int(i));
    owned = positions.size();
    for (int a = -1; a <= 1; ++a)
      for (int b = -1; b <= 1; ++b)
        for (int c = -1; c <= 1; ++c)
          for (std::size_t i = 0; i < sample.positions.size(); ++i) {
            bool const inside = a == 0 && b == 0 && c == 0;
            if (inside && owner(i) == world().index()) continue;
            positions.push_back(sample.positions[i] + sample.box.translation({a, b, c}));
            types.push_back(sample.types[i]);
            ids.push_back(int(i));
          }
  }
};

}  // namespace

TEST_CASE("gather and exchange") {
  MpiRanks const& ranks = world();
  int const here = ranks.index();
  static_assert(tektite::Ranks<MpiRanks>);
  std::vector<int> expected;
  for (int r = 0; r < ranks.count(); ++r) expected.insert(expected.end(), std::size_t(r), r);
  CHECK(ranks.gather(std::vector<int>(std::size_t(here), here)) == expected);
  CHECK(ranks.gather(std::vector<Vec3<double>>{}).empty());

  // Rank r sends s copies of 100 r + s to rank s.
  std::vector<std::vector<int>> outgoing;
  for (int s = 0; s < ranks.count(); ++s) outgoing.emplace_back(std::size_t(s), 100 * here + s);
  auto const incoming = ranks.exchange(outgoing);
  for (int r = 0; r < ranks.count(); ++r) CHECK(incoming[r] == std::vector<int>(std::size_t(here), 100 * r + here));

  // The error of one rank is that of all.
  if (here == 0) outgoing.emplace_back();
  CHECK_THROWS_MATCHES(ranks.exchange(outgoing), tektite::Error,
                       MessageMatches(ContainsSubstring("MpiRanks: ") && ContainsSubstring(" lists of values for ")));
}

TEST_CASE("a directory knows the values of particles that other ranks own") {
  MpiRanks const& ranks = world();
  std::vector<std::int64_t> ids;
  std::vector<double> squares;
  for (std::int64_t id = 0; id < 100; ++id) {
    if (id == 50) continue;
    ids.push_back(id);
    squares.push_back(double(id * id));
  }
  auto const mine = own(ids);
  IdDirectory<double> directory(ranks);
  directory.put(std::span<std::int64_t const>(mine), own(squares));
  std::vector<int> const asked{99, 0, 7, 7, 42 + ranks.index()};
  double const last = (42 + ranks.index()) * (42 + ranks.index());
  CHECK(directory.get(std::span<int const>(asked)) == std::vector<double>{9801, 0, 49, 49, last});

  // Owners may change.
  if (ranks.index() == ranks.count() - 1)
    directory.put(std::span<int const>(asked).first(1), {-1.0});
  else
    directory.put(std::span<int const>(), {});
  CHECK(directory.get(std::span<int const>(asked).first(1)) == std::vector<double>{-1});

  // One rank asks for what there is not: all of them learn it.
  std::vector<int> const wrong{ranks.index() == 0 ? 50 : 51};
  CHECK_THROWS_MATCHES(directory.get(std::span<int const>(wrong)), tektite::Error,
                       Message("IdDirectory: there is no value of particle 50"));
  std::vector<int> const negative{ranks.index() == 0 ? -3 : 51};
  CHECK_THROWS_MATCHES(directory.get(std::span<int const>(negative)), tektite::Error,
                       Message("IdDirectory: id -3 is negative"));
}

TEST_CASE("statistics of values that ranks share are those of all values") {
  MpiRanks const& ranks = world();
  Exec const exec{};
  auto const all = random_values(4001);
  std::vector<int> marks(all.size());
  for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = i % 4 != 1;
  auto const whole = to_device<double>(all), part = to_device<double>(own(all));
  auto const whole_marks = to_device<int>(marks), part_marks = to_device<int>(own(marks));

  auto const check_moments = [](tektite::Moments const& found, tektite::Moments const& expected) {
    CHECK(found.count == expected.count);
    CHECK(found.low == expected.low);
    CHECK(found.high == expected.high);
    CHECK_THAT(found.mean, WithinRel(expected.mean, 1e-12));
    CHECK_THAT(found.m2, WithinRel(expected.m2, 1e-12));
    CHECK_THAT(found.m4, WithinRel(expected.m4, 1e-12));
  };
  check_moments(moments_over_ranks(exec, ranks, part), moments(exec, whole));
  check_moments(moments_over_ranks(exec, ranks, part, part_marks), moments(exec, whole, whole_marks));
  for (double const q : {0.0, 0.1, 0.5, 0.8, 1.0}) {
    CHECK(quantile_over_ranks(exec, ranks, part, q) == quantile(exec, whole, q));
    CHECK(quantile_over_ranks(exec, ranks, part, part_marks, q) == quantile(exec, whole, whole_marks, q));
  }
  for (double const fraction : {1e-6, 0.01, 0.3, 1.0}) {
    auto const found = top_fraction_over_ranks(exec, ranks, part, part_marks, fraction);
    auto const expected = top_fraction(exec, whole, whole_marks, fraction);
    CHECK(found.count == expected.count);
    CHECK(found.threshold == expected.threshold);
    CHECK(found.all_count == expected.all_count);
    CHECK_THAT(found.mean, WithinRel(expected.mean, 1e-12));
    CHECK_THAT(found.ratio, WithinRel(expected.ratio, 1e-12));
    CHECK(top_fraction_over_ranks(exec, ranks, part, fraction).threshold ==
          top_fraction(exec, whole, fraction).threshold);
  }
  tektite::HistogramOptions const bins{.bins = 7, .low = -2, .high = 3};
  auto const found = histogram_over_ranks(ranks, histogram(exec, part, bins));
  auto const expected = histogram(exec, whole, bins);
  CHECK(found.counts == expected.counts);
  CHECK(found.below == expected.below);
  CHECK(found.above == expected.above);
  CHECK(found.edges == expected.edges);
}

TEST_CASE("an error in the values of one rank is an error on all") {
  MpiRanks const& ranks = world();
  Exec const exec{};
  std::vector<double> values(10, 1.0);
  if (ranks.index() == 0) values[3] = std::numeric_limits<double>::infinity();
  auto const part = to_device<double>(values);
  CHECK_THROWS_AS(moments_over_ranks(exec, ranks, part), tektite::Error);
  CHECK_THROWS_AS(quantile_over_ranks(exec, ranks, part, 0.5), tektite::Error);
  auto const marks = to_device<int>(std::vector<int>(ranks.index() == 0 ? 9 : 10, 1));
  CHECK_THROWS_MATCHES(top_fraction_over_ranks(exec, ranks, part, marks), tektite::Error,
                       MessageMatches(ContainsSubstring("9 selected for 10 values")));
  if (ranks.count() > 1) {
    auto const mine = histogram(exec, to_device<double>({0.5}), {.bins = 2, .low = 0, .high = 1.0 + ranks.index()});
    CHECK_THROWS_MATCHES(histogram_over_ranks(ranks, mine), tektite::Error,
                         MessageMatches(ContainsSubstring("is at different values on different ranks")));
  }
}

TEST_CASE("g(r) and Voronoi indices of particles that ranks share are those of the whole box") {
  MpiRanks const& ranks = world();
  Exec const exec{};
  Sample const sample(400);
  Part const part(sample);
  auto const whole = to_device<Vec3<double>>(sample.positions), mine = to_device<Vec3<double>>(part.positions);
  auto const whole_types = to_device<int>(sample.types), types = to_device<int>(part.types);
  tektite::WithGhosts const domain{part.owned};

  auto const expected =
      radial_distribution(exec, whole, whole_types, sample.box, {.cutoff = 4, .bins = 50, .type_count = 2});
  auto const found = radial_distribution_over_ranks(
      exec, ranks,
      radial_distribution(exec, mine, types, domain, {.cutoff = 4, .bins = 50, .type_count = 2, .volume = 1}),
      sample.box.volume());
  CHECK(to_host(exec, found.total) == to_host(exec, expected.total));
  CHECK(to_host(exec, found.of_type) == to_host(exec, expected.of_type));
  for (int pair = 0; pair < 3; ++pair) {
    auto const row = [&](auto const& view) { return to_host(exec, Kokkos::subview(view, pair, Kokkos::ALL)); };
    CHECK(row(found.counts) == row(expected.counts));
    CHECK(row(found.partial) == row(expected.partial));
  }

  auto const cells = voronoi(exec, whole, sample.box);
  auto const own_cells = voronoi(exec, mine, domain);
  CHECK(index_histogram_over_ranks(exec, ranks, own_cells, 30) == index_histogram(exec, cells, 30));
}

TEST_CASE("networks of particles that ranks share are those of the whole box") {
  MpiRanks const& ranks = world();
  Exec const exec{};
  Sample const sample(400);
  Part const part(sample);
  auto const cells = voronoi(exec, to_device<Vec3<double>>(sample.positions), sample.box);
  auto const own_cells = voronoi(exec, to_device<Vec3<double>>(part.positions), tektite::WithGhosts{part.owned});
  std::vector<int> marks(400);
  for (int const every : {6, 15, 40}) {
    for (std::size_t i = 0; i < marks.size(); ++i) marks[i] = int(i) % every == 1;
    for (int const min_shared : {1, 2, 3}) {
      auto const expected = ordered_networks(exec, cells, to_device<int>(marks), {.min_shared = min_shared});
      auto const found = ordered_networks_over_ranks(exec, ranks, own_cells, to_device<int>(own(marks)),
                                                     std::span<int const>(part.ids), {min_shared});
      CHECK(found.labels == own(to_host(exec, expected.labels)));
      auto const sizes = to_host(exec, expected.sizes);
      CHECK(found.sizes == std::vector<std::int64_t>(sizes.begin(), sizes.end()));
      std::vector<std::int64_t> counts(sizes.size(), 0);
      for (int const network : to_host(exec, expected.network_of)) ++counts[std::size_t(network - 1)];
      CHECK(found.counts == counts);
      CHECK(found.sharing == expected.sharing);
    }
  }
  CHECK_THROWS_MATCHES(ordered_networks_over_ranks(exec, ranks, own_cells, to_device<int>(own(marks)),
                                                   std::span<int const>(part.ids), {ranks.index() == 0 ? 0 : 1}),
                       tektite::Error, MessageMatches(ContainsSubstring("min_shared 0")));
}
