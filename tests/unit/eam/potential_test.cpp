// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include <tektite/eam/potential.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstddef>
#include <vector>

namespace potential_test {

using Catch::Matchers::ContainsSubstring;
using tektite::EamPotential;

namespace {

/// Three elements; each table has one value that shows where it belongs.
EamPotential three_elements() {
  EamPotential p;
  p.source = "made-up.setfl";
  for (char const* name : {"Aa", "Bb", "Cc"}) {
    p.elements.emplace_back();
    p.elements.back().name = name;
  }
  for (int donor = 0; donor < 3; ++donor)
    for (int acceptor = 0; acceptor < 3; ++acceptor) p.densities.push_back({10.0 * donor + acceptor});
  p.finnis_sinclair = true;
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b <= a; ++b) p.pairs.push_back({10.0 * a + b});
  return p;
}

}  // namespace

TEST_CASE("an element that is missing is named, with those that are there") {
  REQUIRE_THROWS_WITH(three_elements().element("Zr"), ContainsSubstring("'Zr'") && ContainsSubstring("Aa, Bb"));
  REQUIRE_THROWS_WITH(three_elements().element("Zr"), ContainsSubstring("made-up.setfl (it has Aa, Bb, Cc)"));
  REQUIRE(three_elements().element("Aa") == 0);
  REQUIRE(three_elements().element("Cc") == 2);
}

TEST_CASE("densities depend on the order of the two elements, pairs do not") {
  auto p = three_elements();
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      REQUIRE(p.density(a, b) == std::vector<double>{10.0 * double(a) + double(b)});
      auto const larger = double(a > b ? a : b), smaller = double(a > b ? b : a);
      REQUIRE(p.pair(a, b) == std::vector<double>{10 * larger + smaller});
    }
  }
  // An eam/alloy potential has one density for each donor, whatever the acceptor.
  p.finnis_sinclair = false;
  p.densities = {{1.0}, {2.0}, {3.0}};
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < 3; ++b) REQUIRE(p.density(a, b) == std::vector<double>{double(a) + 1});
}

TEST_CASE("elements and tables that a potential does not have are refused with their number") {
  auto p = three_elements();
  REQUIRE_THROWS_WITH(p.density(3, 0),
                      ContainsSubstring("made-up.setfl: density of elements 3 and 0, but there are 3"));
  REQUIRE_THROWS_WITH(p.density(0, 3), ContainsSubstring("elements 0 and 3"));
  REQUIRE_THROWS_WITH(p.pair(1, 3), ContainsSubstring("made-up.setfl: pair function of elements 1 and 3"));
  p.finnis_sinclair = false;
  p.densities.resize(1);
  REQUIRE(p.density(0, 2).size() == 1);
  REQUIRE_THROWS_WITH(p.density(1, 0), ContainsSubstring("has 1 densities"));
  p.pairs.resize(2);
  REQUIRE_THROWS_WITH(p.pair(1, 1), ContainsSubstring("has 2 pair functions"));
}

}  // namespace potential_test
