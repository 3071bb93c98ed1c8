// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/core/copy.hpp>
#include <tektite/stats/structure_factor.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <complex>
#include <map>
#include <numbers>
#include <random>
#include <string>
#include <vector>

namespace structure_factor_test {

using namespace tektite;
using Exec = Kokkos::DefaultExecutionSpace;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

/// Particles on the host, and S_ab on the host.
struct Sample {
  Box box = Box::orthogonal(1, 1, 1);
  std::vector<Vec3<double>> positions;
  std::vector<int> types;
};

struct Measured {
  std::vector<double> q, total;
  std::vector<std::vector<double>> partial;
  std::vector<std::int64_t> vectors, of_type;
};

Measured measure(Sample const& s, StructureFactorOptions const& options) {
  Exec const exec{};
  auto const result = structure_factor(exec, to_device(exec, s.positions), to_device(exec, s.types), s.box, options);
  Measured m{to_host(exec, result.q),
             to_host(exec, result.total),
             {},
             to_host(exec, result.vectors),
             to_host(exec, result.of_type)};
  auto const partial = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, result.partial);
  for (int row = 0; row < result.pair_count(); ++row) {
    m.partial.emplace_back();
    for (std::size_t k = 0; k < m.q.size(); ++k) m.partial.back().push_back(partial(row, k));
  }
  return m;
}

Sample random_sample(Box const& box, int n, int types, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(-1.5, 2);
  Sample s{box, {}, {}};
  for (int i = 0; i < n; ++i) {
    s.positions.push_back(box.cartesian({uniform(random), uniform(random), uniform(random)}));
    s.types.push_back(int(random() % unsigned(types)));
  }
  return s;
}

/// S by the definition: every vector of the whole sphere, every particle, in long double.
std::map<int, std::vector<long double>> by_definition(Sample const& s, int types, double largest, double width) {
  long double const turn = 2 * std::numbers::pi_v<long double>;
  std::map<int, std::vector<long double>> shells;  // total, then pairs, then the count
  int const most = 40, pairs = types * (types + 1) / 2;
  Mat3 const reciprocal = (2 * std::numbers::pi) * transpose(inverse(s.box.edges()));
  std::vector<long double> of_type(std::size_t(types), 0.0L);
  for (int const t : s.types) ++of_type[std::size_t(t)];
  for (int h = -most; h <= most; ++h)
    for (int k = -most; k <= most; ++k)
      for (int l = -most; l <= most; ++l) {
        Vec3<double> const index{double(h), double(k), double(l)};
        double const length = norm(reciprocal * index);
        if (length > largest || (h == 0 && k == 0 && l == 0)) continue;
        std::vector<std::complex<long double>> rho(std::size_t(types), 0.0L);
        for (std::size_t i = 0; i < s.positions.size(); ++i) {
          Vec3<double> const f = s.box.fractional(s.positions[i]);
          rho[std::size_t(s.types[i])] +=
              std::polar(1.0L, -turn * (h * (long double)(f.x) + k * (long double)(f.y) + l * (long double)(f.z)));
        }
        auto& sums = shells[int(length / width)];
        sums.resize(std::size_t(2 + pairs));
        std::complex<long double> all = 0;
        for (auto const& r : rho) all += r;
        sums[0] += std::norm(all) / (long double)(s.positions.size());
        for (int a = 0; a < types; ++a)
          for (int b = a; b < types; ++b)
            sums[std::size_t(1 + pair_row(types, a, b))] +=
                (rho[std::size_t(a)] * std::conj(rho[std::size_t(b)])).real() /
                std::sqrt(of_type[std::size_t(a)] * of_type[std::size_t(b)]);
        sums.back() += 1;
      }
  return shells;
}

}  // namespace

TEST_CASE("every shell is the mean of the definition over all allowed wave vectors") {
  auto const box = GENERATE(Box::orthogonal(7, 8, 9.5, {1, -2, 3}), Box::triclinic({7, 6, 8}, 3.1, -2.2, 1.7),
                            Box({{{0, 6, 1}, {-7, 0.5, 0}, {0, 1, 5}}}));
  int const types = 3;
  auto const sample = random_sample(box, 61, types, 4);
  double const largest = 5, width = 0.2;
  auto const measured = measure(sample, {.largest_q = largest, .shell_width = width});
  auto const expected = by_definition(sample, types, largest, width);
  REQUIRE(measured.q.size() == expected.size());
  std::size_t k = 0;
  for (auto const& [shell, sums] : expected) {
    REQUIRE(int(measured.q[k] / width) == shell);
    REQUIRE(2 * measured.vectors[k] == std::int64_t(sums.back()));
    REQUIRE(std::abs(measured.total[k] - double(sums[0] / sums.back())) < 1e-12);
    for (std::size_t row = 0; row < measured.partial.size(); ++row)
      REQUIRE(std::abs(measured.partial[row][k] - double(sums[1 + row] / sums.back())) < 1e-12);
    ++k;
  }
}

