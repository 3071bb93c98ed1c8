// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cmath>
#include <limits>
#include <random>

#include <tektite/io/configuration.hpp>

/// Configurations for tests that write files and read them again.
namespace samples {

using tektite::Box;
using tektite::io::Column;
using tektite::io::Configuration;

/// Atoms of three types in and around a box, with numbers of all sizes, a denormal one and negative zeros.
inline Configuration sample(Box const& box, int n = 50) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> uniform(-3, 4);
  Configuration c;
  c.timestep = 123456789012;
  c.box = box;
  Column pe{"c_pe", {}}, stress{"c_st[1]", {}};
  for (int i = 0; i < n; ++i) {
    c.ids.push_back(2 * i + 1);
    c.types.push_back(i % 3);
    c.positions.push_back(box.cartesian({uniform(random), uniform(random), uniform(random)}));
    c.velocities.push_back({uniform(random), uniform(random) * 1e-300, uniform(random) * 1e300});
    c.images.push_back({i - 25, -i, 1000000});
    pe.values.push_back(uniform(random));
    stress.values.push_back(i == 0 ? std::numeric_limits<double>::denorm_min() : -0.0);
  }
  c.columns = {pe, stress};
  return c;
}

/// Requires the same periodic axes, and edges and origin within a tolerance.
inline void require_same_box(Box const& a, Box const& b, double tolerance) {
  for (int k = 0; k < 3; ++k) {
    REQUIRE(a.periodic(k) == b.periodic(k));
    for (int d = 0; d < 3; ++d) {
      REQUIRE(std::abs(a.edges()(d, k) - b.edges()(d, k)) <= tolerance);
      REQUIRE(std::abs(a.origin()[d] - b.origin()[d]) <= tolerance);
    }
  }
}

/// A box, and the error that LAMMPS' bounds, lo and hi instead of lengths, may cause.
struct BoxCase {
  Box box;
  double tolerance;
};

/// Boxes of both kinds, one after the other.
inline auto boxes() {
  return GENERATE(values<BoxCase>({
      {Box::orthogonal(10, 11.25, 0.1, {-1, 0.3, 1000}), 1e-12},
      {Box::triclinic({10, 9, 11}, -4.1, 3.7, -2.3, {1, -2, 3}, {true, false, true}), 1e-12},
      {Box::triclinic({6, 7, 8}, 11.5, -13.1, 9.7), 1e-12},
      {Box({{{0, 10, 0.1}, {-9, 0, 1}, {0.5, 0, 8}}}, {1, 2, 3}), 0.0},
      {Box({{{-10, 0, 0}, {0, 10, 0}, {0, 0, 10}}}), 0.0},
  }));
}

}  // namespace samples
