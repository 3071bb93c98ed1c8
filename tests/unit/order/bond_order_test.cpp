// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/order/bond_order.hpp>
#include <tektite/voronoi/voronoi.hpp>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "support/crystals.hpp"
#include "support/test_configurations.hpp"

namespace bond_order_test {

using namespace tektite;
using namespace configurations;
using Catch::Matchers::ContainsSubstring;
using Exec = Kokkos::DefaultExecutionSpace;
using Memory = Exec::memory_space;

namespace {

Bonds<Memory> bonds_within(Box const& box, Points const& x, double cutoff) {
  auto const view = to_view(x);
  return bonds_of(Exec{}, view, box, build_neighbor_list(Exec{}, view, box, {.cutoff = cutoff}));
}

/// q_lm of each particle by the definition: angles, associated Legendre functions of the standard library, complex
/// numbers; every pair and image. Orders -l to l.
std::vector<std::vector<std::complex<double>>> harmonics_by_definition(Box const& box, Points const& x, double cutoff,
                                                                       int l) {
  std::vector<std::vector<std::complex<double>>> all;
  for (auto const& center : x) {
    std::vector<std::complex<double>> q(2 * l + 1);
    int bonds = 0;
    for (auto const& other : x)
      for (int image = 0; image < 27; ++image) {
        Vec3<double> const d = other - center + double(image % 3 - 1) * box.edge(0) +
                               double(image / 3 % 3 - 1) * box.edge(1) + double(image / 9 - 1) * box.edge(2);
        double const r = norm(d);
        if (r == 0 || r > cutoff) continue;
        ++bonds;
        double const theta = std::acos(d.z / r), phi = std::atan2(d.y, d.x);
        for (int m = 0; m <= l; ++m) {
          auto const y = std::polar(std::sph_legendre(unsigned(l), unsigned(m), theta), m * phi);
          q[std::size_t(l + m)] += y;
          if (m > 0) q[std::size_t(l - m)] += (m % 2 == 0 ? 1.0 : -1.0) * std::conj(y);
        }
      }
    for (auto& value : q) value /= std::max(bonds, 1);
    all.push_back(q);
  }
  return all;
}

double square(std::vector<std::complex<double>> const& q) {
  double sum = 0;
  for (auto const& value : q) sum += std::norm(value);
  return sum;
}

struct Values {
  std::vector<double> q, w;
};

Values values_of(BondHarmonics<Memory> const& harmonics) {
  return {to_host(bond_order(Exec{}, harmonics)), to_host(third_bond_order(Exec{}, harmonics))};
}

/// Points in a box with strong tilts, with bonds to images.
struct Liquid {
  Box box = Box::triclinic({6, 6, 6}, -2, 1, 2);
  Points x = spaced_points(box, 100, 0.7, 7);
  double cutoff = 1.7;
};

}  // namespace

TEST_CASE("harmonics of every degree are those of the definition") {
  Liquid const liquid;
  auto const bonds = bonds_within(liquid.box, liquid.x, liquid.cutoff);
  for (int l = 2; l <= 12; ++l) {
    auto const harmonics = bond_harmonics(Exec{}, bonds, l);
    auto const values = host_mirror(harmonics.values);
    auto const q = to_host(bond_order(Exec{}, harmonics));
    auto const expected = harmonics_by_definition(liquid.box, liquid.x, liquid.cutoff, l);
    for (std::size_t i = 0; i < liquid.x.size(); ++i) {
      for (int m = 0; m <= l; ++m) {
        // Real ones are sqrt(2) times real and imaginary part, with the sign of the Condon-Shortley phase.
        auto const e = expected[i][std::size_t(l + m)] * (m == 0 ? 1.0 : std::numbers::sqrt2);
        INFO("degree " << l << ", order " << m << ", particle " << i);
        auto const same = [](double a, double b) { return std::abs(std::abs(a) - std::abs(b)) < 1e-12; };
        REQUIRE(same(values(i, m == 0 ? 0 : 2 * m - 1), e.real()));
        if (m > 0) REQUIRE(same(values(i, 2 * m), e.imag()));
      }
      REQUIRE(std::abs(q[i] - std::sqrt(4 * std::numbers::pi / (2 * l + 1) * square(expected[i]))) < 1e-12);
    }
  }
}

TEST_CASE("crystals and the icosahedron have the known values") {
  struct Case {
    char const* name;
    Crystal crystal;
    double cutoff;
    std::array<double, 4> expected;  // q4, q6, w4, w6
  };
  double const root = std::sqrt(7.0 / 12);  // q4 of the simple cubic lattice
  for (auto const& [name, crystal, cutoff, expected] : std::vector<Case>{
           {"fcc", face_centred(3), 0.8, {0.1909406539564933, 0.5745242597140698, -0.159317373030501, -0.0131606009}},
           {"hcp", hexagonal_close_packed(3), 1.2, {7.0 / 72, 0.484762, 0.134097, -0.012442}},
           {"bcc", body_centred(4), 1.2, {0.0363696483726653, 0.510688230857480, 0.159317373030501, 0.0131606009}},
           {"sc", simple_cubic(4), 1.2, {root, 0.3535533905932738, 0.159317373030501, 0.0131606009}}}) {
    INFO(name);
    auto const bonds = bonds_within(crystal.box, crystal.points, cutoff);
    auto const fourth = values_of(bond_harmonics(Exec{}, bonds, 4)),
               sixth = values_of(bond_harmonics(Exec{}, bonds, 6));
    for (std::size_t i = 0; i < crystal.points.size(); ++i) {
      REQUIRE(std::abs(fourth.q[i] - expected[0]) < 6e-7);
      REQUIRE(std::abs(sixth.q[i] - expected[1]) < 6e-7);
      REQUIRE(std::abs(fourth.w[i] - expected[2]) < 6e-7);
      REQUIRE(std::abs(sixth.w[i] - expected[3]) < 6e-7);
    }
    // All particles are alike: averages are the same, and all bonds are between like surroundings.
    if (name == std::string("hcp")) continue;  // of two orientations
    auto const harmonics = bond_harmonics(Exec{}, bonds, 6);
    auto const means = values_of(averaged_harmonics(Exec{}, bonds, harmonics));
    auto const solid = to_host(solid_bonds(Exec{}, bonds, harmonics, 0.999));
    auto const offsets = host_mirror(bonds.offsets);
    for (std::size_t i = 0; i < crystal.points.size(); ++i) {
      REQUIRE(std::abs(means.q[i] - expected[1]) < 6e-7);
      REQUIRE(solid[i] == offsets(i + 1) - offsets(i));
    }
  }
  auto const cluster = icosahedron();
  auto const bonds = bonds_within(cluster.box, cluster.points, 1.01);
  for (int l = 2; l <= 12; ++l) {
    double const q = values_of(bond_harmonics(Exec{}, bonds, l)).q[0];
    // An icosahedron has invariants of degrees 6, 10 and 12 only.
    if (l == 6)
      REQUIRE(std::abs(q - std::sqrt(11.0) / 5) < 1e-12);
    else if (l == 10 || l == 12)
      REQUIRE(q > 0.3);
    else
      REQUIRE(q < 1e-12);
  }
  REQUIRE(std::abs(values_of(bond_harmonics(Exec{}, bonds, 6)).w[0] + 11 / std::sqrt(4199.0)) < 1e-12);
}

TEST_CASE("Wigner's symbols are normalised and have the values of tables") {
  REQUIRE(std::abs(tektite::detail::wigner_3j(2, 0, 0) + std::sqrt(2.0 / 35)) < 1e-15);
  REQUIRE(std::abs(tektite::detail::wigner_3j(4, 0, 0) - std::sqrt(18.0 / 1001)) < 1e-15);
  REQUIRE(std::abs(tektite::detail::wigner_3j(6, 0, 0) + std::sqrt(400.0 / 46189)) < 1e-15);
  for (int l = 2; l <= 12; ++l) {
    double sum = 0;
    for (int a = -l; a <= l; ++a)
      for (int b = -l; b <= l; ++b)
        if (std::abs(a + b) <= l) sum += std::pow(tektite::detail::wigner_3j(l, a, b), 2);
    REQUIRE(std::abs(sum - 1) < 1e-12);
  }
}

TEST_CASE("invariants do not change by rotation, translation or another choice of images") {
  auto const box = Box::orthogonal(30, 30, 30);
  auto const x = spaced_points(Box::orthogonal(5, 5, 5), 60, 0.8, 3);
  Mat3 const R = rotation({1, -2, 0.5}, 1.1);
  auto const moved = mapped(x, [&](Vec3<double> r) { return R * r + Vec3<double>{31, -17, 4}; });
  auto const before = bonds_within(box, x, 1.8), after = bonds_within(box, moved, 1.8);
  for (int l = 2; l <= 12; ++l) {
    auto const a = values_of(bond_harmonics(Exec{}, before, l)), b = values_of(bond_harmonics(Exec{}, after, l));
    for (std::size_t i = 0; i < x.size(); ++i) {
      REQUIRE(std::abs(a.q[i] - b.q[i]) < 1e-12);
      REQUIRE(std::abs(a.w[i] - b.w[i]) < 1e-9);
      if (l % 2 != 0) REQUIRE(a.w[i] == 0);
    }
  }
}

TEST_CASE("averages and like surroundings are those of the definition") {
  Liquid const liquid;
  int const l = 6;
  auto const view = to_view(liquid.x);
  auto const list = build_neighbor_list(Exec{}, view, liquid.box, {.cutoff = liquid.cutoff});
  auto const bonds = bonds_of(Exec{}, view, liquid.box, list);
  auto const harmonics = bond_harmonics(Exec{}, bonds, l);
  auto const means = to_host(bond_order(Exec{}, averaged_harmonics(Exec{}, bonds, harmonics)));
  auto const solid = to_host(solid_bonds(Exec{}, bonds, harmonics, 0.3));
  auto const q = harmonics_by_definition(liquid.box, liquid.x, liquid.cutoff, l);
  auto const offsets = host_mirror(list.offsets);
  auto const neighbors = host_mirror(list.neighbors);
  auto const particle = host_mirror(list.sites.particle);
  int total = 0;
  for (std::size_t i = 0; i < liquid.x.size(); ++i) {
    auto sum = q[i];
    int count = 0;
    for (auto k = offsets(i); k < offsets(i + 1); ++k) {
      auto const& other = q[std::size_t(particle(neighbors(k)))];
      std::complex<double> product = 0;
      for (std::size_t m = 0; m < sum.size(); ++m) {
        sum[m] += other[m];
        product += q[i][m] * std::conj(other[m]);
      }
      count += product.real() / std::sqrt(square(q[i]) * square(other)) > 0.3;
    }
    double const bond_count = double(offsets(i + 1) - offsets(i) + 1);
    REQUIRE(std::abs(means[i] - std::sqrt(4 * std::numbers::pi / (2 * l + 1) * square(sum)) / bond_count) < 1e-12);
    REQUIRE(solid[i] == count);
    total += count;
  }
  REQUIRE(total > 50);  // the threshold divides
  REQUIRE(total < int(neighbors.extent(0)) - 50);
}

TEST_CASE("areas of faces are weights: small faces make small differences") {
  auto const crystal = face_centred(3);
  // A perfect crystal has faces of area zero between second neighbours; shaken, small ones. With weights q6 hardly
  // changes, without it does.
  auto const shaken_points = shaken(crystal.points, 1e-4, 2);
  auto const view = to_view(shaken_points);
  auto const cells = voronoi(Exec{}, view, crystal.box);
  auto const weighted = values_of(bond_harmonics(Exec{}, area_weighted_bonds(Exec{}, view, crystal.box, cells), 6)).q;
  auto const plain = values_of(bond_harmonics(Exec{}, bonds_of(Exec{}, view, crystal.box, cells), 6)).q;
  double largest = 0;
  for (std::size_t i = 0; i < weighted.size(); ++i) {
    REQUIRE(std::abs(weighted[i] - 0.5745242597140698) < 1e-3);
    largest = std::max(largest, std::abs(plain[i] - 0.5745242597140698));
  }
  REQUIRE(largest > 0.01);
}

TEST_CASE("with ghosts, whose rows come from their owners, everything is as in the periodic box") {
  Box const box = Box::orthogonal(5, 5, 5);
  auto const x = spaced_points(box, 70, 0.6, 5);
  Points all = x;
  std::vector<std::size_t> owner;
  for (int image = 0; image < 27; ++image) {
    if (image == 13) continue;
    for (std::size_t i = 0; i < x.size(); ++i) {
      all.push_back(x[i] + Vec3<double>{5.0 * (image % 3 - 1), 5.0 * (image / 3 % 3 - 1), 5.0 * (image / 9 - 1)});
      owner.push_back(i);
    }
  }
  auto const view = to_view(all);
  WithGhosts const domain{.owned = x.size()};
  auto const bonds = bonds_of(Exec{}, view, domain, build_neighbor_list(Exec{}, view, domain, {.cutoff = 1.3}));
  auto const periodic = bonds_within(box, x, 1.3);
  auto const own = bond_harmonics(Exec{}, bonds, 6);
  auto const expected = bond_harmonics(Exec{}, periodic, 6);
  REQUIRE_THROWS_WITH(averaged_harmonics(Exec{}, bonds, own), ContainsSubstring("70 particles"));
  BondHarmonics<Memory> with_ghosts{6, {}};
  with_ghosts.values = decltype(with_ghosts.values)("values", all.size(), 13);
  auto const from = host_mirror(own.values);
  auto const to = Kokkos::create_mirror_view(with_ghosts.values);
  for (std::size_t i = 0; i < all.size(); ++i)
    for (int c = 0; c < 13; ++c) to(i, c) = from(i < x.size() ? i : owner[i - x.size()], c);
  Kokkos::deep_copy(with_ghosts.values, to);
  auto const a = values_of(averaged_harmonics(Exec{}, bonds, with_ghosts));
  auto const b = values_of(averaged_harmonics(Exec{}, periodic, expected));
  auto const c = values_of(own), d = values_of(expected);
  for (std::size_t i = 0; i < x.size(); ++i) {
    REQUIRE(std::abs(a.q[i] - b.q[i]) < 1e-12);
    REQUIRE(std::abs(a.w[i] - b.w[i]) < 1e-10);
    REQUIRE(std::abs(c.q[i] - d.q[i]) < 1e-12);
  }
  REQUIRE(to_host(solid_bonds(Exec{}, bonds, with_ghosts, 0.5)) ==
          to_host(solid_bonds(Exec{}, periodic, expected, 0.5)));
}

TEST_CASE("particles without bonds, or with a neighbour at the same place, have finite values") {
  Box const box = Box::orthogonal(20, 20, 20);
  auto const bonds = bonds_within(box, {{1, 1, 1}, {5, 5, 5}, {5, 5, 5}, {5, 5, 6}, {10, 10, 10}, {11, 10, 10}}, 1.5);
  auto const harmonics = bond_harmonics(Exec{}, bonds, 6);
  auto const v = values_of(harmonics);
  REQUIRE(v.q[0] == 0);
  REQUIRE(v.w[0] == 0);
  for (std::size_t i : {1, 2, 3, 4, 5}) REQUIRE(std::abs(v.q[i] - 1) < 1e-14);  // one direction
  REQUIRE(to_host(solid_bonds(Exec{}, bonds, harmonics, 0.5))[0] == 0);
  REQUIRE_THROWS_WITH(bond_harmonics(Exec{}, bonds, 1), ContainsSubstring("degree 1, expected 2 to 12"));
  REQUIRE_THROWS_WITH(bond_harmonics(Exec{}, bonds, 13), ContainsSubstring("degree 13"));
  REQUIRE_THROWS_WITH(solid_bonds(Exec{}, bonds, harmonics, 1.5), ContainsSubstring("1.5"));
  REQUIRE_THROWS_WITH(bond_order(Exec{}, BondHarmonics<Memory>{4, harmonics.values}), ContainsSubstring("expected"));
}

}  // namespace bond_order_test
