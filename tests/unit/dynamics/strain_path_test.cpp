// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause

#include <tektite/dynamics/strain_path.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <string>
#include <vector>

namespace strain_path_test {

using namespace tektite;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

std::vector<double> strains(StrainPath const& path) {
  std::vector<double> all;
  for (std::int64_t k = 0; k <= step_count(path); ++k) all.push_back(strain_after(path, k));
  return all;
}

}  // namespace

TEST_CASE("a path goes one way, or in cycles, in equal steps") {
  CHECK(strains({.amplitude = 0.5, .steps = 2}) == std::vector<double>{0, 0.25, 0.5});
  CHECK(strains({.amplitude = -0.5, .steps = 4}) == std::vector<double>{0, -0.125, -0.25, -0.375, -0.5});
  std::vector<double> const cycle{0, 0.25, 0.5, 0.25, 0, -0.25, -0.5, -0.25, 0};
  CHECK(strains({.amplitude = 0.5, .steps = 2, .cycles = 1}) == cycle);
  auto twice = cycle;
  twice.insert(twice.end(), cycle.begin() + 1, cycle.end());
  CHECK(strains({.amplitude = 0.5, .steps = 2, .cycles = 2}) == twice);
}

TEST_CASE("each cycle has the same bits, and its way down those of its way up") {
  StrainPath const path{.amplitude = 0.07, .steps = 13, .cycles = 3};
  for (std::int64_t k = 0; k <= 13; ++k) {
    CHECK(strain_after(path, k) == strain_after(path, 26 - k));
    CHECK(strain_after(path, k) == -strain_after(path, 26 + k));
    CHECK(strain_after(path, k) == strain_after(path, 104 + k));
  }
  CHECK(strain_after(path, 13) == 0.07);
}

TEST_CASE("paths that go nowhere are refused") {
  struct Case {
    StrainPath path;
    std::string words;
  };
  auto const t =
      GENERATE(Case{{.amplitude = 0, .steps = 1}, "amplitude 0 must"}, Case{{.amplitude = NAN, .steps = 1}, "nan"},
               Case{{.amplitude = 101, .steps = 1}, "amplitude 101"}, Case{{.amplitude = 1, .steps = 0}, "0 steps"},
               Case{{.amplitude = 1, .steps = 1, .cycles = -1}, "-1 cycles"},
               Case{{.amplitude = 1, .steps = 1000000000, .cycles = 1}, "1e9 steps"});
  CHECK_THROWS_MATCHES(validate(t.path), Error, MessageMatches(ContainsSubstring(t.words)));
}

}  // namespace strain_path_test