TEST_CASE("a crystal scatters by its number of particles at its reflections, and not at all elsewhere") {
  int const cells = 4;
  double const a = 3.6;
  Sample s{Box::orthogonal(cells * a, cells * a, cells * a), {}, {}};
  for (int c = 0; c < cells * cells * cells; ++c)
    for (Vec3<double> const& site :
         {Vec3<double>{0, 0, 0}, Vec3<double>{0, 0.5, 0.5}, Vec3<double>{0.5, 0, 0.5}, Vec3<double>{0.5, 0.5, 0}}) {
      Vec3<double> const cell{double(c % cells), double(c / cells % cells), double(c / cells / cells)};
      s.positions.push_back(a * (cell + site) + Vec3<double>{0.3, 0.2, 0.1});
      s.types.push_back(0);
    }
  double const unit = 2 * std::numbers::pi / a;
  auto const m = measure(s, {.largest_q = 3.1 * unit, .shell_width = 1e-4 * unit});
  // fcc: h k l all even or all odd. 111, 200, 220 (multiples of 1/cells lie between them); 222 and 311 are longer.
  std::map<int, int> const reflections{{3, 4}, {4, 3}, {8, 6}};  // h^2 + k^2 + l^2: half the number of vectors
  int seen = 0;
  for (std::size_t k = 0; k < m.q.size(); ++k) {
    double const squared = m.q[k] * m.q[k] / (unit * unit);
    auto const found = reflections.find(int(std::lround(squared)));
    bool const bragg = found != reflections.end() && std::abs(squared - found->first) < 1e-9;
    if (!bragg) {
      REQUIRE(m.total[k] < 1e-20);
      continue;
    }
    ++seen;
    REQUIRE(m.vectors[k] == found->second);
    REQUIRE(std::abs(m.total[k] - double(s.positions.size())) < 1e-9);
  }
  REQUIRE(seen == 3);
}

TEST_CASE("an ideal gas has S = 1, its unlike partials are 0, and both normalisations agree") {
  auto const s = random_sample(Box::orthogonal(20, 20, 20), 4000, 2, 8);
  auto const m = measure(s, {.largest_q = 6, .shell_width = 0.5});
  double const n = double(s.positions.size()), c0 = double(m.of_type[0]) / n, c1 = double(m.of_type[1]) / n;
  double vectors = 0, total = 0, unlike = 0;
  for (std::size_t k = 0; k < m.q.size(); ++k) {
    double const w = double(m.vectors[k]);
    vectors += w, total += w * m.total[k], unlike += w * m.partial[1][k];
    double const sum = c0 * m.partial[0][k] + c1 * m.partial[2][k] + 2 * std::sqrt(c0 * c1) * m.partial[1][k];
    REQUIRE(std::abs(sum - m.total[k]) < 1e-11);
    // The total of Faber and Ziman: S = 1 + sum of c_a c_b (S_ab - 1).
    double const fz = 1 + c0 * c0 * (faber_ziman(m.partial[0][k], true, c0, c0) - 1) +
                      c1 * c1 * (faber_ziman(m.partial[2][k], true, c1, c1) - 1) +
                      2 * c0 * c1 * (faber_ziman(m.partial[1][k], false, c0, c1) - 1);
    REQUIRE(std::abs(fz - m.total[k]) < 1e-11);
  }
  // S of each vector has the standard deviation 1.
  CHECK(std::abs(total / vectors - 1) < 4 / std::sqrt(vectors));
  CHECK(std::abs(unlike / vectors) < 4 / std::sqrt(vectors));
}

TEST_CASE("the description of the box, and where its origin and the particles are, do not matter") {
  auto const box = Box::orthogonal(9, 10, 11);
  auto const s = random_sample(box, 100, 2, 5);
  StructureFactorOptions const options{.largest_q = 4, .shell_width = 0.05};
  auto const m = measure(s, options);
  Sample other = s;
  // The same lattice with strongly tilted edges; particles moved by edges and all by one vector.
  Mat3 edges = box.edges();
  edges.col[1] = edges.col[1] + 3.0 * edges.col[0];
  edges.col[2] = edges.col[2] + 4.0 * edges.col[1];
  other.box = Box(edges, {3, 3, 3});
  for (std::size_t i = 0; i < s.positions.size(); ++i)
    other.positions[i] += Vec3<double>{0.123, 4.5, -7} + box.translation({int(i % 3) - 1, int(i % 5), -int(i % 2)});
  auto const same = measure(other, options);
  REQUIRE(same.q.size() == m.q.size());
  for (std::size_t k = 0; k < m.q.size(); ++k) {
    REQUIRE(same.vectors[k] == m.vectors[k]);
    REQUIRE(std::abs(same.total[k] - m.total[k]) < 1e-10);
    REQUIRE(std::abs(same.partial[1][k] - m.partial[1][k]) < 1e-10);
  }
}

TEST_CASE("a part of the vectors of a shell estimates its mean") {
  auto const s = random_sample(Box::orthogonal(20, 21, 22), 500, 1, 2);
  auto const all = measure(s, {.largest_q = 5, .shell_width = 0.25});
  auto const some = measure(s, {.largest_q = 5, .shell_width = 0.25, .most_per_shell = 50});
  REQUIRE(some.q.size() == all.q.size());
  for (std::size_t k = 0; k < all.q.size(); ++k) {
    REQUIRE(some.vectors[k] == std::min<std::int64_t>(50, all.vectors[k]));
    REQUIRE(std::abs(some.total[k] - all.total[k]) < 6 / std::sqrt(double(some.vectors[k])));
    if (all.vectors[k] <= 50) REQUIRE(some.total[k] == all.total[k]);
  }
}

TEST_CASE("the transform of g(r) of excluded spheres is the analytic one") {
  double const d = 2.3, density = 0.05, cut = 10;
  int const bins = 20000;
  std::vector<double> r, g;
  for (int k = 0; k < bins; ++k) {
    r.push_back((k + 0.5) * cut / bins);
    g.push_back(r.back() < d ? 0.0 : 1.0);
  }
  std::vector<double> const q{0, 1e-6, 0.5, 1.7, 4, 9};
  auto const s = transformed_distribution(r, g, density, q, false);
  for (std::size_t k = 0; k < q.size(); ++k) {
    double const x = q[k] * d;
    double const form = x < 1e-3 ? 1.0 / 3 : (std::sin(x) - x * std::cos(x)) / (x * x * x);
    CHECK(std::abs(s[k] - (1 - 4 * std::numbers::pi * density * d * d * d * form)) < 1e-5);
  }
  // The window leaves an uncorrelated system as it is.
  for (double const value : transformed_distribution(r, std::vector<double>(r.size(), 1.0), density, q))
    CHECK(value == 1);
}

TEST_CASE("what cannot be used is refused") {
  auto const s = random_sample(Box::orthogonal(5, 5, 5), 10, 2, 1);
  struct Case {
    StructureFactorOptions options;
    std::string words;
  };
  auto const t = GENERATE(Case{{.largest_q = -1, .shell_width = 1}, "largest q -1"},
                          Case{{.largest_q = NAN, .shell_width = 1}, "largest q nan"},
                          Case{{.largest_q = 3, .shell_width = 0}, "shells of width 0"},
                          Case{{.largest_q = 3, .shell_width = 4}, "at most the largest q"},
                          Case{{.largest_q = 3, .shell_width = 1e-9}, "at most 1e6"},
                          Case{{.largest_q = 1e9, .shell_width = 1e8}, "wave vectors up to"},
                          Case{{.largest_q = 0.1, .shell_width = 0.1}, "no wave vector up to 0.1"},
                          Case{{.largest_q = 3, .shell_width = 1, .type_count = 1}, "types from 0 to 1"},
                          Case{{.largest_q = 3, .shell_width = 1, .most_per_shell = -1}, "-1 vectors of a shell"});
  CHECK_THROWS_MATCHES(measure(s, t.options), Error, MessageMatches(ContainsSubstring(t.words)));
  Sample slab = s;
  slab.box = Box::orthogonal(5, 5, 5, {}, {true, true, false});
  CHECK_THROWS_MATCHES(measure(slab, {.largest_q = 3, .shell_width = 1}), Error,
                       MessageMatches(ContainsSubstring("periodic along all axes")));
  Sample broken = s;
  broken.positions[3].y = NAN;
  CHECK_THROWS_AS(measure(broken, {.largest_q = 3, .shell_width = 1}), Error);
}

}  // namespace structure_factor_test
